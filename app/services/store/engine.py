"""The encrypted database: SQLCipher under SQLAlchemy, with the settings that the promises rest on."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import QueuePool

from app import folded
from app.services.problems import Damaged, DiskProblem, ForeignStore, Frozen, Problem
from app.services.store import files
from app.wording import N_, _

FILE = "agency.db"
SQLITE_FLOOR, CIPHER_FLOOR = (3, 51, 3), 4
KEY_BYTES = 32
# memory security stays off: full-text search is 8 to 13 times slower with it.
SETTINGS = (
    "cipher_log_level = NONE",
    "cipher_memory_security = OFF",
    "foreign_keys = ON",
    "secure_delete = ON",
    "recursive_triggers = ON",  # the guards on DELETE then see what INSERT OR REPLACE takes away
    "temp_store = MEMORY",
    "trusted_schema = OFF",
    "busy_timeout = 5000",
    "cache_size = -32768",  # KiB
)
_OTHER = N_("The store's file does not belong to this key, is damaged, or is not a Peerdesk store.")
_DAMAGED, RESTORE = N_("The store's file is damaged."), N_("Restore the newest backup.")


def connect(path: Path, key: bytes) -> Any:
    """A raw connection to the encrypted file. Raises ForeignStore where the key does not open it."""
    _check_versions()
    if len(key) != KEY_BYTES:  # SQLCipher would take another length as a passphrase, or write plain text
        raise ValueError("a raw key has 32 bytes")
    with sentences():
        files.reserve(path)
        raw = driver.connect(str(path), check_same_thread=False, isolation_level=None)
    try:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.create_function("folded_holds", -1, folded.holder(), deterministic=True)
        with sentences():  # some settings read the file already
            for setting in SETTINGS:
                raw.execute(f"PRAGMA {setting}")
            raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            raw.execute("PRAGMA journal_mode = WAL").fetchone()
            raw.execute("PRAGMA synchronous = FULL")
    except BaseException:
        raw.close()
        raise
    return raw


def _check_versions() -> None:
    sqlite = tuple(map(int, driver.sqlite_version.split(".")))
    if sqlite < SQLITE_FLOOR:
        raise Problem(_("This Peerdesk was put together with an unsafe database. Install it again."))


def size(path: Path) -> int:
    """The bytes of a database with what lies in its journal."""
    return files.size(path, path.with_name(f"{path.name}-wal"))


def open_engine(path: Path, key: bytes) -> Engine:
    """An engine over the encrypted file; a connection begins IMMEDIATE where it was asked to write."""
    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connect(path, key),
        poolclass=QueuePool,
        pool_size=4,
        hide_parameters=True,  # an exception's text would hold what a person typed
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    with sentences():
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


def sentence_for(error: BaseException) -> Problem | None:
    """The Problem that a database error means for a person, or None where it is a bug of ours."""
    said = str(getattr(error, "orig", error)).lower()
    if "is frozen" in said:
        return Frozen(_("This record is signed or printed for signature. Write an amendment instead."))
    if "database or disk is full" in said or "no space" in said:
        return DiskProblem(_("The disk is full. Free some space; what you typed is kept."))
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return DiskProblem(_("The store's folder cannot be written. Check that the disk is not read-only."))
    if "database is locked" in said:
        return DiskProblem(_("Another program holds the store's file. Close it and try again."))
    if "disk i/o" in said:
        return DiskProblem(_("The disk did not take the data. Check the disk and its free space, then try again."))
    if "not a database" in said or "file is encrypted" in said:
        return _broken(ForeignStore(_(_OTHER)))
    if "malformed" in said:
        return _broken(Damaged(f"{_(_DAMAGED)} {_(RESTORE)}"))
    return None


def _broken(problem: Problem) -> Problem:
    problem.broken = True
    return problem


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Turns the world's database failures into Problems with a sentence; bugs pass unchanged."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except (DBAPIError, driver.Error, OSError) as error:
        problem = sentence_for(error)
        if problem is None:
            raise
        raise problem from None
