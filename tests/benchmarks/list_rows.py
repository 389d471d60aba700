"""Rows 7 and 9: the list of encounters at 200,000, and saving one encounter, on the standard load.

Raw SQL runs on the same encrypted file, with the settings of our own connections. Both sides take turns; figures are
medians, of the processor time for windows, whose pages lie in memory, and of the clock for saves, which wait for the disk.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.models.base import new_id
from app.services.encounters import listing, notes
from app.services.encounters.entry import EncounterEntry
from app.services.store import engine
from app.services.store import session as sessions
from tests.benchmarks import load

RUNS, SAVES, EXTRA = 31, 60, 0.002
OPEN_GOAL, LIST_GOAL, SAVE_GOAL = 1.5, 2.0, 3.0
COLUMNS = (
    "e.id, e.starts, e.date, e.start, e.stop, e.stops - e.starts, e.manner, e.service_type, substr(e.data, 1, 160), s.name,"
    " (SELECT min(c.first_name || ' ' || c.last_name) FROM encounter_attendance a JOIN client c ON c.id = a.client_id"
    " WHERE a.encounter_id = e.id), (SELECT count(*) FROM encounter_attendance a WHERE a.encounter_id = e.id),"
    " (SELECT count(*) FROM encounter_signature g WHERE g.encounter_id = e.id), e.amends_id, e.void"
)
FROM = f"SELECT {COLUMNS} FROM encounter e LEFT JOIN staff s ON s.id = e.staff_id"
OF_CLIENT = (
    "e.id IN (SELECT encounter_id FROM encounter_attendance"
    " WHERE client_id = (SELECT id FROM client WHERE code = ?))"
)
OF_NAME = (
    "e.id IN (SELECT a.encounter_id FROM encounter_attendance a JOIN client c ON c.id = a.client_id"
    " WHERE c.last_name LIKE ?)"
)
NEWEST, OLDEST = "ORDER BY e.starts DESC, e.id DESC LIMIT 100", "ORDER BY e.starts, e.id LIMIT 100"
FILTERED: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "sorted, oldest first": ({"descending": False}, f"{FROM} {OLDEST}", ()),
    "of one client": ({"client": "C123"}, f"{FROM} WHERE {OF_CLIENT} {NEWEST}", ("C123",)),
    "filtered by a rare name": ({"text": "Fox"}, f"{FROM} WHERE {OF_NAME} {NEWEST}", ("%Fox%",)),
    "filtered by one person's name": ({"text": " 321"}, f"{FROM} WHERE {OF_NAME} {NEWEST}", ("% 321%",)),
    "filtered by what nothing holds": ({"text": "qqqq"}, f"{FROM} WHERE {OF_NAME} {NEWEST}", ("%qqqq%",)),
}


def window(made: load.Load, **how: Any) -> int:
    """One window of the list as the screen fetches it; how many rows it has."""
    with sessions.reading(made.signed_in.store, made.signed_in.actor) as session:
        return len(listing.window(session, **how))


def raw_window(connection: Any, sql: str, values: tuple[str, ...]) -> int:
    """The same rows by plain SQL on the encrypted file."""
    return len(connection.execute(sql, values).fetchall())


def timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Seconds that a call takes by this clock."""
    start = clock()
    work()
    return clock() - start


def paired(
    ours: Callable[[], object], theirs: Callable[[], object], runs: int, clock: Callable[[], float] = time.process_time
) -> tuple[list[float], list[float]]:
    """The seconds of both sides, taken in turn after one warm call of each."""
    ours(), theirs()
    pairs = []
    for turn in range(runs):
        order = (ours, theirs) if turn % 2 else (theirs, ours)
        taken = {work: timed(work, clock) for work in order}
        pairs.append((taken[ours], taken[theirs]))
    return [one for one, _other in pairs], [other for _one, other in pairs]


def line(
    row: int, work: str, against: str, goal: float, times: tuple[list[float], list[float]], extra: float = 0
) -> dict[str, Any]:
    """A line of the table; `extra` seconds over the other side are within the goal too."""
    ours, theirs = map(statistics.median, times)
    ratios = sorted(one / other for one, other in zip(*times, strict=True))
    words = f"<= {goal:g}x" + (f" or + {extra * 1000:g} ms" if extra else "")
    return {
        "row": row, "work": work, "against": against, "goal": words, "ratio": round(ours / theirs, 3),
        "spread": f"{ratios[0]:.2f} to {ratios[-1]:.2f}", "met": ours / theirs <= goal or ours - theirs <= extra > 0,
        "seconds": ours, "theirs": theirs,
    }  # fmt: skip


def save(made: load.Load, number: int) -> None:
    """Save one encounter as the screen does: audit and chain included."""
    entry = EncounterEntry.read({
        "client": f"C{number % 500:03}", "staff": f"P{number % 25:02}", "date": "2026-10-31", "start": "09:00",
        "stop": "10:00", "manner": "in_person", "data": "What happened. " * 40, "plan": "A call on Friday.",
    })  # fmt: skip
    with sessions.transaction(made.signed_in.store, made.signed_in.actor) as session:
        notes.record(session, entry)


def raw_saver(connection: Any) -> Callable[[], None]:
    """What makes one INSERT of an encounter, as long as ours, and its commit."""
    names = [name for _number, name, *_rest in connection.execute("PRAGMA table_info(encounter)")]
    row = connection.execute("SELECT * FROM encounter ORDER BY starts DESC, id DESC LIMIT 1").fetchone()
    values = dict(zip(names, row, strict=True)) | {"data": "What happened. " * 40}
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f"INSERT INTO encounter ({columns}) VALUES ({', '.join('?' * len(names))})"

    def insert() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(sql, list((values | {"id": new_id().hex}).values()))
        connection.execute("COMMIT")

    return insert


def measure() -> list[dict[str, Any]]:
    """The lines of rows 7 and 9."""
    with tempfile.TemporaryDirectory() as folder:
        whole, small = load.make(Path(folder) / "whole"), load.make(Path(folder) / "small", 0.001)
        store = whole.signed_in.store
        raw = engine.connect(store.folder / engine.FILE, store.key)
        times = paired(lambda: window(whole), lambda: window(small), RUNS)
        found = [line(7, "open the encounter list, 200,000", "the same at 200", OPEN_GOAL, times)]
        for words, (how, sql, values) in FILTERED.items():
            assert window(whole, **how) == raw_window(raw, sql, values), words
            times = paired(lambda: window(whole, **how), lambda: raw_window(raw, sql, values), RUNS)  # noqa: B023 - called at once
            found.append(line(7, f"encounter list, {words}", "raw SQL with LIMIT", LIST_GOAL, times, EXTRA))
        numbers = iter(range(10_000))
        times = paired(lambda: save(whole, next(numbers)), raw_saver(raw), SAVES, time.perf_counter)
        found.append(line(9, "save one encounter, audit and chain", "one INSERT and commit, same file", SAVE_GOAL, times))
        raw.close()
        for one in (whole, small):
            one.signed_in.store.close()
    return found


if __name__ == "__main__":
    for one in measure():
        print(one)
