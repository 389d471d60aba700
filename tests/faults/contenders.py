"""Starts many processes that all open one store in the same moment, and prints what each of them met.

Arguments: the store's folder, user, passphrase, how many. Each child prints one line: `OPEN n` where it got in (n: how
often a key was derived), `BUSY n sentence` where it was refused, `TWICE` where somebody else was inside with it.
"""

import os
import sys
import time
from pathlib import Path

from app.services.across import opening
from app.services.problems import StoreBusy
from app.services.store.vault import keys


def main() -> None:
    """Fork the children, let them go at once, wait until all but the one inside have spoken, then let it out."""
    folder, user, passphrase, count = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4])
    go_read, go_write = os.pipe()
    done_read, done_write = os.pipe()
    leave_read, leave_write = os.pipe()
    children = []
    for _number in range(count):
        child = os.fork()
        if child == 0:
            os.close(go_write)
            os.close(leave_write)
            os.read(go_read, 1)  # returns at the end of the pipe, for all of them in the same moment
            try:
                contend(folder, user, passphrase, done_write, leave_read)
            finally:
                os._exit(0)
        children.append(child)
    os.close(go_read)
    os.close(go_write)
    for _number in range(count):
        os.read(done_read, 1)
    os.close(leave_write)
    for child in children:
        os.waitpid(child, 0)


def contend(folder: Path, user: str, passphrase: str, done: int, leave: int) -> None:
    """Try once; whoever gets in stays until everybody has tried."""
    derived, inside, derive = [], folder.parent / "inside", keys.derive

    def counted(*arguments: object) -> bytes:
        derived.append(1)
        return derive(*arguments)  # type: ignore[arg-type]

    keys.derive = counted  # type: ignore[assignment]
    try:
        signed_in = opening.unlock(folder, user, passphrase)
    except StoreBusy as busy:
        tell(f"BUSY {len(derived)} {busy.sentence}")
        os.write(done, b".")
        return
    try:
        os.close(os.open(inside, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        tell("TWICE")
    tell(f"OPEN {len(derived)}")
    os.write(done, b".")
    os.read(leave, 1)
    inside.unlink(missing_ok=True)
    signed_in.store.close()
    time.sleep(0)


def tell(line: str) -> None:
    """One line in one write, so that lines of several processes do not mix."""
    os.write(1, (line + "\n").encode())


if __name__ == "__main__":
    main()
