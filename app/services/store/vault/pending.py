"""A vault that waits for the store: the whole file as it will be, in a folder of its own, naming its change.

A change of keys must land in the vault file and in the store, which no disk does in one step. So the new file is laid
down here first; the store then records the change's name in the transaction that makes it. Whether that name is on
record decides, after a kill at any moment, which of the two files holds.
"""

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from app.services.problems import DiskProblem, Problem
from app.services.store import files
from app.services.store.vault import contents
from app.services.store.vault.contents import VAULT_FILE, Contents
from app.wording import N_, _

FOLDER = "pending"

_UNFINISHED = N_(
    "An earlier change of who can open this store is not finished. "
    "Lock Peerdesk and unlock it again, which finishes it; then repeat this step."
)


def place(folder: Path) -> Path:
    """Where a waiting vault lies, and with it a store under a new key."""
    return folder / FOLDER


def change(folder: Path) -> str:
    """The change that a folder's vault file names; '' where none is named or none lies there.

    Raises what reading a vault raises.
    """
    if not (folder / VAULT_FILE).exists():
        return ""
    return contents.load(folder)[0].change


def require_none(folder: Path) -> None:
    """Raise Problem where a vault waits: what is written now would be undone or undo it."""
    if (place(folder) / VAULT_FILE).exists():
        raise Problem(_(_UNFINISHED))


def prepare(folder: Path, after: Contents, store_key: bytes, name: str) -> None:
    """Lay down the vault as it will be, for this change. Raises Problem where another waits, DiskProblem."""
    require_none(folder)
    files.make_folder(place(folder))
    contents.save(place(folder), replace(after, change=name), store_key)


def promote(folder: Path, store_key: bytes) -> None:
    """Put the waiting vault in place; what the old one opened stays shut, also in the copy beside it.

    In one turn with all other writers: whoever moves the anchor writes back what they read, and would take out whom
    this lets in. An anchor that was moved meanwhile is kept. Raises Damaged where the seal does not fit the store's
    key, DiskProblem.
    """
    waiting, path = place(folder) / VAULT_FILE, folder / VAULT_FILE
    with contents.taking_turns():
        after = contents.checked(place(folder), store_key)
        with suppress(Problem):  # under a new store key the old seal does not fit, and nobody moves the anchor
            anchor = contents.checked(folder, store_key).anchor
            if anchor.count > after.anchor.count:
                contents.save(place(folder), replace(after, anchor=anchor), store_key)
        files.remove(files.previous(path))
        files.replace(waiting, path)
        # The change has landed; a spare copy that fails now must not report it as failed.
        with suppress(DiskProblem):
            files.copy(path, files.previous(path))
            discard(folder)


def discard(folder: Path) -> None:
    """Take away what waits, finished or not. Raises DiskProblem."""
    waiting = place(folder)
    if waiting.exists():
        with files.explained(waiting):
            shutil.rmtree(waiting)
