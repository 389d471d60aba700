"""Dates and times as a person types them."""

import datetime as dt

import pytest

from app.ui.kit import dates
from app.ui.kit.dates import Ambiguous, Unreadable, read_clock, read_date

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("t", TODAY),
        ("today", TODAY),
        ("2026-03-04", dt.date(2026, 3, 4)),
        ("3/4/2026", dt.date(2026, 3, 4)),
        ("03/04/26", dt.date(2026, 3, 4)),
        ("3/4/60", dt.date(1960, 3, 4)),
        ("3/4/46", dt.date(2046, 3, 4)),
        ("3/4/47", dt.date(1947, 3, 4)),
        ("3/4", dt.date(2026, 3, 4)),
        ("4.4.2026", dt.date(2026, 4, 4)),
        ("25.3.2026", dt.date(2026, 3, 25)),
        ("mar 4", dt.date(2026, 3, 4)),
        ("4 March 1960", dt.date(1960, 3, 4)),
        ("2/29/2024", dt.date(2024, 2, 29)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_date_is_read(typed, read):
    assert read_date(typed, TODAY) == read


@pytest.mark.parametrize(
    "typed",
    ["2/29/2026", "13/4/2026", "1700006400", "4", "3/4/260", "yesterday", "3/4/1899", "٣/٤/٢٠٢٦", "ma 4"],
)
def test_what_is_no_date_is_said_to_be_none(typed):
    assert isinstance(read_date(typed, TODAY), Unreadable)


def test_dots_and_dashes_in_either_order_are_asked_about():
    found = read_date("3.4.2026", TODAY)
    assert isinstance(found, Ambiguous)
    assert found.readings == (dt.date(2026, 3, 4), dt.date(2026, 4, 3))
    assert found.sentence == "Did you mean March 4, 2026 or April 3, 2026?"


def test_a_birth_date_lies_in_the_past():
    assert read_date("3/4/46", TODAY, past=True) == dt.date(1946, 3, 4)
    assert read_date("12/24", TODAY, past=True) == dt.date(2025, 12, 24)
    assert isinstance(read_date("11/23/2026", TODAY, past=True), Unreadable)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2:00 PM", dt.time(14)),
        ("14:00", dt.time(14)),
        ("2p", dt.time(14)),
        ("2:30p.m.", dt.time(14, 30)),
        ("930a", dt.time(9, 30)),
        ("9:15", dt.time(9, 15)),
        ("02:00", dt.time(2)),
        ("12am", dt.time(0)),
        ("12 pm", dt.time(12)),
        ("00:05", dt.time(0, 5)),
        ("", None),
    ],
)
def test_a_time_is_read(typed, read):
    assert read_clock(typed) == read


@pytest.mark.parametrize("typed", ["24:00", "2:60", "13p", "0a", "noonish", "2:0:0"])
def test_what_is_no_time_is_said_to_be_none(typed):
    assert isinstance(read_clock(typed), Unreadable)


def test_two_o_clock_alone_is_asked_about():
    found = read_clock("2:00")
    assert isinstance(found, Ambiguous)
    assert found.readings == (dt.time(2), dt.time(14))


def test_lengths_are_said_in_hours_and_minutes():
    assert [dates.length(minutes) for minutes in (0, 45, 120, 200, -12)] == [
        "0 min", "45 min", "2 h", "3 h 20 min", "−12 min",
    ]  # fmt: skip
    assert [dates.hours(minutes) for minutes in (5, 200, -65)] == ["0:05", "3:20", "−1:05"]
