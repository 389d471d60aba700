"""Supervision owed: everyone at a glance, one person with months and reasons, closed months, and the rules behind it."""

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.supervision.months import Wanted
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = ["open_all", "open_month", "open_person", "open_rules", "open_signing"]
ROOM = "hours"


def open_all(desk: "Desk") -> "Page":
    """The page of everyone: a bar, what is owed in words, and since when."""
    from app.ui.owed.overview import Overview

    page = Overview(desk)
    desk.window.open_page(page, ROOM)
    return page


def open_person(desk: "Desk", staff_code: str, pack: str = "") -> "Page":
    """One person's page, under this rule pack where they are in several. Raises NotFound for an unknown code."""
    from app.ui.owed.person import PersonPage

    page = PersonPage(desk, staff_code, pack)
    desk.window.open_page(page, ROOM)
    return page


def open_rules(desk: "Desk", pack: str, staff_code: str = "") -> "Page":
    """What a rule pack says and how sure that is; the way back leads to the person of the code. Raises NotFound."""
    from app.ui.owed.figures import FiguresPage

    page = FiguresPage(desk, pack, staff_code)
    desk.window.open_page(page, ROOM)
    return page


def open_month(desk: "Desk", staff_code: str, pack: str, month: dt.date) -> "Page":
    """One month of a person under a rule pack, `month` its first day. Raises NotFound."""
    from app.services.supervision.months import Wanted
    from app.ui.owed.month import MonthPage

    page = MonthPage(desk, Wanted(staff_code, pack, month))
    desk.window.open_page(page, ROOM)
    return page


def open_signing(desk: "Desk", staff_code: str = "", only: "Wanted | None" = None) -> "Page":
    """The months that wait for this person's signature: of one person, of all, or one alone."""
    from app.ui.owed import signing

    return signing.open_signing(desk, staff_code, only)
