"""What is due of encounter notes: to finish, to revise, to review."""

import datetime as dt

from sqlalchemy.orm import Session

from app import clock
from app.models.encounters import Encounter
from app.services import agency, users
from app.services.across.due.item import Item, Kind
from app.services.documents import words
from app.services.encounters import notes as encounters
from app.services.encounters import reviews
from app.services.encounters import signing as note_signing
from app.services.rules import moments
from app.services.users import Action, allowed
from app.wording import _, plural

REVIEW_WITHIN = 14  # days; our own reminder
MOST_NOTES = 25  # of each kind on Home; the review page has them all


@allowed(Action.SEE_ENCOUNTERS)
def notes(session: Session, today: dt.date) -> list[Item]:
    """Notes sent back to this person, those not signed yet, and those to review."""
    actor = users.actor_of(session)
    if not actor.may(Action.SEE_ENCOUNTERS):
        return []
    back = [
        Item(
            Kind.NOTE, users.day(session, word.at), _("Revise a note"), word.comment.split("\n")[0], _client(one),
            _("Client"), _("Sent back by {name}").format(name=word.by), _("Your supervisor's review"), _("Open"), one.id.hex,
        )
        for one, word in reviews.sent_back(session)
    ]  # fmt: skip
    hours, zone = agency.policy(session).note_hours, users.zone(session).key
    unsigned = [_unsigned_note(one, hours, today, zone) for one in note_signing.waiting(session, MOST_NOTES)]
    return [*back, *unsigned, *_to_review(session, actor, today)]


def _unsigned_note(one: Encounter, hours: int, today: dt.date, zone: str) -> Item:
    until, _time = clock.parts(moments.clock_of(one.stops + hours * 60, zone))
    why = _("Late: finish and sign it") if until < today else _("It is locked once you sign it")
    return Item(
        Kind.NOTE, until, _("Finish a note"),
        _("{date}, {length}").format(date=words.short_day(one.date, today), length=words.length(one.stops - one.starts)),
        _client(one), _("Client"), why, _("Agency limit: {time}").format(time=words.length(hours * 60)), _("Open"),
        one.id.hex,
    )  # fmt: skip


def _client(one: Encounter) -> str:
    names = sorted(encounters.full_name(row.client) for row in one.attendance)
    return names[0] if len(names) == 1 else plural("{count} person", "{count} people", len(names))


def _to_review(session: Session, actor: users.Actor, today: dt.date) -> list[Item]:
    if not actor.may(Action.REVIEW_ENCOUNTERS):
        return []
    return [
        Item(
            Kind.REVIEW, one.date + dt.timedelta(days=REVIEW_WITHIN), _("Review a note"),
            words.short_day(one.date, today), one.staff.name, _("Peer supporter"), _("Signed by its writer"),
            _("Our reminder: within {days} days").format(days=REVIEW_WITHIN), _("Review"), one.id.hex,
        )
        for one in reviews.queue(session)[:MOST_NOTES]
    ]  # fmt: skip
