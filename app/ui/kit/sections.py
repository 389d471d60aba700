"""The parts of a room: filter chips above, the chosen part below; and the line that says a draft was put back."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QSizePolicy, QStackedWidget, QWidget

from app.services.users import Action
from app.ui.kit import controls, focus, icons
from app.ui.kit.chips import FilterChips
from app.ui.kit.grown import page_area

Parts = Sequence[tuple[str, str, Action | None]]  # of a room: name, marked label, what one must be allowed


class Sections(QWidget):
    """Chips that choose among parts; each part is made at its first showing."""

    shown = Signal(str)

    def __init__(self, parts: Sequence[tuple[str, str, Callable[[], QWidget]]]) -> None:
        """`parts` are (value, label, maker); the first is shown."""
        super().__init__()
        self._makers = {value: make for value, _label, make in parts}
        self._made: dict[str, QWidget] = {}
        self.chips = FilterChips([(value, label) for value, label, _make in parts])
        self.chips.chosen.connect(self.show_part)
        self.stack = QStackedWidget()
        box = controls.down(self.chips, self.stack, gap=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.show_part(parts[0][0])

    def show_part(self, value: str) -> QWidget:
        """Show the part of this name and give it back."""
        if value not in self._made:
            self._made[value] = self._makers[value]()  # before the chip: a part that cannot be shown is not chosen
            self.stack.addWidget(self._made[value])
        self.chips.choose(value)
        part = self._made[value]
        for other in self._made.values():  # a hidden part must make the page no longer and no wider
            policy = QSizePolicy.Policy.Preferred if other is part else QSizePolicy.Policy.Ignored
            other.setSizePolicy(policy, policy)
        now = QApplication.focusWidget()
        left = now is None or now.isAncestorOf(self) or self.stack.isAncestorOf(now)
        area = page_area(self)
        if area is not None and self.stack.currentWidget() is not part:
            area.verticalScrollBar().setValue(0)  # where the part before was scrolled to says nothing of this one
        self.stack.setCurrentWidget(part)
        if left and self.isVisible():  # a pressed chip keeps the focus; opened from elsewhere, typing begins in the part
            focus.begin(part)
        self.shown.emit(value)
        return part

    def value(self) -> str:
        """The name of the part shown."""
        return self.chips.value()

    def part(self) -> QWidget:
        """The part shown."""
        return self._made[self.value()]


class Restored(QFrame):
    """'Your typing was put back', with a link that starts over."""

    def __init__(self, start_over: Callable[[], object]) -> None:
        """Hidden until `say` is called."""
        super().__init__()
        self.setProperty("look", "tint")
        self._words = controls.Elided("")
        self._start_over = start_over
        self._link = controls.link("", self._press)
        row = controls.across(
            icons.label("undo", "accent"), self._words, self._link, None, gap=9, margins=(13, 5, 13, 5)
        )
        self.setLayout(row)
        self.hide()

    def _press(self) -> None:
        self.hide()
        self._start_over()

    def say(self, words: str, start_over: str) -> None:
        """Show the sentence and the link's words."""
        self._words.setText(words)
        self._link.setText(start_over)
        self._link.setAccessibleName(start_over)
        self.show()
