"""A picture on a page, such as a scan."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel


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
