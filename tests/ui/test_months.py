"""Closing a month through the window: the supervisor signs, then the supervisee; what changes later is shown to both."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QLabel

from app import clock
from app.services import hours, staff
from app.services.across import due
from app.services.across.due import Kind
from app.services.across.opening import SignedIn
from app.services.store import session as stores
from app.services.supervision import months
from app.services.supervision.months import Wanted
from app.ui.kit.controls import Button
from app.ui.kit.handover import HandOver
from app.ui.kit.preview import Preview
from app.ui.write import Desk
from tests import agency
from tests.agency import PASSPHRASE
from tests.conftest import ZONE
from tests.reading import read_to_the_end

PACK = "mt-cbhpss"


def last_month() -> dt.date:
    first = clock.today(ZONE).replace(day=1)
    return (first - dt.timedelta(days=20)).replace(day=1)


MONTH = last_month()
WANTED = Wanted("AW", PACK, MONTH)


MONDAY = MONTH + dt.timedelta(days=(7 - MONTH.weekday()) % 7)


def work(who: SignedIn, minutes: int) -> None:
    monday = MONDAY
    with stores.transaction(who.store, who.actor) as session:
        hours.save_week(session, hours.Week("AW", monday, {(hours.Line(hours.Category.DIRECT_SERVICE), monday): minutes}))


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    work(staffed, 480)
    return staffed


@pytest.fixture
def ruth(staffed, seat):
    return seat(agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"))


@pytest.fixture
def annie(staffed, seat):
    return seat(agency.enter(staffed, "Annie", "peer_supporter", staff="AW"))


def said(page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def sign(qtbot, desk: Desk, typed: str = PASSPHRASE):
    """Read the month that waits and sign it; the page with its passphrase."""
    page = desk.open("owed.signing", "AW", WANTED)
    read_to_the_end(page)
    assert page.chosen()  # it was asked for, so it is ticked once it was read
    page.passphrase.editor.line.setText(typed)
    page.sign()
    qtbot.waitUntil(lambda: not page._busy, timeout=30_000)
    return page


def closed(desk: Desk):
    return desk.read(lambda session: months.closed(session, desk.today()))


def asked(desk: Desk) -> list[str]:
    found = desk.read(lambda session: due.due(session, desk.today()))
    return [item.what for item in found.items if item.kind == Kind.MONTH]


def test_both_sign_through_the_window_and_home_asks_for_it(qtbot, ruth, annie):
    assert asked(ruth) == ["Close the month"] and asked(annie) == []
    page = ruth.open("owed.signing")
    assert [one.text() for one in page.cards[0].findChildren(QLabel) if one.text()][0].endswith("CBHPSS")
    assert "8 h" in said(page) and "24 min" in said(page)
    sign(qtbot, ruth)
    assert asked(ruth) == [] and asked(annie) == ["Sign your month"]
    month = annie.open("owed.month", "AW", PACK, MONTH)
    assert month.sign_button.isVisible() and "Not signed yet" in said(month)
    sign(qtbot, annie)
    month = annie.open("owed.month", "AW", PACK, MONTH)
    assert not month.sign_button.isVisible() and "Not signed yet" not in said(month)
    assert closed(annie)[0].by_both and asked(annie) == []


def test_a_wrong_passphrase_closes_nothing_and_loses_nothing(qtbot, ruth, annie):
    page = sign(qtbot, ruth, "not the passphrase at all")
    assert page.passphrase.sentence() and page.cards[0].box.isChecked()
    assert closed(ruth) == []


def test_what_changed_is_shown_to_both_with_figures_before_and_after(qtbot, staffed, ruth, annie):
    sign(qtbot, ruth)
    sign(qtbot, annie)
    work(staffed, 600)
    assert asked(ruth) == ["Close a month again"] and asked(annie) == []  # it is Ruth who closes it again
    for desk in (ruth, annie):
        words = said(desk.open("owed.month", "AW", PACK, MONTH))
        assert "Out of date" in words and "8 h" in words and "10 h" in words and "30 min" in words
    page = annie.open("owed.person", "AW")
    page._choose_year(str(MONTH.year))
    states = {line.month: line.state for line in page._lines}
    assert states[f"{MONTH:%Y-%m}"] == "changed"
    sign(qtbot, ruth)
    assert [(one.version, bool(one.changes)) for one in closed(annie)] == [(2, False)]
    assert asked(annie) == ["Sign your month"]


def test_the_grid_tells_before_a_signed_months_hours_are_changed(qtbot, ruth, annie):
    annie.window.add_page("hours", lambda: annie.open("room.hours"))
    annie.open("hours", "AW", MONDAY)
    page = annie.window.page()
    page.sheet.type({(0, 2): "1"})
    assert page.signed.words() == ""  # nobody has signed yet
    page.start_over()
    sign(qtbot, ruth)
    page.show_week()
    assert page.signed.words() == ""
    page.sheet.type({(0, 2): "1"})
    assert f"{MONTH:%B %Y} is signed" in page.signed.words()
    page.sheet.type({(0, 2): ""})
    assert page.signed.words() == ""
    page.sheet.type({(0, 1): "9"})
    assert "close the month again" in page.signed.words()
    page.save()
    assert page.signed.words() == "" and closed(annie)[0].changes


def test_the_month_page_follows_changes_and_opens_from_the_table(qtbot, staffed, ruth, annie):
    sign(qtbot, ruth)
    page = ruth.open("owed.person", "AW")
    page._choose_year(str(MONTH.year))
    line = next(line for line in page._lines if line.month == f"{MONTH:%Y-%m}")
    page.months.opened.emit(line)
    month = ruth.window.page()
    assert month.wanted == WANTED and "Out of date" not in said(month)
    work(staffed, 600)
    qtbot.waitUntil(lambda: "Out of date" in said(month), timeout=20_000)


def test_the_statement_is_printed_from_the_month(qtbot, ruth, annie):
    month = ruth.open("owed.month", "AW", PACK, MONTH)
    assert "Nobody has signed" in said(month)
    month.print_button.click()
    qtbot.waitUntil(lambda: isinstance(ruth.window.page(), Preview), timeout=30_000)


def test_a_running_month_says_when_it_can_be_closed(ruth, annie):
    month = ruth.open("owed.month", "AW", PACK, ruth.today().replace(day=1))
    assert "not over" in said(month) and not month.sign_button.isVisible()


def test_every_control_has_a_name_and_is_reached_by_tab(staffed, ruth, nameless, unreached):
    agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    page = ruth.open("owed.signing")
    assert len(page.cards) == 1
    read_to_the_end(page)
    page.cards[0].box.setChecked(True)
    assert nameless(page) == [] and unreached(page) == []
    month = ruth.open("owed.month", "AW", PACK, MONTH)
    assert month.sign_button.isVisible()
    assert nameless(month) == [] and unreached(month) == []


def test_somebody_who_supervises_nobody_has_no_month_to_sign(staffed, seat, annie):
    manager = seat(staffed)
    assert manager.open("owed.signing").cards == []


def on(day: dt.date, **more: str) -> dict[str, str]:
    return {"date": day.isoformat(), "summary": "Boundaries."} | more


def test_a_month_waits_until_its_sessions_are_signed_and_says_so(staffed, seat, ruth, annie):
    key = agency.record(staffed, **on(MONDAY))
    assert ruth.open("owed.signing").cards == [] and asked(ruth) == []
    month = ruth.open("owed.month", "AW", PACK, MONTH)
    assert "1 session or amendment still waits" in said(month) and not month.sign_button.isVisible()
    assert "With Ruth Calfrobe, not closed" in said(month) and "8 h" in said(month)  # the page is not empty
    agency.sign(ruth.signed_in, key, at=dt.datetime.now(dt.UTC))
    assert len(ruth.open("owed.signing").cards) == 1
    assert ruth.open("owed.month", "AW", PACK, MONTH).sign_button.isVisible()


def test_each_session_that_is_not_credited_says_why_beside_it(staffed, seat, ruth, annie):
    short = agency.record(staffed, **on(MONDAY, start="10:00", stop="11:00"))
    over = agency.record(staffed, **on(MONDAY, start="10:30", stop="11:30"))
    agency.sign(ruth.signed_in, short, over, at=dt.datetime.now(dt.UTC))
    page = ruth.open("owed.signing")
    reason = next(label.text() for label in page.findChildren(QLabel) if "30 min credited" in label.text())
    assert len(reason.split(": ", 1)[1]) > 10
    assert "1 session is not credited in full. The reason stands beside it." in said(page)


def test_two_packs_of_one_month_are_signed_in_one_act(qtbot, staffed, seat, ruth, annie):
    with stores.transaction(staffed.store, staffed.actor) as session:
        typed = {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-mfp", "started_on": "2026-01-01"}
        staff.add(session, staff.StaffEntry.read(typed))
    assert len(ruth.read(lambda session: months.to_close(session, ruth.today()))) == 2
    page = ruth.open("owed.signing")
    [card] = page.cards
    read_to_the_end(page)
    card.box.click()
    page.passphrase.editor.line.setText(PASSPHRASE)
    page.sign()
    qtbot.waitUntil(lambda: len(closed(ruth)) == 2, timeout=30_000)
    qtbot.waitUntil(lambda: ruth.window.page() is not page, timeout=30_000)
    assert "Annie Whitegrass signs next." in said(ruth.window.page())
    page = annie.open("owed.signing")
    [card] = page.cards
    read_to_the_end(page)
    card.box.click()
    page.passphrase.editor.line.setText(PASSPHRASE)
    page.sign()
    qtbot.waitUntil(lambda: all(one.by_both for one in closed(annie)), timeout=30_000)


def test_the_month_is_handed_over_for_the_second_signature(qtbot, staffed, seat, ruth, annie):
    sign(qtbot, ruth)
    qtbot.waitUntil(lambda: "signs next" in said(ruth.window.page()), timeout=30_000)
    hand = next(one for one in ruth.window.page().findChildren(Button) if one.text() == "Hand to Annie Whitegrass")
    hand.click()
    screen = ruth.window.page()
    assert isinstance(screen, HandOver) and ruth.window.filled and "8 h" in said(screen)
    screen.passphrase.editor.line.setText("not hers at all")
    screen.sign()
    qtbot.waitUntil(lambda: bool(screen.passphrase.sentence()), timeout=30_000)
    screen.passphrase.editor.line.setText(PASSPHRASE)
    screen.sign()
    qtbot.waitUntil(lambda: screen.signed, timeout=30_000)
    assert closed(ruth)[0].by_both and ruth.window.filled
    assert [one.name for one in closed(ruth)[0].signed] == ["Ruth", "Annie"]
