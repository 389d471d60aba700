"""A store that does not fit its own record is told at unlock and on Home, with what to do; the daily check; the lock."""

import datetime as dt
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app import clock
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.store import engine as engines
from app.ui import checking
from app.ui.desktop import Desktop
from app.ui.settings.security import VerifyCard
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.tampering import tamper


@pytest.fixture
def boxes(monkeypatch, tmp_path) -> list[str]:
    """The sentences of boxes that would wait to be read; settings of this test alone."""
    kept = QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr("app.ui.preferences.settings", lambda: kept)
    told: list[str] = []
    monkeypatch.setattr("app.ui.desktop.problem", lambda _parent, words, *_title: told.append(words))
    return told


@pytest.fixture
def folder(walked_once: Path, tmp_path: Path) -> Path:
    made = tmp_path / "walked"
    shutil.copytree(walked_once, made)
    return made


@pytest.fixture
def enter(qtbot, folder: Path, boxes: list[str]) -> Iterator:
    """Unlocks the store for a person and shows their desktop."""
    made: list[Desktop] = []

    def come_in(name: str = MANAGER, passphrase: str = PASSPHRASE) -> Desktop:
        desktop = Desktop(opening.unlock(folder, name, passphrase), lambda _note: None)
        qtbot.addWidget(desktop.window)
        desktop.window.show()
        made.append(desktop)
        qtbot.wait(20)
        return desktop

    yield come_in
    for desktop in made:
        desktop.close()


def cut(folder: Path) -> None:
    """Put the store back to a state of before: its newest rows are gone."""
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    last = opened.store.engine.connect().exec_driver_sql("SELECT max(seq) FROM audit_row").scalar()
    opened.store.abandon()
    tamper(opened, *(f"DELETE FROM audit_{part} WHERE seq > {last - 2}" for part in ("value", "row")))


def banner(desktop: Desktop) -> str:
    desktop.window.go("home")
    return desktop.window.page()._alarm.words()


def test_a_whole_store_says_nothing(enter, boxes) -> None:
    desktop = enter()
    assert boxes == [] and banner(desktop) == ""


def test_a_cut_record_is_told_at_unlock_with_what_to_do(enter, folder, boxes) -> None:
    cut(folder)
    desktop = enter()
    assert len(boxes) == 1 and "cut off" in boxes[0] and "Copy the whole folder" in boxes[0]
    assert "cut off" in banner(desktop) and "Restore the newest good backup" in banner(desktop)


def test_a_peer_supporter_is_told_to_tell_the_manager(enter, folder, boxes) -> None:
    cut(folder)
    desktop = enter("Annie", agency.PASSPHRASE)
    assert "tell your manager" in boxes[0] and "tell your manager" in banner(desktop)
    assert not checking.of(desktop.desk).is_due()


def test_the_daily_check_runs_once_and_its_faults_stay_on_home(qtbot, enter, folder, monkeypatch) -> None:
    desktop = enter()
    check = checking.of(desktop.desk)
    assert check.is_due()
    monkeypatch.setattr(checking, "QUIET", -1.0)
    check.look()
    qtbot.waitUntil(lambda: not check.busy(), timeout=30_000)
    assert not check.is_due() and banner(desktop) == ""
    tamper(desktop.desk.signed_in, "UPDATE staff SET name = 'Somebody' WHERE code = 'DR'")
    check.look()
    assert not check.busy()  # once a day
    monkeypatch.setattr(desktop.desk, "today", lambda: clock.today("UTC") + dt.timedelta(days=2))
    check.look()
    qtbot.waitUntil(lambda: not check.busy(), timeout=30_000)
    assert check.is_due() and "1 fault" in banner(desktop)


def test_nobody_is_disturbed_while_they_type(enter, monkeypatch) -> None:
    check = checking.of(enter().desk)
    monkeypatch.setattr(checking, "QUIET", 3600.0)
    check.look()
    assert not check.busy()


def test_the_check_at_hand_tells_home_too(qtbot, enter) -> None:
    desktop = enter()
    tamper(desktop.desk.signed_in, "UPDATE staff SET name = 'Somebody' WHERE code = 'DR'")
    card = VerifyCard(desktop.desk)
    qtbot.addWidget(card)
    card.run()
    qtbot.waitUntil(lambda: not desktop.desk.queue.busy(), timeout=30_000)
    assert "staff" in card.found.text() and "1 fault" in card.note.words()
    assert "1 fault" in banner(desktop)


def test_tampering_while_the_store_is_open_is_told_at_the_next_save(qtbot, enter) -> None:
    desktop = enter()
    last = desktop.desk.signed_in.store.engine.connect().exec_driver_sql("SELECT max(seq) FROM audit_row").scalar()
    tamper(desktop.desk.signed_in, *(f"DELETE FROM audit_{part} WHERE seq > {last - 2}" for part in ("value", "row")))
    agency.record(desktop.desk.signed_in, date="2026-03-20")
    desktop.desk._settle()
    assert "no longer leads" in banner(desktop)


def test_locking_stops_a_check_at_once(qtbot, enter, monkeypatch) -> None:
    """However long it would take, and although it waits in the middle of a statement."""
    desktop, began = enter(), threading.Event()

    def long_check(signed_in: SignedIn, step) -> list:
        for _number in range(3000):
            began.set()
            step()
            time.sleep(0.01)
        return []

    monkeypatch.setattr(verify, "run", long_check)
    checking.of(desktop.desk).begin()
    assert began.wait(10)
    start = time.monotonic()
    desktop.close()
    assert time.monotonic() - start < 1.0


def test_a_long_statement_stops_when_asked(folder) -> None:
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    raw = engines.connect(folder / engines.FILE, opened.store.key)
    from app.services.store import verifying

    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    stopped: list[BaseException] = []
    raw.set_progress_handler(lambda: verifying._asked(stop, stopped), 1000)
    with pytest.raises(engines.driver.OperationalError, match="interrupted"):
        raw.execute("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n").fetchall()
    assert isinstance(stopped[0], Stopped)
    raw.close()
    opened.store.abandon()
