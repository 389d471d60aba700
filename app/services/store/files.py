"""Files land whole: a temporary in the same folder, flushed to the disk, then put in place.

Whoever looks finds the old content or the new, never a part. Files are readable by their owner only
(0600, folders 0700). What the disk refuses becomes a `DiskProblem` that names the remedy.
"""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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
_GONE = N_("The folder of {path} is not there. Plug the drive in again or choose another folder.")
_NO_FOLDER = N_("{path} leads through something that is not a folder. Choose another place.")
_IS_FOLDER = N_("{path} is a folder, and a file must lie there. Rename it or choose another place.")
_LONG = N_("The file name {path} is too long for this disk. Choose a shorter one.")
_FAILING = N_("The disk failed at {path}. Make a backup on another drive now, and have this disk looked at.")
_OTHER = N_("{path} could not be used. Check the disk and its free space, then try again.")

_SENTENCES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EBUSY: _DENIED,
    errno.ENOENT: _GONE,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EISDIR: _IS_FOLDER,
    errno.EEXIST: _NO_FOLDER,
    errno.ENAMETOOLONG: _LONG,
    errno.EIO: _FAILING,
}
# Some file systems cannot flush a folder; the file itself is flushed by then.
_FOLDER_CANNOT_FLUSH = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF}


def disk_problem(error: OSError, path: Path) -> DiskProblem:
    """The problem, with remedy, that stands for this error at this path."""
    sentence = _SENTENCES.get(error.errno or 0, _OTHER)
    return DiskProblem(_(sentence).format(path=path))


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


def temporary(path: Path) -> Path:
    """A fresh, empty, owner-only file beside this path, to be filled and given to `replace`.

    Raises DiskProblem.
    """
    with explained(path):
        number, name = tempfile.mkstemp(prefix=".", suffix=_ENDING, dir=path.parent)
        os.close(number)
    private.note(Path(name))
    return Path(name)


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
        _flush_folder(path.parent)


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
    for wait in _WAITS:
        try:
            os.replace(fresh, path)
        except PermissionError:
            time.sleep(wait)
        else:
            return
    os.replace(fresh, path)


def _flush_folder(folder: Path) -> None:
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
