"""The recovery key in Settings: who can get the agency back in, the yearly check, a new key on paper."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame

from app.services import recovering
from app.services.across import confirmed, opening
from app.services.documents import recovery_key
from app.services.problems import DiskProblem, Problem
from app.services.users import Action
from app.ui.kit import controls, dates, page, preview, theme
from app.ui.kit.background import Progress
from app.ui.kit.editors import LineEditor
from app.ui.kit.field import Field
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.secret import OwnPassphrase
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
        self.typed.line.returnPressed.connect(self.check)
        words = _("From its paper. Spaces, dashes and small letters do not matter.")
        self.field = Field("recovery", _("Type the recovery key"), words, self.typed)
        self.button = controls.outlined(_("Check the key"), "check", self.check)
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
                "The recovery key was never checked. Without it, nobody can open the store if all passphrases are lost. "
                "Type it from its paper. Was it never printed? Make a new key: that one you can print."
            )
            self.state.say(words, "warning", "warning")
            return
        day = dates.say(self.desk.day(found.checked_at))
        if found.stale(self.desk.now()):
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

        def work(_progress: Progress) -> None:
            opening.confirm_recovery_key(signed_in, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Checking the key"), self.button)

    def make_new(self) -> None:
        """Go to the page that prints a new key."""
        self.desk.window.open_page(NewKeyPage(self.desk), "settings")

    def _done(self) -> None:
        self.typed.set_value("")
        self.field.show_problem("")
        self.refresh()  # its line of state says the day

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self.field.show_problem(wrong.sentence)
        self.field.enter()


class NewKeyPage(Page):
    """Print a new recovery key, type it from the paper; only then the old paper stops working."""

    help_topic = "access"

    def __init__(self, desk: Desk) -> None:
        """Ask first who is there: the key that is shown then may open everything."""
        crumbs = [(_("Settings"), lambda: desk.window.go("settings")), (_("New recovery key"), None)]
        super().__init__(_("New recovery key"), _("The old paper works until you press the button"), crumbs)
        self.window_title = _("New recovery key")
        self.desk, self.key = desk, ""
        self.begin_own = OwnPassphrase(self.begin, _("Who holds the new key can open all records."))
        self.begin_button = controls.filled(_("Show the new key"), "key", self.begin)
        self.asking = controls.plain(controls.down(
            self.begin_own, controls.plain(controls.across(self.begin_button, None)), None, gap=12
        ))  # fmt: skip
        self.asking.setMaximumWidth(theme.scaled(560))
        self.shown = ShownKey()
        self.typed = LineEditor()
        self.typed.line.returnPressed.connect(self.use)
        words = _("Spaces, dashes and small letters do not matter.")
        self.field = Field("typed", _("Type the key from the new paper"), words, self.typed)
        self.own = OwnPassphrase(self.use)
        self.steps = self._steps()
        self.steps.hide()
        self.body.addWidget(self.asking)
        self.body.addWidget(self.steps)
        self.body.addStretch(1)
        self.button = controls.filled(_("Use this key"), "check", self.use)
        self.button.hide()
        self.set_foot(FootBar(controls.outlined(_("Back"), "chevron-left", lambda: back(desk)), self.button))

    def take_focus(self) -> None:
        """The key begins with the passphrase of who makes it."""
        self.begin_own.enter()

    def _steps(self) -> QFrame:
        ways = controls.across(
            controls.outlined(_("Print"), "print", self._print),
            controls.outlined(_("Save as PDF…"), "download", self._save),
            None,
        )
        column = controls.down(
            controls.text(_("1. Print the key. Nobody can show it again later."), "strong", wrap=True),
            controls.plain(controls.down(self.shown, margins=(12, 10, 12, 10)), "card"),
            gap=12,
        )
        column.addLayout(ways)
        column.addWidget(controls.text(_("2. Type it again, so that the paper is known to be right."), "strong"))
        column.addWidget(self.field)
        column.addWidget(self.own)
        column.addWidget(controls.Note(_advice(), "key"))
        return controls.plain(column)

    def begin(self) -> None:
        """Show a fresh key, which opens nothing yet, once the passphrase is right."""
        own, signed_in = self.begin_own.read(), self.desk.signed_in
        if own:
            self.desk.queue.run(
                lambda _progress: confirmed.new_recovery_key(signed_in, own), self._show, self._refused,
                button=self.begin_button,
            )  # fmt: skip

    def _show(self, key: str) -> None:
        self.key = key
        self.shown.show_key(key)
        self.begin_own.clear()
        self.asking.hide()
        self.steps.show()
        self.button.show()
        self.field.enter()

    def _refused(self, wrong: Exception) -> None:
        if self.begin_own.refuses(wrong):
            return
        if not isinstance(wrong, Problem):
            raise wrong
        self.say(wrong.sentence, "alert", "danger")

    def use(self) -> None:
        """Let it take the old key's place, if it was typed rightly."""
        typed, key, signed_in = self.typed.value(), self.key, self.desk.signed_in
        if not typed:
            self.field.show_problem(_("Type the key from its paper."))
            self.field.enter()
            return
        self.field.show_problem("")
        own = self.own.read()
        if not own:
            return

        def work(_progress: Progress) -> None:
            confirmed.replace_recovery_key(signed_in, own, key, typed)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Making the new key"), self.button)

    def _done(self) -> None:
        back(self.desk, _("The new recovery key works and is checked. Lock its paper away, and destroy the old paper."))

    def _failed(self, wrong: Exception) -> None:
        if self.own.refuses(wrong):
            return
        if not isinstance(wrong, Problem):
            raise wrong
        self.field.show_problem(wrong.sentence)
        self.field.enter()

    def _paper(self) -> bytes:
        return recovery_key.render(recovery_key.RecoveryKeyPaper(self.desk.signed_in.agency, self.key))

    def _print(self) -> None:
        preview.Preview(_("Recovery key"), self._paper(), _("Recovery key.pdf")).print()

    def _save(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save PDF"), _("Recovery key.pdf"), _("PDF files (*.pdf)")
        )
        if chosen:
            try:
                preview.write(Path(chosen), self._paper())
            except DiskProblem as wrong:
                page.problem(self, wrong)


def _advice() -> str:
    return _(
        "Keep the paper locked away, not beside this laptop. From then on the old paper opens nothing that is saved "
        "later; destroy it. Backups made before still open with the old key."
    )


def back(desk: Desk, said: str = "") -> None:
    """Show Security again, with what was done."""
    desk.open("settings", "security")
    shown = desk.window.page()
    if isinstance(shown, Page):
        shown.say(said)
