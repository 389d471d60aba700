"""Hours worked: typed by the week, a row for each person, day and category."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field
from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from app.models import named
from app.models.hours import Hours
from app.models.planning import MonthClosing
from app.models.staff import Enrolment, Staff
from app.services import doubts, entries
from app.services.entries import Choice, Entry
from app.services.problems import Invalid, NotFound
from app.services.rules import work
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

DAY = 24 * 60


class Category(Choice):
    """What the time was spent on; every category counts toward supervision owed."""

    DIRECT_SERVICE = "direct_service", work.KINDS["direct_service"]
    GROUP = "group", work.KINDS["group"]
    OUTREACH = "outreach", work.KINDS["outreach"]
    DOCUMENTATION = "documentation", work.KINDS["documentation"]
    TRAINING = "training", work.KINDS["training"]
    TRAVEL = "travel", work.KINDS["travel"]
    MEETINGS = "meetings", work.KINDS["meetings"]
    SUPERVISION = "supervision", work.KINDS["supervision"]
    ADMINISTRATIVE_SUPERVISION = "administrative_supervision", work.KINDS["administrative_supervision"]
    ON_CALL = "on_call", work.KINDS["on_call"]
    OTHER = "other", work.KINDS["other"]


def day_minutes(value: object) -> int:
    """Minutes of one day's work, 1 to 1440. ValueError with a sentence otherwise."""
    minutes = entries.whole(value)
    if minutes is None:
        raise ValueError(_("This is needed."))
    if minutes < 1:
        raise ValueError(_("Minutes must be 1 or more. Leave the row out where nothing was worked."))
    if minutes > DAY:
        raise ValueError(_("A day has 1440 minutes. Check the number: it is in minutes, not hours."))
    return minutes


class HoursEntry(Entry):
    """Time worked by one person on one day in one category."""

    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    date: Annotated[entries.Date, Field(title=N_("Date"))]
    category: Annotated[Category, entries.choice(Category), Field(title=N_("Category"))]
    minutes: Annotated[int, BeforeValidator(day_minutes), Field(title=N_("Minutes"))]
    paid: Annotated[
        entries.YesNoOrBlank, Field(title=N_("Paid"), description=N_("Unpaid time counts too. Blank means paid."))
    ] = None
    pack: Annotated[
        entries.CodeOrBlank, Field(title=N_("Rules"), description=N_("Only where a person works under two sets "
                                                                         "of rules."))
    ] = ""


DOUBTS = (
    doubts.to_come("date", N_("This day is still to come. Hours are written down once they were worked.")),
    doubts.more_than("minutes", 16 * 60, N_("This is {length} of one kind of work on one day. Check the minutes.")),
)


@dataclass(frozen=True)
class Line:
    """What a row of the weekly grid stands for."""

    category: Category
    paid: bool = True
    pack: str = ""


@dataclass(frozen=True)
class Week:
    """One person's week: minutes by line and day, Monday first."""

    staff: str
    monday: dt.date
    cells: Mapping[tuple[Line, dt.date], int]

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The seven days."""
        return tuple(self.monday + dt.timedelta(days=day) for day in range(7))


def _staff_id(session: Session, code: str) -> uuid.UUID:
    found = session.scalar(select(Staff.id).where(Staff.code == code))
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    return found


@allowed(Action.SEE_HOURS)
def week(session: Session, staff: str, monday: dt.date) -> Week:
    """The minutes on record for one person and week. Raises NotFound for an unknown code."""
    rows = session.execute(
        select(Hours.category, Hours.paid, Hours.pack, Hours.date, func.sum(Hours.minutes))
        .where(Hours.staff_id == _staff_id(session, staff), Hours.date.between(monday, monday + dt.timedelta(days=6)))
        .group_by(Hours.category, Hours.paid, Hours.pack, Hours.date)
    )
    cells = {
        (Line(Category(category), paid, pack or ""), day): minutes for category, paid, pack, day, minutes in rows
    }
    return Week(staff, monday, cells)


@allowed(Action.ENTER_HOURS)
def save_week(session: Session, typed: Week) -> int:
    """Make the week's rows say what was typed; returns how many cells changed. A cell of 0 removes its rows.

    Raises Invalid with a field `<category>/<date>` for each cell or `<date>` for each day over 24 hours; nothing is
    kept then.
    """
    before = week(session, typed.staff, typed.monday)
    changed = {
        key: minutes
        for key in {*before.cells, *typed.cells}
        if (minutes := typed.cells.get(key, 0)) != before.cells.get(key, 0)
    }
    _refuse_impossible(typed, {**before.cells, **typed.cells}, changed)
    staff_id = _staff_id(session, typed.staff)
    for (line, day), minutes in sorted(changed.items(), key=lambda item: (item[0][1], item[0][0].category)):
        _set_cell(session, staff_id, line, day, minutes)
    session.flush()
    return len(changed)


def _refuse_impossible(
    typed: Week, all_cells: Mapping[tuple[Line, dt.date], int], changed: Mapping[tuple[Line, dt.date], int]
) -> None:
    found: dict[str, str] = {}
    for (line, day), minutes in changed.items():
        if not 0 <= minutes <= DAY:
            found[f"{line.category}/{day}"] = _("A day has 0 to 24 hours. Check this cell.")
        if day not in typed.days:
            found[f"{line.category}/{day}"] = _("This day is not in the week.")
    for day in typed.days:
        if sum(minutes for (_line, on), minutes in all_cells.items() if on == day) > DAY:
            found[str(day)] = _("This day adds up to more than 24 hours. Check its cells.")
    if found:
        raise Invalid(found)


def _set_cell(session: Session, staff_id: uuid.UUID, line: Line, day: dt.date, minutes: int) -> None:
    pack = Hours.pack == line.pack if line.pack else Hours.pack.is_(None)
    rows = session.scalars(
        select(Hours)
        .where(Hours.staff_id == staff_id, Hours.date == day, Hours.category == line.category.value)
        .where(Hours.paid == line.paid, pack)
        .order_by(Hours.id)
    ).all()
    if not minutes or len(rows) > 1:  # several imported rows of one cell become one where it is typed over
        for row in rows:
            session.delete(row)
        rows = []
    if rows:
        rows[0].minutes = minutes
    elif minutes:
        session.add(
            Hours(
                staff_id=staff_id,
                date=day,
                category=line.category.value,
                minutes=minutes,
                paid=line.paid,
                pack=line.pack or None,
            )
        )


@dataclass(frozen=True)
class HoursRow:
    """A line of the hours list and of the hours sheet."""

    id: uuid.UUID
    date: dt.date
    staff: str
    name: str
    category: str
    minutes: int
    paid: bool
    pack: str | None


@allowed(Action.SEE_HOURS)
def window(
    session: Session,
    *,
    descending: bool = True,
    after: tuple[dt.date, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
) -> list[HoursRow]:
    """The next rows of the hours list by date and id after the key `after`, newest first unless told."""
    query = select(
        Hours.id, Hours.date, Staff.code, Staff.name, Hours.category, Hours.minutes, Hours.paid, Hours.pack
    ).outerjoin(Staff, Staff.id == Hours.staff_id)
    if text:
        ids = session.scalars(select(Staff.id).where(named.found(text, Staff.name))).all()
        query = query.where(Hours.staff_id.in_(ids))
    if after is not None:
        pair = tuple_(Hours.date, Hours.id)
        query = query.where(pair < after if descending else pair > after)
    order = (Hours.date.desc(), Hours.id.desc()) if descending else (Hours.date, Hours.id)
    return [HoursRow(*row) for row in session.execute(query.order_by(*order).limit(limit))]


@allowed(Action.SEE_HOURS)
def rows(session: Session, staff: str, first: dt.date, last: dt.date) -> list[HoursRow]:
    """Every row of one person in a period, by date, category and what stands in it: what the hours sheet prints."""
    query = (
        select(Hours.id, Hours.date, Staff.code, Staff.name, Hours.category, Hours.minutes, Hours.paid, Hours.pack)
        .join(Staff, Staff.id == Hours.staff_id)
        .where(Staff.code == staff, Hours.date.between(first, last))
        .order_by(Hours.date, Hours.category, Hours.minutes, Hours.paid, Hours.pack, Hours.id)
    )
    return [HoursRow(*row) for row in session.execute(query)]


@allowed(Action.SEE_HOURS)
def last_lines(session: Session, staff: str, before: dt.date) -> Sequence[Line]:
    """The lines used in the eight weeks before a day: what a new week's grid starts with."""
    query = (
        select(Hours.category, Hours.paid, Hours.pack)
        .where(Hours.staff_id == _staff_id(session, staff), Hours.date < before)
        .where(Hours.date >= before - dt.timedelta(weeks=8))
        .distinct()
    )
    return sorted(
        (Line(Category(category), paid, pack or "") for category, paid, pack in session.execute(query)),
        key=lambda line: list(Category).index(line.category),
    )


@allowed(Action.SEE_HOURS)
def outside_employment(session: Session, typed: Week) -> list[dt.date]:
    """The typed days on which the person was under no rule pack: taken, but not counted."""
    spans = session.execute(
        select(Enrolment.started_on, Enrolment.ended_on).where(
            Enrolment.staff_id == _staff_id(session, typed.staff)
        )
    ).all()
    worked = {day for (_line, day), minutes in typed.cells.items() if minutes}
    return sorted(
        day for day in worked if not any(start <= day and (end is None or day <= end) for start, end in spans)
    )


@allowed(Action.SEE_HOURS)
def week_doubts(session: Session, typed: Week) -> list[str]:
    """A sentence for each doubt about a typed week, the days in question before it."""
    where, days = doubts.setting(session), dict[str, list[dt.date]]()
    for (line, day), minutes in typed.cells.items():
        if minutes:
            entry = HoursEntry(staff=typed.staff, date=day, category=line.category, minutes=minutes)
            for sentence in doubts.sentences(doubts.of(DOUBTS, entry, where)):
                days.setdefault(sentence, []).append(day)
    told = _("{days}: {sentence}")
    return [
        told.format(days=", ".join(short_day(day, where.today) for day in sorted(set(found))), sentence=sentence)
        for sentence, found in days.items()
    ]


@allowed(Action.SEE_HOURS)
def signed_months(session: Session, staff: str, monday: dt.date) -> list[dt.date]:
    """The first days of those of a week's months whose statement is signed: other hours put it out of date."""
    touched = sorted({(monday + dt.timedelta(days=after)).replace(day=1) for after in (0, 6)})
    query = select(MonthClosing.month).where(
        MonthClosing.staff_id == _staff_id(session, staff), MonthClosing.month.in_(touched)
    )
    return sorted(set(session.scalars(query)))
