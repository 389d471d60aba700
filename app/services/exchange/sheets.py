"""The one reader of CSV files: their bytes as a header and numbered rows, or in plain words what is wrong and where.

Strict where cells could land in the wrong place: quotes, and rows of another width. Lenient where only one thing can be
meant: what keeps columns apart, a `sep=` line, blank rows, columns without name and content. Rows are numbered as a
spreadsheet shows them: a cell with line breaks is one row, and a `sep=` line is none.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.services.exchange import doubts, encodings
from app.services.problems import FileRefused, RowProblem
from app.wording import N_, _

LARGEST = 512 * 1024 * 1024
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)  # one limit for the whole process; two readers at once would undo each other's
MOST = 10_000  # problems that are named before a check stops
LONGEST_SHAPE = 60  # characters of a cell whose form is compared
SIGNS = (",", ";", "\t", "|")  # what keeps columns apart, where no `sep=` line says it
_SEP = re.compile(r'\ufeff?"?sep=([^\w"])"?[\s,;|]*', re.IGNORECASE)
_SHAPES = ((re.compile(r"[^\W\d_]+"), "a"), (re.compile(r"\d+"), "9"))
END = "\x1a"  # what an old system writes at a file's end

_EMPTY = N_("The file is empty. Save the sheet again as CSV UTF-8, with the column names in its first row.")
_NO_ROWS = N_("The file has column names but no rows under them.")
_SPREADSHEET = N_("This is a spreadsheet file. Open it, choose Save as, and pick CSV UTF-8.")
_PAGE = N_("This is a web page or a paper, not a CSV file. Open it in a spreadsheet, choose Save as, and pick CSV UTF-8.")
_UTF16 = N_(
    "The file is in UTF-16 without its mark, or not whole. Open it in the spreadsheet, choose Save as, and pick CSV UTF-8."
)
_UTF32 = N_("The file is in UTF-32. Open it in the spreadsheet, choose Save as, and pick CSV UTF-8.")
_ENCODING = N_(
    "Byte {byte} of the file is not UTF-8. Open it in the spreadsheet, choose Save as, and pick CSV UTF-8; or, where it "
    'comes from an older Windows program, say encoding = "windows-1252" under [file] in a mapping file.'
)
_NEITHER = N_("This cell is not UTF-8 either.")
_NUL = N_("This row holds a NUL byte: the file is damaged. Save the sheet again as CSV UTF-8.")
_QUOTE_OPEN = N_(
    'A cell begins with a quote mark (") in this row and does not end with one. Close it or take it out.'
)
_QUOTE_AFTER = N_(
    'In this row, text follows a closing quote mark, or a quote mark is not closed. Write one inside a cell twice: "".'
)
_SWALLOWED = N_(
    'A cell of this row holds whole rows of the file: a quote mark (") in it is not closed. Close it or take it out.'
)
_LONG_CELL = N_("A cell in this row is too long, or a quote mark in it is not closed.")
_WIDE = N_(
    "This row has {cells} cells; the row of names has {columns} columns. Add or take out commas, or quote the cell that "
    "holds one."
)
_NARROW = N_(
    "This row has {cells} cells; the row of names has {columns} columns. Add the missing commas. If a spreadsheet leaves "
    "them out, move a column that every row fills to the end there, and save it again."
)
_NAMES_AGAIN = N_("This row repeats the column names. Take it out.")
_NAMELESS = N_("Column {place} has no name. Name it or delete it.")
LARGE = N_("The file is over {limit} MB. Split it by year and import each part.")


@dataclass(frozen=True)
class Sheet:
    """The column names, how many rows there are, and what is wrong with some (`problems`: of another width).

    `rows()` reads the numbered rows anew each time: a large file's cells are never held all at once. Blank rows and
    those at fault are left out. `marks` tells which signs of damage the bytes hold, `zones` notes what a mapping found.
    """

    header: tuple[str, ...]
    count: int
    problems: list[RowProblem]
    rows: Callable[[], Iterator[tuple[int, list[str]]]]
    first: int = 1  # the row of the column names
    places: tuple[int, ...] = ()  # where each column stands in the file
    encoding: str = encodings.UTF8
    marks: frozenset[str] = frozenset()
    zones: dict[tuple[str, str], int] = field(default_factory=dict)


def refuse(sentence: str, row: int | None = None) -> FileRefused:
    """What to raise for a file that cannot be read at all."""
    return FileRefused([RowProblem(row, None, sentence)])


def read(data: bytes, encoding: str = "") -> Sheet:
    """The sheet of a CSV file; `encoding` is what was said of one that is not UTF-8.

    Raises FileRefused where it cannot be read as one; `asks` names what could be said of it.
    """
    found = _Survey(_Records(data, _encoding(data, encoding)))
    if found.names is None:
        raise refuse(_(_EMPTY))
    if not found.problems and next(found.rows(), None) is None:
        raise refuse(_(_NO_ROWS))
    kind = found.records.encoding
    return Sheet(
        found.header, found.count, found.problems, found.rows, found.first, tuple(found.taken), kind,
        doubts.marks(data, kind),
    )  # fmt: skip


def _encoding(data: bytes, said: str) -> str:
    """The encoding of a file's bytes. Raises FileRefused where they are no text, or of an encoding nobody named."""
    if len(data) > LARGEST:
        raise refuse(_(LARGE).format(limit=LARGEST // 1024 // 1024))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refuse(_(_SPREADSHEET))
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise refuse(_(_UTF32))
    if data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"%PDF-")):
        raise refuse(_(_PAGE))
    found = encodings.of(data, said)
    if 0 in data[:2] or (found == encodings.UTF16 and len(data) % 2):
        raise refuse(_(_UTF16))
    if _has_nul(data, found):
        walk = _Records(data, found or encodings.WINDOWS)
        row = next((number for number, cells in walk if any("\0" in cell for cell in cells)), None)
        raise refuse(_(_NUL), row)
    if not found:
        raise _not_utf8(data)
    return found


def _has_nul(data: bytes, encoding: str) -> bool:
    if encoding != encodings.UTF16:
        return b"\0" in data
    try:
        return any("\0" in line for line in encodings.text(data, encoding))
    except UnicodeDecodeError:
        return False  # the walk says where


def _not_utf8(data: bytes) -> FileRefused:
    """Each cell that is not UTF-8, by row and column; of the first one the byte too."""
    words = _(_ENCODING).format(byte=(encodings.fault(data) or 0) + 1)
    found: list[RowProblem] = []
    names: list[str] | None = None
    for number, cells in _Records(data, ""):
        names = cells if names is None and any(map(str.strip, cells)) else names
        for column, cell in enumerate(cells):
            if not cell.isascii() and any("\ud800" <= sign <= "\udfff" for sign in cell):
                name = _name(names[column]) if names and names is not cells and column < len(names) else ""
                known = name if name.isprintable() else ""
                found.append(RowProblem(number, known or None, _(_NEITHER) if found else words))
        if len(found) >= MOST:
            break
    return FileRefused(found or [RowProblem(None, None, words)], asks={"encoding": encodings.sample(data)})


class _Records:
    """The rows of a file as a CSV reader gives them, numbered; each walk reads the bytes anew."""

    def __init__(self, data: bytes, encoding: str) -> None:
        """Find out what keeps the columns apart."""
        self.data, self.encoding = data, encoding
        self.sign, self.said = self._separator()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells, _line in self.lined():
            yield number, cells

    def lined(self) -> Iterator[tuple[int, list[str], int]]:
        """(number, cells, the file's line on which the row ends). Raises FileRefused where the bytes are no CSV."""
        number = 0
        text = encodings.text(self.data, self.encoding)
        try:
            if self.said:
                text.readline()
            reader = csv.reader(text, strict=True, delimiter=self.sign)
            for number, cells in enumerate(reader, 1):
                yield number, cells, reader.line_num
        except csv.Error as error:
            raise refuse(_(_csv_sentence(str(error))), number + 1) from None
        except UnicodeDecodeError:
            raise refuse(_(_UTF16), number + 1) from None

    def _separator(self) -> tuple[str, bool]:
        """What keeps the columns apart, and whether a line of its own says so."""
        try:
            text = encodings.text(self.data, self.encoding)
            first = next((line for line in text if line.strip("\ufeff\r\n\t ,;|")), "")
            said = _SEP.fullmatch(text_line) if (text_line := first.rstrip("\r\n")) else None
            if said and encodings.text(self.data, self.encoding).readline() == first:
                return said[1], True
            return max(SIGNS, key=lambda sign: len(next(csv.reader([first], delimiter=sign), []))), False
        except (UnicodeDecodeError, csv.Error):
            return ",", False  # the walk itself says what is wrong


def _csv_sentence(said: str) -> str:
    if "end of data" in said:
        return _QUOTE_OPEN
    return _LONG_CELL if "limit" in said else _QUOTE_AFTER


class _Survey:
    """One walk through all rows: the names, how many rows follow, and which of them cannot be placed."""

    def __init__(self, records: _Records) -> None:
        """Walk; `names` stays None where nothing but blanks is found."""
        self.records = records
        self.names: list[str] | None = None
        self.first = self.count = self.needed = 0
        self.problems: list[RowProblem] = []
        self.bare: list[int] = []  # columns without a name
        self.filled: set[int] = set()  # those of them in which something stands
        before = width = 0
        for number, cells, line in records.lined():
            if self.names is None:
                if any(map(_name, cells)):
                    self.names, self.first, width = cells, number, len(cells)
                    self.bare = [place for place, name in enumerate(cells) if not _name(name)]
                    self.needed = max(place for place, name in enumerate(cells, 1) if _name(name))
            elif len(cells) == width and line == before + 1 and not self.bare and cells != self.names:
                self.count += 1  # a blank row of the right width too: this is what progress counts to
            else:
                self._look(number, cells, line - before)
            before = line
        self.taken = [place for place in range(width) if place not in self.bare or place in self.filled]

    @property
    def header(self) -> tuple[str, ...]:
        """The names, those of empty columns left out."""
        return tuple(_name((self.names or [])[place]) for place in self.taken)

    def _look(self, number: int, cells: list[str], lines: int) -> None:
        """Count a row that is out of the ordinary, or say what is wrong with it."""
        names = self.names or []
        width = len(names)
        if cells == names:
            self._say(number, _(_NAMES_AGAIN))
        elif lines > 1 and self._swallowed(cells, width):
            self._say(number, _(_SWALLOWED))
        elif self.needed <= len(cells) and not any(map(str.strip, cells[width:])):
            self.count += 1
            self.filled.update(place for place in self.bare if any(map(str.strip, cells[place : place + 1])))
        elif any(cell.strip(f"{END} \t") for cell in cells):
            words = _(_WIDE if len(cells) > width else _NARROW)
            self._say(number, words.format(cells=len(cells), columns=width))

    def _say(self, number: int, sentence: str) -> None:
        self.problems.append(RowProblem(number, None, sentence))

    def _swallowed(self, cells: list[str], width: int) -> bool:
        """Whether a line inside a cell is a row like this one: as many cells, and numbers and days at the same places."""
        shapes = [_shape(cell) for cell in cells]
        for cell in cells:
            for line in cell.splitlines()[1:]:
                if line.count(self.records.sign) >= max(width - 1, 1):
                    inner = next(csv.reader([line], delimiter=self.records.sign), [])
                    pairs = zip(map(_shape, inner), shapes, strict=False)
                    if len(inner) == width and any(one == shape and "9" in one for one, shape in pairs):
                        return True
        return False

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The numbered rows that can be placed, in the columns of the header."""
        width, taken = len(self.names or []), self.taken
        all_of_it = len(taken) == width
        odd = {one.row for one in self.problems}
        for number, cells in self.records:
            if number <= self.first or number in odd or not any(map(str.strip, cells)):
                continue
            if len(cells) >= width and all_of_it:
                yield number, cells if len(cells) == width else cells[:width]
            elif len(cells) >= self.needed:
                cells += [""] * (width - len(cells))
                yield number, [cells[place] for place in taken]


def _name(text: str) -> str:
    return text.strip("\ufeff \t\r\n\u00a0")


def _shape(text: str) -> str:
    """A short text by its form: C-101 as a-9."""
    if len(text) > LONGEST_SHAPE:
        return ""
    for pattern, sign in _SHAPES:
        text = pattern.sub(sign, text)
    return text.strip()


def check_header(sheet: Sheet, known: Sequence[str], required: Sequence[str]) -> None:
    """Raise FileRefused where a column is unknown, nameless, repeated, or a needed one is missing; all are named."""
    header = sheet.header
    found: list[str] = []
    for place, name in enumerate(header, 1):
        if not name:
            found.append(_(_NAMELESS).format(place=sheet.places[place - 1] + 1))
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
        raise FileRefused([RowProblem(sheet.first, None, sentence) for sentence in found])
