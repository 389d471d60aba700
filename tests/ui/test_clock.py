"""The window's clock is the agency's, whatever zone the laptop is set to: dates, weeks, bars, notes, backups."""

import datetime as dt

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.services.across import backups
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.ui.desktop import Desktop
from app.ui.hours.week import HoursPage
from app.ui.kit.moments import DateEditor
from app.ui.settings.backups import BackupsPart
from app.ui.write import Desk
from tests import agency
from tests.evenings import DAY, EVENING


@pytest.fixture
def desk(signed_in: SignedIn, now: dt.datetime, own_settings, seat) -> Desk:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    return seat(signed_in, "home", "hours", "people", "settings", size=None)


def hour(now: dt.datetime) -> str:
    return "6:05 PM" if now == EVENING else "11:05 PM"


def test_t_is_today_and_a_birth_tomorrow_is_refused(qtbot, desk: Desk) -> None:
    page = desk.open("intake")
    for name, typed, wrong in (("admitted_on", "t", ""), ("birth_date", "11/19/2026", "still to come")):
        editor = page.form.fields[name].editor
        assert isinstance(editor, DateEditor)
        editor.line.setText("")
        QTest.keyClicks(editor.line, typed)
        assert wrong in editor.problem() if wrong else editor.value() == DAY.isoformat()


def test_home_and_the_week_stand_on_today(desk: Desk) -> None:
    desk.window.go("home")
    assert "Wed, Nov 18" in [label.text() for label in desk.window.page().findChildren(QLabel)]
    desk.window.go("hours")
    page = desk.window.page()
    assert isinstance(page, HoursPage) and page.monday == dt.date(2026, 11, 16)


def test_what_is_kept_is_told_with_the_agencys_hour(qtbot, desk: Desk, now: dt.datetime) -> None:
    heard: list[dt.datetime] = []
    desk.keeper.kept.connect(heard.append)
    desk.keeper.typed("intake", "", {"code": "C-1"})
    assert desk.keeper.flush()
    qtbot.waitUntil(lambda: bool(heard))
    words = [label.text() for label in desk.window.findChildren(QLabel)]
    assert f"1 draft is not saved yet. Kept {hour(now)}" in words


def test_a_backup_stands_under_its_day(qtbot, desk: Desk, now: dt.datetime) -> None:
    backups.daily(desk.signed_in, now)
    desk.open("settings", "backups")
    part = desk.window.page().sections.part()
    assert isinstance(part, BackupsPart)
    qtbot.waitUntil(lambda: part.list.model.rowCount() == 1)
    cell = part.list.model.cell(0, 0)
    assert cell.text == "Wed, Nov 18, 2026" and cell.second == f"{hour(now)}, today"


def test_the_lock_tells_the_agencys_hour(qtbot, signed_in: SignedIn, now: dt.datetime, monkeypatch) -> None:
    heard: list[str] = []
    made = Desktop(signed_in, heard.append)
    qtbot.addWidget(made.window)
    made._quiet()
    made.desk.closing.emit()
    made.desk.keeper.close()
    made.desk.queue.close()
    signed_in.store.listeners.clear()
    assert heard[0].startswith(f"Locked at {hour(now)},")
