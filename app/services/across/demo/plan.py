"""What the sample agency lives through: people, hours and sessions made up from one seed, as plain values.

Everybody here is invented. The shape is chosen so that every case of the ledger occurs; `plan` gives the same agency
for the same day and seed.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from app.services.across.demo import cast
from app.services.across.demo.cast import Habit
from app.services.hours import Category

WEEK = dt.timedelta(days=7)
BOTH, SUPERVISEE, NOBODY, PAPER = "both", "supervisee", "nobody", "paper"
FOLLOW_UP = "Go through the new crisis plan together\nTell how the talk with the library went"
MANNERS = ("in_person",) * 6 + ("video",) * 3 + ("phone",)


@dataclass
class Held:
    """One session: who was there, when and how, and who signs it (`BOTH`, `SUPERVISEE`, `NOBODY` or `PAPER`)."""

    staff: tuple[str, ...]
    supervisor: str
    date: dt.date
    start: dt.time
    minutes: int
    manner: str = "in_person"
    topic: int = 0
    signs: str = BOTH
    tag: str = ""
    follow_up: str = ""

    @property
    def values(self) -> dict[str, str]:
        """The session as a person would type it."""
        stop = dt.datetime.combine(self.date, self.start) + dt.timedelta(minutes=self.minutes)
        topics, description, summary = cast.TALKS[self.topic % len(cast.TALKS)]
        paper = self.date.isoformat() if self.signs == PAPER else ""
        return {
            "staff": ";".join(self.staff),
            "supervisor": self.supervisor,
            "date": self.date.isoformat(),
            "start": f"{self.start:%H:%M}",
            "stop": f"{stop:%H:%M}",
            "format": "group" if len(self.staff) > 1 else "individual",
            "manner": self.manner,
            "topics": topics,
            "description": description,
            "summary": summary,
            "reviewed_assessments": "yes" if self.topic % 3 else "no" if self.topic % 2 else "",
            "reviewed_interventions": "yes",
            "paper_signed_on": paper,
            "follow_up": self.follow_up,
        }


@dataclass(frozen=True)
class Worked:
    """Minutes of one person, day and category."""

    staff: str
    date: dt.date
    category: Category
    minutes: int
    paid: bool = True
    pack: str = ""


@dataclass
class Plan:
    """Everything that happens from `first` to the day before `today`."""

    first: dt.date
    today: dt.date
    hours: list[Worked] = field(default_factory=list)
    sessions: list[Held] = field(default_factory=list)

    def day(self, back: int, weekday: int | None = None) -> dt.date:
        """The day `back` days ago, or the last such weekday on or before it."""
        found = self.today - dt.timedelta(days=back)
        return found if weekday is None else found - dt.timedelta(days=(found.weekday() - weekday) % 7)

    def month(self, back: int) -> dt.date:
        """The first day of the month that lies `back` months ago."""
        return cast.months_before(self.today, back)


def plan(today: dt.date, seed: int) -> Plan:
    """Two years of the sample agency up to `today`."""
    made = Plan(dt.date(today.year - 2, today.month, 1), today)
    for habit in cast.HABITS:
        _work(made, habit, random.Random(f"{seed}/{habit.code}"))
    made.sessions += _groups(made)
    made.sessions += _special(made)
    mine = [one for one in made.sessions if one.staff == ("AW",) and one.supervisor == "RC" and not one.tag]
    max(mine, key=lambda one: one.date).follow_up = FOLLOW_UP
    made.sessions.sort(key=lambda one: (one.date, one.start, one.supervisor, one.staff))
    return made


def _work(made: Plan, habit: Habit, rng: random.Random) -> None:
    """One person's weeks: hours day by day, and a session most weeks that follows what is owed."""
    started = max(made.first, made.month(habit.months)) if habit.months else made.first
    monday, owed = started - dt.timedelta(days=started.weekday()), Fraction(0)
    while monday < made.today:
        ratio = habit.later_ratio if habit.later_ratio and monday >= made.month(10) else Fraction(1, 20)
        days = [day for day in _days(monday, habit, rng) if started <= day < made.today]
        # A few days before the second pack began: typed under it all the same, and listed as not counted.
        second = made.month(cast.SECOND_PACK_MONTHS) - dt.timedelta(days=6)
        rows = [row for day in days for row in _day(habit, day, rng) if not row.pack or day >= second]
        made.hours += rows
        owed += ratio * sum(row.minutes for row in rows if not row.pack)
        held = _session(made, habit, monday + dt.timedelta(days=habit.weekday), owed, rng)
        if held is not None and started <= held.date and days:
            made.sessions.append(held)
            owed = max(Fraction(0), owed - held.minutes)
        if _first_thursday(monday) and days:
            owed = max(Fraction(0), owed - cast.GROUP_MINUTES)
        monday += WEEK


def _days(monday: dt.date, habit: Habit, rng: random.Random) -> Iterator[dt.date]:
    if rng.random() < 0.04:  # a week off
        return
    for number in habit.days:
        day = monday + dt.timedelta(days=number)
        if (day.month, day.day) not in cast.CLOSED and rng.random() > 0.03:
            yield day


def _day(habit: Habit, day: dt.date, rng: random.Random) -> Iterator[Worked]:
    left = habit.minutes + rng.choice((-60, -30, 0, 0, 30, 60))
    parts = [(Category.DOCUMENTATION, rng.choice((30, 45, 60)))]
    if rng.random() < 0.5:
        parts.append((Category.TRAVEL, rng.choice((15, 30, 45))))
    if day.weekday() == habit.weekday:
        parts.append((Category.SUPERVISION, 60))
    elif rng.random() < 0.35:
        parts.append((rng.choice((Category.OUTREACH, Category.MEETINGS, Category.GROUP, Category.TRAINING)), 60))
    parts.append((Category.DIRECT_SERVICE, max(30, left - sum(minutes for _category, minutes in parts))))
    for category, minutes in parts:
        yield Worked(habit.code, day, category, minutes, habit.paid or category == Category.TRAINING)
    if habit.second_pack and day.weekday() == 3:
        yield Worked(habit.code, day, Category.DIRECT_SERVICE, 90, pack=habit.second_pack)


def _session(made: Plan, habit: Habit, day: dt.date, owed: Fraction, rng: random.Random) -> Held | None:
    recent = day >= made.month(8)
    missed = rng.random() < (habit.missed if recent else 0.05)
    manner, topic = rng.choice(MANNERS), rng.randrange(len(cast.TALKS))
    if missed or day >= made.today or (day.month, day.day) in cast.CLOSED:
        return None
    most = habit.longest if recent else 150
    minutes = min(most, max(30, -(-int(owed) // 15) * 15 + habit.ahead))
    signs = BOTH if day < made.today - WEEK or habit.prompt else SUPERVISEE
    supervisor = habit.supervisor
    if supervisor == cast.LAPSED:
        signs, supervisor = (PAPER, supervisor) if day < made.month(5) else (signs, "MS")
    if habit.by_paper and made.month(2) <= day < made.month(0):
        signs = NOBODY
    return Held((habit.code,), supervisor, day, habit.start, minutes, manner, topic, signs)


def _first_thursday(monday: dt.date) -> bool:
    return (monday + dt.timedelta(days=3)).day <= 7


def _groups(made: Plan) -> Iterator[Held]:
    """A group with everybody on the first Thursday of each month."""
    day, number = made.first, 0
    while day < made.today:
        if day.weekday() == 3 and day.day <= 7 and (day.month, day.day) not in cast.CLOSED:
            there = tuple(one.code for one in cast.HABITS if not one.months or day >= made.month(one.months))
            signs = BOTH if day < made.today - WEEK else SUPERVISEE
            manner = "video" if number % 4 == 3 else "in_person"
            yield Held(there, "RC", day, dt.time(10), cast.GROUP_MINUTES, manner, number, signs)
            number += 1
        day += dt.timedelta(days=1)


def _special(made: Plan) -> Iterator[Held]:
    """The cases that a reviewer asks about, one of each."""
    early = cast.sorensen_began(made.today) - dt.timedelta(days=4)
    yield Held(("AW",), "MS", early, dt.time(13), 90, topic=1, tag="before its agreement")
    over = made.day(70, 3)
    yield Held(("AW",), "RC", over, dt.time(13), 90, topic=2, tag="overlapped")
    yield Held(("AW",), "MS", over, dt.time(14, 10), 40, "video", 4, tag="overlap")
    yield Held(("MQ",), cast.LAPSED, made.month(5) + dt.timedelta(days=8), dt.time(9), 60, signs=PAPER, tag="expired")
    yield Held(("DR",), "RC", made.day(33, 4), dt.time(16), 10, "phone", 5, tag="short")
    yield Held(("DR",), "RC", made.day(47, 0), dt.time(12), 60, topic=3, tag="to amend")
    yield Held(("LF",), "MS", made.day(54, 1), dt.time(12), 60, topic=3, tag="to void")
