"""The stores and people that tests begin with: each store is made once, closed, and copied for every test.

A file that needs more builds upon them: its own `staffed(staffed)` adds what its tests are about. The windows over
them are in tests/ui/conftest.py.
"""

import datetime as dt
import getpass
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from filelock import FileLock

from app import clock
from app.services import staff
from app.services.across import demo, opening
from app.services.across.demo import folder
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import sessions as held
from tests import agency, evenings, past_client
from tests.conftest import AGENCY, MANAGER, PASSPHRASE, ZONE
from tests.keyrings import Native

ROOT = Path(__file__).resolve().parent.parent
Made = tuple[Path, str]  # the folder of a closed store, and its recovery key


@pytest.fixture
def store_folder(tmp_path: Path) -> Path:
    """Where a test's store will lie; not made yet."""
    return tmp_path / "store"


@pytest.fixture(scope="session")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A new store's folder, closed, and its recovery key; made once, because laying its tables takes longest."""
    folder = tmp_path_factory.mktemp("first") / "store"
    entry = AgencyEntry.read({"name": AGENCY, "zone": ZONE})
    made = opening.create(folder, entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    made.store.close()
    return folder, made.recovery_key


@pytest.fixture(scope="session")
def staffed_store(first_store: Made, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The new store with the people of the small agency, closed."""
    made, recovery_key = first_store
    folder = tmp_path_factory.mktemp("staffed") / "store"
    shutil.copytree(made, folder)
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    with sessions.transaction(opened.store, opened.actor) as session:
        agency.people(session)
    opened.store.close()
    return folder, recovery_key


@pytest.fixture
def signed_in(request: pytest.FixtureRequest, store_folder: Path) -> Iterator[SignedIn]:
    """A copy of the new store, open for its manager; of the staffed one where the test asks for `staffed`."""
    kept = "staffed_store" if "staffed" in request.fixturenames else "first_store"
    made, recovery_key = request.getfixturevalue(kept)
    shutil.copytree(made, store_folder)
    opened = opening.unlock(store_folder, MANAGER, PASSPHRASE)
    opened.recovery_key = recovery_key
    yield opened
    opened.store.close()


@pytest.fixture
def staffed(signed_in: SignedIn) -> SignedIn:
    """The small agency of tests/agency.py, open for its manager: Annie and Dale under Ruth, Mark beside her."""
    return signed_in


@pytest.fixture
def annie(staffed: SignedIn) -> SignedIn:
    """A peer supporter's user, signed in beside the manager."""
    return agency.enter(staffed, "Annie", "peer_supporter", staff="AW")


@pytest.fixture
def ruth(staffed: SignedIn) -> SignedIn:
    """A supervisor's user, signed in beside the manager."""
    return agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")


@pytest.fixture
def store_with_staff(signed_in: SignedIn, store_folder: Path) -> Path:
    """The folder of a store with one person, Annie, closed."""
    entry = StaffEntry.read(
        {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-cbhpss", "started_on": "2001-01-01"}
    )
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, entry)
    signed_in.store.close()
    return store_folder


@pytest.fixture(scope="session")
def walked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with people, three sessions, two signatures, a change and a removal; its anchor settled."""
    folder = tmp_path_factory.mktemp("walked") / "store"
    entry = AgencyEntry.read({"name": "Cottonwood", "zone": "America/Denver"})
    made = opening.create(folder, entry, MANAGER, PASSPHRASE, cost=vault.LOW)
    with sessions.transaction(made.store, made.actor) as session:
        agency.people(session)
    first, second, third = (agency.record(made, date=f"2026-03-0{day}") for day in (3, 4, 5))
    agency.sign(agency.enter(made, "Ruth", "supervisor", supervisor="RC"), first)
    agency.sign(agency.enter(made, "Annie", "peer_supporter", staff="AW"), first)
    with sessions.transaction(made.store, made.actor) as session:
        held.change(session, second, agency.entry(stop="15:30"))
        held.remove(session, third)
    made.store.close()
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed store of an agency with a client of long ago, as tests/past_client.py makes it."""
    folder = tmp_path_factory.mktemp("kept") / "store"
    past_client.make(folder)
    return folder


@pytest.fixture
def kept(once: Path, tmp_path: Path) -> Iterator[SignedIn]:
    """A copy of that store, open for its manager."""
    folder = tmp_path / "kept"
    shutil.copytree(once, folder)
    opened = opening.unlock(folder, MANAGER, PASSPHRASE)
    yield opened
    opened.store.close()


def made_once(kind: str, day: dt.date, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills, made once for all runs on this computer: one of each `kind` is kept.

    It is made anew on another day, and when the services or what they stand on change. A test works on a copy of it.
    """
    digest = hashlib.sha256(day.isoformat().encode())
    parts = (ROOT / part for part in ("app/services", "app/models", "migrations", "resources"))
    for file in (file for part in parts for file in sorted(part.rglob("*"))):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.read_bytes())
    whole = Path(tempfile.gettempdir()) / f"peerdesk-{kind}-{digest.hexdigest()[:16]}"
    begun = whole.with_suffix(".begun")
    with FileLock(f"{whole}.lock"):
        if not whole.is_dir():
            for old in whole.parent.glob(f"peerdesk-{kind}-*"):
                if old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
            make(begun)
            begun.rename(whole)
    return whole


def sample_of(day: dt.date, now: dt.datetime | None = None, kind: str = "sample") -> Path:
    """The sample agency as of a day, made at this moment unless another is given."""

    def make(where: Path) -> None:
        assert all(path.is_file() for path in demo.make(where, now=now, cost=vault.LOW))

    return made_once(kind, day, make)


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The sample agency as of today."""
    return sample_of(dt.date.today())


@pytest.fixture
def sample_store(sample_folder: Path, store_folder: Path) -> Path:
    """A copy of the sample agency's store, closed."""
    shutil.copytree(sample_folder / folder.STORE, store_folder)
    return store_folder


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Native:
    """A native key store of an account of one's own."""
    made = Native()
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "ann")
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made


@pytest.fixture(params=evenings.EACH, ids=lambda one: f"{one[0]:%H}-{one[1]}")
def now(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[dt.datetime]:
    """An evening in Denver on a laptop whose own clock is set to some zone."""
    at, machine = request.param
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    yield at
    monkeypatch.undo()
    time.tzset()
