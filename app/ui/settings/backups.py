"""Backups: the newest, the drive of one's choice, the list with its marks, and the way to restore one."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.across import backups
from app.services.store import backup
from app.services.store.backup import Kept
from app.services.users import Action
from app.ui import backing
from app.ui.kit import controls, dates, theme
from app.ui.kit.background import Progress
from app.ui.kit.listing import List
from app.ui.kit.page import Card, beside
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.settings.restoring import RestorePage
from app.ui.write import Desk
from app.wording import _


@dataclass(frozen=True)
class Row:
    """A line of the list: a backup, whether it lies on the chosen drive, and what its label shows to be wrong."""

    kept: Kept
    elsewhere: bool
    fault: str


class BackupsPart(QWidget):
    """Status and drive at the right, the list below; restoring is the manager's."""

    def __init__(self, desk: Desk) -> None:
        """Read the folders behind the window: a drive may be slow to wake."""
        super().__init__()
        self.desk = desk
        self.backing = backing.of(desk)
        self._rows: list[Row] = []
        self.note = controls.Note("")
        self.now_button = controls.filled(_("Back up now"), "drive", self.backing.now)
        self.other_button = controls.outlined(_("Restore from a file…"), "folder", self._other)
        self.list = self._list()
        words = _("Each day Peerdesk makes one encrypted file with all records, reads it back and checks it.")
        line = controls.across(gap=12)
        line.addWidget(controls.text(words, "muted", wrap=True), 1)
        line.addWidget(self.other_button)
        line.addWidget(self.now_button)
        main = controls.plain(controls.down(self.note, controls.plain(line), self.list, gap=10))
        self.list.setMinimumHeight(theme.scaled(400))
        self.drive_card = DriveCard(desk, self.backing)
        side = controls.plain(controls.down(self.drive_card, KeptCard(), None, gap=12))
        self.setLayout(controls.down(beside(main, side, 300), None))
        self.other_button.setVisible(desk.may(Action.RESTORE))
        self.backing.changed.connect(self.refresh)
        self.refresh()

    def _list(self) -> "List[Row]":
        columns: list[Column[Row]] = [
            Column(_("When"), self._when, "made_at", width=210),
            Column(_("Where"), self._where, width=220),
            Column(_("Size"), lambda row: size(row.kept.size), width=90),
            Column(_("Checked"), self._checked),
        ]  # fmt: skip
        if self.desk.may(Action.RESTORE):
            columns.append(Column("", lambda row: Cell("", button="" if row.fault else _("Restore")), width=100))
        fetch = from_rows(lambda: self._rows, {"made_at": lambda row: row.kept.made_at}, lambda row: row.kept.path.name)
        made = List(
            columns, fetch, _("There is no backup yet."), "backups", _("Backups"), filtered=False,
            key=lambda row: str(row.kept.path),
        )  # fmt: skip
        made.pressed.connect(lambda row, _button: self._restore(row.kept.path))
        return made

    def _when(self, row: Row) -> Cell:
        day, time = self.desk.parts(row.kept.made_at)
        age = dates.ago(day, self.desk.today())
        return Cell(dates.short(day), f"{dates.say(time)}, {age}", strong=True)

    def _where(self, row: Row) -> Cell:
        where = _("On the drive") if row.elsewhere else _("On this computer")
        if row.kept.before_restore or row.kept.by_hand:
            return Cell(where, _("Kept before a restore") if row.kept.before_restore else _("Asked for"))
        return Cell(where, row.kept.path.name)

    def _checked(self, row: Row) -> Cell:
        if row.fault:
            return Cell(_("Damaged"), row.fault, "alert", "danger")
        return Cell(_("Read back and checked"), _("When it was made"), "check-circle", "good")

    def refresh(self) -> None:
        """Read both folders anew, on a thread."""
        signed_in, drive = self.desk.signed_in, self.backing.drive
        self.note.say(self.backing.problem, "alert", "danger")
        self.drive_card.refresh()

        def work(_progress: Progress) -> list[Row]:
            return [
                Row(one, number > 0, backup.fault(one.path))
                for number, shelf in enumerate(backups.shelves(signed_in, drive))
                for one in shelf.kept
            ]

        self.desk.queue.run(work, self._fill)

    def _fill(self, rows: list[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: (row.kept.made_at, not row.elsewhere), reverse=True)
        self.list.refresh()

    def _other(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a backup"), "", _("Backups (*.backup)"))
        if chosen:
            self._restore(Path(chosen))

    def _restore(self, path: Path) -> None:
        self.desk.window.open_page(RestorePage(self.desk, path), "settings")


class DriveCard(Card):
    """The folder of this laptop's choice, such as a USB drive."""

    def __init__(self, desk: Desk, made_by: backing.Backing) -> None:
        """Show what is chosen."""
        super().__init__(_("A second place"))
        self._backing, self._desk = made_by, desk
        words = _("A USB drive that is kept elsewhere saves the records when this laptop is lost. It is encrypted too.")
        self.add(controls.text(words, "second", wrap=True))
        self.state = controls.text("", wrap=True)
        self.add(self.state)
        self.choose_button = controls.row_button(_("Choose a folder…"), "folder", self.choose)
        self.stop_button = controls.bare(_("Stop"), "close", self._stop)
        self.add(controls.across(self.choose_button, self.stop_button, None))

    def refresh(self) -> None:
        """Say where it goes, and when it last went there."""
        drive, at = self._backing.drive, self._backing.on_drive()
        self.stop_button.setVisible(drive is not None)
        if drive is None:
            self.state.setText(_("None is chosen."))
            return
        last = _("Nothing was put there yet.")
        if at is not None:
            last = _("Last: {day}.").format(day=dates.short(self._desk.day(at), self._desk.today()))
        self.state.setText(f"{drive}\n{last}")

    def choose(self) -> None:
        """Ask for the folder and remember it on this laptop."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder for backups"))
        if chosen:
            self._backing.choose_drive(Path(chosen))

    def _stop(self) -> None:
        self._backing.choose_drive(None)


class KeptCard(Card):
    """Which backups stay, in words."""

    def __init__(self) -> None:
        """The rule of thinning and what opens a backup."""
        super().__init__(_("What is kept"))
        for words in (
            _("The newest of 12 days, 10 weeks and 9 months, in at most a quarter of the free disk."),
            _("One that you ask for stays 30 days, whatever else is let go."),
            _("A backup opens with the passphrases and the recovery key of its day. Keep old papers as long as it."),
        ):
            self.add(controls.text(words, "second", wrap=True))


def size(count: int) -> str:
    """Bytes as a person reads them: 3 MB."""
    if count < 10**6:
        return _("{count} KB").format(count=max(1, round(count / 1000)))
    return _("{count} MB").format(count=round(count / 10**6))
