"""Supervision owed: everyone at a glance, one person with months and reasons, and where the figures come from."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = ["open_all", "open_person", "open_rules"]
ROOM = "hours"


def open_all(desk: "Desk") -> "Page":
    """The page of everyone: a bar, what is owed in words, and since when."""
    from app.ui.owed.overview import Overview

    page = Overview(desk)
    desk.window.open_page(page, ROOM)
    return page


def open_person(desk: "Desk", staff_code: str) -> "Page":
    """One person's page. Raises NotFound for an unknown code."""
    from app.ui.owed.person import PersonPage

    page = PersonPage(desk, staff_code)
    desk.window.open_page(page, ROOM)
    return page


def open_rules(desk: "Desk", pack: str, staff_code: str = "") -> "Page":
    """What a rule pack says and how sure that is; the way back leads to the person of the code. Raises NotFound."""
    from app.ui.owed.figures import FiguresPage

    page = FiguresPage(desk, pack, staff_code)
    desk.window.open_page(page, ROOM)
    return page
