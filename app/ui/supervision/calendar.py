"""The calendar of planned sessions: by day, whose, how often; what passed without a log stands out."""

import datetime as dt
from typing import TYPE_CHECKING

from app.services.supervision import calendar
from app.services.supervision.calendar import PlanRow, State
from app.services.users import Action
from app.ui.kit import controls, dates
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Crumb, Page, tall
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.supervision import words
from app.ui.supervision.strip import MonthStrip
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({"planned_session", "planned_attendance", "supervision_session", "staff", "supervisor"})
COLUMNS: tuple[Column[PlanRow], ...] = (
    Column(N_("When"), lambda row: Cell(day(row), words.times(row.start, row.stop, row.minutes), strong=True), width=240),
    Column(N_("Who"), lambda row: Cell(people(row), _("With {name}").format(name=row.supervisor_name)), width=260),
    Column(N_("Kind"), lambda row: kind(row), width=170),
    Column(N_("Repeats"), lambda row: repeats(row), width=170),
    Column(N_("Where it stands"), lambda row: standing(row)),
    Column("", lambda _row: Cell("", button=_("Open")), width=96),
)
STATES = {
    State.AHEAD: (N_("Planned"), "calendar", ""), State.MISSED: (N_("Not logged"), "alert", "warning"),
    State.LOGGED: (N_("Logged"), "check-circle", "good"), State.CANCELLED: (N_("Cancelled"), "close", "muted"),
}  # fmt: skip


def day(row: PlanRow) -> str:
    """Mon, Nov 30, 2026."""
    return dates.short(row.date)


def people(row: PlanRow) -> str:
    """The peer supporter, or the first of a group and how many more."""
    more = len(row.names) - 1
    if more < 1:
        return "".join(row.names)
    others = plural("{count} other", "{count} others", more)
    return _("{name} and {more}").format(name=row.names[0], more=others)


def kind(row: PlanRow) -> Cell:
    """Individual, and below it how they meet."""
    first, _comma, second = words.kind(row.format, row.manner).partition(", ")
    return Cell(first, second.capitalize())


def repeats(row: PlanRow) -> Cell:
    """Every how many weeks."""
    if row.every_weeks is None:
        return Cell(_("Once"), tone="muted")
    if row.every_weeks == 1:
        return Cell(_("Every week"))
    return Cell(plural("Every {count} week", "Every {count} weeks", row.every_weeks))


def standing(row: PlanRow) -> Cell:
    """Where the plan stands, with what is wrong or why it was cancelled below it."""
    said, icon, tone = STATES[row.state]
    second = row.reason.split("\n")[0]
    if row.overlaps:
        return Cell(_("Overlaps another session"), _(said), "warning", "warning")
    if row.state == State.MISSED:
        second = _("It has passed. Log or cancel it.")
    return Cell(_(said), second, icon, tone)


class CalendarPage(Page):
    """The list with its filters; Enter opens a plan with its agenda."""

    help_topic = "planning"

    def __init__(self, desk: "Desk") -> None:
        """Fetches what this person may see."""
        self._desk = desk
        self.window_title = _("Supervision")
        plans = desk.may(Action.PLAN_SUPERVISION)
        buttons = [controls.filled(_("Plan a session"), "plus", self._new)] if plans else []
        crumbs: list[Crumb] = [(_("Supervision"), lambda: desk.window.go("supervision")), (_("Calendar"), None)]
        told = _("Each planned session brings its agenda; log it from there once it was held")
        super().__init__(_("Calendar of supervision"), told, crumbs=crumbs, buttons=buttons, scroll=tall())
        self.chips = FilterChips([
            (State.AHEAD.value, _("Ahead")), (State.MISSED.value, _("Not logged")), (State.LOGGED.value, _("Logged")),
            (State.CANCELLED.value, _("Cancelled")), ("all", _("All")),
        ])  # fmt: skip
        self._rows: list[PlanRow] = []
        self.strip = MonthStrip(desk.today())
        begin = controls.row_button(_("Plan a session"), "plus", self._new) if plans else None
        self.list = List(
            COLUMNS, from_rows(self._shown, {}, lambda row: " ".join((*row.names, row.supervisor_name))),
            _("No session here. Plan the next ones, and each brings its agenda."), name="planned",
            label=_("Planned sessions"), begin=begin,
        )  # fmt: skip
        self.list.lead(self.chips)
        self.strip.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda row, _button: self._open(row))
        self.chips.chosen.connect(lambda _value: self.list.refresh())
        self.body.addWidget(self.strip)
        self.body.addWidget(self.list, 1)
        desk.changed.connect(self._changed)
        self.refresh()

    def _shown(self) -> list[PlanRow]:
        chosen, day = self.chips.value(), self.strip.day()
        found = [row for row in self._rows if chosen in ("all", row.state.value) and day in (None, row.date)]
        ahead = chosen in (State.AHEAD.value, State.MISSED.value)
        return found if ahead else found[::-1]

    def _choose(self, day: dt.date | None) -> None:
        """A day shows all that stands on it, whatever became of it."""
        if day is not None:
            self.chips.choose("all")
        self.list.refresh()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read the calendar anew."""
        self._rows = self._desk.read(calendar.listed)
        counts = {state.value: sum(row.state == state for row in self._rows) for state in State}
        self.chips.set_counts(counts | {"all": len(self._rows)})
        states: dict[dt.date, list[State]] = {}
        for row in self._rows:
            states.setdefault(row.date, []).append(row.state)
        self.strip.show_states(states)
        self.list.refresh()

    def _open(self, row: PlanRow) -> None:
        self._desk.open("plan", row.id)

    def _new(self) -> None:
        self._desk.open("plan.form")


def open_calendar(desk: "Desk") -> CalendarPage:
    """Open the calendar."""
    page = CalendarPage(desk)
    desk.window.open_page(page, "supervision")
    return page
