"""The files can be opened as SECURITY.md says, with nothing of Peerdesk: other tools can be written from that page."""

import base64
import hashlib
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from argon2 import low_level
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.conftest import AGENCY, MANAGER, PASSPHRASE

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def bound(*parts: Any) -> bytes:
    return json.dumps(["peerdesk", *parts], separators=(",", ":")).encode("ascii")


def hkdf(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info).derive(key)


def store_key(vault: dict[str, Any], name: str, passphrase: str) -> bytes:
    """Steps 1 to 4."""
    store, user = vault["store"], next(one for one in vault["users"] if one["name"] == name)
    kdf = user["kdf"]
    derived = low_level.hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase).encode(), base64.b64decode(kdf["salt"]), kdf["passes"],
        kdf["memory_mib"] * 1024, kdf["lanes"], 32, low_level.Type.ID,
    )  # fmt: skip
    wrapping = hkdf(derived, bound("passphrase", store, user["id"]))
    wrapped = base64.b64decode(user["exchange"])
    data = bound("exchange", store, user["id"], kdf["memory_mib"], kdf["passes"], kdf["lanes"])
    private = X25519PrivateKey.from_private_bytes(AESGCM(wrapping).decrypt(wrapped[:12], wrapped[12:], data))
    return SUITE.decrypt(base64.b64decode(user["store_key"]), private, info=bound("store key", store, user["id"]))


def recovered(vault: dict[str, Any], paper: str) -> bytes:
    value = 0
    for sign in paper.replace("-", ""):
        value = value << 5 | ALPHABET.index(sign)
    assert value % 1021 == 0
    private = X25519PrivateKey.from_private_bytes(
        hkdf((value >> 10).to_bytes(16, "big"), bound("recovery key", vault["store"]))
    )
    sealed = base64.b64decode(vault["recovery"]["store_key"])
    return SUITE.decrypt(sealed, private, info=bound("store key of recovery", vault["store"]))


def seal_fits(vault: dict[str, Any], key: bytes) -> bool:
    """Step 5."""
    rest = {name: value for name, value in vault.items() if name != "mac"}
    said = json.dumps(rest, sort_keys=True, separators=(",", ":")).encode("ascii")
    code = hmac.new(hkdf(key, bound("vault seal", vault["store"])), said, hashlib.sha256).digest()
    return hmac.compare_digest(code, base64.b64decode(vault["mac"]))


def opened(folder: Path, key: bytes) -> Any:
    raw = driver.connect(str(folder / "agency.db"))
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return raw


def chain_fits(raw: Any, anchor: dict[str, Any]) -> int:
    """How many rows of the chain were recomputed; an assertion fails where one does not fit."""
    before, heads = bytes(32), [""]
    rows = raw.execute('SELECT seq, at, actor, action, "table", record, digest, head FROM audit_row ORDER BY seq')
    for seq, at, actor, action, table, record, digest, head in rows.fetchall():
        parts = raw.execute("SELECT salt, value FROM audit_value WHERE seq = ? ORDER BY part", (seq,)).fetchall()
        inner = b"".join(hashlib.sha256(salt + value).digest() for salt, value in parts)
        assert hashlib.sha256(inner).digest() == digest
        moment = at.replace(" ", "T").removesuffix(".000000") + "+00:00"
        words = [before.hex(), seq, moment, actor, action, table, record, digest.hex()]
        said = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        assert hashlib.sha256(said).digest() == head
        before = head
        heads.append(head.hex())
    assert heads[anchor["count"]] == anchor["head"]
    return len(heads) - 1


def test_another_tool_opens_a_store_by_passphrase_and_by_paper(signed_in, store_folder):
    signed_in.store.close()
    vault = json.loads((store_folder / "vault.json").read_text(encoding="utf-8"))
    assert (vault["format"], vault["version"], vault["agency"]) == ("peerdesk-vault", 1, AGENCY)
    key = store_key(vault, MANAGER, PASSPHRASE)
    assert key == recovered(vault, signed_in.recovery_key)
    assert seal_fits(vault, key)
    raw = opened(store_folder, key)
    try:
        assert raw.execute("SELECT name, store FROM agency").fetchone() == (AGENCY, vault["store"])
        assert chain_fits(raw, vault["anchor"]) > 0
    finally:
        raw.close()


def test_a_vault_changed_by_another_tool_does_not_fit_its_seal(signed_in, store_folder):
    signed_in.store.close()
    vault = json.loads((store_folder / "vault.json").read_text(encoding="utf-8"))
    key = store_key(vault, MANAGER, PASSPHRASE)
    vault["agency"] += "!"
    assert not seal_fits(vault, key)
