"""Signing by hand: printing freezes, recording credits, withdrawing frees; each number is used once."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from app.models.supervision import PaperRecall
from app.services.across import papers, verify
from app.services.across.opening import SignedIn
from app.services.problems import Frozen, Invalid, NotFound
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.supervision import log, owed, paper, session_list, signatures, signing
from app.services.supervision import sessions as held
from app.services.supervision.log import Wanted
from tests import agency

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
PRINTED = dt.datetime(2026, 3, 6, 18, tzinfo=dt.UTC)
BACK = dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC)
SCAN = b"%PDF-1.4 a scanned page"


@pytest.fixture
def logged(staffed: SignedIn) -> tuple[SignedIn, list[uuid.UUID]]:
    """An agency with two sessions of Annie in March."""
    return staffed, [agency.record(staffed, date=f"2026-03-0{day}") for day in (3, 4)]


def printed(signed_in: SignedIn, staff: str = "AW", at: dt.datetime = PRINTED) -> str:
    with sessions.transaction(signed_in.store, signed_in.actor, at) as session:
        document, data = papers.print_for_signature(session, Wanted(staff, FIRST, LAST, LAST))
    assert data.startswith(b"%PDF-")
    return document.number


def record_signed(
    signed_in: SignedIn, number: str, day: dt.date = dt.date(2026, 3, 6), scan: bytes | None = SCAN, at: dt.datetime = BACK
) -> int:
    with sessions.transaction(signed_in.store, signed_in.actor, at) as session:
        return len(paper.signed_on_paper(session, number, day, scan))


def standing(signed_in: SignedIn, key: uuid.UUID) -> list[tuple[str, str]]:
    """(name, way) of everybody in a session, told by both ways to ask, which must agree."""
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        found = signatures.of(held.load(session, key))
        assert signatures.of_ids(session, [key])[key] == found
    return [(one.name.split()[0], one.way.value if one.way else "") for one in found.given]


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
    agency.sign(agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC"), ids[0], at=PRINTED)
    assert record_signed(signed_in, printed(signed_in), dt.date(2026, 3, 9)) == 2
    assert credited(signed_in) == 120
    assert credited(signed_in, dt.date(2026, 3, 8)) == 60, "credited from the day on which she signed in the app"
    assert standing(signed_in, ids[0]) == [("Ruth", "app"), ("Annie", "hand")]
    assert standing(signed_in, ids[1]) == [("Ruth", "hand"), ("Annie", "hand")]


def test_a_paper_that_both_signed_says_nowhere_that_somebody_has_still_to_sign(
    logged: tuple[SignedIn, list[uuid.UUID]],
) -> None:
    """H6: one signed in the app before; then the list, the queue, who waits and the paper all know of the ink."""
    signed_in, ids = logged
    ruth = agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC")
    annie = agency.enter(signed_in, "Annie", "peer_supporter", staff="AW")
    agency.sign(ruth, ids[0], at=PRINTED)
    record_signed(signed_in, printed(signed_in))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        for row in session_list.window(session):
            assert (row.by_supervisor, row.by_supervisee, row.on_paper) == (True, 1, True)
        shown = log.values(session, Wanted("AW", FIRST, LAST, LAST))
        assert all(row.signing.complete for row in shown.rows) and not shown.draft
        assert [row.signing.supervisor.by_hand for row in shown.rows if row.signing.supervisor] == [False, True]
        assert session_list.window(session, unsigned=True) == []
    for who in (ruth, annie):
        with sessions.reading(who.store, who.actor) as session:
            assert signing.waiting(session) == []


def test_a_group_session_waits_for_each_person_s_own_paper(signed_in: SignedIn) -> None:
    """The ink on Annie's log is hers and the supervisor's; Dale signs his own, and both can be recorded."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    key = agency.record(signed_in, staff="AW;DR", format="group")
    hers, his = printed(signed_in), printed(signed_in, "DR")
    record_signed(signed_in, hers)
    assert standing(signed_in, key) == [("Ruth", "hand"), ("Annie", "hand"), ("Dale", "")]
    dale = agency.enter(signed_in, "Dale", "peer_supporter", staff="DR")
    assert standing(dale, key) == [("Ruth", "hand"), ("Annie", "hand"), ("Dale", "")]
    assert record_signed(signed_in, his, dt.date(2026, 3, 10)) == 1
    assert standing(signed_in, key) == [("Ruth", "hand"), ("Annie", "hand"), ("Dale", "hand")]
    assert credited(signed_in) == 60 and verify.run(signed_in) == []


def test_a_recording_is_taken_back_with_a_reason_and_can_be_made_again(
    logged: tuple[SignedIn, list[uuid.UUID]],
) -> None:
    """H4: a slip in the recording is set right; that it was made, and why it went, stay on record."""
    signed_in, ids = logged
    number = printed(signed_in)
    record_signed(signed_in, number)
    with pytest.raises(Invalid), sessions.transaction(signed_in.store, signed_in.actor, BACK) as session:
        paper.recall(session, number, " ")
    with sessions.transaction(signed_in.store, signed_in.actor, BACK) as session:
        paper.recall(session, number, "The date was read wrongly.")
    assert credited(signed_in) == 0
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        (open_one,) = paper.open_papers(session)
        kept = session.scalars(select(PaperRecall)).all()
    assert open_one.number == number and {row.session_id for row in kept} == set(ids)
    assert {(row.signed_on, row.reason) for row in kept} == {(dt.date(2026, 3, 6), "The date was read wrongly.")}
    assert all(row.scan_id is not None for row in kept)
    record_signed(signed_in, number, dt.date(2026, 3, 9))
    assert (credited(signed_in), credited(signed_in, dt.date(2026, 3, 8))) == (120, 0)
    assert verify.run(signed_in) == []


def test_a_recording_without_a_printed_paper_is_taken_back_too(signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    key = agency.record(signed_in, paper_signed_on="2026-03-04")
    assert standing(signed_in, key) == [("Ruth", "hand"), ("Annie", "hand")]
    with sessions.transaction(signed_in.store, signed_in.actor, BACK) as session:
        paper.recall_session(session, key, "Another session was meant.")
    assert standing(signed_in, key) == [("Ruth", ""), ("Annie", "")]
    with sessions.transaction(signed_in.store, signed_in.actor, BACK) as session:
        held.change(session, key, agency.entry(stop="16:00"))  # nothing holds it any more
        with pytest.raises(Frozen):
            paper.recall_session(session, key, "Once more.")
    assert verify.run(signed_in) == []


def test_nothing_but_a_recall_removes_a_recording(logged: tuple[SignedIn, list[uuid.UUID]]) -> None:
    signed_in, _ids = logged
    record_signed(signed_in, printed(signed_in))
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    for statement in ("DELETE FROM paper_signature", "UPDATE paper_signature SET signed_on = '2026-03-05'",
                      "DELETE FROM paper_recall"):  # fmt: skip
        if statement.endswith("recall"):
            with sessions.transaction(signed_in.store, signed_in.actor, BACK) as session:
                paper.recall(session, paper.papers(session)[0].number, "A slip.")
        with pytest.raises(Exception, match="frozen"):
            raw.execute(statement)
    raw.close()


def test_the_list_says_whose_with_whom_and_which_sessions_and_opens_paper_and_scan(
    logged: tuple[SignedIn, list[uuid.UUID]],
) -> None:
    """H5: also once it is recorded, and for its person."""
    signed_in, ids = logged
    with sessions.transaction(signed_in.store, signed_in.actor, PRINTED) as session:
        document, data = papers.print_for_signature(session, Wanted("AW", FIRST, LAST, LAST))
    number = document.number
    annie = agency.enter(signed_in, "Annie", "peer_supporter", staff="AW")
    dale = agency.enter(signed_in, "Dale", "peer_supporter", staff="DR")
    for recorded in (False, True):
        if recorded:
            record_signed(signed_in, number)
        for who in (signed_in, annie):
            with sessions.reading(who.store, who.actor) as session:
                (one,) = paper.papers(session)
                assert (one.staff, one.supervisors) == (("Annie Whitegrass",), ("Ruth Calfrobe",))
                assert [each.id for each in one.sessions] == ids
                assert [each.date.day for each in one.sessions] == [3, 4]
                assert papers.printed(session, number) == data, "as it was printed, whatever was signed since"
                assert one.waits is not recorded
                assert [found.number for found in paper.of_session(session, ids[0])] == [number]
                if recorded:
                    assert one.signed_on == dt.date(2026, 3, 6) and one.scan_id is not None
                    assert paper.scan(session, one.scan_id) == ("application/pdf", SCAN)
    with sessions.reading(dale.store, dale.actor) as session:
        assert paper.papers(session) == []
        with pytest.raises(NotFound):
            paper.scan(session, one.scan_id or uuid.uuid4())


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
        (dt.date(2026, 3, 5), SCAN, "signed_on"),
        (dt.date(2026, 3, 21), SCAN, "signed_on"),
        (dt.date(2026, 3, 6), b"MZ a program", "scan"),
        (dt.date(2026, 3, 6), b"%PDF" + b"x" * paper.LARGEST_SCAN, "scan"),
    ],
    ids=["before-a-session", "before-it-was-printed", "still-to-come", "no-scan", "too-large"],
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
