"""Supervision owed on screen: one way to draw a person's month on Home, in the overview and on the person's page."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QLabel

from app.models.hours import Hours
from app.services import staff
from app.services.across.opening import SignedIn
from app.services.supervision import agreements, sessions, supervisors
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.ui.kit.bars import Bar
from app.ui.write import Desk
from tests import agency


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return seat(signed_in, "home", size=None)


def months_back(day: dt.date, count: int) -> dt.date:
    """The first day of the month so many months back."""
    number = day.year * 12 + day.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)


def fill(desk: Desk, worked: int, held: int) -> None:
    """Annie: 100 h two months ago without supervision, this month `worked` minutes and a session of `held` minutes."""
    today, first = desk.today(), months_back(desk.today(), 2)

    def work(session) -> None:
        person = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": first.isoformat()}
        staff.add(session, staff.StaffEntry.read(person))
        supervisors.add(session, SupervisorEntry.read(agency.supervisor()))
        agreements.add(session, AgreementEntry.read(agency.agreement(signed_on=first.isoformat())))
        key = staff.by_code(session, "AW").id
        days = [(first + dt.timedelta(days=one), 600) for one in range(10)] + [(today.replace(day=1), worked)]
        session.add_all(Hours(staff_id=key, date=on, category="group", minutes=minutes, paid=True) for on, minutes in days)
        day, stop = today.replace(day=1).isoformat(), f"{8 + held // 60:02}:{held % 60:02}"
        typed = agency.HELD | {"date": day, "start": "08:00", "stop": stop, "paper_signed_on": day}
        sessions.record(session, SessionEntry.read(typed))

    desk.write(work)


@pytest.mark.parametrize(
    ("worked", "held", "words", "full"),
    [
        (600, 120, "2 h credited of 5 h 30 min due", False),  # green and full before: more than this month's own part
        (600, 330, "5 h 30 min credited of 5 h 30 min due", True),
        (600, 20, "20 min credited of 5 h 30 min due", False),
    ],
)
def test_a_person_s_month_is_drawn_alike_on_every_page(desk: Desk, worked: int, held: int, words: str, full: bool) -> None:
    fill(desk, worked, held)
    desk.window.go("home")
    shown = desk.window.page()
    shown.refresh()
    (on_home,) = shown._card.findChildren(Bar)
    overview = desk.open("owed")
    (in_overview,) = overview.findChildren(Bar)
    person = desk.open("owed.person", "AW")
    last = person.chart._months[-1]
    drawn = {(bar._done, bar._due) for bar in (on_home, in_overview)} | {(last.credited, last.due)}
    assert len(drawn) == 1
    assert (last.credited >= (last.due or 0)) is full
    for bar in (on_home, in_overview):
        assert bar.accessibleName() == f"Annie Whitegrass: {words}"
    assert last.words.endswith(words)
    assert (person.figure.text() == "Nothing owed") is full
    for page in (shown, overview):
        said = [label.text() for label in page.findChildren(QLabel)]
        assert any("Bar: credited. Line: due, with what was owed before." in text for text in said)


def test_the_page_says_both_ways_and_whose_choice_it_is(desk: Desk) -> None:
    fill(desk, 600, 700 - 60)
    person = desk.open("owed.person", "AW")
    small = person._small.text()
    assert "Hours owed at a month's end are owed in the next. That is Peerdesk's choice; no rule decides it." in small
