"""A mapping file turns another program's columns and words into ours before an import checks them.

Tables, all optional: [columns] ours = theirs or a part of theirs, [constants] ours = text, [values.ours]
theirs = ours, [only] theirs = the words of rows to take, [file] what is so of the whole file: encoding, dates,
birth_years. Without [columns] and [constants] the columns are taken as the file names them.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.services.exchange.days import DAY_FIRST, MONTH_FIRST, NEWEST, YEAR_FIRST
from app.services.exchange.encodings import UTF8, WINDOWS
from app.services.exchange.parts import LIST, PARTS, ZONE, Lacking, part_of
from app.services.exchange.sheets import Sheet, refuse
from app.services.exchange.told import Answers
from app.services.problems import FileRefused, Problem, RowProblem
from app.wording import N_, _

_TABLES = ("columns", "constants", "values", "only", "file")
_MOMENTS = frozenset({"date", "time"})
_FILE = {
    "encoding": (UTF8, WINDOWS), "dates": (YEAR_FIRST, MONTH_FIRST, DAY_FIRST), "birth_years": (NEWEST,),
}  # fmt: skip

_NOT_TOML = N_("The mapping file is not in order near line {line}. See the help for its form.")
_NOT_TEXT = N_("The mapping file is not UTF-8 text. Save it again as UTF-8.")
_EMPTY = N_("The mapping file names no column. Put ours = theirs under [columns].")
_TABLE = N_("The mapping file has a part {name} that is not known. The parts are: {known}.")
_ENTRY = N_("In the mapping file, {name} is not written as the help shows.")
_PART = N_("In the mapping file, {name} asks for a part that is not known. The parts are: {known}.")
_FILE_WORD = N_("In the mapping file, {name} under [file] is one of: {known}.")
_MISSING = N_("The mapping file names the column {name}, which this file does not have. It has: {known}.")
_TWICE = N_("The mapping file gives {name} both as a column and as a constant. Keep one.")
_UNUSED = N_("The mapping file has words for {name}, which it does not fill. Name it under [columns] first.")
_FOREIGN = N_("The mapping file fills the column {name}, which is not known here. The columns are: {known}.")
_UNFILLED = N_("The mapping file does not fill {name}, which is needed. Name it under [columns] or [constants].")
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
    file: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> Answers:
        """What it says of the whole file."""
        return Answers(**self.file)

    @property
    def renames(self) -> bool:
        """Whether it says where our columns come from; else they are as the file names them."""
        return bool(self.columns or self.constants)


def read(data: bytes) -> Mapping:
    """The mapping of a TOML file's bytes. Raises Problem with what is wrong in it."""
    tables = _tables(data)
    found = Mapping(
        {ours: _source(ours, theirs) for ours, theirs in tables.get("columns", {}).items()},
        {ours: _text(ours, value) for ours, value in tables.get("constants", {}).items()},
        {ours: _texts(ours, words) for ours, words in tables.get("values", {}).items()},
        {theirs: _words(theirs, words) for theirs, words in tables.get("only", {}).items()},
        {name: _file(name, word) for name, word in tables.get("file", {}).items()},
    )
    for name in found.columns.keys() & found.constants.keys():
        raise Problem(_(_TWICE).format(name=name))
    for name in found.values.keys() - found.columns.keys():
        raise Problem(_(_UNUSED).format(name=name))
    return found


def _tables(data: bytes) -> dict[str, Any]:
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
    if not tables:
        raise Problem(_(_EMPTY))
    return tables


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


def _file(name: str, word: Any) -> str:
    _require(name in _FILE, name)
    if word not in _FILE[name]:
        raise Problem(_(_FILE_WORD).format(name=name, known=", ".join(_FILE[name])))
    return str(word)


def _source(name: str, theirs: Any) -> Source:
    if isinstance(theirs, str):
        return Source(theirs)
    _require(isinstance(theirs, dict) and set(theirs) == {"column", "part"}, name)
    source = Source(_text(name, theirs["column"]), _text(name, theirs["part"]))
    if source.part not in PARTS:
        raise Problem(_(_PART).format(name=name, known=", ".join(PARTS)))
    return source


def check(mapping: Mapping, known: Sequence[str], required: Sequence[str]) -> None:
    """Raise FileRefused where the mapping fills a column that is not known, or leaves a needed one out."""
    if not mapping.renames:
        return
    ours = [*mapping.columns, *mapping.constants]
    found = [_(_FOREIGN).format(name=name, known=", ".join(known)) for name in ours if name not in known]
    found += [_(_UNFILLED).format(name=name) for name in required if name not in ours]
    if found:
        raise FileRefused([RowProblem(None, None, sentence) for sentence in found])


def apply(mapping: Mapping, sheet: Sheet) -> Sheet:
    """The sheet with our columns; row numbers stay those of the file. Raises FileRefused for a column it lacks."""
    places = {name: place for place, name in reversed(list(enumerate(sheet.header)))}
    wanted = [*(source.column for source in mapping.columns.values()), *mapping.only]
    missing = sorted({name for name in wanted if name not in places})
    if missing:
        there = ", ".join(name[:80] for name in sheet.header if name)
        said = (_(_MISSING).format(name=name, known=there) for name in missing)
        raise FileRefused([RowProblem(sheet.first, None, sentence) for sentence in said])
    only = [(places[name], frozenset(words)) for name, words in mapping.only.items()]
    zones: dict[tuple[str, str], int] = {}
    cells_of = _mapped(mapping, places, zones) if mapping.renames else _as_they_are

    def rows() -> Iterator[tuple[int, list[str]]]:
        for number, cells in sheet.rows():
            if all(cells[place].strip() in words for place, words in only):
                yield number, cells_of(number, cells)

    if next(rows(), None) is None and not sheet.problems:
        raise refuse(_(_NO_ROWS))
    header = (*mapping.columns, *mapping.constants) if mapping.renames else sheet.header
    return replace(sheet, header=header, rows=rows, zones=zones)


def _as_they_are(_number: int, cells: list[str]) -> list[str]:
    return cells


def _mapped(
    mapping: Mapping, places: dict[str, int], zones: dict[tuple[str, str], int]
) -> Callable[[int, list[str]], list[str]]:
    """What makes the cells of our columns; `zones` notes (their column, mark of a zone) and the first row of each."""
    taken = [
        (places[source.column], source, mapping.values.get(ours, {})) for ours, source in mapping.columns.items()
    ]
    constants = list(mapping.constants.values())

    def cells_of(number: int, cells: list[str]) -> list[str]:
        found = []
        for place, source, words in taken:
            text, part = cells[place], source.part
            if part:
                whole, text = text, part_of(text, part)
                if part in _MOMENTS and (zone := ZONE.search(whole.rstrip())):
                    zones.setdefault((source.column, zone[1]), number)
                if words and part == LIST:
                    text = ";".join(words.get(word, word) for word in text.split(";"))
                elif not text and whole.strip():
                    text = Lacking(source.column, part)
            found.append(words.get(text.strip(), text) if words else text)
        return found + constants

    return cells_of
