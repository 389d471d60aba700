"""Mapping files: another program's columns and words become ours, and a fault in one is named."""

import pytest

from app.services.across.opening import SignedIn
from app.services.exchange import imports, mapping
from app.services.problems import FileRefused, Problem

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


def test_no_row_left_is_said(signed_in: SignedIn) -> None:
    read = mapping.read(GOOD.replace('"DONE", "PAID"', '"GONE"').encode())
    with pytest.raises(FileRefused, match="only"):
        imports.run(signed_in.store, signed_in.actor, "hours", THEIRS.encode(), mapping=read)


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("2024-02-01T09:30:15Z", "date", "2024-02-01"),
        ("2024-02-01T09:30:15Z", "time", "09:30"),
        ("2024-02-01", "time", ""),
        (" Anna  Wolf Big ", "first_word", "Anna"),
        (" Anna  Wolf Big ", "rest", "Wolf Big"),
        ("Anna", "rest", ""),
        (" as it is ", "", " as it is "),
    ],
)
def test_parts_of_a_cell(text: str, part: str, found: str) -> None:
    assert mapping.part_of(text, part) == found
