"""The fast table: each cell is measured once, pages share the measured rows, and each row is one text object.

A row taller than a page's worth is cut into several units that follow one another, so that nothing is lost. The
closing block (totals, attestation, signature lines) is kept on one page with the last rows, and never stands alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.services.documents.blocks import FRESH, Block
from app.services.documents.text import (
    BAND,
    HAIR,
    INK,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Line,
    Pen,
    Piece,
    Ruler,
    Style,
    shifted,
)

TITLE, SUBTITLE = Style(SEMIBOLD, 8), Style(REGULAR, 7.2, MUTED)
SUM = Style(SEMIBOLD, 8.5)
NOTE = Style(REGULAR, 8, MUTED)
UNIT_LINES = 12
KEPT = 2
EDGE = 5.0
CONTINUED = 9.5


@dataclass(frozen=True)
class Column:
    """One column: its title, width in points, and whether it stands left, right or centred."""

    title: str
    width: float
    align: str = "left"
    subtitle: str = ""
    gap: float = 8


class Check(NamedTuple):
    """A box in a cell, ticked or empty."""

    ticked: bool


class Led(NamedTuple):
    """A paragraph whose first words stand in a style of their own, on the same line as what follows them."""

    lead: str
    lead_style: Style
    text: str
    style: Style


Cell = tuple[tuple[str, Style], ...] | Check
EMPTY: Cell = ()


@dataclass(frozen=True)
class Row:
    """One row of cells; `amount` is what it adds to the carried sum.

    A `span` row's first cell takes the whole width; a `heading` is never the last on a page; `least` overrides the
    table's least height in points. `below` are paragraphs under all cells, from the second column to the right end.
    """

    cells: tuple[Cell, ...]
    amount: int = 0
    span: bool = False
    heading: bool = False
    least: float = 0
    below: tuple[Led, ...] = ()


@dataclass(frozen=True)
class Carry:
    """The sums at page ends: the words for a page number, how a sum reads, and in which columns both stand."""

    to_page: Callable[[int], str]
    from_page: Callable[[int], str]
    shown: Callable[[int], str]
    label_column: int
    sum_column: int
    note: str = ""


class Run(NamedTuple):
    """One piece of a measured row: x and the depth below the row's top, in points."""

    x: float
    depth: float
    piece: Piece
    style: Style


Lines = list[tuple[Piece, Style]]


class Unit(NamedTuple):
    """A measured row, or a part of one: runs, boxes (x, ticked), and what is carried after it."""

    height: float
    runs: list[Run]
    checks: list[tuple[float, bool]]
    carried: int
    rule: bool
    heading: bool


@dataclass(frozen=True)
class Look:
    """Heights in points: the least row, the first line's foot below its top, the room below the last foot.

    `tight` is the distance of lines below the cells as a part of their size, `box` the middle of a box below the row's
    top. `upright` draws thin lines between the columns, for forms filled in by hand; `title` is the face of their titles.
    """

    row: float = 31
    first: float = 12.5
    below: float = 7.7
    head: float = 27
    carry: float = 20
    tight: float = 1.27
    box: float = 15.5
    upright: bool = False
    title: Style = TITLE


@dataclass
class Sheet:
    """What all parts of one table share: columns, the rows still to be measured, and the units measured so far."""

    ruler: Ruler
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    look: Look = Look()
    carry: Carry | None = None
    units: list[Unit] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start before the first row."""
        self._source = iter(self.rows)
        self._carried = 0
        self.width = 0.0
        self.lefts: list[float] = []

    def fit(self, width: float) -> None:
        """Take this width once and for all; the widest column takes up what the others leave."""
        if self.lefts:
            return
        columns = self.columns
        given = sum(column.width + column.gap for column in columns) - columns[-1].gap
        widest = max(range(len(columns)), key=lambda index: columns[index].width)
        wide = replace(columns[widest], width=columns[widest].width + width - 2 * EDGE - given)
        self.columns = (*columns[:widest], wide, *columns[widest + 1 :])
        self.width, left = width, EDGE
        for column in self.columns:
            self.lefts.append(left)
            left += column.width + column.gap

    def reaches(self, index: int) -> bool:
        """Measure up to this unit; whether there is one."""
        while len(self.units) <= index:
            row = next(self._source, None)
            if row is None:
                return False
            self._measure(row)
        return True

    def anchor(self, index: int) -> float:
        """The x that text of this column is aligned to."""
        column, left = self.columns[index], self.lefts[index]
        return left + {"left": 0.0, "right": column.width, "center": column.width / 2}[column.align]

    def _measure(self, row: Row) -> None:
        """Lay out one row and append its units."""
        cells: list[tuple[int, Lines]] = []
        checks: list[tuple[float, bool]] = []
        for index, cell in enumerate(row.cells):
            if isinstance(cell, Check):
                checks.append((self.lefts[index] + self.columns[index].width / 2, cell.ticked))
            elif cell:
                width = self.width - 2 * EDGE if row.span else self.columns[index].width
                lines = [(p, style) for text, style in cell for p in self.ruler.wrap(text, style, width)]
                cells.append((index, lines))
        tallest = max([len(lines) for _, lines in cells] or [1])
        below = [line for led in row.below for line in self._led(led)] if row.below else []
        self._carried += row.amount
        count = max(tallest, 1) + len(below)
        for start in range(0, count, UNIT_LINES):
            unit = self._unit(row, cells, start, tallest, checks)
            stop = min(start + UNIT_LINES, count)
            self._close(row, unit, below[max(0, start - tallest) : max(0, stop - tallest)], start, count)
            checks = []

    def _led(self, led: Led) -> list[list[tuple[float, Piece, Style]]]:
        """The lines of a paragraph below the cells, each as pieces with their place from its left end."""
        width = self.width - EDGE - self.lefts[min(1, len(self.lefts) - 1)]
        ruler = self.ruler
        leads = ruler.wrap(led.lead, led.lead_style, width)
        lines = [[(0.0, piece, led.lead_style)] for piece in leads]
        used = leads[-1].width + ruler.width(" ", led.style) if leads else 0.0
        for index, piece in enumerate(ruler.wrap(led.text, led.style, width, used)):
            if index == 0 and lines and used + piece.width <= width:
                lines[-1].append((used, piece, led.style))
            else:
                lines.append([(0.0, piece, led.style)])
        return lines

    def _unit(
        self, row: Row, cells: list[tuple[int, Lines]], start: int, tallest: int, checks: list[tuple[float, bool]]
    ) -> Unit:
        """The cells' lines from `start` on, as many as a unit takes; its height reaches to the foot of the lowest."""
        first = self.look.first if start == 0 else CONTINUED
        runs: list[Run] = []
        deepest = 0.0
        for index, lines in cells if start < tallest else ():
            anchor, align = (EDGE, "left") if row.span else (self.anchor(index), self.columns[index].align)
            depth = first
            for place, (piece, style) in enumerate(lines[start : start + UNIT_LINES]):
                depth += style.leading if place else 0
                runs.append(Run(shifted(anchor, piece.width, align), depth, piece, style))
            deepest = max(deepest, depth)
        return Unit(deepest, runs, checks, self._carried, False, row.heading)

    def _close(
        self, row: Row, unit: Unit, below: list[list[tuple[float, Piece, Style]]], start: int, count: int
    ) -> None:
        """Put the lines below the cells in, and append the unit with its whole height."""
        deepest, left = unit.height, self.lefts[min(1, len(self.lefts) - 1)]
        for place, line in enumerate(below):
            if place or deepest:
                marked = any(piece.actual is not None for _x, piece, _style in line)  # marks above reach higher
                deepest += max(style.size for _x, _piece, style in line) * self.look.tight + (2 if marked else 0)
            else:
                deepest = CONTINUED
            unit.runs.extend(Run(left + x, deepest, piece, style) for x, piece, style in line)
        last = start + UNIT_LINES >= count
        least = (row.least or self.look.row) if count <= UNIT_LINES else 0
        height = max(least, deepest + (self.look.below if last else CONTINUED / 2))
        self.units.append(unit._replace(height=height, rule=last))


class FastTable(Block):
    """A table, or the part of it from one unit to another; the last part carries the closing block."""

    def __init__(
        self, sheet: Sheet, closing: Block | None = None, start: int = 0, stop: int | None = None
    ) -> None:
        """The part from unit `start` to `stop` (None: to the end and the closing block)."""
        super().__init__()
        self.ruler = sheet.ruler
        self.sheet, self.closing, self.start, self.stop = sheet, closing, start, stop

    def measure(self, width: float, room: float) -> float:
        """The height; once past `room` the rest is not measured."""
        self.sheet.fit(width)
        height = self._top()
        index = self.start
        while (self.stop is None or index < self.stop) and self.sheet.reaches(index):
            height += self.sheet.units[index].height
            index += 1
            if height > room:
                return height
        if self.stop is not None:
            return height + (self.sheet.look.carry if self.sheet.carry else 0)
        return height + (self.closing.measure(self.sheet.width, room) if self.closing else 0)

    def parts(self, width: float, room: float) -> list[Block]:
        """The part that fits into `room`, and the rest; nothing where not even one row fits."""
        bottom = self.sheet.look.carry if self.sheet.carry else 0
        height, index = self._top() + bottom, self.start
        while self.sheet.reaches(index) and height + self.sheet.units[index].height <= room:
            height += self.sheet.units[index].height
            index += 1
        if self.closing and index - self.start > KEPT and not self.sheet.reaches(index + 1):
            index = min(index, len(self.sheet.units) - self._kept())
        if not self.sheet.reaches(index):
            index = max(self.start, len(self.sheet.units) - self._kept())
        while index > self.start and self.sheet.units[index - 1].heading:
            index -= 1
        if index == self.start:
            return self._without_closing(room)
        first = FastTable(self.sheet, None, self.start, index)
        return [first, FastTable(self.sheet, self.closing, index)]

    def _without_closing(self, room: float) -> list[Block]:
        """Where a closing block is so tall that no page takes it beside a row: the rows, then the block."""
        end = len(self.sheet.units)
        if self.closing is None or self.start == end or self.sheet.reaches(end):
            return []
        last = self._top() + self.sheet.units[-1].height
        rows = FastTable(self.sheet, None, self.start, end)
        if self.closing.measure(self.sheet.width, room) + last < FRESH or rows.measure(0, room) > room:
            return []
        return [rows, self.closing]

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Head, carried sum, rows, and the carried sum or the closing block."""
        sheet, page = self.sheet, pen.canvas.getPageNumber()
        y = self._head(pen, height)
        if self.start and sheet.carry:
            y = self._sum(pen, y, sheet.carry.from_page(page - 1), self.start, "")
            pen.rule(0, sheet.width, y)
        stop = len(sheet.units) if self.stop is None else self.stop
        rows = sheet.units[self.start : stop]
        for unit in rows:
            if sheet.look.upright and not unit.heading:
                _upright(pen, sheet, y, unit.height)
            _paint(pen, unit, y, sheet.width, sheet.look.box)
            y -= unit.height
        if self.stop is not None and sheet.carry:
            self._sum(pen, y, sheet.carry.to_page(page + 1), self.stop, sheet.carry.note)
        elif self.stop is None and self.closing:
            self.closing.paint(pen, sheet.width, y)

    def _top(self) -> float:
        carried = self.sheet.look.carry if self.start and self.sheet.carry else 0
        return self.sheet.look.head + carried

    def _kept(self) -> int:
        """How many of the last units stay with the closing block: two, or one where they are tall."""
        units = self.sheet.units
        return KEPT if sum(unit.height for unit in units[-KEPT:]) < 130 else 1

    def _head(self, pen: Pen, top: float) -> float:
        sheet = self.sheet
        foot = top - sheet.look.head
        pen.fill(0, foot, sheet.width, sheet.look.head, BAND)
        for index, column in enumerate(sheet.columns):
            anchor, middle = sheet.anchor(index), foot + sheet.look.head / 2
            if column.subtitle:
                pen.text(anchor, middle + 2.2, column.title, sheet.look.title, column.align)
                pen.text(anchor, middle - 8, column.subtitle, SUBTITLE, column.align)
            else:
                pen.text(anchor, middle - 3, column.title, sheet.look.title, column.align)
        pen.rule(0, sheet.width, foot, INK, 0.8)
        return foot

    def _sum(self, pen: Pen, top: float, label: str, index: int, note: str) -> float:
        sheet, carry = self.sheet, self.sheet.carry
        assert carry is not None
        y = top - sheet.look.carry / 2 - 3
        pen.text(sheet.lefts[carry.label_column], y, label, SUM)
        carried = carry.shown(sheet.units[index - 1].carried)
        pen.text(sheet.anchor(carry.sum_column), y, carried, SUM, sheet.columns[carry.sum_column].align)
        pen.text(sheet.width, y, note, NOTE, "right")
        return top - sheet.look.carry


def _upright(pen: Pen, sheet: Sheet, top: float, height: float) -> None:
    for column, left in zip(sheet.columns[:-1], sheet.lefts, strict=False):
        x = left + column.width + column.gap / 2
        pen.stroke(x, top, x, top - height)


def _paint(pen: Pen, unit: Unit, top: float, width: float, box: float) -> None:
    line = Line(pen.canvas, pen.ruler)
    for x, depth, piece, style in unit.runs:
        line.put(x, top - depth, piece, style)
    pen.canvas.drawText(line)
    for middle, ticked in unit.checks:
        pen.box(middle, top - box, ticked)
    if unit.rule:
        pen.rule(0, width, top - unit.height, HAIR)
