"""Row 6 of performance.md: CSV export of 60,000 hours rows from the encrypted store against sqlite3 and csv.

The straight side reads the same rows from a plain file with the standard library and writes the same columns as CSV;
ours reads the encrypted store as the signed-in person, guards text that looks like a formula, and lands three files
whole. Both sides take turns in one process, timed by the processor time that they use; figures are medians.
Memory is the growth of the export's peak from a tenth of the rows to all of them, measured apart.
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
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.exchange import exports, imports
from app.services.store import session as sessions
from app.services.store import vault

ROWS, PEOPLE, ROUNDS = 60_000, 25, 9
GOAL, MEMORY_GOAL = 1.4, 1.2
FIRST, LAST = dt.date(2016, 1, 1), dt.date(2030, 1, 1)
CATEGORIES = ("direct_service", "group", "outreach", "documentation", "travel")


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


def ours(opened: SignedIn, out: Path, last: dt.date = LAST) -> int:
    """Our way; returns the rows written."""
    with sessions.reading(opened.store, opened.actor) as session:
        return exports.write(session, "hours", FIRST, last, out).rows


def seconds(work: Any, *arguments: Any) -> float:
    """The processor time that a call uses."""
    before = time.process_time()
    work(*arguments)
    return time.process_time() - before


def peak(opened: SignedIn, out: Path, last: dt.date) -> int:
    """The most memory in bytes that an export holds at once."""
    tracemalloc.start()
    ours(opened, out, last)
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def measure() -> list[dict[str, Any]]:
    """The lines of row 6: time against the straight way, and whether memory stays flat."""
    rows = hours(ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened, plain = store_of(folder / "store", rows), plain_of(folder / "plain.db", rows)
        out = folder / "out"
        assert ours(opened, out) == ROWS
        straight(plain, folder / "straight.csv")
        ratios, times = [], []
        for _round in range(ROUNDS):
            base = seconds(straight, plain, folder / "straight.csv")
            times.append(seconds(ours, opened, out))
            ratios.append(times[-1] / base)
        tenth = dt.date.fromisoformat(rows[ROWS // 10][1])
        grown = peak(opened, out, LAST) / peak(opened, out, tenth)
        plain.close()
        opened.store.close()
    middle = statistics.median(ratios)
    return [
        {
            "row": 6,
            "work": "CSV export of 60,000 hours rows, encrypted",
            "against": "standard library sqlite3 and csv, plain file",
            "goal": f"<= {GOAL}x",
            "ratio": round(middle, 3),
            "spread": f"{min(ratios):.2f} to {max(ratios):.2f}",
            "met": middle <= GOAL,
            "seconds": statistics.median(times),
        },
        {
            "row": 6,
            "work": "memory of the export, 60,000 rows",
            "against": "the same with 6,000 rows",
            "goal": f"<= {MEMORY_GOAL}x",
            "ratio": round(grown, 3),
            "spread": "",
            "met": grown <= MEMORY_GOAL,
        },
    ]


if __name__ == "__main__":
    for line in measure():
        print(line)
