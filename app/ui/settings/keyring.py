"""Opening without typing: what it means, whether this computer can do it, and the switch."""

from shiboken6 import isValid

from app.services.across import access
from app.services.problems import Problem, WrongPassphrase
from app.ui.kit import aside, controls
from app.ui.kit.background import Progress
from app.ui.kit.field import Field
from app.ui.kit.page import Card
from app.ui.kit.secret import SecretEditor
from app.ui.write import Desk
from app.wording import _


class KeyringCard(Card):
    """Off by default; turned on with one's passphrase, for one's own account of this computer."""

    def __init__(self, desk: Desk) -> None:
        """Ask the computer what it can do; it may take its time."""
        super().__init__(_("Open without typing on this computer"))
        self.desk = desk
        words = _(
            "If you turn this on, Peerdesk opens for you when it starts, without a passphrase. Whoever can use your "
            "account on this computer can then read the store. So never do this on an account that you share. "
            "After a lock, and to sign, you still type your passphrase."
        )
        self.add(controls.text(words, "second", wrap=True))
        self.note = controls.Note("")
        self.typed = SecretEditor()
        self.field = Field("keyring", _("Your passphrase, to turn it on"), "", self.typed)
        self.on_button = controls.outlined(_("Turn on"), "key", self.turn_on)
        self.typed.on_enter(self.on_button.click)
        self.off_button = controls.outlined(_("Turn off"), "close", self.turn_off)
        self.add(self.note)
        self.add(self.field)
        self.add(controls.across(self.on_button, self.off_button, None))
        self.refresh()

    def refresh(self) -> None:
        """Ask again, on a thread of its own: the computer may ask the person first, and nothing must wait for it."""
        self._offer(False, False)
        self.note.say(_("Asking this computer…"), "info")
        signed_in = self.desk.signed_in

        aside.run("keyring", lambda: access.keyring_state(signed_in), self._answer)

    def _answer(self, state: tuple[bool, str] | None, wrong: Exception | None) -> None:
        if not isValid(self):  # the window was locked meanwhile
            return
        if wrong is not None and not isinstance(wrong, Problem):
            raise wrong
        self._tell(*(state or (False, wrong.sentence if wrong else "")))

    def _offer(self, turn_on: bool, turn_off: bool) -> None:
        self.field.setVisible(turn_on)
        self.on_button.setVisible(turn_on)
        self.off_button.setVisible(turn_off)

    def _tell(self, on: bool, why_not: str) -> None:
        can = not why_not and not self.desk.signed_in.recovered
        self._offer(can and not on, on)
        if why_not:
            self.note.say(why_not, "info")
        elif on:
            self.note.say(_("It is on for you on this computer."), "check-circle", "accent")
        else:
            self.note.say(_("It is off."), "info")

    def turn_on(self) -> None:
        """Keep the key here, if the passphrase is right."""
        if not self.typed.value():
            self.field.show_problem(_("Type your passphrase."))
            self.field.enter()
            return
        typed, signed_in = self.typed.value(), self.desk.signed_in
        self.on_button.setEnabled(False)

        def work(_progress: Progress) -> None:
            access.keep_in_keyring(signed_in, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Asking this computer"))

    def turn_off(self) -> None:
        """Make what is kept here useless."""
        signed_in = self.desk.signed_in
        self.off_button.setEnabled(False)

        def work(_progress: Progress) -> None:
            access.forget_keyring(signed_in)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Asking this computer"))

    def _done(self) -> None:
        self._ready()
        self.refresh()

    def _ready(self) -> None:
        self.on_button.setEnabled(True)
        self.off_button.setEnabled(True)
        self.typed.line.clear()
        self.field.show_problem("")

    def _failed(self, wrong: Exception) -> None:
        self._ready()
        if isinstance(wrong, WrongPassphrase):
            self.field.show_problem(_("This is not your passphrase. Type it again."))
            self.field.enter()
        elif isinstance(wrong, Problem):
            self.note.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong
