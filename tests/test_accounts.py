"""One person has one user; what somebody signed is asked by person, whichever user they signed with."""

import ast
import inspect
import uuid
from pathlib import Path

import pytest

from app.services import users
from app.services.across import confirmed, opening, removal
from app.services.across.opening import SignedIn
from app.services.problems import Invalid, NotOwnPassphrase, Problem
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import signing
from app.services.users import Role, UserEntry
from tests import agency, sources
from tests.conftest import PASSPHRASE

ROOT = Path(__file__).resolve().parent.parent


def waits(who: SignedIn) -> list[uuid.UUID]:
    with sessions.reading(who.store, who.actor) as session:
        return [one.id for one in signing.waiting(session)]


@pytest.mark.parametrize(
    ("link", "code", "roles", "person"),
    [("staff", "AW", "peer_supporter", "Annie Whitegrass"), ("supervisor", "RC", "supervisor", "Ruth Calfrobe")],
)
def test_a_second_user_of_one_person_is_refused(
    staffed: SignedIn, link: str, code: str, roles: str, person: str
) -> None:
    agency.enter(staffed, "The first", roles, **{link: code})
    second = UserEntry.read({"name": "Another", "roles": "manager;supervisor;peer_supporter", link: code})
    with pytest.raises(Invalid) as refused:
        opening.add_user(staffed, second, agency.PASSPHRASE, cost=vault.LOW)
    assert refused.value.fields == {
        link: f"{person} signs in as The first already. One person has one user: change that one, or remove it first."
    }
    other = agency.enter(staffed, "Somebody else", roles)
    with sessions.transaction(staffed.store, staffed.actor) as session, pytest.raises(Invalid) as linked:
        users.link(session, other.actor.user_id, **({"staff": "", "supervisor": ""} | {link: code}))
    assert list(linked.value.fields) == [link]


def test_a_user_keeps_their_own_link(staffed: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with sessions.transaction(staffed.store, staffed.actor) as session:
        users.link(session, annie.actor.user_id, "AW", "")
        assert users.actor_for(session, annie.actor.user_id).staff_id == annie.actor.staff_id


def test_who_was_removed_and_added_again_has_signed_what_they_signed(staffed: SignedIn) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        users.agency(session).recovery_checked_at = session.info["at"]
    key = agency.record(staffed)
    before = [
        agency.enter(staffed, "Ruth", "supervisor", supervisor="RC"),
        agency.enter(staffed, "Annie", "peer_supporter", staff="AW"),
    ]
    for who in before:
        assert waits(who) == [key]
        agency.sign(who, key)
        removal.remove_user(staffed, who.actor.user_id, PASSPHRASE)
    again = [
        agency.enter(staffed, "Ruth C.", "supervisor", supervisor="RC"),
        agency.enter(staffed, "Annie W.", "peer_supporter", staff="AW"),
    ]
    for who in again:
        assert waits(who) == []
        with pytest.raises(Invalid, match="signed this session already"):
            agency.sign(who, key)
    with sessions.reading(staffed.store, staffed.actor) as session:
        for old, new in zip(before, again, strict=True):
            assert users.of_person(session, new.actor.user_id) == {old.actor.user_id, new.actor.user_id}


def test_who_led_a_session_and_is_a_peer_supporter_too_signs_once(staffed: SignedIn) -> None:
    both = agency.enter(staffed, "Ruth", "supervisor;peer_supporter", staff="DR", supervisor="RC")
    led, attended = agency.record(staffed), agency.record(staffed, staff="DR", supervisor="MS", start="16:00", stop="17:00")
    assert set(waits(both)) == {led, attended}
    agency.sign(both, led, attended)
    assert waits(both) == []


@pytest.mark.parametrize(
    ("roles", "staff", "supervisor", "said"),
    [
        ("supervisor", "", "", "which supervisor they are"),
        ("supervisor", "AW", "", "which supervisor they are"),
        ("peer_supporter", "", "RC", "which staff member they are"),
        ("supervisor;peer_supporter", "AW", "RC", ""),
        ("manager", "", "", ""),
        ("auditor", "", "", ""),
    ],
)
def test_a_role_that_signs_without_its_link_is_told(roles: str, staff: str, supervisor: str, said: str) -> None:
    held = frozenset(Role(one) for one in roles.split(";"))
    told = users.unlinked("Ruth", held, staff, supervisor)
    assert said in told and bool(said) == bool(told)


GUARDED = {
    "opening.add_user", "access.reset_passphrase", "access.new_recovery_key", "access.replace_recovery_key",
    "users.set_roles", "users.link", "users.add_user", "users.renew_keys", "grants.grant",
}  # fmt: skip


def test_no_screen_hands_out_access_without_the_passphrase_of_who_does_it() -> None:
    """Screens go through `confirmed`, which asks for it; every act there asks before it does anything."""
    called = {
        f"{path.name}: {ast.unparse(node.func)}"
        for path in sources.SCREENS
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in GUARDED
    }
    assert called == set()
    acts = [one for name, one in inspect.getmembers(confirmed, inspect.isfunction) if hasattr(one, "action")]
    assert len(acts) == 6
    for act in acts:
        assert list(inspect.signature(act).parameters)[:2] == ["signed_in", "own"]


@pytest.mark.parametrize("typed", ["", "not the manager's own passphrase"])
def test_nothing_is_handed_out_for_a_wrong_passphrase(staffed: SignedIn, typed: str) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    key, entry = annie.actor.user_id, UserEntry.read({"name": "New", "roles": "manager"})
    before = vault.read(staffed.store.folder)
    for act in (
        lambda: confirmed.add_user(staffed, typed, entry, agency.PASSPHRASE, cost=vault.LOW),
        lambda: confirmed.change_user(staffed, typed, key, entry),
        lambda: confirmed.reset_passphrase(staffed, typed, key, PASSPHRASE, cost=vault.LOW),
        lambda: confirmed.new_recovery_key(staffed, typed),
        lambda: confirmed.replace_recovery_key(staffed, typed, staffed.recovery_key, staffed.recovery_key),
        lambda: confirmed.grant(staffed, typed, uuid.uuid4(), None),  # type: ignore[arg-type]  # never looked at
    ):
        with pytest.raises(NotOwnPassphrase):
            act()
    assert vault.read(staffed.store.folder) == before
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert users.actor_for(session, key).roles == {Role.PEER_SUPPORTER}


def test_who_came_in_with_the_recovery_key_chooses_a_passphrase_before_they_hand_out_access(staffed: SignedIn) -> None:
    staffed.recovered = True
    with pytest.raises(Problem, match="Choose a passphrase of your own first"):
        confirmed.new_recovery_key(staffed, PASSPHRASE)
