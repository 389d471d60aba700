"""Backups: a verified encrypted copy with the vault file of its day, in one file; which are kept, which make room.

The copy is made through SQLite's own backup under one snapshot, so that whoever writes meanwhile is not held up and
nothing that was committed before is missing. It carries its vault: the passphrases and the recovery key of its day
open it, also after the store's keys were changed.
"""

import contextlib
import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock
from app.services.problems import Damaged, Problem
from app.services.store import archive, audit, files, upgrade
from app.services.store import engine as engines
from app.services.store.archive import Label, Tell
from app.services.store.audit import ROWS
from app.services.store.session import OpenStore
from app.services.store.vault import Anchor, contents
from app.wording import N_, _

FOLDER = "backups"
DAILY, WEEKLY, MONTHLY = 12, 10, 9
SHARE = 4  # backups take at most this part of the free disk: a quarter
SPARE = 2 * 1024 * 1024  # bytes beside each copy, for a file's own bookkeeping
BEFORE_RESTORE, BY_HAND = "-before-restore", "-by-hand"
ASKED_FOR = dt.timedelta(days=30)  # so long a copy stays that a person asked for

_NAME = re.compile(r"peerdesk-([0-9a-f]{8})-(\d{8}T\d{6}Z)(?:-\d+)?(-before-restore|-by-hand)?\.backup")
_PAGES = 2000  # copied between two looks at Cancel
WORKING = ".landing"

_UNLIKE = N_("The copy of the store could not be verified, so it was thrown away: {what}. Check the store now.")


@dataclass(frozen=True)
class Kept:
    """One backup on a disk: its file, when it was made (UTC), bytes, and whether a restore or a person asked for it."""

    path: Path
    made_at: dt.datetime
    size: int
    before_restore: bool = False
    by_hand: bool = False


@dataclass(frozen=True)
class _State:
    """What a copy must have in common with its source: schema, chain, and the rows of each table."""

    schema: str
    count: int
    head: bytes
    rows: tuple[tuple[str, int], ...]


def own_folder(store: OpenStore) -> Path:
    """The folder beside the store where its automatic backups lie."""
    return store.folder / FOLDER


def make(
    store: OpenStore, folder: Path, now: dt.datetime, tell: Tell = lambda _percent: None, *, mark: str = ""
) -> Kept:
    """Make one backup in `folder`, reopened and verified. `tell(per cent)` may raise to stop; nothing stays then.

    Raises DiskProblem, Damaged where the copy does not verify.
    """
    at = now.astimezone(dt.UTC).replace(microsecond=0)
    require_room(store, folder)
    with working(own_folder(store)) as work:
        state = _copy(store, work, lambda percent: tell(percent * 45 // 100))
        kept = contents.checked(store.folder, store.key)
        _verify(work, store.key, state, kept.anchor)
        tell(60)
        anchored = replace(kept, anchor=Anchor(state.count, state.head.hex() if state.count else ""))
        contents.save(work, anchored, store.key)
        label = Label(kept.store_id, at, state.schema, state.count)
        target = _free_name(folder, kept.store_id, at, mark)
        archive.pack(work, label, target, lambda percent: tell(60 + percent * 39 // 100))
    tell(100)
    return Kept(target, at, target.stat().st_size, mark == BEFORE_RESTORE, mark == BY_HAND)


def require_room(store: OpenStore, folder: Path, more: int = 0) -> None:
    """Raise DiskProblem where a backup into `folder`, and `more` bytes beside the store, would not fit."""
    size = engines.size(store.folder / engines.FILE)
    files.require_room((own_folder(store), size + SPARE + more), (folder, size + SPARE))


@contextlib.contextmanager
def working(folder: Path) -> Iterator[Path]:
    """A private folder in `folder` that is gone afterwards; after a kill `clear_leftovers` takes it away."""
    files.make_folder(folder)
    with files.explained(folder):
        work = Path(tempfile.mkdtemp(prefix=".", suffix=WORKING, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what a kill left half done in a store's folder of backups, under the store's lock."""
    backups = folder / FOLDER
    if backups.is_dir():
        files.clear_leftovers(backups)
        for left in backups.glob(f".*{WORKING}"):
            shutil.rmtree(left, ignore_errors=True)


def _free_name(folder: Path, store_id: str, at: dt.datetime, mark: str) -> Path:
    stem = f"peerdesk-{short(store_id)}-{clock.stamp(at)}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]  # a clock set back may name a second again
    return next(
        path for name in names if not (path := folder / f"{name}{mark}{archive.SUFFIX}").exists()
    )


def short(store_id: str) -> str:
    """The end of a store's id, which tells agencies' files apart without naming them."""
    return re.sub(r"[^0-9a-f]", "", store_id.lower())[-8:].rjust(8, "0")


def _copy(store: OpenStore, work: Path, tell: Tell) -> _State:
    source = engines.connect(store.folder / engines.FILE, store.key)
    try:
        copied = engines.connect(work / engines.FILE, store.key)
        try:
            with engines.sentences():
                copied.execute("PRAGMA journal_mode = DELETE").fetchone()
                copied.execute("PRAGMA synchronous = OFF")  # the packed file is flushed
                source.execute("BEGIN DEFERRED")
                state = _state(source)  # its first read fixes the snapshot that the copy is made of

                def progress(_status: int, left: int, total: int) -> None:
                    tell((total - left) * 100 // max(total, 1))

                source.backup(copied, pages=_PAGES, progress=progress)
                source.execute("ROLLBACK")
        finally:
            copied.close()
    finally:
        source.close()
    return state


def _state(raw: Any) -> _State:
    run = raw.execute
    names = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()]
    rows = tuple((name, run(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names)
    last = run("SELECT seq, head FROM audit_row ORDER BY seq DESC LIMIT 1").fetchone() or (0, audit.START)
    return _State(str(run("SELECT version_num FROM alembic_version").fetchone()[0]), last[0], last[1], rows)


def _verify(work: Path, key: bytes, state: _State, anchor: Anchor) -> None:
    """Reopen the copy and compare it with its source; it ends as one file, without a journal beside it."""
    path = work / engines.FILE
    engine = engines.open_engine(path, key)
    try:
        wrong = _chain_fault(engine, anchor)
    finally:
        engine.dispose()
    copied = engines.connect(path, key)
    try:
        with engines.sentences():
            wrong = wrong or (_("its pages or references are broken") if upgrade.check(copied) else "")
            wrong = wrong or (_("rows are missing") if _state(copied) != state else "")
            copied.execute("PRAGMA journal_mode = DELETE").fetchone()
    finally:
        copied.close()
    if wrong:
        raise Damaged(_(_UNLIKE).format(what=wrong))


def _chain_fault(engine: Any, anchor: Anchor) -> str:
    """What is wrong with the chain from the anchor on, which the vault's seal vouches for; '' where it holds."""
    query = select(ROWS).where(ROWS.c.seq >= max(anchor.count, 1)).order_by(ROWS.c.seq)
    with engines.sentences(), engine.connect() as connection:
        before, expected = audit.START, 1
        rows = iter(connection.execute(query))
        if anchor.count:
            first = next(rows, None)
            if first is None or first.seq != anchor.count or first.head.hex() != anchor.head:
                return _("the record of changes is not the one that the key file remembers")
            before, expected = first.head, anchor.count + 1
        for row in rows:
            words = (row.actor, row.action, row.table, row.record)
            linked = row.seq == expected and row.head == audit.head_of(before, row.seq, row.at, words, row.digest)
            if not linked:
                return _("the record of changes is broken at row {seq}").format(seq=row.seq)
            before, expected = row.head, row.seq + 1
    return ""


def listed(folder: Path, store_id: str = "") -> list[Kept]:
    """The backups in a folder, newest first; of one store where an id is given. None where the folder is away."""
    found = []
    wanted = short(store_id) if store_id else ""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            parts = _NAME.fullmatch(path.name)
            made_at = _moment(parts[2]) if parts else None
            if parts and made_at is not None and wanted in ("", parts[1]):
                size, mark = path.stat().st_size, parts[3]
                found.append(Kept(path, made_at, size, mark == BEFORE_RESTORE, mark == BY_HAND))
    return sorted(found, key=_age, reverse=True)


def _moment(stamp: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(stamp, clock.STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def fault(path: Path) -> str:
    """Why a backup in a list is of no use, by its label alone; '' where nothing shows."""
    try:
        archive.read(path)
    except Problem as problem:
        return problem.sentence
    return ""


def surplus(kept: Sequence[Kept], room: int, zone: str, now: dt.datetime) -> list[Kept]:
    """Which of these backups to remove, so that 12 daily, 10 weekly and 9 monthly ones stay, in at most `room` bytes.

    The newest of each of the last 12 days, 10 weeks and 9 months of `zone`, the agency's, that have one stays. Where
    these take more than `room`, the oldest go too, but never the newest. Copies made before a restore are not touched,
    nor are those of the last 30 days that a person asked for: the schedule has a copy of its own beside them.
    """
    spared = {one.path for one in kept if one.before_restore or (one.by_hand and now - one.made_at < ASKED_FOR)}
    ordered = sorted((one for one in kept if one.path not in spared), key=_age, reverse=True)
    stay: set[Path] = set()
    for most, period in ((DAILY, "%Y-%m-%d"), (WEEKLY, "%G-W%V"), (MONTHLY, "%Y-%m")):
        newest: dict[str, Path] = {}
        for one in ordered:
            newest.setdefault(f"{clock.day(one.made_at, zone):{period}}", one.path)
        stay.update(list(newest.values())[:most])
    left = [one for one in ordered if one.path in stay]
    taken = sum(one.size for one in left)
    while len(left) > 1 and taken > room:
        taken -= left.pop().size
    stay = {one.path for one in left}
    return [one for one in ordered if one.path not in stay]


def _age(one: Kept) -> tuple[dt.datetime, str]:
    return one.made_at, one.path.name


def thin(folder: Path, store_id: str, zone: str, now: dt.datetime) -> list[Kept]:
    """Remove what `surplus` names from a folder, in a quarter of the disk that would be free without backups."""
    kept = listed(folder, store_id)
    with files.explained(folder):
        room = (shutil.disk_usage(folder).free + sum(one.size for one in kept)) // SHARE
    gone = surplus(kept, room, zone, now)
    for one in gone:
        files.remove(one.path)
    return gone
