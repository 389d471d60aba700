"""Triggers that hold below the screens: append-only tables stay so, frozen records cannot be changed.

With them come the indexes over expressions that only this dialect needs for speed.

They are made from what the models say of their tables (`info`), after each upgrade, so that no migration has to
carry them. The SQL is the store's own dialect.
"""

from sqlalchemy import MetaData, Table
from sqlalchemy.engine import Connection

PREFIX = "guard_"


def statements(metadata: MetaData) -> list[str]:
    """The CREATE TRIGGER statement of every guard, ordered by name."""
    made: list[str] = [
        _guard("audit_row", "update", "1", "the audit is append-only"),
        _guard("audit_row", "delete", "1", "the audit is append-only"),
        _guard(
            "audit_row",
            "insert",
            "NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit_row)",
            "the audit grows at its end only",
        ),
        _guard("audit_value", "update", "1", "the audit is append-only"),
        _guard("audit_value", "delete", "1", "the audit is append-only"),
        _guard(
            "audit_value",
            "insert",
            "EXISTS (SELECT 1 FROM audit_value v WHERE v.seq = NEW.seq AND v.part = NEW.part)",
            "the audit is append-only",
        ),
    ]
    for table in metadata.sorted_tables:
        made += _of_table(table)
    return sorted(made)


def _of_table(table: Table) -> list[str]:
    info, made = table.info, []
    if info.get("append_only"):
        stays = f"NOT {info['leaves']}" if "leaves" in info else "1"
        made.append(_guard(table.name, "update", "1", f"{table.name} is frozen"))
        made.append(_guard(table.name, "delete", stays, f"{table.name} is frozen"))
    if "frozen" in info:
        made += [_guard(table.name, act, info["frozen"], "the record is frozen") for act in ("update", "delete")]
    if "frozen" in info or "append_only" in info:  # INSERT OR REPLACE slips past a trigger on DELETE
        made.append(_guard(table.name, "insert", _standing(table), f"{table.name} is frozen", "_again"))
    if "frozen_insert" in info:
        made.append(_guard(table.name, "insert", info["frozen_insert"], "the record is frozen"))
        moved = info["frozen_insert"]
        made.append(_guard(table.name, "update", moved, "the record is frozen", "_into"))
    return made


def _standing(table: Table) -> str:
    """Whether a row with the new one's key stands already and may not be replaced."""
    key = " AND ".join(f"o.{column.name} = NEW.{column.name}" for column in table.primary_key)
    return f"EXISTS (SELECT 1 FROM {table.name} o WHERE {key})"


def _guard(table: str, act: str, when: str, why: str, suffix: str = "") -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table}_{act}{suffix} BEFORE {act.upper()} ON {table} "
        f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


def stand(connection: Connection, metadata: MetaData) -> bool:
    """Whether every guard is on, as this version makes it; another program may have taken one off."""
    kept = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\' ORDER BY name"
    ).scalars()
    return sorted(kept) == statements(metadata)


def drop(connection: Connection) -> None:
    """Take every guard off, inside the upgrade's transaction."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'"
    ).scalars()
    for name in list(names):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    indexes = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'speed\\_%' ESCAPE '\\'"
    ).scalars()
    for name in list(indexes):
        connection.exec_driver_sql(f"DROP INDEX {name}")


def create(connection: Connection, metadata: MetaData) -> None:
    """Put every guard on, inside the upgrade's transaction."""
    for statement in [*statements(metadata), *speed(metadata)]:
        connection.exec_driver_sql(statement)


def speed(metadata: MetaData) -> list[str]:
    """The CREATE INDEX statement of every index over an expression, ordered by name."""
    return sorted(
        f"CREATE INDEX {name} ON {table.name} ({columns})"
        for table in metadata.sorted_tables
        for name, columns in table.info.get("speed", {}).items()
    )
