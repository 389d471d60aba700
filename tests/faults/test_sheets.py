"""Import files as the world makes them: torn, mixed up, in the wrong alphabet. Never a crash, never a part taken."""

import random
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.models.audit import AuditRow
from app.services.exchange import imports, templates
from app.services.exchange.kinds.table import KINDS
from app.services.problems import Problem
from app.services.store import audit
from app.services.store import session as sessions
from tests import agency
from tests.faults import figures

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


SOUND = {
    "staff": "code,name,title,pack,started_on\nS{n},Ann Čuč̓ {n},Peer supporter,mt-cbhpss,2024-01-01\n",
    "supervisors": "code,name,license_type,license_number,licensed_on\nV{n},Ruth {n},social_worker,L-{n},2015-01-01\n",
    "agreements": "staff,supervisor,signed_on,ends_on,not_therapist_confirmed\nAW,RC,2024-01-{n:02},,yes\n",
    "hours": "staff,date,category,minutes,paid\nAW,2026-02-{n:02},direct_service,{n}0,yes\n",
    "supervision": "staff,supervisor,date,start,stop,format,manner\nAW,RC,2026-02-{n:02},14:00,15:00,individual,video\n",
    "clients": "code,first_name,last_name,county,admitted_on\nC{n},Clara,Elk {n},Lake,2026-01-0{n}\n",
    "encounters": (
        "client,staff,date,start,stop,manner,place,service_type,phase,support,data,assessment,plan,funding\n"
        "K1,AW,2026-02-{n:02},09:00,10:00,in_person,Center,coaching,engaging,emotional,met,talked,again,\n"
    ),
    "applicants": "code,name,position,applied_on\nA{n},Joss {n},Peer supporter,2026-01-0{n}\n",
    "scores": "applicant,panelist,question,score,note\nJL,Louis,general-{n},4,clear\n",
}
PEOPLE = {
    "clients": "code,first_name,last_name\nK1,Clara,Elk\n",
    "applicants": "code,name,position,applied_on\nJL,Joss,Peer supporter,2026-01-01\n",
}


def sound(kind: str) -> bytes:
    """A file of this kind with three rows that can be taken; a kind without one of its own has its header only."""
    if kind not in SOUND:
        return templates.template(kind).splitlines()[0].encode() + b"\n1,2,3\n"
    header, row = SOUND[kind].split("\n", 1)
    return (header + "\n" + "".join(row.format(n=number) for number in (2, 3, 4))).encode()


@pytest.fixture
def peopled(signed_in):
    """A store in which the sound files can be taken."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    for kind, text in PEOPLE.items():
        imports.run(signed_in.store, signed_in.actor, kind, text.encode())
    return signed_in


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
