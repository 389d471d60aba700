"""A whole folder put in a store's place, in steps that no disk does at once; what a kill left half done is finished.

A note beside the folder says what is on its way before the first step. Light to import: the window asks it before
anything else is loaded.
"""

import contextlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from app.services.problems import DiskProblem
from app.services.store import files

STORE_FILES = ("vault.json", "agency.db")
OTHER_FILES = ("vault.json.previous", "backups")
_LARGEST = 2000


@dataclass(frozen=True)
class Move:
    """Names beside the folder: of what comes, and under which the store that is there is kept, '' for none."""

    coming: str
    kept: str = ""


def note_of(folder: Path) -> Path:
    """Where the note of a folder's move lies."""
    return folder.with_name(f".{folder.name}.move")


def put(work: Path, folder: Path, kept: Path | None) -> None:
    """Put the folder `work`, which lies beside it, in the place of `folder`; what is there is kept, or is empty.

    Raises DiskProblem; the folder is then as it was.
    """
    move = Move(f".{folder.name}.coming", kept.name if kept is not None else "")
    coming = folder.with_name(move.coming)
    note = note_of(folder)
    with files.explained(folder):
        shutil.rmtree(coming, ignore_errors=True)  # of a move that was given up
        work.rename(coming)
    try:
        files.write(note, json.dumps(asdict(move)).encode())
        with files.explained(folder):
            _exchange(coming, folder, kept)
    except DiskProblem:
        with contextlib.suppress(OSError):
            coming.rename(work)
        note.unlink(missing_ok=True)
        raise
    with files.explained(folder):
        files.flush_folder(folder.parent)
        note.unlink(missing_ok=True)


def _exchange(coming: Path, folder: Path, kept: Path | None) -> None:
    if kept is not None:
        folder.rename(kept)
    elif folder.exists():
        folder.rmdir()
    try:
        coming.rename(folder)
    except OSError:
        if kept is not None:
            kept.rename(folder)
        raise


def resume(folder: Path) -> None:
    """Finish a move that a kill cut short: what comes is put in place, or the store that was there goes back.

    Where the store still stands, it stays, and what was to come is thrown away. Raises DiskProblem.
    """
    note = note_of(folder)
    if not note.exists():
        return
    with files.explained(folder):
        move = _read(note)
        if move is not None:
            coming, kept = folder.with_name(move.coming), folder.with_name(move.kept) if move.kept else None
            with contextlib.suppress(FileNotFoundError):  # another start was quicker
                if holds_store(folder):
                    shutil.rmtree(coming, ignore_errors=True)
                elif holds_store(coming):
                    if folder.exists():
                        folder.rmdir()
                    coming.rename(folder)
                elif kept is not None and holds_store(kept):
                    kept.rename(folder)
        note.unlink(missing_ok=True)


def holds_store(folder: Path) -> bool:
    """Whether a store, or a part of one, lies in a folder."""
    return any((folder / name).exists() for name in STORE_FILES)


def holds_part(folder: Path) -> bool:
    """Whether anything of a store lies in a folder, if only its backups."""
    return any((folder / name).exists() for name in (*STORE_FILES, *OTHER_FILES))


def kept_beside(folder: Path) -> list[Path]:
    """The stores that were moved aside from this folder, the newest last."""
    with contextlib.suppress(OSError):
        return sorted(each for each in folder.parent.glob(f"{folder.name}-kept-*") if holds_store(each))
    return []


def _read(note: Path) -> Move | None:
    try:
        with note.open("rb") as file:
            said = json.loads(file.read(_LARGEST))
        move = Move(str(said["coming"]), str(said["kept"]))
    except (ValueError, KeyError, TypeError):
        return None
    plain = all(Path(name).name == name for name in (move.coming, move.kept) if name)
    return move if plain and move.coming else None
