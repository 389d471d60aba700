"""The cryptography of the vault, each step once: derive, wrap, seal.

A passphrase becomes a key by Argon2id and HKDF; that key wraps a person's private keys by AES-256-GCM.
The store key is sealed to public keys by HPKE. Every step is bound to what it is for.
"""

import json
import os
import unicodedata
from dataclasses import dataclass, field

from argon2 import low_level
from argon2.exceptions import HashingError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.services.problems import Problem
from app.wording import _

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Cost:
    """What one Argon2id derivation takes: memory in MiB, passes over it, lanes side by side."""

    memory_mib: int
    passes: int
    lanes: int

    def acceptable(self) -> bool:
        """Whether it is neither too cheap to protect nor dear enough to stop the computer."""
        return 8 <= self.memory_mib <= 1024 and 1 <= self.passes <= 10 and 1 <= self.lanes <= 16


FULL = Cost(memory_mib=128, passes=3, lanes=4)
LOW = Cost(memory_mib=8, passes=1, lanes=1)


@dataclass(frozen=True)
class PublicKeys:
    """A person's public keys, 32 raw bytes each, as the database keeps them."""

    exchange: bytes
    signing: bytes


@dataclass(frozen=True)
class UserKeys:
    """Who opened the store, and with what.

    The private signing key is not held: each signing asks for the passphrase again. After an unlock
    by the operating system's key store `signing_public` is None.
    """

    user_id: str
    name: str
    exchange_private: X25519PrivateKey = field(repr=False)
    exchange_public: bytes
    signing_public: bytes | None

    @property
    def publics(self) -> PublicKeys:
        """Both public keys. Raises ValueError where the signing key was not opened."""
        if self.signing_public is None:
            raise ValueError("the signing key was not opened")
        return PublicKeys(self.exchange_public, self.signing_public)


class WillNotOpen(Exception):
    """The key does not fit, or the sealed bytes were changed; callers say what that means."""


def bound(*parts: str | int) -> bytes:
    """What a key or seal is for, as bytes that no other parts can give."""
    return json.dumps(["peerdesk", *parts], ensure_ascii=True, separators=(",", ":")).encode("ascii")


def passphrase_bytes(passphrase: str) -> bytes:
    """The passphrase as derived from: the same letters give the same bytes however they were typed."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def derive(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """One Argon2id derivation, 32 bytes.

    Raises ValueError for a cost that is not accepted, Problem where the computer lacks the memory.
    """
    if not cost.acceptable():
        raise ValueError("key derivation cost out of bounds")
    try:
        return low_level.hash_secret_raw(
            passphrase_bytes(passphrase),
            salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_mib * 1024,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=low_level.Type.ID,
        )
    except HashingError as error:
        raise Problem(
            _(
                "This computer has too little free memory to check the passphrase ({count} MB are needed). "
                "Close other programs, then try again."
            ).format(count=cost.memory_mib)
        ) from error


def stretch(secret: bytes, purpose: bytes) -> bytes:
    """Another 32-byte key from a key or from random bytes, for this purpose only."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(secret)


def wrap(key: bytes, plain: bytes, purpose: bytes) -> bytes:
    """Encrypt under the key, bound to the purpose: nonce and ciphertext."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, purpose)


def unwrap(key: bytes, wrapped: bytes, purpose: bytes) -> bytes:
    """Undo `wrap`. Raises WillNotOpen."""
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], purpose)
    except InvalidTag:
        raise WillNotOpen from None


def seal(public: bytes, plain: bytes, purpose: bytes) -> bytes:
    """Encrypt to whoever holds the private key of this X25519 public key, bound to the purpose."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info=purpose)


def unseal(private: X25519PrivateKey, sealed: bytes, purpose: bytes) -> bytes:
    """Undo `seal`. Raises WillNotOpen."""
    try:
        return _SUITE.decrypt(sealed, private, info=purpose)
    except InvalidTag:
        raise WillNotOpen from None


def mac(key: bytes, data: bytes) -> bytes:
    """HMAC-SHA256 over the data."""
    code = hmac.HMAC(key, hashes.SHA256())
    code.update(data)
    return code.finalize()


def exchange_public(private: X25519PrivateKey) -> bytes:
    """The public half of an exchange key, 32 raw bytes."""
    return private.public_key().public_bytes_raw()


def signing_public(private: Ed25519PrivateKey) -> bytes:
    """The public half of a signing key, 32 raw bytes."""
    return private.public_key().public_bytes_raw()
