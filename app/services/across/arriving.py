"""A backup on a machine without its store: rows and ways in of its day come together, and who they are is told.

The new store is made whole in a folder beside its place and then put there in one step. A store that is there but
cannot be opened any more is moved aside whole, never overwritten.
"""

import datetime as dt
import glob
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app import clock
from app.models.schema import METADATA
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import NewerStore, Problem, StoreBusy
from app.services.store import (
    archive,
    audit,
    backup,
    engine,
    files,
    holding,
    moves,
    placement,
    upgrade,
    vault,
    verifying,
)
from app.services.store import session as sessions
from app.services.store.archive import Label
from app.services.store.verifying import Fault
from app.services.users import Action
from app.wording import N_, _

_LOCKS = {holding.LOCK_FILE, holding.NOTE_FILE}

_TAKEN = N_("There are files in {folder} already. Choose an empty folder. Nothing was changed.")
_LEFT = N_("What is left of a store lies in {folder}. A backup can take its place; what is there is kept beside it.")
_COMING = N_("Another Peerdesk is bringing a backup to {folder}. Wait until it is done, then try again.")
_THERE = N_("A store lies in {folder} already. Open it and restore there. Nothing was changed.")


@dataclass(frozen=True)
class Arrival:
    """What a backup says openly before anybody opens it: its label, its agency, and who can open it."""

    label: Label
    agency: str
    people: tuple[str, ...]


def peek(path: Path) -> Arrival:
    """Whose backup this is and who can open it. Raises ForeignStore, Damaged, NewerStore, DiskProblem."""
    with tempfile.TemporaryDirectory(prefix="peerdesk-") as scratch:
        label = archive.unpack_vault(path, Path(scratch))
        kept = vault.read(Path(scratch))
    return Arrival(label, kept.agency, tuple(person.name for person in kept.people))


def has_store(folder: Path) -> bool:
    """Whether a store, or a part of one, lies in the folder; a move that was cut short is finished before."""
    moves.resume(folder)
    return moves.holds_store(folder)


def arrive(
    folder: Path,
    path: Path,
    name: str,
    typed: str,
    *,
    recovery: bool = False,
    aside: bool = False,
    now: dt.datetime | None = None,
    tell: archive.Tell = lambda _percent: None,
) -> tuple[SignedIn, tuple[Fault, ...]]:
    """Restore a backup into a folder without a store and open it as `name`; faults that the backup had before.

    `typed` is the passphrase of the backup's day, or with `recovery` its recovery key. `aside`: a store in the folder
    that cannot be opened is kept beside it, under another name. Raises Problem, WrongPassphrase, ForeignStore, Damaged,
    NewerStore, StoreBusy, DiskProblem; nothing is changed then.
    """
    _require_place(folder, aside)
    files.require_room((folder.parent, archive.room(path)))
    with _beside(folder) as work:
        archive.unpack(path, work, lambda percent: tell(percent * 6 // 10))
        faults = _checked(path, work, name, typed, recovery, now or clock.now())
        tell(90)
        _put(work, folder, aside)
    return _open(folder, name, typed, recovery), faults


def _require_place(folder: Path, aside: bool) -> None:
    refused = placement.why_not(folder)
    if refused:
        raise Problem(refused)
    if has_store(folder) and not aside:
        raise Problem(_(_THERE).format(folder=folder))
    with files.explained(folder):
        names = {one.name for one in folder.iterdir()} if folder.exists() else set()
    if moves.holds_part(folder) and not aside:
        left = Problem(_(_LEFT).format(folder=folder))
        left.broken = left.advised = True
        raise left
    if names - _LOCKS and not (aside and moves.holds_part(folder)):
        raise Problem(_(_TAKEN).format(folder=folder))


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A private folder beside the one that is to be filled; what earlier tries left there goes."""
    if not folder.parent.exists():
        files.make_folder(folder.parent)
    place = folder.with_name(f".{folder.name}.arrival")
    lock = FileLock(place, mode=0o600)
    with files.explained(folder.parent):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise StoreBusy(_(_COMING).format(folder=folder)) from None
    try:
        with _working(folder) as work:
            yield work
    finally:
        with suppress(OSError):
            place.unlink()
        lock.release()


@contextmanager
def _working(folder: Path) -> Iterator[Path]:
    for left in folder.parent.glob(f".{glob.escape(folder.name)}*{backup.WORKING}"):
        shutil.rmtree(left, ignore_errors=True)
    with files.explained(folder.parent):
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}", suffix=backup.WORKING, dir=folder.parent))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _open(folder: Path, name: str, typed: str, recovery: bool) -> SignedIn:
    if recovery:
        return opening.unlock_with_recovery(folder, typed, name)
    return opening.unlock(folder, name, typed)


def _checked(
    path: Path, work: Path, name: str, typed: str, recovery: bool, now: dt.datetime
) -> tuple[Fault, ...]:
    """Open it where it lies, check all of it and note the restore; it is closed again as one file."""
    with archive.of_copy(path):
        opened = _open(work, name, typed, recovery)
    try:
        if opened.actor.may(Action.VERIFY):
            faults = tuple(verify.run(opened))
        else:
            faults = tuple(verifying.faults(opened.store, METADATA))
        with sessions.transaction(opened.store, opened.actor, now) as session:
            kept = vault.read(work).anchor
            audit.note(session, "restore", "store", str(kept.count), {"copy": kept.count, "onto": "an empty machine"})
    finally:
        opened.store.close()
    shutil.rmtree(work / backup.FOLDER, ignore_errors=True)  # the copy before an upgrade: the backup itself is there
    for left in _LOCKS:
        (work / left).unlink(missing_ok=True)
    return faults


def _put(work: Path, folder: Path, aside: bool) -> None:
    """The whole folder is put in place; what is there is moved aside whole, or is empty."""
    kept = None
    with files.explained(folder):
        if folder.exists() and aside and moves.holds_part(folder):
            holding.hold(folder).release()  # nobody may be in there
            kept = _aside(folder)
        elif folder.exists():
            for left in _LOCKS:
                (folder / left).unlink(missing_ok=True)
    moves.put(work, folder, kept)


def _aside(folder: Path) -> Path:
    stamp = clock.stamp(clock.now())
    names = [f"{folder.name}-kept-{stamp}", *(f"{folder.name}-kept-{stamp}-{one}" for one in range(2, 100))]
    return next(path for path in map(folder.with_name, names) if not path.exists())


def is_whole(opened: SignedIn) -> bool:
    """Whether every page of an open store's file can be read and refers to what is there."""
    raw = engine.connect(opened.store.folder / engine.FILE, opened.store.key)
    try:
        with engine.sentences():
            return not upgrade.check(raw)
    except Problem:
        return False
    finally:
        raw.close()


def may_move_aside(problem: Problem) -> bool:
    """Whether a store that was refused with this problem may be replaced by a backup: not one in use or newer."""
    return not isinstance(problem, StoreBusy | NewerStore)
