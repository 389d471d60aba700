"""Ctrl+K: find a page or a person and go there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem

from app.ui.kit import controls, icons, theme
from app.wording import _

Found = Sequence[tuple[str, str, Callable[[], object]]]
Find = Callable[[str], Found]
MOST = 8


class SearchBox(QLineEdit):
    """The box in the top bar; what is found drops down below it, arrows choose, Enter goes, Esc closes."""

    def __init__(self, find: Find) -> None:
        """`find(text)` gives (title, second line, what to do) for each hit."""
        super().__init__()
        self._find = find
        self._acts: list[Callable[[], object]] = []
        self.setPlaceholderText(_("Find a person or page"))
        self.setAccessibleName(_("Find a person or page"))
        self.setClearButtonEnabled(False)
        self._glass, self._keys = icons.label("search", "muted", 15), controls.text(_("Ctrl K"), "keys")
        self._keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTextMargins(28, 0, 58, 0)
        self.setLayout(controls.across(self._glass, None, self._keys, margins=(8, 6, 8, 6)))
        for part in (self._glass, self._keys):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hits = QListWidget()
        self._hits.setProperty("look", "plain")
        self._hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hits.setAccessibleName(_("Found"))
        self._drop: QFrame | None = None
        self.textEdited.connect(self._look)
        self._hits.itemClicked.connect(lambda _item: self._go())
        self.installEventFilter(self)

    def _look(self, typed: str) -> None:
        found = list(self._find(typed.strip()))[:MOST] if typed.strip() else []
        self._acts = [act for _title, _second, act in found]
        self._hits.clear()
        for title, second, _act in found:
            self._hits.addItem(QListWidgetItem(f"{title}    {second}" if second else title))
        if typed.strip() and not found:
            nothing = QListWidgetItem(_("Nothing found."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._hits.addItem(nothing)
        self._hits.setCurrentRow(0 if found else -1)
        self._show(bool(typed.strip()))

    def _show(self, on: bool) -> None:
        if self._drop is None:
            self._drop = QFrame(self.window())
            self._drop.setProperty("look", "card")
            self._drop.setLayout(controls.down(self._hits, margins=(2, 2, 2, 2)))
        self._drop.setVisible(on)
        if on:
            below = self.mapTo(self.window(), QPoint(0, self.height() + 3))
            rows = max(self._hits.count(), 1)
            self._drop.setGeometry(below.x(), below.y(), max(self.width(), 330), rows * theme.height(30) + 20)
            self._drop.raise_()

    def _go(self) -> None:
        number = self._hits.currentRow()
        if 0 <= number < len(self._acts):
            act = self._acts[number]
            self.close_hits()
            act()

    def close_hits(self) -> None:
        """Empty the box and take the list away."""
        self.clear()
        self._acts = []
        self._show(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc while the list is open."""
        if event.type() == QEvent.Type.FocusOut and self._drop is not None:
            self._drop.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._acts:
            self._hits.setCurrentRow((self._hits.currentRow() + step) % len(self._acts))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_hits()
            return True
        return super().eventFilter(watched, event)
