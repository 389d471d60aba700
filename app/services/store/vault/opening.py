"""Opening: a passphrase, the recovery key or the operating system's key store gives the store key.

Nothing here writes. A name that is not listed and a wrong passphrase cost the same time and give the
same sentence.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.services.problems import Damaged, ForeignStore, Problem, WrongPassphrase
from app.services.store.vault import contents, keys, pending, recovery
from app.services.store.vault.contents import Anchor, Contents, Slot
from app.wording import N_, _

_WRONG = N_(
    "That name and passphrase do not open this store. Check Caps Lock and the keyboard's language, "
    "then try again. A manager can set a new passphrase for you, or use the recovery key."
)
_WRONG_RECOVERY = N_(
    "This recovery key is typed rightly, but it does not open this store. "
    "It belongs to another store, or a newer recovery key took its place."
)
_WRONG_KEYRING = N_("What this computer kept for you does not open the store any more. Type your passphrase.")
_SWAPPED = N_(
    "The key file of this store was changed: a key in it belongs to another store. Nothing was changed."
)
_NOT_ON_RECORD = N_(
    "The keys that opened this store are not the ones on record for {name}. "
    "Ask a manager to check who has access before you go on."
)
_RECOVERY_NOT_ON_RECORD = N_(
    "The recovery key that opened this store is not the one on record in it. Make a new one."
)
_OTHER_STORE = N_(
    "The key file and the records in this folder belong to two different stores. Nothing was changed."
)


@dataclass(frozen=True)
class Person:
    """Who may unlock, as the unlock screen lists them.

    `keyring`: also by a computer's key store. `temporary`: somebody else chose the passphrase.
    """

    id: str
    name: str
    keyring: bool
    temporary: bool = False


@dataclass(frozen=True)
class Vault:
    """What the vault file says openly; unchecked until an unlock has checked its seal."""

    store_id: str
    agency: str
    people: tuple[Person, ...]
    anchor: Anchor


@dataclass(frozen=True)
class Unlocked:
    """An opened vault. `user` is None after the recovery key, `recovery_public` None otherwise."""

    store_key: bytes = field(repr=False)
    user: keys.UserKeys | None
    recovery_public: bytes | None
    vault: Vault


def exists(folder: Path) -> bool:
    """Whether a vault file lies in the folder."""
    return (folder / contents.VAULT_FILE).exists()


def read(folder: Path) -> Vault:
    """What the unlock screen shows, without any secret; also whom a waiting change has let in.

    Raises NoStore, Damaged, ForeignStore, NewerStore, DiskProblem; never changes a file.
    """
    found = read_file(folder / contents.VAULT_FILE)
    try:
        waiting = view(contents.load(pending.place(folder))[0])
    except Problem:  # none waits
        return found
    known = {person.id for person in found.people}
    return replace(found, people=(*found.people, *(one for one in waiting.people if one.id not in known)))


def read_file(path: Path) -> Vault:
    """What a key file of any name says openly. Raises as `read`."""
    return view(contents.load_file(path)[0])


def check_mac(folder: Path, store_key: bytes) -> Vault:
    """The vault, once its seal was found to fit the store key. Raises Damaged, and what `read` raises."""
    return view(contents.checked(folder, store_key))


def unlock(folder: Path, user_name: str, passphrase: str) -> Unlocked:
    """Open with a name (case, width and spaces do not matter) and a passphrase: one Argon2id derivation.

    Raises WrongPassphrase, Damaged, and what `read` raises.
    """
    wanted = folded(user_name)
    return by_passphrase(folder, lambda slot: folded(slot.name) == wanted, passphrase)[0]


def open_signing_key(folder: Path, user_id: str, passphrase: str) -> Ed25519PrivateKey:
    """This person's signing key, for one signature or one reviewed batch; do not keep it.

    Raises WrongPassphrase, Damaged, and what `read` raises.
    """
    return by_passphrase(folder, lambda slot: slot.user_id == user_id, passphrase)[1]


def by_passphrase(
    folder: Path, chosen: Callable[[Slot], bool], passphrase: str
) -> tuple[Unlocked, Ed25519PrivateKey]:
    """Open the slot that is chosen; raises as `unlock` does, also when none is."""
    loaded, code = contents.load(folder)
    slot = next(filter(chosen, loaded.slots), None)
    if slot is None:
        _spend(loaded, passphrase)
        raise WrongPassphrase(_(_WRONG))
    try:
        exchange, signing = _private_keys(loaded, slot, passphrase)
    except keys.WillNotOpen:
        raise WrongPassphrase(_(_WRONG)) from None
    store_key = _store_key(loaded, slot, exchange)
    contents.verify(folder, loaded, code, store_key)
    public = keys.signing_public(signing)
    return Unlocked(store_key, _user(slot, exchange, public), None, view(loaded)), signing


def unlock_with_recovery(folder: Path, typed: str) -> Unlocked:
    """Open with the typed recovery key.

    Raises WrongPassphrase (a slip of typing and a key that does not fit have their own sentences), Damaged,
    and what `read` raises.
    """
    recovery.secret(typed)
    loaded, code = contents.load(folder)
    private = recovery.private_key(typed, loaded.store_id)
    try:
        store_key = keys.unseal(private, loaded.recovery_store_key, recovery_seal(loaded.store_id))
    except keys.WillNotOpen:
        raise WrongPassphrase(_(_WRONG_RECOVERY)) from None
    contents.verify(folder, loaded, code, store_key)
    return Unlocked(store_key, None, keys.exchange_public(private), view(loaded))


def check_recovery_key(folder: Path, typed: str) -> None:
    """Whether the paper still opens the store: raises what `unlock_with_recovery` raises."""
    unlock_with_recovery(folder, typed)


def unlock_with_keyring(folder: Path, user_id: str, secret: bytes) -> Unlocked:
    """Open with the secret that the operating system kept; at program start only, and never to sign.

    Raises WrongPassphrase (type the passphrase), Damaged, and what `read` raises.
    """
    loaded, code = contents.load(folder)
    slot = next((each for each in loaded.slots if each.user_id == user_id), None)
    if slot is None or slot.keyring is None:
        raise WrongPassphrase(_(_WRONG_KEYRING))
    purpose = keyring_seal(loaded.store_id, user_id, slot.keyring.account)
    try:
        raw = keys.unwrap(keys.stretch(secret, purpose), slot.keyring.exchange, purpose)
    except keys.WillNotOpen:
        raise WrongPassphrase(_(_WRONG_KEYRING)) from None
    private = X25519PrivateKey.from_private_bytes(raw)
    store_key = _store_key(loaded, slot, private)
    contents.verify(folder, loaded, code, store_key)
    return Unlocked(store_key, _user(slot, private, None), None, view(loaded))


def check_public_keys(user: keys.UserKeys, in_store: Mapping[str, keys.PublicKeys]) -> None:
    """Compare the keys that opened the store with those the database holds for that person.

    Raises Damaged where they differ or the database knows none.
    """
    known = in_store.get(user.user_id)
    fits = known is not None and constant_time.bytes_eq(known.exchange, user.exchange_public)
    if known is None or not fits or user.signing_public not in (None, known.signing):
        raise Damaged(_(_NOT_ON_RECORD).format(name=user.name))


def check_recovery_public(public: bytes, in_store: bytes) -> None:
    """Compare the recovery key that opened the store with the one on record. Raises Damaged."""
    if not constant_time.bytes_eq(public, in_store):
        raise Damaged(_(_RECOVERY_NOT_ON_RECORD))


def check_store_id(vault: Vault, store_id: str) -> None:
    """Raises ForeignStore where the opened database says that it is another store."""
    if vault.store_id != store_id:
        raise contents.at_fault(ForeignStore(_(_OTHER_STORE)))


def folded(name: str) -> str:
    """The name as compared: without regard to case, width, accents' encoding and repeated spaces."""
    plain = unicodedata.normalize("NFKC", " ".join(name.split()))
    return unicodedata.normalize("NFKC", plain.casefold())


def view(loaded: Contents) -> Vault:
    """The open part of the contents."""
    people = tuple(
        Person(slot.user_id, slot.name, slot.keyring is not None, slot.temporary) for slot in loaded.slots
    )
    return Vault(loaded.store_id, loaded.agency, people, loaded.anchor)


def wrapping_key(store_id: str, user_id: str, derived: bytes) -> bytes:
    """The key that wraps this person's private keys, from what the passphrase derived."""
    return keys.stretch(derived, keys.bound("passphrase", store_id, user_id))


def private_seal(which: str, store_id: str, user_id: str, cost: keys.Cost) -> bytes:
    """What a wrapped private key ('exchange' or 'signing') is bound to."""
    return keys.bound(which, store_id, user_id, cost.memory_mib, cost.passes, cost.lanes)


def store_seal(store_id: str, user_id: str) -> bytes:
    """What a person's sealed store key is bound to."""
    return keys.bound("store key", store_id, user_id)


def recovery_seal(store_id: str) -> bytes:
    """What the recovery key's sealed store key is bound to."""
    return keys.bound("store key of recovery", store_id)


def keyring_seal(store_id: str, user_id: str, account: str) -> bytes:
    """What the slot of an operating system account is bound to."""
    return keys.bound("keyring", store_id, user_id, account)


def _private_keys(
    loaded: Contents, slot: Slot, passphrase: str
) -> tuple[X25519PrivateKey, Ed25519PrivateKey]:
    key = wrapping_key(loaded.store_id, slot.user_id, keys.derive(passphrase, slot.salt, slot.cost))
    exchange, signing = (
        keys.unwrap(key, wrapped, private_seal(which, loaded.store_id, slot.user_id, slot.cost))
        for which, wrapped in (("exchange", slot.exchange), ("signing", slot.signing))
    )
    return X25519PrivateKey.from_private_bytes(exchange), Ed25519PrivateKey.from_private_bytes(signing)


def _store_key(loaded: Contents, slot: Slot, private: X25519PrivateKey) -> bytes:
    try:
        return keys.unseal(private, slot.store_key, store_seal(loaded.store_id, slot.user_id))
    except keys.WillNotOpen:
        raise contents.at_fault(Damaged(_(_SWAPPED))) from None


def _user(slot: Slot, private: X25519PrivateKey, signing: bytes | None) -> keys.UserKeys:
    return keys.UserKeys(slot.user_id, slot.name, private, keys.exchange_public(private), signing)


def _spend(loaded: Contents, passphrase: str) -> None:
    dearest = max((slot.cost for slot in loaded.slots), key=lambda cost: (cost.memory_mib, cost.passes))
    keys.derive(passphrase, bytes(keys.SALT_BYTES), dearest)
