"""Somebody with the key and another program changes the store: whatever they do is found and named.

And what Peerdesk does itself, or a kill interrupts, never looks like it.
"""

import datetime as dt
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.models.hours import Hours
from app.models.schema import METADATA
from app.models.staff import Staff
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import Problem
from app.services.store import audit, vault, verifying
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import sessions as held
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures
from tests.faults.kills import kill, start

PAGE = 4096
APART = 10  # every tenth row is tampered with at a time, so that ten rounds reach every row


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
    figures.record("audit", "old pages put back, one and two at a time", len(sets), len(missed))
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
    figures.record("audit", "kills between commit and anchor without a false alarm", 64, alarms)
    assert between > 32 and alarms == 0


def fill(made: SignedIn, count: int) -> int:
    """Work until the audit has at least `count` rows; how many it has."""
    with sessions.reading(made.store, made.actor) as session:
        staff = session.scalars(sa.select(Staff.id)).first()
    day = dt.date(2020, 1, 1)
    while True:
        with made.store.engine.connect() as connection:
            lacking = count - audit.last(connection)[0]
        if lacking <= 0:
            made.store.settle()
            return count - lacking
        with sessions.transaction(made.store, made.actor) as session:
            for number in range(min(lacking, 500)):
                session.add(Hours(staff_id=staff, date=day, category="travel", minutes=number % 300 + 1))


class Tampering:
    """A copy of the store's file with its guards off, tampered with at every tenth row from a first one on."""

    def __init__(self, made: SignedIn, rows: int, first: int) -> None:
        self.made, self.rows, self.path = made, rows, made.store.folder / engines.FILE
        self.places = range(first, rows + 1, APART)
        self.raw = engines.connect(self.path, made.store.key)
        for setting in ("foreign_keys = OFF", "synchronous = OFF"):
            self.raw.execute(f"PRAGMA {setting}")
        for (name,) in self.raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            self.raw.execute(f"DROP TRIGGER {name}")
        self.raw.execute("BEGIN")

    def edit(self) -> set[int]:
        """Somebody else did it."""
        self._many("UPDATE audit_row SET actor = 'somebody else' WHERE seq = ?")
        return set(self.places)

    def edit_value(self) -> set[int]:
        """What was written is something else."""
        self._many("UPDATE audit_value SET value = value || x'20' WHERE seq = ?")
        return set(self.places)

    def remove(self) -> set[int]:
        """Row and values are gone."""
        self._many("DELETE FROM audit_value WHERE seq = ?")
        self._many("DELETE FROM audit_row WHERE seq = ?")
        return set(self.places)

    def swap(self) -> set[int]:
        """Every place with the one five rows on."""
        pairs = [(one, one + 5) for one in self.places if one + 5 <= self.rows]
        for table in ("audit_value", "audit_row"):
            for old, new in ((0, None), (1, 0), (None, 1)):
                self.raw.executemany(
                    f"UPDATE {table} SET seq = ? WHERE seq = ?",
                    [(-pair[0] if new is None else pair[new], -pair[0] if old is None else pair[old]) for pair in pairs],
                )
        return {row for pair in pairs for row in pair}

    def put_in(self) -> set[int]:
        """A made-up row before every place; the numbers after it go up by one."""
        first = self.places[0]
        for table in ("audit_value", "audit_row"):
            moved = f"seq + CASE WHEN seq < {first} THEN 0 ELSE (seq - {first}) / {APART} + 1 END"
            self.raw.execute(f"UPDATE {table} SET seq = -({moved})")
            self.raw.execute(f"UPDATE {table} SET seq = -seq")
        named = [place + number for number, place in enumerate(self.places)]
        copied = 'at, action, "table", record, digest, head'
        self.raw.executemany(
            f"INSERT INTO audit_row (seq, actor, {copied}) SELECT ?, 'x', {copied} FROM audit_row WHERE seq = ?",
            [(place, place + 1) for place in named],
        )
        return set(named)

    def _many(self, statement: str) -> None:
        self.raw.executemany(statement, [(place,) for place in self.places])

    def found(self) -> tuple[set[int], float]:
        """The audit rows that the check names, and how long it took."""
        self.raw.execute("COMMIT")
        self.raw.close()
        began = time.perf_counter()
        faults = list(verifying.faults(self.made.store, METADATA))
        took = time.perf_counter() - began
        return {int(fault.place.split()[2]) for fault in faults if fault.place.startswith("audit row")}, took


KINDS = ("edit", "edit_value", "remove", "swap", "put_in")


def tamper_with_all(made: SignedIn, rows: int, firsts: range) -> tuple[int, list[tuple[str, int]], float]:
    """(rows tampered with, those not named as they should be, the longest check in seconds)."""
    path, wrong, count, longest = made.store.folder / engines.FILE, [], 0, 0.0
    made.store.engine.dispose()
    shutil.copy(path, path.with_suffix(".kept"))
    for kind in KINDS:
        for first in firsts:
            shutil.copy(path.with_suffix(".kept"), path)
            act = Tampering(made, rows, first)
            named = getattr(act, kind)()
            found, took = act.found()
            after = {row + 1 for row in named} if kind == "swap" else set()  # what follows a swapped row does not fit
            wrong += [(kind, row) for row in (named - found) | (found - named - after - {rows})]
            count, longest = count + len(named), max(longest, took)
    shutil.move(path.with_suffix(".kept"), path)
    return count, wrong, longest


def cut_tails(made: SignedIn, rows: int, least: int) -> int:
    """How many of the cuts, row by row from the end down to `least`, the look at unlock does not find."""
    made.store.engine.dispose()
    act, missed = Tampering(made, rows, 1), 0
    act.raw.execute("COMMIT")
    anchor = vault.read(made.store.folder).anchor
    for row in range(rows, least, -1):
        act.raw.execute("DELETE FROM audit_value WHERE seq = ?", (row,))
        act.raw.execute("DELETE FROM audit_row WHERE seq = ?", (row,))
        missed += "cut off" not in verifying.at_unlock(made.store, anchor)
    act.raw.close()
    return missed


def reckoned_anew(made: SignedIn, rows: int, places: range) -> int:
    """How many of the changes at these places, each with the chain after it made to fit, are not found."""
    path, missed = made.store.folder / engines.FILE, 0
    made.store.engine.dispose()
    shutil.copy(path, path.with_suffix(".kept"))
    with made.store.engine.connect() as connection:
        kept = list(connection.execute(sa.select(audit.ROWS).order_by(audit.ROWS.c.seq)))
    made.store.engine.dispose()
    for place in places:
        shutil.copy(path.with_suffix(".kept"), path)
        act = Tampering(made, rows, 1)
        head, changed = kept[place - 2].head if place > 1 else audit.START, []
        for row in kept[place - 1 :]:
            actor = "somebody else" if row.seq == place else row.actor
            head = audit.head_of(head, row.seq, row.at, (actor, row.action, row.table, row.record), row.digest)
            changed.append((actor, head, row.seq))
        act.raw.executemany("UPDATE audit_row SET actor = ?, head = ? WHERE seq = ?", changed)
        missed += act.found()[0] != {rows}
    shutil.move(path.with_suffix(".kept"), path)
    return missed


def test_edits_removals_swaps_and_insertions_are_named(store: SignedIn) -> None:
    rows = fill(store, 120)
    count, wrong, _took = tamper_with_all(store, rows, range(4, 5))
    assert count >= 60 and wrong == []


def test_every_cut_tail_is_found_by_the_look_at_unlock(store: SignedIn) -> None:
    rows = fill(store, 60)
    assert cut_tails(store, rows, 30) == 0


def test_a_chain_made_to_fit_is_found(store: SignedIn) -> None:
    rows = fill(store, 60)
    assert reckoned_anew(store, rows, range(1, rows + 1, 29)) == 0


@pytest.mark.full
def test_ten_thousand_rows_every_change_found_and_named(store: SignedIn) -> None:
    rows = fill(store, 10_000)
    count, wrong, took = tamper_with_all(store, rows, range(1, APART + 1))
    print(f"{rows} audit rows, {count} tampered with in five ways, {len(wrong)} not named; a check takes {took:.2f} s")
    figures.record("audit", "edits, edited values, removals, swaps and insertions named", count, len(wrong))
    missed = reckoned_anew(store, rows, range(1, rows + 1, 100))
    figures.record("audit", "chains made to fit after a change", len(range(1, rows + 1, 100)), missed)
    uncut = cut_tails(store, rows, 0)
    figures.record("audit", "cut tails", rows, uncut)
    assert (wrong, missed, uncut) == ([], 0, 0)
