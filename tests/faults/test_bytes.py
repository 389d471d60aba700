"""A byte that changed on the disk: no damaged store is ever taken for a whole one."""

import random
from pathlib import Path

import pytest

from app.services.problems import Problem
from app.services.store import engine as engines
from app.services.store import upgrade
from tests.faults import figures

SPAN = 100 * 1024


@pytest.fixture
def file_and_key(signed_in, store_folder) -> tuple[Path, bytes]:
    """A store's closed file and its key."""
    key = signed_in.store.key
    signed_in.store.close()
    path = store_folder / engines.FILE
    assert not path.with_name(path.name + "-wal").exists()
    return path, key


def found(path: Path, key: bytes) -> bool:
    """Whether the damage is noticed at opening or by the check of pages and structure."""
    try:
        raw = engines.connect(path, key)
    except Problem:
        return True
    try:
        return bool(upgrade.check(raw))
    except engines.driver.Error:
        return True
    finally:
        raw.close()


def unnoticed(path: Path, key: bytes, places: list[int], chance: random.Random) -> int:
    """How many of these places can hold another byte without being found."""
    assert not found(path, key)
    missed = 0
    with path.open("r+b", buffering=0) as file:
        for place in places:
            file.seek(place)
            kept = file.read(1)
            file.seek(place)
            file.write(bytes([kept[0] ^ chance.randrange(1, 256)]))
            missed += not found(path, key)
            file.seek(place)
            file.write(kept)
    assert not found(path, key)
    return missed


def test_a_changed_byte_is_found(file_and_key):
    path, key = file_and_key
    chance = random.Random(3)
    places = [0, 15, 16, 4095, *chance.sample(range(path.stat().st_size), 40)]
    assert unnoticed(path, key, places, chance) == 0


@pytest.mark.full
def test_every_changed_byte_of_100_kilobytes_is_found(file_and_key):
    path, key = file_and_key
    missed = unnoticed(path, key, list(range(SPAN)), random.Random(5))
    figures.record("bytes", "bytes of a store changed in turn, undetected", SPAN, missed)
    assert missed == 0
