"""Opens a store, says READY, and holds it until it is killed. Arguments: the store's folder, user, passphrase."""

import time
from pathlib import Path

from app.services.across import opening


def run(folder: str, user: str, passphrase: str) -> None:
    """Open and wait."""
    opened = opening.unlock(Path(folder), user, passphrase)
    print("READY", flush=True)
    while opened.store.lock is not None:
        time.sleep(60)
