"""The Board's log of one person, at once from a page about them; Print and Save stand on it."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.services.across import papers
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.preview import Preview
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def button(act: Callable[[], object]) -> controls.Button:
    """The button that leads here, one name wherever it stands."""
    made = controls.outlined(_("Board's log"), "note", act)
    made.setToolTip(_("The supervision log of this year, to print or save"))
    return made


def show(
    desk: "Desk", staff: str, pack: str = "", *, year: str = "", crumbs: list[page.Crumb],
    room: str, by: controls.Button | None = None,
) -> None:  # fmt: skip
    """Make the log of a year, this one if blank, up to today, and open it; `crumbs` lead back to where it was asked for."""
    today = desk.today()
    last = min(today, dt.date(int(year), 12, 31)) if year else today

    def work(_progress: Progress) -> bytes:
        asked = papers.Asked(staff=staff, pack=pack, last=last, as_of=today)
        return desk.read(lambda session: papers.render(session, "supervision-log", asked))

    def done(data: bytes) -> None:
        title = _("Supervision log")
        desk.window.open_page(Preview(title, data, "supervision-log.pdf", [*crumbs, (title, None)]), room)

    desk.queue.run(work, done, title=_("Making the paper"), button=by)
