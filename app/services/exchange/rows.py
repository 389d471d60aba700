"""From the cells of a sheet to checked entries; every problem of every row is found, by row and column.

A kind whose fields are checked each by itself has every distinct cell checked once: hours files repeat the same few
codes, days and categories ten thousand times. The same validators run either way.
"""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import create_model

from app.services.entries import Entry
from app.services.exchange.kinds.base import Kind
from app.services.problems import Invalid, RowProblem

Problems = list[RowProblem]
Rows = Iterable[tuple[int, dict[str, str]]]


def check(kind: Kind, rows: Rows, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, Any]]:
    """(row, entry) of each good row in turn, each problem of the others put into `problems` on the way.

    `columns` are those that the file has.
    """
    return _by_cell(kind, rows, columns, problems) if kind.flat else _by_row(kind, rows, problems)


def _by_row(kind: Kind, rows: Rows, problems: Problems) -> Iterator[tuple[int, Any]]:
    for number, cells in rows:
        try:
            entry = kind.entry.read(cells)
        except Invalid as error:
            problems += [RowProblem(number, name or None, text) for name, text in error.fields.items()]
            continue
        yield number, entry


class _Cells(dict[str, Any]):
    """A column's texts and what each means: a value, or Invalid."""

    def __init__(self, entry: type[Entry], name: str) -> None:
        """Check single cells with the entry's own field."""
        super().__init__()
        self.name = name
        field = entry.model_fields[name]
        fields: dict[str, Any] = {name: (field.rebuild_annotation(), ...)}
        self.one = create_model(f"One_{name}", __base__=Entry, **fields)

    def __missing__(self, text: str) -> Any:
        try:
            found = getattr(self.one.read({self.name: text}), self.name)
        except Invalid as error:
            found = error
        self[text] = found
        return found


def _by_cell(
    kind: Kind, rows: Rows, columns: Sequence[str], problems: Problems
) -> Iterator[tuple[int, Any]]:
    fields = kind.entry.model_fields
    there = [name for name in fields if name in columns]
    absent = {name: field.get_default() for name, field in fields.items() if name not in columns}
    form = namedtuple(f"{kind.entry.__name__}Cells", [*there, *absent])  # type: ignore[misc]  # fields known at run time
    known = [(name, _Cells(kind.entry, name)) for name in there]
    rest = tuple(absent.values())
    for number, cells in rows:
        values = [meanings[cells[name]] for name, meanings in known]
        bad = [value for value in values if value.__class__ is Invalid]
        if not bad:
            yield number, form(*values, *rest)
        for error in bad:
            problems += [RowProblem(number, name, text) for name, text in error.fields.items()]
