"""The page that lets a stranger add a kind of record: every file and name in it exists."""

import dataclasses
import re

from app import cli
from app.models import access, base, schema, words
from app.services import catalog, doubts, entries, users
from app.services.records import due, kind
from app.ui.record import plain, screens
from tests.sources import ROOT

PAGE = (ROOT / "docs" / "adding-a-record.md").read_text(encoding="utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", PAGE))
FIELDS = {one.name for one in dataclasses.fields(kind.RecordKind)}
PLACES = (access, base, schema, words, catalog, doubts, entries, users, due, kind, plain, screens, cli, kind.RecordKind,
          base.Base, base.Versioned)  # fmt: skip
# Words of a declaration that are no names of ours to look up: columns, arguments, and routes of a kind called X.
OF_A_KIND = {
    "X", "X.form", "X.draft", "client.", "client", "client_id", 'lazy="raise"', "zone", "recorded_at", "title", "named",
    "description", "model_validator", "facts", "SCREENS = plain(KIND, ...)", "KIND = RecordKind(...)", "KIND", "HEAD",
}  # fmt: skip


def test_every_file_that_it_names_is_there() -> None:
    files = {one for one in QUOTED if "/" in one and "X" not in one}
    assert len(files) > 12
    assert [one for one in sorted(files) if not (ROOT / one).exists()] == []


def test_every_command_that_it_names_can_be_run() -> None:
    commands = [one for one in QUOTED if one.startswith("python -m ")]
    assert len(commands) == 2
    assert all((ROOT / f"{one.removeprefix('python -m ').replace('.', '/')}.py").exists() for one in commands)


def test_every_name_of_the_code_that_it_names_is_there() -> None:
    names = {one for one in QUOTED if "/" not in one and not one.startswith("python -m ")} - OF_A_KIND
    names = {one for one in names if not (ROOT / one).exists()}
    unknown = [
        one for one in sorted(names)
        if one not in FIELDS and not any(hasattr(place, one) for place in PLACES) and not one.startswith("entries.")
    ]  # fmt: skip
    assert unknown == []
    assert all(hasattr(entries, one.removeprefix("entries.")) for one in names if one.startswith("entries."))


def test_every_part_of_a_declaration_is_told() -> None:
    assert FIELDS - QUOTED == set()
