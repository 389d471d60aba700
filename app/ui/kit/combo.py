"""A box to choose from whose text, where it is too narrow, ends at a whole word with dots; the tool tip has all of it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStylePainter,
)

from app.ui.kit.elision import elided

SIDE = 2  # pixels that a line keeps before its text


class _Line(QLineEdit):
    """The line of a box that is typed into: cut only while nobody types."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As always, or the text with dots."""
        frame = QStyleOptionFrame()
        self.initStyleOption(frame)
        inner = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, frame, self)
        inner = inner.adjusted(SIDE, 0, -SIDE, 0)
        shown = elided(self.text(), self.fontMetrics(), inner.width())
        cut = shown != self.text()
        self.setToolTip(self.text() if cut else "")
        if not cut or self.hasFocus():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, frame, painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(QRect(inner), int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class Combo(QComboBox):
    """Qt's box, whose words are never cut inside."""

    def setEditable(self, editable: bool) -> None:
        """With a line of ours."""
        super().setEditable(editable)
        if editable:
            self.setLineEdit(_Line(self))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut the words at the width of the box."""
        if self.isEditable():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()
        words = self.currentText()
        if self.currentIndex() < 0 and self.placeholderText():
            words = self.placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, option.palette.placeholderText())
        option.currentText = elided(words, self.fontMetrics(), room - 2 * SIDE)
        self.setToolTip(words if option.currentText != words else "")
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
