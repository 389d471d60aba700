"""The crisis page wherever it is asked for: its button, and the preview to print or save it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.contacts import records
from app.services.contacts.standard import Contact
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def shown(desk: "Desk") -> Sequence[Contact]:
    """The contacts as they stand now."""
    return desk.read(records.shown)


def button(desk: "Desk", room: str) -> controls.Button:
    """The button that leads to the page, one name wherever it stands; `room` is where it stands."""
    made = controls.outlined(_("Crisis page"), "phone", lambda: open_crisis_page(desk, room))
    made.setToolTip(_("Whom to call, on one sheet in large type, to print or save"))
    return made


def open_crisis_page(desk: "Desk", room: str = "help") -> None:
    """Make the page and show it; the way back leads to the room from which it was asked for."""

    def work(_progress: Progress) -> bytes:
        from app.services.across import papers

        return desk.read(lambda session: papers.render(session, "crisis-page", papers.Asked()))

    def done(data: bytes) -> None:
        from app.ui.kit.preview import Preview

        title, label = _("Crisis page"), next((one.label for one in desk.window.rooms if one.name == room), room)
        crumbs: list[page.Crumb] = [(_(label), lambda: desk.window.go(room)), (title, None)]
        desk.window.open_page(Preview(title, data, "crisis-page.pdf", crumbs), room)

    desk.queue.run(work, done, title=_("Making the paper"))
