"""The parts every page is made of: heading, cards, the foot that says what blocks, the undo bar."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.services.problems import Problem
from app.ui.kit import controls, fitting, icons, theme
from app.ui.kit.reflow import Beside
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.kit.field import Field
    from app.ui.kit.form import Form

Crumb = tuple[str, Callable[[], object] | None]
Said = tuple[str, str, str]  # words, icon, tone
UNDO_SECONDS = 12
Slide = QAbstractSlider.SliderAction
SCROLLS = {
    Qt.Key.Key_Down: Slide.SliderSingleStepAdd, Qt.Key.Key_Up: Slide.SliderSingleStepSub,
    Qt.Key.Key_PageDown: Slide.SliderPageStepAdd, Qt.Key.Key_PageUp: Slide.SliderPageStepSub,
    Qt.Key.Key_Home: Slide.SliderToMinimum, Qt.Key.Key_End: Slide.SliderToMaximum,
}  # fmt: skip
SIDES = 48  # pixels of both margins


class Page(QWidget):
    """A page: breadcrumb, title, one sentence, one primary button; below it `body`, a column to fill."""

    window_title = ""
    help_topic = ""  # what F1 opens; '' asks the room
    keeps_typing = False  # what is typed here is kept as a draft, so that Esc may leave

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        crumbs: Sequence[Crumb] = (),
        buttons: Sequence[QPushButton] = (),
        scroll: bool = True,
    ) -> None:
        """`buttons` stand at the right of the title, the primary one last; `scroll=False` for pages that are a list."""
        super().__init__()
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._crumbs = controls.across(gap=4)
        self._way: tuple[Crumb, ...] = ()
        self._area: QScrollArea | None = None
        self._say_title(title, subtitle, buttons)
        top = controls.down(gap=2, margins=(24, 5 if crumbs else 12, 24, 0))
        top.addLayout(self._crumbs)
        top.addWidget(self._alone)
        top.addLayout(self.head)
        top.addWidget(self._under)
        top.addWidget(self._note)
        self.body = controls.down(gap=12, margins=(24, 10, 24, 12))
        self._outer = controls.down(gap=0)
        self._outer.addLayout(top)
        self._fit(scroll)
        self._outer.addWidget(self._undo)
        self.setLayout(self._outer)
        self.set_crumbs(crumbs)
        self.setAccessibleName(title)

    def _say_title(self, title: str, subtitle: str, buttons: Sequence[QPushButton]) -> None:
        """Title and sentence, each twice: beside the buttons, and on a line of its own where that is too narrow."""
        self._title = controls.Elided(title, "title")
        self._subtitle = controls.Elided(subtitle, "muted")
        self._alone = controls.text(title, "title", wrap=True)
        self._under = controls.text(subtitle, "muted", wrap=True)
        self.head = controls.across(self._title, self._subtitle, gap=13)
        self.head.addStretch(1)
        for button in buttons:
            self.head.addWidget(button)
        self._undo = UndoBar()
        self._note = controls.Note("")
        self._alone.hide()
        self._under.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place title and sentence anew."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """A button of the heading has other words: title and sentence may need other places."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return done

    def _place(self) -> None:
        """Title and sentence stand beside the buttons where they are whole there, else on lines of their own."""
        gap, room = self.head.spacing(), self.width() - SIDES
        items = (self.head.itemAt(place) for place in range(self.head.count()))
        parts = (item.widget() for item in items if item is not None)
        others = [part for part in parts if part not in (None, self._title, self._subtitle)]
        # Asked one by one: the layout's own answer is of before, until the window comes round to it.
        buttons = sum(part.sizeHint().width() + gap for part in others if part.isVisibleTo(self))
        title = buttons + self._title.sizeHint().width()
        alone, said = title > room, bool(self._under.text())
        below = said and (alone or title + gap + self._subtitle.sizeHint().width() > room)
        wanted = ((self._title, not alone), (self._alone, alone), (self._subtitle, not below), (self._under, below))
        for label, there in wanted:
            if label.isVisibleTo(self) is not there:
                label.setVisible(there)

    def _fit(self, scroll: bool) -> None:
        if not scroll:
            self._outer.addLayout(self.body, 1)
            return
        inner = QWidget()
        inner.setProperty("look", "body")
        inner.setLayout(self.body)
        area = fitting.scrolled(inner)
        area.setProperty("page", True)
        self._area = area
        self._outer.addWidget(area, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Where nothing is typed, arrows and page keys scroll; Esc goes back where no typing is lost by it."""
        bar = self._area.verticalScrollBar() if self._area is not None else None
        if event.key() == Qt.Key.Key_Escape and self.go_back():
            return
        if bar is not None and event.key() in SCROLLS:
            bar.triggerAction(SCROLLS[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def go_back(self) -> bool:
        """Do what the last link of the way here does; False where there is none, or typing would be lost."""
        acts = [act for _words, act in self._way if act is not None]
        if not acts or not (self.keeps_typing or not self.has_typing()):
            return False
        acts[-1]()
        return True

    def has_typing(self) -> bool:
        """Whether a person has typed into something on this page."""
        lines, boxes = self.findChildren(QLineEdit), self.findChildren(QPlainTextEdit)
        return any(line.isModified() and line.text() for line in lines) or any(
            box.document().isModified() and box.toPlainText() for box in boxes
        )

    def undo_last(self) -> bool:
        """Take back what was done last, while its bar is shown; whether it was."""
        shown = not self._undo.isHidden()
        if shown:
            self._undo._take_back()
        return shown

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Show another heading and sentence."""
        self._title.setText(title)
        self._alone.setText(title)
        self._subtitle.setText(subtitle)
        self._under.setText(subtitle)
        self._place()

    def set_crumbs(self, crumbs: Sequence[Crumb]) -> None:
        """Show the way here: (text, what a click does or None)."""
        while (item := self._crumbs.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._way = tuple(crumbs)
        for number, (words, act) in enumerate(crumbs):
            if number:
                self._crumbs.addWidget(icons.label("chevron-right", "muted", 12))
            self._crumbs.addWidget(controls.link(words, act) if act else controls.text(words, "second"))
        if crumbs:
            self._crumbs.addStretch(1)

    def set_foot(self, foot: QWidget) -> None:
        """Put a foot bar at the page's end."""
        self._outer.addWidget(foot)

    def say(self, sentence: str, icon: str = "check-circle", tone: str = "accent") -> None:
        """Show a message under the title; '' takes it away."""
        self._note.say(sentence, icon, tone)

    def said(self) -> str:
        """The message under the title now, or what was done and can be taken back."""
        return self._note.words() or ("" if self._undo.isHidden() else self._undo.words())

    def undo(self, sentence: str, act: Callable[[], object]) -> None:
        """Say what was done and offer to take it back, for some seconds."""
        self._undo.offer(sentence, act)


def tall() -> bool:
    """Large text: the whole page scrolls, where at smaller text a part of it would."""
    return theme.percent() > 125


class Card(QFrame):
    """A white card with a heading, an optional link at its right, and `body` to fill."""

    def __init__(self, title: str = "", link: str = "", on_link: Callable[[], object] | None = None) -> None:
        """An empty card."""
        super().__init__()
        self.setProperty("look", "card")
        self.body = controls.down(gap=8, margins=(14, 9, 14, 11))
        self.title = controls.text(title, "strong")
        self.aside = controls.text("", "second")
        if title or link:
            head: QHBoxLayout = controls.across(self.title, None, self.aside)
            if link:
                head.addWidget(controls.link(link, on_link))
            self.body.addLayout(head)
        else:
            controls.put_away(self, self.title, self.aside)
        self.setLayout(self.body)

    def be_read(self, name: str) -> None:
        """Take the focus as a whole, so that a page of a record opens on the record and on no button; `name` is heard."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(label.text() for label in self.findChildren(QLabel)))

    def add(self, part: QWidget | QHBoxLayout | QVBoxLayout, stretch: int = 0) -> None:
        """Put a widget or layout at the end of the card."""
        if isinstance(part, QWidget):
            self.body.addWidget(part, stretch)
        else:
            self.body.addLayout(part, stretch)


class FootBar(QFrame):
    """The bar under a form: at the left what blocks, in words with a link to the field; at the right the buttons."""

    def __init__(self, *buttons: QPushButton, ready: str | Callable[[], Said] = "") -> None:
        """`buttons` from left to right, the primary one last.

        `ready` is said while no field is at fault: words that are always so, or how it stands, worked out each time as
        (words, icon, tone).
        """
        super().__init__()
        self.setProperty("look", "foot")
        self._ready: Callable[[], Said] = (lambda: (ready, "check-circle", "good")) if isinstance(ready, str) else ready
        self._form: Form | None = None
        self._further: tuple[Field, ...] = ()
        self._icon = icons.label("check-circle", "good")
        self._words = controls.Elided("")
        self._enter: Callable[[], object] = lambda: None
        self._field = controls.link("", lambda: self._enter())
        self._wrong = controls.Elided("", "second")
        self._aside = controls.text("", "second")
        self.setMinimumHeight(theme.height(54))
        self.setLayout(
            controls.across(
                self._icon, self._words, self._field, self._wrong, None, self._aside, *buttons, margins=(26, 0, 24, 0)
            )
        )
        self.say(ready if isinstance(ready, str) else "")

    def say(self, words: str, icon: str = "check-circle", tone: str = "good") -> None:
        """Say something at the left, with an icon."""
        self._words.setText(words)
        icons.put(self._icon, icon, tone)
        self._icon.setVisible(bool(words))
        self._field.setVisible(False)
        self._wrong.setText("")

    def aside(self, words: str) -> None:
        """The words before the buttons: 'Draft kept 10:42'."""
        self._aside.setText(words)

    def follow(self, form: "Form", *further: "Field") -> None:
        """Say how many things a form and fields beside it have to mend, with a link to the first; else how it stands."""
        self._form, self._further = form, further
        form.problems_changed.connect(self.tell)

    def tell(self) -> None:
        """Work out anew what is said."""
        if self._form is None:
            return
        faulty = [*(one for one in self._further if one.sentence()), *self._form.faulty()]
        if not faulty:
            self.say(*self._ready())
            return
        self.say(plural("{count} thing to mend:", "{count} things to mend:", len(faulty)), "alert", "danger")
        self._wrong.setText(faulty[0].sentence())
        self._field.setText(faulty[0].label)
        self._field.setAccessibleName(_("Go to {field}").format(field=faulty[0].label))
        self._enter = faulty[0].enter
        self._field.setVisible(True)


class UndoBar(QFrame):
    """Says what was done and takes it back on request; it goes away by itself."""

    def __init__(self) -> None:
        """Hidden until something is offered."""
        super().__init__()
        self.setProperty("look", "foot")
        self._words = controls.Elided("")
        self._act: Callable[[], object] = lambda: None
        self._button = controls.bare(_("Undo"), "undo", self._take_back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.setLayout(
            controls.across(
                icons.label("check-circle", "good"), self._words, None, self._button, margins=(26, 6, 24, 6)
            )
        )
        self.hide()

    def offer(self, sentence: str, act: Callable[[], object]) -> None:
        """Show the sentence with Undo."""
        self._words.setText(sentence)
        self._act = act
        self._timer.start(UNDO_SECONDS * 1000)
        self.show()

    def words(self) -> str:
        """What was done."""
        return self._words.accessibleName()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on Ctrl+Z takes back, unless a line being typed into has a step of its own."""
        super().showEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ctrl+Z belongs to the lines again."""
        super().hideEvent(event)
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z in this window."""
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Undo):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self.window() or undoes(watched):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # so that it comes as a key, and no menu takes it first
            return True
        if event.type() == QEvent.Type.KeyPress:
            self._take_back()
            return True
        return False

    def _take_back(self) -> None:
        """Once: a second press finds nothing to take back."""
        if self.isHidden():
            return
        self._timer.stop()
        self.hide()
        self._act()


def ended(shown: QWidget | None, next_step: str) -> None:
    """Let the page that comes after an act say that it was done and what comes next, where it says nothing itself."""
    if isinstance(shown, Page) and not shown.said():
        shown.say(_("Saved. {next}").format(next=next_step) if next_step else _("Saved."))


def undoes(widget: QWidget | None) -> bool:
    """Whether this line or box has typing of its own to take back."""
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return isinstance(widget, QPlainTextEdit) and widget.document().isUndoAvailable()


def problem(parent: QWidget | None, wrong: Problem | str, title: str = "") -> None:
    """Show a problem's sentence in a box that waits to be read."""
    words = wrong if isinstance(wrong, str) else wrong.sentence
    _box(parent, words, title or _("This did not work"), QMessageBox.Icon.Warning)


def tell(parent: QWidget | None, words: str, title: str) -> None:
    """Show what somebody asked to read, in a box that waits; nothing is wrong."""
    _box(parent, words, title, QMessageBox.Icon.NoIcon)


def _box(parent: QWidget | None, words: str, title: str, icon: QMessageBox.Icon) -> None:
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(words)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.exec()


def empty(sentence: str, button: QPushButton | None = None) -> QWidget:
    """What an empty page shows: one sentence of what it is for, and the way to begin."""
    words = controls.text(sentence, "muted", wrap=True)
    words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    box = controls.down(None, words, gap=12, margins=(48, 24, 48, 24))
    if button is not None:
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    box.addStretch(2)
    made = QWidget()
    made.setLayout(box)
    return made


def beside(main: QWidget, aside: QWidget, width: int = 258, until: int = 125, scrolls: bool = False) -> QWidget:
    """Main part and a column at its right; above `until` per cent text, or where it is too narrow, the column is below.

    `scrolls`: the column scrolls by itself, on a page that does not; then it is never below for want of room.
    """
    if theme.percent() > until:
        return controls.plain(controls.down(main, aside, gap=12))
    if not scrolls:
        return Beside(main, aside, theme.scaled(width))
    box = controls.across(gap=20)
    box.addWidget(main, 1)
    box.addWidget(fitting.column(aside, theme.scaled(width)))
    return controls.plain(box)
