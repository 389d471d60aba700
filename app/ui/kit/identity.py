"""What the system knows the program by: its name, its icon, and the group of its windows."""

import ctypes
import sys

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.ui.kit import icons

DESKTOP_FILE = "peerdesk"  # as the package installs it: peerdesk.desktop, so that Linux shows its name and icon
MODEL = "Peerdesk.Peerdesk"  # of Windows: its own button on the task bar, not one of Python's
SIZES = (16, 24, 32, 48, 64, 128, 256)


def claim(app: QApplication) -> None:
    """Give the program its icon and its identity; once, before the first window."""
    app.setApplicationDisplayName("Peerdesk")
    app.setDesktopFileName(DESKTOP_FILE)
    if sys.platform == "win32":
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(MODEL)
    if app.windowIcon().isNull():
        made = QIcon()
        for size in SIZES:
            made.addPixmap(icons.logo(size))
        app.setWindowIcon(made)
