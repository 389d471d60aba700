"""Key stores of a computer that the tests put in place of the real one: a sound one, and such as fail in their own way."""

import keyring
import keyring.errors
from keyring.backend import KeyringBackend


class Native(KeyringBackend):
    """A service that keeps what it is given, for one login session."""

    priority = 5

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()  # type: ignore[no-untyped-call]  # keyring leaves it untyped
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it, or raise as the native services do."""
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError
        del self.kept[service, username]


class Foreign(Native):
    """The same from a module that is not native, as a plain-text fallback would be."""


class Forgetful(Native):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Discard it silently."""


class Locked(Native):
    """Answers with an exception of its own, whatever is asked."""

    def get_password(self, service: str, username: str) -> str | None:
        """Refuse."""
        raise keyring.errors.KeyringLocked("canary of the service")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Refuse as D-Bus does."""
        raise RuntimeError("canary of the service")


for _native in (Native, Forgetful, Locked):
    _native.__module__ = "keyring.backends.SecretService"
