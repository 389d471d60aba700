"""When backups are made and by whom; the drive of one's choice; the command."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from app.services.across import backups
from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem, Forbidden
from app.services.store import archive, backup
from app.services.store import session as sessions
from tests import agency

NOW = dt.datetime(2026, 11, 25, 2, 15, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    made = tmp_path / "usb"
    made.mkdir()
    return made


def change(signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        one = session.scalars(agency.select_staff()).first()
        one.title += "x"


def test_one_is_wanted_at_first_then_daily_and_only_after_a_change(staffed: SignedIn) -> None:
    assert backups.wanted(staffed, NOW)
    backups.daily(staffed, NOW)
    change(staffed)
    assert not backups.wanted(staffed, NOW + 19 * HOUR)
    assert backups.wanted(staffed, NOW + 21 * HOUR)
    backups.daily(staffed, NOW + 21 * HOUR)
    assert not backups.wanted(staffed, NOW + 1000 * HOUR)
    assert backups.newest(staffed, NOW + 1000 * HOUR).made_at == NOW + 21 * HOUR


def test_a_backup_from_the_future_does_not_reassure(staffed: SignedIn) -> None:
    backups.daily(staffed, NOW + 10_000 * HOUR)
    assert backups.newest(staffed, NOW) is None
    assert backups.wanted(staffed, NOW)


def test_the_drive_gets_the_same_file_and_both_are_thinned(staffed: SignedIn, drive: Path) -> None:
    for day in range(14):
        backups.daily(staffed, NOW + 24 * day * HOUR, drive)
    own, other = backups.shelves(staffed, drive)
    assert [one.path.name for one in own.kept] == [one.path.name for one in other.kept]
    assert 12 <= len(own.kept) < 14
    assert own.kept[0].path.read_bytes() == other.kept[0].path.read_bytes()
    assert archive.check(other.kept[0].path).made_at == NOW + 24 * 13 * HOUR


def test_a_drive_that_is_away_is_left_out_unasked_and_told_when_asked(staffed: SignedIn, drive: Path) -> None:
    shutil.rmtree(drive)
    backups.daily(staffed, NOW, drive)
    assert not drive.exists()
    assert [shelf.away for shelf in backups.shelves(staffed, drive)] == [False, True]
    with pytest.raises(DiskProblem, match="Plug the drive in"):
        backups.by_hand(staffed, NOW + HOUR, drive)


def test_the_good_copy_before_a_bad_import_is_still_there(staffed: SignedIn, drive: Path) -> None:
    """A person asks for a copy, imports, asks again, and the schedule goes on for a month; then it may go."""
    good = backups.by_hand(staffed, NOW, drive)
    after = backups.by_hand(staffed, NOW + HOUR, drive)
    for day in range(1, 30):
        backups.daily(staffed, NOW + 24 * day * HOUR, drive)
    for shelf in backups.shelves(staffed, drive):
        assert {good.path.name, after.path.name} <= {one.path.name for one in shelf.kept if one.by_hand}
    backups.daily(staffed, NOW + 24 * 40 * HOUR, drive)
    for shelf in backups.shelves(staffed, drive):
        assert good.path.name not in {one.path.name for one in shelf.kept}


def test_progress_runs_to_the_end_and_never_back(staffed: SignedIn, drive: Path) -> None:
    told: list[int] = []
    backups.daily(staffed, NOW, drive, told.append)
    assert told == sorted(told) and told[-1] == 100


def test_stopping_on_the_drive_keeps_the_one_beside_the_store(staffed: SignedIn, drive: Path) -> None:
    class Stop(Exception):
        pass

    def tell(percent: int) -> None:
        if percent > 60:
            raise Stop

    with pytest.raises(Stop):
        backups.daily(staffed, NOW, drive, tell)
    assert list(drive.iterdir()) == []
    assert len(backup.listed(backup.own_folder(staffed.store))) == 1


def test_only_managers_and_supervisors_take_one_elsewhere(staffed: SignedIn, drive: Path) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    for act in (backups.by_hand, lambda who, now: backups.to_folder(who, drive, now)):
        with pytest.raises(Forbidden):
            act(annie, NOW)
    assert backups.daily(annie, NOW).path.is_file()  # the unasked one is everybody's
