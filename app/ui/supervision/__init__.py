"""Supervision: the list of sessions, logging, reviewing and signing them, and papers signed by hand."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = ["make", "open_papers", "open_review", "open_session"]
ROOM = "supervision"


def make(desk: "Desk") -> "Page":
    """The room's page: all sessions with their filters."""
    from app.ui.supervision.room import Room

    return Room(desk)


def open_session(desk: "Desk", session_id: uuid.UUID | None = None, staff: str = "") -> "Page":
    """A session's page: a new one (for the staff member of a code), one to change, or a signed one to read.

    Raises NotFound for an id that is not on record.
    """
    from app.services.supervision import sessions
    from app.services.users import Action
    from app.ui.supervision.reading import ReadingPage
    from app.ui.supervision.writing import WritingPage

    page: Page
    if session_id is None:
        page = WritingPage(desk, staff=staff)
    else:
        wanted = session_id
        kept = desk.read(lambda session: sessions.load(session, wanted))
        frozen = desk.read(lambda session: sessions.is_frozen(session, wanted))
        reads = frozen or kept.void or not desk.may(Action.RECORD_SUPERVISION)
        page = ReadingPage(desk, kept, frozen) if reads else WritingPage(desk, kept)
    desk.window.open_page(page, ROOM)
    if isinstance(page, WritingPage):
        page.form.fields["date" if staff or session_id else "staff"].enter()
    return page


def open_review(desk: "Desk", session_id: uuid.UUID | None = None) -> "Page":
    """The page that shows each session waiting for this person's signature; one of them may come first."""
    from app.ui.supervision import review

    return review.open_review(desk, session_id)


def open_papers(desk: "Desk", staff: str = "") -> "Page":
    """The page of papers printed for signature, with the form for a new one."""
    from app.ui.supervision import papers

    return papers.open_papers(desk, staff)
