"""Backups under load and under kills: nothing that was committed before is missing, nothing half made stays."""

import datetime as dt
import os
import random
import shutil
import threading
import time
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.hours import Hours
from app.services import hours
from app.services.across import opening, verify
from app.services.store import archive, backup, files
from app.services.store import session as sessions
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures, workers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed the POSIX way")
NOW = dt.datetime(2026, 11, 25, 2, 15, tzinfo=dt.UTC)


def opened_copy(path: Path, place: Path) -> opening.SignedIn:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    archive.unpack(path, place)
    return opening.unlock(place, MANAGER, PASSPHRASE)


def days_in(path: Path, place: Path, *, whole: bool) -> set[dt.date]:
    """The days of hours in a backup; with `whole` all of it is checked too."""
    copy = opened_copy(path, place)
    try:
        assert not whole or verify.run(copy) == []
        with sessions.reading(copy.store, copy.actor) as session:
            return set(session.scalars(select(Hours.date)))
    finally:
        copy.store.close()


def under_load(store: Path, tmp_path: Path, count: int) -> tuple[int, int]:
    """(commits acknowledged before a backup began, those missing in it), over `count` backups while others write."""
    signed_in = opening.unlock(store, MANAGER, PASSPHRASE)
    acknowledged: list[dt.date] = []
    stop, missing, checked = threading.Event(), 0, 0

    def write() -> None:
        day, line = dt.date(2001, 1, 1), hours.Line(hours.Category.DIRECT_SERVICE)
        while not stop.is_set():
            monday = day - dt.timedelta(days=day.weekday())
            with sessions.transaction(signed_in.store, signed_in.actor) as session:
                before = hours.week(session, "AW", monday)
                hours.save_week(session, hours.Week("AW", monday, {**before.cells, (line, day): 60}))
            acknowledged.append(day)
            day += dt.timedelta(days=1)
            time.sleep(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not acknowledged:
            time.sleep(0.01)
        for number in range(count):
            before = set(acknowledged)
            made = backup.make(signed_in.store, tmp_path, NOW + dt.timedelta(minutes=number))
            found = days_in(made.path, tmp_path / "copy", whole=number % 20 == 0)
            missing += len(before - found)
            checked += len(before)
            made.path.unlink()
    finally:
        stop.set()
        writer.join()
        signed_in.store.close()
    return checked, missing


def test_backups_under_load_miss_nothing(store_with_staff, tmp_path):  # noqa: F811
    checked, missing = under_load(store_with_staff, tmp_path, 3)
    assert checked > 0 and missing == 0


@pytest.mark.full
def test_two_hundred_backups_under_load_miss_nothing(store_with_staff, tmp_path):  # noqa: F811
    checked, missing = under_load(store_with_staff, tmp_path, 200)
    figures.record(11, "backups under load, acknowledged commits missing", 200, missing)
    assert checked > 200 and missing == 0


def killed(store: Path, tmp_path: Path, count: int) -> int:
    """Backups that were named but do not check, and things left half made, over `count` kills while backing up."""
    chance, lost, drive = random.Random(3), 0, tmp_path / "drive"
    drive.mkdir()
    with workers.nursery("backer", tmp_path) as many:
        for _round in range(count):
            worker = many.start(str(store), MANAGER, PASSPHRASE, str(drive))
            assert worker.hears() == "READY"
            time.sleep(chance.uniform(0.0, 0.8))
            named = [line for line in worker.kill() if line.endswith(".backup")]
            opening.unlock(store, MANAGER, PASSPHRASE).store.close()  # the next start clears what was half made
            lost += len(list((store / "backups").glob(".*")))
            lost += sum(backup.fault(drive / name) != "" for name in named)
            for path in drive.glob("*.backup"):
                archive.check(path)  # whatever bears the name is whole, also one that nobody was told of
                path.unlink()
    return lost


def test_a_kill_leaves_whole_backups_and_nothing_half_made(store_with_staff, tmp_path):  # noqa: F811
    assert killed(store_with_staff, tmp_path, 2) == 0


@pytest.mark.full
def test_many_kills_leave_whole_backups(store_with_staff, tmp_path):  # noqa: F811
    lost = killed(store_with_staff, tmp_path, 60)
    figures.record(11, "kills while backing up, broken or half-made files", 60, lost)
    assert lost == 0


def test_damage_anywhere_in_a_backup_is_found(store_with_staff, tmp_path):  # noqa: F811
    assert undetected(store_with_staff, tmp_path, 40) == 0


@pytest.mark.full
def test_a_thousand_places_of_damage_are_found(store_with_staff, tmp_path):  # noqa: F811
    lost = undetected(store_with_staff, tmp_path, 1000)
    figures.record("bytes", "bytes of a backup changed, undetected", 1000, lost)
    assert lost == 0


def undetected(store: Path, tmp_path: Path, count: int) -> int:
    """Changed bytes of the two files in a backup that its check did not find."""
    signed_in = opening.unlock(store, MANAGER, PASSPHRASE)
    path = backup.make(signed_in.store, tmp_path, NOW).path
    signed_in.store.close()
    data, chance, missed = path.read_bytes(), random.Random(9), 0
    with zipfile.ZipFile(path) as packed:
        parts = [(data.index(part), len(part)) for part in map(packed.read, ("vault.json", "agency.db"))]
    for _round in range(count):
        first, length = chance.choice(parts)
        place = first + chance.randrange(length)
        changed = data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        path.write_bytes(changed)
        try:
            archive.check(path)
        except Exception as wrong:  # noqa: BLE001 - which kind is told by test_backup
            missed += type(wrong).__name__ not in ("Damaged", "ForeignStore")
        else:
            missed += 1
    return missed


def held(tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace a file that a scanner holds so many times: 'new' or 'old' by what lies there, '?' for anything else."""
    path, left, real = tmp_path / "vault.json", [times], os.replace
    path.write_bytes(b"old")

    def scanned(source: object, target: object) -> None:
        if left[0] > 0:
            left[0] -= 1
            raise PermissionError(13, "held")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", scanned)
    monkeypatch.setattr(files, "_WAITS", (0.0,) * 7)
    told = ""
    try:
        files.write(path, b"new")
    except files.DiskProblem as wrong:
        told = wrong.sentence
    monkeypatch.undo()
    there = path.read_bytes()
    alone = len(list(tmp_path.iterdir())) == 1
    told_rightly = ("Another program" in told) == (there == b"old")
    return there.decode() if alone and told_rightly else "?"


def test_a_scanner_on_windows_simulated_holds_a_file(tmp_path, monkeypatch):
    answers = [held(tmp_path, times, monkeypatch) for times in range(20)]
    assert answers == ["new"] * 8 + ["old"] * 12


@pytest.mark.full
def test_a_scanner_simulated_two_hundred_times(tmp_path, monkeypatch):
    answers = [held(tmp_path, times % 20, monkeypatch) for times in range(200)]
    lost = sum(one != ("new" if times % 20 < 8 else "old") for times, one in enumerate(answers))
    figures.record(8, "holds by a scanner, let go or denied and told", len(answers), lost)
    assert lost == 0
