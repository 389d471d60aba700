"""Reads a CSV file into a header and numbered rows, or says in plain words what is wrong with it and where.

Rows are numbered as a spreadsheet shows them: the header is row 1, and a cell with line breaks is one row.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.services.exchange import encodings
from app.services.exchange.formulas import unguard
from app.services.problems import FileRefused, RowProblem
from app.wording import N_, _

LARGEST = 512 * 1024 * 1024
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)  # one limit for the whole process; two readers at once would undo each other's
MARK = b"\xef\xbb\xbf"
BLANK = 1024  # bytes looked at first: a file that begins with so much white space alone is rare

_EMPTY = N_("The file is empty. Save the sheet again as CSV UTF-8, with the column names in its first row.")
_NO_ROWS = N_("The file has column names but no rows under them.")
_SPREADSHEET = N_("This is a spreadsheet file. Open it, choose Save as, and pick CSV UTF-8.")
_UTF16 = N_("The file is in UTF-16. Open it in the spreadsheet, choose Save as, and pick CSV UTF-8.")
_ENCODING = N_(
    "Byte {byte} of the file is not UTF-8. Open it in the spreadsheet, choose Save as, and pick CSV UTF-8."
)
_NUL = N_("This row holds a NUL byte: the file is damaged. Save the sheet again as CSV UTF-8.")
_SEPARATOR = N_(
    "The columns are kept apart by {sign}, not by commas. Save as CSV with a comma between the columns."
)
_SIGNS = {";": N_("semicolons"), "\t": N_("tabs"), "|": N_("bars")}
_QUOTE_OPEN = N_(
    'A cell begins with a quote mark (") in this row and does not end with one. Close it or take it out.'
)
_QUOTE_AFTER = N_(
    'In this row, text follows a closing quote mark. Write a quote mark inside a cell twice: "".'
)
_LONG_CELL = N_("A cell in this row is too long, or a quote mark in it is not closed.")
_RAGGED = N_("This row has {cells} cells; the first row names {columns} columns. Add or take out commas.")
_LARGE = N_("The file is over {limit} MB. Split it by year and import each part.")


@dataclass(frozen=True)
class Sheet:
    """The column names, how many rows there are, and what is wrong with some (`problems`: ragged ones).

    `rows()` reads the numbered rows anew each time: a large file's cells are never held all at once. Blank and ragged
    rows are left out.
    """

    header: tuple[str, ...]
    count: int
    problems: list[RowProblem]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]


def refuse(sentence: str, row: int | None = None) -> FileRefused:
    """What to raise for a file that cannot be read at all."""
    return FileRefused([RowProblem(row, None, sentence)])


def check_text(data: bytes) -> None:
    """Raise FileRefused with the place where the bytes are no UTF-8 text, with or without a mark at its start."""
    if len(data) > LARGEST:
        raise refuse(_(_LARGE).format(limit=LARGEST // 1024 // 1024))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refuse(_(_SPREADSHEET))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refuse(_(_UTF16))
    place = encodings.fault(data)
    if place is not None:
        raise refuse(_(_ENCODING).format(byte=place + 1), data.count(b"\n", 0, place) + 1)
    nul = data.find(b"\0")
    if nul >= 0:
        raise refuse(_(_NUL), data.count(b"\n", 0, nul) + 1)
    if not data[:BLANK].removeprefix(MARK).strip() and not data.removeprefix(MARK).strip():
        raise refuse(_(_EMPTY))


def read(data: bytes, foreign: bool = False) -> Sheet:
    """The sheet of a CSV file; a foreign one may keep its columns apart by another sign than a comma.

    Raises FileRefused where it cannot be read as one.
    """
    check_text(data)
    sign = _sign(data) if foreign else ","
    records = _records(data, sign)
    _number, names = next(records)
    header = tuple(name.strip() for name in names)
    if len(header) == 1:
        _check_separator(header[0])
    width, count = len(header), 0
    problems: list[RowProblem] = []
    for number, cells in records:
        if len(cells) == width:
            count += 1  # a blank row of the right width too: this is what progress counts to
        elif any(map(str.strip, cells)):
            problems.append(RowProblem(number, None, _(_RAGGED).format(cells=len(cells), columns=width)))

    def rows() -> Iterator[tuple[int, list[str]]]:
        again = _records(data, sign)
        next(again)
        return ((number, cells) for number, cells in again if len(cells) == width and any(map(str.strip, cells)))

    if not problems and next(rows(), None) is None:
        raise refuse(_(_NO_ROWS))
    return Sheet(header, count, problems, rows)


def _sign(data: bytes) -> str:
    """What keeps the columns of a foreign file's first row apart: the sign that makes most columns of it."""
    first = next(iter(_text(data)), "")
    return max([",", *_SIGNS], key=lambda sign: len(next(csv.reader([first], delimiter=sign), [])))


def _text(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline="")


def _records(data: bytes, sign: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(_text(data), strict=True, delimiter=sign), 1):
            yield number, cells
    except csv.Error as error:
        raise refuse(_(_csv_sentence(str(error))), number + 1) from None


def _csv_sentence(said: str) -> str:
    if "end of data" in said:
        return _QUOTE_OPEN
    return _LONG_CELL if "limit" in said else _QUOTE_AFTER


def _check_separator(name: str) -> None:
    for sign, word in _SIGNS.items():
        if sign in name:
            raise refuse(_(_SEPARATOR).format(sign=_(word)), 1)


def check_header(header: Sequence[str], known: Sequence[str], required: Sequence[str]) -> None:
    """Raise FileRefused where a column is unknown, nameless, repeated, or a needed one is missing; all are named."""
    found: list[str] = []
    for place, name in enumerate(header, 1):
        if not name:
            found.append(_("Column {place} has no name. Name it or delete it.").format(place=place))
        elif name not in known:
            text = _("The column {name} is not known here. The columns are: {known}.")
            found.append(text.format(name=name[:80], known=", ".join(known)))
        elif name in header[: place - 1]:
            found.append(_("The column {name} is there twice. Delete one.").format(name=name))
    found += [
        _("The column {name} is missing. Add it to the first row.").format(name=name)
        for name in required
        if name not in header
    ]
    if found:
        raise FileRefused([RowProblem(1, None, sentence) for sentence in found])


def values(sheet: Sheet, left_out: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Row by row its number and its cells by column, the guards of formula-like text taken off."""
    taken = [(place, name) for place, name in enumerate(sheet.header) if name not in left_out]
    for number, cells in sheet.rows():
        yield number, {name: unguard(cells[place]) for place, name in taken}
