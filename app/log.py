"""The log: kinds and places of what went wrong, and the ids of what it was about; never a name, a path or a value.

Without a console nobody sees what Python would say, so it stands in a file beside the store's folder.
"""

import contextlib
import os

from app import clock, paths

MOST = 200_000  # bytes; then the older half makes room
NAME = "peerdesk.log"


def note(line: str) -> None:
    """Add a line with the time in UTC. What cannot be written is let go: the log must never stop anything."""
    file = paths.default_store().parent / NAME
    said = f"{clock.stamp(clock.now())} {' '.join(line.split())}\n"
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file() and file.stat().st_size > MOST:
            kept = file.read_bytes()[-MOST // 2 :]
            file.write_bytes(kept.partition(b"\n")[2])
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as out:
            out.write(said)
