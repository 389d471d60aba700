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
MOST_NOTES = 25  # of each kind on Home; a last line counts the others and leads to them


@allowed(Action.SEE_ENCOUNTERS)
def notes(session: Session, today: dt.date) -> list[Item]:
    """Notes sent back to this person, those to finish, those to sign, and those to review."""
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
    unfinished = [_own(one, hours, today, zone, whole=False) for one in note_signing.unfinished(session, MOST_NOTES)]
    whole = [_own(one, hours, today, zone, whole=True) for one in note_signing.waiting(session, MOST_NOTES)]
    more = note_signing.count_unfinished(session) - len(unfinished)
    if more > 0:
        said = plural("{count} further note to finish", "{count} further notes to finish", more)
        unfinished.append(_further(Kind.NOTE, unfinished[-1].on, said, "encounters"))
    more = note_signing.count_waiting(session) - len(whole)
    if more > 0:
        said = plural("{count} further note to sign", "{count} further notes to sign", more)
        whole.append(_further(Kind.SIGN, whole[-1].on, said, "note"))
    return [*back, *unfinished, *whole, *_to_review(session, actor, today)]


def _own(one: Encounter, hours: int, today: dt.date, zone: str, whole: bool) -> Item:
    """One's own note: to sign where it is whole, else to finish."""
    until, _time = clock.parts(moments.clock_of(one.stops + hours * 60, zone))
    late = _("Late: sign it") if whole else _("Late: finish and sign it")
    soon = _("It is locked once you sign it") if whole else _("It lacks what a signature needs")
    what, action = (_("Sign a note"), _("Sign")) if whole else (_("Finish a note"), _("Open"))
    return Item(
        Kind.SIGN if whole else Kind.NOTE, until, what,
        _("{date}, {length}").format(date=words.short_day(one.date, today), length=words.length(one.stops - one.starts)),
        _client(one), _("Client"), late if until < today else soon,
        _("Agency limit: {time}").format(time=words.length(hours * 60)), action,
        f"note/{one.id.hex}" if whole else one.id.hex,
    )  # fmt: skip


def _further(kind: Kind, on: dt.date, said: str, target: str) -> Item:
    """The line that stands for all others of a kind."""
    return Item(kind, on, said, _("Not each has a line here"), _("Several people"), "", said, "", _("Show"), target)


def _client(one: Encounter) -> str:
    names = sorted(encounters.full_name(row.client) for row in one.attendance)
    return names[0] if len(names) == 1 else plural("{count} person", "{count} people", len(names))


def _to_review(session: Session, actor: users.Actor, today: dt.date) -> list[Item]:
    if not actor.may(Action.REVIEW_ENCOUNTERS):
        return []
    queue = reviews.queue(session)
    found = [
        Item(
            Kind.REVIEW, one.date + dt.timedelta(days=REVIEW_WITHIN), _("Review a note"),
            words.short_day(one.date, today), one.staff.name, _("Peer supporter"), _("Signed by its writer"),
            _("Our reminder: within {days} days").format(days=REVIEW_WITHIN), _("Review"), one.id.hex,
        )
        for one in queue[:MOST_NOTES]
    ]  # fmt: skip
    more = len(queue) - len(found)
    if more > 0:
        said = plural("{count} further note to review", "{count} further notes to review", more)
        found.append(_further(Kind.REVIEW, found[-1].on, said, ""))
    return found
