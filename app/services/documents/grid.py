"""A grid of lines by columns with sums at the right and below: the month's hours, filled in or to be filled in by hand."""

from collections.abc import Mapping, Sequence

from app.services.documents.blocks import Block
from app.services.documents.text import (
    BAND,
    HAIR,
    INK,
    MEDIUM,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Pen,
    Piece,
    Ruler,
    Style,
)

LINE, TITLE, FIGURE, SUM = Style(MEDIUM, 8), Style(SEMIBOLD, 8), Style(REGULAR, 8), Style(SEMIBOLD, 8)
ROW, LOW_ROW, TURNED, UPRIGHT, LEAST = 14.2, 9.8, 74.0, 30.0, 5.0
EDGE, AIR = 4.0, 6.0
Cells = Mapping[tuple[int, int], str]


class Grid(Block):
    """Lines named at the left, columns at the head; the last line and the last column are sums, and tinted.

    `cells` are texts by (line, column). Titles stand level where the columns are wide enough, else turned. The lines are
    as high as the room allows that leaves `below` points free; those in `off` are grey: outside the period.
    """

    def __init__(
        self,
        ruler: Ruler,
        titles: Sequence[str],
        lines: Sequence[str],
        cells: Cells,
        *,
        below: float,
        left: float = 62.0,
        off: frozenset[int] = frozenset(),
        row: float = ROW,
    ) -> None:
        """Everything in the order given; a cell that is missing stays empty."""
        super().__init__()
        self.ruler, self._titles, self._lines, self._cells = ruler, titles, lines, cells
        self._below, self._left, self._off, self._most = below, left, off, row
        self._row, self._head, self._step = row, TURNED, 0.0

    def measure(self, width: float, room: float) -> float:
        """Head and lines, and a little air below."""
        self._step = (width - self._left) / len(self._titles)
        level = all(len(self._level(title)) <= 2 for title in self._titles)
        self._head = UPRIGHT if level else TURNED
        self._row = max(LOW_ROW, min(self._most, (room - self._below - self._head - AIR) / len(self._lines)))
        return self._head + len(self._lines) * self._row + AIR

    def _level(self, title: str) -> list[Piece]:
        """A title's lines across its column; more than two where a word of it does not fit."""
        room = self._step - EDGE
        if any(self.ruler.width(word, TITLE) > room for word in title.split()):
            return self.ruler.wrap(title, TITLE, 1)
        return self.ruler.wrap(title, TITLE, room)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Tints, titles, lines and figures."""
        top = height - self._head
        foot = top - len(self._lines) * self._row
        pen.fill(0, top, width, self._head, BAND)
        pen.fill(width - self._step, foot, self._step, height - foot, BAND)
        pen.fill(0, foot, width, self._row, BAND)
        for index, title in enumerate(self._titles):
            self._title(pen, self._left + index * self._step, height, title)
        pen.rule(0, width, top, INK, 0.8)
        y = top
        for index, line in enumerate(self._lines):
            style = Style(REGULAR, 8, MUTED) if index in self._off else LINE
            pen.text(EDGE, y - self._row + self._foot(), line, style)
            self._figures(pen, index, y)
            y -= self._row
            pen.rule(0, width, y, HAIR)
        for index in range(len(self._titles)):
            x = self._left + index * self._step
            pen.stroke(x, foot, x, height)

    def _foot(self) -> float:
        return (self._row - 6) / 2

    def _figures(self, pen: Pen, line: int, top: float) -> None:
        for column in range(len(self._titles)):
            text = self._cells.get((line, column), "")
            if text:
                last = line == len(self._lines) - 1 or column == len(self._titles) - 1
                right = self._left + (column + 1) * self._step - EDGE
                pen.text(right, top - self._row + self._foot(), text, self._fitted(text, SUM if last else FIGURE), "right")

    def _fitted(self, text: str, style: Style) -> Style:
        """The style, smaller where the text is wider than its column."""
        wide = self.ruler.width(text, style)
        room = self._step - 2 * EDGE + 2
        if wide <= room:
            return style
        return style._replace(size=max(LEAST, int(style.size * room / wide * 10) / 10))

    def _title(self, pen: Pen, left: float, top: float, title: str) -> None:
        """The title across its column, or turned upward; on two lines where it is long."""
        if self._head == UPRIGHT:
            lines = self._level(title)
            y = top - self._head / 2 - 3 + (len(lines) - 1) * 5
            for piece in lines:
                pen.pieces(left + self._step - EDGE - piece.width, y, [piece], TITLE)
                y -= 10
            return
        lines = self.ruler.wrap(title, TITLE, self._head - 10)
        pen.canvas.saveState()
        pen.canvas.translate(left + self._step / 2 + 3 - (len(lines) - 1) * 5, top - self._head + 5)
        pen.canvas.rotate(90)
        pen.pieces(0, 0, lines, TITLE)
        pen.canvas.restoreState()
