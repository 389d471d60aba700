"""The store's one lock, and the note beside it that says who has the store open.

The note names an account of the operating system, the computer, the process and the time: nothing of the agency. It is
only shown while somebody holds the lock, so that a note left by a kill misleads nobody.
"""

import contextlib
import datetime as dt
import getpass
import json
import os
import platform
import time
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app import clock
from app.services.problems import DiskProblem, StoreBusy
from app.services.store import files
from app.wording import N_, _, short_day
from app.wording import clock as say_time

LOCK_FILE, NOTE_FILE = "lock", "lock.json"
_LARGEST_NOTE = 2000
_LOOKS, _PAUSE = 10, 0.05  # seconds

_BUSY = N_("Another Peerdesk has this store open on this computer. Close it there, then try again.")
_BUSY_BY = N_(
    "{account} has had this store open on {computer} since {time} by this computer's clock (process {process}). "
    "Close Peerdesk there, then try again."
)
_BUSY_HERE = N_(
    "This store is open already in another window of Peerdesk, since {time} by this computer's clock "
    "(process {process}). Go on there, or close it and try again."
)


class StoreLock(FileLock):
    """The lock, which takes its note away when it is given back."""

    def release(self, force: bool = False) -> None:
        """Give the lock back; nothing where it is not held."""
        if self.is_locked:
            with contextlib.suppress(OSError):
                Path(self.lock_file).with_name(NOTE_FILE).unlink()
        super().release(force)


def hold(folder: Path) -> FileLock:
    """Take the store's only lock, before any key is derived, and note who has it.

    Raises StoreBusy, naming who has the store open, DiskProblem.
    """
    lock = StoreLock(folder / LOCK_FILE, mode=0o600, thread_local=False)  # taken and given back on two threads
    with files.explained(folder / LOCK_FILE):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreBusy(_who(folder)) from None
    with contextlib.suppress(DiskProblem):  # the lock holds without its note
        files.write(folder / NOTE_FILE, json.dumps(_note()).encode())
    return lock


def _note() -> dict[str, str | int]:
    since = clock.now().isoformat(timespec="seconds")
    return {"account": _account(), "computer": platform.node(), "process": os.getpid(), "since": since}


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _read(note: Path) -> dict[str, Any]:
    """The note; whoever has just taken the lock may be about to write it. Raises OSError, ValueError."""
    for _look in range(_LOOKS):
        if note.exists():
            break
        time.sleep(_PAUSE)
    with note.open("rb") as file:
        said: dict[str, Any] = json.loads(file.read(_LARGEST_NOTE))
    return said


def _who(folder: Path) -> str:
    """The sentence on who has the store open; without a readable note, that somebody has."""
    try:
        said = _read(folder / NOTE_FILE)
        day, hour = clock.parts(clock.own(dt.datetime.fromisoformat(said["since"])))
        account, computer, process = str(said["account"]), str(said["computer"]), int(said["process"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return _(_BUSY)
    if not (account and computer and f"{account}{computer}".isprintable()):
        return _(_BUSY)
    named = {"account": account, "computer": computer, "process": process}
    today, _hour = clock.parts(clock.own(clock.now()))
    named["time"] = say_time(hour) if day == today else f"{short_day(day)}, {say_time(hour)}"
    here = (account, computer) == (_account(), platform.node())
    return _(_BUSY_HERE if here else _BUSY_BY).format(**named)
