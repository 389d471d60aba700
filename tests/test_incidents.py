"""Incidents: what is taken and what is refused, who sees and writes them, what stays open, on Home and on agendas."""

import datetime as dt
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from app.models.clients import Client, ClientGrant
from app.models.consents import RecordOpening
from app.models.incidents import Incident
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement
from app.services import users
from app.services.across import agenda_paper, due, merge, retention, verify
from app.services.across.due import Kind as Due
from app.services.across.opening import SignedIn
from app.services.across.retention import Kind as Whose
from app.services.consents import seen
from app.services.incidents import listing, records
from app.services.incidents.entry import ALWAYS_REPORTED, IncidentEntry, Kind
from app.services.incidents.listing import Step
from app.services.problems import Forbidden, Frozen, Invalid, NotFound
from app.services.supervision import agenda
from tests import agency
from tests.caseload import act, client, plan

NOW = dt.datetime(2026, 3, 3, 18, tzinfo=dt.UTC)  # 11:00 in Montana
DAY = dt.date(2026, 3, 2)
NOTICED = {"staff": "AW", "client": "C1", "kind": "child_abuse", "date": "2026-03-02", "time": "09:30", "what": "Zanzibar."}
REPORTED = {"authority": "County office", "reported_on": "2026-03-02", "reported_time": "10:00", "reference_number": "17"}
TOLD = {"supervisor": "RC", "told_on": "2026-03-02", "told_time": "10:30"}


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """Annie works with one client, Dale with another."""
    client(staffed, "C1", "Clara", "AW")
    client(staffed, "C3", "Rose", "DR")
    return staffed


def write(who: SignedIn, **changed: str) -> uuid.UUID:
    return act(who, lambda session: records.record(session, IncidentEntry.read(NOTICED | changed)).id, at=NOW)


def change(who: SignedIn, key: uuid.UUID, **changed: str) -> None:
    act(who, records.change, key, IncidentEntry.read(NOTICED | changed), at=NOW)


def listed(who: SignedIn, **how: Any) -> list[listing.IncidentRow]:
    return act(who, records.listed, at=NOW, **how)


def refused(who: SignedIn, **changed: str) -> dict[str, str]:
    with pytest.raises(Invalid) as wrong:
        write(who, **changed)
    return wrong.value.fields


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"date": "2026-03-04", "time": ""}, "date", "still to come"),
        ({"date": "2026-03-03", "time": "11:01"}, "time", "still to come"),
        (REPORTED | {"reported_on": "2026-03-04"}, "reported_on", "still to come"),
        (REPORTED | {"reported_on": "2026-03-01"}, "reported_on", "before what was noticed"),
        (REPORTED | {"reported_time": "09:29"}, "reported_time", "before what was noticed"),
        (TOLD | {"told_on": "2026-03-01"}, "told_on", "before it was noticed"),
        (TOLD | {"told_time": "09:00"}, "told_time", "before it was noticed"),
        ({"date": "2025-03-09", "time": "02:30"}, "time", "clock skips"),
        (REPORTED | {"authority": ""}, "authority", "to whom"),
        (REPORTED | {"reported_on": ""}, "reported_on", "day of the report"),
        ({"reference_number": "17"}, "authority", "take out its time and number"),
        (TOLD | {"supervisor": ""}, "supervisor", "who was told"),
        (TOLD | {"told_on": ""}, "told_on", "the day"),
        ({"told_time": "10:30"}, "supervisor", "take out the time"),
        (REPORTED | {"no_report_reason": "No risk now.", "kind": "other"}, "no_report_reason", "A report stands above"),
        ({"no_report_reason": "No risk now."}, "no_report_reason", "always reported"),
        ({"what": "x" * 401}, "what", "400 characters; it has 401"),
        ({"follow_up": "x" * 401}, "follow_up", "400 characters"),
        ({"what": " "}, "what", "needed"),
        ({"kind": "gossip"}, "kind", "Choose one of"),
        ({"client": "C9"}, "client", "C9"),
        ({"staff": "ZZ"}, "staff", "ZZ"),
        (TOLD | {"supervisor": "ZZ"}, "supervisor", "ZZ"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    staffed: SignedIn, changed: dict[str, str], field: str, words: str
) -> None:
    assert words in refused(staffed, **changed)[field]


def test_a_repeated_time_is_its_first_showing_unless_told(staffed: SignedIn) -> None:
    night = {"date": "2025-11-02", "time": "01:40", "authority": "County office", "reported_on": "2025-11-02",
             "reported_time": "01:10"}  # fmt: skip
    assert "before what was noticed" in refused(staffed, **night)["reported_time"]
    kept = act(staffed, records.load, write(staffed, **night, reported_time_fold="1"))
    assert (kept.time_fold, kept.reported_time_fold, kept.zone) == (0, 1, "America/Denver")
    assert act(staffed, records.load, write(staffed, time_fold="1")).time_fold == 0  # that day repeats nothing


def test_an_entry_comes_back_as_it_was_typed(annie: SignedIn) -> None:
    typed = IncidentEntry.read(NOTICED | REPORTED | TOLD | {"follow_up": "Ask again on Friday."})
    key = act(annie, lambda session: records.record(session, typed).id, at=NOW)
    kept = act(annie, lambda session: records.entry_of(records.load(session, key)))
    assert kept.model_dump() == typed.model_dump() | {f"{name}_fold": 0 for name in ("time", "reported_time", "told_time")}


def test_it_stays_open_until_it_is_reported_told_and_closed(staffed: SignedIn, annie: SignedIn, ruth: SignedIn) -> None:
    key = write(annie)
    assert [row.steps for row in listed(annie)] == [(Step.REPORT, Step.TELL)]
    with pytest.raises(Invalid, match=r"not reported yet.*No supervisor is told"):
        act(ruth, records.close, key, at=NOW)
    change(annie, key, **REPORTED)
    with pytest.raises(Invalid, match="^No supervisor is told"):
        act(ruth, records.close, key, at=NOW)
    change(annie, key, **REPORTED, **TOLD | {"told_on": "2026-03-03"})
    assert [row.steps for row in listed(annie)] == [(Step.CLOSE,)]
    for day, words in ((DAY, "cannot be closed before"), (dt.date(2026, 3, 4), "still to come")):
        with pytest.raises(Invalid, match=words):
            act(ruth, records.close, key, day, at=NOW)
    with pytest.raises(Forbidden):
        act(annie, records.close, key, at=NOW)
    assert act(ruth, records.close, key, at=NOW).closed_on == dt.date(2026, 3, 3)
    assert listed(annie, only_open=True) == [] and listed(annie)[0].steps == ()
    for work in (lambda: change(annie, key), lambda: act(ruth, records.close, key, at=NOW)):
        with pytest.raises(Frozen):
            work()
    act(ruth, records.reopen, key, at=NOW)
    change(annie, key, **REPORTED, **TOLD)
    assert verify.run(staffed) == []


def test_a_reason_stands_for_a_report_where_none_is_needed(annie: SignedIn, ruth: SignedIn) -> None:
    key = write(annie, kind="harm_to_self", no_report_reason="A plan for safety was made together.")
    assert listed(annie)[0].steps == (Step.TELL,)
    change(annie, key, kind="harm_to_self", no_report_reason="A plan for safety was made together.", **TOLD)
    assert act(ruth, records.close, key, at=NOW).closed_on
    assert {Kind.CHILD_ABUSE, Kind.ADULT_ABUSE} == ALWAYS_REPORTED


def test_what_was_entered_by_mistake_goes_until_somebody_relies_on_it(annie: SignedIn) -> None:
    key = write(annie)
    entry = act(annie, records.remove, key, at=NOW)
    assert listed(annie) == []
    key = act(annie, lambda session: records.record(session, entry).id, at=NOW)
    change(annie, key, **TOLD)
    with pytest.raises(Frozen, match="stays on record"):
        act(annie, records.remove, key, at=NOW)


def test_each_sees_and_writes_their_own_and_those_of_whom_they_supervise(
    staffed: SignedIn, annie: SignedIn, ruth: SignedIn
) -> None:
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    key = write(staffed)
    alone = write(staffed, client="")
    for who, seen_by in ((staffed, 2), (ruth, 2), (annie, 2), (dale, 0), (mark, 0)):
        assert len(listed(who)) == seen_by, who.actor.name
    for who in (dale, mark):
        with pytest.raises(NotFound):
            act(who, records.load, key, at=NOW)
    # whom Annie works with is no reason to see what Dale noticed
    theirs = write(dale, staff="DR", client="C3")
    assert theirs not in {row.id for row in listed(annie)}
    assert "supervise" in refused(mark, client="")["staff"] and "supervise" in refused(dale, client="")["staff"]
    assert "C3" in refused(annie, client="C3")["client"]
    assert act(ruth, listing.noticers, at=NOW) == [("AW", "Annie Whitegrass"), ("DR", "Dale Running Crane")]
    assert act(annie, listing.noticers, at=NOW) == [("AW", "Annie Whitegrass")] and act(mark, listing.noticers, at=NOW) == []
    assert len(act(staffed, listing.noticers, at=NOW)) == 2
    write(ruth, client="C1")
    assert {row.client_name for row in listed(annie)} == {"Clara Medicine Elk", ""} and alone


def test_who_noticed_it_sees_whom_it_names_and_who_works_with_them_sees_nothing_of_it(
    staffed: SignedIn, annie: SignedIn
) -> None:
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    write(staffed, staff="DR", client="C1")
    assert [row.client_name for row in listed(dale)] == ["Clara Medicine Elk"]
    assert listed(annie) == []


def test_a_supervisor_writes_for_those_with_whom_an_agreement_is_in_force(staffed: SignedIn, ruth: SignedIn) -> None:
    before = dt.datetime(2025, 12, 31, 18, tzinfo=dt.UTC)
    assert act(ruth, listing.noticers, at=before) == []

    def end(session: Any) -> None:
        dale = select(Staff.id).where(Staff.code == "DR").scalar_subquery()
        session.scalars(select(Agreement).where(Agreement.staff_id == dale)).one().ends_on = dt.date(2026, 3, 2)

    act(staffed, end)
    assert [code for code, _name in act(ruth, listing.noticers, at=NOW)] == ["AW"]
    day_before = NOW - dt.timedelta(days=1)
    assert [code for code, _name in act(ruth, listing.noticers, at=day_before)] == ["AW", "DR"]


def test_an_auditor_sees_those_of_a_grant_alone(staffed: SignedIn) -> None:
    board = agency.enter(staffed, "Board", "auditor")
    key, _other = write(staffed), write(staffed, client="C3", staff="DR")
    write(staffed, client="")
    assert listed(board) == []

    def grant(session: Any) -> None:
        one = session.scalars(select(Client.id).where(Client.code == "C1")).one()
        session.add(
            ClientGrant(
                client_id=one, user_id=board.actor.user_id, granted_by=users.actor_of(session).user_id, granted_at=NOW,
                from_on=DAY, to_on=dt.date(2999, 1, 1), reason="Review.",
            )
        )  # fmt: skip

    act(staffed, grant)
    assert [row.id for row in listed(board)] == [key]
    with pytest.raises(Forbidden):
        write(board)


def test_home_says_what_is_still_to_do_and_names_no_client(staffed: SignedIn, annie: SignedIn, ruth: SignedIn) -> None:
    today = NOW.date()

    def told(who: SignedIn) -> list[str]:
        found = act(who, due.due, today, at=NOW).items
        mine = [one for one in found if one.kind is Due.INCIDENT]
        assert not any("Clara" in str(one) or "Zanzibar" in str(one) or "C1" in str(one) for one in mine)
        return sorted(one.what for one in mine)

    key = write(annie)
    for who in (annie, ruth, staffed):
        assert told(who) == ["Incident: make the report", "Incident: tell a supervisor"]
    change(annie, key, **REPORTED, **TOLD)
    assert told(annie) == [] and told(ruth) == told(staffed) == ["Incident: follow up and close"]
    act(ruth, records.close, key, at=NOW)
    assert told(ruth) == []
    write(annie)
    for role, links in (("auditor", {}), ("supervisor", {"supervisor": "MS"})):
        assert told(agency.enter(staffed, role, role, **links)) == []


def test_the_agenda_lists_open_incidents_without_whom_they_are_about(annie: SignedIn, ruth: SignedIn) -> None:
    from tests.journeys.hands import pdf_text

    key, later = write(annie), write(annie, date="2026-03-03", time="", client="")
    (planned,) = plan(ruth)
    (found,) = act(ruth, agenda.of, ["AW"], DAY, at=NOW)
    assert [(one.id, one.kind, one.reported, one.told) for one in found.incidents] == [(key, "child_abuse", False, False)]
    change(annie, key, **REPORTED)
    (found,) = act(ruth, agenda.of, ["AW"], dt.date(2026, 3, 4), at=NOW)
    assert [(one.id, one.reported) for one in found.incidents] == [(key, True), (later, False)]
    text = pdf_text(act(ruth, agenda_paper.render, planned))
    assert "Incident of Mar 2, 2026: suspected abuse or neglect of a child" in text
    assert "Still to do: tell a supervisor" in text
    assert "Zanzibar" not in text and "Clara" not in text
    change(annie, key, **REPORTED, **TOLD)
    act(ruth, records.close, key, at=NOW)
    (found,) = act(ruth, agenda.of, ["AW"], dt.date(2026, 3, 4), at=NOW)
    assert [one.id for one in found.incidents] == [later]


def test_the_kinds_are_those_that_the_table_takes(staffed: SignedIn) -> None:
    for kind in Kind:
        write(staffed, kind=kind.value)
    kept = act(staffed, lambda session: session.scalars(select(Incident.kind)).all())
    assert sorted(kept) == sorted(one.value for one in Kind)


def test_who_changed_it_stands_in_the_clients_record(staffed: SignedIn, annie: SignedIn) -> None:
    write(annie)
    key = act(staffed, lambda session: session.scalars(select(Client.id).where(Client.code == "C1")).one())
    assert ("Annie", "Incident") in {(one.by, one.what) for one in act(staffed, seen.traces, key)}
    assert act(staffed, lambda session: session.scalars(select(RecordOpening.id)).all()) == []


def test_two_records_of_one_person_show_their_incidents_together(staffed: SignedIn) -> None:
    first, second = (
        act(staffed, lambda session, code=code: session.scalars(select(Client.id).where(Client.code == code)).one())
        for code in ("C1", "C3")
    )
    write(staffed, client="C1")
    write(staffed, client="C3", staff="DR")
    assert len(listed(staffed, client="C1")) == 1
    act(staffed, merge.merge, first, second)
    for code in ("C1", "C3"):
        rows = listed(staffed, client=code)
        assert [(row.client, row.client_name) for row in rows] == [("C1", "Clara Medicine Elk")] * 2
    assert [dict(side.records)["incident"] for side in _sides(act(staffed, merge.compare, first, second))] == [1, 1]
    act(staffed, merge.undo, second)
    assert [row.client for row in listed(staffed, client="C3")] == ["C3"]


def _sides(pair: merge.Pair) -> tuple[merge.Side, merge.Side]:
    return pair.one, pair.other


def test_an_open_incident_keeps_records_and_a_closed_one_counts_as_their_last_day(staffed: SignedIn) -> None:
    key = write(staffed, **REPORTED, **TOLD)
    who = {Whose.CLIENT: "C1", Whose.STAFF: "AW"}
    far = dt.date(2060, 1, 1)

    def kept(kind: Whose) -> retention.Kept:
        found = act(staffed, retention.clients if kind is Whose.CLIENT else retention.staff, far, at=NOW)
        return next(one for one in found if one.code == who[kind])

    assert all("An incident is open. Close it first." in kept(kind).blocks for kind in who)
    act(staffed, records.close, key, at=NOW)
    assert not any("An incident is open. Close it first." in kept(kind).blocks for kind in who)
    assert kept(Whose.CLIENT).last_on == DAY and kept(Whose.CLIENT).is_past(far)
    assert "Named 2 times in records of clients that are still kept." in kept(Whose.STAFF).blocks


def test_an_incident_about_nobody_served_counts_as_a_day_of_work(staffed: SignedIn) -> None:
    def leave(session: Any) -> None:
        dale = select(Staff.id).where(Staff.code == "DR").scalar_subquery()
        session.scalars(select(Enrolment).where(Enrolment.staff_id == dale)).one().ended_on = dt.date(2026, 2, 1)

    act(staffed, leave)
    write(staffed, staff="DR", client="")
    (dale,) = (one for one in act(staffed, retention.staff, dt.date(2060, 1, 1), at=NOW) if one.code == "DR")
    assert dale.last_on == DAY
