"""The field for a passphrase: an eye to show what is typed, and the warning that Caps Lock is on."""

import ctypes
import sys

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.kit import controls, icons, inline
from app.wording import _


class PassphraseEdit(QLineEdit):
    """A line that hides its typing until the eye is pressed; `caps` tells whether Caps Lock was seen to be on."""

    def __init__(self) -> None:
        """Hidden typing, no suggestions, an eye at the end."""
        super().__init__()
        self.caps = False
        self.setMaxLength(controls.MOST)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._eye = inline.button(self, "eye", _("Show the passphrase"), self._turn)

    def _turn(self) -> None:
        hidden = self.echoMode() == QLineEdit.EchoMode.Password
        self.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        icons.put(self._eye, "eye-off" if hidden else "eye", "muted", inline.SIZE, 0)
        words = _("Hide the passphrase") if hidden else _("Show the passphrase")
        self._eye.setAccessibleName(words)
        self._eye.setToolTip(words)

    def event(self, event: QEvent) -> bool:
        """Look at Caps Lock at every key and when the field is entered."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.FocusIn):
            known = _caps_lock()
            if known is not None:
                self.caps = known
            elif isinstance(event, QKeyEvent):
                self._infer(event)
        return super().event(event)

    def _infer(self, event: QKeyEvent) -> None:
        letter = event.text()
        if event.type() == QEvent.Type.KeyPress and letter.isalpha() and letter.upper() != letter.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps = letter.isupper() != shift
        elif event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_CapsLock:
            self.caps = False


def _caps_lock() -> bool | None:
    """Whether Caps Lock is on, where the system tells; None where it must be inferred from the letters."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.GetKeyState(0x14) & 1)
    return None
