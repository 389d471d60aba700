"""Work on a thread of its own that nothing waits for; its answer returns on the UI thread.

For what the system may hold up for long, such as a key store that asks the person first. Work on the open store belongs
into the desktop's queue (background.py).
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

T = TypeVar("T")


def run(name: str, work: Callable[[], T], done: Callable[[T | None, Exception | None], object]) -> None:
    """Do `work()` on a new thread, then `done(answer, exception)` here; at the program's end it is left where it is."""
    started = _Aside(work, done)
    threading.Thread(target=started.run, name=name, daemon=True).start()


class _Aside(QObject):
    """The way back. It is the application's child, so the worker's thread never deletes it, nor what it was given."""

    ended = Signal(object, object)

    def __init__(self, work: Callable[[], Any], done: Callable[[Any, Exception | None], object]) -> None:
        super().__init__(QCoreApplication.instance())
        self._work: Callable[[], Any] | None = work
        self._done: Callable[[Any, Exception | None], object] | None = done
        self.ended.connect(self._end)

    def run(self) -> None:
        """On the worker's thread."""
        if self._work is None:
            return
        try:
            answer = self._work()
        except Exception as wrong:  # noqa: BLE001 - goes back to the thread that can show it
            self.ended.emit(None, wrong)
        else:
            self.ended.emit(answer, None)

    @Slot(object, object)
    def _end(self, answer: Any, wrong: Exception | None) -> None:
        done, self._work, self._done = self._done, None, None
        self.deleteLater()
        if done is not None:
            done(answer, wrong)
