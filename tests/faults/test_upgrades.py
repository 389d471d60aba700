"""The power goes in the middle of a migration, simulated by a kill at each statement: it can always be begun again."""

import os
import shutil
from pathlib import Path

import pytest

from app.services.across import opening, verify
from app.services.store import upgrade
from tests.faults import figures, workers
from tests.samples import STORES, expected_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="workers are forked")
OLDER = sorted(upgrade.known() - {upgrade.HEAD})


def interrupted(sample: str, home: Path, step: int) -> tuple[int, int]:
    """(kills, losses) of one sample's upgrade killed before every `step`-th statement, then begun again."""
    kills = losses = 0
    with workers.nursery("upgrader", home) as many:
        for fatal in range(1, 10_000, step):
            folder = home / f"{sample}-{fatal}"
            shutil.copytree(STORES / sample, folder)
            expected = expected_of(sample)
            worker = many.start(str(folder), expected["user"], expected["passphrase"], fatal)
            if any(line.startswith("DONE") for line in worker.end()):
                shutil.rmtree(folder)
                return kills, losses
            kills += 1
            losses += not whole(folder, expected)
            shutil.rmtree(folder)
    raise AssertionError("the upgrade never came to its end")


def whole(folder: Path, expected: dict[str, str]) -> bool:
    """Whether the store opens now, up to date, with nothing found at fault."""
    again = opening.unlock(folder, expected["user"], expected["passphrase"])
    try:
        return upgrade.revision(again.store.engine) == upgrade.HEAD and verify.run(again) == []
    finally:
        again.store.close()


def test_an_interrupted_upgrade_is_begun_again(tmp_path):
    kills, losses = interrupted(OLDER[0], tmp_path, 37)
    assert kills > 2
    assert losses == 0


@pytest.mark.full
@pytest.mark.parametrize("sample", OLDER)
def test_an_upgrade_killed_at_every_statement_is_begun_again(tmp_path, sample):
    kills, losses = interrupted(sample, tmp_path, 1)
    figures.record(6, f"kills at each statement of the upgrade from {sample}", kills, losses)
    assert losses == 0
