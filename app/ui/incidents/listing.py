"""The list of incidents: about one client, or all that a person may see."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.contacts import words as numbers
from app.services.incidents import listing
from app.services.incidents.listing import IncidentRow
from app.services.users import Action
from app.ui import contacts
from app.ui.kit import controls, dates
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

ROOM = "people"  # incidents have no room of their own
TABLES = frozenset({"incident", "client", "staff"})
OPEN, CLOSED, ALL = "open", "closed", "all"
NONE = N_("No incident is on record. Write one when you suspect abuse, or when somebody may be harmed.")
NONE_SEEN = N_("No incident is in your view.")


class IncidentList(QWidget):
    """The incidents, the newest first; Enter opens one."""

    def __init__(self, desk: "Desk", client: str = "") -> None:
        """`client` keeps those about the client of this code and gives the button for a new one."""
        super().__init__()
        self._desk, self._client = desk, client
        self.which = ALL if client else OPEN
        writes = desk.may(Action.WRITE_INCIDENTS)
        begin = controls.row_button(_("New incident"), "alert", self.new) if writes else None
        sorts = {"date": lambda row: (row.date, row.id), "kind": lambda row: row.kind.label}
        self.list = List(
            self._columns(), from_rows(self._rows, sorts, _text), _(NONE if writes else NONE_SEEN),
            name="incidents", label=_("Incidents"), begin=begin, key=lambda row: row,
        )  # fmt: skip
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda row, _button: self._open(row))
        if client and writes:
            self.new_button = controls.outlined(_("New incident"), "alert", self.new)
            self.list.bar.addWidget(self.new_button)
        box = controls.down(gap=8)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        desk.changed.connect(self._changed)

    def _columns(self) -> list[Column[IncidentRow]]:
        return [
            Column(_("When"), self._when, "date", width=190),
            Column(_("What it is about"), self._about, "kind", width=350),
            Column(_("Noticed by"), lambda row: row.staff_name, width=190),
            Column(_("Where it stands"), _state),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]

    def _when(self, row: IncidentRow) -> Cell:
        return Cell(dates.short(row.date), dates.say(row.time) if row.time else "", strong=True)

    def _about(self, row: IncidentRow) -> Cell:
        whom = "" if self._client else row.client_name or _("Nobody on record")
        return Cell(row.kind.label, whom)

    def _rows(self) -> list[IncidentRow]:
        rows = self._desk.read(lambda session: listing.listed(session, self._client))
        if self.which == ALL:
            return rows
        return [row for row in rows if (row.closed_on is None) == (self.which == OPEN)]

    def refresh(self) -> None:
        """Fetch anew."""
        self.list.refresh()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def _open(self, row: IncidentRow) -> None:
        self._desk.open("incident", row.id)

    def new(self) -> None:
        """Write a new one, about this client where the list is one client's."""
        self._desk.open("incident.form", client=self._client)


def _text(row: IncidentRow) -> str:
    return f"{row.kind.label} {row.client_name} {row.staff_name}"


def _state(row: IncidentRow) -> Cell:
    if row.closed_on is not None:
        return Cell(_("Closed"), dates.say(row.closed_on), "check-circle", "muted")
    first, *rest = (step.label for step in row.steps)
    urgent = not (row.reported and row.told)
    return Cell(first, ", ".join(rest), "alert" if urgent else "flag", "danger" if urgent else "", strong=True)


class ListPage(Page):
    """All of them with their filters."""

    help_topic = "incidents"

    def __init__(self, desk: "Desk") -> None:
        """Begin with those that are open."""
        self._desk = desk
        writes = desk.may(Action.WRITE_INCIDENTS)
        buttons = [controls.filled(_("New incident"), "alert", lambda: self.incidents.new())] if writes else []
        super().__init__(
            _("Incidents"), _("Reports of abuse and risk of harm, in the fewest words"),
            crumbs=[(_("People"), lambda: desk.window.go("people")), (_("Incidents"), None)], buttons=buttons, scroll=False,
        )  # fmt: skip
        self.window_title = _("Incidents")
        self.head.insertWidget(2, what_is_this(desk))
        self.chips = FilterChips([(OPEN, _("Open")), (CLOSED, _("Closed")), (ALL, _("All"))])
        self.incidents = IncidentList(desk)
        self.list = self.incidents.list
        self.chips.chosen.connect(self._choose)
        self.list.lead(self.chips)
        self.body.addWidget(self.incidents, 1)
        desk.changed.connect(self._hear)
        self._count()

    def _choose(self, value: str) -> None:
        self.incidents.which = value
        self.list.refresh()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self._count()

    def _count(self) -> None:
        rows = self._desk.read(listing.listed)
        still = sum(row.closed_on is None for row in rows)
        self.chips.set_counts({OPEN: still, CLOSED: len(rows) - still, ALL: len(rows)})


def what_is_this(desk: "Desk") -> controls.Button:
    """The link to what an incident is, in plain words."""
    made = controls.link(_("What is this?"), lambda: desk.open("help", "incidents"))
    made.setAccessibleName(_("What is this? Incidents, and what the law asks"))
    return made


def in_a_crisis(desk: "Desk") -> controls.Button:
    """The link to the numbers to call."""
    return controls.link(numbers.title(contacts.shown(desk)), lambda: desk.open("help", "crisis"))


def open_list(desk: "Desk") -> ListPage:
    """Every incident that this person may see, the open ones first."""
    page = ListPage(desk)
    desk.window.open_page(page, ROOM)
    return page
