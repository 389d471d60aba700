"""Row 6 of performance.md: CSV export of hours and of encounters from the encrypted store against sqlite3 and csv.

The straight side reads the same rows from a plain file with the standard library and writes the same columns as CSV;
ours reads the encrypted store as the signed-in person, guards text that looks like a formula, and lands three files
whole. Both sides take turns in one process, timed by the processor time that they use; figures are medians.
Memory is the growth of the export's peak from a tenth of the rows to all of them, measured apart.
Hours are 60,000 rows of 6 columns, encounters the half of the standard load, 100,000 rows of all their columns.
"""

import csv
import datetime as dt
import random
import sqlite3
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.exchange import exports, imports
from app.services.exchange.kinds import encounters
from app.services.store import session as sessions
from app.services.store import vault
from tests.benchmarks import load

ROWS, PEOPLE, ROUNDS, NOTES_SHARE = 60_000, 25, 9, 0.5
GOAL, MEMORY_GOAL = 1.4, 1.2
FIRST, LAST = dt.date(2016, 1, 1), dt.date(2030, 1, 1)
CATEGORIES = ("direct_service", "group", "outreach", "documentation", "travel")
STRAIGHT_NOTES = (
    "SELECT (SELECT group_concat(c.code, ';') FROM encounter_attendance a JOIN client c ON c.id = a.client_id"
    " WHERE a.encounter_id = e.id), s.code, e.date, e.start, e.stop, e.manner, e.place, e.service_type, e.phase,"
    ' e.support, e.data, e.assessment, e.plan, f.name, e."group",'
    " (SELECT group_concat(a.private_line, '') FROM encounter_attendance a WHERE a.encounter_id = e.id),"
    " e.start_fold, e.stop_fold, e.goal, ''"
    " FROM encounter e JOIN staff s ON s.id = e.staff_id LEFT JOIN funding f ON f.id = e.funding_id"
    " WHERE e.date BETWEEN ? AND ? ORDER BY e.date, e.id"
)


def hours(count: int) -> list[tuple[str, str, str, int, str]]:
    """So many rows of staff code, date, category, minutes and paid: two a day for each person."""
    chance = random.Random(6)
    found: list[tuple[str, str, str, int, str]] = []
    day = FIRST
    while len(found) < count:
        for person in range(PEOPLE):
            for category in chance.sample(CATEGORIES, 2):
                minutes = chance.choice((45, 60, 90, 120, 240))
                found.append(
                    (f"P{person:02}", day.isoformat(), category, minutes, chance.choice(("yes", "no")))
                )
        day += dt.timedelta(days=1)
    return found[:count]


def store_of(folder: Path, rows: list[tuple[str, str, str, int, str]]) -> SignedIn:
    """An encrypted store that holds these rows."""
    opened = opening.create(
        folder, opening.AgencyEntry(name="Bench"), "Bench", "correct horse battery staple", cost=vault.LOW
    )
    staff = ["code,name,pack,started_on"]
    staff += [f"P{person:02},Person {person},mt-cbhpss,2015-01-01" for person in range(PEOPLE)]
    lines = ["staff,date,category,minutes,paid", *(",".join(map(str, row)) for row in rows)]
    for kind, text in (("staff", staff), ("hours", lines)):
        imports.run(opened.store, opened.actor, kind, "\n".join(text).encode())
    return opened


def plain_of(path: Path, rows: list[tuple[str, str, str, int, str]]) -> sqlite3.Connection:
    """A plain file that holds them, as a standard library program would keep them."""
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE staff (id TEXT PRIMARY KEY, code TEXT)")
    plain.execute(
        "CREATE TABLE hours (id INTEGER PRIMARY KEY, staff_id TEXT, date TEXT, category TEXT, minutes INTEGER,"
        " paid TEXT, pack TEXT)"
    )
    ids = {f"P{person:02}": f"{person:032x}" for person in range(PEOPLE)}
    plain.executemany("INSERT INTO staff VALUES (?, ?)", [(key, code) for code, key in ids.items()])
    plain.executemany(
        "INSERT INTO hours (staff_id, date, category, minutes, paid) VALUES (?, ?, ?, ?, ?)",
        [(ids[staff], *rest) for staff, *rest in rows],
    )
    plain.execute("CREATE INDEX hours_date ON hours (date, id)")
    plain.commit()
    return plain


def straight(plain: sqlite3.Connection, out: Path) -> None:
    """The standard library's way."""
    rows = plain.execute(
        "SELECT s.code, h.date, h.category, h.minutes, h.paid, h.pack FROM hours h JOIN staff s ON s.id = h.staff_id"
        " WHERE h.date BETWEEN ? AND ? ORDER BY h.date, h.id",
        (FIRST.isoformat(), LAST.isoformat()),
    )
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["staff", "date", "category", "minutes", "paid", "pack"])
        writer.writerows(rows)


def ours(opened: SignedIn, out: Path, last: dt.date = LAST, profile: str = "hours") -> int:
    """Our way; returns the rows written."""
    with sessions.reading(opened.store, opened.actor) as session:
        return exports.write(session, profile, FIRST, last, out).rows


def straight_notes(plain: sqlite3.Connection, out: Path) -> None:
    """The standard library's way with encounters: clients in one cell, their lines in another."""
    rows = plain.execute(STRAIGHT_NOTES, (FIRST.isoformat(), LAST.isoformat()))
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*encounters.COLUMNS, "signed_on"])
        writer.writerows(rows)


def seconds(work: Any, *arguments: Any) -> float:
    """The processor time that a call uses."""
    before = time.process_time()
    work(*arguments)
    return time.process_time() - before


def peak(opened: SignedIn, out: Path, last: dt.date, profile: str = "hours") -> int:
    """The most memory in bytes that an export holds at once."""
    tracemalloc.start()
    ours(opened, out, last, profile)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def compared(mine: Callable[[], object], theirs: Callable[[], object], work: str, columns: int) -> dict[str, Any]:
    """The line of one profile: both ways in turn."""
    mine(), theirs()
    ratios, times = [], []
    for _round in range(ROUNDS):
        base = seconds(theirs)
        times.append(seconds(mine))
        ratios.append(times[-1] / base)
    middle = statistics.median(ratios)
    return {
        "row": 6, "work": f"CSV export of {work}, {columns} columns, encrypted",
        "against": "standard library sqlite3 and csv, plain file", "goal": f"<= {GOAL}x", "ratio": round(middle, 3),
        "spread": f"{min(ratios):.2f} to {max(ratios):.2f}", "met": middle <= GOAL, "seconds": statistics.median(times),
    }  # fmt: skip


def memory(opened: SignedIn, out: Path, tenth: dt.date, profile: str) -> dict[str, Any]:
    """The line of how the peak grows from a tenth of the rows to all."""
    grown = peak(opened, out, LAST, profile) / peak(opened, out, tenth, profile)
    return {
        "row": 6, "work": f"memory of the export of {profile}", "against": "the same with a tenth of the rows",
        "goal": f"<= {MEMORY_GOAL}x", "ratio": round(grown, 3), "spread": "", "met": grown <= MEMORY_GOAL,
    }  # fmt: skip


def measure() -> list[dict[str, Any]]:
    """The lines of row 6: time against the straight way, and whether memory stays flat."""
    rows = hours(ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened, plain = store_of(folder / "store", rows), plain_of(folder / "plain.db", rows)
        out, other = folder / "out", folder / "straight.csv"
        assert ours(opened, out) == ROWS
        found = [compared(lambda: ours(opened, out), lambda: straight(plain, other), "60,000 hours rows", 6)]
        found.append(memory(opened, out, dt.date.fromisoformat(rows[ROWS // 10][1]), "hours"))
        plain.close()
        opened.store.close()
        made = load.make(folder / "load", NOTES_SHARE)
        opened, plain = made.signed_in, sqlite3.connect(made.plain)
        count = ours(opened, out, profile="encounters")
        assert count == made.counts["encounter"]
        found.append(
            compared(
                lambda: ours(opened, out, profile="encounters"), lambda: straight_notes(plain, other),
                f"{count:,} encounters", len(encounters.COLUMNS) + 1,
            )
        )  # fmt: skip
        found.append(memory(opened, out, load.LAST - dt.timedelta(days=365 * load.YEARS * 9 // 10), "encounters"))
        plain.close()
        opened.store.close()
    return found


if __name__ == "__main__":
    for line in measure():
        print(line)
