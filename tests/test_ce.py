"""Continuing education files: exact minutes, all or nothing, repeats, what counts nowhere, and out again without loss."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.credentials import CompetencyTag, ContinuingEducation
from app.models.staff import Enrolment, Staff
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.credentials import certificates, steps
from app.services.credentials.certificates import CertificateEntry
from app.services.credentials.steps import StepEntry
from app.services.exchange import exports, imports, templates
from app.services.problems import FileRefused
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import owed
from tests import agency
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
HEADER = "staff,date,title,provider,hours,ethics_hours,suicide_prevention_hours,preparation_hours"
ROWS = [
    "AW,2026-03-04,Ethics in small towns,Peer Network,1.5,1.5,,",
    "AW,2026-04-05,\"Suicide, and what to say\",County,6,,2,0",
    "DR,2026-04-05,Č̓ k̓ʷ stories,Tribal college,0.05,0,0,0.05",
]


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    return filled(signed_in)


def filled(who: SignedIn) -> SignedIn:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        agency.people(session)
        certificates.add(session, CertificateEntry.read(
            {"staff": "AW", "title": "=First aid", "issuer": "Red Cross", "issued_on": "2026-01-05"}
        ))  # fmt: skip
    return who


def bring(who: SignedIn, *rows: str, header: str = HEADER, **how: Any) -> imports.Report:
    data = "\n".join([header, *rows]).encode()
    return imports.run(who.store, who.actor, "ce", data, now=NOW, **how)


def kept(who: SignedIn) -> list[tuple[Any, ...]]:
    row = ContinuingEducation
    query = select(
        row.date, row.title, row.minutes, row.ethics_minutes, row.suicide_prevention_minutes, row.preparation_minutes,
        row.pack,
    ).order_by(row.date, row.title)  # fmt: skip
    with sessions.reading(who.store, who.actor) as session:
        return [tuple(found) for found in session.execute(query)]


def test_hours_come_in_as_exact_minutes(office: SignedIn) -> None:
    report = bring(office, *ROWS)
    assert report.taken == 3
    assert [found[2:6] for found in kept(office)] == [(90, 90, 0, 0), (360, 0, 120, 0), (3, 0, 0, 3)]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("XX,2026-03-04,Title,Giver,1,,,", "staff", "No such code"),
        ("AW,04.03.2026,Title,Giver,1,,,", "date", "may be"),
        ("AW,2026-03-04,,Giver,1,,,", "title", "needed"),
        ("AW,2026-03-04,Title,Giver,1.01,,,", "hours", "whole minutes"),
        ("AW,2026-03-04,Title,Giver,25,,,", "hours", "24 hours"),
        ("AW,2026-03-04,Title,Giver,-1,,,", "hours", "below 0"),
        ("AW,2026-03-04,Title,Giver,1_0,,,", "hours", "number"),
        ("AW,2026-03-04,Title,Giver,1,2,,", "ethics_hours", "longer than the whole"),
        ("AW,2026-03-04,Title,Giver,24,,,\nAW,2026-03-04,Another,Giver,0.5,,,", "hours", "over 24 hours"),
    ],
)
def test_a_row_that_cannot_be_names_its_place_and_nothing_is_kept(
    office: SignedIn, row: str, column: str, words: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        bring(office, ROWS[0].replace("2026-03-04", "2026-02-02"), *row.split("\n"))
    assert [(one.column, words in one.sentence) for one in caught.value.rows] == [(column, True)]
    assert kept(office) == []


def test_repeats_are_refused_by_number_unless_allowed(office: SignedIn) -> None:
    bring(office, *ROWS)
    with pytest.raises(FileRefused, match="already"):
        bring(office, *ROWS)
    with pytest.raises(FileRefused) as caught:
        bring(office, ROWS[0], "AW,2026-06-06,New,Giver,1,,,")
    assert [one.row for one in caught.value.rows] == [2]
    assert bring(office, ROWS[0], allow_repeats=True).taken == 1


def test_what_counts_nowhere_is_kept_and_said(office: SignedIn) -> None:
    report = bring(office, "AW,2026-03-04,Title,Giver,1,,,", "AW,2027-03-04,Title,Giver,1,,,")
    said = {(one.row, one.column): one.sentence for one in report.warnings}
    assert said[2, "date"].startswith("Not counted: before the first period")
    assert "still to come" in said[3, "date"]
    assert len(kept(office)) == 2


def test_a_dry_run_keeps_nothing(office: SignedIn) -> None:
    assert bring(office, *ROWS, dry_run=True).taken == 3
    assert kept(office) == []


def test_the_template_tells_the_columns(office: SignedIn) -> None:
    first, *rest = templates.template("ce").splitlines()
    assert first.startswith(HEADER)
    book = {row[0]: row for row in csv.reader(io.StringIO("\n".join(rest))) if row}
    assert [book[name][1] for name in HEADER.split(",")] == ["required"] * 5 + ["optional"] * 3
    assert book["hours"][3] == "hours, such as 6 or 1.5"


def test_what_goes_out_comes_in_again_as_it_was(office: SignedIn, tmp_path: Path) -> None:
    header = HEADER + ",pack,certificate,competencies"
    more = [
        "AW,2026-05-05,'=danger,@giver,1:20,0:01,,,,'=First aid,",
        "AW,2026-06-06,Topics,Giver,2,,,,mt-cbhpss,,bh-ethics;bh-scope",
    ]
    bring(office, *(row + ",,," for row in ROWS), *more, header=header)
    with sessions.reading(office.store, office.actor) as session:
        made = exports.write(session, "ce", dt.date(2026, 1, 1), dt.date(2026, 12, 31), tmp_path / "out")
    text = made.csv.read_bytes()
    assert made.rows == 5 and b"1:20" in text and b"1.5" in text
    entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    other = filled(opening.create(tmp_path / "other", entry, MANAGER, PASSPHRASE, cost=vault.LOW))
    try:
        assert imports.run(other.store, other.actor, "ce", text, now=NOW).taken == 5
        assert kept(other) == kept(office)
        with sessions.reading(other.store, other.actor) as session:
            assert set(session.scalars(select(CompetencyTag.item))) == {"bh-ethics", "bh-scope"}
            named = session.scalar(select(ContinuingEducation).where(ContinuingEducation.title == "=danger"))
            assert named is not None and named.certificate_id is not None and named.minutes == 80
    finally:
        other.store.close()


def test_staff_files_warn_of_a_certification_to_come(office: SignedIn) -> None:
    text = "code,name,title,pack,started_on,certified_on\nZZ,Zoe Bear,Helper,mt-cbhpss,2026-01-01,2027-01-01\n"
    report = imports.run(office.store, office.actor, "staff", text.encode(), now=NOW)
    assert [(one.column, "still to come" in one.sentence) for one in report.warnings] == [("certified_on", True)]


@pytest.mark.parametrize(("day", "refused"), [("1990-05-05", True), ("1990-05-06", False)])
def test_staff_files_with_a_certification_before_birth_are_refused(office: SignedIn, day: str, refused: bool) -> None:
    with sessions.transaction(office.store, office.actor, NOW) as session:
        steps.record(session, StepEntry.read({"staff": "AW", "kind": "born", "date": "1990-05-06"}))
    text = f"code,name,pack,started_on,certified_on\nAW,Annie Whitegrass,mt-fps,2026-01-01,{day}\n"
    if refused:
        with pytest.raises(FileRefused) as caught:
            imports.run(office.store, office.actor, "staff", text.encode(), now=NOW)
        assert [(one.row, one.column, "before the person's birth" in one.sentence) for one in caught.value.rows] == [
            (2, "certified_on", True)
        ]
    else:
        imports.run(office.store, office.actor, "staff", text.encode(), now=NOW)
    with sessions.reading(office.store, office.actor) as session:
        held = session.scalars(select(Enrolment.pack).join(Staff).where(Staff.code == "AW"))
        assert ("mt-fps" in held) is not refused


def test_a_certification_to_come_changes_no_ratio_before_its_day(office: SignedIn) -> None:
    text = (
        "code,name,pack,started_on,certified_on\nZZ,Zoe Bear,mt-cfpss,2026-01-01,2027-01-01\n"
        "YY,Yan Bear,mt-cfpss,2026-01-01,2026-01-01\n"
    )
    imports.run(office.store, office.actor, "staff", text.encode(), now=NOW)
    worked = "staff,date,category,minutes\nZZ,2026-03-02,direct_service,480\nYY,2026-03-02,direct_service,480\n"
    imports.run(office.store, office.actor, "hours", worked.encode(), now=NOW)
    with sessions.reading(office.store, office.actor) as session:
        lines = {one.staff: one.months[2].required_minutes for one in owed.ledger(session, NOW.date())}
    assert (lines["ZZ"], lines["YY"]) == (24, 12)
