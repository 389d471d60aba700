"""Large files and hostile ones: one clear sentence, nothing half imported, memory that does not follow the file."""

import datetime as dt
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance
from app.models.hiring import Applicant
from app.models.hours import Hours
from app.services.across import verify
from app.services.across.opening import SignedIn
from app.services.exchange import imports
from app.services.exchange.kinds import encounters
from app.services.problems import FileRefused, RowProblem
from app.services.store import audit
from app.services.store import session as sessions

STAFF = "code,name,pack,started_on\nAW,=Anna Wolf,mt-cbhpss,2010-01-01\nBB,Bo Čuč̓,mt-cbhpss,2010-01-01\n"
CLIENTS = "code,first_name,last_name\n" + "".join(f"C{number},@First,-Last{number}\n" for number in range(9))
DAY = dt.date(2016, 1, 1)


@pytest.fixture
def served(signed_in: SignedIn) -> Iterator[SignedIn]:
    bring(signed_in, "staff", STAFF)
    bring(signed_in, "clients", CLIENTS)
    yield signed_in


def bring(who: SignedIn, kind: str, text: str, **how: Any) -> imports.Report:
    return imports.run(who.store, who.actor, kind, text.encode(), **how)


def refused(who: SignedIn, kind: str, text: str) -> list[RowProblem]:
    with pytest.raises(FileRefused) as caught:
        bring(who, kind, text)
    return list(caught.value.rows)


def count(who: SignedIn, model: type) -> int:
    with sessions.reading(who.store, who.actor) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def audited(who: SignedIn, table: str) -> int:
    """How many rows of the audit's tables there are; nobody reads them in a session."""
    with who.store.engine.connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def hours(rows: int, bad: int = 0) -> str:
    """So many rows of hours, the minutes of row `bad` (as a spreadsheet counts) no number."""
    lines = ["staff,date,category,minutes"]
    for number in range(rows):
        day = DAY + dt.timedelta(days=number // 50 % 3650)
        lines.append(f"AW,{day},group,{'sixty' if number + 2 == bad else 1 + number % 9}")
    return "\n".join(lines)


def notes(rows: int) -> str:
    lines = ["client,staff,date,start,stop,manner,data,private_line"]
    for number in range(rows):
        day = DAY + dt.timedelta(days=number // 8)
        group = number % 7 == 0
        lines.append(
            f"{'C1;C2' if group else f'C{number % 9}'},{'BB' if number % 2 else 'AW'},{day},{8 + number % 8:02}:00,"
            f"{8 + number % 8:02}:45,{'group' if group else 'phone'},Note {number},{'C2: hers' if group else ''}"
        )
    return "\n".join(lines)


def test_one_bad_cell_among_many_rows_is_named_and_nothing_is_kept(served: SignedIn) -> None:
    before = audited(served, "audit_row")
    (said,) = refused(served, "hours", hours(20_000, bad=15_001))
    assert (said.row, said.column) == (15_001, "minutes") and "whole number" in said.sentence
    assert count(served, Hours) == 0 and audited(served, "audit_row") == before


def test_encounters_written_before_a_bad_row_are_taken_back(served: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encounters, "AT_ONCE", 10)
    before = audited(served, "audit_row")
    text = notes(95) + "\nC1,AW,2020-01-01,10:00,10:00,phone,,\nC99,ZZ,2020-01-01,10:00,11:00,phone,,"
    assert [(one.row, one.column) for one in refused(served, "encounters", text)] == [
        (97, "stop"), (98, "client"), (98, "staff"),
    ]  # fmt: skip
    assert [count(served, model) for model in (Encounter, EncounterAttendance)] == [0, 0]
    assert audited(served, "audit_row") == before


def test_encounters_in_many_batches_are_one_import(served: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encounters, "AT_ONCE", 10)
    monkeypatch.setattr(audit, "WAITING", 500)
    before, values = audited(served, "audit_row"), audited(served, "audit_value")
    report = bring(served, "encounters", notes(95))
    assert report.taken == 95 and report.warnings == []
    assert audited(served, "audit_row") == before + 3  # encounters, attendance, the file's digest
    assert audited(served, "audit_value") > values + 20, "packed in parts, for the memory's sake"
    assert verify.run(served) == []
    with sessions.reading(served.store, served.actor) as session:
        kept = session.scalars(select(Encounter.data).order_by(Encounter.id)).all()
    assert kept == [f"Note {number}" for number in range(95)], "keys rise in the order of the file"


def test_repeats_and_overlaps_are_seen_across_batches(served: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encounters, "AT_ONCE", 10)
    text = notes(40)
    line = text.splitlines()[3]
    report = bring(served, "encounters", text + "\n" + line)
    assert {(one.row, one.column) for one in report.warnings} == {(42, None), (42, "start")}
    assert "row 4" in next(one.sentence for one in report.warnings if one.column is None)
    found = refused(served, "encounters", notes(45))
    assert [one.row for one in found] == list(range(2, 42)) and "on record already" in found[0].sentence
    late = "client,staff,date,start,stop,manner\nC3,AW,2016-01-01,08:30,08:40,phone"
    (said,) = bring(served, "encounters", late).warnings
    assert (said.row, said.column) == (2, "start") and "8:00 AM" in said.sentence and "8:45 AM" in said.sentence


def test_a_long_file_of_clients_is_checked_before_any_is_held(served: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "HELD", 20)
    rows = [f"N{number},First,Last {number},19{10 + number}-01-01" for number in range(60)]
    rows[40] = "N40,First,Last,March 1950"
    text = "\n".join(["code,first_name,last_name,birth_date", *rows])
    assert [(one.row, one.column) for one in refused(served, "clients", text)] == [(42, "birth_date")]
    assert count(served, Client) == 9
    assert bring(served, "clients", text.replace("March 1950", "1950-03-01")).taken == 60


def test_a_column_that_is_wrong_throughout_stops_the_check(served: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST", 1500)
    found = refused(served, "hours", hours(5000).replace(",group,", ",Group work,"))
    assert len(found) == 1501 and found[0].row is None and "first 1500" in found[0].sentence
    assert [one.row for one in found[1:4]] == [2, 3, 4]


def test_names_that_look_like_formulas_stay_names(served: SignedIn) -> None:
    text = "code,name,position,applied_on\nA1,=HYPERLINK(\"x\"),+Peer,2025-01-01\nA2,'@Ann,-Peer,2025-01-02\n"
    bring(served, "applicants", text.replace('=HYPERLINK("x")', '"=HYPERLINK(""x"")"'))
    with sessions.reading(served.store, served.actor) as session:
        assert session.scalars(select(Applicant.name).order_by(Applicant.code)).all() == ['=HYPERLINK("x")', "@Ann"]


@pytest.mark.full
def test_a_million_rows_with_one_bad_cell_in_bounded_memory(served: SignedIn, tmp_path: Path) -> None:
    text = hours(1_000_000, bad=750_001)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (said,) = refused(served, "hours", text)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024)
    assert (said.row, said.column) == (750_001, "minutes") and count(served, Hours) == 0
    assert grown < 500 * 1024 * 1024
