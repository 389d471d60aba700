"""The recovery key as a person writes and types it: 128 random bits and two check characters.

28 characters in groups of four, from an alphabet without I, L, O and U. The whole number is a multiple
of 1021: any one wrong character, and any two that changed places, are found before the key is tried.
"""

import os
import unicodedata

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.services.problems import WrongPassphrase
from app.services.store.vault import keys
from app.wording import N_, _, plural

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 28
_CHECK = 1021
_SECRET_BYTES = 16
_READ_AS = str.maketrans("OIL", "011")

_NOT_IN_KEY = N_(
    "A recovery key has no {character}. Look at character {place} on the paper, counted without the dashes."
)
_SLIP = N_(
    "Something in this recovery key is mistyped: its check characters do not fit. "
    "Compare it with the paper, group by group."
)


def new_text() -> str:
    """A fresh recovery key, as it is printed."""
    value = int.from_bytes(os.urandom(_SECRET_BYTES), "big") << 10
    value += -value % _CHECK
    signs = [_ALPHABET[value >> 5 * place & 31] for place in reversed(range(_LENGTH))]
    return "-".join("".join(signs[start : start + 4]) for start in range(0, _LENGTH, 4))


def secret(typed: str) -> bytes:
    """The 16 secret bytes of a typed key; case, spaces, dashes, O for 0 and I or L for 1 do not matter.

    Raises WrongPassphrase with a sentence on what is mistyped.
    """
    value = 0
    for sign in _signs(typed):
        value = value << 5 | _ALPHABET.index(sign)
    bits = value >> 10
    if value % _CHECK or bits >> 8 * _SECRET_BYTES:
        raise WrongPassphrase(_(_SLIP))
    return bits.to_bytes(_SECRET_BYTES, "big")


def is_key(typed: str) -> bool:
    """Whether what was typed is a recovery key without a slip, of whatever store."""
    try:
        secret(typed)
    except WrongPassphrase:
        return False
    return True


def private_key(typed: str, store_id: str) -> X25519PrivateKey:
    """The key pair that the typed key stands for in this store. Raises WrongPassphrase."""
    return X25519PrivateKey.from_private_bytes(
        keys.stretch(secret(typed), keys.bound("recovery key", store_id))
    )


def _signs(typed: str) -> str:
    plain = unicodedata.normalize("NFKC", typed[:1000]).upper().translate(_READ_AS)
    signs = "".join(sign for sign in plain if not _between_groups(sign))
    for place, sign in enumerate(signs, start=1):
        if sign not in _ALPHABET:
            raise WrongPassphrase(_(_NOT_IN_KEY).format(character=sign, place=place))
    if len(signs) != _LENGTH:
        raise WrongPassphrase(
            plural(
                "A recovery key has 28 letters and digits in seven groups; {count} was typed.",
                "A recovery key has 28 letters and digits in seven groups; {count} were typed.",
                len(signs),
            )
        )
    return signs


def _between_groups(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in ("Pd", "Cf", "Cc") or sign in "_.\u2212"
