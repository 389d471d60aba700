"""Supervision sessions: recorded, changed until signed, amended after; what is refused says which field."""

import datetime as dt
import uuid

import pytest

from app.services.across.opening import SignedIn
from app.services.problems import Frozen, Invalid, NotFound
from app.services.store import session as sessions
from app.services.supervision import agreements, owed, session_list, supervisors
from app.services.supervision import sessions as held
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry
from tests import agency

AS_OF = dt.date(2026, 3, 31)


def read(signed_in: SignedIn, session_id: uuid.UUID) -> SessionEntry:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return held.entry_of(held.load(session, session_id))


def credited(signed_in: SignedIn, staff: str = "AW", as_of: dt.date = AS_OF) -> int:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        return sum(month.credited_minutes for month in owed.ledger(session, as_of, staff)[0].months)


def test_a_session_comes_back_as_it_was_typed(staffed: SignedIn) -> None:
    changed = {"topics": "Ethics", "summary": "k̓ʷ x̣ʷ ƛ̓ ɬ", "reviewed_assessments": "yes", "follow_up": "Call"}
    found = read(staffed, agency.record(staffed, **changed))
    typed = agency.entry(**changed, start_fold="0", stop_fold="0")
    assert found == typed
    assert found.reviewed_interventions is None, "a sign-off that was left open is not one that was refused"
    for given in ("yes", "no", ""):
        kept = read(staffed, agency.record(staffed, date="2026-03-11", reviewed_assessments=given))
        assert kept.reviewed_assessments is {"yes": True, "no": False, "": None}[given]


def test_a_change_before_signing_is_kept_and_moves_attendance(staffed: SignedIn) -> None:
    key = agency.record(staffed)
    with sessions.transaction(staffed.store, staffed.actor) as session:
        held.change(session, key, agency.entry(staff="DR", stop="15:45"))
    found = read(staffed, key)
    assert (found.staff, found.stop) == (("DR",), dt.time(15, 45))


def test_a_group_credits_each_person(staffed: SignedIn) -> None:
    key = agency.record(staffed, staff="AW;DR", format="group")
    agency.sign(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"), key)
    assert (credited(staffed, "AW"), credited(staffed, "DR")) == (60, 60)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"staff": "ZZ"}, "staff"),
        ({"supervisor": "ZZ"}, "supervisor"),
        ({"staff": "AW;DR"}, "staff"),
        ({"staff": "AW;AW", "format": "group"}, "staff"),
        ({"stop": "14:00"}, "stop"),
        ({"stop": "2 pm"}, "stop"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "2026-03-08", "start": "02:30"}, "start"),
        ({"paper_signed_on": "2026-03-03"}, "paper_signed_on"),
        ({"pack": "mt-mfp"}, "pack"),
        ({"manner": "carrier pigeon"}, "manner"),
    ],
)
def test_what_cannot_be_taken_says_which_field(staffed: SignedIn, changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        agency.record(staffed, **changed)
    assert list(refused.value.fields) == [field]
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert session_list.window(session) == []


def test_a_removed_session_can_be_put_back(staffed: SignedIn) -> None:
    key = agency.record(staffed, topics="Self-care")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        undo = held.remove(session, key)
    with pytest.raises(NotFound):
        read(staffed, key)
    with sessions.transaction(staffed.store, staffed.actor) as session:
        again = held.record(session, undo).id
    assert read(staffed, again).topics == "Self-care"


@pytest.mark.parametrize("way", ["signature", "paper"])
def test_a_signed_session_is_frozen_above_and_below_the_screens(staffed: SignedIn, way: str) -> None:
    key = agency.record(staffed, **({"paper_signed_on": "2026-03-04"} if way == "paper" else {}))
    if way == "signature":
        agency.sign(agency.enter(staffed, "Annie", "peer_supporter", staff="AW"), key)
    with pytest.raises(Frozen), sessions.transaction(staffed.store, staffed.actor) as session:
        held.change(session, key, agency.entry(stop="16:00"))
    with pytest.raises(Frozen), sessions.transaction(staffed.store, staffed.actor) as session:
        held.remove(session, key)
    with pytest.raises(Frozen), sessions.transaction(staffed.store, staffed.actor) as session:
        held.load(session, key).summary = "Changed below the service"
    assert read(staffed, key).stop == dt.time(15)


def test_an_amendment_stands_in_from_its_signing_day(staffed: SignedIn) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    key = agency.record(staffed)
    agency.sign(ruth, key)
    with sessions.transaction(ruth.store, ruth.actor) as session:
        amended = held.amend(session, key, agency.entry(stop="14:30"), "It was shorter.").id
    assert credited(staffed) == 60
    agency.sign(ruth, amended, at=dt.datetime(2026, 3, 20, 18, tzinfo=dt.UTC))
    assert (credited(staffed), credited(staffed, as_of=dt.date(2026, 3, 19))) == (30, 60)


def test_a_voiding_amendment_takes_the_credit_back(staffed: SignedIn) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    key = agency.record(staffed)
    agency.sign(ruth, key)
    with sessions.transaction(ruth.store, ruth.actor) as session:
        agency_void = held.amend(session, key, None, "Entered twice.").id
    agency.sign(ruth, agency_void)
    assert credited(staffed) == 0


@pytest.mark.parametrize(("signed", "reason"), [(False, "It was shorter."), (True, " ")])
def test_an_amendment_needs_a_signed_session_and_a_reason(staffed: SignedIn, signed: bool, reason: str) -> None:
    key = agency.record(staffed)
    if signed:
        agency.sign(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"), key)
    with pytest.raises(Invalid), sessions.transaction(staffed.store, staffed.actor) as session:
        held.amend(session, key, agency.entry(stop="14:30"), reason)


def test_an_agreement_that_confirms_nothing_credits_nothing(staffed: SignedIn) -> None:
    key = agency.record(staffed)
    agency.sign(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"), key)
    with sessions.transaction(staffed.store, staffed.actor) as session:
        unsure = AgreementEntry.read(agency.agreement(not_therapist_confirmed="no"))
        agreements.add(session, unsure)
    assert credited(staffed) == 0


def test_agreements_are_checked_changed_and_listed(staffed: SignedIn) -> None:
    with pytest.raises(Invalid) as refused, sessions.transaction(staffed.store, staffed.actor) as session:
        agreements.add(session, AgreementEntry.read(agency.agreement(staff="ZZ", supervisor="YY")))
    assert set(refused.value.fields) == {"staff", "supervisor"}
    with pytest.raises(Invalid):
        AgreementEntry.read(agency.agreement(ends_on="2025-12-31"))
    with sessions.transaction(staffed.store, staffed.actor) as session:
        row = agreements.window(session, staff="AW")[0]
        agreements.change(session, row.id, AgreementEntry.read(agency.agreement(ends_on="2026-02-28")))
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert [one.ends_on for one in agreements.window(session, staff="AW")] == [dt.date(2026, 2, 28)]


def test_a_renewal_adds_a_period_and_leaves_the_past(staffed: SignedIn) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        first = agency.supervisor(code="EX", name="Eve Expired", license_expires_on="2026-02-28")
        made = supervisors.add(session, SupervisorEntry.read(first))
        supervisors.renew(session, made.id, SupervisorEntry.read(first | {"license_expires_on": "2027-02-28"}))
        session.expire_all()
        found = supervisors.load(session, made.id)
        periods = sorted((row.from_on, row.license_expires_on) for row in found.licenses)
    assert periods == [
        (dt.date(2015, 1, 1), dt.date(2026, 2, 28)),
        (dt.date(2026, 3, 1), dt.date(2027, 2, 28)),
    ]


def test_a_supervisor_code_is_taken_once(staffed: SignedIn) -> None:
    with pytest.raises(Invalid), sessions.transaction(staffed.store, staffed.actor) as session:
        supervisors.add(session, SupervisorEntry.read(agency.supervisor(name="Somebody Else")))


def test_list_windows_meet_without_gap_or_repeat(staffed: SignedIn) -> None:
    for day in range(2, 9):
        agency.record(staffed, date=f"2026-02-0{day}")
        agency.record(staffed, date=f"2026-02-0{day}", staff="DR")
    with sessions.reading(staffed.store, staffed.actor) as session:
        whole = session_list.window(session)
        paged, after = [], None
        while page := session_list.window(session, after=after, limit=3):
            paged += page
            after = (page[-1].starts, page[-1].id)
        assert paged == whole and len(whole) == 14
        assert len(session_list.window(session, text="dale")) == len(session_list.window(session, staff="DR")) == 7
        assert len(session_list.window(session, unsigned=True)) == 14
        assert [row.id for row in session_list.window(session, descending=False)] == [row.id for row in whole][::-1]
