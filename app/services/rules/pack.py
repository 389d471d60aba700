"""What a rule pack is: its rules by day, and each figure with its source and how sure we are of it; plain values."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

from app.services.problems import Problem
from app.wording import N_, _, short_day

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
    AGENCY = "your agency"

    @property
    def meaning(self) -> str:
        """What it says about a figure, in words for a person."""
        return _(MEANINGS[self])

    @property
    def words(self) -> str:
        """It in a word or two, in brackets behind a figure or its source; said here and nowhere else."""
        return _(BRIEF[self])


BRIEF = {
    Confidence.VERIFIED: N_("verified"),
    Confidence.SECONDHAND: N_("told by others"),
    Confidence.REFERENCE_TEXT: N_("from a guide"),
    Confidence.OBSOLETE: N_("from an older rule"),
    Confidence.PROPOSED: N_("proposed"),
    Confidence.OUR_CHOICE: N_("our choice"),
    Confidence.AGENCY: N_("your agency's choice"),
}
MEANINGS = {
    Confidence.VERIFIED: N_("Read in the rule's own text."),
    Confidence.SECONDHAND: N_("Told by others; we have not read it in the rule's own text."),
    Confidence.REFERENCE_TEXT: N_("Stands in a guide of the field; not checked against the rule."),
    Confidence.OBSOLETE: N_("Stood in an older rule; kept for information and not applied."),
    Confidence.PROPOSED: N_("Proposed, not in force as a rule."),
    Confidence.OUR_CHOICE: N_("Chosen by Peerdesk where no source decides; your agency can change it."),
    Confidence.AGENCY: N_("Set by your agency for itself."),
}


# Figures that are told for information: nothing is reckoned from them here, so they cannot be amended.
TOLD = frozenset({
    "supervision_by_program", "supervision_by_plan", "group_credit", "relatives_may_not_supervise", "log_contents",
    "practice_needs_certification", "certification_in_statute", "threshold_minutes_yearly", "services", "service_code",
    "telephone_by_volunteers", "face_to_face_one_to_one", "plan_within_sessions", "billable_medicaid", "unit_minutes",
    "unit_cents", "prior_authorization", "one_to_one", "note_for_each_contact", "relatives_excluded", "crisis_management",
    "supervision_in_statute", "ce_proof_contents", "ce_audited_percent", "reinstatement_fee_cents", "duplicate_fee_cents",
    "verification_fee_cents", "practice_may_need_certification", "certification_first_day", "named_in_plan",
    "duplicates_no_service", "crisis_team_training_minutes", "applications_to_state", "voluntary_with_notice",
    "not_with_household_or_employee", "not_billed_in_residence",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amended:
    """Who stands behind a rule or figure that came not with Peerdesk: the day it was written, why, and from which source."""

    on: dt.date
    reason: str
    source: str

    @property
    def words(self) -> str:
        """The sentence that stands wherever such a figure decides."""
        told = _("Amended by your agency on {day}, because: {reason} Source: {source}.")
        reason = self.reason if self.reason.endswith((".", "!", "?")) else f"{self.reason}."
        return told.format(day=short_day(self.on), reason=reason, source=self.source.rstrip("."))


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
    amended: Amended | None = None

    @property
    def told_only(self) -> bool:
        """Whether it is told for information, and nothing is reckoned from it."""
        return self.name in TOLD


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
    carries_deficit: bool = True
    agreement_required: bool = True
    not_therapist: bool = True
    license_types: tuple[str, ...] = ()
    license_types_imply: tuple[str, ...] = ()
    years_licensed: int | None = None
    supervision_ce_minutes: int | None = None
    min_session_minutes: int | None = None
    max_work_without_supervision_minutes: int | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    first_day_note: str = ""
    amended: Amended | None = None

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

    def takes(self, license_type: str) -> bool:
        """Whether supervision by a license of this type counts: it is in the list, or is one of a type that is."""
        return not {license_type, *self.implied(license_type)}.isdisjoint(self.license_types)

    def implied(self, license_type: str) -> tuple[str, ...]:
        """The general types that a license of this type is too, as the rule's figure names them."""
        found, named = [license_type], [one.split(": ") for one in self.license_types_imply]
        for kind in found:
            found += [general for special, general in named if special == kind and general not in found]
        return tuple(found[1:])

    def log_years_on(self, day: dt.date) -> int | None:
        """The years for which supervision logs are kept by either side, the longer; None where the rule names none."""
        named = [self.amount_on(name, day) for name in ("log_years_supervisee", "log_years_supervisor")]
        return max((years for years in named if years is not None), default=None)

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
    `origin` is the pack that came with Peerdesk of which an agency made this one as a copy; blank for that one itself.
    `addressee` is whom papers under this pack are made for, such as a Board; blank where nobody asks for them.
    """

    code: str
    title: str
    staff_title: str
    uncertified_title: str
    client: str
    rules: tuple[Rule, ...]
    origin: str = ""
    addressee: str = ""

    def rule_on(self, day: dt.date) -> RuleOn:
        """The latest rule not after the day; before the first one the earliest, flagged."""
        for rule in reversed(self.rules):
            if rule.in_force_from <= day:
                return RuleOn(rule, before_first=False)
        return RuleOn(self.rules[0], before_first=True)

    def rules_between(self, first: dt.date, last: dt.date) -> tuple[Rule, ...]:
        """The rules that apply on some day of a period, oldest first."""
        at = self.rule_on(first).rule
        return (at, *(rule for rule in self.rules if first < rule.in_force_from <= last))

    def amended_between(self, first: dt.date, last: dt.date, *names: str) -> tuple[str, ...]:
        """A sentence for each of these figures that the agency amended and that applies in a period; once each."""
        figures = (rule.figures.get(name) for rule in self.rules_between(first, last) for name in names)
        told = (f"{_(one.label)}: {one.amended.words}" for one in figures if one is not None and one.amended)
        return tuple(dict.fromkeys(told))

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
