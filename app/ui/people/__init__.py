"""The People room: the clients whom a person may see, each one's page, and the intake in steps."""

import uuid
from typing import TYPE_CHECKING

from app.services.clients import episodes, records
from app.services.problems import NotFound
from app.ui import consents
from app.ui.kit import names
from app.ui.kit.page import Page

if TYPE_CHECKING:
    from app.ui.write import Desk

__all__ = [
    "DRAFTS", "make", "open_assignment", "open_client", "open_draft", "open_episode", "open_intake", "open_merge",
]  # fmt: skip
DRAFTS = ("intake", "admit", "assign", "discharge", "grant", "episode", "assignment", "name-client")


def make(desk: "Desk") -> Page:
    """The room's page: the list."""
    from app.ui.people.room import Room

    return Room(desk)


def open_client(desk: "Desk", client_id: uuid.UUID, part: str = "summary") -> Page:
    """Open a client's page at a part, such as summary or seen; a merged record's is the one it is shown with.

    That the record is opened is written down first. Raises NotFound, and Problems where it cannot be.
    """
    from app.ui.people.person import PersonPage

    client = desk.read(lambda session: records.load(session, client_id))
    consents.look(desk, [client.merged_into_id or client_id])
    page = PersonPage(desk, client.merged_into_id or client_id, part)
    desk.window.open_page(page, "people")
    return page


def open_intake(desk: "Desk", client_id: uuid.UUID | None = None) -> Page:
    """Open the intake of a client, or of a new one. Raises NotFound."""
    from app.ui.people.intake import IntakePage

    if client_id is not None:
        consents.look(desk, [client_id])
    page = IntakePage(desk, client_id)
    desk.window.open_page(page, "people")
    page.enter()
    return page


def open_merge(desk: "Desk", one_id: uuid.UUID, other_id: uuid.UUID) -> Page:
    """Open two records that may be one person, side by side. Raises NotFound."""
    from app.ui.people.merge import MergePage

    consents.look(desk, [one_id, other_id])
    page = MergePage(desk, one_id, other_id)
    desk.window.open_page(page, "people")
    return page


def open_episode(desk: "Desk", episode_id: uuid.UUID) -> Page:
    """Open admission and discharge to be set right. Raises NotFound."""
    from app.ui.people.correct import EpisodePage

    page = EpisodePage(desk, episode_id)
    desk.window.open_page(page, "people")
    return page


def open_assignment(desk: "Desk", client_id: uuid.UUID, assignment_id: uuid.UUID) -> Page:
    """Open who works with a client to be set right. Raises NotFound."""
    from app.ui.people.correct import AssignmentPage

    page = AssignmentPage(desk, client_id, assignment_id)
    desk.window.open_page(page, "people")
    return page


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go on with what was typed in a form of this room; where its record is gone, so is the draft."""
    keys = [uuid.UUID(part) for part in record.split("/") if part]
    found = keys[0] if keys else None
    try:
        if form == "assignment":
            open_assignment(desk, *keys)
        elif form == "episode" and found is not None:
            open_episode(desk, found)
        elif form == "name-client":
            names.open_draft(desk, form, record, "people")
        elif form == "intake" or found is None:
            open_intake(desk, found)
        elif form == "grant":
            open_client(desk, found, "seen")
        elif form == "discharge":
            open_client(desk, desk.read(lambda session: episodes.load(session, found)).client_id)
        else:
            open_client(desk, found)
    except NotFound:
        desk.keeper.forget(form, record)
        desk.window.go("people")
