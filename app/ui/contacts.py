"""Whom to call, wherever it is asked for: the contacts as they stand, and the button of the crisis page."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.contacts import records
from app.services.contacts.standard import Contact
from app.ui.kit import controls
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def shown(desk: "Desk") -> Sequence[Contact]:
    """The contacts as they stand now."""
    return desk.read(records.shown)


def button(desk: "Desk", room: str) -> controls.Button:
    """The button that leads to the page, one name wherever it stands; `room` is where it stands."""
    made = controls.outlined(_("Crisis page"), "phone", lambda: desk.open("crisis-page", room))
    made.setToolTip(_("Whom to call, on one sheet in large type, to print or save"))
    return made
