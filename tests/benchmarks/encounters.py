"""The standard load's clients and encounters: notes of the length that people write, one in ten a group of four."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from app.models import schema
from app.models.base import new_id
from app.services.rules.moments import minute
from app.services.store import audit
from app.services.store.session import Session

CLIENTS, ENCOUNTERS, GROUP = 500, 200_000, 4
ZONE = ZoneInfo("America/Denver")
FIRST_NAMES = ("Clara", "Pablo", "Rose", "Ida", "Čuč̓", "Jim", "Mary Ann", "Wes", "Lupe", "Zoë")
LAST_NAMES = ("Medicine Elk", "Stands", "Low", "Whitegrass", "Calfrobe", "Sorensen", "Bear", "Halvorsen", "O'Neill", "Fox")
WORDS = (
    "we talked about the week and what went well she chose a step to try before Friday the ride to the clinic was late "
    "so we called ahead he laughed about the dog and named two people to lean on sleep is better meals are harder"
).split()
Rows = list[dict[str, Any]]


def filled(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """The row with every column of its table: one that the load does not speak of has its default, or nothing."""
    missing = [column for column in table.columns if column.name not in row]
    return row | {one.name: one.default.arg if one.default is not None else None for one in missing}


def add(
    session: Session, rng: random.Random, share: float, staff: list[uuid.UUID], last: dt.date, years: int
) -> dict[str, int]:
    """Add clients, fundings and `share` of the encounters, in order of time; returns how many rows each table got."""
    clients, fundings = list(_clients(rng)), [{"id": new_id(), "name": name} for name in ("Medicaid", "Block grant")]
    tables = schema.METADATA.tables
    for name, rows in (("client", clients), ("funding", fundings)):
        audit.add_many(session, tables[name], [filled(tables[name], row) for row in rows], [row["id"].hex for row in rows])
    bulks = {name: audit.Bulk(session, tables[name]) for name in ("encounter", "encounter_attendance")}
    notes = [" ".join(rng.choices(WORDS, k=rng.randrange(20, 120))) for _number in range(400)]
    keys = [row["id"] for row in clients]
    for held, present in _batches(rng, round(ENCOUNTERS * share), last, years, staff, keys, fundings, notes):
        bulks["encounter"].add(held, [f"{row['staff_id'].hex}/{row['date'].year}" for row in held])
        bulks["encounter_attendance"].add(present, [row["client_id"].hex for row in present])
    for bulk in bulks.values():
        bulk.close()
    return {"client": len(clients)} | {name: bulk.count for name, bulk in bulks.items()}


def _clients(rng: random.Random) -> Iterator[dict[str, Any]]:
    blank = {
        column.name: "" for column in schema.METADATA.tables["client"].columns if column.name not in ("id", "code")
    }
    blank |= dict.fromkeys(("birth_date", "eligibility_attested_on", "merged_into_id"))  # type: ignore[arg-type]
    for number in range(CLIENTS):
        yield blank | {
            "id": new_id(), "code": f"C{number:03}", "first_name": rng.choice(FIRST_NAMES),
            "last_name": f"{rng.choice(LAST_NAMES)} {number}", "county": rng.choice(("Lake", "Glacier")),
            "birth_date": dt.date(1940 + rng.randrange(65), 1 + rng.randrange(12), 1 + rng.randrange(28)),
        }  # fmt: skip


def _batches(
    rng: random.Random, count: int, last: dt.date, years: int, staff: list[uuid.UUID], clients: list[uuid.UUID],
    fundings: Rows, notes: list[str],
) -> Iterator[tuple[Rows, Rows]]:  # fmt: skip
    first = last.replace(year=last.year - years) + dt.timedelta(days=1)
    days = (last - first).days + 1
    held: Rows = []
    present: Rows = []
    for number in range(count):
        together = rng.random() < 0.1
        row = _encounter(rng, first + dt.timedelta(days=number * days // count), together, notes)
        row |= {"staff_id": staff[number % len(staff)], "funding_id": rng.choice(fundings)["id"]}
        held.append(row)
        present += [
            {"id": new_id(), "encounter_id": row["id"], "client_id": client, "private_line": ""}
            for client in rng.sample(clients, GROUP if together else 1)
        ]
        if len(held) == audit.AT_ONCE:
            yield held, present
            held, present = [], []
    if held:
        yield held, present


def _encounter(rng: random.Random, date: dt.date, together: bool, notes: list[str]) -> dict[str, Any]:
    hour, length = rng.randrange(8, 17), rng.randrange(15, 60)
    starts = minute(date, dt.time(hour), 0, ZONE)
    return {
        "id": new_id(), "date": date, "start": dt.time(hour), "start_fold": 0, "stop": dt.time(hour, length),
        "stop_fold": 0, "zone": "America/Denver", "starts": starts, "stops": starts + length,
        "manner": "group" if together else rng.choice(("in_person", "phone", "video")), "place": "Office",
        "service_type": rng.choice(("coaching", "self_advocacy", "community_resources")), "phase": "supporting",
        "support": "emotional;informational", "goal": "", "group": "Tuesday circle" if together else "",
        "data": rng.choice(notes), "assessment": rng.choice(notes)[:200], "plan": rng.choice(notes)[:120],
        "recorded_at": dt.datetime.combine(date, dt.time(18), dt.UTC), "amends_id": None, "amendment_reason": "",
        "void": False,
    }  # fmt: skip
