"""What the journeys share: the real program over a folder of its own, with nobody else's settings."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from app.services.across import opening
from app.services.store import session as sessions
from app.services.store import vault
from app.ui.app import Program
from app.ui.kit import theme
from tests import agency
from tests.conftest import AGENCY, ZONE
from tests.journeys.hands import Hands

MANAGER = "Ann Olson"


@pytest.fixture
def settings(qapp, tmp_path) -> None:
    """The light look, and settings that nobody else sees."""
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    theme.apply(qapp, "light", 100)


@pytest.fixture
def program(settings, store_folder: Path) -> Iterator[Program]:
    """The program on the test's folder; empty unless a test has made a store there."""
    made = Program(store_folder)
    yield made
    made.close()
    for page in (made.unlock, made.setup):
        if page is not None:
            page.close()


@pytest.fixture(scope="session")
def visited_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two peer supporters, a supervisor and their users, closed."""
    folder = tmp_path_factory.mktemp("visited") / "store"
    entry = opening.AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    manager = opening.create(folder, entry, MANAGER, agency.PASSPHRASE, cost=vault.LOW)
    with sessions.transaction(manager.store, manager.actor) as session:
        agency.people(session)
    agency.enter(manager, "Annie Whitegrass", "peer_supporter", staff="AW")
    agency.enter(manager, "Ruth Calfrobe", "supervisor", supervisor="RC")
    manager.store.close()
    return folder


@pytest.fixture
def staffed(visited_store: Path, store_folder: Path) -> Iterator[opening.SignedIn]:
    """A copy of that store, open for its manager until the hands take over."""
    shutil.copytree(visited_store, store_folder)
    manager = opening.unlock(store_folder, MANAGER, agency.PASSPHRASE)
    yield manager
    manager.store.close()


@pytest.fixture
def hands(qtbot, staffed: opening.SignedIn, request) -> Hands:
    """Hands at the program on the staffed store, which is closed first."""
    staffed.store.close()
    return Hands(qtbot, request.getfixturevalue("program"))
