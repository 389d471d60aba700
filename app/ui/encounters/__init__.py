"""Encounters: the note, reading and amending it, the list of a person's notes, review and signing."""

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.kit.page import Page
    from app.ui.write import Desk

__all__ = ["make", "open_draft", "open_note", "open_review"]


def make(desk: "Desk") -> "Page":
    """The room's page: every note that this person may see."""
    from app.ui.encounters.room import Room

    return Room(desk)


def open_note(desk: "Desk", encounter_id: uuid.UUID | None = None, client: str = "") -> "Page":
    """A note's page: a new one (for the client of a code), one to change, or a signed one to read.

    That the clients' records are opened is written down first. Raises NotFound for an id that is not on record, and
    Problems where it cannot be written down.
    """
    from app.services.encounters import notes
    from app.services.users import Action
    from app.ui import consents
    from app.ui.encounters.reading import ReadingPage
    from app.ui.encounters.writing import WritingPage

    page: Page
    if encounter_id is None:
        page = WritingPage(desk, client=client)
    else:
        wanted = encounter_id
        kept = desk.read(lambda session: notes.load(session, wanted))
        consents.look(desk, [row.client_id for row in kept.attendance])
        mine = kept.staff_id == desk.signed_in.actor.staff_id or desk.may(Action.EDIT_STAFF)
        writes = desk.may(Action.WRITE_ENCOUNTERS) and mine and not kept.signatures and not kept.void
        page = WritingPage(desk, kept) if writes else ReadingPage(desk, kept)
    desk.window.open_page(page, "encounters")
    if isinstance(page, WritingPage):
        page.form.begin()
    return page


def open_draft(desk: "Desk", _form: str, record: str) -> "Page":
    """The note whose typing was kept under this name of a draft; a new one where its record is gone."""
    from app.services.encounters import notes
    from app.services.problems import NotFound
    from app.ui import consents
    from app.ui.encounters.writing import AMENDS, NEW, WritingPage

    if record.startswith(NEW) or not record:
        return open_note(desk, client=record.removeprefix(NEW))
    key = uuid.UUID(record.removeprefix(AMENDS))
    try:
        if not record.startswith(AMENDS):
            return open_note(desk, key)
        kept = desk.read(lambda session: notes.load(session, key))
        consents.look(desk, [row.client_id for row in kept.attendance])
        page = WritingPage(desk, kept, amends=True)
    except NotFound:
        return open_note(desk)
    desk.window.open_page(page, "encounters")
    return page


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> "Page":
    """The notes that wait for this person, their own and supervisees'; or one alone, or why it does not wait."""
    from app.ui.encounters import review

    return review.open_review(desk, first)
