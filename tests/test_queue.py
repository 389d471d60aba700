"""The review queue: notes, sessions and weeks of hours, the state of each, for whom it waits, and who sees it."""

import datetime as dt
import uuid
from typing import Any

import pytest

from app.services import hours
from app.services.across import opening, papers, queue
from app.services.across.opening import SignedIn
from app.services.across.queue import Row, State, What
from app.services.encounters import notes, reviews
from app.services.encounters import signing as note_signing
from app.services.encounters.entry import EncounterEntry
from app.services.hours import Category, Line, Week
from app.services.problems import Forbidden
from app.services.supervision.log import Wanted
from tests import agency
from tests.caseload import NOTE, act, client

TODAY = dt.date(2026, 3, 6)  # a Friday


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    client(staffed, "C1", "Clara", "AW")
    return staffed


def rows(who: SignedIn, what: What, today: dt.date = TODAY) -> list[Row]:
    found = act(who, queue.rows, today, at=agency.LATER)
    return [row for row in found if row.what == what]


def states(who: SignedIn, what: What) -> list[tuple[State, tuple[str, ...]]]:
    return [(row.state, row.waits_for) for row in rows(who, what)]


def sign_note(who: SignedIn, key: uuid.UUID) -> None:
    signing_key = opening.signing_key(who, agency.PASSPHRASE)
    act(who, note_signing.sign, [key], signing_key, at=agency.LATER)


def test_a_note_goes_from_its_writer_to_the_supervisor_and_back(annie: SignedIn, ruth: SignedIn) -> None:
    key = act(annie, lambda session: notes.record(session, EncounterEntry.read(NOTE)).id, at=agency.LATER)
    assert states(ruth, What.NOTE) == [(State.OPEN, ("Annie Whitegrass",))]
    act(annie, reviews.ready, key, at=agency.LATER)
    assert states(ruth, What.NOTE) == [(State.READY, ("Ruth Calfrobe",))]
    act(ruth, reviews.review, key, reviews.NEEDS_REVISION, "Say what was planned.", at=agency.LATER)
    (row,) = rows(ruth, What.NOTE)
    assert (row.state, row.waits_for, row.comment) == (State.REVISION, ("Annie Whitegrass",), "Say what was planned.")
    assert row.about == ("Clara Medicine Elk",)
    act(annie, reviews.ready, key, at=agency.LATER + dt.timedelta(hours=1))
    sign_note(annie, key)
    assert states(ruth, What.NOTE) == [(State.READY, ("Ruth Calfrobe",))]
    sign_note(ruth, key)
    assert states(ruth, What.NOTE) == [(State.DONE, ())]


def test_a_session_waits_for_the_supervisor_then_for_each_who_came(ruth: SignedIn, annie: SignedIn) -> None:
    key = agency.record(ruth, staff="AW;DR", format="group")
    assert states(ruth, What.SESSION) == [(State.READY, ("Ruth Calfrobe",))]
    agency.sign(ruth, key)
    assert states(ruth, What.SESSION) == [(State.OPEN, ("Annie Whitegrass", "Dale Running Crane"))]
    agency.sign(annie, key)
    assert states(ruth, What.SESSION) == [(State.OPEN, ("Dale Running Crane",))]
    agency.record(ruth, date="2026-03-05", paper_signed_on="2026-03-05")
    agency.record(ruth, date="2026-03-20")
    assert [row.state for row in rows(ruth, What.SESSION)] == [State.OPEN, State.DONE]


def test_a_printed_session_waits_for_hands(ruth: SignedIn) -> None:
    agency.record(ruth)
    wanted = Wanted("AW", dt.date(2026, 3, 1), dt.date(2026, 3, 31), dt.date(2026, 3, 31))
    act(ruth, papers.print_for_signature, wanted, at=agency.LATER)
    (row,) = rows(ruth, What.SESSION)
    assert row.paper and row.state == State.OPEN and row.waits_for == ("Ruth Calfrobe", "Annie Whitegrass")


def test_full_weeks_without_hours_wait_for_who_was_here(staffed: SignedIn, ruth: SignedIn) -> None:
    cells: Any = {(Line(Category.DIRECT_SERVICE), dt.date(2026, 2, 18)): 60}
    act(staffed, hours.save_week, Week("AW", dt.date(2026, 2, 16), cells), at=agency.LATER)
    found = [(row.key, row.waits_for) for row in rows(ruth, What.HOURS) if row.owner == "Annie Whitegrass"]
    assert [key for key, _who in found] == ["AW/2026-02-02", "AW/2026-02-09", "AW/2026-02-23"]
    assert found[0][1] == ("Annie Whitegrass",)
    early = rows(ruth, What.HOURS, dt.date(2026, 1, 16))
    assert {row.key for row in early} == {"AW/2026-01-05", "DR/2026-01-05"}


def test_what_is_done_leaves_after_a_month_and_what_waits_stays(ruth: SignedIn) -> None:
    done = agency.record(ruth, date="2026-01-14")
    agency.sign(ruth, done)
    assert [row.state for row in rows(ruth, What.SESSION)] == [State.OPEN]
    agency.record(ruth, date="2026-01-21", paper_signed_on="2026-01-21")
    agency.record(ruth, date="2026-02-18", paper_signed_on="2026-02-18")
    assert [row.date.day for row in rows(ruth, What.SESSION)] == [14, 18]


def test_each_supervisor_has_their_own_queue_and_others_none(staffed: SignedIn, annie: SignedIn) -> None:
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    agency.record(staffed)
    act(annie, lambda session: notes.record(session, EncounterEntry.read(NOTE)).id, at=agency.LATER)
    assert act(mark, queue.rows, TODAY, at=agency.LATER) == []
    assert {row.what for row in act(staffed, queue.rows, TODAY, at=agency.LATER)} == set(What)
    with pytest.raises(Forbidden):
        act(annie, queue.rows, TODAY)
