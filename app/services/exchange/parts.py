"""Parts of another program's cell: the date or time of a moment, a joined name's two sides, hours told as minutes.

What a part cannot read is handed on as it stands, so that the import refuses the row and says what it wants.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

MONTH_FIRST = "month first"
LIST = "list"  # several words with , / | & or a line break between them become several with ;
_APART = re.compile(r"[,;/|&\n]")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*(?:([AaPp])\.?[Mm]\.?)?(?=$|[\sZz+-])", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,3})(\.\d{1,4})?\s*(?:h|hrs?|hours?)?", re.ASCII | re.IGNORECASE)
_SPAN = re.compile(r"(\d{1,3}):([0-5]\d)", re.ASCII)


def us_date(text: str) -> str:
    """A date written month first (3/4/2026) as 2026-03-04; another text, or a day that does not exist, as it is."""
    match = SLASHED.fullmatch(text)
    if match:
        try:
            return dt.date(int(match[3]), int(match[1]), int(match[2])).isoformat()
        except ValueError:
            return text
    return text


def part_of(text: str, part: str, month_first: bool = False) -> str:
    """The part of a cell, the whole of it without a part; blank where the cell has no such part."""
    if not part:
        return text
    if part == "date" and month_first:
        return us_date(_date(text.strip()))
    return _PARTS[part](text.strip())


def _date(text: str) -> str:
    return text.replace("T", " ", 1).replace(",", " ").partition(" ")[0]


def _time(text: str) -> str:
    """HH:MM in 24 hours from a clock time with or without seconds, zone mark, AM or PM."""
    day, blank, rest = text.replace("T", " ", 1).partition(" ")
    clock = text if ":" in day else rest if blank else ""
    match = _CLOCK.match(clock.strip())
    if not match:
        return clock.strip()
    hour, half = int(match[1]), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return clock.strip()
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return f"{hour:02}:{match[2]}"


def _first_word(text: str) -> str:
    return text.partition(" ")[0].removesuffix(",")


def _rest(text: str) -> str:
    return text.partition(" ")[2].strip()


def _last_word(text: str) -> str:
    return text.rpartition(" ")[2] if " " in text else ""


def _but_last(text: str) -> str:
    return text.rpartition(" ")[0].strip() if " " in text else text


def _before_comma(text: str) -> str:
    return text.partition(",")[0].strip()


def _after_comma(text: str) -> str:
    return text.partition(",")[2].strip()


def _minutes(text: str) -> str:
    """Whole minutes from hours told as 1.5 or as 1:30; anything else as it is."""
    span, amount = _SPAN.fullmatch(text), _AMOUNT.fullmatch(text)
    if span:
        return str(int(span[1]) * 60 + int(span[2]))
    if amount:
        found = Decimal(amount[1] + (amount[2] or "")) * 60
        return str(int(found)) if found == int(found) else text
    return text


def _list(text: str) -> str:
    return ";".join(part.strip() for part in _APART.split(text) if part.strip())


_PARTS: dict[str, Callable[[str], str]] = {
    "date": _date,
    "time": _time,
    "first_word": _first_word,
    "rest": _rest,
    "last_word": _last_word,
    "but_last": _but_last,
    "before_comma": _before_comma,
    "after_comma": _after_comma,
    "minutes": _minutes,
    LIST: _list,
}
PARTS = tuple(_PARTS)
