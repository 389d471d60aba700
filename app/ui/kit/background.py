"""One queue for background work: it runs on its own thread, the answer returns on the UI thread.

Work over a second shows its progress and a Cancel button; the window never freezes.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import CellType
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from app.services.problems import Problem
from app.ui.kit import controls, page
from app.wording import _

T = TypeVar("T")
PATIENCE = 1000  # milliseconds before progress is shown


class Cancelled(Exception):
    """The person pressed Cancel; raised inside the work at its next step."""


class Progress:
    """Handed to the work, which calls `step` often enough to be cancelled."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        """`tell(per cent, words)` may be called from the work's thread."""
        self._tell = tell
        self._stop = threading.Event()

    def step(self, percent: int, words: str = "") -> None:
        """Say how far it is, 0 to 100. Raises Cancelled after Cancel."""
        self.go_on()
        self._tell(percent, words)

    def go_on(self) -> None:
        """Raises Cancelled after Cancel; for work that cannot tell how far it is."""
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()


class _Dialog(QDialog):
    """Progress with Cancel; Esc cancels too."""

    def __init__(self, parent: QWidget | None, title: str, cancel: Callable[[], None]) -> None:
        super().__init__(parent)
        self._cancel = cancel
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(380)
        self.words = controls.text(title, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self._button = controls.outlined(_("Cancel"), on_click=self.reject)
        box = controls.down(self.words, self.bar, 4, gap=12, margins=(24, 20, 24, 16))
        box.addLayout(controls.across(None, self._button))
        self.setLayout(box)

    def reject(self) -> None:
        """Ask the work to stop; the dialog goes once it has."""
        self._button.setEnabled(False)
        self.words.setText(_("Stopping…"))
        self._cancel()


class _Job(QObject):
    """One piece of work and the way back to the UI thread.

    It is the application's child: the last that holds a queue may be its job, and a job which the queue would delete in
    turn would be deleted twice.
    """

    told = Signal(int, str)
    ended = Signal(object, object)

    def __init__(
        self,
        queue: "Queue",
        work: Callable[[Progress], Any] | None,
        done: Callable[[Any], object] | None,
        failed: Callable[[Exception], object] | None,
        title: str,
        button: QWidget | None,
    ) -> None:
        super().__init__(QCoreApplication.instance())
        # Pages stand in all of these: the job keeps them until the UI thread lets go of them, never the worker's.
        self._work, self._done, self._failed = work, done, failed
        self._queue: Queue | None = queue
        self._button = button
        self.title = title
        self.progress = Progress(self.told.emit)
        self.dialog: _Dialog | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        self.told.connect(self._tell)
        self.ended.connect(self._end)
        if title:
            self._timer.start(PATIENCE)

    def run(self) -> None:
        """On the worker's thread: do the work and send back its answer or its exception."""
        if self._work is None:
            return
        try:
            answer = self._work(self.progress)
        except Exception as wrong:  # noqa: BLE001 - every failure goes back to the thread that can show it
            self.ended.emit(None, wrong)
        else:
            self.ended.emit(answer, None)

    def _show(self) -> None:
        if self._queue is None or self._queue.closed:
            return
        self.dialog = _Dialog(self._queue.window, self.title, self.progress.cancel)
        self.dialog.show()

    def let_go(self) -> None:
        """Hold nothing of the window any more; the job itself goes with the next events."""
        self._work = self._done = self._failed = self._queue = self._button = None
        self.take_down()
        self.deleteLater()

    def take_down(self) -> None:
        """Show no progress any more."""
        self._timer.stop()
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(int, str)
    def _tell(self, percent: int, words: str) -> None:
        if self.dialog is not None:
            self.dialog.bar.setRange(0, 100)
            self.dialog.bar.setValue(percent)
            if words:
                self.dialog.words.setText(words)

    @Slot(object, object)
    def _end(self, answer: object, wrong: Exception | None) -> None:
        queue, done, failed, button = self._queue, self._done, self._failed, self._button
        if queue is None:
            return
        self.let_go()
        if button is not None and shiboken6.isValid(button):  # its page may have gone meanwhile
            button.setEnabled(True)
        queue.ended(self)
        if queue.closed:
            return  # the window is locked: nothing may open before it, and its pages are gone
        if wrong is None:
            if done is not None and there(done):
                done(answer)
        elif isinstance(wrong, Cancelled):
            pass
        elif failed is not None and there(failed):
            failed(wrong)
        elif isinstance(wrong, Problem):
            page.problem(queue.window, wrong)
        else:
            raise wrong


def there(act: Callable[..., object]) -> bool:
    """Whether the page that an answer belongs to is still there: the person may have gone on meanwhile.

    An answer must not call a page that is deleted, nor put another page before what is being typed now.
    """
    inner = getattr(act, "__wrapped__", act)
    cells = [cell.cell_contents for cell in getattr(inner, "__closure__", None) or () if _filled(cell)]
    held = [getattr(inner, "__self__", None), *cells]
    return all(shiboken6.isValid(one) for one in held if isinstance(one, QObject))


def _filled(cell: CellType) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True


_left: set["Queue"] = set()  # queues whose window has gone while their last work still ends


class Queue(QObject):
    """Runs one piece of work after another on one thread."""

    def __init__(self, window: QWidget | None = None) -> None:
        """`window` is the parent of progress and problem boxes."""
        super().__init__()
        self.window = window
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="work")
        self._jobs: dict[_Job, Future[None]] = {}
        self.closed = False

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        title: str = "",
        button: QWidget | None = None,
    ) -> Progress:
        """Do `work(progress)` on the thread, then `done(answer)` here; problems are shown unless `failed` takes them.

        `title` names the work in the progress dialog; without one, none is shown. `button` cannot be pressed meanwhile
        and can be again however the work ends: done, refused, cancelled or broken.
        """
        if button is not None:
            button.setEnabled(False)
        job = _Job(self, work, done, failed, title, button)
        self._jobs[job] = self._pool.submit(job.run)
        return job.progress

    def busy(self) -> bool:
        """Whether anything waits or runs."""
        return bool(self._jobs)

    def ended(self, job: _Job) -> None:
        """Forget a finished job."""
        self._jobs.pop(job, None)
        if not self._jobs:
            _left.discard(self)

    def leave(self) -> None:
        """Cancel what runs without waiting for it; its answer goes nowhere, and its window may go at once."""
        self.closed = True
        for job, work in list(self._jobs.items()):
            job.progress.cancel()
            job.take_down()
            if work.cancel():  # not begun: no answer will come
                job.let_go()
                self.ended(job)
        self._pool.shutdown(wait=False)
        if self._jobs:
            _left.add(self)

    def close(self) -> None:
        """Cancel what runs and wait for it; no answer is told any more."""
        self.closed = True
        for job in list(self._jobs):
            job.progress.cancel()
        self._pool.shutdown(wait=True)
