"""Checks a store against its own record: pages, chain, anchor, and every row against its last audited values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, Table, select
from sqlalchemy.engine import Connection, Row

from app.services.store import audit, upgrade, vault
from app.services.store import engine as engines
from app.services.store.audit import ROWS, START, VALUES
from app.services.store.session import OpenStore
from app.wording import _


@dataclass(frozen=True)
class Fault:
    """One thing found wrong: where (a row number or a table and record id, never a name) and a sentence."""

    place: str
    sentence: str


Images = dict[tuple[str, str], dict[str, Any] | None]


def faults(store: OpenStore, metadata: MetaData) -> Iterator[Fault]:
    """Every fault found in the file, the chain, the anchor and the rows, in that order; none where all holds."""
    with engines.sentences():
        raw = engines.connect(store.folder / engines.FILE, store.key)
        try:
            broken = upgrade.check(raw)
        finally:
            raw.close()
        yield from (Fault("agency.db", _("The file is damaged: {what}.").format(what=what)) for what in broken[:1])
        with store.engine.connect() as connection:
            images: Images = {}
            yield from _chain(connection, metadata, images)
            yield from _anchor(connection, vault.read(store.folder).anchor)
            yield from _rows(connection, metadata, images)


def _chain(connection: Connection, metadata: MetaData, images: Images) -> Iterator[Fault]:
    try:
        yield from _links(connection, metadata, images)
    except (TypeError, ValueError):  # another program put something else than text, time or bytes there
        yield Fault(_("audit"), _("A row was changed, or put in by something other than Peerdesk."))


def _links(connection: Connection, metadata: MetaData, images: Images) -> Iterator[Fault]:
    before, expected = START, 1
    parts = _parts(connection)
    ahead = next(parts, None)
    for row in connection.execute(select(ROWS).order_by(ROWS.c.seq)):
        mine = []
        while ahead is not None and ahead.seq <= row.seq:
            if ahead.seq == row.seq:
                mine.append(ahead)
            ahead = next(parts, None)
        sentence = _fault_of(row, mine, before, expected)
        if sentence:
            yield Fault(_("audit row {seq}").format(seq=row.seq), sentence)
            return  # whatever follows a broken link cannot be judged
        _replay(row, mine, metadata, images)
        before, expected = row.head, row.seq + 1


def _parts(connection: Connection) -> Iterator[Row[Any]]:
    return iter(connection.execute(select(VALUES).order_by(VALUES.c.seq, VALUES.c.part)))


def _fault_of(row: Row[Any], parts: list[Row[Any]], before: bytes, expected: int) -> str:
    if row.seq != expected:
        return _("A row before this one was removed.")
    if not all(isinstance(kept, bytes) for part in parts for kept in (part.salt, part.value)) or (
        audit.digest_of((part.salt, part.value) for part in parts) != row.digest
    ):
        return _("The values kept for this row were changed or removed.")
    words = (row.actor, row.action, row.table, row.record)
    if audit.head_of(before, row.seq, row.at, words, row.digest) != row.head:
        return _("This row was changed, or put in by something other than Peerdesk.")
    return ""


def _replay(row: Row[Any], parts: list[Row[Any]], metadata: MetaData, images: Images) -> None:
    table = metadata.tables.get(row.table)
    if table is None:
        return
    key = [column.name for column in table.primary_key]
    for part in parts:
        for record, after in audit.unpack(row.action, key, part.value):
            images[(row.table, record or row.record)] = after


def _anchor(connection: Connection, anchor: vault.Anchor) -> Iterator[Fault]:
    if anchor.count == 0:
        return
    head = connection.execute(select(ROWS.c.head).where(ROWS.c.seq == anchor.count)).scalar()
    place = _("audit row {seq}").format(seq=anchor.count)
    if head is None:
        yield Fault(place, _("Rows at the end of the record were cut off, or an older store was put back."))
    elif head.hex() != anchor.head:
        yield Fault(place, _("The record was rewritten, or the vault file belongs to another state of the store."))


def _rows(connection: Connection, metadata: MetaData, images: Images) -> Iterator[Fault]:
    for table in metadata.sorted_tables:
        if table in (ROWS, VALUES) or not table.info.get("audited", True):
            continue
        try:
            yield from _table(connection, table, images)
        except (TypeError, ValueError):  # a column holds what its type cannot be read from
            yield Fault(table.name, _("A row was changed outside Peerdesk."))
    for (table_name, record), image in images.items():
        if image is not None:
            yield Fault(f"{table_name} {record}", _("A recorded row is missing from the store."))


def _table(connection: Connection, table: Table, images: Images) -> Iterator[Fault]:
    left_out = table.info.get("unaudited", ())
    columns = [column for column in table.columns if column.name not in left_out]
    key = [column.name for column in table.primary_key]
    for row in connection.execute(select(*columns).order_by(*table.primary_key)):
        found = {name: audit.plain(value) for name, value in row._mapping.items()}
        record = "/".join(str(found[name]) for name in key)
        recorded = images.pop((table.name, record), None)
        if recorded is None:
            yield Fault(f"{table.name} {record}", _("A row stands in the store that the record does not know."))
        elif recorded != found:
            yield Fault(f"{table.name} {record}", _("A row was changed outside Peerdesk."))
