"""Nights when the clock is moved, in twelve zones: a session keeps its date, its clock times and its length."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from app.services.across import opening
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import sessions as held
from tests import agency
from tests.faults import figures

ZONES = (
    "America/Denver", "America/Chicago", "America/Los_Angeles", "America/New_York", "America/Anchorage",
    "America/Halifax", "America/Sao_Paulo", "Europe/London", "Europe/Lisbon", "Australia/Adelaide",
    "Australia/Lord_Howe", "Pacific/Auckland",
)  # fmt: skip
LENGTHS = (15, 60, 95, 180)
SAO_PAULO_ENDED = 2019  # no transition there since
MINUTE = dt.timedelta(minutes=1)


def transitions(zone: ZoneInfo) -> list[dt.datetime]:
    """The last two moments, in UTC, at which this zone's clock was moved before 2026-05."""
    year = SAO_PAULO_ENDED if zone.key == "America/Sao_Paulo" else 2026
    hours = [dt.datetime(year - 1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=n) for n in range(24 * 480)]
    moved = [
        after
        for before, after in pairwise(hours)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]
    return moved[-2:]


def cases(zone: ZoneInfo) -> list[tuple[dt.datetime, dt.datetime]]:
    """Starts and stops in UTC around both transitions, every half hour, also over midnight; exact by construction."""
    return [
        (start, start + length * MINUTE)
        for moved in transitions(zone)
        for step in range(-12, 13)
        for length in LENGTHS
        for start in [moved + step * 30 * MINUTE]
    ]


def changed(signed_in, zone: ZoneInfo, wanted: list[tuple[dt.datetime, dt.datetime]]) -> int:
    """How many sessions, entered by the clock on the wall, come back with another date, time or length."""
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    ids = {}
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        for start, stop in wanted:
            here, there = start.astimezone(zone), stop.astimezone(zone)
            entry = agency.entry(
                date=here.date().isoformat(), start=f"{here:%H:%M}", stop=f"{there:%H:%M}",
                start_fold=str(here.fold), stop_fold=str(there.fold),
            )  # fmt: skip
            ids[held.record(session, entry).id] = (here, int((stop - start) // MINUTE))
    wrong = 0
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        for key, (here, minutes) in ids.items():
            row = held.load(session, key)
            kept = (row.date, row.start, row.start_fold, row.stops - row.starts)
            wrong += kept != (here.date(), here.time(), here.fold, minutes)
    return wrong


@pytest.fixture
def make(tmp_path):
    """Makes a store in a zone; all are closed at the end."""
    made = []

    def one(name: str):
        entry = opening.AgencyEntry.read({"name": "Cottonwood Creek", "zone": name})
        made.append(
            opening.create(tmp_path / str(len(made)), entry, "Ann", agency.PASSPHRASE, cost=vault.LOW)
        )
        return made[-1]

    yield one
    for signed_in in made:
        signed_in.store.close()


def test_a_moved_clock_changes_no_session(make):
    zone = ZoneInfo("America/Denver")
    assert changed(make(zone.key), zone, cases(zone)[::17]) == 0


@pytest.mark.full
def test_no_moved_clock_changes_a_session(make):
    wrong = total = 0
    for name in ZONES:
        wanted = cases(ZoneInfo(name))
        assert len(transitions(ZoneInfo(name))) == 2, name
        wrong, total = wrong + changed(make(name), ZoneInfo(name), wanted), total + len(wanted)
    figures.record(
        12, f"sessions around 2 transitions in {len(ZONES)} zones: minutes or dates changed", total, wrong
    )
    assert wrong == 0
