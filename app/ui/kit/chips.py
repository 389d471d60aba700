"""Chips: several choices in a field, or the filters above a list."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.ui.kit import controls, icons
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.flow import Flow
from app.wording import _


class Chips(Editor):
    """Any number of choices; the chosen ones carry a check mark. The value is `a;b`."""

    def __init__(self, options: Sequence[tuple[str, str]]) -> None:
        """`options` are (value, label)."""
        super().__init__()
        self._flow = Flow()
        self._values = [value for value, _label in options]
        self._buttons = [controls.Button(label, "pick") for _value, label in options]
        for button in self._buttons:
            button.setCheckable(True)
            button.toggled.connect(lambda on, chip=button: self._mark(chip, on))
            button.clicked.connect(lambda: self.changed.emit())
        self._flow.fill(self._buttons)
        self.setLayout(controls.down(self._flow))
        if self._buttons:
            self.setFocusProxy(self._buttons[0])

    def _mark(self, chip: controls.Button, on: bool) -> None:
        icons.put(chip, "check" if on else "", "accent", 14, icons.GAP if on else 0)
        self._flow.place()

    def value(self) -> str:
        """The chosen values with `;` between them."""
        return ";".join(self.chosen())

    def chosen(self) -> list[str]:
        """The chosen values in the order of the options."""
        return [
            value for value, button in zip(self._values, self._buttons, strict=True) if button.isChecked()
        ]

    def set_value(self, value: Any) -> None:
        """Choose these values (`a;b` or a sequence)."""
        wanted = as_typed(value).split(";")
        for known, button in zip(self._values, self._buttons, strict=True):
            button.setChecked(known in wanted)

    def parts(self) -> list[QWidget]:
        """The buttons."""
        return list(self._buttons)

    def name(self, label: str) -> None:
        """Each chip is named after field and choice."""
        for button in self._buttons:
            button.setAccessibleName(_("{field}: {choice}").format(field=label, choice=button.text()))


class FilterChips(QWidget):
    """The filters of a list, one chosen, each with its count: All 10, Overdue 3, …"""

    chosen = Signal(str)

    def __init__(self, filters: Sequence[tuple[str, str]]) -> None:
        """`filters` are (value, label); the first is chosen."""
        super().__init__()
        self._labels = dict(filters)
        self._values = [value for value, _label in filters]
        self._group = QButtonGroup(self)
        self._buttons = [controls.Button(label, "chip") for _value, label in filters]
        for number, button in enumerate(self._buttons):
            button.setCheckable(True)
            button.setChecked(number == 0)
            self._group.addButton(button, number)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._values[number]))
        self._flow = Flow()
        self._flow.fill(self._buttons)
        self.setLayout(controls.down(self._flow))

    def value(self) -> str:
        """The chosen filter."""
        return self._values[max(self._group.checkedId(), 0)]

    def choose(self, value: str) -> None:
        """Choose this filter without telling; an unknown one is passed over."""
        if value not in self._values:
            return
        chip = self._buttons[self._values.index(value)]
        chip.setChecked(True)
        if any(one.hasFocus() for one in self._buttons):  # the ring goes along with what is chosen
            chip.setFocus()

    def set_counts(self, counts: dict[str, int]) -> None:
        """Show how many rows each filter has."""
        for value, button in zip(self._values, self._buttons, strict=True):
            number = counts.get(value)
            button.setText(self._labels[value] if number is None else f"{self._labels[value]}  {number}")
        self._flow.place()
