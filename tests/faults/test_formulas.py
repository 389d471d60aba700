"""A spreadsheet runs no formula from an export: sixty payloads in each text column, and numbers stay numbers."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest

from app.services.exchange import exports, imports
from app.services.exchange.formulas import guard
from app.services.store import session as sessions
from tests import agency
from tests.faults import figures

BODIES = (
    "1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "A1", "2", "IMPORTXML(1,2)", "é", "'", " 1",
)  # fmt: skip
PAYLOADS = tuple(sign + body for sign in ("=", "+", "-", "@", "'=", "'") for body in BODIES)
RUNS = tuple("=+-@\t\r\n")
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
CLIENTS = ("code", "first_name", "last_name", "name_used", "county", "program", "funding", "admitted_on")
NOTES = (
    "client", "staff", "date", "start", "stop", "manner", "place", "service_type", "phase", "support", "data",
    "assessment", "plan", "funding", "group", "private_line", "goal",
)  # fmt: skip
HELD = (
    "staff", "supervisor", "date", "start", "stop", "format", "manner", "topics", "description", "summary", "follow_up",
)  # fmt: skip


def sheet(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    """The rows as a file that an import takes, guarded as a careful program would."""
    into = io.StringIO()
    out = csv.writer(into, lineterminator="\r\n")
    out.writerow(columns)
    out.writerows([guard(row.get(column, "")) for column in columns] for row in rows)
    return into.getvalue().encode()


def client(number: int, text: str) -> dict[str, str]:
    """A client whose every name is the payload."""
    named = dict.fromkeys(("first_name", "last_name", "name_used", "county", "program", "funding"), text)
    return {"code": f"C{number}", "admitted_on": "2026-01-02", **named}


def note(number: int, text: str) -> dict[str, str]:
    """An encounter whose every text is the payload."""
    day = dt.date(2026, 2, 1) + dt.timedelta(days=number)
    texts = dict.fromkeys(("place", "data", "assessment", "plan", "funding", "group", "goal"), text)
    return {
        "client": f"C{number}", "staff": "AW", "date": day.isoformat(), "start": "09:00", "stop": "10:00",
        "manner": "in_person", "private_line": f"C{number}={text}", **texts,
    }  # fmt: skip


def held(number: int, text: str) -> dict[str, str]:
    """A supervision session whose every text is the payload."""
    day = dt.date(2026, 2, 1) + dt.timedelta(days=number)
    texts = dict.fromkeys(("topics", "description", "summary", "follow_up"), text)
    fixed = {"staff": "AW", "supervisor": "RC", "start": "14:00", "stop": "15:00"}
    return {**fixed, "date": day.isoformat(), "format": "individual", "manner": "video", **texts}


PARTS = (
    ("clients", "clients-served", CLIENTS, client),
    ("encounters", "encounters", NOTES, note),
    ("supervision", "supervision", HELD, held),
)


def cells(signed_in, payloads: tuple[str, ...], out: Path) -> list[str]:
    """Every cell of the exports of records that hold the payloads in each text column."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    found: list[str] = []
    for kind, profile, columns, make in PARTS:
        rows = [make(number, text) for number, text in enumerate(payloads)]
        imports.run(signed_in.store, signed_in.actor, kind, sheet(columns, rows))
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            made = exports.write(session, profile, FIRST, LAST, out / profile)
        with made.csv.open(encoding="utf-8-sig", newline="") as file:
            read = list(csv.reader(file))
        assert len(read) == len(payloads) + 1
        found += [cell for row in read for cell in row]
    return found


def dangerous(found: list[str], payloads: tuple[str, ...]) -> int:
    """How many cells a spreadsheet would run, and how many payloads did not come out at all."""
    lost = sum(guard(text) not in found for text in payloads)
    return lost + sum(cell.startswith(RUNS) for cell in found)


def test_a_formula_goes_out_as_text(signed_in, tmp_path):
    some = PAYLOADS[::11]
    assert dangerous(cells(signed_in, some, tmp_path), some) == 0


@pytest.mark.full
def test_no_formula_goes_out_of_any_text_column(signed_in, tmp_path):
    assert len(PAYLOADS) == 60
    found = cells(signed_in, PAYLOADS, tmp_path)
    lost = dangerous(found, PAYLOADS)
    columns = sum(len(part[2]) for part in PARTS)
    figures.record(14, f"{len(PAYLOADS)} formulas in each text column of {len(PARTS)} exports of {columns} columns",
                   len(found), lost)  # fmt: skip
    assert lost == 0
