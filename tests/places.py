"""Where the words of our papers stand: whether some are cut off by the sheet's edge or lie over others.

Read from the PDF itself: each piece of text that a page shows, with its place and its width by the font's own figures.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Matrix, Name

EDGE, FOOT = 36.0, 8.0  # points that a printer may not reach, at the sides and below
SLACK = 2.0  # points by which letters of neighbours may touch: a pair of letters is drawn together by less
WATERMARK = 60.0  # points from which letters are a mark behind the text


class Piece(NamedTuple):
    """A piece of text and its box in points, y upward."""

    text: str
    left: float
    low: float
    right: float
    high: float


class _Font:
    def __init__(self, font: Any) -> None:
        self.first = int(font.get(Name.FirstChar, 0))
        self.widths = [float(width) for width in font.get(Name.Widths, [])]
        said = font[Name.ToUnicode].read_bytes().decode("latin-1") if Name.ToUnicode in font else ""
        self.letters = {int(code, 16): chr(int(sign, 16)) for code, sign in re.findall(r"<(\w\w)> <(\w{4})>\n", said)}

    def width(self, code: int) -> float:
        place = code - self.first
        return self.widths[place] if 0 <= place < len(self.widths) else 500.0

    def letter(self, code: int) -> str:
        return self.letters.get(code, "?")


class _Reader:
    """Follows a page's operators; only those that place or show text matter."""

    def __init__(self, page: Any) -> None:
        self.page, self.found = page, list[Piece]()
        self.fonts = {name: _Font(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
        self.matrix, self.kept = Matrix(), list[Matrix]()
        self.line, self.font, self.size, self.rise = Matrix(), "", 1.0, 0.0

    def read(self) -> list[Piece]:
        for operands, operator in pikepdf.parse_content_stream(self.page):
            self._take(str(operator), list(operands))
        return self.found

    def _take(self, operator: str, operands: list[Any]) -> None:
        if operator == "q":
            self.kept.append(self.matrix)
        elif operator == "Q":
            self.matrix = self.kept.pop()
        elif operator == "cm":
            self.matrix = Matrix(*map(float, operands)) @ self.matrix
        elif operator == "BT":
            self.line, self.rise = Matrix(), 0.0
        elif operator == "Tm":
            self.line = Matrix(*map(float, operands))
        elif operator == "Tf":
            self.font, self.size = str(operands[0]), float(operands[1])
        elif operator == "Ts":
            self.rise = float(operands[0])
        elif operator == "Tj":
            self._show(bytes(operands[0]))
        elif operator == "TJ":
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    self._show(bytes(part))
                else:
                    self._move(-float(part) * self.size / 1000)

    def _show(self, codes: bytes) -> None:
        font = self.fonts[self.font]
        width = sum(font.width(code) for code in codes) * self.size / 1000
        placed = self.line @ self.matrix
        corners = [
            placed.transform((x, y + self.rise)) for x in (0.0, width) for y in (-0.2 * self.size, 0.7 * self.size)
        ]
        text = "".join(map(font.letter, codes))
        if text.strip() and self.size < WATERMARK:
            xs, ys = [x for x, _y in corners], [y for _x, y in corners]
            self.found.append(Piece(text, min(xs), min(ys), max(xs), max(ys)))
        self._move(width)

    def _move(self, along: float) -> None:
        self.line = Matrix(1, 0, 0, 1, along, 0) @ self.line


def pieces(pdf: bytes) -> Iterator[tuple[float, float, list[Piece]]]:
    """(width, height, text) of each page."""
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            yield float(page.mediabox[2]), float(page.mediabox[3]), _Reader(page).read()


def overlaps(pdf: bytes) -> list[str]:
    """What lies beyond the printable area, and what lies over one another; nothing where all is well."""
    wrong = []
    for number, (width, height, found) in enumerate(pieces(pdf), 1):
        for one in found:
            if one.left < EDGE or one.right > width - EDGE or one.low < FOOT or one.high > height - 18:
                wrong.append(f"page {number}: {one.text!r} lies at the edge of the sheet")
        ordered = sorted(found, key=lambda piece: piece.low)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                if other.low > one.high:
                    break
                if _share(one, other):
                    wrong.append(f"page {number}: {one.text!r} and {other.text!r} lie over one another")
    return wrong


def _share(one: Piece, other: Piece) -> bool:
    """Whether two pieces share more than a touch; marks that are set on a letter have no width of their own."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.high, other.high) - max(one.low, other.low)
    least = min(one.high - one.low, other.high - other.low)
    return wide > SLACK and high > 0.3 * least
