"""What a CSV file may need before it is read: another encoding, dates written month first. Bytes in, bytes out.

A large file is gone through row by row, behind the window.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.services.exchange import encodings, parts, templates
from app.services.exchange.imports import kind_of
from app.services.exchange.sheets import LARGEST
from app.services.problems import Problem
from app.wording import N_, _

_UNREADABLE = N_("The file cannot be read. Is it open in another program?")
_LARGE = N_("The file is over {limit} MB. Split it by year and import each part.")


@dataclass(frozen=True)
class Looked:
    """A file's bytes, and a word of it that reads differently in Windows-1252 where it is not UTF-8."""

    data: bytes
    odd_word: str


def look(path: Path) -> Looked:
    """Read a file and see whether its encoding is in doubt. Raises Problem."""
    try:
        if path.stat().st_size > LARGEST:
            raise Problem(_(_LARGE).format(limit=LARGEST // 1024 // 1024))
        data = path.read_bytes()
    except OSError:
        raise Problem(_(_UNREADABLE)) from None
    return Looked(data, "" if is_utf8(data) else encodings.sample(data))


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; files of other kinds (spreadsheets, UTF-16) are left to the import to refuse."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff")):
        return True
    return encodings.fault(data) is None


def us_date(kind: str, data: bytes) -> str:
    """The first date written month first in a date column, such as 3/4/2026; '' where there is none."""
    rows = _rows(data)
    places = _date_columns(kind, next(rows, []))
    for cells in rows:
        for place in places:
            if place < len(cells) and parts.SLASHED.fullmatch(cells[place].strip()):
                return cells[place].strip()
    return ""


def with_iso_dates(kind: str, data: bytes) -> bytes:
    """The file with month-first dates rewritten as 2026-03-04; days that do not exist stay and are refused by row."""
    rows = _rows(data)
    header = next(rows, [])
    places = _date_columns(kind, header)
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for cells in rows:
        for place in places:
            if place < len(cells):
                found = parts.us_date(cells[place].strip())
                cells[place] = found if found != cells[place].strip() else cells[place]
        writer.writerow(cells)
    text.flush()
    return out.getvalue()


def _date_columns(kind: str, header: list[str]) -> list[int]:
    known = kind_of(kind)
    dated = {name for name in known.known if templates.form(known, name) == "date"} | {
        "paper_signed_on",
        "signed_on",
    }
    return [place for place, name in enumerate(header) if name.strip() in dated]


def _rows(data: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""))
    except (csv.Error, UnicodeDecodeError):
        return  # the import itself says what is wrong with the file
