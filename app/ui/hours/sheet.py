"""The week as a sheet of typed cells: rows are kinds of work, columns the days; totals below and at the right."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.services.hours import Category, Line, Week
from app.ui.hours import typing
from app.ui.kit import dates
from app.wording import SHORT_DAYS, _

Index = QModelIndex | QPersistentModelIndex
PROBLEM = int(Qt.ItemDataRole.UserRole) + 1
KIND = int(Qt.ItemDataRole.UserRole) + 2
DAYS = 7
TOTAL = DAYS + 1
Place = tuple[int, int]
Texts = dict[Place, str]


@dataclass(frozen=True)
class Bad:
    """A cell or day at fault: its row (None: the whole day), its column, and the sentence."""

    row: int | None
    column: int
    sentence: str


@dataclass
class _Typed:
    lines: list[Line] = field(default_factory=list)
    texts: Texts = field(default_factory=dict)


class Sheet(QAbstractTableModel):
    """Typed cells of one week. Column 0 names the row, 1 to 7 are Monday to Sunday, 8 the row's total."""

    edited = Signal()

    def __init__(self) -> None:
        """An empty week."""
        super().__init__()
        self.monday = dt.date(2026, 1, 5)
        self.writable = True
        self._typed = _Typed()
        self._undo: list[Texts] = []
        self._refused: dict[tuple[int | None, int], str] = {}
        self.pack_title: Callable[[str], str] = lambda code: code

    # what stands in it

    @property
    def lines(self) -> list[Line]:
        """The kinds of work, one a row."""
        return list(self._typed.lines)

    def fill(self, monday: dt.date, lines: Sequence[Line], cells: Mapping[tuple[Line, dt.date], int]) -> None:
        """Show a week from the store, in minutes."""
        self.beginResetModel()
        self.monday, self._undo, self._refused = monday, [], {}
        rows = {line: number for number, line in enumerate(lines)}
        texts = {
            (rows[line], (day - monday).days + 1): typing.show(minutes)
            for (line, day), minutes in cells.items()
        }
        self._typed = _Typed(list(lines), texts)
        self.endResetModel()

    def drafted(self) -> dict[str, Any]:
        """Everything typed, for the draft."""
        rows = [
            {"category": line.category.value, "paid": line.paid, "pack": line.pack,
             "cells": [self.text((row, column)) for column in range(1, TOTAL)]}
            for row, line in enumerate(self._typed.lines)
        ]  # fmt: skip
        return {"rows": rows}

    def restore(self, drafted: Mapping[str, Any]) -> None:
        """Put a draft's typing in place of what is shown."""
        self.beginResetModel()
        self._typed = _Typed()
        for row, kept in enumerate(drafted.get("rows", ())):
            self._typed.lines.append(Line(Category(kept["category"]), bool(kept["paid"]), str(kept["pack"])))
            for column, text in enumerate(kept["cells"][:DAYS], 1):
                if text:
                    self._typed.texts[(row, column)] = text
        self.endResetModel()

    def text(self, place: Place) -> str:
        """A cell's typing."""
        return self._typed.texts.get(place, "")

    def minutes(self, place: Place) -> int:
        """A cell's minutes; 0 where it is blank or cannot be read."""
        try:
            return typing.read(self.text(place))
        except ValueError:
            return 0

    def day(self, column: int) -> dt.date:
        """The day of a column."""
        return self.monday + dt.timedelta(days=column - 1)

    def week(self, staff: str) -> Week:
        """The week to save: every cell that can be read."""
        cells = {
            (line, self.day(column)): self.minutes((row, column))
            for row, line in enumerate(self._typed.lines)
            for column in range(1, TOTAL)
        }
        return Week(staff, self.monday, cells)

    def bad(self) -> list[Bad]:
        """Every cell that cannot be read, and what the service refused, in reading order."""
        found = [Bad(row, column, sentence) for (row, column), sentence in self._refused.items()]
        for (row, column), text in self._typed.texts.items():
            try:
                typing.read(text)
            except ValueError as wrong:
                found.append(Bad(row, column, str(wrong)))
        for column in range(1, TOTAL):
            if (None, column) not in self._refused and self.day_total(column) > typing.DAY:
                found.append(Bad(None, column, _("This day adds up to more than 24 hours. Check its cells.")))
        return sorted(found, key=lambda one: (-1 if one.row is None else one.row, one.column))

    def problem(self, place: Place) -> str:
        """The sentence about a cell, or ''."""
        try:
            typing.read(self.text(place))
        except ValueError as wrong:
            return str(wrong)
        return self._refused.get(place, "")

    def refuse(self, fields: Mapping[str, str]) -> None:
        """Show what the service refused: `<category>/<date>` is a cell, `<date>` a day."""
        self._refused = {}
        for name, sentence in fields.items():
            category, _slash, day = name.rpartition("/")
            column = (dt.date.fromisoformat(day) - self.monday).days + 1 if day[:4].isdigit() else 1
            rows: list[int | None] = [
                row for row, line in enumerate(self._typed.lines) if line.category.value == category
            ]
            for row in rows or [None]:
                self._refused[(row, column)] = sentence
        self._announce()

    # totals

    def row_total(self, row: int) -> int:
        """Minutes of one row."""
        return sum(self.minutes((row, column)) for column in range(1, TOTAL))

    def day_total(self, column: int) -> int:
        """Minutes of one day."""
        return sum(self.minutes((row, column)) for row in range(len(self._typed.lines)))

    def week_total(self) -> int:
        """Minutes of the whole week."""
        return sum(self.row_total(row) for row in range(len(self._typed.lines)))

    # typing

    def type(self, typed: Mapping[Place, str]) -> None:
        """Put texts into cells, as one step that can be undone; what can be read is written out in full."""
        wanted = {place: text.strip() for place, text in typed.items() if self.editable(place)}
        if not wanted or not self.writable:
            return
        self._undo.append(dict(self._typed.texts))
        for place, text in wanted.items():
            self._refused.pop(place, None)
            self._refused.pop((None, place[1]), None)
            try:
                text = typing.show(typing.read(text))
            except ValueError:
                pass  # bad typing stays as it is, marked, until it is mended
            self._typed.texts[place] = text
            if not text:
                del self._typed.texts[place]
        self._announce()

    def undo(self) -> None:
        """Take the last step of typing back."""
        if self._undo:
            self._typed.texts = self._undo.pop()
            self._announce()

    def add(self, line: Line) -> bool:
        """Add a row at the end; False where it is there already."""
        if line in self._typed.lines:
            return False
        last = len(self._typed.lines)
        self.beginInsertRows(QModelIndex(), last, last)
        self._typed.lines.append(line)
        self.endInsertRows()
        self.edited.emit()
        return True

    def editable(self, place: Place) -> bool:
        """Whether a cell can be typed into."""
        row, column = place
        return 0 <= row < len(self._typed.lines) and 1 <= column <= DAYS

    def _announce(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.edited.emit()

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """The rows and the total."""
        return 0 if parent.isValid() else len(self._typed.lines) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's default
        """Name, seven days, total."""
        return 0 if parent.isValid() else TOTAL + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Day cells can be typed into, where the person may."""
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.writable and self.editable((index.row(), index.column())):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Text, problem and alignment of a cell; in words for a screen reader."""
        place = (index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.shown(place)
        if role == PROBLEM:
            return self.problem(place) if self.editable(place) else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.problem(place) or None if self.editable(place) else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(place)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.problem(place) if self.editable(place) else ""
        if role == KIND:
            return "total" if place[0] == len(self._typed.lines) else "name" if not place[1] else ""
        return None

    def shown(self, place: Place) -> str:
        """What a cell shows."""
        row, column = place
        if row == len(self._typed.lines):
            total = self.week_total() if column == TOTAL else self.day_total(column) if column else 0
            return typing.show(total) if column else _("Total")
        if column == 0:
            return self.line_words(self._typed.lines[row])
        return typing.show(self.row_total(row)) if column == TOTAL else self.text(place)

    def line_words(self, line: Line) -> str:
        """A row's name: its category, 'unpaid', and its pack where it names one."""
        parts = [line.category.label]
        parts += [] if line.paid else [_("unpaid")]
        parts += [self.pack_title(line.pack)] if line.pack else []
        return ", ".join(parts)

    def spoken(self, place: Place) -> str:
        """A cell for a screen reader: row, day and what stands in it."""
        row, column = place
        if not column:
            return self.shown(place)
        name = _("Total") if row == len(self._typed.lines) else self.line_words(self._typed.lines[row])
        day = _("whole week") if column == TOTAL else dates.short(self.day(column), self.day(column))
        return _("{row}, {day}: {value}").format(row=name, day=day, value=self.shown(place) or _("blank"))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        """Day and date above the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section in (0, TOTAL):
            return _("Work") if not section else _("Total")
        day = self.day(section)
        return _("{weekday} {day}").format(weekday=_(SHORT_DAYS[day.weekday()]), day=day.day)
