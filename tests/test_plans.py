"""Planned sessions: one or a series, moved and cancelled with a reason, overlaps marked, each supervisor's own."""

import datetime as dt

import pytest

from app.services.across import due
from app.services.across.opening import SignedIn
from app.services.problems import Forbidden, Frozen, Invalid, NotFound
from app.services.supervision import calendar, plans
from app.services.supervision.calendar import PlanRow, State
from app.services.supervision.plans import PlanEntry
from tests import agency
from tests.caseload import NOW, PLANNED, act, plan


def entry(**changed: str) -> PlanEntry:
    return PlanEntry.read(PLANNED | changed)


def rows(who: SignedIn, *days: dt.date, at: dt.datetime = NOW) -> list[PlanRow]:
    return act(who, calendar.listed, *days, at=at)


def days(who: SignedIn, state: State = State.AHEAD) -> list[str]:
    return [f"{row.date:%m-%d} {row.start:%H:%M}" for row in rows(who) if row.state == state]


def test_a_series_stands_on_each_of_its_days_until_a_day_or_so_many_times(ruth: SignedIn) -> None:
    plan(ruth, every_weeks="2", until="2026-04-15")
    assert days(ruth) == ["03-04 14:00", "03-18 14:00", "04-01 14:00", "04-15 14:00"]
    assert len(plan(ruth, staff="DR", start="16:00", every_weeks="1", times="3")) == 3
    assert {row.every_weeks for row in rows(ruth)} == {1, 2}
    assert [row.names for row in rows(ruth, dt.date(2026, 3, 11), dt.date(2026, 3, 11))] == [("Dale Running Crane",)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"staff": "XX"}, "staff"),
        ({"staff": "AW;DR"}, "staff"),
        ({"minutes": "0"}, "minutes"),
        ({"minutes": "1441"}, "minutes"),
        ({"date": "2026-03-01"}, "date"),
        ({"date": "2026-03-08", "start": "02:30"}, "start"),
        ({"date": "2026-03-01", "start": "02:30", "every_weeks": "1", "times": "3"}, "date"),
        ({"until": "2026-04-01"}, "every_weeks"),
        ({"every_weeks": "1"}, "until"),
        ({"every_weeks": "1", "until": "2026-04-01", "times": "3"}, "until"),
        ({"every_weeks": "1", "until": "2026-03-01"}, "until"),
        ({"every_weeks": "1", "until": "2036-03-01"}, "until"),
        ({"every_weeks": "1", "times": "1"}, "times"),
        ({"every_weeks": "1", "times": "105"}, "times"),
        ({"every_weeks": "0", "times": "2"}, "every_weeks"),
    ],
)
def test_what_cannot_be_planned_says_which_field(ruth: SignedIn, changed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        plan(ruth, **changed)
    assert list(wrong.value.fields) == [field] and wrong.value.fields[field].endswith(".")
    assert rows(ruth) == []


def test_a_later_day_of_a_series_that_the_clock_skips_is_named(ruth: SignedIn) -> None:
    with pytest.raises(Invalid, match="Mar 14, 2027"):
        plan(ruth, date="2027-02-28", start="02:30", every_weeks="1", times="4")


def test_a_repeated_hour_means_the_showing_that_was_chosen(ruth: SignedIn) -> None:
    plan(ruth, date="2026-11-01", start="01:30")
    plan(ruth, date="2026-11-01", start="01:30", start_fold="1", staff="DR")
    first, second = rows(ruth)
    assert second.starts - first.starts == 60 and not first.overlaps


def test_one_of_a_series_is_moved_with_a_reason_and_the_old_day_stays_as_cancelled(ruth: SignedIn) -> None:
    ids = plan(ruth, every_weeks="1", times="3")
    with pytest.raises(Invalid) as wrong:
        act(ruth, plans.change, ids[1], entry(date="2026-03-12"))
    assert list(wrong.value.fields) == ["reason"]
    act(ruth, plans.change, ids[1], entry(date="2026-03-12", start="09:00"), "Court that day.")
    assert days(ruth) == ["03-04 14:00", "03-12 09:00", "03-18 14:00"]
    assert [(row.id, row.reason) for row in rows(ruth) if row.state == State.CANCELLED] == [(ids[1], "Court that day.")]


def test_the_rest_of_a_series_moves_by_as_many_days(ruth: SignedIn) -> None:
    ids = plan(ruth, every_weeks="1", times="4")
    act(ruth, plans.change, ids[2], entry(date="2026-03-19", start="10:00"), "New office day.", rest=True)
    assert days(ruth) == ["03-04 14:00", "03-11 14:00", "03-19 10:00", "03-26 10:00"]


def test_people_and_length_change_in_place_for_one_or_the_rest(ruth: SignedIn) -> None:
    ids = plan(ruth, every_weeks="1", times="3")
    act(ruth, plans.change, ids[1], entry(date="2026-03-11", staff="AW;DR", format="group", minutes="90"), rest=True)
    assert [(row.id, row.staff, row.minutes) for row in rows(ruth)] == [
        (ids[0], ("AW",), 60), (ids[1], ("AW", "DR"), 90), (ids[2], ("AW", "DR"), 90),
    ]  # fmt: skip


def test_cancelling_asks_why_and_can_be_taken_back(ruth: SignedIn) -> None:
    ids = plan(ruth, every_weeks="1", times="3")
    with pytest.raises(Invalid):
        act(ruth, plans.cancel, ids[0], "  ")
    gone = act(ruth, plans.cancel, ids[1], "On leave.", rest=True)
    assert gone == ids[1:] and days(ruth) == ["03-04 14:00"]
    with pytest.raises(Frozen):
        act(ruth, plans.change, ids[1], entry(date="2026-03-11"))
    assert act(ruth, plans.take_up, gone) == 2
    assert len(days(ruth)) == 3


def test_what_has_passed_without_a_log_is_missed(ruth: SignedIn) -> None:
    plan(ruth)
    after = dt.datetime(2026, 3, 4, 22, tzinfo=dt.UTC)  # 15:00 in Montana: it ends this minute
    assert [row.state for row in rows(ruth, at=after)] == [State.MISSED]
    assert [row.state for row in rows(ruth, at=after - dt.timedelta(minutes=1))] == [State.AHEAD]


def test_overlaps_of_a_supervisor_or_a_person_are_marked_and_named(staffed: SignedIn) -> None:
    plan(staffed)
    plan(staffed, staff="DR", start="14:30")
    plan(staffed, staff="DR", start="15:30", supervisor="MS")
    assert [row.overlaps for row in rows(staffed)] == [True, True, False]
    said = act(staffed, calendar.overlapping, entry(staff="DR", supervisor="MS", start="15:00"))
    assert len(said) == 2 and said[0] == "Dale Running Crane has another session planned then: Mar 4, 2026 at 2:30 PM."
    assert act(staffed, calendar.overlapping, entry(start="15:00"))[0].startswith("Ruth Calfrobe")
    assert act(staffed, calendar.overlapping, entry(start="17:00")) == []


def test_each_sees_and_plans_their_own(staffed: SignedIn, ruth: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    auditor = agency.enter(staffed, "Board", "auditor")
    own, other = plan(ruth)[0], plan(ruth, staff="DR", start="16:00")[0]
    assert {one.id for one in rows(ruth)} == {own, other} == {one.id for one in rows(auditor)}
    assert [one.id for one in rows(annie)] == [own]
    assert rows(mark) == []
    for who in (annie, auditor):
        with pytest.raises(Forbidden):
            plan(who)
    with pytest.raises(Forbidden):
        plan(mark)
    with pytest.raises(NotFound):
        act(mark, plans.cancel, own, "Not mine.")
    with pytest.raises(NotFound):
        act(annie, plans.load, other)


def test_home_tells_of_the_next_session_and_of_those_that_passed_without_a_log(staffed: SignedIn, ruth: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    plan(ruth, every_weeks="1", times="4")
    later = dt.datetime(2026, 3, 12, 15, tzinfo=dt.UTC)

    def due_for(who: SignedIn) -> list[tuple[str, int]]:
        found = act(who, lambda session: due.plans.plans(session, later.date()), at=later)
        return [(item.action, item.on.day) for item in found]

    assert due_for(ruth) == [("Open", 18), ("Log", 4), ("Log", 11)]
    assert due_for(annie) == [("Open", 18)]
    assert due_for(staffed) == [("Log", 4), ("Log", 11)]
    assert due_for(mark) == []
