"""The program as its first pages know it."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.services.across.opening import SignedIn


class Host(Protocol):
    """What the pages before the desktop ask of the program that shows them."""

    folder: Path
    setup: QWidget | None

    def enter(self, signed_in: "SignedIn") -> None:
        """Show the desktop of who has come in."""

    def window(self) -> QWidget | None:
        """The window of who has come in, as the parent of a box."""

    def open_folder(self, folder: Path) -> None:
        """Turn to another store folder."""

    def open_sample(self) -> None:
        """Make the sample agency and open it."""

    def show_setup(self) -> None:
        """Show the first-run pages."""

    def show_arrival(self, aside: bool = False) -> None:
        """Show the page that takes a backup, or a store from another laptop."""
