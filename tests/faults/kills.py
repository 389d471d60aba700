"""A process that is started to be killed, and what stands in its store afterwards."""

import datetime as dt
import os
import signal
import subprocess
import sys
from pathlib import Path

from app.services import hours
from app.services.across import opening, verify
from app.services.store import session as sessions
from tests.conftest import MANAGER, PASSPHRASE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def start(script: str, *arguments: str, home: Path) -> subprocess.Popen:
    """A script of this folder in a process of its own, with settings in `home`."""
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


def kill(process: subprocess.Popen) -> str:
    """Kill it; what it had printed."""
    process.send_signal(signal.SIGKILL)
    out, _err = process.communicate(timeout=30)
    return out


def looked_at(store: Path, acknowledged: set[dt.date]) -> tuple[int, int]:
    """(acknowledged days that are not there, faults found) in a store after a kill."""
    again = opening.unlock(store, MANAGER, PASSPHRASE)
    try:
        with sessions.reading(again.store, again.actor) as session:
            there = {row.date for row in hours.rows(session, "AW", dt.date(2001, 1, 1), dt.date(2200, 1, 1))}
        return len(acknowledged - there), len(verify.run(again))
    finally:
        again.store.close()
