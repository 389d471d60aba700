"""Continuing education: the account against a slow, obvious one, and the figures of the sources, day by day."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.rules import education, packs
from app.services.rules.education import Course, Standing
from tests.pack_files import GOOD, write

H = 60
START, CERTIFIED = dt.date(2024, 1, 8), dt.date(2024, 3, 15)


def standing(as_of: str, pack: str = "mt-cbhpss", certified: dt.date | None = CERTIFIED, ended: str = "") -> Standing:
    last = dt.date.fromisoformat(ended) if ended else None
    return Standing(packs.load(pack), START, last, certified, dt.date.fromisoformat(as_of))


def course(day: str, hours: int = 0, **parts: int) -> Course:
    return Course(day, dt.date.fromisoformat(day), parts.pop("minutes", hours * H), **parts)


def of_year(made: education.Account, year: int) -> education.Period:
    (found,) = [one for one in made.periods if one.asked and one.first == dt.date(year, 1, 1)]
    return found


def slow(who: Standing, courses: list[Course]) -> dict[int, tuple[int, int, int, int]]:
    """Year -> (needed, earned, carried in, short), an hour of the calendar at a time: mt-cbhpss as its source words it."""
    found: dict[int, tuple[int, int, int, int]] = {}
    if who.certified_on is None or who.certified_on > who.until:
        return found
    begins, brought = (who.opened_on, who.opening_minutes) if who.opening_minutes is not None else (None, None)
    for year in range(who.certified_on.year + 1, who.until.year + 1):
        if begins is not None and year < begins.year:
            continue
        if not found:
            carried = brought if brought and begins and begins.year == year else 0
        earned = preparing = 0
        day = dt.date(year, 1, 1)
        while day.year == year:
            for one in courses:
                late = begins is None or day >= begins
                if one.date == day and late and day <= who.until and one.pack in (None, "mt-cbhpss") and not one.elsewhere:
                    earned += one.minutes
                    preparing += one.preparation_minutes
            day += dt.timedelta(days=1)
        while preparing > 600:
            preparing -= 1
            earned -= 1
        left, mine, missing = carried, earned, 0
        for _minute in range(1200):
            if left:
                left -= 1
            elif mine:
                mine -= 1
            else:
                missing += 1
        found[year] = (1200, earned, carried, missing)
        carried = min(1200, mine)
    return found


DAYS = st.dates(dt.date(2023, 6, 1), dt.date(2027, 12, 31))
MINUTES = st.integers(1, 1440)


@st.composite
def courses(draw: st.DrawFn) -> list[Course]:
    made = []
    for number, (day, minutes) in enumerate(draw(st.lists(st.tuples(DAYS, MINUTES), max_size=9))):
        part = draw(st.integers(0, minutes))
        pack = draw(st.sampled_from([None, None, "mt-cbhpss", "mt-fps"]))
        made.append(Course(str(number), day, minutes, part, part, part, pack, draw(st.booleans()) and pack is None))
    return made


@settings(max_examples=60)
@given(courses(), st.one_of(st.none(), st.dates(dt.date(2023, 7, 1), dt.date(2027, 1, 1))), DAYS)
def test_the_account_is_the_slow_one(rows: list[Course], certified: dt.date | None, as_of: dt.date) -> None:
    who = Standing(packs.load("mt-cbhpss"), dt.date(2023, 6, 1), None, certified, as_of)
    made = education.account(who, rows)
    found = {
        one.first.year: (one.needed, one.earned, one.carried, one.short) for one in made.periods if one.asked
    }
    assert found == slow(who, rows)
    assert set(made.places) == {row.key for row in rows}


@given(courses(), DAYS, st.none() | DAYS, st.integers(0, 3000), DAYS)
@settings(max_examples=150)
def test_the_account_with_an_opening_day_is_the_slow_one(
    rows: list[Course], certified: dt.date, opened: dt.date | None, brought: int, as_of: dt.date
) -> None:
    """Counted from the opening day on with what was brought along: no year before it, no course before it."""
    minutes = brought if opened else None
    who = Standing(packs.load("mt-cbhpss"), START, None, certified, as_of, minutes, opened)
    made = education.account(who, rows)
    told = {one.first.year: (one.needed, one.earned, one.carried, one.short) for one in made.periods if one.asked}
    assert told == slow(who, rows)
    if opened is not None:
        assert all(period.last >= opened for period in made.periods)
        assert all(part.last >= opened for part in made.suicide_prevention)


def test_somebody_certified_long_ago_is_asked_only_from_the_opening_day_on() -> None:
    """Certified 2020, entered in March 2026 with 6 h of that year: 2021 to 2025 are asked of nobody here."""
    who = Standing(
        packs.load("mt-cbhpss"), dt.date(2019, 5, 1), None, dt.date(2020, 5, 1), dt.date(2026, 11, 20), 6 * H,
        dt.date(2026, 3, 1),
    )  # fmt: skip
    made = education.account(who, [course("2026-02-01", 5), course("2026-06-01", 4)])
    (only,) = made.periods
    assert (only.label, only.needed, only.earned, only.carried, only.short) == ("2026", 20 * H, 4 * H, 6 * H, 10 * H)
    assert only.opened_on == dt.date(2026, 3, 1)
    assert made.places["2026-02-01"].words == "Before Mar 1, 2026: in the hours brought along"
    assert [part.last for part in made.suicide_prevention] == [dt.date(2026, 12, 31)]


@settings(max_examples=40)
@given(courses(), DAYS)
def test_periods_follow_one_another_and_hold_each_course_once(rows: list[Course], as_of: dt.date) -> None:
    for pack in packs.all_packs().values():
        who = Standing(pack, dt.date(2023, 6, 1), None, dt.date(2023, 9, 9), as_of)
        periods = education.account(who, rows).periods
        for one, following in zip(periods, periods[1:], strict=False):
            assert one.last + dt.timedelta(days=1) == following.first
            assert following.carried == one.carries
        assert all(one.first <= one.last and one.carries >= 0 for one in periods)
        if periods:
            assert periods[-1].first <= who.until <= periods[-1].last or as_of < periods[0].first


def test_year_two_begins_on_1_january_whatever_the_month() -> None:
    """Certified on any day of 2024: nothing is asked of 2024, 20 h of 2025."""
    for day in (dt.date(2024, 1, 8), CERTIFIED, dt.date(2024, 12, 31)):
        made = education.account(standing("2025-06-01", certified=day), [])
        assert [(one.label, one.asked, one.needed) for one in made.periods] == [
            (made.periods[0].label, False, 0), ("2025", True, 20 * H),
        ]  # fmt: skip
        assert made.periods[0].last == dt.date(2024, 12, 31)


def test_what_is_over_goes_into_the_next_year_and_no_further() -> None:
    rows = [course("2025-02-01", 24), course("2025-03-01", 24), course("2026-02-01", 2)]
    made = education.account(standing("2027-05-01"), rows)
    assert (of_year(made, 2025).carries, of_year(made, 2026).carried) == (20 * H, 20 * H)  # 28 h over, 20 h go on
    assert (of_year(made, 2026).short, of_year(made, 2026).carries) == (0, 2 * H)  # the 2 h of its own, not the old ones
    assert (of_year(made, 2027).carried, of_year(made, 2027).short) == (2 * H, 18 * H)


def test_hours_of_the_first_year_do_not_go_into_year_two() -> None:
    made = education.account(standing("2025-05-01"), [course("2024-10-01", 20)])
    assert of_year(made, 2025).carried == 0
    assert made.places["2024-10-01"].words == "Not asked: before Jan 1, 2025"
    figure = packs.load("mt-cbhpss").rules[0].figures["ce_carry_from_exempt"]
    assert figure.confidence is packs.Confidence.OUR_CHOICE


def test_preparing_counts_up_to_its_limit() -> None:
    rows = [course("2025-02-01", 9, preparation_minutes=9 * H), course("2025-03-01", 8, preparation_minutes=3 * H)]
    found = of_year(education.account(standing("2025-12-31"), rows), 2025)
    assert (found.earned, found.over_preparation, found.short) == (15 * H, 2 * H, 5 * H)


def test_suicide_prevention_at_the_first_renewal_and_every_second_year() -> None:
    rows = [course("2024-05-01", 2, suicide_prevention_minutes=2 * H), course("2026-12-31", minutes=119,
            suicide_prevention_minutes=119)]  # fmt: skip
    made = education.account(standing("2027-03-01"), rows).suicide_prevention
    assert [(one.last, one.needed, one.short) for one in made] == [
        (dt.date(2024, 12, 31), 120, 0), (dt.date(2026, 12, 31), 120, 1), (dt.date(2028, 12, 31), 120, 120),
    ]  # fmt: skip
    assert [one.first for one in made] == [dt.date(2023, 1, 1), dt.date(2025, 1, 1), dt.date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("pack", "needed", "first", "last"),
    [
        ("mt-mfp", 20 * H, dt.date(2026, 1, 8), dt.date(2028, 1, 7)),
        ("mn-cps1", 30 * H, dt.date(2026, 3, 15), dt.date(2028, 3, 14)),
        ("mn-cps2", 30 * H, dt.date(2026, 3, 15), dt.date(2028, 3, 14)),
        ("mt-cfpss", 20 * H, dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_periods_of_the_packs(pack: str, needed: int, first: dt.date, last: dt.date) -> None:
    period = education.account(standing("2026-11-01", pack), []).periods[-1]
    assert (period.needed, period.first, period.last, period.short) == (needed, first, last, needed)
    assert period.carried == 0


def test_the_family_certificate_asks_40_hours_before_and_2_of_ethics_after() -> None:
    rows = [course("2024-02-01", 24), course("2024-03-15", 15), course("2025-04-01", 20, ethics_minutes=119)]
    made = education.account(standing("2025-12-31", "mt-cfpss"), rows)
    assert made.to_certify is not None and (made.to_certify.needed, made.to_certify.short) == (40 * H, 1 * H)
    year = of_year(made, 2025)
    assert (year.short, year.ethics and year.ethics.short, year.whole) == (0, 1, False)
    assert made.places["2024-02-01"] == ("Counts to certify", True)


@pytest.mark.parametrize("pack", ["mt-fps", "mn-prs"])
def test_packs_without_continuing_education_ask_for_none(pack: str) -> None:
    made = education.account(standing("2026-11-01", pack), [course("2026-01-01", 5)])
    assert all(not one.asked for one in made.periods) and made.to_certify is None and made.suicide_prevention == ()
    assert not education.asks(packs.load(pack))


def test_places_say_where_a_course_counts_or_why_not() -> None:
    rows = [
        Course("other", dt.date(2025, 2, 1), 60, pack="mt-fps"), Course("away", dt.date(2025, 2, 1), 60, elsewhere=True),
        course("2025-03-01", 1), course("2025-09-01", 1), course("2023-01-01", 1),
    ]  # fmt: skip
    places = education.account(standing("2025-12-31", ended="2025-06-30"), rows).places
    assert {key: place.words for key, place in places.items()} == {
        "other": "Counts under other rules", "away": "Counts for another certificate",
        "2025-03-01": "Counts for 2025", "2025-09-01": "Not counted: after the last day under these rules",
        "2023-01-01": "Not counted: before the first period",
    }  # fmt: skip


def test_a_person_not_certified_has_no_year_yet() -> None:
    assert education.account(standing("2026-11-01", certified=None), []).periods == ()


def test_what_was_carried_over_and_not_used_goes_no_further(tmp_path: Path) -> None:
    """A pack that asks for less than it lets carry: 10 h a year, up to 20 h into the next."""
    figures = {"ce_minutes_yearly": 10 * H, "ce_carry_minutes": 20 * H, "ce_starts": '"start"'}
    text = GOOD + "".join(
        f'[figures.{name}]\nlabel = "A"\nvalue = {value}\nsource = "A book"\nconfidence = "verified"\n'
        for name, value in figures.items()
    )
    pack = packs.read_folder(write(tmp_path, text))["xx"]
    who = Standing(pack, dt.date(2024, 1, 1), None, None, dt.date(2026, 6, 1))
    made = education.account(who, [course("2024-05-05", 30), course("2025-05-05", 1)])
    assert [(one.carried, one.carries) for one in made.periods] == [(0, 20 * H), (20 * H, 1 * H), (1 * H, 0)]


def test_a_period_is_judged_by_the_rule_of_its_last_day(tmp_path: Path) -> None:
    figure = '[figures.{name}]\nlabel = "A"\nvalue = {value}\nsource = "A book"\nconfidence = "verified"\n'
    start = figure.format(name="ce_starts", value='"start"')
    write(tmp_path, GOOD + start + figure.format(name="ce_minutes_yearly", value=600))
    later = GOOD.replace("2020-01-01", "2025-07-01") + start + figure.format(name="ce_minutes_yearly", value=900)
    write(tmp_path, later, day="2025-07-01")
    who = Standing(packs.read_folder(tmp_path)["xx"], dt.date(2024, 1, 1), None, None, dt.date(2026, 6, 1))
    assert [one.needed for one in education.account(who, []).periods] == [600, 900, 900]
