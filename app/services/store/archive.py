"""The one file that a backup is: a ZIP, not compressed, of the encrypted records, their vault file and a label.

Both lie in one file so that they cannot be parted: records without the vault file of their day open for nobody.
The label says openly what a list of backups shows; nothing in it is trusted before the records were opened, except
that it finds damage: it holds the SHA-256 of both. Any ZIP program can take the parts out.
"""

import contextlib
import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from app.services.problems import Damaged, DiskProblem, ForeignStore, NewerStore, Problem
from app.services.store import files, upgrade
from app.services.store.vault import STORE_FILE, VAULT_FILE
from app.wording import N_, _

SUFFIX = ".backup"
FORMAT, VERSION = "peerdesk-backup", 1
LABEL_FILE = "label.json"
_PARTS = (VAULT_FILE, STORE_FILE)
_LARGEST_LABEL = 10_000
_CHUNK = 1 << 20
_ZIP = b"PK\x03\x04"
Tell = Callable[[int], object]

_FOREIGN = N_("{path} is not a backup made by Peerdesk. Choose a file whose name ends in .backup.")
_ONLY_NAMED_SO = N_(
    "{path} is named like a backup, but Peerdesk did not make what is in it, or nothing is left of it. Choose another one."
)
_DAMAGED = N_("The backup {path} is damaged or cut short. Choose another one; nothing was changed.")
_NEWER = N_("A newer Peerdesk made the backup {path}. Install the newest version on this computer; nothing was changed.")
_MISREAD = N_(
    "The drive of {path} did not give back what was written to it, so there is no backup. Use another drive, "
    "and have this one looked at."
)


@dataclass(frozen=True)
class Label:
    """What a backup says openly: whose store (an id), when (UTC), its schema, how long its audit chain is."""

    store: str
    made_at: dt.datetime
    schema: str
    count: int


def pack(folder: Path, label: Label, target: Path, tell: Tell) -> None:
    """Put the two files of `folder` and their label at `target`, whole or not at all; then read all of it back.

    `tell(per cent)` may raise to stop. Raises DiskProblem; there is no file then.
    """
    with files.landing(target) as fresh:
        _fill(fresh, folder, label, lambda percent: tell(percent // 2))
    _read_back(target, tell)


def copy(path: Path, target: Path, tell: Tell = lambda _percent: None) -> None:
    """Put a copy of a backup on another drive, whole or not at all, and read all of it back. Raises as `pack`."""
    files.require_room((target.parent, files.size(path)))
    with files.landing(target) as out, path.open("rb") as source:
        size, done = path.stat().st_size, 0
        while chunk := source.read(_CHUNK):
            out.write(chunk)
            done += len(chunk)
            tell(done * 50 // max(size, 1))
    _read_back(target, tell)


def _read_back(target: Path, tell: Tell) -> None:
    try:
        check(target, lambda percent: tell(50 + percent // 2))
    except BaseException as wrong:
        target.unlink(missing_ok=True)
        if isinstance(wrong, Damaged):
            raise DiskProblem(_(_MISREAD).format(path=target)) from None
        raise


def read(path: Path) -> Label:
    """The label of a backup, without reading its records.

    Raises ForeignStore, Damaged, NewerStore, DiskProblem.
    """
    with _opened(path) as packed:
        return _label(packed, path)[0]


def room(path: Path) -> int:
    """The bytes that a backup takes when it is opened; one of an older schema is copied once more and changed.

    Raises as `read`.
    """
    label, size = read(path), files.size(path)
    return (size if label.schema == upgrade.HEAD else 3 * size) + upgrade.SPARE


def check(path: Path, tell: Tell = lambda _percent: None) -> Label:
    """Read every byte of a backup and compare it with its label. Raises as `read`."""
    with _opened(path) as packed:
        label, digests = _label(packed, path)
        for name in _PARTS:
            _same(path, digests, name, _stream(packed, name, path, tell if name == STORE_FILE else _quiet))
    return label


def unpack(path: Path, folder: Path, tell: Tell = lambda _percent: None) -> Label:
    """Put a backup's two files into `folder`, compared with its label. Raises as `read`."""
    with _opened(path) as packed:
        label, digests = _label(packed, path)
        for name in _PARTS:
            with files.new(folder / name) as out:
                source = _stream(packed, name, path, tell if name == STORE_FILE else _quiet)
                _same(path, digests, name, _copying(source, out))
    return label


def unpack_vault(path: Path, folder: Path) -> Label:
    """Put only a backup's vault file into `folder`: who can open it, without its records. Raises as `read`."""
    with _opened(path) as packed:
        label, digests = _label(packed, path)
        with files.new(folder / VAULT_FILE) as out:
            _same(path, digests, VAULT_FILE, _copying(_stream(packed, VAULT_FILE, path, _quiet), out))
    return label


@contextlib.contextmanager
def of_copy(path: Path) -> Iterator[None]:
    """What is broken in a copy that was taken out of a backup is said of the backup, not of the store."""
    try:
        yield
    except Problem as wrong:
        if not (wrong.broken or wrong.of_key_file):
            raise
        raise Damaged(_(_DAMAGED).format(path=path)) from None


def _quiet(_percent: int) -> None:
    """Tell nobody."""


def _fill(fresh: IO[bytes], folder: Path, label: Label, tell: Tell) -> None:
    digests = {}
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as packed:
        for name in _PARTS:
            size, digest, done = (folder / name).stat().st_size, hashlib.sha256(), 0
            part = _entry(name, label.made_at)
            part.file_size = size  # so that a part over 4 GB gets the long form
            with (folder / name).open("rb") as source, packed.open(part, "w") as out:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
                    done += len(chunk)
                    if name == STORE_FILE:
                        tell(done * 100 // max(size, 1))
            digests[name] = digest.hexdigest()
        said = {
            "format": FORMAT,
            "version": VERSION,
            **asdict(label),
            "made_at": label.made_at.isoformat(),
            "sha256": digests,
        }
        packed.writestr(_entry(LABEL_FILE, label.made_at), json.dumps(said, indent=1))


def _entry(name: str, at: dt.datetime) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second))
    made.external_attr = 0o600 << 16
    return made


def _foreign(path: Path) -> ForeignStore:
    """What to choose instead, by how the file is named."""
    return ForeignStore(_(_ONLY_NAMED_SO if path.suffix.lower() == SUFFIX else _FOREIGN).format(path=path))


def _opened(path: Path) -> zipfile.ZipFile:
    with files.explained(path):
        try:
            return zipfile.ZipFile(path)
        except zipfile.BadZipFile:
            with path.open("rb") as file:
                ours = file.read(len(_ZIP)) == _ZIP  # a ZIP without its end was cut short
        except (ValueError, RuntimeError):
            ours = False
    if ours:
        raise Damaged(_(_DAMAGED).format(path=path))
    raise _foreign(path)


def _label(packed: zipfile.ZipFile, path: Path) -> tuple[Label, dict[str, str]]:
    held = {part.filename: part for part in packed.infolist()}
    raw = _object(packed, held, path)
    if raw.get("format") != FORMAT:
        raise _foreign(path)
    if type(raw.get("version")) is int and raw["version"] > VERSION:
        raise NewerStore(_(_NEWER).format(path=path))
    stored = all(part.compress_type == zipfile.ZIP_STORED for part in held.values())
    try:
        made_at = dt.datetime.fromisoformat(raw["made_at"]).astimezone(dt.UTC)
        label = Label(str(raw["store"]), made_at, str(raw["schema"]), int(raw["count"]))
        digests = {name: str(raw["sha256"][name]) for name in _PARTS}
    except (KeyError, TypeError, ValueError, OverflowError):
        raise Damaged(_(_DAMAGED).format(path=path)) from None
    if not stored or set(held) != {LABEL_FILE, *_PARTS}:
        raise Damaged(_(_DAMAGED).format(path=path))
    return label, digests


def _object(packed: zipfile.ZipFile, held: dict[str, zipfile.ZipInfo], path: Path) -> dict[str, Any]:
    part = held.get(LABEL_FILE)
    if part is None or part.file_size > _LARGEST_LABEL:
        raise _foreign(path)
    try:
        with files.explained(path):
            raw = json.loads(packed.read(part))
    except (ValueError, RuntimeError, EOFError, zipfile.BadZipFile):
        raise Damaged(_(_DAMAGED).format(path=path)) from None
    if not isinstance(raw, dict):
        raise _foreign(path)
    return raw


def _stream(packed: zipfile.ZipFile, name: str, path: Path, tell: Tell) -> Iterator[bytes]:
    size, done = packed.getinfo(name).file_size, 0
    try:
        with files.explained(path), packed.open(name) as source:
            while chunk := source.read(_CHUNK):
                done += len(chunk)
                yield chunk
                tell(done * 100 // max(size, 1))
    except (zipfile.BadZipFile, EOFError, RuntimeError):
        raise Damaged(_(_DAMAGED).format(path=path)) from None


def _copying(source: Iterator[bytes], out: IO[bytes]) -> Iterator[bytes]:
    for chunk in source:
        out.write(chunk)
        yield chunk


def _same(path: Path, digests: dict[str, str], name: str, chunks: Iterator[bytes]) -> None:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    if digest.hexdigest() != digests[name]:
        raise Damaged(_(_DAMAGED).format(path=path))
