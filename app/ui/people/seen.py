"""Who saw a client's record: openings, changes and what was given out, and the paper that tells the client."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.across import papers
from app.services.clients import records
from app.services.consents import seen
from app.services.consents.giving import Purpose
from app.services.consents.seen import Kind, Trace
from app.services.users import Action
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.background import Progress
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.people.grants import GrantsCard
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

ICONS = {Kind.OPENED: "search", Kind.CHANGED: "pencil", Kind.GIVEN: "out"}


class SeenPart(QWidget):
    """The list, newest first; beside it, for a manager, to whom the record is opened."""

    def __init__(self, desk: "Desk", client_id: uuid.UUID) -> None:
        """Read all that is known."""
        super().__init__()
        self.desk, self._id = desk, client_id
        words = _("Everyone who opened this record, changed it, or gave out a paper or file with it.")
        print_button = controls.outlined(_("Print for the client"), "print", self.print)
        head = controls.across(gap=16)
        head.addWidget(controls.text(words, "muted", wrap=True), 1)
        head.addWidget(print_button)
        self.list = List(
            self._columns(), from_rows(self._rows, {"at": lambda one: one.at}, lambda one: f"{one.by} {one.what}"),
            _("Nobody has opened this record yet."), name="seen", label=_("Who saw this record"),
        )  # fmt: skip
        self.list.setMinimumHeight(theme.scaled(340))
        left = controls.plain(controls.down(controls.plain(head), self.list, gap=10))
        if desk.may(Action.GRANT_CLIENTS):
            self.grants = GrantsCard(desk, client_id, self.refresh)
            self.setLayout(controls.down(page.beside(left, controls.plain(controls.down(self.grants, None)), 330)))
        else:
            self.setLayout(controls.down(left))
        self.refresh()

    def _rows(self) -> list[Trace]:
        return self.desk.read(lambda session: seen.traces(session, self._id))

    def _columns(self) -> list[Column[Trace]]:
        return [
            Column(_("When"), self._when, "at", width=150),
            Column(_("Who"), lambda one: one.by, width=170),
            Column(_("What"), lambda one: Cell(one.kind.label, one.what, icon=ICONS[one.kind], strong=True), width=230),
            Column(_("For what"), _why),
        ]

    def _when(self, one: Trace) -> Cell:
        day, time = self.desk.parts(one.at)
        return Cell(dates.say(day), dates.say(time))

    def refresh(self) -> None:
        """Read everything again."""
        self.list.refresh()

    def print(self) -> None:
        """Make the paper behind the window and show it."""
        client = self.desk.read(lambda session: records.load(session, self._id))

        def work(_progress: Progress) -> bytes:
            asked = papers.Asked(client=client.code)
            return self.desk.read(lambda session: papers.render(session, "accounting", asked))

        def show(data: bytes) -> None:
            title = _("Who saw this record")
            back = (records.shown_name(client), lambda: self.desk.open("client", self._id, "seen"))
            self.desk.open(
                "client.paper", title, data, kind="accounting", client=self._id, room="people",
                crumbs=[back, (title, None)], purpose=Purpose.CLIENT_REQUEST,
            )  # fmt: skip

        self.desk.queue.run(work, show, title=_("Making the paper"))


def _why(one: Trace) -> Cell:
    if one.purpose is None:
        return Cell("")
    return Cell(one.purpose.label, ". ".join(part for part in (one.recipient, one.basis) if part))
