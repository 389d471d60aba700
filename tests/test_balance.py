"""A month's balance: drawn and told alike everywhere, both ways of carrying shown, choices labelled as choices."""

import datetime as dt
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.services.rules import balance, ledger, packs
from app.services.rules.rows import Month, PackLedger
from tests.other_figures import with_value

CBHPSS = packs.load("mt-cbhpss")
RULE = CBHPSS.rules[0]
CARRIES = with_value(CBHPSS, "carries_surplus", True).rules[0]
MINUTES = st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 900)), min_size=1, max_size=9)


def line(rows: list[tuple[int, int]], *, surplus: bool = False, deficit: bool = True, opening: int = 0) -> PackLedger:
    """A line of months by (worked, credited), a slow and obvious ledger."""
    found, owed = [], Fraction(opening)
    for number, (worked, credited) in enumerate(rows):
        carried, required = owed, Fraction(worked, 20)
        owed = owed + required - credited
        over, short = Fraction(0), Fraction(0)
        if owed < 0 and not surplus:
            over, owed = -owed, Fraction(0)
        if owed > 0 and not deficit:
            short = owed
        month = f"2026-{number + 1:02}"
        found.append(Month(month, worked, required, credited, owed, (), (), (), (), carried, over, 1, short))
        owed -= short
    return PackLedger("AW", "mt-cbhpss", tuple(found))


@given(MINUTES, st.booleans(), st.booleans(), st.integers(0, 600))
def test_a_bar_is_full_where_nothing_is_owed_and_only_there(
    rows: list[tuple[int, int]], surplus: bool, deficit: bool, opening: int
) -> None:
    """What is short on the bar is what stands beside it as owed."""
    made = line(rows, surplus=surplus, deficit=deficit, opening=opening)
    for month in made.months:
        one = balance.of_month(month)
        assert one.due is not None and one.owed is not None
        assert (one.credited >= one.due) is not one.short
        if one.short:
            assert one.due - one.credited == one.owed
    last = balance.of_line(made)
    assert last is not None and last.owed == made.months[-1].owed_minutes


@given(MINUTES, st.integers(0, 600))
def test_the_other_way_is_what_the_ledger_would_say_if_the_pack_carried(rows: list[tuple[int, int]], opening: int) -> None:
    """Both figures are those of the two ledgers; one is shown only where they differ."""
    cut, carried = line(rows, opening=opening), line(rows, surplus=True, opening=opening)
    ends = cut.months[-1].owed_minutes, carried.months[-1].owed_minutes
    for mine, other in ((cut, ends[1]), (carried, ends[0])):
        assert ledger.other_way(mine) == (None if ends[0] == ends[1] else other)


def test_both_figures_are_told_with_whose_choice_decided() -> None:
    """7 h 48 min more held than required, and 4 h 51 min owed: without a word that would look like a mistake."""
    made = line([(2000, 859), (5820, 0)])  # held beyond in January, short in February
    (told, *_rest) = balance.choices(made, RULE, groups=False)
    assert told == (
        "Hours held beyond a month's requirement are not carried into the next month. "
        "That is Peerdesk's choice; no rule decides it."
    )
    one = balance.of_line(made)
    assert one is not None and one.owed == 291
    said = "If what was held beyond were carried on, nothing would be owed: 7 h 48 min more was held than required."
    assert balance.other_words(one, carried=False) == said
    even = balance.of_line(line([(2000, 859)]))
    assert even is not None and balance.other_words(even, carried=False) == (
        "12 h 39 min more was held than required. It is not carried into the next month."
    ), "where nothing is owed nothing is said to be owed otherwise"
    assert balance.choices(line([(2000, 100)]), RULE, groups=False) == ()
    carrying = line([(2000, 859), (5820, 0)], surplus=True)
    assert balance.other_words(balance.of_line(carrying), carried=True) == (
        "If what was held beyond were not carried on, 4 h 51 min would be owed."
    )
    (agency,) = balance.choices(carrying, CARRIES, groups=False)
    assert agency.endswith("Source: A letter (your agency's choice).")


def test_each_choice_that_decides_is_labelled_and_no_other() -> None:
    deficit = "Hours owed at a month's end are owed in the next. That is Peerdesk's choice; no rule decides it."
    assert balance.choices(line([(2000, 0), (0, 0)]), RULE, groups=False) == (deficit,)
    groups = "Group sessions count with their full length for each person present."
    assert balance.choices(line([(2000, 100)]), RULE, groups=True)[0].startswith(groups)
    alone = line([(2000, 0), (0, 0)], deficit=False)
    rule = with_value(CBHPSS, "carries_deficit", False).rules[0]
    assert balance.choices(alone, rule, groups=False)[0].startswith("Hours owed at a month's end are not owed in the next.")
    none = PackLedger("AW", "mt-mfp", (Month("2026-01", 10, None, 60, None),))
    assert balance.choices(none, packs.load("mt-mfp").rules[0], groups=True) == ()
    one = balance.of_line(none)
    assert one is not None and one.words == "1 h held and credited" and not one.short
    assert balance.of_line(PackLedger("AW", "x", ())) is None and dt.date.min
