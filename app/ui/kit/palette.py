"""Ctrl+K: find a page or a person and go there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit

from app.ui.kit import controls, inline, theme
from app.ui.kit.suggestions import Drop
from app.wording import _

Found = Sequence[tuple[str, str, Callable[[], object]]]
Find = Callable[[str], Found]
MOST = 12


class SearchBox(QLineEdit):
    """The box in the top bar; what is found drops down below it, arrows choose, Enter goes, Esc closes."""

    def __init__(self, find: Find) -> None:
        """`find(text)` gives (title, second line, what to do) for each hit."""
        super().__init__()
        self._find = find
        self._acts: list[Callable[[], object]] = []
        self.setPlaceholderText(_("Find…"))
        self.setAccessibleName(_("Find a person or page"))
        self.setClearButtonEnabled(False)
        self._keys = controls.text(_("Ctrl K"), "keys")
        self._keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(controls.across(None, self._keys, margins=(8, 6, 8, 6)))
        inline.picture(self, "search")
        theme.follow(self._measure)
        self._measure()
        self._drop = Drop(self, _("Found"))
        self._drop.pressed.connect(self._go)
        self.textEdited.connect(self._look)
        self.installEventFilter(self)

    def _measure(self) -> None:
        try:
            margins = self.textMargins()
            margins.setLeft(theme.scaled(inline.SIZE) + 12)
            margins.setRight(self._keys.sizeHint().width() + 6)
            self.setTextMargins(margins)
        except RuntimeError:
            return

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keys give way to the typing where the box is narrow."""
        super().resizeEvent(event)
        self._keys.setVisible(self.width() > 2 * self._keys.sizeHint().width() + theme.scaled(60))

    def _look(self, typed: str) -> None:
        found = list(self._find(typed.strip()))[:MOST] if typed.strip() else []
        self._acts = [act for _title, _second, act in found]
        self._drop.fill([(title, second) for title, second, _act in found], _("Nothing found."))
        if typed.strip():
            self._drop.list.setCurrentRow(0 if found else -1)
            self._drop.open(theme.scaled(460))
        else:
            self._drop.hide()

    def _go(self, number: int) -> None:
        if 0 <= number < len(self._acts):
            act = self._acts[number]
            self.close_hits()
            act()

    def close_hits(self) -> None:
        """Empty the box and take the list away."""
        self.clear()
        self._acts = []
        self._drop.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc while the list is open."""
        if event.type() == QEvent.Type.FocusOut:
            self._drop.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._acts:
            self._drop.move_by(step)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self._drop.chosen())
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.close_hits()
            return True
        return super().eventFilter(watched, event)
