"""Fonts, widths, line breaks and shaping of the text on paper.

Text without combining marks goes straight to the page. Text with them is set by HarfBuzz, so that marks stand where
Salish, Kootenai, Blackfeet or Crow spelling puts them. Letters that Noto Sans lacks come from its relatives for Cree and
other syllabics, Cherokee and Arabic; what is written from right to left is put in its order on the line first. A letter
that none holds prints as U+FFFD and `Ruler.missing` becomes true, upon which the page says so in its foot. Copied or
searched text still holds the original.
"""

import functools
import unicodedata
from collections.abc import Container
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import ShapedStr, TTFont, shapeStr
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app import paths
from app.services.documents import letters, scripts

REGULAR, MEDIUM, SEMIBOLD, ITALIC, BOLD = (
    f"NotoSans-{cut}" for cut in ("Regular", "Medium", "SemiBold", "Italic", "Bold")
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
PRIVATE = 0xE000
Colour = tuple[float, float, float]


def colour(code: str) -> Colour:
    """Red, green and blue from 0 to 1 of a code such as #1D2428."""
    red, green, blue = bytes.fromhex(code.removeprefix("#"))
    return red / 255, green / 255, blue / 255


INK, MUTED, ACCENT = colour("#1D2428"), colour("#566069"), colour("#1B6670")
DANGER, BAND, HAIR, WHITE = colour("#A12A1C"), colour("#F2F1EB"), colour("#C9C6BC"), colour("#FFFFFF")


class Style(NamedTuple):
    """A font, a size in points and a colour."""

    font: str
    size: float
    colour: Colour = INK

    @property
    def leading(self) -> float:
        """The distance to the next line, in points."""
        return self.size * 1.35


class _Face(TTFont):  # type: ignore[misc,unused-ignore]  # reportlab carries no types
    """A font whose glyphs without a character get the same private one in every process: same data, same bytes."""

    def hbFont(self, fontSize: float = 10) -> Any:
        font = super().hbFont(fontSize)
        self.hbAddPrivate = self._private
        return font

    def _private(self, name: str, glyph: int, advance: float) -> int:
        sign = PRIVATE + glyph
        self.face.charToGlyph[sign] = glyph
        self.face.glyphToChar.setdefault(glyph, [sign])
        self.face.charWidths[sign] = advance
        return sign


@functools.cache
def face(font: str) -> Any:
    """The font, read from the resources and made known to ReportLab at first use."""
    made = _Face(font, str(paths.resources() / "fonts" / f"{font}.ttf"))
    pdfmetrics.registerFont(made)
    return made


def chain(font: str) -> tuple[tuple[str, Container[int]], ...]:
    """The fonts that are asked for a letter, in order, each with the code points that it holds."""
    cut = "Bold" if font in (SEMIBOLD, BOLD) else "Regular"
    names = (font, *(f"{family}-{cut}" for family in letters.FAMILIES[1:]))
    return tuple((name, face(name).face.charToGlyph) for name in names)


def needs_shaping(text: str) -> bool:
    """Whether a mark must be set on another character, or letters join as Arabic ones do."""
    return not text.isascii() and any(
        unicodedata.category(sign) in ("Mn", "Mc", "Me") or unicodedata.bidirectional(sign) in ("R", "AL") for sign in text
    )


class Run(NamedTuple):
    """A part of a line in a font of its own, from left to right."""

    font: str
    shown: str


class Piece(NamedTuple):
    """One line of text ready for the page: what is drawn, its width in points, and what it says if that differs.

    A line in several fonts is drawn from its `runs`.
    """

    shown: str
    width: float
    actual: str | None = None
    runs: tuple[Run, ...] = ()


class Ruler:
    """Measures text for one document and remembers what it has measured; `missing` once a character was lacking."""

    def __init__(self) -> None:
        """Start with nothing measured."""
        self.missing = False
        self.codes: dict[tuple[Piece, str, float], str] = {}
        self._pieces: dict[tuple[str, str, float], Piece] = {}

    def piece(self, text: str, style: Style) -> Piece:
        """The text as one line, whatever its width."""
        key = (text, style.font, style.size)
        found = self._pieces.get(key)
        if found is None:
            found = self._pieces[key] = self._made(text, style)
        return found

    def width(self, text: str, style: Style) -> float:
        """The width in points."""
        return self.piece(text, style).width

    def wrap(self, text: str, style: Style, width: float, indent: float = 0) -> list[Piece]:
        """Lines no wider than `width` points; a word that is wider is broken, so that nothing is cut off.

        The first line leaves `indent` points free; where its first word does not fit beside them, it is whole again.
        """
        if "\n" not in text:
            whole = self.piece(text, style)
            if whole.width <= width - indent:
                return [whole] if text else []
        return [
            self.piece(line, style)
            for number, paragraph in enumerate(text.split("\n"))
            for line in self._lines(paragraph, style, width, 0 if number else indent)
        ]

    def _lines(self, paragraph: str, style: Style, width: float, indent: float) -> list[str]:
        lines: list[str] = []
        line, used = "", 0.0
        gap = self.width(" ", style)
        for word in self._words(paragraph, style, width):
            wide = self.width(word, style)
            room = width if lines else width - indent
            if line and used + gap + wide > room:
                lines.append(line)
                line, used = word, wide
            elif not line and wide > room:
                indent, line, used = 0.0, word, wide
            else:
                used += gap + wide if line else wide
                line = f"{line} {word}" if line else word
        return [*lines, line] if line else lines

    def _words(self, paragraph: str, style: Style, width: float) -> list[str]:
        words = paragraph.split()
        if all(self.width(word, style) <= width for word in words):
            return words
        return [part for word in words for part in self._broken(word, style, width)]

    def _broken(self, word: str, style: Style, width: float) -> list[str]:
        parts = [""]
        for sign in word:
            if (
                parts[-1]
                and not unicodedata.combining(sign)
                and self._made(parts[-1] + sign, style).width > width
            ):
                parts.append("")
            parts[-1] += sign
        return parts

    def _made(self, text: str, style: Style) -> Piece:
        font = face(style.font)
        if not text.isascii():
            text, said = unicodedata.normalize("NFC", text), text
            known = font.face.charToGlyph
            if not all(ord(sign) in known for sign in text):
                return self._in_fonts(text, said, style)
            if needs_shaping(text):
                shaped, width = _set(text, style.font, style.size)
                return Piece(shaped, width, said)
        return Piece(text, _set(text, style.font, style.size)[1])

    def _in_fonts(self, text: str, said: str, style: Style) -> Piece:
        """A line with letters that its own font lacks: in several fonts, in the order in which it is seen."""
        runs = [Run(style.font, "")] if not text else []
        width = 0.0
        for font, part in scripts.runs(text, chain(style.font), self._lacks):
            shown, wide = _set(part, font, style.size)
            runs.append(Run(font, shown))
            width += wide
        return Piece("".join(run.shown for run in runs), width, said, tuple(runs))

    def _lacks(self, _sign: str) -> str:
        """What stands for a letter that no font holds."""
        self.missing = True
        return REPLACEMENT


def _set(text: str, font: str, size: float) -> tuple[str, float]:
    """What is drawn of a text in one font, shaped where its letters need it, and its width in points."""
    if needs_shaping(text):
        shaped = shapeStr(text, face(font).fontName, size)
        if isinstance(shaped, ShapedStr):
            return shaped, sum(data.x_advance for data in shaped.__shapeData__) * size / 1000
    widths, default = face(font).face.charWidths, face(font).face.defaultWidth
    return text, sum([widths.get(ord(sign), default) for sign in text]) * size / 1000


class Line(PDFTextObject):  # type: ignore[misc,unused-ignore]  # reportlab carries no types
    """One text object that takes pieces in several styles; the operators of a repeated piece are made only once."""

    def __init__(self, canvas: Canvas, ruler: Ruler) -> None:
        """A text object on this canvas, without a font so far."""
        super().__init__(canvas)
        self._ruler = ruler
        self._colour: Colour | None = None

    def setRise(self, rise: float) -> None:
        """Lift what follows by so many points; ReportLab's own loses track after two marks on one letter."""
        self._rise = rise
        self._code.append(f"{rise:.3f} Ts")

    def put(self, x: float, y: float, piece: Piece, style: Style) -> None:
        """The piece with its left end at x and its foot at y, in points."""
        if style.colour != self._colour:
            self._colour = style.colour
            self._code.append(f"{_operands(style.colour)} rg")
        key = (piece, style.font, style.size)
        code = self._ruler.codes.get(key)
        if code is None:
            code = self._ruler.codes[key] = self._coded(piece, style)
        self._code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm {code}")

    def _coded(self, piece: Piece, style: Style) -> str:
        """The operators that choose the font and show the piece, with its own words where they differ."""
        shown = ""
        for font, part in piece.runs or ((style.font, piece.shown),):
            self.setFont(font, style.size)
            shown += str(self._formatText(part))
        if piece.actual is None:
            return shown
        spoken = piece.actual.encode("utf-16-be", "replace").hex().upper()
        return f"/Span <</ActualText <FEFF{spoken}>>> BDC {shown} EMC"


class Pen:
    """Draws text and lines on a canvas; lengths in points, y upward."""

    def __init__(self, canvas: Canvas, ruler: Ruler) -> None:
        """A pen on this canvas."""
        self.canvas = canvas
        self.ruler = ruler

    def text(self, x: float, y: float, text: str, style: Style, align: str = "left") -> float:
        """One line of text, its left, right or middle at x; the width drawn."""
        piece = self.ruler.piece(text, style)
        self.pieces(shifted(x, piece.width, align), y, [piece], style)
        return piece.width

    def pieces(self, x: float, y: float, lines: list[Piece], style: Style) -> float:
        """Lines below one another, the first with its foot at y; the foot of the line that would follow."""
        line = Line(self.canvas, self.ruler)
        for piece in lines:
            line.put(x, y, piece, style)
            y -= style.leading
        self.canvas.drawText(line)
        return y

    def rule(self, left: float, right: float, y: float, shade: Colour = HAIR, weight: float = 0.6) -> None:
        """A level line."""
        self.stroke(left, y, right, y, shade, weight)

    def stroke(
        self, x: float, y: float, to_x: float, to_y: float, shade: Colour = HAIR, weight: float = 0.5
    ) -> None:
        """A straight line."""
        path = f"{x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S"
        self.canvas.addLiteral(f"{_operands(shade)} RG {weight} w {path}")

    def card(self, x: float, y: float, width: float, height: float) -> None:
        """A tinted area with round corners and a thin edge."""
        self.canvas.setFillColor(BAND)
        self.canvas.setStrokeColor(HAIR)
        self.canvas.setLineWidth(0.6)
        self.canvas.roundRect(x, y, width, height, 5, stroke=1, fill=1)

    def box(self, middle: float, y: float, ticked: bool) -> None:
        """A small box with its middle here, ticked or empty; drawn once a document and then only named."""
        name = "ticked" if ticked else "empty"
        if not self.canvas.hasForm(name):
            self.canvas.beginForm(name, -6, -6, 6, 6)
            _box(self.canvas, ticked)
            self.canvas.endForm()
        self.canvas.addLiteral(f"q 1 0 0 1 {middle:.2f} {y:.2f} cm")
        self.canvas.doForm(name)
        self.canvas.addLiteral("Q")

    def fill(self, x: float, y: float, width: float, height: float, shade: Colour = BAND) -> None:
        """A filled area without an edge."""
        self.canvas.setFillColor(shade)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)


@functools.cache
def _operands(shade: Colour) -> str:
    return " ".join(f"{part:.4f}" for part in shade)


def shifted(x: float, width: float, align: str) -> float:
    """Where text of this width starts so that its left, right or middle is at x."""
    return x - width if align == "right" else x - width / 2 if align == "center" else x


def _box(canvas: Canvas, ticked: bool) -> None:
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.7)
    canvas.roundRect(-4.4, -4.4, 8.8, 8.8, 1.6, stroke=1, fill=0)
    if ticked:
        canvas.setLineWidth(1.5)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        tick = canvas.beginPath()
        tick.moveTo(-2.4, 0)
        tick.lineTo(-0.7, -1.9)
        tick.lineTo(2.6, 2.1)
        canvas.drawPath(tick, stroke=1, fill=0)
