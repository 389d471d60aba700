"""Small cells: nothing in a file without names is shared by one to ten people, and no difference tells such a number."""

import datetime as dt
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.rules import suppression
from app.services.rules.suppression import HIDDEN, SMALLEST, age_group, masked, too_few

PEOPLE = st.lists(st.tuples(*(st.sampled_from("abc"),) * 3), min_size=SMALLEST, max_size=80)


@given(PEOPLE)
def test_every_count_in_the_file_is_none_or_at_least_eleven(rows: list[tuple[str, ...]]) -> None:
    shown = masked(rows)
    assert len(shown) == len(rows)
    assert all(count >= SMALLEST for count in Counter(shown).values())
    for width in (1, 2):
        for columns in combinations(range(3), width):
            cells = Counter(tuple(row[column] for column in columns) for row in shown)
            assert all(count >= SMALLEST for count in cells.values())


@given(PEOPLE)
def test_what_stays_visible_is_true(rows: list[tuple[str, ...]]) -> None:
    shown = Counter(masked(rows))
    for values, count in shown.items():
        fits = [row for row in rows if all(kept in (HIDDEN, own) for kept, own in zip(values, row, strict=True))]
        assert len(fits) >= count


def test_large_groups_stay_and_a_few_take_others_with_them() -> None:
    rows = [("a", "x")] * 20 + [("b", "x")] * 11 + [("c", "y")] * 3
    assert Counter(masked(rows)) == {("a", "x"): 12, ("b", "x"): 11, (HIDDEN, HIDDEN): 11}
    assert Counter(masked([("a", "x")] * 12 + [("b", "x")] * 11 + [("c", "y")])) == {
        ("a", "x"): 12, (HIDDEN, HIDDEN): 12,
    }  # fmt: skip
    assert Counter(masked([("a", "x")] * 24 + [("b", "y")])) == {("a", "x"): 14, (HIDDEN, HIDDEN): 11}
    assert Counter(masked(rows[:31])) == {("a", "x"): 20, ("b", "x"): 11}
    assert Counter(masked([("a", str(number)) for number in range(12)])) == {("a", HIDDEN): 12}


def test_none_may_be_told_and_one_to_ten_not() -> None:
    assert masked([]) == []
    assert [count for count in range(13) if too_few(count)] == list(range(1, 11))
    with pytest.raises(ValueError, match="small cell"):
        masked([("a",)] * 10)


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (None, ""), ((2009, 1, 1), "under 18"), ((2008, 12, 31), "18 to 24"), ((2008, 6, 1), "18 to 24"),
        ((1961, 12, 31), "65 to 89"), ((1937, 1, 1), "65 to 89"), ((1936, 12, 31), "90 or over"),
        ((1900, 1, 1), "90 or over"),
    ],
)  # fmt: skip
def test_ages_over_89_are_one_group(born: tuple[int, int, int] | None, group: str) -> None:
    day = dt.date(*born) if born else None
    assert age_group(day, dt.date(2026, 12, 31)) == group


def test_the_bands_rise() -> None:
    ends = [last for last, _words in suppression.BANDS]
    assert ends == sorted(ends) and ends[-1] < suppression.OLDEST
