"""Changing who can open the store. Every change checks the file's seal first and lands the whole file.

A change that takes an old way in away also replaces the copy kept beside the file, which would
otherwise still be opened by it. Older backups are still opened by it. A change that the store must record
too is given its name (`change`) and waits beside the file until the store has it (`pending`).
"""

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.services.problems import Damaged, Forbidden, Invalid
from app.services.store import files
from app.services.store.vault import contents, keys, opening, pending, recovery
from app.services.store.vault.contents import Anchor, Contents, KeyringSlot, Slot
from app.services.store.vault.opening import Unlocked
from app.wording import N_, _

LONGEST_PASSPHRASE = 1024

_THERE = N_("A store is already in {folder}. Open it, or choose an empty folder. Nothing was changed.")
_NO_PASSPHRASE = N_("Type a passphrase.")
_LONG_PASSPHRASE = N_("This passphrase is longer than {count} characters. Choose a shorter one.")
_NAME = N_("Type a name of at most {count} characters, without line breaks.")
_TAKEN = N_("Someone of this name can already unlock this store. Add a middle name or a number.")
_LAST = N_("The last person who can unlock the store cannot be removed. Add someone else first.")
_SHARED = N_(
    "Someone else already opens this store from this computer account, so the account is shared. "
    "Each of you must type a passphrase here."
)
_CHAIN = N_(
    "The record of changes in this store is not the one that the key file remembers. "
    "Records may have been put back or changed outside Peerdesk: run the check of the store."
)


@dataclass(frozen=True)
class Created:
    """A new vault: the first person's keys, the store key, and the recovery key to print once."""

    keys: keys.UserKeys
    store_key: bytes = field(repr=False)
    recovery_key: str = field(repr=False)
    recovery_public: bytes


@dataclass(frozen=True)
class NewRecoveryKey:
    """A new recovery key: the text to print once, and the public key for the database."""

    text: str = field(repr=False)
    public: bytes


def create(
    folder: Path,
    *,
    store_id: str,
    agency: str,
    user_id: str,
    user_name: str,
    passphrase: str,
    cost: keys.Cost = keys.FULL,
) -> Created:
    """Make the vault of a new store, with its first person and its recovery key.

    Raises Invalid (`agency`, `name`, `passphrase`; `folder` where a store is there already), DiskProblem.
    """
    label, name = _name("agency", agency), _name("name", user_name)
    _check_new(passphrase)
    with contents.taking_turns():
        if any((folder / each).exists() for each in (contents.VAULT_FILE, contents.STORE_FILE)):
            raise Invalid({"folder": _(_THERE).format(folder=folder)})
        files.make_folder(folder)
        store_key = os.urandom(keys.KEY_BYTES)
        paper = fresh_recovery_key(store_id)
        user, slot = _new_slot(store_id, store_key, user_id, name, passphrase, cost)
        sealed = keys.seal(paper.public, store_key, opening.recovery_seal(store_id))
        contents.save(folder, Contents(store_id, label, (slot,), sealed, Anchor(0, "")), store_key)
    return Created(user, store_key, paper.text, paper.public)


def add_user(
    folder: Path,
    store_key: bytes,
    *,
    user_id: str,
    name: str,
    passphrase: str,
    cost: keys.Cost = keys.FULL,
    temporary: bool = False,
    change: str = "",
) -> keys.PublicKeys:
    """Give another person a key slot; the public keys are for the database.

    `temporary`: they must choose their own passphrase before they sign.

    Raises Invalid (`name`, `passphrase`), Damaged, DiskProblem; ValueError for an id that has a slot.
    """
    clean = _name("name", name)
    _check_new(passphrase)
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        if any(slot.user_id == user_id for slot in before.slots):
            raise ValueError("this id has a key slot")
        _check_free(before, clean, user_id)
        user, slot = _new_slot(before.store_id, store_key, user_id, clean, passphrase, cost)
        slot = replace(slot, temporary=temporary)
        _land(folder, before.with_slot(slot), store_key, change)
    return user.publics


def rename_user(folder: Path, store_key: bytes, user_id: str, name: str, change: str = "") -> None:
    """Change the name on the unlock screen. Raises Invalid (`name`), Damaged, DiskProblem."""
    clean = _name("name", name)
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        _check_free(before, clean, user_id)
        renamed = replace(before.slot(user_id), name=clean)
        _land(folder, before.with_slot(renamed), store_key, change)


def rename_agency(folder: Path, store_key: bytes, agency: str) -> None:
    """Change the agency's name on the unlock screen. Raises Invalid (`agency`), Damaged, DiskProblem."""
    label = _name("agency", agency)
    with contents.taking_turns():
        _land(folder, replace(contents.checked(folder, store_key), agency=label), store_key)


def change_passphrase(folder: Path, user_id: str, old: str, new: str, cost: keys.Cost = keys.FULL) -> None:
    """Exchange a passphrase by its owner: the key pairs stay, the computer's key store is forgotten.

    Raises WrongPassphrase, Invalid (`passphrase`), Damaged, DiskProblem.
    """
    _check_new(new)
    with contents.taking_turns():
        opened, signing = opening.by_passphrase(folder, lambda slot: slot.user_id == user_id, old)
        before = contents.checked(folder, opened.store_key)
        if opened.user is None:
            raise ValueError("a passphrase always opens a person's slot")
        slot = _slot(before.store_id, opened.store_key, opened.user, signing, new, cost)
        _land(folder, before.with_slot(slot), opened.store_key, revokes=True)


def reset_passphrase(
    folder: Path,
    store_key: bytes,
    user_id: str,
    new_passphrase: str,
    cost: keys.Cost = keys.FULL,
    *,
    temporary: bool = False,
    change: str = "",
) -> keys.PublicKeys:
    """Give a person who forgot the passphrase a new one, with new key pairs; old signatures stay valid.

    The public keys are for the database. Raises Invalid (`passphrase`), Damaged, DiskProblem.
    """
    _check_new(new_passphrase)
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        name = before.slot(user_id).name
        user, slot = _new_slot(before.store_id, store_key, user_id, name, new_passphrase, cost)
        slot = replace(slot, temporary=temporary)
        _land(folder, before.with_slot(slot), store_key, change, revokes=True)
    return user.publics


def fresh_recovery_key(store_id: str) -> NewRecoveryKey:
    """A recovery key that opens nothing yet: to be printed and typed before it takes the old one's place."""
    text = recovery.new_text()
    return NewRecoveryKey(text, recovery_public(text, store_id))


def recovery_public(typed: str, store_id: str) -> bytes:
    """The public key that the database keeps for a recovery key. Raises WrongPassphrase for a slip of typing."""
    return keys.exchange_public(recovery.private_key(typed, store_id))


def replace_recovery_key(folder: Path, store_key: bytes, public: bytes, change: str = "") -> None:
    """Let this recovery key open the store; the old paper opens this file no more. Raises Damaged, DiskProblem."""
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        sealed = keys.seal(public, store_key, opening.recovery_seal(before.store_id))
        _land(folder, replace(before, recovery_store_key=sealed), store_key, change, revokes=True)


def rotate(
    folder: Path,
    store_key: bytes,
    new_key: bytes,
    publics: Mapping[str, bytes],
    recovery_public: bytes,
    change: str = "",
) -> None:
    """Seal a new store key to the exchange keys of the people in `publics`; nobody else need be there.

    Whoever has a slot and is not among them has none afterwards. Raises Invalid where nobody would be left, Damaged,
    DiskProblem; KeyError for a person without a slot.
    """
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        slots = tuple(
            replace(slot, store_key=_sealed(before.store_id, slot.user_id, publics[slot.user_id], new_key))
            for slot in map(before.slot, publics)
        )
        if not slots:
            raise Invalid({"": _(_LAST)})
        sealed = keys.seal(recovery_public, new_key, opening.recovery_seal(before.store_id))
        after = replace(before, slots=slots, recovery_store_key=sealed)
        _land(folder, after, new_key, change, revokes=True)


def add_keyring_slot(folder: Path, opened: Unlocked, account: str) -> bytes:
    """Make a way in for this computer account; the secret is for `keychain.keep`.

    Raises Forbidden where another person uses the account, Damaged, DiskProblem; ValueError without a user.
    """
    user, store_key = opened.user, opened.store_key
    if user is None:
        raise ValueError("the recovery key opens no person's slot")
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        if any(
            s.keyring and s.keyring.account == account and s.user_id != user.user_id for s in before.slots
        ):
            raise Forbidden(_(_SHARED))
        secret = os.urandom(keys.KEY_BYTES)
        purpose = opening.keyring_seal(before.store_id, user.user_id, account)
        raw = user.exchange_private.private_bytes_raw()
        kept = KeyringSlot(account, keys.wrap(keys.stretch(secret, purpose), raw, purpose))
        slot = replace(before.slot(user.user_id), keyring=kept)
        _land(folder, before.with_slot(slot), store_key)
    return secret


def remove_keyring_slot(folder: Path, store_key: bytes, user_id: str) -> None:
    """Make the secret kept by the operating system useless. Raises Damaged, DiskProblem."""
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        slot = replace(before.slot(user_id), keyring=None)
        _land(folder, before.with_slot(slot), store_key, revokes=True)


def move_anchor(folder: Path, store_key: bytes, count: int, head: str) -> Anchor:
    """Remember that the verified audit chain had this length and head; only forward.

    A lower count changes nothing and gives the anchor that is kept. Raises Damaged where the same length
    has another head, and for a broken seal; DiskProblem.
    """
    with contents.taking_turns():
        before = contents.checked(folder, store_key)
        if count == before.anchor.count and head != before.anchor.head:
            raise Damaged(_(_CHAIN))
        if count <= before.anchor.count:
            return before.anchor
        return _anchor(folder, store_key, before, Anchor(count, head))


def reanchor(folder: Path, store_key: bytes, count: int, head: str) -> Anchor:
    """After a restore, which has its own audit row: take this anchor, also backward.

    Raises Damaged, DiskProblem.
    """
    with contents.taking_turns():
        return _anchor(folder, store_key, contents.checked(folder, store_key), Anchor(count, head))


def _anchor(folder: Path, store_key: bytes, before: Contents, anchor: Anchor) -> Anchor:
    if not contents.sound_anchor(anchor):
        raise ValueError("an anchor is a count and a head in lower-case hex")
    contents.save(folder, replace(before, anchor=anchor), store_key)
    return anchor


def _land(
    folder: Path, after: Contents, store_key: bytes, change: str = "", *, revokes: bool = False
) -> None:
    """Write the vault, or lay it down to wait for the store. Raises Problem where another change waits already."""
    if change:
        pending.prepare(folder, after, store_key, change)
    else:
        pending.require_none(folder)
        contents.save(folder, after, store_key, revokes=revokes)


def _new_slot(
    store_id: str, store_key: bytes, user_id: str, name: str, passphrase: str, cost: keys.Cost
) -> tuple[keys.UserKeys, Slot]:
    exchange, signing = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    user = keys.UserKeys(
        user_id, name, exchange, keys.exchange_public(exchange), keys.signing_public(signing)
    )
    return user, _slot(store_id, store_key, user, signing, passphrase, cost)


def _slot(
    store_id: str,
    store_key: bytes,
    user: keys.UserKeys,
    signing: Ed25519PrivateKey,
    passphrase: str,
    cost: keys.Cost,
) -> Slot:
    salt = os.urandom(keys.SALT_BYTES)
    key = opening.wrapping_key(store_id, user.user_id, keys.derive(passphrase, salt, cost))
    exchange, sign = (
        keys.wrap(key, private.private_bytes_raw(), opening.private_seal(which, store_id, user.user_id, cost))
        for which, private in (("exchange", user.exchange_private), ("signing", signing))
    )
    sealed = _sealed(store_id, user.user_id, user.exchange_public, store_key)
    return Slot(user.user_id, user.name, cost, salt, exchange, sign, sealed, None)


def _sealed(store_id: str, user_id: str, public: bytes, store_key: bytes) -> bytes:
    return keys.seal(public, store_key, opening.store_seal(store_id, user_id))


def _check_new(passphrase: str) -> None:
    if not passphrase.strip():
        raise Invalid({"passphrase": _(_NO_PASSPHRASE)})
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise Invalid({"passphrase": _(_LONG_PASSPHRASE).format(count=LONGEST_PASSPHRASE)})


def _name(called: str, typed: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(typed.split()))
    if not contents.showable(name):
        raise Invalid({called: _(_NAME).format(count=contents.LONGEST_NAME)})
    return name


def _check_free(before: Contents, name: str, user_id: str) -> None:
    wanted = opening.folded(name)
    if any(opening.folded(slot.name) == wanted and slot.user_id != user_id for slot in before.slots):
        raise Invalid({"name": _(_TAKEN)})
