"""Opening a store: each thing that can be wrong has its own sentence, and nothing on the disk is changed by it."""

import contextlib
import datetime as dt
import gc
import json
import os
import shutil
import sqlite3
import stat
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.clients import Client
from app.services.across import arriving, backups, leaving, opening, papers, restore
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.problems import (
    Damaged,
    ForeignStore,
    NewerStore,
    NoStore,
    Problem,
    StoreBusy,
    WrongPassphrase,
)
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store import vault
from tests import agency

MANAGER, PASSPHRASE = "Ann", "correct horse battery staple"


def make(folder: Path) -> SignedIn:
    return opening.create(folder, AgencyEntry.read({"name": "Test"}), MANAGER, PASSPHRASE, cost=vault.LOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store with a little in it."""
    made = make(tmp_path / "store")
    with sessions.transaction(made.store, made.actor) as session:
        agency.people(session)
    made.store.close()
    return tmp_path / "store"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock" and path.stat().st_size
    }


def missing_vault(folder: Path) -> None:
    (folder / vault.VAULT_FILE).unlink()
    (folder / (vault.VAULT_FILE + ".previous")).unlink(missing_ok=True)


def missing_file(folder: Path) -> None:
    (folder / engines.FILE).unlink()


def plain_file(folder: Path) -> None:
    (folder / engines.FILE).unlink()
    plain = sqlite3.connect(folder / engines.FILE)
    plain.execute("CREATE TABLE staff (name)")
    plain.commit()
    plain.close()


def foreign_file(folder: Path) -> None:
    other = make(folder.parent / "other")
    other.store.close()
    shutil.copyfile(folder.parent / "other" / engines.FILE, folder / engines.FILE)


def foreign_vault(folder: Path) -> None:
    other = make(folder.parent / "other")
    other.store.close()
    shutil.copyfile(folder.parent / "other" / vault.VAULT_FILE, folder / vault.VAULT_FILE)


def noise(folder: Path) -> None:
    (folder / engines.FILE).write_bytes(bytes(range(256)) * 64)


def empty_file(folder: Path) -> None:
    (folder / engines.FILE).write_bytes(b"")


def broken_vault(folder: Path) -> None:
    (folder / vault.VAULT_FILE).write_text("{")


def newer_vault(folder: Path) -> None:
    path = folder / vault.VAULT_FILE
    kept = json.loads(path.read_text())
    kept["version"] += 1
    path.write_text(json.dumps(kept))


def newer_store(folder: Path) -> None:
    opened = vault.unlock(folder, MANAGER, PASSPHRASE)
    raw = engines.connect(folder / engines.FILE, opened.store_key)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (missing_vault, NoStore),
        (missing_file, NoStore),
        (plain_file, ForeignStore),
        (foreign_file, ForeignStore),
        (foreign_vault, ForeignStore),
        (noise, ForeignStore),
        (broken_vault, Damaged),
        (newer_vault, NewerStore),
        (newer_store, NewerStore),
        (shutil.rmtree, NoStore),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    folder: Path, spoil: Callable[[Path], None], kind: type[Problem]
) -> None:
    spoil(folder)
    before = contents(folder)
    with pytest.raises(kind) as said:
        opening.unlock(folder, MANAGER, PASSPHRASE)
    assert len(said.value.sentence) > 20 and PASSPHRASE not in said.value.sentence
    assert contents(folder) == before


def test_an_empty_file_in_the_stores_place_is_not_taken_for_a_new_store(folder: Path) -> None:
    empty_file(folder)
    with pytest.raises(Damaged):
        opening.unlock(folder, MANAGER, PASSPHRASE)
    assert (folder / engines.FILE).stat().st_size == 0


@pytest.mark.parametrize(("name", "passphrase"), [(MANAGER, "correct horse battery"), ("Nobody", PASSPHRASE), ("", "")])
def test_a_wrong_name_or_passphrase_tells_no_more_than_that(folder: Path, name: str, passphrase: str) -> None:
    before = contents(folder)
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, name, passphrase)
    assert contents(folder) == before
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()


def test_a_second_peerdesk_is_told_to_wait_before_any_key_is_derived(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opening.unlock(folder, MANAGER, PASSPHRASE)
    monkeypatch.setattr(vault, "unlock", lambda *_arguments: pytest.fail("a key was derived"))
    try:
        with pytest.raises(StoreBusy):
            opening.unlock(folder, MANAGER, PASSPHRASE)
    finally:
        first.store.close()


def test_the_lock_is_given_back_after_a_refusal(folder: Path) -> None:
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, MANAGER, "not this one at all")
    sessions.hold(folder).release()


def test_the_recovery_key_opens_the_store(tmp_path: Path) -> None:
    made = make(tmp_path / "store")
    typed = made.recovery_key.lower()
    made.store.close()
    again = opening.unlock_with_recovery(tmp_path / "store", typed, MANAGER)
    assert again.actor.name == MANAGER
    again.store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock_with_recovery(tmp_path / "store", typed[:-1] + ("2" if typed[-1] != "2" else "3"), MANAGER)


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_files_are_for_their_owner_alone(folder: Path) -> None:
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    with sessions.transaction(opened.store, opened.actor) as session:
        opened_files = [path for path in folder.rglob("*") if path.is_file()]
        assert session is not None and len(opened_files) >= 3
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
    opened.store.close()
    assert set(modes.values()) == {0o600}, modes
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_every_file_is_for_its_owner_alone_whatever_the_account_allows(tmp_path: Path) -> None:
    """Under an account whose new files others may read: a store from its first moment, copies, papers, exports, keys."""
    seen: dict[str, int] = {}

    def look(*_told: object) -> None:
        for path in tmp_path.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                mode = stat.S_IMODE(path.stat().st_mode)
                seen[str(path.relative_to(tmp_path))] = seen.get(str(path.relative_to(tmp_path)), 0) | mode

    before = os.umask(0)
    try:
        now = dt.datetime(2026, 11, 16, 18, tzinfo=dt.UTC)
        made = make(tmp_path / "store")
        look()
        with sessions.transaction(made.store, made.actor, now) as session:
            agency.people(session)
            look()
        assert {"store/agency.db", "store/agency.db-wal", "store/agency.db-shm"} <= seen.keys()
        kept = backups.by_hand(made, now, tell=look)
        backups.to_folder(made, tmp_path / "drive", now, look)
        papers.make(made, "hours", papers.Asked(staff="AW"), tmp_path / "hours.pdf")
        leaving.export(made, "hours", now.date(), now.date(), tmp_path / "out")
        prepared = restore.look(made, kept.path, PASSPHRASE, look)
        restore.run(made, prepared, now=now, tell=look)
        look()
        made.store.close()
        arriving.arrive(tmp_path / "other", kept.path, MANAGER, PASSPHRASE, tell=look)[0].store.close()
        look()
    finally:
        os.umask(before)
    wide = {name: oct(mode) for name, mode in seen.items() if mode & 0o077}
    assert wide == {} and len(seen) > 20


def test_what_another_program_opened_to_others_is_closed_again(folder: Path) -> None:
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    with sessions.transaction(opened.store, opened.actor) as session:
        session.flush()
        for name in ("agency.db", "agency.db-wal", "agency.db-shm"):
            (folder / name).chmod(0o644)
    opened.store.engine.dispose()
    with sessions.reading(opened.store, opened.actor) as again:
        assert again.scalars(select(Client.id)).all() == []
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob("agency.db*")}
    opened.store.close()
    assert set(modes.values()) == {0o600}, modes


def test_nothing_typed_lies_in_plain_text_on_the_disk(folder: Path) -> None:
    assert not [name for name, data in contents(folder).items() if b"Whitegrass" in data or b"CREATE TABLE" in data]


def test_a_folder_that_holds_a_store_is_not_set_up_again(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(Problem):
        make(folder)
    assert contents(folder) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Problem):
        make(tmp_path / "store")


def test_a_failed_set_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "create_store", lambda *_arguments: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(tmp_path / "store")
    assert not (tmp_path / "store").exists() or not any((tmp_path / "store").iterdir())


def test_listeners_hear_which_tables_were_touched(tmp_path: Path) -> None:
    made = make(tmp_path / "store")
    heard: list[frozenset[str]] = []
    made.store.listeners.append(heard.append)
    with sessions.transaction(made.store, made.actor) as session:
        agency.people(session)
    with sessions.transaction(made.store, made.actor):
        pass
    made.store.close()
    assert len(heard) == 1 and {"staff", "enrolment", "agreement"} <= heard[0]


def test_a_transaction_inside_another_is_told_and_not_waited_for(signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor):
        with pytest.raises(RuntimeError, match="inside another"):
            with sessions.transaction(signed_in.store, signed_in.actor):
                pass
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        assert session.info["at"] is not None  # the turn was given back


def test_what_was_asked_for_is_forgotten_with_its_statement(signed_in: SignedIn) -> None:
    asked = select(Client.id).where(Client.last_name == "Calfrobe")
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert session.scalars(asked).all() == []
    gone = weakref.ref(asked)
    del asked
    gc.collect()
    assert gone() is None
