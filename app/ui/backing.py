"""Backups behind the window: each day once nobody types, at a person's wish, and at the program's end.

They run on a thread of their own, so that nothing else waits for them; locking the window stops them at once.
"""

import datetime as dt
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app import clock
from app.services.across import backups
from app.services.problems import Problem
from app.services.store.backup import Kept
from app.ui import preferences
from app.ui.kit.background import Progress, Queue
from app.ui.write import Desk
from app.wording import _

LOOK_EVERY = 60_000  # milliseconds
QUIET = 30.0  # seconds without typing or pointing


class Backing(QObject):
    """Makes the backups of a desk's store; `changed` tells that one was made, or why not."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        """Look once a minute whether the daily one is due."""
        super().__init__(desk)
        self._desk = desk
        self._queue = Queue(desk.window)
        self.problem = ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_EVERY)
        desk.closing.connect(self._leave)

    @property
    def drive(self) -> Path | None:
        """The folder of this laptop's choice, such as a USB drive; None where none is chosen."""
        kept = str(preferences.settings().value(_key(self._desk, "folder"), "") or "")
        return Path(kept) if kept else None

    def choose_drive(self, folder: Path | None) -> None:
        """Remember another folder on this laptop, or none."""
        settings = preferences.settings()
        if folder != self.drive:
            settings.remove(_key(self._desk, "at"))
        settings.setValue(_key(self._desk, "folder"), str(folder or ""))
        self.changed.emit()

    def on_drive(self) -> dt.datetime | None:
        """When the chosen drive got its newest backup, as this laptop remembers it."""
        try:
            return dt.datetime.fromisoformat(str(preferences.settings().value(_key(self._desk, "at"), "")))
        except ValueError:
            return None

    def look(self) -> None:
        """Begin the daily backup where it is due and nobody is at the keyboard."""
        if self._queue.busy() or self._desk.window.idle.quiet() < QUIET:
            return
        try:
            due = backups.wanted(self._desk.signed_in, _now())
        except Problem as wrong:
            self._failed(wrong)
            return
        if due:
            self._begin(backups.daily, "")

    def now(self) -> None:
        """Back up at the person's wish, with progress and Cancel."""
        if not self._queue.busy():
            self._begin(backups.by_hand, _("Backing up"))

    def busy(self) -> bool:
        """Whether one is being made."""
        return self._queue.busy()

    def at_exit(self) -> None:
        """Make the daily backup before the program ends where it is due; Cancel ends at once without it."""
        if not self._queue.busy():
            try:
                if not backups.wanted(self._desk.signed_in, _now()):
                    return
            except Problem:
                return
            self._begin(backups.daily, _("Making today's backup before closing"))
        while self._queue.busy():
            QApplication.processEvents()
            time.sleep(0.01)

    def _begin(self, make: Callable[..., Kept], title: str) -> None:
        signed_in, drive, now = self._desk.signed_in, self.drive, _now()
        there = drive is not None and drive.is_dir()

        def work(progress: Progress) -> Kept:
            return make(signed_in, now, drive, progress.step)

        def done(made: Kept) -> None:
            self.problem = ""
            if there:
                preferences.settings().setValue(_key(self._desk, "at"), made.made_at.isoformat())
            self.changed.emit()

        self._queue.run(work, done, self._failed, title)

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self.problem = wrong.sentence
        self.changed.emit()

    def _leave(self) -> None:
        self._timer.stop()
        self._queue.leave()


def of(desk: Desk) -> Backing:
    """The one that makes this desk's backups."""
    return desk.findChild(Backing) or Backing(desk)


def back_up(desk: Desk) -> None:
    """Make a backup now."""
    of(desk).now()




def _key(desk: Desk, name: str) -> str:
    """Where this laptop keeps it; for each store apart, so that the sample agency has its own."""
    return f"backup-{zlib.crc32(str(desk.signed_in.store.folder).encode()):08x}/{name}"


def _now() -> dt.datetime:
    return clock.now()
