"""CSV files as programs write them: every shape that has one meaning gives the same rows, every other a plain refusal."""

import codecs

import pytest

from app.services.exchange import rows, sheets
from app.services.exchange.imports import kind_of
from app.services.problems import FileRefused
from tests.faults.sheets import SOUND, sound

PLAIN = "staff,date,category,minutes\nAW,2026-11-16,group,60\nDR,2026-11-17,travel,30\n"
ROWS = [(2, ["AW", "2026-11-16", "group", "60"]), (3, ["DR", "2026-11-17", "travel", "30"])]


def read(data: bytes | str, encoding: str = "") -> sheets.Sheet:
    return sheets.read(data.encode() if isinstance(data, str) else data, encoding)


def refused(data: bytes | str, encoding: str = "") -> list[tuple[int | None, str]]:
    """What a file is refused with, or what is wrong with some of its rows."""
    try:
        sheet = read(data, encoding)
    except FileRefused as wrong:
        return [(one.row, one.sentence) for one in wrong.rows]
    return [(one.row, one.sentence) for one in sheet.problems]


def swapped(sign: str) -> str:
    return PLAIN.replace(",", sign)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        "\ufeff\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip("\n"),
        PLAIN + "\x1a",
        PLAIN + "\n" * 5000,
        PLAIN + ",,,\n" * 5000,
        PLAIN + "   ,\u00a0,,\t\n",
        "sep=,\n" + PLAIN,
        "\ufeffsep=,\r\n" + PLAIN.replace("\n", "\r\n"),
        '"sep=,"\n' + PLAIN,
        "SEP=,,,\n" + PLAIN,
        "sep=;\n" + swapped(";"),
        "sep=\t\n" + swapped("\t"),
        "sep=|\r\n" + swapped("|").replace("\n", "\r\n"),
        "sep=^\n" + swapped("^"),
        swapped(";"),
        swapped("\t"),
        swapped("|"),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        swapped("\t").replace("\n", "\r\n").encode("utf-16"),  # 'Unicode text' of a spreadsheet
        PLAIN.replace("\n", ",,\n"),
        PLAIN.replace("\n", ",,\n", 1),
        PLAIN.replace("\n", ",,,,,,,,\n").replace(",,\n", ",,\n", 1),
        PLAIN.replace("minutes\n", "minutes, ,\n").replace("60\n", "60, ,\n").replace("30\n", "30,,\n"),
        ",".join(f'"{name}"' for name in PLAIN.split("\n")[0].split(",")) + "\n" + "\n".join(PLAIN.split("\n")[1:]),
        " staff , date ,category, minutes\n" + "\n".join(PLAIN.split("\n")[1:]),
        PLAIN.replace("AW", '"AW"').replace("60", '"60"'),
    ],
)
def test_what_has_one_meaning_gives_the_same_rows(data: bytes | str) -> None:
    sheet = read(data)
    assert sheet.header == ("staff", "date", "category", "minutes") and sheet.problems == []
    assert list(sheet.rows()) == ROWS
    assert list(sheet.rows()) == ROWS, "each walk reads anew"


def test_blank_rows_before_the_names_and_between_keep_the_numbers_of_a_spreadsheet() -> None:
    sheet = read("\n,,,\n" + PLAIN.replace("\nDR", "\n\n,,,\nDR"))
    assert [number for number, _cells in sheet.rows()] == [4, 7] and sheet.first == 3


def test_a_column_without_a_name_is_dropped_only_where_it_is_empty() -> None:
    sheet = read("staff,,date,category,minutes,,\nAW,,2026-11-16,group,60,,\nDR,,2026-11-17,travel,30,,\n")
    assert sheet.header == ("staff", "date", "category", "minutes") and list(sheet.rows()) == ROWS
    full = read("staff,date,,category,minutes,,\nAW,2026-11-16,,group,60,,x\n")
    with pytest.raises(FileRefused) as caught:
        sheets.check_header(full, kind_of("hours").known, kind_of("hours").required)
    assert [(one.row, one.sentence) for one in caught.value.rows] == [(1, "Column 7 has no name. Name it or delete it.")]


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (PLAIN + 'AW,"2026-11-18,group,60\nAW,2026-11-19,group,60\n', 4, "does not end with one"),
        (PLAIN.replace("\n", "\r") + 'AW,"2026-11-18,group,60\rAW,2026-11-19,group,60\r', 4, "does not end with one"),
        (PLAIN + 'AW,"2026-11-18"x,group,60\n', 4, "closing quote"),
        (PLAIN + "staff,date,category,minutes\n", 4, "repeats the column names"),
        (PLAIN + "AW,2026-11-18,group\n", 4, "3 cells"),
        (PLAIN + "AW,2026-11-18,group,1,440\n", 4, "5 cells"),
        (PLAIN + "AW,2026-11-18,gr\0oup,60\n", 4, "NUL"),
        (PLAIN + "\0" * 40, 4, "NUL"),
        (PLAIN.replace("\n", "\r") + "AW,\0,,\r", 4, "NUL"),
        ((PLAIN + "AW,\0,,\n").encode("utf-16"), 4, "NUL"),
        (PLAIN.encode("utf-16-le"), None, "UTF-16"),
        (PLAIN.encode("utf-16-be"), None, "UTF-16"),
        (PLAIN.encode("utf-16")[:-1], None, "UTF-16"),
        (PLAIN.encode("utf-16") + b"\x00\xd8", 4, "UTF-16"),
        (b"PK\x03\x04....", None, "Save as"),
        (b"\xd0\xcf\x11\xe0....", None, "Save as"),
        (b"%PDF-1.7", None, "paper"),
        ("\ufeff\n\n ,,\n", None, "empty"),
        ("\ufeff".encode("utf-16"), None, "empty"),
        ("sep=;\n", None, "empty"),
        ("sep=;\nstaff;date\n", None, "no rows"),
    ],
)
def test_what_cannot_be_placed_is_named_by_its_row(data: bytes | str, row: int | None, words: str) -> None:
    ((at, said),) = refused(data)
    assert at == row and words in said, said


HEAD = "client,staff,date,start,stop,manner,plan\n"
NOTE = "C-{n},AW,2026-11-1{n},09:00,09:30,in_person,{text}\n"


def test_rows_inside_a_cell_are_a_quote_never_closed() -> None:
    """Two stray quote marks, rows apart: what lies between them would be one note."""
    texts = {2: "Call", 3: '"Ride to court, then lunch', 4: "Look for housing", 5: 'Meet the sponsor"', 6: "Rest"}
    text = HEAD + "".join(NOTE.format(n=number, text=words) for number, words in texts.items())
    ((row, said),) = refused(text)
    assert row == 3 and "whole rows" in said
    assert [number for number, _cells in read(text).rows()] == [2, 4]


@pytest.mark.parametrize(
    "words",
    [
        "He said:\nfirst, second, third, fourth, fifth, sixth, seventh\nand left",
        "Monday, 9:00, home, walked, talked, ate, slept\n\nTuesday",
        "a\nb\nc",
        "list:\n- one, two\n- 2026-11-16",
    ],
)
def test_a_note_of_several_lines_is_a_note(words: str) -> None:
    text = HEAD + NOTE.format(n=2, text=f'"{words}"') + NOTE.format(n=3, text="x")
    sheet = read(text)
    assert sheet.problems == [] and [cells[-1] for _row, cells in sheet.rows()] == [words, "x"]


def test_cells_that_are_not_utf8_are_named_by_row_and_column_with_the_setting_that_answers() -> None:
    text = 'code,first_name,last_name\nX-1,Ann,"Bear\nElk"\nX-2,José,Muñoz\n'.encode("cp1252")
    with pytest.raises(FileRefused) as caught:
        read(text)
    assert [(one.row, one.column) for one in caught.value.rows] == [(3, "first_name"), (3, "last_name")]
    assert 'encoding = "windows-1252"' in caught.value.rows[0].sentence and "Byte" in caught.value.rows[0].sentence
    assert "Jos" not in caught.value.sentence, "a client's name stays out of the sentence"
    assert caught.value.asks == {"encoding": "José"}
    assert [cells for _row, cells in read(text, "windows-1252").rows()][1] == ["X-2", "José", "Muñoz"]
    assert list(read(PLAIN, "windows-1252").rows()) == ROWS, "what is UTF-8 stays so"


@pytest.mark.parametrize("hole", [b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"])
def test_a_byte_without_a_letter_marks_the_file(hole: bytes) -> None:
    sheet = read(b"code,first_name,last_name\nX-1,Jos\xe9,Le" + hole + b"na\n", "windows-1252")
    assert "lost" in sheet.marks


@pytest.mark.parametrize("kind", sorted(SOUND))
def test_totals_are_refused_as_such(kind: str) -> None:
    known = kind_of(kind)
    width = len(read(sound(kind)).header)
    blank = [""] * (width - 3)
    for cells in (["Total", "", *blank, "630"], ["", "Grand total:", *blank, "630"], ["", "", *blank, "9.5"]):
        sheet = read(sound(kind) + b"\n" + ",".join(cells).encode() + b"\n")
        found = rows.Found()
        list(rows.check(known, sheet.rows(), sheet.header, rows.Turner(known, sheet.header, found)))
        assert [(one.row, one.column) for one in found.problems] == [(6, None)], (cells, found.problems)
        assert "totals" in found.problems[0].sentence
