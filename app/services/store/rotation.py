"""A new key for the whole store: a copy under the new key, checked, then put in place in one step.

The copy is made in the folder of the waiting vault and changed there: who is removed is removed in the copy, never in
the store that is open. The one step is the exchange of the file: a kill before it leaves the old store with the old
vault, a kill after it the new store, whose waiting vault the next unlock puts in place. The old file is there until
the new one has been opened and checked. Nothing is ever encrypted anew in place.
"""

import datetime as dt
import os
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import MetaData, Table, delete, insert, select

from app.models.users import Draft
from app.services.problems import Damaged, DiskProblem, Problem, StoreBusy
from app.services.store import audit, files, together, upgrade, vault, verifying
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.session import Actor, OpenStore, Session
from app.services.store.verifying import Fault
from app.wording import N_, _

DRAFTS: Table = Draft.__table__  # type: ignore[assignment]  # a mapped class of one table
SPARE = 32 * 1024 * 1024  # bytes beside the copy: its journal, and room for others to go on
STEPS = (N_("Copying the store"), N_("Writing the change"), N_("Checking the copy"), N_("Putting it in place"))

_BUSY = N_("Another program holds the store's file. Close it and try again. Nothing was changed.")
_DIFFERS = N_("The new copy of the store does not agree with the old one. Nothing was changed; check the store.")


@dataclass(frozen=True)
class Removal:
    """Whose way in ends with the new key: `record` notes it in the store, their unfinished typing goes."""

    user_id: uuid.UUID
    record: Callable[[Session], object]


@dataclass(frozen=True)
class Keys:
    """To whom the new key is sealed: user id -> exchange key of those who stay, and the recovery key's public half."""

    publics: Mapping[str, bytes]
    recovery: bytes


@dataclass(frozen=True)
class Incoming:
    """Whose rows the new store takes in: a checked copy's file and key, and what is still to be noted in it.

    `known` are faults that the copy had before, which a restore does not mend and does not add to.
    """

    path: Path
    key: bytes = field(repr=False)
    record: Callable[[Session], object]
    known: frozenset[Fault] = frozenset()


def needed(folder: Path) -> int:
    """The free bytes that a new copy of this folder's store takes."""
    return SPARE + engines.size(folder / engines.FILE)


def rotate(
    store: OpenStore,
    metadata: MetaData,
    actor: Actor,
    keys: Keys,
    removal: Removal,
    now: dt.datetime | None = None,
    tell: Callable[[int, str], object] = lambda _percent, _words: None,
) -> None:
    """Give the open store a new key and remove somebody with it; the store goes on open, under the new key.

    `tell(percent, words)` hears each step and may raise to stop before the last one. Raises DiskProblem where the disk
    has no room, StoreBusy where something else reads on, Damaged where the copy does not check; the old store is then
    as it was.
    """
    def change(new_key: bytes) -> None:
        _copy(store.folder / engines.FILE, store.key, store.folder, new_key)
        tell(30, _(STEPS[1]))
        _change(store, new_key, metadata, actor, keys, removal, now)

    # Somebody who altered the store must not thereby keep their key: old faults go along, and are told elsewhere.
    _renew(store, metadata, change, lambda: set(verifying.faults(store, metadata)), tell, needed(store.folder))


def take_in(
    store: OpenStore,
    metadata: MetaData,
    actor: Actor,
    keys: Keys,
    incoming: Incoming,
    now: dt.datetime | None = None,
    tell: Callable[[int, str], object] = lambda _percent, _words: None,
) -> None:
    """Put a checked copy's rows in the place of the open store's, under a new key and with the vault as it is.

    The unfinished typing of everybody stays. Raises as `rotate`; the old store is then as it was.
    """

    def change(new_key: bytes) -> None:
        _copy(incoming.path, incoming.key, store.folder, new_key)
        tell(30, _(STEPS[1]))
        _note_restored(store, new_key, metadata, actor, keys, incoming, now)

    _renew(store, metadata, change, lambda: set(incoming.known), tell, SPARE + engines.size(incoming.path))


def _renew(
    store: OpenStore,
    metadata: MetaData,
    change: Callable[[bytes], None],
    known: Callable[[], set[Fault]],
    tell: Callable[[int, str], object],
    wanted: int,
) -> None:
    """Let `change(new key)` lay the new store and its vault down, check it, and put it in place."""
    files.require_room((store.folder, wanted))
    with store.turns:
        together.settle(store)
        old_key, new_key = store.key, os.urandom(engines.KEY_BYTES)
        try:
            tell(0, _(STEPS[0]))
            change(new_key)
            tell(45, _(STEPS[2]))
            _check(store, new_key, metadata, known)
            tell(90, _(STEPS[3]))
            _exchange(store, new_key)
        except BaseException:
            if _opens(store.folder, old_key):  # else the next unlock puts the waiting vault in place
                vault.discard(store.folder)
            raise
        vault.promote(store.folder, store.key)


def _fresh(folder: Path) -> Path:
    return vault.waiting_place(folder) / engines.FILE


def _copy(path: Path, key: bytes, folder: Path, new_key: bytes) -> None:
    """Every page through SQLite's backup, which reads what still lies in the journal; rows counted on both sides."""
    files.make_folder(vault.waiting_place(folder))
    source = engines.connect(path, key)
    try:
        copied = engines.connect(_fresh(folder), new_key)
        try:
            with engines.sentences():
                source.backup(copied)
                if upgrade.check(copied) or _counts(source) != _counts(copied):
                    raise Damaged(_(_DIFFERS))
        finally:
            copied.close()
    finally:
        source.close()
    _fresh(folder).chmod(0o600)


def _counts(raw: object) -> dict[str, int]:
    run = raw.execute  # type: ignore[attr-defined]  # the driver has no types
    tables = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: run(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}


def _change(
    store: OpenStore,
    new_key: bytes,
    metadata: MetaData,
    actor: Actor,
    keys: Keys,
    removal: Removal,
    now: dt.datetime | None,
) -> None:
    """The copy gets its vault, then the removal with the change's name, and the vault's anchor moves over both."""
    change = secrets.token_hex(16)
    vault.rotate(store.folder, store.key, new_key, keys.publics, keys.recovery, change)
    copy = sessions.open_store(vault.waiting_place(store.folder), new_key, metadata)
    try:
        with sessions.transaction(copy, actor, now) as session:
            removal.record(session)
            session.connection().execute(delete(Draft).where(Draft.author_id == removal.user_id))
            together.note(session, change, "new store key", removal.user_id.hex)
        copy.settle()
    finally:
        copy.abandon()


def _note_restored(
    store: OpenStore,
    new_key: bytes,
    metadata: MetaData,
    actor: Actor,
    keys: Keys,
    incoming: Incoming,
    now: dt.datetime | None,
) -> None:
    """The copy gets its vault, what is to be noted and the drafts of today; the vault's anchor is set to its chain."""
    change, waiting = secrets.token_hex(16), vault.waiting_place(store.folder)
    vault.rotate(store.folder, store.key, new_key, keys.publics, keys.recovery, change)
    with engines.sentences(), store.engine.connect() as connection:
        drafts = [dict(row._mapping) for row in connection.execute(select(DRAFTS))]
    copy = sessions.open_store(waiting, new_key, metadata)
    try:
        with sessions.transaction(copy, actor, now) as session:
            incoming.record(session)
            session.connection().execute(delete(Draft))
            if drafts:
                session.connection().execute(insert(DRAFTS), drafts)
            together.note(session, change, "restored backup")
        with copy.engine.connect() as connection:
            count, head = audit.last(connection)
        vault.reanchor(waiting, new_key, count, head.hex())
        copy.unsettled = False
    finally:
        copy.abandon()


def _check(store: OpenStore, new_key: bytes, metadata: MetaData, known: Callable[[], set[Fault]]) -> None:
    """Open the copy anew and check pages, references, chain, anchor and rows; it may have no fault of its own."""
    copy = sessions.open_store(vault.waiting_place(store.folder), new_key, metadata)
    try:
        found = set(verifying.faults(copy, metadata))
        if found and not found <= known():
            raise Damaged(_(_DIFFERS))
    finally:
        copy.abandon()
    _close_journal(_fresh(store.folder), new_key)


def _exchange(store: OpenStore, new_key: bytes) -> None:
    path = store.folder / engines.FILE
    with store.gate.alone():
        store.engine.dispose()
        _close_journal(path, store.key)  # a journal of the old file beside the new one would be played into it
        files.replace(_fresh(store.folder), path)
        store.engine, store.key = engines.open_engine(path, new_key), new_key
        store.unsettled = False


def _close_journal(path: Path, key: bytes) -> None:
    """Bring everything into the one file; it works only where nobody else has it open. Raises StoreBusy."""
    raw = engines.connect(path, key)
    try:
        with engines.sentences():
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            raw.execute("PRAGMA journal_mode = DELETE").fetchone()
    except DiskProblem as wrong:
        if path.with_name(f"{path.name}-wal").exists():
            raise StoreBusy(_(_BUSY)) from wrong
        raise
    finally:
        raw.close()


def _opens(folder: Path, key: bytes) -> bool:
    try:
        engines.connect(folder / engines.FILE, key).close()
    except Problem:
        return False
    return True
