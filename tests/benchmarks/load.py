"""The standard load, made from a seed, or a part of it: 25 staff, 500 clients, 10 years, 200,000 encounters with notes
and attendance, 60,000 hours rows, 6,500 signed sessions.

Rows go in with Core through `audit.add_many`, as an import's do; a plain file of the same rows stands beside it.
"""

import datetime as dt
import random
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.models import schema
from app.services.across import opening
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.rules.moments import minute
from app.services.store import audit, vault
from app.services.store import session as sessions
from tests.benchmarks import encounters

PASSPHRASE, MANAGER = "a bench of cottonwood planks", "Bench"
STAFF, YEARS, HOURS, SESSIONS, SEED = 25, 10, 60_000, 6_500, 2026
LAST = dt.date(2026, 10, 31)
ZONE = ZoneInfo("America/Denver")
CATEGORIES = ("direct_service", "documentation", "travel", "training", "outreach", "meetings")
PLAIN = ("hours", "supervision_session", "session_attendance", "signature")
PLAIN_NOTES = ("staff", "client", "funding", "encounter", "encounter_attendance")
AT_ONCE = 10_000  # rows held at once
Rows = list[dict[str, Any]]


@dataclass
class Load:
    """A store with the load in it, open, and the same rows in a plain file."""

    signed_in: SignedIn
    plain: Path
    counts: dict[str, int] = field(default_factory=dict)


def make(folder: Path, share: float = 1.0, notes: bool = True) -> Load:
    """Make the load, or `share` of its hours, sessions and encounters, in `folder`; `notes`: with clients and notes."""
    entry = AgencyEntry.read({"name": "Bench"})
    signed_in = opening.create(folder / "store", entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    made = Load(signed_in, folder / "plain.db")
    rng = random.Random(SEED)
    tables = dict(_tables(rng, share, signed_in))
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        for name, rows in tables.items():
            owners = [str(row.get("staff_id") or row["id"]) for row in rows]
            table = schema.METADATA.tables[name]
            audit.add_many(session, table, [encounters.filled(table, row) for row in rows], owners)
            made.counts[name] = len(rows)
        if notes:
            staff = [row["id"] for row in tables["staff"]]
            made.counts |= encounters.add(session, rng, share, staff, LAST, YEARS)
    signed_in.store.settle()
    _write_plain(made.plain, signed_in, PLAIN + PLAIN_NOTES * notes)
    return made


def _tables(rng: random.Random, share: float, signed_in: SignedIn) -> Iterator[tuple[str, Rows]]:
    """Table name and rows, in an order that references allow."""
    first = LAST.replace(year=LAST.year - YEARS) + dt.timedelta(days=1)
    staff = [_id(rng) for _number in range(STAFF)]
    led = [_id(rng) for _number in range(3)]
    yield "staff", [
        {"id": key, "code": f"P{number:02}", "name": f"Person {number}", "title": ""}
        for number, key in enumerate(staff)
    ]
    yield "staff_name", [_named(rng, "staff_id", key, number) for number, key in enumerate(staff)]
    yield "enrolment", [_enrolment(rng, key, first) for key in staff]
    yield "supervisor", [
        {"id": key, "code": f"S{number}", "name": f"Supervisor {number}"} for number, key in enumerate(led)
    ]
    yield "supervisor_name", [_named(rng, "supervisor_id", key, number) for number, key in enumerate(led)]
    yield "license", [_license(rng, key, number) for number, key in enumerate(led)]
    yield "agreement", [_agreement(rng, one, other, first) for one in staff for other in led]
    yield "hours", list(_hours(rng, staff, first, round(HOURS * share)))
    held = list(_held(rng, led, first, round(SESSIONS * share)))
    yield "supervision_session", held
    present = [{"id": _id(rng), "session_id": one["id"], "staff_id": rng.choice(staff)} for one in held]
    yield "session_attendance", present
    yield "signature", list(_signatures(rng, held, present, signed_in))


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _named(rng: random.Random, column: str, key: uuid.UUID, number: int) -> dict[str, Any]:
    return {"id": _id(rng), column: key, "name": f"Name {number}", "from_on": None, "to_on": None}


def _enrolment(rng: random.Random, key: uuid.UUID, first: dt.date) -> dict[str, Any]:
    return {
        "id": _id(rng), "staff_id": key, "pack": "mt-cbhpss", "started_on": first, "ended_on": None,
        "certified_on": first,
    }  # fmt: skip


def _license(rng: random.Random, key: uuid.UUID, number: int) -> dict[str, Any]:
    first = dt.date(2005, 1, 1)
    return {
        "id": _id(rng), "supervisor_id": key, "license_type": "social_worker", "license_number": f"L{number}",
        "licensed_on": first, "from_on": first, "license_expires_on": None,
    }  # fmt: skip


def _agreement(rng: random.Random, one: uuid.UUID, other: uuid.UUID, first: dt.date) -> dict[str, Any]:
    return {
        "id": _id(rng), "staff_id": one, "supervisor_id": other, "signed_on": first, "ends_on": None,
        "not_therapist_confirmed": True,
    }  # fmt: skip


def _hours(rng: random.Random, staff: list[uuid.UUID], first: dt.date, count: int) -> Iterator[dict[str, Any]]:
    days = (LAST - first).days + 1
    for number in range(count):
        yield {
            "id": _id(rng),
            "staff_id": staff[number % len(staff)],
            "date": first + dt.timedelta(days=number // len(staff) * days * len(staff) // count),
            "category": rng.choice(CATEGORIES),
            "minutes": rng.randrange(30, 300),
            "paid": rng.random() < 0.9,
            "pack": None,
        }


def _held(rng: random.Random, led: list[uuid.UUID], first: dt.date, count: int) -> Iterator[dict[str, Any]]:
    days = (LAST - first).days + 1
    for number in range(count):
        date, hour = first + dt.timedelta(days=number * days // count), rng.randrange(8, 16)
        starts = minute(date, dt.time(hour), 0, ZONE)
        yield {
            "id": _id(rng), "supervisor_id": rng.choice(led), "date": date, "start": dt.time(hour), "start_fold": 0,
            "stop": dt.time(hour + 1), "stop_fold": 0, "zone": "America/Denver", "starts": starts,
            "stops": starts + 60, "format": "individual", "manner": rng.choice(("in_person", "video", "phone")),
            "pack": None, "topics": "Ethics and boundaries", "description": "A talk about the week",
            "summary": "What was hard, what went well, and what to try next. " * 4, "follow_up": "",
            "reviewed_assessments": True, "reviewed_interventions": True, "amends_id": None,
            "amendment_reason": "", "void": False,
        }  # fmt: skip


def _signatures(
    rng: random.Random, held: Rows, present: Rows, signed_in: SignedIn
) -> Iterator[dict[str, Any]]:
    """Both signatures of each session; their bytes are as long as real ones, and hold nothing."""
    user = signed_in.actor.user_id
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        from sqlalchemy import select

        from app.models.users import UserKey

        key = session.scalars(select(UserKey.id)).one()
    for one, there in zip(held, present, strict=True):
        for role, who in (("supervisor", None), ("supervisee", there["staff_id"])):
            yield {
                "id": _id(rng), "session_id": one["id"], "role": role, "staff_id": who, "user_id": user,
                "key_id": key, "signed_at": dt.datetime.combine(one["date"], dt.time(18), ZONE).astimezone(dt.UTC),
                "signed_on": one["date"], "audit_count": 1, "audit_head": "0" * 64,
                "payload": rng.randbytes(900), "signature": rng.randbytes(64),
            }  # fmt: skip


def _write_plain(path: Path, signed_in: SignedIn, names: tuple[str, ...]) -> None:
    """The same tables, rows and plain indexes in a file that the standard library reads.

    Indexes over expressions are left out: they are what our ledger does to be fast, not part of the bare work.
    """
    plain = sqlite3.connect(path)
    with signed_in.store.engine.connect() as kept, plain:
        for name in names:
            made = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql <> ''"
            made += " AND name NOT LIKE 'speed%'"
            for (sql,) in kept.exec_driver_sql(made, (name,)).all():
                plain.execute(sql)
            rows = kept.exec_driver_sql(f"SELECT * FROM {name}")
            places = ", ".join("?" * len(rows.keys()))
            for batch in rows.partitions(AT_ONCE):
                plain.executemany(f"INSERT INTO {name} VALUES ({places})", [tuple(row) for row in batch])
    plain.close()
