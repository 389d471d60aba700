"""What the tests over all kinds of record share: a staffed store, an example of each kind, the window of somebody."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from app.services.across.opening import SignedIn
from app.services.catalog import KINDS
from app.services.records.kind import RecordKind
from app.ui.desktop import Desktop
from app.ui.kit import theme
from app.ui.write import Desk
from tests.caseload import act, client
from tests.catalog.examples import EXAMPLES

NAMES = [kind.name for kind in KINDS]
Kind = RecordKind[Any, Any]


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of record in turn."""
    return next(one for one in KINDS if one.name == request.param)


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """The manager of an agency in which Annie works with one client, Dale with another."""
    client(staffed, "C1", "Clara", "AW")
    client(staffed, "C3", "Rose", "DR")
    return staffed


@pytest.fixture
def write() -> Callable[..., uuid.UUID]:
    """Records the example of a kind, with what is changed of it; its id."""

    def made(who: SignedIn, kind: Kind, **changed: str) -> uuid.UUID:
        typed = EXAMPLES[kind.name] | changed
        return act(who, lambda session: kind.record(session, kind.entry.read(typed)).id)

    return made


@pytest.fixture
def enter(qtbot, qapp: QApplication, tmp_path, staffed: SignedIn) -> Iterator[Callable[[SignedIn], Desk]]:
    """Show the real window of somebody; all are closed at the end, the store stays open."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    theme.apply(qapp, "light", 100)
    shown: list[Desktop] = []

    def show(who: SignedIn) -> Desk:
        made = Desktop(who, lambda _note: None)
        shown.append(made)
        made.window.resize(1366, 688)
        with qtbot.waitActive(made.window):
            made.window.show()
        return made.desk

    yield show
    for made in shown:
        made.window.idle.pause()
        qtbot.waitUntil(lambda made=made: not made.desk.queue.busy(), timeout=20_000)
        made.desk.keeper.close()
        made.desk.queue.close()
        made.desk.signed_in.store.listeners.clear()
        made.window.close()
        made.window.forget_pages()
        made.window.deleteLater()
