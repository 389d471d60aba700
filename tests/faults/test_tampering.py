"""Somebody with the key and another program changes the store: whatever they do is found and named.

And what Peerdesk does itself, or a kill interrupts, never looks like it.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.models.schema import METADATA
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import Problem
from app.services.store import audit, vault
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import sessions as held
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults.test_kills import kill, start

PAGE = 4096


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SignedIn]:
    """A small agency with a signed session."""
    entry = opening.AgencyEntry.read({"name": "Cottonwood", "zone": "America/Denver"})
    made = opening.create(tmp_path / "store", entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    with sessions.transaction(made.store, made.actor) as session:
        agency.people(session)
    yield made
    made.store.abandon()


def rows_of(folder: Path, key: bytes) -> dict[str, list[Any]]:
    """Everything that the tables hold, read without any index."""
    raw = engines.connect(folder / engines.FILE, key)
    try:
        return {
            name: raw.execute(f'SELECT * FROM "{name}" NOT INDEXED').fetchall() for name in sorted(METADATA.tables)
        }
    finally:
        raw.close()


def amended(made: SignedIn) -> tuple[bytes, bytes]:
    """The store's file before and after a signed session was amended and the amendment signed."""
    ruth = agency.enter(made, "Ruth", "supervisor", supervisor="RC")
    key = agency.record(made)
    agency.sign(ruth, key)
    path = made.store.folder / engines.FILE
    made.store.close()
    before = path.read_bytes()
    again = opening.unlock(made.store.folder, MANAGER, PASSPHRASE)
    with sessions.transaction(again.store, again.actor, agency.LATER) as session:
        new = held.amend(session, key, agency.entry(stop="14:40"), "It was shorter.").id
    agency.sign(SignedIn(again.store, ruth.actor, again.zone, again.agency), new)
    again.store.close()
    return before, path.read_bytes()


def replay(made: SignedIn, pages: list[int], before: bytes, after: bytes) -> bool:
    """Put these pages of the old file into the new one: whether it is told, at unlock or by the check, or alters nothing."""
    folder, key = made.store.folder, made.store.key
    path = folder / engines.FILE
    mixed = bytearray(after)
    for page in pages:
        mixed[page * PAGE : (page + 1) * PAGE] = before[page * PAGE : (page + 1) * PAGE]
    path.write_bytes(after)
    wanted = rows_of(folder, key)
    path.write_bytes(mixed)
    try:
        opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    except Problem:
        return True
    try:
        found = verify.run(opened)
    finally:
        opened.store.abandon()
    return bool(found) or rows_of(folder, key) == wanted


def test_an_old_page_of_signed_rows_put_back_is_found_and_named(store: SignedIn) -> None:
    """It passes the cipher's own check of pages; the amendment is then gone from the table and the audit knows of it."""
    before, after = amended(store)
    raw = engines.connect(store.store.folder / engines.FILE, store.store.key)
    roots = dict(raw.execute("SELECT name, rootpage - 1 FROM sqlite_master WHERE type = 'table'").fetchall())
    raw.close()
    told = {}
    for table in ("supervision_session", "session_attendance", "signature"):
        page = roots[table]
        mixed = bytearray(after)
        mixed[page * PAGE : (page + 1) * PAGE] = before[page * PAGE : (page + 1) * PAGE]
        (store.store.folder / engines.FILE).write_bytes(mixed)
        opened = opening.unlock(store.store.folder, MANAGER, PASSPHRASE)
        raw = engines.connect(store.store.folder / engines.FILE, store.store.key)
        assert raw.execute("PRAGMA cipher_integrity_check").fetchall() == []
        raw.close()
        told[table] = [fault.place for fault in verify.run(opened)]
        opened.store.abandon()
    for table, places in told.items():
        assert any(place.startswith(f"{table} ") for place in places), places


@pytest.mark.full
def test_every_old_page_put_back_is_found(store: SignedIn) -> None:
    before, after = amended(store)
    count = min(len(before), len(after)) // PAGE
    changed = [p for p in range(count) if before[p * PAGE : (p + 1) * PAGE] != after[p * PAGE : (p + 1) * PAGE]]
    chance = random.Random(4)
    sets = [[page] for page in changed] + [chance.sample(changed, 2) for _ in range(60)]
    missed = [pages for pages in sets if not replay(store, pages, before, after)]
    print(f"{len(changed)} old pages and {len(sets) - len(changed)} pairs put back, {len(missed)} missed")
    assert missed == []


def killed(folder: Path, home: Path, rounds: int) -> tuple[int, int]:
    """(kills between a commit and the anchor's move, false alarms) over so many rounds, each at another point."""
    alarms = between = 0
    for number in range(rounds):
        process = start("anchorer.py", str(folder), MANAGER, PASSPHRASE, str(number % 8), home=home)
        said = process.stdout.readline().strip()  # it kills itself right after
        assert said == "COMMITTED", process.stderr.read()
        kill(process)
        opened = opening.unlock(folder, MANAGER, PASSPHRASE)
        try:
            with opened.store.engine.connect() as connection:
                between += vault.read(folder).anchor.count < audit.last(connection)[0]
            alarms += bool(opened.warning) + len(verify.run(opened))
        finally:
            opened.store.close() if number % 2 else opened.store.abandon()
    return between, alarms


def test_a_kill_between_commit_and_anchor_is_no_alarm(store: SignedIn, tmp_path: Path) -> None:
    store.store.close()
    between, alarms = killed(store.store.folder, tmp_path, 3)
    assert between >= 2 and alarms == 0


@pytest.mark.full
def test_many_kills_between_commit_and_anchor_are_no_alarm(store: SignedIn, tmp_path: Path) -> None:
    store.store.close()
    between, alarms = killed(store.store.folder, tmp_path, 64)
    print(f"64 kills, {between} of them with the anchor behind, {alarms} false alarms")
    assert between > 32 and alarms == 0
