"""A broken store, whose place a backup takes: offered on the unlock page, what was there is kept beside it."""

import datetime as dt
from pathlib import Path

import pytest

from app.services.store import backup
from app.ui.app import Program
from app.ui.arrive import ArrivePage
from app.ui.preferences import settings
from app.ui.settings.restoring import RestorePage
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
    assert opened.unlock._restore.text()
    opened.unlock.close()


def test_the_key_file_of_before_is_put_back_with_a_press(qtbot, made: Path, store_folder: Path) -> None:
    before = (store_folder / "vault.json").read_bytes()
    (store_folder / "vault.json.previous").write_bytes(before)
    (store_folder / "vault.json").write_bytes(b"")
    opened = Program(store_folder)
    qtbot.waitUntil(lambda: opened.unlock is not None and not opened.unlock._key_file.isHidden(), timeout=30_000)
    assert "vault.json.previous" in opened.unlock._note.words()
    opened.unlock._key_file.click()
    assert (store_folder / "vault.json").read_bytes() == before and opened.unlock._key_file.isHidden()
    opened.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: opened.desktop is not None, timeout=30_000)
    opened.close()


def test_what_is_left_of_a_store_is_no_new_agency(qtbot, made: Path, store_folder: Path) -> None:
    """A killed move is finished at the start, and a folder that holds backups only offers to restore one."""
    for name in ("vault.json", "agency.db"):
        (store_folder / name).unlink()
    (store_folder / "backups").mkdir(exist_ok=True)
    made.rename(store_folder / "backups" / made.name)
    opened = Program(store_folder)
    qtbot.waitUntil(lambda: opened.unlock is not None and not opened.unlock._restore.isHidden(), timeout=30_000)
    assert opened.setup is None and "newest whole backup" in opened.unlock._note.words()
    opened.unlock._restore.click()
    assert opened.setup.path.name == made.name, "it is chosen already"
    opened.setup.close()


def test_a_store_damaged_further_in_gives_way_to_its_backup(qtbot, made: Path, store_folder: Path) -> None:
    data = bytearray((store_folder / "agency.db").read_bytes())
    pages = len(data) // 4096
    for page in range(pages // 2, pages):  # what only a comparison of all records reads
        data[page * 4096 + 1000] ^= 1
    opened = Program(store_folder)
    qtbot.waitUntil(lambda: opened._ready.is_set(), timeout=30_000)
    opened.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: opened.desktop is not None, timeout=30_000)
    desk = opened.desktop.desk
    desk.signed_in.store.engine.dispose()
    (store_folder / "agency.db").write_bytes(bytes(data))
    page = RestorePage(desk, made)
    page.typed.line.setText(PASSPHRASE)
    page.look()
    qtbot.waitUntil(lambda: opened.desktop is None, timeout=30_000)
    assert "damaged" in opened.unlock._note.words() and not opened.unlock._restore.isHidden()
    opened.unlock._restore.click()
    opened.setup.look(made)
    opened.setup.typed.line.setText(PASSPHRASE)
    opened.setup.bring()
    qtbot.waitUntil(lambda: opened.desktop is not None, timeout=30_000)
    opened.close()


def test_a_wrong_passphrase_offers_nothing(qtbot, program: Program) -> None:
    program.attempt(MANAGER, "not this one at all")
    qtbot.waitUntil(lambda: program.unlock._note.words() != "", timeout=30_000)
    assert program.unlock._restore.isHidden()
