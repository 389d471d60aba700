"""Story 13 and sleep: with anything open, the window locks within a second, and what was typed is its author's alone."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QProgressDialog,
    QWidget,
)

from app.services import drafts
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.ui.app import Program
from app.ui.kit import away, page, watch
from app.ui.kit.away import Away, means_away
from app.ui.preferences import settings
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures

SECOND = 1.0
Opener = Callable[[QWidget], object]


def problem(window: QWidget) -> None:
    """The box that says what did not work."""
    page.problem(window, "This did not work.")


def without_way_out(window: QWidget) -> None:
    """A question with two answers and no Cancel, which no closing of the window answers."""
    box = QMessageBox(window)
    box.setText("Which?")
    box.addButton("This", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("That", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def file_dialog(window: QWidget) -> None:
    """Where to save; Qt's own dialog."""
    QFileDialog.getSaveFileName(window, "Save", "", "", "", QFileDialog.Option.DontUseNativeDialog)


def crash(_window: QWidget) -> None:
    """The box after a mistake of ours."""
    watch._dialog("ValueError, ui/home.py:1")


def menu(window: QWidget) -> None:
    """An open menu."""
    made = QMenu(window)
    made.addAction("Copy")
    made.exec()


def choices(window: QWidget) -> None:
    """The list of a combo box, and a box of its own before it."""
    combo = QComboBox(window)
    combo.addItems(["One", "Two"])
    combo.show()
    combo.showPopup()
    loop = QEventLoop(combo)
    QTimer.singleShot(100, loop.quit)
    loop.exec()


def progress(window: QWidget) -> None:
    """A window-modal dialog that waits for work."""
    dialog = QProgressDialog("Working", "Cancel", 0, 100, window)
    dialog.setModal(True)
    dialog.exec()


def one_on_another(window: QWidget) -> None:
    """A file dialog that opened a problem."""
    QTimer.singleShot(20, lambda: problem(window))
    file_dialog(window)


def nothing(_window: QWidget) -> None:
    """Only the page."""


OPENERS: tuple[Opener, ...] = (
    problem, without_way_out, file_dialog, crash, menu, choices, progress, one_on_another, nothing,
)  # fmt: skip


@pytest.fixture
def store(staffed: SignedIn) -> Path:
    """A store of the manager and of Ruth; closed."""
    agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    staffed.store.close()
    return staffed.store.folder


@pytest.fixture
def program(qtbot, store: Path) -> Iterator[Program]:
    settings().clear()
    made = Program(store)
    qtbot.waitUntil(lambda: made._ready.is_set(), timeout=30_000)
    yield made
    made.close()
    for left in (made.unlock, made.setup):
        if left is not None:
            left.close()


def enter(qtbot, program: Program, user: str, passphrase: str) -> None:
    program.attempt(user, passphrase)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=30_000)
    qtbot.waitUntil(lambda: program._away is not None, timeout=5_000)


def typed(program: Program, words: str) -> None:
    """Type into a session's form, as a person does."""
    form = program.desktop.desk.open("session")
    edit = next(one for one in form.findChildren(QPlainTextEdit) if one.isEnabled())
    edit.clear()
    QTest.keyClicks(edit, words)


def locked(qtbot, program: Program, opener: Opener) -> float:
    """Open something, lock from within it as sleep does; the seconds until the unlock page stood there."""
    took: list[float] = []

    def lock() -> None:
        if len(before_the_window()) < (2 if opener is one_on_another else opener is not nothing):
            QTimer.singleShot(20, lock)
            return
        began = time.monotonic()
        program._away.left.emit()
        took.append(time.monotonic() - began)

    window = program.desktop.window
    returned: list[bool] = []
    QTimer.singleShot(0, lambda: returned.append(bool(opener(window)) or True))  # in the program's loop, as ever
    QTimer.singleShot(20, lock)
    qtbot.waitUntil(lambda: bool(took and returned), timeout=20_000)
    return took[0]


def before_the_window() -> list[QWidget]:
    """The dialogs and lists that stand open."""
    return [one for one in shown() if isinstance(one, QDialog) or one.windowType() == Qt.WindowType.Popup]


def shown() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def kept(store: Path, user: str, passphrase: str) -> list[str]:
    again = opening.unlock(store, user, passphrase)
    try:
        with sessions.reading(again.store, again.actor) as session:
            return [one.typed for one in drafts.of_author(session, "supervision")]
    finally:
        again.store.close()


def rounds(qtbot, program: Program, store: Path, openers: tuple[Opener, ...]) -> tuple[int, float]:
    """(locks that went wrong, the slowest in seconds)."""
    wrong, slowest = 0, 0.0
    for number, opener in enumerate(openers):
        words = f"Practiced saying no, time {number}"
        enter(qtbot, program, "Ruth", agency.PASSPHRASE)
        typed(program, words)
        took = locked(qtbot, program, opener)
        slowest = max(slowest, took)
        alone = shown() == [program.unlock] and program.desktop is None
        mine, others = kept(store, "Ruth", agency.PASSPHRASE), kept(store, MANAGER, PASSPHRASE)
        returned = any(words in one for one in mine) and others == []
        wrong += not (alone and returned and took < SECOND)
    return wrong, slowest


@pytest.mark.parametrize("opener", (without_way_out, file_dialog, menu, one_on_another), ids=lambda opener: opener.__name__)
def test_it_locks_with_anything_open_and_the_typing_returns_to_its_author(
    qtbot, program: Program, store: Path, opener: Opener
) -> None:
    wrong, slowest = rounds(qtbot, program, store, (opener,))
    assert (wrong, slowest < SECOND) == (0, True)


@pytest.mark.full
def test_a_hundred_locks(qtbot, program: Program, store: Path) -> None:
    many = (OPENERS * 12)[:100]
    wrong, slowest = rounds(qtbot, program, store, many)
    print(f"100 locks, {wrong} wrong, the slowest {slowest:.2f} s")
    figures.record(13, f"locks with a dialog open, the slowest {slowest:.2f} s", len(many), wrong)
    assert wrong == 0


def test_a_disk_that_is_gone_at_the_lock_still_leaves_the_unlock_page(qtbot, program: Program, monkeypatch) -> None:
    from app.services.problems import DiskProblem
    from app.services.store.session import OpenStore

    enter(qtbot, program, MANAGER, PASSPHRASE)

    def gone(store: OpenStore) -> None:
        store.abandon()
        raise DiskProblem("The drive is not there.")

    monkeypatch.setattr(OpenStore, "close", gone)
    program.lock()
    assert shown() == [program.unlock] and program.desktop is None
    assert "The drive is not there." in program.unlock._note.words()


def test_a_jump_of_either_clock_is_noticed_within_a_look(qtbot) -> None:
    now = {"wall": 1000.0, "steady": 50.0}
    watcher = Away(lambda: now["wall"], lambda: now["steady"])
    heard: list[bool] = []
    watcher.left.connect(lambda: heard.append(True))
    for wall, steady, expected in (
        (1.0, 1.0, 0), (away.GAP - 1, 1.0, 0), (-7200.0, 1.0, 0),  # a look, a busy moment, a clock set back
        (3600.0, 1.0, 1), (1.0, 3600.0, 2), (40.0, 40.0, 3),  # sleep on Linux, the wall set wrong, a pause
    ):  # fmt: skip
        now["wall"] += wall
        now["steady"] += steady
        watcher.look()
        assert len(heard) == expected
    now["wall"] += 600
    qtbot.waitUntil(lambda: len(heard) == 4, timeout=3 * away.LOOK)  # by its own timer


def test_the_desktops_signals_lock_when_they_begin_and_not_when_they_end(qapp) -> None:
    watcher, heard = Away(), []
    watcher.left.connect(lambda: heard.append(True))
    watcher.hear(False)
    assert heard == []
    watcher.hear(True)
    watcher.hear_lock()
    assert len(heard) == 2


def test_windows_messages_of_sleep_and_lock_are_told_from_others() -> None:
    assert means_away(0x218, 4) and means_away(0x2B1, 7)
    assert not any(means_away(*one) for one in ((0x218, 7), (0x2B1, 8), (0x200, 4), (0x100, 7)))


def test_a_message_is_read_as_windows_lays_it_down() -> None:
    import ctypes

    heard: list[bool] = []
    reader = away._Messages(lambda: heard.append(True))
    message = away._Message(0, 0x218, 4)
    for kind, expected in ((b"xcb_generic_event_t", 0), (b"windows_generic_MSG", 1)):
        assert reader.nativeEventFilter(kind, ctypes.addressof(message)) == (False, 0)
        assert len(heard) == expected
