"""Files as agencies have them, in tests/cases: each is taken as it is meant, or refused by its cell."""

import datetime as dt
from pathlib import Path

import pytest

from app.models.encounters import Encounter
from app.services.across.opening import SignedIn
from app.services.clients import listing
from app.services.documents import joining, scans
from app.services.exchange import imports, mapping
from app.services.exchange.told import Answers
from app.services.hours import rows as hours_rows
from app.services.problems import FileRefused
from app.services.store import session as sessions
from app.services.store.session import Session
from app.services.supervision import session_list

CASES = Path(__file__).resolve().parent / "cases"
NOW = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2062, 12, 31)


@pytest.fixture
def office(staffed: SignedIn) -> SignedIn:
    names = b"code,first_name,last_name\nC-101,Clara,Elk\nC-102,Bo,Stands\nC-103,Di,Calf\n"
    imports.run(staffed.store, staffed.actor, "clients", names, now=NOW)
    return staffed


def bring(office: SignedIn, kind: str, name: str, said: str = "", answers: Answers | None = None) -> imports.Report:
    read = mapping.read((CASES / said).read_bytes()) if said else None
    given = {} if answers is None else {"answers": answers}
    return imports.run(
        office.store, office.actor, kind, (CASES / name).read_bytes(), mapping=read, now=NOW, **given
    )


def refused(office: SignedIn, kind: str, name: str, said: str = "", answers: Answers | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        bring(office, kind, name, said, answers)
    return caught.value.sentence


def kept_notes(office: SignedIn) -> int:
    with sessions.reading(office.store, office.actor) as session:
        return session.query(Encounter).count()


def hours_of(office: SignedIn) -> list[tuple[dt.date, int]]:
    with sessions.reading(office.store, office.actor) as session:
        return [(row.date, row.minutes) for row in hours_rows(session, "AW", FIRST, LAST)]


def test_a_name_with_a_hole_in_its_code_page_is_told_by_row_and_column(office: SignedIn) -> None:
    try:
        made = bring(office, "clients", "cp1252-hole/clients.csv", "cp1252-hole/mapping.toml")
        told = "\n".join(map(str, made.warnings))
    except FileRefused as wrong:
        told = wrong.sentence
    assert "2" in told and "last_name" in told

    def names(session: Session) -> str:
        return " ".join(row.name for row in listing.window(session, NOW.date(), limit=50))

    with sessions.reading(office.store, office.actor) as session:
        assert "\ufffd" not in names(session)


def test_times_as_a_spreadsheet_saves_them_again_are_read(office: SignedIn) -> None:
    made = bring(office, "encounters", "excel-resaved-times/encounters.csv", answers=Answers(dates="month first"))
    assert made.taken == 2
    with sessions.reading(office.store, office.actor) as session:
        found = sorted((one.start, one.stop) for one in session.query(Encounter))
    assert found == [(dt.time(9), dt.time(9, 30)), (dt.time(13, 15), dt.time(14))]


def test_hours_to_come_are_doubted_and_a_note_of_a_day_is_no_note(office: SignedIn) -> None:
    made = bring(office, "hours", "future-and-long-on-import/hours.csv")
    assert made.taken == 1 and "still to come" in str(made.warnings[0])
    made = bring(office, "encounters", "future-and-long-on-import/encounters.csv")
    told = "\n".join(map(str, made.warnings))
    assert made.taken == 2 and "still to come" in told and "23 h" in told


def test_a_quote_never_closed_swallows_no_row(office: SignedIn) -> None:
    for answers in (Answers(dates="month first"), None):
        said = refused(office, "encounters", "month-first-unclosed-quote/encounters.csv", answers=answers)
        assert answers is None or ("3" in said and "quot" in said.lower())
    assert kept_notes(office) == 0


@pytest.mark.parametrize("name", ["sep", "columns"])
def test_what_spreadsheets_add_to_a_file_is_passed_over(office: SignedIn, name: str) -> None:
    assert bring(office, "hours", f"sep-line-and-empty-columns/{name}.csv").taken == 1
    assert hours_of(office) == [(dt.date(2026, 11, 30), 90)]


def test_a_session_of_23_hours_wipes_out_nothing(office: SignedIn) -> None:
    assert "23 h" in refused(office, "supervision", "session-23-hours/supervision.csv")
    with sessions.reading(office.store, office.actor) as session:
        assert session_list.window(session) == []


def test_a_part_that_cannot_be_read_names_the_cell(office: SignedIn) -> None:
    said = refused(office, "encounters", "time-part-blank/encounters.csv", "time-part-blank/mapping.toml")
    assert "14.30" in said and "This is needed" not in said


def test_lengths_as_a_time_clock_writes_them_are_read(office: SignedIn) -> None:
    made = bring(office, "hours", "time-tracker-durations/clock.csv", "time-tracker-durations/mapping-h.toml")
    assert made.taken == 2 and [minutes for _day, minutes in hours_of(office)] == [20, 460]


def test_hours_with_two_decimals_are_rounded_with_a_word(office: SignedIn) -> None:
    made = bring(office, "hours", "time-tracker-durations/clock.csv", "time-tracker-durations/mapping-decimal.toml")
    assert [minutes for _day, minutes in hours_of(office)] == [20, 460]
    assert len(made.warnings) == 2 and "0.33" in str(made.warnings[0]) and "7.67" in str(made.warnings[1])


def test_a_photo_held_on_its_side_is_printed_upright() -> None:
    content = (CASES / "attachment-phone-photo/photo.jpg").read_bytes()
    (sheet,) = joining.sheets(scans.media(content), content, "A1", "")
    with joining.framed("Title", [sheet]) as pdf:
        wide, high = (float(edge) for edge in pdf.pages[0].mediabox[2:])
    assert high > wide and not sheet.landscape


def test_a_certificate_with_bytes_before_it_is_a_pdf() -> None:
    content = (CASES / "pdf-leading-bytes/certificate.pdf").read_bytes()
    assert not content.startswith(b"%PDF-") and scans.media(content) == scans.PDF
    assert joining.look(scans.PDF, content).pages >= 1
