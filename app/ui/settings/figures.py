"""The editor of a rule's figures: each with its value in force, and what is typed to stand in its place."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.services.packs.entry import figures_typed
from app.services.rules import figures, typed
from app.services.rules.pack import Figure, Pack
from app.ui.kit import controls, icons, theme
from app.ui.kit.editor import Editor
from app.ui.kit.editors import LineEditor
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.wording import _


@dataclass
class Line:
    """One figure: as it is in force (None: the rule has none), and what was typed."""

    figure: Figure
    held: bool
    words: str = ""


class FiguresEditor(Editor):
    """A list of figures; below it the one that is being changed. The value is a line `name = value` for each change."""

    def __init__(self) -> None:
        """Empty until a pack is shown."""
        super().__init__()
        self._lines: list[Line] = []
        self._now: Line | None = None
        self._left: int | None = None  # where the page stood when a value began to be typed
        columns: list[Column[Line]] = [
            Column(_("Figure"), _named),
            Column(_("In force"), _in_force, width=200),
            Column(_("New"), lambda line: Cell(line.words, icon="pencil" if line.words else "", strong=True), width=120),
            Column("", lambda line: Cell("", button="" if line.figure.told_only else _("Change")), width=96),
        ]
        rows = from_rows(lambda: self._lines, {}, lambda line: f"{_(line.figure.label)} {line.figure.name}")
        self.list = List(columns, rows, _("Choose the rules first."), "pack-figures", _("Figures"))
        self.list.setMinimumHeight(theme.scaled(290))
        self.list.pressed.connect(lambda line, _button: self.begin(line))
        self.list.opened.connect(self.begin)
        self.typing = LineEditor()
        self.set_button = controls.outlined(_("Set"), "check", self.take)
        self.keep_button = controls.bare(_("Keep as it is"), "undo", self.keep)
        self._label = controls.text("", "label", wrap=True)
        self._wrong = controls.text("", "problem", wrap=True)
        self._icon = icons.label("alert", "danger", 14)
        line = controls.across(self.typing, self.set_button, self.keep_button, gap=8)
        line.setStretch(0, 1)
        told = controls.across(self._icon, self._wrong, gap=6)
        told.setStretch(1, 1)
        below = controls.down(self._label, gap=4)
        below.addLayout(line)
        below.addLayout(told)
        self._below = controls.plain(below)
        self._below.hide()
        self.setLayout(controls.down(self.list, self._below, gap=8))
        self.typing.line.returnPressed.connect(self.take)

    def show_pack(self, pack: Pack | None, day: dt.date) -> None:
        """Show the figures in force on a day, then those that this pack has none of; what was typed stays."""
        typed_before = figures_typed(self.value())
        held = list(pack.rule_on(day).rule.figures.values()) if pack else []
        more = typed.others(pack) if pack else []
        names = {one.name for one in held}
        self._lines = [Line(one, True) for one in held] + [Line(one, False) for one in more if one.name not in names]
        for line in self._lines:
            line.words = typed_before.get(line.figure.name, "")
        self._now = None
        self._below.hide()
        self.list.refresh()

    def begin(self, line: Line) -> None:
        """Type another value for this figure; one that is told for information stays as it is."""
        if line.figure.told_only:
            return
        self._now = line
        label = _("New value of: {figure}").format(figure=_(line.figure.label))
        self._label.setText(label)
        self.typing.name(label)
        now = figures.words(line.figure) if line.held else ""
        self.typing.set_value(line.words or now)
        self._tell("")
        self._below.show()
        self.typing.line.setFocus()
        self.typing.line.selectAll()
        QTimer.singleShot(0, self, self._show_typing)  # once it has its room

    def _area(self) -> QScrollArea | None:
        """What scrolls this list, where it is longer than the page."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        return area

    def _show_typing(self) -> None:
        """The field stands below a long list: it comes into view, and the row again once it is set."""
        area = self._area()
        if area is not None and not self._below.isHidden():
            self._left = area.verticalScrollBar().value() if self._left is None else self._left
            area.ensureWidgetVisible(self._below, 0, 16)

    def take(self) -> None:
        """Take what was typed, or say why it cannot stand."""
        if self._now is None:
            return
        words = self.typing.value()
        try:
            typed.value(self._now.figure.name, words)
        except ValueError as wrong:
            self._tell(str(wrong))
            return
        self._put(words)

    def keep(self) -> None:
        """Leave this figure as it is in force."""
        self._put("")

    def _put(self, words: str) -> None:
        if self._now is not None:
            self._now.words = words
        self._now = None
        self._below.hide()
        self.list.refresh()
        self.changed.emit()
        area = self._area()
        if area is not None and self._left is not None:
            area.verticalScrollBar().setValue(self._left)
        self._left = None

    def _tell(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self._icon.setVisible(bool(sentence))
        self.typing.blame(sentence)

    def value(self) -> str:
        """What was changed, a line each."""
        return "\n".join(f"{line.figure.name} = {line.words}" for line in self._lines if line.words)

    def set_value(self, value: Any) -> None:
        """Show these changes."""
        changes = figures_typed(value)
        for line in self._lines:
            line.words = changes.get(line.figure.name, "")
        self.list.refresh()

    def problem(self) -> str:
        """A value that is typed but not set would be lost."""
        if self._now is not None and not self._below.isHidden():
            return _("Set the value that you typed, or keep the figure as it is.")
        return ""

    def parts(self) -> list[QWidget]:
        """The table."""
        return [self.list.view]


def _named(line: Line) -> Cell:
    figure = line.figure
    if not line.held:
        return Cell(_(figure.label), _("Not part of these rules"))
    if figure.amended is not None:
        return Cell(_(figure.label), figure.amended.words)
    said = f"{figure.confidence.words.capitalize()}: {_(figure.source)}"
    return Cell(_(figure.label), _("For information. {said}").format(said=said) if figure.told_only else said)


def _in_force(line: Line) -> Cell:
    return Cell(figures.words(line.figure) if line.held else "–")
