"""What lies ahead of a line of supervision owed, and what has gone uncovered: plain values, exact amounts in minutes.

Method: the work of this month so far goes on at the same minutes a day, counting every calendar day of the enrolment,
until the month's end or the enrolment's; each day to come owes by the ratio in force on it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from app.services.rules import business
from app.services.rules.civil import DAY, day_after, month_last, month_number
from app.services.rules.crediting import Agreement, Enrolment
from app.services.rules.packs import Pack
from app.services.rules.rows import Month


class Planned(NamedTuple):
    """A planned session, neither logged nor cancelled."""

    date: dt.date
    start: dt.time
    minutes: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rest of the month: `needed` minutes make the line even by `until`; `planned` minutes stand in the calendar."""

    until: dt.date
    needed: Fraction
    planned: int

    @property
    def missing(self) -> Fraction:
        """Minutes that no planned session covers."""
        return max(Fraction(0), self.needed - self.planned)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, both included, without an agreement in force."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Their number."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Change:
    """A further supervisor since a day, the last day to tell the Board, and after how many business days that is.

    Both are None where the pack sets no such figure. `told_on`: the day on record on which the Board was told.
    """

    supervisor: str
    changed_on: dt.date
    tell_by: dt.date | None = None
    business_days: int | None = None
    told_on: dt.date | None = None


def forecast(
    month: Month, enrolment: Enrolment, pack: Pack, as_of: dt.date, planned: Sequence[Planned] = ()
) -> Forecast | None:
    """What to hold until the month's end; None where `month` is not that of `as_of` or the pack sets no ratio.

    Planned sessions of `as_of` itself up to the month's end count as held.
    """
    if month.month != f"{as_of:%Y-%m}" or month.owed_minutes is None:
        return None
    until = month_last(month_number(as_of))
    first = max(as_of.replace(day=1), enrolment.started_on, enrolment.opening_on or dt.date.min)
    passed = (as_of - first).days + 1
    last = min(until, enrolment.ended_on or until)
    pace = Fraction(month.worked_minutes, passed) if passed > 0 else Fraction(0)
    to_come = pace * _ratios(enrolment, pack, as_of + DAY, last) if as_of < last else Fraction(0)
    # Surplus is taken back only at the month's end, which is not yet here: until then it stands against what is to come.
    balance = month.owed_minutes - (month.surplus_not_carried or 0)
    held = sum(one.minutes for one in planned if as_of <= one.date <= until)
    return Forecast(until, max(Fraction(0), balance + to_come), held)


def _ratios(enrolment: Enrolment, pack: Pack, first: dt.date, last: dt.date) -> Fraction:
    """The sum of the ratios of these days: at most a month of them, so each is asked for."""
    total, day = Fraction(0), first
    while day <= last:
        certified = enrolment.certified_on is not None and enrolment.certified_on <= day
        total += pack.rule_on(day).rule.ratio_for(certified) or 0
        day += DAY
    return total


def short_days(since: str | None, enrolment: Enrolment, as_of: dt.date) -> int | None:
    """Days for which the line has been short, `as_of` included: from the first day of its oldest month still short."""
    if since is None:
        return None
    first = max(dt.date.fromisoformat(f"{since}-01"), enrolment.opening_on or enrolment.started_on)
    return (as_of - first).days + 1


def gaps(agreements: Sequence[Agreement], first: dt.date, last: dt.date) -> tuple[Gap, ...]:
    """The stretches between the days, both included, in which no agreement runs; in order."""
    found, day = [], first
    for signed, ends in sorted((one.signed_on, one.ends_on or dt.date.max) for one in agreements):
        if ends < signed:
            continue
        if day < signed and day <= last:
            found.append(Gap(day, min(signed - DAY, last)))
        day = max(day, day_after(ends))
        if ends == dt.date.max:
            return tuple(found)
    if day <= last:
        found.append(Gap(day, last))
    return tuple(found)


def changes(agreements: Sequence[Agreement], pack: Pack, told: Sequence[dt.date] = ()) -> tuple[Change, ...]:
    """Each supervisor after the first, from the first agreement with them on, and when the Board must have been told.

    `told` are the days on which it was; each answers the changes up to it and since the one before.
    Source: the pack's figure `supervisor_change_business_days` in force on the day of the change.
    """
    began: dict[str, dt.date] = {}
    for one in agreements:
        began[one.supervisor] = min(one.signed_on, began.get(one.supervisor, one.signed_on))
    ordered = sorted((day, code) for code, day in began.items())
    found = []
    for day, code in ordered[1:]:
        within = pack.rule_on(day).rule.amount_on("supervisor_change_business_days", day)
        until = business.after(day, within) if within else None
        found.append(Change(code, day, until, within, min((one for one in told if one >= day), default=None)))
    return tuple(found)


def group_share(credited: Sequence[tuple[int, bool]]) -> Fraction | None:
    """The part of credited minutes that was held in groups, from (minutes, in a group); None without any minute."""
    whole = sum(minutes for minutes, _group in credited)
    return Fraction(sum(minutes for minutes, group in credited if group), whole) if whole else None
