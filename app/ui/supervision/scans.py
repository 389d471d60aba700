"""Opens a paper as it was printed for signature, and the scan of one that came back signed."""

import uuid
from typing import TYPE_CHECKING

from app.services.across import papers
from app.services.supervision import paper
from app.ui.kit import page
from app.ui.kit.background import Progress
from app.ui.kit.picture import Picture
from app.ui.kit.preview import Preview
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


def _crumbs(desk: "Desk", number: str, title: str) -> list[page.Crumb]:
    return [
        (_("Supervision"), lambda: desk.window.go("supervision")),
        (_("Papers to sign by hand"), lambda: desk.open("papers", number=number)), (title, None),
    ]  # fmt: skip


def open_printed(desk: "Desk", number: str) -> None:
    """Show the paper of this number as it was printed. Raises nothing: what is wrong is told where it was asked."""

    def work(_progress: Progress) -> bytes:
        return desk.read(lambda session: papers.printed(session, number))

    def done(data: bytes) -> None:
        title = _("Supervision log {number}").format(number=number)
        shown = Preview(title, data, f"{number}.pdf", _crumbs(desk, number, number))
        desk.window.open_page(shown, "supervision")

    desk.queue.run(work, done, title=_("Opening the paper"))


def open_scan(desk: "Desk", number: str, scan_id: uuid.UUID) -> None:
    """Show the scan of a signed paper: a PDF in the preview, a picture fitted to the page."""
    media, content = desk.read(lambda session: paper.scan(session, scan_id))
    title = _("Scan of {number}").format(number=number) if number else _("Scan")
    crumbs = _crumbs(desk, number, title)
    if media == "application/pdf":
        desk.window.open_page(Preview(title, content, "signed-paper.pdf", crumbs), "supervision")
        return
    made = page.Page(title, crumbs=crumbs, scroll=False)
    made.window_title = _("Supervision")
    made.body.addWidget(Picture(content, title), 1)
    desk.window.open_page(made, "supervision")
