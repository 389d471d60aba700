"""A broken store, whose place a backup takes: offered on the unlock page, what was there is kept beside it."""

import datetime as dt
from pathlib import Path

import pytest

from app.services.store import backup
from app.ui.app import Program, settings
from app.ui.arrive import ArrivePage
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)


@pytest.fixture
def made(signed_in, tmp_path: Path) -> Path:
    settings().clear()
    path = backup.make(signed_in.store, tmp_path, NOW).path
    signed_in.store.close()
    return path


@pytest.fixture
def program(qtbot, made: Path, store_folder: Path):
    opened = Program(store_folder)
    qtbot.waitUntil(lambda: opened._ready.is_set(), timeout=30_000)
    yield opened
    opened.close()
    for page in (opened.unlock, opened.setup):
        if page is not None:
            page.close()


def test_a_broken_store_offers_it_and_is_kept_beside(qtbot, program: Program, made: Path, store_folder: Path) -> None:
    (store_folder / "agency.db").write_bytes(b"")
    assert program.unlock._restore.isHidden()
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: not program.unlock._restore.isHidden(), timeout=30_000)
    program.unlock._restore.click()
    assert isinstance(program.setup, ArrivePage) and program.unlock is None
    program.setup._back()
    assert program.unlock.isVisible() and program.setup is None
    program.show_arrival(aside=True)
    program.setup.look(made)
    program.setup.typed.line.setText(PASSPHRASE)
    program.setup.bring()
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=30_000)
    (kept,) = store_folder.parent.glob("store-kept-*")
    assert (kept / "agency.db").read_bytes() == b"" and (kept / "vault.json").is_file()


def test_a_key_file_that_is_gone_offers_it_at_once(qtbot, made: Path, store_folder: Path) -> None:
    (store_folder / "vault.json").unlink()
    opened = Program(store_folder)
    qtbot.waitUntil(lambda: opened.unlock is not None and not opened.unlock._restore.isHidden(), timeout=30_000)
    opened.unlock.close()


def test_a_wrong_passphrase_offers_nothing(qtbot, program: Program) -> None:
    program.attempt(MANAGER, "not this one at all")
    qtbot.waitUntil(lambda: program.unlock._note.words() != "", timeout=30_000)
    assert program.unlock._restore.isHidden()
