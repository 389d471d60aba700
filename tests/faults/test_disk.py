"""A disk that is full or may not be written: a clear sentence, the old state or the new one, never a mixture."""

import contextlib
import datetime as dt
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.services import hours, users
from app.services.across import opening, verify
from app.services.store import session as sessions
from app.ui import routes
from app.ui.kit.form import Form
from app.ui.window import Acts, Window
from app.ui.write import Desk
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE
from tests.faults import figures, workers

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ROWS = 3000
NOBODY = 65534

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits on files are set the POSIX way")


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


def rows_in(store: Path, *, whole: bool = True) -> int:
    opened = opening.unlock(store, MANAGER, PASSPHRASE)
    try:
        assert not whole or verify.run(opened) == []
        with sessions.reading(opened.store, opened.actor) as session:
            return len(hours.rows(session, "AW", dt.date(2001, 1, 1), dt.date(2200, 1, 1)))
    finally:
        opened.store.close()


@pytest.fixture
def growth(store_with_staff, many_hours, tmp_path) -> int:
    """Bytes that the import adds to the store, and so about what it writes into the journal before."""
    roomy = tmp_path / "roomy"
    shutil.copytree(store_with_staff, roomy)
    assert attempt(roomy, many_hours) == "TAKEN"
    return size(roomy) - size(store_with_staff)


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_a_full_disk_leaves_the_old_state_and_says_so(store_with_staff, many_hours, growth, share):
    said = attempt(store_with_staff, many_hours, limit=int(growth * share))
    assert said.startswith("REFUSED DiskProblem"), said
    assert "disk" in said.lower()
    assert rows_in(store_with_staff) == 0
    assert attempt(store_with_staff, many_hours) == "TAKEN"
    assert rows_in(store_with_staff) == ROWS


@pytest.mark.parametrize("share", [0.8, 1.0])
def test_a_nearly_full_disk_leaves_the_old_state_or_the_new_one(store_with_staff, many_hours, growth, share):
    said = attempt(store_with_staff, many_hours, limit=int(growth * share))
    assert rows_in(store_with_staff) == (ROWS if said == "TAKEN" else 0)


@pytest.mark.full
def test_five_hundred_limits_leave_the_old_state_or_the_new_one(store_with_staff, many_hours, growth, tmp_path):
    chance, mixed, met = random.Random(5), 0, set()
    with workers.nursery("cramped", tmp_path) as many:
        for number in range(500):
            store = tmp_path / "cramped"
            shutil.copytree(store_with_staff, store)
            limit = chance.randint(1, int(growth * 1.3))
            worker = many.start(str(store), MANAGER, PASSPHRASE, str(many_hours), limit, 0)
            (said,) = worker.end() or ["nothing"]
            met.add(said.split(" ")[0])
            wrong = not said.startswith(("TAKEN", "REFUSED DiskProblem"))
            mixed += wrong or rows_in(store, whole=number % 10 == 0) != (ROWS if said == "TAKEN" else 0)
            shutil.rmtree(store)
    figures.record(5, "disk limits met in the middle of an import", 500, mixed)
    assert mixed == 0 and met == {"TAKEN", "REFUSED"}


def test_what_was_typed_stays_on_screen_when_the_disk_is_full(qtbot, store_with_staff, monkeypatch):
    signed_in = opening.unlock(store_with_staff, MANAGER, PASSPHRASE)
    window = Window(Acts(lambda: None))
    desk = Desk(signed_in, window, routes.opener)
    qtbot.addWidget(window)
    shown: list[str] = []
    monkeypatch.setattr("app.ui.kit.page.problem", lambda _parent, wrong, *_title: shown.append(wrong.sentence))
    form = Form(opening.AgencyEntry, ["name", "address", "phone", "zone"], choices={"zone": [(ZONE, ZONE)]})
    qtbot.addWidget(form)
    typed = {"name": "Mission Valley Peers", "address": "12 Main St " * 3000, "phone": "", "zone": ZONE}
    form.set_values(typed)

    def work(session):
        kept = users.agency(session)
        kept.name, kept.address = form.values()["name"], form.values()["address"]
        session.flush()
        return kept.name

    with full_disk():
        assert desk.write(work, form) is None
    assert len(shown) == 1 and "disk" in shown[0]
    assert form.values()["address"] == typed["address"].strip()
    assert desk.read(users.agency).name == AGENCY
    assert desk.write(work, form) == typed["name"]
    desk.close()


@contextlib.contextmanager
def full_disk():
    """No file of this process may grow; the hard limit stays, so that it can be lifted again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


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
