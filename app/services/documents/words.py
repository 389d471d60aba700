"""How dates, times and durations read on paper; independent of the computer's own language settings."""

import datetime as dt

from app.clock import parts
from app.wording import MONTHS, SHORT_MONTHS, _, week_day
from app.wording import clock as clock  # papers take these from here
from app.wording import hours_minutes as short_length
from app.wording import length as length
from app.wording import long_day as long_day
from app.wording import short_day as short_day

__all__ = [
    "clock", "length", "long_day", "moment", "month", "period", "short_day", "short_length", "start_to_stop", "week_day",
    "weekday",
]  # fmt: skip


def weekday(day: dt.date) -> str:
    """Thu, Jan 8: for the lines of a table whose head, or another column, says the year."""
    return week_day(day, day)


def month(day: dt.date, year: bool = True) -> str:
    """The month of this day: January 2026; without the year January."""
    form = _("{month} {year}") if year else "{month}"
    return form.format(month=_(MONTHS[day.month - 1]), year=day.year)


def short_month(day: dt.date) -> str:
    """The month of this day: Jan."""
    return _(SHORT_MONTHS[day.month - 1])


def period(first: dt.date, last: dt.date) -> str:
    """January 1 to November 19, 2026; both years where they differ."""
    if first == last:
        return long_day(first)
    return _("{first} to {last}").format(first=long_day(first, last), last=long_day(last))


def start_to_stop(start: dt.time, stop: dt.time) -> str:
    """2:00 PM to 3:30 PM."""
    return _("{start} to {stop}").format(start=clock(start), stop=clock(stop))


def moment(when: dt.datetime) -> str:
    """November 19, 2026, 10:42 AM."""
    day, time = parts(when)
    return _("{day}, {time}").format(day=long_day(day), time=clock(time))
