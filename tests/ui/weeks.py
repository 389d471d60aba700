"""The week of hours that tests type into: Annie's, in March 2026, in a window with the room of hours alone."""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import staff
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.ui.hours.week import HoursPage
from app.ui.write import Desk

MONDAY = dt.date(2026, 3, 2)


def desk_of(signed_in: SignedIn, seat: Callable[..., Desk]) -> Desk:
    """A manager's window, once Annie works here."""
    annie = dict(code="AW", name="Annie Whitegrass", pack="mt-cbhpss", started_on="2026-01-01")
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, staff.StaffEntry.read(annie))
    return seat(signed_in, "hours", size=None)


def open_week(desk: Desk) -> HoursPage:
    """The page of the week."""
    desk.open("hours", "AW", MONDAY)
    page = desk.window.page()
    assert isinstance(page, HoursPage)
    return page


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key, where the focus is now."""
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)
