"""The one writer of files: whole, into a temporary in the same folder, flushed to the disk, then put in place.

Whoever looks finds the old content or the new, never a part. Files are readable by their owner only
(0600, folders 0700). A short hold by another program is waited out. What the disk, or a name, refuses becomes a
`DiskProblem` that names the cause and the remedy.
"""

import contextlib
import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.services.problems import DiskProblem
from app.services.store import private
from app.wording import N_, _

_ENDING = private.ENDING
# A virus scanner on Windows holds a fresh file for a moment; about two seconds in all.
_WAITS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.5, 0.7)

_FULL = N_("The disk is full, so {path} was not saved. Free some space, then try again.")
_READ_ONLY = N_(
    "The disk that holds {path} allows reading only. Unlock it or choose another folder, then try again."
)
_DENIED = N_(
    "Peerdesk may not use {path}. Another program may hold it open, or this computer account "
    "lacks the right. Close other programs or ask whoever looks after the computer, then try again."
)
_NO_RIGHT = N_(
    "Peerdesk may not write in the folder {folder}. Choose another folder, or ask whoever looks after the computer for "
    "the right to write there."
)
_HELD = N_(
    "Another program, such as a PDF reader or a spreadsheet, holds {path} open, so it was not written. Close it there and "
    "try again, or choose another name."
)
_MARKED = N_("{path} is marked as read-only, so it was not written. Choose another name, or take that mark off the file.")
_GONE = N_("The folder of {path} is not there. Plug the drive in again or choose another folder.")
_NO_FOLDER = N_("{path} leads through something that is not a folder. Choose another place.")
_IS_FOLDER = N_("{path} is a folder, and a file must lie there. Rename it or choose another place.")
_LONG = N_("The file name {path} is too long for this disk. Choose a shorter one.")
_FAILING = N_("The disk failed at {path}. Make a backup on another drive now, and have this disk looked at.")
_OTHER = N_("{path} could not be used. Check the disk and its free space, then try again.")
_ROOM = N_(
    "This needs {needed} MB of free space on the disk of {folder}; it has {free} MB. Free some space, then try again. "
    "Nothing was changed."
)
_SIGNS = N_('A file here cannot be named {name}: leave out the signs < > : " / \\ | ? * and line breaks.')
_RESERVED = N_("{name} is a name that Windows keeps for itself. Choose another one, such as {other}.")
_THERE = N_("{path} is there already. Choose another name, or that very file where it is to be replaced.")
_ENDS = N_("A file name cannot end in a blank or a dot here: {name}. Take it off.")

_SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EBUSY: _DENIED,
    errno.ETXTBSY: _HELD,
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: _IS_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ENAMETOOLONG: _LONG,
    errno.EINVAL: _SIGNS,
    errno.EIO: _FAILING,
}
# What Windows says more exactly than its errno; the numbers are those of winerror.h.
_WINDOWS = {
    3: _GONE, 15: _GONE, 19: _READ_ONLY, 21: _GONE, 23: _FAILING, 32: _HELD, 33: _HELD, 39: _FULL, 53: _GONE,
    112: _FULL, 123: _SIGNS, 206: _LONG, 267: _NO_FOLDER, 1117: _FAILING, 1224: _HELD,
}  # fmt: skip
_ON_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_OF_WINDOWS = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9¹²³]|LPT[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL
)
_LONGEST = 255  # UTF-16 units of a name on Windows, bytes elsewhere
# Some file systems cannot flush a folder; the file itself is flushed by then.
_FOLDER_CANNOT_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF}


def disk_problem(error: OSError, path: Path) -> DiskProblem:
    """The problem, with remedy, that stands for this error at this path."""
    sentence = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _SENTENCES.get(error.errno or 0, _OTHER)
    return DiskProblem(_(sentence).format(path=path, name=path.name, folder=path.parent))


def check_name(path: Path, windows: bool = os.name == "nt") -> None:
    """Raise DiskProblem where no file can have this name on this system, before anything is made for it."""
    name = path.name
    units = len(name.encode("utf-16-le", "surrogatepass")) // 2 if windows else len(os.fsencode(name))
    if not name or "\0" in str(path) or (windows and _ON_WINDOWS.search(name)):
        raise DiskProblem(_(_SIGNS).format(name=name.replace("\0", " ") or path))
    if windows and _OF_WINDOWS.fullmatch(name):
        raise DiskProblem(_(_RESERVED).format(name=name, other=f"{path.stem.strip()}-1{path.suffix}"))
    if windows and name[-1:] in (" ", "."):
        raise DiskProblem(_(_ENDS).format(name=name))
    if units > _LONGEST:
        raise DiskProblem(_(_LONG).format(path=path))


def require_place(path: Path) -> None:
    """Raise DiskProblem where a file cannot lie here, before anything is done for it: its name, its folder, a folder."""
    check_name(path)
    with explained(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not path.parent.is_dir():
            number = errno.ENOTDIR if path.parent.exists() else errno.ENOENT
            raise OSError(number, os.strerror(number))


def with_ending(path: Path, ending: str) -> Path:
    """The path with this ending (.pdf), put behind a name that has another or none: 'Hours 11.2026' keeps its dot.

    Raises DiskProblem where a file of the completed name is there: nobody was asked whether it may be replaced.
    """
    if path.suffix.lower() == ending or not path.name:
        return path
    whole = path.with_name(path.name + ending)
    if whole.exists():
        raise DiskProblem(_(_THERE).format(path=whole))
    return whole


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an `OSError` inside the block into a `DiskProblem` about this path."""
    try:
        yield
    except OSError as error:
        raise disk_problem(error, path) from error


def previous(path: Path) -> Path:
    """Where the content before the last one is kept."""
    return path.with_name(path.name + ".previous")


def make_folder(path: Path) -> None:
    """Make the folder, and those above it, for its owner only; an existing one is closed to others.

    Raises DiskProblem.
    """
    with explained(path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)


def require_room(*wanted: tuple[Path, int]) -> None:
    """Raise DiskProblem where a disk lacks the bytes that are wanted in these folders; those on one disk add up.

    A folder that is not there yet counts as the nearest above it. Where a disk does not say what is free, nothing is
    asked of it.
    """
    disks: dict[int, tuple[Path, int]] = {}
    for folder, count in wanted:
        there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
        with explained(there):
            disk = there.stat().st_dev
        disks[disk] = (disks.get(disk, (there, 0))[0], disks.get(disk, (there, 0))[1] + count)
    for there, count in disks.values():
        with contextlib.suppress(OSError):
            free = shutil.disk_usage(there).free
            if free < count:
                mega = 10**6
                raise DiskProblem(_(_ROOM).format(needed=-(-count // mega), free=free // mega, folder=there))


def size(*paths: Path) -> int:
    """The bytes of those of these files that are there."""
    return sum(path.stat().st_size for path in paths if path.exists())


def temporary(path: Path) -> Path:
    """A fresh, empty, owner-only file beside this path, to be filled and given to `replace`.

    Raises DiskProblem.
    """
    check_name(path)
    with explained(path):
        try:
            number, name = tempfile.mkstemp(prefix=".", suffix=_ENDING, dir=path.parent)
        except PermissionError as error:
            raise DiskProblem(_(_NO_RIGHT).format(folder=path.parent)) from error
        os.close(number)
    private.note(Path(name))
    return Path(name)


@contextlib.contextmanager
def landing(path: Path) -> Iterator[IO[bytes]]:
    """A file to be filled; at the block's end it lands at the path, whole, or not at all where the block raises.

    Raises DiskProblem; the file is then as it was.
    """
    fresh = temporary(path)
    try:
        with explained(path), fresh.open("w+b") as file:
            yield file
        replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def new(path: Path) -> Iterator[IO[bytes]]:
    """A file that is not there yet, to be filled in a private folder; readable by its owner only. Raises DiskProblem."""
    with explained(path):
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(number, "wb") as file:
            yield file


def reserve(path: Path) -> None:
    """Make an empty file for its owner only where none is there; what a database lays beside it takes its mode.

    One that others may read is closed to them, and so is what lies beside it. What cannot be made or closed stays as
    it is: the database itself says what hinders it.
    """
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with contextlib.suppress(OSError):
            if os.name == "posix" and each.stat().st_mode & 0o077:
                each.chmod(0o600)


def write(path: Path, data: bytes, *, keep_previous: bool = False) -> None:
    """Put these bytes at the path, whole or not at all; the content before is kept beside it if asked.

    Raises DiskProblem; the file is then as it was.
    """
    if keep_previous and path.exists():
        copy(path, previous(path))
    fresh = temporary(path)
    try:
        with explained(path):
            _fill(fresh, data)
        replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def copy(source: Path, target: Path) -> None:
    """Copy a finished small file, whole; never a live database, whose journal would stay behind.

    Raises DiskProblem.
    """
    with explained(source):
        data = source.read_bytes()
    write(target, data)


def replace(fresh: Path, path: Path) -> None:
    """Flush a filled temporary to the disk and put it in place, waiting out a short hold by another program.

    Raises DiskProblem; both files are then as they were.
    """
    with explained(path):
        fresh.chmod(0o600)
        _flush(fresh)
        _rename(fresh, path)
        flush_folder(path.parent)


def remove(path: Path) -> None:
    """Remove the file if it is there. Raises DiskProblem."""
    with explained(path):
        path.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> int:
    """Remove temporaries that a kill left behind, under the store's lock; how many they were."""
    with explained(folder):
        left = [each for each in folder.glob(".*" + _ENDING) if each.is_file()]
    for each in left:
        remove(each)
    return len(left)


def _fill(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)


def _flush(path: Path) -> None:
    # Windows flushes only what is open for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _rename(fresh: Path, path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    for wait in _WAITS:
        try:
            os.replace(fresh, path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    try:
        os.replace(fresh, path)
    except PermissionError as error:
        raise _kept_shut(error, path) from error


def _kept_shut(error: PermissionError, path: Path) -> OSError | DiskProblem:
    """Why a file that is there cannot be put anew, though its folder takes files: it is marked, or somebody has it open."""
    if not path.exists():
        return error
    return DiskProblem(_(_HELD if os.access(path, os.W_OK) else _MARKED).format(path=path))


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk. Raises OSError."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _FOLDER_CANNOT_FLUSH:
            raise
    finally:
        os.close(number)
