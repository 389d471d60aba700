"""What the audit tells of a record: who changed it, and when; never the values."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.services.store import engine as engines
from app.services.store.audit import ROWS, VALUES
from app.services.store.session import OpenStore

AT_ONCE = 500  # keys in one statement
CHANGED = (ROWS.c.seq, ROWS.c.at, ROWS.c.actor, ROWS.c.action, ROWS.c.table)


@dataclass(frozen=True)
class Change:
    """One change: its number in the chain, when, by whose key, add, change, remove or import, and in which table."""

    seq: int
    at: dt.datetime
    actor: str
    action: str
    table: str


def changes(session: Session, records: Sequence[str]) -> list[Change]:
    """The changes of the records with these keys (hex), in the chain's order."""
    connection, found = session.connection(), []
    for place in range(0, len(records), AT_ONCE):
        query = select(*CHANGED).where(ROWS.c.record.in_(records[place : place + AT_ONCE]))
        found += [Change(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: one.seq)


def brought_in(session: Session, owner: str) -> Iterator[Change]:
    """The imports that hold rows of this owner (a person's key in hex), in the chain's order."""
    theirs = exists().where(
        VALUES.c.seq == ROWS.c.seq, VALUES.c.owner >= f"{owner}/", VALUES.c.owner < f"{owner}0"
    )  # '0' follows '/'
    query = select(*CHANGED).where(ROWS.c.action == "import", theirs).order_by(ROWS.c.seq)
    for row in session.connection().execute(query):
        yield Change(*row)


def newest(store: OpenStore, action: str) -> dt.datetime | None:
    """When an act of this name was last written down, such as a restore; None where it never was."""
    query = select(ROWS.c.at).where(ROWS.c.action == action).order_by(ROWS.c.seq.desc()).limit(1)
    with store.gate.shared(), engines.sentences(), store.engine.connect() as connection:
        found: dt.datetime | None = connection.execute(query).scalar()
    return found
