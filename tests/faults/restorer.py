"""Restores a backup in a process that is to be killed on the way.

Arguments: store, user, passphrase, the backup, how many steps in it says NOW and goes on slowly.
"""

import time
from pathlib import Path

from app.services.across import opening, restore
from app.services.store import files, rotation, vault


def run(folder: str, user: str, passphrase: str, path: str, stop_at: int) -> None:
    """Count the acts that reach the disk; before the one of this number, say NOW and wait."""
    opened = opening.unlock(Path(folder), user, passphrase)
    prepared = restore.look(opened, Path(path), passphrase)
    done = 0

    def slowed(act):
        def slow(*arguments, **named):
            nonlocal done
            done += 1
            if done == stop_at:
                print("NOW", flush=True)
                time.sleep(60)
            return act(*arguments, **named)

        return slow

    files.replace = slowed(files.replace)
    rotation._close_journal = slowed(rotation._close_journal)
    vault.promote = slowed(vault.promote)
    vault.reanchor = slowed(vault.reanchor)
    restore.run(opened, prepared)
    print("DONE", flush=True)
