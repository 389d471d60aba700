"""What spreadsheets and time clocks write in a cell: one meaning is read, several are asked about, none is refused.

Each row of these tables is a cell as a program writes it, and what becomes of it in an import.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app import wording
from app.models.clients import Client, ClientName
from app.models.encounters import Encounter
from app.models.hours import Hours
from app.models.staff import Enrolment, Staff
from app.services.across.opening import SignedIn
from app.services.exchange import cells, imports, mapping
from app.services.exchange.days import Days
from app.services.exchange.told import UNSAID, Answers, Told
from app.services.problems import FileRefused, RowProblem
from app.services.store import session as sessions

TODAY = dt.date(2026, 11, 30)
NOTES = "client,staff,date,start,stop,manner,plan\n"
HOURS = "staff,date,category,minutes\n"

Bring = Callable[..., imports.Report]


@pytest.fixture
def bring(staffed: SignedIn) -> Bring:
    """Import a file into a store with people in it."""

    def run(kind: str, text: str | bytes, said: str = "", **options: object) -> imports.Report:
        data = text if isinstance(text, bytes) else text.encode()
        read = mapping.read(said.encode()) if said else None
        return imports.run(staffed.store, staffed.actor, kind, data, mapping=read, **options)  # type: ignore[arg-type]

    run("clients", "code,first_name,last_name\nC-101,Clara,Elk\nC-102,Bo,Stands\nC-103,Di,Calf\n")
    return run


def refused(bring: Bring, kind: str, text: str | bytes, said: str = "", **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        bring(kind, text, said, **options)
    return caught.value


def places(rows: tuple[RowProblem, ...] | list[RowProblem]) -> list[tuple[int | None, str | None]]:
    return [(one.row, one.column) for one in rows]


def kept(signed_in: SignedIn, *columns: object) -> list[tuple[object, ...]]:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return sorted(map(tuple, session.execute(select(*columns))))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-11-16", "2026-11-16"),
        (" 2026-11-16 ", "2026-11-16"),
        ("2026-3-4", "2026-03-04"),
        ("2026/11/16", "2026-11-16"),
        ("2026.11.16", "2026-11-16"),
        ("2026-11-16 00:00:00", "2026-11-16"),
        ("2026-11-16T00:00:00", "2026-11-16"),
        ("2026-11-16T00:00:00.000Z", "2026-11-16"),
        ("11/16/2026 12:00:00 AM", "2026-11-16"),
        ("11/16/2026 0:00", "2026-11-16"),
        ("11/16/2026", "2026-11-16"),
        ("11-16-2026", "2026-11-16"),
        ("11.16.2026", "2026-11-16"),
        ("11/16/26", "2026-11-16"),
        ("3/3/2026", "2026-03-03"),
        ("03/3/26", "2026-03-03"),
        ("16/11/2026", "2026-11-16"),
        ("16-Nov-26", "2026-11-16"),
        ("16-Nov-2026", "2026-11-16"),
        ("16 Nov 2026", "2026-11-16"),
        ("16NOV2026", "2026-11-16"),
        ("Nov 16 2026", "2026-11-16"),
        ("Nov 16, 2026", "2026-11-16"),
        ("Nov. 16, 2026", "2026-11-16"),
        ("November 16, 2026", "2026-11-16"),
        ("november 16th, 2026", "2026-11-16"),
        ("Sept 3, 2026", "2026-09-03"),
        ("Monday, November 16, 2026", "2026-11-16"),
        ("Mon 16-Nov-26", "2026-11-16"),
        ("2026-Nov-16", "2026-11-16"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_date_of_one_meaning_is_read(cell: str, day: str) -> None:
    assert Days(UNSAID, TODAY).read(cell) == day


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("3/4/2026", ("“3/4/2026”", "2026-03-04 or 2026-04-03", '"month first" or "day first"')),
        ("04.03.2026", ("may be",)),
        ("3/4/26", ("2026-03-04 or 2026-04-03",)),
        ("26-11-16", ("2016-11-26 or 2026-11-16", '"day first" or "year first"')),
        ("46342", ("“46342”", "spreadsheet counts days")),
        ("46342.375", ("spreadsheet counts days",)),
        ("2026-11-16 09:30", ("“2026-11-16 09:30”", 'part = "date"')),
        ("11/16/2026 9:30:00 AM", ('part = "date"',)),
        ("16-Nov", ("lacks",)),
        ("Nov-26", ("lacks",)),
        ("3/4", ("lacks",)),
        ("2/30/2026", ("no such day", "“2/30/2026”")),
        ("2026-02-30", ("no such day", "“2026-02-30”")),
        ("2026-13-01", ("no such day",)),
        ("13/13/2026", ("no such day",)),
        ("31-Nov-2026", ("no such day",)),
        ("Tuesday, November 16, 2026", ("day of the week",)),
        ("11/16/1826", ("1900",)),
        ("1/0/1900", ("no such day",)),
        ("tomorrow", ("“tomorrow” is no date", "2026-03-04")),
        ("20261116", ("no date",)),
        ("1700006400", ("no date",)),
        ("١١/١٦/٢٠٢٦", ("no date",)),
        ("March 1950", ("lacks",)),
        ("Novembre 16, 2026", ("no date",)),
    ],
)
def test_a_date_of_several_meanings_or_none_is_named(cell: str, words: tuple[str, ...]) -> None:
    found = Days(UNSAID, TODAY).read(cell)
    assert isinstance(found, Told) and found.value == cell
    assert all(word in found.problem for word in words), found.problem


@pytest.mark.parametrize(
    ("said", "cell", "day"),
    [
        ("month first", "3/4/2026", "2026-03-04"),
        ("day first", "3/4/2026", "2026-04-03"),
        ("month first", "16/11/2026", None),
        ("day first", "11/16/26", None),
        ("day first", "16-11-26", "2026-11-16"),
        ("year first", "26-11-16", "2026-11-16"),
        ("year first", "3/4/2026", None),
        ("month first", "2026-03-04", "2026-03-04"),
        ("day first", "Nov 4, 2026", "2026-11-04"),
    ],
)
def test_what_is_said_of_the_file_settles_the_order(said: str, cell: str, day: str | None) -> None:
    found = Days(Answers(dates=said), TODAY).read(cell)
    assert found == day if day else isinstance(found, Told) and found.problem


def test_two_orders_in_one_file_are_refused() -> None:
    days = Days(UNSAID, TODAY)
    assert days.read("11/16/2026") == "2026-11-16" and days.read("12/17/2026") == "2026-12-17"
    found = days.read("16/11/2026")
    assert isinstance(found, Told) and "day first" in found.problem


def test_years_of_two_digits_are_of_this_century_and_doubted_where_far_ahead() -> None:
    found = Days(UNSAID, TODAY).read("6/30/98")
    assert isinstance(found, Told) and found.value == "2098-06-30" and not found.problem
    assert "2098-06-30" in found.warning


@pytest.mark.parametrize(
    ("cell", "day"), [("12/31/61", "1961-12-31"), ("11/29/26", "2026-11-29"), ("12/25/26", "1926-12-25")]
)
def test_a_short_year_of_birth_is_asked_about(cell: str, day: str) -> None:
    open_ = Days(UNSAID, TODAY)
    found = open_.birth(cell)
    assert isinstance(found, Told) and "birth_years" in found.problem and cell not in found.problem
    assert open_.asks == {"birth_years": cell}
    assert Days(Answers(birth_years="newest past"), TODAY).birth(cell) == day
    assert Days(UNSAID, TODAY).birth("12/31/1961") == "1961-12-31"


def test_a_birth_date_stands_in_no_sentence() -> None:
    for cell in ("3/4/1961", "2/30/1961", "March 1950", "12345", "1961-03-04 08:00", "Monday, 3/4/1961"):
        found = Days(UNSAID, TODAY).birth(cell)
        assert isinstance(found, Told) and found.problem
        assert not any(part in found.problem for part in (cell, "1961-03", "1950", "12345")), found.problem


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("9:00", "09:00"),
        ("09:00", "09:00"),
        ("23:59", "23:59"),
        ("9:00:00", "09:00"),
        ("09:00:00.000", "09:00"),
        ("1:15 PM", "13:15"),
        ("1:15PM", "13:15"),
        ("1:15 p.m.", "13:15"),
        ("1:15 P. M.", "13:15"),
        ("1:15p", "13:15"),
        ("1:15:00 pm", "13:15"),
        ("12:05 a.m.", "00:05"),
        ("12:05 PM", "12:05"),
        ("1 PM", "13:00"),
        ("9am", "09:00"),
        ("1899-12-30 09:30:00", "09:30"),
        ("12/30/1899 1:15:00 PM", "13:15"),
        ("1/0/1900 9:30", "09:30"),
        ("", ""),
    ],
)
def test_a_time_of_one_meaning_is_read(cell: str, time: str) -> None:
    assert cells.clock(cell) == time


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("14.30", "“14.30” is no time"),
        ("13:15 PM", "no such time"),
        ("0:15 AM", "no such time"),
        ("24:00", "no such time"),
        ("9:60", "no time"),
        ("0.375", "“0.375” is no time"),
        ("930", "no time"),
        ("noon", "“noon” is no time"),
        ("2026-11-16 09:00", 'part = "time"'),
        ("2026-11-16", "no time"),
        ("09:00Z", "no time"),
        ("９:00", "no time"),
    ],
)
def test_a_time_that_is_none_is_named(cell: str, words: str) -> None:
    found = cells.clock(cell)
    assert isinstance(found, Told) and words in found.problem and found.value == cell


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("90", "90"),
        (" 90 ", "90"),
        ("1:30", "90"),
        ("00:20:00", "20"),
        ("07:40:00", "460"),
        ("24:00", "1440"),
        ("7h 40m", "460"),
        ("7h40", "460"),
        ("7 hrs 40 min", "460"),
        ("2 hours", "120"),
        ("45 min", "45"),
        ("45m", "45"),
        ("7.5 h", "450"),
        (".25h", "15"),
        ("-5", "-5"),
        ("", ""),
    ],
)
def test_a_length_of_one_meaning_is_read(cell: str, value: str) -> None:
    assert cells.minutes(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("0:20:31", "21"), ("0:20:29", "20"), ("0:20:30", "21"), ("7.67 h", "460"), (".33 h", "20")]
)
def test_a_length_with_seconds_is_rounded_and_told(cell: str, value: str) -> None:
    found = cells.minutes(cell)
    assert isinstance(found, Told) and found.value == value
    assert f"{cell}” was rounded to {wording.length(int(value))}" in found.warning


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("7.67", 'part = "minutes"'),
        ("90.0", 'part = "minutes"'),
        ("1,5", 'part = "minutes"'),
        ("1:75", "“1:75” is no length"),
        ("1_000", "no length"),
        ("full day", "“full day” is no length"),
        ("1e3", "no length"),
    ],
)
def test_a_length_that_could_be_hours_or_nothing_is_named(cell: str, words: str) -> None:
    found = cells.minutes(cell)
    assert isinstance(found, Told) and words in found.problem


def test_hours_of_a_course_may_be_told_by_the_clock(bring: Bring) -> None:
    assert cells.hours("1:30") == 90 and cells.hours("6 hours") == 360 and cells.hours("1.5") == "1.5"
    head = "staff,date,title,provider,hours,ethics_hours,suicide_prevention_hours,preparation_hours\n"
    assert bring("ce", head + "AW,11/16/2025,Ethics,Board,1:30,0:30,,\n").taken == 1


def test_encounters_as_excel_saves_them_again(bring: Bring, signed_in: SignedIn) -> None:
    text = "\ufeff" + NOTES.replace("\n", "\r\n") + (
        "C-101,AW,11/16/2026,9:00,9:30,in_person,Call the clinic\r\n"
        "C-102,AW,11/17/2026,1:15 PM,2:00 PM,in_person,Look for housing\r\n"
    )
    report = bring("encounters", text)
    assert report.taken == 2
    day = dt.date(2026, 11, 16)
    assert kept(signed_in, Encounter.date, Encounter.start, Encounter.stop) == [
        (day, dt.time(9), dt.time(9, 30)), (day + dt.timedelta(1), dt.time(13, 15), dt.time(14)),
    ]  # fmt: skip


def test_a_date_of_two_meanings_is_refused_by_row_and_can_be_answered(bring: Bring, signed_in: SignedIn) -> None:
    text = HOURS + "AW,3/4/2026,group,60\nAW,11/16/2026,group,60\nAW,5/6/2026,group,60\n"
    wrong = refused(bring, "hours", text)
    assert places(wrong.rows) == [(2, "date"), (4, "date")] and wrong.asks == {"dates": "3/4/2026"}
    assert 'dates = "month first"' in wrong.rows[0].sentence and "mapping file" in wrong.rows[0].sentence
    said = '[file]\ndates = "month first"\n'  # the remedy that the sentence names, followed
    assert bring("hours", text, said).taken == 3
    assert [day for (day,) in kept(signed_in, Hours.date)] == [
        dt.date(2026, 3, 4), dt.date(2026, 5, 6), dt.date(2026, 11, 16),
    ]  # fmt: skip


def test_short_years_of_birth_are_refused_by_row_and_can_be_answered(bring: Bring, signed_in: SignedIn) -> None:
    text = "code,first_name,last_name,birth_date\nX-1,Ann,Bear,12/31/61\n"
    wrong = refused(bring, "clients", text)
    assert places(wrong.rows) == [(2, "birth_date")] and "12/31/61" not in wrong.sentence
    assert bring("clients", text, '[file]\nbirth_years = "newest past"\n').taken == 1
    assert ("X-1", dt.date(1961, 12, 31)) in kept(signed_in, Client.code, Client.birth_date)[-1:]


def test_clock_durations_and_decimals_by_a_mapping(bring: Bring, signed_in: SignedIn) -> None:
    text = "User,Start Date,Duration (h),Duration (decimal)\nAW,11/16/2026,00:20:00,0.33\nAW,11/17/2026,07:40:00,7.67\n"
    said = (
        '[columns]\nstaff = "User"\ndate = { column = "Start Date", part = "date" }\n'
        'minutes = { column = "Duration (%s)", part = "minutes" }\n[constants]\ncategory = "direct_service"\n'
        '[file]\ndates = "month first"\n'
    )
    assert bring("hours", text, said % "h", dry_run=True).warnings == []
    report = bring("hours", text, said % "decimal")
    assert places(list(report.warnings)) == [(2, "minutes"), (3, "minutes")]
    assert "“0.33 h” was rounded to 20 min" in report.warnings[0].sentence and "7 h 40 min" in report.warnings[1].sentence
    assert kept(signed_in, Hours.minutes) == [(20,), (460,)]
    plain = said.replace('{ column = "Duration (%s)", part = "minutes" }', '"Duration (%s)"')
    wrong = refused(bring, "hours", text, plain % "decimal", allow_repeats=True)
    assert "“0.33”" in wrong.rows[0].sentence


def test_a_part_that_cannot_be_read_names_the_cell(bring: Bring) -> None:
    said = (
        '[columns]\nclient = "client"\nstaff = "staff"\ndate = "date"\nstart = { column = "start", part = "time" }\n'
        'stop = "stop"\nmanner = "manner"\n'
    )
    head = "client,staff,date,start,stop,manner\n"
    for cell in ("14.30", "half past", "2026-11-16"):
        wrong = refused(bring, "encounters", head + f"C-101,AW,2026-11-16,{cell},15:45,in_person\n", said)
        assert places(wrong.rows) == [(2, "start")] and f"“{cell}”" in wrong.rows[0].sentence
    wrong = refused(bring, "encounters", head + "C-101,AW,2026-11-16,,15:45,in_person\n", said)
    assert "needed" in wrong.rows[0].sentence


def test_a_name_without_the_part_asked_for_says_so(bring: Bring) -> None:
    said = (
        '[columns]\ncode = "id"\nlast_name = { column = "Name", part = "before_comma" }\n'
        'first_name = { column = "Name", part = "after_comma" }\n'
    )
    wrong = refused(bring, "clients", "id,Name\nX-1,Madonna\n", said)
    assert places(wrong.rows) == [(2, "first_name")]
    assert "after_comma" in wrong.rows[0].sentence and "Name" in wrong.rows[0].sentence and "Madonna" not in wrong.sentence


def test_seconds_of_times_are_left_out_and_told_once_a_column(bring: Bring) -> None:
    lines = [f"C-101,AW,2026-11-{day},9:00:30,9:30:15,in_person,\n" for day in (16, 17, 18)]
    report = bring("encounters", NOTES + "".join(lines))
    assert sorted(places(list(report.warnings))) == [(2, "start"), (2, "stop")]


def test_moments_of_another_zone_are_told_once_a_column(bring: Bring) -> None:
    said = (
        '[columns]\nstaff = "who"\ndate = { column = "at", part = "date" }\nminutes = "length"\n'
        '[constants]\ncategory = "group"\n'
    )
    text = "who,at,length\nAW,2026-11-17T03:24:00Z,60\nAW,2026-11-18T03:24:00Z,60\nAW,2026-11-19T03:24:00-07:00,60\n"
    report = bring("hours", text, said)
    assert places(list(report.warnings)) == [(2, "at")] and "Z" in report.warnings[0].sentence


def test_yes_and_no_as_spreadsheets_write_them(bring: Bring, signed_in: SignedIn) -> None:
    text = "staff,date,category,minutes,paid\n" + "".join(
        f"AW,2026-11-{day},group,60,{said}\n" for day, said in enumerate(("TRUE", "False", "Y", "n", "yes", ""), 10)
    )
    bring("hours", text)
    assert [paid for _day, paid in kept(signed_in, Hours.date, Hours.paid)] == [True, False, True, False, True, True]
    wrong = refused(bring, "hours", "staff,date,category,minutes,paid\nAW,2026-11-20,group,60,t\n")
    assert places(wrong.rows) == [(2, "paid")]


def test_dates_of_staff_and_credentials_are_read_alike(bring: Bring, signed_in: SignedIn) -> None:
    bring("staff", "code,name,pack,started_on,ended_on\nZZ,Zoe,mt-cbhpss,\"Jan 15, 2024\",30-Jun-25\n")
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        query = select(Enrolment.started_on, Enrolment.ended_on).join(Staff).where(Staff.code == "ZZ")
        assert tuple(session.execute(query).one()) == (dt.date(2024, 1, 15), dt.date(2025, 6, 30))


# What another program has damaged on the way.
CLIENT = "code,first_name,last_name,phone,zip_code\n"


@pytest.mark.parametrize(
    ("cells_", "column", "words"),
    [
        ("X-1,Ann,Bear,4.06555E+09,59901", "phone", "digits are lost"),
        ("X-1,Ann,Bear,4.06555E+9,59901", "phone", "digits are lost"),
        ("X-1,Ann,Bear,406555123,59901", "phone", "nine digits"),
        ("X-1,Ann,Bear,4065551234.0,59901", "phone", ".0"),
        ("X-1,Ann,Bear,,5901", "zip_code", "five digits"),
        ("1.1E+05,Ann,Bear,,", "code", "digits are lost"),
        ("4-Mar,Ann,Bear,,", "code", "date"),
        ("X-1,Jos\ufffd,Bear,,", "first_name", "lost here before"),
        ("X-1,JosÃ©,Bear,,", "first_name", "misread"),
        ("X-1,Ann,Oâ€™Brien,,", "last_name", "misread"),
        ("c-101,Ann,Bear,,", "code", "C-101 (on record)"),
        ("C‑101,Ann,Bear,,", "code", "C-101 (on record)"),
        ("C-0101,Ann,Bear,,", "code", "C-101 (on record)"),
        ("x-1,Ann,Bear,,\nX-1,Bea,Calf,,", "code", "x-1 (row 2)"),
    ],
)
def test_what_may_be_damaged_is_taken_with_a_warning(bring: Bring, cells_: str, column: str, words: str) -> None:
    report = bring("clients", CLIENT + cells_ + "\n")
    said = [one for one in report.warnings if words in one.sentence]
    assert [(one.row, one.column) for one in said] == [(2 + cells_.count("\n"), column)], report.warnings


def test_what_is_whole_raises_no_doubt(bring: Bring) -> None:
    whole = "X-1,José,O’Brien,(406) 555-1234,59901\nX-2,Čuč̓,Ünal,406-555-1234,59901-1234\nX-3,Apt,#3 Main,555-1234,\n"
    assert bring("clients", CLIENT + whole).warnings == []


def test_a_letter_that_the_code_page_lacks_is_refused_by_row_and_column(bring: Bring, signed_in: SignedIn) -> None:
    said = '[file]\nencoding = "windows-1252"\n'
    text = b"code,first_name,last_name\r\nX-0,Jos\xe9,Elk\r\nX-1,Jos\xe9,Le\x9dna\r\n"
    wrong = refused(bring, "clients", text, said)
    assert places(wrong.rows) == [(3, "last_name")] and "Windows-1252" in wrong.rows[0].sentence
    assert len(kept(signed_in, Client.code)) == 3, "nothing of the file is kept"
    assert bring("clients", text.replace(b"\x9d", b""), said).taken == 2
    assert ("José",) in kept(signed_in, ClientName.first_name)


@pytest.mark.parametrize("wrong", ["#N/A", "#REF!", "########", "#NAME?", "#VALUE!"])
def test_a_spreadsheets_error_is_no_value(bring: Bring, wrong: str) -> None:
    assert places(refused(bring, "clients", CLIENT + f"X-1,Ann,{wrong},,\n").rows) == [(2, "last_name")]
    assert places(refused(bring, "hours", HOURS + f"AW,{wrong},group,60\n").rows) == [(2, "date")]


def test_signs_that_nobody_sees_are_taken_off(bring: Bring, signed_in: SignedIn) -> None:
    assert bring("hours", HOURS + "\u200bAW\ufeff,2026-11-16,group,60\n").taken == 1
    bring("clients", CLIENT + "X\u200b-9,\ufeffAnn,Bear,,\n")
    assert ("X-9",) in kept(signed_in, Client.code) and ("Ann",) in kept(signed_in, ClientName.first_name)


def test_a_code_nearly_right_is_named(bring: Bring) -> None:
    (one,) = refused(bring, "hours", HOURS + "aw,2026-11-16,group,60\n").rows
    assert "Did you mean AW?" in one.sentence
    (one,) = refused(bring, "encounters", NOTES + "c-101,AW,2026-11-16,09:00,09:30,in_person,\n").rows
    assert "Did you mean C-101?" in one.sentence


def test_the_window_and_the_command_line_have_one_reader() -> None:
    """Nothing else of the app reads CSV or decodes an older encoding: what is read twice is read in two ways."""
    root = Path(imports.__file__).resolve().parents[2]
    reading = [
        (path.name, line)
        for path in sorted(root.rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "csv.reader" in line or "DictReader" in line or "cp1252" in line
    ]
    assert {name for name, _line in reading} <= {"sheets.py", "encodings.py", "doubts.py"}, reading
