"""A clock that jumps: the record keeps its order by counting, and every step back is told, as a notice and no fault."""

import datetime as dt
import json
import random

import pytest

from app.services.across import verify
from app.services.store import clock
from app.services.store import session as sessions
from tests import agency
from tests.faults import figures

START = dt.datetime(2100, 3, 6, 12, tzinfo=dt.UTC)  # after the making of the store, whenever that is
LONGEST = 10 * 365 * 86_400  # seconds


def jump(signed_in, at: dt.datetime, title: str) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor, at) as session:
        session.scalars(agency.select_staff()).first().title = title


def told_order(signed_in) -> list[str]:
    """The titles in the order in which the record tells them."""
    with signed_in.store.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT value FROM audit_value JOIN audit_row USING (seq) WHERE action = 'change' ORDER BY seq"
        ).scalars()
        return [json.loads(value)["after"]["title"] for value in rows]


def jumps(signed_in, seconds: list[int]) -> int:
    """How many of these jumps, there and back again, lost the order, were not told, or made a fault."""
    with sessions.transaction(signed_in.store, signed_in.actor, START) as session:
        agency.people(session)
    lost, now = 0, START
    for number, by in enumerate(seconds):
        told = len(verify.notices(signed_in))
        now += dt.timedelta(hours=1)
        titles = [f"before-{number}", f"away-{number}", f"back-{number}"]
        for title, at in zip(titles, (now, now + dt.timedelta(seconds=by), now), strict=True):
            jump(signed_in, at, title)
        with sessions.reading(signed_in.store, signed_in.actor) as session:
            newest = session.scalars(agency.select_staff()).first().title
        behind = clock.behind(signed_in.store, now - dt.timedelta(seconds=1))
        flagged = len(verify.notices(signed_in)) > told
        ordered = told_order(signed_in)[-3:] == titles
        lost += newest != titles[-1] or not ordered or not flagged or behind is None
    return lost + len(verify.run(signed_in))


def test_jumps_of_a_second_and_of_ten_years_are_told(signed_in):
    assert jumps(signed_in, [1, -1, LONGEST, -LONGEST]) == 0


def test_a_clock_that_runs_on_is_not_told_of(signed_in):
    for second in range(5):
        at = START + dt.timedelta(seconds=second)
        with sessions.transaction(signed_in.store, signed_in.actor, at) as session:
            if not second:
                agency.people(session)
            else:
                session.scalars(agency.select_staff()).first().title = str(second)
    assert clock.behind(signed_in.store, START + dt.timedelta(seconds=4.2)) is None
    assert clock.behind(signed_in.store, START) == dt.timedelta(seconds=4)
    assert verify.notices(signed_in) == []


@pytest.mark.full
def test_forty_jumps_are_told(signed_in):
    chance = random.Random(4)
    seconds = [sign * round(10 ** chance.uniform(0, 8.498)) for sign in (1, -1) for _jump in range(20)]
    lost = jumps(signed_in, seconds)
    figures.record(4, "jumps of the clock, order kept and told", len(seconds), lost)
    assert lost == 0
