"""Both signatures on one screen: 'Hand to NAME' asks their passphrase and shows what both may see."""

import pytest
from PySide6.QtWidgets import QLabel

from app.services.across import countersign, verify
from app.services.problems import NotOwnPassphrase
from app.services.store import session as stores
from app.services.supervision import sessions as held
from app.ui import routes
from app.ui.kit.controls import Button
from app.ui.kit.handback import HandBack
from app.ui.kit.handover import HandOver
from app.ui.write import Desk
from tests import agency
from tests.agency import PASSPHRASE


@pytest.fixture
def desk(ruth, seat) -> Desk:
    return seat(ruth, "supervision")


def said(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def press(page, words):
    next(one for one in page.findChildren(Button) if one.text() == words and one.isVisible()).click()


def roles(desk, key):
    return sorted(row.role for row in desk.read(lambda session: held.load(session, key)).signatures)


def test_the_second_signature_needs_no_change_of_user(qtbot, desk, staffed, ruth):
    agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    key = agency.record(staffed, summary="Boundaries.")
    agency.sign(ruth, key)
    page = desk.open("session", key)
    press(page, "Hand to Annie Whitegrass")
    screen = desk.window.page()
    assert isinstance(screen, HandOver) and desk.window.filled and "Boundaries." in said(screen)
    for typed in ("", "not hers"):
        screen.passphrase.editor.line.setText(typed)
        screen.sign()
        qtbot.waitUntil(lambda: not desk.queue.busy() and bool(screen.passphrase.sentence()), timeout=20_000)
        assert roles(desk, key) == ["supervisor"] and screen.sign_button.isEnabled()
    screen.passphrase.editor.line.setText(PASSPHRASE)
    screen.sign()
    qtbot.waitUntil(lambda: screen.signed, timeout=20_000)
    assert roles(desk, key) == ["supervisee", "supervisor"] and "Hand the computer back to Ruth" in said(screen)
    assert desk.window.filled and desk.window.go("supervision") is None  # nothing else can be reached
    screen.hand_back()
    box = screen.findChild(HandBack)
    box.edit.setText("somebody else's")
    box.try_it()
    assert desk.window.filled
    box.edit.setText(PASSPHRASE)
    box.try_it()
    assert not desk.window.filled and "All have signed." in said(desk.window.page())
    assert verify.run(staffed) == []


def test_it_is_their_own_act(staffed, ruth):
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    key = agency.record(staffed)
    countersign.sign_session(ruth, annie.actor.user_id, PASSPHRASE, key)
    with stores.reading(ruth.store, ruth.actor) as session:
        [given] = held.load(session, key).signatures
        assert (given.user_id, given.role) == (annie.actor.user_id, "supervisee")
        assert countersign.of_session(session, key)[0].user_id == ruth.actor.user_id
    dale = agency.enter(staffed, "Dale", "peer_supporter", staff="DR")
    with pytest.raises(Exception, match="led or attended"):
        countersign.sign_session(ruth, dale.actor.user_id, PASSPHRASE, key)
    with pytest.raises(NotOwnPassphrase, match="not the passphrase of Ruth"):
        countersign.sign_session(ruth, ruth.actor.user_id, "something else", key)


def test_who_has_no_user_is_told_to_sign_by_hand(desk, staffed, ruth):
    key = agency.record(staffed)
    agency.sign(ruth, key)
    page = desk.open("session", key)
    assert not [one for one in page.findChildren(Button) if one.text().startswith("Hand to")]
    from app.ui.supervision.review import next_words

    assert next_words(desk, [key]).startswith("Annie Whitegrass has no user here and signs by hand")


def test_only_what_both_may_see_is_shown(staffed, ruth):
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    mine = iter([["day", "topics", "a note on a client"], ["day", "topics", "another note"]])
    assert countersign.both_see(ruth, annie.actor.user_id, lambda session: next(mine)) == ["day", "topics"]


def test_the_owner_of_the_window_may_be_neither(desk, staffed, ruth, qtbot):
    """An office manager hands it to both, one after the other."""
    agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    key = agency.record(staffed)
    manager = Desk(staffed, desk.window, routes.opener)
    manager.window.add_page("supervision", lambda: manager.open("room.supervision"))
    from app.services.across.countersign import of_session
    from app.ui.supervision.review import hand_over

    for missing in manager.read(lambda session: of_session(session, key)):
        screen = hand_over(manager, key, missing)
        screen.passphrase.editor.line.setText(PASSPHRASE)
        screen.sign()
        qtbot.waitUntil(lambda screen=screen: screen.signed, timeout=20_000)
        desk.window.fill(False)
    assert roles(desk, key) == ["supervisee", "supervisor"]
    manager.keeper.close()
    manager.queue.close()
