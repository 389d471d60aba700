"""A laptop that sleeps while the store is open, simulated: the process is stopped and continued, nothing is lost."""

import datetime as dt
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures, workers
from tests.faults.kills import looked_at

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are stopped the POSIX way")


def pauses(store: Path, home: Path, count: int) -> int:
    """Days lost and faults found after a writing process was stopped and continued `count` times."""
    chance = random.Random(11)
    with workers.nursery("writer", home) as many:
        worker = many.start(str(store), MANAGER, PASSPHRASE, "2001-01-01", True)
        for _round in range(count):
            worker.hears()
            time.sleep(chance.uniform(0.0, 0.02))
            worker.send(signal.SIGSTOP)
            time.sleep(0.01)
            worker.send(signal.SIGCONT)
        worker.hears()
        said = worker.kill()
    days = {dt.date.fromisoformat(line) for line in said if len(line) == 10}
    assert len(days) > count
    return sum(looked_at(store, days))


def test_a_stopped_process_goes_on_where_it_was(store_with_staff, tmp_path):  # noqa: F811
    assert pauses(store_with_staff, tmp_path, 5) == 0


@pytest.mark.full
def test_a_process_stopped_many_times_loses_nothing(store_with_staff, tmp_path):  # noqa: F811
    lost = pauses(store_with_staff, tmp_path, 100)
    figures.record(7, "rounds of stop and continue, sleep simulated", 100, lost)
    assert lost == 0
