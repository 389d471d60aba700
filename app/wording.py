"""Marks text for translation and translates it when it is shown; says times, days and lengths, each in one way.

`N_` only marks, for text that is defined at import (labels, help, column titles);
`_` translates now. Both are standard gettext names, so that the usual tools collect them.
"""

import datetime as dt
import gettext
import math
import re
from fractions import Fraction

from app import paths
from app.marks import N_ as N_

ISO_DAY = re.compile(r"\b[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
ISO_TIME = re.compile(r"\b(?:[01]\d|2[0-3]):[0-5]\d\b")
_current: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Show texts in this language (such as `es`); texts without a translation stay English."""
    global _current
    _current = gettext.translation(
        "peerdesk", paths.resources() / "locale", languages=[language], fallback=True
    )


def _(text: str) -> str:
    """The text in the language in use."""
    return _current.gettext(text) if text else ""


def plural(one: str, many: str, count: int) -> str:
    """The form for this count, with `{count}` filled in."""
    return _current.ngettext(one, many, count).format(count=count)


MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip
SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
DAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
SHORT_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
ROUNDED = N_("Each figure is rounded up to the minute; sums are of the exact ones.")

# How a time, a day and a length are said: here and nowhere else. Every sentence, list and paper takes them from these
# functions; a test looks through the source, the pages and the papers for a second way.


def clock(time: dt.time) -> str:
    """2:00 PM."""
    form = _("{hour}:{minute} AM") if time.hour < 12 else _("{hour}:{minute} PM")
    return form.format(hour=time.hour % 12 or 12, minute=f"{time.minute:02}")


def short_day(day: dt.date, beside: dt.date | None = None) -> str:
    """Jan 8, 2026; Jan 8 where the reader stands in the same year: today, or the day it is said `beside`."""
    return _day(_(SHORT_MONTHS[day.month - 1]), day, beside)


def long_day(day: dt.date, beside: dt.date | None = None) -> str:
    """January 8, 2026; without the year as `short_day`."""
    return _day(_(MONTHS[day.month - 1]), day, beside)


def week_day(day: dt.date, beside: dt.date | None = None) -> str:
    """Thu, Jan 8, 2026; without the year as `short_day`."""
    return _("{weekday}, {day}").format(weekday=_(SHORT_DAYS[day.weekday()]), day=short_day(day, beside))


def _day(month: str, day: dt.date, beside: dt.date | None) -> str:
    same = beside is not None and beside.year == day.year
    form = _("{month} {day}") if same else _("{month} {day}, {year}")
    return form.format(month=month, day=day.day, year=day.year)


def whole_minutes(minutes: int | Fraction) -> int:
    """Minutes as they are shown: an exact fraction is rounded up to the whole minute. Never reckoned with."""
    return math.ceil(minutes)


def length(minutes: int | Fraction) -> str:
    """3 h 1 min, 45 min, 2 h; rounded up to the minute. Below zero with its sign."""
    shown = whole_minutes(minutes)
    hours, rest = divmod(abs(shown), 60)
    if not hours:
        said = _("{minutes} min").format(minutes=rest)
    elif not rest:
        said = _("{hours} h").format(hours=f"{hours:,}")
    else:
        said = _("{hours} h {minutes} min").format(hours=f"{hours:,}", minutes=rest)
    return f"−{said}" if shown < 0 else said


def span(time: dt.timedelta) -> str:
    """A span of time between two moments: 3 days, 2 h 5 min, 40 seconds; cut to its unit."""
    seconds = max(round(time.total_seconds()), 1)
    if seconds < 120:
        return plural("{count} second", "{count} seconds", seconds)
    return plural("{count} day", "{count} days", seconds // 86400) if seconds >= 172_800 else length(seconds // 60)


def hours_minutes(minutes: int | Fraction) -> str:
    """3:01, for the columns of tables, which stand under one another; rounded up to the minute."""
    shown = whole_minutes(minutes)
    return f"{'−' if shown < 0 else ''}{abs(shown) // 60}:{abs(shown) % 60:02}"


def readable(sentence: str) -> str:
    """The sentence with its ISO days and times as people write them: what scripts read keeps one fixed form."""
    days = ISO_DAY.sub(lambda found: _said(found[0]), sentence)
    return ISO_TIME.sub(lambda found: clock(dt.time.fromisoformat(found[0])), days)


def _said(day: str) -> str:
    try:
        return short_day(dt.date.fromisoformat(day))
    except ValueError:  # such as February 30 in a text that somebody typed
        return day
