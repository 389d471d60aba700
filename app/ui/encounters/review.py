"""Review and sign: each waiting note in full; one's own are signed, supervisees' seen, sent back or signed off."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.models.encounters import Encounter
from app.services.encounters import reviews, signing
from app.services.problems import Problem, WrongPassphrase
from app.services.users import Action
from app.ui.encounters import shown, words
from app.ui.kit import controls, page, theme
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.setup import SecretEditor
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that each ticked note is right as written here. Your own are locked from then on; a "
    "supervisee's is signed off."
)


class _Waiting(page.Card):
    """One note with its tick; a supervisee's also with 'Seen' and 'Needs revision'."""

    def __init__(self, one: Encounter, host: "ReviewPage", led: bool) -> None:
        super().__init__()
        self.key = one.id
        self.signable = any(row.role == signing.WRITER for row in one.signatures) or not led
        self.box = QCheckBox(_("I have read this and sign it off") if led else _("I have read this and it is right"))
        self.box.setAccessibleName(_("Reviewed: {note}").format(note=words.heading(one)))
        self.box.setVisible(self.signable)
        names = words.clients(one) if not led else _("{clients}, by {name}").format(
            clients=words.clients(one), name=one.staff.name
        )  # fmt: skip
        self.add(controls.across(controls.text(words.heading(one), "strong"), None, controls.text(names, "muted")))
        self.add(controls.rule())
        self.add(shown.lines(one))
        self.add(controls.rule())
        acts = controls.across(self.box, None)
        self.comment = Field("comment", _("What does the note need?"), "", ProseEditor(2))
        self.comment.hide()
        if led:
            acts.addWidget(controls.row_button(_("Seen"), "eye", lambda: host.review(one.id, reviews.SEEN)))
            acts.addWidget(controls.row_button(_("Needs revision"), "pencil", self.ask))
        self.add(acts)
        if led:
            self.add(self.comment)
            self._send = controls.outlined(_("Send back"), "undo", lambda: host.send_back(self))
            self._send.hide()
            self.add(controls.across(None, self._send))

    def ask(self) -> None:
        """Ask for the comment."""
        self.comment.show()
        self._send.show()
        self.comment.enter()


class ReviewPage(page.Page):
    """What waits at the left, the passphrase at the right."""

    def __init__(self, desk: "Desk", own: Sequence[Encounter], led: Sequence[Encounter]) -> None:
        """Shows one's own notes, then those of supervisees, in the order given."""
        self._desk = desk
        self.window_title = _("Review and sign")
        crumbs: list[page.Crumb] = [
            (_("Notes"), lambda: desk.window.go("encounters")), (_("Review and sign notes"), None),
        ]  # fmt: skip
        count = len(own) + len(led)
        told = plural("{count} note waits for you", "{count} notes wait for you", count)
        super().__init__(_("Review and sign notes"), told, crumbs=crumbs, scroll=self._tall())
        self.cards = [_Waiting(one, self, False) for one in own] + [_Waiting(one, self, True) for one in led]
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
            box.addWidget(page.empty(_("No note waits for you.")))
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
        card.setVisible(any(one.signable for one in self.cards))
        return controls.plain(controls.down(card, None))

    def chosen(self) -> list[uuid.UUID]:
        """The ids of the ticked notes."""
        return [card.key for card in self.cards if card.box.isChecked()]

    def _tick_all(self) -> None:
        for card in self.cards:
            card.box.setChecked(card.signable)

    def _count(self) -> None:
        done = len(self.chosen())
        self._told.setText(_("{done} of {all} reviewed").format(done=done, all=len(self.cards)))
        self.sign_button.setText(plural("Sign {count} note", "Sign {count} notes", done) if done else _("Sign"))
        self.sign_button.setEnabled(bool(done) and not self._busy)

    def review(self, key: uuid.UUID, state: str, comment: str = "") -> None:
        """Put a word on a supervisee's note, and show what still waits."""
        made = self._desk.write(lambda session: reviews.review(session, key, state, comment).id)
        if made is not None:
            said = _("Marked as seen.") if state == reviews.SEEN else _("Sent back to its writer.")
            open_review(self._desk).say(said)

    def send_back(self, card: _Waiting) -> None:
        """Send a note back with its comment; without one the field says what is missing."""
        comment = card.comment.editor.value()
        if not comment.strip():
            card.comment.show_problem(_("Say what the note needs, so that its writer can mend it."))
            card.comment.enter()
            return
        self.review(card.key, reviews.NEEDS_REVISION, comment)

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
        said = plural("{count} note is signed.", "{count} notes are signed.", made)
        if len(ids) < len(self.cards):
            open_review(self._desk).say(said)
            return
        room = self._desk.window.go("encounters") or self._desk.window.go("home")
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
    """Open the page; the note `first` stands first and is the one to look at."""
    own = desk.read(signing.waiting) if desk.may(Action.SIGN) else []
    led = desk.read(reviews.queue) if desk.may(Action.REVIEW_ENCOUNTERS) else []
    mine = {one.id for one in own}
    made = ReviewPage(
        desk,
        sorted(own, key=lambda one: one.id != first),
        sorted((one for one in led if one.id not in mine), key=lambda one: one.id != first),
    )
    desk.window.open_page(made, "encounters")
    if made.cards:
        made.cards[0].box.setFocus(Qt.FocusReason.OtherFocusReason)
    return made
