"""A box to tick whose words take further lines where the place is narrow (Qt's own asks for one line)."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton

LEAST = 16  # letters that a line holds at least


class Tick(QCheckBox):
    """Its name for a screen reader is the whole sentence, wherever its lines break."""

    def __init__(self, words: str) -> None:
        """`words` as they are read; an '&' is an '&'."""
        super().__init__()
        self._words = words.replace("&", "&&")
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(self._words)

    def sizeHint(self) -> QSize:
        """As wide as all of it on one line, as high as it stands."""
        return QSize(self._aside() + self.fontMetrics().horizontalAdvance(self._words), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a few words."""
        words = max([self._words[:LEAST], *self._words.split()], key=len)
        return QSize(self._aside() + self.fontMetrics().horizontalAdvance(words), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        broken = "\n".join(_lines(self._words, self.fontMetrics(), self.width() - self._aside()))
        if broken != self.text():
            self.setText(broken)
            self.updateGeometry()

    def _aside(self) -> int:
        """What the box itself takes, in pixels."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        size = self.style().sizeFromContents(QStyle.ContentsType.CT_CheckBox, option, QSize(0, 0), self)
        spacing = self.style().pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing, option, self)
        return size.width() + spacing


def _lines(words: str, metrics: QFontMetrics, width: int) -> list[str]:
    found = [""]
    for word in words.split(" "):
        longer = f"{found[-1]} {word}".strip()
        if found[-1] and metrics.horizontalAdvance(longer) > width:
            found.append(word)
        else:
            found[-1] = longer
    return found
