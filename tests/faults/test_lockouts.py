"""Nobody is locked out for good: the key store of the computer in six states, each holder gone in turn, twelve drills."""

import contextlib
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backends import chainer, fail

from app.services.across import access, arriving, backups, opening, removal, verify
from app.services.across.opening import SignedIn
from app.services.problems import Damaged, Problem, WrongPassphrase
from app.services.store import files, vault
from app.services.store import session as sessions
from app.services.users import Role
from tests import agency
from tests.conftest import MANAGER, PASSPHRASE
from tests.faults import figures
from tests.keyrings import Foreign, Locked, Native

NEW = "seven tin kettles over Flathead"
RUTH = "Ruth"
pytestmark = pytest.mark.both


# Story 1: what becomes of the computer's key store, after it was trusted.


def _reset(service: Native, _patch: pytest.MonkeyPatch) -> None:
    service.kept.clear()


def _missing(_service: Native, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keyring, "get_keyring", fail.Keyring)


def _empty(service: Native, _patch: pytest.MonkeyPatch) -> None:
    for place in service.kept:
        service.kept[place] = ""


def _locked(_service: Native, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(keyring, "get_keyring", Locked)


def _plain_text(service: Native, patch: pytest.MonkeyPatch) -> None:
    """Somebody installed a fallback that keeps secrets in a plain file; it even has ours."""
    fallback = Foreign()
    fallback.kept = service.kept
    patch.setattr(keyring, "get_keyring", lambda: fallback)


def _packaged(_service: Native, patch: pytest.MonkeyPatch) -> None:
    """A packaged build that lost the list of services: the chain is empty."""

    class Chain(chainer.ChainerBackend):
        backends = ()

    patch.setattr(keyring, "get_keyring", Chain)


STATES = (_reset, _missing, _empty, _locked, _plain_text, _packaged)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__[1:])
def test_whatever_becomes_of_the_key_store_passphrase_and_paper_open(
    signed_in: SignedIn, service: Native, monkeypatch: pytest.MonkeyPatch, state: Callable[..., None]
) -> None:
    folder, mine = signed_in.store.folder, str(signed_in.actor.user_id)
    access.keep_in_keyring(signed_in, PASSPHRASE)
    signed_in.store.close()
    opening.unlock_with_keyring(folder, mine).store.close()
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    state(service, monkeypatch)
    with pytest.raises(Problem, match=r"[Tt]yp(e|ing) your passphrase"):
        opening.unlock_with_keyring(folder, mine)
    assert {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()} == before
    opened = 0
    for way in (
        lambda: opening.unlock(folder, MANAGER, PASSPHRASE),
        lambda: opening.unlock_with_recovery(folder, signed_in.recovery_key, MANAGER),
    ):
        way().store.close()
        opened += 1
    figures.record(1, f"key store {state.__name__[1:]}: passphrase and paper", 2, 2 - opened)
    assert opened == 2


# Story 9 and the drills.


@pytest.fixture
def ruth(staffed: SignedIn) -> SignedIn:
    """A second manager, who is a supervisor too and has signed; the paper is checked."""
    made = agency.enter(staffed, RUTH, "manager;supervisor", supervisor="RC")
    agency.sign(made, agency.record(staffed))
    opening.confirm_recovery_key(staffed, staffed.recovery_key)
    return made


@contextlib.contextmanager
def back(folder: Path, way: Callable[[], SignedIn]):
    """Come in by a way, see that all is there, close."""
    opened = way()
    try:
        assert verify.run(opened) == []
        yield opened
    finally:
        opened.store.close()


def by_paper(signed_in: SignedIn, name: str = MANAGER) -> Callable[[], SignedIn]:
    return lambda: opening.unlock_with_recovery(signed_in.store.folder, signed_in.recovery_key, name)


def by(signed_in: SignedIn, name: str, passphrase: str) -> Callable[[], SignedIn]:
    return lambda: opening.unlock(signed_in.store.folder, name, passphrase)


def user_id(folder: Path, name: str) -> uuid.UUID:
    return next(uuid.UUID(one.id) for one in vault.read(folder).people if one.name == name)


def the_only_manager_forgot(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by_paper(signed_in)) as opened:
        access.choose_passphrase(opened, NEW, cost=vault.LOW)
    by(signed_in, MANAGER, NEW)().store.close()


def a_manager_forgot_and_the_other_is_there(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by(signed_in, RUTH, agency.PASSPHRASE)) as opened:
        access.reset_passphrase(opened, user_id(signed_in.store.folder, MANAGER), NEW, cost=vault.LOW)
    by(signed_in, MANAGER, NEW)().store.close()


def a_supervisor_forgot(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by(signed_in, MANAGER, PASSPHRASE)) as opened:
        access.reset_passphrase(opened, user_id(signed_in.store.folder, RUTH), NEW, cost=vault.LOW)
        assert verify.run(opened) == []  # what she signed holds
    by(signed_in, RUTH, NEW)().store.close()


def both_managers_forgot(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by_paper(signed_in, RUTH)) as opened:
        access.choose_passphrase(opened, NEW, cost=vault.LOW)
        access.reset_passphrase(opened, user_id(signed_in.store.folder, MANAGER), PASSPHRASE, cost=vault.LOW)
    by(signed_in, MANAGER, PASSPHRASE)().store.close()


def the_paper_is_lost(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by(signed_in, MANAGER, PASSPHRASE)) as opened:
        key = access.new_recovery_key(opened)
        access.replace_recovery_key(opened, key, key)
    with pytest.raises(WrongPassphrase):
        by_paper(signed_in)()
    opening.unlock_with_recovery(signed_in.store.folder, key, MANAGER).store.close()


def the_paper_is_lost_and_a_manager_forgot(signed_in: SignedIn, ruth: SignedIn) -> None:
    a_manager_forgot_and_the_other_is_there(signed_in, ruth)
    with back(signed_in.store.folder, by(signed_in, MANAGER, NEW)) as opened:
        key = access.new_recovery_key(opened)
        access.replace_recovery_key(opened, key, key.lower())
    opening.unlock_with_recovery(signed_in.store.folder, key, RUTH).store.close()


def the_founder_left(signed_in: SignedIn, ruth: SignedIn) -> None:
    with back(signed_in.store.folder, by(signed_in, RUTH, agency.PASSPHRASE)) as opened:
        removal.remove_user(opened, user_id(signed_in.store.folder, MANAGER), agency.PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        by(signed_in, MANAGER, PASSPHRASE)()
    with back(signed_in.store.folder, by_paper(signed_in, RUTH)):
        pass


def the_vault_is_gone(signed_in: SignedIn, ruth: SignedIn) -> None:
    folder = signed_in.store.folder
    (folder / vault.VAULT_FILE).unlink()
    with pytest.raises(Problem, match=r"vault\.json"):
        by(signed_in, MANAGER, PASSPHRASE)()
    shutil.copy(files.previous(folder / vault.VAULT_FILE), folder / vault.VAULT_FILE)
    with back(folder, by(signed_in, MANAGER, PASSPHRASE)):
        pass


def the_vault_is_cut_short(signed_in: SignedIn, ruth: SignedIn) -> None:
    path = signed_in.store.folder / vault.VAULT_FILE
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(Damaged, match="previous"):
        by(signed_in, RUTH, agency.PASSPHRASE)()
    shutil.copy(files.previous(path), path)
    with back(path.parent, by(signed_in, RUTH, agency.PASSPHRASE)):
        pass


def the_laptop_is_lost(signed_in: SignedIn, ruth: SignedIn) -> None:
    _arrives(signed_in, MANAGER, PASSPHRASE, recovery=False)


def the_laptop_is_lost_and_all_forgot(signed_in: SignedIn, ruth: SignedIn) -> None:
    _arrives(signed_in, RUTH, signed_in.recovery_key, recovery=True)


def a_waiting_change_was_broken(signed_in: SignedIn, ruth: SignedIn) -> None:
    """What a kill left waiting was damaged on the disk: the vault in place opens, and the rest goes."""
    folder = signed_in.store.folder
    waiting = vault.waiting_place(folder)
    waiting.mkdir()
    whole = (folder / vault.VAULT_FILE).read_bytes()
    for content in (b"", whole[:300], whole, b"[]"):
        waiting.mkdir(exist_ok=True)
        (waiting / vault.VAULT_FILE).write_bytes(content)
        with back(folder, by(signed_in, MANAGER, PASSPHRASE)):
            assert not waiting.exists()


def _arrives(signed_in: SignedIn, name: str, typed: str, *, recovery: bool) -> None:
    import datetime as dt

    folder = signed_in.store.folder
    with back(folder, by(signed_in, MANAGER, PASSPHRASE)) as opened:
        made = backups.to_folder(opened, folder.parent / "drive", dt.datetime.now(dt.UTC))
    shutil.rmtree(folder)
    came, faults = arriving.arrive(folder, made.path, name, typed, recovery=recovery)
    came.store.close()
    assert faults == ()
    with back(folder, by(signed_in, MANAGER, PASSPHRASE)):
        pass


DRILLS = (
    the_only_manager_forgot, a_manager_forgot_and_the_other_is_there, a_supervisor_forgot, both_managers_forgot,
    the_paper_is_lost, the_paper_is_lost_and_a_manager_forgot, the_founder_left, the_vault_is_gone,
    the_vault_is_cut_short, the_laptop_is_lost, the_laptop_is_lost_and_all_forgot, a_waiting_change_was_broken,
)  # fmt: skip


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.__name__)
def test_a_drill_of_being_locked_out_ends_inside(
    signed_in: SignedIn, ruth: SignedIn, drill: Callable[[SignedIn, SignedIn], None]
) -> None:
    signed_in.store.close()
    try:
        drill(signed_in, ruth)
    except BaseException:
        figures.record("drills", drill.__name__.replace("_", " "), 1, 1)
        raise
    figures.record("drills", drill.__name__.replace("_", " "), 1, 0)
    assert not vault.waiting_place(signed_in.store.folder).exists()


HOLDERS = {"ann": (MANAGER, PASSPHRASE), "ruth": (RUTH, agency.PASSPHRASE), "paper": None}


@pytest.mark.parametrize("held", [("ann", "ruth"), ("ann", "paper"), ("ann", "ruth", "paper")])
def test_any_one_holder_may_be_gone(signed_in: SignedIn, ruth: SignedIn, held: tuple[str, ...]) -> None:
    """As few as are ever allowed to remain, and one more: without each of them in turn somebody gets in and on."""
    folder, recovered = signed_in.store.folder, 0
    if "ruth" not in held:
        with sessions.transaction(signed_in.store, signed_in.actor) as session:
            opening.users.set_roles(session, ruth.actor.user_id, frozenset({Role.SUPERVISOR}))
    signed_in.store.close()
    for gone in held:
        left = next(one for one in held if one != gone)
        way = by_paper(signed_in) if left == "paper" else by(signed_in, *HOLDERS[left])
        with back(folder, way) as opened:
            assert opened.actor.may(opening.users.Action.MANAGE_USERS)
            recovered += 1
    figures.record(9, f"holders gone, of {' and '.join(held)}", len(held), len(held) - recovered)
    assert recovered == len(held)
