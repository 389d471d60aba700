"""The calendar of planned sessions as rows: where each stands, and which of them overlap."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.planning import PlannedAttendance, PlannedSession
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.services import users
from app.services.rules import moments
from app.services.supervision.plans import PlanEntry
from app.services.users import Action, allowed
from app.wording import N_, _, clock, short_day

NAMED = 3  # overlaps that a form names
OVERLAPS = N_("{name} has another session planned then: {day} at {start}.")


class State(StrEnum):
    """Where a plan stands; `MISSED` has passed and is neither logged nor cancelled."""

    AHEAD = "ahead"
    MISSED = "missed"
    LOGGED = "logged"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PlanRow:
    """A line of the calendar; `starts` and `stops` are minutes since 1970 UTC, people stand by name."""

    id: uuid.UUID
    date: dt.date
    start: dt.time
    minutes: int
    format: str
    manner: str
    supervisor_id: uuid.UUID
    supervisor: str
    supervisor_name: str
    staff: tuple[str, ...]
    names: tuple[str, ...]
    every_weeks: int | None
    session_id: uuid.UUID | None
    reason: str
    state: State
    starts: int
    overlaps: bool = False

    @property
    def stops(self) -> int:
        """When it ends."""
        return self.starts + self.minutes

    @property
    def stop(self) -> dt.time:
        """The time at which it ends by its length; a change of the clocks aside."""
        return (dt.datetime.combine(self.date, self.start) + dt.timedelta(minutes=self.minutes)).time()


@allowed(Action.SEE_SUPERVISION)
def listed(
    session: Session, first: dt.date | None = None, last: dt.date | None = None, staff: str = ""
) -> list[PlanRow]:
    """The plans from day to day in order of time, those of one code where it is given; overlapping ones are marked."""
    plan = PlannedSession
    query = (
        select(
            plan.id, plan.date, plan.start, plan.minutes, plan.format, plan.manner, plan.supervisor_id,
            Supervisor.code, Supervisor.name, plan.every_weeks, plan.session_id, plan.cancelled_at,
            plan.cancelled_reason, plan.start_fold,
        )
        .join(Supervisor, Supervisor.id == plan.supervisor_id)
        .order_by(plan.date, plan.start, plan.id)
    )  # fmt: skip
    people = select(PlannedAttendance.planned_id, Staff.code, Staff.name).join(
        Staff, Staff.id == PlannedAttendance.staff_id
    )
    days = [plan.date >= first] if first else []
    days += [plan.date <= last] if last else []
    if days:
        people = people.join(plan, plan.id == PlannedAttendance.planned_id).where(*days)
    present: dict[uuid.UUID, list[tuple[str, str]]] = {}
    for key, code, name in session.execute(people.order_by(Staff.name, Staff.code)):
        present.setdefault(key, []).append((code, name))
    zone, now = users.zone(session), moments.minute_of(users.now(session))
    rows = [_row(found, present.get(found.id, []), zone, now) for found in session.execute(query.where(*days))]
    return [row for row in _marked(rows) if not staff or staff in row.staff]


def _row(found: Any, people: Sequence[tuple[str, str]], zone: ZoneInfo, now: int) -> PlanRow:
    key, date, start, minutes, form, manner, supervisor_id, code, name, weeks, held, cancelled, reason, fold = found
    starts = moments.minute(date, start, fold, zone)
    state = State.MISSED if starts + minutes <= now else State.AHEAD
    state = State.CANCELLED if cancelled else State.LOGGED if held else state
    return PlanRow(
        key, date, start, minutes, form, manner, supervisor_id, code, name, tuple(one for one, _name in people),
        tuple(one for _code, one in people), weeks, held, reason, state, starts,
    )  # fmt: skip


def _marked(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """The rows with those marked that share a minute with another one of the same supervisor or person."""
    busy: dict[str, tuple[int, uuid.UUID]] = {}
    met: set[uuid.UUID] = set()
    for row in sorted(_standing(rows), key=lambda one: one.starts):
        for who in (f"supervisor {row.supervisor}", *row.staff):
            until, other = busy.get(who, (0, row.id))
            if row.starts < until:
                met |= {row.id, other}
            if row.stops > until:
                busy[who] = row.stops, row.id
    return [replace(row, overlaps=True) if row.id in met else row for row in rows]


def _standing(rows: Iterable[PlanRow]) -> list[PlanRow]:
    return [row for row in rows if row.state in (State.AHEAD, State.MISSED)]


@allowed(Action.SEE_SUPERVISION)
def overlapping(session: Session, entry: PlanEntry, own: Sequence[uuid.UUID] = ()) -> list[str]:
    """A sentence for each of the first plans that an entry would overlap; `own` are those that it replaces."""
    days, zone = entry.dates, users.zone(session)
    around = dt.timedelta(days=1)
    others = [row for row in _standing(listed(session, days[0] - around, days[-1] + around)) if row.id not in own]
    found: list[str] = []
    for day in days:
        starts = moments.minute(day, entry.start, entry.start_fold or 0, zone)
        for row in others:
            who = _shared(row, entry)
            if who and row.starts < starts + entry.minutes and starts < row.stops:
                found.append(_(OVERLAPS).format(name=who, day=short_day(row.date), start=clock(row.start)))
    return list(dict.fromkeys(found))[:NAMED]


def _shared(row: PlanRow, entry: PlanEntry) -> str:
    """Who is in both: the supervisor, or one of the people; '' for nobody."""
    if row.supervisor == entry.supervisor:
        return row.supervisor_name
    named = zip(row.staff, row.names, strict=True)
    return next((name for code, name in named if code in entry.staff), "")
