"""Home: what is due for whom, counted by filter, and the balances beside it."""

from PySide6.QtWidgets import QWidget

from app.services.across.due import Kind
from app.ui.app import Program
from app.ui.kit import controls
from tests.conftest import MANAGER, PASSPHRASE


def test_an_unchecked_recovery_key_is_due_and_leads_to_settings(qtbot, signed_in, store_folder):
    signed_in.store.close()
    program = Program(store_folder)
    qtbot.waitUntil(lambda: program._ready.is_set(), timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    window = program.desktop.window
    home = window.page()
    items = [item for item in home._due.items if item.kind == Kind.SETUP]
    assert len(items) == 1
    assert home._fits(items[0], "all") and home._fits(items[0], "week") and not home._fits(items[0], Kind.SIGN)
    assert not home._sign.isVisible()
    home._act(items[0])
    assert window.room == "settings"
    program.close()


def test_every_filter_has_a_count(qtbot, signed_in, store_folder):
    signed_in.store.close()
    program = Program(store_folder)
    qtbot.waitUntil(lambda: program._ready.is_set(), timeout=20_000)
    program.attempt(MANAGER, PASSPHRASE)
    qtbot.waitUntil(lambda: program.desktop is not None, timeout=20_000)
    words = [button.text() for button in program.desktop.window.page()._chips._buttons]
    assert words and all(any(sign.isdigit() for sign in word) for word in words), words
    program.close()


def test_a_long_line_of_what_was_recorded_ends_in_dots_and_tells_all(qtbot):
    pressed, words = [], "Session, Dale Running Crane and Annie Whitegrass"
    line = controls.ElidedLink(words, lambda: pressed.append(True))
    card = QWidget()
    card.setLayout(controls.across(line, None, controls.text("3:49 PM")))
    qtbot.addWidget(card)
    card.setFixedWidth(180)
    card.show()
    assert line.text().endswith("…") and line.toolTip() == line.accessibleName() == words
    assert line.width() < 180 and line.fontMetrics().horizontalAdvance(line.text()) <= line.width()
    card.setFixedWidth(900)
    qtbot.waitUntil(lambda: line.text() == words)
    assert line.toolTip() == ""
    line.click()
    assert pressed == [True]
    marked = controls.ElidedLink("Note, Sep C\u030c\u0313.", lambda: None)
    qtbot.addWidget(marked)
    marked.resize(marked.sizeHint())
    marked.show()
    assert not marked.text().endswith("…")
