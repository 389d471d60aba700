"""What a copy of the store lacks against the store itself: how far both agree, changes by table, signed records.

Both are read as they are, below any person's scope; the names that a signed record holds are not read, only codes.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, MetaData, Table, select
from sqlalchemy.engine import Connection

from app.services.store import audit
from app.services.store import engine as engines
from app.services.store.audit import ROWS

ON_PAPER = "paper"


@dataclass(frozen=True)
class Signed:
    """A signed record: its kind as signed, its day, and the codes of whom it is about."""

    kind: str
    on: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Lacking:
    """What the copy lacks: how many audit rows both share, lie in the store only and in the copy only.

    `since`: when the first of the lacking changes was made (UTC). `tables`: (table, lacking changes), most first.
    `destroyed`: certificate numbers of the destructions that the copy knows nothing of; their records are in it.
    """

    shared: int
    lacks: int
    brings: int
    since: dt.datetime | None
    tables: tuple[tuple[str, int], ...]
    signed: tuple[Signed, ...]
    destroyed: tuple[str, ...]


def lacking(store: Engine, copy: Engine, metadata: MetaData) -> Lacking:
    """Compare the open store with a copy of it, by their audit chains and by the keys of what is signed."""
    with engines.sentences(), store.connect() as now, copy.connect() as then:
        shared = _shared(now, then)
        ends = audit.last(now)[0], audit.last(then)[0]
        since = now.execute(select(ROWS.c.at).where(ROWS.c.seq == shared + 1)).scalar()
        counted = now.exec_driver_sql(
            'SELECT "table", count(*) FROM audit_row WHERE seq > ? GROUP BY 1 ORDER BY 2 DESC, 1', (shared,)
        )
        tables = tuple((str(row[0]), int(row[1])) for row in counted)
        destroyed = tuple(sorted(_destroyed(now) - _destroyed(then)))
        found = {one for table in metadata.sorted_tables for one in _signed(now, then, table, _codes(now, metadata))}
    signed = tuple(sorted(found, key=lambda one: (one.on, one.kind, one.codes)))
    return Lacking(shared, ends[0] - shared, ends[1] - shared, since, tables, signed, destroyed)


def _destroyed(connection: Connection) -> set[str]:
    done = connection.exec_driver_sql("SELECT number FROM destruction WHERE done_at IS NOT NULL")
    return {str(row[0]) for row in done}


def _shared(now: Connection, then: Connection) -> int:
    """The number of the last row that both have: heads are chained, so what is equal there is equal before."""
    low, high = 0, min(audit.last(now)[0], audit.last(then)[0])
    while low < high:
        middle = (low + high + 1) // 2
        if _head(now, middle) == _head(then, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _head(connection: Connection, seq: int) -> Any:
    return connection.execute(select(ROWS.c.head).where(ROWS.c.seq == seq)).scalar()


def _codes(connection: Connection, metadata: MetaData) -> dict[str, str]:
    """Key -> code of every record that has one."""
    codes: dict[str, str] = {}
    for table in metadata.sorted_tables:
        if {"id", "code"} <= set(table.columns.keys()):
            codes.update((key, code) for key, code in connection.exec_driver_sql(f'SELECT id, code FROM "{table.name}"'))
    return codes


def _signed(now: Connection, then: Connection, table: Table, codes: dict[str, str]) -> Iterator[Signed]:
    """What is signed in this table of the store and is not in the copy's."""
    columns = set(table.columns.keys())
    if {"payload", "signature"} <= columns:
        kept = set(then.exec_driver_sql(f'SELECT id FROM "{table.name}"').scalars())
        for key, payload in now.exec_driver_sql(f'SELECT id, payload FROM "{table.name}"'):
            if key not in kept:
                yield _described(payload, codes)
    elif {"signed_on", "document_id"} <= columns:  # by hand, on a printed paper
        kept = set(then.exec_driver_sql(f'SELECT id FROM "{table.name}"').scalars())
        for key, day in now.exec_driver_sql(f'SELECT id, signed_on FROM "{table.name}"'):
            if key not in kept:
                yield Signed(ON_PAPER, str(day), ())


def _described(payload: bytes, codes: dict[str, str]) -> Signed:
    said = json.loads(payload)
    kind = str(said["kind"]).partition("@")[0]
    parts = [part for name, part in said.items() if isinstance(part, dict) and name != "signer"]
    about = parts[0] if parts else {}
    named = tuple(dict.fromkeys(codes[key] for value in about.values() for key in _keys(value) if key in codes))
    day = about.get("date") or said.get("signer", {}).get("signed_on", "")
    return Signed(kind, str(day), named)


def _keys(value: Any) -> list[str]:
    """The strings that may be keys of records in a signed value: itself, a list's, an object's names."""
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list | dict) else []
