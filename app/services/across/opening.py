"""Making a store and opening it: vault, file, users and anchor put together, in the one right order."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BeforeValidator, Field

from app import clock
from app.models.agency import Agency
from app.models.base import new_id
from app.models.schema import METADATA
from app.services import entries, users
from app.services.across import remedies
from app.services.entries import Entry
from app.services.problems import (
    Damaged,
    ForeignStore,
    Invalid,
    NoStore,
    NotOwnPassphrase,
    Problem,
    WrongPassphrase,
)
from app.services.store import backup, files, moves, placement, strength, together, vault, verifying
from app.services.store import engine as engines
from app.services.store import session as sessions
from app.services.store.session import OpenStore
from app.services.users import Action, Actor, Role, UserEntry, allowed
from app.wording import N_, _

ZONE = "America/Denver"
_NOT_YOURS = N_("This is not your passphrase. Check Caps Lock and the keyboard's language, and type it again.")


def _zone(value: object) -> str:
    name = str(value or "").strip()
    if name not in available_timezones():
        raise ValueError(_("Choose a time zone such as America/Denver."))
    return name


class AgencyEntry(Entry):
    """A new agency: what its papers say at the top, and its time zone."""

    name: Annotated[entries.Line, Field(title=N_("Agency"))]
    address: Annotated[entries.LineOrBlank, Field(title=N_("Address"))] = ""
    phone: Annotated[entries.LineOrBlank, Field(title=N_("Phone"))] = ""
    zone: Annotated[str, BeforeValidator(_zone), Field(title=N_("Time zone"))] = ZONE


@dataclass
class SignedIn:
    """An open store and the person it is open for; `recovered`: by the recovery key, no new passphrase chosen yet.

    `placement`: a warning where the store lies in a folder that is no place for one.
    `warning`: what the check at unlock found of the record of changes, '' where the anchor stands in it.
    """

    store: OpenStore
    actor: Actor
    zone: str
    agency: str
    recovery_key: str = field(default="", repr=False)
    recovered: bool = False
    placement: str = ""
    warning: str = ""


def create(
    folder: Path,
    entry: AgencyEntry,
    admin: str,
    passphrase: str,
    *,
    cost: vault.Cost = vault.FULL,
    now: dt.datetime | None = None,
) -> SignedIn:
    """Make a new store in `folder` with its first user, a manager; the recovery key is in what comes back.

    Raises Problems and leaves the folder as it was where anything fails.
    """
    if vault.exists(folder) or (folder / engines.FILE).exists():
        raise Problem(_("A store lies in this folder already. Choose another folder, or open it."))
    refused = placement.why_not(folder)
    if refused:
        raise Problem(refused)
    first = UserEntry.read({"name": admin, "roles": "manager"})
    require_strength(passphrase, entry.name, first.name)
    fresh = not folder.exists()
    files.make_folder(folder)
    lock = sessions.hold(folder)
    try:
        return _create(folder, lock, entry, first, passphrase, cost, now or clock.now())
    except BaseException:
        lock.release()
        _clear(folder, fresh)
        raise


def require_strength(passphrase: str, *known: str) -> None:
    """Raise Invalid (`passphrase`) for one that is too short or too easy; `known` are names it must not lean on."""
    found = strength.check(passphrase, known)
    if not found.accepted:
        raise Invalid({"passphrase": found.sentence})


def _create(
    folder: Path,
    lock: object,
    entry: AgencyEntry,
    first: UserEntry,
    passphrase: str,
    cost: vault.Cost,
    now: dt.datetime,
) -> SignedIn:
    store_id, user_id = new_id(), new_id()
    made = vault.create(
        folder,
        store_id=str(store_id),
        agency=entry.name,
        user_id=str(user_id),
        user_name=first.name,
        passphrase=passphrase,
        cost=cost,
    )
    store = sessions.create_store(folder, made.store_key, METADATA, lock)  # type: ignore[arg-type]
    actor = Actor(user_id, first.name, frozenset({Role.MANAGER}), zone=entry.zone)
    try:
        with sessions.transaction(store, actor, now) as session:
            session.add(
                Agency(
                    store=str(store_id),
                    name=entry.name,
                    address=entry.address,
                    phone=entry.phone,
                    zone=entry.zone,
                    created_at=now,
                    recovery_public=made.recovery_public,
                )
            )
            users.add_user(session, first, user_id, made.keys.exchange_public, made.keys.publics.signing)
        store.settle()
    except BaseException:
        store.abandon()
        raise
    return SignedIn(store, actor, entry.zone, entry.name, made.recovery_key)


def _clear(folder: Path, fresh: bool) -> None:
    for name in (engines.FILE, f"{engines.FILE}-wal", f"{engines.FILE}-shm", vault.VAULT_FILE, "lock", "lock.json"):
        (folder / name).unlink(missing_ok=True)
    (folder / (vault.VAULT_FILE + ".previous")).unlink(missing_ok=True)
    if fresh and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def unlock(folder: Path, name: str, passphrase: str) -> SignedIn:
    """Open the store for a user. Raises WrongPassphrase, NoStore, ForeignStore, NewerStore, Damaged, StoreBusy."""
    require_store(folder)
    with advice(folder):
        return _under_lock(folder, lambda place: vault.unlock(place, name, passphrase))


def unlock_with_recovery(folder: Path, typed: str, name: str) -> SignedIn:
    """Open the store with the recovery key, as the user `name`, whose next step is a new passphrase."""
    require_store(folder)
    with advice(folder):
        signed_in = _under_lock(folder, lambda place: vault.unlock_with_recovery(place, typed), name)
    signed_in.recovered = True
    return signed_in


def unlock_with_keyring(folder: Path, user_id: str) -> SignedIn:
    """Open the store with what the OS key store keeps for this user; at program start only. Raises Problems."""
    from app.services.store import keychain

    kept = require_store(folder)
    secret = keychain.fetch(kept.store_id, user_id)
    if secret is None:
        raise WrongPassphrase(_("This computer keeps no key for you. Type your passphrase."))
    with advice(folder):
        return _under_lock(folder, lambda place: vault.unlock_with_keyring(place, user_id, secret))


def require_store(folder: Path) -> vault.Vault:
    """What the store's key file says openly; a move that a kill cut short is finished before.

    Raises NoStore where no store, or only a part of one, lies in the folder, and what reading the key file raises; each
    names what lies there that helps.
    """
    moves.resume(folder)
    with advice(folder):
        if not folder.is_dir() or not moves.holds_store(folder):
            raise NoStore(_("There is no store in this folder yet. Set one up with `peerdesk init`, or open the app."))
        return vault.read(folder)


@contextmanager
def advice(folder: Path) -> Iterator[None]:
    """Add to a problem of the store in this folder what helps."""
    try:
        yield
    except Problem as wrong:
        better = remedies.advised(folder, wrong)
        if better is wrong:
            raise
        raise better from None


def _under_lock(folder: Path, open_vault: Callable[[Path], vault.Unlocked], name: str = "") -> SignedIn:
    lock = sessions.hold(folder)
    try:
        files.clear_leftovers(folder)  # what a kill left behind; nobody else writes here now
        backup.clear_leftovers(folder)
        signed_in = _by_either(folder, lock, open_vault, name)
    except BaseException:
        lock.release()
        raise
    try:
        together.settle(signed_in.store)
    except BaseException:
        signed_in.store.abandon()
        raise
    return signed_in


def _by_either(
    folder: Path, lock: object, open_vault: Callable[[Path], vault.Unlocked], name: str
) -> SignedIn:
    """By the vault in place; where that fails, by one that a kill left waiting, if the store has its change."""
    waiting = vault.waiting_place(folder)
    try:
        return _opened(folder, lock, open_vault(folder), name)
    except (WrongPassphrase, ForeignStore, Damaged) as wrong:
        if not vault.exists(waiting):
            raise
        try:
            signed_in = _opened(folder, lock, open_vault(waiting), name)
        except Problem as second:
            raise (second if isinstance(second, WrongPassphrase) else wrong) from None
        if together.is_recorded(signed_in.store):
            return signed_in
        signed_in.store.engine.dispose()
        raise


def _opened(folder: Path, lock: object, opened: vault.Unlocked, name: str = "") -> SignedIn:
    store = sessions.open_store(folder, opened.store_key, METADATA, lock)  # type: ignore[arg-type]
    try:
        with sessions.reading(store, _Opener()) as session:
            agency = users.agency(session)
            vault.check_store_id(opened.vault, agency.store)
            known = {key: vault.PublicKeys(*pair) for key, pair in users.public_keys(session).items()}
            if opened.user is not None:
                vault.check_public_keys(opened.user, known)
                user_id = uuid.UUID(opened.user.user_id)
            else:
                vault.check_recovery_public(opened.recovery_public or b"", agency.recovery_public)
                user_id = _named(opened.vault, name)
            actor = users.actor_for(session, user_id)
        found = verifying.at_unlock(store, opened.vault.anchor)
        place = placement.warning(folder)
        return SignedIn(store, actor, agency.zone, agency.name, placement=place, warning=found)
    except BaseException:
        store.engine.dispose()
        raise


def _named(kept: vault.Vault, name: str) -> uuid.UUID:
    for person in kept.people:
        if person.name == name:
            return uuid.UUID(person.id)
    raise Problem(_("No user of this name may open the store: {name}.").format(name=name))


class _Opener:
    """Reads the agency and the users before it is known who has come in."""

    key = ""

    def criteria(self) -> tuple[object, ...]:
        """Nothing of staff or supervision is read here, so nothing narrows."""
        return ()


@allowed(Action.MANAGE_USERS)
def add_user(
    signed_in: SignedIn,
    entry: UserEntry,
    passphrase: str,
    *,
    temporary: bool = False,
    cost: vault.Cost = vault.FULL,
    now: dt.datetime | None = None,
) -> uuid.UUID:
    """Add a user with a key pair of their own, in vault and store or in neither; only a manager may.

    `temporary`: the manager chose the passphrase, so that the person must choose their own before they sign.
    """
    require_strength(passphrase, signed_in.agency, entry.name)
    store, user_id = signed_in.store, new_id()
    key = str(user_id)
    with together.changing(store, signed_in.actor, now, "new user", key) as (session, change):
        publics = vault.add_user(
            store.folder, store.key, user_id=key, name=entry.name, passphrase=passphrase,
            temporary=temporary, cost=cost, change=change,
        )
        users.add_user(session, entry, user_id, publics.exchange, publics.signing)
    return user_id


def signing_key(signed_in: SignedIn, passphrase: str) -> Ed25519PrivateKey:
    """The signed-in person's private signing key, for one act of signing.

    Raises NotOwnPassphrase, Problem where somebody else chose the passphrase: it proves nothing then.
    """
    key = own_key(signed_in, passphrase)
    if is_temporary(signed_in):
        raise Problem(_("Somebody else chose your passphrase. Choose your own under Settings, Security; then sign."))
    return key


def own_key(signed_in: SignedIn, passphrase: str) -> Ed25519PrivateKey:
    """The private key that this person's passphrase opens, which shows who is there. Raises NotOwnPassphrase."""
    try:
        return vault.open_signing_key(signed_in.store.folder, str(signed_in.actor.user_id), passphrase)
    except WrongPassphrase:
        raise NotOwnPassphrase(_(_NOT_YOURS)) from None


def is_temporary(signed_in: SignedIn) -> bool:
    """Whether the signed-in person's passphrase was chosen by somebody else and not changed since."""
    mine = str(signed_in.actor.user_id)
    return any(one.temporary for one in vault.read(signed_in.store.folder).people if one.id == mine)


@allowed(Action.EDIT_AGENCY)
def confirm_recovery_key(signed_in: SignedIn, typed: str, now: dt.datetime | None = None) -> None:
    """Walk the way back as far as the door: the typed key opens the vault, and it is the one on record.

    Notes the day. Raises WrongPassphrase, Damaged.
    """
    opened = vault.unlock_with_recovery(signed_in.store.folder, typed)
    with sessions.transaction(signed_in.store, signed_in.actor, now) as session:
        kept = users.agency(session)
        vault.check_recovery_public(opened.recovery_public or b"", kept.recovery_public)
        kept.recovery_checked_at = session.info["at"]


