"""Imports a file in a process whose files may not grow past a limit, or whose folder it may not write.

Arguments: the store's folder, user, passphrase, the CSV file, the limit in bytes (0: none), the user id to become (0:
stay). Prints the sentence of what was refused, or TAKEN.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from app.services.across import opening
from app.services.exchange import imports
from app.services.problems import Problem


def run(folder: str, user: str, passphrase: str, file: str, limit: int, become: int) -> None:
    """Take the limits on, then import."""
    data = Path(file).read_bytes()
    if become:
        os.setgid(become)
        os.setuid(become)
    try:
        signed_in = opening.unlock(Path(folder), user, passphrase)
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        imports.run(signed_in.store, signed_in.actor, "hours", data)
    except Problem as wrong:
        print("REFUSED", type(wrong).__name__, wrong.sentence.replace("\n", " "), flush=True)
    else:
        print("TAKEN", flush=True)


if __name__ == "__main__":
    run(*sys.argv[1:5], int(sys.argv[5]), int(sys.argv[6]))
