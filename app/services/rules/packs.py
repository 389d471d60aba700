"""Rule packs: what a certification or program asks, as dated data with its source.

A pack is a folder of resources/rules; each file is the rule from the day in its name until the next file's.
Every figure keeps its source and how sure we are of it, so that a screen or paper can say where a number comes from.
Texts of a pack are English in the files; show them through `_()`.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app import paths
from app.services.problems import NotFound
from app.services.rules.pack import Amended as Amended  # a pack's parts are named by this door
from app.services.rules.pack import BadPack as BadPack
from app.services.rules.pack import Confidence as Confidence
from app.services.rules.pack import Figure as Figure
from app.services.rules.pack import Pack as Pack
from app.services.rules.pack import Rule as Rule
from app.services.rules.pack import RuleOn as RuleOn
from app.services.rules.pack import Value as Value
from app.wording import N_, _

HEAD = ("title", "staff_title", "uncertified_title", "client", "addressee")  # what a pack's file says of the whole pack


def load(code: str) -> Pack:
    """The pack of this code as it came with Peerdesk. Raises NotFound, BadPack for a file that cannot be used."""
    return find(all_packs(), code)


def find(packs: Mapping[str, Pack], code: str) -> Pack:
    """The pack of this code among these. Raises NotFound with a sentence that names those there are."""
    found = packs.get(code)
    if found is None:
        known = ", ".join(sorted(packs))
        raise NotFound(
            _("There are no rules “{code}”. Known: {known}.").format(code=code, known=known)
        )
    return found


STATES = {"mt": N_("Montana"), "mn": N_("Minnesota")}


@cache
def all_packs() -> Mapping[str, Pack]:
    """Every pack that comes with Peerdesk by its code, read once. Raises BadPack for a file that cannot be used."""
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
    title, staff, uncertified, client, addressee = (str(last.get(name, "")) for name in HEAD)
    return Pack(code, title, staff, uncertified, client, rules, addressee=addressee)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise _bad(path, _("it is not readable TOML text")) from None


def read_rule(code: str, text: str) -> tuple[dict[str, Any], Rule]:
    """A rule from its text, with all that the text says: for a rule that is kept elsewhere than in a file.

    Raises BadPack for a text that cannot be used.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise _bad(Path(code, "rule"), _("it is not readable TOML text")) from None
    return table, _rule(Path(code, f"{table.get('in_force_from')}.toml"), table)


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
    "carries_deficit": (bool,),
    "agreement_required": (bool,),
    "not_therapist": (bool,),
    "license_types": (tuple,),
    "license_types_imply": (tuple,),
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
            "log_years_supervisee", "log_years_supervisor", "supervisor_change_business_days", "max_group_share_percent",
            "late_penalty_percent",
        ),
        (int,),
    ),
    **dict.fromkeys(
        (
            "certification", "training_continuous", "approved_curriculum", "background_check", "ethics_in_writing",
            "high_school", "lives_or_works_in_state", "practitioner_level", "ce_carry_from_exempt", "scope_in_writing",
        ),
        (bool,),
    ),
    **dict.fromkeys(("attestation_parts", "exam_parts", "experience_categories"), (tuple,)),
    **dict.fromkeys(("ce_starts", "renewal_due"), (str,)),
}  # fmt: skip
IMPLIES = re.compile(r"[a-z_]+: [a-z_]+", re.ASCII)  # the special type, and the general one that it is too
CE_STARTS = ("next january", "certification", "start")
MONTH_DAY = re.compile(
    r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31", re.ASCII
)


def _figure(path: Path, name: str, first: dt.date, last: dt.date | None, given: Any) -> Figure:
    if not isinstance(given, dict) or not all(given.get(need) for need in ("label", "source", "confidence")):
        raise _bad(path, _("figure {name} lacks its label, source or confidence").format(name=name))
    value: Any = given.get("value")
    value = tuple(value) if isinstance(value, list) else value
    if not fits(name, value):
        raise _bad(path, _("figure {name} has no value that fits").format(name=name))
    try:
        confidence = Confidence(given["confidence"])
    except ValueError:
        raise _bad(path, _("figure {name} has an unknown confidence").format(name=name)) from None
    since, until = given.get("in_force_from", first), given.get("in_force_to", last)
    note, made = str(given.get("note", "")), given.get("amended_on")
    amended = Amended(made, str(given.get("reason", "")), given["source"]) if made else None
    return Figure(name, given["label"], value, given["source"], confidence, since, until, note, amended)


def fits(name: str, value: Any) -> bool:
    """Whether a figure's value is of the kind that is reckoned with; no amount is below zero."""
    if type(value) not in (RULE_FIGURES | RECKONED).get(name, (str, int, bool, tuple)):
        return False
    if name == "ce_starts":
        return value in CE_STARTS
    if name == "license_types_imply":
        return all(IMPLIES.fullmatch(one) for one in value)
    if name == "renewal_due":
        return MONTH_DAY.fullmatch(value) is not None
    return type(value) is not int or value >= 0


def _ratio(path: Path, name: str, value: Any) -> Fraction:
    try:
        found = Fraction(value)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:  # of zero nothing would ever be owed: a pack without a ratio leaves the figure out
        raise _bad(path, _("figure {name} is not a ratio such as 1/20").format(name=name))
    return found


def _bad(path: Path, what: str) -> BadPack:
    place = f"{path.parent.name}/{path.name}"
    return BadPack(_("The file of rules {place} cannot be used: {what}.").format(place=place, what=what))
