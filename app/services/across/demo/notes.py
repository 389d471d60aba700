"""The sample's encounters as they would be typed: when, with whom, what kind of support, and notes in plain words.

Nobody in them is real, and no note names a diagnosis. `planned` gives the same encounters for the same day and seed,
each inside a day on which its peer supporter worked directly with people.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from app.services.across.demo import cast, people
from app.services.across.demo.people import Person
from app.services.across.demo.plan import Plan
from app.services.hours import Category

MONTHS = 6  # how far back notes go
SLOTS = (dt.time(9, 30), dt.time(10, 45), dt.time(12, 30), dt.time(16, 30))  # beside the hours of supervision
PLACES = {
    "in_person": ("Office", "Library", "At home", "Park bench by the lake"),
    "outreach": ("Food bank", "Warming center"),
}
KINDS = ("in_person",) * 6 + ("phone",) * 2 + ("video", "outreach")
EVERYDAY = ("coaching", "self_advocacy", "community_resources", "natural_supports")
WAIVER = ("plan_promotion", "resource_navigation", "skills", "goal_development", "mutual_aid")
# data, assessment, plan, goal, kinds of support
NOTES = (
    ("Talked about a hard week at work. I shared how I got through my first winter sober and asked what helps here.",
     "Both of us noticed that mornings go better than evenings.",
     "Try one evening walk before Thursday. We call on Friday.", "Evenings without drinking", "emotional"),
    ("Made the list of bus times and tried the first trip together. The second half went without help.",
     "Getting there alone felt possible for the first time.",
     "Ride alone on Tuesday; text me from the stop.", "Get to appointments alone", "informational;instrumental"),
    ("Practiced asking the landlord for a repair. We wrote down three sentences and read them aloud.",
     "The voice was steadier the third time.", "Call the landlord by Monday, with the sentences at hand.",
     "Speak up for my home", "informational"),
    ("Sat together and said little. That was asked for.",
     "Being heard without advice seemed to matter most today.", "Same time next week.", "", "emotional"),
    ("Filled in the form for food help and copied the papers it asks for.",
     "The form looked smaller once it was cut into parts.", "Hand it in on Wednesday. I look up what comes next.",
     "Food in the house all month", "instrumental"),
    ("Went over what went well since we met: two dinners with a sister and one meeting in town.",
     "Family ties feel safer than in spring.", "Invite the sister for Sunday.", "Be with my family again",
     "affiliation;emotional"),
    ("Looked at the plan for a bad day. Two names and one place were added.",
     "It reads like the person's own words now.", "Put one copy on the fridge, one in the wallet.",
     "Know what to do on a bad day", "informational"),
    ("Visited the drop-in together, stayed for coffee and met two regulars.",
     "It was easier with somebody at the door.", "Go again on Friday, maybe alone.", "Meet people",
     "affiliation"),
    ("Talked about returning to use last weekend, without blame, and what came before it.",
     "Asking for help the next morning was new, and strong.", "Tell the counselor on Thursday; I come along if wanted.",
     "Evenings without drinking", "emotional;informational"),
)  # fmt: skip
FAMILY_NOTES = (
    ("Listened to how the school meeting went, and shared what I once asked for our own child.",
     "Knowing which words to use took away some fear.", "Write to the school by Friday; I read it first if wanted.",
     "Be heard at school", "emotional;informational"),
    ("Made a week plan with two hours of rest for the parent in it.",
     "Rest was named as part of care, not as time away from it.", "Ask the aunt for Saturday.", "Rest for me too",
     "concrete;emotional"),
    ("Went over the papers for summer camp and called the office together.",
     "Two answers came on the same day. That felt like a win.", "Send the last form on Monday.", "A summer with friends",
     "concrete;educational"),
)  # fmt: skip
CALLS = (
    ("Short call to say hello. The week is calm.", "", "Meet on Tuesday as planned.", "", "emotional"),
    ("Called back after a missed visit: the car did not start. All is well.", "", "New day: Thursday.", "", "emotional"),
)
CIRCLE = (
    "The circle talked about sleep: what each one tried and what helped a little. One round at the start, one at the end.",
    "People answered one another more than they answered me.",
    "Next time: who to call after ten at night.", "", "affiliation;emotional",
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """One encounter: with whom (codes), by whom, when, and its row of `NOTES`, with the values it is typed as."""

    clients: tuple[str, ...]
    staff: str
    date: dt.date
    values: dict[str, str]


def planned(plan: Plan, seed: int) -> list[Met]:
    """Every encounter of the last months up to the day before `plan.today`, by date."""
    days = _room(plan)
    found = list(_circles(plan, days))
    for place, person in enumerate(people.PEOPLE):
        found += _meetings(plan, person, days, Random(f"{seed}/{person.code}"), place)
    return sorted(found, key=lambda met: (met.date, met.staff, met.values["start"], met.clients))


Days = dict[tuple[str, dt.date], list[dt.time]]


def _room(plan: Plan) -> Days:
    """The free slots of each person's days: one for each hour and a half of direct service, at most four."""
    minutes: dict[tuple[str, dt.date], int] = {}
    for row in plan.hours:
        if row.category == Category.DIRECT_SERVICE:
            minutes[row.staff, row.date] = minutes.get((row.staff, row.date), 0) + row.minutes
    return {key: list(SLOTS[: total // 90]) for key, total in minutes.items()}


def _meetings(plan: Plan, person: Person, days: Days, chance: Random, place: int) -> Iterator[Met]:
    monday = plan.month(MONTHS)
    monday += dt.timedelta(days=7 * (place % person.weeks) - monday.weekday())
    count = 0
    while monday < plan.today:
        free = [monday + dt.timedelta(days=number) for number in range(5)]
        free = [day for day in free if days.get((person.staff, day)) and serves(plan.today, person, day)]
        if free and chance.random() > 0.08:
            day = chance.choice(free)
            yield _met(person, day, days[person.staff, day].pop(0), chance, count)
            count += 1
        monday += dt.timedelta(days=7 * person.weeks)


def serves(today: dt.date, person: Person, day: dt.date) -> bool:
    """Whether the person is being served on a day, and the day lies before `today`."""
    first = dt.date.fromisoformat(person.typed(today)["admitted_on"])
    away = left_on(today, person)
    back = cast.months_before(today, person.again) if person.again is not None else dt.date.max
    return first <= day < today and (away is None or day <= away or day >= back)


def left_on(today: dt.date, person: Person) -> dt.date | None:
    """The last day of the first episode, or None while it is open."""
    return cast.months_before(today, person.left[0]) + dt.timedelta(days=9) if person.left else None


def _met(person: Person, day: dt.date, start: dt.time, chance: Random, count: int) -> Met:
    manner = chance.choice(KINDS)
    texts = CALLS if manner == "phone" else FAMILY_NOTES if person.program == people.FAMILY else NOTES
    text = texts[(count + len(person.last)) % len(texts)]
    minutes = chance.choice((10, 15, 20)) if manner == "phone" else chance.choice((45, 45, 60, 60, 75))
    service = chance.choice(WAIVER if person.program == people.HOMES else EVERYDAY)
    phase = "engaging" if count < 2 else "connecting" if count < 6 or count % 11 == 10 else "supporting"
    if "returning to use" in text[0]:
        service, phase = "crisis_support", "engaging"
    where = PLACES.get(manner, ("",))
    values = _typed(text) | {
        "start": f"{start:%H:%M}", "stop": _stop(day, start, minutes), "manner": manner, "place": chance.choice(where),
        "service_type": service, "phase": phase, "funding": person.funding,
    }  # fmt: skip
    return _of((person.code,), person.staff, day, values)


def _circles(plan: Plan, days: Days) -> Iterator[Met]:
    """The circle on every other Tuesday; those who were there vary."""
    there = [one for one in people.PEOPLE if one.circle]
    tuesday = plan.month(MONTHS)
    tuesday += dt.timedelta(days=(1 - tuesday.weekday()) % 7)
    number = 0
    while tuesday < plan.today:
        served = [one.code for place, one in enumerate(there) if serves(plan.today, one, tuesday) and (number + place) % 4]
        slots = days.get((people.CIRCLE_STAFF, tuesday), [])
        if len(served) > 1 and slots:
            slots.pop()  # its time is part of the day's work with people
            line = f"{served[0]}: Stayed after for a talk about a ride on Friday." if number % 3 == 0 else ""
            values = _typed(CIRCLE) | {
                "start": "16:30", "stop": "17:45", "manner": "group", "place": "Community room",
                "service_type": "natural_supports", "phase": "supporting", "group": people.CIRCLE, "private_line": line,
                "funding": people.BLOCK,
            }  # fmt: skip
            yield _of(tuple(served), people.CIRCLE_STAFF, tuesday, values)
        number += 1
        tuesday += dt.timedelta(days=14)


def _typed(text: tuple[str, str, str, str, str]) -> dict[str, str]:
    return dict(zip(("data", "assessment", "plan", "goal", "support"), text, strict=True))


def _of(clients: tuple[str, ...], staff: str, day: dt.date, values: dict[str, str]) -> Met:
    return Met(clients, staff, day, {"client": ";".join(clients), "staff": staff, "date": day.isoformat()} | values)


def _stop(day: dt.date, start: dt.time, minutes: int) -> str:
    return f"{dt.datetime.combine(day, start) + dt.timedelta(minutes=minutes):%H:%M}"
