"""From the cells of a sheet to checked entries; every problem of every row is found, by row and column.

A cell is first turned into our own form where it has one meaning, then checked by the entry. A kind whose fields are
checked each by itself has every distinct cell checked once: hours files repeat the same few codes, days and categories
ten thousand times. The same validators run either way.
"""

import datetime as dt
import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import create_model

from app.services.entries import Entry
from app.services.exchange import cells as forms
from app.services.exchange import doubts
from app.services.exchange.days import Days
from app.services.exchange.encodings import UTF8
from app.services.exchange.formulas import unguard
from app.services.exchange.kinds.base import Kind
from app.services.exchange.parts import Lacking
from app.services.exchange.told import UNSAID, Answers, Told, Turned
from app.services.problems import Invalid, RowProblem
from app.wording import N_, _

Rows = Iterable[tuple[int, Sequence[str]]]
_TOTAL = re.compile(r"(?:grand |sub-?\s?|running )?totals?\b.*|(?:sum|average|count)\b[\s:]*", re.IGNORECASE)
_FIGURE = re.compile(r"[-+]?[\d.,:]+\s*(?:h|hrs?|hours?|min|minutes)?\.?", re.ASCII | re.IGNORECASE)

_SUM = N_("This looks like a row of totals. Take it out of the file.")
_LACKS = N_('The mapping file asks for part = "{part}" of {column}, and this cell has none.')


@dataclass
class Found:
    """What one walk through a file's rows has found: problems, warnings, and what could be said of the file once."""

    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    asks: dict[str, str] = field(default_factory=dict)


class Turner:
    """Turns the cells of one file, column by column, and says what is to be said of them."""

    def __init__(
        self,
        kind: Kind,
        columns: Sequence[str],
        found: Found,
        answers: Answers = UNSAID,
        *,
        today: dt.date = dt.date.max,
        marks: frozenset[str] = frozenset(),
        encoding: str = UTF8,
    ) -> None:
        """`today` is the agency's day; `marks` and `encoding` are those of the sheet."""
        self.found, self.marks, self.encoding = found, marks, encoding
        days = Days(answers, today, found.asks)
        self.turns = forms.turns(kind, columns, days)
        self.shapes = {name: check for name in columns if (check := doubts.shape(name)) is not None}
        looked_at = self.turns.keys() | self.shapes.keys()
        self.names = tuple(name for name in columns if marks or name in looked_at)
        self._said: set[tuple[str, str]] = set()

    def turn(self, name: str, text: str) -> Turned:
        """A cell's value; Told where something is to be said of it."""
        if self.marks:
            text = doubts.seen(text, name) if doubts.UNSEEN in self.marks else text
            if damaged := doubts.damage(text, self.marks, self.encoding):
                return damaged
        if turn := self.turns.get(name):
            return turn(text)
        if check := self.shapes.get(name):
            doubt = check(text)
            return Told(text, warning=doubt) if doubt else text
        return text

    def warn(self, row: int, name: str, told: Told) -> None:
        """Note a warning; one that is of the whole column once."""
        if told.once:
            if (name, told.warning) in self._said:
                return
            self._said.add((name, told.warning))
        self.found.warnings.append(RowProblem(row, name, told.warning))


def check(kind: Kind, rows: Rows, header: Sequence[str], turner: Turner) -> Iterator[tuple[int, Any]]:
    """(row, entry) of each good row in turn; what is wrong with the others is noted in `turner.found` on the way.

    `rows` hold cells in the order of the header; the guards of formula-like text are taken off.
    """
    return _by_cell(kind, rows, header, turner) if kind.flat else _by_row(kind, rows, header, turner)


class _Turned(dict[str, Turned]):
    """A column's texts and what each was turned into; only so many are remembered, and no long ones."""

    MOST, LONG = 20_000, 100

    def __init__(self, name: str, turner: Turner) -> None:
        super().__init__()
        self.name, self.turner = name, turner

    def __missing__(self, text: str) -> Turned:
        found = self.turner.turn(self.name, text)
        if len(self) < self.MOST and len(text) < self.LONG:
            self[text] = found
        return found


def _named(header: Sequence[str], ignored: Sequence[str]) -> Callable[[Sequence[str]], dict[str, Any]]:
    """What makes a row's cells a dictionary by column, their guards taken off."""
    taken = [(place, name) for place, name in enumerate(header) if name not in ignored]
    return lambda row: {name: cell if (cell := row[place])[:1] != "'" else unguard(cell) for place, name in taken}


def _by_row(kind: Kind, rows: Rows, header: Sequence[str], turner: Turner) -> Iterator[tuple[int, Any]]:
    turned = [(name, _Turned(name, turner)) for name in turner.names]
    named = _named(header, kind.ignored)
    for number, row in rows:
        cells = named(row)
        typed = dict(cells)
        said: dict[str, Told] = {}
        for name, known in turned:
            if not cells[name]:
                continue
            value = known[cells[name]]
            if value.__class__ is Told:
                said[name] = value
                value = value.value
            typed[name] = value
        try:
            entry = kind.entry.read(typed)
        except Invalid as error:
            _refuse(turner.found, kind, number, cells, error.fields, {name: one.problem for name, one in said.items()})
            continue
        if said and any(one.problem for one in said.values()):
            _refuse(turner.found, kind, number, cells, {}, {name: one.problem for name, one in said.items()})
            continue
        for name, one in said.items():
            turner.warn(number, name, one)
        yield number, entry


def _refuse(
    found: Found, kind: Kind, number: int, cells: dict[str, str], fields: dict[str, str], said: dict[str, str]
) -> None:
    """Note what is wrong with a row: what is said of its cells goes before what the entry says of them."""
    if _is_sum(kind, cells):
        found.problems.append(RowProblem(number, None, _(_SUM)))
        return
    for name, text in (fields | {name: text for name, text in said.items() if text}).items():
        cell = cells.get(name)
        if isinstance(cell, Lacking):
            text = _(_LACKS).format(part=cell.part, column=cell.column)
        found.problems.append(RowProblem(number, name or None, text))


def _is_sum(kind: Kind, cells: dict[str, str]) -> bool:
    """Whether a row that is refused says 'total', or holds nothing but figures where names and days are needed."""
    filled = [str(cell).strip() for cell in cells.values() if str(cell).strip()]
    if any(_TOTAL.fullmatch(cell) for cell in filled):
        return True
    lacking = sum(1 for name in kind.required if not str(cells.get(name, "")).strip())
    return lacking > 1 and all(_FIGURE.fullmatch(cell) for cell in filled)


class _Cells(dict[str, Any]):
    """A column's texts and what each means: a value, or Invalid; `doubts` holds those with a warning."""

    def __init__(self, entry: type[Entry], name: str, turner: Turner) -> None:
        """Check single cells with the entry's own field."""
        super().__init__()
        self.name, self.turner = name, turner
        self.doubts: dict[str, Told] = {}
        one = entry.model_fields[name]
        fields: dict[str, Any] = {name: (one.rebuild_annotation(), ...)}
        self.one = create_model(f"One_{name}", __base__=Entry, **fields)

    def __missing__(self, text: str) -> Any:
        found: Any = self.turner.turn(self.name, unguard(text))
        if isinstance(found, Told):
            if found.warning:
                self.doubts[text] = found
            value = Invalid({self.name: found.problem}) if found.problem else self._read(found.value)
        else:
            value = self._read(found)
        self[text] = value
        return value

    def _read(self, value: Any) -> Any:
        try:
            return getattr(self.one.read({self.name: value}), self.name)
        except Invalid as error:
            return error


def _by_cell(kind: Kind, rows: Rows, header: Sequence[str], turner: Turner) -> Iterator[tuple[int, Any]]:
    fields, named = kind.entry.model_fields, _named(header, kind.ignored)
    there = [name for name in fields if name in header]
    absent = {name: one.get_default() for name, one in fields.items() if name not in header}
    form = namedtuple(f"{kind.entry.__name__}Cells", [*there, *absent])  # type: ignore[misc]  # fields known at run time
    known = [(header.index(name), _Cells(kind.entry, name, turner)) for name in there]
    rest = tuple(absent.values())
    for number, row in rows:
        values = [meanings[row[place]] for place, meanings in known]
        bad = [value for value in values if value.__class__ is Invalid]
        if bad:
            said = {name: sentence for value in bad for name, sentence in value.fields.items()}
            _refuse(turner.found, kind, number, named(row), said, {})
            continue
        for place, meanings in known:
            if meanings.doubts and (told := meanings.doubts.get(row[place])):
                turner.warn(number, meanings.name, told)
        yield number, form(*values, *rest)
