"""A small list of choices as buttons joined in a row; one of them at most is chosen, none at first."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.ui.kit import controls
from app.ui.kit.editor import Editor, as_typed
from app.wording import _


class Segments(Editor):
    """Buttons side by side, one Tab stop, arrow keys move; where blank is allowed a second press empties it."""

    def __init__(self, options: Sequence[tuple[str, str]], optional: bool = False) -> None:
        """`options` are (value, label)."""
        super().__init__()
        self._values = [value for value, _label in options]
        self._optional = optional
        self._was = ""
        self._buttons = [controls.Button(label, "segment") for _value, label in options]
        self._group = QButtonGroup(self)
        last = len(options) - 1
        for number, button in enumerate(self._buttons):
            edge = "only" if last == 0 else "first" if number == 0 else "last" if number == last else ""
            button.setProperty("edge", edge)
            button.setCheckable(True)
            self._group.addButton(button, number)
        self._group.idClicked.connect(self._press)
        self.setLayout(controls.across(*self._buttons, None, gap=0))
        if self._buttons:
            self.setFocusProxy(self._buttons[0])

    def _press(self, number: int) -> None:
        if self._optional and self._values[number] == self._was:
            self._choose("")
        self._was = self.value()
        self.changed.emit()

    def value(self) -> str:
        """The chosen value, or ''."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else ""

    def set_value(self, value: Any) -> None:
        """Choose this value; unknown or blank chooses none."""
        self._choose(as_typed(value))
        self._was = self.value()

    def _choose(self, value: str) -> None:
        self._group.setExclusive(False)
        for known, button in zip(self._values, self._buttons, strict=True):
            button.setChecked(known == value)
        self._group.setExclusive(True)

    def parts(self) -> list[QWidget]:
        """The buttons."""
        return list(self._buttons)

    def name(self, label: str) -> None:
        """Each button is named after field and choice."""
        for button in self._buttons:
            button.setAccessibleName(_("{field}: {choice}").format(field=label, choice=button.text()))


def yes_no(optional: bool = False) -> Segments:
    """Yes and No, nothing chosen at first."""
    return Segments([("yes", _("Yes")), ("no", _("No"))], optional)
