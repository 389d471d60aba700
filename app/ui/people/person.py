"""A client's page: name and safe contact above; summary with episodes, who works with them, and the intake's answers."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.clients import Client, ClientPhone
from app.services import program
from app.services.across import papers
from app.services.clients import records
from app.services.clients.answers import OPEN
from app.services.rules import safe_contact
from app.services.users import Action
from app.ui import consents
from app.ui.kit import controls, icons, theme
from app.ui.kit.avatar import avatar, beside_name
from app.ui.kit.background import Progress
from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.people import answered
from app.ui.people.seen import SeenPart
from app.ui.people.summary import Summary
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({"client", "client_name", "client_phone", "episode", "client_assignment"})


class PersonPage(Page):
    """Everything about one client, as far as the signed-in person may see it."""

    def __init__(self, desk: "Desk", client_id: uuid.UUID, part: str = "summary") -> None:
        """Raises NotFound."""
        self.desk, self._id = desk, client_id
        client = desk.read(lambda session: records.load(session, client_id))
        self._further = desk.read(lambda session: records.further(session, client_id))
        name = records.shown_name(client)
        crumbs = [(_("People"), lambda: desk.window.go("people")), (name, None)]
        word = desk.read(lambda session: program.words_of(session, [client_id])).get(client_id)
        said = [word.label if word else "", _said(client.pronouns)]
        super().__init__(name, "  ·  ".join(part for part in said if part), crumbs=crumbs)
        self.window_title = _("Person")
        self._dress_head(client, name)
        parts = [("summary", _("Summary"), lambda: Summary(desk, client_id)), ("intake", _("Intake"), self._intake)]
        if desk.may(Action.SEE_ENCOUNTERS):
            parts.append(("encounters", _("Encounters"), lambda: self._list("client.notes", client.code)))
        if desk.may(Action.SEE_INCIDENTS):
            parts.append(("incidents", _("Incidents"), lambda: self._list("client.incidents", client.code)))
        parts.append(("seen", _("Who saw it"), self._seen))
        self.sections = Sections(parts)
        self.body.addWidget(self.sections)
        self._put_buttons()
        self.body.addStretch(1)
        self.sections.show_part(part)
        desk.changed.connect(self._hear)

    def _put_buttons(self) -> None:
        """The page's buttons stand in the row of the chips, so that the parts begin higher up."""
        row = controls.across(gap=8)
        row.addWidget(self.sections.chips, 1)
        row.addWidget(controls.bare(_("Print intake"), "print", self.print_intake))
        if self.desk.may(Action.EDIT_CLIENTS):
            row.addWidget(controls.filled(_("Change intake"), "pencil", self._change))
        box = self.sections.layout()
        assert isinstance(box, QVBoxLayout)
        box.insertLayout(0, row)

    def _dress_head(self, client: Client, name: str) -> None:
        self.head.insertWidget(0, avatar(name, 34))
        numbers = [
            phone
            for one in (client, *self._further)
            for phone in sorted(one.phones, key=lambda number: number.position)
        ]
        self.banner = banner(numbers)
        if beside_name(said_of(numbers)):
            self.head.addWidget(self.banner)
        else:  # nothing of it may be cut off: it gets lines of its own
            self.body.addWidget(self.banner)

    def _intake(self) -> QWidget:
        return answered.parts(self.desk.read(lambda session: records.load(session, self._id)))

    def _list(self, of: str, code: str) -> QWidget:
        """The list of another room, of what is about this client."""
        made: QWidget = self.desk.open(of, code)
        made.setMinimumHeight(theme.scaled(360))
        return made

    def _seen(self) -> QWidget:
        return SeenPart(self.desk, self._id)

    def _change(self) -> None:
        self.desk.open("intake", self._id)

    def print_intake(self) -> None:
        """Make the paper behind the window and show it."""
        client = self.desk.read(lambda session: records.load(session, self._id))

        def work(_progress: Progress) -> bytes:
            asked = papers.Asked(client=client.code)
            return self.desk.read(lambda session: papers.render(session, "intake", asked))

        self.desk.queue.run(work, lambda data: self._show(client, data), title=_("Making the paper"))

    def _show(self, client: Client, data: bytes) -> None:
        back = (records.shown_name(client), lambda: self.desk.open("client", self._id))
        crumbs = [back, (_("Intake"), None)]
        self.desk.open("client.paper", _("Intake"), data, kind="intake", client=client.id, room="people", crumbs=crumbs)

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            part = self.sections.part()
            if isinstance(part, Summary):
                part.refresh()


def _said(text: str) -> str:
    return "" if text in OPEN else text


def banner(phones: Sequence[ClientPhone]) -> QWidget:
    """The tinted line with safe contact; without a number it says so."""
    words = said_of(phones)
    line = controls.text(words, wrap=not beside_name(words))
    box = controls.across(
        icons.label("phone", "accent", 15), controls.text(_("Safe contact"), "strong"), gap=8, margins=(12, 6, 12, 6)
    )
    box.addWidget(line, 1)
    made = controls.plain(box, "tint")
    made.setAccessibleName(_("Safe contact: {words}").format(words="; ".join(safe_contact.lines(phones))))
    return made


def said_of(phones: Sequence[ClientPhone]) -> str:
    """The words of the banner on one line."""
    return "  ·  ".join(safe_contact.lines(phones))


def open_client(desk: "Desk", client_id: uuid.UUID, part: str = "summary") -> Page:
    """Open a client's page at a part, such as summary or seen; a merged record's is the one it is shown with.

    That the record is opened is written down first. Raises NotFound, and Problems where it cannot be.
    """
    client = desk.read(lambda session: records.load(session, client_id))
    consents.look(desk, [client.merged_into_id or client_id])
    page = PersonPage(desk, client.merged_into_id or client_id, part)
    desk.window.open_page(page, "people")
    return page
