"""Applicants of a position side by side: averages as bars, question by question, and the panel's words."""

import uuid
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.across import hiring_papers, papers
from app.services.hiring import comparing
from app.services.hiring.applicants import Decision
from app.services.hiring.comparing import Compared, Comparison
from app.services.rules import interview as rules
from app.services.rules.interview import Kind, Question, Total
from app.services.users import Action
from app.ui.hiring.aside import Share
from app.ui.kit import controls, icons, theme
from app.ui.kit.fitting import Sideways
from app.ui.kit.page import Card, Page, empty
from app.ui.kit.preview import Preview
from app.ui.write import Desk
from app.wording import _, plural

MOST = 4  # applicants abreast; further ones stand in a grid below
WIDE, NARROW = 320, 230  # pixels of the questions' column


class ComparisonPage(Page):
    """One position's applicants, the highest average first."""

    def __init__(self, desk: Desk, position_id: uuid.UUID) -> None:
        """Raises NotFound."""
        self.desk = desk
        self.found: Comparison = desk.read(lambda session: comparing.compare(session, position_id))
        buttons = [controls.outlined(_("Print the comparison"), "print", lambda: self._print("interview-comparison"))]
        if desk.may(Action.HIRE):
            buttons.append(controls.outlined(_("Print score sheets"), "print", lambda: self._print("interview-sheet")))
        title = _("Applicants side by side")
        super().__init__(
            title, self.found.position, crumbs=[(_("Hiring"), lambda: desk.window.go("hiring")), (title, None)],
            buttons=buttons,
        )  # fmt: skip
        self.window_title = _("Hiring")
        people = self.found.applicants
        if not people:
            self.body.addWidget(empty(_("Nobody has applied for this position yet.")))
        for start in range(0, len(people), MOST):
            self.body.addWidget(self._group(people[start : start + MOST]))
        words = _("Averages go from 1 (not shown) to 5 (strong), over questions asked and scored only; a missing score"
                  " is not a zero. The count of scores stands behind each average.")  # fmt: skip
        self.body.addWidget(controls.text(words, "second", wrap=True))
        self.body.addStretch(1)

    def _group(self, people: Sequence[Compared]) -> QWidget:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, _titles(people))
        for column, one in enumerate(people, 1):
            grid.setColumnStretch(column, 1)
            grid.addWidget(_heading(one), 0, column, Qt.AlignmentFlag.AlignTop)
        row = self._totals(grid, people, 1)
        for part in rules.PARTS:
            grid.addWidget(controls.rule(), row, 0, 1, len(people) + 1)
            grid.addWidget(controls.text(rules.part_title(part), "label-strong"), row + 1, 0, 1, len(people) + 1)
            row += 2
            for question in (one for one in self.found.questions if one.part == part):
                self._question(grid, people, row, question)
                row += 1
        self._words(grid, people, row)
        table = QWidget()
        table.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        card.add(Sideways(table))
        return card

    def _totals(self, grid: QGridLayout, people: Sequence[Compared], row: int) -> int:
        names = {"": _("Both parts"), rules.GENERAL: _("Part one"), rules.RECOVERY: _("Part two")}
        for part, label in names.items():
            grid.addWidget(controls.text(label, "strong" if not part else "label"), row, 0)
            for column, one in enumerate(people, 1):
                tall = 11 if part else 15
                grid.addWidget(_none(one) if one.hidden else _bar(one.total(part), label, one.name, tall), row, column)
            row += 1
        return row

    def _question(self, grid: QGridLayout, people: Sequence[Compared], row: int, question: Question) -> None:
        title = controls.Elided(f"{question.number}  {_(question.title)}", "label")
        title.setMaximumWidth(_titles(people))
        grid.addWidget(title, row, 0)
        for column, one in enumerate(people, 1):
            if one.hidden:
                cell = _none(one)
            elif question.kind is Kind.SCORE:
                cell = _bar(one.of(question), _(question.title), one.name, 9)
            else:
                cell = _said(one, question)
            grid.addWidget(cell, row, column)

    def _words(self, grid: QGridLayout, people: Sequence[Compared], row: int) -> None:
        for label, name in ((_("Speaks for the applicant"), "positives"), (_("Gives pause"), "concerns")):
            if not any(getattr(sheet, name) for one in people for sheet in one.sheets):
                continue
            grid.addWidget(controls.rule(), row, 0, 1, len(people) + 1)
            grid.addWidget(controls.text(label, "label-strong"), row + 1, 0, Qt.AlignmentFlag.AlignTop)
            for column, one in enumerate(people, 1):
                said = [(sheet.panelist, getattr(sheet, name)) for sheet in one.sheets if getattr(sheet, name)]
                box = controls.down(gap=4)
                for panelist, text in said:
                    box.addWidget(controls.text(panelist, "second"))
                    box.addWidget(controls.text(text, wrap=True))
                grid.addWidget(controls.plain(box), row + 1, column, Qt.AlignmentFlag.AlignTop)
            row += 2

    def _print(self, kind: str) -> None:
        name = self.found.position

        def work(progress: object) -> bytes:
            return self.desk.read(lambda session: papers.render(session, kind, papers.Asked(position=name)))

        self.desk.queue.run(work, lambda data: self._show(kind, data), title=_("Writing the paper"))

    def _show(self, kind: str, data: bytes) -> None:
        crumbs = [(_("Hiring"), lambda: self.desk.window.go("hiring")), (_("Print"), None)]
        self.desk.window.open_page(Preview(_("Interview papers"), data, f"{kind}.pdf", crumbs), "hiring")


def _titles(people: Sequence[Compared]) -> int:
    """How wide the column of questions is: more where few applicants and common text leave the room."""
    return theme.scaled(WIDE if len(people) < MOST and theme.percent() == 100 else NARROW)


def _heading(one: Compared) -> QWidget:
    whole = one.total()
    box = controls.down(controls.Elided(one.name, "section"), gap=2)
    decided = Decision(one.decision or "open").label
    box.addWidget(controls.Elided(_("{panel}. {decision}").format(panel=hiring_papers.panel(one), decision=decided),
                                  "second"))  # fmt: skip
    if one.hidden:
        words = controls.text(_("Scores hidden until all are in"), "second", "warning", wrap=True)
        told = controls.across(icons.label("lock", "warning", 14), words, gap=6)
        told.setStretch(1, 1)
        box.addLayout(told)
        box.addWidget(controls.text(_("Waiting for {names}").format(names=", ".join(one.waiting)), "second", wrap=True))
    elif whole.scored:
        points = _("{points} of {most} points").format(points=whole.points, most=whole.most)
        missing = plural("{count} not scored", "{count} not scored", whole.missing) if whole.missing else ""
        box.addWidget(controls.Elided(", ".join(part for part in (points, missing) if part), "second"))
    return controls.plain(box)


def _bar(total: Total, label: str, name: str, tall: int) -> QWidget:
    if total.average is None:
        return controls.text(_("no score"), "second")
    bar = Share(tall)
    shown = rules.shown(total.average)
    words = _("{name}, {label}: {average} of 5 from {count} scores")
    bar.show_share(float(total.average) / rules.MOST, words.format(
        name=name, label=label, average=shown, count=total.scored))  # fmt: skip
    figure = controls.text(shown, "strong" if tall > 9 else "label")
    figure.setFixedWidth(theme.scaled(28))
    count = controls.text(f"({total.scored})", "second")
    count.setFixedWidth(theme.scaled(38))
    return controls.plain(controls.across(bar, figure, count, gap=8))


def _none(one: Compared) -> QWidget:
    """In place of a score that nobody may see yet."""
    made = controls.text("–", "second")
    made.setAccessibleName(_("{name}: scores hidden until all are in").format(name=one.name))
    return made


def _said(one: Compared, question: Question) -> QWidget:
    if question.kind is Kind.NOTE:
        return controls.text(_("never scored"), "second")
    gate = next((found for found in one.gates() if found.question == question), None)
    if gate is None or gate.met is None:
        return controls.text(_("no answer"), "second")
    words = _("Yes") if gate.met else _("No: {count} of {all}").format(count=gate.no, all=gate.yes + gate.no)
    icon, tone = ("check", "good") if gate.met else ("warning", "danger")
    return controls.plain(controls.across(icons.label(icon, tone, 14), controls.text(words, "label", tone), None, gap=6))


def open_comparison(desk: Desk, position_id: uuid.UUID) -> ComparisonPage:
    """Open the applicants of a position side by side. Raises NotFound."""
    page = ComparisonPage(desk, position_id)
    desk.window.open_page(page, "hiring")
    return page
