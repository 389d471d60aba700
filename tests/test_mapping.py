"""Mapping files: another program's columns and words become ours, and a fault in one is named."""

from pathlib import Path
from typing import Any

import pytest

from app.services.across.opening import SignedIn
from app.services.exchange import imports, mapping, rows, sheets
from app.services.exchange.kinds.base import Kind
from app.services.exchange.told import Answers
from app.services.problems import FileRefused, Problem

SHEETS = Path(__file__).resolve().parent / "mappings"

GOOD = """
[columns]
staff = { column = "worker", part = "first_word" }
date = { column = "started", part = "date" }
category = "what"
minutes = "length"
[constants]
paid = "yes"
[values.category]
"Peer visit" = "direct_service"
[only]
status = ["DONE", "PAID"]
"""
THEIRS = (
    "worker,started,what,length,status\n"
    "AW Anna Wolf,2024-02-01T09:30:00,Peer visit,60,DONE\n"
    "AW Anna Wolf,2024-02-02 09:30,group,30,CANCELLED\n"
    "AW Anna Wolf,2024-02-03 09:30,nap,30,PAID\n"
)


def test_rows_are_mapped_and_chosen_and_keep_their_numbers(signed_in: SignedIn) -> None:
    staff = b"code,name,pack,started_on\nAW,Anna Wolf,mt-cbhpss,2024-01-01\n"
    imports.run(signed_in.store, signed_in.actor, "staff", staff)
    read = mapping.read(GOOD.encode())
    with pytest.raises(FileRefused) as caught:
        imports.run(signed_in.store, signed_in.actor, "hours", THEIRS.encode(), mapping=read)
    assert [(one.row, one.column) for one in caught.value.rows] == [(4, "category")]
    report = imports.run(
        signed_in.store, signed_in.actor, "hours", THEIRS.replace("nap", "travel").encode(), mapping=read
    )
    assert report.taken == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns\n", "line 1"),
        ("[colums]\nstaff = 'x'\n", "colums"),
        ("[columns]\nstaff = 3\n", "staff"),
        ("[columns]\nstaff = { column = 'x', part = 'middle' }\n", "first_word"),
        ("[columns]\nstaff = { column = 'x' }\n", "staff"),
        ("[columns]\nstaff = 'x'\n[constants]\nstaff = 'y'\n", "Keep one"),
        ("[only]\nstatus = 'DONE'\n", "status"),
        ("columns = 3\n", "columns"),
        ("", "no column"),
        ("[columns]\nstaff = 'x'\n[values.category]\nx = 'group'\n", "category"),
        ("[columns]\nstaff = 'x'\n[values.staff]\nx = 3\n", "staff"),
        ("[columns]\nstaff = 'x'\n[file]\nencoding = 'latin'\n", "windows-1252"),
        ("[columns]\nstaff = 'x'\n[file]\ncolour = 'red'\n", "colour"),
        ("[columns]\nstaff = 'x'\nstaff = 'y'\n", "line 3"),
        ("[constants]\npaid = true\n", "paid"),
    ],
)
def test_a_fault_in_the_mapping_is_named(text: str, words: str) -> None:
    with pytest.raises(Problem) as caught:
        mapping.read(text.encode())
    assert words in caught.value.sentence


def test_a_mapping_in_another_encoding_is_refused() -> None:
    with pytest.raises(Problem):
        mapping.read(b"[constants]\npaid = '\xe9'\n")


def test_columns_that_the_file_lacks_are_named(signed_in: SignedIn) -> None:
    read = mapping.read(b"[columns]\nstaff = 'nobody'\n[only]\nstate = ['x']\n")
    with pytest.raises(FileRefused) as caught:
        imports.run(signed_in.store, signed_in.actor, "hours", THEIRS.encode(), mapping=read)
    assert [("nobody" in one.sentence, "state" in one.sentence) for one in caught.value.rows] == [
        (True, False),
        (False, True),
    ]


def test_columns_that_we_do_not_have_or_that_are_left_open_are_named(signed_in: SignedIn) -> None:
    read = mapping.read(b"[columns]\nstaf = 'worker'\ndate = 'started'\n[constants]\nminutes = '60'\n")
    with pytest.raises(FileRefused) as caught:
        imports.run(signed_in.store, signed_in.actor, "hours", THEIRS.encode(), mapping=read)
    said = [one.sentence for one in caught.value.rows]
    assert len(said) == 3 and "staf," in said[0] and "staff," in said[1] and "category" in said[2]
    assert all("mapping file" in sentence for sentence in said)


def test_no_row_left_is_said(signed_in: SignedIn) -> None:
    read = mapping.read(GOOD.replace('"DONE", "PAID"', '"GONE"').encode())
    with pytest.raises(FileRefused, match="only"):
        imports.run(signed_in.store, signed_in.actor, "hours", THEIRS.encode(), mapping=read)


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("2024-02-01T09:30:15Z", "date", "2024-02-01"),
        ("2024-02-01T09:30:15Z", "time", "09:30:15"),
        ("2024-02-01", "time", "2024-02-01"),
        ("14.30", "time", "14.30"),
        ("14.30", "date", "14.30"),
        ("Nov 16, 2026 9:05 PM", "date", "Nov 16, 2026"),
        ("Nov 16, 2026 9:05 PM", "time", "9:05 PM"),
        ("16-Nov-26 09:05", "date", "16-Nov-26"),
        ("9:05 AM 11/16/2026", "date", "11/16/2026"),
        ("9:05 AM 11/16/2026", "time", "9:05 AM"),
        ("2025-01-10T08:15:00-07:00", "date", "2025-01-10"),
        ("2025-01-10T08:15:00-07:00", "time", "08:15:00"),
        (" Anna  Wolf Big ", "first_word", "Anna"),
        (" Anna  Wolf Big ", "rest", "Wolf Big"),
        ("Anna", "rest", ""),
        (" as it is ", "", " as it is "),
        ("3/4/2025 9:05 PM", "time", "9:05 PM"),
        ("3/4/2025, 12:05 a.m.", "time", "12:05 a.m."),
        ("9:05", "time", "9:05"),
        ("12:30:59.250", "time", "12:30:59.250"),
        ("13:05 PM", "time", "13:05 PM"),
        ("3/4/2025 9:05 PM", "date", "3/4/2025"),
        ("Elk, Clara", "first_word", "Elk"),
        ("Elk, Clara", "rest", "Clara"),
        ("Medicine Elk, Clara", "before_comma", "Medicine Elk"),
        ("Medicine Elk, Clara", "after_comma", "Clara"),
        ("Mary Ann Smith", "last_word", "Smith"),
        ("Mary Ann Smith", "but_last", "Mary Ann"),
        ("Mary", "last_word", ""),
        ("Mary", "but_last", "Mary"),
        ("1.25", "minutes", "1.25 h"),
        ("1:05", "minutes", "1:05"),
        ("2 hrs", "minutes", "2 hrs"),
        ("0.33", "minutes", "0.33 h"),
        ("7.67", "minutes", "7.67 h"),
        (".5h", "minutes", ".5h"),
        ("full day", "minutes", "full day"),
        ("-1", "minutes", "-1"),
        ("C1, C2/C3 & C4", "list", "C1;C2;C3;C4"),
    ],
)
def test_parts_of_a_cell(text: str, part: str, found: str) -> None:
    assert mapping.part_of(text, part) == found


CASES = sorted(path.name for path in SHEETS.iterdir())


@pytest.mark.parametrize("name", CASES)
def test_sheets_of_other_shapes_become_ours(name: str) -> None:
    """Their file by its mapping gives the same entries as ours as it is."""
    folder = SHEETS / name
    kind = imports.kind_of(name.partition("-")[0])
    read = mapping.read((folder / "mapping.toml").read_bytes())
    found = rows.Found()
    taken = mapped(kind, read, (folder / "theirs.csv").read_bytes(), found)
    assert found == rows.Found()
    wanted = mapped(kind, None, (folder / "ours.csv").read_bytes(), rows.Found())
    assert taken == wanted and wanted


def mapped(kind: Kind, read: mapping.Mapping | None, data: bytes, found: rows.Found) -> list[Any]:
    """The entries of a file's good rows."""
    said = read.answers if read else Answers()
    sheet = sheets.read(data, said.encoding)
    if read is not None:
        sheet = mapping.apply(read, sheet)
        mapping.check(read, kind.known, kind.required)
    turner = rows.Turner(kind, sheet.header, found, said)
    return [entry for _row, entry in rows.check(kind, sheet.rows(), sheet.header, turner)]


def test_a_row_at_fault_keeps_the_number_that_it_has_in_their_file() -> None:
    theirs = (SHEETS / "clients-last-first" / "theirs.csv").read_bytes().replace(b"6/9/2025", b"13/9/2025")
    read = mapping.read((SHEETS / "clients-last-first" / "mapping.toml").read_bytes())
    found = rows.Found()
    assert len(mapped(imports.kind_of("clients"), read, theirs, found)) == 2
    assert [(one.row, one.column) for one in found.problems] == [(5, "admitted_on")]
