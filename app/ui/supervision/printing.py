"""The agenda of a planned session, made behind the window and shown as a preview."""

import uuid
from typing import TYPE_CHECKING

from app.services.across import agenda_paper
from app.ui.kit.background import Progress
from app.ui.kit.page import Crumb
from app.ui.kit.preview import Preview
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def print_agenda(desk: "Desk", planned_id: uuid.UUID) -> None:
    """Render the agenda and open its preview."""

    def work(_progress: Progress) -> bytes:
        return desk.read(lambda session: agenda_paper.render(session, planned_id))

    def done(data: bytes) -> None:
        crumbs: list[Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")),
            (_("Plan"), lambda: desk.open("plan", planned_id)), (_("Agenda"), None),
        ]  # fmt: skip
        desk.window.open_page(Preview(_("Agenda"), data, "agenda.pdf", crumbs), "supervision")

    desk.queue.run(work, done, title=_("Making the agenda"))
