"""What a signed amendment replaced is marked so in lists, left out of those in force, and waits for nobody any more."""

import datetime as dt
import uuid

import pytest

from app.services.across import opening, queue
from app.services.across.opening import SignedIn
from app.services.clients import assignments, records
from app.services.clients.assignments import AssignmentEntry
from app.services.clients.entry import ClientEntry
from app.services.encounters import listing, notes, reviews
from app.services.encounters import signing as note_signing
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as sessions
from app.services.supervision import session_list, signing
from app.services.supervision import sessions as held
from tests import agency

DAY = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=9)
NOW = dt.datetime.now(dt.UTC)
NOTE = {
    "client": "C1", "staff": "AW", "date": DAY.isoformat(), "start": "09:00", "stop": "10:00", "manner": "in_person",
    "data": "Met.", "plan": "Friday.",
}  # fmt: skip


@pytest.fixture
def staffed(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
        records.add(session, ClientEntry.read({"code": "C1", "first_name": "Clara", "last_name": "Elk"}))
        key = records.by_code(session, "C1").id
        assignments.assign(session, key, AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"}))
    return signed_in


@pytest.fixture
def ruth(staffed: SignedIn) -> SignedIn:
    return agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")


@pytest.fixture
def annie(staffed: SignedIn) -> SignedIn:
    return agency.enter(staffed, "Annie", "peer_supporter", staff="AW")


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
