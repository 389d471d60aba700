"""Keeping on screen: a manager asks, a supervisor confirms with their own passphrase, the certificate comes out; holds."""


from collections.abc import Callable

import pytest

from app import clock
from app.services import users
from app.services.across import destroy, retention
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.ui.kit.preview import Preview
from app.ui.settings.destruction import AskPage, RequestPage
from app.ui.settings.retention import HoldPage, LiftPage, RetentionPart
from app.ui.settings.room import SettingsPage
from app.ui.write import Desk
from tests import agency
from tests.conftest import PASSPHRASE, ZONE
from tests.past_client import other


@pytest.fixture
def seat(kept: SignedIn, seat) -> Callable[[SignedIn], Desk]:
    """Opens a window for a person."""
    return lambda who: seat(who, "settings", size=(1366, 720))


def part(qtbot, desk: Desk) -> RetentionPart:
    desk.open("settings", "retention")
    made = desk.window.page().sections.part()
    assert isinstance(made, RetentionPart)
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=20_000)
    return made


def requests(kept: SignedIn) -> list[destroy.Request]:
    return destroy.requests(kept)


def test_one_asks_another_confirms_and_the_certificate_comes_out(qtbot, kept, seat, nameless, unreached) -> None:
    desk = seat(kept)
    shown = part(qtbot, desk)
    assert [one.code for one in shown._past] == ["C1", "NB"]
    assert nameless(shown) == [] and unreached(shown) == []
    shown.past.opened.emit(shown._past[0])
    page = desk.window.page()
    assert isinstance(page, AskPage) and nameless(page) == []
    page.save()
    assert page.fields["code"].sentence() or page.fields["reason"].sentence()
    assert requests(kept) == []
    page.code.set_value("C1")
    page.reason.set_value("Past its time")
    page.save()
    assert [row.number for row in requests(kept)] == [f"DC-{clock.today(ZONE).year}-0001"]
    assert isinstance(desk.window.page(), SettingsPage)

    desk.window.hide()
    ruth = seat(other(kept, "Ruth"))
    shown = part(qtbot, ruth)
    assert not hasattr(shown, "past")
    shown.requests.opened.emit(shown._requests[0])
    page = ruth.window.page()
    assert isinstance(page, RequestPage) and nameless(page) == [] and unreached(page) == []
    page.run()
    assert page.field.sentence()
    page.typed.line.setText("three herons by the lake")
    page.run()
    qtbot.waitUntil(lambda: not ruth.queue.busy(), timeout=30_000)
    assert "not your passphrase" in page.field.sentence() and requests(kept)[0].is_open
    page.typed.line.setText(agency.PASSPHRASE)
    page.run()
    qtbot.waitUntil(lambda: not ruth.queue.busy(), timeout=60_000)
    assert requests(kept)[0].done_at is not None
    page = ruth.window.page()
    assert isinstance(page, RequestPage) and page is not shown
    page.show_certificate()
    preview = ruth.window.page()
    assert isinstance(preview, Preview) and preview.document.pageCount() >= 1
    shown = part(qtbot, desk)
    assert [one.code for one in shown._past] == ["NB"]


def test_the_one_who_asked_is_told_who_must_confirm(qtbot, kept, seat) -> None:
    with sessions.transaction(kept.store, kept.actor) as session:
        one = retention.past(session, clock.today(ZONE))[0]
        destroy.ask(session, one.kind, one.id, one.code, "Past its time")
    desk = seat(kept)
    shown = part(qtbot, desk)
    shown.requests.opened.emit(shown._requests[0])
    page = desk.window.page()
    page.typed.line.setText(PASSPHRASE)
    page.run()
    qtbot.waitUntil(lambda: not desk.queue.busy(), timeout=30_000)
    assert "Ruth" in page._note.words() and requests(kept)[0].is_open
    page.take_back()
    assert requests(kept)[0].withdrawn_at is not None


def test_a_hold_is_placed_and_lifted(qtbot, kept, seat, nameless) -> None:
    desk = seat(kept)
    shown = part(qtbot, desk)
    shown.holds.button.click()
    page = desk.window.page()
    assert isinstance(page, HoldPage) and nameless(page) == []
    page.code.set_value("C9")
    page.reason.set_value("A case")
    page.save()
    assert "C9" in page.fields["code"].sentence()
    page.code.set_value("C1")
    page.save()
    shown = part(qtbot, desk)
    assert shown._past[0].blocks
    shown.past.opened.emit(shown._past[0])
    assert desk.window.page() is not None and not isinstance(desk.window.page(), AskPage)
    with sessions.reading(kept.store, kept.actor) as session:
        (hold,) = retention.holds(session)
    from app.ui.settings.retention import open_hold

    page = open_hold(desk, hold)
    assert isinstance(page, LiftPage)
    page.save()
    assert page.fields["reason"].sentence()
    page.reason.set_value("Settled")
    page.save()
    with sessions.reading(kept.store, kept.actor) as session:
        assert retention.holds(session) == []


@pytest.mark.parametrize("percent", [100, 150])
def test_it_fits_a_small_screen(qtbot, kept, seat, dress, percent) -> None:
    dress("light", percent)
    desk = seat(kept)
    shown = part(qtbot, desk)
    shown.past.opened.emit(shown._past[0])
    for made in (shown.window(), desk.window.page()):
        assert made.minimumSizeHint().width() <= 1366


def test_a_peer_supporter_sees_no_such_part(qtbot, kept, seat) -> None:
    desk = seat(other(kept, "Annie"))
    desk.open("settings", "agency")
    assert not desk.may(users.Action.CONFIRM_DESTRUCTION)
    with pytest.raises(KeyError):
        desk.open("settings", "retention")
