"""What encounters say of hours: a proposal for the weekly grid, and the time that worked hours must at least hold."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.encounters import Encounter
from app.models.staff import Staff
from app.services.encounters import listing
from app.services.users import Action, allowed

DIRECT, GROUP, OUTREACH = "direct_service", "group", "outreach"
CATEGORIES = {"group": GROUP, "outreach": OUTREACH}


@allowed(Action.SEE_ENCOUNTERS)
def by_day(session: Session, staff: str, first: dt.date, last: dt.date) -> dict[tuple[str, dt.date], int]:
    """(hours category, day) -> minutes with clients, of the encounters in effect; a shared minute counts once.

    An encounter past midnight belongs to the day on which it began. A group is `group`, outreach `outreach`, every
    other manner `direct_service`.
    """
    found: dict[tuple[str, dt.date], int] = {}
    until = 0
    for day, manner, starts, stops in _times(session, staff, first, last):
        minutes = stops - max(starts, until)
        if minutes > 0:
            key = CATEGORIES.get(manner, DIRECT), day
            found[key] = found.get(key, 0) + minutes
        until = max(until, stops)
    return found


def _times(
    session: Session, staff: str, first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, str, int, int]]:
    query = (
        select(Encounter.id, Encounter.date, Encounter.manner, Encounter.starts, Encounter.stops)
        .join(Staff, Staff.id == Encounter.staff_id)
        .where(Staff.code == staff, Encounter.date.between(first, last))
        .order_by(Encounter.starts, Encounter.stops, Encounter.id)
    )
    rows = list(session.execute(query))
    gone = listing.replaced(session, dt.date.max) if rows else set()
    for key, day, manner, starts, stops in rows:
        if key not in gone:
            yield day, manner, starts, stops
