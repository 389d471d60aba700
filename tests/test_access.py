"""Other ways in: the computer's key store, a manager's new passphrase for somebody, one's own after the recovery key."""

import getpass
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keyring
import pytest
from sqlalchemy import select

from app.models.users import UserKey, UserRole
from app.services import users
from app.services.across import access, opening, verify
from app.services.across.opening import SignedIn
from app.services.problems import (
    Damaged,
    DiskProblem,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    WrongPassphrase,
)
from app.services.store import keychain, vault
from app.services.store import session as sessions
from app.services.store.vault import contents
from app.services.users import Role
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.keyrings import Forgetful, Native

NEW = "seven tin kettles over Flathead"


@pytest.fixture
def ruth(signed_in: SignedIn, annie: SignedIn) -> SignedIn:
    return agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC")


def slot_open(folder: Path) -> list[bool]:
    return [person.keyring for person in vault.read(folder).people]


def keys_of(signed_in: SignedIn, user_id: uuid.UUID) -> list[UserKey]:
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        rows = session.scalars(select(UserKey).where(UserKey.user_id == user_id).order_by(UserKey.from_at))
        return list(rows)


def test_what_the_computer_keeps_opens_the_store_and_does_not_sign(signed_in: SignedIn, service: Native) -> None:
    folder = signed_in.store.folder
    assert access.keyring_state(signed_in) == (False, "")
    access.keep_in_keyring(signed_in, PASSPHRASE)
    assert access.keyring_state(signed_in) == (True, "")
    signed_in.store.close()
    again = opening.unlock_with_keyring(folder, str(signed_in.actor.user_id))
    try:
        assert again.actor == signed_in.actor and not again.recovered
        with pytest.raises(WrongPassphrase):
            opening.signing_key(again, "")
        assert opening.signing_key(again, PASSPHRASE)
    finally:
        again.store.close()


def test_a_wrong_passphrase_keeps_nothing(signed_in: SignedIn, service: Native) -> None:
    with pytest.raises(WrongPassphrase):
        access.keep_in_keyring(signed_in, NEW)
    assert service.kept == {} and slot_open(signed_in.store.folder) == [False]


def test_where_the_service_fails_the_slot_is_taken_back(
    signed_in: SignedIn, service: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> None:
        raise keychain.NoKeychain("no")

    monkeypatch.setattr(keychain, "keep", fails)
    with pytest.raises(keychain.NoKeychain):
        access.keep_in_keyring(signed_in, PASSPHRASE)
    assert slot_open(signed_in.store.folder) == [False]


def test_a_computer_without_a_trusted_key_store_says_why(
    signed_in: SignedIn, service: Native, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Forgetful)
    on, why_not = access.keyring_state(signed_in)
    assert not on and "did not keep" in why_not
    monkeypatch.setattr(getpass, "getuser", lambda: "frontdesk")
    assert "shared" in access.keyring_state(signed_in)[1]
    with pytest.raises(keychain.NoKeychain):
        access.keep_in_keyring(signed_in, PASSPHRASE)


def test_a_second_person_on_the_account_is_refused(
    signed_in: SignedIn, annie: SignedIn, service: Native
) -> None:
    access.keep_in_keyring(signed_in, PASSPHRASE)
    with pytest.raises(Forbidden, match="shared"):
        access.keep_in_keyring(annie, agency.PASSPHRASE)
    assert slot_open(signed_in.store.folder) == [True, False]


def test_forgetting_and_a_changed_passphrase_end_it(signed_in: SignedIn, service: Native) -> None:
    access.keep_in_keyring(signed_in, PASSPHRASE)
    access.forget_keyring(signed_in)
    assert service.kept == {} and access.keyring_state(signed_in) == (False, "")
    access.keep_in_keyring(signed_in, PASSPHRASE)
    access.change_passphrase(signed_in, PASSPHRASE, NEW, cost=vault.LOW)
    assert access.keyring_state(signed_in) == (False, "")
    folder, mine = signed_in.store.folder, str(signed_in.actor.user_id)
    signed_in.store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock_with_keyring(folder, mine)
    opening.unlock(folder, MANAGER, NEW).store.close()  # the lock was given back


def test_a_key_that_is_not_on_record_does_not_come_in_by_the_key_store(
    signed_in: SignedIn, service: Native
) -> None:
    access.keep_in_keyring(signed_in, PASSPHRASE)
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        users.renew_keys(session, signed_in.actor.user_id, b"x" * 32, b"y" * 32)
    signed_in.store.close()
    with pytest.raises(Damaged):
        opening.unlock_with_keyring(signed_in.store.folder, str(signed_in.actor.user_id))


def test_a_manager_gives_a_new_passphrase_and_old_signatures_hold(
    signed_in: SignedIn, ruth: SignedIn
) -> None:
    first, second = agency.record(signed_in), agency.record(signed_in, date="2026-03-05")
    agency.sign(ruth, first)
    access.reset_passphrase(signed_in, ruth.actor.user_id, NEW, cost=vault.LOW)
    old, new = keys_of(signed_in, ruth.actor.user_id)
    assert old.to_at == new.from_at and new.to_at is None
    assert old.signing_public != new.signing_public
    with pytest.raises(WrongPassphrase):
        opening.signing_key(ruth, agency.PASSPHRASE)
    key = opening.signing_key(ruth, NEW)
    from app.services.supervision import signing

    with sessions.transaction(ruth.store, ruth.actor, agency.LATER) as session:
        signing.sign(session, [second], key)
    assert verify.run(signed_in) == []
    signed_in.store.close()
    opening.unlock(signed_in.store.folder, "Ruth", NEW).store.close()


def test_only_a_manager_and_only_for_others(signed_in: SignedIn, ruth: SignedIn, annie: SignedIn) -> None:
    for other in (ruth, annie):
        with pytest.raises(Forbidden):
            access.reset_passphrase(other, signed_in.actor.user_id, NEW, cost=vault.LOW)
    with pytest.raises(Problem, match="Security"):
        access.reset_passphrase(signed_in, signed_in.actor.user_id, NEW, cost=vault.LOW)
    with pytest.raises(NotFound):
        access.reset_passphrase(signed_in, uuid.uuid4(), NEW, cost=vault.LOW)
    with pytest.raises(Invalid):
        access.reset_passphrase(signed_in, annie.actor.user_id, "Annie Annie Annie", cost=vault.LOW)
    assert opening.signing_key(annie, agency.PASSPHRASE)


def test_where_the_store_refuses_the_old_passphrase_goes_on_opening(
    signed_in: SignedIn, annie: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_arguments: object) -> None:
        raise DiskProblem("full")

    monkeypatch.setattr(users, "renew_keys", refuses)
    with pytest.raises(DiskProblem):
        access.reset_passphrase(signed_in, annie.actor.user_id, NEW, cost=vault.LOW)
    signed_in.store.close()
    folder = signed_in.store.folder
    opening.unlock(folder, "Annie", agency.PASSPHRASE).store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, "Annie", NEW)


@pytest.mark.parametrize("name", [MANAGER, "Annie"])
def test_the_recovery_key_leads_to_a_new_passphrase(
    signed_in: SignedIn, annie: SignedIn, name: str
) -> None:
    folder = signed_in.store.folder
    with pytest.raises(Forbidden):
        access.choose_passphrase(signed_in, NEW, cost=vault.LOW)
    signed_in.store.close()
    back = opening.unlock_with_recovery(folder, signed_in.recovery_key, name)
    try:
        assert back.recovered and back.actor.name == name
        with pytest.raises(Invalid):
            access.choose_passphrase(back, "short", cost=vault.LOW)
        assert back.recovered
        access.choose_passphrase(back, NEW, cost=vault.LOW)
        assert not back.recovered and len(keys_of(back, back.actor.user_id)) == 2
    finally:
        back.store.close()
    opening.unlock(folder, name, NEW).store.close()


def test_a_swapped_recovery_key_is_told(signed_in: SignedIn) -> None:
    folder = signed_in.store.folder
    foreign = vault.fresh_recovery_key(vault.read(folder).store_id)
    vault.replace_recovery_key(folder, signed_in.store.key, foreign.public)  # the store does not know it
    signed_in.store.close()
    with pytest.raises(Damaged):
        opening.unlock_with_recovery(folder, foreign.text, MANAGER)
    opening.unlock(folder, MANAGER, PASSPHRASE).store.close()


def test_nobody_but_a_manager_touches_another_person_s_keys(ruth: SignedIn, signed_in: SignedIn) -> None:
    with pytest.raises(Forbidden), sessions.transaction(ruth.store, ruth.actor) as session:
        users.renew_keys(session, signed_in.actor.user_id, b"x" * 32, b"y" * 32)


def test_roles_change_and_the_last_manager_stays(signed_in: SignedIn, ruth: SignedIn) -> None:
    def give(who: SignedIn, user_id: uuid.UUID, *roles: Role) -> None:
        with sessions.transaction(who.store, who.actor) as session:
            users.set_roles(session, user_id, frozenset(roles))

    with pytest.raises(Invalid, match="manager"):
        give(signed_in, signed_in.actor.user_id, Role.AUDITOR)
    with pytest.raises(Invalid):
        give(signed_in, ruth.actor.user_id)
    with pytest.raises(Forbidden):
        give(ruth, ruth.actor.user_id, Role.MANAGER)
    give(signed_in, ruth.actor.user_id, Role.MANAGER, Role.SUPERVISOR)
    opening.confirm_recovery_key(signed_in, signed_in.recovery_key)
    give(signed_in, signed_in.actor.user_id, Role.AUDITOR)
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        kept = {(row.user_id, row.role) for row in session.scalars(select(UserRole))}
    assert {role for user, role in kept if user == ruth.actor.user_id} == {"manager", "supervisor"}
    assert {role for user, role in kept if user == signed_in.actor.user_id} == {"auditor"}
    assert verify.run(signed_in) == []


@pytest.fixture
def open_ways(signed_in: SignedIn) -> list[Callable[[], SignedIn]]:
    folder = signed_in.store.folder
    return [
        lambda: opening.unlock(folder, MANAGER, PASSPHRASE),
        lambda: opening.unlock_with_recovery(folder, signed_in.recovery_key, MANAGER),
    ]


def test_what_a_kill_left_behind_goes_when_the_store_is_opened(
    signed_in: SignedIn, open_ways: list[Callable[[], SignedIn]]
) -> None:
    from app.services.store import files

    signed_in.store.close()
    for way in open_ways:
        left = files.temporary(signed_in.store.folder / "agency.db")
        way().store.close()
        assert not left.exists()


def test_an_anchor_that_moves_while_somebody_is_added_takes_nobody_out(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The anchor is moved by a timer: it reads the vault without the new person and writes it back a moment later."""
    store, save, added, entered = signed_in.store, contents.save, users.add_user, threading.Event()
    count = vault.read(store.folder).anchor.count + 100

    def slow(*arguments: Any, **named: Any) -> None:
        if threading.current_thread() is not threading.main_thread():
            entered.set()
            time.sleep(0.3)
        save(*arguments, **named)

    def meanwhile(*arguments: Any) -> Any:
        mover.start()
        assert entered.wait(20)
        return added(*arguments)

    monkeypatch.setattr(contents, "save", slow)
    monkeypatch.setattr(users, "add_user", meanwhile)
    mover = threading.Thread(target=vault.move_anchor, args=(store.folder, store.key, count, "ab" * 32))
    agency.enter(signed_in, "Ruth", "supervisor")
    mover.join()
    after = vault.check_mac(store.folder, store.key)
    assert "Ruth" in [person.name for person in after.people] and after.anchor.count == count
