"""Supervision: the list of sessions, logging, reviewing and signing them, and papers signed by hand."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = [
    "DRAFTS", "make", "open_calendar", "open_draft", "open_log", "open_papers", "open_plan", "open_planning", "open_queue",
    "open_review", "open_session",
]  # fmt: skip
ROOM = "supervision"
DRAFTS = ("supervision", "plan")


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


def open_amending(desk: "Desk", session_id: uuid.UUID) -> "Page":
    """The form of an amendment of a signed session. Raises NotFound."""
    from app.services.supervision import sessions
    from app.ui.supervision.writing import WritingPage

    kept = desk.read(lambda session: sessions.load(session, session_id))
    page = WritingPage(desk, kept, amends=True)
    desk.window.open_page(page, ROOM)
    return page


def open_calendar(desk: "Desk") -> "Page":
    """The calendar of planned sessions."""
    from app.ui.supervision import calendar

    return calendar.open_calendar(desk)


def open_plan(desk: "Desk", planned_id: uuid.UUID) -> "Page":
    """A planned session with the agenda of each person. Raises NotFound."""
    from app.ui.supervision.agenda import AgendaPage

    page = AgendaPage(desk, planned_id)
    desk.window.open_page(page, ROOM)
    return page


def open_planning(desk: "Desk", planned_id: uuid.UUID | None = None, staff: str = "") -> "Page":
    """The form of a new plan (for the staff member of a code), or of one to change. Raises NotFound."""
    from app.services.supervision import plans
    from app.ui.supervision.planning import PlanPage

    wanted = planned_id
    kept = desk.read(lambda session: plans.load(session, wanted)) if wanted is not None else None
    page = PlanPage(desk, kept, staff)
    desk.window.open_page(page, ROOM)
    page.form.fields["date" if kept or staff else "staff"].enter()
    return page


def open_log(desk: "Desk", planned_id: uuid.UUID) -> "Page":
    """The form of a session, filled from its plan; the session itself where it is logged already. Raises NotFound."""
    from app.services.supervision import plans
    from app.ui.supervision.writing import WritingPage

    plan = desk.read(lambda session: plans.load(session, planned_id))
    if plan.session_id is not None:
        return open_session(desk, plan.session_id)
    page = WritingPage(desk, plan=plan)
    desk.window.open_page(page, ROOM)
    page.form.fields["description"].enter()
    return page


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go to where a draft of this room goes on; to the room where its record is gone."""
    from app.services.problems import NotFound
    from app.ui.supervision.writing import AMENDS, NEW

    try:
        if form == "plan" and (not record or record.startswith(NEW)):
            open_planning(desk, staff=record.removeprefix(NEW))
        elif form == "plan":
            open_planning(desk, uuid.UUID(record))
        elif not record or record.startswith(NEW):
            open_session(desk, staff=record.removeprefix(NEW))
        elif record.startswith("plan-"):
            open_log(desk, uuid.UUID(record.removeprefix("plan-")))
        elif record.startswith(AMENDS):
            open_amending(desk, uuid.UUID(record.removeprefix(AMENDS)))
        else:
            open_session(desk, uuid.UUID(record))
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        desk.window.go(ROOM)


def open_review(desk: "Desk", session_id: uuid.UUID | None = None) -> "Page":
    """The page that shows each session waiting for this person's signature; or one alone, or why it cannot be signed."""
    from app.ui.supervision import review

    return review.open_review(desk, session_id)


def open_queue(desk: "Desk") -> "Page":
    """The review queue: notes, sessions and hours, and for whom each waits."""
    from app.ui.supervision import queue

    return queue.open_queue(desk)


def open_papers(desk: "Desk", staff: str = "", number: str = "") -> "Page":
    """The page of papers printed for signature, with the form for a new one, or with the paper of a number chosen."""
    from app.ui.supervision import papers

    return papers.open_papers(desk, staff, number)
