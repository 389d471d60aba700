"""The list of clients with its filters; Enter opens a person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.services.clients import listing
from app.services.clients.answers import OPEN
from app.services.clients.listing import ClientRow
from app.services.users import Action
from app.ui import contacts
from app.ui.kit import controls, dates
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.table import Cell, Column
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

NONE = N_("Nobody is listed here. Take people in one by one, or import a list on the Reports page.")
NONE_HERE = N_("No record is in your view. A manager assigns clients, or opens a record to an auditor.")
TABLES = frozenset({"client", "client_name", "episode", "client_assignment", "program"})


class Room(Page):
    """Everyone whom the signed-in person may see."""

    window_title = ""

    def __init__(self, desk: "Desk") -> None:
        """Begin with those who are here now."""
        self._desk = desk
        buttons = [controls.filled(_("New intake"), "person-plus", self._new)] if desk.may(Action.EDIT_CLIENTS) else []
        begin = controls.row_button(_("New intake"), "person-plus", self._new) if buttons else None
        if desk.may(Action.SEE_INCIDENTS):
            buttons.insert(0, controls.outlined(_("Incidents"), "alert", self._incidents))
        if desk.may(Action.PRINT):
            buttons.insert(0, contacts.button(desk, "people"))
        super().__init__(_("People"), _("The people you serve"), buttons=buttons, scroll=False)
        self.window_title = _("People")
        self.chips = FilterChips(
            [(listing.HERE, _("Here now")), (listing.ALL, _("All")), (listing.DISCHARGED, _("Discharged"))]
        )
        self.list = List(
            self._columns(), self._fetch,
            _(NONE if desk.may(Action.EDIT_CLIENTS) else NONE_HERE),
            name="people", label=_("People"), begin=begin, key=lambda row: row,
        )  # fmt: skip
        self.list.lead(self.chips)
        self.chips.chosen.connect(lambda _value: self.list.refresh())
        self.list.opened.connect(lambda row: self._open(row))
        self.list.pressed.connect(lambda row, _button: self._open(row))
        self.body.addWidget(self.list, 1)
        desk.changed.connect(self._hear)
        self._count()

    def _columns(self) -> list[Column[ClientRow]]:
        return [
            Column(_("Name"), _name, "last_name", width=250),
            Column(_("Code"), lambda row: row.code, "code", width=110),
            Column(_("Program"), lambda row: Cell(row.program or "–", row.county if row.county not in OPEN else "")),
            Column(_("Served"), self._served, width=210),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]

    def _served(self, row: ClientRow) -> Cell:
        if row.admitted_on is None:
            return Cell(_("Not admitted yet"), tone="muted")
        since = _("Since {day}").format(day=dates.say(row.admitted_on))
        if row.discharged_on is None:
            return Cell(since)
        until = _("Until {day}").format(day=dates.say(row.discharged_on))
        return Cell(since, until, tone="" if row.discharged_on >= self._desk.today() else "muted")

    def _fetch(
        self, *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
    ) -> Sequence[ClientRow]:
        key = sort or "last_name"
        place = (getattr(after, key), after.id) if after is not None else None
        today, which = self._desk.today(), self.chips.value()
        return self._desk.read(
            lambda session: listing.window(
                session, today, which=which, sort=key, descending=descending, after=place, limit=limit, text=filter
            )
        )

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Fetch and count anew."""
        self._count()
        self.list.refresh()

    def _count(self) -> None:
        today = self._desk.today()
        self.chips.set_counts(self._desk.read(lambda session: listing.counts(session, today)))

    def _open(self, row: ClientRow) -> None:
        self._desk.open("client", row.id)

    def _incidents(self) -> None:
        self._desk.open("incidents")

    def _new(self) -> None:
        self._desk.open("intake")


def _name(row: ClientRow) -> Cell:
    born = _("born {year}").format(year=row.birth_date.year) if row.birth_date else ""
    pronouns = "" if row.pronouns in OPEN else row.pronouns
    return Cell(row.name, ", ".join(part for part in (pronouns, born) if part), icon="person", strong=True)
