"""Which rows belong to a person: found by following references, in the tables and in what the audit keeps of removed rows.

The store knows no room: what the tables are to a person is told by the caller, by the names of tables and columns.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, MetaData
from sqlalchemy.engine import Connection

AT_ONCE = 400  # ids in one statement
Place = tuple[str, str]


@dataclass(frozen=True)
class Belongings:
    """What tables are to a person, as (table, column).

    A row whose column may not be blank goes with the row that it names; one whose column may be blank stays and lets
    go, unless it stands in `own`. `shared`: the table's rows are people's parts of a row that the column names, which
    goes with the last of them, unless one that stays replaces it by a column in `replaces`. `attached`: a table's rows
    go with the last row that names them by one of these columns.
    """

    own: frozenset[Place] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)
    replaces: frozenset[Place] = frozenset()
    attached: Mapping[str, tuple[Place, ...]] = field(default_factory=dict)


@dataclass
class Found:
    """Ids by table: rows that go, those among them that only the audit still knows, and shared rows that stay."""

    rows: dict[str, set[str]]
    ghosts: dict[str, set[str]]
    stay: dict[str, set[str]]

    def standing(self, table: str) -> set[str]:
        """The ids that are rows of the table."""
        return self.rows.get(table, set()) - self.ghosts.get(table, set())


def find(
    connection: Connection, metadata: MetaData, belongings: Belongings, table: str, ids: Iterable[str]
) -> Found:
    """Everything that goes with these rows of `table` (a client, a staff member; ids in hex)."""
    search = _Search(connection, metadata, belongings)
    search.take(table, set(ids))
    search.run()
    return search.found()


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids in lists short enough for one statement."""
    rest = sorted(ids)
    for place in range(0, len(rest), AT_ONCE):
        yield rest[place : place + AT_ONCE]


def marks(ids: list[str]) -> str:
    """A question mark for each id."""
    return ", ".join("?" * len(ids))


def select(connection: Connection, query: str, ids: Iterable[str]) -> Iterator[Any]:
    """The rows of a query that ends before the list of ids."""
    for some in batches(ids):
        yield from connection.exec_driver_sql(f"{query} ({marks(some)})", tuple(some))


def removed(connection: Connection) -> dict[str, dict[str, dict[str, Any]]]:
    """The last image of each row that was removed, by table and record, as the audit keeps it."""
    gone = connection.exec_driver_sql("SELECT DISTINCT \"table\", record FROM audit_row WHERE action = 'remove'").all()
    found: dict[str, dict[str, dict[str, Any]]] = {}
    query = 'SELECT v.value FROM audit_row r JOIN audit_value v ON v.seq = r.seq WHERE r.record = ? AND r."table" = ?'
    for table, record in gone:
        for (value,) in connection.exec_driver_sql(f"{query} ORDER BY r.seq", (record, table)):
            after = json.loads(value)["after"]
            if after is not None:
                found.setdefault(table, {})[record] = after
    return found


class _Search:
    def __init__(self, connection: Connection, metadata: MetaData, belongings: Belongings) -> None:
        self.connection, self.metadata, self.belongings = connection, metadata, belongings
        self.rows: dict[str, set[str]] = {}
        self.stay: dict[str, set[str]] = {}
        self.fresh: list[tuple[str, set[str]]] = []
        self.removed = removed(connection)
        self.columns: dict[str, list[Column[Any]]] = {}
        for table in metadata.sorted_tables:
            for key in table.foreign_keys:
                if "id" in table.columns:
                    self.columns.setdefault(key.column.table.name, []).append(key.parent)

    def take(self, table: str, ids: set[str]) -> None:
        """Note rows that go; what refers to them is looked at next."""
        new = ids - self.rows.setdefault(table, set())
        if new:
            self.rows[table] |= new
            self.fresh.append((table, new))

    def run(self) -> None:
        """Follow references until nothing more belongs."""
        while self.fresh:
            while self.fresh:
                table, ids = self.fresh.pop()
                for column in self.columns.get(table, ()):
                    if not column.nullable or (column.table.name, column.name) in self.belongings.own:
                        self.take(column.table.name, self._naming(column.table.name, column.name, ids))
            self._parents()
            self._attached()

    def _naming(self, table: str, column: str, ids: set[str]) -> set[str]:
        query = f'SELECT id FROM "{table}" WHERE "{column}" IN'
        kept = {row.id for row in select(self.connection, query, ids)}
        return kept | {record for record, image in self.removed.get(table, {}).items() if image.get(column) in ids}

    def _named(self, table: str, column: str, ids: set[str]) -> set[str]:
        query = f'SELECT DISTINCT "{column}" FROM "{table}" WHERE id IN'
        named = {row[0] for row in select(self.connection, query, ids)}
        named |= {image.get(column) for record, image in self.removed.get(table, {}).items() if record in ids}
        return named - {None}

    def _parents(self) -> None:
        """Shared rows whose last person goes; the others stay."""
        for table, column in self.belongings.shared.items():
            gone = self.rows.get(table, set())
            parent = self._target(table, column)
            for one in self._named(table, column, gone) - self.rows.get(parent, set()):
                if self._naming(table, column, {one}) - gone or self._replaced(parent, one):
                    self.stay.setdefault(parent, set()).add(one)
                else:
                    self.stay.get(parent, set()).discard(one)
                    self.take(parent, {one})

    def _replaced(self, table: str, one: str) -> bool:
        columns = [column for name, column in self.belongings.replaces if name == table]
        return any(self._naming(table, column, {one}) - self.rows.get(table, set()) for column in columns)

    def _attached(self) -> None:
        for table, places in self.belongings.attached.items():
            named: set[str] = set()
            for naming, column in places:
                named |= self._named(naming, column, self.rows.get(naming, set()))
            for one in named - self.rows.get(table, set()):
                if not any(self._naming(*place, {one}) - self.rows.get(place[0], set()) for place in places):
                    self.take(table, {one})

    def _also_stay(self) -> None:
        """What is attached to shared rows that stay, such as a scan, stays with them."""
        for table, places in self.belongings.attached.items():
            for naming, column in places:
                for key in self.metadata.tables[naming].foreign_keys:
                    beside = self.stay.get(key.column.table.name, set())
                    ids = self._naming(naming, key.parent.name, beside) - self.rows.get(naming, set())
                    kept = self._named(naming, column, ids) - self.rows.get(table, set())
                    self.stay.setdefault(table, set()).update(kept)

    def _target(self, table: str, column: str) -> str:
        (key,) = self.metadata.tables[table].columns[column].foreign_keys
        name: str = key.column.table.name
        return name

    def found(self) -> Found:
        """Rows that go, ghosts among them, shared rows that stay."""
        self._also_stay()
        ghosts = {
            table: {one for one in ids if one in self.removed.get(table, {})} for table, ids in self.rows.items()
        }
        return Found(self.rows, ghosts, self.stay)
