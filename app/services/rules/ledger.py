"""Supervision owed, by month and running: integers and fractions only, nothing rounded inside (design.md section 5).

Hours worked come summed over stretches of days (`HoursSpan`), sessions one by one. A line is one person's enrolment in
one pack, a month its row. All amounts are minutes. Ask `spans_to_split` first which spans must be given row by row.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter

from app.services.rules import crediting
from app.services.rules.book import Book, HoursTreatment
from app.services.rules.civil import month_number
from app.services.rules.crediting import Agreement, Case, Enrolment, boundaries
from app.services.rules.packs import Pack
from app.services.rules.qualification import License, SupervisionCE, Supervisor
from app.services.rules.rows import HoursNotCounted, HoursSpan, Month, NotCredited, PackLedger, Session

__all__ = [
    "Agreement",
    "Enrolment",
    "HoursNotCounted",
    "HoursSpan",
    "License",
    "Month",
    "NotCredited",
    "PackLedger",
    "Session",
    "Summary",
    "SupervisionCE",
    "Supervisor",
    "boundaries",
    "ceil_minutes",
    "ledger",
    "line",
    "needs_days",
    "other_way",
    "spans_to_split",
    "summary",
]


@dataclass(frozen=True, slots=True)
class Summary:
    """Where a line stands at its end: minutes owed rounded up (None without a ratio), and its sums in minutes.

    `since` is the oldest month still short (YYYY-MM), `last_even` the last month that ended with nothing owed.
    """

    owed_minutes: int | None
    since: str | None
    last_even: str | None
    worked_minutes: int
    required_minutes: Fraction | None
    credited_minutes: int


def ceil_minutes(amount: Fraction) -> int:
    """Minutes rounded up to the whole minute, for display only."""
    return -(-amount.numerator // amount.denominator)


def summary(found: PackLedger) -> Summary:
    """Where the line stands after its last month."""
    months = found.months
    last = months[-1].owed_minutes if months else None
    short_from = len(months)
    while short_from and (months[short_from - 1].owed_minutes or 0) > 0:
        short_from -= 1
    required = [month.required_minutes for month in months if month.required_minutes is not None]
    return Summary(
        owed_minutes=None if last is None else max(0, ceil_minutes(last)),
        since=months[short_from].month if short_from < len(months) else None,
        last_even=months[short_from - 1].month if last is not None and short_from else None,
        worked_minutes=sum(month.worked_minutes for month in months),
        required_minutes=sum(required, Fraction(0)) if required else None,
        credited_minutes=sum(month.credited_minutes for month in months),
    )


def other_way(found: PackLedger) -> Fraction | None:
    """What would be owed at the line's end (below zero: ahead) if surplus were treated the other way than it is.

    None where both ways come to the same, or the pack has no ratio.
    """
    months = [month for month in found.months if month.required_minutes is not None]
    if not months or found.months[-1].owed_minutes is None:
        return None
    carried = cut = months[0].carried or Fraction(0)
    for month in months:
        change = (month.required_minutes or Fraction(0)) - month.credited_minutes
        carried, cut = carried + change, max(Fraction(0), cut + change)
    present = found.months[-1].owed_minutes
    if carried == cut or present not in (carried, cut):  # no difference, or another choice decides as well
        return None
    return carried if present == cut else cut


def ledger(
    staff: str,
    enrolments: Sequence[Enrolment],
    packs: Mapping[str, Pack],
    spans: Sequence[HoursSpan],
    sessions: Sequence[Session],
    supervisors: Mapping[str, Supervisor],
    agreements: Sequence[Agreement],
    as_of: dt.date,
) -> tuple[PackLedger, ...]:
    """All lines of one person, ordered by pack. Raises ValueError for a span that `spans_to_split` asks to split."""
    ordered = sorted(enrolments, key=attrgetter("pack", "started_on"))
    return tuple(
        line(
            staff,
            one,
            packs[one.pack],
            spans,
            sessions,
            supervisors,
            agreements,
            as_of,
            _others(one, ordered),
        )
        for one in ordered
    )


def line(
    staff: str,
    enrolment: Enrolment,
    pack: Pack,
    spans: Iterable[HoursSpan],
    sessions: Iterable[Session],
    supervisors: Mapping[str, Supervisor],
    agreements: Sequence[Agreement],
    as_of: dt.date,
    others: tuple[Enrolment, ...] = (),
) -> PackLedger:
    """One enrolment's months; `others` are the person's other enrolments, to which rows may belong instead."""
    case = Case(enrolment, pack, as_of, others)
    first = month_number(enrolment.opening_on or enrolment.started_on)
    last = month_number(min(as_of, enrolment.ended_on or as_of))
    if last < first:
        return PackLedger(staff, pack.code, ())
    book = Book(case, first, last)
    book.take_hours(spans)
    book.take_sessions(sessions, supervisors, crediting.by_supervisor(agreements))
    return PackLedger(staff, pack.code, book.months())


def needs_days(
    span: HoursSpan, enrolments: Sequence[Enrolment], packs: Mapping[str, Pack], as_of: dt.date
) -> bool:
    """Whether this span of one person must be given row by row."""
    return bool(spans_to_split([span], enrolments, packs, as_of))


def spans_to_split(
    spans: Iterable[HoursSpan], enrolments: Sequence[Enrolment], packs: Mapping[str, Pack], as_of: dt.date
) -> tuple[HoursSpan, ...]:
    """The spans of one person to give row by row: their treatment changes inside, or their rows must be listed."""
    lines = [
        HoursTreatment(Case(one, packs[one.pack], as_of, _others(one, enrolments))) for one in enrolments
    ]
    return tuple(span for span in spans if any(each.splits(span) for each in lines))


def _others(one: Enrolment, enrolments: Sequence[Enrolment]) -> tuple[Enrolment, ...]:
    return tuple(other for other in enrolments if other is not one)
