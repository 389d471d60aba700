"""Commits a record in a process of its own, says so, begins to move the anchor and kills itself at the point asked for.

Arguments: the store's folder, the user, the passphrase, at which of the file system's calls to die (0: before any).
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.services.across import opening
from app.services.store import audit
from app.services.store import session as sessions

POINTS = ("open", "fsync", "replace", "link", "chmod", "close", "unlink", "rename")


def main() -> None:
    """One audited act, then the anchor."""
    folder, user, passphrase, point = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4])
    signed_in = opening.unlock(folder, user, passphrase)
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        audit.note(session, "test", "", "x", {"point": point})
    print("COMMITTED", flush=True)
    left = point

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return call(*args, **named)

        return called

    for name in POINTS:
        setattr(os, name, counting(getattr(os, name)))
    if point == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    signed_in.store.settle()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
