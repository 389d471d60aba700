"""A figure as a person types it: which figures there are, what each may be, and the value that a text stands for."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from app.services.rules import packs, qualification
from app.services.rules.pack import Confidence, Figure, Pack, Value
from app.wording import N_, _

NONE = "none"  # typed to leave a figure out
RATIO = re.compile(r"(\d{1,4})\s*[/:]\s*(\d{1,4})", re.ASCII)
WHOLE = re.compile(r"\d{1,7}", re.ASCII)
FROM_ZERO = frozenset(
    {"exam_retakes", "ce_carry_minutes", "ce_preparation_minutes", "years_licensed", "supervision_ce_minutes"}
)
HIGHEST = {"percent": 100, "minutes": 1_000_000, "cents": 1_000_000, "years": 100, "days": 366}
OTHERWISE = 100_000
HIGHEST_OF = {"min_session_minutes": 1440, "minimum_age": 120, "max_work_without_supervision_minutes": 60_000}

_NOT_RATIO = N_("Type a ratio above zero such as 1/20: 1 h of supervision for each 20 h worked. Type none for no ratio.")
_NOT_WHOLE = N_("Type a whole number from {least} to {most}, or none to leave this figure out.")
_NOT_DAY = N_("Type a day of the year as month-day, such as 12-31.")


# A limit that no source sets; an agency may set its own. The value here says only what kind of value it takes.
GROUPS = Figure(
    "max_group_share_percent", N_("Most supervision held in groups, in percent"), 100, "Peerdesk", Confidence.OUR_CHOICE,
    dt.date.min, None, "",
)  # fmt: skip


@cache
def known() -> Mapping[str, Figure]:
    """Every figure that some pack has, by name: the first pack's, with its label."""
    found: dict[str, Figure] = {}
    for pack in packs.all_packs().values():
        for rule in pack.rules:
            for name, figure in rule.figures.items():
                found.setdefault(name, figure)
    found.setdefault(GROUPS.name, GROUPS)
    return found


def others(pack: Pack) -> list[Figure]:
    """The figures that this pack's newest rule does not have."""
    there = pack.rules[-1].figures
    return [figure for name, figure in known().items() if name not in there]


def shown(value: Value) -> str:
    """A value as its field shows it, to be typed over."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def value(name: str, typed: str) -> Value | None:
    """The value that a text stands for; None for 'none'. ValueError with a sentence otherwise."""
    text = typed.strip()
    if name not in known():
        raise ValueError(_("No rules have a figure “{name}”. Take it out.").format(name=name))
    if text.casefold() in (NONE, _(NONE)):
        return None
    if not text:
        raise ValueError(_("Type a value, or none to leave this figure out."))
    if name in packs.RATIOS:
        return _ratio(text)
    found = READERS.get(type(known()[name].value), _text)(name, text)
    if not packs.fits(name, found):
        raise ValueError(_(_NOT_DAY) if name == "renewal_due" else _one_of(packs.CE_STARTS))
    return found


def _ratio(text: str) -> str:
    match = RATIO.fullmatch(text)
    parts = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(parts) or Fraction(*parts) > 1:
        raise ValueError(_(_NOT_RATIO))
    return str(Fraction(*parts)) if Fraction(*parts) != 1 else "1/1"


def _yes_no(_name: str, text: str) -> bool:
    answers = {"yes": True, "no": False, _("yes"): True, _("no"): False}
    if text.casefold() not in answers:
        raise ValueError(_("Type yes or no."))
    return answers[text.casefold()]


def _whole(name: str, text: str) -> int:
    unit = next((unit for unit in HIGHEST if unit in name.split("_")), "")
    least = 0 if name in FROM_ZERO or unit == "cents" else 1
    most = HIGHEST_OF.get(name, HIGHEST.get(unit, OTHERWISE))
    if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise ValueError(_(_NOT_WHOLE).format(least=least, most=most))
    return int(text)


def _list(name: str, text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    accepted = tuple(qualification.LICENSE_TYPES) if name == "license_types" else _fixed(name)
    if not parts or (accepted and not set(parts) <= set(accepted)):
        raise ValueError(_one_of(accepted) if accepted else _("Type one or more, with ; between them."))
    return parts


def _fixed(name: str) -> tuple[str, ...]:
    """The codes that a list which is reckoned with may hold; empty where it is words only."""
    if name not in ("attestation_parts", "exam_parts", "experience_categories"):
        return ()
    found = (
        rule.figures[name].value
        for pack in packs.all_packs().values()
        for rule in pack.rules
        if name in rule.figures
    )
    return tuple(dict.fromkeys(part for one in found if isinstance(one, tuple) for part in one))


def _text(_name: str, text: str) -> str:
    return text


READERS: Mapping[type, Callable[[str, str], Value]] = {bool: _yes_no, int: _whole, tuple: _list}


def _one_of(accepted: tuple[str, ...]) -> str:
    return _("Choose from: {known}. Put ; between several.").format(known="; ".join(accepted))
