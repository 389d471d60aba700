"""Row 1: from process start to the first paint of the unlock window, against a bare window; and how it stutters after.

Each start is a process of its own, off screen, the two kinds in turn. A child tells the moment of its first paint on
the clock that all processes share, its peak memory then, and the longest gap of its event loop while the rest loads.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
RUNS = 11
TIME_GOAL, MEMORY_GOAL, GAP_GOAL = 1.25, 1.3, 50
PAINT = """
import json, os, sys, time
def peak():
    try:
        import resource
    except ImportError:
        return 0
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
"""
WATCH = """
from PySide6.QtCore import QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, painted)
        return False
"""
BARE = (
    PAINT
    + """
from PySide6.QtWidgets import QApplication, QWidget
"""
    + WATCH
    + """
def painted():
    print(json.dumps({"at": time.monotonic(), "memory": peak()}), flush=True)
    os._exit(0)
application = QApplication([])
window = QWidget()
window.resize(1366, 720)
watch = Watch()
window.installEventFilter(watch)
window.show()
application.exec()
"""
)
OURS = (
    PAINT
    + """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.ui import app as program
"""
    + WATCH
    + """
told, gaps, last = {}, [], 0.0
def painted():
    global last
    told.update(at=time.monotonic(), memory=peak())
    if sys.argv[2] == "paint":
        end()
    last = time.perf_counter()
    beat.start(5)
def end():
    told["gap"] = round(1000 * max(gaps, default=0))
    print(json.dumps(told), flush=True)
    os._exit(0)
def tick():
    global last
    now = time.perf_counter()
    gaps.append(now - last)
    last = now
watch = Watch()
made = program.UnlockPage.show
def show(page):
    page.installEventFilter(watch)
    made(page)
program.UnlockPage.show = show
running = program.start(Path(sys.argv[1]))
beat = QTimer()
beat.timeout.connect(tick)
running.loaded.connect(lambda: QTimer.singleShot(200, end))
QApplication.exec()
"""
)


def _start(code: str, *arguments: str) -> dict[str, float]:
    """One start: milliseconds from the spawn to the first paint, memory in KiB, and the longest gap where asked."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told | {"time": told["at"] - began}


def _environment() -> dict[str, str]:
    """Off screen; and what was compiled is kept, as it is where the app is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


def _line(work: str, goal: str, values: list[float], limit: float, against: str) -> dict[str, Any]:
    ratio = statistics.median(values)
    return {
        "row": 1,
        "work": work,
        "against": against,
        "goal": goal,
        "ratio": round(ratio, 3),
        "spread": f"{min(values):.2f} to {max(values):.2f}",
        "met": ratio <= limit,
    }


def measure() -> list[dict[str, Any]]:
    """Time and memory at the first paint, and the longest gap in milliseconds while the rest loads."""
    with tempfile.TemporaryDirectory() as folder:
        store = _store(Path(folder))
        for warm in ((BARE,), (OURS, store, "paint")):
            _start(*warm)
        pairs = []
        for turn in range(RUNS):
            kinds = [("bare", (BARE,)), ("ours", (OURS, store, "paint"))]
            taken = {name: _start(*how) for name, how in (kinds if turn % 2 else kinds[::-1])}
            pairs.append((taken["ours"], taken["bare"]))
        gaps = [_start(OURS, store, "load")["gap"] for _turn in range(5)]
    bare = "a bare PySide6 window in its own process"
    times = [ours["time"] / theirs["time"] for ours, theirs in pairs]
    found = [_line("start to first paint of the unlock window", f"<= {TIME_GOAL}x", times, TIME_GOAL, bare)]
    if all(theirs["memory"] for _ours, theirs in pairs):
        sizes = [ours["memory"] / theirs["memory"] for ours, theirs in pairs]
        found.append(_line("memory at that paint", f"<= {MEMORY_GOAL}x", sizes, MEMORY_GOAL, bare))
    work = "longest gap of the event loop while the rest loads, ms"
    return [*found, _line(work, f"<= {GAP_GOAL} ms", gaps, GAP_GOAL, "the clock")]


def _store(folder: Path) -> str:
    """A small store to unlock, made in a process of its own so that nothing of it is warm here."""
    code = (
        "import sys; from pathlib import Path; from app.services.across import opening;"
        "from app.services.store import vault;"
        "opening.create(Path(sys.argv[1]), opening.AgencyEntry.read({'name': 'Bench'}), 'Bench',"
        " 'a bench of cottonwood planks', cost=vault.LOW).store.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / "store")], cwd=ROOT, check=True)
    return str(folder / "store")


if __name__ == "__main__":
    for line in measure():
        print(line)
