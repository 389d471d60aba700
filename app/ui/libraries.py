"""Looks for the system's parts of a window before Qt does: Qt ends the program, and names another part than is missing."""

import ctypes
import importlib.util
import os
import sys
from pathlib import Path

from app.services.problems import Problem
from app.wording import N_, _

# What Qt's X11 plugin asks of the system: the file, and the Debian package that holds it.
NEEDS = {
    "libglib-2.0.so.0": "libglib2.0-0", "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1", "libdbus-1.so.3": "libdbus-1-3", "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0", "libX11-xcb.so.1": "libx11-xcb1", "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-image.so.0": "libxcb-image0", "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0", "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0", "libxcb-shm.so.0": "libxcb-shm0", "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1", "libxcb-xfixes.so.0": "libxcb-xfixes0", "libxcb-xkb.so.1": "libxcb-xkb1",
}  # fmt: skip
_MISSING = N_(
    "A window needs parts of the system that are missing here: {files}. Install them, then try again. On Debian or "
    "Ubuntu this does it: sudo apt-get install {packages}"
)


def require() -> None:
    """Raises Problem that names what a window on X11 lacks; elsewhere nothing is looked for."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "").partition(":")[0]
    if not sys.platform.startswith("linux") or wanted != "xcb":
        return
    spec = importlib.util.find_spec("PySide6")
    plugin = Path(spec.origin).parent / "Qt/plugins/platforms/libqxcb.so" if spec and spec.origin else None
    if plugin is None or not plugin.is_file():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as wrong:
        found = missing()
        named = str(wrong).partition(":")[0]
        files = sorted({*found, *([named] if named.startswith("lib") else [])})
        packages = sorted({NEEDS.get(file, file) for file in files})
        raise Problem(_(_MISSING).format(files=", ".join(files), packages=" ".join(packages))) from None


def missing() -> list[str]:
    """The files of the table that cannot be loaded."""
    found = []
    for file in NEEDS:
        try:
            ctypes.CDLL(file)
        except OSError:
            found.append(file)
    return found
