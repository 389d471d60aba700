"""Shows a file of proof: a PDF in the preview, a picture fitted to the page. Nothing is written to disk."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel

from app.ui.kit.page import Crumb, Page
from app.wording import _

if TYPE_CHECKING:
    from app.ui.staff.standing import StandingPage


class Picture(QLabel):
    """A picture as large as its place allows, never larger than itself."""

    def __init__(self, content: bytes, name: str) -> None:
        """`name` is what a screen reader says."""
        super().__init__()
        self._whole = QPixmap()
        self._whole.loadFromData(content)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(200, 150)
        self.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture anew."""
        super().resizeEvent(event)
        size = self.size().boundedTo(self._whole.size())
        aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        if not self._whole.isNull():
            self.setPixmap(self._whole.scaled(size, aspect, smooth))


def show(shown: "StandingPage", title: str, media: str, content: bytes) -> None:
    """Open a file's page; the way back leads to the person's proof."""
    desk, whose = shown.desk, shown.whose()
    crumbs: list[Crumb] = [
        (_("Staff"), lambda: desk.window.go("staff")), (whose.shown.name, lambda: whose.come_back("proof")), (title, None),
    ]  # fmt: skip
    if media == "application/pdf":
        from app.ui.kit.preview import Preview

        desk.window.open_page(Preview(title, content, "proof.pdf", crumbs), "staff")
        return
    made = Page(title, crumbs=crumbs, scroll=False)
    made.window_title = _("Staff")
    made.body.addWidget(Picture(content, title), 1)
    desk.window.open_page(made, "staff")
