"""Notes on screen: writing, drafts, the note before, groups, signing, review, and what they propose for hours."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from app.models.clients import Client, ClientAssignment, ClientPhone
from app.models.staff import Staff
from app.services.across import opening
from app.services.encounters import listing, notes, reviews, signing
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as stores
from app.ui.hours.week import HoursPage, monday_of
from app.ui.window import Item
from tests import agency
from tests.reading import read_to_the_end

DAY = dt.date(2026, 3, 4)
TYPED = {
    "client": "C1", "staff": "AW", "date": "2026-03-04", "start": "09:00", "stop": "10:00", "manner": "in_person",
    "support": "emotional", "data": "Met at the center.", "plan": "Call on Tuesday.",
}  # fmt: skip
ROOMS = (Item("home", "home", "Home"), Item("encounters", "note", "Notes"), Item("hours", "hours", "Hours"))


@pytest.fixture
def annie(staffed):
    with stores.transaction(staffed.store, staffed.actor) as session:
        staff = session.scalars(select(Staff.id).where(Staff.code == "AW")).one()
        for code, first in (("C1", "Clara"), ("C2", "Pablo")):
            client = Client(code=code, first_name=first, last_name="Elk", pronouns="she, her")
            session.add(client)
            session.flush()
            session.add(ClientPhone(client_id=client.id, number="555-0117", text="yes", voicemail="no", say="Annie"))
            session.add(ClientAssignment(client_id=client.id, staff_id=staff, from_on=dt.date(2026, 1, 1)))
    return agency.enter(staffed, "Annie", "peer_supporter", staff="AW")


@pytest.fixture
def open_desk(annie, seat):
    def opened(who):
        made = seat(who, "encounters", items=ROOMS)
        made.window.add_page("hours", lambda: HoursPage(made))
        return made

    return opened


@pytest.fixture
def desk(open_desk, annie):
    return open_desk(annie)


def write(desk, **changed):
    return desk.write(lambda session: notes.record(session, EncounterEntry.read(TYPED | changed)).id)


def sign(desk, key):
    ring = desk.signing_key(agency.PASSPHRASE)
    desk.write(lambda session: signing.sign(session, [key], ring))


def rows(desk):
    return desk.read(listing.window)


def said(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_note_typed_is_on_record_and_its_draft_is_gone(desk):
    page = desk.open("note", client="C1")
    assert "Clara Elk" in said(page) and "text is fine, no voicemail" in said(page)
    assert page.form.fields["client"].isHidden() and page.form.fields["staff"].isHidden()
    page.form.put({name: text for name, text in TYPED.items() if name != "client"}, draft=True)
    page.form.changed.emit()
    assert page.form.length.text() == "1 h"
    desk.keeper.flush()
    assert desk.draft("encounter", "new-C1")["data"] == "Met at the center."
    page.save()
    desk.keeper.flush()
    assert [(row.client_name, row.minutes) for row in rows(desk)] == [("Clara Elk", 60)]
    assert desk.draft("encounter", "new-C1") is None


def test_typing_comes_back_and_start_over_throws_it_away(desk):
    page = desk.open("note", client="C1")
    page.form.put({"data": "half a sentence"}, draft=True)
    page.form.changed.emit()
    desk.keeper.flush()
    page = desk.open("note.draft", "encounter", "new-C1")
    assert page.form.values()["data"] == "half a sentence" and page.form.values()["client"] == "C1"
    page.start_over()
    assert page.form.values()["data"] == ""
    desk.keeper.flush()
    assert desk.draft("encounter", "new-C1") is None


def test_what_is_missing_stands_beside_its_field(desk):
    page = desk.open("note")
    page.form.put({**TYPED, "client": "", "stop": "09:00", "manner": ""}, draft=True)
    page.save()
    assert {field.name for field in page.form.faulty()} >= {"client", "manner"}
    page.form.put({**TYPED, "stop": "09:00"}, draft=True)
    page.save()
    assert [field.name for field in page.form.faulty()] == ["stop"]
    assert rows(desk) == []


def test_the_note_before_stands_beside_the_form(desk):
    write(desk, data="The one before.")
    page = desk.open("note", client="C1")
    assert "The one before." in said(page)
    other = desk.open("note", client="C2")
    assert "The one before." not in said(other)


def test_two_at_once_are_told_while_typing(desk):
    write(desk)
    page = desk.open("note", client="C2")
    page.form.put({**TYPED, "client": "C2", "start": "09:30", "stop": "10:30"}, draft=True)
    page.form.changed.emit()
    page.settle()
    assert "9:00 AM to 10:00 AM" in said(page)


def test_a_group_takes_several_clients_and_private_lines(desk):
    page = desk.open("note")
    assert page.form.fields["private_line"].isHidden()
    page.form.put({**TYPED, "client": "C1;C2", "manner": "group", "private_line": "C1: left early"}, draft=True)
    assert page.form.client.codes() == ["C1", "C2"]
    assert not page.form.fields["private_line"].isHidden()
    page.save()
    assert [row.present for row in rows(desk)] == [2]


def private_of(desk) -> dict[str, str]:
    """Code -> the private line on record of the one note."""
    kept = desk.read(lambda session: notes.load(session, listing.window(session)[0].id))
    return {row.client.code: row.private_line for row in kept.attendance}


def test_each_person_of_a_group_has_a_line_of_their_own(desk):
    """Nobody has to know how lines are told apart in a file: any text, also one that looks like a code."""
    page = desk.open("note")
    page.form.put({**TYPED, "client": "C1;C2", "manner": "group"}, draft=True)
    editor = page.form.editor("private_line")
    assert list(editor._codes) == ["C1", "C2"]
    typed = {"C1": "C2: she said\nC1: on a line of its own", "C2": "left early"}
    for code, text in typed.items():
        editor._boxes[code].box.setPlainText(text)
    page.form.client._take_out("C1")
    page.form.client.pick.set_value("C1")
    page.form.client._picked()
    desk.keeper.flush()
    again = desk.open("note")  # the draft brings them back
    assert {code: box.value() for code, box in again.form.editor("private_line")._boxes.items()} == typed
    again.save()
    assert private_of(desk) == typed


def test_a_line_that_names_nobody_is_not_given_to_anybody(desk):
    """A draft of an older version, in which the writer told lines apart by hand, and forgot to."""
    page = desk.open("note")
    page.form.put({**TYPED, "client": "C1;C2", "manner": "group", "private_line": "left early"}, draft=True)
    editor = page.form.editor("private_line")
    assert editor.loose.value() == "left early" and not any(box.value() for box in editor._boxes.values())
    page.save()
    assert rows(desk) == [] and [field.name for field in page.form.faulty()] == ["private_line"]
    editor.loose.box.setPlainText("")
    editor._boxes["C2"].box.setPlainText("left early")
    page.save()
    assert private_of(desk) == {"C1": "", "C2": "left early"}


def test_changing_removing_and_taking_that_back(desk):
    key = write(desk)
    page = desk.open("note", key)
    page.form.put({"data": "Changed."}, draft=True)
    page.save()
    assert [row.data for row in rows(desk)] == ["Changed."]
    desk.open("note", key).remove()
    assert rows(desk) == []
    desk.window.page()._undo.findChildren(type(page._restart))[0].click()
    assert [row.data for row in rows(desk)] == ["Changed."]


def test_a_batch_is_signed_with_one_passphrase_and_locked(qtbot, desk):
    first = write(desk)
    write(desk, date="2026-03-05")
    page = desk.open("note.review")
    read_to_the_end(page)
    page.read_button.click()
    page.passphrase.editor.line.setText("not this one at all")
    page.sign()
    qtbot.waitUntil(lambda: bool(page.passphrase.sentence()), timeout=5000)
    page.passphrase.editor.line.setText(agency.PASSPHRASE)
    page.sign()
    qtbot.waitUntil(lambda: all(row.by_writer for row in rows(desk)), timeout=5000)
    shown = desk.open("note", first)
    assert "Signed and locked" in said(shown) and not hasattr(shown, "form")


def test_an_amendment_is_written_beside_the_signed_note(desk):
    key = write(desk)
    sign(desk, key)
    desk.open("note", key).amend()
    page = desk.window.page()
    page.form.put({"data": "Better."}, draft=True)
    page.save()
    assert page.reason.sentence()
    page.reason.editor.set_value("A name was wrong.")
    page.save()
    assert sorted(row.data for row in rows(desk)) == ["Better.", "Met at the center."]
    assert "A name was wrong." in said(desk.open("note", key))


def test_a_signed_note_is_taken_back_with_its_reason(desk):
    key = write(desk)
    sign(desk, key)
    shown = desk.open("note", key)
    shown.taking_back.ask()
    shown.taking_back.go_on()
    assert shown.taking_back.reason.sentence() and len(rows(desk)) == 1
    shown.taking_back.reason.editor.set_value("It was another day.")
    shown.taking_back.go_on()
    assert [row.void for row in rows(desk) if row.amends_id == key] == [True]
    assert "taken back from then on" in said(desk.window.page())
    again = said(desk.open("note", key))
    assert "Takes it back: It was another day." in again and "Not signed, so not in force" in again


def test_a_supervisor_sends_a_note_back_and_its_writer_sees_why(open_desk, desk, annie):
    day = (desk.today() - dt.timedelta(days=5)).isoformat()
    key = write(desk, date=day)
    desk.write(lambda session: reviews.ready(session, key))
    ruth = open_desk(agency.enter(annie_manager(annie), "Ruth", "supervisor", supervisor="RC"))
    page = ruth.open("note.review")
    [card] = page.cards
    card.send_back()
    assert card.comment.sentence()
    card.comment.editor.set_value("Say who was called.")
    card.send_back()
    assert ruth.window.page().cards == []
    again = desk.open("note", key)
    assert "Say who was called." in said(again)
    again.form.put({"data": "Called the college."}, draft=True)
    again.save()
    assert len(ruth.open("note.review").cards) == 1


def annie_manager(annie):
    """The manager of Annie's store, who adds users."""
    with stores.reading(annie.store, annie.actor) as session:
        from app.services import users

        [manager] = [one for one in users.listed(session) if one.name == "Ann Manager"]
        actor = users.actor_for(session, manager.id)
    return opening.SignedIn(annie.store, actor, annie.zone, annie.agency)


def test_hours_are_proposed_and_a_short_day_is_flagged(desk):
    write(desk)
    write(desk, start="13:00", stop="14:15", manner="group", client="C1;C2", date="2026-03-05")
    page = desk.window.go("hours")
    page.show_week("AW", monday_of(DAY))
    assert "Wed, Mar 4: 1:00 with clients, 0:00 worked" in said(page)
    page.propose.click()
    week = {(line.category.value, day): minutes for (line, day), minutes in page.sheet.week("AW").cells.items() if minutes}
    assert week == {("direct_service", DAY): 60, ("group", dt.date(2026, 3, 5)): 75}
    assert page.with_clients.isHidden() and page.dirty
    page.propose.click()
    assert "The notes of" in said(page)  # the foot cuts what it has no room for


def test_the_list_of_a_client_holds_theirs_only(desk):
    write(desk)
    write(desk, client="C2", date="2026-03-05")
    made = desk.open("client.notes", "C2")
    made.refresh()
    assert [row.client_name for row in made.list.model.rows()] == ["Pablo Elk"]
    room = desk.window.go("encounters")
    assert room.list.model.rowCount() == 2


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_each_page_fits_and_says_its_names(desk, dress, nameless, unreached, percent):
    dress("light", percent)
    key = write(desk)
    for page in (desk.open("note", key), desk.open("note"), desk.open("note.review")):
        hint = page.minimumSizeHint()
        assert hint.width() <= 1366 and hint.height() <= 688
        assert nameless(page) == [] and unreached(page) == []
