"""A change of keys lands in the vault file and in the store, or in neither, whenever the program is killed.

The vault as it will be waits in its own folder; the store records the change's name in an audit row of the same
transaction; then the waiting vault takes its place. Whoever opens the store next finishes what a kill cut short.
"""

import contextlib
import datetime as dt
import secrets
from collections.abc import Iterator

from sqlalchemy import select

from app.services.problems import Problem
from app.services.store import audit, vault
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.audit import ROWS
from app.services.store.session import Actor, OpenStore, Session

VAULT = "vault"  # what stands in place of a table in the audit row of a change of keys


@contextlib.contextmanager
def changing(
    store: OpenStore, actor: Actor, now: dt.datetime | None, what: str, user: str = ""
) -> Iterator[tuple[Session, str]]:
    """A transaction and the name of its change, for the one call of `vault` that prepares it.

    `what` and the id of whose keys change go into the audit row. Raises what either side refuses; nothing is changed
    then.
    """
    change = secrets.token_hex(16)
    try:
        with sessions.transaction(store, actor, now) as session:
            yield session, change
            note(session, change, what, user)
    except BaseException:
        with contextlib.suppress(Problem):
            settle(store)
        raise
    settle(store)


def note(session: Session, change: str, what: str, user: str = "") -> None:
    """Put a change's name on record, in the transaction that makes it."""
    audit.note(session, "keys", VAULT, change, {"what": what, "user": user})


def settle(store: OpenStore) -> None:
    """Put the waiting vault in place where the store has its change on record, else take it away.

    Raises Damaged, DiskProblem.
    """
    if not vault.waiting_place(store.folder).exists():
        return
    if is_recorded(store):
        vault.promote(store.folder, store.key)
    else:
        vault.discard(store.folder)


def is_recorded(store: OpenStore) -> bool:
    """Whether the store has the waiting vault's change on record, later than the one of the vault in place."""
    try:
        waiting = vault.change(vault.waiting_place(store.folder))
    except Problem:  # it lands whole, so a broken one comes from elsewhere
        return False
    return _place(store, waiting) > _place(store, vault.change(store.folder))


def _place(store: OpenStore, change: str) -> int:
    """The number of the change's audit row; 0 where none is there."""
    if not change:
        return 0
    query = select(ROWS.c.seq).where(ROWS.c.record == change, ROWS.c.table == VAULT)
    with engines.sentences(), store.engine.connect() as connection:
        return connection.execute(query).scalar() or 0
