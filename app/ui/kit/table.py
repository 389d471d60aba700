"""Lists: columns over rows that are fetched window by window, sorted and filtered where they are kept."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.ui.kit.matching import holds
from app.wording import _

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
WINDOW = 100
CELL = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Cell:
    """What one cell shows: a line, a second line, an icon, a tone (danger, warning, good, muted) or a button."""

    text: str
    second: str = ""
    icon: str = ""
    tone: str = ""
    strong: bool = False
    button: str = ""

    def plain(self) -> str:
        """The cell as one line of text."""
        return ", ".join(part for part in (self.text, self.second) if part) or self.button


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column: its title, what it shows of a row, what it sorts by, and its width in pixels (0 shares the rest)."""

    title: str
    get: Callable[[R], Cell | str]
    sort_key: str | None = None
    align: str = "left"
    width: int = 0


class Fetch(Protocol[R_co]):
    """Gives the rows after `after` (the last row's key, None at the start) in this order, at most `limit`."""

    def __call__(
        self, *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
    ) -> Sequence[R_co]:
        """The next rows."""
        ...


@dataclass
class Order:
    """How a list is sorted and filtered now."""

    sort: str | None = None
    descending: bool = False
    filter: str = ""


@dataclass
class _Loaded(Generic[R]):
    rows: list[R] = field(default_factory=list)
    done: bool = False


class TableModel(QAbstractTableModel, Generic[R]):
    """The rows fetched so far; more come as the list is scrolled."""

    def __init__(
        self, columns: Sequence[Column[R]], fetch: Fetch[R], key: Callable[[R], Any] = lambda row: row
    ) -> None:
        """`key(row)` is handed back to `fetch` as `after`: by default the row itself."""
        super().__init__()
        self.columns, self._fetch, self._key = tuple(columns), fetch, key
        self.order = Order()
        self.held = False  # the view does not fetch by itself: a page does, as it is scrolled
        self._loaded: _Loaded[R] = _Loaded(done=True)

    def refresh(self) -> None:
        """Fetch anew from the start, in the order and with the filter in use; where that fails, the old rows stay."""
        rows = self._after(None)
        self.beginResetModel()
        self._loaded = _Loaded()
        self._take(rows)
        self.endResetModel()

    def _after(self, last: R | None) -> list[R]:
        after = None if last is None else self._key(last)
        now = self.order
        return list(
            self._fetch(
                sort=now.sort, descending=now.descending, after=after, limit=WINDOW, filter=now.filter
            )
        )

    def _take(self, rows: list[R]) -> None:
        self._loaded.rows.extend(rows)
        self._loaded.done = len(rows) < WINDOW

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort where the rows are kept; a column without a sort key is passed over."""
        if 0 <= column < len(self.columns) and self.columns[column].sort_key:
            self.order.sort = self.columns[column].sort_key
            self.order.descending = order == Qt.SortOrder.DescendingOrder
            self.refresh()

    def set_filter(self, text: str) -> None:
        """Keep the rows that hold this text."""
        self.order.filter = text.strip()
        self.refresh()

    def row(self, number: int) -> R | None:
        """The row at this place."""
        rows = self._loaded.rows
        return rows[number] if 0 <= number < len(rows) else None

    def rows(self) -> list[R]:
        """The rows fetched so far."""
        return list(self._loaded.rows)

    def cell(self, row: int, column: int) -> Cell:
        """What stands in this cell."""
        shown = self.columns[column].get(self._loaded.rows[row])
        return Cell(shown) if isinstance(shown, str) else shown

    def csv(self) -> str:
        """The visible rows as CSV with a header; a leading =, +, - or @ is defused, numbers stay numbers."""
        out = io.StringIO()
        shown = [number for number, column in enumerate(self.columns) if column.title]
        writer = csv.writer(out)
        writer.writerow([_(self.columns[number].title) for number in shown])
        for row in range(len(self._loaded.rows)):
            writer.writerow([_defused(self.cell(row, number).plain()) for number in shown])
        return out.getvalue()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The number of rows fetched."""
        return 0 if parent.isValid() else len(self._loaded.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the view may fetch the next window."""
        return not parent.isValid() and not self.held and self.more()

    def more(self) -> bool:
        """Whether the last window was full."""
        return not self._loaded.done

    def fetchMore(self, parent: Index) -> None:
        """Fetch the next window."""
        self._loaded.done = True  # where this fails, a refresh tries again, not each painting
        start = len(self._loaded.rows)
        rows = self._after(self._loaded.rows[-1] if start else None)
        if rows:
            self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
        self._take(rows)
        if rows:
            self.endInsertRows()

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Text for display and screen readers, the cell itself under `CELL`."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.plain()
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """The column's title and alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if self.columns[section].align == "right"
                else Qt.AlignmentFlag.AlignLeft
            )
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


def _defused(text: str) -> str:
    risky = text[:1] in "=+-@\t\r" and not text.lstrip("+-").replace(".", "", 1).isdigit()
    return "'" + text if text and risky else text


def from_rows(
    rows: Callable[[], Sequence[R]],
    keys: Mapping[str, Callable[[R], Any]],
    text: Callable[[R], str],
) -> Fetch[R]:
    """A `Fetch` over rows held in memory: `keys` gives the sort values, `text` what the filter searches.

    They are read when the first window is asked for; the windows after it go on in what was read then, by count: a
    row read anew is another object, and no list shows its first rows again for that.
    """
    held: list[R] = []
    given = 0

    def fetch(*, sort: str | None, descending: bool, after: Any, limit: int, filter: str) -> Sequence[R]:
        nonlocal given
        if after is None:
            held[:] = [row for row in rows() if holds(text(row), filter)]
            if sort is not None:
                held.sort(key=keys[sort], reverse=descending)
            given = 0
        window = held[given : given + limit]
        given += len(window)
        return window

    return fetch
