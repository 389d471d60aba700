"""The outlook of a line from a real store: plans, gaps, a new supervisor, limits; the same on Home and in sentences."""

import dataclasses
import datetime as dt
import json
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select

from app.models.staff import Staff
from app.models.supervision import Agreement
from app.services import hours
from app.services.across import due, forecast, forecast_words
from app.services.across.due.item import Kind
from app.services.across.forecast import Ahead
from app.services.across.opening import SignedIn
from app.services.credentials import steps
from app.services.credentials.steps import StepEntry
from app.services.problems import NotFound
from app.services.rules import packs
from app.services.store import session as sessions
from app.services.supervision import agreements, plans
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.plans import PlanEntry
from tests import agency

DAY = dt.date(2026, 3, 10)
NOW = dt.datetime(2026, 3, 10, 18, tzinfo=dt.UTC)
PLANNED = {
    "staff": "AW", "supervisor": "RC", "date": "2026-03-18", "start": "14:00", "minutes": "20", "format": "individual",
    "manner": "in_person",
}  # fmt: skip


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    work(staffed, dt.date(2026, 3, 2), 1200)
    return staffed


def work(who: SignedIn, day: dt.date, minutes: int, staff: str = "AW") -> None:
    with sessions.transaction(who.store, who.actor) as session:
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), day): minutes}
        hours.save_week(session, hours.Week(staff, day - dt.timedelta(day.weekday()), cells))


def act(who: SignedIn, work: Any, *arguments: Any) -> Any:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return work(session, *arguments)


def look(who: SignedIn, day: dt.date = DAY, staff: str = "AW") -> Ahead:
    with sessions.reading(who.store, who.actor) as session:
        return forecast.of_ledger(session, day, staff)[0]


def told(who: SignedIn, day: dt.date = DAY) -> dict[str, str]:
    return {said.text: said.tone for said in forecast_words.sentences(look(who, day), day)}


def home(who: SignedIn, day: dt.date = DAY) -> list[due.Item]:
    with sessions.reading(who.store, who.actor) as session:
        return [item for item in due.due(session, day).items if item.kind == Kind.OWED]


def test_the_pace_and_the_next_planned_session(ruth: SignedIn) -> None:
    first = act(ruth, plans.add, PlanEntry.read(PLANNED))
    act(ruth, plans.add, PlanEntry.read(PLANNED | {"date": "2026-04-01"}))
    act(ruth, plans.add, PlanEntry.read(PLANNED | {"date": "2026-03-12"}))
    found = look(ruth)
    assert found.forecast is not None and found.next is not None
    assert (found.forecast.until, found.forecast.needed) == (dt.date(2026, 3, 31), 60 + Fraction(1200, 10) * 21 / 20)
    assert (found.forecast.planned, found.forecast.missing) == (40, 60 + 126 - 40)
    assert (found.next[0].date, found.next[1], found.short_days) == (dt.date(2026, 3, 12), "Ruth Calfrobe", 10)
    act(ruth, plans.cancel, first[0].id, "Snow on the road")
    cancelled = look(ruth).forecast
    assert cancelled is not None and cancelled.planned == 20
    assert home(ruth)[0].why == "Still to hold by Mar 31: 3 h 6 min. Next planned Mar 12"


def test_a_peer_supporter_sees_only_their_own_outlook(staffed: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with sessions.reading(annie.store, annie.actor) as session:
        assert {one.staff for one in forecast.of_ledger(session, DAY) if one.forecast and one.forecast.needed} == {"AW"}
        with pytest.raises(NotFound):
            forecast.of_ledger(session, DAY, "ZZ")


def test_work_without_an_agreement_is_told_with_its_days_and_hours(staffed: SignedIn) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        query = select(Agreement.id).join(Staff, Staff.id == Agreement.staff_id)
        kept = session.scalars(query.where(Staff.code == "AW")).one()
        agreements.change(session, kept, AgreementEntry.read(agency.agreement(ends_on="2026-03-01")))
    found = look(staffed)
    assert [(row.gap.first, row.gap.days, row.minutes) for row in found.gaps] == [(dt.date(2026, 3, 2), 9, 1200)]
    said = "No agreement with a supervisor has been in force since March 2, 2026. 20 h of work since then."
    assert told(staffed)[said] == "warning"
    due_now = {one.what: one.detail for one in home(staffed)}
    assert due_now["Agree on a supervisor"] == "20 h of work since Mar 2, 2026"
    act(staffed, agreements.add, AgreementEntry.read(agency.agreement(signed_on="2026-03-05")))
    said = (
        "No agreement with a supervisor was in force from March 2, 2026 to March 4, 2026. "
        "20 h of work in that time."
    )
    assert told(staffed)[said] == "info"
    assert "Agree on a supervisor" not in [one.what for one in home(staffed)]


def test_days_off_without_an_agreement_are_no_gap(staffed: SignedIn) -> None:
    assert look(staffed, staff="DR").gaps == ()


def test_a_new_supervisor_has_to_be_told_to_the_board(staffed: SignedIn) -> None:
    act(staffed, agreements.add, AgreementEntry.read(agency.agreement(supervisor="MS", signed_on="2026-03-02")))
    said = "New supervisor since March 2, 2026: Mark Sorensen. The Board is told within 20 business days: by March 30, 2026."
    assert told(staffed)[said] == "warning"
    assert [(one.on, one.what) for one in home(staffed) if "Board" in one.what] == [
        (dt.date(2026, 3, 30), "Tell the Board of a new supervisor")
    ]
    assert told(staffed, dt.date(2026, 3, 31))[said] == "info"
    late = [one.on for one in home(staffed, dt.date(2026, 4, 13)) if "Board" in one.what]
    assert late == [dt.date(2026, 3, 30)]
    assert not [one for one in home(staffed, dt.date(2026, 4, 14)) if "Board" in one.what]


def test_once_the_board_is_told_nothing_asks_for_it(staffed: SignedIn) -> None:
    act(staffed, agreements.add, AgreementEntry.read(agency.agreement(supervisor="MS", signed_on="2026-03-02")))
    typed = {"staff": "AW", "kind": "board_told", "date": "2026-03-09", "pack": "mt-cbhpss"}
    act(staffed, steps.record, StepEntry.read(typed))
    said = "New supervisor since March 2, 2026: Mark Sorensen. The Board was told on March 9, 2026."
    assert told(staffed)[said] == "info"
    assert not [one for one in home(staffed) if "Board" in one.what]


def limited(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    """The pack with a figure in force, as an agency's own change of it makes."""
    pack = packs.load("mt-cbhpss")
    figures = dict(pack.rules[-1].figures)
    figures[name] = packs.Figure(name, name, value, "Ours", packs.Confidence.OUR_CHOICE, dt.date(2020, 1, 1), None, "")
    rule = dataclasses.replace(pack.rules[-1], figures=figures)
    changed = packs.Pack(pack.code, pack.title, pack.staff_title, pack.uncertified_title, pack.client, (rule,))
    known = {**packs.all_packs(), changed.code: changed}
    monkeypatch.setattr(packs, "all_packs", lambda: known)


def test_the_older_rules_forty_hours_are_shown_and_not_applied(staffed: SignedIn) -> None:
    work(staffed, dt.date(2026, 2, 24), 1200)
    work(staffed, dt.date(2026, 2, 17), 60)
    said = (
        "41 h of work since the start. "
        "An older rule allowed 40 h; it is shown for information and not applied."
    )
    assert told(staffed)[said] == "info"
    assert "Hold supervision" not in [one.what for one in home(staffed)]


def test_work_without_supervision_warns_by_the_packs_own_figure(
    staffed: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, forecast.ALONE, 1200)
    said = (
        "20 h of work since the start. "
        "These rules allow 20 h without supervision."
    )
    assert told(staffed)[said] == "info"
    work(staffed, dt.date(2026, 3, 9), 1)
    said = (
        "20 h 1 min of work since the start. "
        "These rules allow 20 h without supervision."
    )
    assert told(staffed)[said] == "warning"
    assert ("Hold supervision", "At most 20 h is allowed") in [(one.what, one.why) for one in home(staffed)]
    agency.sign(ruth, agency.record(staffed, date="2026-03-03"))
    said = (
        "1 min of work since the last credited session, March 3, 2026. "
        "These rules allow 20 h without supervision."
    )
    assert told(staffed)[said] == "info"
    assert "Hold supervision" not in [one.what for one in home(staffed)]


def test_the_share_of_groups_against_the_packs_figure(
    staffed: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(staffed).groups is None
    alone = agency.record(staffed, date="2026-03-03")
    group = agency.record(staffed, date="2026-03-04", staff="AW;DR", format="group", stop="14:31")
    agency.sign(ruth, alone, group)
    assert told(staffed)["35% of this month's credited time was held in groups. These rules set no limit for groups."]
    limited(monkeypatch, forecast.SHARE, 34)
    assert told(staffed)["35% of this month's credited time was held in groups. These rules allow 34%."] == "warning"
    limited(monkeypatch, forecast.SHARE, 50)
    assert told(staffed)["35% of this month's credited time was held in groups. These rules allow 50%."] == "info"


def test_the_same_figures_for_other_programs(staffed: SignedIn) -> None:
    found = [look(staffed)]
    said = json.loads(forecast_words.as_json(found, DAY))[0]
    assert (said["even_by"], said["to_hold_minutes"], said["short_days"]) == ("2026-03-31", "186", 10)
    head, row = forecast_words.as_csv(found, DAY).splitlines()[:2]
    assert head.startswith("staff,pack,even_by,to_hold_minutes") and row.startswith("AW,mt-cbhpss,2026-03-31,186,0,186,,10,")
    table = forecast_words.as_table(found, DAY)
    assert "To hold by March 31, 2026 to be even at this pace: 3 h 6 min." in table and "At this pace:" in table
    assert forecast_words.as_table([], DAY) == "No months to show yet.\n"
