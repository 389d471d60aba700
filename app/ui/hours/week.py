"""The Hours room: one person's week in a grid, typed like a spreadsheet, saved as a whole, never lost."""

import datetime as dt
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut

from app.services import hours, staff
from app.services.hours import Category, Line
from app.services.problems import Invalid, Problem
from app.services.store import session as sessions
from app.services.supervision import owed
from app.services.users import Action
from app.ui import rules
from app.ui.hours.grid import Grid
from app.ui.hours.parts import AddRow, Mending, MonthCard
from app.ui.hours.pasting import NotPasted
from app.ui.hours.proposing import WithClients
from app.ui.hours.repeating import repeat
from app.ui.hours.sheet import Bad, Sheet
from app.ui.hours.signed import SignedMonths
from app.ui.kit import controls, dates, fitting, page, theme
from app.ui.kit.combo import Combo
from app.ui.kit.page import FootBar, Page
from app.ui.kit.reflow import Reflow
from app.ui.kit.sections import Restored
from app.ui.people_choice import known_staff
from app.ui.write import Desk
from app.wording import _, plural

DRAFT = "hours"
AGAIN = "Ctrl+D"
USUAL = (
    Category.DIRECT_SERVICE,
    Category.DOCUMENTATION,
    Category.TRAINING,
    Category.TRAVEL,
    Category.MEETINGS,
)
FEW = 3  # a person with fewer kinds of work is offered the usual ones too
TABLES = frozenset(
    {
        "hours",
        "staff",
        "enrolment", "pack_amendment",
        "supervision_session",
        "session_attendance",
        "signature",
        "paper_signature",
        "encounter",
        "encounter_signature",
        "month_closing",
    }
)


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


class HoursPage(Page):
    """Person and week above, the grid, what is wrong below it, the month beside it."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the first person and this week."""
        self.desk = desk
        self._print = controls.outlined(_("Print hours sheet"), "print", self.print_sheet)
        super().__init__(_("Hours"), _("Every hour worked counts, paid or not"), buttons=[self._print])
        self.window_title = _("Hours")
        self.monday = monday_of(desk.today())
        self.dirty = self._just_saved = False
        self.sheet = Sheet()
        self.sheet.pack_title = lambda code: rules.pack_title(desk.packs, code)
        self.sheet.writable = desk.may(Action.ENTER_HOURS)
        self.sheet.edited.connect(self._edited)
        self.grid = Grid(self.sheet)
        self.restored = Restored(self.start_over)
        self.mending = Mending(self.sheet, self._enter)
        self.not_pasted = NotPasted(self.sheet, lambda over: self.grid.put(over.block, over.place))
        self.grid.refused.connect(self.not_pasted.say)
        self.outside, self.signed = controls.Note(""), SignedMonths()
        self.with_clients = WithClients(self)
        self.propose = controls.bare(_("Propose from notes"), "note", self.with_clients.propose)
        self.add_row = AddRow()
        self.add_row.wanted.connect(self._add)
        self.month = MonthCard(self._open_owed)
        self._build_foot()
        self._arrange()
        desk.changed.connect(self._hear)

    def _build_foot(self) -> None:
        self.save_button = controls.filled(_("Save week"), "save", self.save)
        self.same = controls.outlined(_("Same as last week"), "copy", lambda: repeat(self))
        self.same.setToolTip(AGAIN)
        QShortcut(QKeySequence(AGAIN), self, lambda: repeat(self))
        self.foot = FootBar(self.same, self.save_button)
        self.set_foot(self.foot)
        for button in (self.same, self.save_button):
            button.setVisible(self.sheet.writable)

    def _arrange(self) -> None:
        self.person = Combo()
        words = controls.text(_("Person"), "label")
        words.setBuddy(self.person)
        self.person.setMinimumWidth(theme.scaled(240))
        self.person.activated.connect(lambda: self.show_week())
        back = controls.outlined("", "chevron-left", lambda: self.turn(-1))
        back.setAccessibleName(_("Previous week"))
        on = controls.outlined("", "chevron-right", lambda: self.turn(1))
        on.setAccessibleName(_("Next week"))
        now = controls.bare(
            _("This week"), on_click=lambda: self.show_week(monday=monday_of(self.desk.today()))
        )
        self._span = controls.text("", "section")
        turning = controls.across(back, on, 4, self._span, 8, now, None)
        if theme.percent() > 100:  # large text takes two lines
            self.body.addWidget(Reflow([controls.plain(controls.across(words, self.person, None)), self.propose], (1, 0)))
            self.body.addLayout(turning)
        else:
            line = controls.across(words, self.person, 12)
            line.addLayout(turning, 1)
            line.addWidget(self.propose)
            self.body.addLayout(line)
        frame = controls.plain(controls.down(self.grid, margins=(1, 1, 1, 4)), "card")
        notes = (self.not_pasted, self.mending, self.signed, self.outside, self.with_clients)
        left = controls.down(self.restored, fitting.Sideways(frame), *notes, self.add_row, None, gap=10)
        beside = page.beside(controls.plain(left), controls.plain(controls.down(self.month, None)), 236)
        self.body.addWidget(beside, 1)
        self.add_row.setVisible(self.sheet.writable)
        self.propose.setVisible(self.sheet.writable and self.desk.may(Action.WRITE_ENCOUNTERS))

    def take_focus(self) -> None:
        """Typing begins in the grid's chosen cell."""
        self.grid.begin()

    # showing

    def staff(self) -> str:
        """The code of the person shown; blank where there is nobody."""
        return str(self.person.currentData() or "")

    def refresh(self) -> None:
        """Fetch anew; what is typed and not saved stays."""
        self._fill_people()
        if not self.dirty:
            place, saved = self.grid.place(), self._just_saved
            self.show_week()
            self._just_saved = saved
            self._tell()
            if self.sheet.editable(place):
                self.grid.setCurrentIndex(self.sheet.index(*place))
        else:
            self._show_month()

    def _fill_people(self) -> None:
        kept = self.staff()
        people = known_staff(self.desk)
        self.person.clear()
        for code, name in people:
            self.person.addItem(_("{name} ({code})").format(name=name, code=code), code)
        self.person.setCurrentIndex(max(self.person.findData(kept), 0) if people else -1)
        nobody = _("Nobody is on record yet. Add staff first, then type their hours here.")
        if not people:
            self.say(nobody, "info")
        self.grid.setEnabled(bool(people))
        self._print.setEnabled(bool(people) and self.desk.may(Action.PRINT))

    def show_week(self, code: str = "", monday: dt.date | None = None) -> None:
        """Show a person's week; what is typed in the week before is kept as its draft."""
        if self.dirty:
            self.desk.keeper.flush()
        if code:
            self.person.setCurrentIndex(self.person.findData(code))
        self.monday = monday or self.monday
        self.not_pasted.say(None)
        person = self.staff()
        last = self.monday + dt.timedelta(days=6)
        self._span.setText(_("{first} to {last}").format(first=dates.short(self.monday, last), last=dates.short(last)))
        if not person:
            self.sheet.fill(self.monday, [], {})
            return
        self._load(person)
        draft = self.desk.draft(DRAFT, self._record()) if self.sheet.writable else None
        self.dirty, self._just_saved = bool(draft), False
        self.restored.setVisible(False)
        if draft:
            self.sheet.restore(draft)
            self.restored.say(
                _("Your typing from before was put back. It is not saved yet."), _("Start over")
            )
        self._tell()
        self._show_month()

    def _load(self, person: str) -> None:
        def work(session: Any) -> tuple[hours.Week, list[Line], list[str], list[dt.date]]:
            week = hours.week(session, person, self.monday)
            usual = list(hours.last_lines(session, person, self.monday))
            held = [one.pack for one in staff.by_code(session, person).enrolments]
            return week, usual, held, hours.signed_months(session, person, self.monday)

        week, usual, held, signed = self.desk.read(work)
        self.signed.begin(week.cells, signed)
        lines = {line for line, _day in week.cells} | set(usual)
        if len(lines) < FEW:
            lines |= {Line(category) for category in USUAL}
        order = sorted(lines, key=lambda one: (list(Category).index(one.category), not one.paid, one.pack))
        self.sheet.fill(self.monday, order, week.cells)
        self.add_row.set_packs([(code, self.sheet.pack_title(code)) for code in held])

    def turn(self, weeks: int) -> None:
        """Go some weeks on, or back."""
        self.show_week(monday=self.monday + dt.timedelta(weeks=weeks))

    def _record(self) -> str:
        return f"{self.staff()}/{self.monday.isoformat()}"

    def _show_month(self) -> None:
        person = self.staff()
        day = min(max(self.desk.today(), self.monday), self.monday + dt.timedelta(days=6))
        if not person:
            self.month.hide()
            return
        month = f"{day:%Y-%m}"
        lines = self.desk.read(lambda session: owed.ledger(session, max(self.desk.today(), day), person))
        found = [
            (self.sheet.pack_title(line.pack), next((one for one in line.months if one.month == month), None))
            for line in lines
        ]
        self.month.show_month(day, found)
        self.month.show()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    # typing

    def _edited(self) -> None:
        self.dirty, self._just_saved = True, False
        if self.sheet.writable and self.staff():
            self.desk.keeper.typed(DRAFT, self._record(), self.sheet.drafted())
        self._tell()

    def _tell(self) -> None:
        bad = self.sheet.bad()
        self.mending.show_bad(bad)
        self._warn()
        self.with_clients.compare()
        if bad:
            self.foot.say(plural("{count} cell to mend before you can save", "{count} cells to mend before you can save",
                                 len(bad)), "alert", "danger")  # fmt: skip
        elif self.dirty:
            self.foot.say(_("Not saved yet. What you type is kept as a draft."), "info", "muted")
        elif self.sheet.writable:
            words = _("Saved. Week total {time}") if self._just_saved else _("Week total {time}")
            self.foot.say(words.format(time=dates.length(self.sheet.week_total())))
        else:
            self.foot.say(_("You may read these hours."), "info", "muted")

    def _warn(self) -> None:
        person = self.staff()
        typed = self.sheet.week(person)
        self.signed.tell(typed.cells)
        days = self.desk.read(lambda session: hours.outside_employment(session, typed)) if person else []
        named = "; ".join(dates.short(day, day) for day in days)
        words = _("Under no rules on these days, so these hours are kept but not counted: {days}.")
        said = self.desk.read(lambda session: hours.week_doubts(session, typed)) if person else []
        self.outside.say("\n".join([*([words.format(days=named)] if days else []), *said]), "warning", "warning")

    def _enter(self, bad: Bad) -> None:
        self.grid.go(bad.row or 0, bad.column)

    def _add(self, line: Line) -> None:
        if not self.sheet.add(line):
            self.foot.say(_("This row is in the table already."), "info", "muted")
        self.grid.go(self.sheet.lines.index(line), 1)

    def start_over(self) -> None:
        """Throw the typing of this week away and show what is on record."""
        self.desk.keeper.forget(DRAFT, self._record())
        self.desk.keeper.flush()
        self.dirty = False
        self.show_week()

    def save(self) -> None:
        """Save the whole week, or say which cells stand in the way."""
        bad = self.sheet.bad()
        if not self.sheet.writable or not self.staff():
            return
        if bad:
            self._enter(bad[0])
            return
        typed, record = self.sheet.week(self.staff()), self._record()
        try:
            with sessions.transaction(self.desk.signed_in.store, self.desk.signed_in.actor) as session:
                hours.save_week(session, typed)
        except Invalid as wrong:
            self.sheet.refuse(wrong.fields)
            return
        except Problem as wrong:
            page.problem(self, wrong)
            return
        self.desk.keeper.forget(DRAFT, record)
        self.desk.keeper.flush()
        self.signed.begin(typed.cells, self.signed.months)
        self.dirty, self._just_saved = False, True
        self.restored.hide()
        self._tell()
        self._show_month()

    # leaving

    def print_sheet(self) -> None:
        """Show the hours sheet of the week's month."""
        self.desk.open("hours.sheet", self.staff(), self.monday + dt.timedelta(days=3))

    def _open_owed(self) -> None:
        self.desk.open("owed.person", self.staff())


def open_week(desk: Desk, staff: str = "", monday: dt.date | None = None) -> None:
    """Show a person's week: the week of any day in it, or the one shown last."""
    shown = desk.window.go("hours")
    if isinstance(shown, HoursPage) and (staff or monday):
        shown.show_week(staff, monday_of(monday) if monday else None)
        shown.grid.setFocus()


def open_draft(desk: Desk, _form: str, record: str) -> None:
    """Go on with a week that was typed: `code/monday`."""
    code, _slash, monday = record.rpartition("/")
    open_week(desk, code, dt.date.fromisoformat(monday))
