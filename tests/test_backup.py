"""Backups: whole or not at all, opened by the keys of their day, and thinned by rule."""

import datetime as dt
import json
import os
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.schema import METADATA
from app.services.across import opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import Damaged, DiskProblem, ForeignStore, NewerStore, Problem
from app.services.store import archive, backup, files, vault
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.backup import Kept
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE, ZONE

NOW = dt.datetime(2026, 11, 25, 2, 15, tzinfo=dt.UTC)


@pytest.fixture
def made(staffed: SignedIn, tmp_path: Path) -> Kept:
    (tmp_path / "drive").mkdir()
    return backup.make(staffed.store, tmp_path / "drive", NOW)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_is_one_file_without_a_name_in_it(staffed: SignedIn, made: Kept) -> None:
    folder = made.path.parent
    assert left(folder) == [made.path.name]
    store_id = vault.read(staffed.store.folder).store_id
    assert made.path.name == f"peerdesk-{backup.short(store_id)}-20261125T021500Z.backup"
    assert left(staffed.store.folder / "backups") == []
    with zipfile.ZipFile(made.path) as packed:
        assert sorted(packed.namelist()) == ["agency.db", "label.json", "vault.json"]
        assert packed.read("agency.db")[:15] != b"SQLite format 3"
        for name in (b"Annie Whitegrass", b"Calfrobe"):
            assert name not in packed.read("agency.db") + packed.read("label.json") + packed.read("vault.json")
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o777 == 0o600


def test_it_opens_with_the_keys_of_its_day_and_holds_every_row(
    staffed: SignedIn, made: Kept, tmp_path: Path
) -> None:
    recovery_key = staffed.recovery_key
    vault.change_passphrase(
        staffed.store.folder, str(staffed.actor.user_id), PASSPHRASE, agency.PASSPHRASE, vault.LOW
    )
    with sessions.transaction(staffed.store, staffed.actor) as session:
        session.scalars(agency.select_staff()).first().title = "later"
    target = tmp_path / "elsewhere"
    target.mkdir()
    archive.unpack(made.path, target)
    assert vault.unlock_with_recovery(target, recovery_key).store_key
    opened = opening.unlock(target, MANAGER, PASSPHRASE)
    try:
        assert verify.run(opened) == []
        with sessions.reading(opened.store, opened.actor) as session:
            kept = session.scalars(agency.select_staff()).all()
        assert [one.code for one in kept] == ["AW", "DR"] and kept[0].title != "later"
        with opened.store.engine.connect() as connection:
            count = connection.exec_driver_sql("SELECT max(seq) FROM audit_row").scalar()
        assert vault.read(target).anchor.count == count == archive.read(made.path).count
    finally:
        opened.store.close()


def test_two_in_one_second_are_two_files(staffed: SignedIn, made: Kept) -> None:
    again = backup.make(staffed.store, made.path.parent, NOW)
    assert again.path != made.path
    store_id = vault.read(staffed.store.folder).store_id
    assert {one.path for one in backup.listed(made.path.parent, store_id)} == {made.path, again.path}
    assert backup.listed(made.path.parent, "another") == []
    assert backup.listed(made.path.parent / "missing") == []


@pytest.mark.parametrize("percent", [0, 30, 60, 90])
def test_stopped_at_any_time_it_leaves_nothing(staffed: SignedIn, tmp_path: Path, percent: int) -> None:
    class Stop(Exception):
        pass

    def tell(now: int) -> None:
        if now >= percent:
            raise Stop

    drive = tmp_path / "drive"
    drive.mkdir()
    with pytest.raises(Stop):
        backup.make(staffed.store, drive, NOW, tell)
    assert left(drive) == [] and left(staffed.store.folder / "backups") == []
    assert backup.make(staffed.store, drive, NOW).path.is_file()


def test_a_drive_that_is_away_is_told_and_not_made_up(staffed: SignedIn, tmp_path: Path) -> None:
    with pytest.raises(DiskProblem, match="not there"):
        backup.make(staffed.store, tmp_path / "away", NOW)
    assert not (tmp_path / "away").exists() and left(staffed.store.folder / "backups") == []


def test_a_drive_that_gives_back_something_else_keeps_no_backup(
    staffed: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files.replace

    def bad(fresh: Path, path: Path) -> None:
        data = bytearray(fresh.read_bytes())
        data[len(data) // 2] ^= 1
        fresh.write_bytes(data)
        whole(fresh, path)

    monkeypatch.setattr(files, "replace", lambda a, b: bad(a, b) if b.suffix == ".backup" else whole(a, b))
    with pytest.raises(DiskProblem, match="did not give back"):
        backup.make(staffed.store, tmp_path, NOW)
    assert list(tmp_path.glob("*.backup")) == []


def test_a_record_that_was_tampered_with_makes_no_backup(staffed: SignedIn, tmp_path: Path) -> None:
    staffed.store.settle()
    drive = tmp_path / "drive"
    drive.mkdir()
    with staffed.store.engine.connect() as connection:
        for table in ("audit_value", "audit_row"):
            connection.exec_driver_sql(f"DROP TRIGGER guard_{table}_delete")
            last = "(SELECT max(seq) FROM audit_row)"
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE seq = {last}")
        connection.commit()
    with pytest.raises(Damaged, match="record of changes"):
        backup.make(staffed.store, drive, NOW)
    assert left(drive) == []


def test_what_a_kill_left_is_cleared_at_the_next_opening(staffed: SignedIn) -> None:
    backups = staffed.store.folder / "backups"
    files.make_folder(backups)
    (backups / ".abc.landing").mkdir()
    (backups / ".abc.landing" / "agency.db").write_bytes(b"half")
    (backups / ".def.landing").write_bytes(b"half")
    (backups / "mine.txt").write_bytes(b"kept")
    staffed.store.close()
    opening.unlock(staffed.store.folder, MANAGER, PASSPHRASE).store.close()
    assert left(backups) == ["mine.txt"]


def broken(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "text":
        path.write_text("not a backup", encoding="utf-8")
    elif how == "flipped":
        place = data.index(b"agency.db") + 5000
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    else:
        remake(path, how)


def remake(path: Path, how: str) -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    label = json.loads(parts["label.json"])
    if how == "newer":
        label["version"] = 2
    elif how == "no time":
        label["made_at"] = "yesterday"
    elif how == "foreign zip":
        del parts["label.json"]
    elif how == "no vault":
        del parts["vault.json"]
    elif how == "climbing":
        parts["../../evil"] = b"x"
    elif how == "packed":
        pass
    if "label.json" in parts:
        parts["label.json"] = json.dumps(label).encode()
    kind = zipfile.ZIP_DEFLATED if how == "packed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", kind) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)


@pytest.mark.parametrize(
    ("how", "kind", "said"),
    [
        ("empty", ForeignStore, "did not make what is in it"),
        ("text", ForeignStore, "did not make what is in it"),
        ("foreign zip", ForeignStore, "did not make what is in it"),
        ("cut", Damaged, "damaged or cut short"),
        ("flipped", Damaged, "damaged or cut short"),
        ("no time", Damaged, "damaged or cut short"),
        ("no vault", Damaged, "damaged or cut short"),
        ("climbing", Damaged, "damaged or cut short"),
        ("packed", Damaged, "damaged or cut short"),
        ("newer", NewerStore, "newer Peerdesk"),
    ],
)
def test_a_bad_backup_is_refused_with_its_sentence(made: Kept, tmp_path: Path, how: str, kind, said: str) -> None:
    broken(made.path, how)
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(kind, match=said):
        archive.unpack(made.path, target)
    assert {path.name for path in target.iterdir()} <= {"vault.json", "agency.db"}
    assert not (tmp_path / "evil").exists()


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not there"):
        archive.read(tmp_path / "gone.backup")


def kept(hours_ago: int, size: int = 1) -> Kept:
    at = NOW - dt.timedelta(hours=hours_ago)
    return Kept(Path(f"peerdesk-0-{at:%Y%m%dT%H%M%SZ}.backup"), at, size)


def staying(all_of: list[Kept], room: int) -> list[Kept]:
    gone = backup.surplus(all_of, room, ZONE, NOW)
    return [one for one in all_of if one not in gone]


def test_a_year_of_days_leaves_twelve_days_ten_weeks_nine_months() -> None:
    year = [kept(24 * day) for day in range(400)]
    stay = staying(year, 10**9)
    assert stay[:12] == year[:12]
    days = [one.made_at.astimezone(ZoneInfo(ZONE)) for one in stay]
    weeks, months = {f"{day:%G-W%V}" for day in days}, {f"{day:%Y-%m}" for day in days}
    assert len(months) == 9 and len(weeks) >= 10
    assert len(stay) <= backup.DAILY + backup.WEEKLY + backup.MONTHLY


def test_where_the_disk_is_small_the_oldest_go_and_the_newest_stays() -> None:
    month = [kept(24 * day, 10) for day in range(30)]
    assert staying(month, 35) == month[:3]
    assert staying(month, 0) == month[:1]


def test_a_copy_made_before_a_restore_is_never_removed() -> None:
    marked = Kept(Path("x"), NOW - dt.timedelta(days=2000), 10**9, before_restore=True)
    assert backup.surplus([marked, kept(0), kept(1)], 0, ZONE, NOW) == [kept(1)]


def asked(hours_ago: int) -> Kept:
    return replace(kept(hours_ago), path=Path(f"asked-{hours_ago}"), by_hand=True)


def test_a_copy_that_was_asked_for_stays_thirty_days_whatever_else_goes() -> None:
    """The good copy before a bad import, and the one after it, on one day; the schedule keeps its own beside them."""
    good, after, old, scheduled = asked(5), asked(1), asked(24 * 31), kept(3)
    assert staying([after, scheduled, good, old], 10**9) == [after, scheduled, good, old], "old ones stand for their day"
    assert staying([after, scheduled, good, old, kept(24 * 31 - 1)], 10**9) == [after, scheduled, good, kept(24 * 31 - 1)]
    assert staying([after, scheduled, good, old], 0) == [after, scheduled, good]


@pytest.mark.parametrize("zone", ["America/Denver", "Asia/Tokyo", "UTC"])
def test_a_day_is_the_agencys(zone: str) -> None:
    """Two copies of one evening there are of one day, though midnight in Greenwich lies between them."""
    noon = dt.datetime(2026, 3, 5, 12, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)
    day = [Kept(Path(f"{hour}"), noon + dt.timedelta(hours=hour), 1) for hour in (11, 5, -5, -11)]
    later = [Kept(Path(f"later {number}"), noon + dt.timedelta(days=number), 1) for number in range(12, 0, -1)]
    gone = backup.surplus([*later[:11], *day], 10**9, zone, noon + dt.timedelta(days=13))
    assert gone == day[1:]


@given(st.lists(st.integers(0, 24 * 800), max_size=60), st.integers(0, 60))
def test_thinning_twice_is_thinning_once_and_the_newest_stays(hours: list[int], room: int) -> None:
    all_of = [kept(one) for one in sorted(set(hours))]
    gone = backup.surplus(all_of, room, ZONE, NOW)
    stay = [one for one in all_of if one not in gone]
    assert backup.surplus(stay, room, ZONE, NOW) == []
    assert not all_of or stay[0] == all_of[0]
    assert len(stay) <= max(1, min(room, backup.DAILY + backup.WEEKLY + backup.MONTHLY))


def test_thinning_keeps_to_a_quarter_of_the_free_disk(
    staffed: SignedIn, made: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_id = vault.read(staffed.store.folder).store_id
    older = backup.make(staffed.store, made.path.parent, NOW - dt.timedelta(days=1))
    (made.path.parent / "peerdesk-00000000-20200101T000000Z.backup").write_bytes(b"another agency's")
    free = 4 * made.size - 2 * made.size  # a quarter of free and taken: room for one
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(0, 0, free))
    assert [one.path for one in backup.thin(made.path.parent, store_id, ZONE, NOW)] == [older.path]
    assert left(made.path.parent) == ["peerdesk-00000000-20200101T000000Z.backup", made.path.name]


def test_a_writer_is_not_held_up_and_misses_nothing(
    staffed: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows written while a copy runs are not in it; those before its begin all are."""
    written = []
    monkeypatch.setattr(backup, "_PAGES", 20)

    def tell(percent: int) -> None:
        if not written:
            with sessions.transaction(staffed.store, staffed.actor) as session:
                session.scalars(agency.select_staff()).first().title = "while it ran"
            written.append(percent)

    done = backup.make(staffed.store, tmp_path, NOW, tell)
    target = tmp_path / "target"
    target.mkdir()
    archive.unpack(done.path, target)
    copied = sessions.open_store(target, staffed.store.key, METADATA)
    try:
        with sessions.reading(copied, staffed.actor) as session:
            assert session.scalars(agency.select_staff()).first().title != "while it ran"
    finally:
        copied.close()
    assert written and written[0] < 45
    assert (target / engines.FILE).is_file()
