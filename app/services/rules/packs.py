"""Rule packs: what a certification or program asks, as dated data with its source.

A pack is a folder of resources/rules; each file is the rule from the day in its name until the next file's.
Every figure keeps its source and how sure we are of it, so that a screen or paper can say where a number comes from.
Texts of a pack are English in the files; show them through `_()`.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import lcm
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app import paths
from app.services.problems import NotFound, Problem
from app.wording import N_, _

Value = str | int | bool | tuple[str, ...]


class BadPack(Problem):
    """A rule pack's file cannot be used; the sentence names file and figure."""


class Confidence(StrEnum):
    """How sure we are of a figure; only `verified` may be shown as law."""

    VERIFIED = "verified"
    SECONDHAND = "secondhand"
    REFERENCE_TEXT = "reference text"
    OBSOLETE = "obsolete"
    PROPOSED = "proposed"
    OUR_CHOICE = "our choice"

    @property
    def meaning(self) -> str:
        """What it says about a figure, in words for a person."""
        return _(MEANINGS[self])


MEANINGS = {
    Confidence.VERIFIED: N_("Read in the rule's own text."),
    Confidence.SECONDHAND: N_("Reported by others; not read in the rule's own text."),
    Confidence.REFERENCE_TEXT: N_("Stands in a guide of the field; not checked against the rule."),
    Confidence.OBSOLETE: N_("Stood in an older rule; kept for information and not applied."),
    Confidence.PROPOSED: N_("Proposed, not in force as a rule."),
    Confidence.OUR_CHOICE: N_("Chosen by Peerdesk where no source decides; your agency can change it."),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a rule: its value (units in its name), where it comes from and since when it holds."""

    name: str
    label: str
    value: Value
    source: str
    confidence: Confidence
    in_force_from: dt.date
    in_force_to: dt.date | None
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A pack's rule from `in_force_from` on: what the ledger and the qualification of supervisors need, and all figures.

    Ratios are supervision minutes owed for each minute worked; None where the pack sets none.
    """

    in_force_from: dt.date
    in_force_to: dt.date | None
    source: str
    ratio: Fraction | None = None
    ratio_after_certification: Fraction | None = None
    carries_surplus: bool = False
    license_types: tuple[str, ...] = ()
    years_licensed: int | None = None
    supervision_ce_minutes: int | None = None
    min_session_minutes: int | None = None
    max_work_without_supervision_minutes: int | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    first_day_note: str = ""

    def figure_on(self, name: str, day: dt.date) -> Figure | None:
        """The figure that applies on a day; None where the rule has none, or it is obsolete or not in force that day.

        A day before the rule takes the rule's first day, as `Pack.rule_on` does.
        """
        found, day = self.figures.get(name), max(day, self.in_force_from)
        if found is None or found.confidence is Confidence.OBSOLETE or found.in_force_from > day:
            return None
        return found if found.in_force_to is None or day <= found.in_force_to else None

    def amount_on(self, name: str, day: dt.date) -> int | None:
        """A whole number among the figures (units in its name), where it applies on the day."""
        found = self.figure_on(name, day)
        return found.value if found is not None and type(found.value) is int else None

    def says_on(self, name: str, day: dt.date) -> bool:
        """Whether a yes or no among the figures applies on the day and says yes."""
        found = self.figure_on(name, day)
        return found is not None and found.value is True

    def ratio_for(self, certified: bool) -> Fraction | None:
        """The ratio before certification, or from the day of certification on."""
        if certified and self.ratio_after_certification is not None:
            return self.ratio_after_certification
        return self.ratio


@dataclass(frozen=True, slots=True)
class RuleOn:
    """The rule that applies on a day; `before_first` where the day comes before the first rule we know."""

    rule: Rule
    before_first: bool


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A certification or program with its rules, oldest first; the titles are the newest rule's.

    `uncertified_title` is printed before certification; blank means the agency's own title (see `printed_title`).
    """

    code: str
    title: str
    staff_title: str
    uncertified_title: str
    client: str
    rules: tuple[Rule, ...]

    def rule_on(self, day: dt.date) -> RuleOn:
        """The latest rule not after the day; before the first one the earliest, flagged."""
        for rule in reversed(self.rules):
            if rule.in_force_from <= day:
                return RuleOn(rule, before_first=False)
        return RuleOn(self.rules[0], before_first=True)

    @property
    def has_ratio(self) -> bool:
        """Whether any of its rules says how much supervision is owed."""
        return any(
            rule.ratio is not None or rule.ratio_after_certification is not None for rule in self.rules
        )

    @property
    def unit(self) -> int:
        """The least common denominator of all its ratios: amounts owed are whole numbers of 1/unit minute."""
        ratios = [ratio for rule in self.rules for ratio in (rule.ratio, rule.ratio_after_certification)]
        return lcm(*(ratio.denominator for ratio in ratios if ratio is not None))

    def printed_title(self, own_title: str, certified: bool) -> str:
        """The title to print: the pack's for the certified only, else the agency's own with 'certification in progress'."""
        if certified:
            return _(self.staff_title)
        base = own_title or _(self.uncertified_title)
        progress = _("certification in progress")
        return _("{title}, {progress}").format(title=base, progress=progress) if base else progress


def load(code: str) -> Pack:
    """The pack of this code. Raises NotFound for an unknown code, BadPack for a file that cannot be used."""
    found = all_packs().get(code)
    if found is None:
        known = ", ".join(sorted(all_packs()))
        raise NotFound(
            _("There is no rule pack “{code}”. Known packs: {known}.").format(code=code, known=known)
        )
    return found


@cache
def all_packs() -> Mapping[str, Pack]:
    """Every pack by its code, read once. Raises BadPack for a file that cannot be used."""
    return MappingProxyType(read_folder(paths.resources() / "rules"))


def read_folder(folder: Path) -> dict[str, Pack]:
    """The packs of a folder, ordered by code: one folder a pack, one file a rule, named by its first day."""
    found = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(place.glob("*.toml"))
        if files:
            found[place.name] = _pack(place.name, files)
    return found


def _pack(code: str, files: list[Path]) -> Pack:
    tables = [_read(path) for path in files]
    last = tables[-1]
    for path, table in zip(files, tables, strict=True):
        if table.get("code") != code:
            raise _bad(path, _("its code is not the name of its folder"))
    rules = tuple(_rule(path, table) for path, table in zip(files, tables, strict=True))
    title, staff, uncertified, client = (
        str(last.get(name, "")) for name in ("title", "staff_title", "uncertified_title", "client")
    )
    return Pack(code, title, staff, uncertified, client, rules)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _bad(path, _("it is not readable TOML text")) from None


def _rule(path: Path, table: dict[str, Any]) -> Rule:
    first, last = table.get("in_force_from"), table.get("in_force_to")
    if type(first) is not dt.date or first.isoformat() != path.stem:
        raise _bad(path, _("its first day is not the day in its name"))
    if not isinstance(table.get("figures"), dict) or not table.get("source"):
        raise _bad(path, _("it has no figures or no source"))
    figures = {name: _figure(path, name, first, last, given) for name, given in table["figures"].items()}
    decided: dict[str, Any] = {name: figures[name].value for name in RULE_FIGURES if name in figures}
    for name in RATIOS & decided.keys():
        decided[name] = _ratio(path, name, decided[name])
    note = str(table.get("first_day_note", ""))
    return Rule(
        first, last, table["source"], figures=MappingProxyType(figures), first_day_note=note, **decided
    )


RATIOS = {"ratio", "ratio_after_certification"}
RULE_FIGURES: dict[str, tuple[type, ...]] = {
    "ratio": (str,),
    "ratio_after_certification": (str,),
    "carries_surplus": (bool,),
    "license_types": (tuple,),
    "years_licensed": (int,),
    "supervision_ce_minutes": (int,),
    "min_session_minutes": (int,),
    "max_work_without_supervision_minutes": (int,),
}
# Further figures that something is reckoned from; a file with another kind of value is refused.
RECKONED: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(
        (
            "training_minutes", "exam_pass_percent", "exam_retakes", "minimum_age", "recovery_years",
            "recovery_reaffirmed_years", "lived_experience_years", "certification_years", "experience_minutes",
            "peer_experience_minutes", "mixed_experience_minutes", "mixed_peer_minutes", "application_fee_cents",
            "fingerprint_fee_cents", "renewal_fee_cents", "ce_minutes_yearly", "ce_minutes_two_years",
            "ce_to_certify_minutes", "ce_carry_minutes", "ce_ethics_minutes", "ce_suicide_prevention_minutes",
            "ce_suicide_prevention_years", "ce_preparation_minutes", "ce_proof_years", "mentoring_fee_cents",
        ),
        (int,),
    ),
    **dict.fromkeys(
        (
            "certification", "training_continuous", "approved_curriculum", "background_check", "ethics_in_writing",
            "high_school", "lives_or_works_in_state", "practitioner_level", "ce_carry_from_exempt",
            "agreement_required",
        ),
        (bool,),
    ),
    **dict.fromkeys(("attestation_parts", "exam_parts", "experience_categories"), (tuple,)),
    **dict.fromkeys(("ce_starts", "renewal_due"), (str,)),
}  # fmt: skip
CE_STARTS = ("next january", "certification", "start")
MONTH_DAY = re.compile(
    r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31", re.ASCII
)


def _figure(path: Path, name: str, first: dt.date, last: dt.date | None, given: Any) -> Figure:
    if not isinstance(given, dict) or not all(given.get(need) for need in ("label", "source", "confidence")):
        raise _bad(path, _("figure {name} lacks its label, source or confidence").format(name=name))
    value: Any = given.get("value")
    value = tuple(value) if isinstance(value, list) else value
    if not _fits(name, value):
        raise _bad(path, _("figure {name} has no value that fits").format(name=name))
    try:
        confidence = Confidence(given["confidence"])
    except ValueError:
        raise _bad(path, _("figure {name} has an unknown confidence").format(name=name)) from None
    since, until = given.get("in_force_from", first), given.get("in_force_to", last)
    note = str(given.get("note", ""))
    return Figure(name, given["label"], value, given["source"], confidence, since, until, note)


def _fits(name: str, value: Any) -> bool:
    """Whether a figure's value is of the kind that is reckoned with; no amount is below zero."""
    if type(value) not in (RULE_FIGURES | RECKONED).get(name, (str, int, bool, tuple)):
        return False
    if name == "ce_starts":
        return value in CE_STARTS
    if name == "renewal_due":
        return MONTH_DAY.fullmatch(value) is not None
    return type(value) is not int or value >= 0


def _ratio(path: Path, name: str, value: Any) -> Fraction:
    try:
        found = Fraction(value)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if found < 0:
        raise _bad(path, _("figure {name} is not a ratio such as 1/20").format(name=name))
    return found


def _bad(path: Path, what: str) -> BadPack:
    place = f"{path.parent.name}/{path.name}"
    return BadPack(_("The rule pack file {place} cannot be used: {what}.").format(place=place, what=what))
