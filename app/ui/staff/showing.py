"""Shows a file of proof: a PDF in the preview, a picture fitted to the page. Nothing is written to disk."""

from typing import TYPE_CHECKING

from app.ui.kit.page import Crumb, Page
from app.ui.kit.picture import Picture
from app.wording import _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage


def show(shown: "StandingPage", title: str, media: str, content: bytes) -> None:
    """Open a file's page; the way back leads to the person's proof."""
    desk = shown.desk
    crumbs: list[Crumb] = [
        (_("Staff"), lambda: desk.window.go("staff")), (shown.shown.name, lambda: shown.come_back("proof")), (title, None),
    ]  # fmt: skip
    if media == "application/pdf":
        from app.ui.kit.preview import Preview

        desk.window.open_page(Preview(title, content, "proof.pdf", crumbs), "staff")
        return
    made = Page(title, crumbs=crumbs, scroll=False)
    made.window_title = _("Staff")
    made.body.addWidget(Picture(content, title), 1)
    desk.window.open_page(made, "staff")
