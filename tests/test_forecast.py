"""What lies ahead of a line: pace, planned sessions, gaps, a change of supervisor; business days at the ends of years."""

import datetime as dt
import tomllib
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import paths
from app.services.rules import business, forecast, packs
from app.services.rules.crediting import Agreement, Enrolment
from app.services.rules.forecast import Change, Gap, Planned
from app.services.rules.packs import Pack, Rule, load
from app.services.rules.rows import Month

D, F, DAY = dt.date, Fraction, dt.timedelta(days=1)
# Days on which offices are shut by both laws, read off the calendars of these years.
SHUT = {
    D(2021, 7, 5), D(2021, 12, 24), D(2021, 12, 25), D(2021, 12, 31), D(2022, 1, 1), D(2022, 12, 25), D(2022, 12, 26),
    D(2023, 1, 1), D(2023, 1, 2), D(2025, 11, 27), D(2025, 12, 25), D(2026, 1, 1), D(2026, 1, 19), D(2026, 2, 16),
    D(2026, 5, 25), D(2026, 7, 3), D(2026, 7, 4), D(2026, 9, 7), D(2026, 10, 12), D(2026, 11, 11), D(2026, 11, 26),
    D(2026, 12, 25), D(2027, 1, 1), D(2027, 1, 18), D(2027, 12, 31), D(2028, 11, 10), D(2029, 5, 28),
}  # fmt: skip


@pytest.mark.parametrize("day", sorted(SHUT))
def test_a_holiday_is_no_business_day(day):
    assert day in business.holidays(day.year)
    assert not business.is_business_day(day)


def test_what_only_one_law_keeps_is_a_business_day():
    assert business.is_business_day(D(2026, 6, 19))  # federal only
    assert business.is_business_day(D(2026, 11, 3))  # the state's election day
    assert len(business.holidays(2026)) == 11  # ten, and the Friday before July 4
    assert len(business.holidays(2021)) == 13  # ten, July 5, December 24 and 31


def test_each_holiday_has_its_paragraph_and_what_is_not_sure_is_said():
    table = tomllib.loads((paths.resources() / "holidays.toml").read_text(encoding="utf-8"))
    assert {one.name for one in business.both_keep()} == {one["name"] for one in table["holidays"]}
    assert [one["montana"][-2] for one in table["holidays"]] == list("bcdefghijk")
    for one in (*table["laws"].values(), *table["observed"].values(), table["saturdays"]):
        assert packs.Confidence(one["confidence"])
    assert all(one["source"] and one["read_on"] for one in table["laws"].values())
    assert table["saturdays"]["confidence"] == "our choice" and table["saturdays"]["business_days"] is False
    assert {one["law"] for one in table["left_out"]} == set(table["laws"])


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        (D(2026, 12, 11), 20, D(2027, 1, 12)),  # Christmas and New Year's Day lie between
        (D(2022, 12, 23), 1, D(2022, 12, 27)),  # Christmas on a Sunday, kept on Monday
        (D(2022, 12, 30), 1, D(2023, 1, 3)),  # New Year's Day on a Sunday, kept on Monday
        (D(2021, 12, 30), 1, D(2022, 1, 3)),  # and on a Saturday, kept on the Friday before, in the old year
        (D(2026, 7, 2), 1, D(2026, 7, 6)),
        (D(2026, 3, 2), 20, D(2026, 3, 30)),
        (D(2026, 2, 28), 1, D(2026, 3, 2)),
    ],
)
def test_business_days_over_the_ends_of_years(day, count, ends):
    assert business.after(day, count) == ends


def test_no_business_days_are_refused():
    with pytest.raises(ValueError):
        business.after(D(2026, 1, 1), 0)


@given(st.dates(D(2015, 1, 1), D(2040, 12, 31)), st.integers(1, 60))
@settings(max_examples=80)
def test_business_days_against_counting_on_a_calendar(day, count):
    passed, now = [], day
    while len(passed) < count:
        now += DAY
        stands_for = {0: now - DAY, 4: now + DAY}.get(now.weekday(), now)  # Sunday on Monday, Saturday on Friday
        kept = now.weekday() < 5 and not any(
            (one.month, one.day) in ((1, 1), (7, 4), (11, 11), (12, 25)) for one in (now, stands_for)
        )
        nth = (now.day - 1) // 7 + 1
        moving = {(1, 0): nth == 3, (2, 0): nth == 3, (5, 0): now.day > 24, (9, 0): nth == 1, (10, 0): nth == 2,
                  (11, 3): nth == 4}  # fmt: skip
        if kept and not moving.get((now.month, now.weekday()), False):
            passed.append(now)
    assert business.after(day, count) == passed[-1]


def pack(*rules):
    return Pack("a", "a", "a", "a", "client", rules)


def rule(first, ratio, after=None):
    return Rule(first, None, "test", ratio, after)


TWENTY = pack(rule(D(2020, 1, 1), F(1, 20)))
ENROLLED = Enrolment("a", D(2025, 1, 1))


NOTHING = F(0)


def month(day, worked=0, owed=NOTHING, surplus=0):
    return Month(f"{day:%Y-%m}", worked, NOTHING, 0, owed, surplus_not_carried=F(surplus))


def test_what_makes_even_goes_on_at_this_months_pace():
    day = D(2026, 11, 20)
    found = forecast.forecast(month(day, worked=3880, owed=F(200)), ENROLLED, TWENTY, day)
    assert (found.until, found.needed, found.planned) == (D(2026, 11, 30), 200 + F(3880, 20) * 10 / 20, 0)
    ahead = forecast.forecast(month(day, worked=2000, owed=F(0), surplus=20), ENROLLED, TWENTY, day)
    assert ahead.needed == 50 - 20
    assert forecast.forecast(month(day, owed=F(0), surplus=100), ENROLLED, TWENTY, day).needed == 0


def test_on_the_last_day_only_what_is_owed_is_left():
    day = D(2026, 12, 31)
    assert forecast.forecast(month(day, worked=999, owed=F(7, 3)), ENROLLED, TWENTY, day).needed == F(7, 3)


def test_another_month_or_no_ratio_has_no_forecast():
    day = D(2026, 12, 1)
    assert forecast.forecast(month(D(2026, 11, 1), owed=F(9)), ENROLLED, TWENTY, day) is None
    assert forecast.forecast(month(day, owed=None), ENROLLED, TWENTY, day) is None


def test_planned_sessions_of_the_rest_of_the_month_are_held_against_it():
    day = D(2026, 11, 20)
    plans = [Planned(D(2026, 11, 19), dt.time(9), 500), Planned(day, dt.time(9), 60),
             Planned(D(2026, 11, 30), dt.time(9), 45), Planned(D(2026, 12, 1), dt.time(9), 500)]  # fmt: skip
    found = forecast.forecast(month(day, owed=F(401, 2)), ENROLLED, TWENTY, day, plans)
    assert (found.planned, found.missing) == (105, F(191, 2))
    assert forecast.forecast(month(day, owed=F(100)), ENROLLED, TWENTY, day, plans).missing == 0


DAYS = st.dates(D(2026, 1, 1), D(2026, 12, 31))


@given(
    as_of=DAYS, started=DAYS, ended=st.none() | DAYS, certified=st.none() | DAYS, changed=DAYS,
    worked=st.integers(0, 12_000), owed=st.fractions(0, 900, max_denominator=20), surplus=st.integers(0, 300),
)  # fmt: skip
@settings(max_examples=150)
def test_the_forecast_against_living_each_day(as_of, started, ended, certified, changed, worked, owed, surplus):
    rules = pack(rule(D(2020, 1, 1), F(1, 20), F(1, 40)), rule(changed, F(1, 10), F(1, 15)))
    enrolment = Enrolment("a", started, ended, certified)
    found = forecast.forecast(month(as_of, worked, owed, surplus), enrolment, rules, as_of)
    own = [D(as_of.year, as_of.month, number) for number in range(1, as_of.day + 1)]
    passed = sum(started <= day for day in own)
    total, day = owed - surplus, as_of + DAY
    while day.month == as_of.month:
        if passed and (ended is None or day <= ended):
            ratio = (F(1, 10), F(1, 15)) if day >= changed else (F(1, 20), F(1, 40))
            total += F(worked, passed) * ratio[certified is not None and day >= certified]
        day += DAY
    assert found.needed == max(0, total)


def test_how_long_a_line_has_been_short():
    assert forecast.short_days(None, ENROLLED, D(2026, 3, 4)) is None
    assert forecast.short_days("2026-03", ENROLLED, D(2026, 3, 4)) == 4
    assert forecast.short_days("2025-12", ENROLLED, D(2026, 1, 1)) == 32
    assert forecast.short_days("2026-03", Enrolment("a", D(2026, 3, 3)), D(2026, 3, 4)) == 2


def agreed(signed, ends=None, led="RC"):
    return Agreement(led, signed, ends, True)


@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5),
    st.dates(D(2025, 12, 1), D(2026, 12, 31)),
    st.integers(0, 200),
)
@settings(max_examples=100)
def test_gaps_against_asking_each_day(made, first, length):
    agreements = [agreed(*days) for days in made]
    last = first + DAY * length
    bare = {first + DAY * number for number in range(length + 1)}
    bare = {day for day in bare if not any(one.in_force(day) for one in agreements)}
    found = forecast.gaps(agreements, first, last)
    assert sum(gap.days for gap in found) == len(bare)
    assert all(gap.first in bare and gap.last in bare and gap.first - DAY not in bare for gap in found)


def test_a_gap_lies_between_two_agreements():
    found = forecast.gaps([agreed(D(2026, 1, 5), D(2026, 3, 9)), agreed(D(2026, 4, 1))], D(2026, 1, 1), D(2026, 6, 1))
    assert found == (Gap(D(2026, 1, 1), D(2026, 1, 4)), Gap(D(2026, 3, 10), D(2026, 3, 31)))


def test_a_change_of_supervisor_is_told_by_the_packs_figure():
    found = [agreed(D(2025, 1, 6)), agreed(D(2026, 12, 11), led="MS"), agreed(D(2026, 12, 20), led="RC")]
    assert forecast.changes(found, load("mt-cbhpss")) == (Change("MS", D(2026, 12, 11), D(2027, 1, 12), 20),)
    assert forecast.changes(found, load("mn-cps1")) == (Change("MS", D(2026, 12, 11)),)
    assert forecast.changes(found[:1], load("mt-cbhpss")) == ()
    early = [agreed(D(2017, 12, 1)), agreed(D(2018, 12, 31), led="MS")]  # before the figure's first day
    assert forecast.changes(early, load("mt-cbhpss")) == (Change("MS", D(2018, 12, 31)),)


def test_the_share_of_groups():
    assert forecast.group_share([]) is None
    assert forecast.group_share([(60, True), (30, False), (30, False)]) == F(1, 2)
