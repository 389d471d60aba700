"""The crisis page: whom to call, on one sheet to print or save."""

from typing import TYPE_CHECKING

from app.services.across import papers
from app.ui.kit import page
from app.ui.kit.background import Progress
from app.ui.kit.preview import Preview
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def open_crisis_page(desk: "Desk", room: str = "help") -> None:
    """Make the page and show it; the way back leads to the room from which it was asked for."""

    def work(_progress: Progress) -> bytes:
        return desk.read(lambda session: papers.render(session, "crisis-page", papers.Asked()))

    def done(data: bytes) -> None:
        title, label = _("Crisis page"), next((one.label for one in desk.window.rooms if one.name == room), room)
        crumbs: list[page.Crumb] = [(_(label), lambda: desk.window.go(room)), (title, None)]
        desk.window.open_page(Preview(title, data, "crisis-page.pdf", crumbs), room)

    desk.queue.run(work, done, title=_("Making the paper"))
