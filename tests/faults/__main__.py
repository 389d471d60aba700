"""Runs the fault stories in their full counts and prints their table: python3 dev.py faults [NAME ...]

Each story records what it counted and what was lost (figures.py). Names choose files: `kills` runs test_kills.py. What
could not run here is named with its reason, after the table. Ends with 1 where anything was lost or failed.
"""

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.faults import figures

HERE = Path(__file__).resolve().parent
STORIES = {
    "1": "key store of the system reset, missing, empty, locked",
    "2": "store in a synced or network folder",
    "3": "two instances",
    "4": "clock moved",
    "5": "disk full",
    "6": "power cut in a migration (a kill at each statement)",
    "7": "sleep with the store open (simulated)",
    "8": "another program holds a file (simulated)",
    "9": "passphrase of the only manager gone",
    "10": "older backup over newer signed logs",
    "11": "journal left behind by a copy",
    "12": "daylight saving and time zones",
    "13": "locked while typing",
    "14": "formulas in CSV; papers left behind",
    "15": "names in logs and reports",
}
COLUMNS = ("story", "what ran", "count", "losses")


class Watch:
    """Hears from pytest what was skipped and what failed."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.absent: list[str] = []
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that could not run here, or went wrong."""
        if report.skipped and isinstance(report.longrepr, tuple):
            self.absent.append(f"{report.nodeid}: {report.longrepr[2].removeprefix('Skipped: ')}")
        elif report.failed:
            self.failed.append(report.nodeid)


def told(place: Path) -> list[dict[str, Any]]:
    """The lines that the stories recorded, in the order of promises.md: numbers first."""
    lines = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    return sorted(lines, key=lambda line: (not line["story"].isdigit(), line["story"].zfill(3)))


def row(line: dict[str, Any]) -> tuple[str, str, str, str]:
    """A line as the table shows it: a numbered story with its name."""
    name = STORIES.get(line["story"], "")
    what = f"{name}: {line['what']}" if name else line["what"]
    return line["story"], what, f"{line['count']:,}", f"{line['losses']:,}"


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in columns as wide as their widest cell; figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{story.ljust(widths[0])}  {what.ljust(widths[1])}  {count.rjust(widths[2])}  {losses.rjust(widths[3])}"
        for story, what, count, losses in rows
    )


def main(names: list[str]) -> int:
    """Run the stories, print the table and what is absent; 1 where anything was lost or failed."""
    chosen = [
        str(path)
        for path in sorted(HERE.glob("test_*.py"))
        if not names or path.stem[5:].startswith(tuple(names))
    ]
    watch = Watch()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "figures.jsonl"
        place.touch()
        os.environ[figures.VARIABLE] = str(place)
        code = pytest.main(
            [*chosen, "-m", "full or both", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0"], plugins=[watch]
        )
        lines = told(place)
    print(table([COLUMNS, *map(row, lines)]))
    lost = sum(line["losses"] for line in lines)
    print(f"{len(lines)} rows, {lost} losses.")
    recorded = {line["story"] for line in lines}
    missing = [f"{number} ({name})" for number, name in STORIES.items() if number not in recorded]
    for title, found in (
        ("Not run", missing if not names else []),
        ("Absent here", watch.absent),
        ("Failed", watch.failed),
    ):
        for one in found:
            print(f"{title}: {one}")
    return 1 if lost or code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
