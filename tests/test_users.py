"""Roles: every public function asks the table, every read is scoped, every write is checked for its owner."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

import app.services
from app.models.hours import Hours
from app.models.staff import Enrolment, Staff
from app.models.supervision import SessionAttendance, Signature, SupervisionSession
from app.models.users import Draft
from app.services import catalog, drafts, hours, users
from app.services.across import opening
from app.services.across.opening import SignedIn
from app.services.hours import Category, Line, Week
from app.services.problems import Forbidden, Invalid, WrongPassphrase
from app.services.store import session as sessions
from app.services.store import vault
from app.services.users import TABLE, Action, Actor, Role, UserEntry
from tests import agency


def _functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for found in pkgutil.walk_packages(app.services.__path__, "app.services."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and name[0] != "_":
                yield f"{found.name.removeprefix('app.services.')}.{name}", function


FUNCTIONS = dict(_functions())
OF_KIND = ("record", "change", "remove", "load", "window", "counts")
ACTS = {f"{kind.name}.{act}": getattr(kind, act) for kind in catalog.KINDS for act in OF_KIND}
GUARDED = {name: function for name, function in FUNCTIONS.items() if hasattr(function, "action")} | ACTS
CHANGES = {
    Action.EDIT_STAFF, Action.CORRECT, Action.ENTER_HOURS, Action.EDIT_SUPERVISORS, Action.RECORD_SUPERVISION, Action.SIGN,
    Action.EDIT_CLIENTS, Action.ASSIGN_CLIENTS, Action.GRANT_CLIENTS, Action.RECORD_PAPER, Action.IMPORT,
    Action.MANAGE_USERS, Action.EDIT_AGENCY, Action.KEEP_DRAFTS, Action.RESTORE,
    Action.HIRE, Action.WRITE_ENCOUNTERS, Action.REVIEW_ENCOUNTERS, Action.MERGE_CLIENTS,
    Action.EDIT_CREDENTIALS, Action.RECORD_EDUCATION,
    Action.HOLD_RECORDS, Action.ASK_DESTRUCTION, Action.CONFIRM_DESTRUCTION,
    Action.WRITE_INCIDENTS, Action.CLOSE_INCIDENTS,
    Action.PLAN_SUPERVISION, Action.ADD_TOPICS, Action.CLOSE_MONTH, Action.AMEND_PACKS, Action.EDIT_CONTACTS,
}  # fmt: skip


def _as(role: Role) -> Any:
    from app.models.base import new_id

    return SimpleNamespace(info={"actor": Actor(new_id(), "Somebody", frozenset({role}))})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", sorted(GUARDED))
def test_every_guarded_function_asks_the_table(name: str, role: Role) -> None:
    """Called with nothing but a role, a function says Forbidden exactly where the table does not name the role."""
    function = GUARDED[name]
    refused = False
    try:
        function(_as(role))
    except Forbidden:
        refused = True
    except Exception:  # noqa: BLE001, S110 - it went on, and missed its arguments or a real session
        pass
    assert refused == (role not in TABLE[function.action])  # type: ignore[attr-defined]


def test_every_action_has_its_roles_and_the_manager_all_of_them() -> None:
    assert set(TABLE) == set(Action)
    assert all(Role.MANAGER in roles for roles in TABLE.values())


def test_an_auditor_changes_nothing() -> None:
    assert not [action for action in CHANGES if Role.AUDITOR in TABLE[action]]
    assert set(Action) - CHANGES == {
        Action.SEE_STAFF, Action.SEE_HOURS, Action.SEE_SUPERVISION, Action.SEE_CLIENTS, Action.PRINT,
        Action.EXPORT, Action.VERIFY, Action.BACK_UP,
        Action.SEE_HIRING, Action.SEE_ENCOUNTERS, Action.SEE_CREDENTIALS, Action.SEE_RETENTION,
        Action.MAKE_AUDIT_FILE, Action.SEE_INCIDENTS, Action.SEE_CONTACTS,
    }  # fmt: skip


# Read before it is known who comes in, or asked by every action itself.
GROUNDS = {
    "users.accounts.actor_for", "users.accounts.public_keys", "users.accounts.agency", "recovering.ways",
    "recovering.require",
}  # fmt: skip
# The eyes with which a guarded function looks; it does nothing itself.
EYES = {"across.destroy.everyone"}
# A backup is made in the background, whoever is signed in.
BY_ITSELF = {f"across.backups.{name}" for name in ("shelves", "newest", "wanted", "daily")}
# Steps of an import, which `imports.take` guards; and one's own keys, or those that a manager may renew.
STEPS = {
    "exchange.kinds.base.step", "exchange.kinds.base.refused", "exchange.kinds.named.ensure", "exchange.codes.alike",
    "users.accounts.renew_keys",
}  # fmt: skip
# A session's own copy of the rules is read anew; nothing of the store changes.
COPIES = {"packs.reading.forget"}
# What the agency's clock shows, and nothing else.
CLOCK = {
    "supervision.plans.now", "supervision.plans.today", "doubts.setting",
    *(f"users.moment.{name}" for name in ("zone", "now", "today", "local", "day")),
}  # fmt: skip
# One's own account alone: nobody else's is in reach.
OWN_ACCOUNT = {
    "across.access.keyring_state", "across.access.keep_in_keyring", "across.access.forget_keyring",
    "across.access.change_passphrase", "across.access.choose_passphrase", "across.opening.signing_key",
    "across.opening.own_key", "across.opening.is_temporary", "across.confirmed.prove",
}  # fmt: skip
DOORS = ("session", "signed_in")


def test_every_function_that_takes_a_session_or_an_open_store_asks_the_table() -> None:
    """The store's own functions stand below roles; all others are guarded or named above with the reason."""
    bare = {
        name
        for name, function in FUNCTIONS.items()
        if name not in GUARDED and not name.startswith("store.")
        and next(iter(inspect.signature(function).parameters), "") in DOORS
    }  # fmt: skip
    assert bare == GROUNDS | EYES | BY_ITSELF | STEPS | COPIES | CLOCK | OWN_ACCOUNT


def test_functions_that_are_handed_a_store_and_an_actor_ask_too(signed_in: SignedIn) -> None:
    found = {
        name for name, function in FUNCTIONS.items()
        if not name.startswith("store.") and {"store", "actor"} <= set(inspect.signature(function).parameters)
    }  # fmt: skip
    assert found == {"exchange.imports.run"}  # test_imports: only a manager imports


@pytest.fixture
def staffed(staffed: SignedIn) -> SignedIn:
    """Two peer supporters, a session and hours of each."""
    with sessions.transaction(staffed.store, staffed.actor) as session:
        for code in ("AW", "DR"):
            week = Week(code, agency.LATER.date().replace(day=2), {})
            cells = {(Line(Category.DIRECT_SERVICE), week.monday): 60}
            hours.save_week(session, Week(code, week.monday, cells))
    for code in ("AW", "DR"):
        agency.record(staffed, staff=code)
    return staffed


COUNTED = (Hours, Enrolment, SupervisionSession, SessionAttendance, Signature)


def counts(who: SignedIn) -> list[int]:
    with sessions.reading(who.store, who.actor) as session:
        whole = [session.scalar(select(func.count(kind.id))) for kind in COUNTED]
        assert whole == [session.scalar(select(func.count(aliased(kind).id))) for kind in COUNTED]
        assert whole == [len(list(session.scalars(select(kind)))) for kind in COUNTED]
    return [count or 0 for count in whole]


def test_reads_are_scoped_by_role_and_link(staffed: SignedIn) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    key = agency.record(staffed, date="2026-03-05")
    agency.sign(ruth, key)
    everything = [2, 2, 3, 3, 1]
    assert counts(staffed) == counts(ruth) == everything
    assert counts(agency.enter(staffed, "Board", "auditor")) == everything
    assert counts(agency.enter(staffed, "Annie", "peer_supporter", staff="AW")) == [1, 1, 2, 2, 1]
    assert counts(agency.enter(staffed, "Dale", "peer_supporter", staff="DR")) == [1, 1, 1, 1, 0]
    assert counts(agency.enter(staffed, "Nobody", "peer_supporter")) == [0, 0, 0, 0, 0]
    assert counts(agency.enter(staffed, "Both", "peer_supporter;supervisor", supervisor="MS")) == everything


def test_drafts_are_their_authors_alone(staffed: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    with sessions.transaction(annie.store, annie.actor) as session:
        drafts.keep(session, "hours", "", "{}")
    seen = []
    for who in (annie, staffed):
        with sessions.reading(who.store, who.actor) as session:
            seen.append((len(drafts.of_author(session)), len(list(session.scalars(select(Draft))))))
    assert seen == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
    "statement", [text("SELECT name FROM staff"), select(Staff.__table__.c.name)], ids=["text", "core"]
)
def test_statements_beside_the_scope_are_refused(staffed: SignedIn, statement: Any) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session, pytest.raises(RuntimeError):
        session.execute(statement)


def test_a_reading_session_cannot_write(staffed: SignedIn) -> None:
    with sessions.reading(staffed.store, staffed.actor) as session:
        session.add(Staff(code="X", name="X"))
        with pytest.raises(RuntimeError):
            session.flush()
        session.expunge_all()


def test_a_row_of_somebody_else_is_refused_below_the_services(staffed: SignedIn) -> None:
    annie = agency.enter(staffed, "Annie", "peer_supporter", staff="AW")

    def write(work: Callable[[Session], None]) -> None:
        with pytest.raises(Forbidden), sessions.transaction(annie.store, annie.actor) as session:
            work(session)

    write(lambda session: session.add(Staff(code="X", name="X")))
    write(lambda session: setattr(session.scalars(select(Staff)).first(), "name", "Mine now"))
    at = agency.LATER
    draft = Draft(author_id=staffed.actor.user_id, form="f", record="", typed="{}", saved_at=at)
    write(lambda session: session.add(draft))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"roles": ""}, "roles"),
        ({"roles": "king"}, "roles"),
        ({"staff": "ZZ"}, "staff"),
        ({"supervisor": "ZZ"}, "supervisor"),
        ({"name": "Ann Manager"}, "name"),
    ],
)
def test_a_user_who_cannot_be_added_leaves_nothing(staffed: SignedIn, typed: dict[str, str], field: str) -> None:
    before = (staffed.store.folder / vault.VAULT_FILE).read_bytes()
    with pytest.raises(Invalid) as refused:
        agency.enter(staffed, **({"name": "Ruth", "roles": "supervisor"} | typed))
    assert field in refused.value.fields
    assert len(vault.read(staffed.store.folder).people) == 1
    assert vault.check_mac(staffed.store.folder, staffed.store.key).anchor is not None
    with sessions.reading(staffed.store, staffed.actor) as session:
        assert [user.name for user in users.listed(session)] == [staffed.actor.name]
    assert before


def test_each_user_opens_the_store_with_their_own_passphrase(staffed: SignedIn) -> None:
    agency.enter(staffed, "Annie", "peer_supporter", staff="AW")
    folder = staffed.store.folder
    staffed.store.close()
    with pytest.raises(WrongPassphrase):
        opening.unlock(folder, "Annie", "correct horse battery staple")
    annie = opening.unlock(folder, "annie", agency.PASSPHRASE)
    try:
        assert annie.actor.roles == {Role.PEER_SUPPORTER}
        assert annie.actor.staff_id is not None
    finally:
        annie.store.close()


def test_only_a_manager_adds_users(staffed: SignedIn) -> None:
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    with pytest.raises(Forbidden):
        opening.add_user(ruth, UserEntry.read({"name": "X", "roles": "manager"}), agency.PASSPHRASE, cost=vault.LOW)
