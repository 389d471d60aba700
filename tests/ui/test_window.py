"""The frame: rooms, search, menus, idle lock, what a bug shows."""

import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMessageBox, QWidget

from app.services.problems import NotFound
from app.ui.kit import controls, theme, watch
from app.ui.kit.page import Card, Page
from app.ui.window import Act, Acts, Window

ROOMS = ("home", "people", "encounters", "supervision", "hours", "staff", "hiring", "reports", "settings", "help")
CANARY = "Clara Medicine Elk"


class Calls:
    """What the frame asked for."""

    def __init__(self):
        self.made: list[str] = []


def page_of(name):
    """A page with something to press."""
    made = Page(name.capitalize(), CANARY, buttons=[controls.filled("Do it")])
    made.body.addWidget(Card("A card", "All", lambda: None))
    return made


@pytest.fixture
def calls():
    return Calls()


@pytest.fixture
def window(qtbot, calls):
    def find(text):
        return [
            (title, "Page", lambda title=title: calls.made.append(title))
            for title in ("Staff", "Supervision")
            if text.lower() in title.lower()
        ]

    made = Window(
        Acts(
            lock=lambda: calls.made.append("lock"),
            find=find,
            quick=[Act("Log hours", lambda: calls.made.append("hours"), "hours", "Ctrl+H")],
            look=lambda scheme, percent: calls.made.append(f"{scheme} {percent}"),
        )
    )
    qtbot.addWidget(made)
    for name in ROOMS:
        made.add_page(name, lambda name=name: page_of(name))
    made.set_person("Ruth Calfrobe, LCSW", "Supervisor")
    made.saved("All changes saved 10:42")
    made.go("home")
    made.resize(1366, 688)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_each_room_is_reached_by_its_keys_and_marked(window):
    for number, name in enumerate(ROOMS, 1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number % 10), Qt.KeyboardModifier.ControlModifier)
        assert window.navigation.buttons[name].isChecked()
        assert window.page().accessibleName() == name.capitalize()


def test_a_page_is_built_once_and_refreshed_at_each_visit(window):
    built, refreshed = [], []

    class Counting(Page):
        def refresh(self):
            refreshed.append(1)

    window.add_page("extra", lambda: built.append(1) or Counting("Extra"))
    for name in ("extra", "home", "extra"):
        window.go(name)
    assert (len(built), len(refreshed)) == (1, 2)


def test_the_title_never_holds_a_name(window):
    window.open_page(Page(CANARY, CANARY), "staff")
    assert window.windowTitle() == "Staff - Peerdesk"


def test_a_temporary_page_is_gone_after_another(window, qtbot):
    page = Page("One record")
    window.open_page(page, "staff")
    window.go("home")
    qtbot.wait(10)
    assert window.stack.indexOf(window.page()) >= 0
    assert all(
        window.stack.widget(number).accessibleName() != "One record" for number in range(window.stack.count())
    )


def test_ctrl_k_finds_and_enter_goes(window, calls):
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is window.search
    QTest.keyClicks(window.search, "s")
    QTest.keyClick(window.search, Qt.Key.Key_Down)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert calls.made == ["Supervision"] and window.search.text() == ""
    QTest.keyClicks(window.search, "zzz")
    assert window.search._drop.list.item(0).text() == "Nothing found."
    QTest.keyClick(window.search, Qt.Key.Key_Escape)
    assert not window.search._drop.isVisible()


def test_quick_actions_and_lock_have_keys(window, calls):
    QTest.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert calls.made == ["hours", "lock"]


def test_a_count_is_shown_and_heard(window):
    window.set_count("supervision", 4)
    assert window.navigation.buttons["supervision"].accessibleDescription() == "4 waiting"


def test_the_view_menu_changes_theme_and_text(window, calls):
    window.dress("dark", 150)
    assert theme.current().name == "dark" and theme.percent() == 150
    assert calls.made == ["dark 150"]
    marked = [
        action.data() for action in window._sizes.actions() + window._schemes.actions() if action.isChecked()
    ]
    assert marked == [150, "dark"]


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_the_frame_fits(window, percent):
    window.dress("light", percent)
    window.go("staff")
    least = window.minimumSizeHint()
    assert least.width() <= 1366 and least.height() <= 688


def test_every_control_has_a_name_and_tab_reaches_it(window, nameless, unreached):
    assert nameless(window) == []
    assert unreached(window) == []


def test_quiet_minutes_lock(qtbot, window):
    locked = []
    idle = watch.Idle(1 / 60, lambda: locked.append(1))
    qtbot.waitUntil(lambda: bool(locked), timeout=3000)
    idle.set_minutes(600)
    assert idle._timer.interval() == 15 * 60_000


def test_each_sign_of_a_person_starts_the_quiet_minutes_anew(qtbot, window):
    idle = watch.Idle(10, lambda: None)
    with qtbot.waitActive(window):
        window.show()
    window.search.setFocus()
    dialog = QDialog(window)
    line = QLineEdit(dialog)

    def signs() -> Iterator[Callable[[], object]]:
        handle = window.windowHandle()
        yield lambda: QTest.keyClick(handle, Qt.Key.Key_A)
        yield lambda: QTest.mouseMove(handle, QPoint(300, 300))
        yield lambda: QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 301))
        yield lambda: QApplication.sendEvent(QApplication.focusWidget(), QInputMethodEvent("\u00e9", []))
        with qtbot.waitActive(dialog):
            dialog.show()
        line.setFocus()
        yield lambda: QTest.keyClick(dialog.windowHandle(), Qt.Key.Key_B)
        yield lambda: QApplication.sendEvent(line, QInputMethodEvent("\u00e9", []))

    for number, sign in enumerate(signs()):
        qtbot.wait(60)
        assert idle.quiet() > 0.03, number
        sign()
        assert idle.quiet() < 0.03, number


def test_a_bug_shows_type_and_place_and_no_message(monkeypatch, qtbot, capsys):
    shown, logged = [], []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.text() + box.informativeText()))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    watch.catch(logged.append)
    try:
        raise ValueError(CANARY)
    except ValueError:
        sys.excepthook(*sys.exc_info())
    try:
        raise NotFound("No such code on record.")
    except NotFound:
        sys.excepthook(*sys.exc_info())
    assert len(shown) == 2 and "ValueError" in shown[0] and shown[1] == "No such code on record."
    said = shown[0] + "".join(logged) + capsys.readouterr().err
    assert CANARY not in said and "ValueError" in logged[0]


def test_undo_takes_back_once(window, qtbot):
    taken = []
    page = window.page()
    page.undo("Removed.", lambda: taken.append(1))
    assert page._undo.isVisible()
    page._undo._button.click()
    assert taken == [1] and not page._undo.isVisible()


def test_pages_are_dropped_at_lock(window):
    window.forget_pages()
    assert window.stack.count() == 0 and isinstance(window.go("home"), QWidget)


@pytest.mark.parametrize(
    ("width", "beside"),
    [(1100, (True, True)), (620, (True, False)), (360, (False, False))],
)
def test_a_pages_title_is_whole_at_any_width(qtbot, width: int, beside: tuple[bool, bool]) -> None:
    buttons = [controls.filled("Plan a session")]
    made = Page("Calendar of supervision", "Each planned session brings its agenda", buttons=buttons)
    qtbot.addWidget(made)
    made.resize(width, 300)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.wait(1)
    assert (made._title.isVisible(), made._subtitle.isVisible()) == beside
    assert (made._alone.isVisible(), made._under.isVisible()) == tuple(not one for one in beside)
    assert not made._title.isVisible() or made._title.toolTip() == "", "it is cut"
    made.set_title("Short", "")
    assert made._title.isVisible() and not made._alone.isVisible() and not made._under.isVisible()


def test_an_icon_is_as_wide_as_its_picture_at_every_text_size(window, dress):
    window.saved("All changes saved 10:42")
    for percent in (100, 150, 200):
        dress("dark", percent)
        icon = window._saved_icon
        assert icon.width() >= icon.pixmap().width() / icon.pixmap().devicePixelRatio() == theme.scaled(14), percent
