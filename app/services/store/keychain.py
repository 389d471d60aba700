"""The operating system's key store, a convenience: off unless asked for, used at program start only.

It keeps a random secret that opens one slot of the vault, for one account of one computer; never a
passphrase, never a signing key. Only the native services are used, and only after a value was written,
read back, compared and deleted. `keyring` is imported when first needed: it is slow to load, and the
system may ask the person something, so call from a background thread.
"""

import base64
import binascii
import contextlib
import getpass
import os
import platform
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.services.problems import Problem
from app.wording import N_, _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_Answer = TypeVar("_Answer")

_NATIVE = (
    "keyring.backends.SecretService",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
# Accounts that nobody has alone; the vault also refuses a second person on one account.
_SHARED = frozenset(
    [
        "root",
        "system",
        "administrator",
        "guest",
        "public",
        "kiosk",
        "shared",
        "frontdesk",
        "reception",
        "everyone",
        "office",
    ]
)

_NONE = N_(
    "This computer has no key store that Peerdesk trusts. Go on typing your passphrase; nothing else changes."
)
_LOCKED = N_(
    "The computer's key store is locked or did not answer. Type your passphrase, "
    "or unlock the key store and start Peerdesk again."
)
_FORGETS = N_("The computer's key store did not keep what it was given. Go on typing your passphrase.")
_NOT_ALONE = N_(
    "This computer account is shared or belongs to the system, so anybody using it could open the store. "
    "Go on typing your passphrase."
)


class NoKeychain(Problem):
    """The operating system's key store cannot be used; the passphrase opens the store as ever."""


def account() -> str:
    """This operating system account on this computer, as the vault's slot names it."""
    return f"{_login()}@{platform.node() or 'computer'}"[:200]


def why_not(store_id: str) -> str:
    """'' where the key store can be used; otherwise the sentence that says why not.

    Writes, reads back, compares and deletes a random value.
    """
    try:
        _try_out(_native(), store_id)
    except NoKeychain as problem:
        return problem.sentence
    return ""


def available(store_id: str) -> bool:
    """Whether the key store can be used here, by the same trial as `why_not`."""
    return not why_not(store_id)


def keep(store_id: str, user_id: str, secret: bytes) -> None:
    """Keep the secret of this person's slot for this account, after a trial.

    Raises NoKeychain; the secret that did not come back is not left behind.
    """
    backend = _native()
    _try_out(backend, store_id)
    service, entry = _service(store_id), _entry(user_id)
    try:
        _round_trip(backend, service, entry, base64.b64encode(secret).decode("ascii"))
    except NoKeychain:
        with contextlib.suppress(Exception):
            backend.delete_password(service, entry)
        raise


def fetch(store_id: str, user_id: str) -> bytes | None:
    """The kept secret, None where none is kept or it is unreadable. Raises NoKeychain."""
    backend = _native()
    text = _asked(lambda: backend.get_password(_service(store_id), _entry(user_id)))
    try:
        return base64.b64decode(text, validate=True) if text else None
    except (binascii.Error, ValueError):
        return None


def forget(store_id: str, user_id: str) -> None:
    """Delete what is kept for this person, if anything. Raises NoKeychain."""
    backend = _native()
    service, entry = _service(store_id), _entry(user_id)
    if _asked(lambda: backend.get_password(service, entry)) is not None:
        _asked(lambda: backend.delete_password(service, entry))


def _native() -> "KeyringBackend":
    if _account_is_shared():
        raise NoKeychain(_(_NOT_ALONE))
    for backend in _asked(_offered):
        # The module, not the class: whoever subclasses elsewhere is not native.
        if type(backend).__module__ in _NATIVE:
            return backend
    raise NoKeychain(_(_NONE))


def _offered() -> "list[KeyringBackend]":
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    return list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]


def _try_out(backend: "KeyringBackend", store_id: str) -> None:
    service, entry = _service(store_id), _entry("trial " + secrets.token_hex(8))
    _round_trip(backend, service, entry, secrets.token_hex(32))
    _asked(lambda: backend.delete_password(service, entry))
    if _asked(lambda: backend.get_password(service, entry)) is not None:
        raise NoKeychain(_(_FORGETS))


def _round_trip(backend: "KeyringBackend", service: str, entry: str, value: str) -> None:
    _asked(lambda: backend.set_password(service, entry, value))
    if _asked(lambda: backend.get_password(service, entry)) != value:
        raise NoKeychain(_(_FORGETS))


def _asked(question: Callable[[], _Answer]) -> _Answer:
    try:
        return question()
    # Each native service raises classes of its own, from D-Bus errors to OS codes.
    except Exception as error:
        raise NoKeychain(_(_LOCKED)) from error


def _service(store_id: str) -> str:
    return f"peerdesk {store_id}"


def _entry(user_id: str) -> str:
    return f"{_login()} {user_id}"


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _account_is_shared() -> bool:
    owner = getattr(os, "geteuid", lambda: 1)()
    name = _login().casefold()
    return owner == 0 or not name or name in _SHARED
