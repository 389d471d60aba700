"""The People room: the clients whom a person may see, each one's page, and the intake in steps."""

import uuid
from typing import TYPE_CHECKING

from app.ui.kit.page import Page

if TYPE_CHECKING:
    from app.ui.write import Desk

__all__ = ["make", "open_client", "open_intake"]


def make(desk: "Desk") -> Page:
    """The room's page: the list."""
    from app.ui.people.room import Room

    return Room(desk)


def open_client(desk: "Desk", client_id: uuid.UUID, part: str = "summary") -> Page:
    """Open a client's page at a part: summary or intake. Raises NotFound."""
    from app.ui.people.person import PersonPage

    page = PersonPage(desk, client_id, part)
    desk.window.open_page(page, "people")
    return page


def open_intake(desk: "Desk", client_id: uuid.UUID | None = None) -> Page:
    """Open the intake of a client, or of a new one. Raises NotFound."""
    from app.ui.people.intake import IntakePage

    page = IntakePage(desk, client_id)
    desk.window.open_page(page, "people")
    return page
