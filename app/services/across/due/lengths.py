"""Records on file that last longer than a form takes today: they stay as they are and stand here until they are mended."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.encounters import IS_LONG, Encounter, EncounterAttendance
from app.models.supervision import SupervisionSession
from app.services import users
from app.services.across.due.item import Item, Kind
from app.services.documents import words
from app.services.encounters import listing
from app.services.encounters import notes as encounters
from app.services.rules.moments import NOTE, SESSION
from app.services.supervision import facts
from app.services.supervision.sessions import WHOLE
from app.services.users import Action, allowed
from app.wording import N_, _, plural

AT_MOST = N_("At most {length} by our own bound")


@allowed(Action.SEE_SUPERVISION)
def lengths(session: Session, today: dt.date) -> list[Item]:
    """Sessions over 12 hours and notes of a day and more that are in effect, for whoever may mend them."""
    actor, found = users.actor_of(session), list[Item]()
    if actor.may(Action.RECORD_SUPERVISION):
        found += _sessions(session, today)
    if actor.may(Action.WRITE_ENCOUNTERS):
        found += _notes(session, today)
    return found


def _sessions(session: Session, today: dt.date) -> list[Item]:
    kept = SupervisionSession
    long = select(kept).options(*WHOLE).where(kept.stops - kept.starts > SESSION.most, kept.void.is_(False))
    rows = session.scalars(long.order_by(kept.starts, kept.id)).all()
    gone = facts.replaced(session, today) if rows else set()
    return [
        Item(
            Kind.SESSION, today, _("Check a session's length"), _told(one.date, one.stops - one.starts),
            _people([row.staff.name for row in one.attendance]), _("with {name}").format(name=one.supervisor.name),
            _("Supervision owed goes by it"), _(AT_MOST).format(length=words.length(SESSION.most)), _("Open"), one.id.hex,
        )
        for one in rows
        if one.id.hex not in gone
    ]  # fmt: skip


def _notes(session: Session, today: dt.date) -> list[Item]:
    attended = selectinload(Encounter.attendance).selectinload(EncounterAttendance.client)
    query = select(Encounter).options(attended).where(IS_LONG, Encounter.void.is_(False))
    rows = session.scalars(query.order_by(Encounter.starts, Encounter.id)).all()
    gone = listing.replaced(session, today) if rows else set()
    return [
        Item(
            Kind.NOTE, today, _("Check a note's length"), _told(one.date, one.stops - one.starts),
            _people([encounters.full_name(row.client) for row in one.attendance]), _("Client"),
            _("Time of service goes by it"), _(AT_MOST).format(length=words.length(NOTE.most)), _("Open"), one.id.hex,
        )
        for one in rows
        if one.id not in gone
    ]  # fmt: skip


def _told(day: dt.date, minutes: int) -> str:
    return _("{date}, {length}").format(date=words.short_day(day), length=words.length(minutes))


def _people(names: list[str]) -> str:
    return names[0] if len(names) == 1 else plural("{count} person", "{count} people", len(names))
