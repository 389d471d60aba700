"""A disk that is full or may not be written: a clear sentence, the old state or the new one, never a mixture."""

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import hours, staff
from app.services.across import opening, verify
from app.services.store import session as sessions
from tests.conftest import MANAGER, PASSPHRASE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS = 3000
NOBODY = 65534

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits on files are set the POSIX way")


@pytest.fixture
def store_with_staff(signed_in, store_folder):
    entry = staff.StaffEntry.read(
        {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2001-01-01"}
    )
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, entry)
    signed_in.store.close()
    return store_folder


@pytest.fixture
def many_hours(tmp_path):
    first = dt.date(2010, 1, 1)
    lines = ["staff,date,category,minutes,paid"]
    lines += [f"AW,{first + dt.timedelta(days=day)},direct_service,60,yes" for day in range(ROWS)]
    file = tmp_path / "hours.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def attempt(store: Path, file: Path, limit: int = 0, become: int = 0) -> str:
    command = [sys.executable, str(HERE / "cramped.py"), str(store), MANAGER, PASSPHRASE, str(file)]
    done = subprocess.run(
        [*command, str(limit), str(become)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.stdout.strip()


def rows_in(store: Path) -> int:
    opened = opening.unlock(store, MANAGER, PASSPHRASE)
    try:
        assert verify.run(opened) == []
        with sessions.reading(opened.store, opened.actor) as session:
            return len(hours.rows(session, "AW", dt.date(2001, 1, 1), dt.date(2200, 1, 1)))
    finally:
        opened.store.close()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3])
def test_a_full_disk_leaves_the_old_state_and_says_so(store_with_staff, many_hours, tmp_path, share):
    roomy = tmp_path / "roomy"
    shutil.copytree(store_with_staff, roomy)
    assert attempt(roomy, many_hours) == "TAKEN"
    before, after = size(store_with_staff), size(roomy)
    said = attempt(store_with_staff, many_hours, limit=int(before + (after - before) * share))
    assert said.startswith("REFUSED DiskProblem"), said
    assert "disk" in said.lower()
    assert rows_in(store_with_staff) == 0
    assert attempt(store_with_staff, many_hours) == "TAKEN"
    assert rows_in(store_with_staff) == ROWS


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_nearly_full_disk_leaves_the_old_state_or_the_new_one(store_with_staff, many_hours, tmp_path, share):
    roomy = tmp_path / "roomy"
    shutil.copytree(store_with_staff, roomy)
    assert attempt(roomy, many_hours) == "TAKEN"
    before, after = size(store_with_staff), size(roomy)
    said = attempt(store_with_staff, many_hours, limit=int(before + (after - before) * share))
    assert rows_in(store_with_staff) == (ROWS if said == "TAKEN" else 0)


def size(store: Path) -> int:
    return (store / "agency.db").stat().st_size


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become somebody else")
def test_a_folder_that_may_not_be_written_is_told_and_left_alone(store_with_staff, many_hours):
    places = [store_with_staff, *store_with_staff.parents]
    modes = {place: place.stat().st_mode & 0o777 for place in places[:5]}
    before = {file.name: file.read_bytes() for file in store_with_staff.iterdir()}
    try:
        for place in list(modes)[1:]:
            place.chmod(modes[place] | 0o055)
        many_hours.chmod(0o644)
        store_with_staff.chmod(0o555)
        for file in store_with_staff.iterdir():
            file.chmod(0o444)
        said = attempt(store_with_staff, many_hours, become=NOBODY)
    finally:
        for place, mode in modes.items():
            place.chmod(mode)
        for file in store_with_staff.iterdir():
            file.chmod(0o600)
    assert said.startswith("REFUSED"), said
    assert "Traceback" not in said
    assert {file.name: file.read_bytes() for file in store_with_staff.iterdir()} == before
