"""Moving to another laptop: a checked copy on a drive with what to do next, and a mark on the store left behind.

The copy is an ordinary backup, so the first page of the other laptop opens it like one. The mark says that the records go
on elsewhere; nobody is kept out by it, but nobody writes here by mistake either.
"""

import datetime as dt
import json
from pathlib import Path

from app import clock
from app.services import users
from app.services.across import backups
from app.services.across.opening import SignedIn
from app.services.documents import words
from app.services.problems import Problem
from app.services.store import audit, files
from app.services.store import session as sessions
from app.services.store.archive import Tell
from app.services.users import Action, allowed
from app.wording import N_, _

MARK, README = "moved.json", N_("READ ME FIRST.txt")
FOLDER = N_("Peerdesk move {day}")

_INSIDE = N_("This folder lies in the store itself. Choose one on the drive that goes to the other laptop.")
_STEPS = N_(
    "Moving Peerdesk to another laptop\n\n"
    "1. Take this drive to the other laptop.\n"
    "2. Install Peerdesk there and start it.\n"
    "3. On its first page choose: I have a backup, or a store from another laptop.\n"
    "4. Choose the file {file} in this folder. Choose your name and type your passphrase, the same as before.\n"
    "5. Look at the newest notes. If all is there, go on working on the other laptop only.\n"
    "6. Keep this drive locked away until then. Afterwards delete this folder.\n\n"
    "The file is encrypted: without a passphrase or the recovery key it says nothing.\n"
)


@allowed(Action.MANAGE_USERS)
def pack(
    signed_in: SignedIn, target: Path, now: dt.datetime, tell: Tell = lambda _percent: None
) -> Path:
    """Make the copy in a folder of its own in `target`, with the steps; then mark this store. The folder made.

    Only a manager may. Raises Forbidden, Problem, DiskProblem, Damaged; this store is not marked then.
    """
    store = signed_in.store
    if target.resolve().is_relative_to(store.folder.resolve()):
        raise Problem(_(_INSIDE))
    day = clock.day(now, signed_in.zone)
    folder = target / _(FOLDER).format(day=day.isoformat())
    _note(signed_in, now, "moves to another computer")
    made = backups.to_folder(signed_in, folder, now, tell)
    steps = _(_STEPS).format(file=made.path.name)
    files.write(folder / _(README), steps.replace("\n", "\r\n").encode("utf-8"))
    files.write(store.folder / MARK, json.dumps({"on": day.isoformat()}).encode("ascii"))
    return folder


def moved_on(folder: Path) -> dt.date | None:
    """The day on which the store in this folder was moved elsewhere; None where it was not."""
    try:
        return dt.date.fromisoformat(json.loads((folder / MARK).read_bytes())["on"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def warning(folder: Path) -> str:
    """What to tell whoever opens a store that was moved; '' for one that was not."""
    day = moved_on(folder)
    if day is None:
        return ""
    sentence = _(
        "These records were moved to another laptop on {day}. What you write here does not reach them. "
        "Go on there; open this only to look something up."
    )
    return sentence.format(day=words.long_day(day))


@allowed(Action.MANAGE_USERS)
def go_on_here(signed_in: SignedIn, now: dt.datetime) -> None:
    """Take the mark away: the agency works on this computer after all. Raises Forbidden, DiskProblem."""
    _note(signed_in, now, "goes on here")
    files.remove(signed_in.store.folder / MARK)


def _note(signed_in: SignedIn, now: dt.datetime, what: str) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor, now) as session:
        audit.note(session, "move", "store", users.agency(session).store, {"what": what})
