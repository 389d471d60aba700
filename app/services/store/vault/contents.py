"""The vault file: its fields, how it is read with suspicion, checked, and written whole.

Nothing read here is trusted before the HMAC under a key of the store was checked; sizes, bounds and
forms are checked before any of it is used.
"""

import base64
import binascii
import json
import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from cryptography.hazmat.primitives import constant_time

from app.services.problems import Damaged, DiskProblem, ForeignStore, NewerStore, NoStore, Problem
from app.services.store import files
from app.services.store.vault import keys
from app.wording import N_, _

VAULT_FILE = "vault.json"
STORE_FILE = "agency.db"
FORMAT = "peerdesk-vault"
VERSION = 1
LONGEST_NAME = 200
_LARGEST = 2_000_000
_HEAD = b'{\n "format": "peerdesk-vault"'
_ANCHOR_HEAD = re.compile(r"(?:[0-9a-f]{2}){0,64}")
# Reading, changing and writing back must not interleave: the anchor moves in a thread of its own.
_turn = threading.RLock()
P = TypeVar("P", bound=Problem)

_NOTHING = N_("There is no Peerdesk store in {folder}. Choose another folder, or set up a new store.")
_NO_VAULT = N_(
    "The encrypted records are in {folder}, but vault.json, the file with the keys, is missing; without it nobody can "
    "open the records."
)
_EMPTY = N_("The key file {path} is empty. Nothing was changed.")
_CUT = N_("The key file {path} is cut short or was changed by another program. Nothing was changed.")
_FOREIGN = N_("The file {path} was not made by Peerdesk, or another program wrote over it. Nothing was changed.")
_NEWER = N_(
    "A newer Peerdesk wrote this store. Install the newest version on this computer; nothing was changed."
)
_COST = N_(
    "The key file {path} asks for passphrase settings that Peerdesk does not accept. It may be changed. Nothing was "
    "changed by Peerdesk."
)
_CHANGED = N_("The key file {path} was changed outside Peerdesk: its seal does not fit. Nothing was changed.")


class _Malformed(Exception):
    """A field is missing, of another type, or out of form."""


class _Costly(Exception):
    """The settings of the key derivation are not among the accepted ones."""


@dataclass(frozen=True)
class Anchor:
    """How long the audit chain was at least, and its head then (lower-case hex, '' at first)."""

    count: int
    head: str


@dataclass(frozen=True)
class KeyringSlot:
    """A person's exchange key, wrapped under a secret that the operating system of one account keeps."""

    account: str
    exchange: bytes


@dataclass(frozen=True)
class Slot:
    """One person's way in: derivation salt and cost, wrapped private keys, sealed store key.

    `temporary`: somebody else chose the passphrase, so it opens and does not sign.
    """

    user_id: str
    name: str
    cost: keys.Cost
    salt: bytes
    exchange: bytes
    signing: bytes
    store_key: bytes
    keyring: KeyringSlot | None
    temporary: bool = False


@dataclass(frozen=True)
class Contents:
    """All that the file holds but its HMAC; `change` names the last change that the store recorded with it."""

    store_id: str
    agency: str
    slots: tuple[Slot, ...]
    recovery_store_key: bytes
    anchor: Anchor
    change: str = ""

    def slot(self, user_id: str) -> Slot:
        """The slot of this person. Raises KeyError: a caller names only people whom the vault lists."""
        for slot in self.slots:
            if slot.user_id == user_id:
                return slot
        raise KeyError("no key slot of this id")

    def with_slot(self, new: Slot) -> "Contents":
        """The same with this person's slot put in or exchanged."""
        if all(slot.user_id != new.user_id for slot in self.slots):
            return replace(self, slots=(*self.slots, new))
        return replace(self, slots=tuple(new if slot.user_id == new.user_id else slot for slot in self.slots))


def load(folder: Path) -> tuple[Contents, bytes]:
    """The contents and the HMAC written with them, checked for form only.

    Raises NoStore, Damaged, ForeignStore, NewerStore, DiskProblem.
    """
    return load_file(folder / VAULT_FILE)


def load_file(path: Path) -> tuple[Contents, bytes]:
    """The same of a key file under another name. Raises as `load`."""
    raw = _object(_bytes(path), path)
    version = raw.get("version")
    if type(version) is int and version > VERSION:
        raise NewerStore(_(_NEWER))
    code = raw.pop("mac", None)
    try:
        contents = _contents(raw)
        if _plain(contents) != raw:
            raise _Malformed
        return contents, _unpacked(code)
    except _Malformed:
        raise _damaged(_CUT, path) from None
    except _Costly:
        raise _damaged(_COST, path) from None


def checked(folder: Path, store_key: bytes) -> Contents:
    """The contents, once the HMAC was found to fit. Raises Damaged, and what `load` raises."""
    contents, code = load(folder)
    verify(folder, contents, code, store_key)
    return contents


def verify(folder: Path, contents: Contents, code: bytes, store_key: bytes) -> None:
    """Raises Damaged unless the HMAC read with the contents was made with the store's key."""
    if not constant_time.bytes_eq(code, _code(contents, store_key)):
        raise at_fault(Damaged(_(_CHANGED).format(path=folder / VAULT_FILE)))


def save(folder: Path, contents: Contents, store_key: bytes, *, revokes: bool = False) -> None:
    """Write it whole, with its HMAC. `revokes`: the copy kept beside it must not open what this one closes.

    Raises DiskProblem; the file is then as it was.
    """
    path = folder / VAULT_FILE
    before = files.previous(path)
    plain = {**_plain(contents), "mac": _packed(_code(contents, store_key))}
    data = json.dumps(plain, indent=1, ensure_ascii=False).encode("utf-8") + b"\n"
    if revokes:
        files.remove(before)
    files.write(path, data, keep_previous=not revokes)
    if revokes:
        # The change has landed; a copy that fails now must not report it as failed.
        with suppress(DiskProblem):
            files.write(before, data)


def showable(name: str) -> bool:
    """Whether a name or id is there, not too long, and free of control characters and broken letters."""
    return 1 <= len(name) <= LONGEST_NAME and not any(
        unicodedata.category(sign) in ("Cc", "Cs") for sign in name
    )


def sound_anchor(anchor: Anchor) -> bool:
    """Whether the count and the head have the form of one."""
    return 0 <= anchor.count < 2**63 and _ANCHOR_HEAD.fullmatch(anchor.head) is not None


@contextmanager
def taking_turns() -> Iterator[None]:
    """Hold other threads off the file between reading and writing back."""
    with _turn:
        yield


def _code(contents: Contents, store_key: bytes) -> bytes:
    canonical = json.dumps(_plain(contents), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    key = keys.stretch(store_key, keys.bound("vault seal", contents.store_id))
    return keys.mac(key, canonical.encode("ascii"))


def _bytes(path: Path) -> bytes:
    with files.explained(path):
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except (FileNotFoundError, NotADirectoryError):
            sentence = _NO_VAULT if (path.parent / STORE_FILE).exists() else _NOTHING
            raise at_fault(NoStore(_(sentence).format(folder=path.parent))) from None
    if not data:
        raise _damaged(_EMPTY, path)
    return data


def _object(data: bytes, path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(data.decode("utf-8")) if len(data) <= _LARGEST else None
    except (ValueError, RecursionError):
        raw = None
    if isinstance(raw, dict) and raw.get("format") == FORMAT:
        return raw
    if raw is None and data[: len(_HEAD)] == _HEAD[: len(data)]:
        raise _damaged(_CUT, path)
    raise at_fault(ForeignStore(_(_FOREIGN).format(path=path)))


def _damaged(sentence: str, path: Path) -> Damaged:
    return at_fault(Damaged(_(sentence).format(path=path)))


def at_fault(problem: P) -> P:
    """The problem, known to be of the key file itself."""
    problem.of_key_file = True
    return problem


def _plain(contents: Contents) -> dict[str, Any]:
    named = {"change": contents.change} if contents.change else {}
    return {
        "format": FORMAT,
        "version": VERSION,
        "store": contents.store_id,
        "agency": contents.agency,
        "users": [_plain_slot(slot) for slot in contents.slots],
        "recovery": {"store_key": _packed(contents.recovery_store_key)},
        "anchor": {"count": contents.anchor.count, "head": contents.anchor.head},
        **named,
    }


def _plain_slot(slot: Slot) -> dict[str, Any]:
    keyring = slot.keyring and {"account": slot.keyring.account, "exchange": _packed(slot.keyring.exchange)}
    return {
        "id": slot.user_id,
        "name": slot.name,
        "kdf": {
            "algorithm": "argon2id",
            "memory_mib": slot.cost.memory_mib,
            "passes": slot.cost.passes,
            "lanes": slot.cost.lanes,
            "salt": _packed(slot.salt),
        },
        "exchange": _packed(slot.exchange),
        "signing": _packed(slot.signing),
        "store_key": _packed(slot.store_key),
        "keyring": keyring,
        **({"temporary": True} if slot.temporary else {}),
    }


def _contents(raw: Mapping[str, Any]) -> Contents:
    users = raw.get("users")
    if not isinstance(users, list) or not users:
        raise _Malformed
    slots = tuple(_slot(_mapping(each)) for each in users)
    if len({slot.user_id for slot in slots}) != len(slots):
        raise _Malformed
    return Contents(
        store_id=_text(raw.get("store")),
        agency=_text(raw.get("agency")),
        slots=slots,
        recovery_store_key=_unpacked(_mapping(raw.get("recovery")).get("store_key")),
        anchor=_anchor(_mapping(raw.get("anchor"))),
        change=_text(raw["change"]) if "change" in raw else "",
    )


def _slot(raw: Mapping[str, Any]) -> Slot:
    kdf = _mapping(raw.get("kdf"))
    cost = keys.Cost(_number(kdf.get("memory_mib")), _number(kdf.get("passes")), _number(kdf.get("lanes")))
    salt = _unpacked(kdf.get("salt"))
    if not cost.acceptable() or len(salt) != keys.SALT_BYTES or kdf.get("algorithm") != "argon2id":
        raise _Costly
    return Slot(
        user_id=_text(raw.get("id")),
        name=_text(raw.get("name")),
        cost=cost,
        salt=salt,
        exchange=_unpacked(raw.get("exchange")),
        signing=_unpacked(raw.get("signing")),
        store_key=_unpacked(raw.get("store_key")),
        keyring=None if raw.get("keyring") is None else _keyring(_mapping(raw["keyring"])),
        temporary="temporary" in raw,
    )


def _keyring(raw: Mapping[str, Any]) -> KeyringSlot:
    return KeyringSlot(account=_text(raw.get("account")), exchange=_unpacked(raw.get("exchange")))


def _anchor(raw: Mapping[str, Any]) -> Anchor:
    head = raw.get("head")
    anchor = Anchor(_number(raw.get("count")), head if isinstance(head, str) else "?")
    if not sound_anchor(anchor):
        raise _Malformed
    return anchor


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Malformed
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not showable(value):
        raise _Malformed
    return value


def _number(value: object) -> int:
    # A JSON true would pass as 1.
    if type(value) is not int:
        raise _Malformed
    return value


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unpacked(value: object) -> bytes:
    text = value if isinstance(value, str) else "!"
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _Malformed from None
    if base64.b64encode(found).decode() != text:  # the last sign has bits that mean nothing; a change in them shows
        raise _Malformed
    return found
