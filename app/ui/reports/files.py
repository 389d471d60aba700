"""What a CSV file may need before it is read: another encoding, dates written month first. Bytes in, bytes out."""

import csv
import datetime as dt
import io
import re

from app.services.exchange import templates
from app.services.exchange.imports import kind_of

US_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
MARK = "\ufeff"


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8; files of other kinds (spreadsheets, UTF-16) are left to the import to refuse."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff"))
    return True


def from_windows(data: bytes) -> bytes:
    """Windows-1252 as UTF-8; bytes that have no meaning there become the sign for 'unknown'."""
    return data.decode("cp1252", errors="replace").encode("utf-8")


def sample(data: bytes) -> str:
    """The first words of a file that read differently in the two encodings, so that a person can tell."""
    for word in re.split(r"[\s,;\"]+", data.decode("cp1252", errors="replace")):
        if not word.isascii():
            return word[:40]
    return ""


def us_date(kind: str, data: bytes) -> str:
    """The first date written month first in a date column, such as 3/4/2026; '' where there is none."""
    for _row, _column, cell in _date_cells(kind, data):
        if US_DATE.fullmatch(cell):
            return cell
    return ""


def _date_columns(kind: str, header: list[str]) -> list[int]:
    known = kind_of(kind)
    dated = {name for name in known.known if templates.form(known, name) == "date"} | {
        "paper_signed_on",
        "signed_on",
    }
    return [place for place, name in enumerate(header) if name.strip().removeprefix(MARK) in dated]


def _rows(data: bytes) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    except (csv.Error, UnicodeDecodeError):
        return []  # the import itself says what is wrong with the file


def _date_cells(kind: str, data: bytes) -> list[tuple[int, int, str]]:
    rows = _rows(data)
    if not rows:
        return []
    places = _date_columns(kind, rows[0])
    return [
        (number, place, cells[place].strip())
        for number, cells in enumerate(rows[1:], 1)
        for place in places
        if place < len(cells)
    ]


def with_iso_dates(kind: str, data: bytes) -> bytes:
    """The file with month-first dates rewritten as 2026-03-04; days that do not exist stay and are refused by row."""
    rows = _rows(data)
    for number, place, cell in _date_cells(kind, data):
        match = US_DATE.fullmatch(cell)
        if match:
            try:
                rows[number][place] = dt.date(int(match[3]), int(match[1]), int(match[2])).isoformat()
            except ValueError:
                continue
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8")
