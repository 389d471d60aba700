"""Scans and photographs: what will be seen is what is judged, and what is judged is what is printed."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from app.services.across.opening import SignedIn
from app.services.credentials import proof
from app.services.credentials.proof import Proof, ProofKind
from app.services.documents import joining, scans
from app.services.problems import Invalid
from app.services.store import session as sessions
from app.services.supervision import paper

WIDE, HIGH = 240, 320


def page(mode: str = "RGB", paper_colour: object = "white", ink: object = "black") -> Image.Image:
    """A letter: writing at its top left, nothing below."""
    made = Image.new(mode, (WIDE, HIGH), paper_colour)  # type: ignore[arg-type]
    ImageDraw.Draw(made).rectangle((20, 20, 140, 60), fill=ink)  # type: ignore[arg-type]
    return made


def kept(picture: Image.Image, form: str, **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **how)  # type: ignore[arg-type]
    return out.getvalue()


def held(orientation: int) -> bytes:
    """The letter as a phone keeps it that was held so; every viewer shows it upright."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transposition that the camera's turn takes back
    picture = page()
    if orientation in back:
        picture = picture.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return kept(picture, "JPEG", exif=exif, quality=95)


def deep(scale: int = 65535) -> bytes:
    """A grey scan of sixteen bits."""
    grey = page("L", 255, 0).point(lambda value: value * scale // 255, "I")
    return kept(grey.convert("I;16"), "PNG")


def see_through(form: str = "PNG") -> bytes:
    made = Image.new("RGBA", (WIDE, HIGH), (0, 0, 0, 0))
    ImageDraw.Draw(made).rectangle((20, 20, 140, 60), fill=(0, 0, 0, 255))
    return kept(made, form)


def palette() -> bytes:
    made = page("P", 0, 1)
    made.putpalette([255, 255, 255, 0, 0, 0])
    return kept(made, "PNG")


def palette_see_through() -> bytes:
    made = page("P", 0, 1)
    made.putpalette([7, 7, 7, 0, 0, 0])
    return kept(made, "PNG", transparency=0)


PICTURES: dict[str, Callable[[], bytes]] = {
    **{f"held {number}": (lambda number=number: held(number)) for number in range(1, 9)},
    "sixteen bits": deep,
    "twelve of sixteen bits": lambda: deep(4095),
    "cmyk": lambda: kept(page().convert("CMYK"), "JPEG", quality=95),
    "grey": lambda: kept(page("L", 255, 0), "JPEG", quality=95),
    "one bit": lambda: kept(page("1", 1, 0), "PNG"),
    "palette": palette,
    "palette, see-through": palette_see_through,
    "see-through": see_through,
    "grey, see-through": lambda: kept(Image.open(BytesIO(see_through())).convert("LA"), "PNG"),
    "plain": lambda: kept(page(), "PNG"),
}


def printed(content: bytes) -> Image.Image:
    """The first page of an attachment as the audit file draws it, taken out of the PDF again."""
    (sheet,) = joining.sheets(scans.media(content), content, "A1", "")
    with joining.framed("Title", [sheet]) as pdf:
        (drawn_picture,) = pdf.pages[0].get_images().values()
        wide, high = (float(edge) for edge in pdf.pages[0].mediabox[2:])
        assert (wide > high) is sheet.landscape
        return pikepdf.PdfImage(drawn_picture).as_pil_image().convert("L")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_printed_as_a_viewer_shows_it(name: str) -> None:
    content = PICTURES[name]()
    assert joining.look(scans.media(content), content).fault == ""
    found = printed(content)
    assert found.size == (WIDE, HIGH), "upright, on a portrait page"
    off = ImageChops.difference(found, page("L", 255, 0)).histogram()
    assert sum(off[60:]) < WIDE * HIGH * 0.02, "the same letter: white paper, black writing at its top left"


def test_the_same_picture_gives_the_same_bytes() -> None:
    for name, make in PICTURES.items():
        content = make()
        assert scans.printable(content) == scans.printable(content), name


def white(form: str, mode: str = "RGB", colour: object = "white") -> bytes:
    return kept(Image.new(mode, (WIDE, HIGH), colour), form)  # type: ignore[arg-type]


def dusty() -> bytes:
    made = Image.new("L", (1700, 2200), 244)
    for x, y in ((10, 10), (800, 300), (1500, 2000)):
        made.putpixel((x, y), 120)
    return kept(made, "PNG")


BLANK: dict[str, Callable[[], bytes]] = {
    "white": lambda: white("PNG"),
    "white photograph": lambda: white("JPEG"),
    "grey paper": lambda: white("PNG", "L", 226),
    "sixteen bits": lambda: kept(Image.new("I", (WIDE, HIGH), 65000).convert("I;16"), "PNG"),
    "see-through": lambda: white("PNG", "RGBA", (0, 0, 0, 0)),
    "dust": dusty,
}


@pytest.mark.parametrize("name", BLANK)
def test_a_page_without_ink_is_told(name: str) -> None:
    content = BLANK[name]()
    assert scans.blank(content) and "blank" in joining.look(scans.media(content), content).fault


def drawn(*pages: Callable[[Canvas], object]) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 400), invariant=1)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def nothing(_canvas: Canvas) -> None:
    """An empty page."""


def words(canvas: Canvas) -> None:
    canvas.drawString(40, 40, "A certificate")


def hidden_words(canvas: Canvas) -> None:
    """What a program that reads scans lays over them, unseen."""
    text = canvas.beginText(40, 40)
    text.setTextRenderMode(3)
    text.textOut("A certificate")
    canvas.drawText(text)


def white_sheet(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, 300, 400, stroke=0, fill=1)


def of_picture(content: bytes) -> Callable[[Canvas], object]:
    from reportlab.lib.utils import ImageReader

    return lambda canvas: canvas.drawImage(ImageReader(BytesIO(content)), 0, 0, 300, 400)


@pytest.mark.parametrize(
    ("pages", "blank"),
    [
        ((nothing,), True),
        ((nothing, nothing), True),
        ((white_sheet,), True),
        ((hidden_words,), True),
        ((of_picture(white("JPEG")),), True),
        ((of_picture(white("PNG")), nothing), True),
        ((words,), False),
        ((nothing, words), False),
        ((*[nothing] * 30, of_picture(kept(page(), "JPEG"))), False),
        ((of_picture(kept(page(), "JPEG")), nothing), False),
        ((lambda canvas: canvas.line(0, 0, 99, 99),), False),
        ((lambda canvas: (white_sheet(canvas), canvas.setFillGray(0), canvas.rect(9, 9, 99, 9, fill=1)),), False),
    ],
)
def test_a_pdf_is_blank_where_no_page_of_it_shows_anything(
    pages: tuple[Callable[[Canvas], object], ...], blank: bool
) -> None:
    content = drawn(*pages)
    assert scans.blank(content) is blank
    assert ("blank" in joining.look(scans.media(content), content).fault) is blank


@pytest.mark.parametrize("before", [b"\n", b"\r\n\r\n", b"X-Scanner: 7\r\n\r\n", b" " * 1000])
def test_a_pdf_may_begin_with_other_bytes(before: bytes) -> None:
    content = before + drawn(words)
    assert scans.media(content) == scans.PDF and joining.look(scans.PDF, content).pages == 1
    assert scans.media(b" " * 1025 + drawn(words)) == ""


def test_a_picture_of_too_many_pixels_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "MOST_PIXELS", WIDE * HIGH - 1)
    assert "million pixels" in joining.look(scans.PNG, kept(page(), "PNG")).fault


def test_what_shows_nothing_is_not_added(staffed: SignedIn) -> None:
    def add(content: bytes) -> str:
        with sessions.transaction(staffed.store, staffed.actor) as session:
            return proof.add(session, "AW", Proof(ProofKind.OTHER, "Letter", content)).media_type

    assert add(b"\n" + drawn(words)) == scans.PDF
    assert add(held(6)) == scans.JPEG and add(deep()) == scans.PNG
    for content in (white("PNG"), drawn(nothing), BLANK["sixteen bits"]()):
        with pytest.raises(Invalid) as caught:
            add(content)
        assert "nothing can be seen" in caught.value.fields["file"]


def test_a_blank_scan_of_a_signed_paper_is_not_kept(staffed: SignedIn) -> None:
    with sessions.transaction(staffed.store, staffed.actor) as session:
        assert paper._keep_scan(session, b"\n\n" + drawn(words)) is not None
        with pytest.raises(Invalid, match="nothing can be seen"):
            paper._keep_scan(session, white("JPEG"))
