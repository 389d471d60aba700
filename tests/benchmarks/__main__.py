"""Runs every benchmark of this folder, prints one table and writes bench.json.

A benchmark is a module with `measure()`: a list of lines, each with row, work, against, goal, ratio, spread and met.
Each runs in a process of its own, so that none inherits another's warmth or memory.
Names given as arguments choose: `python3 dev.py bench pdf ledger`.
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COLUMNS = ("row", "work", "against", "goal", "ratio", "spread", "met")
MEASURE = (
    "import importlib.util, json, sys; sys.path[:0] = sys.argv[2:]; "
    "spec = importlib.util.spec_from_file_location('benchmark', sys.argv[1]); "
    "module = importlib.util.module_from_spec(spec); sys.modules['benchmark'] = module; "
    "spec.loader.exec_module(module); print('\\n' + json.dumps(module.measure()))"
)


def lines_of(path: Path) -> list[dict[str, Any]]:
    """What one benchmark measured; a line that says so where it failed."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), str(ROOT), str(HERE)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        return [{"row": "?", "work": path.stem, "against": "it did not run", "met": False}]
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def shown(line: dict[str, Any], column: str) -> str:
    """A cell of the table."""
    value = line.get(column, "")
    if column == "met":
        return "met" if value else "missed"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def table(lines: list[dict[str, Any]]) -> str:
    """All lines in columns as wide as their widest cell."""
    rows = [COLUMNS, *(tuple(shown(line, column) for column in COLUMNS) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def main(names: list[str]) -> int:
    """Measure, print, write bench.json; 1 where a benchmark did not run (a missed goal is no failure of the run)."""
    lines: list[dict[str, Any]] = []
    for path in sorted(HERE.glob("*_rows.py")):
        if not names or any(path.stem.startswith(name) for name in names):
            print(f"... {path.stem}", file=sys.stderr, flush=True)
            lines += lines_of(path)
    lines.sort(key=lambda line: str(line["row"]).zfill(3))
    machine = {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
    (ROOT / "bench.json").write_text(
        json.dumps({**machine, "lines": lines}, indent=1) + "\n", encoding="utf-8"
    )
    print(f"Python {machine['python']}, {machine['cores']} cores, {machine['system']}")
    print(table(lines))
    missed = [line for line in lines if not line.get("met")]
    print(f"{len(lines) - len(missed)} met, {len(missed)} missed. All figures: bench.json")
    return 1 if any(line["row"] == "?" for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
