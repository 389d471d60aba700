"""The Hours room: the weekly grid that types like a spreadsheet."""

import datetime as dt

from app.ui.hours.week import HoursPage, monday_of
from app.ui.kit.page import Page
from app.ui.write import Desk

__all__ = ["DRAFTS", "make", "open_draft", "open_week"]
DRAFTS = ("hours",)


def make(desk: Desk) -> Page:
    """The room's page."""
    return HoursPage(desk)


def open_week(desk: Desk, staff: str = "", monday: dt.date | None = None) -> None:
    """Show a person's week: the week of any day in it, or the one shown last."""
    page = desk.window.go("hours")
    if isinstance(page, HoursPage) and (staff or monday):
        page.show_week(staff, monday_of(monday) if monday else None)
        page.grid.setFocus()


def open_draft(desk: Desk, _form: str, record: str) -> None:
    """Go on with a week that was typed: `code/monday`."""
    code, _slash, monday = record.rpartition("/")
    open_week(desk, code, dt.date.fromisoformat(monday))
