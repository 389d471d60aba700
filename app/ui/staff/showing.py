"""Shows a file of proof: a PDF in the preview, a picture fitted to the page. Nothing is written to disk."""

from typing import TYPE_CHECKING

from app.services.documents import scans
from app.ui.kit.page import Crumb, Page, empty
from app.ui.kit.picture import Picture
from app.ui.kit.preview import Preview
from app.wording import _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage


def show(shown: "StandingPage", title: str, media: str, content: bytes) -> None:
    """Open a file's page; the way back leads to the person's proof."""
    desk, whose = shown.desk, shown.whose()
    crumbs: list[Crumb] = [
        (_("Staff"), lambda: desk.window.go("staff")), (whose.shown.name, lambda: whose.come_back("proof")), (title, None),
    ]  # fmt: skip
    if media == "application/pdf":
        desk.window.open_page(Preview(title, content, "proof.pdf", crumbs), "staff")
        return
    made = Page(title, crumbs=crumbs, scroll=False)
    made.window_title = _("Staff")
    fault = scans.picture_fault(content)
    if fault:
        made.body.addWidget(empty(_("The picture cannot be shown: {reason}.").format(reason=fault)), 1)
    else:
        made.body.addWidget(Picture(scans.printable(content)[0], title), 1)  # as it is printed
    desk.window.open_page(made, "staff")
