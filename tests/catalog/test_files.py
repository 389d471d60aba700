"""What holds for every kind of record that has a file: template, import with each problem by row, codebook, round trip."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.consents import DisclosedClient
from app.services.across import leaving
from app.services.across.opening import SignedIn
from app.services.catalog import KINDS
from app.services.exchange import imports, templates
from app.services.problems import FileRefused
from tests.caseload import act
from tests.catalog.conftest import Kind
from tests.catalog.examples import EXAMPLES, WORDS

FILED = [one for one in KINDS if one.csv]


@pytest.fixture(params=FILED, ids=[one.name for one in FILED])
def filed(request: pytest.FixtureRequest) -> Kind:
    """Each kind that has a file."""
    return request.param


def file_of(kind: Kind, *rows: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kind.entry.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_the_template_names_each_column_with_its_meaning(filed: Kind) -> None:
    head, _blank, _title, *lines = templates.template(filed.csv).splitlines()
    assert head == ",".join(filed.entry.model_fields)
    assert [line.split(",")[0] for line in lines] == list(filed.entry.model_fields)


def test_what_is_exported_imports_again_as_it_is(staffed: SignedIn, filed: Kind, tmp_path: Path) -> None:
    typed = EXAMPLES[filed.name]
    words = WORDS[filed.name]
    rows = [typed | {words: said} for said in ("=1+1", "A, “quoted” word", "Zoë")]
    assert imports.run(staffed.store, staffed.actor, filed.csv, file_of(filed, *rows)).taken == 3
    year = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    made = leaving.export(staffed, filed.csv, *year, tmp_path / "out")
    data = made.csv.read_bytes()
    assert made.rows == 3 and b"'=1+1" in data
    book = json.loads(made.codebook.read_text(encoding="utf-8"))
    assert [field["name"] for field in book["fields"]] == list(filed.entry.model_fields)
    if "client" in filed.names:
        with staffed.store.engine.connect() as connection:
            assert len(connection.execute(select(DisclosedClient.client_id)).all()) == 1
    act(staffed, lambda session: [filed.remove(session, line.id) for line in filed.window(session)])
    assert imports.run(staffed.store, staffed.actor, filed.csv, data).taken == 3
    entries = act(staffed, lambda session: [
        filed.entry_of(filed.load(session, line.id)) for line in filed.window(session)])  # fmt: skip
    assert {getattr(one, words) for one in entries} == {"=1+1", "A, “quoted” word", "Zoë"}
    again = leaving.export(staffed, filed.csv, *year, tmp_path / "again")
    assert again.csv.read_bytes() == data


def test_each_problem_is_told_by_row_and_nothing_is_taken(staffed: SignedIn, filed: Kind) -> None:
    typed = EXAMPLES[filed.name]
    named = next(iter(filed.names))
    with pytest.raises(FileRefused) as wrong:
        imports.run(staffed.store, staffed.actor, filed.csv, file_of(filed, typed, typed | {named: "NOBODY"}))
    assert [(one.row, one.column) for one in wrong.value.rows] == [(3, named)] and "NOBODY" in wrong.value.sentence
    assert act(staffed, filed.window) == []
    assert imports.run(staffed.store, staffed.actor, filed.csv, file_of(filed, typed)).taken == 1
    with pytest.raises(FileRefused) as wrong:
        imports.run(staffed.store, staffed.actor, filed.csv, file_of(filed, typed, typed | {WORDS[filed.name]: "Another"}))
    assert "on record already" in wrong.value.sentence
