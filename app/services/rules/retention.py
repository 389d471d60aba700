"""How long a person's records are kept: the latest day that any rule or the agency's own limit asks for.

The lengths are dated figures in resources/retention, each with its source. A day counts as inside the time until it is
over: records may go on the day after. Where rules follow one another, the longest that applied since then holds.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from app import paths
from app.services.rules import packs
from app.services.rules.civil import anniversary
from app.services.rules.packs import Figure, Pack, Rule
from app.wording import N_, _

OWN = N_("The agency's own limit, from the last service")
OWN_SOURCE = N_("Settings, Agency")


@dataclass(frozen=True)
class Reason:
    """Why records are kept: the last day, the rule in words, the day it counts from, and where the length stands."""

    until: dt.date
    label: str
    counted_from: dt.date
    source: str
    confidence: str


@cache
def book() -> Pack:
    """The dated lengths. Raises BadPack for a file that cannot be used."""
    return packs.read_folder(paths.resources() / "retention")["records"]


def client(last_service: dt.date, keep_years: int, today: dt.date) -> tuple[Reason, ...]:
    """What asks for a client's record, the latest first; `keep_years` is the agency's own limit."""
    return _ordered(
        [
            _reason("client_years", last_service, today),
            _reason("medicaid_months", last_service, today),
            own(last_service, keep_years),
        ]
    )


def staff(
    last_work: dt.date,
    supervised_until: Iterable[dt.date],
    last_education: dt.date | None,
    keep_years: int,
    today: dt.date,
    held: Iterable[Rule] = (),
) -> tuple[Reason, ...]:
    """What asks for a staff member's records, the latest first.

    `supervised_until`: the day each supervisor stopped supervising them; `last_education`: the newest proof's day;
    `held`: the rules of their packs, where one may ask for longer than the book does.
    """
    found = [own(last_work, keep_years), _reason("medicaid_months", last_work, today)]
    rules = list(held)
    for day in supervised_until:
        found += _longer(_reason("supervision_years", day, today), rules, LOGS, today)
    if last_education is not None:
        found += _longer(_reason("education_proof_years", last_education, today), rules, PROOF, today)
    return _ordered(found)


LOGS, PROOF = ("log_years_supervisee", "log_years_supervisor"), ("ce_proof_years",)


def _longer(usual: Reason, rules: Iterable[Rule], names: tuple[str, ...], today: dt.date) -> list[Reason]:
    """The book's reason, and each of a pack that asks for longer."""
    figures = [found for rule in rules for name in names if (found := rule.figure_on(name, today)) is not None]
    asked = [_asked(figure, usual.counted_from) for figure in figures]
    return [usual, *(one for one in dict.fromkeys(asked) if one.until > usual.until)]


def own(last: dt.date, keep_years: int) -> Reason:
    """What the agency's own limit asks for."""
    until = anniversary(last, keep_years)
    return Reason(until, _(OWN), last, _(OWN_SOURCE), packs.Confidence.OUR_CHOICE)


def is_over(reasons: Iterable[Reason], today: dt.date) -> bool:
    """Whether every reason's last day has passed."""
    return all(reason.until < today for reason in reasons)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; where that month is too short, the first day of the next."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return dt.date(day.year + years, month + 2, 1)  # only December could be followed by a year, and it has 31 days


def _reason(name: str, counted_from: dt.date, today: dt.date) -> Reason:
    """The longest that a rule in force at some time from then to today asks for under this name."""
    found = [_asked(rule.figures[name], counted_from) for rule in _since(counted_from, today) if name in rule.figures]
    return max(found, key=lambda reason: reason.until)


def _since(first: dt.date, today: dt.date) -> list[Rule]:
    rules = book().rules
    applied = [
        rule for place, rule in enumerate(rules)
        if rule.in_force_from <= today and (place + 1 == len(rules) or rules[place + 1].in_force_from > first)
    ]  # fmt: skip
    return applied or [book().rule_on(today).rule]


def _asked(figure: Figure, counted_from: dt.date) -> Reason:
    length = int(str(figure.value))
    until = (
        months_later(counted_from, length) if figure.name.endswith("_months") else anniversary(counted_from, length)
    )
    return Reason(until, _(figure.label), counted_from, figure.source, figure.confidence)


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    own = packs.Confidence.OUR_CHOICE  # of two that end on the same day the law's comes first
    return tuple(sorted(reasons, key=lambda one: (one.until, one.confidence != own, one.label), reverse=True))
