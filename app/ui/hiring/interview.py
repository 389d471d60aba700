"""The interview: one question a row, scored by buttons or number keys, handed over to one panel member at a time."""

import datetime as dt
import uuid

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.services.hiring import interviews
from app.services.hiring.interviews import Held
from app.services.rules import interview as rules
from app.services.rules.interview import Kind, Question
from app.ui.hiring.aside import Aside
from app.ui.hiring.book import Book, pages
from app.ui.hiring.finish import Finish, thanks
from app.ui.hiring.rows import QuestionRow, header
from app.ui.hiring.top import top_bar
from app.ui.kit import controls, fitting, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.handback import HandBack
from app.ui.kit.page import FootBar, beside
from app.ui.write import Desk
from app.wording import _, clock

DRAFT = "interview"


class InterviewPage(QWidget):
    """One panel member's sheet. Handed over it fills the window, and only the manager's passphrase ends it."""

    def __init__(self, desk: Desk, interview_id: uuid.UUID, handed: bool) -> None:
        """`handed` False is for a manager who types in a paper sheet. Raises NotFound."""
        super().__init__()
        self.window_title = _("Interview")
        self.desk, self.handed = desk, handed
        self.held: Held = desk.read(lambda session: interviews.held(session, interview_id))
        asked = self.held.questions
        self.book = Book(asked, desk.draft(DRAFT, str(self.held.id)))
        self.pages = pages(asked)
        self.rows = {one.code: QuestionRow(one) for one in asked}
        self._now: Question = asked[0]
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._build()
        for row in self.rows.values():
            row.show_answer(self.book.answers[row.question.code])
            row.entered.connect(self._take_up)
            row.marked.connect(self._mark)
            row.noted.connect(self._note)
            row.stepped.connect(self.step)
        self.aside.follow(self.book)
        desk.keeper.kept.connect(self._kept)
        self.show_page(0)
        self.setAccessibleName(_("Interview"))

    def _build(self) -> None:
        self._title = controls.Elided("", "title")
        self._hint = controls.Elided(_("Keys 1 to 5 score; ↑ and ↓ move."), "muted")
        labels = [_span(found) if part == rules.GENERAL else _("Part two") for part, found in self.pages]
        self.chips = FilterChips([(str(number), label) for number, label in enumerate([*labels, _("Submit")])])
        self.chips.chosen.connect(lambda value: self.show_page(int(value)))
        said = controls.plain(controls.across(self._title, self._hint, None, gap=13))
        parts = (said, None, self.chips) if _wide() else (said, self.chips)
        head = (controls.across if _wide() else controls.down)(*parts, gap=13, margins=(24, 10, 24, 0))
        self.stack = QStackedWidget()
        self._columns: list[QVBoxLayout] = []
        for _page in self.pages:
            self.stack.addWidget(self._table())
        self.finish = Finish(self.book, self._changed, self.submit)
        self.stack.addWidget(_scrolled(self.finish))
        self.aside = Aside(self.held.panel)
        self._out = controls.bare(_("Question was not asked"), "", self._leave_out)
        self._previous = controls.outlined(_("Previous"), "", lambda: self.step(-1))
        self._next = controls.filled(_("Next question"), "chevron-down", lambda: self.step(1))
        self.foot = FootBar(self._out, self._previous, self._next, ready=_("What you type is kept at once"))
        wide = _wide()
        both = beside(self.stack, _scrolled(self.aside) if wide else self.aside, 264)
        middle = controls.down(both if wide else _scrolled(both), margins=(24 if wide else 16, 8, 24 if wide else 16, 12))
        whole = controls.down(gap=0)
        whole.addLayout(head)
        whole.addLayout(middle, 1)
        whole.addWidget(self.foot)
        self._sheet = controls.plain(whole)
        self._box = controls.down(top_bar(self.held, self.handed, self.leave), gap=0)
        self._box.addWidget(self._sheet, 1)
        self.setLayout(self._box)
        # last, so that the look of so many rows is worked out once and not for every frame around them
        for column, (_part, found) in zip(self._columns, self.pages, strict=True):
            for place, one in enumerate(found):
                column.insertWidget(place, self.rows[one.code])

    def _table(self) -> QWidget:
        box: QVBoxLayout = controls.down(None, gap=0)
        self._columns.append(box)
        inner = controls.plain(box, "body")
        rows = _scrolled(inner) if _wide() else inner
        whole = controls.down(header(), controls.rule(), rows, gap=0, margins=(1, 1, 1, 1))
        whole.setStretch(2, 1)
        return controls.plain(whole, "card")

    def enter(self) -> None:
        """Take the focus to the question in work."""
        self.rows[self._now.code].enter()

    @property
    def now(self) -> Question:
        """The question in work."""
        return self._now

    def show_page(self, number: int) -> None:
        """Show a page of questions, or the last one, which hands in."""
        self.chips.choose(str(number))
        self.stack.setCurrentIndex(number)
        last = number == len(self.pages)
        for shown in (self._out, self._next, self._hint):
            shown.setVisible(not last)
        if last:
            self._title.setText(_("Before you submit"))
            self.finish.follow()
            return
        part, found = self.pages[number]
        self._title.setText(rules.part_title(part))
        if self._now not in found:
            self._take_up(found[0])

    def _take_up(self, question: Question) -> None:
        self._now = question
        for code, row in self.rows.items():
            if (code == question.code) == row.notes.isHidden() or code == question.code:
                row.unfold(code == question.code)
            elif not row.notes.isHidden():
                row.unfold(False)
        self._name_out()
        self._reveal()

    def _reveal(self) -> None:
        row = self.rows[self._now.code]
        for found in self.findChildren(QScrollArea):
            inner = found.widget()
            if inner is not None and found.isAncestorOf(row):
                _settle(inner)
                found.ensureWidgetVisible(row, 0, 6)

    def _name_out(self) -> None:
        asked = self.book.answers[self._now.code].asked
        self._out.setText(_("Question was not asked") if asked else _("It was asked after all"))

    def step(self, by: int) -> None:
        """Go to the next or previous question, over the ends of pages."""
        if self.stack.currentIndex() == len(self.pages):
            self.show_page(len(self.pages) - 1)
            self.rows[self._now.code].enter()
            return
        order = list(self.rows)
        place = order.index(self._now.code) + by
        if place >= len(order):
            self.show_page(len(self.pages))
            self.finish.enter()
        elif place >= 0:
            target = self.rows[order[place]].question
            number = next(at for at, (_part, found) in enumerate(self.pages) if target in found)
            if number != self.stack.currentIndex():
                self.show_page(number)
            self._take_up(target)
            self.rows[target.code].enter()

    def _mark(self, question: Question, value: object) -> None:
        if question.kind is Kind.GATE:
            self.book.gate(question, value if isinstance(value, bool) else None)
        else:
            self.book.score(question, value if isinstance(value, int) else None)
        self._show(question)

    def _leave_out(self) -> None:
        self.book.leave_out(self._now, self.book.answers[self._now.code].asked)
        self._show(self._now)

    def _show(self, question: Question) -> None:
        self.rows[question.code].show_answer(self.book.answers[question.code])
        self._name_out()
        self.aside.follow(self.book)
        self._changed()

    def _note(self, question: Question, text: str) -> None:
        self.book.note(question, text)
        self._changed()

    def _changed(self) -> None:
        self.desk.keeper.typed(DRAFT, str(self.held.id), self.book.typed())

    def _kept(self, at: dt.datetime) -> None:
        self.foot.say(_("Draft kept {time}").format(time=clock(self.desk.parts(at)[1])))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no control took go to the question in work."""
        if self.stack.currentIndex() == len(self.pages) or not self.rows[self._now.code].key(event):
            super().keyPressEvent(event)

    def submit(self) -> None:
        """Hand in the sheet; it is closed then."""
        done = self.desk.write(lambda session: interviews.submit(session, self.held.id, self.book.sheet()))
        if done is None:
            return
        self.desk.keeper.forget(DRAFT, str(self.held.id))
        self._sheet.hide()
        self._box.addWidget(thanks(self.handed, self.leave), 1)

    def leave(self) -> None:
        """Hand back after the manager's passphrase; at once where nothing was handed over."""
        if not self.handed:
            self._go()
            return
        name = self.desk.signed_in.actor.name
        HandBack(self, name, self.desk.own_key, self._go, _("What was typed here is kept.")).open()

    def _go(self) -> None:
        self.desk.keeper.flush()
        self.desk.window.fill(False)
        self.desk.open("applicant", self.held.applicant_id)


def _wide() -> bool:
    """Whether the column stands beside the questions; large text stacks it below, and the whole of it scrolls."""
    return theme.percent() <= 125


def _scrolled(inner: QWidget) -> QScrollArea:
    inner.setProperty("look", inner.property("look") or "body")
    return fitting.scrolled(inner)


def _span(found: tuple[Question, ...]) -> str:
    return _("{first} to {last}").format(first=found[0].number, last=found[-1].number)


def _settle(widget: QWidget) -> None:
    """Have a widget's parts take their places now, so that a row's place is known."""
    layout = widget.layout()
    if layout is not None:
        layout.activate()


def open_interview(desk: Desk, interview_id: uuid.UUID, handed: bool) -> InterviewPage:
    """Open an interview; handed over, it fills the window until the manager's passphrase. Raises NotFound."""
    page = InterviewPage(desk, interview_id, handed)
    desk.window.open_page(page, "hiring")
    desk.window.fill(handed)
    page.enter()
    return page
