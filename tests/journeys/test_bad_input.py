"""What a person may type that is out of the ordinary: very long notes, odd times, names of all scripts, formulas."""

import datetime as dt
import unicodedata
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTableView

from app.services.clients import assignments, records
from app.services.clients.entry import AssignmentEntry, ClientEntry
from app.services.encounters import notes
from app.services.store import session as sessions
from app.ui.kit import dates
from tests import agency
from tests.conftest import ZONE
from tests.journeys.conftest import MANAGER
from tests.journeys.hands import Hands

WORDS = [f"w{number:04d}" for number in range(3333)]
LONG = " ".join(WORDS) + "...."  # 20,001 letters, one too many
DAY = dt.datetime.now(ZoneInfo(ZONE)).date() - dt.timedelta(days=4)
SALISH, ARABIC, HEBREW, FORMULA = (
    unicodedata.normalize("NFC", name) for name in ("x̣ʷaʔłqʷ č̓k̓ʷúl", "مريم", "שָׁלוֹם", '=HYPERLINK("x")')
)


@pytest.fixture
def client(staffed):
    """One client of the writer."""
    typed = {"code": "C-1", "first_name": "Clara", "last_name": "Elk"}
    with sessions.transaction(staffed.store, staffed.actor) as session:
        kept = records.add(session, ClientEntry.read(typed))
        assignments.assign(session, kept.id, AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"}))


def begin_note(hands: Hands, start: str, stop: str) -> None:
    hands.press("New note")
    hands.choose("Client", "Clara Elk")
    hands.type("Date", dates.typed(DAY))
    hands.type("Start", start)
    hands.type("Stop", stop)
    hands.press("Manner: In person")


def test_a_note_of_twenty_thousand_letters_and_odd_times(client, hands):
    assert len(LONG) == 20_001
    hands.unlock("Annie Whitegrass", agency.PASSPHRASE)
    begin_note(hands, "10:00 AM", "9:00 AM")
    hands.reads("The next day.")
    hands.reads("This lasts 23 h. Check start and stop.")
    hands.type("Stop", "11:00 AM")
    hands.paste("Data", LONG)
    hands.press("Save")
    hands.reads("Keep this to 20000 characters.")
    box = hands.field("Data")
    assert box.toPlainText() == LONG, "nothing typed is lost"
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    hands.key(Qt.Key.Key_Backspace)
    hands.type("Plan", "Meet again.")
    hands.press("Save")
    hands.reads("The note is saved.")

    begin_note(hands, "10:30 AM", "10:45 AM")
    hands.type("Data", "At the same time.")
    hands.type("Plan", "Meet again.")
    hands.reads("The same peer supporter was with somebody else from 10:00 AM to 11:00 AM")
    hands.press("Save")
    hands.reads("The note is saved.")
    assert len(hands.page().list.model.rows()) == 2, "flagged, not blocked"

    desk = hands.program.desktop.desk
    [long] = [row for row in hands.page().list.model.rows() if len(row.data) > 100]
    assert desk.read(lambda session: notes.load(session, long.id)).data == LONG[:-1]
    hands.press("Review and sign 2 notes")
    hands.until(lambda: [one for one in hands.seen(QLabel) if one.text() == LONG[:-1]])
    from app.ui.encounters.reading import print_notes

    print_notes(desk, desk.read(lambda session: notes.load(session, long.id)).attendance[0].client, DAY, DAY)
    text = hands.paper()
    assert [word for word in text.split() if word[0] == "w" and word[1:].isdigit()] == WORDS[:-1]
    assert f"{WORDS[-1]}..." in text and "Page 1 of 6" in text


def take_in(hands: Hands, code: str, first: str, last: str) -> None:
    hands.press("New intake")
    hands.type("Code", code)
    hands.type("First name", first)
    hands.type("Last name", last)
    hands.press("Save intake")
    hands.reads("At a glance")


def paper_of(hands: Hands, name: str) -> str:
    hands.go("people")
    hands.press("All")
    hands.open_row(name)
    hands.press("Print intake")
    return hands.paper()


def test_names_of_all_scripts_and_formulas(hands):
    hands.unlock(MANAGER, agency.PASSPHRASE)
    first, last = SALISH.split()
    for code, one, two in (("C-1", first, last), ("C-2", ARABIC, HEBREW), ("C-3", FORMULA, "-1+1")):
        take_in(hands, code, one, two)
        assert f"{one} {two}" in hands.words()
        assert one not in hands.program.desktop.window.windowTitle()
    hands.go("people")
    hands.press("All")
    assert {row.name for row in hands.page().list.model.rows()} == {
        SALISH, f"{ARABIC} {HEBREW}", f"{FORMULA} -1+1"
    }  # fmt: skip
    hands.type("Filter: People", HEBREW)
    assert [row.code for row in hands.page().list.model.rows()] == ["C-2"]
    hands.type("Filter: People", "")
    table = hands.seen(QTableView, hands.page())[0]
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    copied = QGuiApplication.clipboard().text()
    assert "'=HYPERLINK" in copied and "\n=HYPERLINK" not in copied and SALISH in copied

    assert SALISH in paper_of(hands, SALISH)
    assert f"{FORMULA} -1+1" in paper_of(hands, FORMULA)
    assert "stands for a letter that this typeface lacks. The record holds it." in paper_of(hands, ARABIC)
