"""What a signed amendment replaced is marked so in lists, left out of those in force, and waits for nobody any more."""

import datetime as dt
import uuid

import pytest

from app.services.across import opening, queue, recent
from app.services.across.opening import SignedIn
from app.services.clients import assignments, records
from app.services.clients.assignments import AssignmentEntry
from app.services.clients.entry import ClientEntry
from app.services.encounters import listing, notes, reviews
from app.services.encounters import signing as note_signing
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as sessions
from app.services.supervision import agenda, facts, outlook, session_list, signing, warnings
from app.services.supervision import sessions as held
from tests import agency

DAY = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=9)
NOW = dt.datetime.now(dt.UTC)
NOTE = {
    "client": "C1", "staff": "AW", "date": DAY.isoformat(), "start": "09:00", "stop": "10:00", "manner": "in_person",
    "data": "Met.", "plan": "Friday.",
}  # fmt: skip


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        records.add(session, ClientEntry.read({"code": "C1", "first_name": "Clara", "last_name": "Elk"}))
        key = records.by_code(session, "C1").id
        assignments.assign(session, key, AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"}))
    return staffed


def act(who: SignedIn, work, at: dt.datetime | None = None):
    with sessions.transaction(who.store, who.actor, at) as session:
        return work(session)


def read(who: SignedIn, work):
    with sessions.reading(who.store, who.actor) as session:
        return work(session)


def sessions_of(who: SignedIn, replaced: bool | None) -> list[tuple[uuid.UUID, bool]]:
    return [(row.id, row.replaced) for row in read(who, lambda s: session_list.window(s, replaced=replaced))]


def notes_of(who: SignedIn, replaced: bool | None) -> list[tuple[uuid.UUID, bool]]:
    return [(row.id, row.replaced) for row in read(who, lambda s: listing.window(s, replaced=replaced))]


def test_a_session_is_replaced_once_the_amendment_is_signed(staffed: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    first = agency.record(staffed, date=DAY.isoformat())
    agency.sign(ruth, first, at=NOW)
    changed = act(staffed, lambda s: held.amend(s, first, agency.entry(date=DAY.isoformat(), stop="15:30"), "The time.").id)
    assert dict(sessions_of(staffed, None)) == {first: False, changed: False}
    agency.sign(ruth, changed, at=NOW + dt.timedelta(minutes=1))
    assert dict(sessions_of(staffed, None)) == {first: True, changed: False}
    assert sessions_of(staffed, False) == [(changed, False)] and sessions_of(staffed, True) == [(first, True)]
    assert [one.id for one in read(annie, signing.waiting)] == [changed]  # nobody signs the first one any more
    again = act(staffed, lambda s: held.amend(s, first, agency.entry(date=DAY.isoformat()), "Right at first.").id)
    agency.sign(ruth, again, at=NOW + dt.timedelta(minutes=2))
    assert dict(sessions_of(staffed, None)) == {first: True, changed: True, again: False}
    rows = read(staffed, lambda s: queue.rows(s, NOW.date()))
    assert [row.key for row in rows if row.what == queue.What.SESSION] == [again.hex]


def test_a_session_signed_by_hand_is_replaced_too(staffed: SignedIn, ruth: SignedIn) -> None:
    first = agency.record(staffed, date=DAY.isoformat(), paper_signed_on=DAY.isoformat())
    gone = act(staffed, lambda s: held.amend(s, first, None, "It was not held.").id)
    assert sessions_of(staffed, True) == []
    agency.sign(ruth, gone, at=NOW + dt.timedelta(minutes=1))
    assert sessions_of(staffed, True) == [(first, True)] and sessions_of(staffed, False) == [(gone, False)]


def test_a_note_is_replaced_once_the_amendment_is_signed(annie: SignedIn, ruth: SignedIn) -> None:
    def sign(key: uuid.UUID, minutes: int) -> None:
        ring = opening.signing_key(annie, agency.PASSPHRASE)
        act(annie, lambda s: note_signing.sign(s, [key], ring), NOW + dt.timedelta(minutes=minutes))

    first = act(annie, lambda s: notes.record(s, EncounterEntry.read(NOTE)).id)
    sign(first, 0)
    assert read(ruth, reviews.ids_waiting) == [first]
    typed = EncounterEntry.read(NOTE | {"data": "Met at noon."})
    older = act(annie, lambda s: notes.amend(s, first, typed, "The hour.").id)
    newer = act(annie, lambda s: notes.amend(s, first, typed, "The hour again.").id)
    assert {key for key, gone in notes_of(annie, None) if gone} == set()
    sign(newer, 1)
    assert {key for key, gone in notes_of(annie, None) if gone} == {first}  # the other was never signed
    sign(older, 2)  # signed last, so it is the one in force, as the figures have it
    assert {key for key, gone in notes_of(annie, None) if gone} == {first, newer}
    assert {key for key, _gone in notes_of(annie, False)} == {older}
    assert read(annie, lambda s: listing.replaced(s, dt.date.max)) == {first, newer}
    assert read(ruth, reviews.ids_waiting) == [older]


def test_a_note_sent_back_says_so_in_the_list(annie: SignedIn, ruth: SignedIn) -> None:
    first = act(annie, lambda s: notes.record(s, EncounterEntry.read(NOTE)).id)
    ring = opening.signing_key(annie, agency.PASSPHRASE)
    act(annie, lambda s: note_signing.sign(s, [first], ring))
    act(ruth, lambda s: reviews.review(s, first, reviews.NEEDS_REVISION, "Who was called?"))
    assert [row.sent_back for row in read(annie, listing.window)] == [True]
    act(ruth, lambda s: reviews.review(s, first, reviews.SEEN))
    assert [row.sent_back for row in read(annie, listing.window)] == [False]


def test_of_two_amendments_the_one_signed_last_holds_in_list_and_figures(staffed: SignedIn, ruth: SignedIn) -> None:
    first = agency.record(staffed, date=DAY.isoformat())
    agency.sign(ruth, first, at=NOW)
    typed = [agency.entry(date=DAY.isoformat(), stop=stop) for stop in ("15:30", "16:00")]
    older, newer = (act(staffed, lambda s, one=one: held.amend(s, first, one, "The time.").id) for one in typed)
    agency.sign(ruth, newer, at=NOW + dt.timedelta(minutes=1))
    agency.sign(ruth, older, at=NOW + dt.timedelta(minutes=2))
    assert sessions_of(staffed, False) == [(older, False)]
    gone = read(staffed, lambda s: facts.replaced(s, NOW.date() + dt.timedelta(days=1)))
    assert gone == {first.hex, newer.hex}


def everywhere(who: SignedIn) -> dict[str, object]:
    """What each look at a person's sessions, beside the list, goes by: the newest day, an overlap, what is new."""
    later = NOW.date() + dt.timedelta(days=1)
    typed = agency.entry(date=DAY.isoformat(), start="14:00", stop="14:30")
    outlook_ = read(who, lambda s: outlook.on_day(s, "AW", later))
    return {
        "last held": outlook_.last_on, "not signed": len(outlook_.unsigned),
        "agenda": read(who, lambda s: agenda.of(s, ["AW"], later, balances=False))[0].last_on,
        "overlap": any("14:" in one or "2:00 PM" in one for one in read(who, lambda s: warnings.warnings(s, typed))),
        "recent": [one.key for one in read(who, recent.recent) if one.kind is recent.Kind.SESSION],
    }  # fmt: skip


def test_no_look_at_a_person_s_sessions_goes_by_what_was_replaced(staffed: SignedIn, ruth: SignedIn) -> None:
    before = DAY - dt.timedelta(days=1)
    first = agency.record(staffed, date=DAY.isoformat(), start="14:00", stop="15:00")
    agency.sign(ruth, first, at=NOW)
    at_first = {"last held": DAY, "not signed": 0, "agenda": DAY, "overlap": True, "recent": [first]}
    assert everywhere(staffed) == at_first
    moved = agency.entry(date=before.isoformat(), start="14:00", stop="15:00")
    changed = act(staffed, lambda s: held.amend(s, first, moved, "The day.").id)
    assert everywhere(staffed) == at_first | {"recent": [changed, first]}  # not signed, so the first one holds
    agency.sign(ruth, changed, at=NOW + dt.timedelta(minutes=1))
    assert everywhere(staffed) == {
        "last held": before, "not signed": 0, "agenda": before, "overlap": False, "recent": [changed],
    }  # fmt: skip
    gone = act(staffed, lambda s: held.amend(s, first, None, "It was not held.").id)
    assert everywhere(staffed)["last held"] == before  # taken back only once that is signed
    agency.sign(ruth, gone, at=NOW + dt.timedelta(minutes=2))
    assert everywhere(staffed) == {
        "last held": None, "not signed": 0, "agenda": None, "overlap": False, "recent": [gone],
    }  # fmt: skip


def test_a_session_is_no_overlap_of_itself_in_any_version(staffed: SignedIn, ruth: SignedIn) -> None:
    first = agency.record(staffed, date=DAY.isoformat(), start="14:00", stop="15:00")
    agency.sign(ruth, first, at=NOW)
    moved = agency.entry(date=DAY.isoformat(), start="14:10", stop="15:00")
    changed = act(staffed, lambda s: held.amend(s, first, moved, "The time.").id)
    for own in (first, changed):
        said = read(staffed, lambda s, own=own: warnings.warnings(s, moved, own))
        assert not [one for one in said if "2:00 PM" in one]
    agency.sign(ruth, changed, at=NOW + dt.timedelta(minutes=1))
    plain = [read(staffed, lambda s, own=own: warnings.warnings(s, moved, own)) for own in (first, changed, None)]
    assert plain[0] == plain[1] and len(plain[2]) == len(plain[0]) + 1


def test_recent_shows_the_note_in_force_alone(annie: SignedIn) -> None:
    ring = opening.signing_key(annie, agency.PASSPHRASE)
    first = act(annie, lambda s: notes.record(s, EncounterEntry.read(NOTE)).id)
    act(annie, lambda s: note_signing.sign(s, [first], ring))
    changed = act(annie, lambda s: notes.amend(s, first, EncounterEntry.read(NOTE | {"data": "Called."}), "Why.").id)
    assert [one.key for one in read(annie, recent.recent) if one.kind is recent.Kind.NOTE] == [changed, first]
    act(annie, lambda s: note_signing.sign(s, [changed], ring), NOW + dt.timedelta(minutes=1))
    assert [one.key for one in read(annie, recent.recent) if one.kind is recent.Kind.NOTE] == [changed]
