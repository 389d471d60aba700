"""What to look at again in an encounter before it is kept: nothing here stops it from being taken."""

import datetime as dt
import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.encounters import Encounter
from app.models.staff import Staff
from app.services import doubts
from app.services.encounters import listing
from app.services.encounters.entry import DOUBTS, EncounterEntry
from app.services.encounters.notes import entry_of
from app.services.problems import Invalid
from app.services.rules.moments import moments
from app.services.users import Action, allowed
from app.wording import N_, _, clock, short_day

AT_ONCE = N_("The same peer supporter was with somebody else from {start} to {stop} on {day}. Check the times.")
NO_ASSESSMENT = N_("The assessment is blank.")


@allowed(Action.SEE_ENCOUNTERS)
def warnings(session: Session, entry: EncounterEntry, own: uuid.UUID | None = None) -> list[str]:
    """A sentence for each doubt about an entry; `own` is the note's id where it is on record already.

    Times that cannot be read warn of nothing: saving does.
    """
    where = doubts.setting(session)
    try:
        real = moments(entry.date, entry.start, entry.stop, where.zone, entry.start_fold, entry.stop_fold)
    except Invalid:
        return []
    found = doubts.sentences(doubts.of(DOUBTS, entry, where))
    query = (
        select(Encounter.id, Encounter.amends_id, Encounter.date, Encounter.start, Encounter.stop)
        .join(Staff, Staff.id == Encounter.staff_id)
        .where(Staff.code == entry.staff, Encounter.starts < real.stops, Encounter.stops > real.starts)
        .where(Encounter.date.between(entry.date - dt.timedelta(days=2), entry.date + dt.timedelta(days=2)))
        .order_by(Encounter.starts, Encounter.id)
    )
    rows = [row for row in session.execute(query) if own is None or own not in (row.id, row.amends_id)]
    gone = listing.replaced(session, dt.date.max) if rows else set()
    found += [at_once(row.date, row.start, row.stop) for row in rows if row.id not in gone]
    return list(dict.fromkeys(found))


@allowed(Action.SEE_ENCOUNTERS)
def of_note(session: Session, one: Encounter) -> list[str]:
    """The doubts about a note on record, for whoever signs it; none about one that takes another back."""
    if one.void:
        return []
    found = warnings(session, entry_of(one), one.amends_id or one.id)
    return found if one.assessment.strip() else [*found, _(NO_ASSESSMENT)]


def at_once(day: dt.date, start: dt.time, stop: dt.time) -> str:
    """The sentence for an encounter that shares time with this one."""
    return _(AT_ONCE).format(start=clock(start), stop=clock(stop), day=short_day(day))
