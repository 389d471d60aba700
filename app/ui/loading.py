"""What is loaded once the first page is painted, in an order and a manner that lets the page go on painting."""

import contextlib
import gc
import importlib
import sys
import time
from collections.abc import Iterator

# argon2 first: the passphrase may be typed before the rest is there.
HEAVY = (
    "argon2.low_level",
    "app.services.store.vault",
    "sqlalchemy.orm",
    "pydantic",
    "app.services.across.opening",
    "app.ui.desktop",
    "app.ui.home",
)
PAUSE = 0.002  # seconds between imports, so that the page keeps painting


def load() -> None:
    """Import everything heavier than the unlock page; for a thread of its own."""
    with _uncollected():
        for name in HEAVY:
            importlib.import_module(name)
            time.sleep(PAUSE)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the page the search for garbage in what is being loaded: it holds every thread, and all of it stays."""
    if all(name in sys.modules for name in HEAVY):
        yield
        return
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if searched:
            gc.enable()
