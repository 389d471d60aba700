"""How dates, times and durations read on paper; independent of the computer's own language settings."""

import datetime as dt
import math
from fractions import Fraction

from app.wording import N_, SHORT_MONTHS, _
from app.wording import clock as clock  # papers take both from here
from app.wording import short_day as short_day

WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def weekday(day: dt.date) -> str:
    """Thu, Jan 8."""
    return _("{weekday}, {month} {day}").format(
        weekday=_(WEEKDAYS[day.weekday()]), month=_(SHORT_MONTHS[day.month - 1]), day=day.day
    )


def whole_day(day: dt.date) -> str:
    """Thu, Jan 8, 2026."""
    return _("{day}, {year}").format(day=weekday(day), year=day.year)


def long_day(day: dt.date, year: bool = True) -> str:
    """January 8, 2026; without the year January 8."""
    form = _("{month} {day}, {year}") if year else _("{month} {day}")
    return form.format(month=_(MONTHS[day.month - 1]), day=day.day, year=day.year)


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
    return _("{first} to {last}").format(
        first=long_day(first, year=first.year != last.year), last=long_day(last)
    )


def start_to_stop(start: dt.time, stop: dt.time) -> str:
    """2:00 PM to 3:30 PM."""
    return _("{start} to {stop}").format(start=clock(start), stop=clock(stop))


def moment(when: dt.datetime) -> str:
    """November 19, 2026, 10:42 AM."""
    return _("{day}, {time}").format(day=long_day(when.date()), time=clock(when.time()))


def short_length(minutes: int) -> str:
    """1:30 for 90 minutes."""
    return f"{minutes // 60}:{minutes % 60:02}"


def length(minutes: int | Fraction) -> str:
    """3 h 20 min for 200 minutes; a fraction of a minute is rounded up. Below zero keeps its sign."""
    whole = math.ceil(minutes)
    hours, rest = divmod(abs(whole), 60)
    text = _("{hours} h {minutes} min").format(hours=f"{hours:,}", minutes=f"{rest:02}")
    return f"-{text}" if whole < 0 else text
