"""Row 3: the owed ledger of the whole agency, all months, against the bare sums and sessions in a plain file."""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.services.store import session as sessions
from app.services.supervision import owed
from tests.benchmarks import load

GOAL, RUNS = 3.0, 15
SUMS = "SELECT staff_id, pack, substr(date, 1, 7), sum(minutes) FROM hours GROUP BY 1, 2, 3"
HELD = (
    "SELECT s.id, s.date, s.start, s.starts, s.stops, s.supervisor_id, s.pack, a.staff_id, g.signed_on"
    " FROM supervision_session s JOIN session_attendance a ON a.session_id = s.id"
    " LEFT JOIN signature g ON g.session_id = s.id AND g.role = 'supervisor'"
)
PLAIN_HELD = "SELECT id, date, start, starts, stops, supervisor_id, pack, amends_id, void FROM supervision_session"


def ours(made: load.Load) -> None:
    """The ledger, from the encrypted store, in a session of its own."""
    signed_in = made.signed_in
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        found = owed.ledger(session, load.LAST)
    assert sum(month.credited_minutes for line in found for month in line.months) > 0


def bare(made: load.Load, held: str = PLAIN_HELD) -> None:
    """The sums by month and the sessions, from the plain file, on a connection of their own."""
    plain = sqlite3.connect(made.plain)
    assert plain.execute(SUMS).fetchall() and plain.execute(held).fetchall()
    plain.close()


def _seconds(work: Callable[[load.Load], None], made: load.Load) -> float:
    start = time.process_time()
    work(made)
    return time.process_time() - start


def compared(made: load.Load, runs: int = RUNS) -> list[float]:
    """The ratio of each interleaved pair of runs, sorted."""
    for work in (ours, bare):
        _seconds(work, made)
    ratios = []
    for turn in range(runs):
        order = (ours, bare) if turn % 2 else (bare, ours)
        taken = {work: _seconds(work, made) for work in order}
        ratios.append(taken[ours] / taken[bare])
    return sorted(ratios)


def measure() -> list[dict[str, Any]]:
    """One line for the standard load, and one for how the ledger grows from a tenth of it."""
    with tempfile.TemporaryDirectory() as folder:
        made = load.make(Path(folder) / "whole", notes=False)  # the ledger reads no note
        small = load.make(Path(folder) / "tenth", 0.1, notes=False)
        ratios = compared(made)
        whole, tenth = (statistics.median(_seconds(ours, one) for _turn in range(5)) for one in (made, small))
        for one in (made, small):
            one.signed_in.store.close()
    ratio = statistics.median(ratios)
    line = {
        "row": 3,
        "work": "owed ledger, 25 staff, 10 years, 60,000 hours rows, 6,500 sessions",
        "against": "GROUP BY by month and one select of the sessions, sqlite3, plain file",
        "goal": f"<= {GOAL:g}x",
        "ratio": round(ratio, 3),
        "spread": f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
        "met": ratio <= GOAL,
    }
    growth = {"row": 3, "work": "owed ledger, growth to ten times the rows", "against": "a tenth of the rows"}
    times = round(whole / tenth, 3)
    return [line, {**growth, "goal": "<= 10x", "ratio": times, "spread": "", "met": times <= 10}]


if __name__ == "__main__":
    for line in measure():
        print(line)
