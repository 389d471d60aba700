"""Imports: every bad file has its sentence with row and column, all of a file is taken or nothing."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.models.hours import Hours
from app.models.imports import ImportedFile
from app.models.staff import Enrolment, Staff
from app.models.supervision import (
    License,
    PaperSignature,
    SessionAttendance,
    SupervisionEducation,
    SupervisionSession,
)
from app.services.across import verify
from app.services.across.opening import SignedIn
from app.services.exchange import imports, rows, templates
from app.services.exchange.formulas import guard, unguard
from app.services.exchange.imports import Report
from app.services.exchange.kinds.table import KINDS
from app.services.problems import FileRefused, Forbidden, NotFound
from app.services.store import audit
from app.services.store import session as sessions
from app.services.supervision import owed
from app.services.users import Actor, Role

STAFF = (
    "code,name,title,pack,started_on,ended_on\n"
    "AW,Anna Wolf,Peer supporter,mt-cbhpss,2024-01-01,\n"
    "BB,Bo Čuč̓,Peer supporter,mt-cbhpss,2024-01-01,2025-06-30\n"
)
SUPERVISORS = (
    "code,name,license_type,license_number,licensed_on,license_expires_on,supervision_ce_hours\n"
    "RC,Ruth Calf,social_worker,L-1,2015-01-01,,\n"
    "NEW,Nell West,social_worker,L-2,2025-01-01,,2.5\n"
)
AGREEMENTS = "staff,supervisor,signed_on,ends_on,not_therapist_confirmed\nAW,RC,2024-01-01,,yes\nBB,RC,2024-01-01,,no\n"
HOURS = "staff,date,category,minutes,paid\n"
SESSIONS = "staff,supervisor,date,start,stop,format,manner,paper_signed_on\n"

Bring = Callable[..., Report]


@pytest.fixture
def bring(signed_in: SignedIn) -> Bring:
    def run(kind: str, text: str | bytes, **options: object) -> Report:
        data = text if isinstance(text, bytes) else text.encode()
        return imports.run(signed_in.store, signed_in.actor, kind, data, **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def people(bring: Bring) -> Bring:
    for kind, text in (("staff", STAFF), ("supervisors", SUPERVISORS), ("agreements", AGREEMENTS)):
        bring(kind, text)
    return bring


def refused(
    bring: Bring, kind: str, text: str | bytes, **options: object
) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(FileRefused) as caught:
        bring(kind, text, **options)
    return [(one.row, one.column, one.sentence) for one in caught.value.rows]


def count(signed_in: SignedIn, model: type) -> int:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def audited(signed_in: SignedIn) -> int:
    """How many rows the audit has."""
    with signed_in.store.engine.connect() as connection:
        return audit.last(connection)[0]


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (b"", None, "empty"),
        (b"\xef\xbb\xbf \r\n", None, "empty"),
        (b"staff,date,category,minutes\n", None, "no rows"),
        (b"staff,date,category,minutes\n,,,\n", None, "no rows"),
        (b"PK\x03\x04....", None, "Save as"),
        ("staff,date\nAW,x\n".encode("utf-16-le"), None, "UTF-16"),
        ("staff,date\nAW,x\n".encode("utf-32"), None, "UTF-32"),
        (b"<html><table><tr><td>staff", None, "web page"),
        (b"staff,date\nAW,x\nB\xe9,y\n", 3, "Byte 18 of the file is not UTF-8"),
        (b"staff,date\nAW,x\0\n", 2, "NUL"),
        (b'staff,date\nAW,ok\nAW,"open\nAW,x\n', 3, "quote mark"),
        (b'staff,date\nAW,"a"b\n', 2, "closing quote"),
    ],
)
def test_a_file_that_is_no_sheet_says_what_to_do(
    bring: Bring, data: bytes, row: int | None, words: str
) -> None:
    found = refused(bring, "hours", data)
    assert [at for at, _column, _said in found] == [row]
    assert words in found[0][2]


def test_every_fault_of_the_header_is_named(bring: Bring) -> None:
    found = refused(bring, "hours", "staff,dates,staff,,minutes\n1,2,3,4,5\n")
    said = " ".join(sentence for _row, _column, sentence in found)
    assert {row for row, _column, _said in found} == {1}
    assert "dates is not known" in said and "staff is there twice" in said and "Column 4 has no name" in said
    assert "date is missing" in said and "category is missing" in said


def test_all_problems_of_all_rows_are_listed_and_nothing_is_kept(people: Bring, signed_in: SignedIn) -> None:
    text = HOURS + (
        "AW,2024-02-30,group,60,yes\n"
        "ZZ,2024-02-01,group,60,yes\n"
        "AW,2024-02-01,nap,0,maybe\n"
        "AW,2024-02-01,group,1500,\n"
        "AW,2024-02-02,group,-5,\n"
        "AW,2024-02-03\n"
        "\n"
        "AW,2024-02-03,group,60,perhaps\n"
    )
    found = refused(people, "hours", text)
    assert [(row, column) for row, column, _said in found] == [
        (2, "date"), (3, "staff"), (4, "category"), (4, "minutes"), (4, "paid"), (5, "minutes"), (6, "minutes"),
        (7, None), (9, "paid"),
    ]  # fmt: skip
    assert "no such day" in found[0][2] and "ZZ" in found[1][2] and "2 cells" in found[-2][2]
    assert count(signed_in, Hours) == 0
    assert count(signed_in, ImportedFile) == 3


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(people: Bring) -> None:
    text = 'staff,supervisor,date,start,stop,format,manner,topics\nAW,RC,2024-02-01,10:00,11:00,individual,phone,"a\nb"\n'
    found = refused(people, "supervision", text + "AW,RC,2024-02-01,x,11:00,individual,phone,\n")
    assert [(row, column) for row, column, _said in found] == [(3, "start")]


def test_hours_are_taken_with_one_audit_row(people: Bring, signed_in: SignedIn) -> None:
    before = audited(signed_in)
    report = people("hours", "\ufeff" + HOURS + "AW,2024-02-01,group,90,\r\nBB,2024-02-01,travel,30,no\r\n")
    assert (report.taken, list(report.warnings)) == (2, [])
    assert audited(signed_in) == before + 2  # the hours, and the file's digest
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        kept = session.execute(select(Staff.code, Hours.date, Hours.minutes, Hours.paid).join(Staff)).all()
    day = dt.date(2024, 2, 1)
    assert sorted(map(tuple, kept)) == [("AW", day, 90, True), ("BB", day, 30, False)]
    assert verify.run(signed_in) == []


def test_the_same_file_is_refused_until_repeats_are_allowed(people: Bring, signed_in: SignedIn) -> None:
    text = HOURS + "AW,2024-02-01,group,90,\n"
    people("hours", text)
    assert "imported on" in refused(people, "hours", text)[0][2]
    found = refused(people, "hours", HOURS + "AW,2024-02-02,group,90,\nAW,2024-02-01,group,90,yes\n")
    assert [row for row, _column, _said in found] == [3] and "on record already" in found[0][2]
    assert people("hours", text, allow_repeats=True).taken == 1
    assert count(signed_in, Hours) == 2


def test_a_row_twice_in_one_file_is_kept_twice_with_a_warning(people: Bring, signed_in: SignedIn) -> None:
    report = people("hours", HOURS + "AW,2024-02-01,group,90,\nAW,2024-02-01,group,90,yes\n")
    assert report.taken == 2 and [one.row for one in report.warnings] == [3]
    assert "row 2" in report.warnings[0].sentence
    line = "AW,RC,2024-02-01,10:00,11:00,individual,phone,\n"
    assert 3 in [one.row for one in people("supervision", SESSIONS + line + line).warnings]
    found = refused(
        people, "supervision", SESSIONS + line + "BB,RC,2024-02-01,13:00,14:00,individual,phone,\n"
    )
    assert [row for row, _column, _said in found] == [2]


def test_a_day_holds_24_hours_in_file_and_store_together(people: Bring, signed_in: SignedIn) -> None:
    people("hours", HOURS + "AW,2024-02-01,group,1400,\n")
    found = refused(
        people,
        "hours",
        HOURS + "AW,2024-02-01,travel,30,\nBB,2024-02-01,travel,30,\nAW,2024-02-01,other,11,\n",
    )
    assert [(row, column) for row, column, _said in found] == [(2, "minutes"), (4, "minutes")]
    assert "24 h 1 min" in found[0][2] and "rows 2, 4" in found[0][2] and "23 h 20 min on record" in found[0][2]
    assert people("hours", HOURS + "AW,2024-02-01,travel,30,\nAW,2024-02-01,other,10,\n").taken == 2


def test_hours_outside_employment_are_taken_and_warned_about_as_the_ledger_says(
    people: Bring, signed_in: SignedIn
) -> None:
    report = people(
        "hours", HOURS + "BB,2023-12-31,group,60,\nBB,2025-06-30,group,60,\nBB,2025-07-01,group,60,\n"
    )
    assert [(one.row, one.column) for one in report.warnings] == [(2, "date"), (4, "date")]
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        (line,) = owed.ledger(session, dt.date(2025, 12, 31), "BB")
    listed = [hours.reason for month in line.months for hours in month.hours_not_counted]
    assert [one.sentence.startswith(reason) for one, reason in zip(report.warnings, listed, strict=True)] == [
        True,
        True,
    ]


def test_a_pack_that_the_person_does_not_hold_is_refused(people: Bring) -> None:
    found = refused(people, "hours", "staff,date,category,minutes,pack\nAW,2024-02-01,group,60,mt-fps\n")
    assert [(row, column) for row, column, _said in found] == [(2, "pack")]


def test_a_staff_code_again_with_another_pack_is_a_further_enrolment(
    people: Bring, signed_in: SignedIn
) -> None:
    assert people("staff", "code,name,pack,started_on\nAW,Anna Wolf,mt-fps,2024-05-01\n").taken == 1
    assert count(signed_in, Staff) == 2 and count(signed_in, Enrolment) == 3


def test_staff_rows_that_clash_are_refused_by_number(people: Bring) -> None:
    text = (
        "code,name,title,pack,started_on,ended_on\n"
        "AW,Anna Wolf,Peer supporter,mt-cbhpss,2024-01-01,\n"
        "BB,Bo Čuč̓,Peer supporter,mt-cbhpss,2024-01-02,\n"
        "AW,Anna Other,,mt-mfp,2024-01-01,\n"
        "CC,Cy,,mt-none,2024-01-01,\n"
        "DD,Di,,mt-fps,2024-01-02,2024-01-01\n"
        "EE,Eve,,mt-fps,2024-01-01,\n"
        "EE,Eve,,mt-fps,2024-01-03,\n"
    )
    found = refused(people, "staff", text)
    assert [(row, column) for row, column, _said in found] == [
        (2, None), (3, "code"), (4, "name"), (5, "pack"), (6, "ended_on"), (8, "code"),
    ]  # fmt: skip
    assert "on screen" in found[1][2] and "on screen" in found[2][2] and "Row 7" in found[5][2]


def test_an_equal_staff_row_stays_one_where_repeats_are_allowed(people: Bring, signed_in: SignedIn) -> None:
    report = people("staff", STAFF + "FF,Fay,,mt-fps,2024-01-01,\n", allow_repeats=True)
    assert report.taken == 1 and [one.row for one in report.warnings] == [2, 3]
    assert count(signed_in, Staff) == 3


def test_a_supervisor_code_again_adds_a_license_period(people: Bring, signed_in: SignedIn) -> None:
    head = SUPERVISORS.split("\n")[0] + "\n"
    report = people("supervisors", head + "NEW,Nell West,lcsw,L-9,2026-01-01,2027-12-31,6\n")
    assert report.taken == 1
    assert count(signed_in, License) == 3
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert session.scalar(select(func.sum(SupervisionEducation.minutes))) == 360
    found = refused(
        people,
        "supervisors",
        head
        + "RC,Ruth Calf,social_worker,L-1,2015-01-01,,\n"
        + "RC,Ruth Calf,social_worker,L-1,2016-01-01,,\n"
        + "RC,Ruth Other,lcsw,L-5,2016-01-01,,\n"
        + "NEW,Nell West,lcsw,L-8,2026-01-01,,1\n",
    )
    assert [(row, column) for row, column, _said in found] == [
        (2, None), (3, "code"), (4, "name"), (5, "supervision_ce_hours"),
    ]  # fmt: skip


def test_repeated_license_and_certificate_numbers_are_warned_about(people: Bring) -> None:
    head = SUPERVISORS.split("\n")[0] + "\n"
    text = head + "A1,Ada,lcsw,L-1,2015-01-01,,\nA2,Abe,lcsw,N,2015-01-01,,\nA3,Amy,lcsw,N,2015-01-01,,\n"
    report = people("supervisors", text)
    assert [(one.row, one.column) for one in report.warnings] == [
        (2, "license_number"),
        (4, "license_number"),
    ]
    staff = (
        "code,name,pack,started_on,certification_number\nX,X,mt-fps,2024-01-01,77\nY,Y,mt-fps,2024-01-01,77\n"
    )
    assert [(one.row, one.column) for one in people("staff", staff).warnings] == [(3, "certification_number")]


def test_agreements_are_warned_about_refused_and_not_repeated(bring: Bring) -> None:
    bring("staff", STAFF)
    bring("supervisors", SUPERVISORS)
    report = bring("agreements", AGREEMENTS)
    assert [(one.row, one.column) for one in report.warnings] == [(3, "not_therapist_confirmed")]
    head = AGREEMENTS.split("\n")[0] + "\n"
    text = (
        head
        + "AW,RC,2024-01-01,,yes\nQQ,RC,2024-01-01,,yes\nAW,NEW,2024-02-01,2024-01-01,yes\nAW,NEW,2024-02-01,,\n"
    )
    found = refused(bring, "agreements", text)
    assert [(row, column) for row, column, _said in found] == [
        (2, None), (3, "staff"), (4, "ends_on"), (5, "not_therapist_confirmed"),
    ]  # fmt: skip


def test_sessions_that_would_not_be_credited_are_taken_with_the_ledgers_reasons(
    people: Bring, signed_in: SignedIn
) -> None:
    text = SESSIONS + (
        "AW,RC,2024-02-01,10:00,11:00,individual,in_person,2024-02-02\n"
        "AW,RC,2024-02-01,10:30,11:30,individual,in_person,2024-02-02\n"
        "BB,RC,2024-02-02,10:00,11:00,individual,video,2024-02-02\n"
        "AW,NEW,2025-02-03,10:00,11:00,individual,phone,2025-02-03\n"
        "AW;BB,RC,2025-07-01,10:00,10:10,group,phone,2025-07-01\n"
        "AW,RC,2023-12-30,23:30,00:30,individual,phone,2024-01-02\n"
    )
    report = people("supervision", text)
    assert report.taken == 6
    said = {row: [one for one in report.warnings if one.row == row] for row in range(2, 8)}
    assert said[2] == [] and [one.column for one in said[3]] == ["start"]
    assert [one.column for one in said[4]] == ["supervisor"] and "therapist" in said[4][0].sentence
    assert len(said[5]) == 2 and {one.column for one in said[5]} == {"supervisor"}
    assert {one.column for one in said[6]} == {"date", "supervisor", "stop"}
    assert "date" in {one.column for one in said[7]}
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        (line,) = owed.ledger(session, dt.date(2025, 12, 31), "AW")
    ledger = {(one.date, one.start): one.reason for month in line.months for one in month.not_credited}
    for row, key in ((5, (dt.date(2025, 2, 3), "10:00")), (7, (dt.date(2023, 12, 30), "23:30"))):
        for one in said[row]:
            reason = one.sentence.removeprefix("AW: ").removesuffix(". It is kept, but not credited.")
            assert reason in ledger[key]
    assert sum(month.credited_minutes for month in line.months) == 90 + 10
    assert count(signed_in, PaperSignature) == 6 and count(signed_in, SessionAttendance) == 7
    assert verify.run(signed_in) == []


def test_an_overlap_with_a_stored_session_is_warned_about(people: Bring) -> None:
    people("supervision", SESSIONS + "AW,RC,2024-02-01,10:00,11:00,individual,in_person,\n")
    report = people(
        "supervision",
        SESSIONS
        + "AW,RC,2024-02-01,09:30,10:15,individual,phone,\nBB,RC,2024-02-01,10:00,11:00,individual,phone,\n",
    )
    assert (2, "start") in {(one.row, one.column) for one in report.warnings}
    assert not [one for one in report.warnings if one.row == 3 and one.column == "start"]


def test_sessions_that_cannot_be_are_refused(people: Bring, signed_in: SignedIn) -> None:
    text = SESSIONS + (
        "AW,RC,2024-02-01,10:00,10:00,individual,phone,\n"
        "AW,RC,2025-03-09,02:30,03:30,individual,phone,\n"
        "AW,RC,2024-02-01,10:00,11:00,individual,phone,2024-01-31\n"
        "AW;BB,RC,2024-02-01,10:00,11:00,individual,phone,\n"
        "AW;ZZ,QQ,2024-02-01,10:00,11:00,group,phone,\n"
    )
    found = refused(people, "supervision", text)
    assert [(row, column) for row, column, _said in found] == [
        (2, "stop"), (3, "start"), (4, "paper_signed_on"), (5, "staff"), (6, "staff"), (6, "supervisor"),
    ]  # fmt: skip
    assert "skips" in found[1][2] and "ZZ" in found[4][2]
    assert count(signed_in, SupervisionSession) == 0


def test_a_repeated_hour_is_its_first_showing_unless_the_fold_says_so(
    people: Bring, signed_in: SignedIn
) -> None:
    head = "staff,supervisor,date,start,stop,format,manner,start_fold,stop_fold,signed_on\n"
    people(
        "supervision",
        head
        + "AW,RC,2025-11-02,01:15,02:15,individual,phone,,,2025-11-02\n"
        + "BB,RC,2025-11-02,01:15,02:15,individual,phone,1,0,\n",
    )
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        kept = session.execute(select(SupervisionSession.stops - SupervisionSession.starts)).scalars().all()
    assert sorted(kept) == [60, 120]


def test_a_dry_run_keeps_nothing_and_says_the_same(people: Bring, signed_in: SignedIn) -> None:
    text = HOURS + "AW,2024-02-01,group,90,\nBB,2023-02-01,group,90,\n"
    before = audited(signed_in)
    tried = people("hours", text, dry_run=True)
    assert count(signed_in, Hours) == 0 and audited(signed_in) == before
    assert people("hours", text) == tried and tried.taken == 2 and len(tried.warnings) == 1


def test_only_a_manager_imports(people: Bring, signed_in: SignedIn) -> None:
    other = Actor(signed_in.actor.user_id, "Sue", frozenset({Role.SUPERVISOR, Role.AUDITOR}))
    with pytest.raises(Forbidden):
        imports.run(signed_in.store, other, "hours", (HOURS + "AW,2024-02-01,group,90,\n").encode())
    assert count(signed_in, Hours) == 0


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(NotFound):
        imports.kind_of("weather")


@pytest.mark.parametrize("name", list(KINDS))
def test_columns_are_the_entrys_fields_and_the_template_names_them(name: str) -> None:
    kind = KINDS[name]
    assert set(kind.columns) == set(kind.entry.model_fields)
    header, blank, head, *book = templates.template(name).splitlines()
    assert header.split(",") == list(kind.columns) and blank == "" and head == "column,needed,meaning,allowed"
    assert [line.split(",")[0] for line in book] == list(kind.known)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["AW", "", " AW ", "a b", "x" * 40]),
            st.sampled_from(
                ["2024-01-01", "2024-1-1", "1700006400", "", "2024-02-30", "0001-01-01", "3/4/26", "11/16/26", "16/11/26"]
            ),
            st.sampled_from(["group", "Group", "", "nap"]),
            st.sampled_from(["1", "0", "1440", "1441", "1_000", "1.5", "", "٣", "-1", "1:30", "0:20:31", "7h 40m"]),
            st.sampled_from(["yes", "NO", "t", "1", ""]),
        ),
        max_size=12,
    )
)
def test_cells_checked_once_mean_what_the_entry_means(cells: list[tuple[str, ...]]) -> None:
    kind = KINDS["hours"]
    columns = ("staff", "date", "category", "minutes", "paid")
    numbered = list(enumerate(cells, 2))
    first, second = rows.Found(), rows.Found()
    quick = list(rows._by_cell(kind, numbered, columns, rows.Turner(kind, columns, first)))
    slow = list(rows._by_row(kind, numbered, columns, rows.Turner(kind, columns, second)))
    assert first == second
    assert [row for row, _cells in quick] == [row for row, _entry in slow]
    for (_row, one), (_same, entry) in zip(quick, slow, strict=True):
        assert one._asdict() == entry.model_dump()


@given(st.text())
def test_guarded_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_an_apostrophe_of_the_writers_own_stays() -> None:
    assert unguard("'t Hart") == "'t Hart" and guard("'t Hart") == "''t Hart"
