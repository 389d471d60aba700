"""Review and sign: each record that waits in full, a tick once it was read, one passphrase for all that are ticked."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.services.problems import Problem, WrongPassphrase
from app.ui.kit import controls, fitting, page
from app.ui.kit.field import Field
from app.ui.kit.reflow import Reflow
from app.ui.kit.secret import SecretEditor
from app.ui.kit.tick import Tick
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

SETTLES = 4  # rounds in which lines that wrap ask for their height
UNREAD = N_("Scroll to the end of this record, then tick it.")


@dataclass(frozen=True)
class Batch:
    """How a room speaks of what is signed together, and how it signs.

    `room` is gone to once all is signed, `crumb` its title; `meaning` is what a signature says, `nothing` the sentence
    of an empty page; `button(count)` and `done(count)` are the words before and after; `sign(session, ids, key)`
    answers how many; `again()` opens the page anew with what still waits. `then(ids)` may show another page once all
    is signed, and answers it; `next(ids)` says what comes next; `further` says what else waits, `open_further()` opens it.
    """

    room: str
    crumb: str
    title: str
    meaning: str
    nothing: str
    button: Callable[[int], str]
    done: Callable[[int], str]
    sign: Callable[[Any, list[uuid.UUID], Any], int]
    again: Callable[[], page.Page]
    then: Callable[[list[uuid.UUID]], page.Page | None] = lambda _ids: None
    next: Callable[[list[uuid.UUID]], str] = lambda _ids: ""
    further: str = ""
    open_further: Callable[[], object] = lambda: None


@dataclass(frozen=True)
class Part:
    """What waits in one room, for a page that shows more than one: its cards, and `sign` and `next` as in `Batch`."""

    cards: Sequence["Waiting"]
    sign: Callable[[Any, list[uuid.UUID], Any], int]
    next: Callable[[list[uuid.UUID]], str]


class Waiting(page.Card):
    """One record, what is doubtful about it, and its tick; the focus takes the record first.

    The tick can be set once the record was in view from its heading to its end. `acts` is the line of the tick, for
    what else can be done with the record.
    """

    read = Signal()
    focused = Signal()
    paged = Signal()

    def __init__(
        self,
        key: uuid.UUID,
        heading: str,
        names: str,
        said: QWidget,
        tick: str,
        doubts: Sequence[str] = (),
        signable: bool = True,
    ) -> None:
        """`heading` says when, `names` who, `said` is the whole record, `doubts` what to look at before signing.

        The words of the tick name the person. One that is not `signable` has no tick.
        """
        super().__init__()
        self.key, self.signable, self.wanted, self.said = key, signable, False, said
        self._seen, self._read = 0, False
        self.box = Tick(tick)
        self.box.setEnabled(False)
        self._unread = controls.text(_(UNREAD), "second", wrap=True)
        who = controls.Elided(names, "muted")  # all of it stands in the record below
        head = controls.across(controls.text(heading, "strong"), who, gap=16)
        head.setStretch(1, 1)
        who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.acts: QHBoxLayout = controls.across()
        last = Reflow([self.box, controls.plain(self.acts)], (1, 0))
        warning = controls.Note("\n".join(doubts), "warning", "warning")
        for part in (head, controls.rule(), said, controls.rule(), warning, self._unread, last):
            self.add(part)
        self._unread.setVisible(signable)
        self.box.setVisible(signable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("{heading}, {names}").format(heading=heading, names=names))
        lines = (label.text() for label in said.findChildren(QLabel))
        self.setAccessibleDescription("\n".join([*lines, *doubts]))

    @property
    def was_read(self) -> bool:
        """Whether all of it was in view."""
        return self._read

    def look(self, top: int, bottom: int) -> None:
        """So much of the record is in view now, in its own pixels; what was scrolled over at a jump does not count."""
        if self._read:
            return
        if top <= self._seen:
            self._seen = max(self._seen, bottom)
        if self._seen >= self.said.height():
            self._read = True
            self._unread.hide()
            self.box.setEnabled(True)
            self.want(self.wanted)
            self.read.emit()

    def want(self, wanted: bool) -> None:
        """This is the record that the person asked to sign: it is ticked once it was read."""
        self.wanted = wanted
        if wanted and self._read and self.signable:
            self.box.setChecked(True)

    def begin_again(self) -> None:
        """Its lines break elsewhere now: what was in view before says nothing any more."""
        self._seen = 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Bring the heading into view."""
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space turns a page; the other keys of scrolling go to the list."""
        if event.key() == Qt.Key.Key_Space:
            self.paged.emit()
        else:
            super().keyPressEvent(event)


class ReviewPage(page.Page):
    """What waits at the left, the passphrase at the right."""

    help_topic = "signing"

    def __init__(self, desk: "Desk", batch: Batch, told: str, cards: Sequence[Waiting]) -> None:
        """`told` says how many wait; the cards stand in the order given."""
        self._desk, self._batch = desk, batch
        self.window_title = _("Review and sign")
        crumbs: list[page.Crumb] = [(batch.crumb, lambda: desk.window.go(batch.room)), (batch.title, None)]
        super().__init__(batch.title, told if cards else "", crumbs=crumbs, scroll=page.tall())
        self.cards = list(cards)
        self.passphrase = Field("passphrase", _("Your passphrase"), "", SecretEditor(self.sign))
        self.sign_button = controls.filled("", "pencil", self.sign)
        self.read_button = controls.link("", self._tick_read)
        self._told = controls.text("", "muted", wrap=True)
        self._unread = controls.text("", "muted", wrap=True)
        self._busy, self._wide = False, 0
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.timeout.connect(self.look)
        self.body.addWidget(page.beside(self._list(), self._card(), 300), 1)
        self._at = 0
        self.area.verticalScrollBar().valueChanged.connect(self._scrolled)
        for card in self.cards:
            card.box.toggled.connect(lambda _on: self._count())
            card.read.connect(self._count)
            card.focused.connect(partial(self._enter, card))
            card.paged.connect(self._turn_page)
        self._count()

    def _list(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("look", "body")
        inner.installEventFilter(self)
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(12)
        for card in self.cards:
            box.addWidget(card)
        if not self.cards:
            box.addWidget(page.empty(self._batch.nothing))
        if self._batch.further:
            box.addWidget(controls.link(self._batch.further, self._batch.open_further), 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        if page.tall():
            [self.area] = self.findChildren(QScrollArea)  # the page's own
            return inner
        self.area = fitting.scrolled(inner)
        return self.area

    def _card(self) -> QWidget:
        card = page.Card(_("Sign"))
        self._secret.changed.connect(lambda: self.passphrase.show_problem(""))
        card.add(self._told)
        card.add(self._unread)
        card.add(controls.text(self._batch.meaning, wrap=True))
        card.add(self.passphrase)
        card.add(self.sign_button)
        if len(self.cards) > 1:
            card.add(controls.across(self.read_button, None))
        else:
            controls.put_away(card, self.read_button)
        if not any(one.signable for one in self.cards):
            card.hide()
        return controls.plain(controls.down(card, None))

    @property
    def _secret(self) -> SecretEditor:
        editor = self.passphrase.editor
        assert isinstance(editor, SecretEditor)
        return editor

    # reading

    def showEvent(self, event: QShowEvent) -> None:
        """See what is in view once all is laid out."""
        super().showEvent(event)
        self._looking.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See it again at the new size."""
        super().resizeEvent(event)
        self._looking.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is laid out anew may stand elsewhere: see what is in view."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._looking.start(0)
        return super().eventFilter(watched, event)

    def _scrolled(self, value: int) -> None:
        """What was in view up to now counts as it stood, then what is in view now."""
        before, self._at = self._at, value
        self.look(value - before)
        self.look()

    def look(self, above: int = 0) -> None:
        """Note how much of each record is in view now, or was so many pixels further up."""
        if not self.isVisible() or self.window().isMinimized():
            return
        for _round in range(SETTLES):  # a line that wraps tells its height only once it has its width
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        port = self.area.viewport()
        if port.width() != self._wide:
            self._wide = port.width()
            for card in self.cards:
                card.begin_again()
        for card in self.cards:
            top = card.said.mapTo(port, QPoint(0, 0)).y() + above
            if top < port.height() and top + card.said.height() > 0:
                card.look(max(0, -top), port.height() - top)

    def _enter(self, card: Waiting) -> None:
        """Bring the heading into view; again afterwards, as Qt brings the end of a long record there by itself."""
        self._show_top(card)
        self.look()
        QTimer.singleShot(0, self, partial(self._show_top, card))

    def _show_top(self, card: Waiting) -> None:
        port, bar = self.area.viewport(), self.area.verticalScrollBar()
        shown = card.mapTo(port, QPoint(0, 0)).y()
        if shown < 0 or shown + card.height() > port.height():
            bar.setValue(bar.value() + shown - 4)

    def _turn_page(self) -> None:
        self.area.verticalScrollBar().triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)

    def begin(self, wanted: uuid.UUID | None = None) -> Self:
        """Let the first record take the focus; `wanted` is the one that the person asked to sign."""
        for card in self.cards:
            card.want(card.key == wanted)
        self.take_focus()
        return self

    def take_focus(self) -> None:
        """Reading comes first: not the passphrase."""
        (self.cards[0] if self.cards else self).setFocus(Qt.FocusReason.OtherFocusReason)

    # signing

    def chosen(self) -> list[uuid.UUID]:
        """The ids of the ticked records."""
        return [card.key for card in self.cards if card.box.isChecked()]

    def _tick_read(self) -> None:
        for card in self.cards:
            if card.was_read:
                card.box.setChecked(card.signable)

    def _count(self) -> None:
        able = [card for card in self.cards if card.signable]
        done, unread = len(self.chosen()), sum(not card.was_read for card in able)
        self._told.setText(_("{done} of {all} ticked").format(done=done, all=len(able)))
        said = plural("{count} was not read to its end", "{count} were not read to their end", unread)
        self._unread.setText(said if unread else _("All were read to their end"))
        left = sum(card.was_read and not card.box.isChecked() for card in able)
        self.read_button.setText(plural("Tick the {count} that I have read", "Tick the {count} that I have read", left))
        self.read_button.setEnabled(bool(left))
        controls.seen(self.read_button, bool(left))
        self.sign_button.setText(self._batch.button(done) if done else _("Sign"))
        self.sign_button.setEnabled(bool(done) and not self._busy)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._count()
        if busy:
            self.sign_button.setText(_("Signing…"))

    def sign(self) -> None:
        """Sign all that is ticked; the passphrase is checked on the queue, which takes about half a second."""
        ids, typed = self.chosen(), self.passphrase.editor.value()
        if self._busy:
            return
        if not ids:
            self.passphrase.show_problem(_("Tick what you have read first."))
            return
        if not typed:
            self.passphrase.show_problem(_("Type your passphrase to sign."))
            self.passphrase.enter()
            return
        self._set_busy(True)
        self._desk.queue.run(
            lambda _progress: self._desk.signing_key(typed), lambda key: self._sign(ids, key), self._failed
        )

    def _sign(self, ids: list[uuid.UUID], key: Any) -> None:
        self._secret.line.clear()
        try:
            made = self._desk.write(lambda session: self._batch.sign(session, ids, key))
        finally:
            self._set_busy(False)
        if made is None:
            return
        rest = len(ids) < sum(card.signable for card in self.cards)
        window = self._desk.window
        shown: QWidget | None = self._batch.again() if rest else self._batch.then(ids)
        if shown is None:
            shown = window.go(self._batch.room) or window.go("home")
        if isinstance(shown, page.Page):
            shown.say(" ".join(part for part in (self._batch.done(made), self._batch.next(ids)) if part))

    def _failed(self, wrong: Exception) -> None:
        self._set_busy(False)
        if isinstance(wrong, WrongPassphrase):
            self.passphrase.show_problem(wrong.sentence)
            self.passphrase.enter()
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


def named(names: Sequence[str]) -> str:
    """Whom a tick is about, short enough for its line: Annie Whitegrass and 2 others."""
    found = sorted(names)
    if len(found) < 2:
        return "".join(found)
    more = plural("{count} other", "{count} others", len(found) - 1)
    return _("{name} and {more}").format(name=found[0], more=more)
