"""Import files as the world makes them: torn, mixed up, in the wrong alphabet. Never a crash, never a part taken."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.models.audit import AuditRow
from app.services.exchange import imports
from app.services.exchange.kinds.table import KINDS
from app.services.problems import Problem
from app.services.store import audit
from tests.faults import figures
from tests.faults.sheets import SOUND, sound

ODD = (
    "",
    "\0",
    '"',
    "'",
    "\u202e",
    "=1+1",
    "9" * 400,
    "2026-02-30",
    "-1",
    "1e9",
    "ｱ",
    "é\u0301",
    ";",
    "\r",
    "NaN",
    "½",
)
Mutation = Callable[[random.Random, bytes], bytes]


def _torn(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _flipped(chance: random.Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _count in range(chance.randint(1, 6)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _odd_cell(chance: random.Random, data: bytes) -> bytes:
    lines = [line.split(b",") for line in data.split(b"\n")]
    row = chance.choice(lines)
    row[chance.randrange(len(row))] = chance.choice(ODD).encode()
    return b"\n".join(b",".join(line) for line in lines)


def _shuffled(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def _recoded(chance: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-32", "cp1252", "cp500")), "replace")


MUTATIONS: tuple[Mutation, ...] = (_torn, _flipped, _odd_cell, _shuffled, _recoded)


PEOPLE = {
    "clients": "code,first_name,last_name\nK1,Clara,Elk\n",
    "applicants": "code,name,position,applied_on\nJL,Joss,Peer supporter,2026-01-01\n",
}


@pytest.fixture
def peopled(staffed):
    """A store in which the sound files can be taken."""
    for kind, text in PEOPLE.items():
        imports.run(staffed.store, staffed.actor, kind, text.encode())
    return staffed


@pytest.mark.parametrize("kind", sorted(SOUND))
def test_the_undamaged_file_is_taken(peopled, kind):
    assert imports.run(peopled.store, peopled.actor, kind, sound(kind)).taken == 3


def attempt(signed_in, kind: str, data: bytes) -> bool:
    """Import the bytes; whether they were refused. Anything but a Problem is a crash and passes on."""
    try:
        imports.run(signed_in.store, signed_in.actor, kind, data)
    except Problem:
        return True
    return False


def position(signed_in) -> tuple[int, int]:
    """The newest audit row and how many there are: whatever was kept would show here."""
    with signed_in.store.engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(AuditRow)).scalar_one()
        return audit.last(connection)[0], count


def partial(signed_in, count: int) -> int:
    """How many of `count` damaged files were refused and yet left something behind."""
    chance, left = random.Random(17), 0
    kinds = sorted(KINDS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        data = MUTATIONS[number // len(kinds) % len(MUTATIONS)](chance, sound(kind))
        before = position(signed_in)
        if attempt(signed_in, kind, data):
            left += position(signed_in) != before
    return left


def test_damaged_files_are_refused_whole(peopled):
    assert partial(peopled, 150) == 0


@pytest.mark.full
def test_many_damaged_files_are_refused_whole(peopled):
    left = partial(peopled, 2000)
    figures.record("imports", "malformed import files: crashes and partial imports", 2000, left)
    assert left == 0
