"""The encodings that files come in: UTF-8, UTF-16 with its mark, or Windows-1252 from an older program, when that is said.

The bytes themselves stay as they are; they are read through the encoding, a piece at a time.
"""

import codecs
import io
import re

UTF8, UTF16, WINDOWS = "utf-8", "utf-16", "windows-1252"
_APART = re.compile(rb'[\s,;"]+')
AROUND = 40  # bytes of a word that are looked at
PIECE = 1024 * 1024  # bytes decoded at once: the text of a large file would take up to four times its bytes
_CODECS = {UTF8: "utf-8-sig", UTF16: "utf-16", WINDOWS: "cp1252"}


def of(data: bytes, said: str = "") -> str:
    """What the bytes are; '' where they are not UTF-8 and nothing was said that they are."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF16
    if fault(data) is None:
        return UTF8
    return WINDOWS if said == WINDOWS else ""


def text(data: bytes, encoding: str) -> io.TextIOWrapper:
    """The bytes as text whose line ends stay as they are, without a mark at its start.

    A byte that Windows-1252 does not know gives the sign for a lost letter; without an encoding, bytes that are not
    UTF-8 give lone surrogates. Reading UTF-16 may raise UnicodeDecodeError.
    """
    errors = {UTF8: "strict", UTF16: "strict", WINDOWS: "replace"}.get(encoding, "surrogateescape")
    return io.TextIOWrapper(io.BytesIO(data), _CODECS.get(encoding, "utf-8-sig"), errors, newline="")


def fault(data: bytes) -> int | None:
    """The place of the first byte that is not UTF-8; None where all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for place in range(0, len(data), PIECE):
            decoder.decode(view[place : place + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _place(data)
    return None


def _place(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    raise AssertionError("one of the two decoders is wrong")


def sample(data: bytes) -> str:
    """The first word of a file that reads differently in the two encodings, so that a person can tell."""
    place = fault(data)
    if place is None:
        return ""
    before, after = data[max(0, place - AROUND) : place], data[place : place + AROUND]
    word = _APART.split(before)[-1] + _APART.split(after)[0]
    return word.decode("cp1252", errors="replace")[:AROUND]
