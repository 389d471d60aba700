"""Whether the store holds its own record: told on Home until it is mended, never only in a log.

One look was taken at unlock. The whole check runs once a day behind the window, for who may check the store, on a
thread of its own; locking the window stops it at once.
"""

import time
import zlib

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.across import verify
from app.services.problems import Problem
from app.services.store.verifying import Fault
from app.services.users import Action
from app.ui import preferences
from app.ui.kit.background import Progress, Queue
from app.ui.write import Desk
from app.wording import N_, _, plural

LOOK_EVERY = 60_000  # milliseconds
QUIET = 30.0  # seconds without typing or pointing
REST = 0.002  # seconds at each step, so that the window stays quick meanwhile

TO_DO = N_(
    "Stop entering. Copy the whole folder of the store to another drive. Then open Settings, Security and check the "
    "store: it names each place. Restore the newest good backup, or ask for help."
)
TELL = N_("Stop entering, and tell your manager now.")


class Checking(QObject):
    """What is known to be wrong with a desk's store; `changed` tells that it is something else now."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        """Begin with what the look at unlock found."""
        super().__init__(desk)
        self._desk = desk
        self._queue = Queue(desk.window)
        self.found = desk.signed_in.warning
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_EVERY)
        desk.alarmed.connect(self._tell)
        desk.closing.connect(self._leave)

    def words(self) -> str:
        """What is wrong and what to do, in words for this person; '' where nothing is known to be wrong."""
        if not self.found:
            return ""
        done = TO_DO if self._desk.may(Action.VERIFY) else TELL
        return " ".join((_("The store does not fit its own record."), self.found, _(done)))

    def look(self) -> None:
        """Begin the daily check where it is due and nobody is at the keyboard."""
        if self._queue.busy() or self._desk.window.idle.quiet() < QUIET or not self.is_due():
            return
        self.begin()

    def is_due(self) -> bool:
        """Whether this person may check the store and it was not found whole today."""
        return self._desk.may(Action.VERIFY) and self._kept() != self._desk.today().isoformat()

    def busy(self) -> bool:
        """Whether the check runs."""
        return self._queue.busy()

    def begin(self) -> None:
        """Check behind the window."""
        signed_in = self._desk.signed_in

        def work(progress: Progress) -> list[Fault]:
            def step() -> None:
                progress.go_on()
                time.sleep(REST)

            return verify.run(signed_in, step)

        self._queue.run(work, self.heard, self._failed)

    def heard(self, faults: list[Fault]) -> None:
        """Take what a whole check found; the day is remembered only where it found nothing."""
        if faults:
            one, many = N_("The check found {count} fault."), N_("The check found {count} faults.")
            outside = _("Somebody may have changed the files outside Peerdesk.")
            self._tell(f"{plural(one, many, len(faults))} {outside}")
            return
        preferences.settings().setValue(self._key(), self._desk.today().isoformat())
        self._tell("")

    def _tell(self, found: str) -> None:
        if found != self.found:
            self.found = found
            self.changed.emit()

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self._tell(wrong.sentence)

    def _kept(self) -> str:
        return str(preferences.settings().value(self._key(), ""))

    def _key(self) -> str:
        """Where this laptop keeps the day of the last clean check; for each store apart."""
        return f"checked-{zlib.crc32(str(self._desk.signed_in.store.folder).encode()):08x}"

    def _leave(self) -> None:
        self._timer.stop()
        self._queue.leave()


def of(desk: Desk) -> Checking:
    """The one that watches this desk's store."""
    return desk.findChild(Checking) or Checking(desk)
