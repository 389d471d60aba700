"""A worker of the nursery: brings a store up to date and kills itself before its n-th statement."""

import os
import signal
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.services.across import opening


def run(folder: str, user: str, passphrase: str, fatal: int) -> None:
    """Open the store; print DONE with the count of statements where the end was reached before `fatal`."""
    ran = 0

    def count(*_told: object) -> None:
        nonlocal ran
        ran += 1
        if ran == fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    opening.unlock(Path(folder), user, passphrase).store.close()
    print(f"DONE {ran}", flush=True)
