"""What stands beside tables on a paper: prose, the card of totals, signature lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus.flowables import Flowable

from app.services.documents.text import (
    INK,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Pen,
    Piece,
    Ruler,
    Style,
)
from app.wording import _

HEADING = Style(SEMIBOLD, 10.5)
BODY, QUIET, NOTE = Style(REGULAR, 8.5), Style(REGULAR, 8.5, MUTED), Style(REGULAR, 7.5, MUTED)
SIGNER, UNDER = Style(SEMIBOLD, 9.5), Style(REGULAR, 8.5, MUTED)
ABOVE_SIGNATURES = 42
FRESH = 430  # points that only a page of its own has left


class Block(Flowable):  # type: ignore[misc,unused-ignore]  # reportlab carries no types
    """A flowable that measures itself and paints from the top of the height it is given."""

    ruler: Ruler

    def measure(self, width: float, room: float) -> float:
        """The height in points at this width."""
        raise TypeError(type(self).__name__)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Draw with the top at y = height and the left end at x = 0."""
        raise TypeError(type(self).__name__)

    def parts(self, width: float, room: float) -> list["Block"]:
        """The part that fits into `room` and the rest; empty where the block stays whole."""
        return []

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """ReportLab's name for `measure`."""
        self.width, self.height = availWidth, self.measure(availWidth, availHeight)
        return availWidth, self.height

    def split(self, availWidth: float, availHeight: float) -> list["Block"]:
        """ReportLab's name for `parts`."""
        return self.parts(availWidth, availHeight)

    def draw(self) -> None:
        """ReportLab's name for `paint`."""
        self.paint(Pen(self.canv, self.ruler), self.width, self.height)


class Space(Block):
    """Room of a fixed height."""

    def __init__(self, height: float) -> None:
        """So many points high."""
        super().__init__()
        self.ruler, self._height = Ruler(), height

    def measure(self, width: float, room: float) -> float:
        """The fixed height; at the foot of a page only what is left of it."""
        return min(self._height, room)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Nothing."""


class Prose(Block):
    """Paragraphs, each a text and its style, with a little room between them."""

    def __init__(self, ruler: Ruler, paragraphs: Sequence[tuple[str, Style]], gap: float = 5) -> None:
        """Blank paragraphs are left out."""
        super().__init__()
        self.ruler = ruler
        self._paragraphs = [(text, style) for text, style in paragraphs if text]
        self._gap = gap

    def measure(self, width: float, room: float) -> float:
        """The height of all lines."""
        lines = sum(
            len(self.ruler.wrap(text, style, width)) * style.leading for text, style in self._paragraphs
        )
        return lines + self._gap * max(0, len(self._paragraphs) - 1)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """The lines from the top down."""
        y = height
        for text, style in self._paragraphs:
            y = pen.pieces(0, y - style.size, self.ruler.wrap(text, style, width), style) + style.size
            y -= self._gap


class Keeping(Prose):
    """A heading that asks for room for the first rows below it."""

    BELOW = 64

    def __init__(self, ruler: Ruler, title: str, style: Style = HEADING) -> None:
        """One line or more."""
        super().__init__(ruler, [(title, style)])

    def measure(self, width: float, room: float) -> float:
        """The heading's own height with a gap; more than the room where the first rows would not fit below."""
        own = super().measure(width, room) + 5
        return own if own + self.BELOW <= room else own + self.BELOW


@dataclass(frozen=True)
class Figure:
    """One line of a card: words on the left, a figure on the right; `strong` sets it apart below a line.

    A `part` is smaller and set in: it belongs to the sum that follows.
    """

    label: str
    value: str
    strong: bool = False
    part: bool = False


class Card(Block):
    """Figures on a tinted card with a title."""

    LINE = 15.6
    EDGE = 12

    def __init__(self, ruler: Ruler, title: str, figures: Sequence[Figure]) -> None:
        """The figures stand in the order given."""
        super().__init__()
        self.ruler, self._title, self._figures = ruler, title, figures

    def measure(self, width: float, room: float) -> float:
        """Title, lines and edges."""
        lines = sum(self._rise(width, figure) for figure in self._figures)
        return 22 + (len(self._titled(width)) - 1) * HEADING.leading + lines + 10

    def _titled(self, width: float) -> list[Piece]:
        return self.ruler.wrap(self._title, HEADING, width - 2 * self.EDGE)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """The card, its title and its figures."""
        pen.card(0, height - self.measure(width, 0), width, self.measure(width, 0))
        y = height - 17
        y = pen.pieces(self.EDGE, y, self._titled(width), HEADING) + HEADING.leading
        for figure in self._figures:
            y -= self._figure(pen, y, width, figure)

    def _rise(self, width: float, figure: Figure) -> float:
        style, lines = self._style(figure), len(self._label(width, figure))
        return self._step(figure) + (lines - 1) * style.leading

    def _step(self, figure: Figure) -> float:
        return 25 if figure.strong else 13.5 if figure.part else self.LINE

    def _style(self, figure: Figure) -> Style:
        return Style(SEMIBOLD, 11) if figure.strong else Style(REGULAR, 8, MUTED) if figure.part else Style(REGULAR, 9)

    def _left(self, figure: Figure) -> float:
        return self.EDGE + (8 if figure.part else 0)

    def _label(self, width: float, figure: Figure) -> list[Piece]:
        style = self._style(figure)
        room = width - self._left(figure) - self.EDGE - self.ruler.width(figure.value, style) - 10
        return self.ruler.wrap(figure.label, style, room)

    def _figure(self, pen: Pen, y: float, width: float, figure: Figure) -> float:
        style, rise = self._style(figure), self._rise(width, figure)
        foot = y - self._step(figure)
        if figure.strong:
            pen.rule(self.EDGE, width - self.EDGE, foot + 17, INK, 0.6)
        pen.pieces(self._left(figure), foot, self._label(width, figure), style)
        pen.text(width - self.EDGE, y - rise, figure.value, style, "right")
        return rise


class Beside(Block):
    """Two blocks side by side, the first with a fixed share of the width."""

    def __init__(self, left: Block, right: Block, left_width: float, gap: float = 24) -> None:
        """Both start at the same top."""
        super().__init__()
        self.ruler, self._left, self._right = left.ruler, left, right
        self._left_width, self._gap = left_width, gap

    def measure(self, width: float, room: float) -> float:
        """The taller one's height."""
        rest = width - self._left_width - self._gap
        return max(self._left.measure(self._left_width, room), self._right.measure(rest, room))

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Both, from the same top."""
        self._left.paint(pen, self._left_width, height)
        pen.canvas.saveState()
        pen.canvas.translate(self._left_width + self._gap, 0)
        self._right.paint(pen, width - self._left_width - self._gap, height)
        pen.canvas.restoreState()


class Stack(Block):
    """Blocks below one another that stay on one page; where no page takes them all, they go on on the next."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        """From the top down."""
        super().__init__()
        self.ruler, self._blocks = blocks[0].ruler, blocks

    def measure(self, width: float, room: float) -> float:
        """The sum of the heights."""
        return sum(block.measure(width, 1e6) for block in self._blocks)

    def parts(self, width: float, room: float) -> list[Block]:
        """On a fresh page that is too small, as many as it takes, and the rest."""
        used, index = 0.0, 0
        while index < len(self._blocks) and used + (height := self._blocks[index].measure(width, 1e6)) <= room:
            used, index = used + height, index + 1
        if room < FRESH or not 0 < index < len(self._blocks):
            return []
        return [Stack(self._blocks[:index]), Stack(self._blocks[index:])]

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """One after the other."""
        for block in self._blocks:
            block.paint(pen, width, height)
            height -= block.measure(width, 1e6)


class Signatures(Block):
    """One or two signature lines with their dates; each signer is a name and what stands under it."""

    def __init__(
        self, ruler: Ruler, signers: Sequence[tuple[str, str]], given: Sequence[tuple[str, str] | None] = ()
    ) -> None:
        """At most two signers stand side by side; `given` are what stands on the lines of those who signed in the app."""
        super().__init__()
        self.ruler, self._signers = ruler, signers[:2]
        self._given = [*given, None, None][:2]

    def measure(self, width: float, room: float) -> float:
        """The room to sign in, and the names below."""
        half = (width - 24) / 2
        return (
            ABOVE_SIGNATURES
            + max(
                sum(len(lines) * style.leading for lines, style in self._under(signer, half))
                for signer in self._signers
            )
            + 6
        )

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """The lines with a cross where to sign, and the names."""
        half = (width - 24) / 2
        for index, signer in enumerate(self._signers):
            left = index * (half + 24)
            self._signer(pen, left, half, height - ABOVE_SIGNATURES, signer, self._given[index])

    def _under(self, signer: tuple[str, str], half: float) -> list[tuple[list[Piece], Style]]:
        name, under = signer
        return [
            (self.ruler.wrap(name, SIGNER, half * 0.7), SIGNER),
            (self.ruler.wrap(under, UNDER, half * 0.7), UNDER),
        ]

    def _signer(
        self, pen: Pen, left: float, half: float, line: float, signer: tuple[str, str], given: tuple[str, str] | None
    ) -> None:
        sign, date = half * 0.7, half * 0.27
        pen.rule(left, left + sign, line, INK, 0.9)
        pen.rule(left + half - date, left + half, line, INK, 0.9)
        if given is None:
            pen.text(left, line + 5, "×", Style(REGULAR, 9, MUTED))
        else:
            pen.text(left, line + 5, given[0], UNDER)
            pen.text(left + half - date, line + 5, given[1], UNDER)
        pen.text(left + half - date, line - 12, _("Date"), UNDER)
        y = line - 12
        for lines, style in self._under(signer, half):
            y = pen.pieces(left, y, lines, style)
