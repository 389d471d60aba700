"""Makes one backup after another until it is killed, naming each once it stands.

Arguments: store, user, passphrase, drive, and perhaps how many.
"""

import datetime as dt
from pathlib import Path

from app.services.across import opening
from app.services.store import backup


def run(folder: str, user: str, passphrase: str, drive: str, count: int = 0) -> None:
    """`count` backups, or without end."""
    opened = opening.unlock(Path(folder), user, passphrase)
    made = 0
    print("READY", flush=True)
    while not count or made < count:
        kept = backup.make(opened.store, Path(drive), dt.datetime.now(dt.UTC))
        print(kept.path.name, flush=True)
        made += 1
    opened.store.close()
