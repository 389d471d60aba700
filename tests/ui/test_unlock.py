"""The unlock page: light to import, said in words, reached by keyboard."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.ui import loading
from app.ui.unlock import UnlockPage

HEAVY = ("pydantic", "sqlalchemy", "reportlab", "keyring", "argon2", "sqlcipher3", "alembic", "cryptography")


@pytest.fixture
def page(qtbot):
    made = UnlockPage(
        "Cottonwood Creek", ["Ruth Calfrobe", "Dale Crane"], left="Backed up", right="Version 1"
    )
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(page, words):
    """Click the button that says this."""
    next(button for button in page.findChildren(QPushButton) if button.text() == words).click()


def test_nothing_heavy_is_imported_before_the_first_paint():
    code = f"import sys, app.ui.unlock; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_enter_hands_on_who_and_what(page, qtbot):
    page._user.setCurrentText("Dale Crane")
    with qtbot.waitSignal(page.attempted) as heard:
        QTest.keyClicks(page._passphrase, "correct horse battery")
        QTest.keyClick(page._passphrase, Qt.Key.Key_Return)
    assert heard.args == ["Dale Crane", "correct horse battery"]


def test_an_empty_passphrase_is_asked_for_and_not_tried(page, qtbot):
    with qtbot.assertNotEmitted(page.attempted):
        press(page, "Unlock")
    assert page._note.words() == "Type your passphrase."


def test_a_problem_is_shown_heard_and_ready_to_be_typed_over(page):
    QTest.keyClicks(page._passphrase, "wrong")
    page.set_busy(True)
    page.show_problem("This passphrase does not open it.")
    assert page._note.isVisible() and page._passphrase.accessibleDescription() == page._note.words()
    assert page._button.isEnabled() and page._passphrase.selectedText() != ""


def test_the_recovery_key_has_its_own_way_and_is_shown_as_typed(page, qtbot):
    press(page, "Use the recovery key")
    assert page._passphrase.echoMode() == QLineEdit.EchoMode.Normal
    with qtbot.waitSignal(page.recovery_attempted) as heard:
        QTest.keyClicks(page._passphrase, "K7QM-2XVD")
        press(page, "Unlock")
    assert heard.args == ["Ruth Calfrobe", "K7QM-2XVD"]
    press(page, "Use your passphrase")
    assert page._passphrase.echoMode() == QLineEdit.EchoMode.Password and page._passphrase.text() == ""


def test_caps_lock_is_noticed_from_the_letters(page, monkeypatch):
    monkeypatch.setattr("app.ui.kit.passphrase._caps_lock", lambda: None)
    QTest.keyClick(page._passphrase, "A")
    assert page._caps_row.isVisible()
    QTest.keyClick(page._passphrase, "a")
    assert not page._caps_row.isVisible()


def test_the_eye_shows_and_hides(page):
    page._passphrase._eye.click()
    assert page._passphrase.echoMode() == QLineEdit.EchoMode.Normal
    page._passphrase._eye.click()
    assert page._passphrase.echoMode() == QLineEdit.EchoMode.Password


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_it_fits(qtbot, dress, percent):
    dress("light", percent)
    made = UnlockPage(
        "Cottonwood Creek Peer Support", ["Ruth Calfrobe"], left="Last backup yesterday", right="1.0"
    )
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    made.show_problem(
        "This passphrase does not open it. Check Caps Lock, then type it again with care, once more."
    )
    least = made.minimumSizeHint()
    assert (least.width(), least.height()) <= (1366, 688) and least.height() <= 688


def test_every_control_has_a_name_and_tab_reaches_it(page, nameless, unreached):
    assert nameless(page) == []
    assert unreached(page) == []


def test_whom_to_call_stands_there_right_after_the_first_painting(qtbot):
    page = UnlockPage("Cottonwood Creek", ["Ann"])
    page.painted.connect(lambda: page.tell_whom_to_call(*loading.crisis_line()))
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.addWidget(page)
    before = page._passphrase.mapTo(page, QPoint(0, 0))
    qtbot.waitUntil(lambda: "988" in page._whom.text() and page._whom.isVisible())
    assert page._passphrase.mapTo(page, QPoint(0, 0)) == before


def test_a_passphrase_typed_for_one_person_is_not_tried_for_another(qtbot):
    page = UnlockPage("Cottonwood Creek", ["Ann", "Ruth"])
    qtbot.addWidget(page)
    page._passphrase.setText("typed for Ann")
    page._user.setCurrentIndex(1)
    page._user.activated.emit(1)
    assert page._passphrase.text() == ""
