"""The crisis page: whom to call, on one sheet in large type, for a wall, a bag or the refrigerator."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import Block
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Letterhead
from app.services.documents.text import HAIR, MUTED, REGULAR, SEMIBOLD, Pen, Piece, Ruler, Style
from app.wording import _

SIZES = tuple(step / 20 for step in range(24, 8, -1))  # of the type: as large as the sheet allows
WAY, NAME, TEXT, SMALL = 18.0, 13.5, 12.0, 7.0  # points at size 1; the check's line grows no larger
SHARE, GAP, AIR = 0.4, 14.0, 9.0


@dataclass(frozen=True)
class CrisisLine:
    """One contact: how it is reached, who it is, when to call, and when that was checked and where it comes from."""

    reach: str
    name: str
    purpose: str
    hours: str
    checked: str


@dataclass(frozen=True)
class CrisisPage:
    """Everything that the page shows."""

    agency: Letterhead
    lines: tuple[CrisisLine, ...]
    made_on: dt.date


def write(sheet: CrisisPage, path: Path) -> None:
    """Write the page as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(sheet))


def render(sheet: CrisisPage) -> bytes:
    """The page as a PDF; the same values give the same bytes. It is always one sheet."""
    ruler = Ruler()
    paper = Paper(
        agency=sheet.agency,
        title=_("Help in a crisis"),
        subtitle=_("Made {day}. Good for a year.").format(day=words.long_day(sheet.made_on)),
        running=sheet.agency.name,
        landscape=False,
    )
    return compose(paper, [_Lines(ruler, sheet)], ruler)


class _Lines(Block):
    """A word before, the contacts between lines, a word after; in the largest type that leaves it whole."""

    def __init__(self, ruler: Ruler, sheet: CrisisPage) -> None:
        super().__init__()
        self.ruler, self._sheet = ruler, sheet
        self._head = _("You are not alone. People who care will answer. If a line is busy, try the next one.")
        foot = _("When it is safe, tell your peer supporter or our office. It is all right to ask for help.")
        office = _("Our office: {phone}").format(phone=sheet.agency.phone) if sheet.agency.phone else ""
        self._foot = f"{foot}\n{office}" if office else foot  # a number never breaks across lines

    def measure(self, width: float, room: float) -> float:
        """The height at the size that fits."""
        return self._tall(width, self._size(width, room))

    def _size(self, width: float, room: float) -> float:
        return next((size for size in SIZES if self._tall(width, size) <= room), SIZES[-1])

    def _tall(self, width: float, size: float) -> float:
        said = sum(len(lines) * style.leading for lines, style in self._around(width, size))
        return said + 2 * AIR + sum(self._height(one, width, size) for one in self._sheet.lines)

    def _around(self, width: float, size: float) -> list[tuple[list[Piece], Style]]:
        style = Style(SEMIBOLD, TEXT * size)
        return [(self.ruler.wrap(text, style, width), style) for text in (self._head, self._foot)]

    def _sides(self, one: CrisisLine, width: float, size: float) -> tuple[list[tuple[list[Piece], Style]], ...]:
        """(the way at the left, the words at the right), each as (lines, style)."""
        left, right = width * SHARE - GAP, width * (1 - SHARE)
        way, name, text = Style(SEMIBOLD, WAY * size), Style(SEMIBOLD, NAME * size), Style(REGULAR, TEXT * size)
        small = Style(REGULAR, SMALL * min(1.0, size + 0.2), MUTED)
        said = [part for part in (one.purpose, one.hours) if part]
        purpose = " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in said)
        ways = [(self.ruler.wrap(one.reach, way, left), way)]
        parts: Sequence[tuple[str, Style]] = ((one.name, name), (purpose, text), (one.checked, small))
        return ways, [(self.ruler.wrap(words, style, right), style) for words, style in parts if words]

    def _height(self, one: CrisisLine, width: float, size: float) -> float:
        return AIR * size + max(
            sum(len(lines) * style.leading for lines, style in side) for side in self._sides(one, width, size)
        )

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """From the top down."""
        size = self._size(width, height + 0.01)
        before, after = self._around(width, size)
        y = self._put(pen, 0, height, [before]) - AIR
        for one in self._sheet.lines:
            pen.rule(0, width, y, HAIR, 0.7)
            ways, parts = self._sides(one, width, size)
            top = y - AIR * size / 2
            self._put(pen, 0, top, ways)
            self._put(pen, width * SHARE, top, parts)
            y -= self._height(one, width, size)
        pen.rule(0, width, y, HAIR, 0.7)
        self._put(pen, 0, y - AIR, [after])

    @staticmethod
    def _put(pen: Pen, x: float, y: float, parts: Sequence[tuple[list[Piece], Style]]) -> float:
        for lines, style in parts:
            y = pen.pieces(x, y - style.size, lines, style) + style.size
        return y
