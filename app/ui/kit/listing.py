"""A list ready for a page: filter box, table, empty sentence; sorting, opening and copying by mouse and keyboard."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent, QModelIndex, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStackedLayout,
    QTableView,
    QWidget,
)

from app.ui.kit import controls, inline, theme, widths
from app.ui.kit.cells import CellDelegate
from app.ui.kit.grown import Grown, page_area
from app.ui.kit.page import empty
from app.ui.kit.table import CELL, Column, Fetch, TableModel
from app.wording import _

R = TypeVar("R")


class TableView(QTableView):
    """The table itself: Enter opens or presses, Tab leaves, header clicks and Alt+arrows sort."""

    opened = Signal(int)
    pressed_button = Signal(int, int)
    resized = Signal()

    def __init__(self, lines: int = 2) -> None:
        """`lines` of text a row, 1 or 2."""
        super().__init__()
        self.lines = lines
        self._delegate = CellDelegate(self, lines)
        self.setItemDelegate(self._delegate)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setResizeContentsPrecision(0)
        head.setMinimumSectionSize(28)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        theme.follow(self._measure)
        self._measure()

    def _measure(self) -> None:
        try:
            self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
            self.verticalHeader().setMinimumSectionSize(1)
            self.horizontalHeader().setFixedHeight(theme.height(28))
        except RuntimeError:
            return

    def wrap(self) -> None:
        """Give each row the height that its words need at the widths of the columns; only large text wraps."""
        if not self._delegate.wraps():
            return
        for row in range(self.model().rowCount()):
            wanted = self._delegate.needed(row)
            if wanted != self.rowHeight(row):
                self.setRowHeight(row, wanted)

    def begin(self) -> None:
        """Stand on the first row where none is chosen, so that arrows and Enter work at once."""
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    def _press(self, index: QModelIndex) -> None:
        cell = index.data(CELL)
        if cell is not None and cell.button:
            self.pressed_button.emit(index.row(), index.column())
        elif index.isValid():
            self.opened.emit(index.row())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say that there is more or less room."""
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space press the current cell's button or open the row; Alt+Up and Alt+Down sort by its column."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press(self.currentIndex())
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (
            Qt.Key.Key_Up,
            Qt.Key.Key_Down,
        ):
            down = event.key() == Qt.Key.Key_Down
            order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self.sortByColumn(max(self.currentIndex().column(), 0), order)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a painted button presses it."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        cell = index.data(CELL) if index.isValid() else None
        if (
            cell is not None
            and cell.button
            and self._delegate.button_rect(self.visualRect(index)).contains(place)
        ):
            self._press(index)

    def viewportEvent(self, event: QEvent) -> bool:
        """The hand over painted buttons."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            index = self.indexAt(event.position().toPoint())
            cell = index.data(CELL) if index.isValid() else None
            hand = cell is not None and bool(cell.button)
            self.viewport().setCursor(
                Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
            )
        return super().viewportEvent(event)


class FilterLine(QLineEdit):
    """The box above a list: Down goes to its rows, Enter opens the first that fits."""

    def __init__(self, view: TableView) -> None:
        """For the rows of one table."""
        super().__init__()
        self._view = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the rows, or open the first of what was found."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() != Qt.Key.Key_Down and not enter:
            super().keyPressEvent(event)
        elif self._view.model().rowCount():
            self._view.begin()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            if enter and self.text().strip():
                self._view.opened.emit(self._view.currentIndex().row())


class List(QFrame, Generic[R]):
    """Filter, table and empty sentence in one card. `opened(row)`, `pressed(row, column title)` tell what was asked."""

    opened = Signal(object)
    pressed = Signal(object, str)
    chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        fetch: Fetch[R],
        empty_sentence: str,
        name: str,
        label: str,
        lines: int = 2,
        filtered: bool = True,
        begin: QWidget | None = None,
        key: Callable[[R], Any] = lambda row: row,
    ) -> None:
        """`name` remembers the columns; `label` names the table for a screen reader; `begin` is a button when empty."""
        super().__init__()
        self._name = name
        self._kept = False
        self._grown: Grown | None = None
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.timeout.connect(self._remember)
        self.model: TableModel[R] = TableModel(columns, fetch, key)
        self.model.setParent(self)
        self.view = TableView(lines)
        self.view.setModel(self.model)
        self.view.setAccessibleName(label)
        self.view.setMouseTracking(True)
        self.filter = FilterLine(self.view)
        self._card = QFrame()
        self._card.setProperty("look", "card")
        self._fill_card(empty(empty_sentence, begin))  # type: ignore[arg-type]  # any widget may begin
        self._stand(label, filtered)
        self._wire()
        self._size()
        self.refresh()

    def _stand(self, label: str, filtered: bool) -> None:
        parts: list[QWidget] = [self._card]
        if filtered:
            parts.insert(0, self._filter_box(label))
        else:
            controls.put_away(self, self.filter)
        box = controls.down(*parts, gap=10)
        box.setStretch(len(parts) - 1, 1)
        self.setLayout(box)

    def showEvent(self, event: QShowEvent) -> None:
        """On a page that scrolls the rows stand at their full height."""
        super().showEvent(event)
        area = page_area(self)
        if self._grown is None and area is not None:
            self._grown = Grown(self.view, area)

    def _fit(self) -> None:
        """Give each row the height of its words, where large text wraps."""
        self.view.wrap()
        if self._grown is not None:
            self._grown.fit()

    def _fill_card(self, nothing: QWidget) -> None:
        self._pages = QStackedLayout(self._card)
        self._pages.setContentsMargins(1, 1, 1, 4)
        for part in (self.view, nothing, empty(_("Nothing matches the filter."))):
            self._pages.addWidget(part)

    def _filter_box(self, label: str) -> QWidget:
        self.filter.setPlaceholderText(_("Filter this list"))
        self.filter.setAccessibleName(_("Filter: {list}").format(list=label))
        self.filter.setMaximumWidth(theme.scaled(330))
        inline.picture(self.filter, "search")
        empty_out = inline.button(self.filter, "close", _("Empty the filter"), self.filter.clear)
        empty_out.hide()
        self.filter.textChanged.connect(lambda text: empty_out.setVisible(bool(text)))
        self.filter.textChanged.connect(self.set_filter)
        find = QAction(self)
        find.setShortcut(QKeySequence.StandardKey.Find)
        find.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        find.triggered.connect(self.filter.setFocus)
        self.addAction(find)
        self.bar = controls.across(self.filter, None)
        return controls.plain(self.bar)

    def say_empty(self, sentence: str) -> None:
        """Show another sentence where there is no row."""
        nothing = self._pages.widget(1)
        words = nothing.findChild(QLabel) if nothing is not None else None
        if words is not None:
            words.setText(sentence)

    def lead(self, widget: QWidget) -> None:
        """Put a widget at the left of the filter box, which goes to the right."""
        self.bar.takeAt(self.bar.count() - 1)
        self.bar.insertWidget(0, widget, 2)
        self.bar.setStretch(1, 1)

    def _wire(self) -> None:
        self.view.opened.connect(lambda number: self._tell(self.opened, number))
        self.view.pressed_button.connect(self._press)
        self.view.resized.connect(self._squeeze)
        self.model.rowsInserted.connect(self._fit)
        self.view.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._tell(self.chosen, now.row())
        )
        copy = QAction(_("Copy as CSV"), self.view)
        copy.setShortcut(QKeySequence("Ctrl+Shift+C"))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.copy)
        self.view.addAction(copy)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.view.setSortingEnabled(False)
        head = self.view.horizontalHeader()
        head.sectionClicked.connect(self._sort)
        head.sectionResized.connect(lambda *_sizes: self._dragged())

    def _sort(self, column: int) -> None:
        key = self.model.columns[column].sort_key
        if not key:
            return
        turn = self.model.order.sort == key and not self.model.order.descending
        order = Qt.SortOrder.DescendingOrder if turn else Qt.SortOrder.AscendingOrder
        head = self.view.horizontalHeader()
        head.setSortIndicatorShown(True)
        head.setSortIndicator(column, order)
        self.model.sort(column, order)

    def _tell(self, signal: Any, number: int) -> None:
        row = self.model.row(number)
        if row is not None:
            signal.emit(row)

    def _press(self, number: int, column: int) -> None:
        row = self.model.row(number)
        if row is not None:
            self.pressed.emit(row, self.model.cell(number, column).button)

    def _size(self) -> None:
        head = self.view.horizontalHeader()
        kept = QSettings().value(f"columns/{self._name}")
        for number, column in enumerate(self.model.columns):
            head.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
            if column.width:
                self.view.setColumnWidth(number, theme.scaled(column.width))
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        if isinstance(kept, list) and len(kept) == len(self.model.columns):
            for number, width in enumerate(kept):
                self.view.setColumnWidth(number, theme.scaled(int(width)))
            self._kept = True

    def _squeeze(self) -> None:
        """Share the room out among the columns, unless the person has set their widths."""
        columns = self.model.columns
        titled = [at for at, one in enumerate(columns) if one.title and not self.view.isColumnHidden(at)]
        if self._kept:
            self._fit()
            return
        firm = 0
        for at in (at for at, one in enumerate(columns) if not one.title):
            self.view.setColumnWidth(at, widths.firm(self.model, at))
            firm += self.view.columnWidth(at)
        needs = widths.needed(self.model, self.view.lines)
        declared = [theme.scaled(columns[at].width) for at in titled]
        least = widths.words(self.model, self.view.lines)
        room = self.view.viewport().width() - firm
        found = widths.shared(declared, [needs[at] for at in titled], room, [least[at] for at in titled])
        for at, wide in zip(titled, found, strict=True):
            if columns[at].width:
                self.view.setColumnWidth(at, wide)
        self._fit()

    def _dragged(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._kept = True
            self._keeper.start(500)

    def _remember(self) -> None:
        widths = [
            round(self.view.columnWidth(number) * 100 / theme.percent())
            for number in range(self.model.columnCount())
        ]
        QSettings().setValue(f"columns/{self._name}", widths)

    def refresh(self) -> None:
        """Fetch the rows anew and keep the place."""
        place, before = self.view.currentIndex().row(), self.model.rowCount()
        self.model.refresh()
        if not before:  # later the columns stay where they are while one types into the filter
            self._squeeze()
        else:
            self._fit()
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 2 if self.model.order.filter else 1)
        if 0 <= place < self.model.rowCount():
            self.view.selectRow(place)

    def set_filter(self, text: str) -> None:
        """Keep the rows that hold this text."""
        self.model.order.filter = text.strip()
        self.refresh()

    def copy(self) -> None:
        """Put the visible rows on the clipboard as CSV."""
        QGuiApplication.clipboard().setText(self.model.csv())

    def current(self) -> R | None:
        """The row the cursor is on."""
        return self.model.row(self.view.currentIndex().row())
