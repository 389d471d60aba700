"""The sample's folder: replaced only where its own marker lies, and nothing else is ever touched."""

import shutil
from pathlib import Path

from app.services.across.demo import cast
from app.services.problems import Problem
from app.services.store import files, vault
from app.services.store import session as sessions
from app.wording import _

MARKER, STORE, README = ".peerdesk-demo", "store", "README.txt"
WITHOUT_NAMES = "without-names"
KINDS = {".pdf", ".csv", ".json", ".txt"}


def clear(where: Path) -> None:
    """Take an earlier sample away; a missing or empty folder is fine.

    Raises Problem where something else lies there, where the sample became an agency's own store, or is open.
    """
    with files.explained(where):
        if where.exists() and not where.is_dir():
            raise Problem(_("{path} is a file. Name a folder for the sample.").format(path=where))
        if not where.exists() or not any(where.iterdir()):
            return
        if not (where / MARKER).is_file():
            raise Problem(
                _("{path} holds files that are not Peerdesk's sample. Nothing was changed: choose another folder.")
                .format(path=where)
            )
        strange = [path.name for path in where.iterdir() if not _ours(path)]
        if strange:
            raise Problem(
                _("{path} also holds {name}, which is not the sample's. Move it away, then try again.")
                .format(path=where, name=sorted(strange)[0])
            )
        _close(where / STORE)
        for path in sorted(where.iterdir()):
            if path.name == MARKER:
                continue  # stays until the end, so that a stopped run can be done again
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def mark(where: Path) -> None:
    """Make the folder and put the marker in it, before anything else lies there."""
    files.make_folder(where)
    files.write(where / MARKER, b"Made by peerdesk demo. A folder with this file may be replaced by it.\n")


def _ours(path: Path) -> bool:
    if path.is_symlink():
        return False
    if path.is_dir():
        return path.name == STORE or (path.name == WITHOUT_NAMES and all(map(_ours, path.iterdir())))
    return path.name == MARKER or path.suffix in KINDS or path.name.startswith(".")


def _close(store: Path) -> None:
    """Refuse where the store is open, or where an agency made it its own."""
    if not store.is_dir():
        return
    try:
        kept = vault.read(store).agency
    except Problem:
        kept = cast.AGENCY["name"]  # a half-made sample
    if kept != cast.AGENCY["name"]:
        raise Problem(_("The store in {path} is no longer the sample: it belongs to {agency}.").format(
            path=store, agency=kept))
    sessions.hold(store).release()
