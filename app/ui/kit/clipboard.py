"""A recovery key that was copied does not stay on the clipboard: it goes after a minute, at lock and at the end."""

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

SECONDS = 60
_LIKE_A_KEY = re.compile(r"\s*(?:[0-9A-Za-z]{4}[-\s]?){6}[0-9A-Za-z]{4}\s*")
_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class KeyGuard(QObject):
    """Watches what this program puts on the clipboard, and on the selection of X11."""

    def __init__(self, sound: Callable[[str], bool]) -> None:
        """Begin to watch. `sound(text)` tells of what looks like a recovery key whether its check characters fit."""
        super().__init__()
        self._sound = sound
        self._board = QGuiApplication.clipboard()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS * 1000)
        self._timer.timeout.connect(self.clear)
        self._board.changed.connect(self._see)

    def _see(self, mode: QClipboard.Mode) -> None:
        # while another program is in front, the change is its own and none of our business
        active = QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
        if mode in _MODES and active and self._holds(mode):
            self._timer.start()

    def _holds(self, mode: QClipboard.Mode) -> bool:
        """Whether a recovery key lies there."""
        if mode == QClipboard.Mode.Selection and not self._board.supportsSelection():
            return False
        return self.is_key(self._board.text(mode))

    def is_key(self, text: str) -> bool:
        """Whether a text is a recovery key: its form, and its check characters."""
        return _LIKE_A_KEY.fullmatch(text) is not None and self._sound(text)

    def clear(self) -> None:
        """Take a recovery key off the clipboard; anything else stays."""
        self._timer.stop()
        for mode in _MODES:
            if self._holds(mode):
                self._board.clear(mode)
