"""Planned sessions: one or a series, moved, changed, cancelled with a reason and taken up again."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.base import new_id
from app.models.planning import AgendaItem, PlannedAttendance, PlannedSession
from app.services import doubts, entries, users
from app.services.entries import Entry
from app.services.problems import Forbidden, Frozen, Invalid, NotFound
from app.services.rules import moments
from app.services.supervision import codes
from app.services.supervision.kinds import Format, Manner
from app.services.users import Action, Role, allowed
from app.wording import N_, _, short_day

MOST = 104  # dates of one series
PAST = N_("This day is past. Log the session instead.")


class PlanEntry(Entry):
    """A session to come; with `every_weeks` a series until a date or for a number of times."""

    staff: Annotated[entries.Codes, Field(title=N_("Peer supporter"))]
    supervisor: Annotated[entries.Code, Field(title=N_("Supervisor"))]
    date: Annotated[entries.Date, Field(title=N_("Date"))]
    start: Annotated[entries.Clock, Field(title=N_("Start"))]
    minutes: Annotated[
        entries.Whole, Field(title=N_("How long"), json_schema_extra={"unit": N_("minutes")})
    ]
    format: Annotated[Format, entries.choice(Format), Field(title=N_("Kind"))]
    manner: Annotated[Manner, entries.choice(Manner), Field(title=N_("Manner"))]
    start_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated start"))] = None
    every_weeks: Annotated[
        entries.WholeOrBlank,
        Field(
            title=N_("Repeat every"),
            description=N_("Blank: it is held once."),
            json_schema_extra={"unit": N_("weeks")},
        ),
    ] = None
    until: Annotated[entries.DateOrBlank, Field(title=N_("Until"))] = None
    times: Annotated[
        entries.WholeOrBlank, Field(title=N_("Or how often"), json_schema_extra={"unit": N_("times")})
    ] = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.format == Format.INDIVIDUAL and len(self.staff) > 1:
            raise entries.at("staff", _("An individual session has one peer supporter. Choose group for several."))
        if not 1 <= self.minutes <= moments.SESSION.most:
            most = moments.SESSION.most
            raise entries.at("minutes", _("Type the minutes it will last, from 1 to {most}.").format(most=most))
        self._repeats()
        return self

    def _repeats(self) -> None:
        if self.every_weeks is None:
            if self.until is not None or self.times is not None:
                raise entries.at("every_weeks", _("Say every how many weeks it is held, or leave its end blank."))
            return
        if not 1 <= self.every_weeks <= 52:
            raise entries.at("every_weeks", _("Type a number of weeks from 1 to 52."))
        if (self.until is None) == (self.times is None):
            raise entries.at("until", _("Say until which day it is held, or how often: one of the two."))
        if self.until is not None and self.until < self.date:
            raise entries.at("until", _("This day lies before the first session. Check both dates."))
        if self.times is not None and not 2 <= self.times <= MOST:
            raise entries.at("times", _("Type a number from 2 to {most}.").format(most=MOST))
        if self.until is not None and (self.until - self.date).days // (7 * self.every_weeks) >= MOST:
            raise entries.at("until", _("That is more than {most} sessions. Choose an earlier day.").format(most=MOST))

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """Every day on which it is held."""
        if self.every_weeks is None:
            return (self.date,)
        step = dt.timedelta(weeks=self.every_weeks)
        count = self.times or (self.until - self.date) // step + 1 if self.until else self.times or 1
        return tuple(self.date + step * number for number in range(count))


DOUBTS = (
    doubts.more_than("minutes", moments.SESSION.doubt, N_("This lasts {length}. Check how long it is to be.")),
)


@allowed(Action.PLAN_SUPERVISION)
def add(session: Session, entry: PlanEntry) -> list[PlannedSession]:
    """Plan a session or a series. Raises Invalid for unknown codes, past days and times that the clock skips."""
    staff, supervisor_id = _resolved(session, entry)
    _require_days(session, entry, entry.dates)
    series = new_id() if len(entry.dates) > 1 else None
    return [_add(session, _values(entry, day, supervisor_id, series), staff) for day in entry.dates]


def _add(session: Session, values: dict[str, Any], staff: Sequence[uuid.UUID]) -> PlannedSession:
    made = PlannedSession(**values)
    session.add(made)
    session.flush()
    session.add_all(PlannedAttendance(planned_id=made.id, staff_id=key) for key in staff)
    session.flush()
    return made


def _values(entry: PlanEntry, day: dt.date, supervisor_id: uuid.UUID, series: uuid.UUID | None) -> dict[str, Any]:
    return {
        "supervisor_id": supervisor_id, "date": day, "start": entry.start, "start_fold": entry.start_fold or 0,
        "minutes": entry.minutes, "format": entry.format.value, "manner": entry.manner.value, "series": series,
        "every_weeks": entry.every_weeks if series else None,
    }  # fmt: skip


def _resolved(session: Session, entry: PlanEntry) -> tuple[list[uuid.UUID], uuid.UUID]:
    """The keys behind the codes. Raises Invalid, and Forbidden for another supervisor's sessions."""
    known, supervisor_id = codes.keys(session, entry.staff, entry.supervisor)
    _require_own(session, supervisor_id)
    return [known[code] for code in entry.staff], supervisor_id


def _require_own(session: Session, supervisor_id: uuid.UUID) -> None:
    actor = users.actor_of(session)
    if Role.MANAGER not in actor.roles and actor.supervisor_id != supervisor_id:
        raise Forbidden(_("You can plan only sessions that you lead yourself."))


def _require_days(session: Session, entry: PlanEntry, days: Sequence[dt.date]) -> None:
    zone = users.zone(session)
    if days[0] < today(session):
        raise Invalid({"date": _(PAST)})
    for day in days:
        if not moments.exists(day, entry.start, zone):
            words = _("The clock skips this time on {day}: daylight time begins. Choose another time.")
            raise Invalid({"start": words.format(day=short_day(day))})


def today(session: Session) -> dt.date:
    """The agency's day at this session's moment."""
    return users.today(session)


def now(session: Session) -> dt.datetime:
    """This session's moment as the agency's clock shows it."""
    return users.now(session)


WHOLE = (
    selectinload(PlannedSession.supervisor),
    selectinload(PlannedSession.attendance).selectinload(PlannedAttendance.staff),
)


@allowed(Action.SEE_SUPERVISION)
def load(session: Session, planned_id: uuid.UUID) -> PlannedSession:
    """A plan with its supervisor and people. Raises NotFound."""
    found = session.scalar(select(PlannedSession).options(*WHOLE).where(PlannedSession.id == planned_id))
    if found is None:
        raise NotFound(_("This plan is not on record, or not yours to see."))
    return found


def entry_of(kept: PlannedSession) -> PlanEntry:
    """The entry that a loaded plan was made from, without its series."""
    return PlanEntry(
        staff=tuple(sorted(row.staff.code for row in kept.attendance)),
        supervisor=kept.supervisor.code,
        date=kept.date,
        start=kept.start,
        start_fold=kept.start_fold,
        minutes=kept.minutes,
        format=Format(kept.format),
        manner=Manner(kept.manner),
    )


@allowed(Action.PLAN_SUPERVISION)
def change(
    session: Session, planned_id: uuid.UUID, entry: PlanEntry, reason: str = "", rest: bool = False
) -> list[PlannedSession]:
    """Change a plan, or with `rest` it and all that follow it in its series; returns the plans that hold now.

    Where day or start change, the plan is moved: it stays as cancelled with the reason, and a new one takes its place,
    with the topics that were put on its agenda. Raises Invalid (`reason`) without a reason then, Frozen for what is
    logged or cancelled, Forbidden for another's plan.
    """
    kept = load(session, planned_id)
    _require_open(session, kept)
    staff, supervisor_id = _resolved(session, entry)
    shift = entry.date - kept.date
    moved = bool(shift) or (entry.start, entry.start_fold or 0) != (kept.start, kept.start_fold)
    rows = _rest(session, kept) if rest else [kept]
    if moved and not reason.strip():
        raise Invalid({"reason": _("Say why it is moved.")})
    if moved:
        _require_days(session, entry, [row.date + shift for row in rows])
        return [_move(session, row, entry, row.date + shift, supervisor_id, staff, reason) for row in rows]
    for row in rows:
        same = {"every_weeks": row.every_weeks}
        _change(session, row, _values(entry, row.date, supervisor_id, row.series) | same, staff)
    return rows


def _change(session: Session, row: PlannedSession, values: dict[str, Any], staff: Sequence[uuid.UUID]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    for one in row.attendance:
        if one.staff_id not in staff:
            session.delete(one)
    present = {one.staff_id for one in row.attendance}
    session.add_all(PlannedAttendance(planned_id=row.id, staff_id=key) for key in staff if key not in present)
    session.flush()
    session.expire(row, ["attendance"])


def _move(
    session: Session, row: PlannedSession, entry: PlanEntry, day: dt.date, supervisor_id: uuid.UUID,
    staff: Sequence[uuid.UUID], reason: str,
) -> PlannedSession:  # fmt: skip
    values = _values(entry, day, supervisor_id, row.series) | {"every_weeks": row.every_weeks}
    made = _add(session, values, staff)
    for item in session.scalars(select(AgendaItem).where(AgendaItem.planned_id == row.id)):
        item.planned_id = made.id
    _cancel(session, row, reason)
    return made


@allowed(Action.PLAN_SUPERVISION)
def cancel(session: Session, planned_id: uuid.UUID, reason: str, rest: bool = False) -> list[uuid.UUID]:
    """Cancel a plan, or with `rest` it and all that follow it in its series; returns the ids, so that it can be undone.

    Raises Invalid (`reason`) without a reason, Frozen for what is logged or cancelled, Forbidden for another's plan.
    """
    kept = load(session, planned_id)
    _require_open(session, kept)
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is cancelled.")})
    rows = _rest(session, kept) if rest else [kept]
    for row in rows:
        _cancel(session, row, reason)
    return [row.id for row in rows]


def _cancel(session: Session, row: PlannedSession, reason: str) -> None:
    row.cancelled_at, row.cancelled_reason = session.info["at"], entries.prose(reason)
    session.flush()


@allowed(Action.PLAN_SUPERVISION)
def take_up(session: Session, ids: Sequence[uuid.UUID]) -> int:
    """Take back that these plans were cancelled; returns how many. Raises Forbidden for another's plan."""
    rows = list(session.scalars(select(PlannedSession).where(PlannedSession.id.in_(ids))))
    for row in rows:
        _require_own(session, row.supervisor_id)
        row.cancelled_at, row.cancelled_reason = None, ""
    session.flush()
    return len(rows)


def _require_open(session: Session, kept: PlannedSession) -> None:
    _require_own(session, kept.supervisor_id)
    if kept.session_id is not None:
        raise Frozen(_("This session is logged already. Change the log instead."))
    if kept.cancelled_at is not None:
        raise Frozen(_("This plan is cancelled. Plan a new session."))


def _rest(session: Session, kept: PlannedSession) -> list[PlannedSession]:
    """The plan and the open ones that follow it in its series, oldest first."""
    if kept.series is None:
        return [kept]
    query = (
        select(PlannedSession)
        .options(*WHOLE)
        .where(PlannedSession.series == kept.series, PlannedSession.date >= kept.date)
        .where(PlannedSession.session_id.is_(None), PlannedSession.cancelled_at.is_(None))
    )
    return list(session.scalars(query.order_by(PlannedSession.date, PlannedSession.id)))
