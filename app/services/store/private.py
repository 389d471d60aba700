"""What a process leaves behind: nothing. No core dumps; temporary files in a private folder that goes with it.

Every library's temporary file lands in that folder, because the system's own one is pointed at it. It goes at the
process's end; what a kill left goes at the next start, and with it files that were on their way to another place.
Light to import: it runs before the first window.
"""

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_MARK, _LANDING = "held", "landing"
ENDING = ".landing"  # of files on their way, which `files.temporary` makes
_SET_DUMPABLE = 4  # PR_SET_DUMPABLE of prctl(2)
_QUIET = 0x0001 | 0x0002 | 0x8000  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX

_own: Path | None = None
_held: IO[bytes] | None = None


def no_dumps() -> None:
    """From now on a crash writes no image of the memory, in which names and keys lie."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_QUIET)
        return
    import resource

    with contextlib.suppress(OSError, ValueError):  # a system may forbid even lowering it
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def keep_temporaries(base: Path) -> Path | None:
    """Let all temporary files of this process lie in a folder of its own (0700) in `base`; clear those of dead ones.

    None where no such folder can be made: the system's own is used then.
    """
    global _own, _held
    with contextlib.suppress(OSError):
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        base.chmod(0o700)
        clear(base)
        _own = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=base))
        _held = (_own / _MARK).open("wb")
        _lock(_held)
        for name in ("TMPDIR", "TEMP", "TMP"):
            os.environ[name] = str(_own)
        tempfile.tempdir = None  # asked anew, from the environment
        atexit.register(leave)
    return _own


def leave() -> None:
    """Remove this process's own temporaries, at its end."""
    global _own, _held
    if _held is not None:
        _held.close()
        _held = None
    if _own is not None:
        shutil.rmtree(_own, ignore_errors=True)
        _own = None


def clear(base: Path) -> int:
    """Remove what processes left that are gone, and files that were on their way elsewhere; how many folders."""
    gone = [folder for folder in base.iterdir() if folder.is_dir() and not _alive(folder)] if base.is_dir() else []
    for folder in gone:
        for path in _on_their_way(folder):
            with contextlib.suppress(OSError):
                path.unlink()
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def note(path: Path) -> None:
    """Remember a file on its way to its place, so that the next start removes it where a kill comes between."""
    if _own is not None:
        with contextlib.suppress(OSError), (_own / _LANDING).open("a", encoding="utf-8") as file:
            file.write(f"{path.absolute()}\n")


def _on_their_way(folder: Path) -> Iterator[Path]:
    """The noted files of a dead process; only such as `files.temporary` names."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for line in (folder / _LANDING).read_text(encoding="utf-8").splitlines():
            path = Path(line)
            if path.name.startswith(".") and path.name.endswith(ENDING) and path.is_file():
                yield path


def _alive(folder: Path) -> bool:
    """Whether the process that holds the folder's mark still runs."""
    try:
        with (folder / _MARK).open("r+b") as mark:
            _lock(mark)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _lock(file: IO[bytes]) -> None:
    """Hold the file until it is closed. Raises OSError where another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
