"""Paints the cells of a list: one or two lines, an icon, a tone, a button; and the line under each row."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from app.ui.kit import icons, theme
from app.ui.kit.elision import elided
from app.ui.kit.line import broken
from app.ui.kit.table import CELL, Cell, TableModel

EDGE = 12
AIR = 8  # pixels above and below the words of a row that wraps
MOST = 4  # lines of one text in a cell
WRAPS = 125  # per cent of text above which words take further lines
ICON = 16
HEIGHTS = (28, 44, 62)  # of a row of one, two and three lines, in pixels


class CellDelegate(QStyledItemDelegate):
    """Draws `Cell`s; `lines` is 1 (28 px rows), 2 (44 px rows) or 3 (62 px rows, whose second line may take two)."""

    def __init__(self, view: QTableView, lines: int) -> None:
        """For one view, whose rows all have the same height."""
        super().__init__(view)
        self._view, self._lines = view, lines

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The row's height."""
        return QSize(0, self.row_height())

    def row_height(self) -> int:
        """28 px for one line, 44 for two, 62 for three, growing with the text."""
        return theme.height(HEIGHTS[self._lines - 1], self._lines)

    def wraps(self) -> bool:
        """Whether words take further lines instead of ending in dots: with large text, when columns are narrow."""
        return theme.percent() > WRAPS and self._lines > 1

    def needed(self, row: int) -> int:
        """The height of a row whose words wrap, in pixels."""
        model = self._view.model()
        high = self.row_height()
        for column in range(model.columnCount()):
            cell = model.index(row, column).data(CELL)
            if isinstance(cell, Cell) and not cell.button:
                upper, lower = self._wrapped(cell, self._room(QRect(0, 0, self._view.columnWidth(column), 0), column, cell))
                high = max(high, len(upper) * self._high(cell) + len(lower) * _metrics("second").height() + 2 * AIR)
        return high

    def _high(self, cell: Cell) -> int:
        return QFontMetrics(self._first(cell)).height()

    def _first(self, cell: Cell) -> QFont:
        strong = cell.strong or cell.tone in ("danger", "warning")
        return theme.font("label" if self._lines == 1 else "body", 600 if strong else 400)

    def _wrapped(self, cell: Cell, room: QRect) -> tuple[list[str], list[str]]:
        upper = lines_of(cell.text, self._first(cell), room.width(), MOST) if cell.text else []
        return upper, lines_of(cell.second, theme.font("second"), room.width(), MOST) if cell.second else []

    def _room(self, rect: QRect, column: int, cell: Cell) -> QRect:
        """Where a cell's words stand."""
        left = rect.left() + (EDGE if column == 0 else 0) + (theme.scaled(ICON) + 10 if cell.icon else 0)
        return QRect(left, rect.top(), rect.right() - left - EDGE + 1, rect.height())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """What is cut in a cell is told where the mouse rests on it."""
        cell = index.data(CELL)
        cut = isinstance(cell, Cell) and not cell.button and wide(cell, self._lines) + EDGE > option.rect.width()
        if isinstance(cell, Cell) and self.wraps() and not cell.button:
            said = self._wrapped(cell, self._room(option.rect, index.column(), cell))
            cut = any(lines[-1].endswith("…") for lines in said if lines)
        QToolTip.showText(event.globalPos(), "\n".join((cell.text, cell.second)).strip() if cut else "", view)
        return True

    def button_rect(self, cell: QRect) -> QRect:
        """Where a cell's button stands."""
        high = theme.height(28)
        return QRect(cell.left(), cell.center().y() - high // 2 + 1, cell.width() - EDGE, high)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw background, content and the row's line."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            return
        rect = QRect(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.colour("selection"))
        self._line(painter, rect, index)
        if cell.button:
            self._button(painter, rect, cell, focused)
        else:
            self._content(painter, rect, cell, index, selected)
            if focused and selected:
                painter.setPen(QPen(theme.colour("accent"), 1))
                painter.drawRect(rect.adjusted(1, 1, -2, -3))
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        model = self._view.model()
        if index.row() == model.rowCount() - 1:
            return
        left = rect.left() + (EDGE if index.column() == 0 else 0)
        right = rect.right() - (EDGE if index.column() == model.columnCount() - 1 else -1)
        painter.fillRect(QRect(left, rect.bottom(), right - left, 1), theme.colour("rule"))

    def _button(self, painter: QPainter, rect: QRect, cell: Cell, focused: bool) -> None:
        box = QRectF(self.button_rect(rect))
        painter.setPen(QPen(theme.colour("accent"), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("tint"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(theme.colour("accent"))
        painter.setFont(theme.font("label", 600))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.button)

    def _content(
        self,
        painter: QPainter,
        rect: QRect,
        cell: Cell,
        index: QModelIndex | QPersistentModelIndex,
        selected: bool,
    ) -> None:
        model = index.model()
        right = isinstance(model, TableModel) and model.columns[index.column()].align == "right"
        left = rect.left() + (EDGE if index.column() == 0 else 0)
        tone = theme.colour("selected" if selected else cell.tone or "text")
        if cell.icon:
            size = theme.scaled(ICON)
            role = cell.tone or "muted"
            painter.drawPixmap(left + 1, rect.center().y() - size // 2, icons.pixmap(cell.icon, role, size))
        room = self._room(rect, index.column(), cell)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        first = self._first(cell)
        if self.wraps():
            self._lines_in(painter, room, cell, tone, theme.colour("selected" if selected else "muted"), side)
            return
        if not cell.second:
            _words(painter, room, cell.text, first, tone, side | Qt.AlignmentFlag.AlignVCenter)
            return
        half = rect.height() // 2 if self._lines < 3 else rect.height() // 3 + 2
        upper, lower = room.adjusted(0, 2, 0, half - rect.height() + 1), room.adjusted(0, half, 0, -2)
        _words(painter, upper, cell.text, first, tone, side | Qt.AlignmentFlag.AlignVCenter)
        quiet = theme.colour("selected" if selected else "muted")
        if self._lines == 3:
            painter.setFont(theme.font("second"))
            painter.setPen(quiet)
            painter.drawText(lower, side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, cell.second)
            return
        _words(painter, lower, cell.second, theme.font("second"), quiet, side | Qt.AlignmentFlag.AlignVCenter)

    def _lines_in(
        self, painter: QPainter, room: QRect, cell: Cell, tone: QColor, quiet: QColor, side: Qt.AlignmentFlag
    ) -> None:
        """Large text: as many lines as the words take, in the middle of the row."""
        upper, lower = self._wrapped(cell, room)
        high, second = self._high(cell), _metrics("second").height()
        top = room.center().y() - (len(upper) * high + len(lower) * second) // 2
        for words in upper:
            _words(painter, QRect(room.left(), top, room.width(), high), words, self._first(cell), tone, side)
            top += high
        for words in lower:
            _words(painter, QRect(room.left(), top, room.width(), second), words, theme.font("second"), quiet, side)
            top += second


def _metrics(size: str) -> QFontMetrics:
    return QFontMetrics(theme.font(size))


def lines_of(words: str, font: QFont, width: int, most: int) -> list[str]:
    """The words in at most so many lines; the last one ends in dots where more would come."""
    found = broken(words, font, max(width, 1))
    if len(found) <= most:
        return found
    rest = " ".join(found[most - 1 :])
    return [*found[: most - 1], elided(rest, QFontMetrics(font), width)]


def wide(cell: Cell, lines: int) -> int:
    """The width in pixels of a cell's words and icon, if nothing of them is cut."""
    strong = cell.strong or cell.tone in ("danger", "warning")
    first = QFontMetrics(theme.font("label" if lines == 1 else "body", 600 if strong else 400))
    second = QFontMetrics(theme.font("second")).horizontalAdvance(cell.second) if cell.second else 0
    icon = theme.scaled(ICON) + 10 if cell.icon else 0
    return icon + max(first.horizontalAdvance(cell.text), second if lines < 3 else second // 2 + EDGE)


def _words(
    painter: QPainter, rect: QRect, words: str, font: QFont, colour: QColor, side: Qt.AlignmentFlag
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, side, elided(words, QFontMetrics(painter.font()), rect.width()))
