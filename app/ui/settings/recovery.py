"""The recovery key in Settings: who can get the agency back in, the yearly check, a new key on paper."""

import datetime as dt
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.services import recovering
from app.services.across import access, opening
from app.services.documents import recovery_key
from app.services.problems import DiskProblem, Problem
from app.services.users import Action
from app.ui.kit import controls, dates, page
from app.ui.kit.background import Progress
from app.ui.kit.editors import LineEditor
from app.ui.kit.field import Field
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.shown_key import ShownKey
from app.ui.write import Desk
from app.wording import _, plural


class RecoveryCard(Card):
    """The ways back in, whether the recovery key was typed within the year, and the line to type it."""

    def __init__(self, desk: Desk) -> None:
        """Ask for the key on its paper."""
        super().__init__(_("Ways back in"))
        self.desk = desk
        self.ways = controls.text("", wrap=True)
        self.state = controls.Note("")
        self.typed = LineEditor()
        words = _("From its paper. Spaces, dashes and small letters do not matter.")
        self.field = Field("recovery", _("Type the recovery key"), words, self.typed)
        self.button = controls.outlined(_("Check the key"), "check", self.check)
        self.typed.on_enter(self.button.click)
        self.new_button = controls.outlined(_("Make a new key"), "key", self.make_new)
        for part in (self.ways, self.state, self.field):
            self.add(part)
        self.add(controls.across(self.button, self.new_button, None))
        self.new_button.setVisible(desk.may(Action.MANAGE_USERS))
        self.refresh()

    def refresh(self) -> None:
        """Say how things stand now."""
        found = self.desk.read(recovering.ways)
        names = sorted(found.managers.values())
        count = plural(
            "{count} manager can set a new passphrase for others:",
            "{count} managers can set a new passphrase for others:",
            len(names),
        )
        self.ways.setText(f"{count} {', '.join(names)}.")
        self._tell(found)

    def _tell(self, found: recovering.Ways) -> None:
        if found.checked_at is None:
            words = _(
                "The recovery key was never checked. Without it, nobody can open the store if all passphrases are lost."
            )
            self.state.say(words, "warning", "warning")
            return
        day = dates.say(found.checked_at.astimezone(self.desk.zone).date())
        if found.stale(dt.datetime.now(dt.UTC)):
            words = _("The recovery key was last checked on {day}, over a year ago. Find its paper and type it.")
            self.state.say(words.format(day=day), "warning", "warning")
            return
        words = _("The recovery key was last checked on {day}. Keep its paper away from this computer.")
        self.state.say(words.format(day=day))

    def check(self) -> None:
        """See whether what was typed opens the store."""
        typed, signed_in = self.typed.value(), self.desk.signed_in
        if not typed:
            self.field.show_problem(_("Type the key from its paper."))
            self.field.enter()
            return
        self.button.setEnabled(False)

        def work(_progress: Progress) -> None:
            opening.confirm_recovery_key(signed_in, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Checking the key"))

    def make_new(self) -> None:
        """Go to the page that prints a new key."""
        self.desk.window.open_page(NewKeyPage(self.desk), "settings")

    def _done(self) -> None:
        self.button.setEnabled(True)
        self.typed.set_value("")
        self.field.show_problem("")
        self.refresh()

    def _failed(self, wrong: Exception) -> None:
        self.button.setEnabled(True)
        if not isinstance(wrong, Problem):
            raise wrong
        self.field.show_problem(wrong.sentence)
        self.field.enter()


class NewKeyPage(Page):
    """Print a new recovery key, type it from the paper; only then the old paper stops working."""

    help_topic = "access"

    def __init__(self, desk: Desk) -> None:
        """Show a fresh key, which opens nothing yet."""
        crumbs = [(_("Settings"), lambda: desk.window.go("settings")), (_("New recovery key"), None)]
        super().__init__(_("New recovery key"), _("The old paper works until you press the button"), crumbs)
        self.window_title = _("New recovery key")
        self.desk = desk
        self.key = access.new_recovery_key(desk.signed_in)
        shown = ShownKey()
        shown.show_key(self.key)
        self.typed = LineEditor()
        words = _("Spaces, dashes and small letters do not matter.")
        self.field = Field("typed", _("Type the key from the new paper"), words, self.typed)
        ways = controls.across(
            controls.outlined(_("Print"), "print", self._print),
            controls.outlined(_("Save as PDF…"), "download", self._save),
            None,
        )
        column = controls.down(
            controls.text(_("1. Print the key. Nobody can show it again later."), "strong", wrap=True),
            controls.plain(controls.down(shown, margins=(12, 10, 12, 10)), "card"),
            gap=12,
        )
        column.addLayout(ways)
        column.addWidget(controls.text(_("2. Type it again, so that the paper is known to be right."), "strong"))
        column.addWidget(self.field)
        column.addWidget(controls.Note(_advice(), "key"))
        column.addStretch(1)
        self.body.addWidget(controls.plain(column))
        self.button = controls.filled(_("Use this key"), "check", self.use)
        self.typed.on_enter(self.button.click)
        self.set_foot(FootBar(controls.outlined(_("Back"), "chevron-left", lambda: back(desk)), self.button))

    def use(self) -> None:
        """Let it take the old key's place, if it was typed rightly."""
        typed, key, signed_in = self.typed.value(), self.key, self.desk.signed_in
        if not typed:
            self.field.show_problem(_("Type the key from its paper."))
            self.field.enter()
            return
        self.button.setEnabled(False)

        def work(_progress: Progress) -> None:
            access.replace_recovery_key(signed_in, key, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Making the new key"))

    def _done(self) -> None:
        self.desk.window.saved(_("The new recovery key works. Destroy the old paper."))
        back(self.desk)

    def _failed(self, wrong: Exception) -> None:
        self.button.setEnabled(True)
        if not isinstance(wrong, Problem):
            raise wrong
        self.field.show_problem(wrong.sentence)
        self.field.enter()

    def _paper(self) -> bytes:
        return recovery_key.render(recovery_key.RecoveryKeyPaper(self.desk.signed_in.agency, self.key))

    def _print(self) -> None:
        from app.ui.kit import preview

        preview.Preview(_("Recovery key"), self._paper(), _("Recovery key.pdf")).print()

    def _save(self) -> None:
        from app.ui.kit import preview

        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save PDF"), _("Recovery key.pdf"), _("PDF files (*.pdf)")
        )
        if chosen:
            try:
                preview.write(Path(chosen).with_suffix(".pdf"), self._paper())
            except DiskProblem as wrong:
                page.problem(self, wrong)


def _advice() -> str:
    return _(
        "Keep the paper locked away, not beside this laptop. From then on the old paper opens nothing that is saved "
        "later; destroy it. Backups made before still open with the old key."
    )


def back(desk: Desk) -> None:
    """Show Security again."""
    from app.ui.settings import open_part

    open_part(desk, "security")
