"""A real process is killed while it works: what was acknowledged is there, what was typed comes back."""

import datetime as dt
import random
import shutil
import time
from pathlib import Path

import pytest

from app.services import drafts
from app.services.across import opening
from app.services.store import session as sessions
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures, workers
from tests.faults.kills import kill, looked_at, start

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
A_STORE = 100  # kills of one store
WORDS = "Practiced saying no to a ride"


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


def rounds(store: Path, home: Path, count: int, settle: bool = True) -> tuple[int, int, int]:
    """(acknowledged days, days lost, false alarms) over `count` kills at random moments, the store checked after each.

    Every hundred kills go on in a fresh copy, so that the check does not grow with them.
    """
    chance, lost, alarms, total = random.Random(7), 0, 0, 0
    with workers.nursery("writer", home) as many:
        for part in range(0, count, A_STORE):
            copy = home / f"store-{part}"
            shutil.copytree(store, copy)
            acknowledged: set[dt.date] = set()
            for _round in range(min(A_STORE, count - part)):
                first = max(acknowledged, default=dt.date(2001, 1, 1)) + dt.timedelta(days=2)
                worker = many.start(str(copy), MANAGER, PASSPHRASE, first.isoformat(), settle)
                worker.hears()
                time.sleep(chance.uniform(0.0, 0.15))
                acknowledged |= {dt.date.fromisoformat(line) for line in worker.kill() if len(line) == 10}
                missing, wrong = looked_at(copy, acknowledged)
                lost, alarms = lost + missing, alarms + wrong
            total += len(acknowledged)
            shutil.rmtree(copy)
    return total, lost, alarms


@pytest.mark.parametrize("settle", [True, False])
def test_no_acknowledged_commit_is_lost_to_a_kill(store_with_staff, tmp_path, settle):
    acknowledged, lost, alarms = rounds(store_with_staff, tmp_path, 8, settle)
    assert acknowledged > 0
    assert (lost, alarms) == (0, 0)


@pytest.mark.full
def test_no_acknowledged_commit_is_lost_to_many_kills(store_with_staff, tmp_path):
    acknowledged, lost, alarms = rounds(store_with_staff, tmp_path, 2000)
    figures.record(
        "kills", f"kills of a writing process, {acknowledged} acknowledged commits", 2000, lost + alarms
    )
    assert (lost, alarms) == (0, 0)


@pytest.mark.full
def test_a_lagging_anchor_raises_no_false_alarm(store_with_staff, tmp_path):
    _acknowledged, lost, alarms = rounds(store_with_staff, tmp_path, 64, settle=False)
    figures.record("anchor", "kills between a commit and the anchor's move: false alarms", 64, lost + alarms)
    assert (lost, alarms) == (0, 0)
