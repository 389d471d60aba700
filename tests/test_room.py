"""A disk without room: told before anything is made, in megabytes; and where it fills up on the way, nothing half made."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.services.across import arriving, backups, opening, restore
from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem
from app.services.store import backup, files, upgrade
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
OLDER, ITS_PERSON, ITS_WORD = Path(__file__).parent / "stores" / "0004", "Ann Manager", "three herons by the dam"


@pytest.fixture
def made(staffed: SignedIn, tmp_path: Path) -> Path:
    (tmp_path / "drive").mkdir()
    return backup.make(staffed.store, tmp_path / "drive", NOW).path


def names(folder: Path) -> list[str]:
    """Whatever lies in a folder, but the lock and an open store's journal."""
    passing = ("lock", "lock.json", "agency.db-wal", "agency.db-shm")
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.name not in passing and path.is_file())


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))


Act = Callable[[SignedIn, Path, Path], object]
ACTS: dict[str, Act] = {
    "today's backup": lambda who, _made, _at: backups.daily(who, NOW),
    "a backup by hand": lambda who, _made, _at: backups.by_hand(who, NOW),
    "a backup to a folder": lambda who, _made, at: backups.to_folder(who, at / "stick", NOW),
    "looking into a backup": lambda who, made, _at: restore.look(who, made, PASSPHRASE),
    "a backup on another machine": lambda _who, made, at: arriving.arrive(at / "other" / "store", made, MANAGER, PASSPHRASE),
}


@pytest.mark.parametrize("act", ACTS)
def test_room_is_looked_for_before_anything_is_made(
    staffed: SignedIn, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    before = names(tmp_path)
    with monkeypatch.context() as patch:
        leave(patch, 1_500_000)
        with pytest.raises(DiskProblem, match=r"needs \d+ MB of free space.* it has 1 MB.*Free some space") as caught:
            ACTS[act](staffed, made, tmp_path)
    assert "Nothing was changed" in caught.value.sentence and names(tmp_path) == before
    done = ACTS[act](staffed, made, tmp_path)  # the remedy, followed
    if isinstance(done, tuple):
        done[0].store.close()
    elif isinstance(done, restore.Prepared):
        done.discard()


def test_a_restore_looks_for_room_for_what_it_keeps_too(
    staffed: SignedIn, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = restore.look(staffed, made, PASSPHRASE)
    before = names(tmp_path)
    with monkeypatch.context() as patch:
        leave(patch, 3_000_000)
        with pytest.raises(DiskProblem, match="MB of free space"):
            restore.run(staffed, prepared, now=NOW)
    assert names(tmp_path) == before
    restore.run(staffed, prepared, now=NOW)


def test_an_upgrade_looks_for_room_and_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    shutil.copytree(OLDER, store)
    before = names(store)
    with monkeypatch.context() as patch:
        leave(patch, 1_000_000)
        with pytest.raises(DiskProblem, match="MB of free space.*Nothing was changed"):
            opening.unlock(store, ITS_PERSON, ITS_WORD)
    assert names(store) == before
    opened = opening.unlock(store, ITS_PERSON, ITS_WORD)
    assert upgrade.revision(opened.store.engine) == upgrade.HEAD
    opened.store.close()
    (copy,) = (store / "backups").iterdir()
    assert copy.name.startswith("before-upgrade-0004-") and copy.stat().st_size > 1_000_000


def test_a_copy_before_an_upgrade_that_does_not_verify_is_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "store"
    shutil.copytree(OLDER, store)
    monkeypatch.setattr(upgrade, "check", lambda _raw: ["page 3"])
    with pytest.raises(Exception, match="could not be verified"):
        opening.unlock(store, ITS_PERSON, ITS_WORD)
    assert list((store / "backups").iterdir()) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
from app.services.across import opening
from app.services.problems import Problem
from app.services.store import files
files.require_room = lambda *wanted: None  # the disk fills up only on the way
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)
try:
    opening.unlock(Path(sys.argv[1]), sys.argv[2], sys.argv[3]).store.abandon()
    print("OPENED")
except Problem as wrong:
    print("REFUSED", type(wrong).__name__, wrong.sentence)
"""


@pytest.mark.skipif(os.name == "nt", reason="limits on files are set the POSIX way")
@pytest.mark.parametrize("limit", [0, 4096, 100_000, 700_000, 1_300_000, 1_390_000])
def test_a_disk_that_fills_up_in_an_upgrade_leaves_the_store_and_no_half_copy(tmp_path: Path, limit: int) -> None:
    store = tmp_path / "store"
    shutil.copytree(OLDER, store)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(store), ITS_PERSON, ITS_WORD, str(limit)], capture_output=True, text=True,
        check=False, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.stdout.startswith("REFUSED DiskProblem"), done.stdout + done.stderr
    assert "disk" in done.stdout and "went wrong" not in done.stdout
    left = [path for path in (store / "backups").glob("*")] if (store / "backups").exists() else []
    assert [path.name for path in left if path.stat().st_size == 0 or path.name.endswith("-wal")] == []
    opening.unlock(store, ITS_PERSON, ITS_WORD).store.close()
    assert not [path for path in (store / "backups").iterdir() if path.name.startswith(".")], "leftovers go"


def test_places_on_one_disk_add_up_and_a_folder_to_come_counts_as_the_one_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, 10_000_000)
    files.require_room((tmp_path, 6_000_000), (tmp_path / "to" / "come", 4_000_000))
    with pytest.raises(DiskProblem, match="needs 11 MB"):
        files.require_room((tmp_path, 6_000_000), (tmp_path / "to" / "come", 4_000_001))
