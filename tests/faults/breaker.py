"""Changes who can open a store, in children that are killed at one line of our code each; then opens what they left.

Arguments: a store's folder as `tests/faults/test_rotation.py` makes it, a work folder, the act, and how many lines to
kill at (0: every one). A line of JSON for each kill: {"step", "at", "state": "old" | "new" | what is wrong}.
"""

import json
import os
import shutil
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from app.services.across import access, opening, removal, verify
from app.services.across.opening import SignedIn
from app.services.problems import Problem, WrongPassphrase
from app.services.store import vault
from app.services.users import UserEntry
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE

STEPS = (
    "store/rotation.py", "store/together.py", "store/session.py", "store/files.py", "vault/pending.py",
    "vault/changing.py",
)  # fmt: skip
NEW = "seven tin kettles over Flathead"
BEN = "Ben"


def user(folder: Path, name: str) -> uuid.UUID:
    """The id of who has this name on the unlock screen."""
    return next(uuid.UUID(one.id) for one in vault.read(folder).people if one.name == name)


def remove(signed_in: SignedIn) -> None:
    """Remove Ben, under a new store key."""
    removal.remove_user(signed_in, user(signed_in.store.folder, BEN), PASSPHRASE)


def reset(signed_in: SignedIn) -> None:
    """Give Ben a new passphrase."""
    access.reset_passphrase(signed_in, user(signed_in.store.folder, BEN), NEW, cost=vault.LOW)


def add(signed_in: SignedIn) -> None:
    """Let Cora in."""
    entry = UserEntry.read({"name": "Cora", "roles": "auditor"})
    opening.add_user(signed_in, entry, NEW, cost=vault.LOW)


def change(signed_in: SignedIn) -> None:
    """Exchange the manager's own passphrase."""
    access.change_passphrase(signed_in, PASSPHRASE, NEW, cost=vault.LOW)


def opens(folder: Path, name: str, passphrase: str) -> bool:
    """Whether this opens the store; anything but a wrong passphrase is raised."""
    try:
        opening.unlock(folder, name, passphrase).store.close()
    except WrongPassphrase:
        return False
    return True


def either(folder: Path, old: tuple[str, str], new: tuple[str, str]) -> str:
    """Which of two ways in opens: exactly one must."""
    found = [opens(folder, *old), opens(folder, *new)]
    return {(True, False): "old", (False, True): "new"}.get((found[0], found[1]), f"opens {found}")


def removed(folder: Path) -> str:
    """Whether Ben's way in is as the users on record say."""
    found = opens(folder, BEN, agency.PASSPHRASE)
    signed_in = opening.unlock(folder, MANAGER, PASSPHRASE)
    try:
        with opening.sessions.reading(signed_in.store, signed_in.actor) as session:
            gone = {one.name for one in opening.users.listed(session) if one.removed_at is not None}
    finally:
        signed_in.store.close()
    return {(True, False): "old", (False, True): "new"}.get((found, BEN in gone), f"opens {found}, removed {gone}")


def added(folder: Path) -> str:
    """Whether Cora comes in exactly where she is listed."""
    found = opens(folder, "Cora", NEW)
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()
    listed = "Cora" in {one.name for one in vault.read(folder).people}
    return {(False, False): "old", (True, True): "new"}.get((found, listed), f"opens {found}, listed {listed}")


ACTS: dict[str, tuple[Callable[[SignedIn], None], Callable[[Path], str]]] = {
    "remove": (remove, removed),
    "reset": (reset, lambda folder: either(folder, (BEN, agency.PASSPHRASE), (BEN, NEW))),
    "add": (add, added),
    "change": (change, lambda folder: either(folder, (MANAGER, PASSPHRASE), (MANAGER, NEW))),
}


class Steps:
    """Counts the lines run in the modules that put things on the disk; kills this process at one of them."""

    def __init__(self, stop: int) -> None:
        self.stop, self.seen = stop, list[str]()

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename.replace(os.sep, "/")
        if not name.endswith(STEPS) or frame.f_code.co_name == "<genexpr>":
            return None
        if event == "line":
            self.seen.append(f"{name.rpartition('/')[2]}:{frame.f_lineno}")
            if len(self.seen) == self.stop:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def act(folder: Path, what: str, stop: int) -> list[str]:
    """Open the store and act in this process, under the count; the lines run."""
    signed_in = opening.unlock(folder, MANAGER, PASSPHRASE)
    steps = Steps(stop)
    sys.settrace(steps)
    try:
        ACTS[what][0](signed_in)
    finally:
        sys.settrace(None)
    signed_in.store.close()
    return steps.seen


def killed(folder: Path, what: str, stop: int) -> bool:
    """The same in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        act(folder, what, stop)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def state(folder: Path, what: str) -> str:
    """What the next people find: the old state or the new one, whole; else what is wrong."""
    try:
        found = ACTS[what][1](folder)
        passphrase = NEW if what == "change" and found == "new" else PASSPHRASE
        signed_in = opening.unlock(folder, MANAGER, passphrase)
        try:
            faults = verify.run(signed_in)
        finally:
            signed_in.store.close()
    except Problem as wrong:
        return f"{type(wrong).__name__}: {wrong.sentence}"
    left = sorted(one.name for one in folder.iterdir() if one.name not in KNOWN)
    return found if not faults and not left else f"{faults} {left}"


KNOWN = ("agency.db", "vault.json", "vault.json.previous", "lock", "backups")


def main() -> None:
    """Count the lines of the whole act once, then kill at each, or at as many as were asked for."""
    store, work, what, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    whole = work / "whole"
    shutil.copytree(store, whole)
    seen = act(whole, what, 0)
    print(json.dumps({"step": 0, "at": f"{len(seen)} lines", "state": state(whole, what)}), flush=True)
    every = max(1, len(seen) // count) if count else 1
    for step in range(1, len(seen) + 1, every):
        folder = work / str(step)
        shutil.copytree(store, folder)
        if not killed(folder, what, step):
            raise SystemExit(f"the child lived through step {step}")
        print(json.dumps({"step": step, "at": seen[step - 1], "state": state(folder, what)}), flush=True)
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
