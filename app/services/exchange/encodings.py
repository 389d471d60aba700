"""The encodings that files come in: UTF-8, or Windows-1252 from an older program. Bytes in, bytes out."""

import codecs
import re
from collections.abc import Iterator

_APART = re.compile(rb'[\s,;"]+')
AROUND = 40  # bytes of a word that are looked at
PIECE = 1024 * 1024  # bytes decoded at once: the text of a large file would take up to four times its bytes


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


def from_windows(data: bytes) -> bytes:
    """Windows-1252 as UTF-8; bytes that have no meaning there become the sign for 'unknown'."""
    return b"".join(_pieces(data))


def _pieces(data: bytes) -> Iterator[bytes]:
    for place in range(0, len(data), PIECE):
        yield data[place : place + PIECE].decode("cp1252", errors="replace").encode("utf-8")


def sample(data: bytes) -> str:
    """The first word of a file that reads differently in the two encodings, so that a person can tell."""
    place = fault(data)
    if place is None:
        return ""
    before, after = data[max(0, place - AROUND) : place], data[place : place + AROUND]
    word = _APART.split(before)[-1] + _APART.split(after)[0]
    return word.decode("cp1252", errors="replace")[:AROUND]
