"""What is loaded once the first page is painted, in an order and a manner that lets the page go on painting.

What the program asks of it then stands here too, each loaded when it is called: nothing of it may come before that page.
"""

import contextlib
import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.across.opening import SignedIn
    from app.services.store.vault import Vault
    from app.ui.desktop import Desktop
    from app.ui.host import Host
    from app.ui.kit.away import Away

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


def stored(folder: Path) -> "Vault":
    """What the key file of the store says openly. Raises NoStore, and what reading it raises."""
    from app.services.across import opening

    return opening.require_store(folder)


def unlock(folder: Path, user: str, passphrase: str) -> "SignedIn":
    """Open the store with a passphrase. Raises Problems."""
    from app.services.across import opening

    return opening.unlock(folder, user, passphrase)


def unlock_with_recovery(folder: Path, user: str, typed: str) -> "SignedIn":
    """Open the store with the recovery key. Raises Problems."""
    from app.services.across import opening

    return opening.unlock_with_recovery(folder, typed, user)


def unlock_with_keyring(folder: Path, user_id: str) -> "SignedIn":
    """Open the store with what the system keeps for this user. Raises Problems."""
    from app.services.across import opening

    return opening.unlock_with_keyring(folder, user_id)


def moved(folder: Path) -> str:
    """What to know of a store that was moved to another laptop; '' for any other."""
    from app.services.across import moving

    return moving.warning(folder)


def put_key_file_back(folder: Path) -> None:
    """Put the key file of before in the place of one that is at fault. Raises Problems."""
    from app.services.across import remedies

    remedies.put_key_file_back(folder)


def is_recovery_key(text: str) -> bool:
    """Whether a text is a recovery key without a slip."""
    from app.services.store.vault import recovery

    return recovery.is_key(text)


def desktop(signed_in: "SignedIn", lock: Callable[[str], object]) -> "Desktop":
    """The window of who has come in."""
    from app.ui.desktop import Desktop

    return Desktop(signed_in, lock)


def first_run(host: "Host") -> "QWidget":
    """The first-run pages."""
    from app.ui import first

    return first.make(host)


def arrival(host: "Host", aside: bool, path: Path | None) -> "QWidget":
    """The page that takes a backup, or a store from another laptop."""
    from app.ui import arrive

    return arrive.ArrivePage(host, aside, path)


def open_sample(host: "Host") -> None:
    """Make the sample agency and open it."""
    from app.ui import sample

    sample.show(host)


def tell_crisis(parent: "QWidget | None") -> None:
    """A box with whom to call in a crisis."""
    from app import clock
    from app.services.contacts import words
    from app.ui.kit import page
    from app.wording import _

    page.problem(parent, words.before_sign_in(clock.today("UTC")), _("In a crisis"))


def back_up_at_exit(shown: "Desktop") -> None:
    """Today's backup where it is due."""
    from app.ui import backing

    backing.of(shown.desk).at_exit()


def away() -> "Away":
    """What notices that the computer sleeps or its screen is locked."""
    from app.ui.kit.away import Away

    return Away()


def catch(note: Callable[[str], object]) -> None:
    """Tell the person of an error that nobody expected, and note it."""
    from app.ui.kit import watch

    watch.catch(note)
