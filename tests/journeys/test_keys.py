"""The commonest acts by keys and clicks, counted at the real window; those of a passphrase are not counted."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from sqlalchemy import select

from app.models.supervision import Signature
from app.services import hours
from app.services.hours import Category, Line, Week
from app.services.store import session as sessions
from app.services.supervision import plans
from app.services.supervision.plans import PlanEntry
from app.ui.kit.handover import HandOver
from app.ui.kit.preview import Preview
from app.ui.kit.review import ReviewPage
from tests import agency
from tests.conftest import ZONE
from tests.journeys.hands import Hands

WRITER, SUPERVISOR, MANAGER = "Annie Whitegrass", "Ruth Calfrobe", "Ann Olson"
TODAY = dt.datetime.now(ZoneInfo(ZONE)).date()
MONDAY = TODAY - dt.timedelta(days=TODAY.weekday())
DIRECT, TRAVEL = Line(Category.DIRECT_SERVICE), Line(Category.TRAVEL)
Control = Qt.KeyboardModifier.ControlModifier


class Counted(Hands):
    """Hands that count what they do; a passphrase and its Enter are typed by `secret`, which counts nothing."""

    keys = clicks = 0

    def press(self, words: str) -> None:
        """One click."""
        self.clicks += 1
        super().press(words)

    def chord(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, with or without Ctrl, wherever the cursor is."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.top(), key, modifiers)
        QApplication.processEvents()

    def typed(self, text: str) -> None:
        """One key a letter, wherever the cursor is."""
        for letter in text:
            self.keys += 1
            QTest.keyClicks(QApplication.focusWidget(), letter)

    def secret(self, words: str = agency.PASSPHRASE) -> None:
        """The passphrase into the line that waits for it, and Enter."""
        line = next(one for one in self.seen(QLineEdit, self.page()) if one.echoMode() == QLineEdit.EchoMode.Password)
        line.setFocus()
        QTest.keyClicks(line, words)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def click_row(self, words: str) -> None:
        """The button of the row of Home that says these words: one click."""
        self.clicks += 1
        self.open_row(words)


@pytest.fixture
def counted(qtbot, staffed, request) -> Counted:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        week = {(DIRECT, MONDAY - dt.timedelta(days=7 - day)): 360 for day in range(5)}
        week[(TRAVEL, MONDAY - dt.timedelta(days=6))] = 90
        hours.save_week(session, Week("AW", MONDAY - dt.timedelta(days=7), week))
        plan = {"staff": "AW", "supervisor": "RC", "date": TODAY.isoformat(), "start": "08:00", "minutes": "60",
                "format": "individual", "manner": "in_person"}  # fmt: skip
        plans.add(session, PlanEntry.read(plan))[0].date = TODAY - dt.timedelta(days=1)  # as if planned before
    staffed.store.close()
    return Counted(qtbot, request.getfixturevalue("program"))


def test_a_week_of_hours_takes_at_most_nine_keys(counted):
    counted.unlock(MANAGER, agency.PASSPHRASE)
    counted.keys = counted.clicks = 0
    counted.chord(Qt.Key.Key_H, Control)
    page = counted.page()
    assert page.grid.hasFocus() and page.grid.place() == (0, 1), "typing begins in the first cell"
    counted.chord(Qt.Key.Key_D, Control)
    counted.reads("6 cells filled as in the week before. Look at them, then save.")
    counted.typed("7")
    counted.chord(Qt.Key.Key_Return)
    counted.chord(Qt.Key.Key_S, Control)
    counted.reads("Saved. Week total 32 h 30 min")
    assert counted.keys <= 9 and counted.clicks == 0
    kept = counted.program.desktop.desk.read(lambda session: hours.week(session, "AW", MONDAY))
    assert kept.cells[(DIRECT, MONDAY)] == 420 and kept.cells[(TRAVEL, MONDAY + dt.timedelta(days=1))] == 90


def log_and_sign(counted: Counted) -> None:
    """A planned session from Home to the supervisor's signature."""
    counted.unlock(SUPERVISOR, agency.PASSPHRASE)
    counted.clicks = 0
    counted.click_row("Log a planned session")
    counted.type("What was covered", "Boundaries.")  # what was talked about is typed, by keys
    counted.press("Sign")
    counted.until(lambda: isinstance(counted.page(), ReviewPage))
    counted.until(lambda: counted.page().chosen())  # what was asked for is ticked once it was in view to its end
    counted.secret()
    counted.reads("1 session is signed and locked.")


def roles(counted: Counted) -> list[str]:
    return sorted(counted.program.desktop.desk.read(lambda session: list(session.scalars(select(Signature.role)))))


def test_a_planned_session_is_logged_and_signed_in_three_clicks(counted):
    log_and_sign(counted)
    assert counted.clicks <= 3 and roles(counted) == ["supervisor"]


def test_both_sign_without_a_lock_or_a_change_of_user(counted):
    log_and_sign(counted)
    counted.clicks = 0
    counted.press(f"Hand to {WRITER}")
    counted.until(lambda: isinstance(counted.page(), HandOver))
    counted.reads("Boundaries.")
    counted.secret()
    counted.reads("Hand the computer back to")
    assert counted.clicks == 1 and roles(counted) == ["supervisee", "supervisor"]
    counted.press("Hand back")
    counted.secret()
    counted.until(lambda: not counted.program.desktop.window.filled)
    assert counted.program.desktop.desk.signed_in.actor.supervisor_id is not None


@pytest.mark.parametrize("room", ["owed", "staff"])
def test_the_board_s_log_takes_two_clicks_from_a_person_s_page(counted, monkeypatch, tmp_path, room):
    counted.unlock(MANAGER, agency.PASSPHRASE)
    if room == "owed":
        counted.go("supervision")
        counted.press("Supervision owed")
        counted.press(f"Open {WRITER}")
    else:
        counted.go("staff")
        counted.open_row(WRITER)
    target = tmp_path / "log.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: (str(target), ""))
    counted.clicks = 0
    counted.press("Board's log")
    counted.until(lambda: isinstance(counted.page(), Preview))
    counted.press("Save PDF…")
    assert counted.clicks == 2 and target.read_bytes().startswith(b"%PDF")
    assert WRITER in counted.paper()


@pytest.mark.parametrize(
    ("who", "shown"), [(MANAGER, "Supervision owed"), (SUPERVISOR, "Supervision owed"), (WRITER, WRITER)]
)
def test_what_is_owed_is_found_by_its_name(counted, who, shown):
    counted.unlock(who, agency.PASSPHRASE)
    counted.keys = counted.clicks = 0
    counted.chord(Qt.Key.Key_K, Control)
    counted.typed("owed")
    counted.chord(Qt.Key.Key_Return)
    counted.until(lambda: counted.page().__class__.__module__.startswith("app.ui.owed"))
    counted.reads(shown)
    assert counted.keys == len("owed") + 2 and counted.clicks == 0


def test_a_screen_that_was_handed_over_leads_nowhere_else(counted):
    """Neither keys nor what lies under the screen show the rest of the record to the one whom it was handed to."""
    log_and_sign(counted)
    counted.press(f"Hand to {WRITER}")
    counted.until(lambda: isinstance(counted.page(), HandOver))
    screen, window = counted.page(), counted.program.desktop.window
    for key in (Qt.Key.Key_K, Qt.Key.Key_H, Qt.Key.Key_N, Qt.Key.Key_P, Qt.Key.Key_Z, Qt.Key.Key_F):
        counted.chord(key, Control)
    for plain in (Qt.Key.Key_F1, Qt.Key.Key_Escape, Qt.Key.Key_F5):
        counted.chord(plain)
    assert counted.page() is screen and window.filled
    others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
    assert others == [], others
    names = (MANAGER, "Dale Running Crane", "Mark Sorensen")
    assert not [name for name in names if name in counted.words()]
