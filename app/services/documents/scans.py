"""Files that somebody scanned or photographed: what kind each is, whether anything can be seen on it, how it is printed.

What is judged is what will be seen: pictures upright as their camera says, in eight bits, on white paper.
"""

from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Name, Page
from PIL import Image, ImageOps

from app.wording import N_, _

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
_HEAD, _WITHIN = b"%PDF-", 1024  # readers look for the head of a PDF in so many bytes
MOST_PIXELS = 50_000_000
_PAPER, _INK = 190, 25  # how bright paper is at least, and by how much ink is darker than it, of 255
_LEAST_INK = 2e-5  # of a page; dust on the glass is less
_DEEP = 8  # forms inside forms that are looked into
_QUALITY = 92
_SIXTEEN = ("I;16", "I;16L", "I;16B", "I;16N", "I")

NOTHING = N_("nothing can be seen on it: it is blank. Scan or photograph it again")
_DAMAGED = N_("it is damaged and cannot be read")
_LARGE = N_("it has more than {limit} million pixels. Scan it again in a lower resolution")

Broken = (
    OSError, ValueError, TypeError, SyntaxError, RecursionError, Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)  # fmt: skip


def media(content: bytes) -> str:
    """The kind of a file by its own bytes; '' for one that is no PDF, PNG or JPEG. A PDF may begin with other bytes."""
    found = next((kind for head, kind in _SIGNATURES.items() if content.startswith(head)), "")
    return found or (PDF if _HEAD in content[: _WITHIN + len(_HEAD)] else "")


def blank(content: bytes) -> bool:
    """Whether a file can be read and yet nothing can be seen on any page of it."""
    kind = media(content)
    try:
        if kind == PDF:
            with pikepdf.open(BytesIO(content)) as pdf:
                return len(pdf.pages) > 0 and not any(_page_has_ink(page) for page in pdf.pages)
        return bool(kind) and not _has_ink(_seen(content))
    except (*Broken, pikepdf.PdfError, pikepdf.PasswordError):
        return False


def picture_fault(content: bytes) -> str:
    """Why a picture cannot be printed, as a whole clause; '' where it can."""
    try:
        with Image.open(BytesIO(content)) as found:
            if found.width * found.height > MOST_PIXELS:
                return _(_LARGE).format(limit=MOST_PIXELS // 10**6)
        return "" if _has_ink(_seen(content)) else _(NOTHING)
    except Broken:
        return _(_DAMAGED)


def printable(content: bytes) -> tuple[bytes, int, int]:
    """(picture, width, height) as it is printed: the file itself where it is upright and plain, else drawn anew."""
    with Image.open(BytesIO(content)) as found:
        plain = found.format == "JPEG" and found.mode in ("L", "RGB") and _turn(found) == 1
        if plain:
            return content, found.width, found.height
    seen, out = _seen(content), BytesIO()
    if media(content) == JPEG:
        seen.save(out, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        seen.save(out, "PNG", compress_level=6)
    return out.getvalue(), seen.width, seen.height


def _turn(picture: Image.Image) -> int:
    """How the camera was held, by the number that it wrote down; 1 is upright."""
    try:
        found = picture.getexif().get(0x0112, 1)
    except Broken:
        return 1
    return found if found in range(1, 9) else 1


def _seen(content: bytes) -> Image.Image:
    """A picture as a viewer shows it on white paper. Raises what reading a damaged one raises."""
    with Image.open(BytesIO(content)) as found:
        if found.width * found.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        found.load()
        turned = ImageOps.exif_transpose(found) if _turn(found) != 1 else found
        return _on_white(turned)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in _SIXTEEN:
        highest = picture.getextrema()[1]
        scale = 4095 if isinstance(highest, int | float) and 255 < highest <= 4095 else 65535
        if isinstance(highest, int | float) and highest <= 255:
            scale = 255
        return picture.convert("I").point(lambda value: value * 255 / scale).convert("L")
    if "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        drawn = picture.convert("RGBA")
        paper = Image.new("RGBA", drawn.size, "white")
        return Image.alpha_composite(paper, drawn).convert("RGB")
    return picture.copy() if picture.mode in ("L", "RGB") else picture.convert("RGB")


def _has_ink(picture: Image.Image) -> bool:
    """Whether something stands out from the paper; a picture without paper, such as a photograph, is all ink."""
    counts = picture.convert("L").histogram()
    total, seen = sum(counts), 0
    for paper in range(255, -1, -1):  # the brightness that half of the picture reaches
        seen += counts[paper]
        if seen * 2 >= total:
            break
    if paper < _PAPER:
        return True
    return sum(counts[: paper - _INK]) > max(total * _LEAST_INK, 8)


def _page_has_ink(page: Page) -> bool:
    """Whether a page draws anything that is not white; what cannot be told counts as ink."""
    if any(note.get(Name.Subtype) != Name.Link for note in page.obj.get(Name.Annots, [])):
        return True
    return _draws(page.obj, page.resources, 0)


def _draws(holder: Any, resources: Any, deep: int) -> bool:
    state, hidden = _State(), False
    for one in pikepdf.parse_content_stream(holder):
        operands, name = one.operands, str(one.operator)
        if name == "INLINE IMAGE":
            return True
        if name == "Tr":
            hidden = int(operands[0]) in (3, 7)
        elif name == "Do":
            if _placed_has_ink(resources, operands[0], deep):
                return True
        elif name in ("Tj", "TJ", "'", '"'):
            if not hidden and not state.fill:
                return True
        elif name in ("f", "F", "f*", "b", "b*", "B", "B*", "sh"):
            if name == "sh" or not state.fill:
                return True
        if name in ("S", "s", "b", "b*", "B", "B*") and not state.stroke:
            return True
        state.hear(name, operands)
    return False


class _State:
    """Whether what is filled and what is stroked is white, while a page's drawing is gone through."""

    def __init__(self) -> None:
        """A page begins in black."""
        self.fill = self.stroke = False
        self._kept: list[tuple[bool, bool]] = []

    def hear(self, name: str, operands: Any) -> None:
        """Follow one operator."""
        if name == "q":
            self._kept.append((self.fill, self.stroke))
        elif name == "Q" and self._kept:
            self.fill, self.stroke = self._kept.pop()
        elif name in ("g", "rg", "k", "sc", "scn", "cs"):
            self.fill = _is_white(name, operands)
        elif name in ("G", "RG", "K", "SC", "SCN", "CS"):
            self.stroke = _is_white(name.lower(), operands)


def _is_white(name: str, operands: Any) -> bool:
    try:
        parts = [float(one) for one in operands]
    except (TypeError, ValueError):
        return False  # a pattern, or a space that is named
    if name == "k" or len(parts) == 4:
        return all(part < 0.02 for part in parts)
    return bool(parts) and all(part > 0.98 for part in parts)


def _placed_has_ink(resources: Any, name: Any, deep: int) -> bool:
    placed = resources.get(Name.XObject, {}).get(str(name)) if resources is not None else None
    if placed is None:
        return False
    if placed.get(Name.Subtype) == Name.Form:
        if deep >= _DEEP:
            return True
        return _draws(placed, placed.get(Name.Resources, resources), deep + 1)
    try:
        if int(placed.get(Name.Width, 0)) * int(placed.get(Name.Height, 0)) > MOST_PIXELS or Name.SMask in placed:
            return True
        picture = pikepdf.PdfImage(placed).as_pil_image()
        return _has_ink(_on_white(picture))
    except (*Broken, pikepdf.PdfError, RuntimeError, KeyError, AttributeError):
        return True
