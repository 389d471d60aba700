"""Move to another laptop, step by step; and, on the laptop left behind, the way to go on here after all."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.services.across import moving
from app.services.problems import Problem
from app.ui.kit import controls
from app.ui.kit.background import Progress
from app.ui.kit.page import Card, FootBar, Page
from app.ui.write import Desk
from app.wording import N_, _

STEPS = (
    N_("Plug in a flash drive and choose it below. Peerdesk puts a checked, encrypted copy of all records on it."),
    N_("Plug the drive into the other laptop, install Peerdesk there and start it."),
    N_("On its first page choose: I have a backup, or a store from another laptop. Your passphrase stays the same."),
    N_("Look at your newest notes there. From then on work on the other laptop only."),
)


class MoveCard(Card):
    """The way to the page; on a store that was moved, what that means."""

    def __init__(self, desk: Desk) -> None:
        """Say whether these records went elsewhere."""
        super().__init__(_("Move to another laptop"))
        self.desk = desk
        self.note = controls.Note("")
        self.words = controls.text(_("A new laptop takes over all records with a flash drive, in four steps."), wrap=True)
        self.move_button = controls.outlined(_("Move…"), "drive", self.open)
        self.here_button = controls.outlined(_("This laptop is used again"), "undo", self.go_on_here)
        for part in (self.words, self.note):
            self.add(part)
        self.add(controls.across(self.move_button, self.here_button, None))
        self.refresh()

    def refresh(self) -> None:
        """Say how it stands now."""
        moved = moving.warning(self.desk.signed_in.store.folder)
        self.note.say(moved, "warning", "warning")
        self.here_button.setVisible(bool(moved))

    def open(self) -> None:
        """Show the steps."""
        self.desk.window.open_page(MovePage(self.desk), "settings")

    def go_on_here(self) -> None:
        """Take the mark away."""
        try:
            moving.go_on_here(self.desk.signed_in, self.desk.now())
        except Problem as wrong:
            self.note.say(wrong.sentence, "alert", "danger")
            return
        self.refresh()


class MovePage(Page):
    """Four steps, and the button for the first."""

    help_topic = "copy"

    def __init__(self, desk: Desk) -> None:
        """Nothing is copied yet."""
        crumbs = [(_("Settings"), lambda: desk.window.go("settings")), (_("Move to another laptop"), None)]
        super().__init__(_("Move to another laptop"), _("Nothing is taken away from this one"), crumbs)
        self.window_title = _("Move to another laptop")
        self.desk = desk
        self.note = controls.Note("")
        column = controls.down(self.note, gap=14)
        for number, words in enumerate(_steps(), start=1):
            line = controls.across(gap=14)
            line.addWidget(controls.text(f"{number}", "title"))
            line.addWidget(controls.text(words, wrap=True), 1)
            column.addLayout(line)
        advice = _(
            "Do it when nobody will write any more today. After the copy is made, this laptop warns whoever opens its "
            "records, because what is written here later does not reach the other one."
        )
        column.addWidget(controls.Note(advice, "info"))
        column.addStretch(1)
        self.body.addWidget(controls.plain(column))
        self.button = controls.filled(_("Choose the drive…"), "drive", self._choose)
        self.set_foot(FootBar(controls.outlined(_("Back"), "chevron-left", lambda: back(desk)), self.button))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the drive, or a folder on it"))
        if chosen:
            self.pack(Path(chosen))

    def pack(self, folder: Path) -> None:
        """Make the copy there and mark this store."""
        signed_in = self.desk.signed_in

        def work(progress: Progress) -> Path:
            return moving.pack(signed_in, folder, self.desk.now(), progress.step)

        self.desk.queue.run(work, self._done, self._failed, _("Copying the records"), self.button)

    def _done(self, folder: Path) -> None:
        words = _(
            "The copy is made and checked: {folder}. The steps stand in a file beside it. Eject the drive before you "
            "unplug it, and go on with step 2."
        )
        self.note.say(words.format(folder=folder))

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self.note.say(wrong.sentence, "alert", "danger")


def _steps() -> tuple[str, ...]:
    return tuple(_(words) for words in STEPS)


def back(desk: Desk) -> None:
    """Show Security again."""
    desk.open("settings", "security")
