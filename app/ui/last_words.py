"""What a program without a console says before it ends: a box, by Qt where Qt works, else by the system itself."""

import ctypes
import sys

from app.wording import _


def show(words: str) -> None:
    """Show the words and wait until they are read; where no box can be shown, nothing happens."""
    try:
        _by_qt(words)
    except Exception:  # noqa: BLE001 - whatever kept Qt from starting, the words must come out
        if sys.platform == "win32":
            ctypes.windll.user32.MessageBoxW(None, words, _("Peerdesk"), 0x10)


def _by_qt(words: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QMessageBox

    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(_("Peerdesk"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.exec()
    app.processEvents()
