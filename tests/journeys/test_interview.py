"""Interviews by keys and clicks: handed over, scored by number keys, handed back, hidden until all are in, compared."""

import datetime as dt
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.hiring.comparison import ComparisonPage
from app.ui.hiring.interview import InterviewPage
from app.ui.kit import dates
from app.ui.kit.handback import HandBack
from tests import agency
from tests.conftest import ZONE
from tests.journeys.conftest import MANAGER
from tests.journeys.hands import Hands

Key = Qt.Key
POSITION, APPLICANT = "Peer supporter, Ronan", "Joss Littlewolf"
HIDDEN = "Scores hidden until all are in"


def prepare(hands: Hands, applied: dt.date) -> None:
    """A position that needs a vehicle, and somebody who applies for it."""
    hands.go("hiring")
    hands.press("Positions")
    hands.press("Add a position")
    hands.type("Position", POSITION)
    hands.press("The post needs a vehicle")
    hands.paste("Panel", "Louis Matte\nRuth Calfrobe")
    hands.press("Save")
    hands.press("Applicants")
    hands.press("Add an applicant")
    hands.type("Code", "A1")
    hands.type("Name", APPLICANT)
    hands.choose("Position", POSITION)
    hands.type("Applied", dates.typed(applied))
    hands.press("Save")
    hands.reads("0 of 2 handed in")


def begin(hands: Hands, name: str, how: str = "Hand over") -> None:
    hands.choose("Panel member", name)
    hands.press(how)


def score(hands: Hands, *marks: str) -> None:
    """Answer question after question by keys; '' leaves one open, 'out' says that it was not asked."""
    for mark in marks:
        if mark == "out":
            hands.press("Question was not asked")
            hands.page().enter()
        elif mark:
            hands.key({"y": Key.Key_Y, "n": Key.Key_N}.get(mark) or getattr(Key, f"Key_{mark}"))
        hands.key(Key.Key_Down)


def figure(hands: Hands) -> str:
    """The live total."""
    return " ".join(one.text() for one in hands.seen(QLabel) if one.property("look") == "figure")


def first_member(hands: Hands) -> None:
    """Handed over: nothing else is in reach; digits outside 1 to 5 do nothing; 13 takes no points; 11 is yes or no."""
    begin(hands, "Louis Matte")
    page, window = hands.page(), hands.program.desktop.window
    assert isinstance(page, InterviewPage)
    assert window.filled and not window.navigation.isVisible()
    QTest.keyClick(window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert hands.page() is page
    hands.key(Key.Key_3)
    assert figure(hands) == "0", "a gate takes no points"
    score(hands, "y", "4")
    hands.key(Key.Key_0, Key.Key_6)
    assert figure(hands) == "4" and page.now.code == "general-3"
    hands.reads("of 5 so far")
    score(hands, *"5344", "out", "", "3", "4", "n", "5")
    assert page.now.code == "general-13"
    hands.key(Key.Key_5, Key.Key_Y)
    assert page.book.answers["general-13"].score is None
    hands.type("Notes on Changes that would help you do this job", "Sits by the window.")
    assert page.now.code == "general-14", "Tab leads on"
    score(hands, "4")
    assert page.now.code == "recovery-1"
    score(hands, *"444444444444")
    hands.reads("1 question has no answer and stays out of the average: part one: 8.")
    hands.type("What speaks for this applicant", "Listens first.")
    hands.type("What gives you pause", "New to paperwork.")
    hands.press("Submit my scores")
    hands.reads("Thank you. Your scores are in and closed.")


def hand_back(hands: Hands) -> None:
    """Only the manager's passphrase ends it."""
    hands.press("Hand back")
    hands.until(lambda: hands.seen(HandBack))
    hands.type(f"Passphrase of {MANAGER}", "somebody else's")
    hands.press("Take it back")
    hands.reads("This is not your passphrase")
    assert hands.program.desktop.window.filled
    hands.type(f"Passphrase of {MANAGER}", agency.PASSPHRASE)
    hands.press("Take it back")
    hands.until(lambda: not hands.program.desktop.window.filled)
    hands.top().activateWindow()  # as a window manager does when a dialog closes
    hands.reads("1 of 2 handed in")


def no_peeking(hands: Hands) -> None:
    """The first sheet is in, the second member has not begun: nobody sees a score, and the first scores once."""
    hands.press("Compare applicants")
    hands.reads("Waiting for Ruth Calfrobe")
    assert "4.0" not in hands.words() and "Listens first." not in hands.words()
    hands.go("hiring")
    hands.open_row(APPLICANT)
    assert hands.page().form.editor("panelist").combo.findData("Louis Matte") < 0


def second_member(hands: Hands) -> None:
    """While the second sheet is out, the first is hidden; a kill in between loses nothing."""
    begin(hands, "Ruth Calfrobe", "Type in a paper sheet")
    score(hands, "y", "2")
    hands.press("Back to the applicant")
    hands.press("Compare applicants")
    assert isinstance(hands.page(), ComparisonPage)
    hands.reads(HIDDEN)
    assert "4.0" not in hands.words() and "Listens first." not in hands.words()
    hands.lock()
    hands.unlock(MANAGER, agency.PASSPHRASE)
    hands.go("hiring")
    hands.open_row(APPLICANT)
    hands.press("Type in: Ruth Calfrobe")
    assert figure(hands) == "2"
    hands.press("Submit")
    hands.press("Submit my scores")
    hands.press("Back to the applicant")
    hands.reads("2 of 2 handed in")


def compare_and_print(hands: Hands) -> None:
    """Twenty-one scores of the first and one of the second: 84 + 2 of 110 points; what is missing is no zero."""
    hands.press("Compare applicants")
    hands.reads("86 of 110 points")
    hands.reads("No: 1 of 1")
    assert HIDDEN not in hands.words()
    for wanted in ("3.9", "(22)", "Listens first.", "New to paperwork.", "never scored", "3.0"):
        assert wanted in hands.words(), wanted
    hands.press("Print the comparison")
    text = hands.paper()
    for wanted in (APPLICANT, POSITION, "3.9", "Listens first.", "New to paperwork."):
        assert wanted in text, wanted
    hands.go("hiring")
    hands.open_row(APPLICANT)
    hands.press("Compare applicants")
    hands.press("Print score sheets")
    text = hands.paper()
    for wanted in (APPLICANT, "Louis Matte", "Ruth Calfrobe", "Sits by the window."):
        assert wanted in text, wanted


def test_from_the_position_to_the_comparison_on_paper(hands):
    hands.unlock(MANAGER, agency.PASSPHRASE)
    prepare(hands, dt.datetime.now(ZoneInfo(ZONE)).date() - dt.timedelta(days=20))
    first_member(hands)
    hand_back(hands)
    no_peeking(hands)
    second_member(hands)
    compare_and_print(hands)
    assert APPLICANT not in hands.program.desktop.window.windowTitle()
