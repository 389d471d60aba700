"""Notes by keys and clicks: one and a group, through a lock, signed in a batch, sent back, amended, signed off; hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from app.services.clients import assignments, records
from app.services.clients.entry import AssignmentEntry, ClientEntry
from app.services.encounters import notes
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as sessions
from app.ui.encounters.review import ReviewPage
from app.ui.kit import dates
from tests import agency
from tests.conftest import ZONE
from tests.journeys.hands import Hands

WRITER, SUPERVISOR = "Annie Whitegrass", "Ruth Calfrobe"
MONDAY = (today := dt.datetime.now(ZoneInfo(ZONE)).date()) - dt.timedelta(days=today.weekday() + 7)
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def clients(staffed):
    """Two clients of the writer, one of them with a note of the week before."""
    phone = {"phone": "(406) 555-0117", "phone_text": "yes", "phone_say": "Annie"}
    before = {
        "client": "C-104", "staff": "AW", "date": (MONDAY - dt.timedelta(days=5)).isoformat(), "start": "09:00",
        "stop": "10:00", "manner": "in_person", "data": "Went to one meeting, left early.", "plan": "Call the college.",
    }  # fmt: skip
    with sessions.transaction(staffed.store, staffed.actor) as session:
        for code, first, last in (("C-104", "Clara", "Medicine Elk"), ("C-105", "Pablo", "Ignace")):
            kept = records.add(session, ClientEntry.read(dict(code=code, first_name=first, last_name=last) | phone))
            since = (MONDAY - dt.timedelta(days=40)).isoformat()
            assignments.assign(session, kept.id, AssignmentEntry.read({"staff": "AW", "from_on": since}))
        notes.record(session, EncounterEntry.read(before))


def come_in(hands: Hands, name: str) -> None:
    if hands.program.desktop is not None:
        hands.lock()
    hands.unlock(name, agency.PASSPHRASE)


def write_one(hands: Hands) -> None:
    """A note with the one before beside it; half of it is typed when the window locks."""
    hands.press("New note")
    hands.choose("Client", "Clara Medicine Elk")
    hands.reads("Went to one meeting, left early.")
    hands.reads("text is fine, ask before a voicemail, say “Annie” only")
    hands.type("Date", dates.typed(TUESDAY))
    hands.type("Start", "9:00 AM")
    hands.type("Stop", "9:00 AM")
    hands.press("Manner: In person")
    hands.press("Kind of support: Emotional")
    hands.press("Phase: Supporting")
    hands.choose("Service", "Natural supports, socialization")
    hands.type("Data", "She has a seat from Dec 1.")
    come_in(hands, WRITER)
    hands.open_row("Encounter note")
    hands.reads("Here is what you typed before.")
    assert hands.field("Data").toPlainText() == "She has a seat from Dec 1."
    hands.press("Save")
    hands.reads("Stop is the same as start. Type when it ended.")
    hands.type("Stop", "10:15 AM")
    hands.reads("1 h 15 min")
    hands.type("Plan", "Call.")
    hands.press("Save")
    hands.reads("The note is saved.")


def write_group(hands: Hands) -> None:
    """Two people at once and a line that stands in one record only; the time touches another note and is flagged."""
    hands.press("New note")
    hands.type("Date", dates.typed(TUESDAY))
    hands.type("Start", "10:00 AM")
    hands.type("Stop", "11:00 AM")
    hands.press("Manner: Group")
    for name in ("Clara Medicine Elk", "Pablo Ignace"):
        hands.look_up("Client", name)
    assert hands.page().form.client.codes() == ["C-104", "C-105"]
    hands.type("Name of the group", "Tuesday circle")
    hands.type("Data", "Two chairs.")
    hands.reads("The same peer supporter was with somebody else from 9:00 AM to 10:15 AM")
    hands.type("Only in the record of Pablo Ignace", "left early")
    hands.press("Save")
    hands.reads("The note is saved.")
    assert [row.present for row in hands.page().list.model.rows()] == [2, 1, 1]


def hours_from_notes(hands: Hands) -> None:
    """The grid flags the day, proposes it, and keeps it once the person has confirmed."""
    hands.go("hours")
    hands.press("Previous week")
    hands.reads(f"{dates.short(TUESDAY, TUESDAY)}: 2:00 with clients, 0:00 worked")
    hands.press("Propose from notes")
    hands.until(lambda: hands.page().dirty)
    assert "with clients, 0:00 worked" not in hands.words()
    hands.press("Save week")
    hands.reads("Saved. Week total 2 h")


def tick(hands: Hands, *words: str) -> None:
    """Tick the notes whose names hold these words."""
    boxes = [box for box in hands.seen(QCheckBox, hands.page()) if any(word in box.accessibleName() for word in words)]
    for box in boxes:
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert len(boxes) == len(words)


def sign_batch(hands: Hands) -> None:
    """All three after reading, with one passphrase; a wrong one leaves the ticks."""
    hands.go("encounters")
    hands.press("Review and sign 3")
    hands.reads("0 of 3 reviewed")
    hands.press("Tick all")
    hands.type("Your passphrase", "this is not the passphrase")
    hands.press("Sign 3 notes")
    hands.reads("passphrase do not open this store")
    hands.reads("3 of 3 reviewed")
    hands.type("Your passphrase", agency.PASSPHRASE)
    hands.press("Sign 3 notes")
    hands.reads("3 notes are signed.")


def send_back(hands: Hands) -> None:
    """The supervisor sends one note back with a comment, signs one off, and marks one as seen."""
    hands.go("encounters")
    hands.press("Review and sign 3")
    hands.until(lambda: isinstance(hands.page(), ReviewPage))
    hands.press(f"Needs revision: {dates.short(TUESDAY)}, 9:00 AM to 10:15 AM, 1 h 15 min")
    hands.press("Send back")
    hands.reads("Say what the note needs, so that its writer can mend it.")
    hands.type("What does the note need?", "Say who was called.")
    hands.press("Send back")
    hands.reads("Sent back to its writer.")
    tick(hands, "10:00 AM to 11:00 AM")
    hands.type("Your passphrase", agency.PASSPHRASE)
    hands.press("Sign 1 note")
    hands.reads("1 note is signed.")
    hands.press("I have read it")
    hands.reads("No note waits for you.")


def amend(hands: Hands) -> None:
    """The writer finds it on Home, writes the amendment beside the signed note and signs it."""
    hands.go("home")
    hands.open_row("Revise a note")
    hands.reads("Signed and locked.")
    hands.press("Amend")
    hands.reads("Say who was called.")
    hands.type("Plan", "Call the college on Friday.")
    hands.press("Sign")
    hands.reads("Say why the signed record is amended.")
    hands.type("Why is it amended?", "The plan did not say whom.")
    hands.press("Sign")
    hands.reads("0 of 1 reviewed")
    tick(hands, "9:00 AM to 10:15 AM")
    hands.type("Your passphrase", agency.PASSPHRASE)
    hands.press("Sign 1 note")
    hands.reads("1 note is signed.")
    hands.go("home")
    assert "Revise a note" not in "".join(item.what for item in hands.page()._due.items)


def sign_off_and_print(hands: Hands) -> None:
    hands.go("encounters")
    hands.press("Review and sign 1")
    hands.reads("The plan did not say whom.")
    tick(hands, "9:00 AM to 10:15 AM")
    hands.type("Your passphrase", agency.PASSPHRASE)
    hands.press("Sign 1 note")
    hands.reads("1 note is signed.")
    hands.open_row("Amendment")
    hands.press("Print")
    text = hands.paper()
    for wanted in ("Clara Medicine Elk", "Call the college on Friday.", "The plan did not say whom.", WRITER, SUPERVISOR):
        assert wanted in text, wanted
    assert "Call. " not in text, "the note that was amended is no longer in effect"
    assert "left early" not in text, "another's private line"


def test_from_the_first_word_to_the_supervisor_s_signature(clients, hands):
    come_in(hands, WRITER)
    write_one(hands)
    write_group(hands)
    hours_from_notes(hands)
    sign_batch(hands)
    come_in(hands, SUPERVISOR)
    send_back(hands)
    come_in(hands, WRITER)
    amend(hands)
    come_in(hands, SUPERVISOR)
    sign_off_and_print(hands)
    assert "Clara" not in hands.program.desktop.window.windowTitle()
