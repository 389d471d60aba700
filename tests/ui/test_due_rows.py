"""Home's rows: each stands with who can act on it, by weight, and its button does what it says on the very record."""

import datetime as dt
import json

import pytest
from PySide6.QtWidgets import QLabel

from app.services import drafts, hours, users
from app.services.across import due, waiting
from app.services.across.due import Kind, Weight, own
from app.services.clients import assignments, records
from app.services.clients.assignments import AssignmentEntry
from app.services.clients.entry import ClientEntry
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.incidents import records as incidents
from app.services.incidents.entry import IncidentEntry
from app.services.store import session as stores
from app.services.supervision import agreements, paper, plans, supervisors
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.plans import PlanEntry
from app.ui import due as rows
from app.ui.kit.review import ReviewPage
from tests import agency

TODAY = dt.datetime.now(dt.UTC).date()


def back(days: int) -> str:
    return (TODAY - dt.timedelta(days=days)).isoformat()


NOTE = {
    "client": "C1", "staff": "AW", "date": back(3), "start": "09:00", "stop": "10:00", "manner": "in_person",
    "service_type": "coaching", "phase": "supporting", "support": "emotional", "data": "Met.", "assessment": "Calm.",
    "plan": "Friday.",
}  # fmt: skip


@pytest.fixture
def staffed(staffed):
    """An agency in which something of every kind is due."""
    with stores.transaction(staffed.store, staffed.actor) as session:
        users.agency(session).recovery_checked_at = session.info["at"]
        records.add(session, ClientEntry.read({"code": "C1", "first_name": "Clara", "last_name": "Elk"}))
        key = records.by_code(session, "C1").id
        assignments.assign(session, key, AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"}))
        notes.record(session, EncounterEntry.read(NOTE))
        notes.record(session, EncounterEntry.read(NOTE | {"date": back(2), "plan": ""}))
        harm = {"staff": "AW", "kind": "harm_to_self", "date": back(1), "what": "Said so."}
        incidents.record(session, IncidentEntry.read(harm))
        monday = TODAY - dt.timedelta(days=TODAY.weekday() + 7)
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), monday): 480}
        hours.save_week(session, hours.Week("AW", monday, cells))
        agreements.add(session, AgreementEntry.read(
            agency.agreement(staff="DR", supervisor="MS", ends_on=(TODAY + dt.timedelta(days=20)).isoformat())
        ))  # fmt: skip
    return staffed


@pytest.fixture
def sit(staffed, seat):
    rooms = ("supervision", "encounters", "staff", "people", "settings", "hours", "hiring", "home")
    return lambda who: seat(who, *rooms, size=None)


def items(desk, *kinds):
    found = desk.read(lambda session: due.due(session, TODAY)).items
    return [one for one in found if not kinds or one.kind in kinds]


def press(desk, what):
    item = next(one for one in items(desk) if one.what == what)
    rows.open_item(desk, item)
    return desk.window.page()


def one_line(item):
    return f"{item.what} {item.detail} {item.person}"


def said(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def manager(sit, staffed):
    return sit(staffed)


@pytest.fixture
def ruth(sit, staffed):
    return sit(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"))


@pytest.fixture
def annie(sit, staffed):
    return sit(agency.enter(staffed, "Annie", "peer_supporter", staff="AW"))


def test_danger_to_people_comes_first_then_what_stops_credit_then_days(manager, staffed):
    agency.enter(staffed, "Unlinked", "supervisor")
    weights = [one.weight for one in items(manager)]
    assert weights == sorted(weights) and weights[0] == Weight.DANGER and {Weight.CREDIT, Weight.DAYS} <= set(weights)
    assert items(manager)[0].kind is Kind.INCIDENT
    home = manager.window.go("home")
    shown = [row.weight for row in home.table.model.rows()]
    assert shown == sorted(shown)


def test_sign_beside_a_session_shows_that_session_alone(ruth, staffed):
    first, second = agency.record(staffed, date=back(9)), agency.record(staffed, date=back(5))
    for key in (second, first):
        item = next(one for one in items(ruth, Kind.SIGN) if one.target == f"session/{key.hex}")
        rows.open_item(ruth, item)
        page = ruth.window.page()
        assert isinstance(page, ReviewPage) and [card.key for card in page.cards] == [key]
        assert "1 further session waits for you" in [one.text() for one in page.findChildren(type(page.read_button))]


def test_notes_to_sign_and_to_finish_open_as_their_buttons_say(annie):
    page = press(annie, "Sign a note")
    assert isinstance(page, ReviewPage) and len(page.cards) == 1
    page = press(annie, "Finish a note")
    assert page.form.values()["plan"] == "" and page.form.values()["data"] == "Met."


def test_plan_supervision_plans_for_that_person_and_stands_with_who_can_plan(manager, ruth, annie, staffed):
    page = press(manager, "Plan supervision")
    assert page.form.values()["staff"] == "AW"
    assert press(ruth, "Plan supervision").form.values()["staff"] == "AW"
    assert {one.what for one in items(annie, Kind.OWED)} == {"Ask for supervision"}
    mark = agency.enter(staffed, "Mark", "supervisor", supervisor="MS")
    with stores.reading(mark.store, mark.actor) as session:
        assert {one.person for one in due.due(session, TODAY).items if one.kind is Kind.OWED} <= {"Dale Running Crane"}
    board = agency.enter(staffed, "Board", "auditor")
    with stores.reading(board.store, board.actor) as session:
        assert due.due(session, TODAY).items == ()


def test_a_renewal_opens_the_form_of_that_pair_or_that_supervisor(manager, annie, staffed):
    page = press(manager, "Renew an agreement")
    assert (page.form.values()["staff"], page.form.values()["supervisor"]) == ("DR", "MS")
    assert page.form.values()["signed_on"] == ""
    with stores.transaction(staffed.store, staffed.actor) as session:
        typed = agency.supervisor(code="ZL", name="Zoe Long", license_number="L-9", license_expires_on=back(2))
        supervisors.add(session, supervisors.SupervisorEntry.read(typed))
        agreements.add(session, AgreementEntry.read(agency.agreement(supervisor="ZL")))
    assert next(one for one in items(manager) if one.what == "Renew a license").weight == Weight.CREDIT
    assert press(manager, "Renew a license").form.values()["code"] == "ZL"
    assert not [one for one in items(annie) if one.what in ("Renew a license", "Renew an agreement")]


def test_a_paper_to_bring_back_opens_chosen(ruth, staffed):
    numbers = []
    for days in (9, 5):
        key = agency.record(staffed, date=back(days))
        with stores.transaction(staffed.store, staffed.actor) as session:
            numbers.append(paper.print_for_signature(session, [key], first=TODAY, last=TODAY, as_of=TODAY).number)
    for number in numbers:
        item = next(one for one in items(ruth, Kind.PAPER) if one.target == number)
        assert number in one_line(item) and "1 session" in one_line(item)
        assert item.action == "Record"
        rows.open_item(ruth, item)
        page = ruth.window.page()
        assert page._chosen.number == number and page.signed.isVisible()
    ruth.open("papers", number="SL-1999-0001")
    assert "does not wait any more" in said(ruth.window.page())


def test_a_passed_plan_is_logged_at_one_press(ruth, staffed, monkeypatch):
    with stores.transaction(staffed.store, staffed.actor, dt.datetime.now(dt.UTC) - dt.timedelta(days=9)) as session:
        typed = {
            "staff": "AW", "supervisor": "RC", "date": back(7), "start": "14:00", "minutes": "60", "format": "individual",
            "manner": "in_person",
        }  # fmt: skip
        plans.add(session, PlanEntry.read(typed))
    page = press(ruth, "Log a planned session")
    assert (page.form.values()["staff"], page.form.values()["date"]) == ("AW", back(7))


def test_a_user_without_a_link_is_named_and_opened(manager, sit, staffed):
    nobody = agency.enter(staffed, "Wes", "supervisor")
    page = press(manager, "Link a user")
    assert page.form.values()["roles"] == "supervisor" and page._user.name == "Wes"
    home = sit(nobody).window.go("home")
    assert "No staff member and no supervisor is linked to you" in said(home)
    assert "is linked to you" not in said(manager.window.go("home"))  # a manager need not sign


def test_one_count_everywhere(annie, ruth, staffed):
    agency.record(staffed, date=back(9))
    for desk in (annie, ruth):
        found = desk.read(waiting.count)
        home = desk.window.go("home")
        assert home._sign.text() == f"Review and sign {found.all}"
        assert f"To sign  {found.all}" in [one.text() for one in home._chips._buttons]
        home._review()
        assert len(desk.window.page().cards) == found.all
        room = desk.window.go("supervision")
        assert room._sign.text() == f"Review and sign {found.sessions} session"
        notes_room = desk.window.go("encounters")
        assert found.notes == 0 or notes_room._sign.text() == f"Review and sign {found.notes} note"
    assert annie.read(waiting.count) == waiting.Waiting(sessions=1, notes=1)


def test_those_beyond_the_lines_of_home_are_counted_and_led_to(annie, staffed, monkeypatch):
    from app.services.across.due import notes as of_notes

    monkeypatch.setattr(of_notes, "MOST_NOTES", 1)
    with stores.transaction(staffed.store, staffed.actor) as session:
        for days in (4, 5):
            notes.record(session, EncounterEntry.read(NOTE | {"date": back(days)}))
            later = {"date": back(days), "start": "11:00", "stop": "12:00", "plan": ""}
            notes.record(session, EncounterEntry.read(NOTE | later))
    page = press(annie, "2 further notes to sign")
    assert len(page.cards) == 3
    assert type(press(annie, "2 further notes to finish")).__module__ == "app.ui.encounters.room"


def test_every_form_whose_typing_is_kept_can_be_gone_on_with():
    assert set(own.FORMS) == set(rows.DRAFTS)


def test_a_draft_opens_on_its_own_record_and_never_in_place_of_another(manager):
    def keep(form, record, typed):
        manager.write(lambda session: drafts.keep(session, form, record, json.dumps(typed)) or True)

    keep("step", "AW//training", {"kind": "training", "title": "Forty hours"})
    keep("supervision", "new-DR", {"staff": "DR", "topics": "Ethics"})
    keep("plan", "new-DR", {"staff": "DR", "minutes": "45"})
    keep("supervisor", "", {"code": "XY", "name": "Half typed"})
    keep("agreement", "new/DR/RC", {"staff": "DR", "supervisor": "RC", "duties": "Mine"})
    monday = TODAY - dt.timedelta(days=TODAY.weekday() + 14)
    keep("hours", f"AW/{monday.isoformat()}", {})
    opened = {}
    for item in items(manager, Kind.DRAFT):
        rows.open_item(manager, item)
        opened[item.target] = manager.window.page()
        if item.target.startswith("step"):
            assert opened[item.target].form.values()["title"] == "Forty hours"
        elif item.target.startswith(("supervision", "plan")):
            assert opened[item.target].form.values()["staff"] == "DR"
        elif item.target.startswith("supervisor"):
            assert opened[item.target].form.values()["name"] == "Half typed"
        elif item.target.startswith("agreement"):
            assert opened[item.target].form.values()["duties"] == "Mine"
        else:
            assert (opened[item.target].staff(), opened[item.target].monday) == ("AW", monday)
    assert len(opened) == 6


def test_what_was_pressed_is_what_opens_though_a_draft_of_another_is_kept(manager):
    def keep(form, record, typed):
        manager.write(lambda session: drafts.keep(session, form, record, json.dumps(typed)) or True)

    keep("supervision", "new-DR", {"staff": "DR", "topics": "Ethics"})
    page = manager.open("session", staff="AW")
    assert page.form.values()["staff"] == "AW" and "Another session that you began is kept" in said(page)
    keep("step", "AW//training", {"kind": "training", "title": "Forty hours"})
    from app.ui.staff import credential_forms as forms

    shown = manager.open("credentials", "AW")
    page = forms.open_step(shown, "exam")
    assert page.form.values()["kind"] == "exam" and page.form.values()["title"] == ""
    page = forms.open_step(manager.open("credentials", "AW"), "training")
    assert page.form.values()["title"] == "Forty hours"
