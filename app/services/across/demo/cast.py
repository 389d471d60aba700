"""Who belongs to the sample agency. Every person, number and address is invented."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

AGENCY = {
    "name": "Cottonwood Creek Peer Support (sample)",
    "address": "214 Main Street, Ronan, Montana 59864",
    "phone": "(406) 555-0142",
    "zone": "America/Denver",
}
PASSPHRASE = "blue heron over the reservoir"
MANAGER = "Helen Bergstrom"
LAPSED = "CN"
GROUP_MINUTES = 60
SECOND_PACK_MONTHS = 14  # since when Wes works under the waiver program too
CLOSED = {(12, 24), (12, 25), (12, 31), (1, 1), (7, 4), (11, 11)}


@dataclass(frozen=True)
class Habit:
    """How one person works: days (0 Monday), minutes a day, and their weekly session.

    `missed` and `longest` (minutes) hold in the last eight months, `ahead` minutes are added to each session; `months`
    is how long they have been here (0: throughout), `prompt` that this week's session is signed already.
    """

    code: str
    days: tuple[int, ...]
    minutes: int
    weekday: int
    start: dt.time
    supervisor: str
    missed: float = 0.05
    longest: int = 150
    ahead: int = 0
    months: int = 0
    paid: bool = True
    prompt: bool = False
    by_paper: bool = False
    second_pack: str = ""
    later_ratio: Fraction | None = None


HABITS = (
    Habit("AW", (0, 1, 2, 3, 4), 300, 1, dt.time(14), "RC", missed=0.15, longest=60),
    Habit("DR", (0, 1, 2, 3, 4), 360, 4, dt.time(9), "RC", missed=0.14, longest=75, months=8),
    Habit("WH", (0, 1, 2, 3, 4), 345, 2, dt.time(15, 30), "RC", by_paper=True, second_pack="mt-mfp"),
    Habit("LF", (0, 1, 2, 3), 300, 3, dt.time(13), "MS", ahead=15, prompt=True, later_ratio=Fraction(1, 40)),
    Habit("MQ", (1, 2, 4), 300, 0, dt.time(11), LAPSED, paid=False),
)


def staff(first: dt.date, today: dt.date, joined: dt.date) -> list[dict[str, str]]:
    """The staff as they would be typed: one enrolment each, and a second one for Wes."""
    year_end, start = f"{today.year}-12-31", {"started_on": _iso(first)}
    certified = {"pack": "mt-cbhpss", "certification_expires_on": year_end} | start
    opening = {"opening_owed_minutes": "145", "opened_on": _iso(first)}
    counted = {"opening_ce_hours": "0", "ce_opened_on": f"{first.year + 1}-01-01"}  # the years before stand in a binder
    wes = {"code": "WH", "name": "Wes Halvorsen"}
    return [
        {"code": "AW", "name": "Annie Whitegrass", **certified, **counted}
        | {"certification_number": "BBH-BHPS-1203", "certified_on": f"{first.year - 2}-05-14"},
        {"code": "DR", "name": "Dale Running Crane", "title": "Peer supporter", "pack": "mt-cbhpss"}
        | {"started_on": _iso(joined)},  # certification in progress
        {**wes, **certified, **opening, **counted}
        | {"certification_number": "BBH-BHPS-1187", "certified_on": f"{first.year - 3}-09-02"},
        {**wes, "pack": "mt-mfp", "started_on": _iso(months_before(today, SECOND_PACK_MONTHS))},
        {"code": "LF", "name": "Lorraine Finley", "pack": "mt-cfpss", **start}
        | {"certification_number": "CFPS-0042", "certified_on": _iso(months_before(today, 10))},
        {"code": "MQ", "name": "Malí Č̓ɫk̓ʷšá", "title": "Family peer volunteer", "pack": "mt-fps", **start},
    ]


def supervisors(first: dt.date, today: dt.date) -> list[dict[str, str]]:
    """The supervisors: one of long standing, one by CE hours, one whose license ran out five months ago."""
    return [
        {
            "code": "RC",
            "name": "Ruth Calfrobe, LCSW",
            "license_type": "lcsw",
            "license_number": "BBH-LCSW-20417",
            "licensed_on": "2011-06-20",
            "license_expires_on": f"{today.year}-12-31",
        },
        {
            "code": "MS",
            "name": "Mark Sorensen, LCPC",
            "license_type": "lcpc",
            "license_number": "BBH-LCPC-31866",
            "licensed_on": _iso(months_before(first, 5)),
            "license_expires_on": f"{today.year + 1}-12-31",
            "supervision_ce_hours": "22.5",
        },
        {
            "code": LAPSED,
            "name": "Carol Nyland, LAC",
            "license_type": "addiction_counselor",
            "license_number": "BBH-LAC-10933",
            "licensed_on": "2006-03-01",
            "license_expires_on": _iso(months_before(today, 5) - dt.timedelta(days=1)),
        },
    ]


# What Annie and Ruth said of one another before they agreed.
FITS = (
    "fit-recovery=yes;fit-values=yes;fit-difference=yes;fit-no-therapy=yes;fit-no-boss=not_asked;fit-skills=yes;"
    "fit-wellbeing=yes"
)


def agreements(first: dt.date, today: dt.date, joined: dt.date) -> list[dict[str, str]]:
    """The agreements; Wes's ends soon, Annie's second one began late, one does not confirm 'not the therapist'."""
    soon = _iso(today + dt.timedelta(days=12))
    rows = (
        ("AW", "RC", first, "", "yes"),
        ("DR", "RC", joined, "", "yes"),
        ("WH", "RC", first, soon, "yes"),
        ("LF", "RC", first, "", "yes"),
        ("LF", "MS", first, "", "yes"),
        ("MQ", "RC", first, "", "yes"),
        ("MQ", LAPSED, first, "", "yes"),
        ("MQ", "MS", months_before(today, 5), "", "yes"),
        ("AW", "MS", sorensen_began(today), "", "yes"),
        ("DR", "MS", joined, "", "no"),
    )
    names = ("staff", "supervisor", "signed_on", "ends_on", "not_therapist_confirmed")
    return [dict(zip(names, (a, b, _iso(day), end, sure), strict=True)) for a, b, day, end, sure in rows]


def sorensen_began(today: dt.date) -> dt.date:
    """The day on which Annie's agreement with Mark begins, a Monday about three months ago."""
    day = today - dt.timedelta(days=90)
    return day - dt.timedelta(days=day.weekday())


# name, roles, staff code, supervisor code
USERS = (
    ("Ruth Calfrobe", "supervisor", "", "RC"),
    ("Mark Sorensen", "supervisor", "", "MS"),
    ("Annie Whitegrass", "peer_supporter", "AW", ""),
    ("Dale Running Crane", "peer_supporter", "DR", ""),
    ("Wes Halvorsen", "peer_supporter", "WH", ""),
    ("Lorraine Finley", "peer_supporter", "LF", ""),
    ("Malí Č̓ɫk̓ʷšá", "peer_supporter", "MQ", ""),
    ("Board reviewer", "auditor", "", ""),
)

# the pack that a person's papers are about
FIRST_PACK = {"AW": "mt-cbhpss", "DR": "mt-cbhpss", "WH": "mt-cbhpss", "LF": "mt-cfpss", "MQ": "mt-fps"}

# topics, description, what was covered: no client is named
TALKS = (
    (
        "Ethics and boundaries\nScope of practice",
        "Dual relationships in a small town",
        "Went over what to do when paths cross at the store or at a ceremony, and when to call first.",
    ),
    (
        "Role play and skills",
        "Asking before advising",
        "Practiced open questions and sharing one's own story briefly, then handing the talk back.",
    ),
    (
        "Self-care\nProblem solving",
        "A heavy week",
        "Looked at the week's load, moved two visits, and named who to call when a day runs long.",
    ),
    (
        "Documentation",
        "Notes in the person's own words",
        "Read three notes together and took out words that judge.",
    ),
    (
        "Successes\nMission",
        "What went well",
        "Named two goals that were met and what the team learned from them.",
    ),
    (
        "Problem solving",
        "Rides to town in winter",
        "Listed who can help with transport, and where the role of a peer ends.",
    ),
    (
        "Scope of practice",
        "When a clinician should step in",
        "Agreed on the signs that call for a clinician and how to hand over warmly.",
    ),
    (
        "Ethics and boundaries",
        "Gifts and favors",
        "Talked about gifts that are part of the culture and those to decline with thanks.",
    ),
)


def _iso(day: dt.date) -> str:
    return day.isoformat()


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month that lies `months` months before a day."""
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
