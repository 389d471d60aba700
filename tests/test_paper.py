"""Signing by hand: printing freezes, recording credits, withdrawing frees; each number is used once."""

import datetime as dt
import uuid

import pytest

from app.services.across import papers, verify
from app.services.across.opening import SignedIn
from app.services.problems import Frozen, Invalid, NotFound
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import owed, paper
from app.services.supervision import sessions as held
from app.services.supervision.log import Wanted
from tests import agency

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
SCAN = b"%PDF-1.4 a scanned page"


@pytest.fixture
def logged(signed_in: SignedIn) -> tuple[SignedIn, list[uuid.UUID]]:
    """An agency with two sessions of Annie in March."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    return signed_in, [agency.record(signed_in, date=f"2026-03-0{day}") for day in (3, 4)]


def printed(signed_in: SignedIn) -> str:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        document, data = papers.print_for_signature(session, Wanted("AW", FIRST, LAST, LAST))
    assert data.startswith(b"%PDF-")
    return document.number


def record_signed(signed_in: SignedIn, number: str, day: dt.date = dt.date(2026, 3, 6), scan: bytes | None = SCAN) -> int:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        return len(paper.signed_on_paper(session, number, day, scan))


def credited(signed_in: SignedIn, as_of: dt.date = LAST) -> int:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return sum(month.credited_minutes for month in owed.ledger(session, as_of, "AW")[0].months)


def test_printing_freezes_and_credits_nothing(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, ids = logged
    printed(signed_in)
    with pytest.raises(Frozen), sessions.transaction(signed_in.store, signed_in.actor) as session:
        held.change(session, ids[0], agency.entry(stop="16:00"))
    assert credited(signed_in) == 0


def test_signed_on_paper_credits_from_its_day(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    number = printed(signed_in)
    assert record_signed(signed_in, number) == 2
    assert (credited(signed_in), credited(signed_in, dt.date(2026, 3, 5))) == (120, 0)
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        assert paper.open_papers(session) == []
    assert verify.run(signed_in) == []


def test_what_was_signed_in_the_app_before_stays_so(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, ids = logged
    agency.sign(agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC"), ids[0])
    assert record_signed(signed_in, printed(signed_in)) == 1
    assert credited(signed_in) == 120


def test_withdrawing_frees_the_sessions(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, ids = logged
    number = printed(signed_in)
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        paper.withdraw(session, number, "A stop time was wrong.")
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        held.change(session, ids[0], agency.entry(date="2026-03-03", stop="16:00"))
    with pytest.raises(Frozen):
        record_signed(signed_in, number)
    assert printed(signed_in) != number


def test_numbers_run_on_within_the_year(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    numbers = [printed(signed_in) for _turn in range(3)]
    assert [int(number[-4:]) for number in numbers] == [1, 2, 3]


@pytest.mark.parametrize(
    ("day", "scan", "field"),
    [
        (dt.date(2026, 3, 3), SCAN, "signed_on"),
        (dt.date(2026, 3, 6), b"MZ a program", "scan"),
        (dt.date(2026, 3, 6), b"%PDF" + b"x" * paper.LARGEST_SCAN, "scan"),
    ],
    ids=["before-a-session", "no-scan", "too-large"],
)
def test_what_cannot_be_a_signed_paper_is_refused(
    logged: tuple[SignedIn, list[uuid.UUID]], day: dt.date, scan: bytes, field: str
) -> None:
    signed_in, _ids = logged
    number = printed(signed_in)
    with pytest.raises(Invalid) as refused:
        record_signed(signed_in, number, day, scan)
    assert list(refused.value.fields) == [field]
    assert credited(signed_in) == 0


def test_a_paper_is_recorded_once_and_then_stays(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    number = printed(signed_in)
    record_signed(signed_in, number)
    with pytest.raises(Frozen):
        record_signed(signed_in, number)
    with pytest.raises(Frozen), sessions.transaction(signed_in.store, signed_in.actor) as session:
        paper.withdraw(session, number, "Too late.")


def test_an_unknown_number_and_an_empty_period_are_said(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    with pytest.raises(NotFound):
        record_signed(signed_in, "SL-2026-9999")
    with pytest.raises(Invalid), sessions.transaction(signed_in.store, signed_in.actor) as session:
        empty = Wanted("AW", dt.date(2026, 1, 1), dt.date(2026, 1, 31), LAST)
        papers.print_for_signature(session, empty)


def test_a_withdrawal_needs_a_reason(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    number = printed(signed_in)
    with pytest.raises(Invalid), sessions.transaction(signed_in.store, signed_in.actor) as session:
        paper.withdraw(session, number, "  ")


def test_a_scan_changed_outside_is_found(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    record_signed(signed_in, printed(signed_in))
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    raw.execute("DROP TRIGGER guard_scan_update")
    raw.execute("UPDATE scan SET content = x'25504446'")
    raw.close()
    assert any("scan" in fault.place for fault in verify.run(signed_in))
