"""The two lists of the room: applicants with how far their panel is, and positions."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantRow, Decision, PositionRow
from app.services.users import Action
from app.ui.hiring import PARTS, questions
from app.ui.kit import controls, dates
from app.ui.kit.listing import List
from app.ui.kit.page import Page, empty
from app.ui.kit.sections import Sections
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import _

TABLES = frozenset({"position", "applicant", "interview", "own_question", "score"})


class HiringPage(Page):
    """The room's page: chips choose the list, the button adds to it."""

    def __init__(self, desk: Desk) -> None:
        """Show the applicants."""
        self.desk = desk
        self._may = desk.may(Action.HIRE)
        self._add = controls.filled("", "plus", self._new)
        super().__init__(_("Hiring"), _("Positions, applicants, and interviews scored 1 to 5"), buttons=[self._add],
                         scroll=False)  # fmt: skip
        self.window_title = _("Hiring")
        makers: dict[str, Callable[[], QWidget]] = {
            "applicants": self._applicants, "positions": self._positions, "questions": lambda: questions.make_list(desk),
        }  # fmt: skip
        may = [(name, label) for name, label, needed in PARTS if needed is None or desk.may(needed)]
        self.sections = Sections([(name, _(label), makers[name]) for name, label in may])
        self.sections.shown.connect(self._name_button)
        self.body.addWidget(self.sections, 1)
        self._name_button(self.sections.value())
        desk.changed.connect(self._hear)

    def _name_button(self, part: str) -> None:
        words = {"applicants": _("Add an applicant"), "positions": _("Add a position")}
        self._add.setText(words.get(part, _("Add a question")))
        self._add.setVisible(self._may)

    def _new(self) -> None:
        if self.sections.value() == "applicants":
            self.desk.open("applicant.form")
        elif self.sections.value() == "positions":
            self.desk.open("position")
        else:
            self.desk.open("question")

    def refresh(self) -> None:
        """Fetch the shown list anew."""
        part = self.sections.part()
        if isinstance(part, List):
            part.refresh()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.refresh()

    def _applicants(self) -> QWidget:
        columns: list[Column[ApplicantRow]] = [
            Column(_("Name"), lambda row: Cell(row.name, row.code, icon="person", strong=True), "name", width=230),
            Column(_("Position"), lambda row: row.position, "position"),
            Column(_("Applied"), lambda row: dates.say(row.applied_on), "applied_on", width=150),
            Column(_("Interviews"), _panel, width=236),
            Column(_("Decision"), lambda row: Decision(row.decision or "open").label, "decision", width=130),
            Column("", lambda _row: Cell("", button=_("Open") if self._may else _("Compare")), width=104),
        ]
        sorts = {name: _by(name) for name in ("name", "position", "applied_on", "decision")}
        fetch = from_rows(
            lambda: self.desk.read(applicants.listed), sorts, lambda row: f"{row.name} {row.code} {row.position}"
        )
        sentence = _("No applicant is on record yet. Add a position, then the people who apply for it.")
        made = List(columns, fetch, sentence, "applicants", _("Applicants"))
        made.opened.connect(self._open)
        made.pressed.connect(lambda row, _button: self._open(row))
        return made

    def _open(self, row: ApplicantRow) -> None:
        if self._may:
            self.desk.open("applicant", row.id)
        else:
            self.desk.open("comparison", row.position_id)

    def _positions(self) -> QWidget:
        columns: list[Column[PositionRow]] = [
            Column(_("Position"), lambda row: Cell(row.name, strong=True), "name"),
            Column(_("Open"), _open_days, width=230),
            Column(_("Vehicle"), lambda row: _("Needed") if row.needs_vehicle else _("Not needed"), width=130),
            Column(_("Applicants"), lambda row: str(row.applicants), align="right", width=110),
            Column("", lambda _row: Cell("", button=_("Change") if self._may else ""), width=96),
            Column("", lambda _row: Cell("", button=_("Compare")), width=104),
            *([Column("", lambda _row: Cell("", button=_("Open")), width=96)] if self._may else []),
        ]
        fetch = from_rows(lambda: self.desk.read(applicants.positions), {"name": _by("name")}, lambda row: row.name)
        sentence = _("No position is on record yet. Add what you hire for.")
        made = List(columns, fetch, sentence, "positions", _("Positions"))
        made.opened.connect(self._position)
        made.pressed.connect(self._press)
        return made

    def _press(self, row: PositionRow, button: str) -> None:
        if button == _("Compare"):
            self._compare(row)
        else:
            self._position(row)

    def _position(self, row: PositionRow) -> None:
        if self._may:
            self.desk.open("position", row.id)
        else:
            self._compare(row)

    def _compare(self, row: PositionRow) -> None:
        self.desk.open("comparison", row.id)


def _by(name: str) -> Any:
    return lambda row: getattr(row, name)


def _panel(row: ApplicantRow) -> Cell:
    if not row.panel:
        return Cell(_("None yet"), tone="muted")
    words = _("{submitted} of {panel} handed in").format(submitted=row.submitted, panel=row.panel)
    if row.submitted < row.panel:
        return Cell(words, _("Scores hidden until all are in"), icon="lock", tone="warning")
    return Cell(words, icon="check", tone="good")


def _open_days(row: PositionRow) -> Cell:
    since = _("Since {day}").format(day=dates.say(row.opened_on)) if row.opened_on else _("Open")
    if row.closed_on is None:
        return Cell(since)
    return Cell(_("Closed {day}").format(day=dates.say(row.closed_on)), tone="muted")


def make(desk: Desk) -> Page:
    """The room's page; a sentence for those who have no part in hiring."""
    if desk.may(Action.SEE_HIRING):
        return HiringPage(desk)
    page = Page(_("Hiring"))
    page.body.addWidget(empty(_("Managers hold interviews here, and supervisors read the comparison.")))
    return page


def open_part(desk: Desk, part: str) -> Page:
    """Show one of the room's lists: applicants, positions or questions."""
    page = desk.window.go("hiring")
    assert isinstance(page, HiringPage)
    page.sections.show_part(part)
    page.refresh()
    return page
