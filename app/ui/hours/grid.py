"""The view of the weekly sheet: arrows, Enter and Tab move, typing edits, blocks are copied and pasted."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.ui.hours import pasting
from app.ui.hours.sheet import DAYS, KIND, PROBLEM, TOTAL, Place, Sheet
from app.ui.kit import icons, theme
from app.ui.kit.elision import elided
from app.wording import _

Index = QModelIndex | QPersistentModelIndex
ROW = 32


class CellDelegate(QStyledItemDelegate):
    """Paints cells and gives the line that types into one."""

    def __init__(self, grid: "Grid") -> None:
        """For one grid."""
        super().__init__(grid)
        self._grid = grid

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line without a frame of its own, named after its cell."""
        line = QLineEdit(parent)
        line.setAccessibleName(self._grid.sheet.spoken((index.row(), index.column())))
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setStyleSheet("QLineEdit, QLineEdit:focus { min-height: 0; border-radius: 0; padding: 0 4px; }")
        return line

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the typing to the sheet."""
        if isinstance(editor, QLineEdit):
            self._grid.sheet.type({(index.row(), index.column()): editor.text()})

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab, Enter, Up and Down finish the cell and move on; Esc leaves it as it was."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(watched, QWidget)
        ):
            move = MOVES.get(Qt.Key(event.key()))
            if move is not None:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                move(self._grid)
                return True
        return super().eventFilter(watched, event)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Text, the frame of the current cell, and the mark of one that cannot be read."""
        rect = QRect(option.rect)
        state = option.state
        kind, problem = str(index.data(KIND) or ""), str(index.data(PROBLEM) or "")
        selected = bool(state & QStyle.StateFlag.State_Selected) and self._grid.hasFocus()
        painter.save()
        if problem:
            painter.fillRect(rect, theme.colour("warning_tint"))
        elif selected:
            painter.fillRect(rect, theme.colour("selection"))
        elif kind or index.column() == TOTAL:
            painter.fillRect(rect, theme.colour("header"))
        self._text(painter, rect, index, bool(kind) and kind == "total" or index.column() == TOTAL, problem)
        if self._grid.currentIndex() == index and self._grid.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        elif problem:
            painter.setPen(QPen(theme.colour("danger"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, index: Index, strong: bool, problem: str) -> None:
        words = str(index.data() or "")
        painter.setFont(theme.font(weight=600 if strong else 400))
        colour: QColor = theme.colour("danger" if problem else "text")
        painter.setPen(colour)
        inner = rect.adjusted(12 if not index.column() else 6, 0, -10, 0)
        if problem:
            size = theme.scaled(14)
            painter.drawPixmap(
                inner.left(), rect.center().y() - size // 2, icons.pixmap("alert", "danger", size)
            )
            inner.setLeft(inner.left() + size + 5)
        side = Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
        cut = elided(words, painter.fontMetrics(), inner.width())
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), cut)


class Grid(QTableView):
    """A sheet to type in. Tab goes through the cells and leaves after the last; Ctrl+Tab leaves at once.

    `refused` tells why a block was not pasted, and with None that the last one was.
    """

    refused = Signal(object)

    def __init__(self, sheet: Sheet) -> None:
        """Show this sheet."""
        super().__init__()
        self.sheet = sheet
        self.setModel(sheet)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(_("Hours of the week"))
        self.setAccessibleDescription(
            _("Type times such as 7:30. Arrow keys move; Control and Tab leave the table.")
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme.height(ROW))
        self.horizontalHeader().setFixedHeight(theme.height(28))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        named = theme.scaled(190 if theme.percent() == 100 else 150)
        self.setColumnWidth(0, named)
        self.setMinimumWidth(named + TOTAL * (theme.width("Wed 28", "label", 600) + 14))
        sheet.modelReset.connect(self._begin)
        sheet.modelReset.connect(self._fit)
        sheet.rowsInserted.connect(self._fit)
        self._fit()

    def _begin(self) -> None:
        self.setCurrentIndex(self.sheet.index(0, 1))

    def _fit(self) -> None:
        rows = self.sheet.rowCount()
        self.setFixedHeight(theme.height(28) + rows * theme.height(ROW) + 2)

    # moving

    def place(self) -> Place:
        """The current cell."""
        return self.currentIndex().row(), self.currentIndex().column()

    def begin(self) -> None:
        """Take the focus at the chosen cell, the first where none is."""
        row, column = self.place()
        self.go(max(row, 0), column if column > 0 else 1)

    def go(self, row: int, column: int) -> None:
        """Make a cell the current one, and nothing else selected."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(self.sheet.index(row, column))

    def step(self, by: int) -> bool:
        """Move `by` cells in reading order; False past the first or last cell."""
        row, column = self.place()
        lines = len(self.sheet.lines)
        number = row * DAYS + min(max(column, 1), DAYS) - 1 + by
        if row < 0 or not 0 <= number < lines * DAYS:
            return False
        self.go(number // DAYS, number % DAYS + 1)
        return True

    def down(self, by: int) -> None:
        """Move up or down within the rows that can be typed into."""
        row, column = self.place()
        self.go(min(max(row + by, 0), max(len(self.sheet.lines) - 1, 0)), min(max(column, 1), DAYS))

    def tab(self, by: int) -> None:
        """Move on, or out of the grid at its end."""
        if not self.step(by):
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            super().focusNextPrevChild(by > 0)

    def focusNextPrevChild(self, following: bool) -> bool:
        """Tab goes from cell to cell; after the last one it leaves."""
        return self.step(1 if following else -1) or super().focusNextPrevChild(following)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Enter at the first cell by Tab, at the last by Shift+Tab."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self.setCurrentIndex(self.sheet.index(0, 1))
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self.setCurrentIndex(self.sheet.index(max(len(self.sheet.lines) - 1, 0), DAYS))
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the selection's colour away."""
        super().focusOutEvent(event)
        self.viewport().update()

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves down, Delete clears, Ctrl+C, X, V and Z copy, cut, paste and undo."""
        for keys, act in self._acts().items():
            if event.matches(keys):
                act()
                return
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif key == Qt.Key.Key_Tab and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().focusNextPrevChild(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    def _acts(self) -> dict[QKeySequence.StandardKey, Callable[[], Any]]:
        keys = QKeySequence.StandardKey
        return {keys.Copy: self.copy, keys.Cut: self.cut, keys.Paste: self.paste, keys.Undo: self.undo}

    def chosen(self) -> list[Place]:
        """The selected cells, in reading order."""
        return sorted((index.row(), index.column()) for index in self.selectedIndexes())

    def clear(self) -> None:
        """Empty the selected cells."""
        self.sheet.type(dict.fromkeys(self.chosen(), ""))

    def copy(self) -> None:
        """Put the selected block on the clipboard, as a spreadsheet takes it."""
        rows: dict[int, list[str]] = {}
        for row, column in self.chosen():
            rows.setdefault(row, []).append(self.sheet.shown((row, column)))
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in rows.values()))

    def cut(self) -> None:
        """Copy, then clear."""
        self.copy()
        self.clear()

    def paste(self) -> None:
        """Put the clipboard's block at the first selected cell, all of it or nothing; one value fills the selection."""
        block = pasting.read(QGuiApplication.clipboard().text())
        places = [place for place in self.chosen() or [self.place()] if self.sheet.editable(place)]
        if not block.rows or not places:
            self.refused.emit(None)
        elif len(block.rows) == 1 and block.width == 1:
            self.sheet.type(dict.fromkeys(places, block.rows[0][0]))
            self.refused.emit(None)
        else:
            self.put(block, places[0])

    def put(self, block: pasting.Block, place: Place) -> None:
        """Put a block at a place, or tell why it does not fit."""
        over = pasting.overflow(block, place, self.sheet)
        if over is None:
            self.sheet.type(block.at(place))
            self.go(*place)
        self.refused.emit(over)

    def undo(self) -> None:
        """Take the last step back."""
        self.sheet.undo()


MOVES: dict[Qt.Key, Callable[[Grid], object]] = {
    Qt.Key.Key_Tab: lambda grid: grid.tab(1),
    Qt.Key.Key_Backtab: lambda grid: grid.tab(-1),
    Qt.Key.Key_Return: lambda grid: grid.down(1),
    Qt.Key.Key_Enter: lambda grid: grid.down(1),
    Qt.Key.Key_Down: lambda grid: grid.down(1),
    Qt.Key.Key_Up: lambda grid: grid.down(-1),
}
