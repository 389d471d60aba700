"""A figure as a person types it: which figures there are, what each may be, and the value that a text stands for.

What is shown may be typed: 1 h for each 10 h worked, 40 h, $40.00, 80 %, December 31. Short forms of one meaning are read
too: 1/10, 93, 12-31.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache

from app.services.rules import amended, figures, packs, qualification
from app.services.rules.pack import Confidence, Figure, Pack, Value
from app.services.rules.work import KINDS
from app.wording import N_, _

NONE = "none"  # typed to leave a figure out
RATIO = re.compile(
    r"(\d{1,4}) ?(?:h|hours?)?(?: of supervision)?(?: ?[/:] ?| (?:for each|for every|per|in|to) )"
    r"(\d{1,4}) ?(?:h|hours?)?(?: worked)?",
    re.ASCII | re.IGNORECASE,
)
LENGTH = re.compile(
    r"(?:(\d{1,3}(?:,\d{3})+|\d{1,6})(?:[.](\d{1,2}))? ?(?:h|hours?))? ?(?:(\d{1,6}) ?(?:min|minutes?))?",
    re.ASCII | re.IGNORECASE,
)
MONEY = re.compile(r"\$? ?(\d{1,3}(?:,\d{3})+|\d{1,7})(?:[.](\d{2}))?", re.ASCII)
WHOLE = re.compile(r"\d{1,7}", re.ASCII)
DAY = re.compile(r"([^\W\d]+)[.]? (\d{1,2})|(\d{1,2})[-/](\d{1,2})")
FROM_ZERO = frozenset(
    {"exam_retakes", "ce_carry_minutes", "ce_preparation_minutes", "years_licensed", "supervision_ce_minutes"}
)
HIGHEST = {"percent": 100, "minutes": 1_000_000, "cents": 1_000_000, "years": 100, "days": 366}
OTHERWISE = 100_000
HIGHEST_OF = {"min_session_minutes": 1440, "minimum_age": 120, "max_work_without_supervision_minutes": 60_000}

_NOT_RATIO = N_("Type it such as: 1 h for each 20 h worked. It must be more than nothing. Type none for no ratio.")
_NOT_WHOLE = N_("Type a whole number from {least} to {most}, or none to leave this figure out.")
_NOT_LENGTH = N_("Type hours or minutes such as 40 h, 1 h 30 min or 15 min, from {least} to {most}, or none.")
_NOT_MONEY = N_("Type dollars such as $40.00, from {least} to {most}, or none to leave this figure out.")
_NOT_DAY = N_("Type a day of the year, such as December 31.")
_NOT_PAIR = N_("Type pairs such as {pair}, with ; between them. The types are: {known}.")
_TOLD = N_("This figure is for information: nothing is reckoned from it here, so it cannot be amended.")
_NEEDED = N_("This must be yes or no: without it the hours could not be reckoned.")


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
    """The figures that this pack's newest rule does not have and may be given."""
    there = pack.rules[-1].figures
    return [figure for name, figure in known().items() if name not in there and not figure.told_only]


def shown(name: str, value: Value) -> str:
    """A value as its field shows it, to be typed over."""
    return figures.value_words(name, value)


def value(name: str, typed: str) -> Value | None:
    """The value that a text stands for; None for 'none'. ValueError with a sentence otherwise."""
    text = " ".join(typed.split())
    if name not in known():
        raise ValueError(_("No rules have a figure “{name}”. Take it out.").format(name=name))
    if known()[name].told_only:
        raise ValueError(_(_TOLD))
    if text.casefold() in (NONE, _(NONE)):
        return _none(name)
    if not text:
        raise ValueError(_("Type a value, or none to leave this figure out."))
    if name in packs.RATIOS:
        return _ratio(text)
    if name == "renewal_due":
        return _day(text)
    found = READERS.get(type(known()[name].value), _text)(name, text)
    if not packs.fits(name, found):
        raise ValueError(_one_of(name, packs.CE_STARTS))
    return found


def _none(name: str) -> Value | None:
    if packs.RULE_FIGURES.get(name) == (bool,):
        raise ValueError(_(_NEEDED))
    return () if name == amended.LATER else None


def _ratio(text: str) -> str:
    match = RATIO.fullmatch(text)
    parts = (int(match[1]), int(match[2])) if match else (0, 0)
    if not all(parts) or Fraction(*parts) > 1:
        raise ValueError(_(_NOT_RATIO))
    return str(Fraction(*parts)) if Fraction(*parts) != 1 else "1/1"


def _day(text: str) -> str:
    match = DAY.fullmatch(text)
    names = [[_(month).casefold(), month.casefold()] for month in figures.MONTHS]
    found = ""
    if match and match[1]:
        word = match[1].casefold()
        months = [at for at, one in enumerate(names, 1) if len(word) >= 3 and any(name.startswith(word) for name in one)]
        found = f"{months[0]:02}-{int(match[2]):02}" if len(months) == 1 else ""
    elif match:
        found = f"{int(match[3]):02}-{int(match[4]):02}"
    if not packs.fits("renewal_due", found):
        raise ValueError(_(_NOT_DAY))
    return found


def _yes_no(_name: str, text: str) -> bool:
    answers = {"yes": True, "no": False, _("yes"): True, _("no"): False}
    if text.casefold() not in answers:
        raise ValueError(_("Type yes or no."))
    return answers[text.casefold()]


def _whole(name: str, text: str) -> int:
    unit = next((unit for unit in HIGHEST if unit in name.split("_")), "")
    least = 0 if name in FROM_ZERO or unit == "cents" else 1
    most = HIGHEST_OF.get(name, HIGHEST.get(unit, OTHERWISE))
    read, sentence = {"minutes": (_minutes, _NOT_LENGTH), "cents": (_cents, _NOT_MONEY)}.get(unit, (_number, _NOT_WHOLE))
    found = read(text.removesuffix("%").rstrip() if unit == "percent" else text)
    if found is None or not least <= found <= most:
        told = [figures.value_words(name, bound) if unit in ("minutes", "cents") else str(bound) for bound in (least, most)]
        raise ValueError(_(sentence).format(least=told[0], most=told[1]))
    return found


def _number(text: str) -> int | None:
    return int(text) if WHOLE.fullmatch(text) else None


def _minutes(text: str) -> int | None:
    """Minutes from hours and minutes; of a bare number nobody could say whether it means the one or the other."""
    match = LENGTH.fullmatch(text)
    if match is None or not (match[1] or match[3]):
        return None
    part = Fraction(int(match[2]), 10 ** len(match[2])) * 60 if match[2] else Fraction(0)
    if part.denominator != 1 or (match[2] and match[3]):
        return None
    hours = int((match[1] or "0").replace(",", ""))
    return hours * 60 + int(part) + int(match[3] or 0)


def _cents(text: str) -> int | None:
    """Cents from dollars, with or without the sign."""
    match = MONEY.fullmatch(text)
    return None if match is None else int(match[1].replace(",", "")) * 100 + int(match[2] or 0)


def _list(name: str, text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    if name == amended.LATER:
        return _implied(parts)
    codes = _codes(name)
    found = tuple(dict.fromkeys(codes.get(part.casefold(), part) for part in parts))
    if not found or (codes and not set(found) <= set(codes.values())):
        raise ValueError(_one_of(name, tuple(codes.values())) if codes else _("Type one or more, with ; between them."))
    return found


def _codes(name: str) -> dict[str, str]:
    """Each way to type a part of a list that is reckoned with, in small letters, and its code; empty for words only."""
    if name == "license_types":
        return _named(qualification.LICENSE_TYPES)
    if name == "experience_categories":
        return _named(KINDS)
    if name not in ("attestation_parts", "exam_parts"):
        return {}
    every = (rule.figures[name].value for pack in packs.all_packs().values() for rule in pack.rules if name in rule.figures)
    return _named({part: part for one in every if isinstance(one, tuple) for part in one})


def _named(labels: Mapping[str, str]) -> dict[str, str]:
    return {way.casefold(): code for code, label in labels.items() for way in (label, _(label), code)}


def _implied(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Pairs of a special type and the general one that it is too."""
    codes, found = _named(qualification.LICENSE_TYPES), []
    for part in parts:
        special, _sign, general = part.replace("=", ":").partition(":")
        special, general = (codes.get(one.strip().casefold(), "") for one in (special, general))
        if not special or not general or special == general:
            raise ValueError(_pair())
        found.append(f"{special}: {general}")
    if not found:
        raise ValueError(_pair())
    return tuple(dict.fromkeys(found))


def _pair() -> str:
    pair = figures.value_words(amended.LATER, ("lcsw: social_worker",))
    return _(_NOT_PAIR).format(pair=pair, known="; ".join(map(_, qualification.LICENSE_TYPES.values())))


def _text(_name: str, text: str) -> str:
    return text


READERS: Mapping[type, Callable[[str, str], Value]] = {bool: _yes_no, int: _whole, tuple: _list}


def _one_of(name: str, accepted: tuple[str, ...]) -> str:
    told = "; ".join(figures.value_words(name, (one,)) for one in accepted)
    return _("Choose from: {known}. Put ; between several.").format(known=told)
