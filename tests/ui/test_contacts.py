"""Whom to call on screen: the list with its checks, the form, hiding and showing, and the ways to the crisis page."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app import clock
from app.services.across import due
from app.services.across.opening import SignedIn
from app.services.contacts import records
from app.services.contacts.entry import ContactEntry
from app.services.store import session as sessions
from app.ui import due as rows
from app.ui.finding import Finder
from app.ui.help import topics
from app.ui.kit.preview import Preview
from app.ui.settings import contacts
from app.ui.write import Desk
from tests import agency
from tests.ui import sampled

AT = dt.datetime(2026, 12, 1, 18, tzinfo=dt.UTC)


@pytest.fixture
def now(monkeypatch) -> list[dt.datetime]:
    """The clock's one moment; a test may put another in its place."""
    found = [AT]
    monkeypatch.setattr(clock, "now", lambda: found[0])
    return found


@pytest.fixture
def sit(monkeypatch, now, enter) -> Callable[[SignedIn], Desk]:
    sampled.silence(monkeypatch)
    return enter


@pytest.fixture
def desk(sit, signed_in) -> Desk:
    return sit(signed_in)


def part(desk: Desk) -> contacts.ContactsPart:
    desk.open("settings", "contacts")
    found = desk.window.page().sections.part()
    assert isinstance(found, contacts.ContactsPart)
    return found


def shown(desk: Desk) -> dict[str, object]:
    return {one.name: one for one in desk.read(records.shown)}


def said(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(part: contacts.ContactsPart, name: str, button: str) -> None:
    row = next(one for one in part.list.model.rows() if one.name == name)
    part._press(row, button)


def test_a_manager_adds_a_line_by_keyboard_and_help_shows_it_at_once(desk: Desk) -> None:
    part(desk).add.click()
    page = desk.window.page()
    assert QApplication.focusWidget() in page.form.editor("name").parts()
    QTest.keyClicks(QApplication.focusWidget(), "Ronan warm line")
    page.form.editor("kind").set_value("talk")
    page.form.editor("number").set_value("406 555 0144")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["source"]
    page.form.editor("source").set_value("They told me")
    page.save()
    assert shown(desk)["Ronan warm line"].number == "406-555-0144"
    assert "Saved. Help and the crisis page show it from now on." in said(desk.window.page())
    desk.open("help", "crisis")
    text = desk.window.page().browser.toPlainText()
    assert "406-555-0144: Ronan warm line." in text
    assert "Checked Dec 1, 2026. Source: They told me (checked by your agency)." in text
    assert "1-866-820-5437" in text and "{{" not in text


def test_what_is_typed_comes_back_on_its_own_contact(desk: Desk) -> None:
    page = contacts.open_contact(desk, "lifeline")
    page.form.editor("hours").set_value("Always")
    page.form.editor("hours").changed.emit()
    desk.keeper.flush()
    found = desk.read(lambda session: due.due(session, desk.today())).items
    item = next(one for one in found if one.detail == "Whom to call")
    rows.open_item(desk, item)
    again = desk.window.page()
    assert again.one.key == "lifeline" and again.form.values()["hours"] == "Always"
    assert contacts.open_contact(desk, "emergency").form.values()["hours"] == "Day and night"


def test_checked_today_one_and_all_with_a_way_back(desk: Desk, now) -> None:
    now[0] = dt.datetime(2027, 12, 5, 18, tzinfo=dt.UTC)
    listed = part(desk)
    assert listed.chips._buttons[1].text() == "To check  11"
    press(listed, "Emergency", "Checked today")
    assert shown(desk)["Emergency"].checked_on == dt.date(2027, 12, 5)
    assert "1 contact is checked today." in said(desk.window.page())
    desk.window.page().undo_last()
    assert shown(desk)["Emergency"].checked_on == dt.date(2026, 11, 30)
    item = next(one for one in desk.read(lambda session: due.due(session, desk.today())).items if one.target == "contacts")
    rows.open_item(desk, item)
    listed = desk.window.page().sections.part()
    assert isinstance(listed, contacts.ContactsPart)
    assert "more than a year ago" in "".join(listed.list.model.cell(0, number).plain() for number in range(5))
    listed.check_all.click()
    assert {one.checked_on for one in shown(desk).values()} == {dt.date(2027, 12, 5)}
    assert not [one for one in desk.read(lambda session: due.due(session, desk.today())).items if one.target == "contacts"]


def test_one_is_hidden_with_a_reason_and_shown_again(desk: Desk) -> None:
    page = contacts.open_hiding(desk, "spanish")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["reason"]
    page.form.editor("reason").set_value("Nobody asks for it")
    page.save()
    assert "988 in Spanish" not in shown(desk)
    desk.window.page().undo_last()
    assert "988 in Spanish" in shown(desk)
    page = contacts.open_hiding(desk, "spanish")
    page.form.editor("reason").set_value("Nobody asks for it")
    page.save()
    page = contacts.open_contact(desk, "spanish")
    assert "Hidden: Nobody asks for it" in said(page)
    page._show()
    assert "988 in Spanish" in shown(desk) and "is shown again" in said(desk.window.page())


def test_an_amendment_is_taken_back_and_put_back(desk: Desk) -> None:
    page = contacts.open_contact(desk, "montana-adult")
    page.form.editor("number").set_value("406-555-0155")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["checked_on"]
    page.form.editor("checked_on").set_value("2026-12-01")
    page.save()
    name = "Montana Adult Protective Services"
    assert shown(desk)[name].number == "406-555-0155"
    contacts.open_contact(desk, "montana-adult")._as_it_came()
    assert shown(desk)[name].number == "1-844-277-9300"
    desk.window.page().undo_last()
    assert shown(desk)[name].number == "406-555-0155"


def test_its_own_is_removed_and_comes_back(desk: Desk) -> None:
    typed = {"name": "Ours", "kind": "other", "number": "406-555-0101", "source": "Call", "checked_on": "2026-12-01"}
    key = desk.write(lambda session: records.save(session, ContactEntry.read(typed)))
    contacts.open_contact(desk, key)._remove()
    assert "Ours" not in shown(desk)
    desk.window.page().undo_last()
    assert "Ours" in shown(desk)


def test_others_read_the_list_and_change_nothing(sit, signed_in) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
    desk = sit(agency.enter(signed_in, "Annie", "peer_supporter", staff="AW"))
    listed = part(desk)
    assert not listed.add.isVisible() and not listed.check_all.isVisible()
    assert len(listed.list.model.rows()) == 11
    assert not any(listed.list.model.cell(0, number).button for number in range(listed.list.model.columnCount()))


def preview(qtbot, desk: Desk) -> Preview:
    qtbot.waitUntil(lambda: isinstance(desk.window.page(), Preview), timeout=30_000)
    page = desk.window.page()
    assert page.data.startswith(b"%PDF") and page.document.pageCount() == 1
    return page


@pytest.mark.parametrize("place", ["people", "help"])
def test_the_crisis_page_is_one_press_away(qtbot, desk: Desk, place: str) -> None:
    page = desk.window.go(place)
    button = next(one for one in page.findChildren(type(part(desk).add)) if one.text() == "Crisis page")
    desk.window.go(place)
    QTest.keyClick(button, Qt.Key.Key_Return)
    preview(qtbot, desk).go_back()
    assert desk.window.page() is page


def test_ctrl_k_finds_the_crisis_page_and_the_numbers(qtbot, desk: Desk) -> None:
    find = Finder(desk)
    found = find("crisis")
    assert [label for label, _second, _act in found[:2]] == ["Print the crisis page", "In a crisis"]
    found[0][2]()
    preview(qtbot, desk)
    for typed in ("988", "741741"):
        label, _second, act = find(typed)[0]
        assert label == "In a crisis"
    act()
    assert desk.window.page().help_topic == "crisis"


def test_the_paper_is_among_those_of_reports(qtbot, desk: Desk) -> None:
    desk.open("reports", "papers")
    part = desk.window.page().sections.part()
    part.form.set_values({"kind": "crisis-page"})
    part._show_used()
    part.produce(part._show)
    preview(qtbot, desk)
    assert "crisis" in desk.window.page()._name


def test_the_form_of_an_incident_says_whom_to_call_since_when_and_from_where(desk: Desk) -> None:
    desk.open("incident.form")
    page = desk.window.page()
    page.form.set_values({"kind": "child_abuse"})
    words = page.form.fields["authority"]._help_line
    assert "1-866-820-5437" in words and "Checked Nov 30, 2026" in words and "Source: Montana Department of Justice" in words
    assert "Call 911 first" in said(page)


def test_help_beside_a_page_shows_the_numbers_too(desk: Desk) -> None:
    window = topics.TopicWindow(desk, "crisis")
    assert "1-866-820-5437" in window.browser.toPlainText() and "{{" not in window.browser.toPlainText()
    window.close()
