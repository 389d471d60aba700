"""Hours: a week is kept as it was typed, cell by cell; impossible days are refused whole."""

import datetime as dt

import pytest

from app.services import hours
from app.services.across import verify
from app.services.across.opening import SignedIn
from app.services.hours import Category, Line, Week
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.store import session as sessions
from tests import agency

MONDAY = dt.date(2026, 3, 2)
DIRECT, TRAVEL = Line(Category.DIRECT_SERVICE), Line(Category.TRAVEL, paid=False)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def save(who: SignedIn, cells: dict[tuple[Line, dt.date], int], staff: str = "AW", monday: dt.date = MONDAY) -> int:
    with sessions.transaction(who.store, who.actor) as session:
        return hours.save_week(session, Week(staff, monday, cells))


def load(who: SignedIn, staff: str = "AW") -> dict[tuple[Line, dt.date], int]:
    with sessions.reading(who.store, who.actor) as session:
        return dict(hours.week(session, staff, MONDAY).cells)


def test_a_week_comes_back_as_typed(staffed: SignedIn) -> None:
    cells = {(DIRECT, day(0)): 480, (TRAVEL, day(0)): 45, (DIRECT, day(6)): 1}
    assert save(staffed, cells) == 3
    assert load(staffed) == cells
    assert save(staffed, cells) == 0


def test_only_changed_cells_change_and_an_empty_one_is_removed(staffed: SignedIn) -> None:
    save(staffed, {(DIRECT, day(0)): 480, (TRAVEL, day(1)): 45})
    assert save(staffed, {(DIRECT, day(0)): 450, (DIRECT, day(2)): 60}) == 3
    assert load(staffed) == {(DIRECT, day(0)): 450, (DIRECT, day(2)): 60}
    assert verify.run(staffed) == []


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({(DIRECT, day(0)): 1441}, f"direct_service/{day(0)}"),
        ({(DIRECT, day(0)): -1}, f"direct_service/{day(0)}"),
        ({(DIRECT, day(0)): 1000, (TRAVEL, day(0)): 441}, f"{day(0)}"),
        ({(DIRECT, day(7)): 60}, f"direct_service/{day(7)}"),
    ],
)
def test_an_impossible_day_is_refused_whole(
    staffed: SignedIn, cells: dict[tuple[Line, dt.date], int], field: str
) -> None:
    before = {(DIRECT, day(3)): 60}
    save(staffed, before)
    with pytest.raises(Invalid) as refused:
        save(staffed, before | cells)
    assert field in refused.value.fields
    assert load(staffed) == before


def test_a_full_day_is_taken(staffed: SignedIn) -> None:
    save(staffed, {(DIRECT, day(0)): 1440})
    assert load(staffed) == {(DIRECT, day(0)): 1440}


def test_an_unknown_person_is_said(staffed: SignedIn) -> None:
    with pytest.raises(NotFound):
        save(staffed, {(DIRECT, day(0)): 60}, staff="ZZ")


def test_a_peer_supporter_types_and_sees_only_their_own(staffed: SignedIn) -> None:
    save(staffed, {(DIRECT, day(0)): 60}, staff="DR")
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    save(annie, {(DIRECT, day(0)): 90})
    assert load(annie) == {(DIRECT, day(0)): 90}
    assert load(annie, "DR") == {}
    with pytest.raises(Forbidden):
        save(annie, {(DIRECT, day(1)): 90}, staff="DR")
    assert load(staffed, "DR") == {(DIRECT, day(0)): 60}


def test_list_windows_meet_without_gap_or_repeat(staffed: SignedIn) -> None:
    for code in ("AW", "DR"):
        save(staffed, {(DIRECT, day(number)): 60 for number in range(7)}, staff=code)
    with sessions.reading(staffed.store, staffed.actor) as session:
        whole, paged, after = hours.window(session), [], None
        while page := hours.window(session, after=after, limit=4):
            paged += page
            after = (page[-1].date, page[-1].id)
        assert paged == whole and len(whole) == 14
        assert {row.staff for row in hours.window(session, text="dale")} == {"DR"}
        assert len(hours.rows(session, "AW", day(1), day(3))) == 3


def test_a_new_week_starts_with_the_lines_of_the_last_ones(staffed: SignedIn) -> None:
    save(staffed, {(TRAVEL, day(0)): 30, (DIRECT, day(0)): 60})
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert list(hours.last_lines(session, "AW", day(7))) == [DIRECT, TRAVEL]
        assert list(hours.last_lines(session, "AW", day(7 * 10))) == []


def test_days_under_no_pack_are_told(staffed: SignedIn) -> None:
    monday = dt.date(2025, 12, 29)
    week = Week("AW", monday, {(DIRECT, monday + dt.timedelta(days=number)): 60 for number in range(7)})
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert hours.outside_employment(session, week) == [dt.date(2025, 12, number) for number in (29, 30, 31)]
