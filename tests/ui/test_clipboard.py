"""A recovery key does not stay on the clipboard; whatever else was copied does."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.services.store.vault import recovery
from app.ui import loading
from app.ui.app import Program
from app.ui.kit import clipboard
from tests.conftest import MANAGER, PASSPHRASE


@pytest.fixture
def guard(qtbot, monkeypatch) -> clipboard.KeyGuard:
    monkeypatch.setattr(clipboard, "SECONDS", 0.2)
    made = clipboard.KeyGuard(loading.is_recovery_key)
    made._timer.setInterval(200)
    return made


def test_a_key_goes_after_a_while(qtbot, guard):
    window = QWidget()  # of the program in front
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    board = QGuiApplication.clipboard()
    board.setText(recovery.new_text())
    assert board.text()
    qtbot.waitUntil(lambda: board.text() == "", timeout=5_000)


@pytest.mark.parametrize("how", [str.lower, lambda key: key.replace("-", " "), lambda key: key.replace("-", "") + "\n"])
def test_a_key_is_known_in_every_spelling(guard, how):
    assert guard.is_key(how(recovery.new_text()))


@pytest.mark.parametrize("text", ["", "code,name\nAW,Annie", "0000-" * 6 + "0001", "A" * 28, "x" * 1_000_000])
def test_anything_else_stays(qtbot, guard, text):
    board = QGuiApplication.clipboard()
    board.setText(text)
    qtbot.wait(300)
    guard.clear()
    assert board.text() == text
    board.clear()


def test_locking_and_leaving_take_it_away_at_once(qtbot, signed_in, store_folder):
    signed_in.store.close()
    program = Program(store_folder)
    qtbot.waitUntil(lambda: program._ready.is_set(), timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    board = QGuiApplication.clipboard()
    board.setText(recovery.new_text())
    program.lock()
    assert board.text() == ""
    board.setText(recovery.new_text())
    program.close()
    assert board.text() == ""
    board.setText("kept")
    program.close()
    assert board.text() == "kept"
    board.clear()
