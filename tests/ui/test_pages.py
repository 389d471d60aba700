"""Every page of the sample agency as each role that may open it: typing begins at once, keys work, it fits its screen."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from app.ui.help import topics
from app.ui.hours.grid import Grid
from app.ui.kit import controls
from app.ui.kit.editors import PickEditor
from app.ui.kit.fitting import Sideways
from app.ui.kit.form import Form
from app.ui.kit.line import Cut
from app.ui.kit.page import Page
from app.ui.kit.suggestions import Suggestions
from app.ui.write import Desk
from tests import walk
from tests.ui import sampled
from tests.walk import Strays

SIZES = ((1366, 640), (1280, 720))
LONG = "This cannot be read as it stands. Type it again, such as 40 or 1.5, or leave it blank."
NOT_PAGES = ("hiring.interview.open_interview",)  # a screen of its own
FULL = pytest.mark.full  # a walk of a minute


@pytest.fixture
def desk(qtbot, sample_store: Path, monkeypatch, request) -> Desk:
    """The sample on screen as the role that the test names, the manager unless told."""
    sampled.silence(monkeypatch)
    role = getattr(request, "param", "manager")
    with sampled.on_screen(qtbot, sample_store, role) as made:
        yield made


def every(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    return [(name, open_it) for name, open_it in walk.ways(desk) if name not in NOT_PAGES]


def each(desk: Desk) -> list[tuple[str, Callable[[], object]]]:
    """Each page by one way: for what does not depend on how it was reached."""
    return [(name, open_it) for name, open_it in walk.pages(desk) if name not in NOT_PAGES]


def typable(page: QWidget) -> list[QWidget]:
    """The lines and boxes of a page that can be typed into, but a passphrase that signs what is read first."""
    found = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit), *page.findChildren(Grid)]
    free = [one for one in found if one.isVisibleTo(page) and one.isEnabledTo(page)]
    return [
        one for one in free
        if not (isinstance(one, QLineEdit) and (one.isReadOnly() or one.echoMode() == QLineEdit.EchoMode.Password))
        and not (isinstance(one, QPlainTextEdit) and one.isReadOnly())
        and not (isinstance(one, Grid) and not one.sheet.writable)
    ]  # fmt: skip


def took(focus: QWidget, letter: str) -> bool:
    if isinstance(focus, QComboBox):
        line = focus.lineEdit()
        return line is None or letter in line.text()
    if isinstance(focus, QLineEdit):
        return letter in focus.text()
    if isinstance(focus, QPlainTextEdit):
        return letter in focus.toPlainText()
    if isinstance(focus, Grid):
        return not focus.sheet.writable or any(letter in one.text() for one in focus.findChildren(QLineEdit))
    return True


@pytest.mark.parametrize(
    "desk", ["manager", "peer supporter", *(pytest.param(one, marks=FULL) for one in ("supervisor", "auditor"))],
    indirect=True,
)  # fmt: skip
def test_typing_begins_on_every_page_as_it_opens(desk: Desk, qapp: QApplication) -> None:
    wrong, strays, met = {}, Strays(), 0
    qapp.installEventFilter(strays)
    for name, open_it in every(desk):
        page = walk.visit(desk, open_it)
        if page is None:
            continue
        met += 1
        focus = QApplication.focusWidget()
        if strays.seen:
            wrong[name] = f"a window of its own: {strays.seen}"
            strays.seen.clear()
        elif focus is None or not (focus is page or page.isAncestorOf(focus)):
            wrong[name] = f"the focus is on {focus!r}"
        elif isinstance(focus, QAbstractButton):
            wrong[name] = f"the focus is on the button {focus.text() or focus.accessibleName()!r}"
        elif typable(page) and not isinstance(focus, QLineEdit | QPlainTextEdit | QComboBox | Grid | QAbstractItemView):
            wrong[name] = f"there is something to type into, and the focus is on {focus!r}"
        else:
            QTest.keyClicks(focus, "8")
            choosing = isinstance(focus, QComboBox) and not focus.isEditable()
            if not choosing and not isinstance(focus, QAbstractItemView):  # there space opens what is to choose from
                QTest.keyClick(QApplication.focusWidget() or focus, Qt.Key.Key_Space)
            if desk.window.page() is not page:
                wrong[name] = "typing left the page"
            elif not took(focus, "8"):
                wrong[name] = f"what was typed is lost on {focus!r}"
    qapp.removeEventFilter(strays)
    assert wrong == {}
    assert met > 60


def test_a_week_of_hours_is_typed_at_once(desk: Desk) -> None:
    walk.visit(desk, lambda: desk.window.go("hours"))
    for keys in ("8", "7:30"):
        for key in keys:  # each goes where the one before left the focus, as from a keyboard
            QTest.keyClicks(QApplication.focusWidget(), key)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    page = desk.window.page()
    assert [page.sheet.text((0, column)) for column in (1, 2)] == ["8:00", "7:30"]


def dead(desk: Desk, page: QWidget, pressed: set[str]) -> str:
    """A button that Enter does not press; the frame's own buttons once."""
    for button in (page if pressed else page.window()).findChildren(QAbstractButton):
        tabs = button.focusPolicy() & Qt.FocusPolicy.TabFocus
        if isinstance(button, QCheckBox) or not tabs or not button.isVisible() or not button.isEnabled():
            continue
        hits: list[int] = []
        button.click = lambda hits=hits: hits.append(1)  # pressing all of them for real would leave the page
        QTest.keyClick(button, Qt.Key.Key_Return)
        del button.click
        pressed.add(button.text())
        if hits != [1]:
            return button.text() or button.accessibleName()
    return ""


def suggesting(page: QWidget) -> list[tuple[QLineEdit, list[str]]]:
    """The lines that offer a list while one types, with what they offer."""
    found = [one for one in page.findChildren(Suggestions) if one._line.isVisibleTo(page) and one._line.isEnabledTo(page)]
    return [(one._line, list(one._options())) for one in found]


def press(key: Qt.Key | str) -> None:
    """One key, where the focus is now."""
    focus = QApplication.focusWidget()
    assert focus is not None
    if isinstance(key, str):
        QTest.keyClicks(focus, key)
    else:
        QTest.keyClick(focus, key)


def mistaken(page: QWidget, met: set[str]) -> str:
    """A line whose list of suggestions gives another than its first match to Tab, Enter, or Down and Enter."""
    for line, offered in suggesting(page):
        labels = [label for label in offered if len(label) > 3]
        if not labels:
            continue
        typed = labels[-1][:4].lower()
        met.add(line.accessibleName())
        fitting = [label for label in offered if typed in label.lower()]
        first = ([one for one in fitting if one.lower().startswith(typed)] or fitting)[:1]
        for keys in ((Qt.Key.Key_Tab,), (Qt.Key.Key_Return,), (Qt.Key.Key_Down, Qt.Key.Key_Return)):
            line.setFocus()
            line.selectAll()
            for letter in (Qt.Key.Key_Delete, *typed):  # each key goes where the focus is, as from a keyboard
                press(letter)
            for key in keys:
                press(key)
            taken = line.text()
            picks = [one for one in page.findChildren(PickEditor) if one.combo.lineEdit() is line]
            empties = picks and picks[0].value() == ""  # a list of several takes it in and is empty again
            if [taken] != first and not empties:
                return f"{line.accessibleName()} {typed!r} {keys}: {taken!r}"
    return ""


def helpless(desk: Desk, page: QWidget) -> str:
    """What is wrong with F1: it shows help on this page, in a window beside it."""
    QTest.keyClick(desk.window, Qt.Key.Key_F1)
    found = [one for one in desk.window.findChildren(topics.TopicWindow) if one.isVisible()]
    wrong = ""
    if len(found) != 1 or desk.window.page() is not page:
        wrong = f"{len(found)} windows of help"
    elif found[0].topic not in [topic for topic, _label in topics.TOPICS] or not found[0].browser.toPlainText():
        wrong = f"no help on {found[0].topic!r}"
    for one in found:
        QTest.keyClick(one, Qt.Key.Key_Escape)
    desk.window.activateWindow()  # as the desktop does once the window in front has gone
    walk.settle()
    return wrong


def sentences(page: QWidget) -> list[str]:
    """What is said about the forms of a page."""
    forms = page.findChildren(Form)
    return [form.general.text() + "".join(one.sentence() for one in form.faulty()) for form in forms]


def quiet(desk: Desk, page: QWidget, said: list[str]) -> str:
    """Ctrl+P that neither prints nor says why nothing is printed."""
    said.clear()
    jobs: list[object] = []
    problems = sentences(page)
    run, desk.queue.run = desk.queue.run, lambda *given, **_named: jobs.append(given)
    QTest.keyClick(desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.queue.run = run
    does = said or jobs or desk.window.page() is not page or sentences(page) != problems
    return "" if does else "nothing happens"


def unsaved(desk: Desk, page: QWidget) -> str:
    """A button that saves, and Ctrl+S does not press it, once."""
    found = [one for one in page.findChildren(controls.Button) if one.saves and one.isVisibleTo(page) and one.isEnabled()]
    hits: list[int] = []
    for one in found:
        one.click = lambda: hits.append(1)
    QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    for one in found:
        del one.click
    return "" if len(hits) == bool(found) else f"pressed {len(hits)} times"


def kept(desk: Desk, page: QWidget) -> str:
    """Ctrl+Z that does not take back what the bar offers, once."""
    if not isinstance(page, Page):
        return ""
    taken: list[int] = []
    page.undo("It was removed.", lambda: taken.append(1))
    for _turn in range(2):
        QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    return "" if taken == [1] else f"taken back {len(taken)} times"


def test_keys_work_on_every_page(desk: Desk, monkeypatch) -> None:
    said, wrong = sampled.silence(monkeypatch), {}
    pressed: set[str] = set()
    lines: set[str] = set()
    probes: dict[str, Callable[[QWidget], str]] = {
        "Ctrl+Z": partial(kept, desk), "Ctrl+S": partial(unsaved, desk), "F1": partial(helpless, desk),
        "Enter": lambda page: dead(desk, page, pressed),
        "suggestions": lambda page: mistaken(page, lines), "Ctrl+P": lambda page: quiet(desk, page, said),
    }  # fmt: skip
    for name, open_it in each(desk):
        page = walk.visit(desk, open_it)
        for keys, probe in probes.items() if page is not None else ():
            if found := probe(page):
                wrong[f"{name}: {keys}"] = found
    assert wrong == {} and len(pressed) > 100 and len(lines) > 5


def test_ctrl_z_takes_back_typing_first(desk: Desk) -> None:
    page = walk.visit(desk, lambda: desk.window.go("people"))
    taken: list[int] = []
    page.undo("It was removed.", lambda: taken.append(1))
    QTest.keyClicks(page.list.filter, "ab")
    QTest.keyClick(page.list.filter, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.list.filter.text() == "" and taken == []


class Moved(QObject):
    """Where the controls of a page stand."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.page = page
        kinds = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton)
        found = [one for kind in kinds for one in page.findChildren(kind)]
        self.parts = [
            one for one in found
            if one.isVisible() and one.property("look") != "link"
            and not isinstance(one.parentWidget(), QLineEdit | QComboBox)
        ]  # fmt: skip
        self.before = self.places()

    def places(self) -> list[tuple[int, ...]]:
        """Left, top, width and height of each part; of one that has gone meanwhile, none."""
        QApplication.processEvents()
        return [_place(one, self.page) if shiboken6.isValid(one) else () for one in self.parts]

    def named(self) -> list[str]:
        """What has moved since."""
        pairs = zip(self.parts, self.before, self.places(), strict=True)
        return [f"{one.accessibleName() or one!r} {old} {new}" for one, old, new in pairs if new and not _same(old, new)]


def _same(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """A hair's breadth, by which another look of a button rounds otherwise, is no move."""
    return all(abs(before - after) <= 1 for before, after in zip(old, new, strict=True))


def _place(one: QWidget, page: QWidget) -> tuple[int, ...]:
    """Where it stands on its page, however far the page is scrolled."""
    inner = [area.widget() for area in page.findChildren(QScrollArea) if area.widget().isAncestorOf(one)]
    return (*one.mapTo(inner[0] if inner else page, QPoint(0, 0)).toTuple(), one.width(), one.height())


def happenings(form: Form) -> dict[str, Callable[[], object]]:
    """What may be said about a form while somebody points at it."""
    found: dict[str, Callable[[], object]] = {"its own line": lambda: form.show_problems({"": LONG})}
    for name, field in form.fields.items():
        if field.isVisibleTo(form):
            found[f"a problem of {name}"] = lambda name=name: form.show_problems({name: LONG})
            found[f"a hint at {name}"] = lambda field=field: field.hint(LONG)
            if field.editor.longest:
                found[f"what is told of {name}"] = lambda field=field: field.editor.told.emit(field.editor.longest)
    return found


@FULL
def test_nothing_moves_when_a_sentence_comes_or_goes(desk: Desk) -> None:
    wrong, met = {}, 0
    for name, open_it in each(desk):
        page = walk.visit(desk, open_it)
        for form in [] if page is None else page.findChildren(Form):
            if not form.isVisible():
                continue
            met += 1
            for _round in range(4):  # what gives way to the window settles part by part
                walk.settle()
            for told, happen in happenings(form).items():
                stood = Moved(page)
                happen()
                if moved := stood.named():
                    wrong[f"{name}: {told}"] = moved[:2]
                form.show_problems({})
                for field in form.fields.values():
                    field.hint("")
                if moved := stood.named():
                    wrong[f"{name}: {told}, and its going"] = moved[:2]
    assert wrong == {} and met > 25


def cut(page: QWidget) -> list[str]:
    """The texts of a page that are not whole: labels too narrow for their words, and titles that end in dots."""
    found = []
    for label in page.findChildren(QLabel):
        if isinstance(label, Cut):  # help and problems: their room was made for them
            whole = not label.is_cut()
        elif isinstance(label, controls.Elided):  # made to be cut; a title never is
            whole = label.property("look") != "title" or not label.toolTip()
        else:
            whole = label.wordWrap() or not label.text() or label.sizeHint().width() <= label.width() + 1
        if label.isVisible() and not whole:
            found.append(label.toolTip() or label.text())
    return found


def inside_one_another(page: QWidget) -> list[str]:
    """What scrolls inside what scrolls; a box of text that is typed into may."""
    found = []
    for inner in page.findChildren(QAbstractScrollArea):
        if not inner.isVisible() or not inner.verticalScrollBar().maximum() or isinstance(inner, QPlainTextEdit):
            continue
        above = inner.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea) and above.verticalScrollBar().maximum():
                found.append(f"{inner.accessibleName() or inner!r} inside {above!r}")
            above = above.parentWidget()
    return found


@pytest.mark.parametrize(
    ("desk", "percent"),
    [
        ("manager", 100), ("manager", 200),
        *(pytest.param("manager", percent, marks=FULL) for percent in (125, 150)),
        *(pytest.param("supervisor", percent, marks=FULL) for percent in (100, 150)),
    ],
    indirect=["desk"],
)  # fmt: skip
def test_every_page_fits_its_screen(qtbot, desk: Desk, percent: int) -> None:
    wrong: dict[str, object] = {}
    window = desk.window
    window.dress("light", percent)
    for name, open_it in walk.pages(desk):
        if walk.visit(desk, open_it) is None:
            continue
        for size in SIZES:
            window.resize(*size)
            qtbot.wait(1)
            page, told = window.page(), f"{name} at {size[0]}x{size[1]}"
            bars = (window.area.horizontalScrollBar(), window.area.verticalScrollBar())
            if window.size().toTuple() != size:
                wrong[f"{told}: the window"] = window.size().toTuple()
            if percent <= 150 and (beyond := [bar.maximum() for bar in bars if bar.maximum()]):
                wrong[f"{told}: larger than its window"] = beyond
            areas = [area for area in page.findChildren(QScrollArea) if area.isVisible()]
            wide = [area for area in areas if not isinstance(area, Sideways)]  # only a table of two dimensions may be
            if sideways := [area.horizontalScrollBar().maximum() for area in wide if area.horizontalScrollBar().maximum()]:
                wrong[f"{told}: to the side"] = sideways
            if twice := inside_one_another(page):
                wrong[f"{told}: a scroll in a scroll"] = twice
            if percent <= 150 and (short := cut(page)):
                wrong[f"{told}: cut"] = short
        window.fill(False)
    assert wrong == {}
