"""The Board's audit file: one page that answers the Board, the contents, the papers of the period, chosen attachments.

What a background check says, evidence of a diagnosis, and notes about clients never come here.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

import pikepdf
from pikepdf import Pdf

from app.services.documents import audit_summary, joining, words
from app.services.documents.audit_summary import Summary
from app.services.documents.blocks import BODY, HEADING, QUIET, Block, Prose, Space
from app.services.documents.joining import Link
from app.services.documents.page import Paper, bound
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.text import (
    ACCENT,
    HAIR,
    MEDIUM,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Pen,
    Piece,
    Ruler,
    Style,
)
from app.wording import _

ENTRY, SECOND, PLACE = Style(MEDIUM, 9), Style(REGULAR, 8, MUTED), Style(SEMIBOLD, 9, ACCENT)
NUMBERED, ROOM, RISE = 30.0, 34.0, 11.5  # points for an entry's number at the left and its page at the right


@dataclass(frozen=True)
class Part:
    """One paper of the file: how the contents name it, a second line, and its PDF."""

    title: str
    note: str
    data: bytes


@dataclass(frozen=True)
class Attached:
    """One attachment: a PDF, PNG or JPEG that `joining.look` found readable."""

    title: str
    note: str
    media_type: str
    content: bytes
    mended: bool = False


@dataclass(frozen=True)
class LeftOut:
    """An attachment that was chosen and could not go in, and why."""

    title: str
    note: str
    reason: str


@dataclass(frozen=True)
class AuditFile:
    """Everything in the file of one person and the days from `first` to `last`, as known on `as_of`."""

    agency: Letterhead
    staff: StaffLine
    first: dt.date
    last: dt.date
    as_of: dt.date
    parts: tuple[Part, ...]
    attached: tuple[Attached, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    summary: Summary = Summary()


@dataclass(frozen=True)
class _Line:
    """One line of the contents; a `page` from 0, or None for what is left out."""

    number: str
    title: str
    note: str
    page: int | None = None


def _silent(_percent: int, _said: str) -> None:
    """Tell nobody."""


def render(file: AuditFile, tell: Callable[[int, str], object] = _silent) -> bytes:
    """The file as a PDF, the same for the same values; `tell(per cent, words)` may raise to stop."""
    papers = [pikepdf.open(BytesIO(part.data)) for part in file.parts]
    sheets = [
        joining.sheets(one.media_type, one.content, f"A{place}   {one.title}", one.note)
        for place, one in enumerate(file.attached, 1)
    ]
    lengths = [len(pdf.pages) for pdf in papers] + [len(found) for found in sheets]
    cover, links, contents = _cover(file, lengths)
    made = Pdf.new()
    with pikepdf.open(BytesIO(cover)) as first:
        made.pages.extend(first.pages)
    for pdf in papers:
        made.pages.extend(pdf.pages)
    _attach(made, file.attached, sheets, tell)
    tell(90, _("Numbering the pages"))
    joining.number(made, _title())
    joining.link(made, links)
    starts = _starts(lengths, len(made.pages) - sum(lengths))
    names = [part.title for part in file.parts]
    names += [f"A{place}  {one.title}" for place, one in enumerate(file.attached, 1)]
    front = [(_("Summary"), 0), (_("Contents"), contents)]
    joining.bookmark(made, [*front, *zip(names, starts, strict=True)])
    data = joining.whole(made, _title())
    for pdf in papers:
        pdf.close()
    return data


def _title() -> str:
    return _("Board audit file")


def _attach(
    made: Pdf,
    attached: Sequence[Attached],
    sheets: Sequence[Sequence[joining.Sheet]],
    tell: Callable[[int, str], object],
) -> None:
    """Append the attachments, each page on a sheet of ours."""
    flat = [sheet for found in sheets for sheet in found]
    if not flat:
        return
    place = len(made.pages)
    with joining.framed(_title(), flat) as frames:
        made.pages.extend(frames.pages)
    for done, (one, found) in enumerate(zip(attached, sheets, strict=True)):
        tell(50 + 40 * done // len(attached), _("Adding the attachments"))
        if one.media_type == joining.PDF:
            with joining.ready(one.content) as foreign:
                for number in range(len(found)):
                    joining.put_in(made, made.pages[place + number], foreign, number)
        place += len(found)


def _starts(lengths: Sequence[int], before: int) -> list[int]:
    """The first page of each part, from 0, after `before` pages of cover."""
    return [before + sum(lengths[:place]) for place in range(len(lengths))]


def _cover(file: AuditFile, lengths: Sequence[int]) -> tuple[bytes, list[Link], int]:
    """Summary and contents, where the contents lead, and the page on which they begin.

    Page numbers do not change their length, so the second pass is final.
    """
    data, links = _composed(file, _starts(lengths, 2))
    with pikepdf.open(BytesIO(data)) as first:
        before = len(first.pages)
    data, links = _composed(file, _starts(lengths, before))
    return data, links, min((link.on for link in links), default=0)


def _composed(file: AuditFile, starts: Sequence[int]) -> tuple[bytes, list[Link]]:
    ruler, when, links = Ruler(), words.period(file.first, file.last), list[Link]()
    known = Field(_("As known on"), words.long_day(file.as_of))
    paper = Paper(
        agency=file.agency,
        title=_title(),
        subtitle="\n".join(part for part in (_for(file), when) if part),
        fields=(Field(_("Peer supporter"), file.staff.name, 1.4, file.staff.numbered), known),
        running=f"{file.staff.name}, {file.staff.under_signature()}. {when}",
        landscape=False,
    )
    contents = replace(paper, title=_("Contents"), subtitle=_title(), fields=())
    flows = [(paper, audit_summary.flow(file.summary, ruler)), (contents, _flow(file, ruler, starts, links))]
    return bound(flows, ruler), links


def _for(file: AuditFile) -> str:
    return _("For the {recipient}").format(recipient=file.summary.recipient) if file.summary.recipient else ""


def _flow(file: AuditFile, ruler: Ruler, starts: Sequence[int], links: list[Link]) -> list[Block]:
    count = len(file.parts)
    papers = [
        _Line(str(place), part.title, part.note, start)
        for place, (part, start) in enumerate(zip(file.parts, starts, strict=False), 1)
    ]
    attached = [
        _Line(f"A{place}", one.title, _mended(one), start)
        for place, (one, start) in enumerate(zip(file.attached, starts[count:], strict=True), 1)
    ]
    left = [
        _Line("", one.title, _("{note}   Left out: {reason}.").format(note=one.note, reason=one.reason).strip())
        for one in file.left_out
    ]
    flow: list[Block] = [Space(2)]
    for heading, lines in (
        (_("Papers"), papers), (_("Attachments"), attached), (_("Attachments left out"), left),
    ):  # fmt: skip
        if lines:
            rows = [_Entry(ruler, line, links) for line in _once(lines)]
            flow += [_Head(ruler, heading, rows[0]), *rows, Space(10)]
    return [*flow, Prose(ruler, [(text, style) for text, style in _closing()])]


def _once(lines: Sequence[_Line]) -> list[_Line]:
    """The lines with each title once: those of the same title that follow tell only what sets them apart."""
    return [
        replace(line, title="") if place and line.title == lines[place - 1].title and line.note else line
        for place, line in enumerate(lines)
    ]


def _mended(one: Attached) -> str:
    if not one.mended:
        return one.note
    return _("{note}   This file was damaged and mended: check that all its pages are there.").format(note=one.note)


def _closing() -> list[tuple[str, Style]]:
    return [
        (_("The page numbers of the contents are those at the foot: Audit file, page 1 and so on."), BODY),
        (
            _("What a background check says, evidence of a diagnosis, and notes about the people served stay with the "
              "agency. Date and result of a check stand in the credential summary."),
            QUIET,
        ),
    ]  # fmt: skip


class _Head(Prose):
    """A heading that stays with the first entry below it."""

    def __init__(self, ruler: Ruler, title: str, below: Block) -> None:
        super().__init__(ruler, [(title, HEADING)])
        self._below = below

    def measure(self, width: float, room: float) -> float:
        """The heading's height with a gap; more than the room where the first entry would not fit below."""
        own = super().measure(width, room) + 4
        whole = own + self._below.measure(width, room)
        return own if whole <= room else whole


class _Entry(Block):
    """One line of the contents: number, title, what it is, and the page, which can be clicked."""

    def __init__(self, ruler: Ruler, line: _Line, links: list[Link]) -> None:
        super().__init__()
        self.ruler, self._line, self._links = ruler, line, links

    def _columns(self, width: float) -> tuple[float, list[Piece], list[Piece]]:
        """Where the second column starts, and the lines of both."""
        room = width - NUMBERED - ROOM
        second = NUMBERED + room * 0.44
        title = self.ruler.wrap(self._line.title, ENTRY, room * 0.44 - 10)
        return second, title, self.ruler.wrap(self._line.note, SECOND, room * 0.56)

    def measure(self, width: float, room: float) -> float:
        """The longer column and a little room."""
        _second, title, note = self._columns(width)
        return 4 + max(len(title) * ENTRY.leading, len(note) * SECOND.leading)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """Both columns, the page at the right, a thin line below; the place is kept for its link."""
        second, title, note = self._columns(width)
        pen.text(0, height - RISE, self._line.number, SECOND)
        pen.pieces(NUMBERED, height - RISE, title, ENTRY)
        pen.pieces(second, height - RISE, note, SECOND)
        pen.rule(0, width, 0, HAIR, 0.5)
        if self._line.page is None:
            return
        pen.text(width, height - RISE, str(self._line.page + 1), PLACE, "right")
        left, low = pen.canvas.absolutePosition(0, 0)
        link = Link(pen.canvas.getPageNumber() - 1, left, low, left + width, low + height, self._line.page)
        self._links.append(link)
