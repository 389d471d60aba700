"""What tests of screens share: the theme at a text size, the walk by Tab, the names a screen reader hears."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QTextBrowser,
    QWidget,
)

from app import clock
from app.ui.kit import moments, theme
from app.ui.write import Desk
from tests.ui import windows

MOST_CELLS = 200  # of a week's grid, or links of a page of help
CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTableView)


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, tmp_path) -> Iterator[None]:
    """The light theme at 100 per cent, and settings that nobody else sees."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    _light(qapp)
    moments.use(partial(clock.today, "UTC"))  # until the test opens a desk
    yield
    # what the test closed goes now: otherwise each change of the theme would dress it again
    qapp.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    _light(qapp)


def _light(app: QApplication) -> None:
    if (theme.scheme(), theme.percent(), app.styleSheet() != "") != ("light", 100, True):
        theme.apply(app, "light", 100)


@pytest.fixture
def dress(qapp: QApplication) -> Callable[[str, int], None]:
    """Change theme and text size."""
    return lambda scheme, percent: theme.apply(qapp, scheme, percent)


@pytest.fixture
def own_settings(monkeypatch, tmp_path: Path) -> QSettings:
    """Settings of this test alone, also where the program asks for them by itself."""
    made = QSettings(str(tmp_path / "own.ini"), QSettings.Format.IniFormat)
    monkeypatch.setattr("app.ui.preferences.settings", lambda: made)
    return made


@pytest.fixture
def enter(qtbot, request: pytest.FixtureRequest) -> Iterator[Callable[..., Desk]]:
    """Shows the desktop of somebody; all of them go at the end, before the store closes."""
    _store_first(request)
    with ExitStack() as shown:
        yield lambda who, **how: shown.enter_context(windows.desktop(qtbot, who, **how))


@pytest.fixture
def seat(qtbot, request: pytest.FixtureRequest) -> Iterator[Callable[..., Desk]]:
    """Shows a window of somebody with the rooms that are named; all of them go at the end, before the store closes."""
    _store_first(request)
    with ExitStack() as shown:
        yield lambda who, *rooms, **how: shown.enter_context(windows.bare(qtbot, who, *rooms, **how))


def _store_first(request: pytest.FixtureRequest) -> None:
    """What is set up first goes last."""
    if "signed_in" in request.fixturenames:
        request.getfixturevalue("signed_in")


def controls_of(page: QWidget) -> list[QWidget]:
    """The controls that a person can see, without the parts that Qt puts into others."""
    found = [
        child for child in page.findChildren(QWidget) if isinstance(child, CONTROLS) and child.isVisible()
    ]
    inner = [child for child in found if isinstance(child.parent(), QComboBox | QLineEdit | QTableView)]
    return [child for child in found if child not in inner and not child.objectName().startswith("qt_")]


def heard(control: QWidget) -> str:
    """The name that a screen reader says: the accessible one, or the buddy label's for a combo box."""
    if isinstance(control, QComboBox):
        labels = [label for label in control.window().findChildren(QLabel) if label.buddy() is control]
        return labels[0].text() if labels else ""
    interface = QAccessible.queryAccessibleInterface(control)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.fixture
def nameless() -> Callable[[QWidget], list[str]]:
    """The controls of a page that say no name to a screen reader."""
    return lambda page: [repr(control) for control in controls_of(page) if not heard(control).strip()]


def walk(page: QWidget) -> list[QWidget]:
    """The widgets that Tab visits until it comes back; the cells of a grid, and the links of a text, are one stop."""
    QTest.keyClick(page.window(), Qt.Key.Key_Tab)
    first = QApplication.focusWidget()
    seen: list[QWidget] = []
    cells = 0
    while (now := QApplication.focusWidget()) is not None and (now not in seen or _stays_inside(now, seen)):
        cells = cells + 1 if now in seen else 0
        assert cells < MOST_CELLS, "Tab does not leave the grid or text"
        if not cells:
            seen.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is first, "Tab did not come back to where it began"
    return seen


def _stays_inside(now: QWidget, seen: list[QWidget]) -> bool:
    from app.ui.hours.grid import Grid

    return isinstance(now, Grid | QTextBrowser) and seen[-1] is now


@pytest.fixture
def unreached() -> Callable[[QWidget], list[str]]:
    """The controls of a shown page that Tab never reaches (of joined buttons one is enough)."""

    def missing(page: QWidget) -> list[str]:
        seen = walk(page)
        left = []
        for control in controls_of(page):
            group = control.group() if isinstance(control, QAbstractButton) else None
            family = group.buttons() if group is not None and group.exclusive() else [control]
            focusable = control.isEnabled() and bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if focusable and not any(one in seen or one.focusProxy() in seen for one in family):
                left.append(repr(control))
        return left

    return missing
