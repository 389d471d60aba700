"""Removing a user: the way in ends, the store gets a new key, what was signed stays, and nothing is half done."""

import shutil
import uuid
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.models.users import Draft, User, UserKey
from app.services import drafts, recovering, users
from app.services.across import access, opening, removal, verify
from app.services.across.opening import SignedIn
from app.services.problems import (
    Damaged,
    DiskProblem,
    Forbidden,
    ForeignStore,
    Invalid,
    NotFound,
    Problem,
    StoreBusy,
    WrongPassphrase,
)
from app.services.store import engine as engines
from app.services.store import rotation, upgrade, vault
from app.services.store import session as sessions
from app.services.users import Role
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE


@pytest.fixture
def ruth(staffed: SignedIn) -> SignedIn:
    """A supervisor who has signed a session and left a draft."""
    made = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    agency.sign(made, agency.record(staffed))
    with sessions.transaction(made.store, made.actor) as session:
        drafts.keep(session, "supervision", "", '{"summary": "half a sentence"}')
    return made


def remove(signed_in: SignedIn, who: SignedIn) -> None:
    removal.remove_user(signed_in, who.actor.user_id, PASSPHRASE)


def state(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name in ("vault.json",)}


def test_the_removed_come_in_no_more_and_a_key_they_kept_opens_nothing(
    signed_in: SignedIn, ruth: SignedIn, tmp_path: Path
) -> None:
    folder, kept = signed_in.store.folder, signed_in.store.key
    remove(signed_in, ruth)
    assert signed_in.store.key != kept
    with sessions.transaction(signed_in.store, signed_in.actor) as session:  # the store goes on, open, under the new key
        agency.held.record(session, agency.entry(date="2026-03-05"))
    assert verify.run(signed_in) == []
    signed_in.store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, "Ruth", agency.PASSPHRASE)
    with pytest.raises(ForeignStore):
        engines.connect(folder / engines.FILE, kept)
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()
    opening.unlock_with_recovery(folder, signed_in.recovery_key, MANAGER).store.close()
    assert sorted(each.name for each in folder.iterdir()) == [
        "agency.db", "lock", "vault.json", "vault.json.previous",
    ]  # fmt: skip
    with pytest.raises(WrongPassphrase):
        shutil.copy(folder / "vault.json.previous", folder / "vault.json")
        opening.unlock(folder, "Ruth", agency.PASSPHRASE)


def test_what_the_removed_signed_stays_and_their_typing_goes(signed_in: SignedIn, ruth: SignedIn) -> None:
    remove(signed_in, ruth)
    assert verify.run(signed_in) == []  # signatures are checked against the keys on record
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        user = session.scalars(select(User).where(User.id == ruth.actor.user_id)).one()
        (key,) = session.scalars(select(UserKey).where(UserKey.user_id == ruth.actor.user_id))
        assert user.removed_at is not None and key.to_at == user.removed_at
        with pytest.raises(Forbidden, match="no longer"):
            users.actor_for(session, ruth.actor.user_id)
    with sessions.reading(ruth.store, ruth.actor) as session:
        assert list(session.scalars(select(Draft))) == []


def test_who_may_remove_whom(signed_in: SignedIn, ruth: SignedIn) -> None:
    before = state(signed_in.store.folder)
    refused = (
        (Forbidden, ruth, signed_in.actor.user_id, agency.PASSPHRASE),
        (Problem, signed_in, signed_in.actor.user_id, PASSPHRASE),
        (WrongPassphrase, signed_in, ruth.actor.user_id, agency.PASSPHRASE),
        (NotFound, signed_in, uuid.uuid4(), PASSPHRASE),
    )
    for problem, who, whom, passphrase in refused:
        with pytest.raises(problem):
            removal.remove_user(who, whom, passphrase)
    assert state(signed_in.store.folder) == before and not vault.waiting_place(signed_in.store.folder).exists()
    remove(signed_in, ruth)
    with pytest.raises(NotFound):
        remove(signed_in, ruth)


def test_two_who_can_recover_or_one_and_the_paper(signed_in: SignedIn, ruth: SignedIn) -> None:
    """Neither removal nor another role takes the last but one way back while the recovery key is unchecked."""
    everything = frozenset({Role.MANAGER, Role.SUPERVISOR})

    def give(who: SignedIn, roles: frozenset[Role]) -> None:
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            users.set_roles(session, who.actor.user_id, roles)

    give(ruth, everything)
    with pytest.raises(Invalid, match="nobody has checked the recovery key"):
        remove(signed_in, ruth)
    for who in (ruth, signed_in):
        with pytest.raises(Invalid, match="nobody has checked the recovery key"):
            give(who, frozenset({Role.SUPERVISOR}))
    opening.confirm_recovery_key(signed_in, signed_in.recovery_key)
    give(ruth, frozenset({Role.SUPERVISOR}))
    with pytest.raises(Invalid, match="Nobody else is a manager"):
        give(signed_in, frozenset({Role.AUDITOR}))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        found = recovering.ways(session)
    assert found.enough() and not found.enough(without=signed_in.actor.user_id)
    remove(signed_in, ruth)


def test_a_disk_without_room_is_told_before_anything_is_made(
    signed_in: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(signed_in.store.folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=7_000_000))
    with pytest.raises(DiskProblem, match=rf"needs {removal.needed_megabytes(signed_in)} MB.* has 7 MB"):
        remove(signed_in, ruth)
    assert state(signed_in.store.folder) == before and not vault.waiting_place(signed_in.store.folder).exists()


def test_a_copy_that_does_not_check_takes_nobodys_place(
    signed_in: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, kept = signed_in.store.folder, signed_in.store.key
    with monkeypatch.context() as patch:
        patch.setattr(upgrade, "check", lambda _raw: ["page 3"])
        with pytest.raises(Damaged, match="does not agree"):
            remove(signed_in, ruth)
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "_counts", lambda raw: {"staff": id(raw)})
        with pytest.raises(Damaged, match="does not agree"):
            remove(signed_in, ruth)
    assert signed_in.store.key == kept and not vault.waiting_place(folder).exists()
    signed_in.store.close()
    opening.unlock(folder, "Ruth", agency.PASSPHRASE).store.close()


def test_a_tampered_store_does_not_keep_its_tamperer_in(signed_in: SignedIn, ruth: SignedIn) -> None:
    raw = engines.connect(signed_in.store.folder / engines.FILE, signed_in.store.key)
    raw.execute("UPDATE staff SET name = 'Somebody Else' WHERE code = 'AW'")
    raw.close()
    faults = verify.run(signed_in)
    remove(signed_in, ruth)
    assert verify.run(signed_in) == faults != []


def test_a_reader_that_stays_on_leaves_the_old_store(
    signed_in: SignedIn, ruth: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, alone = signed_in.store.key, sessions.Gate.alone
    monkeypatch.setattr(sessions.Gate, "alone", lambda gate: alone(gate, 0.05))
    with sessions.reading(signed_in.store, signed_in.actor), pytest.raises(StoreBusy):
        remove(signed_in, ruth)
    raw = engines.connect(signed_in.store.folder / engines.FILE, kept)  # another program, beside the gate
    raw.execute("BEGIN")
    raw.execute("SELECT count(*) FROM staff").fetchone()
    with pytest.raises(Problem, match="Another program|still reading"):
        remove(signed_in, ruth)
    raw.execute("ROLLBACK")
    raw.close()
    assert signed_in.store.key == kept
    remove(signed_in, ruth)
    assert verify.run(signed_in) == []


def test_stopping_before_the_last_step_leaves_the_old_store(signed_in: SignedIn, ruth: SignedIn) -> None:
    class Stopped(Exception):
        pass

    def stop(percent: int, _words: str) -> None:
        if percent > 40:
            raise Stopped

    kept = signed_in.store.key
    with pytest.raises(Stopped):
        removal.remove_user(signed_in, ruth.actor.user_id, PASSPHRASE, tell=stop)
    assert signed_in.store.key == kept and verify.run(signed_in) == []
    assert not vault.waiting_place(signed_in.store.folder).exists()


def test_the_others_come_in_as_ever(signed_in: SignedIn, ruth: SignedIn) -> None:
    annie = agency.enter(signed_in, "Annie", "peer_supporter", staff="AW")
    access.reset_passphrase(signed_in, annie.actor.user_id, "seven tin kettles over Flathead", cost=vault.LOW)
    remove(signed_in, ruth)
    signed_in.store.close()
    again = opening.unlock(signed_in.store.folder, "Annie", "seven tin kettles over Flathead")
    assert again.actor == annie.actor and again.store.key == signed_in.store.key
    again.store.close()
