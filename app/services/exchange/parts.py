"""Parts of another program's cell: the date or time of a moment, a joined name's two sides, hours told as a length.

What a part cannot read is handed on as it stands, so that the import refuses the row and names the cell. A blank is
handed on only where the cell is blank, or where a word that was asked for is not in it; `Lacking` then remembers which.
"""

import re
from collections.abc import Callable

LIST = "list"  # several words with , ; / | & or a line break between them become several with ;
MINUTES = "minutes"
_APART = re.compile(r"[,;/|&\n]")
_HALF = r"(?:\s*[ap](?:\.?\s?m\b)?\.?)?"
_WITHIN = re.compile(
    rf"(?<![\d:])\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?{_HALF}|(?<![\d:])\d{{1,2}}\s*[ap]\.?\s?m\b\.?",
    re.ASCII | re.IGNORECASE,
)
ZONE = re.compile(r"(?<=[\d\s])(Z|[+-]\d{2}:?\d{2})$", re.ASCII)
_AMOUNT = re.compile(r"\d{1,4}(?:\.\d{0,12})?|\.\d{1,12}", re.ASCII)


class Lacking(str):
    """A blank that came of a cell which is not blank: it lacks the part that was asked for."""

    __slots__ = ("column", "part")

    def __new__(cls, column: str, part: str) -> "Lacking":
        """A blank text that knows their column and the part."""
        made = super().__new__(cls, "")
        made.column, made.part = column, part
        return made

    column: str
    part: str


def part_of(text: str, part: str) -> str:
    """The part of a cell, the whole of it without a part; blank where a name or list has no such part."""
    return _PARTS[part](text.strip()) if part else text


def apart(text: str) -> tuple[str, str, str]:
    """(date, time, mark of a zone) of a moment as another program writes it; '' for what it does not hold."""
    zone = ZONE.search(text) if ":" in text else None
    bare = text[: zone.start()].rstrip() if zone else text
    mark = zone[1] if zone else ""
    clock = _WITHIN.search(bare)
    if clock is None:
        return bare, "", mark
    before = bare[: clock.start()].rstrip(" \t,").removesuffix("T").rstrip(" \t,")
    after = bare[clock.end() :].strip(" \t,")
    if before and after:
        return before, bare[clock.start() :].strip(), mark
    return before or after, clock[0].strip(), mark


def _date(text: str) -> str:
    day, clock, _zone = apart(text)
    return day or clock


def _time(text: str) -> str:
    day, clock, _zone = apart(text)
    return clock or day


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
    """A bare number as so many hours: 1.5 h; another text as it is."""
    return f"{text} h" if _AMOUNT.fullmatch(text) else text


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
    MINUTES: _minutes,
    LIST: _list,
}
PARTS = tuple(_PARTS)
