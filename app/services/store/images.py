"""What the audit last said of each record, against how the record lies in the file now: a digest a record.

A column that a later migration added is missing in older images: the record must hold the column's default there. A
column that a migration took away no longer counts.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, MetaData, Table

from app.models.base import Instant
from app.services.store import audit


class Shape:
    """A table's audited columns by name, and how values in the file are told as the audit tells them."""

    def __init__(self, table: Table) -> None:
        """Bulky columns that a digest column stands for are left out."""
        left_out = table.info.get("unaudited", ())
        columns = sorted((one for one in table.columns if one.name not in left_out), key=lambda one: one.name)
        self.table = table.name
        self.names = tuple(column.name for column in columns)
        self.key = tuple(column.name for column in table.primary_key)
        self.defaults = {column.name: _default(column) for column in columns}
        tell = [(place, _teller(column)) for place, column in enumerate(columns)]
        self._tell = [(place, told) for place, told in tell if told is not None]

    def read(self, row: Sequence[Any]) -> tuple[str, dict[str, Any]]:
        """(record, image) of a row of `names` as it lies in the file."""
        values = list(row)
        for place, told in self._tell:
            if values[place] is not None:
                values[place] = told(values[place])
        image = dict(zip(self.names, values, strict=True))
        return "/".join(str(image[name]) for name in self.key), image


def _teller(column: Column[Any]) -> Callable[[Any], Any] | None:
    """How a stored value is told; what cannot be told stays as it is, and will not fit."""
    if isinstance(column.type, Instant):
        return lambda value: audit.told_instant(value) or value
    if isinstance(column.type, Boolean):
        return lambda value: bool(value) if value in (0, 1) else value
    if isinstance(column.type, LargeBinary):
        return lambda value: value.hex() if isinstance(value, bytes) else ["not bytes", value]
    return None


def _default(column: Column[Any]) -> Any:
    given = column.default
    return audit.plain(given.arg) if given is not None and given.is_scalar else None  # type: ignore[attr-defined]


class Images:
    """The last image of every record, as digests, while the audit is read from its first row to its last."""

    def __init__(self, metadata: MetaData) -> None:
        """Nothing read yet."""
        self._shapes = {table.name: Shape(table) for table in metadata.sorted_tables}
        self._known = {name: frozenset(shape.names) for name, shape in self._shapes.items()}
        self._kept: dict[str, dict[str, tuple[bytes, tuple[str, ...]]]] = {name: {} for name in self._shapes}
        self._columns: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.destroyed: dict[str, str] = {}

    def take(self, action: str, table: str, record: str, value: bytes) -> None:
        """Read one part of a row's values. Raises KeyError, TypeError or ValueError where it is none of ours."""
        if action == "destroy":
            self.destroyed[record] = json.loads(value)["after"]["tally"]
        if action not in audit.CHANGES or table not in self._shapes:
            return
        kept, known = self._kept[table], self._known[table]
        for inner, after in audit.unpack(action, self._shapes[table].key, value):
            if after is None:
                kept.pop(inner or record, None)
                continue
            if not known.issuperset(after):
                after = {name: said for name, said in after.items() if name in known}
            columns = tuple(after)
            kept[inner or record] = (_digest(after), self._columns.setdefault(columns, columns))

    def compare(self, shape: Shape, record: str, image: Mapping[str, Any]) -> bool | None:
        """Whether the record is as it was last recorded; None where it never was. It is then taken as seen."""
        found = self._kept[shape.table].pop(record, None)
        if found is None:
            return None
        digest, columns = found
        if len(columns) == len(shape.names):
            return _digest(image) == digest
        later = [name for name in shape.names if name not in columns]
        if any(image[name] != shape.defaults[name] for name in later):
            return False
        return _digest({name: image[name] for name in columns}) == digest

    def left(self) -> Iterator[tuple[str, str]]:
        """(table, record) of everything recorded that was not seen."""
        for table, records in self._kept.items():
            yield from ((table, record) for record in records)


def _digest(image: Mapping[str, Any]) -> bytes:
    return hashlib.blake2b(audit.canonical(image), digest_size=16).digest()
