"""Row 10: an import of 60,000 hours rows, validated and audited, against `executemany` of them into the same table.

Both write to encrypted stores of the same settings, each time into an empty table; timed by processor time.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

import export_rows

from app.models.base import new_id
from app.services.across import opening
from app.services.exchange import imports
from app.services.store import engine, vault

ROWS, ROUNDS, GOAL = 60_000, 5, 5.0


def founded(folder: Path) -> opening.SignedIn:
    """A store with staff in it and no hours."""
    opened = opening.create(folder, opening.AgencyEntry(name="B"), "B", "correct horse battery staple", cost=vault.LOW)
    staff = ["code,name,pack,started_on"]
    staff += [f"P{number:02},Person {number},mt-cbhpss,2015-01-01" for number in range(export_rows.PEOPLE)]
    imports.run(opened.store, opened.actor, "staff", "\n".join(staff).encode())
    return opened


def ours(opened: opening.SignedIn, data: bytes) -> None:
    """The import of a file."""
    assert imports.run(opened.store, opened.actor, "hours", data).taken == ROWS


def straight(connection: Any, rows: list[tuple[Any, ...]]) -> None:
    """The same rows in one `executemany` and commit."""
    connection.execute("BEGIN IMMEDIATE")
    columns = "id, staff_id, date, category, minutes, paid, pack"
    connection.executemany(f"INSERT INTO hours ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")


def measure() -> list[dict[str, Any]]:
    """One line: the ratio of each pair of runs."""
    typed = export_rows.hours(ROWS)
    data = "\n".join(["staff,date,category,minutes,paid", *(",".join(map(str, row)) for row in typed)]).encode()
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        for turn in range(ROUNDS):
            one, other = founded(Path(name) / f"ours-{turn}"), founded(Path(name) / f"straight-{turn}")
            raw = engine.connect(other.store.folder / engine.FILE, other.store.key)
            keys = dict(raw.execute("SELECT code, id FROM staff").fetchall())
            rows = [(new_id().hex, keys[staff], *rest[:3], rest[3] == "yes", None) for staff, *rest in typed]
            taken = {}
            for work, arguments in ((ours, (one, data)), (straight, (raw, rows)))[:: 1 if turn % 2 else -1]:
                taken[work] = export_rows.seconds(work, *arguments)
            ratios.append(taken[ours] / taken[straight])
            raw.close()
            one.store.close()
            other.store.close()
    ratio = statistics.median(ratios)
    return [
        {
            "row": 10,
            "work": "import 60,000 hours rows, validated and audited",
            "against": "executemany of the same rows into the same table",
            "goal": f"<= {GOAL:g}x",
            "ratio": round(ratio, 3),
            "spread": f"{min(ratios):.2f} to {max(ratios):.2f}",
            "met": ratio <= GOAL,
            "seconds": taken[ours],
        }
    ]


if __name__ == "__main__":
    for line in measure():
        print(line)
