"""A mapping file turns another program's columns and words into ours before an import checks them.

Four tables, all optional: [columns] ours = theirs or a part of theirs, [constants] ours = text, [values.ours]
theirs = ours, [only] theirs = the words of rows to take.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.exchange.sheets import Sheet, refuse
from app.services.problems import FileRefused, Problem, RowProblem
from app.wording import N_, _

PARTS = ("date", "time", "first_word", "rest")
_TABLES = ("columns", "constants", "values", "only")

_NOT_TOML = N_("The mapping file is not in order near line {line}. See the help for its form.")
_NOT_TEXT = N_("The mapping file is not UTF-8 text. Save it again as UTF-8.")
_TABLE = N_("The mapping file has a part {name} that is not known. The parts are: {known}.")
_ENTRY = N_("In the mapping file, {name} is not written as the help shows.")
_PART = N_("In the mapping file, {name} asks for a part that is not known. The parts are: {known}.")
_MISSING = N_("The mapping file names the column {name}, which this file does not have.")
_TWICE = N_("The mapping file gives {name} both as a column and as a constant. Keep one.")
_NO_ROWS = N_("The mapping file leaves no row to take. Check its part [only].")


@dataclass(frozen=True)
class Source:
    """Where a column of ours comes from: a column of theirs, whole or a part of it."""

    column: str
    part: str = ""


@dataclass(frozen=True)
class Mapping:
    """A checked mapping file."""

    columns: dict[str, Source]
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    only: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read(data: bytes) -> Mapping:
    """The mapping of a TOML file's bytes. Raises Problem with what is wrong in it."""
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Problem(_(_NOT_TEXT)) from None
    except tomllib.TOMLDecodeError as error:
        raise Problem(_(_NOT_TOML).format(line=_line(str(error)))) from None
    for name, table in tables.items():
        if name not in _TABLES:
            raise Problem(_(_TABLE).format(name=name, known=", ".join(_TABLES)))
        _require(isinstance(table, dict), name)
    found = Mapping(
        {ours: _source(ours, theirs) for ours, theirs in tables.get("columns", {}).items()},
        {ours: _text(ours, value) for ours, value in tables.get("constants", {}).items()},
        {ours: _texts(ours, words) for ours, words in tables.get("values", {}).items()},
        {theirs: _words(theirs, words) for theirs, words in tables.get("only", {}).items()},
    )
    for name in found.columns.keys() & found.constants.keys():
        raise Problem(_(_TWICE).format(name=name))
    return found


def _line(said: str) -> str:
    words = said.replace(",", " ").split()
    return words[words.index("line") + 1] if "line" in words else "1"


def _require(holds: bool, name: str) -> None:
    if not holds:
        raise Problem(_(_ENTRY).format(name=name))


def _text(name: str, value: Any) -> str:
    _require(isinstance(value, str), name)
    return str(value)


def _texts(name: str, words: Any) -> dict[str, str]:
    _require(isinstance(words, dict), name)
    return {theirs: _text(name, ours) for theirs, ours in words.items()}


def _words(name: str, words: Any) -> tuple[str, ...]:
    _require(isinstance(words, list), name)
    return tuple(_text(name, word) for word in words)


def _source(name: str, theirs: Any) -> Source:
    if isinstance(theirs, str):
        return Source(theirs)
    _require(isinstance(theirs, dict) and set(theirs) == {"column", "part"}, name)
    source = Source(_text(name, theirs["column"]), _text(name, theirs["part"]))
    if source.part not in PARTS:
        raise Problem(_(_PART).format(name=name, known=", ".join(PARTS)))
    return source


def apply(mapping: Mapping, sheet: Sheet) -> Sheet:
    """The sheet with our columns; row numbers stay those of the file. Raises FileRefused for a column it lacks."""
    places = {name: place for place, name in reversed(list(enumerate(sheet.header)))}
    wanted = [*(source.column for source in mapping.columns.values()), *mapping.only]
    missing = sorted({name for name in wanted if name not in places})
    if missing:
        raise FileRefused([RowProblem(1, None, _(_MISSING).format(name=name)) for name in missing])
    rows = [
        (number, _mapped(mapping, cells, places))
        for number, cells in sheet.rows
        if all(cells[places[name]].strip() in words for name, words in mapping.only.items())
    ]
    if not rows and not sheet.problems:
        raise refuse(_(_NO_ROWS))
    return Sheet((*mapping.columns, *mapping.constants), rows, sheet.problems)


def _mapped(mapping: Mapping, cells: Sequence[str], places: dict[str, int]) -> list[str]:
    found = []
    for ours, source in mapping.columns.items():
        text = part_of(cells[places[source.column]], source.part)
        found.append(mapping.values.get(ours, {}).get(text.strip(), text))
    return [*found, *mapping.constants.values()]


def part_of(text: str, part: str) -> str:
    """A part of a cell: the date or time (HH:MM) of an ISO moment, its first word, or all after the first word."""
    if not part:
        return text
    whole = text.strip()
    if part in ("date", "time"):
        day, _sign, clock = whole.replace("T", " ", 1).partition(" ")
        return day if part == "date" else clock.strip()[:5]
    first, _space, rest = whole.partition(" ")
    return first if part == "first_word" else rest.strip()
