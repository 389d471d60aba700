"""The sheet of paper: letterhead, header on each page, foot with page n of N, DRAFT mark, and the whole file on disk.

Pages are laid out completely before the first is drawn, so the foot knows how many there are. The file holds no name
in its title, no path and no time of its own making: the same data gives the same bytes.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.services.documents.blocks import Block
from app.services.documents.people import Field, Letterhead
from app.services.documents.text import (
    ACCENT,
    HAIR,
    INK,
    MEDIUM,
    MUTED,
    REGULAR,
    SEMIBOLD,
    WHITE,
    Pen,
    Piece,
    Ruler,
    Style,
    colour,
    face,
)
from app.services.documents.words import moment
from app.services.store import files
from app.wording import _

LETTER = (612.0, 792.0)
MARGIN, FOOT = 45.0, 50.0
AIR = 7.0  # between the line under the head of a later page and what stands first on it
AGENCY, ADDRESS = Style(SEMIBOLD, 12), Style(REGULAR, 8.5, MUTED)
TITLE, RUNNING = Style(SEMIBOLD, 15), Style(SEMIBOLD, 11)
LABEL, VALUE, DETAIL = Style(REGULAR, 8, MUTED), Style(SEMIBOLD, 10), Style(REGULAR, 8.5)
FOOTER, COUNT = Style(REGULAR, 7.5, MUTED), Style(SEMIBOLD, 8)
DRAFT, DRAFT_WORD = Style(SEMIBOLD, 150, colour("#ECEBE6")), Style(SEMIBOLD, 11, colour("#7A5200"))

# Streams need no second, textual wrapping: files are a fifth smaller and made sooner.
rl_config.useA85 = 0


@dataclass(frozen=True)
class Paper:
    """What frames a document: titles, the agency, fields at the head, and what the foot names."""

    agency: Letterhead
    title: str
    subtitle: str = ""
    fields: tuple[Field, ...] = ()
    running: str = ""
    document_number: str | None = None
    made_at: dt.datetime | None = None
    chain: tuple[int, str] | None = None
    draft: bool = False
    landscape: bool = True

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return (LETTER[1], LETTER[0]) if self.landscape else LETTER

    @property
    def width(self) -> float:
        """The width between the margins in points."""
        return self.size[0] - 2 * MARGIN

    def foot(self) -> str:
        """Document number and time made; what is not known is left out."""
        parts = [_("Document {number}").format(number=self.document_number)] if self.document_number else []
        if self.made_at:
            parts.append(_("Made {moment} with Peerdesk").format(moment=moment(self.made_at)))
        else:
            parts.append(_("Made with Peerdesk"))
        return "    ".join(parts)

    def state(self) -> str:
        """The state of the record that the newest signature covers, in words with its figures; blank without one."""
        if not self.chain:
            return ""
        told = _("State of the record at the newest signature: {count} entries, check figure {head}")
        return told.format(count=f"{self.chain[0]:,}", head=_grouped(self.chain[1]))


def _grouped(head: str) -> str:
    return " ".join(head[start : start + 4] for start in range(0, min(len(head), 16), 4))


class _Head:
    """The head of the first page or of a later one, measured before anything is drawn."""

    def __init__(self, paper: Paper, ruler: Ruler) -> None:
        self.paper, self.ruler = paper, ruler
        self.first, self.later = self._first_height(), self._later_height()

    def _first_height(self) -> float:
        letterhead = max(19.0, self._agency_height() - 9, 2 + len(self._subtitle()) * ADDRESS.leading)
        return letterhead + (38 + self._fields_height() if self.paper.fields else 16)

    def _agency_height(self) -> float:
        agency, address = self._agency()
        return len(agency) * AGENCY.leading + len(address) * ADDRESS.leading

    def _later_height(self) -> float:
        return max(1, len(self._running())) * ADDRESS.leading + 1 + AIR

    def _agency(self) -> tuple[list[Piece], list[Piece]]:
        width = self.paper.width * (1 - self._title_share()) - 46
        agency = self.paper.agency
        parts = [part for part in (agency.address, agency.phone) if part]
        fits = self.ruler.width("   ".join(parts), ADDRESS) <= width
        address = ("   " if fits else "\n").join(parts)
        return self.ruler.wrap(agency.name, AGENCY, width), self.ruler.wrap(address, ADDRESS, width)

    def _title_share(self) -> float:
        """The part of the width that title and subtitle take: as little as they need, at most a half."""
        draft = self.ruler.width(_("DRAFT"), DRAFT_WORD) + 12 if self.paper.draft else 0
        needed = max(self.ruler.width(self.paper.title, TITLE) + draft, self.paper.width * 0.4)
        return float(min(0.5, needed / self.paper.width))

    def _subtitle(self) -> list[Piece]:
        return self.ruler.wrap(self.paper.subtitle, ADDRESS, self.paper.width * self._title_share())

    def _running(self) -> list[Piece]:
        return self.ruler.wrap(self.paper.running, ADDRESS, self.paper.width - self._running_left())

    def _running_left(self) -> float:
        draft = self.ruler.width(_("DRAFT"), DRAFT_WORD) + 12 if self.paper.draft else 0
        return self.ruler.width(self.paper.title, RUNNING) + 14 + draft

    def _fields(self) -> list[tuple[float, Field, list[Piece], list[Piece]]]:
        """(left end, field, lines of its value, lines of its detail)."""
        shares = sum(field.share for field in self.paper.fields)
        left, found = 0.0, []
        for field in self.paper.fields:
            width = self.paper.width * field.share / shares
            value, detail = (
                self.ruler.wrap(text, style, width - 10)
                for text, style in ((field.value, VALUE), (field.detail, DETAIL))
            )
            found.append((left, field, value, detail))
            left += width
        return found

    def _fields_height(self) -> float:
        heights = [
            max(0 if detail else 1, len(value)) * VALUE.leading + len(detail) * DETAIL.leading
            for _left, _field, value, detail in self._fields()
        ]
        return max(heights) + 2

    def draw_first(self, pen: Pen) -> None:
        """Letterhead, title, a line, and the fields."""
        top, right = self.paper.size[1] - 38, self.paper.size[0] - MARGIN
        _mark(pen.canvas, MARGIN, top - 16)
        agency, address = self._agency()
        y = pen.pieces(MARGIN + 38, top, agency, AGENCY)
        pen.pieces(MARGIN + 38, y + 2, address, ADDRESS)
        wide = pen.text(right, top, self.paper.title, TITLE, "right")
        if self.paper.draft:
            pen.text(right - wide - 12, top, _("DRAFT"), DRAFT_WORD, "right")
        y = top - 14
        for piece in self._subtitle():
            pen.pieces(right - piece.width, y, [piece], ADDRESS)
            y -= ADDRESS.leading
        self._draw_fields(pen, self.paper.size[1] - MARGIN - self.first)

    def _draw_fields(self, pen: Pen, foot: float) -> None:
        fields = self._fields_height() if self.paper.fields else 0
        line = foot + (fields + 31 if self.paper.fields else 10)
        pen.rule(MARGIN, self.paper.size[0] - MARGIN, line, ACCENT, 1.3)
        for left, field, value, detail in self._fields() if self.paper.fields else []:
            pen.text(MARGIN + left, line - 15, field.label, LABEL)
            y = pen.pieces(MARGIN + left, line - 28, value, VALUE)
            pen.pieces(MARGIN + left, y + 1, detail, DETAIL)
            if not (value or detail):
                share = self.paper.width * field.share / sum(other.share for other in self.paper.fields)
                pen.rule(MARGIN + left, MARGIN + left + share - 16, line - 33, INK, 0.6)

    def draw_later(self, pen: Pen) -> None:
        """Title, who and when, and a line."""
        y = self.paper.size[1] - 40
        pen.text(MARGIN, y, self.paper.title, RUNNING)
        left = MARGIN + self._running_left()
        if self.paper.draft:
            pen.text(left - 12, y, _("DRAFT"), DRAFT_WORD, "right")
        pen.pieces(left, y, self._running(), ADDRESS)
        pen.rule(MARGIN, self.paper.size[0] - MARGIN, self.paper.size[1] - MARGIN - self.later + AIR, ACCENT, 1.3)


def _mark(canvas: Canvas, x: float, y: float) -> None:
    """The mark: a pine on a rounded square, 28 points wide."""
    canvas.setFillColor(ACCENT)
    canvas.roundRect(x, y, 28, 28, 5.5, stroke=0, fill=1)
    canvas.saveState()
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(1.7)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    pine = canvas.beginPath()
    pine.moveTo(x + 14, y + 5.5)
    pine.lineTo(x + 14, y + 22)
    for tip, half in ((22.0, 4.6), (17.0, 6.2), (12.0, 6.2)):
        pine.moveTo(x + 14 - half, y + tip - half * 0.8)
        pine.lineTo(x + 14, y + tip)
        pine.lineTo(x + 14 + half, y + tip - half * 0.8)
    canvas.drawPath(pine, stroke=1, fill=0)
    canvas.restoreState()


def _paginate(
    flow: Sequence[Block], width: float, rooms: tuple[float, float]
) -> list[list[tuple[Block, float]]]:
    """Share the blocks out over pages with room for `rooms` (first, later) points; (block, its height) a page."""
    pages: list[list[tuple[Block, float]]] = [[]]
    waiting, left = list(reversed(flow)), rooms[0]
    while waiting:
        block = waiting.pop()
        _width, height = block.wrap(width, left)
        if height <= left + 0.01:
            pages[-1].append((block, height))
            left -= height
            continue
        parts = block.split(width, left)
        if parts:
            pages[-1].append((parts[0], parts[0].wrap(width, left)[1]))
        elif not pages[-1] and not (len(pages) == 1 and rooms[1] > rooms[0]):
            raise ValueError(f"{type(block).__name__} is taller than a page")
        waiting += parts[:0:-1] or [block]
        pages.append([])
        left = rooms[1]
    return pages


def compose(paper: Paper, flow: Sequence[Block], ruler: Ruler) -> bytes:
    """The PDF of these blocks on this paper; `ruler` is the one that the blocks were made with."""
    return bound([(paper, flow)], ruler)


def bound(parts: Sequence[tuple[Paper, Sequence[Block]]], ruler: Ruler) -> bytes:
    """The PDF of several papers one after the other, each with its own head; pages are counted through."""
    for font in (REGULAR, MEDIUM, SEMIBOLD):
        face(font)
    paper = parts[0][0]
    sheets = []
    for one, flow in parts:
        head, height = _Head(one, ruler), one.size[1] - MARGIN - FOOT
        pages = _paginate(flow, one.width, (height - head.first, height - head.later))
        sheets += [(one, head, blocks, place == 0) for place, blocks in enumerate(pages)]
    out = BytesIO()
    canvas = Canvas(
        out, pagesize=paper.size, invariant=1, pageCompression=1, initialFontName=REGULAR, lang="en-US"
    )
    canvas.setTitle(paper.title)
    canvas.setAuthor("Peerdesk")
    canvas.setCreator("Peerdesk")
    canvas.setSubject(paper.title)
    if paper.made_at:
        stamp = f"D:{paper.made_at:%Y%m%d%H%M%S}"
        canvas.setDateFormatter(lambda *_now: stamp)
    pen = Pen(canvas, ruler)
    for number, (one, head, blocks, first) in enumerate(sheets, 1):
        canvas.setPageSize(one.size)
        _page(pen, one, head, blocks, first, (number, len(sheets)))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(
    pen: Pen, paper: Paper, head: _Head, blocks: list[tuple[Block, float]], first: bool, count: tuple[int, int]
) -> None:
    if paper.draft:
        _draft(pen, paper)
    (head.draw_first if first else head.draw_later)(pen)
    y = paper.size[1] - MARGIN - (head.first if first else head.later)
    for block, height in blocks:
        y -= height
        block.drawOn(pen.canvas, MARGIN, y)
    _foot(pen, paper, count)


def _draft(pen: Pen, paper: Paper) -> None:
    width, height = paper.size
    pen.canvas.saveState()
    pen.canvas.translate(width / 2, height / 2)
    pen.canvas.rotate(30 if paper.landscape else 50)
    pen.text(0, -50, _("DRAFT"), DRAFT, "center")
    pen.canvas.restoreState()


def _foot(pen: Pen, paper: Paper, count: tuple[int, int]) -> None:
    right, missing = paper.size[0] - MARGIN, ""
    pen.rule(MARGIN, right, 40, HAIR, 0.7)
    shown = _("Page {number} of {count}").format(number=count[0], count=count[1])
    pen.text(right, 30, shown, COUNT, "right")
    if pen.ruler.missing:
        missing = _(
            "\N{REPLACEMENT CHARACTER} stands for a letter that this typeface lacks. The record holds it."
        )
    y = 30.0
    for said, style in ((paper.foot(), FOOTER), (paper.state(), FOOTER), (missing, Style(REGULAR, 7.5, INK))):
        if said:
            pen.text(MARGIN, y, said, style)
            y -= 9.5


def save(path: Path, data: bytes) -> None:
    """Write the file whole or not at all, readable by this person only. Raises DiskProblem."""
    files.write(path, data)
