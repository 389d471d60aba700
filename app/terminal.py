"""What the command line asks and says: who opens which store, with what passphrase; warnings and refusals."""

import contextlib
import datetime as dt
import getpass
import io
import os
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from app import log, paths
from app.services.problems import FileRefused, Problem, RowProblem
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.services.across.opening import SignedIn

LISTED = 200
# A passphrase has at most 1,024 characters of at most four bytes.
LONGEST_FILE = 4096 + 2

_COMMAND = N_("The command: {line}")
_NO_PASSPHRASE = N_("Nobody is at the keyboard to type the passphrase. Name a file with --passphrase-file.")
_NOT_TEXT = N_("The passphrase is not UTF-8 text. Save its file again as UTF-8.")
_TOO_LONG = N_("The passphrase file is too long to be a passphrase. Name another file.")
_UNREADABLE = N_("{path} cannot be read. Check the name and whether you may open it.")
_WHO = N_("This store has several users. Say who you are with --user NAME.")
_DIFFER = N_("The two passphrases differ. Nothing was made; start again.")
_ODD = N_("Something in Peerdesk went wrong: {kind} at {place}. Nothing was kept of this step.")


class Common:
    """The options that every command takes, before or after its name."""

    def __init__(self) -> None:
        """Nothing was given yet."""
        self.store: str | None = None
        self.user: str | None = None
        self.passphrase_file: str | None = None
        self.purpose: str = "own_use"
        self.recipient: str = ""
        self.basis: str = ""
        self.consent_on: dt.date | None = None

    @property
    def folder(self) -> Path:
        """The store's folder: the one named, else this person's own."""
        return Path(self.store) if self.store else paths.default_store()

    @property
    def reason(self) -> dict[str, object]:
        """Why a paper or file with clients' names is made, as typed."""
        return {name: getattr(self, name) for name in ("purpose", "recipient", "basis", "consent_on")}


def content(path: str, limit: int = -1) -> bytes:
    """The bytes of a named file, or of standard input for `-`. Raises Problem."""
    try:
        if path == "-":
            return sys.stdin.buffer.read(limit)
        with open(path, "rb") as file:
            return file.read(limit)
    except OSError:
        raise Problem(_(_UNREADABLE).format(path=path)) from None


def passphrase(common: Common, *, new: bool = False) -> str:
    """The passphrase of a file or typed unseen, in NFKC; a new one is typed twice. Raises Problem."""
    if common.passphrase_file is not None:
        return from_bytes(content(common.passphrase_file, LONGEST_FILE + 1))
    if not sys.stdin.isatty():
        raise Problem(_(_NO_PASSPHRASE))
    typed = getpass.getpass(_("New passphrase: ") if new else _("Passphrase: "), stream=sys.stderr)
    if new and getpass.getpass(_("The same again: "), stream=sys.stderr) != typed:
        raise Problem(_(_DIFFER))
    return unicodedata.normalize("NFKC", typed)


def from_bytes(data: bytes) -> str:
    """A passphrase file's text: UTF-8, one line end at its end dropped, in NFKC. Raises Problem."""
    if len(data) > LONGEST_FILE:
        raise Problem(_(_TOO_LONG))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_(_NOT_TEXT)) from None
    for end in ("\r\n", "\n", "\r"):
        if text.endswith(end):
            text = text[: -len(end)]
            break
    return unicodedata.normalize("NFKC", text)


@contextlib.contextmanager
def signed_in(common: Common) -> Iterator["SignedIn"]:
    """The store, open for this person; its anchor is settled and it is closed in the end. Raises Problem."""
    from app.services.across import moving, opening

    with aside_named(common):
        opening.require_store(common.folder)
        name = common.user or only_user(common.folder)
        opened = opening.unlock(common.folder, name, passphrase(common))
    if opened.placement:
        complain(_("Warning: {text}").format(text=opened.placement))
    if moved := moving.warning(common.folder):
        complain(_("Warning: {text}").format(text=moved))
    try:
        with aside_named(common), opening.advice(common.folder):
            yield opened
    finally:
        opened.store.close()


@contextlib.contextmanager
def aside_named(common: Common, file: Path | None = None) -> Iterator[None]:
    """Where a backup may take the place of a broken store, name the command that does it, with the file that was asked."""
    try:
        yield
    except Problem as wrong:
        if not (wrong.broken and wrong.advised):
            raise
        words = ["peerdesk", "restore", str(file or wrong.backup or "FILE.backup"), "--aside"]
        words += ["--store", common.store] if common.store else []
        line = " ".join(f'"{word}"' if " " in word else word for word in words)
        raise type(wrong)(f"{wrong.sentence} {_(_COMMAND).format(line=line)}") from None


def only_user(folder: Path) -> str:
    """The one who can open the store; else asked for at the terminal. Raises Problem."""
    from app.services.store import vault

    people = vault.read(folder).people
    if len(people) == 1:
        return people[0].name
    if not sys.stdin.isatty():
        raise Problem(_(_WHO))
    sys.stderr.write(_("Your name: "))
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def say(text: str) -> None:
    """Write a line of the answer."""
    sys.stdout.write(text + "\n")


def give(text: str) -> None:
    """Write an answer for other programs: these very line ends and bytes, on every system."""
    out = sys.stdout
    out.flush()
    buffer = getattr(out, "buffer", None)
    if buffer is None:  # a stand-in that takes text only changes no line ends either
        out.write(text)
        return
    buffer.write(text.encode(out.encoding or "utf-8", "replace"))
    buffer.flush()


def stop_saying() -> None:
    """From now on the answer goes nowhere, also what Python itself flushes at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def complain(text: str) -> None:
    """Write a line that is not part of the answer."""
    sys.stderr.write(text + "\n")


def warn(rows: Sequence[RowProblem]) -> None:
    """Name the rows that were taken with a warning."""
    for one in rows[:LISTED]:
        complain(_("Warning: {text}").format(text=f"{str(one)[:1].lower()}{str(one)[1:]}"))
    _say_more(len(rows))


def refuse(problem: Problem) -> None:
    """Say why a command was refused, a line for each row at fault."""
    if not isinstance(problem, FileRefused):
        complain(problem.sentence)
        return
    head, *_rows = problem.sentence.split("\n", 1)
    complain(head)
    for one in problem.rows[:LISTED]:
        complain(str(one))
    _say_more(len(problem.rows))


def _say_more(count: int) -> None:
    if count > LISTED:
        complain(plural("... and {count} more.", "... and {count} more.", count - LISTED))


class Unseen(io.StringIO):
    """What was said where nobody could read it."""


def stand_in() -> Unseen | None:
    """Without a console, take what is written; None where there is one. Nothing fails for the lack of it."""
    if sys.stderr is not None:
        return None
    unseen = Unseen()
    sys.stderr = unseen
    sys.stdout = sys.stdout or io.StringIO()
    return unseen


def place_of(error: BaseException) -> str:
    """Kind and place of an error, as the log may have them."""
    return f"{type(error).__name__}, {_place(error.__traceback__)}"


def explain_bug(error: BaseException) -> None:
    """Name a bug of ours by its kind and place only: values may be private."""
    complain(_(_ODD).format(kind=type(error).__name__, place=_place(error.__traceback__)))


def _place(step: TracebackType | None) -> str:
    """The innermost line of our own code in a trace, as `file:line`."""
    place = "?"
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if "app" in file.parts:
            place = f"{'/'.join(file.parts[file.parts.index('app') :])}:{step.tb_lineno}"
        step = step.tb_next
    return place


def keep_values_out() -> None:
    """From now on Python's own word on a bug of another thread, or while tidying up, is its kind and place only."""

    def said(wrong: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
        line = f"{wrong.exc_type.__name__}, {_place(wrong.exc_traceback)}"
        complain(line)
        log.note(line)

    threading.excepthook = said
    sys.unraisablehook = said


def speak_utf8() -> None:
    """Names in any script go through a pipe as UTF-8; what a terminal cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")


def has_display() -> bool:
    """Whether a window can be opened; Windows and macOS always can."""
    if not sys.platform.startswith("linux"):
        return True
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in named)
