"""Cells that another program has damaged on the way: what cannot be right is refused, what may be is warned about.

Looked for where the bytes of a file hold a sign of it, and in the columns that a spreadsheet is known to change: codes,
numbers, telephone, ZIP.
"""

import re
from collections.abc import Callable

from app.services.exchange.encodings import UTF16, WINDOWS
from app.services.exchange.told import Told, named
from app.wording import N_, _

SIGN = "\ufffd"  # what stands for a letter that was lost
LOST, MISREAD, UNSEEN, FAILED = "lost", "misread", "unseen", "failed"
_HOLES = b"\x81\x8d\x8f\x90\x9d"  # bytes without a meaning in Windows-1252
_LEADS = "\u00c2\u00c3\u00c4\u00c5"  # what the first bytes of two-byte letters look like in Windows-1252
_TAILS = bytes(sorted(set(range(0x80, 0xC0)) - set(_HOLES))).decode("cp1252")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"
_MISREAD = re.compile(f"[{_LEADS}][{re.escape(_TAILS)}{_HOLES.decode('latin-1')}]|\u00e2\u20ac")
_FAILED = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)|#{3,}"
)
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?[eE]\+?\d{1,3}", re.ASCII)
_POINT_ZERO = re.compile(r"\d+\.0+", re.ASCII)
_DAY = re.compile(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}", re.ASCII)
_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
_SHORT_ZIP = re.compile(r"\d{1,4}(?:-\d{4})?", re.ASCII)

_LETTER_LOST = N_(
    "A letter of this cell has no meaning in Windows-1252 and would be lost. Type the cell anew, and save the file as UTF-8."
)
_LOST_BEFORE = N_("A letter was lost here before; {sign} stands for it. It was taken so: put it right on record.")
_LOOKS_MISREAD = N_("Letters look misread here, as when é became Ã©. They were taken so: look at them.")
_NO_VALUE = N_("The spreadsheet wrote {cell} in place of a value. Mend or widen the cell there, and save it again.")
_DIGITS_LOST = N_("This looks like a number that a spreadsheet shortened, so digits are lost. Type it as a text there.")
_ENDS_IN_ZERO = N_("This ends in .0, as a spreadsheet writes a text that it took for a number. Look at it.")
_MADE_A_DAY = N_("This looks like a date that a spreadsheet made of something else. Look at it.")
_ZIP = N_("A ZIP code has five digits. A spreadsheet may have dropped a zero in front.")
_PHONE = N_("A telephone number of nine digits lacks one. Look at it.")

PHONES, ZIPS, CODES = frozenset({"phone", "other_phone"}), frozenset({"zip_code"}), frozenset({"code"})
NUMBERS = PHONES | ZIPS | CODES | {"certification_number", "license_number", "number"}


def shape(name: str) -> Callable[[str], str] | None:
    """What gives the warning about a cell of this column by its form, '' for none; None where forms say nothing."""
    if name not in NUMBERS:
        return None
    checks = [(_SHORTENED, _DIGITS_LOST), (_POINT_ZERO, _ENDS_IN_ZERO)]
    more = ((ZIPS, _SHORT_ZIP, _ZIP), (PHONES, _NINE_DIGITS, _PHONE), (CODES, _DAY, _MADE_A_DAY))
    checks += [(pattern, sentence) for names, pattern, sentence in more if name in names]

    def check(text: str) -> str:
        bare = text.strip()
        return next((_(sentence) for pattern, sentence in checks if pattern.fullmatch(bare)), "")

    return check


def marks(data: bytes, encoding: str) -> frozenset[str]:
    """Which signs of damage the bytes of a file hold."""
    found = {FAILED} if b"#" in data else set()
    if encoding == UTF16:
        return frozenset({*found, LOST, MISREAD, UNSEEN})
    if encoding == WINDOWS:
        found |= {LOST} if any(data.find(hole) >= 0 for hole in _HOLES) else set()
        odd = any(data.find(sign.encode("cp1252")) >= 0 for sign in (*_LEADS, "\u00e2\u20ac"))
        return frozenset(found | {MISREAD} if odd else found)
    start = len(SIGN.encode()) if data.startswith("\ufeff".encode()) else 0
    for mark, signs in ((LOST, SIGN), (MISREAD, (*_LEADS, "\u00e2\u20ac")), (UNSEEN, _INVISIBLE)):
        if any(data.find(sign.encode(), start) >= 0 for sign in signs):
            found.add(mark)
    return frozenset(found)


def damage(text: str, there: frozenset[str], encoding: str) -> Told | None:
    """What is wrong with a cell of a file that has such marks; None where nothing is."""
    if FAILED in there and text[:1] == "#" and _FAILED.fullmatch(text.strip()):
        return Told(text, _(_NO_VALUE).format(cell=named(text)))
    if LOST in there and SIGN in text:
        if encoding == WINDOWS:
            return Told(text, _(_LETTER_LOST))
        return Told(text, warning=_(_LOST_BEFORE).format(sign=SIGN))
    if MISREAD in there and _MISREAD.search(text):
        return Told(text, warning=_(_LOOKS_MISREAD))
    return None


def seen(text: str, name: str) -> str:
    """The text without signs that nobody sees, at its ends; in a code or number anywhere."""
    if text.isascii():
        return text
    if name in NUMBERS:
        return text.translate(dict.fromkeys(map(ord, _INVISIBLE)))
    return text.strip(_INVISIBLE)
