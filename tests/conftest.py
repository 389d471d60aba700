"""What every test stands on: no network, no screen, nobody's real store, the same examples each time."""

import gc
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

pytest_plugins = ["tests.fixtures"]

PASSPHRASE = "correct horse battery staple"
AGENCY, MANAGER, ZONE = "Cottonwood Creek Peer Support", "Ann Manager", "America/Denver"

settings.register_profile("peerdesk", derandomize=True, deadline=None, database=None)
settings.load_profile("peerdesk")

_away = Path(tempfile.gettempdir()) / "peerdesk-tests-have-no-home"
# A screen of an office's size: Qt's own off screen is 800 pixels wide, and windows keep within their screen.
_screen = os.path.relpath(Path(__file__).with_name("screen.json"))
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen}"
os.environ["PEERDESK_STORE"] = str(_away / "store")  # a test that forgets to name its store finds none
os.environ["XDG_CONFIG_HOME"] = str(_away / "config")


class NetworkTouched(AssertionError):
    """Something asked for the network; Peerdesk needs none."""


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        raise NetworkTouched("a name was looked up")
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        if arguments[0].family in (socket.AF_INET, socket.AF_INET6):
            raise NetworkTouched(f"{event} on an IP socket")


# An audit hook also sees calls made below Python's own socket class, and nothing can take it off again.
sys.addaudithook(_refuse_network)


_left: list[Any] = []
_searched: set[Path] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The walks through the sample first: begun last, the longest file would leave every other core idle."""
    items.sort(key=lambda item: "sample_store" not in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Leave what was imported so far out of every later collection of garbage; the screens' tests collect often."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """As in the app, no worker's thread searches for garbage where Qt runs: it would delete what Qt made on this one."""
    if "qapp" in getattr(item, "fixturenames", ()):
        gc.disable()
    else:
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Delete the windows that the test before this one left: every change of the theme would dress them again.

    They are given one test more, because an answer of background work may still be on its way to them.
    """
    _forget_windows()
    if "qapp" not in getattr(item, "fixturenames", ()):
        return
    gc.collect()
    if item.path not in _searched:  # what its first test has loaded stays; the others' searches need not cross it
        _searched.add(item.path)
        gc.freeze()


def _forget_windows() -> None:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    import shiboken6

    for window in _left:
        if shiboken6.isValid(window) and window.parent() is None:
            shiboken6.delete(window)
    _left[:] = [window for window in widgets.QApplication.topLevelWidgets() if window.parent() is None]
