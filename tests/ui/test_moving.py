"""Moving on screen: the copy is made from Settings, the first page takes it, the store left behind warns first."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.services.across import moving
from app.services.store import archive
from app.ui import arrive
from app.ui.app import Program
from app.ui.preferences import settings
from app.ui.settings import moving as settings_moving
from tests.conftest import AGENCY, MANAGER, PASSPHRASE


@pytest.fixture
def program(qtbot, signed_in, store_folder):
    settings().clear()
    signed_in.store.close()
    made = Program(store_folder)
    qtbot.waitUntil(lambda: made._ready.is_set(), timeout=30_000)
    yield made
    finish(made)


def finish(program: Program) -> None:
    program.close()
    for page in (program.unlock, program.setup):
        if page is not None:
            page.close()


def enter(qtbot, program: Program) -> None:
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=30_000)


@pytest.fixture
def packed(qtbot, program: Program, tmp_path: Path) -> Path:
    """The backup file that moving left on a drive."""
    enter(qtbot, program)
    desk = program.desktop.desk
    page = settings_moving.MovePage(desk)
    desk.window.open_page(page, "settings")
    page.pack(tmp_path)
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=30_000)
    assert "made and checked" in page.note.words()
    (found,) = tmp_path.glob(f"*/*{archive.SUFFIX}")
    return found


def test_the_store_left_behind_warns_once_and_can_be_used_again(qtbot, program: Program, packed: Path) -> None:
    program.lock()
    program._warned = False  # as after a new start
    program.attempt(MANAGER, PASSPHRASE)
    assert "moved to another laptop" in program.unlock._note.words()
    qtbot.wait(50)
    assert program.desktop is None
    enter(qtbot, program)
    desk = program.desktop.desk
    desk.open("settings", "security")
    card = desk.window.page().findChild(settings_moving.MoveCard)
    assert card.here_button.isVisible() and "moved" in card.note.words()
    card.here_button.click()
    assert not card.here_button.isVisible() and moving.warning(program.folder) == ""


def test_the_first_page_takes_the_copy(qtbot, program: Program, packed: Path, tmp_path: Path) -> None:
    other = Program(tmp_path / "new" / "store")
    try:
        other.show_arrival()
        page = other.setup
        assert isinstance(page, arrive.ArrivePage) and page.isVisible() and not page.go.isEnabled()
        page.look(tmp_path / "nothing.backup")
        assert page.note.words() and not page.go.isEnabled()
        page.look(packed)
        words = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
        assert AGENCY in words and f"open it here: {MANAGER}" in words
        page.bring()
        assert page.field.sentence()
        page.typed.line.setText(PASSPHRASE + "x")
        page.bring()
        qtbot.waitUntil(lambda: "do not open" in page.field.sentence(), timeout=30_000)
        assert not (tmp_path / "new" / "store").exists()
        page.typed.line.setText(PASSPHRASE)
        page.bring()
        qtbot.waitUntil(lambda: other.desktop is not None, timeout=30_000)
        assert other.setup is None and other.desktop.window.isVisible()
        assert moving.warning(other.folder) == ""
    finally:
        finish(other)


def test_the_recovery_key_takes_it_too_and_asks_for_a_passphrase(
    qtbot, program: Program, packed: Path, tmp_path: Path, signed_in
) -> None:
    other = Program(tmp_path / "new" / "store")
    try:
        other.show_arrival()
        other.setup.look(packed)
        other.setup.typed.line.setText(signed_in.recovery_key.lower())
        other.setup.bring()
        qtbot.waitUntil(lambda: other.desktop is not None, timeout=30_000)
        assert other.desktop.window.room == "settings" and other.desktop.desk.signed_in.recovered
    finally:
        finish(other)


def test_back_leads_to_the_first_page(qtbot, tmp_path: Path) -> None:
    program = Program(tmp_path / "new")
    first = program.setup
    program.show_arrival()
    assert program.setup is not first and not first.isVisible()
    program.setup._back()
    assert program.setup.isVisible() and not isinstance(program.setup, arrive.ArrivePage)
    finish(program)


@pytest.mark.parametrize("percent", [100, 150])
def test_every_control_has_a_name_is_reached_and_fits(
    qtbot, dress, nameless, unreached, program: Program, packed: Path, tmp_path: Path, percent: int
) -> None:
    dress("light", percent)
    other = Program(tmp_path / "new" / "store")
    other.show_arrival()
    page = other.setup
    page.look(packed)
    with qtbot.waitActive(page):
        page.activateWindow()
    assert nameless(page) == [] and unreached(page) == []
    assert page.minimumSizeHint().width() <= 1366 and page.minimumSizeHint().height() <= 720
    finish(other)
