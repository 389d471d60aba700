"""When the store is backed up and to where: each day beside it, and to a drive of one's choice."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem
from app.services.store import archive, audit, backup, files, vault
from app.services.store import engine as engines
from app.services.store.archive import Tell
from app.services.store.backup import Kept
from app.services.users import Action, allowed
from app.wording import N_, _

EVERY = dt.timedelta(hours=20)  # about daily: a laptop that is opened an hour earlier each day misses none
OLD = dt.timedelta(days=7)  # from then on Home asks for one

_AWAY = N_("The folder {folder} is not there. Plug the drive in, or choose another folder.")


@dataclass(frozen=True)
class Shelf:
    """A folder of backups as the list shows it: its files newest first; `away` where a chosen drive is not there."""

    folder: Path
    kept: tuple[Kept, ...]
    away: bool = False


def shelves(signed_in: SignedIn, drive: Path | None = None) -> Iterator[Shelf]:
    """The store's own folder of backups, then the chosen drive, if any."""
    store_id = vault.read(signed_in.store.folder).store_id
    own = backup.own_folder(signed_in.store)
    yield Shelf(own, tuple(backup.listed(own, store_id)))
    if drive is not None:
        yield Shelf(drive, tuple(backup.listed(drive, store_id)), not drive.is_dir())


def newest(signed_in: SignedIn, now: dt.datetime, drive: Path | None = None) -> Kept | None:
    """The newest backup within reach; one from the future, by a clock that was wrong, counts for nothing."""
    kept = [one for shelf in shelves(signed_in, drive) for one in shelf.kept if one.made_at <= now]
    return max(kept, key=lambda one: one.made_at, default=None)


def wanted(signed_in: SignedIn, now: dt.datetime) -> bool:
    """Whether the daily backup is due: none within 20 hours, and something changed since the newest."""
    own = next(shelves(signed_in)).kept
    last = max((one for one in own if one.made_at <= now), key=lambda one: one.made_at, default=None)
    if last is None:
        return True
    return now - last.made_at >= EVERY and _count(signed_in) != archive.read(last.path).count


def _count(signed_in: SignedIn) -> int:
    with engines.sentences(), signed_in.store.engine.connect() as connection:
        return audit.last(connection)[0]


def daily(
    signed_in: SignedIn, now: dt.datetime, drive: Path | None = None, tell: Tell = lambda _percent: None
) -> Kept:
    """Back up beside the store, and to the drive where it is plugged in; then make room. For every role, unasked.

    `tell(per cent)` may raise to stop; nothing half done stays. Raises DiskProblem, Damaged.
    """
    return _made(signed_in, now, drive, tell, "")


def _made(signed_in: SignedIn, now: dt.datetime, drive: Path | None, tell: Tell, mark: str) -> Kept:
    there = drive is not None and drive.is_dir()
    own = backup.own_folder(signed_in.store)
    files.make_folder(own)
    share = 2 if there else 1
    made = backup.make(signed_in.store, own, now, lambda percent: tell(percent // share), mark=mark)
    store_id = vault.read(signed_in.store.folder).store_id
    backup.thin(own, store_id, signed_in.zone, now)
    if there and drive is not None:
        archive.copy(made.path, drive / made.path.name, lambda percent: tell(50 + percent // 2))
        backup.thin(drive, store_id, signed_in.zone, now)
    return made


@allowed(Action.BACK_UP)
def by_hand(
    signed_in: SignedIn, now: dt.datetime, drive: Path | None = None, tell: Tell = lambda _percent: None
) -> Kept:
    """The same at a person's wish: the copy stays 30 days, whatever the schedule lets go.

    Raises DiskProblem also where the chosen drive is not plugged in.
    """
    if drive is not None and not drive.is_dir():
        raise DiskProblem(_(_AWAY).format(folder=drive))
    return _made(signed_in, now, drive, tell, backup.BY_HAND)


@allowed(Action.BACK_UP)
def to_folder(
    signed_in: SignedIn, folder: Path, now: dt.datetime, tell: Tell = lambda _percent: None
) -> Kept:
    """One backup in a folder that is made where it is missing; nothing there is removed. Raises Forbidden."""
    with files.explained(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return backup.make(signed_in.store, folder, now, tell, mark=backup.BY_HAND)
