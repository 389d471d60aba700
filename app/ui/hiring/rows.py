"""One question a row: buttons 1 to 5 or yes and no; the row in work unfolds what to ask, hints and notes."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPlainTextEdit, QSizePolicy, QWidget

from app.services.rules import interview as rules
from app.services.rules.interview import Answer, Kind, Question
from app.ui.kit import controls, icons, theme
from app.wording import _

COLUMN, NOTES, NUMBER = 68, 62, 44
KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3, Qt.Key.Key_4: 4, Qt.Key.Key_5: 5}
YES_NO = {Qt.Key.Key_Y: True, Qt.Key.Key_N: False}
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Marks(QWidget):
    """The buttons of one question: 1 to 5, yes and no, or none. A second press takes the answer back."""

    pressed = Signal(object)

    def __init__(self, question: Question) -> None:
        """Nothing chosen."""
        super().__init__()
        gate = question.kind is Kind.GATE
        self._values: list[int | bool] = [True, False] if gate else list(range(rules.LEAST, rules.MOST + 1))
        if question.kind is Kind.NOTE:
            self._values = []
        self.buttons = [self._button(question, value) for value in self._values]
        self._group = QButtonGroup(self)
        for number, button in enumerate(self.buttons):
            self._group.addButton(button, number)
        self._group.idClicked.connect(self._press)
        self._now: int | bool | None = None
        gap = theme.scaled(COLUMN - 46)
        self.setLayout(controls.across(*self.buttons, gap=0 if gate else gap, margins=(0, 0, 11, 0)))

    def _button(self, question: Question, value: int | bool) -> controls.Button:
        yes_no = isinstance(value, bool)
        made = controls.Button((_("Yes") if value else _("No")) if yes_no else str(value), "segment")
        made.setProperty("edge", ("first" if value else "last") if yes_no else "only")
        made.setCheckable(True)
        made.setFixedWidth(theme.scaled(57 if yes_no else 46))
        words = made.text() if yes_no else f"{value} {rules.anchor(value)}"
        made.setAccessibleName(_("{question}: {answer}").format(question=_(question.title), answer=words))
        return made

    def _press(self, number: int) -> None:
        value = self._values[number]
        self.pressed.emit(None if value is self._now else value)

    def show_answer(self, answer: Answer) -> None:
        """Check the button of this answer, or none."""
        self._now = answer.score if answer.gate is None else answer.gate
        self._group.setExclusive(False)
        for value, button in zip(self._values, self.buttons, strict=True):
            button.setChecked(self._now is not None and value is self._now)
        self._group.setExclusive(True)


class QuestionRow(QFrame):
    """A question of the interview, folded or open."""

    entered = Signal(object)
    marked = Signal(object, object)
    noted = Signal(object, str)
    stepped = Signal(int)

    def __init__(self, question: Question) -> None:
        """Folded, without an answer."""
        super().__init__()
        self.question = question
        self._open = False
        self.marks = Marks(question)
        self.marks.pressed.connect(lambda value: self.marked.emit(self.question, value))
        self._number = controls.text(str(question.number), "muted")
        self._number.setFixedWidth(theme.scaled(NUMBER - 24))
        self._title = controls.Elided(_(question.title))
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._tag_words = controls.text(_tag(question), "label-strong", "accent")
        self._tag = controls.plain(controls.across(self._tag_words, margins=(10, 1, 10, 2)), "tint")
        self._pencil = icons.label("note", "accent", 15)
        notes = controls.plain(controls.across(None, self._pencil, None))
        notes.setFixedWidth(theme.scaled(NOTES))
        gap = 8 if theme.percent() <= 150 else 4  # the marks keep their size at the largest text
        head = controls.across(self._number, self._title, self._tag, self.marks, notes, gap=gap, margins=(2 * gap, 2, 0, 2))
        head.setAlignment(self._tag, Qt.AlignmentFlag.AlignVCenter)
        self._head = controls.plain(head)
        self._head.setMinimumHeight(theme.height(36))
        self.notes = QPlainTextEdit()
        self._details = self._unfolded()
        self.setLayout(controls.down(self._head, self._details, gap=0, margins=(0, 0, 0, 1)))
        self._listen()
        self.show_answer(Answer())
        self.unfold(False)

    def _unfolded(self) -> QWidget:
        question = self.question
        ask = controls.text(_("“{words}”").format(words=_(question.ask)), wrap=True)
        hints = controls.across(gap=10)
        if question.listen_for:
            hints.addWidget(_hint(_("Listen for"), "ear", _(question.listen_for), "accent", "tint"), 1)
        if question.concern:
            hints.addWidget(_hint(_("Concern"), "warning", _(question.concern), "warning", "warn"), 1)
        label = controls.text(_("Your notes (others see them after all have submitted)"), "label", wrap=True)
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(theme.height(58, 2))
        self.notes.setAccessibleName(_("Notes on {question}").format(question=_(question.title)))
        label.setBuddy(self.notes)
        hints_box = controls.plain(hints)
        box = controls.down(ask, hints_box, label, self.notes, gap=6, margins=(theme.scaled(NUMBER), 0, 17, 12))
        return controls.plain(box)

    def _listen(self) -> None:
        self.notes.textChanged.connect(self._note)
        for part in (*self.marks.buttons, self.notes):
            part.installEventFilter(self)

    def _note(self) -> None:
        text = self.notes.toPlainText()
        self._pencil.setVisible(bool(text.strip()))
        self.noted.emit(self.question, text)

    def show_answer(self, answer: Answer) -> None:
        """Show this answer and note."""
        self.marks.show_answer(answer)
        if self.notes.toPlainText() != answer.note:
            self.notes.blockSignals(True)
            self.notes.setPlainText(answer.note)
            self.notes.blockSignals(False)
        self._pencil.setVisible(bool(answer.note.strip()))
        self._tag_words.setText(_tag(self.question) if answer.asked else _("Not asked"))
        self._tag.setVisible(bool(self._tag_words.text()))

    def unfold(self, on: bool) -> None:
        """Open the row for work, or fold it."""
        self._open = on
        self._details.setVisible(on)
        theme.look(self._title, "strong" if on else "")
        theme.look(self._number, "strong" if on else "muted")
        self.update()

    def enter(self) -> None:
        """Take the focus: the chosen button, the first one, or the notes of a question without points."""
        chosen = next((one for one in self.marks.buttons if one.isChecked()), None)
        (chosen or next(iter(self.marks.buttons), self.notes)).setFocus(Qt.FocusReason.OtherFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the row takes it up."""
        self.entered.emit(self.question)
        super().mousePressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Entering a control takes the row up; digits score, Y and N answer, arrows move."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.question)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.notes:
                return self._note_key(event)
            return self.key(event)
        return super().eventFilter(watched, event)

    def _note_key(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return control and self._step(Qt.Key(event.key()))

    def _step(self, key: Qt.Key) -> bool:
        if key in STEPS:
            self.stepped.emit(STEPS[key])
        return key in STEPS

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key asks of this row. Whether it did anything."""
        key = Qt.Key(event.key())
        kind = self.question.kind
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if kind is Kind.SCORE and key in KEYS:
            self.marked.emit(self.question, KEYS[key])
        elif kind is Kind.GATE and key in YES_NO:
            self.marked.emit(self.question, YES_NO[key])
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and kind is not Kind.NOTE:
            self.marked.emit(self.question, None)
        else:
            return self._step(key)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The open row's ground and bar, and a thin line below each."""
        painter = QPainter(self)
        if self._open:
            painter.fillRect(self.rect(), theme.colour("header"))
            painter.fillRect(0, 0, 3, self.height() - 1, theme.colour("accent"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("rule"))


def _tag(question: Question) -> str:
    if question.own and question.kind is Kind.GATE:
        return _("Yes or no")
    return {Kind.GATE: _("Must be yes"), Kind.NOTE: _("Never scored: note only")}.get(question.kind, "")


def _hint(title: str, icon: str, words: str, role: str, look: str) -> QWidget:
    head = controls.across(icons.label(icon, role, 14), controls.text(title, "label-strong"), None, gap=7)
    box = controls.down(gap=3, margins=(12, 7, 12, 8))
    box.addLayout(head)
    box.addWidget(controls.text(words, "second", wrap=True))
    box.addStretch(1)
    made = controls.plain(box, look)
    made.setAccessibleName(_("{title}: {words}").format(title=title, words=words))
    return made


def header() -> QWidget:
    """The heads of the columns above the rows, with the words of each score."""
    anchors = []
    for score in range(rules.LEAST, rules.MOST + 1):
        label = controls.text(rules.anchor(score), "second")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setFixedWidth(theme.scaled(COLUMN))
        anchors.append(label)
    notes = controls.text(_("Notes"), "second")
    notes.setAlignment(Qt.AlignmentFlag.AlignCenter)
    notes.setFixedWidth(theme.scaled(NOTES))
    question = controls.text(_("Question"), "second")
    made = controls.plain(controls.across(question, None, *anchors, 8, notes, gap=0, margins=(16, 0, 0, 0)))
    made.setMinimumHeight(theme.height(28))
    return made
