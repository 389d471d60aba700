"""Continuing education by the pack's year or period: earned, needed, carried, and the parts that a rule asks by name.

All amounts are whole minutes. Every figure is the pack's; a period is judged by the rule in force on its last day.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.services.rules.civil import DAY, anniversary, day_after
from app.services.rules.packs import Pack, Rule
from app.wording import _, short_day


class Course(NamedTuple):
    """Continuing education on one day; `pack` None counts under each, `elsewhere` for another certificate only."""

    key: str
    date: dt.date
    minutes: int
    ethics_minutes: int = 0
    suicide_prevention_minutes: int = 0
    preparation_minutes: int = 0
    pack: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a rule asks by name: needed and earned from `first` to `last`, the day on which it is due."""

    needed: int
    earned: int
    first: dt.date
    last: dt.date

    @property
    def short(self) -> int:
        """What is still to be earned."""
        return max(0, self.needed - self.earned)


@dataclass(frozen=True, slots=True)
class Period:
    """One period from `first` to `last`; `asked` is False for the time before the first one that asks for anything.

    `earned` counts what the preparation limit leaves (`over_preparation` is what it takes); `carried` came from the
    period before, or was brought along on `opened_on`, and is used first; `carries` goes into the next.
    """

    first: dt.date
    last: dt.date
    asked: bool
    needed: int
    earned: int
    carried: int
    carries: int
    over_preparation: int
    ethics: Part | None = None
    opened_on: dt.date | None = None

    @property
    def short(self) -> int:
        """What is still to be earned."""
        return max(0, self.needed - self.carried - self.earned)

    @property
    def whole(self) -> bool:
        """Whether nothing is short, the ethics part included."""
        return not self.short and not (self.ethics and self.ethics.short)

    @property
    def label(self) -> str:
        """The year, or first and last day where it is none."""
        if (self.first.month, self.first.day, self.last) == (1, 1, dt.date(self.first.year, 12, 31)):
            return str(self.first.year)
        return _("{first} to {last}").format(first=short_day(self.first), last=short_day(self.last))


class Place(NamedTuple):
    """Where a course counts, or why it does not, in words."""

    words: str
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A person's continuing education under one pack, as of a day; `places` says for each course where it counts."""

    pack: str
    periods: tuple[Period, ...] = ()
    suicide_prevention: tuple[Part, ...] = ()
    to_certify: Part | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    def on(self, day: dt.date) -> Period | None:
        """The period of a day, if any."""
        return next((period for period in self.periods if period.first <= day <= period.last), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the account needs to know of an enrolment, and the day it is reckoned to.

    An opening balance (minutes brought along into the period of `opened_on`) holds when both of its fields are given.
    """

    pack: Pack
    started_on: dt.date
    ended_on: dt.date | None
    certified_on: dt.date | None
    as_of: dt.date
    opening_minutes: int | None = None
    opened_on: dt.date | None = None

    @property
    def opening_on(self) -> dt.date | None:
        """The day from which education is counted here, where one is given: what was before is in what was carried."""
        return self.opened_on if self.opening_minutes is not None else None

    @property
    def until(self) -> dt.date:
        """The last day that counts."""
        return min(self.as_of, self.ended_on or self.as_of)

    def rule(self, day: dt.date) -> Rule:
        """The pack's rule on a day."""
        return self.pack.rule_on(day).rule


def account(standing: Standing, courses: Iterable[Course]) -> Account:
    """The account from the first period to the one of the last day that counts."""
    known = sorted(courses, key=lambda course: (course.date, course[2:6], course.pack or "", course.key))
    mine = [course for course in known if _counts(course, standing)]
    opening = standing.opening_on or dt.date.min
    counted = [course for course in mine if course.date >= opening]
    periods: list[Period] = []
    carried = standing.opening_minutes or 0 if standing.opening_on else 0
    for first, last, asked in spans(standing):
        ethics = sum(course.ethics_minutes for course in within(mine, first, last))
        periods.append(_period(standing, (first, last, asked), within(counted, first, last), carried, ethics))
        carried = periods[-1].carries
    made = Account(
        standing.pack.code, tuple(periods), tuple(_suicide_prevention(standing, mine)),
        _to_certify(standing, counted),
    )  # fmt: skip
    places = {course.key: _place(course, standing, made) for course in known}
    return Account(made.pack, made.periods, made.suicide_prevention, made.to_certify, places)


def asks(pack: Pack) -> bool:
    """Whether any rule of the pack asks for continuing education."""
    names = ("ce_minutes_yearly", "ce_minutes_two_years", "ce_to_certify_minutes")
    return any(name in rule.figures for rule in pack.rules for name in names)


def within(courses: Iterable[Course], first: dt.date, last: dt.date) -> list[Course]:
    """The courses of the days `first` to `last`."""
    return [course for course in courses if first <= course.date <= last]


def spans(standing: Standing) -> Iterator[tuple[dt.date, dt.date, bool]]:
    """(first, last, whether anything is asked) of each period up to the last day that counts, from the opening day's on."""
    opening = standing.opening_on or dt.date.min
    return (span for span in _spans(standing) if span[1] >= opening)


def _spans(standing: Standing) -> Iterator[tuple[dt.date, dt.date, bool]]:
    begun = _begun(standing)
    if begun is None:
        return
    first, whole_years = begun
    if whole_years:
        last = dt.date(first.year, 12, 31)
        yield min(standing.started_on, first), last, False
        first = last + DAY
    while first <= standing.until:
        rule = standing.rule(first)
        years = 1 if rule.amount_on("ce_minutes_yearly", first) is not None else 2
        if needed(rule, first) is None:
            return
        following = anniversary(first, years)
        yield first, following - DAY, True
        first = following


def _begun(standing: Standing) -> tuple[dt.date, bool] | None:
    """The day from which periods run, and whether they are calendar years after the one it lies in."""
    day = standing.certified_on or standing.started_on
    figure = standing.rule(day).figure_on("ce_starts", day)
    way = figure.value if figure is not None else "start"
    if way == "start":
        return standing.started_on, False
    if standing.certified_on is None or standing.certified_on > standing.until:
        return None
    return standing.certified_on, way == "next january"


def needed(rule: Rule, day: dt.date) -> int | None:
    """The minutes of a period by this rule; None where it asks for none."""
    yearly = rule.amount_on("ce_minutes_yearly", day)
    return yearly if yearly is not None else rule.amount_on("ce_minutes_two_years", day)


def counted_minutes(courses: Sequence[Course], limit: int | None) -> tuple[int, int]:
    """(minutes that count, minutes that a limit on preparation takes away)."""
    preparation = sum(course.preparation_minutes for course in courses)
    over = max(0, preparation - limit) if limit is not None else 0
    return sum(course.minutes for course in courses) - over, over


def _period(
    standing: Standing, span: tuple[dt.date, dt.date, bool], courses: Sequence[Course], carried: int, earned_ethics: int
) -> Period:
    """`earned_ethics` counts courses of the whole period: hours brought along are a total, without its parts."""
    first, last, asked = span
    rule = standing.rule(last)
    asks_for = (needed(rule, last) or 0) if asked else 0
    earned, over = counted_minutes(courses, rule.amount_on("ce_preparation_minutes", last))
    most = rule.amount_on("ce_carry_minutes", last) or 0
    own = earned - max(0, asks_for - carried)  # what came from the period before is used first and goes no further
    if not asked and not rule.says_on("ce_carry_from_exempt", last):
        own = 0
    ethics = rule.amount_on("ce_ethics_minutes", last) if asked else None
    part = None
    if ethics:
        part = Part(ethics, earned_ethics, first, last)
    opened = standing.opening_on if standing.opening_on and first <= standing.opening_on <= last else None
    return Period(first, last, asked, asks_for, earned, carried, min(most, max(0, own)), over, part, opened)


def renewal_day(rule: Rule, day: dt.date) -> dt.date | None:
    """The first day not before `day` on which certifications end by this rule; None where it names none."""
    figure = rule.figure_on("renewal_due", day)
    if figure is None:
        return None
    month, number = map(int, str(figure.value).split("-"))
    due = dt.date(day.year, month, number)
    return due if due >= day else dt.date(day.year + 1, month, number)


def _suicide_prevention(standing: Standing, courses: Sequence[Course]) -> Iterator[Part]:
    """One part for each renewal at which it is due, from the first one to the one that comes next."""
    day = standing.certified_on
    if day is None or day > standing.until:
        return
    due = renewal_day(standing.rule(day), day)
    while due is not None:
        rule = standing.rule(due)
        minutes = rule.amount_on("ce_suicide_prevention_minutes", due)
        years = rule.amount_on("ce_suicide_prevention_years", due)
        if not minutes or not years:
            return
        first = day_after(anniversary(due, -years))
        if standing.opening_on is None or due >= standing.opening_on:
            earned = sum(course.suicide_prevention_minutes for course in within(courses, first, due))
            yield Part(minutes, earned, first, due)
        if due >= standing.until:
            return
        due = anniversary(due, years)


def _to_certify(standing: Standing, courses: Sequence[Course]) -> Part | None:
    last = standing.certified_on or standing.as_of
    minutes = standing.rule(last).amount_on("ce_to_certify_minutes", last)
    opening = standing.opening_on
    if not minutes or (opening is not None and last < opening):
        return None
    held = [course for course in courses if course.date <= last]
    brought = standing.opening_minutes or 0 if opening is not None else 0
    first = min([standing.started_on, *_days(held)])
    return Part(minutes, brought + sum(course.minutes for course in held), first, last)


def _days(courses: Iterable[Course]) -> list[dt.date]:
    return [course.date for course in courses]


def _counts(course: Course, standing: Standing) -> bool:
    if course.elsewhere or course.pack not in (None, standing.pack.code):
        return False
    return course.date <= standing.until


def _place(course: Course, standing: Standing, made: Account) -> Place:
    if course.elsewhere:
        return Place(_("Counts for another certificate"))
    if course.pack not in (None, standing.pack.code):
        return Place(_("Counts under other rules"))
    if standing.ended_on is not None and course.date > standing.ended_on:
        return Place(_("Not counted: after the last day under these rules"))
    if course.date > standing.as_of:
        return Place(_("Not counted: still to come"))
    if standing.opening_on is not None and course.date < standing.opening_on:
        return Place(_("Before {day}: in the hours brought along").format(day=short_day(standing.opening_on)))
    certify = made.to_certify
    if certify is not None and course.date <= certify.last:
        return Place(_("Counts to certify"), counts=True)
    period = made.on(course.date)
    if period is None:
        return Place(_("Not counted: before the first period"))
    if not period.asked:
        return Place(_("Not asked: before {day}").format(day=short_day(day_after(period.last))))
    return Place(_("Counts for {period}").format(period=period.label), counts=True)
