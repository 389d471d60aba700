"""Keeps what is being typed: 0.4 s after a pause, at most 2 s old, the newest wins, one background writer."""

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import clock
from app.ui.kit.form import Form

PAUSE = 400  # milliseconds without typing
OLDEST = 1500  # milliseconds of steady typing; writing itself stays within the 2 s
Save = Callable[[str, str, str], object]


class Keeper(QObject):
    """Hands typing to `save(form, record, json)` on its own thread; JSON '' means: forget this draft."""

    kept = Signal(object)
    failed = Signal(object)

    def __init__(self, save: Save) -> None:
        """`save` is called on the writer's thread, one draft at a time."""
        super().__init__()
        self._save = save
        self._typed: dict[tuple[str, str], str] = {}
        self._waiting: dict[tuple[str, str], str] = {}
        self._ready = threading.Condition()
        self.unsaved: set[tuple[str, str]] = set()  # what is typed and neither saved nor thrown away
        self._busy = self._closed = False
        self._writing: tuple[str, str] | None = None
        self._pause, self._limit = QTimer(self), QTimer(self)
        for timer in (self._pause, self._limit):
            timer.setSingleShot(True)
            timer.timeout.connect(self._send)
        self._thread = threading.Thread(target=self._write, name="drafts", daemon=True)
        self._thread.start()

    def typed(self, form: str, record: str, values: Mapping[str, Any]) -> None:
        """Take what stands in a form now; called at every change."""
        self._typed[(form, record)] = json.dumps(dict(values), ensure_ascii=False)
        self.unsaved.add((form, record))
        self._pause.start(PAUSE)
        if not self._limit.isActive():
            self._limit.start(OLDEST)

    def watch(self, form: Form, name: str, record: str = "") -> None:
        """Keep this form's typing from now on under `name` and `record`."""
        form.draft = name, record
        form.changed.connect(lambda: self.typed(name, record, form.typing()))

    def forget(self, form: str, record: str = "") -> None:
        """The draft became a record, or was thrown away."""
        self._typed[(form, record)] = ""
        self.unsaved.discard((form, record))
        self._send()

    def hold(self, form: str, record: str) -> str | None:
        """Write nothing of this draft any more, from now on: its typing is about to become a record.

        What was not written yet is handed back; `typed_again` takes it, where the record was refused.
        """
        key = form, record
        with self._ready:
            waiting = self._waiting.pop(key, None)
            self._ready.wait_for(lambda: self._writing != key, 10.0)
        return self._typed.pop(key, waiting)

    def typed_again(self, form: str, record: str, text: str | None) -> None:
        """Keep what `hold` gave back."""
        if text is not None:
            self._typed.setdefault((form, record), text)
            self._pause.start(PAUSE)

    def _send(self) -> None:
        self._pause.stop()
        self._limit.stop()
        with self._ready:
            self._waiting.update(self._typed)
            self._typed.clear()
            self._ready.notify_all()

    def _write(self) -> None:
        while True:
            with self._ready:
                self._busy, self._writing = False, None
                self._ready.notify_all()
                self._ready.wait_for(lambda: bool(self._waiting) or self._closed)
                if not self._waiting:
                    return
                (form, record), text = self._waiting.popitem()
                self._busy, self._writing = True, (form, record)
            try:
                self._save(form, record, text)
            except Exception as wrong:  # noqa: BLE001 - told to the window; the typing itself is still on screen
                self.failed.emit(wrong)
            else:
                self.kept.emit(clock.now())

    def flush(self, timeout: float = 10.0) -> bool:
        """Write everything typed so far and wait for it, in seconds; False where it took too long."""
        self._send()
        with self._ready:
            return self._ready.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def close(self) -> None:
        """Write everything and end the writer."""
        self.flush()
        with self._ready:
            self._closed = True
            self._ready.notify_all()
        self._thread.join(timeout=10)
