"""Incidents on screen: written from a person's page and without one, drafts, closing with a way back, Home and agenda."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import select

from app.models.clients import Client
from app.models.consents import RecordOpening
from app.services.across.due import Kind as Due
from app.services.across.opening import SignedIn
from app.services.incidents import records
from app.services.incidents.entry import IncidentEntry
from app.services.supervision import plans
from app.services.supervision.plans import PlanEntry
from app.ui.home import HomePage
from app.ui.people.person import PersonPage
from app.ui.people.room import Room
from app.ui.record.list import ListPage
from app.ui.record.read import ReadPage as IncidentPage
from app.ui.record.write import WritingPage
from app.ui.write import Desk
from tests import agency
from tests.caseload import client

TYPED = {"staff": "AW", "client": "C1", "kind": "child_abuse", "date": "2026-03-02", "time": "09:30", "what": "Zanzibar."}
DONE = {"authority": "County office", "reported_on": "2026-03-02", "supervisor": "RC", "told_on": "2026-03-02"}


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    client(staffed, "C1", "Clara", "AW")
    return staffed


def write(desk: Desk, **changed: str) -> uuid.UUID:
    made = desk.write(lambda session: records.record(session, IncidentEntry.read(TYPED | changed)).id)
    assert made is not None
    return made


def said(page: Any) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(page: Any, words: str) -> None:
    next(one for one in page.findChildren(QPushButton) if one.text() == words and one.isVisible()).click()


def page_of(desk: Desk, kind: type[Any]) -> Any:
    page = desk.window.page()
    assert isinstance(page, kind)
    return page


def test_it_is_written_from_the_persons_page_and_what_is_missing_stands_beside_its_field(
    enter: Callable[[SignedIn], Desk], annie: SignedIn
) -> None:
    desk = enter(annie)
    key = desk.read(lambda session: session.scalars(select(Client.id)).one())
    person = desk.open("client", key, "incidents")
    person.sections.part().new_button.click()
    page = page_of(desk, WritingPage)
    assert page.form.fields["client"].isHidden() and page.form.fields["staff"].isHidden()
    assert "Call 911" in said(page) and "Clara" not in desk.window.windowTitle()
    page.form.set_values({"kind": "adult_abuse", "authority": "County office", "what": "x" * 401})
    assert "1-844-277-9300" in said(page) and "401 of 400 characters." in said(page)
    page.save()
    assert [field.name for field in page.form.faulty()] == ["what"]
    page.form.set_values({"what": "Zanzibar."})
    page.save()
    assert [field.name for field in page.form.faulty()] == ["reported_on"]
    page.form.set_values({"authority": ""})
    page.save()
    read = page_of(desk, IncidentPage)
    assert all(words in said(read) for words in ("Make the report", "Tell a supervisor", "Clara Medicine Elk", "Zanzibar."))
    assert read.closing is None and "Clara" not in desk.window.windowTitle()
    press(read, "The person's page")
    assert page_of(desk, PersonPage).sections.value() == "incidents"


def test_typing_is_kept_and_found_again_from_home(enter: Callable[[SignedIn], Desk], annie: SignedIn) -> None:
    desk = enter(annie)
    page = desk.open("incident.form", client="C1")
    page.form.editor("what").box.setPlainText("Half a sentence")
    desk.keeper.flush()
    home = desk.window.go("home")
    assert isinstance(home, HomePage)
    home.refresh()
    (draft,) = [item for item in home._due.items if item.kind is Due.DRAFT]
    assert draft.detail == "Incident"
    home._act(draft)
    again = page_of(desk, WritingPage)
    assert again.form.values()["what"] == "Half a sentence" and again.form.values()["client"] == "C1"
    again.form.set_values({"kind": "other"})
    again.save()
    desk.keeper.flush()
    assert desk.draft("incident", "new-C1") is None and len(desk.read(records.listed)) == 1


def test_a_repeated_hour_is_asked_about(enter: Callable[[SignedIn], Desk], annie: SignedIn) -> None:
    desk = enter(annie)
    page = desk.open("incident.form")
    page.form.set_values(TYPED | {"date": "2025-11-02", "time": "01:30"})
    asked = page.form.fields["time_fold"]
    assert asked.isVisible() and page.form.fields["told_time_fold"].isHidden()
    page.save()
    assert [field.name for field in page.form.faulty()] == ["time_fold"]
    asked.editor.set_value("1")
    page.save()
    key = page_of(desk, IncidentPage).kept.id
    assert desk.read(lambda session: records.load(session, key)).time_fold == 1


def test_a_supervisor_finds_it_on_home_and_closes_it_with_a_way_back(
    enter: Callable[[SignedIn], Desk], ruth: SignedIn
) -> None:
    desk = enter(ruth)
    key = write(desk, **DONE)
    home = desk.window.go("home")
    assert isinstance(home, HomePage)
    home.refresh()
    (item,) = [one for one in home._due.items if one.kind is Due.INCIDENT]
    home._act(item)
    page = page_of(desk, IncidentPage)
    assert len(desk.read(lambda session: session.scalars(select(RecordOpening.id)).all())) == 1
    page.closing.open()
    page.closing.form.set_values({"closed_on": "2026-03-01"})
    page.closing.save()
    assert "cannot be closed before" in page.closing.form.fields["closed_on"].sentence()
    page.closing.form.set_values({"closed_on": ""})
    page.closing.save()
    closed = page_of(desk, IncidentPage)
    assert "Nothing is left to do." in said(closed)
    closed._undo._take_back()
    assert page_of(desk, IncidentPage).kept.id == key and "Follow up and close" in said(desk.window.page())
    assert desk.read(lambda session: records.load(session, key)).closed_on is None


def test_the_list_filters_and_a_mistake_is_removed_with_a_way_back(
    enter: Callable[[SignedIn], Desk], staffed: SignedIn
) -> None:
    desk = enter(staffed)
    write(desk)
    closed = write(desk, client="", kind="other", what="Other.", **DONE)
    desk.write(lambda session: records.close(session, closed).id)
    room = desk.window.go("people")
    assert isinstance(room, Room)
    press(room, "Incidents")
    page = page_of(desk, ListPage)
    assert [row.client_name for row in page.list.model.rows()] == ["Clara Medicine Elk"]
    page.chips._buttons[1].click()
    assert [row.id for row in page.list.model.rows()] == [closed]
    page.chips._buttons[2].click()
    page.list.filter.setText("clara")
    assert len(page.list.model.rows()) == 1
    page.list.opened.emit(page.list.model.row(0))
    press(page_of(desk, IncidentPage), "Remove")
    again = page_of(desk, ListPage)
    assert len(desk.read(records.listed)) == 1
    again._undo._take_back()
    assert len(desk.read(records.listed)) == 2


def test_an_agenda_shows_what_is_open_and_leads_to_it(enter: Callable[[SignedIn], Desk], ruth: SignedIn) -> None:
    desk = enter(ruth)
    key = write(desk)
    typed = {"staff": "AW", "supervisor": "RC", "date": desk.today() + dt.timedelta(days=3), "start": "14:00",
             "minutes": "60", "format": "individual", "manner": "in_person"}  # fmt: skip
    plan = desk.write(lambda session: plans.add(session, PlanEntry.read(typed))[0].id)
    assert plan is not None
    page = desk.open("plan", plan)
    words = said(page)
    assert "suspected abuse or neglect of a child" in words and "Still to do: make the report, tell a supervisor" in words
    assert "Zanzibar" not in words
    page._open_incident(key)
    assert page_of(desk, IncidentPage).kept.id == key
    log = desk.open("plan.log", plan)
    assert "suspected abuse or neglect of a child" in said(log) and "Zanzibar" not in said(log)


def test_an_auditor_reads_and_changes_nothing(enter: Callable[[SignedIn], Desk], staffed: SignedIn) -> None:
    desk = enter(agency.enter(staffed, "Board", "auditor"))
    page = desk.open("incidents")
    assert not [one for one in page.findChildren(QPushButton) if one.text() == "New incident" and one.isVisible()]
    assert page.list.model.rows() == []
