"""Which letters the shipped typefaces hold: what a paper can print, without the printing of it.

The families are asked in this order, letter by letter. A letter that none holds is told where it is typed.
"""

import functools
import struct
import unicodedata
from collections.abc import Iterator

from app import paths
from app.wording import _

FAMILIES = ("NotoSans", "NotoSansCanadianAboriginal", "NotoSansCherokee", "NotoSansArabic")
SHOWN = 5  # letters named in one sentence


@functools.cache
def held(font: str) -> frozenset[int]:
    """The code points for which a font of resources/fonts has a glyph."""
    data = (paths.resources() / "fonts" / f"{font}.ttf").read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    for place in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * place)
        if tag == b"cmap":
            return frozenset(_mapped(data, offset))
    return frozenset()


def _mapped(data: bytes, start: int) -> Iterator[int]:
    """The code points of every Unicode part of a cmap table, in its formats 4 and 12."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    for place in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * place)
        (form,) = struct.unpack_from(">H", data, start + offset)
        if form == 4:
            yield from _format_4(data, start + offset)
        elif form == 12:
            (groups,) = struct.unpack_from(">I", data, start + offset + 12)
            for group in range(groups):
                first, last, _glyph = struct.unpack_from(">III", data, start + offset + 16 + 12 * group)
                yield from range(first, last + 1)


def _format_4(data: bytes, at: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + double)
    for first, last in zip(starts, ends, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def invisible(sign: str) -> bool:
    """Whether a character shows nothing of its own: a control, a join, a choice of form."""
    return unicodedata.category(sign) in ("Cf", "Cc") or 0xFE00 <= ord(sign) <= 0xFE0F


def unprintable(text: str) -> tuple[str, ...]:
    """The letters of a text that no typeface holds, each once, in order of appearance."""
    if text.isascii():
        return ()
    known = [held(f"{family}-Regular") for family in FAMILIES]
    shown = unicodedata.normalize("NFC", text)
    lacking = (
        sign for sign in shown
        if not sign.isspace() and not invisible(sign) and not any(ord(sign) in letters for letters in known)
    )  # fmt: skip
    return tuple(dict.fromkeys(lacking))


def doubt(text: str) -> str:
    """The sentence that tells of letters which no paper can print, or ''."""
    lacking = unprintable(text)
    if not lacking:
        return ""
    named = " ".join(lacking[:SHOWN]) + (" …" if len(lacking) > SHOWN else "")
    told = _("Papers cannot print {letters}: no typeface here has it. It is kept as typed; add how it is spelled in Latin.")
    return told.format(letters=named)
