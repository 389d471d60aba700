"""A block from a spreadsheet goes in whole or not at all; what did not fit is said, and missing rows are offered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame

from app.services.hours import Category, Line
from app.ui.hours.sheet import DAYS, Place, Sheet, Texts
from app.ui.kit import controls, dates, icons
from app.wording import _, plural


@dataclass(frozen=True)
class Block:
    """What the clipboard holds, as rows of cells; blank ends carry nothing."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max((len(row) for row in self.rows), default=0)

    def at(self, place: Place) -> Texts:
        """The cells as they would stand with the first one at this place."""
        row, column = place
        return {
            (row + down, column + right): text for down, cells in enumerate(self.rows) for right, text in enumerate(cells)
        }


def read(text: str) -> Block:
    """The block in a clipboard's text."""
    rows = [tuple(line.rstrip("\t ").split("\t")) for line in text.splitlines()]
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return Block(tuple(rows))


@dataclass(frozen=True)
class Overflow:
    """Why a block does not fit: so many rows too few in the table, or more days than are left up to Sunday."""

    block: Block
    place: Place
    missing_rows: int
    missing_days: int

    def sentence(self, sheet: Sheet) -> str:
        """What did not fit, and what to do."""
        row, column = self.place
        said = []
        if self.missing_days:
            there = DAYS - column + 1
            copied = plural("{count} day was copied", "{count} days were copied", self.block.width)
            words = _("{copied}, and from {day} to Sunday there is room for {room}. Start further left, or copy fewer.")
            said.append(words.format(copied=copied, day=dates.weekday(sheet.day(column)), room=there))
        if self.missing_rows:
            copied = plural("{count} row was copied", "{count} rows were copied", len(self.block.rows))
            below = plural("only {count} row stands from here on", "only {count} rows stand from here on",
                           len(sheet.lines) - row)  # fmt: skip
            said.append(_("{copied}, and {below}.").format(copied=copied, below=below))
        return " ".join([*said, _("Nothing was pasted.")])


def overflow(block: Block, place: Place, sheet: Sheet) -> Overflow | None:
    """What of a block would lie outside the table; None where all of it fits."""
    row, column = place
    rows = max(0, row + len(block.rows) - len(sheet.lines))
    days = max(0, column + block.width - 1 - DAYS)
    return Overflow(block, place, rows, days) if rows or days else None


def further(lines: Sequence[Line], count: int) -> list[Line]:
    """Kinds of work that are not in the table yet, in their usual order: the rows that are offered."""
    return [line for line in map(Line, Category) if line not in lines][:count]


class NotPasted(QFrame):
    """Says what did not fit; where rows are missing, a button adds them by name and pastes."""

    def __init__(self, sheet: Sheet, again: Callable[[Overflow], object]) -> None:
        """Hidden until a paste is refused; `again` pastes once the rows are there."""
        super().__init__()
        self.setProperty("look", "warn")
        self._sheet, self._again = sheet, again
        self._over: Overflow | None = None
        self._words = controls.text("", wrap=True)
        self.add = controls.row_button("", "plus", self._add)
        line = controls.across(icons.label("warning", "warning"), gap=9)
        line.addWidget(self._words, 1)
        line.addWidget(self.add)
        self.setLayout(controls.down(controls.plain(line), margins=(13, 6, 13, 6)))
        self.hide()

    def words(self) -> str:
        """What it says now."""
        return self._words.text() if not self.isHidden() else ""

    def say(self, over: Overflow | None) -> None:
        """Show what did not fit; None takes it away."""
        self._over = over
        self.setVisible(over is not None)
        if over is None:
            return
        said = over.sentence(self._sheet)
        offered = further(self._sheet.lines, over.missing_rows) if not over.missing_days else []
        self.add.setVisible(len(offered) == over.missing_rows > 0)
        if offered:
            named = ", ".join(self._sheet.line_words(line) for line in offered)
            self.add.setText(_("Add {rows} and paste").format(rows=named))
            said += " " + _("Or add rows of other kinds below, then paste again.")
        self._words.setText(said)
        self.setAccessibleName(said)

    def _add(self) -> None:
        over = self._over
        if over is None:
            return
        for line in further(self._sheet.lines, over.missing_rows):
            self._sheet.add(line)
        self._again(over)
