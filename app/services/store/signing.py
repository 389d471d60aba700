"""Signing exact bytes and checking them: Ed25519 over canonical JSON that names its kind and version."""

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.services.store.audit import canonical


def sealed(kind: str, version: int, values: dict[str, Any]) -> bytes:
    """The bytes to sign: the values under their `kind@version`."""
    return canonical({"kind": f"{kind}@{version}", **values})


def covered(payload: Any) -> tuple[int, str] | None:
    """The (count, head) of the audit that signed bytes name; None for bytes that are none of ours."""
    try:
        count, head = json.loads(payload)["audit"]
    except (KeyError, TypeError, ValueError):
        return None
    return count, head


def redacted(payload: bytes) -> str:
    """The number of the destruction that took a person out of signed bytes; '' where they are as they were signed."""
    try:
        said = json.loads(payload)
    except (TypeError, ValueError):
        return ""
    return str(said.get("redacted", "")) if isinstance(said, dict) else ""


def sign(payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """The 64-byte signature over the payload."""
    return key.sign(payload)


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 raw bytes of the public key that checks this key's signatures."""
    return key.public_key().public_bytes_raw()


def holds(payload: bytes, signature: bytes, public: bytes) -> bool:
    """Whether the signature is this key's over exactly these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, payload)
    except (InvalidSignature, ValueError, TypeError):  # a column that another program filled may hold anything
        return False
    return True
