"""Who may give supervision that counts: license type, license in force, and experience, judged on one day.

Each condition that fails has a stable code; `reasons` puts it in words with the figures and dates of that day.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from app.services.rules.civil import anniversary, day_after
from app.services.rules.packs import Rule
from app.wording import N_, _
from app.wording import length as hours_text

__all__ = [
    "LICENSE_TYPES",
    "License",
    "SupervisionCE",
    "Supervisor",
    "anniversary",
    "best_license",
    "ce_minutes_on",
    "days_of_change",
    "findings",
    "hours_text",
    "license_on",
    "license_type_label",
    "qualified",
    "reasons",
    "special_types",
]  # fmt: skip

NO_LICENSE, LICENSE_TYPE = "no_license", "license_type"
LICENSE_NOT_IN_FORCE, EXPERIENCE = "license_not_in_force", "experience"

LICENSE_TYPES = {
    "physician": N_("Physician"),
    "psychologist": N_("Psychologist"),
    "social_worker": N_("Social worker"),
    "professional_counselor": N_("Professional counselor"),
    "advanced_practice_nurse": N_("Advanced practice nurse, psychiatric specialty"),
    "marriage_family_therapist": N_("Marriage and family therapist"),
    "addiction_counselor": N_("Addiction counselor"),
    "msw": N_("Social worker with a master's degree (MSW)"),
    "lcsw": N_("Licensed clinical social worker (LCSW)"),
    "lcpc": N_("Licensed clinical professional counselor (LCPC)"),
    "clinical_psychologist": N_("Clinical psychologist"),
    "mental_health_professional": N_("Mental health professional"),
    "mental_health_practitioner": N_("Mental health practitioner"),
}


@dataclass(frozen=True, slots=True)
class License:
    """One period of a license: `licensed_on` is the first licensure, `from_on` and `expires_on` bound this period."""

    license_type: str
    licensed_on: dt.date
    from_on: dt.date
    expires_on: dt.date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionCE:
    """Continuing education in supervision, in minutes; without a day it is a total that counts on every day."""

    earned_on: dt.date | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A supervisor with the periods of all licenses and the supervision CE on record."""

    code: str
    licenses: tuple[License, ...]
    ce: tuple[SupervisionCE, ...] = ()


def license_type_label(license_type: str) -> str:
    """The license type in words, translated; an unknown code is shown as it is."""
    return _(LICENSE_TYPES.get(license_type, license_type))


def license_on(held: License, day: dt.date) -> bool:
    """Whether this license is in force that day; first and last day included."""
    return max(held.from_on, held.licensed_on) <= day and (held.expires_on is None or day <= held.expires_on)


def special_types(rule: Rule, license_type: str) -> tuple[str, ...]:
    """The types of the rule's list that are this type and more, where the rule does not take this type itself.

    Whoever holds the general one may hold one of these too: it is to be asked which.
    """
    if rule.takes(license_type):
        return ()
    return tuple(kind for kind in rule.license_types if license_type in rule.implied(kind))


def ce_minutes_on(supervisor: Supervisor, day: dt.date) -> int:
    """Minutes of supervision CE on record that day."""
    return sum(item.minutes for item in supervisor.ce if item.earned_on is None or item.earned_on <= day)


def qualified(supervisor: Supervisor, rule: Rule, day: dt.date) -> tuple[str, ...]:
    """Codes of the conditions that fail that day; empty when the supervisor is qualified.

    One license must meet them all: its type is in the rule's list, it is in force, and its holder has the years of
    licensure or the supervision CE that the rule asks. The first condition that no license meets is named.
    """
    if not supervisor.licenses:
        return (NO_LICENSE,)
    fitting = [held for held in supervisor.licenses if rule.takes(held.license_type)]
    if not fitting:
        return (LICENSE_TYPE,)
    valid = [held for held in fitting if license_on(held, day)]
    if not valid:
        return (LICENSE_NOT_IN_FORCE,)
    if any(_experienced(supervisor, held, rule, day) for held in valid):
        return ()
    return (EXPERIENCE,)


def best_license(supervisor: Supervisor, rule: Rule, day: dt.date) -> License | None:
    """The license to print for that day: one that qualifies, else one in force, else the newest; None without any."""

    def merit(held: License) -> tuple[bool, bool, bool, dt.date]:
        fits, valid = rule.takes(held.license_type), license_on(held, day)
        return (
            fits and valid and _experienced(supervisor, held, rule, day),
            fits and valid,
            valid,
            held.from_on,
        )

    return max(supervisor.licenses, key=merit, default=None)


@lru_cache(maxsize=1024)
def days_of_change(supervisor: Supervisor, rules: tuple[Rule, ...]) -> tuple[dt.date, ...]:
    """The days, in order, on which the answer of `qualified` or its wording may change under a pack's rules.

    Remembered, because a whole agency's ledger asks for the same few supervisors again and again.
    """
    found: list[dt.date] = []
    before: tuple[str, ...] | None = None
    for day in sorted(_candidate_days(supervisor, rules)):
        rule = next((rule for rule in reversed(rules) if rule.in_force_from <= day), rules[0])
        codes = qualified(supervisor, rule, day)
        if codes or codes != before:
            found.append(day)
        before = codes
    return tuple(found)


def reasons(supervisor: Supervisor, rule: Rule, day: dt.date) -> tuple[str, ...]:
    """Why the supervisor is not qualified that day, in words with figures and dates; empty when qualified."""
    return tuple(_sentence(code, supervisor, rule, day) for code in qualified(supervisor, rule, day))


def findings(supervisor: Supervisor, rule: Rule, day: dt.date) -> tuple[str, ...]:
    """What speaks for and against on that day, a line each, for the qualification paper; minutes of CE as hours."""
    held = best_license(supervisor, rule, day)
    if held is None:
        return (_sentence(NO_LICENSE, supervisor, rule, day),)
    lines = [_license_line(held, rule, day)]
    if rule.years_licensed is not None:
        lines.append(_years_line(held, rule.years_licensed, day))
    if rule.supervision_ce_minutes is not None:
        lines.append(_ce_line(ce_minutes_on(supervisor, day), rule.supervision_ce_minutes))
    return tuple(lines)


def _candidate_days(supervisor: Supervisor, rules: tuple[Rule, ...]) -> set[dt.date]:
    days = {rule.in_force_from for rule in rules}
    days |= {item.earned_on for item in supervisor.ce if item.earned_on is not None}
    waits = {rule.years_licensed for rule in rules if rule.years_licensed is not None}
    for held in supervisor.licenses:
        days |= {held.from_on, held.licensed_on, *(anniversary(held.licensed_on, years) for years in waits)}
        if held.expires_on is not None:
            days.add(day_after(held.expires_on))
    return days


def _experienced(supervisor: Supervisor, held: License, rule: Rule, day: dt.date) -> bool:
    years, minutes = rule.years_licensed, rule.supervision_ce_minutes
    if years is None and minutes is None:
        return True
    if years is not None and anniversary(held.licensed_on, years) <= day:
        return True
    return minutes is not None and ce_minutes_on(supervisor, day) >= minutes


def _sentence(code: str, supervisor: Supervisor, rule: Rule, day: dt.date) -> str:
    if code == NO_LICENSE:
        return _("No license of the supervisor is on record")
    held = best_license(supervisor, rule, day)
    assert held is not None
    kind = license_type_label(held.license_type)
    if code == LICENSE_TYPE:
        return _wrong_type(held, rule, kind)
    if code == LICENSE_NOT_IN_FORCE:
        return _("The supervisor's license was not in force that day ({kind}, {period})").format(
            kind=kind, period=_periods(supervisor, rule)
        )
    return _experience_sentence(supervisor, held, rule, day)


def _wrong_type(held: License, rule: Rule, kind: str) -> str:
    said = _("These rules do not take supervision by this license type ({kind})").format(kind=kind)
    special = special_types(rule, held.license_type)
    if not special:
        return said
    asked = _("{said}, and where it is one of these, correct it: {kinds}")
    return asked.format(said=said, kinds=", ".join(map(license_type_label, special)))


def _periods(supervisor: Supervisor, rule: Rule) -> str:
    fitting = [held for held in supervisor.licenses if rule.takes(held.license_type)]
    return ", ".join(_period(held) for held in sorted(fitting, key=lambda held: held.from_on))


def _period(held: License) -> str:
    start = max(held.from_on, held.licensed_on).isoformat()
    if held.expires_on is None:
        return _("from {start}").format(start=start)
    return _("{start} to {end}").format(start=start, end=held.expires_on.isoformat())


def _experience_sentence(supervisor: Supervisor, held: License, rule: Rule, day: dt.date) -> str:
    parts = []
    if rule.years_licensed is not None:
        parts.append(_years_line(held, rule.years_licensed, day))
    if rule.supervision_ce_minutes is not None:
        parts.append(_ce_line(ce_minutes_on(supervisor, day), rule.supervision_ce_minutes))
    return _("The supervisor did not yet have the experience asked: {parts}").format(parts=", ".join(parts))


def _license_line(held: License, rule: Rule, day: dt.date) -> str:
    kind, period = license_type_label(held.license_type), _period(held)
    if not rule.takes(held.license_type):
        return _("{kind}, {period}: not a license type of these rules").format(kind=kind, period=period)
    if not license_on(held, day):
        return _("{kind}, {period}: not in force that day").format(kind=kind, period=period)
    return _("{kind}, {period}: in force that day").format(kind=kind, period=period)


def _years_line(held: License, years: int, day: dt.date) -> str:
    reached = anniversary(held.licensed_on, years)
    if reached <= day:
        text = _("first licensed {first}, {years} years reached on {reached}")
    else:
        text = _("first licensed {first}, {years} years only on {reached}")
    return text.format(first=held.licensed_on.isoformat(), years=years, reached=reached.isoformat())


def _ce_line(have: int, need: int) -> str:
    return _("supervision CE on record {have} of {need}").format(have=hours_text(have), need=hours_text(need))
