"""The review queue: notes, sessions and weeks of hours, what state each is in, and for whom it waits."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from app.services.across import queue, waiting
from app.services.across.queue import Row, State, What
from app.ui.kit import controls, dates
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Crumb, Page
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "encounter", "encounter_signature", "encounter_review", "supervision_session", "session_attendance", "signature",
    "paper_signature", "paper_document", "hours", "agreement", "enrolment",
})  # fmt: skip
STATES = {
    State.READY: (N_("Ready for review"), "eye", "warning"), State.REVISION: (N_("Needs revision"), "undo", "danger"),
    State.OPEN: (N_("Not finished"), "pencil", "muted"), State.DONE: (N_("Signed or read"), "check-circle", "good"),
}  # fmt: skip
KINDS = {What.NOTE: N_("Encounter note"), What.SESSION: N_("Supervision session"), What.HOURS: N_("Week of hours")}
MISSING = {What.NOTE: N_("Not signed yet"), What.SESSION: N_("Not signed by all"), What.HOURS: N_("No hours yet")}


def _when(row: Row) -> Cell:
    return Cell(dates.short(row.date), _("The week from this day") if row.what == What.HOURS else "", strong=True)


def _about(row: Row) -> str:
    names = ", ".join(row.about)
    return _("With {name}").format(name=names) if row.what == What.SESSION else names


def _stands(row: Row) -> Cell:
    said, icon, tone = STATES[row.state]
    second = row.comment.split("\n")[0]
    if row.state == State.OPEN:
        said = MISSING[row.what]
        second = _("Printed, to be signed by hand") if row.paper else ""
    return Cell(_(said), second, icon, tone)


COLUMNS: tuple[Column[Row], ...] = (
    Column(N_("Date"), _when, width=160),
    Column(N_("Record"), lambda row: Cell(_(KINDS[row.what]), _about(row)), width=230),
    Column(N_("Whose"), lambda row: row.owner, width=180),
    Column(N_("Waits for"), lambda row: Cell(", ".join(row.waits_for) or _("Nobody"), tone="" if row.waits_for else "muted"),
           width=200),
    Column(N_("Where it stands"), _stands),
    Column("", lambda _row: Cell("", button=_("Open")), width=96),
)  # fmt: skip


class QueuePage(Page):
    """The list with its two filters: by state, and by kind of record."""

    help_topic = "planning"

    def __init__(self, desk: "Desk") -> None:
        """Reads what waits."""
        self._desk = desk
        self.window_title = _("Supervision")
        crumbs: list[Crumb] = [(_("Supervision"), lambda: desk.window.go("supervision")), (_("Review queue"), None)]
        self._review = controls.filled("", "pencil", self._together)
        told = _("What you must see, and what others have still to finish")
        super().__init__(_("Review queue"), told, crumbs=crumbs, buttons=[self._review], scroll=False)
        self.states = FilterChips([
            (State.READY.value, _("Ready")), (State.REVISION.value, _("Needs revision")),
            (State.OPEN.value, _("Not finished")), (State.DONE.value, _("Signed")), ("all", _("All")),
        ])  # fmt: skip
        self.kinds = FilterChips([
            ("all", _("All kinds")), (What.NOTE.value, _("Notes")), (What.SESSION.value, _("Sessions")),
            (What.HOURS.value, _("Hours")),
        ])  # fmt: skip
        self._rows: list[Row] = []
        self.list = List(
            COLUMNS, from_rows(self._shown, {}, lambda row: " ".join((row.owner, *row.about, *row.waits_for))),
            _("Nothing stands here."), name="queue", label=_("Review queue"),
        )  # fmt: skip
        self.list.lead(self.states)
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda row, _button: self._open(row))
        for chips in (self.states, self.kinds):
            chips.chosen.connect(lambda _value: self._filter())
        self.body.addWidget(self.kinds)
        self.body.addWidget(self.list, 1)
        desk.changed.connect(self._changed)
        self.refresh()

    def _of_kind(self) -> list[Row]:
        return [row for row in self._rows if self.kinds.value() in ("all", row.what.value)]

    def _shown(self) -> list[Row]:
        found = [row for row in self._of_kind() if self.states.value() in ("all", row.state.value)]
        return found[::-1] if self.states.value() == State.DONE.value else found

    def _filter(self) -> None:
        rows = self._of_kind()
        counts = {state.value: sum(row.state == state for row in rows) for state in State}
        self.states.set_counts(counts | {"all": len(rows)})
        self.list.refresh()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read what waits now."""
        today = self._desk.today()
        self._rows = self._desk.read(lambda session: queue.rows(session, today))
        self._filter()
        waits = self._desk.read(waiting.count).all
        self._review.setText(_("Review and sign {count}").format(count=waits))
        self._review.setVisible(bool(waits))

    def _open(self, row: Row) -> None:
        if row.what == What.NOTE:
            self._desk.open("note", uuid.UUID(row.key))
        elif row.what == What.SESSION:
            self._desk.open("session", uuid.UUID(row.key))
        else:
            code, _slash, monday = row.key.partition("/")
            self._desk.open("hours", code, dt.date.fromisoformat(monday))

    def _together(self) -> None:
        self._desk.open("together")


def open_queue(desk: "Desk") -> QueuePage:
    """Open the queue."""
    page = QueuePage(desk)
    desk.window.open_page(page, "supervision")
    return page
