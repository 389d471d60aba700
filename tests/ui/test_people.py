"""The People room: the list, a person's page with safe contact, the intake in steps, drafts, and who sees what."""

import datetime as dt
import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.services.across.opening import SignedIn
from app.services.clients import assignments, episodes, listing, records
from app.services.clients.entry import AssignmentEntry, ClientEntry
from app.services.rules import safe_contact
from app.services.store import session as sessions
from app.ui import due
from app.ui.desktop import Desktop
from app.ui.kit.controls import Button
from app.ui.people.editors import OpenEditor
from app.ui.people.intake import IntakePage
from app.ui.people.merge import MergePage
from app.ui.people.person import PersonPage
from app.ui.people.room import Room
from app.ui.write import Desk
from tests import agency

CLARA = {
    "code": "C-104", "first_name": "Clara", "last_name": "Medicine Elk", "pronouns": "she, her",
    "phone": "(406) 555-0117", "phone_text": "yes", "phone_voicemail": "no", "phone_say": "Dale",
    "program": "Peer support", "admitted_on": "2026-02-01",
}  # fmt: skip


@pytest.fixture
def desk(staffed: SignedIn, seat) -> Desk:
    return seat(staffed, "people")


def add(desk: Desk, **typed: str) -> uuid.UUID:
    made = desk.write(lambda session: records.add(session, ClientEntry.read(CLARA | typed)))
    assert made is not None
    return made.id


def shown(page: Room) -> list[str]:
    return [row.code for row in page.list.model.rows()]


def test_the_chips_and_the_filter_choose_who_is_listed(desk: Desk) -> None:
    add(desk)
    add(desk, code="C-2", first_name="Joe", last_name="Plenty", discharged_on="2026-03-01")
    add(desk, code="C-3", first_name="Ann", last_name="New", program="", admitted_on="")
    page = desk.window.go("people")
    assert isinstance(page, Room)
    assert shown(page) == ["C-104"]
    page.chips._buttons[1].click()
    assert shown(page) == ["C-104", "C-3", "C-2"]
    page.chips._buttons[2].click()
    assert shown(page) == ["C-2"]
    page.chips._buttons[3].click()
    assert shown(page) == ["C-3"]
    page.chips._buttons[1].click()
    page.list.filter.setText("joe")
    assert shown(page) == ["C-2"]
    page.list.opened.emit(page.list.model.row(0))
    assert isinstance(desk.window.page(), PersonPage)


def test_the_head_says_how_to_reach_a_person_safely(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("client", key)
    assert page.banner.accessibleName() == (
        "Safe contact: (406) 555-0117: text is fine, no voicemail, say “Dale” only"
    )
    bare = add(desk, code="C-2", phone_text="", phone_voicemail="prefer not to say", phone_say="")
    client = desk.read(lambda session: records.load(session, bare))
    assert safe_contact.lines(client.phones) == ["(406) 555-0117: ask before a text or voicemail"]
    two = add(desk, code="C-4", other_phone="(406) 555-0199", other_say="A friend", other_text="no")
    long = desk.open("client", two)
    QApplication.processEvents()
    for label in long.banner.findChildren(QLabel):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width() or label.wordWrap()
    assert "A friend" in long.banner.findChildren(QLabel)[-1].text()
    none = add(desk, code="C-3", phone="", phone_text="", phone_voicemail="", phone_say="")
    assert "No number on record" in desk.open("client", none).banner.accessibleName()
    assert "Clara" not in desk.window.windowTitle()


def test_an_intake_goes_from_step_to_step_and_is_saved(desk: Desk, qtbot) -> None:
    page = desk.open("intake")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["code", "first_name", "last_name"]
    page.form.set_values({name: CLARA[name] for name in ("code", "first_name", "last_name")})
    page.next()
    assert page.form.panels["phones"].isVisible() and not page.form.panels["who"].isVisible()
    for _step in range(9):
        page.turn(1)
    assert page.form.panels["program"].isVisible()
    page.form.set_values({"program": "Peer support"})
    page.show_step("who")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["admitted_on"]
    assert page.form.panels["program"].isVisible()
    page.form.set_values({"admitted_on": "2026-02-01"})
    page.save()
    assert isinstance(desk.window.page(), PersonPage)
    row = desk.read(lambda session: listing.window(session, dt.date(2026, 11, 22)))[0]
    assert (row.name, row.program) == ("Clara Medicine Elk", "Peer support")


def test_a_birth_date_to_come_stands_beside_its_field(desk: Desk) -> None:
    page = desk.open("intake")
    page.form.set_values({**CLARA, "birth_date": "2999-01-01"})
    page.next()
    assert [field.name for field in page.form.faulty()] == ["birth_date"]
    assert page.form.panels["who"].isVisible()


def test_an_answer_can_be_left_open_in_two_ways(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("intake", key)
    editor = page.form.editor("race")
    assert isinstance(editor, OpenEditor)
    assert editor.value() == ""
    editor.choose("prefer_not_to_say")
    assert editor.line.text() == "Prefer not to say"
    page.form.editor("sex").set_value("not asked")
    page.save()
    kept = records.typed(desk.read(lambda session: records.load(session, key)))
    assert (kept["race"], kept["sex"], kept["language"]) == ("prefer_not_to_say", "not_asked", "")
    assert kept["phone_say"] == "Dale"
    assert [one.admitted_on for one in desk.read(lambda session: episodes.of_client(session, key))] == [
        dt.date(2026, 2, 1)
    ]


def test_why_we_ask_follows_the_cursor(desk: Desk, qtbot) -> None:
    page = desk.open("intake")
    page.show_step("phones")
    page.form.fields["phone_say"].enter()
    qtbot.waitUntil(lambda: "Name to say" in page.why.title.text())
    assert "Never ask for a reason" in page._why.text()


def test_a_possible_duplicate_is_shown_and_holds_nothing_up(desk: Desk) -> None:
    add(desk)
    page = desk.open("intake")
    page.form.set_values({"code": "C-9", "first_name": "clara", "last_name": ""})
    line = page.form.editor("last_name").line
    line.setFocus()
    QTest.keyClicks(line, "Medicine elk")
    assert "C-104" in page.likely.words()
    page.save()
    page = desk.window.page()
    assert isinstance(page, PersonPage)


def test_what_was_typed_comes_back_and_only_to_its_author(desk: Desk) -> None:
    page = desk.open("intake")
    line = page.form.editor("first_name").line
    line.setFocus()
    QTest.keyClicks(line, "Clara")
    page.finish_later()
    again = desk.open("intake")
    assert again.form.values()["first_name"] == "Clara"
    assert again.restored.isVisible()
    again.start_over()
    assert again.form.values()["first_name"] == ""
    desk.keeper.flush()
    assert desk.draft("intake") is None


def test_a_new_name_asks_from_which_day(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("intake", key)
    assert page.name_from.isHidden()
    page.form.editor("last_name").set_value("Bird")
    page.form.changed.emit()
    assert not page.name_from.isHidden()
    page.name_from.editor.set_value("2026-06-01")
    page.save()
    client = desk.read(lambda session: records.load(session, key))
    assert sorted(name.last_name for name in client.names) == ["Bird", "Medicine Elk"]


def test_discharged_and_admitted_again_on_the_page(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("client", key)
    quick = page.sections.part().quick
    quick["admit"].open()
    quick["admit"].form.set_values({"program": "Peer support", "admitted_on": "2026-05-01"})
    quick["admit"].save()
    assert [field.name for field in quick["admit"].form.faulty()] == ["admitted_on"]
    quick["discharge"].open()
    quick["discharge"].form.set_values({"discharged_on": "2026-03-01", "discharge_reason": "Goals met"})
    quick["discharge"].save()
    quick = page.sections.part().quick
    quick["admit"].form.set_values({"program": "Peer support", "admitted_on": "2026-05-01"})
    quick["admit"].save()
    found = desk.read(lambda session: episodes.of_client(session, key))
    assert [(one.admitted_on.month, one.discharge_reason) for one in found] == [(5, ""), (2, "Goals met")]


def _press(page, words: str, name: str = "") -> None:
    found = [one for one in page.findChildren(Button) if one.text() == words and name in one.accessibleName()]
    found[-1].click()


def test_admission_and_discharge_are_set_right_or_taken_out(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("client", key)
    _press(page, "Correct", "Peer support")
    form = desk.window.page()
    form.form.editor("admitted_on").set_value("2026-02-09")
    form.save()
    assert "Say why" in form.correction.field.sentence()
    form.correction.editor.box.setPlainText("The wrong Monday")
    form.save()
    found = desk.read(lambda session: episodes.of_client(session, key))
    assert [one.admitted_on.isoformat() for one in found] == ["2026-02-09"]
    shown = [label.text() for label in desk.window.page().findChildren(QLabel)]
    assert any(text.startswith("Corrected on") and text.endswith(": The wrong Monday") for text in shown)
    _press(desk.window.page(), "Correct", "Peer support")
    desk.window.page().take_out()
    assert desk.read(lambda session: episodes.of_client(session, key)) == []
    desk.window.page()._undo._button.click()
    assert len(desk.read(lambda session: episodes.of_client(session, key))) == 1


def test_who_works_with_a_client_is_set_right_or_taken_out(desk: Desk) -> None:
    key = add(desk)
    given = AssignmentEntry.read({"staff": "AW", "from_on": "2026-03-01"})
    row = desk.write(lambda session: assignments.assign(session, key, given).id)
    form = desk.open("assignment", key, row)
    form.form.editor("from_on").set_value("2026-02-01")
    form.correction.editor.box.setPlainText("A slip")
    form.save()
    assert desk.read(lambda session: assignments.of_client(session, key))[0].from_on.month == 2
    desk.open("assignment", key, row).take_out()
    assert desk.read(lambda session: assignments.of_client(session, key)) == []
    desk.window.page()._undo._button.click()
    assert len(desk.read(lambda session: assignments.of_client(session, key))) == 1


def test_a_wrong_day_of_a_client_s_name_is_set_right(desk: Desk) -> None:
    key = add(desk)
    page = desk.open("intake", key)
    page.form.editor("last_name").set_value("Bird")
    page.form.changed.emit()
    page.name_from.editor.set_value("2026-06-01")
    page.save()
    page = desk.open("client", key)
    _press(page, "Correct", "Clara Bird")
    form = desk.window.page()
    assert "Clara" not in desk.window.windowTitle()
    form.form.editor("from_on").set_value("2026-05-01")
    form.correction.editor.box.setPlainText("The court's day")
    form.save()
    names = desk.read(lambda session: records.load(session, key)).names
    assert sorted(str(one.to_on) for one in names) == ["2026-04-30", "None"]


def test_drafts_of_what_is_set_right_are_gone_on_with(desk: Desk) -> None:
    key = add(desk)
    given = AssignmentEntry.read({"staff": "AW", "from_on": "2026-03-01"})
    row = desk.write(lambda session: assignments.assign(session, key, given).id)
    client = desk.read(lambda session: records.load(session, key))
    for form, record, page in (
        ("episode", str(client.episodes[0].id), "EpisodePage"), ("assignment", f"{key}/{row}", "AssignmentPage"),
        ("name-client", str(client.names[0].id), "NamePage"),
    ):  # fmt: skip
        assert due.DRAFTS[form] == "people.draft"
        desk.open("people.draft", form, record)
        assert type(desk.window.page()).__name__ == page
    desk.open("people.draft", "episode", str(key))
    assert type(desk.window.page()).__name__ == "Room"


def test_a_peer_supporter_is_assigned_and_taken_off_with_undo(desk: Desk, monkeypatch) -> None:
    key = add(desk)
    page = desk.open("client", key)
    summary = page.sections.part()
    summary.quick["assign"].form.set_values({"staff": "AW", "from_on": "2026-03-01"})
    summary.quick["assign"].save()
    one = desk.read(lambda session: assignments.of_client(session, key))[0]
    assert (one.staff, one.to_on) == ("AW", None)
    summary._end(one)
    assert desk.read(lambda session: assignments.of_client(session, key))[0].to_on is not None
    page._undo._take_back()
    assert desk.read(lambda session: assignments.of_client(session, key))[0].to_on is None


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_every_page_fits_names_its_controls_and_lets_tab_through(
    desk: Desk, dress, percent: int, nameless, unreached
) -> None:
    dress("light", percent)
    key = add(desk)
    desk.window.forget_pages()
    opened = [desk.window.go("people"), desk.open("client", key), desk.open("intake")]
    for make in (lambda: desk.window.go("people"), lambda: desk.open("client", key), lambda: desk.open("intake")):
        page = make()
        QApplication.processEvents()
        hint = page.minimumSizeHint()
        assert hint.width() <= 1366 - 168 and hint.height() <= 688, (page, hint)
        assert nameless(page) == []
        if percent == 100:
            assert unreached(page) == []
    assert len(opened) == 3


def test_the_keyboard_alone_takes_somebody_in(desk: Desk) -> None:
    page = desk.open("intake")
    assert isinstance(page, IntakePage)
    page.form.fields["code"].enter()
    for words in ("C-7", "", "Ann", "Bird"):
        QTest.keyClicks(QApplication.focusWidget(), words)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if words == "":
            while QApplication.focusWidget() is not page.form.editor("first_name").line:
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [row.name for row in desk.read(lambda session: listing.window(session, dt.date(2026, 1, 1)))] == ["Ann Bird"]


def test_search_and_navigation_show_what_the_role_allows(qtbot, signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        agency.people(session)
        key = records.add(session, ClientEntry.read(CLARA)).id
        records.add(session, ClientEntry.read(CLARA | {"code": "C-2", "first_name": "Hidden"}))
        entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"})
        assignments.assign(session, key, entry)
    for name, roles, staff, sees, takes_in in (  # an auditor has the room, for what is granted, and sees nobody yet
        ("Annie", "peer_supporter", "AW", ["Clara Medicine Elk"], True), ("Board", "auditor", "", [], False)
    ):  # fmt: skip
        who = agency.enter(signed_in, name, roles, staff=staff)
        desktop = Desktop(who, lambda _note: None)
        qtbot.addWidget(desktop.window)
        found = [title for title, kind, _open in desktop._find("medicine") if kind.startswith("Client ")]
        assert found == sees
        assert "people" in desktop.window.navigation.buttons
        assert ("New intake" in [button.accessibleName() for button in desktop.window._top.quick]) is takes_in
        desktop.desk.keeper.close()
        desktop.desk.queue.close()
        desktop.window.idle.pause()
        signed_in.store.listeners.clear()


def test_a_possible_duplicate_is_compared_shown_as_one_and_taken_apart(desk: Desk, nameless, unreached) -> None:
    first = add(desk)
    second = add(desk, code="P-9", program="", admitted_on="", phone="555-2", phone_say="", county="Lake")
    page = desk.open("client", first)
    compare = next(one for one in page.findChildren(Button) if one.text() == "Compare")
    compare.click()
    both = desk.window.page()
    assert isinstance(both, MergePage) and nameless(both.window()) == [] and unreached(both.window()) == []
    for page in (both, desk.open("merge", second, first)):
        assert page.front.value() == first.hex  # whichever was opened first, the fuller one is proposed
    both = page
    both.front.set_value(second.hex)
    both.button.click()
    page = desk.window.page()
    assert isinstance(page, PersonPage)
    assert "555-2" in page.banner.accessibleName() and "(406) 555-0117" in page.banner.accessibleName()
    assert [row.code for row in desk.read(lambda s: listing.window(s, desk.today()))] == ["P-9"]
    assert isinstance(desk.open("client", first), PersonPage)  # an old way in leads to the same page
    page = desk.window.page()
    assert page._id == second
    next(one for one in page.findChildren(Button) if one.text() == "Take apart").click()
    assert desk.read(lambda session: records.load(session, first)).merged_into_id is None
    desk.window.page()._undo._button.click()
    assert desk.read(lambda session: records.load(session, first)).merged_into_id == second


def test_who_may_not_decide_is_told_and_has_no_button(seat, desk: Desk) -> None:
    first = add(desk)
    add(desk, code="P-9")
    with sessions.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        entry = AssignmentEntry.read({"staff": "AW", "from_on": "2026-02-01"})
        for row in listing.window(session, desk.today()):
            assignments.assign(session, row.id, entry)
    annie = seat(agency.enter(desk.signed_in, "Annie", "peer_supporter", staff="AW"), "people")
    page = annie.open("client", first)
    said = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Perhaps the same person" in said
    assert not [one for one in page.findChildren(Button) if one.text() in ("Compare", "Take apart")]
