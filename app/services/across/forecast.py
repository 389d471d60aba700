"""What lies ahead of each line of supervision owed, gathered from plans, agreements, hours and sessions."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models.credentials import Milestone
from app.models.hours import Hours
from app.models.planning import PlannedAttendance, PlannedSession
from app.models.staff import Staff
from app.models.supervision import SessionAttendance, SupervisionSession, Supervisor
from app.services.packs import library
from app.services.rules import forecast as rules
from app.services.rules import ledger, packs, steps
from app.services.rules.crediting import Enrolment
from app.services.rules.forecast import Change, Forecast, Gap, Planned
from app.services.rules.packs import Confidence, Figure, Pack
from app.services.rules.rows import PackLedger
from app.services.supervision import facts, log, owed
from app.services.supervision.session_list import in_force
from app.services.users import Action, allowed

ALONE, SHARE = "max_work_without_supervision_minutes", "max_group_share_percent"
RECENT = 60  # days for which a change of supervisor or a gap stays in a list


@dataclass(frozen=True)
class Worked:
    """Minutes worked in a stretch of days without a supervisor."""

    gap: Gap
    minutes: int


@dataclass(frozen=True)
class Limit:
    """What a pack limits, as it stands: minutes since the last credited session, or the part held in groups.

    `most` is the pack's figure and `applies` whether it is in force: an older rule is shown for information only.
    """

    amount: Fraction
    most: Figure | None
    applies: bool
    since: dt.date | None = None

    @property
    def over(self) -> bool:
        """Whether the limit in force is passed."""
        return self.applies and self.most is not None and self.amount > int(str(self.most.value))


@dataclass(frozen=True)
class Ahead:
    """A line's outlook. `next` is the next planned session of the person with its supervisor's name."""

    staff: str
    pack: str
    forecast: Forecast | None
    next: tuple[Planned, str] | None
    short_days: int | None
    changes: tuple[Change, ...] = ()
    gaps: tuple[Worked, ...] = ()
    alone: Limit | None = None
    groups: Limit | None = None
    supervisors: dict[str, str] = field(default_factory=dict)


@allowed(Action.SEE_SUPERVISION)
def ahead(
    session: Session, lines: Sequence[PackLedger], as_of: dt.date, whole: bool = True
) -> dict[tuple[str, str], Ahead]:
    """The outlook by (staff, pack) of the ledger's lines of that day.

    Without `whole` gaps and changes of long ago are left out, and limits that no pack in force sets: for lists.
    """
    found = facts.people(session, {line.staff for line in lines})
    plans, told = _plans(session, as_of), _told(session, as_of)
    names = {code: name for code, name in session.execute(select(Supervisor.code, Supervisor.name))}
    by_code = {person.code: (key, person) for key, person in found.items()}
    if whole or any(_figure(packs.find(library(session), line.pack), ALONE, as_of)[1] for line in lines):
        facts.add_sessions(session, found, as_of, as_of)
    made = {}
    for line in lines:
        key, person = by_code[line.staff]
        one = next((row for row in person.enrolments if row.pack == line.pack), None)
        if one is not None and line.months:
            days = told.get(key, [])
            made[line.staff, line.pack] = _line(session, key, person, one, line, plans, names, days, as_of, whole)
    return made


@allowed(Action.SEE_SUPERVISION)
def of_ledger(session: Session, as_of: dt.date, staff: str | None = None) -> list[Ahead]:
    """The outlook of everyone, or of one code, in the ledger's order. Raises NotFound for an unknown code."""
    return list(ahead(session, owed.ledger(session, as_of, staff), as_of).values())


def _line(
    session: Session, key: uuid.UUID, person: facts.Person, enrolment: Enrolment, line: PackLedger,
    plans: dict[str, list[tuple[Planned, str]]], names: dict[str, str], told: list[dt.date], as_of: dt.date, whole: bool,
) -> Ahead:  # fmt: skip
    pack, total = packs.find(library(session), line.pack), ledger.summary(line)
    planned = plans.get(person.code, [])
    credited = _credited(person, line, as_of)
    changes = [one for one in rules.changes(person.agreements, pack, told) if enrolment.in_force(one.changed_on)]
    recent = [one for one in changes if as_of <= max(one.changed_on, one.tell_by or one.changed_on) + dt.timedelta(RECENT)]
    return Ahead(
        staff=line.staff,
        pack=line.pack,
        forecast=rules.forecast(line.months[-1], enrolment, pack, as_of, [one for one, _led in planned]),
        next=planned[0] if planned else None,
        short_days=rules.short_days(total.since if total.owed_minutes else None, enrolment, as_of),
        changes=tuple(changes if whole else recent),
        gaps=_gaps(session, key, person, enrolment, as_of, whole) if pack.rule_on(as_of).rule.agreement_required else (),
        alone=_alone(session, key, pack, enrolment, [date for date, _key, _minutes in credited], as_of, whole),
        groups=_groups(session, pack, credited, as_of) if whole else None,
        supervisors=names,
    )


def _told(session: Session, as_of: dt.date) -> dict[uuid.UUID, list[dt.date]]:
    """The days up to this one on which the Board was told of a new supervisor, by staff key."""
    step = Milestone
    query = select(step.staff_id, step.date).where(
        step.kind == steps.Kind.BOARD_TOLD.value, step.removed_at.is_(None), step.date <= as_of
    )
    found: dict[uuid.UUID, list[dt.date]] = {}
    for key, date in session.execute(query):
        found.setdefault(key, []).append(date)
    return found


def _plans(session: Session, as_of: dt.date) -> dict[str, list[tuple[Planned, str]]]:
    """Plans from the day on by staff code, neither logged nor cancelled, and sessions logged ahead of time; next first."""
    plan = PlannedSession
    query = (
        select(Staff.code, plan.date, plan.start, plan.minutes, Supervisor.name)
        .join(PlannedAttendance, PlannedAttendance.staff_id == Staff.id)
        .join(plan, plan.id == PlannedAttendance.planned_id)
        .join(Supervisor, Supervisor.id == plan.supervisor_id)
        .where(plan.date >= as_of, plan.session_id.is_(None), plan.cancelled_at.is_(None))
    )
    held = SupervisionSession
    logged = (
        select(Staff.code, held.date, held.start, held.stops - held.starts, Supervisor.name)
        .join(SessionAttendance, SessionAttendance.staff_id == Staff.id)
        .join(held, held.id == SessionAttendance.session_id)
        .join(Supervisor, Supervisor.id == held.supervisor_id)
        .where(held.date > as_of, in_force())
    )
    rows = sorted((*session.execute(query), *session.execute(logged)), key=lambda row: (row[1], row[2], row[0]))
    found: dict[str, list[tuple[Planned, str]]] = {}
    for code, date, start, minutes, led in rows:
        found.setdefault(code, []).append((Planned(date, start, minutes), led))
    return found


def _figure(pack: Pack, name: str, day: dt.date) -> tuple[Figure | None, bool]:
    """A limit and whether it is in force; one of an older rule is still named."""
    rule = pack.rule_on(day).rule
    if rule.amount_on(name, day) is not None:
        return rule.figure_on(name, day), True
    older = rule.figures.get(name)
    return (older if older is not None and older.confidence is Confidence.OBSOLETE else None), False


def _credited(person: facts.Person, line: PackLedger, as_of: dt.date) -> list[tuple[dt.date, uuid.UUID, int]]:
    """(day, session, minutes credited under this line), oldest first; empty where sessions were not gathered."""
    lost = {one.key: one.minutes_lost for month in line.months for one in month.not_credited}
    found = [
        (one.date, uuid.UUID(one.key), one.minutes - lost.get(one.key, 0))
        for one in person.sessions
        if one.date <= as_of and log.belongs(one, line.pack, person.enrolments)
    ]
    return sorted(row for row in found if row[2] > 0)


def _minutes(session: Session, key: uuid.UUID, first: dt.date, last: dt.date) -> int:
    query = select(func.sum(Hours.minutes)).where(Hours.staff_id == key, Hours.date.between(first, last))
    return session.scalar(query) or 0


def _gaps(
    session: Session, key: uuid.UUID, person: facts.Person, enrolment: Enrolment, as_of: dt.date, whole: bool
) -> tuple[Worked, ...]:
    """Stretches without an agreement in which hours were worked."""
    last = min(as_of, enrolment.ended_on or as_of)
    bare = rules.gaps(person.agreements, enrolment.opening_on or enrolment.started_on, last)
    wanted = [one for one in bare if whole or one.last >= as_of - dt.timedelta(RECENT)]
    found = [Worked(one, _minutes(session, key, one.first, one.last)) for one in wanted]
    return tuple(one for one in found if one.minutes)


def _alone(
    session: Session, key: uuid.UUID, pack: Pack, enrolment: Enrolment, held: list[dt.date], as_of: dt.date, whole: bool
) -> Limit | None:
    """Minutes worked since the day after the last credited session."""
    most, applies = _figure(pack, ALONE, as_of)
    if most is None or not (whole or applies):
        return None
    began = enrolment.opening_on or enrolment.started_on
    since = max(held[-1] + dt.timedelta(1), began) if held else began
    last = min(as_of, enrolment.ended_on or as_of)
    return Limit(Fraction(_minutes(session, key, since, last)), most, applies, held[-1] if held else None)


def _groups(
    session: Session, pack: Pack, credited: list[tuple[dt.date, uuid.UUID, int]], as_of: dt.date
) -> Limit | None:
    """The part of this month's credited minutes that was held in groups, in percent."""
    own = [row for row in credited if row[0] >= as_of.replace(day=1)]
    kept = SupervisionSession
    query = select(type_coerce(kept.id, String)).where(kept.id.in_([key for _day, key, _minutes in own]))
    together = set(session.scalars(query.where(kept.format == "group")))
    share = rules.group_share([(minutes, key.hex in together) for _day, key, minutes in own])
    return None if share is None else Limit(share * 100, *_figure(pack, SHARE, as_of))
