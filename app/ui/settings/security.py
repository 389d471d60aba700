"""Security: one's own passphrase, the recovery key, opening without typing, and the check of the store."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.across import access, opening, verify
from app.services.problems import Invalid, Problem, WrongPassphrase
from app.services.store.verifying import Fault
from app.services.users import Action
from app.ui import checking
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.field import Field
from app.ui.kit.page import Card
from app.ui.kit.reflow import Reflow
from app.ui.kit.secret import SecretEditor
from app.ui.settings.keyring import KeyringCard
from app.ui.settings.moving import MoveCard
from app.ui.settings.passphrases import NewPassphrase
from app.ui.settings.recovery import RecoveryCard
from app.ui.write import Desk
from app.wording import _, plural

SHOWN = 12  # faults that are named on screen


class SecurityPart(QWidget):
    """Cards in two columns."""

    def __init__(self, desk: Desk) -> None:
        """Show what this person may do."""
        super().__init__()
        self.recovery = RecoveryCard(desk)
        if not desk.may(Action.EDIT_AGENCY):
            self.recovery.hide()
        keyring = KeyringCard(desk)
        others = [MoveCard(desk)] if desk.may(Action.MANAGE_USERS) else []
        cards: list[QWidget] = [PassphraseCard(desk, keyring.refresh)]
        if desk.may(Action.VERIFY):
            cards.append(VerifyCard(desk))
        left = controls.down(*cards, None, gap=12)
        right = controls.down(self.recovery, keyring, *others, None, gap=12)
        self.setLayout(controls.down(Reflow([controls.plain(left), controls.plain(right)], gap=20, below=12), None))

    def refresh(self) -> None:
        """Say how the ways back in stand now."""
        self.recovery.refresh()


class PassphraseCard(Card):
    """The old passphrase once, the new one twice; after the recovery key the old one is not asked for."""

    def __init__(self, desk: Desk, then: Callable[[], object] = lambda: None) -> None:
        """Empty lines; `then()` is called after each change."""
        super().__init__(_("Your passphrase"))
        self.desk, self._then = desk, then
        self.note = controls.Note("")
        self.old = SecretEditor(lambda: self.new.field.enter())
        self.field = Field("old", _("Passphrase now"), "", self.old)
        self.new = NewPassphrase(lambda: [desk.signed_in.actor.name, desk.signed_in.agency], self.change)
        self.button = controls.outlined(_("Change passphrase"), "key", self.change)
        for part in (self.note, self.field, self.new):
            self.add(part)
        self.add(
            controls.text(
                _("What you signed stays signed. Only you know the new passphrase."), "second", wrap=True
            )
        )
        self.add(controls.across(self.button, None))
        self._dress()

    def _dress(self) -> None:
        """After the recovery key: say what to do, and hide the line that nobody could fill."""
        recovered = self.desk.signed_in.recovered
        self.field.setVisible(not recovered)
        self.button.setText(_("Choose passphrase") if recovered else _("Change passphrase"))
        if recovered:
            words = _("You came in with the recovery key. Choose a new passphrase now: the old one stops then.")
            self.note.say(words, "warning", "warning")
        elif opening.is_temporary(self.desk.signed_in):
            words = _("Somebody else chose your passphrase. Choose your own now: until then you cannot sign.")
            self.note.say(words, "warning", "warning")

    def change(self) -> None:
        """Change it; this takes about a second."""
        if not self.desk.signed_in.recovered and not self.old.value():
            self.field.show_problem(_("Type the passphrase that you use now."))
            self.field.enter()
            return
        typed = self.new.read()
        if typed is None:
            return
        old, signed_in = self.old.value(), self.desk.signed_in

        def work(_progress: Progress) -> None:
            if signed_in.recovered:
                access.choose_passphrase(signed_in, typed)
            else:
                access.change_passphrase(signed_in, old, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Changing your passphrase"), self.button)

    def _done(self) -> None:
        self.old.line.clear()
        self.new.clear()
        self.field.show_problem("")
        self._dress()
        self.note.say(_("Your passphrase is changed. Use the new one from now on."))
        self._then()

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, WrongPassphrase):
            self.field.show_problem(_("This is not your passphrase now. Type it again."))
            self.field.enter()
        elif isinstance(wrong, Invalid):
            self.new.field.show_problem(wrong.sentence)
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


class VerifyCard(Card):
    """Checks file, record of changes and signatures, and says plainly what came out."""

    def __init__(self, desk: Desk) -> None:
        """Nothing checked yet."""
        super().__init__(_("Check of the store"))
        self.desk = desk
        words = _(
            "Reads the whole file and compares each row and signature with the record of changes. Nothing is changed."
        )
        self.add(controls.text(words, wrap=True))
        self.note = controls.Note("")
        self.found = controls.text("", wrap=True)
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self.note)
        self.add(self.found)
        self.button = controls.outlined(_("Check now"), "check-circle", self.run)
        self.add(controls.across(self.button, None))
        self.found.hide()

    def run(self) -> None:
        """Check behind the window."""
        signed_in = self.desk.signed_in

        def work(progress: Progress) -> tuple[list[Fault], list[Fault]]:
            return verify.run(signed_in, progress.go_on), verify.notices(signed_in)

        self.desk.queue.run(work, self._done, self._failed, _("Checking the store"), self.button)

    def _done(self, found: tuple[list[Fault], list[Fault]]) -> None:
        faults, notices = found
        checking.of(self.desk).heard(faults)
        lines = [_("{place}: {sentence}").format(place=one.place, sentence=one.sentence) for one in [*faults, *notices]]
        more = len(lines) - SHOWN
        if more > 0:
            lines[SHOWN:] = [plural("and {count} more", "and {count} more", more)]
        self.found.setVisible(bool(lines))
        self.found.setText("\n".join(lines))
        if not faults:
            self.note.say(
                _("All is well: the file, every row and every signature agree with the record of changes.")
            )
            return
        count = plural("{count} fault found.", "{count} faults found.", len(faults))
        self.note.say(count + " " + _(checking.TO_DO), "alert", "danger")

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self.note.say(wrong.sentence, "alert", "danger")
