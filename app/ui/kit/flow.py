"""Widgets in lines that break where the width ends."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Flow(QWidget):
    """Places its widgets from left to right, line by line, and asks for the height this takes."""

    def __init__(self, gap: int = 6) -> None:
        """`gap` pixels between widgets and lines."""
        super().__init__()
        self._gap = gap
        self._parts: list[QWidget] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def fill(self, parts: Sequence[QWidget]) -> None:
        """Take these widgets in place of all earlier ones."""
        for old in self._parts:
            old.setParent(None)
            old.deleteLater()
        self._parts = list(parts)
        for part in self._parts:
            part.setParent(self)
            part.show()
        self.place()

    def place(self) -> None:
        """Lay the widgets out again, after one changed its size."""
        across, line, high = 0, 0, 0
        for part in self._parts:
            size = part.sizeHint()
            if across and across + size.width() > max(self.width(), 1):
                across, line, high = 0, line + high + self._gap, 0
            part.setGeometry(across, line, size.width(), size.height())
            across += size.width() + self._gap
            high = max(high, size.height())
        if self.minimumHeight() != line + high:
            self.setMinimumHeight(line + high)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All widgets on one line."""
        wide = sum(part.sizeHint().width() + self._gap for part in self._parts)
        return QSize(max(wide - self._gap, 0), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """The widest widget, in as many lines as the present width needs."""
        return QSize(max((part.sizeHint().width() for part in self._parts), default=0), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        self.place()

    def event(self, event: QEvent) -> bool:
        """Break the lines anew when the type or a part's size changes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LayoutRequest, QEvent.Type.Polish):
            self.place()
        return done
