"""The whole walk by keys and clicks in the real window: from an empty folder to the words in the Board's PDF."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from app.ui.kit import dates
from app.ui.kit.review import ReviewPage
from tests.conftest import ZONE
from tests.journeys.hands import SECRET, Hands
from tests.reading import read_to_the_end


def set_up(hands: Hands):
    hands.until(lambda: hands.program.setup is not None)
    hands.type("Agency name", "Cottonwood Creek Peer Support")
    hands.type("Address", "214 Main Street, Ronan, Montana 59864")
    hands.press("Next")
    hands.type("Your name", "Ann Olson")
    hands.type("Passphrase", SECRET)
    hands.type("Passphrase again", SECRET)
    hands.press("Next")
    hands.until(lambda: any(one.accessibleName() == "Recovery key" for one in hands.seen(QLabel)))
    key = next(one.text() for one in hands.seen(QLabel) if one.accessibleName() == "Recovery key")
    hands.type("Type the key from the paper", key)
    hands.press("Finish")
    hands.until(lambda: hands.program.desktop is not None)


def add_people(hands: Hands, started: dt.date):
    hands.go("staff")
    hands.press("Add staff")
    hands.type("Code", "AW")
    hands.type("Name", "Annie Whitegrass")
    hands.choose("Rules", "Montana certified behavioral")
    hands.type("Started", dates.typed(started))
    hands.type("Certificate number", "BBH-1203")
    hands.type("Certified", dates.typed(started))
    hands.press("Save")
    hands.press("Supervisors")
    hands.press("Add a supervisor")
    hands.type("Code", "RC")
    hands.type("Name", "Ruth Calfrobe")
    hands.choose("License type", "Social worker")
    hands.type("License number", "L-20417")
    hands.type("First licensed", "2/1/2015")
    hands.press("Save")
    hands.press("Agreements")
    hands.press("Add an agreement")
    hands.choose("Peer supporter", "Annie Whitegrass")
    hands.choose("Supervisor", "Ruth Calfrobe")
    hands.type("Signed", dates.typed(started))
    hands.press("Confirmed: the supervisor is not this person's therapist: Yes")
    hands.press("Save")


def add_user(hands: Hands, name: str, role: str, label: str):
    hands.go("settings")
    hands.press("Users")
    hands.press("Add a user")
    hands.type("Name", name)
    hands.press(f"Roles: {role}")
    hands.choose(label, name)
    hands.type("New passphrase", SECRET)
    hands.type("New passphrase again", SECRET)
    hands.type("Your own passphrase", SECRET)
    hands.press("Add")
    hands.until(lambda: type(hands.page()).__name__ == "SettingsPage")


def type_hours(hands: Hands):
    """Monday to Friday of last week, eight hours each: forty hours, so two hours owed."""
    hands.go("hours")
    hands.press("Previous week")
    grid = hands.page().grid
    grid.go(0, 1)
    for _day in range(5):
        QTest.keyClicks(QApplication.focusWidget(), "8:00")
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    hands.press("Save week")
    hands.reads("Saved. Week total 40 h")


def log_session(hands: Hands, day: dt.date):
    hands.go("supervision")
    hands.press("Log session")
    hands.choose("Peer supporter", "Annie Whitegrass")
    hands.type("Date", dates.typed(day))
    hands.type("Start", "2:00 PM")
    hands.type("Stop", "2:00 PM")
    hands.press("Kind: Individual")
    hands.press("Manner: In person")
    hands.press("Topics: Ethics and boundaries")
    hands.type("Topics: other", "Motivational listening")
    hands.type("Description", "Weekly session in Ronan")
    hands.type("What was covered", "Practiced saying no to a ride request.")
    hands.press("Sign")
    hands.reads("Stop is the same as start. Type when it ended.")
    hands.type("Stop", "3:15 PM")
    hands.press("(a) Assessments, interpretations, referrals: Yes")


def sign_all(hands: Hands):
    hands.until(lambda: isinstance(hands.page(), ReviewPage))
    read_to_the_end(hands.page())
    if not hands.page().chosen():  # what one pressed Sign for is ticked once it was read
        hands.reads("0 of 1 ticked")
        hands.press(hands.page().cards[0].box.text())
    hands.type("Your passphrase", "this is not the passphrase")
    hands.press("Sign 1 session")
    hands.until(lambda: "Signing…" not in [one.text() for one in hands.seen(QAbstractButton)])
    assert "1 of 1 ticked" in hands.words(), "a wrong passphrase must leave the ticks"
    hands.type("Your passphrase", SECRET)
    hands.press("Sign 1 session")
    hands.reads("1 session is signed and locked.")


def test_from_an_empty_folder_to_the_boards_paper(qtbot, program):
    hands = Hands(qtbot, program)
    today = dt.datetime.now(ZoneInfo(ZONE)).date()
    monday = today - dt.timedelta(days=today.weekday() + 7)
    held = monday + dt.timedelta(days=6)
    set_up(hands)
    add_people(hands, monday - dt.timedelta(days=60))
    type_hours(hands)
    add_user(hands, "Ruth Calfrobe", "Supervisor", "Supervisor")
    add_user(hands, "Annie Whitegrass", "Peer supporter", "Staff member")

    hands.lock()
    hands.unlock("Ruth Calfrobe")
    log_session(hands, held)
    hands.press("Sign")
    sign_all(hands)

    hands.lock()
    hands.unlock("Annie Whitegrass")
    hands.go("supervision")
    hands.press("Review and sign 1 session")
    sign_all(hands)

    hands.lock()
    hands.unlock("Ann Olson")
    hands.go("supervision")
    hands.press("Supervision owed")
    hands.press("Open Annie Whitegrass")
    hands.reads("45 min owed since")
    assert "Annie Whitegrass" not in program.desktop.window.windowTitle()

    hands.go("reports")
    hands.type("From", dates.typed(monday - dt.timedelta(days=60)))
    hands.type("To", dates.typed(today))
    hands.press("Preview")
    text = hands.paper()
    for wanted in (
        "Annie Whitegrass", "Ruth Calfrobe", "BBH-1203", "L-20417", "2:00 PM to 3:15 PM",
        "Ethics and boundaries; Motivational listening", "Practiced saying no to a ride request.",
        "Worked 40 h", "worked 2 h", "1 session 1 h 15 min",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert re.search(r"Owed on \w+ \d+ 45 min", text)
