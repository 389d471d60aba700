"""Admission and discharge, and who works with a client, set right; or taken out where they were typed by mistake."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from app.services.across.corrections import book
from app.services.across.corrections import episodes as corrections
from app.services.clients import assignments, episodes
from app.services.clients.entry import AssignmentEntry, EpisodeEntry
from app.services.users import Role
from app.ui.kit import controls, theme
from app.ui.kit.correction import Correction, history
from app.ui.kit.editors import KnownEditor
from app.ui.kit.form import Form, row
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.people_choice import known_staff
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk


class _Part(RecordPage):
    """A part of a client's record; afterwards the person's page is shown again."""

    next_step = N_("Lists and reports go by it from now on.")

    def __init__(self, desk: "Desk", title: str, words: str, draft: tuple[str, str], client_id: uuid.UUID) -> None:
        self._client = client_id
        super().__init__(desk, title, words, draft, (_("Person"), lambda: self._person()))
        self.window_title = _("Person")
        self.correction = Correction(always=True)

    def _person(self) -> Page:
        page: Page = self.desk.open("client", self._client)
        return page

    def _out(self) -> controls.Button:
        return controls.bare(_("Take out"), "trash", lambda: self.take_out())

    def take_out(self) -> None:
        """Take the row out, with a way back."""

    def _taken_out(self, words: str, put_back: Callable[[Any], object]) -> None:
        self.forget()
        self.form.mark_clean()
        self._person().undo(words, lambda: self.desk.write(put_back))

    def _finish(self, table: str, record: uuid.UUID, form: Form, choices: dict[str, list[tuple[str, str]]]) -> None:
        self.correction.follow(form)
        told = self.desk.read(lambda session: book.of_records(session, table, [record]))
        past = history(told, form.entry_type, choices)
        if past is not None:
            past.setMaximumWidth(theme.scaled(620))
            self.body.insertWidget(self.body.count() - 1, past)


class EpisodePage(_Part):
    """One time of being served: program, funding, first and last day."""

    def __init__(self, desk: "Desk", episode_id: uuid.UUID) -> None:
        """Raises NotFound."""
        kept = desk.read(lambda session: episodes.load(session, episode_id))
        words = _("One time of being served, from the first day to the last")
        super().__init__(desk, _("Admission and discharge"), words, ("episode", str(episode_id)), kept.client_id)
        self._id = episode_id
        may_add = Role.MANAGER in desk.signed_in.actor.roles
        form = Form(
            EpisodeEntry,
            [row("program", "funding"), row("admitted_on", "discharged_on"), "discharge_reason", self.correction],
            editors={
                "program": KnownEditor(desk.read(episodes.programs), may_add),
                "funding": KnownEditor(desk.read(episodes.fundings), may_add),
            },
        )

        def write(entry: EpisodeEntry) -> object:
            return self.correction.write(
                desk, form, lambda session, why, told: corrections.correct(session, episode_id, entry, why, told)
            )

        self.fill(form, corrections.values(kept), write, lambda _done: self._person(), self._out())
        self._finish("episode", episode_id, form, {})

    def take_out(self) -> None:
        """Take out an episode in which no note lies, with a way back."""
        entry = self.desk.change(lambda session: corrections.take_out(session, self._id), self.form)
        if entry is not None:
            words = _("This time of service is taken out.")
            self._taken_out(words, lambda session: episodes.admit(session, self._client, entry))


class AssignmentPage(_Part):
    """Who works with a client, from when to when."""

    def __init__(self, desk: "Desk", client_id: uuid.UUID, assignment_id: uuid.UUID) -> None:
        """Raises NotFound."""
        kept = desk.read(lambda session: assignments.load(session, assignment_id))
        title = _("Who works with a client")
        words = _("A peer supporter sees only the clients whom they work with")
        super().__init__(desk, title, words, ("assignment", f"{client_id}/{assignment_id}"), client_id)
        self._id, staff = assignment_id, known_staff(desk)
        form = Form(
            AssignmentEntry, ["staff", row("from_on", "to_on"), self.correction], choices={"staff": staff}
        )  # fmt: skip

        def write(entry: AssignmentEntry) -> object:
            work = partial(self._write_assignment, entry)
            return self.correction.write(desk, form, work)

        stored = {"staff": kept.staff, "from_on": kept.from_on, "to_on": kept.to_on}
        self.fill(form, stored, write, lambda _done: self._person(), self._out())
        self._finish("client_assignment", assignment_id, form, {"staff": staff})

    def _write_assignment(self, entry: AssignmentEntry, session: Any, why: str, _told: object) -> object:
        return corrections.correct_assignment(session, self._id, entry, why)

    def take_out(self) -> None:
        """Take out somebody who never worked with the client, with a way back."""
        entry = self.desk.change(lambda session: corrections.take_out_assignment(session, self._id), self.form)
        if entry is not None:
            words = _("This is taken out.")
            self._taken_out(words, lambda session: assignments.assign(session, self._client, entry))


def open_episode(desk: "Desk", episode_id: uuid.UUID) -> Page:
    """Open admission and discharge to be set right. Raises NotFound."""
    page = EpisodePage(desk, episode_id)
    desk.window.open_page(page, "people")
    return page


def open_assignment(desk: "Desk", client_id: uuid.UUID, assignment_id: uuid.UUID) -> Page:
    """Open who works with a client to be set right. Raises NotFound."""
    page = AssignmentPage(desk, client_id, assignment_id)
    desk.window.open_page(page, "people")
    return page
