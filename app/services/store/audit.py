"""Every flush leaves its trace: a row in the chained audit table, in the same transaction.

A row's digest is SHA-256 over the digests of its parts; a part's digest is SHA-256(salt + value). A row's head is
SHA-256 over canonical JSON of the head before it and its own fields, so that an edit, a removal or a swap breaks
the chain at its place. Values lie apart, so that they can be destroyed with the chain whole.
"""

import datetime as dt
import hashlib
import json
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session, object_mapper
from sqlalchemy.orm.attributes import get_history

from app.models.audit import AuditRow, AuditValue

ROWS: Table = AuditRow.__table__  # type: ignore[assignment]  # a mapped class of one table
VALUES: Table = AuditValue.__table__  # type: ignore[assignment]
INSERT_ROW, INSERT_VALUE = insert(ROWS), insert(VALUES)
LAST = select(ROWS.c.seq, ROWS.c.head).order_by(ROWS.c.seq.desc()).limit(1)
START = b"\0" * 32
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{6})", re.ASCII)
CHANGES = frozenset({"add", "change", "remove", "import", "keep"})  # acts whose values are images of rows
AT_ONCE = 10_000  # rows handed to the database in one go: all of a large import would be held in memory twice
WAITING = 32 * 1024 * 1024  # bytes of an import's values that wait to be packed by owner


def last(connection: Connection) -> tuple[int, bytes]:
    """The newest row's count and head; (0, zeros) where there is none."""
    row = connection.execute(LAST).first()
    return (row.seq, row.head) if row else (0, START)


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: hex for keys and bytes, ISO for days and instants, HH:MM for times."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def told_instant(stored: Any) -> str | None:
    """A moment as the database keeps it, told as `plain` tells it; None where it is no such text."""
    found = INSTANT.fullmatch(stored) if isinstance(stored, str) else None
    if found is None:
        return None
    day, time, part = found.groups()
    return f"{day}T{time}{'' if part == '.000000' else part}+00:00"


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=plain).encode


def canonical(value: Any) -> bytes:
    """The one byte form of plain values: JSON with sorted keys, no spaces, UTF-8."""
    return _encode(value).encode()


def head_of(before: bytes, seq: int, at: dt.datetime, words: Sequence[str], digest: bytes) -> bytes:
    """A row's head from the head before it, its number, time, (actor, action, table, record) and digest."""
    return head_at(before, seq, at.isoformat(), words, digest)


def head_at(before: bytes, seq: int, at: str, words: Sequence[str], digest: bytes) -> bytes:
    """The same with the time as ISO text."""
    return hashlib.sha256(canonical([before.hex(), seq, at, *words, digest.hex()])).digest()


def part_digest(salt: bytes, value: bytes) -> bytes:
    """The digest of one part; it alone stays where the part is destroyed."""
    return hashlib.sha256(salt + value).digest()


def digest_over(parts: Iterable[bytes]) -> bytes:
    """A row's digest over the digests of its parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def digest_of(parts: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The digest over a row's (salt, value) parts."""
    return digest_over(part_digest(salt, value) for salt, value in parts)


def after_flush(session: Session, context: object) -> None:
    """Write one audit row for each record that this flush added, changed or removed."""
    changes = list(_changes(session))
    if changes:
        write(session, changes)


def write(session: Session, changes: Sequence[tuple[str, str, str, list[tuple[str, bytes]]]]) -> None:
    """Append rows of (action, table, record, [(owner, value)]) in the session's transaction."""
    connection = session.connection()
    count, head = last(connection)
    at, actor = session.info["at"], session.info["actor"].key
    rows, values = [], []
    for seq, (action, table, record, owned) in enumerate(changes, count + 1):
        parts = [(os.urandom(16), value) for _owner, value in owned]
        digest = digest_of(parts)
        head = head_of(head, seq, at, (actor, action, table, record), digest)
        rows.append(
            dict(seq=seq, at=at, actor=actor, action=action, table=table, record=record, digest=digest, head=head)
        )
        values += [
            dict(seq=seq, part=number, owner=owner, salt=salt, value=value)
            for number, ((owner, value), (salt, _value)) in enumerate(zip(owned, parts, strict=True))
        ]
        session.info["touched"].add(table)
    connection.execute(INSERT_ROW, rows)
    connection.execute(INSERT_VALUE, values)


def _changes(session: Session) -> Iterator[tuple[str, str, str, list[tuple[str, bytes]]]]:
    for action, records in (("add", session.new), ("change", session.dirty), ("remove", session.deleted)):
        for record in records:
            mapper = object_mapper(record)
            table: Table = mapper.local_table  # type: ignore[assignment]
            if not table.info.get("audited", True):
                session.info["touched"].add(table.name)
                continue
            before = _before(record, mapper) if action == "change" else None
            if action == "change" and not before:
                continue
            after = None if action == "remove" else image(record, mapper)
            value = canonical({"before": before, "after": after})
            yield action, table.name, _key(record, mapper), [(_owner(record), value)]


def image(record: Any, mapper: Mapper[Any]) -> dict[str, Any]:
    """All columns of a record as plain values, but the bulky ones that a digest column stands for."""
    left_out = mapper.local_table.info.get("unaudited", ())  # type: ignore[attr-defined]
    return {
        attribute.columns[0].name: plain(getattr(record, attribute.key))
        for attribute in mapper.column_attrs
        if attribute.key not in left_out
    }


def _before(record: Any, mapper: Mapper[Any]) -> dict[str, Any]:
    changed = {}
    for attribute in mapper.column_attrs:
        history = get_history(record, attribute.key)
        if history.has_changes():
            changed[attribute.columns[0].name] = plain(history.deleted[0]) if history.deleted else None
    return changed


def _key(record: Any, mapper: Mapper[Any]) -> str:
    return "/".join(str(plain(value)) for value in mapper.primary_key_from_instance(record))


def _owner(record: Any) -> str:
    owner = getattr(record, "staff_id", None) or getattr(record, "session_id", None) or getattr(record, "id", None)
    return str(plain(owner))


class Bulk:
    """An import's rows of one table: inserted with Core some at a time, traced by one audit row in the end.

    Its values are packed by owner (a person and year), so that one person's parts can be destroyed later; an owner has
    one part, or several where the rows are more than memory should hold.
    """

    def __init__(self, session: Session, table: Table) -> None:
        """Nothing is written yet."""
        self.session, self.table, self.count = session, table, 0
        left_out = table.info.get("unaudited", ())
        self._names = [column.name for column in table.columns if column.name not in left_out]
        self._waiting: dict[str, list[bytes]] = {}
        self._size = 0
        self._parts: list[tuple[str, bytes]] = []

    def add(self, rows: Sequence[dict[str, Any]], owners: Sequence[str]) -> None:
        """Insert rows, each with every column's typed value; `owners` names, row by row, whose part it belongs to."""
        connection = self.session.connection()
        for place in range(0, len(rows), AT_ONCE):
            connection.execute(insert(self.table), list(rows[place : place + AT_ONCE]))
        self.count += len(rows)
        grouped: dict[str, list[list[Any]]] = {}
        for row, owner in zip(rows, owners, strict=True):
            grouped.setdefault(owner, []).append([row[name] for name in self._names])
        for owner, values in grouped.items():
            text = canonical(values)[1:-1]
            self._waiting.setdefault(owner, []).append(text)
            self._size += len(text)
        if self._size > WAITING:
            self._pack()

    def _pack(self) -> None:
        head = canonical({"columns": self._names, "rows": []})[:-2]
        for owner, texts in self._waiting.items():
            self._parts.append((owner, zlib.compress(head + b",".join(texts) + b"]}", 6)))
        self._waiting.clear()
        self._size = 0

    def close(self) -> None:
        """Write the audit row; nothing where no row came."""
        if self.count:
            self._pack()
            write(self.session, [("import", self.table.name, str(self.count), self._parts)])


def add_many(session: Session, table: Table, rows: Sequence[dict[str, Any]], owners: Sequence[str]) -> None:
    """Insert an import's rows of one table in one go, with one audit row; see `Bulk`."""
    bulk = Bulk(session, table)
    bulk.add(rows, owners)
    bulk.close()


def unpack(action: str, key: Sequence[str], value: bytes) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """(record, image after) of one part; `key` names the primary key columns of an import's table."""
    if action == "import":
        packed = json.loads(zlib.decompress(value))
        for values in packed["rows"]:
            row = dict(zip(packed["columns"], values, strict=True))
            yield "/".join(str(row[name]) for name in key), row
    else:
        yield "", json.loads(value)["after"]


def position(session: Session) -> tuple[int, str]:
    """(count, head in hex) of the newest row as this session sees it: what a signature covers.

    Whoever asks is about to sign: the anchor moves as soon as this session's work is committed.
    """
    session.info["settle"] = True
    count, head = last(session.connection())
    return count, head.hex()


def note(session: Session, action: str, table: str, record: str, value: dict[str, Any]) -> None:
    """Append a row of its own for an act that changes no table, such as an export."""
    write(session, [(action, table, record, [(record, canonical({"before": None, "after": value}))])])
