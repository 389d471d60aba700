"""What is due of encounter notes: to finish, to revise, to review."""

import datetime as dt

from sqlalchemy.orm import Session

from app.models.encounters import Encounter
from app.services import agency, users
from app.services.across.due.item import Item, Kind, zone_of
from app.services.documents import words
from app.services.encounters import notes as encounters
from app.services.encounters import reviews
from app.services.encounters import signing as note_signing
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
    zone = zone_of(session)
    back = [
        Item(
            Kind.NOTE, word.at.astimezone(zone).date(), _("Revise a note"), word.comment.split("\n")[0], _client(one),
            _("Client"), _("Sent back by {name}").format(name=word.by), _("Your supervisor's review"), _("Open"), one.id.hex,
        )
        for one, word in reviews.sent_back(session)
    ]  # fmt: skip
    hours = agency.policy(session).note_hours
    unfinished = [_own(one, hours, today, whole=False) for one in note_signing.unfinished(session, MOST_NOTES)]
    whole = [_own(one, hours, today, whole=True) for one in note_signing.waiting(session, MOST_NOTES)]
    more = note_signing.count_unfinished(session) - len(unfinished)
    if more > 0:
        said = plural("{count} further note to finish", "{count} further notes to finish", more)
        unfinished.append(_further(Kind.NOTE, unfinished[-1].on, said, "encounters"))
    more = note_signing.count_waiting(session) - len(whole)
    if more > 0:
        said = plural("{count} further note to sign", "{count} further notes to sign", more)
        whole.append(_further(Kind.SIGN, whole[-1].on, said, "note"))
    return [*back, *unfinished, *whole, *_to_review(session, actor)]


def _own(one: Encounter, hours: int, today: dt.date, whole: bool) -> Item:
    """One's own note: to sign where it is whole, else to finish."""
    ended = dt.datetime.combine(one.date + dt.timedelta(days=one.stop <= one.start), one.stop)
    until = (ended + dt.timedelta(hours=hours)).date()
    late = _("Late: sign it") if whole else _("Late: finish and sign it")
    soon = _("It is locked once you sign it") if whole else _("It lacks what a signature needs")
    what, action = (_("Sign a note"), _("Sign")) if whole else (_("Finish a note"), _("Open"))
    return Item(
        Kind.SIGN if whole else Kind.NOTE, until, what,
        _("{date}, {minutes} min").format(date=words.short_day(one.date, False), minutes=one.stops - one.starts),
        _client(one), _("Client"), late if until < today else soon, _("Agency limit: {hours} hours").format(hours=hours),
        action, f"note/{one.id.hex}" if whole else one.id.hex,
    )  # fmt: skip


def _further(kind: Kind, on: dt.date, said: str, target: str) -> Item:
    """The line that stands for all others of a kind."""
    return Item(kind, on, said, _("Not each has a line here"), _("Several people"), "", said, "", _("Show"), target)


def _client(one: Encounter) -> str:
    names = sorted(encounters.full_name(row.client) for row in one.attendance)
    return names[0] if len(names) == 1 else plural("{count} person", "{count} people", len(names))


def _to_review(session: Session, actor: users.Actor) -> list[Item]:
    if not actor.may(Action.REVIEW_ENCOUNTERS):
        return []
    queue = reviews.queue(session)
    found = [
        Item(
            Kind.REVIEW, one.date + dt.timedelta(days=REVIEW_WITHIN), _("Review a note"),
            words.short_day(one.date, False), one.staff.name, _("Peer supporter"), _("Signed by its writer"),
            _("Our reminder: within {days} days").format(days=REVIEW_WITHIN), _("Review"), one.id.hex,
        )
        for one in queue[:MOST_NOTES]
    ]  # fmt: skip
    more = len(queue) - len(found)
    if more > 0:
        said = plural("{count} further note to review", "{count} further notes to review", more)
        found.append(_further(Kind.REVIEW, found[-1].on, said, ""))
    return found
