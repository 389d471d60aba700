"""What each person has chosen on this computer: colors, text size, quiet minutes. Kept by store and user."""

import zlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from app.services.across.opening import SignedIn

USUAL = {"scheme": "system", "percent": "100", "minutes": "10"}


def settings() -> QSettings:
    """This person's own settings on this computer: look, text size, lock time. Nothing of any record."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Peerdesk", "Peerdesk")


class Preferences:
    """One person's choices in one store; what they never chose is the usual, or what this laptop had before."""

    def __init__(self, signed_in: "SignedIn") -> None:
        """Of who is signed in."""
        store = zlib.crc32(str(signed_in.store.folder).encode())
        self._head = f"people-{store:08x}-{signed_in.actor.user_id.hex}"

    def get(self, name: str) -> str:
        """The choice as text."""
        kept = settings()
        return str(kept.value(f"{self._head}/{name}", "") or kept.value(name, "") or USUAL[name])

    def number(self, name: str) -> float:
        """The choice as a number; the usual one where something else was written into the file."""
        try:
            return float(self.get(name))
        except ValueError:
            return float(USUAL[name])

    def put(self, name: str, value: object) -> None:
        """Keep a choice."""
        settings().setValue(f"{self._head}/{name}", str(value))


def last_look() -> tuple[str, int]:
    """Colors and text size of who was here last: the first page wears them, for nobody has come in yet."""
    kept = settings()
    try:
        percent = int(str(kept.value("look/percent", "") or kept.value("percent", "") or 100))
    except ValueError:
        percent = 100
    return str(kept.value("look/scheme", "") or kept.value("scheme", "") or "system"), percent


def wore(scheme: str, percent: int) -> None:
    """Remember the look for the first page."""
    settings().setValue("look/scheme", scheme)
    settings().setValue("look/percent", percent)
