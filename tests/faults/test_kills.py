"""A real process is killed while it works: what was acknowledged is there, what was typed comes back."""

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.services import drafts, hours, staff
from app.services.across import opening, verify
from app.services.store import session as sessions
from tests.conftest import MANAGER, PASSPHRASE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
WORDS = "Practiced saying no to a ride"


@pytest.fixture
def store_with_staff(signed_in, store_folder):
    entry = staff.StaffEntry.read(
        {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2001-01-01"}
    )
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, entry)
    signed_in.store.close()
    return store_folder


def start(script: str, *arguments: str, home: Path) -> subprocess.Popen:
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


def kill(process: subprocess.Popen) -> str:
    process.send_signal(signal.SIGKILL)
    out, _err = process.communicate(timeout=30)
    return out


def test_typing_older_than_two_seconds_returns_to_its_author(store_with_staff, tmp_path):
    process = start("typist.py", str(store_with_staff), MANAGER, PASSPHRASE, WORDS, home=tmp_path)
    try:
        assert process.stdout.readline().strip() == "READY", process.stderr.read()
    finally:
        kill(process)
    again = opening.unlock(store_with_staff, MANAGER, PASSPHRASE)
    try:
        with sessions.reading(again.store, again.actor) as session:
            kept = drafts.of_author(session)
        assert any(WORDS in one.typed for one in kept)
    finally:
        again.store.close()


def rounds(store: Path, home: Path, count: int) -> tuple[int, int]:
    """(acknowledged days, days lost) over `count` kills at random moments; the store is checked after each."""
    chance, lost, acknowledged = random.Random(7), 0, set()
    for _round in range(count):
        process = start("writer.py", str(store), MANAGER, PASSPHRASE, home=home)
        assert process.stdout.readline()
        time.sleep(chance.uniform(0.01, 0.4))
        out = kill(process)
        acknowledged |= {dt.date.fromisoformat(line) for line in out.splitlines() if len(line) == 10}
        again = opening.unlock(store, MANAGER, PASSPHRASE)
        try:
            with sessions.reading(again.store, again.actor) as session:
                there = {row.date for row in hours.rows(session, "AW", dt.date(2001, 1, 1), dt.date(2200, 1, 1))}
            lost += len(acknowledged - there)
            assert verify.run(again) == []
        finally:
            again.store.close()
    return len(acknowledged), lost


def test_no_acknowledged_commit_is_lost_to_a_kill(store_with_staff, tmp_path):
    acknowledged, lost = rounds(store_with_staff, tmp_path, 5)
    assert acknowledged > 0
    assert lost == 0


@pytest.mark.full
def test_no_acknowledged_commit_is_lost_to_many_kills(store_with_staff, tmp_path):
    acknowledged, lost = rounds(store_with_staff, tmp_path, 200)
    print(f"200 kills, {acknowledged} acknowledged commits, {lost} lost")
    assert lost == 0
