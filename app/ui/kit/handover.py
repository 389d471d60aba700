"""The screen that is handed to somebody else for their signature: the record, their passphrase, and nothing more.

It fills the window, and the passphrase of who is signed in takes the computer back, as after an interview.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from app.services.across.countersign import Missing
from app.services.problems import NotOwnPassphrase, Problem
from app.ui.kit import controls, facts, page, theme
from app.ui.kit.field import Field
from app.ui.kit.handback import HandBack
from app.ui.kit.secret import SecretEditor
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class HandOver(page.Page):
    """One record for one more signature."""

    def __init__(
        self,
        desk: "Desk",
        name: str,
        title: str,
        said: Sequence[tuple[str, str]],
        meaning: str,
        sign: Callable[[str], object],
        back: Callable[[], object],
    ) -> None:
        """`name` signs; `said` is the record as both may see it; `meaning` is what the signature says.

        `sign(passphrase)` runs on the queue and raises Problems; `back()` shows the page that comes afterwards.
        """
        super().__init__(title, _("For {name} to read and sign").format(name=name), scroll=True)
        self.window_title = _("Sign")
        self._desk, self._name, self._act, self._then, self.signed = desk, name, sign, back, False
        record = page.Card()
        record.add(facts.facts(said))
        self.body.addWidget(record)
        self.asking = page.Card()
        self.asking.add(controls.text(meaning, wrap=True))
        self.passphrase = Field("theirs", _("Passphrase of {name}").format(name=name), "", SecretEditor(self.sign))
        self.passphrase.editor.changed.connect(lambda: self.passphrase.show_problem(""))
        self.passphrase.setMaximumWidth(theme.scaled(760))  # so that its sentence stands whole
        self.asking.add(self.passphrase)
        self.body.addWidget(self.asking)
        self.body.addStretch(1)
        self.back_button = controls.outlined(_("Hand back"), "out", self.hand_back)
        self.sign_button = controls.filled(_("I have read this and sign it"), "pencil", self.sign)
        self.set_foot(page.FootBar(self.back_button, self.sign_button))

    def take_focus(self) -> None:
        """Only the passphrase is typed here."""
        self.passphrase.enter()

    def open(self, room: str) -> "HandOver":
        """Fill the window with it."""
        self._desk.keeper.flush()
        self._desk.window.open_page(self, room)
        self._desk.window.fill(True)
        for area in self.findChildren(QScrollArea):
            area.ensureVisible(0, 0)
        self.passphrase.enter()
        return self

    def sign(self) -> None:
        """Sign with their key; the passphrase is checked on the queue."""
        typed, act = self.passphrase.editor.value(), self._act
        if self.signed:
            return
        if not typed:
            self.passphrase.show_problem(_("{name}, type your passphrase to sign.").format(name=self._name))
            self.passphrase.enter()
            return
        self._desk.queue.run(
            lambda _progress: act(typed), lambda _none: self._done(), self._failed, button=self.sign_button
        )

    def _done(self) -> None:
        self.signed = True
        self._clear()
        self.asking.hide()
        self.sign_button.hide()
        words = _("Signed by {name}. Hand the computer back to {owner}, who types their passphrase.")
        self.say(words.format(name=self._name, owner=self._desk.signed_in.actor.name))
        self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, wrong: Exception) -> None:
        self._clear()
        if isinstance(wrong, NotOwnPassphrase):
            self.passphrase.show_problem(wrong.sentence)
            self.passphrase.enter()
        elif isinstance(wrong, Problem):
            self.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong

    def _clear(self) -> None:
        editor = self.passphrase.editor
        assert isinstance(editor, SecretEditor)
        editor.line.clear()

    def hand_back(self) -> None:
        """Ask for the passphrase of who is signed in; theirs alone ends this screen."""
        HandBack(self, self._desk.signed_in.actor.name, self._desk.own_key, self._leave).open()

    def _leave(self) -> None:
        self._desk.window.fill(False)
        self._then()


def button(name: str, hand: Callable[[], object]) -> QWidget:
    """The button that hands the screen to somebody."""
    return controls.plain(controls.across(controls.row_button(_("Hand to {name}").format(name=name), "person", hand), None))


def signs_next(found: Sequence[Missing]) -> str:
    """Annie Whitegrass signs next; who has no user signs by hand."""
    here = sorted({one.name for one in found if one.user_id is not None})
    paper = sorted({one.name for one in found if one.user_id is None})
    said = []
    if here:
        words = _("{names} signs next.") if len(here) == 1 else _("{names} sign next.")
        said.append(words.format(names=", ".join(here)))
    if paper:
        one = _("{names} has no user here and signs by hand: print the log for signature.")
        many = _("{names} have no user here and sign by hand: print the log for signature.")
        said.append((one if len(paper) == 1 else many).format(names=", ".join(paper)))
    return " ".join(said) or _("All have signed.")
