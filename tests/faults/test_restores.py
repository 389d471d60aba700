"""Restores: equal content on an empty machine, differences listed before an older one is put over newer signed logs."""

import datetime as dt
import os
import random
import shutil
from pathlib import Path

import pytest

from app.models.schema import METADATA
from app.services.across import arriving, opening, restore, verify
from app.services.store import backup
from app.services.store import session as sessions
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures, workers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are killed the POSIX way")
NOW = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
APART = {"audit_row", "audit_value", "alembic_version"}


@pytest.fixture
def peopled(signed_in):
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
    return signed_in


def content(signed_in) -> dict[str, list[tuple]]:
    """Every row of every table but the audit's, as it lies in the file."""
    with signed_in.store.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{table.name}"').all()), key=repr)
            for table in METADATA.sorted_tables
            if table.name not in APART
        }


def change(signed_in, chance: random.Random, number: int) -> None:
    """One of the acts of a working day."""
    if chance.random() < 0.5:
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            chance.choice(list(session.scalars(agency.select_staff()))).title = f"Title {number}"
    else:
        day = NOW.date() - dt.timedelta(days=number + 1)
        agency.record(signed_in, date=day.isoformat())


def restores(signed_in, tmp_path: Path, count: int) -> int:
    """How many of `count` restores of random states onto an empty machine differ from what was backed up."""
    chance, lost = random.Random(13), 0
    for number in range(count):
        change(signed_in, chance, number)
        before = content(signed_in)
        made = backup.make(signed_in.store, tmp_path, NOW + dt.timedelta(minutes=number))
        copy, faults = arriving.arrive(tmp_path / "new", made.path, MANAGER, PASSPHRASE)
        try:
            lost += content(copy) != before or faults != ()
        finally:
            copy.store.close()
        shutil.rmtree(tmp_path / "new")
        made.path.unlink()
    return lost


def test_what_is_restored_equals_what_was_backed_up(peopled, tmp_path):
    assert restores(peopled, tmp_path, 2) == 0


@pytest.mark.full
def test_a_hundred_random_restores_are_equal(peopled, tmp_path):
    lost = restores(peopled, tmp_path, 100)
    figures.record("restores", "random restores with equal content", 100, lost)
    assert lost == 0


def older_over_newer(signed_in, tmp_path: Path, count: int) -> int:
    """Restores of an older backup over newer signed logs whose list was not exact, or whose present was not kept."""
    ruth = agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC")
    chance, lost = random.Random(17), 0
    for number in range(count):
        made = backup.make(signed_in.store, tmp_path, NOW + dt.timedelta(minutes=number))
        old = content(signed_in)
        signed = [NOW.date() - dt.timedelta(days=number * 3 + one + 1) for one in range(chance.randint(1, 3))]
        for day in signed:
            agency.sign(ruth, agency.record(signed_in, date=day.isoformat()), at=NOW)
        new = content(signed_in)
        prepared = restore.look(signed_in, made.path, PASSPHRASE)
        listed = sorted(one.on for one in prepared.lacking.signed) == sorted(day.isoformat() for day in signed)
        kept = restore.run(signed_in, prepared, now=NOW + dt.timedelta(minutes=number))
        back = content(signed_in) == old and verify.run(signed_in) == []
        copy, _faults = arriving.arrive(tmp_path / "kept", kept.path, MANAGER, PASSPHRASE)
        whole = content(copy) == new
        copy.store.close()
        shutil.rmtree(tmp_path / "kept")
        lost += not (listed and back and whole)
        for path in (made.path, kept.path):
            path.unlink()
    return lost


def test_an_older_backup_over_newer_signed_logs_lists_them_and_keeps_the_present(peopled, tmp_path):
    assert older_over_newer(peopled, tmp_path, 1) == 0


@pytest.mark.full
def test_fifty_older_backups_over_newer_signed_logs(peopled, tmp_path):
    lost = older_over_newer(peopled, tmp_path, 50)
    figures.record(10, "older backups restored over newer signed logs", 50, lost)
    assert lost == 0


def killed_at(peopled, tmp_path: Path, steps: range) -> int:
    """Stores that do not open, check, and hold either state whole, after a kill before each of these steps."""
    made, lost = backup.make(peopled.store, tmp_path, NOW), 0
    old = content(peopled)
    with sessions.transaction(peopled.store, peopled.actor) as session:
        session.scalars(agency.select_staff()).first().title = "newer"
    new = content(peopled)
    folder = peopled.store.folder
    peopled.store.close()
    with workers.nursery("restorer", tmp_path) as many:
        for step in steps:
            store = tmp_path / "killed"
            shutil.copytree(folder, store)
            worker = many.start(str(store), MANAGER, PASSPHRASE, str(made.path), step)
            if worker.hears() == "DONE":
                worker.end()
                shutil.rmtree(store)
                break
            worker.kill()
            again = opening.unlock(store, MANAGER, PASSPHRASE)
            try:
                lost += content(again) not in (old, new) or verify.run(again) != [] or again.warning != ""
            finally:
                again.store.close()
            shutil.rmtree(store)
        else:
            assert len(steps) < 5, "the restore has more steps than were tried"
    return lost


def test_killed_on_the_way_either_state_is_whole(peopled, tmp_path):
    assert killed_at(peopled, tmp_path, range(3, 5)) == 0


@pytest.mark.full
def test_killed_before_every_step_either_state_is_whole(peopled, tmp_path):
    lost = killed_at(peopled, tmp_path, range(1, 60))
    figures.record(10, "kills before each step of a restore that reaches the disk", 59, lost)
    assert lost == 0
