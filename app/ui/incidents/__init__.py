"""Incidents: the list, one read and closed, one written; they belong to the People room."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.incidents.listing import IncidentList
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = ["DRAFTS", "list_for", "open_draft", "open_incident", "open_list", "open_writing"]
ROOM = "people"
DRAFTS = ("incident", "incident-close")


def open_list(desk: "Desk") -> "Page":
    """Every incident that this person may see, the open ones first."""
    from app.ui.incidents.listing import ListPage

    page = ListPage(desk)
    desk.window.open_page(page, ROOM)
    return page


def open_incident(desk: "Desk", incident_id: uuid.UUID) -> "Page":
    """An incident to read, with what is still to do of it.

    That the record of the client whom it names is opened is written down first. Raises NotFound, and Problems where it
    cannot be written down.
    """
    from app.services.incidents import records
    from app.ui import consents
    from app.ui.incidents.reading import IncidentPage

    kept = desk.read(lambda session: records.load(session, incident_id))
    if kept.client_id is not None:
        consents.look(desk, [kept.client_id])
    page = IncidentPage(desk, kept)
    desk.window.open_page(page, ROOM)
    return page


def open_writing(desk: "Desk", incident_id: uuid.UUID | None = None, client: str = "") -> "Page":
    """The form of a new incident (about the client of a code), or of one to change. Raises NotFound, and Problems."""
    from app.services.incidents import records
    from app.ui import consents
    from app.ui.incidents.writing import WritingPage

    wanted = incident_id
    kept = desk.read(lambda session: records.load(session, wanted)) if wanted is not None else None
    if kept is not None and kept.client_id is not None:
        consents.look(desk, [kept.client_id])
    page = WritingPage(desk, kept, client)
    desk.window.open_page(page, ROOM)
    page.begin()
    return page


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go on with what was typed; where its record is gone, so is the draft."""
    from app.services.problems import NotFound
    from app.ui.incidents.writing import DRAFT, NEW

    try:
        if form != DRAFT:
            open_incident(desk, uuid.UUID(record))
        elif record.startswith(NEW) or not record:
            open_writing(desk, client=record.removeprefix(NEW))
        else:
            open_writing(desk, uuid.UUID(record))
    except NotFound:
        desk.keeper.forget(form, record)
        open_list(desk)


def list_for(desk: "Desk", client_code: str) -> "IncidentList":
    """The incidents about a client, the newest first, with the button for a new one."""
    from app.ui.incidents.listing import IncidentList

    return IncidentList(desk, client_code)
