"""Business days, counted by the holidays that two laws keep: the days, their sources and our reading are data.

Saturdays, Sundays and the holidays that Montana (MCA 1-1-216) and the federal government (5 U.S.C. 6103) both keep are
no business days; a holiday of a Sunday is kept on Monday too, one of a Saturday on Friday. A day that only one of the
two keeps counts as a business day, so that no deadline is shown too late for its sake. That Saturdays are left out is
our reading: `resources/holidays.toml` says what speaks against it.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache

from app import paths
from app.services.rules.civil import DAY

SATURDAY, SUNDAY = 5, 6


@dataclass(frozen=True, slots=True)
class Holiday:
    """A fixed day of a month, or the `number`th `weekday` (0 Monday) of it, -1 the last."""

    name: str
    month: int
    day: int = 0
    weekday: int = 0
    number: int = 0

    def on(self, year: int) -> dt.date:
        """Its day in a year."""
        if self.day:
            return dt.date(year, self.month, self.day)
        first = dt.date(year, self.month, 1)
        found = first + DAY * ((self.weekday - first.weekday()) % 7)
        if self.number > 0:
            return found + DAY * 7 * (self.number - 1)
        last = found + DAY * 28
        return last if last.month == self.month else last - DAY * 7


@cache
def both_keep() -> tuple[Holiday, ...]:
    """The holidays of both laws, as they came with Peerdesk."""
    table = tomllib.loads((paths.resources() / "holidays.toml").read_text(encoding="utf-8"))
    known = ("name", "month", "day", "weekday", "number")
    return tuple(Holiday(**{name: one[name] for name in known if name in one}) for one in table["holidays"])


@cache
def holidays(year: int) -> frozenset[dt.date]:
    """The holidays of a year that both laws keep, with the Fridays and Mondays that stand for weekend days."""
    days = [one.on(year) for one in both_keep()]
    days += [one.on(year + 1) for one in both_keep()]  # a New Year's Day on Saturday is kept on the Friday before it
    kept = {*days, *(day - DAY for day in days if day.weekday() == SATURDAY)}
    kept |= {day + DAY for day in days if day.weekday() == SUNDAY}
    return frozenset(day for day in kept if day.year == year)


def is_business_day(day: dt.date) -> bool:
    """Whether offices are open that day by both laws' count."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def after(day: dt.date, count: int) -> dt.date:
    """The last of `count` business days after the day, which does not count itself. Raises ValueError below 1."""
    if count < 1:
        raise ValueError("count business days from one up")
    while count:
        day += DAY
        count -= is_business_day(day)
    return day
