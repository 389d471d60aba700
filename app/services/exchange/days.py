"""Days as spreadsheets and people write them in a file: one meaning is read, several are asked about, none is refused.

Who reads a file on screen answers once for all of it; on the command line the row is refused with the setting of a
mapping file that answers.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.services.exchange.told import Answers, Told, Turned, named
from app.wording import N_, _

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "month first", "day first", "year first"
NEWEST = "newest past"
CENTURY = 2000  # of a year with two digits
FAR = 10  # years ahead of today from which such a year is doubted
EARLIEST, LATEST = 1900, 2200
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_NAMES = {name: place for names in (MONTHS, _LONG, (*[""] * 8, "sept")) for place, name in enumerate(names, 1) if name}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_GAP = r"(?:\s*[-/,.]\s*|\s+)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAMED = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_DAY}{_GAP}(?P<month>[a-z]{{3,9}}){_GAP}(?P<year>\d{{4}}|\d{{2}})",
        rf"(?P<month>[a-z]{{3,9}}){_GAP}{_DAY}{_GAP}(?P<year>\d{{4}}|\d{{2}})",
        rf"(?P<year>\d{{4}}){_GAP}(?P<month>[a-z]{{3,9}}){_GAP}{_DAY}",
        rf"{_DAY}(?P<month>[a-z]{{3}})(?P<year>\d{{4}}|\d{{2}})",
    )
)
_PARTLY = re.compile(rf"\d{{1,4}}{_GAP}?[a-z]{{3,9}}|[a-z]{{3,9}}{_GAP}?\d{{1,4}}|\d{{1,2}}[-/.]\d{{1,4}}", re.ASCII)
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?(?:\s*,\s*|\s+)(?=\S)", re.ASCII)
_MIDNIGHT = re.compile(
    r"(?:\s+|T)(?:0{1,2}:00(?::00(?:[.,]0+)?)?|12:00(?::00)?\s*a\.?\s?m\.?)(?:\s*(?:Z|[+-]\d{2}:?\d{2}))?$",
    re.ASCII | re.IGNORECASE,
)
_CLOCK = re.compile(r"\d:\d\d", re.ASCII)
_COUNTED = re.compile(r"[2-7]\d{4}(?:\.\d+)?", re.ASCII)  # 1954 to 2119 as a spreadsheet counts days

_NO_DATE = N_("{cell} is no date. Write it as 2026-03-04.")
_NO_SUCH_DAY = N_("There is no such day: {cell}. Check month and day.")
_YEAR = N_("{cell}: check the year. It must be from {earliest} to {latest}.")
_PART = N_("{cell} is a date that lacks its day or its year. Write it as 2026-03-04.")
_OTHER_WEEKDAY = N_("{cell} names a day of the week on which that date does not fall. Check both.")
_SERIAL = N_("{cell} is a number; a spreadsheet counts days so. Show the column as dates there, and save it again.")
_TIME = N_('{cell} is a date with a time. Take the time out, or ask for part = "date" in a mapping file.')
_SEVERAL = N_("{cell} may be {readings}. Write it as 2026-03-04, or say dates = {orders} under [file] in a mapping file.")
_OTHER_ORDER = N_("{cell} is written {order}, and a date before it in this file is not. Write both as 2026-03-04.")
_CENTURY = N_(
    'Its year has two digits. Write all four, or say birth_years = "newest past" under [file] in a mapping file: the '
    "newest such year that has come."
)
_FAR = N_("{cell} was taken as {day}. Check the year.")
_ORDERS = {MONTH_FIRST: N_("month first"), DAY_FIRST: N_("day first"), YEAR_FIRST: N_("year first")}

Parts = tuple[str, str, str]


class _Refused(Exception):
    """Why a cell is no day of one meaning: a sentence to be filled in with the cell."""

    def __init__(self, sentence: str, **more: object) -> None:
        super().__init__()
        self.sentence, self.more = sentence, more


@dataclass
class Days:
    """Reads the dates of one file. `asks` notes what is open: by name, the first cell that raised it."""

    answers: Answers
    today: dt.date
    asks: dict[str, str] = field(default_factory=dict)
    order: str = ""  # of the first date of the file that can be read in one order only

    def read(self, text: str) -> Turned:
        """A date as 2026-03-04, or what is to be said of it."""
        return text if ISO.fullmatch(text) and _said(tuple(text.split("-"))) else self._read(text, birth=False)

    def birth(self, text: str) -> Turned:
        """A birth date; no sentence repeats it, and a year of two digits is asked about."""
        return text if ISO.fullmatch(text) and _said(tuple(text.split("-"))) else self._read(text, birth=True)

    def _read(self, text: str, birth: bool) -> Turned:
        cell = _("This") if birth else named(text)
        bare = text.strip()
        if midnight := _MIDNIGHT.search(bare):
            bare = bare[: midnight.start()]
        if not bare:
            return bare
        plain, weekday = _without_weekday(bare.casefold())
        try:
            found, short = self._day(plain, birth)
            if weekday and WEEKDAYS[found.weekday()] != weekday:
                raise _Refused(_OTHER_WEEKDAY)
        except _Refused as why:
            return Told(text, _(why.sentence).format(cell=cell, **why.more))
        if short and found.year > self.today.year + FAR:
            return Told(found.isoformat(), warning=_(_FAR).format(cell=cell, day=found.isoformat()))
        return found.isoformat()

    def _day(self, text: str, birth: bool) -> tuple[dt.date, bool]:
        """The day of a text, and whether its year has two digits. Raises _Refused."""
        year, month, day = self._parts(text, birth)
        if len(year) > 2:
            return _date(int(year), month, day), False
        if not birth:
            return _date(CENTURY + int(year), month, day), True
        if self.answers.birth_years != NEWEST:
            self.asks.setdefault("birth_years", text)
            raise _Refused(_CENTURY)
        newest = _date(CENTURY + int(year), month, day)
        return (newest if newest <= self.today else _date(newest.year - 100, month, day)), True

    def _parts(self, text: str, birth: bool) -> Parts:
        """(year, month, day) as digits. Raises _Refused."""
        if match := _YEAR_FIRST.fullmatch(text):
            return match[1], match[3], match[4]
        if match := _NUMBERS.fullmatch(text):
            return self._numbers(dict(_in_orders(match)), text, birth)
        for pattern in _NAMED:
            match = pattern.fullmatch(text)
            if match and match["month"] in _NAMES:
                return match["year"], str(_NAMES[match["month"]]), match["day"]
        raise _Refused(_what(text))

    def _numbers(self, orders: dict[str, Parts], text: str, birth: bool) -> Parts:
        """Which of three numbers is what: by what was said of the file, else where only one order gives a day."""
        if self.answers.dates:
            orders = {order: found for order, found in orders.items() if order == self.answers.dates}
            if not orders:
                raise _Refused(_NO_DATE)
        fits = {order: found for order, found in orders.items() if _said(found)}
        if not fits:
            raise _Refused(_NO_SUCH_DAY)
        days = sorted(set(map(_said, fits.values())))
        if len(days) > 1:
            self.asks.setdefault("dates", text)
            readings = _("one of several days") if birth else _(" or ").join(days)
            raise _Refused(_SEVERAL, readings=readings, orders=_(" or ").join(f'"{order}"' for order in fits))
        order = next(iter(fits))
        if len(fits) == 1 and not self.answers.dates:
            self.order = self.order or order
            if order != self.order:
                raise _Refused(_OTHER_ORDER, order=_(_ORDERS[order]))
        return fits[order]


def _in_orders(match: re.Match[str]) -> Iterator[tuple[str, Parts]]:
    one, sign, two, three = match.groups()
    yield MONTH_FIRST, (three, one, two)
    yield DAY_FIRST, (three, two, one)
    if len(three) == 2 and sign != "/":
        yield YEAR_FIRST, (one.rjust(2, "0"), two, three)


def _said(parts: tuple[str, ...]) -> str:
    """The day of these parts (year, month, day) in our form, '' where there is none."""
    year, month, day = map(int, parts)
    try:
        return dt.date(CENTURY + year if len(parts[0]) == 2 else year, month, day).isoformat()
    except ValueError:
        return ""


def _date(year: int, month: str, day: str) -> dt.date:
    try:
        found = dt.date(year, int(month), int(day))
    except ValueError:
        raise _Refused(_NO_SUCH_DAY) from None
    if not EARLIEST <= year <= LATEST:
        raise _Refused(_YEAR, earliest=EARLIEST, latest=LATEST)
    return found


def _without_weekday(text: str) -> tuple[str, str]:
    match = _WEEKDAY.match(text)
    return (text[match.end() :], match[1]) if match else (text, "")


def _what(text: str) -> str:
    """The sentence for a text that is no day."""
    if _COUNTED.fullmatch(text):
        return _SERIAL
    if _CLOCK.search(text):
        return _TIME
    return _PART if _PARTLY.fullmatch(text) and _named_month(text) else _NO_DATE


def _named_month(text: str) -> bool:
    words = re.findall(r"[a-z]+", text)
    return not words or any(word in _NAMES for word in words)
