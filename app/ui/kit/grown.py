"""A list on a page that scrolls stands there at its full height: the page scrolls, and no scroll lies inside another."""

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from PySide6.QtWidgets import QScrollArea, QTableView, QWidget

from app.ui.kit.table import TableModel

NEAR = 400  # pixels from the list's end at which the next rows are fetched
EMPTY = 120  # pixels that a list without rows keeps for its sentence


def page_area(part: QWidget) -> QScrollArea | None:
    """The scrolling frame of the page that a part stands on; None on a page that does not scroll."""
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea) and above.property("page"):
            return above
        above = above.parentWidget()
    return None


class Grown(QObject):
    """Keeps one table as high as its rows, and fetches further ones as the page comes near its end."""

    def __init__(self, view: QTableView, area: QScrollArea) -> None:
        """From now on."""
        super().__init__(view)
        self._view, self._area = view, area
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model = self.model
        model.held = True
        for change in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            change.connect(self.fit)
        area.verticalScrollBar().valueChanged.connect(self._fetch)
        area.verticalScrollBar().rangeChanged.connect(self._fetch)
        view.selectionModel().currentChanged.connect(lambda now, _before: self._follow(now))
        self.fit()

    @property
    def model(self) -> TableModel:  # type: ignore[type-arg]  # rows of any kind
        """The list's model."""
        found = self._view.model()
        assert isinstance(found, TableModel)
        return found

    def fit(self) -> None:
        """Take the height of the rows that are there."""
        rows = self._view.verticalHeader().length()
        self._view.setFixedHeight(self._view.horizontalHeader().height() + max(rows, 0 if rows else EMPTY) + 2)

    def _fetch(self) -> None:
        model, port = self.model, self._area.viewport()
        end = self._view.mapTo(port, QPoint(0, self._view.height())).y()
        if self._view.isVisible() and end - port.height() < NEAR and model.more():
            model.fetchMore(QModelIndex())

    def _follow(self, now: QModelIndex) -> None:
        """Scroll the page so that the chosen row is seen."""
        inner = self._area.widget()
        if inner is None or not now.isValid() or not self._view.hasFocus():
            return
        rect = self._view.visualRect(now)
        top = self._view.viewport().mapTo(inner, rect.topLeft()).y()
        self._area.ensureVisible(0, top + rect.height() // 2, 0, rect.height())
