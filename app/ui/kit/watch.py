"""What watches over the window: the idle clock that locks it, and the dialog after a bug, without client data."""

import platform
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app import __version__
from app.services.problems import Problem
from app.ui.kit import page
from app.wording import _

ACTIVE = (
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.InputMethod, QEvent.Type.TouchBegin,
)  # fmt: skip
MOST = 15


class Idle(QObject):
    """Calls `locked` after so many quiet minutes, also with a dialog open. At most 15; it cannot be switched off."""

    def __init__(self, minutes: float, locked: Callable[[], object], parent: QObject | None = None) -> None:
        """Begin to count now; it goes with its parent, so that no window that is gone still hears of every event."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # a coarse one may be half a minute off
        self._timer.timeout.connect(locked)
        self.set_minutes(minutes)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._listen)
            app.focusObjectChanged.connect(self._listen)
            self._listen(app.focusWindow())

    def _listen(self, to: QObject | None) -> None:
        """Hear what comes to the window in front, and what an input method writes where the focus is.

        To hear every event of the program instead would cost a fifth of the time in which a page opens.
        """
        if to is not None:
            to.installEventFilter(self)

    def set_minutes(self, minutes: float) -> None:
        """Another time limit, from a second (for tests) to 15 minutes."""
        self._timer.setInterval(round(max(1 / 60, min(minutes, MOST)) * 60_000))
        self._timer.start()

    def quiet(self) -> float:
        """Seconds since the last sign of a person; 0 while nothing is counted."""
        left = self._timer.remainingTime()
        return (self._timer.interval() - left) / 1000 if left >= 0 else 0.0

    def pause(self) -> None:
        """Stop counting, while the window is locked."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start anew at each sign of a person."""
        if self._timer.isActive() and event.type() in ACTIVE:
            self._timer.start()
        return False


def place(trace: TracebackType | None) -> str:
    """The innermost line of our own code in a trace, as `file:line`; nothing that a person typed."""
    frames = [(frame.filename.replace("\\", "/"), frame.lineno) for frame in traceback.extract_tb(trace)]
    ours = [(name.rpartition("/app/")[2], line) for name, line in frames if "/app/" in name]
    if not ours:  # a file's own name only: the folders before it may hold a person's
        ours = [(name.rpartition("/")[2], line) for name, line in frames]
    return "{}:{}".format(*ours[-1]) if ours else "?"


def report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """What may be shown, logged and sent: the type and the line of code, never the message."""
    return f"{kind.__name__}, {place(trace)}"


def catch(tell: Callable[[str], object] | None = None) -> None:
    """From now on a bug shows a dialog with type and line only; `tell(line)` may log the same line.

    A `Problem` that nobody caught is shown as its sentence.
    """

    def hook(kind: type[BaseException], wrong: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        if isinstance(wrong, Problem):
            page.problem(QApplication.activeWindow(), wrong)
            return
        line = report(kind, trace)
        sys.stderr.write(line + "\n")
        if tell is not None:
            tell(line)
        _dialog(line)

    sys.excepthook = hook


def _dialog(line: str) -> None:
    box = QMessageBox(QApplication.activeWindow())
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle(_("Something went wrong"))
    box.setText(
        _("Peerdesk made a mistake. What you typed is kept; go on, or close the program and open it again.")
    )
    box.setInformativeText(_("For the people who mend it: {line}").format(line=line))
    copy = box.addButton(_("Copy the report"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Ok)
    box.exec()
    if box.clickedButton() is copy:
        QApplication.clipboard().setText(told(line))


def told(line: str) -> str:
    """What a person may send to the people who mend it: version, system, and the line."""
    return f"Peerdesk {__version__}, Python {platform.python_version()}, {platform.system()}: {line}"
