"""Reads dates and times as a person types them; never guesses silently: a doubtful one is returned with its readings.

Slashes are month first, as in the United States (3/4/60); dots and dashes between small numbers could be either
order, so both readings come back. Two-digit years are read and told. Plain values only: no Qt here.
"""

import datetime as dt
import re
from dataclasses import dataclass

from app.wording import DAYS, MONTHS, _, clock, long_day, plural
from app.wording import hours_minutes as hours  # screens take these from here
from app.wording import length as length
from app.wording import week_day as short

__all__ = [
    "MONTHS", "Ambiguous", "ClockReading", "DateReading", "Unreadable", "ago", "hours", "length", "month_words",
    "read_clock", "read_date", "say", "short", "typed", "weekday",
]  # fmt: skip

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
PARTS = re.compile(r"(\d{1,2})([/.\- ])(\d{1,2})(?:\2(\d{4}|\d{2}))?", re.ASCII)
WORDS = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3,9})\.?(?:\s+(\d{1,2}))?,?(?:\s+(\d{4}))?", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(a|am|p|pm|a\.m\.|p\.m\.)?", re.ASCII)


@dataclass(frozen=True)
class Ambiguous:
    """Typing that can be read in two ways; the person chooses one."""

    readings: tuple[dt.date, ...] | tuple[dt.time, ...]

    @property
    def sentence(self) -> str:
        """The question to ask."""
        named = [say(item) for item in self.readings]
        return _("Did you mean {first} or {second}?").format(first=named[0], second=named[1])


@dataclass(frozen=True)
class Unreadable:
    """Typing that is no date or time, with the sentence that says how to mend it."""

    sentence: str


DateReading = dt.date | Ambiguous | Unreadable | None
ClockReading = dt.time | Ambiguous | Unreadable | None


def say(value: dt.date | dt.time) -> str:
    """A date as 'March 4, 2026', a time as '2:00 PM'."""
    return clock(value) if isinstance(value, dt.time) else long_day(value)


def month_words(month: str, day: dt.date) -> str:
    """A month (YYYY-MM) as a word, with the year where it is not this one's."""
    name = _(MONTHS[int(month[5:]) - 1])
    return name if month[:4] == str(day.year) else _("{month} {year}").format(month=name, year=month[:4])


def ago(day: dt.date, today: dt.date) -> str:
    """How old a day is in words: today, yesterday, 5 days ago."""
    days = (today - day).days
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else plural("{count} day ago", "{count} days ago", days)


def weekday(day: dt.date) -> str:
    """The day's name, translated."""
    return _(DAYS[day.weekday()])


def typed(day: dt.date) -> str:
    """A date as an editor shows it: 11/18/2026."""
    return f"{day.month:02}/{day.day:02}/{day.year:04}"


def read_date(text: str, today: dt.date, past: bool = False) -> DateReading:
    """The date typed; None for blank. `past` (birth dates) refuses days to come and reads short years backwards."""
    found = _read(text.strip().lower(), today, past)
    if isinstance(found, dt.date):
        if not 1900 <= found.year <= 2200:
            return Unreadable(_("Check the year: it must be from 1900 to 2200."))
        if past and found > today:
            return Unreadable(_("This day is still to come. Check the year."))
    return found


def _read(text: str, today: dt.date, past: bool) -> DateReading:
    if not text:
        return None
    if text in ("t", "today"):
        return today
    if match := ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := PARTS.fullmatch(text):
        return _numbers(match, today, past)
    if match := WORDS.fullmatch(text):
        return _named(match, today, past)
    return Unreadable(_("This is no date. Type it like 3/4/2026, or t for today."))


def _numbers(match: re.Match[str], today: dt.date, past: bool) -> DateReading:
    first, second = int(match[1]), int(match[3])
    year = _year(match[4], first, second, today, past)
    usual, other = _day(year, first, second), _day(year, second, first)
    if isinstance(usual, Unreadable):
        return other if match[2] != "/" else usual
    doubtful = match[2] != "/" and isinstance(other, dt.date) and other != usual
    return Ambiguous((usual, other)) if doubtful and isinstance(usual, dt.date) else usual  # type: ignore[arg-type]


def _year(text: str | None, month: int, day: int, today: dt.date, past: bool) -> int:
    if text is None:
        later = (month, day) > (today.month, today.day)
        return today.year - 1 if past and later else today.year
    if len(text) == 4:
        return int(text)
    year = today.year - today.year % 100 + int(text)
    ahead = 0 if past else 20
    return year - 100 if year > today.year + ahead else year


def _named(match: re.Match[str], today: dt.date, past: bool) -> DateReading:
    before, name, after, year = match.groups()
    months = [number for number, word in enumerate(MONTHS, 1) if word.lower().startswith(name)]
    if len(months) != 1 or bool(before) == bool(after):
        return Unreadable(_("This is no date. Type it like 3/4/2026, or t for today."))
    day = int(before or after)
    return _day(_year(year, months[0], day, today, past), months[0], day)


def _day(year: int, month: int, day: int) -> dt.date | Unreadable:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return Unreadable(_("There is no such day. Check month and day."))


def read_clock(text: str) -> ClockReading:
    """The time typed (2:00 PM, 14:00, 2p, 930a); None for blank.

    7 to 11 alone is morning; 12 and 1 to 6 alone are asked about.
    """
    match = CLOCK.fullmatch(text.strip().lower())
    if not text.strip():
        return None
    wrong = Unreadable(_("This is no time. Type it like 2:00 PM, 14:00 or 2p."))
    if not match:
        return wrong
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return wrong
    if half:
        return dt.time(hour % 12 + (12 if half == "p" else 0), minute)
    whole_day = hour > 12 or match[1].startswith("0") or 7 <= hour <= 11
    if whole_day:
        return dt.time(hour, minute)
    return Ambiguous((dt.time(hour % 12, minute), dt.time(hour % 12 + 12, minute)))
