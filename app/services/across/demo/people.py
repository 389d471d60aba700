"""Whom the sample agency serves, in which programs, and who pays. Every person, number and address is invented."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.across.demo import cast

ADULT, HOMES, FAMILY, RECOVERY = (
    "Adult peer support", "Homes and choices", "Family peer support", "Recovery house",
)  # fmt: skip
MEDICAID, BLOCK, WAIVER, GIFT = "Montana Medicaid", "Block grant", "Money Follows the Person", "Foundation grant"
# name, the word for a person, whether Part 2 covers it
PROGRAMS = (
    (ADULT, "client", "no"), (HOMES, "participant", "no"), (FAMILY, "family", "no"), (RECOVERY, "recoveree", "yes"),
)  # fmt: skip
FUNDINGS = (MEDICAID, BLOCK, WAIVER, GIFT)
# Intakes of the last months are typed on screen by whoever took them in; older ones came in with a file.
TYPED_MONTHS = 6
CIRCLE, CIRCLE_STAFF = "Tuesday circle", "AW"


@dataclass(frozen=True)
class Person:
    """One client: who, where served, by whom, every how many weeks, and since how many months.

    `left` is how many months ago an episode ended and why; `again` since how many months they are back.
    """

    code: str
    first: str
    last: str
    born: str
    county: str
    program: str
    funding: str
    staff: str
    weeks: int
    months: int
    left: tuple[int, str] | None = None
    again: int | None = None
    circle: bool = False
    more: Mapping[str, str] = field(default_factory=dict)

    def typed(self, today: dt.date) -> dict[str, str]:
        """The intake as a person would type it; the first episode only."""
        admitted = cast.months_before(today, self.months) + dt.timedelta(days=3 + len(self.last))
        values = {
            "code": self.code, "first_name": self.first, "last_name": self.last, "birth_date": self.born,
            "county": self.county, "program": self.program, "funding": self.funding,
            "admitted_on": admitted.isoformat(), "discharged_on": "",
        }  # fmt: skip
        return values | _eligible(self.program, admitted) | dict(self.more)


def _eligible(program: str, on: dt.date) -> dict[str, str]:
    reason = "caregiver" if program == FAMILY else "adult"
    return {
        "eligibility": reason, "eligibility_attested_by": "Ruth Calfrobe, LCSW", "eligibility_attested_on": on.isoformat(),
    }  # fmt: skip


_SAFE = {"phone_voicemail": "no", "phone_text": "yes", "phone_say": "a friend from the library"}
_OPEN = {"phone_voicemail": "yes", "phone_text": "yes"}
PEOPLE = (
    Person("C-101", "Rosalind", "Two Shields", "1988-04-17", "Lake", ADULT, MEDICAID, "AW", 1, 22, circle=True, more={
        "pronouns": "she, her", "phone": "(406) 555-0171", **_SAFE, "language": "English",
        "tribal_affiliation": "prefer_not_to_say", "emergency_contact": "Aunt, (406) 555-0113"}),
    Person("C-102", "Emmett", "Vance", "1979-11-02", "Lake", ADULT, BLOCK, "AW", 2, 20, circle=True, more={
        "phone": "(406) 555-0118", **_OPEN, "veteran": "yes", "safe_to_mail": "yes",
        "address": "31 Ditch Road, Ronan", "zip_code": "59864"}),
    Person("C-103", "Susép", "Č̓ɫk̓ʷšá", "1996-07-30", "Lake", ADULT, MEDICAID, "AW", 2, 15, circle=True, more={
        "pronouns": "he, him", "name_used": "Sep", "phone": "(406) 555-0126", "phone_text": "yes",
        "tribal_affiliation": "Salish; Kootenai", "language": "Salish, English",
        "known_staff": "Malí Č̓ɫk̓ʷšá: cousin", "referral_source": "Friend"}),
    Person("C-104", "Tamsin", "Weatherwax", "1991-01-09", "Missoula", ADULT, BLOCK, "AW", 1, 17,
           left=(9, "Moved for work"), again=4, circle=True, more={
        "pronouns": "they, them", "phone": "(406) 555-0133", "phone_voicemail": "no", "phone_text": "no",
        "phone_say": "Annie, nothing more", "safe_to_mail": "no"}),
    Person("C-105", "Gus", "Pelletier", "1964-09-21", "Flathead", ADULT, MEDICAID, "DR", 1, 7, more={
        "phone": "(406) 555-0149", **_OPEN, "veteran": "yes", "language": "English", "referral_source": "Clinic"}),
    Person("C-106", "Nadine", "Spotted Horse", "1985-12-12", "Glacier", RECOVERY, GIFT, "DR", 1, 7, more={
        "pronouns": "she, her", "phone": "(406) 555-0150", **_SAFE, "safe_to_mail": "no",
        "tribal_affiliation": "Blackfeet", "emergency_contact": "prefer_not_to_say"}),
    Person("C-107", "Ferris", "O'Dell", "1958-03-03", "Mineral", ADULT, BLOCK, "DR", 2, 8,
           left=(3, "Goals met"), more={"phone": "(406) 555-0152", **_OPEN}),
    Person("C-108", "Ivy", "Castellano", "2000-05-25", "Missoula", RECOVERY, GIFT, "DR", 2, 5, more={
        "pronouns": "prefer_not_to_say", "race": "prefer_not_to_say", "sex": "not_asked", "veteran": "not_asked",
        "phone": "(406) 555-0155", "phone_text": "yes", "phone_voicemail": "no"}),
    Person("C-109", "Walt", "Hendershot", "1951-08-14", "Sanders", HOMES, WAIVER, "WH", 1, 13, more={
        "phone": "(406) 555-0158", "phone_voicemail": "yes", "phone_text": "no", "guardian": "none",
        "relative_gives_care": "no", "veteran": "yes"}),
    Person("C-110", "Beatrix", "Lund", "1947-02-27", "Flathead", HOMES, WAIVER, "WH", 2, 12, more={
        "phone": "(406) 555-0160", **_OPEN, "guardian": "Daughter, (406) 555-0161", "relative_gives_care": "no"}),
    Person("C-111", "Orrin", "Lightfoot", "1973-06-06", "Sanders", ADULT, MEDICAID, "WH", 2, 4, more={
        "pronouns": "he, him", "phone": "(406) 555-0163", **_SAFE, "referral_source": "County jail, reentry"}),
    Person("C-112", "Marisol", "Quintero", "1983-10-19", "Lake", FAMILY, GIFT, "LF", 1, 14, more={
        "pronouns": "she, her", "phone": "(406) 555-0166", **_OPEN, "language": "Spanish, English"}),
    Person("C-113", "June", "Redwing", "1990-04-04", "Lake", FAMILY, GIFT, "LF", 2, 10, more={
        "phone": "(406) 555-0168", "phone_text": "yes", "phone_voicemail": "no", "tribal_affiliation": "Kootenai"}),
    Person("C-114", "Desmond", "Kile", "1978-08-23", "Lincoln", FAMILY, GIFT, "LF", 2, 3, more={
        "pronouns": "he, him", "phone": "(406) 555-0172", "phone_voicemail": "yes", "phone_text": "not_asked"}),
    Person("C-115", "Sabine", "Arrow", "1986-01-31", "Lake", FAMILY, BLOCK, "MQ", 2, 9, more={
        "phone": "(406) 555-0175", **_OPEN}),
    Person("C-116", "Lyle", "Thackeray", "1981-12-05", "Missoula", FAMILY, BLOCK, "MQ", 2, 2, more={
        "phone": "(406) 555-0177", **_SAFE}),
)  # fmt: skip
# Served before notes were kept in Peerdesk: given name, family name, year of birth, county, how many months ago they
# came and left. All of one program, so that a file without names has a group large enough to be shown.
_BEFORE = (
    ("Alma", "Berrigan", 1969, "Lake", 23, 13), ("Cole", "Ashdown", 1990, "Sanders", 23, 11),
    ("Delphine", "Marsh", 1982, "Lake", 22, 9), ("Everett", "Stillwell", 1955, "Flathead", 22, 12),
    ("Greta", "Half Moon", 1987, "Glacier", 21, 10), ("Hank", "Tolliver", 1948, "Mineral", 21, 14),
    ("Inez", "Corrigan", 1976, "Missoula", 20, 9), ("Jonah", "Whitewater", 1993, "Lake", 20, 8),
    ("Kit", "Sandoval", 1999, "Missoula", 19, 8), ("Lois", "Everheart", 1961, "Flathead", 19, 10),
    ("Milo", "Grant", 1984, "Lincoln", 18, 9), ("Opal", "Runningwater", 1972, "Lake", 18, 8),
)  # fmt: skip
BEFORE = tuple(
    Person(f"C-{number}", first, last, f"{year}-0{number % 9 + 1}-1{number % 9}", county, ADULT, BLOCK, "", 0, came,
           left=(went, "Goals met" if number % 3 else "Moved away"))
    for number, (first, last, year, county, came, went) in enumerate(_BEFORE, 71)
)  # fmt: skip
# A partner's list named one of them once more, without a birth date: a possible duplicate.
REPEATED = {"code": "P-88", "first_name": "EMMETT", "last_name": "Vance", "county": "Lake"}
FILE_COLUMNS = (
    "code", "first_name", "last_name", "name_used", "birth_date", "county", "program", "funding", "admitted_on",
    "discharged_on", "discharge_reason", "pronouns", "phone", "phone_voicemail", "phone_text", "phone_say",
    "safe_to_mail", "address", "zip_code", "tribal_affiliation", "language",
    "veteran", "emergency_contact", "guardian", "known_staff",
    "relative_gives_care", "referral_source", "eligibility", "eligibility_attested_by", "eligibility_attested_on",
)  # fmt: skip
