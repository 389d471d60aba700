"""Brings a store to this version's schema: verified copy first, then one transaction.

Alembic is imported only where a store is new or behind, so that an ordinary start does not pay for it.
"""

import shutil
import tempfile
from pathlib import Path

from sqlalchemy import Engine, MetaData
from sqlalchemy.engine import Connection

from app import clock, paths
from app.services.problems import Damaged, NewerStore
from app.services.store import engine as engines
from app.services.store import files, guards, private
from app.wording import _

SPARE = 2 * 1024 * 1024  # bytes beside the copy and the change
HEAD = "0007"


def bring_up(engine: Engine, path: Path, key: bytes, metadata: MetaData) -> None:
    """Upgrade the open store to HEAD; where it is there already, only guards that are off are put on again.

    Raises NewerStore where a later Peerdesk wrote it, Damaged where rows would be left without what they refer to.
    """
    found = revision(engine)
    if found == HEAD:
        _guard(engine, metadata)
        return
    if found is not None and found not in known():
        raise NewerStore(_("A newer Peerdesk wrote this store. Install the newer version to open it."))
    if found is not None:
        copy_before(path, key, found)
    _upgrade(engine, metadata)


def _guard(engine: Engine, metadata: MetaData) -> None:
    with engines.sentences(), engine.connect() as connection:
        if guards.stand(connection, metadata):
            return
    with engines.sentences(), engine.execution_options(writes=True).begin() as connection:
        guards.drop(connection)
        guards.create(connection, metadata)


def revision(engine: Engine) -> str | None:
    """The store's schema revision, or None for an empty file."""
    with engines.sentences(), engine.connect() as connection:
        there = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").first()
        if not there:
            return None
        row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
        return str(row[0]) if row else None


def known() -> set[str]:
    """The revisions that this version's scripts know."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(str(paths.migrations())).walk_revisions()}


def copy_before(path: Path, key: bytes, found: str) -> Path:
    """A verified encrypted copy of the store beside it, made before its schema changes.

    Raises DiskProblem where the disk has no room for the copy and the change, Damaged where the copy does not verify.
    """
    folder = path.parent / "backups"
    files.require_room((path.parent, 2 * engines.size(path) + SPARE))
    files.make_folder(folder)
    stamp = clock.stamp(clock.now())
    target = folder / f"before-upgrade-{found}-{stamp}.db"
    copy(path, key, target)
    return target


def copy(path: Path, key: bytes, target: Path) -> None:
    """Copy the store through SQLite's backup, encrypted under the same key; reopened and verified, then put in place.

    Raises DiskProblem, Damaged where the copy does not verify; there is no file then.
    """
    with files.explained(target):
        work = Path(tempfile.mkdtemp(prefix=".", suffix=private.ENDING, dir=target.parent))
    try:
        faults = _copied(path, key, work / engines.FILE)
        if faults:
            raise Damaged(_("The copy made before the upgrade could not be verified. Nothing was changed."))
        files.replace(work / engines.FILE, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _copied(path: Path, key: bytes, place: Path) -> list[str]:
    """Copy a store to a new file, closed as one file without a journal; the faults of the copy."""
    source = engines.connect(path, key)
    try:
        copied = engines.connect(place, key)
        try:
            with engines.sentences():
                source.backup(copied)
                faults = check(copied)
                copied.execute("PRAGMA journal_mode = DELETE").fetchone()
        finally:
            copied.close()
    finally:
        source.close()
    return faults


def check(raw: object) -> list[str]:
    """Faults of an open raw connection's file: pages, structure, references; empty where it is whole."""
    run = raw.execute  # type: ignore[attr-defined]  # the driver has no types
    run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # the page check does not read the WAL
    faults = [str(row[0]) for row in run("PRAGMA cipher_integrity_check").fetchall()]
    faults += [str(row[0]) for row in run("PRAGMA quick_check").fetchall() if row[0] != "ok"]
    return faults + [str(row[0]) for row in run("PRAGMA foreign_key_check").fetchall()]


def _upgrade(engine: Engine, metadata: MetaData) -> None:
    writer = engine.execution_options(writes=True)
    with engines.sentences(), writer.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")  # takes effect only outside a transaction
        try:
            with connection.begin():
                guards.drop(connection)
                run_scripts(connection)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise Damaged(_("The upgrade would have left rows behind. Nothing was changed."))
                guards.create(connection, metadata)
        finally:
            raw.execute("PRAGMA foreign_keys = ON")


def run_scripts(connection: Connection, target: str = "head") -> None:
    """Run the migration scripts up to `target` on a connection that is inside its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
