"""Review and sign: each waiting session in full, a tick after reading, one passphrase for all that are ticked."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.supervision import SupervisionSession
from app.services.problems import Problem, WrongPassphrase
from app.services.supervision import signing
from app.ui.kit import controls, page, theme
from app.ui.kit.field import Field
from app.ui.setup import SecretEditor
from app.ui.supervision import shown
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that each ticked session took place as written here. It is locked from then on."
)


class _Waiting(page.Card):
    """One session with its tick."""

    def __init__(self, one: SupervisionSession) -> None:
        super().__init__()
        self.key = one.id
        self.box = QCheckBox(_("I have read this and it is right"))
        self.box.setAccessibleName(_("Reviewed: {session}").format(session=shown.heading(one)))
        names = ", ".join(sorted(row.staff.name for row in one.attendance))
        self.add(controls.across(controls.text(shown.heading(one), "strong"), None, controls.text(names, "muted")))
        self.add(controls.rule())
        self.add(shown.lines(one))
        self.add(controls.rule())
        self.add(controls.across(self.box, None))


class ReviewPage(page.Page):
    """What waits at the left, the passphrase at the right."""

    def __init__(self, desk: "Desk", waiting: Sequence[SupervisionSession]) -> None:
        """Shows the sessions in the order given."""
        self._desk, self._waiting = desk, list(waiting)
        self.window_title = _("Review and sign")
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")), (_("Review and sign"), None),
        ]  # fmt: skip
        told = plural("{count} session waits for you", "{count} sessions wait for you", len(self._waiting))
        super().__init__(_("Review and sign"), told, crumbs=crumbs, scroll=self._tall())
        self.cards = [_Waiting(one) for one in self._waiting]
        self.passphrase = Field("passphrase", _("Your passphrase"), "", SecretEditor())
        self.sign_button = controls.filled("", "pencil", self.sign)
        self.all_button = controls.link(_("Tick all"), self._tick_all)
        self._busy = False
        self.body.addWidget(page.beside(self._list(), self._card(), 300), 1)
        for card in self.cards:
            card.box.toggled.connect(lambda _on: self._count())
        self._count()

    def _tall(self) -> bool:
        """Large text: the passphrase stands below the list, and the whole page scrolls."""
        return theme.percent() > 125

    def _list(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("look", "body")
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 8, 0)
        box.setSpacing(12)
        for card in self.cards:
            box.addWidget(card)
        if not self.cards:
            box.addWidget(page.empty(_("Nothing waits for your signature.")))
        box.addStretch(1)
        if self._tall():
            return inner
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        return area

    def _card(self) -> QWidget:
        card = page.Card(_("Sign"))
        editor = self.passphrase.editor
        assert isinstance(editor, SecretEditor)
        editor.line.returnPressed.connect(self.sign)
        editor.changed.connect(lambda: self.passphrase.show_problem(""))
        self._told = controls.text("", "muted", wrap=True)
        card.add(self._told)
        card.add(controls.text(_(MEANING), wrap=True))
        card.add(self.passphrase)
        card.add(self.sign_button)
        if len(self.cards) > 1:
            card.add(controls.across(self.all_button, None))
        if not self.cards:
            card.hide()
        return controls.plain(controls.down(card, None))

    def chosen(self) -> list[uuid.UUID]:
        """The ids of the ticked sessions."""
        return [card.key for card in self.cards if card.box.isChecked()]

    def _tick_all(self) -> None:
        for card in self.cards:
            card.box.setChecked(True)

    def _count(self) -> None:
        done = len(self.chosen())
        self._told.setText(_("{done} of {all} reviewed").format(done=done, all=len(self.cards)))
        self.sign_button.setText(plural("Sign {count} session", "Sign {count} sessions", done) if done else _("Sign"))
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
        editor = self.passphrase.editor
        assert isinstance(editor, SecretEditor)
        editor.line.clear()
        made = self._desk.write(lambda session: len(signing.sign(session, ids, key)))
        self._set_busy(False)
        if made is None:
            return
        said = plural("{count} session is signed and locked.", "{count} sessions are signed and locked.", made)
        if len(ids) < len(self.cards):
            open_review(self._desk).say(said)
            return
        room = self._desk.window.go("supervision")
        if isinstance(room, page.Page):
            room.say(said)

    def _failed(self, wrong: Exception) -> None:
        self._set_busy(False)
        if isinstance(wrong, WrongPassphrase):
            self.passphrase.show_problem(wrong.sentence)
            self.passphrase.enter()
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


def open_review(desk: "Desk", first: uuid.UUID | None = None) -> ReviewPage:
    """Open the page; the session `first` stands first and is the one to look at."""
    waiting = sorted(desk.read(signing.waiting), key=lambda one: one.id != first)
    made = ReviewPage(desk, waiting)
    desk.window.open_page(made, "supervision")
    if made.cards:
        made.cards[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
    return made
