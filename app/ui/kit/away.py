"""Notices that the person is away: the computer slept, its screen was locked, or the program stood still.

Linux says so on the D-Bus, Windows with messages to a window. Everywhere two clocks are compared each second: one that
stands still in sleep and one that does not. A program that ran again after a pause locks as well.
"""

import ctypes
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    SLOT,
    QAbstractNativeEventFilter,
    QByteArray,
    QCoreApplication,
    QObject,
    QTimer,
    Signal,
    Slot,
)

LOOK = 1000  # milliseconds between two looks at the clocks
GAP = 20.0  # seconds that no working program misses, and that no clock is set right by
LOGIN = "org.freedesktop.login1"
SCREENS = tuple(f"org.{desktop}.ScreenSaver" for desktop in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))
# Windows: winuser.h and wtsapi32.h.
POWER, SUSPENDS = 0x218, 4
SESSION, LOCKED = 0x2B1, 7
MESSAGES = (b"windows_generic_MSG", b"windows_dispatcher_MSG")


class Away(QObject):
    """Emits `left` when the computer sleeps or locks its screen, at the latest a second after it is awake again."""

    left = Signal()

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic
    ) -> None:
        """Begin to watch; `wall` and `steady` give seconds."""
        super().__init__()
        self._wall, self._steady = wall, steady
        self._seen = wall(), steady()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK)
        self._filter: _Messages | None = None
        if sys.platform.startswith("linux"):
            self._listen()
        elif sys.platform == "win32":
            self._filter = _Messages(self.left.emit)
            application = QCoreApplication.instance()
            if application is not None:
                application.installNativeEventFilter(self._filter)

    def look(self) -> None:
        """Compare the clocks with the last look; a jump forward of either means a sleep or a pause."""
        before, self._seen = self._seen, (self._wall(), self._steady())
        if max(now - then for now, then in zip(self._seen, before, strict=True)) > GAP:
            self.left.emit()

    def _listen(self) -> None:
        """Where a bus is missing there is nothing to hear; the clocks go on."""
        from PySide6.QtDBus import QDBusConnection

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        manager = f"{LOGIN}.Manager", "PrepareForSleep"
        system.connect(LOGIN, "", *manager, self, _slot("hear(bool)"))
        system.connect(LOGIN, "", f"{LOGIN}.Session", "Lock", self, _slot("hear_lock()"))
        for name in SCREENS:
            session.connect("", "", name, "ActiveChanged", self, _slot("hear(bool)"))

    @Slot(bool)
    def hear(self, begins: bool) -> None:
        """The system says that sleep or a locked screen begins, or ends."""
        if begins:
            self.left.emit()

    @Slot()
    def hear_lock(self) -> None:
        """The system asks this login session to lock."""
        self.left.emit()

    def watch(self, window: int) -> None:
        """Have Windows tell a window, by its number, when the session is locked; nothing elsewhere."""
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(window, 0)


def means_away(message: int, word: int) -> bool:
    """Whether a Windows message says that the computer goes to sleep or the session is locked."""
    return (message, word) in ((POWER, SUSPENDS), (SESSION, LOCKED))


class _Message(ctypes.Structure):
    """The start of Windows' MSG: window, number, first word."""

    _fields_ = (("window", ctypes.c_void_p), ("number", ctypes.c_uint), ("word", ctypes.c_size_t))


class _Messages(QAbstractNativeEventFilter):
    """Reads Windows' messages as they pass."""

    def __init__(self, left: Callable[[], object]) -> None:
        super().__init__()
        self._left = left

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Let every message pass."""
        if bytes(kind) in MESSAGES:  # type: ignore[arg-type]  # QByteArray gives its bytes
            read = _Message.from_address(int(message))
            if means_away(read.number, read.word):
                self._left()
        return False, 0


def _slot(name: str) -> Any:
    """A slot by its signature; PySide takes text here, though its types say bytes."""
    return SLOT(name)
