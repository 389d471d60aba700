"""A person is taken in by keys and clicks: steps, skips, open answers, lock in between, the page, the paper, a double."""

import datetime as dt
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from app.services.clients import listing
from app.ui.kit import dates
from app.ui.people.intake import IntakePage
from app.ui.people.person import PersonPage
from app.ui.people.room import Room
from tests import agency
from tests.conftest import ZONE
from tests.journeys.conftest import MANAGER
from tests.journeys.hands import Hands

TRIBES = "Séliš; Ql̓ispé"
Down = Qt.Key.Key_Down


def who(hands: Hands, code: str, first: str, last: str) -> None:
    hands.press("New intake")
    assert isinstance(hands.page(), IntakePage)
    hands.type("Code", code)
    hands.type("First name", first)
    hands.type("Last name", last)


def first_steps(hands: Hands) -> None:
    """Who; safe contact; the address is skipped; about you, with both ways to leave a question open."""
    who(hands, "C-104", "Clara", "Medicine Elk")
    hands.type("Birth date", "1/1/2999")
    hands.press("Next")
    hands.reads("Check the year")
    hands.type("Birth date", "4/12/89")
    hands.type("Pronouns", "she, her")
    hands.press("Next")
    hands.reads("Some homes are not safe.")
    hands.type("Phone", "(406) 555-0117")
    hands.type("Name to say", "Dale")
    hands.press("Text is fine: Yes")
    hands.press("Voicemail is fine: No")
    hands.press("Next")
    hands.press("Skip")
    hands.type("Tribal affiliation", TRIBES)
    hands.pick("Other answers: Race", Down, Down)
    hands.type("Sex, as the funder asks it", "not asked")
    hands.press("Veteran: Not asked")


def finish_later(hands: Hands) -> None:
    """What is typed is put away, outlives the lock, shows itself to nobody else, and is gone on with from Home."""
    hands.press("Save and finish later")
    assert isinstance(hands.page(), Room)
    hands.lock()
    hands.unlock("Ruth Calfrobe", agency.PASSPHRASE)
    hands.press("Drafts")
    assert "Intake" not in rows(hands)
    hands.lock()
    hands.unlock(MANAGER, agency.PASSPHRASE)
    hands.open_row("Intake")
    hands.reads("Your typing from before was put back.")


def rows(hands: Hands) -> str:
    model = hands.page().table.model
    return "\n".join(str(model.index(row, 1).data()) for row in range(model.rowCount()))


def last_steps(hands: Hands, admitted: dt.date) -> None:
    hands.press("5. People around")
    hands.type("Emergency contact", "Agnes, aunt, 555-0188")
    hands.type("Staff known from before", "Annie: cousin of her mother")
    hands.press("Next")
    hands.type("Program", "Peer support")
    hands.reads("This name is new. Saving adds it.")
    hands.type("Funding", "Block grant")
    hands.choose("Can be served because", "18 or over")
    hands.type("Confirmed by", "J. Baker, LCPC")
    hands.press("Save intake")
    hands.reads("Say from which day, or leave program, funding and discharge blank.")
    hands.type("Admitted", dates.typed(admitted))
    hands.press("Save intake")
    hands.until(lambda: isinstance(hands.page(), PersonPage))


def read_page_and_paper(hands: Hands) -> None:
    assert hands.page().banner.isVisible()
    assert hands.page().banner.accessibleName() == (
        "Safe contact: (406) 555-0117: text is fine, no voicemail, say “Dale” only"
    )
    for wanted in ("Clara Medicine Elk", "she, her", "Peer support", "Agnes, aunt, 555-0188"):
        hands.reads(wanted)
    assert "Clara" not in hands.program.desktop.window.windowTitle()
    hands.press("Intake")
    for wanted in ("Prefer not to say", "Not asked", "Blank", TRIBES):
        hands.reads(wanted)
    hands.press("Print intake")
    text = hands.paper()
    for wanted in (
        "Clara Medicine Elk", "C-104", "April 12, 1989", "(406) 555-0117", "Name to say Dale", "Prefer not to say",
        "Not asked", "18 or over, with a behavioral health diagnosis", "J. Baker, LCPC", "Peer support", "Block grant",
    ):  # fmt: skip
        assert wanted in text, wanted


def assign_and_look_as_peer_supporter(hands: Hands, since: dt.date) -> None:
    """Only who works with a person sees them."""
    hands.go("people")
    hands.open_row("Clara Medicine Elk")
    hands.press("Add a peer supporter")
    hands.choose("Peer supporter", "Annie Whitegrass")
    hands.type("From", dates.typed(since))
    hands.press("Save: Add a peer supporter")
    hands.reads("Since ")
    hands.lock()
    hands.unlock("Annie Whitegrass", agency.PASSPHRASE)
    hands.go("people")
    assert [row.code for row in hands.page().list.model.rows()] == ["C-104"]


def test_from_the_first_question_to_the_paper_and_a_possible_double(hands):
    today = dt.datetime.now(ZoneInfo(ZONE)).date()
    hands.unlock(MANAGER, agency.PASSPHRASE)
    first_steps(hands)
    finish_later(hands)
    last_steps(hands, today - dt.timedelta(days=30))
    read_page_and_paper(hands)

    who(hands, "C-105", "clara", "Medicine-Elk")
    hands.reads("Perhaps on record already: Clara Medicine Elk (C-104). Check before you save.")
    hands.press("Save intake")
    hands.reads("Perhaps the same person: Clara Medicine Elk (C-104). Both records are kept.")

    assign_and_look_as_peer_supporter(hands, today - dt.timedelta(days=30))
    desk = hands.program.desktop.desk
    assert [row.name for row in desk.read(lambda session: listing.window(session, today))] == ["Clara Medicine Elk"]
