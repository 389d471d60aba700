"""Supervision by keys and clicks: a series is planned, logged from its agenda, and what was left comes back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from app.services.clients import assignments, records
from app.services.clients.entry import AssignmentEntry, ClientEntry
from app.services.store import session as sessions
from app.services.supervision import calendar, phases
from app.services.supervision.calendar import State
from app.ui.kit import dates
from tests import agency
from tests.conftest import ZONE
from tests.journeys.hands import Hands

WRITER, SUPERVISOR = "Annie Whitegrass", "Ruth Calfrobe"
TODAY = dt.datetime.now(ZoneInfo(ZONE)).date()


@pytest.fixture
def clients(staffed):
    """A client with whom Annie works."""
    with sessions.transaction(staffed.store, staffed.actor) as session:
        kept = records.add(session, ClientEntry.read({"code": "C-104", "first_name": "Clara", "last_name": "Medicine Elk"}))
        since = (TODAY - dt.timedelta(days=40)).isoformat()
        assignments.assign(session, kept.id, AssignmentEntry.read({"staff": "AW", "from_on": since}))


def come_in(hands: Hands, name: str) -> None:
    if hands.program.desktop is not None:
        hands.lock()
    hands.unlock(name, agency.PASSPHRASE)


def rows(hands: Hands) -> list[calendar.PlanRow]:
    return hands.program.desktop.desk.read(calendar.listed)


def open_plan(hands: Hands, day: dt.date) -> None:
    hands.go("supervision")
    hands.press("Calendar")
    state = next(row.state for row in rows(hands) if row.date == day and row.state != State.CANCELLED)
    chips = hands.page().chips
    chips.choose(state.value)
    hands.page().list.refresh()
    hands.open_row(dates.short(day))


def plan_a_series(hands: Hands) -> None:
    """Today and the next two weeks; half of the typing is there again after a lock."""
    hands.go("supervision")
    hands.press("Calendar")
    hands.press("Plan a session")
    hands.choose("Peer supporter", WRITER)
    hands.type("Date", dates.typed(TODAY))
    hands.type("Start", "8:00 AM")
    hands.type("Repeat every", "1")
    come_in(hands, SUPERVISOR)
    hands.open_row("Plan of a session")
    hands.press("Save")
    hands.reads("Say until which day it is held, or how often: one of the two.")
    hands.type("Or how often", "3")
    hands.press("Save")
    hands.reads("3 sessions are planned.")
    assert [row.date for row in rows(hands)] == [TODAY + dt.timedelta(weeks=number) for number in range(3)]


def log_the_first(hands: Hands) -> None:
    """What is ticked on the agenda goes along, through a lock; the phase per client is noted beside the log."""
    open_plan(hands, TODAY)
    hands.reads("Clara Medicine Elk")
    hands.type("Topic", "Rides to court")
    hands.press("Add")
    hands.reads("Rides to court")
    second = f"Put on the agenda {dates.say(TODAY).split(' ')[0][:3]} {TODAY.day}"
    hands.press(f"Talk about: Rides to court, {second}")
    come_in(hands, SUPERVISOR)
    open_plan(hands, TODAY)
    hands.press("Log this session")
    hands.reads("Only you see it until you save.")
    assert hands.field("Start").text() == "8:00 AM" and hands.field("Stop").text() == "9:00 AM"
    assert hands.field("Topics: other").text() == "Rides to court"
    hands.type("What was covered", "About Clara and buses.")
    hands.reads("This may name a client: Clara.")
    hands.type("What was covered", "Saying no to rides outside the plan.")
    hands.type("Follow up next time", "Bring the ride policy")
    hands.press("Note 1 client")
    hands.press("Phase with Clara Medicine Elk: Connecting")
    hands.press("Save")
    hands.reads("The session is saved.")
    first = next(row for row in rows(hands) if row.date == TODAY)
    assert first.state == State.LOGGED and first.session_id is not None
    key = first.session_id
    noted = hands.program.desktop.desk.read(lambda session: phases.of_session(session, key))
    assert [(one.client, one.phase) for one, _name in noted] == [("C-104", "connecting")]


def find_what_was_left(hands: Hands) -> None:
    """The follow-up stands on the next agenda, the topic that was talked about does not; it is done and taken back."""
    open_plan(hands, TODAY + dt.timedelta(weeks=1))
    hands.reads("Bring the ride policy")
    hands.reads("Connecting")
    assert "Rides to court" not in hands.words()
    hands.press("Done already: Bring the ride policy")
    hands.reads("Done, and off the agenda.")
    assert "Bring the ride policy" not in hands.words()
    hands.press("Undo")
    hands.reads("Bring the ride policy")


def cancel_the_rest(hands: Hands) -> None:
    """The last two are cancelled with a reason, and taken up again."""
    hands.press("Cancel it")
    hands.press("Which are cancelled: And all after")
    cancelling = hands.page().cancelling
    cancelling.press()
    hands.reads("Say why it is cancelled.")
    hands.type("Why is it cancelled?", "Both away.")
    cancelling.press()
    hands.reads("2 planned sessions are cancelled.")
    assert [row.state for row in rows(hands)] == [State.LOGGED, State.CANCELLED, State.CANCELLED]
    hands.press("Undo")
    assert [row.state for row in rows(hands)] == [State.LOGGED, State.AHEAD, State.AHEAD]


def the_peer_supporter_sees_it(hands: Hands) -> None:
    """Home tells of the next one; a topic of one's own goes on its agenda."""
    come_in(hands, WRITER)
    hands.open_row("Meet for supervision")
    hands.reads("Bring the ride policy")
    hands.type("Topic", "A hard week")
    hands.press("Add")
    hands.reads("A hard week")
    hands.press("Take off: A hard week")
    hands.reads("Taken off the agenda.")


def test_a_series_is_planned_logged_and_comes_back(clients, hands: Hands) -> None:
    come_in(hands, SUPERVISOR)
    plan_a_series(hands)
    log_the_first(hands)
    find_what_was_left(hands)
    cancel_the_rest(hands)
    the_peer_supporter_sees_it(hands)
    assert "A hard week" not in hands.words()
