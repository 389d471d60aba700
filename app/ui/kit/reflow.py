"""Parts side by side that give way to the window: where a line is too short for them they stand below one another."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
LEAST = 4, 5  # the share of its usual width that a column keeps at least
HAIR = 1  # pixels by which the look of a part may change its need: nothing is to jump for that
ANY = 16_777_215  # no limit of width


class Reflow(QWidget):
    """A line of parts; it asks for no more width than its widest part needs."""

    def __init__(
        self, parts: Sequence[QWidget], shares: Sequence[int] = (), gap: int = 8, below: int = 5, top: bool = False
    ) -> None:
        """`shares` of the width (0 = what it needs); `gap` and `below` in pixels between parts side by side, or below.

        `top`: parts of a line begin at its top. Where nobody has a share, the parts stand at the left.
        """
        super().__init__()
        self._parts, self._gap, self._below = list(parts), gap, below
        self.box: QBoxLayout = QHBoxLayout()
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(gap)
        found = shares or (1,) * len(self._parts)
        for part, share in zip(self._parts, found, strict=True):
            self.box.addWidget(part, share, Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag(0))
            part.installEventFilter(self)
        if not any(found):
            self.box.addStretch(1)
        self.setLayout(self.box)

    def put_after(self, known: QWidget, part: QWidget) -> None:
        """One part more, right after one that is there, as wide as it needs."""
        place = self._parts.index(known) + 1
        self._parts.insert(place, part)
        self.box.insertWidget(place, part, 0, Qt.AlignmentFlag.AlignTop)
        part.installEventFilter(self)

    @property
    def is_below(self) -> bool:
        """Whether the parts stand below one another now."""
        return self.box.direction() == DOWN

    def minimumSizeHint(self) -> QSize:
        """As narrow as its widest part; as high as the parts stand now."""
        widest = max([self._least(part) for part in self._seen()], default=0)
        return QSize(widest, self.box.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for another way to stand."""
        super().resizeEvent(event)
        self._stand()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What a part shows now may need more, or less, than before."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._stand()
        return False

    def _seen(self) -> list[QWidget]:
        return [part for part in self._parts if not part.isHidden()]

    def _stand(self) -> None:
        seen = self._seen()
        need = sum(self._least(part) for part in seen) + self._gap * max(0, len(seen) - 1)
        self._turn(self.width() < need - HAIR * len(seen))

    def _turn(self, below: bool) -> None:
        self.box.setDirection(DOWN if below else ACROSS)
        self.box.setSpacing(self._below if below else self._gap)

    @staticmethod
    def _least(part: QWidget) -> int:
        return max(part.minimumSizeHint().width(), part.minimumWidth())


class Beside(Reflow):
    """A main part and a column, which narrows first and then stands below; neither is pushed out of the window."""

    def __init__(self, main: QWidget, column: QWidget, width: int) -> None:
        """`width` is that of the column in pixels, where there is room."""
        super().__init__([main, column], (1, 0), gap=20, below=12)
        self._width = width
        column.setFixedWidth(width)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both."""
        main, column = self._parts
        widest = max(self._least(main), column.minimumSizeHint().width())
        return QSize(widest, self.box.minimumSize().height())

    def _stand(self) -> None:
        main, column = self._parts
        part, whole = LEAST
        room = self.width() - self._least(main) - self._gap
        least = max(column.minimumSizeHint().width(), self._width * part // whole)
        width = min(self._width, max(room, least))
        below = room < width
        column.setMinimumWidth(0 if below else width)
        column.setMaximumWidth(ANY if below else width)
        self._turn(below)
