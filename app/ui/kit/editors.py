"""The plain editors of a form: a line, several lines, a check box, a list to choose from."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QWidget

from app import folded
from app.services import entries
from app.ui.kit import controls, theme
from app.ui.kit.combo import Combo
from app.ui.kit.editor import Editor, as_typed
from app.ui.kit.suggestions import Suggestions
from app.wording import _, hours_minutes

SHORT_LIST = 8


class LineEditor(Editor):
    """One line of text; `digits` gives the width of a number, `unit` stands behind it."""

    def __init__(self, digits: int = 0, unit: str = "") -> None:
        """An empty line."""
        super().__init__()
        self.line = controls.line()
        self.line.textEdited.connect(lambda: self.changed.emit())
        if digits:
            self.line.setFixedWidth(theme.width("0" * digits) + 26)
        behind = [controls.text(unit, "muted")] if unit else []
        self.setLayout(controls.across(self.line, *behind, *([None] if digits else [])))
        self.setFocusProxy(self.line)

    def value(self) -> str:
        """The text, trimmed."""
        return self.line.text().strip()

    def set_value(self, value: Any) -> None:
        """Show this text."""
        self.line.setText(as_typed(value))

    def parts(self) -> list[QWidget]:
        """The line."""
        return [self.line]


class HoursEditor(LineEditor):
    """Hours typed as a number (1.5); an int set into it is minutes."""

    def set_value(self, value: Any) -> None:
        """Show minutes as hours, or the typing as it is."""
        minutes = isinstance(value, int) and not isinstance(value, bool)
        self.line.setText(f"{value / 60:.4f}".rstrip("0").rstrip(".") if minutes else as_typed(value))


class LengthEditor(LineEditor):
    """A length of time as hours and minutes, such as 2:30; the value is minutes, as files have it."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__(8, _("hours:minutes"))

    def value(self) -> str:
        """The minutes; what cannot be read stands as typed."""
        try:
            return as_typed(entries.length(super().value()))
        except ValueError:
            return super().value()

    def set_value(self, value: Any) -> None:
        """Show minutes as hours and minutes, or the typing as it is."""
        text = as_typed(value)
        self.line.setText(hours_minutes(int(text)) if text.isdigit() else text)

    def problem(self) -> str:
        """What cannot be read, and how to type it."""
        try:
            entries.length(super().value())
        except ValueError as wrong:
            return str(wrong)
        return ""


class _Growing(QPlainTextEdit):
    """A box that asks for no more than its least height and takes what there is."""

    def sizeHint(self) -> QSize:
        """The least height."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


class ProseEditor(Editor):
    """Several lines of text; Tab moves on."""

    def __init__(self, lines: int = 3, grows: bool = False) -> None:
        """`lines` are visible; more scroll. One that `grows` takes the room that its page has left."""
        super().__init__()
        self.box = _Growing() if grows else QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        tall = theme.scaled(20 * lines) + 17  # the lines, the margins, and the pixel without which Qt scrolls
        if grows:
            self.box.setMinimumHeight(tall)
        else:
            self.box.setFixedHeight(tall)
        self.box.textChanged.connect(lambda: self.changed.emit())
        self.setLayout(controls.down(self.box))
        self.setFocusProxy(self.box)

    def value(self) -> str:
        """The text."""
        return self.box.toPlainText()

    def set_value(self, value: Any) -> None:
        """Show this text."""
        self.box.blockSignals(True)
        self.box.setPlainText(as_typed(value))
        self.box.blockSignals(False)

    def parts(self) -> list[QWidget]:
        """The box."""
        return [self.box]


class LinesEditor(ProseEditor):
    """Several answers, one a line."""

    def set_value(self, value: Any) -> None:
        """Show one a line."""
        many = isinstance(value, tuple | list)
        super().set_value("\n".join(as_typed(one) for one in value) if many else value)


class CheckEditor(Editor):
    """A check box with its own words: yes or no."""

    def __init__(self, words: str) -> None:
        """Not checked."""
        super().__init__()
        self.box = QCheckBox(words)
        self.box.clicked.connect(lambda: self.changed.emit())
        self.setLayout(controls.across(self.box, None))
        self.setFocusProxy(self.box)

    def value(self) -> str:
        """yes or no."""
        return "yes" if self.box.isChecked() else "no"

    def set_value(self, value: Any) -> None:
        """Check for yes."""
        self.box.setChecked(as_typed(value) == "yes")

    def parts(self) -> list[QWidget]:
        """The box."""
        return [self.box]


class PickEditor(Editor):
    """One of a list of (value, label). Longer lists are typed into, which narrows them."""

    def __init__(self, options: Sequence[tuple[str, str]], optional: bool = False) -> None:
        """Nothing chosen; `optional` adds a blank line."""
        super().__init__()
        self.combo = Combo()
        self.combo.setPlaceholderText(_("Choose…"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(10)
        self._typing = len(options) > SHORT_LIST
        self._optional = optional
        self.set_options(options)
        if self._typing:
            self._narrow()
        self.combo.activated.connect(lambda: self.changed.emit())
        self.setLayout(controls.down(self.combo))
        self.setFocusProxy(self.combo)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other options; a chosen one that is still offered stays."""
        kept = self.value() if self.combo.count() else ""
        self.combo.clear()
        if self._optional:
            self.combo.addItem("", "")
        for value, label in options:
            self.combo.addItem(label, value)
        self.set_value(kept)

    def _narrow(self) -> None:
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setCompleter(None)  # type: ignore[arg-type]  # Qt's own list takes neither Tab nor the first match
        line = self.combo.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Type to find…"))
            line.textEdited.connect(lambda: self.changed.emit())
            self.suggestions = Suggestions(line, self._labels, box=self.combo)
            self.suggestions.taken.connect(self._taken)
        self.combo.setCurrentIndex(-1)

    def _place(self, text: str) -> int:
        """Where the entry of this label stands: as written, else the only one that is the same when folded; -1: none."""
        labels = self._labels()
        number = self.combo.findText(text, Qt.MatchFlag.MatchFixedString)
        if number >= 0 or not text.strip():
            return number
        same = [row for row, label in enumerate(labels) if folded.same(label, text)]
        return same[0] if len(same) == 1 else -1

    def _labels(self) -> list[str]:
        return [self.combo.itemText(number) for number in range(self.combo.count())]

    def _taken(self, number: int) -> None:
        self.combo.setCurrentIndex(number)
        self.combo.setEditText(self.combo.itemText(number))
        self.combo.activated.emit(number)

    def value(self) -> str:
        """The chosen value; typing that is not on the list is given as it is."""
        if not self._typing or not self.combo.isEditable():
            return str(self.combo.currentData() or "")
        text = self.combo.currentText().strip()
        number = self._place(text)
        return str(self.combo.itemData(number) or "") if number >= 0 else text

    def problem(self) -> str:
        """A sentence where the typing is not on the list."""
        text = self.combo.currentText().strip() if self.combo.isEditable() else ""
        known = not text or self._place(text) >= 0
        return "" if known else _("Choose one from the list.")

    def set_value(self, value: Any) -> None:
        """Choose this value; one that is not offered stands as typed where typing is possible."""
        text = as_typed(value)
        number = self.combo.findData(text)
        self.combo.setCurrentIndex(number if text or self._optional else -1)
        if number < 0 and self.combo.isEditable():
            self.combo.setEditText(text)
        line = self.combo.lineEdit()
        if line is not None:
            line.home(False)  # the beginning of a long label is what tells it apart

    def parts(self) -> list[QWidget]:
        """The list, and the line in it."""
        line = self.combo.lineEdit()
        return [self.combo, line] if line is not None else [self.combo]

    def blame(self, sentence: str) -> None:
        """Frame the list only: the line inside has no frame."""
        self.combo.setAccessibleDescription(sentence)
        theme.look(self.combo, "", "danger" if sentence else "")


class KnownEditor(LineEditor):
    """A line that offers the names on record; a new one is told before it is added."""

    def __init__(self, known: Sequence[str], may_add: bool) -> None:
        """`may_add`: whether a new name is added by saving."""
        super().__init__()
        self._known, self._may_add = {name.casefold() for name in known}, may_add
        names = list(known)
        new, unknown = _("This name is new. Saving adds it."), _("This name is not on record. Your manager can add it.")
        self.longest = new if may_add else unknown
        self.suggestions = Suggestions(self.line, lambda: names)
        self.suggestions.taken.connect(lambda number: self._picked(names[number]))
        self.changed.connect(self._look)

    def _picked(self, name: str) -> None:
        self.line.setText(name)
        self.changed.emit()

    def _look(self) -> None:
        new = self.value() and self.value().casefold() not in self._known
        if not new:
            self.told.emit("")
        else:
            self.told.emit(self.longest)
