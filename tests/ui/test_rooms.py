"""Every room and the main pages behind them: names for a screen reader, the walk by Tab, their size, and each role."""

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QWidget

from app.services import hours
from app.services.across.opening import SignedIn
from app.services.incidents import records as incident_records
from app.services.incidents.entry import IncidentEntry
from app.services.store import session as sessions
from app.services.supervision import session_list
from app.services.users import Action
from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.settings import people, user
from app.ui.window import ROOMS
from app.ui.write import Desk
from tests import agency, walk
from tests.conftest import MANAGER
from tests.notations import second
from tests.walk import Strays

NAMES = (MANAGER, "Annie", "Whitegrass", "Dale", "Running", "Ruth", "Calfrobe", "Mark", "Sorensen")
WIDEST, HIGHEST = 1366, 688
MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def roles(staffed: SignedIn) -> dict[str, SignedIn]:
    """A small agency with hours and sessions, one of them signed; who has come in by role."""
    with sessions.transaction(staffed.store, staffed.actor) as session:
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), MONDAY + dt.timedelta(turn)): 480 for turn in range(5)}
        hours.save_week(session, hours.Week("AW", MONDAY, cells))
        typed = {"staff": "AW", "kind": "other", "date": MONDAY, "what": "A door was left open."}
        incident_records.record(session, IncidentEntry.read(typed))
    first = agency.record(staffed, summary="Boundaries")
    agency.record(staffed, date="2026-03-05")
    made = {
        "manager": staffed,
        "supervisor": agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"),
        "peer supporter": agency.enter(staffed, "Annie", "peer_supporter", staff="AW"),
        "auditor": agency.enter(staffed, "Mark", "auditor"),
    }
    agency.sign(made["supervisor"], first)
    return made


@pytest.fixture
def enter(roles: dict[str, SignedIn], enter) -> Callable[[str], Desk]:
    """Show the desktop of a role."""
    return lambda role: enter(roles[role])


def rooms(desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Every room, and each of its parts, as shown in the window."""
    for room in desk.window.rooms:
        page = desk.window.go(room.name)
        assert page is not None
        yield room.name, page
        for sections in page.findChildren(Sections):
            for part in list(sections._makers):
                sections.show_part(part)
                yield f"{room.name}: {part}", page


def pages(desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """The pages behind the rooms that this role is led to."""
    kept = desk.read(lambda session: session_list.window(session))
    may = desk.may
    made: dict[str, Callable[[], Page | None]] = {
        f"session {row.date}": lambda row=row: desk.open("session", row.id)  # type: ignore[misc]
        for row in kept
    }
    if may(Action.RECORD_SUPERVISION):
        made["log a session"] = lambda: desk.open("session")
    if may(Action.SIGN):
        made["review"] = lambda: desk.open("session.review")
    if may(Action.RECORD_PAPER):
        made["papers"] = lambda: desk.open("papers")
    made |= dict(walk.records(desk))  # each kind of record: its list, one of them, its form
    made["owed, everyone"] = lambda: desk.open("owed")
    made["owed, one person"] = lambda: desk.open("owed.person", "AW")
    made["rules"] = lambda: desk.open("owed.rules", "mt-cbhpss", "AW")
    made["week"] = lambda: desk.open("hours", "AW", MONDAY)  # type: ignore[func-returns-value]
    if may(Action.RECORD_SUPERVISION):
        made |= {"calendar": lambda: desk.open("calendar"), "plan": lambda: desk.open("plan.form")}
    if may(Action.EDIT_STAFF):
        made["queue"] = lambda: desk.open("queue")
        made["month"] = lambda: desk.open("owed.month", "AW", "mt-cbhpss", MONDAY)
        made["credentials"] = lambda: desk.open("credentials", "AW")
        made["new staff"] = lambda: desk.open("staff")
    if may(Action.EDIT_SUPERVISORS):
        made["new supervisor"] = lambda: desk.open("supervisor")
        made["new agreement"] = lambda: desk.open("agreement")
    for name, open_it in made.items():
        open_it()
        yield name, shown(desk)
    if may(Action.MANAGE_USERS):
        row = next(one for one in people.rows(desk) if one.name == "Annie")
        for name, page in (("add a user", people.AddUserPage(desk)), ("user", user.UserPage(desk, row))):
            desk.window.open_page(page, "settings")
            yield name, page


def shown(desk: Desk) -> QWidget:
    page = desk.window.page()
    assert page is not None
    return page


def everything(desk: Desk) -> Iterator[tuple[str, QWidget]]:
    """Rooms, their parts, and the pages behind them."""
    yield from rooms(desk)
    yield from pages(desk)


def keyring_asked(qtbot, name: str, page: QWidget) -> None:
    """Security asks the computer first; what it shows then is what is looked at."""
    if name == "settings: security":
        from app.ui.settings.keyring import KeyringCard

        card = page.findChild(KeyringCard)
        qtbot.waitUntil(lambda: "Asking" not in card.note.words(), timeout=20_000)


def said(page: QWidget) -> str:
    """Every word that stands on a page, in labels, buttons and lists; what somebody types is not among them."""
    words = [part.text() for kind in (QLabel, QAbstractButton) for part in page.findChildren(kind)]
    for view in page.findChildren(QAbstractItemView):
        model = view.model()
        if model is not None:
            top = QModelIndex()
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(top)
            cells = product(range(model.rowCount(top)), range(columns))
            words += [str(model.index(row, column, top).data() or "") for row, column in cells]
    return "\n".join(words)


ROLES = ("manager", "supervisor", "peer supporter", "auditor")


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[list[str]]:
    """The widgets that were shown as windows of their own during the test."""
    made = Strays()
    qapp.installEventFilter(made)
    yield made.seen
    qapp.removeEventFilter(made)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_meets_every_page_without_a_refusal_and_tab_reaches_every_control(
    qtbot, enter, nameless, unreached, strays: list[str], role: str
) -> None:
    desk = enter(role)
    seen, wrong, lost = [], {}, {}
    for name, page in everything(desk):
        seen.append(name)
        keyring_asked(qtbot, name, page)
        qtbot.wait(1)
        assert page.isVisible(), name
        title = desk.window.windowTitle()
        assert not [known for known in NAMES if known in title], name
        if found := nameless(page.window()) + strays + list(second(said(page))):
            wrong[name] = list(found)
        strays.clear()
        if found := beyond_tab(unreached, page):
            lost[name] = found
    assert (wrong, lost) == ({}, {})
    assert len(seen) >= len(ROOMS) + 5
    assert any(name.startswith("session") for name in seen)


def beyond_tab(unreached: Callable[[QWidget], list[str]], page: QWidget) -> list[str]:
    """What Tab does not reach, or why it does not come back."""
    try:
        return unreached(page.window())
    except AssertionError as lost:
        return [str(lost).splitlines()[0]]
