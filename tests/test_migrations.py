"""Migrations: they give today's schema, whole or not at all, with a copy before; a newer store is left alone."""

import ast
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Inspector, inspect

from app import paths
from app.models.schema import METADATA
from app.services import problems
from app.services.store import engine as engines
from app.services.store import guards, upgrade

KEY = bytes(range(32))
BEFORE, NEXT = upgrade.HEAD, "9001"
SECOND = f'''"""A step that only this test knows."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{BEFORE}"


def upgrade() -> None:
    op.add_column("agency", sa.Column("motto", sa.String(), nullable=True))
    op.get_bind().exec_driver_sql("UPDATE agency SET motto = 'kept'")
    {{then}}
'''


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Engine]]:
    """Opens encrypted files of this test by name, and closes them at its end."""
    made: list[Engine] = []

    def open_one(name: str = engines.FILE) -> Engine:
        made.append(engines.open_engine(tmp_path / name, KEY))
        return made[-1]

    yield open_one
    for engine in made:
        engine.dispose()


@pytest.fixture
def second_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a second migration behind the first, ending in the given statement."""

    def add(then: str) -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(paths.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / f"{NEXT}_motto.py").write_text(SECOND.format(then=then), encoding="utf-8")
        monkeypatch.setattr(paths, "migrations", lambda: folder)
        monkeypatch.setattr(upgrade, "HEAD", NEXT)

    return add


def _shape(engine: Engine) -> dict[str, Any]:
    """Tables with columns, keys and constraints as the database itself tells them; indexes are compared as SQL."""
    found = {}
    with warnings.catch_warnings():
        # Indexes over expressions cannot be read back as objects; they too are compared as SQL.
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        return _tables(inspect(engine), found)


def _tables(seen: Inspector, found: dict[str, Any]) -> dict[str, Any]:
    for table in seen.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in seen.get_columns(table)
            },
            "primary": seen.get_pk_constraint(table),
            "foreign": sorted(map(str, seen.get_foreign_keys(table))),
            "unique": sorted(map(str, seen.get_unique_constraints(table))),
            "checks": sorted(map(str, seen.get_check_constraints(table))),
        }
    return found


def _kept(engine: Engine, kind: str) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,)
        )
        return {name: " ".join(sql.split()) for name, sql in rows}


def _built(engine: Engine) -> Engine:
    with engine.execution_options(writes=True).begin() as connection:
        METADATA.create_all(connection)
        guards.create(connection, METADATA)
    return engine


def _migrated(engine: Engine, path: Path) -> Engine:
    upgrade.bring_up(engine, path, KEY, METADATA)
    return engine


def _fill(engine: Engine) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO agency (id, store, name, address, phone, zone, created_at, recovery_public)"
            " VALUES ('a', 's', 'Cottonwood', '', '', 'America/Denver', '2026-01-01', x'00')"
        )


def _agency(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.exec_driver_sql("SELECT * FROM agency")]


def test_the_scripts_end_where_the_app_expects() -> None:
    scripts = ScriptDirectory(str(paths.migrations()))
    assert scripts.get_heads() == [upgrade.HEAD]
    assert len(list(scripts.walk_revisions())) == len(list((paths.migrations() / "versions").glob("*.py")))


def test_migrations_never_import_the_app() -> None:
    for path in sorted(paths.migrations().rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] == "app"], path


@pytest.mark.parametrize("kind", ["trigger", "view"])
def test_a_migrated_store_has_the_guards_of_a_built_one(opened: Any, tmp_path: Path, kind: str) -> None:
    built, migrated = _built(opened("built.db")), _migrated(opened(), tmp_path / engines.FILE)
    assert _kept(migrated, kind) == _kept(built, kind)
    if kind == "trigger":
        assert len(_kept(built, kind)) == len(guards.statements(METADATA)) > 10


def test_a_migrated_store_has_the_shape_of_a_built_one(opened: Any, tmp_path: Path) -> None:
    built, migrated = _built(opened("built.db")), _migrated(opened(), tmp_path / engines.FILE)
    expected, found = _shape(built), _shape(migrated)
    assert sorted(found) == sorted(expected) == sorted(METADATA.tables)
    for table in expected:
        assert found[table] == expected[table], table


def test_a_migrated_store_has_the_indexes_of_a_built_one(opened: Any, tmp_path: Path) -> None:
    built, migrated = _built(opened("built.db")), _migrated(opened(), tmp_path / engines.FILE)
    assert _kept(migrated, "index") == _kept(built, "index") != {}


def test_a_newer_store_is_refused_and_stays_as_it_is(opened: Any, tmp_path: Path) -> None:
    path = tmp_path / engines.FILE
    engine = _migrated(opened(), path)
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = path.read_bytes()
    with pytest.raises(problems.NewerStore, match="newer"):
        _migrated(engine, path)
    engine.dispose()
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_a_store_at_head_is_left_alone(opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    monkeypatch.setattr(upgrade, "run_scripts", lambda *_: pytest.fail("nothing was to be done"))
    _migrated(engine, tmp_path / engines.FILE)
    assert upgrade.revision(engine) == upgrade.HEAD


def test_an_older_store_is_copied_then_upgraded(opened: Any, second_step: Any, tmp_path: Path) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    _fill(engine)
    guards_before = _kept(engine, "trigger")
    second_step("")
    _migrated(engine, tmp_path / engines.FILE)
    assert upgrade.revision(engine) == NEXT
    assert _agency(engine)[0]["motto"] == "kept"
    assert _kept(engine, "trigger") == guards_before
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name.startswith(f"before-upgrade-{BEFORE}-")
    assert b"Cottonwood" not in copy.read_bytes()
    older = opened(f"backups/{copy.name}")
    assert upgrade.revision(older) == BEFORE
    assert _agency(older)[0]["name"] == "Cottonwood"


def test_a_step_that_fails_leaves_the_old_state(opened: Any, second_step: Any, tmp_path: Path) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    _fill(engine)
    before, rows, kept = _shape(engine), _agency(engine), _kept(engine, "trigger")
    second_step("raise ArithmeticError('a bug in a step')")
    with pytest.raises(ArithmeticError):
        _migrated(engine, tmp_path / engines.FILE)
    assert upgrade.revision(engine) == BEFORE
    assert (_shape(engine), _agency(engine), _kept(engine, "trigger")) == (before, rows, kept)


def test_a_step_that_orphans_rows_is_refused(opened: Any, second_step: Any, tmp_path: Path) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    second_step(
        "op.get_bind().exec_driver_sql(\"INSERT INTO staff_name (id, staff_id, name) VALUES ('n', 'nobody', 'N')\")"
    )
    with pytest.raises(problems.Damaged, match="Nothing was changed"):
        _migrated(engine, tmp_path / engines.FILE)
    assert upgrade.revision(engine) == BEFORE


@pytest.mark.parametrize("then", ["", "raise ArithmeticError('a bug in a step')"])
def test_references_are_watched_again_afterwards(
    opened: Any, second_step: Any, tmp_path: Path, then: str
) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    second_step(then)
    try:
        _migrated(engine, tmp_path / engines.FILE)
    except ArithmeticError:
        assert then
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_copy_that_does_not_verify_stops_the_upgrade(
    opened: Any, second_step: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = _migrated(opened(), tmp_path / engines.FILE)
    second_step("")
    monkeypatch.setattr(upgrade, "check", lambda raw: ["page 1"])
    with pytest.raises(problems.Damaged, match="Nothing was changed"):
        _migrated(engine, tmp_path / engines.FILE)
    assert upgrade.revision(engine) == BEFORE
    assert list((tmp_path / "backups").iterdir()) == []
