"""Who can open the store is changed in a process that is killed at any line: the old state is there, or the new one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.across import opening
from app.services.across.opening import SignedIn
from tests import agency
from tests.faults import figures

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ACTS = ("remove", "reset", "add", "change")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")


@pytest.fixture
def store(signed_in: SignedIn) -> Path:
    """A store of a manager and of Ben, who is to go; closed."""
    opening.confirm_recovery_key(signed_in, signed_in.recovery_key)
    agency.enter(signed_in, "Ben", "manager")
    signed_in.store.close()
    return signed_in.store.folder


def broken(store: Path, work: Path, act: str, count: int) -> list[dict]:
    """What each kill left; the first line is the act without a kill."""
    work.mkdir()
    done = subprocess.run(
        [sys.executable, str(HERE / "breaker.py"), str(store), str(work), act, str(count)],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(("act", "count"), [("remove", 12), ("reset", 6), ("add", 6), ("change", 3)])
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new_one(store: Path, tmp_path: Path, act: str, count: int) -> None:
    whole, *kills = broken(store, tmp_path / "work", act, count)
    assert whole["state"] == "new"
    assert len(kills) >= count
    assert [kill for kill in kills if kill["state"] not in ("old", "new")] == []
    assert {kill["state"] for kill in kills} == {"old", "new"}


@pytest.mark.full
@pytest.mark.parametrize("act", ACTS)
def test_a_kill_at_every_line_leaves_the_old_state_or_the_new_one(store: Path, tmp_path: Path, act: str) -> None:
    whole, *kills = broken(store, tmp_path / "work", act, 0)
    assert whole["state"] == "new"
    lost = [kill for kill in kills if kill["state"] not in ("old", "new")]
    figures.record("keys", f"kills at each line of: {act}", len(kills), len(lost))
    assert lost == []
