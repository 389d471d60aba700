"""Two windows on one store: one gets in, before any key is derived; a lock that a kill left behind holds nobody up."""

import getpass
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.across import opening
from app.services.problems import StoreBusy
from app.services.store import holding
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures, workers

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked the POSIX way")


@pytest.fixture
def closed_store(signed_in, store_folder):
    signed_in.store.close()
    return store_folder


def contend(store: Path, count: int) -> list[str]:
    """What each of `count` processes met that opened the store at once."""
    command = [sys.executable, str(HERE / "contenders.py"), str(store), MANAGER, PASSPHRASE, str(count)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    return done.stdout.splitlines()


def faults(said: list[str], count: int) -> int:
    """How many of them met something else than one writer with one derivation, and a refusal before any."""
    inside = [line for line in said if line.startswith("OPEN")]
    refused = [line for line in said if line.startswith("BUSY 0 ")]
    return abs(len(inside) - 1) + (count - 1 - len(refused)) + sum(line != "OPEN 1" for line in inside)


def test_of_many_starts_one_gets_in_and_the_others_hear_who(closed_store):
    said = contend(closed_store, 12)
    assert faults(said, 12) == 0, said
    assert any("open already in another window of Peerdesk" in line for line in said)  # the quickest hear less


@pytest.mark.full
def test_of_two_hundred_starts_one_gets_in_each_time(closed_store):
    lost = sum(faults(contend(closed_store, 40), 40) for _round in range(5))
    figures.record(3, "starts contending for the lock", 200, lost)
    assert lost == 0


def stale(store: Path, home: Path, count: int) -> int:
    """How many of `count` locks, each left by a killed holder, kept the next start out."""
    lost = 0
    with workers.nursery("holder", home) as many:
        for _round in range(count):
            worker = many.start(str(store), MANAGER, PASSPHRASE)
            assert worker.hears() == "READY"
            with pytest.raises(StoreBusy):
                opening.unlock(store, MANAGER, PASSPHRASE)
            worker.kill()
            try:
                opening.unlock(store, MANAGER, PASSPHRASE).store.close()
            except StoreBusy:
                lost += 1
    return lost


def test_a_lock_that_a_kill_left_holds_nobody_up(closed_store, tmp_path):
    assert stale(closed_store, tmp_path, 2) == 0


@pytest.mark.full
def test_fifty_locks_that_kills_left_hold_nobody_up(closed_store, tmp_path):
    lost = stale(closed_store, tmp_path, 50)
    figures.record(3, "stale locks recovered", 50, lost)
    assert lost == 0


def test_who_has_it_open_is_named_without_anything_of_the_agency(signed_in, store_folder, monkeypatch):
    note = store_folder / holding.NOTE_FILE
    said = json.loads(note.read_text(encoding="utf-8"))
    assert set(said) == {"account", "computer", "process", "since"}
    assert (said["account"], said["process"]) == (getpass.getuser(), os.getpid())
    assert note.stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreBusy, match="another window of Peerdesk"):
        opening.unlock(store_folder, MANAGER, PASSPHRASE)
    assert json.loads(note.read_text(encoding="utf-8")) == said  # who was refused leaves it alone
    monkeypatch.setattr(platform, "node", lambda: "BACK-OFFICE")
    said["account"] = "dale"
    note.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(StoreBusy, match="dale has had this store open on .* since .* Close Peerdesk there"):
        opening.unlock(store_folder, MANAGER, PASSPHRASE)


def test_the_note_goes_with_the_lock(closed_store):
    assert not (closed_store / holding.NOTE_FILE).exists()


@pytest.mark.parametrize(
    "note",
    ["", "{", "[]", '{"account": 5}', '{"account": "a\\u0007", "computer": "b", "process": 1, "since": "2026-01-01"}',
     '{"account": "a", "computer": "b", "process": 1, "since": "long ago"}'],
)  # fmt: skip
def test_a_note_that_says_nothing_still_refuses(signed_in, store_folder, note):
    (store_folder / holding.NOTE_FILE).write_text(note, encoding="utf-8")
    with pytest.raises(StoreBusy, match="Another Peerdesk has this store open"):
        opening.unlock(store_folder, MANAGER, PASSPHRASE)
