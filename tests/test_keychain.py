"""The operating system's key store: only native services, only after a trial, never in the way."""

import getpass
import os
from collections.abc import Callable
from typing import Any

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from app.services.store import keychain
from tests.keyrings import Foreign, Forgetful, Locked, Native

_STORE, _USER, _SECRET = "store-1", "user-1", bytes(range(32))


class Subclass(Native):
    """Somebody's subclass of a native service, living elsewhere."""


class Mangling(Native):
    """Gives back something else."""

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept, shortened."""
        kept = super().get_password(service, username)
        return kept and kept[:10]


class Sticky(Native):
    """Says it deletes, and does not."""

    def delete_password(self, service: str, username: str) -> None:
        """Keep it all the same."""


for _native in (Mangling, Sticky):
    _native.__module__ = "keyring.backends.SecretService"


@pytest.fixture(autouse=True)
def _own_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "anna")


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Make keyring offer this backend."""
    return lambda backend: monkeypatch.setattr(keyring, "get_keyring", lambda: backend)


def test_keep_fetch_forget(use: Callable[[Any], None]) -> None:
    backend = Native()
    use(backend)
    assert keychain.available(_STORE)
    keychain.keep(_STORE, _USER, _SECRET)
    assert keychain.fetch(_STORE, _USER) == _SECRET
    assert [service for service, _entry in backend.kept] == ["peerdesk store-1"]
    assert all("anna" in entry for _service, entry in backend.kept)
    keychain.forget(_STORE, _USER)
    keychain.forget(_STORE, _USER)
    assert keychain.fetch(_STORE, _USER) is None
    assert backend.kept == {}


def test_stores_people_and_accounts_are_kept_apart(
    use: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Native())
    keychain.keep(_STORE, _USER, _SECRET)
    assert keychain.fetch("store-2", _USER) is None
    assert keychain.fetch(_STORE, "user-2") is None
    monkeypatch.setattr(getpass, "getuser", lambda: "ben")
    assert keychain.fetch(_STORE, _USER) is None


def test_the_trial_leaves_nothing_behind(use: Callable[[Any], None]) -> None:
    backend = Native()
    use(backend)
    assert keychain.why_not(_STORE) == ""
    assert backend.kept == {}


@pytest.mark.parametrize("service", [null.Keyring, fail.Keyring, Foreign, Subclass])
def test_only_native_services_are_trusted(use: Callable[[Any], None], service: Callable[[], Any]) -> None:
    backend = service()
    use(backend)
    assert "no key store that Peerdesk trusts" in keychain.why_not(_STORE)
    with pytest.raises(keychain.NoKeychain):
        keychain.keep(_STORE, _USER, _SECRET)
    with pytest.raises(keychain.NoKeychain):
        keychain.fetch(_STORE, _USER)
    assert getattr(backend, "kept", {}) == {}


def test_the_chain_gives_only_its_native_link(
    use: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, native = Foreign(), Native()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain, native])
    use(chainer.ChainerBackend())  # type: ignore[no-untyped-call]  # keyring leaves it untyped
    keychain.keep(_STORE, _USER, _SECRET)
    assert plain.kept == {}
    assert len(native.kept) == 1
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [plain])
    assert not keychain.available(_STORE)


@pytest.mark.parametrize("backend", [Forgetful(), Mangling(), Sticky()])
def test_a_service_that_does_not_keep_is_refused(use: Callable[[Any], None], backend: Any) -> None:
    use(backend)
    assert "did not keep" in keychain.why_not(_STORE)
    with pytest.raises(keychain.NoKeychain, match="did not keep"):
        keychain.keep(_STORE, _USER, _SECRET)
    assert keychain._entry(_USER) not in {entry for _service, entry in backend.kept}


def test_a_locked_service_is_unavailable_with_a_sentence(use: Callable[[Any], None]) -> None:
    use(Locked())
    assert "locked or did not answer" in keychain.why_not(_STORE)
    for ask in (keychain.fetch, keychain.forget):
        with pytest.raises(keychain.NoKeychain) as caught:
            ask(_STORE, _USER)
        assert "canary" not in str(caught.value)


def test_a_broken_configuration_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise ModuleNotFoundError("no such backend")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert "locked or did not answer" in keychain.why_not(_STORE)


@pytest.mark.parametrize("name", ["guest", "SYSTEM", "Kiosk", ""])
def test_a_shared_account_is_refused(
    use: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    backend = Native()
    use(backend)
    monkeypatch.setattr(getpass, "getuser", lambda: name)
    assert "shared" in keychain.why_not(_STORE)
    assert backend.kept == {}


def test_the_system_owner_is_refused(use: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch) -> None:
    use(Native())
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "shared" in keychain.why_not(_STORE)


def test_an_account_without_a_name_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert keychain.account().startswith("@")
    assert "shared" in keychain.why_not(_STORE)


def test_what_somebody_else_left_there_is_read_as_nothing(use: Callable[[Any], None]) -> None:
    backend = Native()
    use(backend)
    backend.set_password(keychain._service(_STORE), keychain._entry(_USER), "not base64 \u017c")
    assert keychain.fetch(_STORE, _USER) is None
