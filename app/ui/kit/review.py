"""Review and sign: each record that waits in full, a tick after reading, one passphrase for all that are ticked."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.services.problems import Problem, WrongPassphrase
from app.ui.kit import controls, page, theme
from app.ui.kit.field import Field
from app.ui.kit.secret import SecretEditor
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


@dataclass(frozen=True)
class Batch:
    """How a room speaks of what is signed together, and how it signs.

    `room` is gone to once all is signed, `crumb` its title; `meaning` is what a signature says, `nothing` the sentence
    of an empty page; `button(count)` and `done(count)` are the words before and after; `sign(session, ids, key)`
    answers how many; `again()` opens the page anew with what still waits.
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


class Waiting(page.Card):
    """One record with its tick; `acts` is the line of the tick, for what else can be done with it."""

    def __init__(self, key: uuid.UUID, heading: str, names: str, said: QWidget, tick: str, signable: bool = True) -> None:
        """`heading` says when, `names` who, `said` is the whole record; one that is not `signable` has no tick."""
        super().__init__()
        self.key, self.signable = key, signable
        self.box = QCheckBox(tick)
        if not signable:
            self.box.hide()
        who = controls.Elided(names, "muted")  # all of it stands in the record below
        head = controls.across(controls.text(heading, "strong"), who, gap=16)
        head.setStretch(1, 1)
        who.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.acts: QHBoxLayout = controls.across(self.box, None)
        for part in (head, controls.rule(), said, controls.rule(), self.acts):
            self.add(part)


class ReviewPage(page.Page):
    """What waits at the left, the passphrase at the right."""

    help_topic = "signing"

    def __init__(self, desk: "Desk", batch: Batch, told: str, cards: Sequence[Waiting]) -> None:
        """`told` says how many wait; the cards stand in the order given."""
        self._desk, self._batch = desk, batch
        self.window_title = _("Review and sign")
        crumbs: list[page.Crumb] = [(batch.crumb, lambda: desk.window.go(batch.room)), (batch.title, None)]
        super().__init__(batch.title, told if cards else "", crumbs=crumbs, scroll=_tall())
        self.cards = list(cards)
        self.passphrase = Field("passphrase", _("Your passphrase"), "", SecretEditor())
        self.sign_button = controls.filled("", "pencil", self.sign)
        self.all_button = controls.link(_("Tick all"), self._tick_all)
        self._told = controls.text("", "muted", wrap=True)
        self._busy = False
        self.body.addWidget(page.beside(self._list(), self._card(), 300), 1)
        for card in self.cards:
            card.box.toggled.connect(lambda _on: self._count())
        self._count()

    def _list(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("look", "body")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(12)
        for card in self.cards:
            box.addWidget(card)
        if not self.cards:
            box.addWidget(page.empty(self._batch.nothing))
        box.addStretch(1)
        if _tall():
            return inner
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _card(self) -> QWidget:
        card = page.Card(_("Sign"))
        self._secret.line.returnPressed.connect(self.sign)
        self._secret.changed.connect(lambda: self.passphrase.show_problem(""))
        card.add(self._told)
        card.add(controls.text(self._batch.meaning, wrap=True))
        card.add(self.passphrase)
        card.add(self.sign_button)
        if len(self.cards) > 1:
            card.add(controls.across(self.all_button, None))
        if not any(one.signable for one in self.cards):
            card.hide()
        return controls.plain(controls.down(card, None))

    @property
    def _secret(self) -> SecretEditor:
        editor = self.passphrase.editor
        assert isinstance(editor, SecretEditor)
        return editor

    def begin(self) -> Self:
        """Put the cursor at the first tick, where there is one; else the page itself is scrolled by keys."""
        first = next((card.box for card in self.cards if card.signable), None)
        (first or self).setFocus(Qt.FocusReason.OtherFocusReason)
        return self

    def take_focus(self) -> None:
        """Reading comes first: not the passphrase."""
        self.begin()

    def chosen(self) -> list[uuid.UUID]:
        """The ids of the ticked records."""
        return [card.key for card in self.cards if card.box.isChecked()]

    def _tick_all(self) -> None:
        for card in self.cards:
            card.box.setChecked(card.signable)

    def _count(self) -> None:
        done = len(self.chosen())
        self._told.setText(_("{done} of {all} reviewed").format(done=done, all=len(self.cards)))
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
        if self._busy or not ids:
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
        made = self._desk.write(lambda session: self._batch.sign(session, ids, key))
        self._set_busy(False)
        if made is None:
            return
        rest = len(ids) < len(self.cards)
        window = self._desk.window
        shown = self._batch.again() if rest else window.go(self._batch.room) or window.go("home")
        if isinstance(shown, page.Page):
            shown.say(self._batch.done(made))

    def _failed(self, wrong: Exception) -> None:
        self._set_busy(False)
        if isinstance(wrong, WrongPassphrase):
            self.passphrase.show_problem(wrong.sentence)
            self.passphrase.enter()
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


def _tall() -> bool:
    """Large text: the passphrase stands below the list, and the whole page scrolls."""
    return theme.percent() > 125
