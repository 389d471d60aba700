"""Each person's own look, in every class of widget; and what the system knows the program by."""

import inspect

import pytest
from PySide6 import QtWidgets
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QMessageBox, QTableView, QToolTip, QWidget

from app.services.across.opening import SignedIn
from app.ui import preferences
from app.ui.app import Program
from app.ui.desktop import Desktop
from app.ui.kit import identity, theme
from app.ui.kit.shown_key import ShownKey
from tests import agency

ODD = "DejaVu Sans Mono"


def classes() -> list[str]:
    return [name for name, kind in vars(QtWidgets).items() if inspect.isclass(kind) and issubclass(kind, QWidget)]


@pytest.fixture
def as_on_windows(qapp: QApplication):
    """Each class of widget with a face of its own, as a platform's theme gives it."""
    for name in [*classes(), "QTipLabel", "QComboBoxPrivateContainer"]:
        QApplication.setFont(QFont(ODD, 7), name)
    yield
    theme.apply(qapp, "light", 100)


@pytest.mark.parametrize("percent", [100, 150])
def test_every_class_of_widget_takes_face_and_size(qapp: QApplication, as_on_windows, percent: int) -> None:
    theme.apply(qapp, "light", percent)
    wanted = (theme.FAMILY, theme.BODY * percent / 100)
    other = {}
    for name in [*classes(), "QTipLabel", "QComboBoxPrivateContainer"]:
        font = QApplication.font(name)
        if (font.family(), font.pointSizeF()) != pytest.approx(wanted):
            other[name] = (font.family(), font.pointSizeF())
    assert other == {}
    assert (QToolTip.font().family(), QToolTip.font().pointSizeF()) == pytest.approx(wanted)


@pytest.mark.parametrize("kind", [QMenu, QMessageBox, QTableView, QComboBox])
def test_what_opens_over_a_page_wears_it_too(qtbot, qapp: QApplication, as_on_windows, kind: type) -> None:
    theme.apply(qapp, "dark", 150)
    made = kind()
    qtbot.addWidget(made)
    made.ensurePolished()
    assert made.font().family() == theme.FAMILY and made.font().pointSizeF() == pytest.approx(theme.BODY * 1.5)


def test_two_people_of_one_laptop_each_keep_their_own_look(qtbot, signed_in: SignedIn) -> None:
    other = agency.enter(signed_in, "Ruth", "auditor")
    for who, scheme, percent in ((signed_in, "dark", 150), (other, "light", 125)):
        desktop = Desktop(who, lambda _note: None)
        qtbot.addWidget(desktop.window)
        desktop.window.dress(scheme, percent)
        desktop.window.idle.pause()
        desktop.desk.keeper.close()
        desktop.desk.queue.close()
    signed_in.store.listeners.clear()
    kept = [(preferences.Preferences(who).get("scheme"), preferences.Preferences(who).number("percent"))
            for who in (signed_in, other)]  # fmt: skip
    assert kept == [("dark", 150.0), ("light", 125.0)]
    assert preferences.last_look() == ("light", 125)


def test_who_comes_in_finds_their_look(qtbot, signed_in: SignedIn, store_folder) -> None:
    own = preferences.Preferences(signed_in)
    own.put("scheme", "dark")
    own.put("percent", 125)
    program = Program(store_folder)
    program.enter(signed_in)
    assert (theme.scheme(), theme.percent()) == ("dark", 125)
    program.close()
    if program.unlock is not None:
        program.unlock.close()


def test_a_preference_that_is_no_number_is_the_usual(signed_in: SignedIn) -> None:
    own = preferences.Preferences(signed_in)
    own.put("percent", "large")
    assert own.number("percent") == 100.0


def test_the_recovery_key_stands_in_the_systems_fixed_font(qtbot) -> None:
    made = ShownKey()
    qtbot.addWidget(made)
    made.show_key("ABCD-EFGH")
    made.ensurePolished()
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    assert QFontInfo(made.font()).family() == QFontInfo(QFont(fixed.family())).family()


def test_the_system_knows_the_program_by_its_name_and_icon(qapp: QApplication) -> None:
    identity.claim(qapp)
    assert qapp.desktopFileName() == "peerdesk" and qapp.applicationDisplayName() == "Peerdesk"
    sizes = {size.width() for size in qapp.windowIcon().availableSizes()}
    assert {16, 32, 48, 256} <= sizes


def test_windows_puts_it_under_a_button_of_its_own(qapp: QApplication, monkeypatch) -> None:
    said: list[str] = []

    class Shell:
        class shell32:  # noqa: N801 - as ctypes names it
            @staticmethod
            def SetCurrentProcessExplicitAppUserModelID(name: str) -> None:
                said.append(name)

    monkeypatch.setattr(identity.sys, "platform", "win32")
    monkeypatch.setattr(identity.ctypes, "windll", Shell, raising=False)
    identity.claim(qapp)
    assert said == [identity.MODEL]
