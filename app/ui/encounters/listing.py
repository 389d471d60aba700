"""The list of encounters: of one client, or of everyone in a person's view."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.encounters import listing
from app.services.encounters.listing import EncounterRow
from app.services.users import Action
from app.ui.encounters import words
from app.ui.kit import controls, dates
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "encounter", "encounter_attendance", "encounter_signature", "encounter_review", "client", "staff",
})  # fmt: skip
WHO: Column[EncounterRow] = Column(
    N_("With"), lambda row: Cell(words.who(row), _("By {name}").format(name=row.staff_name)), width=222
)
COLUMNS: tuple[Column[EncounterRow], ...] = (
    Column(
        N_("When"),
        lambda row: Cell(_day(row.date), words.times(row.start, row.stop, row.minutes), strong=True),
        "date",
        width=214,
    ),
    WHO,
    Column(
        N_("Kind"),
        lambda row: Cell(
            words.manner(row.manner), _("Amendment") if row.amends_id else words.service(row.service_type)
        ),
        width=218,
    ),
    Column(N_("Note"), lambda row: Cell(row.data.split("\n")[0])),
    Column(N_("Signed"), lambda row: words.state(row), width=168),
    Column("", lambda _row: Cell("", button=_("Open")), width=96),
)


def _day(day: dt.date) -> str:
    return dates.short(day)


class EncounterList(QWidget):
    """The encounters, newest first; Enter opens one."""

    def __init__(self, desk: "Desk", client: str = "") -> None:
        """Fetches the first window; `client` keeps those of one client and gives the button for a new note."""
        super().__init__()
        self._desk, self._client = desk, client
        self.unsigned = self.replaced = False
        begin = controls.row_button(_("New note"), "note", self.new)
        self.list = List(
            COLUMNS, self._fetch, _("No notes yet. Write one after each visit, and sign it."),
            name="encounters", label=_("Encounters"),
            begin=begin if desk.may(Action.WRITE_ENCOUNTERS) else None, key=lambda row: (row.starts, row.id),
        )  # fmt: skip
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda row, _button: self._open(row))
        box = controls.down(gap=8)
        if client and desk.may(Action.WRITE_ENCOUNTERS):
            self.new_button = controls.outlined(_("New note"), "note", self.new)
            self.list.bar.addWidget(self.new_button)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        desk.changed.connect(self._changed)

    def _fetch(
        self, *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
    ) -> Sequence[EncounterRow]:
        newest = sort is None or descending
        return self._desk.read(
            lambda session: listing.window(
                session, descending=newest, after=after, limit=limit, text=filter, client=self._client,
                unsigned=self.unsigned, replaced=self.replaced,
            )
        )  # fmt: skip

    def refresh(self) -> None:
        """Fetch anew."""
        self.list.refresh()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def _open(self, row: EncounterRow) -> None:
        self._desk.open("note", row.id)

    def new(self) -> None:
        """Write a new note for this client."""
        self._desk.open("note", client=self._client)


def of_client(desk: "Desk", client_code: str) -> EncounterList:
    """The list of a client's encounters, newest first, with the button for a new note."""
    made = EncounterList(desk, client_code)
    made.refresh()
    return made
