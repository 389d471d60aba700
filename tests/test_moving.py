"""Moving to another laptop: a checked copy with its steps, opened on the other side; the one left behind warns."""

import datetime as dt
from pathlib import Path

import pytest

from app.services.across import arriving, moving, opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import DiskProblem, Forbidden, Problem, WrongPassphrase
from app.services.store import archive, backup
from app.services.store import session as sessions
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

NOW = dt.datetime(2026, 5, 2, 3, 0, tzinfo=dt.UTC)  # the evening before in Montana


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    made = tmp_path / "drive"
    made.mkdir()
    return made


def test_the_copy_becomes_the_store_of_the_other_laptop(staffed: SignedIn, drive: Path, tmp_path: Path) -> None:
    made = moving.pack(staffed, drive, NOW)
    assert made.name == "Peerdesk move 2026-05-01"
    (copy,) = made.glob(f"*{archive.SUFFIX}")
    steps = (made / "READ ME FIRST.txt").read_bytes().decode("utf-8")
    assert copy.name in steps and "\r\n5. " in steps
    assert not any(word in steps for word in (PASSPHRASE, MANAGER, "Annie"))
    other = tmp_path / "other" / "store"
    came, faults = arriving.arrive(other, copy, MANAGER, PASSPHRASE)
    try:
        assert faults == () and verify.run(came) == []
        assert moving.warning(other) == ""
        with sessions.reading(came.store, came.actor) as session:
            assert len(opening.users.listed(session)) == 1
            assert session.info["actor"].name == MANAGER
    finally:
        came.store.close()


def test_the_store_left_behind_warns_until_it_is_used_again(staffed: SignedIn, drive: Path) -> None:
    folder = staffed.store.folder
    assert moving.moved_on(folder) is None and moving.warning(folder) == ""
    moving.pack(staffed, drive, NOW)
    assert moving.moved_on(folder) == dt.date(2026, 5, 1)
    assert "May 1, 2026" in moving.warning(folder)
    staffed.store.close()
    again = opening.unlock(folder, MANAGER, PASSPHRASE)  # nobody is kept out
    try:
        moving.go_on_here(again, NOW)
        assert moving.warning(folder) == "" and verify.run(again) == []
    finally:
        again.store.close()


def test_only_a_manager_moves_the_records(staffed: SignedIn, drive: Path) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    for act in (lambda: moving.pack(ruth, drive, NOW), lambda: moving.go_on_here(ruth, NOW)):
        with pytest.raises(Forbidden):
            act()
    assert list(drive.iterdir()) == [] and moving.warning(staffed.store.folder) == ""


def test_a_copy_that_is_not_made_marks_nothing(
    staffed: SignedIn, drive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Problem, match="in the store itself"):
        moving.pack(staffed, staffed.store.folder / "backups", NOW)

    def full(*_arguments: object, **_named: object) -> None:
        raise DiskProblem("full")

    monkeypatch.setattr(backup, "make", full)
    with pytest.raises(DiskProblem):
        moving.pack(staffed, drive, NOW)
    assert moving.warning(staffed.store.folder) == ""


@pytest.mark.parametrize("mark", [b"", b"[]", b"{}", b'{"on": 5}', b'{"on": "yesterday"}', b"\xff"])
def test_a_mark_that_says_nothing_warns_of_nothing(tmp_path: Path, mark: bytes) -> None:
    (tmp_path / moving.MARK).write_bytes(mark)
    assert moving.warning(tmp_path) == ""


def test_a_wrong_passphrase_brings_nothing(staffed: SignedIn, drive: Path, tmp_path: Path) -> None:
    made = moving.pack(staffed, drive, NOW)
    (copy,) = made.glob(f"*{archive.SUFFIX}")
    with pytest.raises(WrongPassphrase):
        arriving.arrive(tmp_path / "other", copy, MANAGER, "correct horse battery")
    assert not (tmp_path / "other").exists()
