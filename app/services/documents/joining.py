"""Several PDFs and pictures made into one file: pages put on sheets of our own, numbered, linked from the contents.

Only what a page shows is taken over: no scripts, forms, links or names of a foreign file. No random name and no time
goes in, so the same parts give the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf, Rectangle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import scans
from app.services.documents.page import LETTER, MARGIN
from app.services.documents.text import ACCENT, MUTED, REGULAR, SEMIBOLD, Pen, Ruler, Style, face
from app.wording import _

PDF = scans.PDF
MOST_PAGES = 1000
HEADING, UNDER = Style(SEMIBOLD, 11), Style(REGULAR, 8.5, MUTED)
NUMBER = Style(SEMIBOLD, 8)
TOP, BOTTOM = 78.0, 36.0  # points kept free above and below a foreign page


class Sheet(NamedTuple):
    """A sheet that takes one foreign page or picture: heading, the line below it, whether it lies on its side."""

    heading: str
    under: str
    landscape: bool
    picture: bytes = b""


class Link(NamedTuple):
    """A place that leads to a page: the page it stands on and its target, both from 0; the rectangle in points."""

    on: int
    left: float
    low: float
    right: float
    high: float
    to: int


@dataclass(frozen=True)
class Looked:
    """What a file is like: pages or, for a picture, 1; why it cannot go in, as a whole clause; whether it was mended."""

    pages: int
    fault: str = ""
    mended: bool = False


def look(media_type: str, content: bytes) -> Looked:
    """Open a PDF or picture and see whether its pages can be taken over."""
    if media_type != PDF:
        return _look_at_picture(content)
    try:
        with pikepdf.open(BytesIO(content)) as found:
            count = len(found.pages)
            for page in list(found.pages)[:MOST_PAGES]:
                _area(page)
            mended = bool(found.get_warnings())
    except pikepdf.PasswordError:
        return Looked(0, _("it is protected by a password"))
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError):
        return Looked(0, _("it is damaged and cannot be read"))
    if not count:
        return Looked(0, _("it is damaged and cannot be read"))
    if scans.blank(content):
        return Looked(0, _(scans.NOTHING))
    if count > MOST_PAGES:
        return Looked(count, _("it has more than {limit} pages").format(limit=f"{MOST_PAGES:,}"))
    return Looked(count, mended=mended)


def _look_at_picture(content: bytes) -> Looked:
    fault = scans.picture_fault(content)
    return Looked(0, fault) if fault else Looked(1)


def sheets(media_type: str, content: bytes, heading: str, under: str) -> list[Sheet]:
    """The sheets for the pages of a file that `look` found readable."""
    if media_type != PDF:
        picture, width, height = scans.printable(content)
        return [Sheet(heading, under, width > height, picture)]
    with pikepdf.open(BytesIO(content)) as pdf:
        sizes = [_area(page) for page in pdf.pages]
    count = len(sizes)
    made = []
    for place, (wide, high) in enumerate(sizes, 1):
        shown = _("Page {number} of {count} of this attachment").format(number=place, count=count) if count > 1 else ""
        made.append(Sheet(heading, "   ".join(filter(None, (under, shown))), wide > high))
    return made


def count(content: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def page_size(content: bytes, number: int) -> tuple[float, float]:
    """Width and height in points of a page (from 0), as a reader shows it."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return _area(pdf.pages[number])


def chosen(content: bytes, numbers: Sequence[int]) -> bytes:
    """A PDF of these pages (from 0) in this order."""
    made, out = Pdf.new(), BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        for place in numbers:
            made.pages.append(pdf.pages[place])
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _area(page: Page) -> tuple[float, float]:
    """Width and height of a page as a reader shows it. Raises ValueError for one without an area."""
    left, low, right, high = (float(edge) for edge in page.trimbox)
    wide, tall = abs(right - left), abs(high - low)
    if not wide or not tall:
        raise ValueError("a page without an area")
    turned = int(page.obj.get(Name.Rotate, 0)) % 180 != 0
    return (tall, wide) if turned else (wide, tall)


def framed(title: str, drawn: Sequence[Sheet]) -> Pdf:
    """Our sheets as a PDF, pictures drawn in; those for PDF pages are still empty below their heading."""
    out, ruler = BytesIO(), Ruler()
    canvas = _canvas(out, title)
    pen = Pen(canvas, ruler)
    for sheet in drawn:
        width, height = LETTER[::-1] if sheet.landscape else LETTER
        canvas.setPageSize((width, height))
        y = pen.pieces(MARGIN, height - 44, ruler.wrap(sheet.heading, HEADING, width - 2 * MARGIN)[:1], HEADING)
        pen.pieces(MARGIN, y + 1, ruler.wrap(sheet.under, UNDER, width - 2 * MARGIN)[:1], UNDER)
        pen.rule(MARGIN, width - MARGIN, height - 68, ACCENT, 1.3)
        if sheet.picture:
            _picture(canvas, sheet.picture, _room(width, height))
        canvas.showPage()
    canvas.save()
    return pikepdf.open(out)


def _room(width: float, height: float) -> Rectangle:
    return Rectangle(MARGIN, BOTTOM, width - MARGIN, height - TOP)


def _picture(canvas: Canvas, content: bytes, room: Rectangle) -> None:
    """The picture as large as the room allows, in its middle, on white where it is see-through."""
    image = ImageReader(BytesIO(content))
    wide, high = image.getSize()
    scale = min((room.urx - room.llx) / wide, (room.ury - room.lly) / high)
    left = (room.llx + room.urx - wide * scale) / 2
    low = room.ury - high * scale
    canvas.drawImage(image, left, low, wide * scale, high * scale, mask="auto")


def put_in(made: Pdf, sheet: Page, content: Pdf, number: int) -> None:
    """Put page `number` (from 0) of a foreign PDF into the empty room of one of our sheets, turned as it is shown."""
    box = sheet.mediabox
    width, height = float(box[2]), float(box[3])
    form = made.copy_foreign(content.pages[number].as_form_xobject())
    _lay(sheet, form, Name.Attached, _room(width, height))


def _lay(page: Page, form: pikepdf.Object, name: Name, room: Rectangle) -> None:
    page.add_resource(form, Name.XObject, name)
    drawn = page.calc_form_xobject_placement(
        form, name, room, invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"\nQ\n" + drawn)


def ready(content: bytes) -> Pdf:
    """A foreign PDF with its notes and form fields drawn into its pages."""
    pdf = pikepdf.open(BytesIO(content))
    if Name.AcroForm in pdf.Root:
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")
    return pdf


def number(made: Pdf, title: str) -> None:
    """Write 'page x of y' over all pages, at the right of each foot."""
    sizes = [(float(page.mediabox[2]), float(page.mediabox[3])) for page in made.pages]
    out = BytesIO()
    canvas = _canvas(out, title)
    pen = Pen(canvas, Ruler())
    for place, (width, height) in enumerate(sizes, 1):
        canvas.setPageSize((width, height))
        words = _("Audit file, page {number} of {count}").format(number=place, count=len(sizes))
        pen.text(width - MARGIN, 15, words, NUMBER, "right")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(out) as drawn:
        for (width, height), page, over in zip(sizes, made.pages, drawn.pages, strict=True):
            form = made.copy_foreign(over.as_form_xobject())
            _lay(page, form, Name.FileNumber, Rectangle(0, 0, width, height))


def _canvas(out: BytesIO, title: str) -> Canvas:
    for font in (REGULAR, SEMIBOLD):
        face(font)
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=REGULAR, lang="en-US")
    canvas.setTitle(title)
    return canvas


def link(made: Pdf, links: Iterable[Link]) -> None:
    """Make places on pages lead to other pages."""
    for one in links:
        page, target = made.pages[one.on].obj, made.pages[one.to]
        place = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([round(edge, 2) for edge in (one.left, one.low, one.right, one.high)]),
            Border=Array([0, 0, 0]),
            Dest=Array([target.obj, Name.XYZ, 0, target.mediabox[3], 0]),  # its top, as large as the reader has it
        )
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(made.make_indirect(place))


def bookmark(made: Pdf, marks: Iterable[tuple[str, int]]) -> None:
    """The reader's side bar: (title, page from 0)."""
    with made.open_outline() as outline:
        outline.root.extend(OutlineItem(title, page) for title, page in marks)


def whole(made: Pdf, title: str) -> bytes:
    """The file's bytes, the same for the same pages."""
    made.Root.Lang = pikepdf.String("en-US")
    made.docinfo[Name.Title] = title
    made.docinfo[Name.Author] = made.docinfo[Name.Creator] = made.docinfo[Name.Producer] = "Peerdesk"
    made.remove_unreferenced_resources()
    out = BytesIO()
    made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
