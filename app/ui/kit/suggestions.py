"""The list that drops down below a line while one types: Tab or Enter takes the first match, arrows move, Esc closes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.kit import controls, theme
from app.ui.kit.elision import elided
from app.ui.kit.matching import fitting
from app.wording import _

ROW = 32
SHOWN = 8  # rows seen at once; more scroll
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
SECOND = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class _Rows(QStyledItemDelegate):
    """Rows of the same height as everywhere: the words, and muted behind them a second line that tells two apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One row."""
        return QSize(0, theme.height(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row that Enter takes is coloured: the chosen one, or while none is chosen the first."""
        view, rect = option.widget, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        first = isinstance(view, QListWidget) and view.currentRow() < 0 and not index.row() and index.flags()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or first:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selection" if chosen else "tint"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 4, 4)
        inner = rect.adjusted(10, 0, -10, 0)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("selected" if chosen else "text" if index.flags() else "muted"))
        words = elided(str(index.data()), painter.fontMetrics(), inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        second = str(index.data(SECOND) or "")
        left = inner.left() + painter.fontMetrics().horizontalAdvance(words) + 14
        if second and left < inner.right():
            painter.setFont(theme.font("second"))
            painter.setPen(theme.colour("selected" if chosen else "muted"))
            rest = QRect(left, rect.top(), inner.right() - left, rect.height())
            shown = elided(second, painter.fontMetrics(), rest.width())
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()


class Drop(QFrame):
    """The list itself, a card above everything else of the window; the focus stays in the line."""

    pressed = Signal(int)

    def __init__(self, line: QWidget, name: str) -> None:
        """For one line, whose child it is until it opens; `name` is what a screen reader says."""
        super().__init__(line)
        self._line = line
        self.setProperty("look", "drop")
        self.list = QListWidget()
        self.list.setProperty("look", "bare")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Rows(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(name)
        self.list.itemClicked.connect(lambda item: self.pressed.emit(self.list.row(item)))
        self.setLayout(controls.down(self.list, margins=(3, 3, 3, 3)))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def fill(self, rows: Sequence[tuple[str, str]], nothing: str = "") -> None:
        """Show these rows (words, second line), none chosen; or the sentence that there are none."""
        self.list.clear()
        for words, second in rows:
            item = QListWidgetItem(words)
            item.setData(SECOND, second)
            item.setToolTip(f"{words}, {second}" if second else words)
            self.list.addItem(item)
        if not rows and nothing:
            said = QListWidgetItem(nothing)
            said.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(said)
        self.list.setCurrentRow(-1)

    def open(self, least: int = 0) -> None:
        """Drop down below the line, or up where there is more room; at least so many pixels wide."""
        window, rows = self._line.window(), self.list.count()
        if self.parent() is not window:
            self.setParent(window)
        above = self._line.mapTo(window, QPoint(0, 0)).y()
        below = above + self._line.height()
        wanted = min(rows, SHOWN) * theme.height(ROW) + 10
        down = window.height() - below >= min(wanted, theme.height(ROW) * 3) or above < window.height() - below
        high = min(wanted, (window.height() - below if down else above) - 6)
        wide = min(max(self._line.width(), least), window.width() - 8)
        left = min(self._line.mapTo(window, QPoint(0, 0)).x(), window.width() - wide - 4)
        self.setGeometry(left, below + 3 if down else above - high - 3, wide, high)
        self.show()
        self.raise_()

    def move_by(self, step: int) -> None:
        """Choose another row; past the end it begins again."""
        count, now = self.list.count(), self.list.currentRow()
        if now < 0:
            self.list.setCurrentRow(0 if step > 0 else count - 1)
        elif abs(step) == 1:
            self.list.setCurrentRow((now + step) % count)
        else:
            self.list.setCurrentRow(max(0, min(count - 1, now + step)))

    def chosen(self) -> int:
        """The row that Enter takes: the chosen one, else the first; -1 where there is none."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).flags()]
        now = self.list.currentRow()
        return now if now in rows else rows[0] if rows else -1


class Suggestions(QObject):
    """Offers, below a line, the options that hold what is typed. `taken(number)` tells which option was meant."""

    taken = Signal(int)

    def __init__(
        self, line: QLineEdit, options: Callable[[], Sequence[str]], name: str = "", box: QComboBox | None = None
    ) -> None:
        """`options()` gives the labels as they are now; `taken` carries the place in them.

        `box` is what the line is part of: a box holds the focus itself and hands keys on past every filter of its line.
        """
        super().__init__(line)
        self._line, self._options = line, options
        self._found: list[int] = []
        self.drop = Drop(line, name or _("Found"))
        self.drop.pressed.connect(self._take)
        line.textEdited.connect(lambda _text: self.look())
        for part in (line, box):
            if part is not None:
                part.installEventFilter(self)
        line.destroyed.connect(self.drop.deleteLater)

    def look(self, everything: bool = False) -> None:
        """Show what fits the typing; `everything`: all options, as an arrow key asks for."""
        typed, labels = self._line.text().strip(), self._options()
        exact = [number for number, label in enumerate(labels) if label == typed]
        wanted = "" if everything and exact else typed
        self._found = fitting(range(len(labels)), wanted, lambda number: labels[number])
        if not self._found or not (typed or everything) or (exact == self._found and not everything):
            self.drop.hide()
            return
        self.drop.fill([(labels[number], "") for number in self._found])
        widest = max(theme.width(labels[number]) for number in self._found[:40]) + 44
        self.drop.open(min(widest, theme.scaled(460)))
        if everything and exact:
            self.drop.list.setCurrentRow(self._found.index(exact[0]))

    def _take(self, row: int) -> None:
        self.drop.hide()
        if 0 <= row < len(self._found):
            self.taken.emit(self._found[row])

    @property
    def open(self) -> bool:
        """Whether the list is seen."""
        return self.drop.isVisible()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab and Enter take, arrows move or open, Esc closes; leaving the line closes."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.drop.hide()
        if event.type() == QEvent.Type.ShortcutOverride and self.open and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, plain = Qt.Key(event.key()), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in STEPS and plain and not self._line.isReadOnly():
            if self.open:
                self.drop.move_by(STEPS[key])
            elif key == Qt.Key.Key_Down:
                self.look(everything=True)
            return True
        if not self.open:
            return False
        if key == Qt.Key.Key_Escape:
            self.drop.hide()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and plain:
            self._take(self.drop.chosen())
            return key != Qt.Key.Key_Tab  # Tab takes and moves on
        return False
