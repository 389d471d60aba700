"""Rule packs: every figure of every file has a source, and the rule of a day is the latest not after it."""

import datetime as dt
import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from app import paths
from app.services.problems import NotFound
from app.services.rules import packs
from app.services.rules.packs import BadPack, Confidence
from app.services.rules.qualification import LICENSE_TYPES
from tests.pack_files import GOOD, write

CODES = {"mt-cbhpss", "mt-mfp", "mt-fps", "mt-cfpss", "mn-cps1", "mn-cps2", "mn-prs"}
FILES = sorted((paths.resources() / "rules").glob("*/*.toml"))


def test_every_pack_of_the_design_is_there() -> None:
    """The seven pack codes, each loading under its own name."""
    assert set(packs.all_packs()) == CODES
    assert all(packs.load(code).code == code for code in CODES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_figure_has_source_and_confidence(path: Path) -> None:
    """Walks the raw file: nothing decides without saying where it comes from and how sure that is."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert table["in_force_from"].isoformat() == path.stem
    assert table["title"] and table["staff_title"] and table["client"] and table["source"]
    assert table["first_day_note"], "why the rule begins on that day"
    known = {"label", "value", "source", "confidence", "note", "in_force_from", "in_force_to"}
    for name, figure in table["figures"].items():
        assert figure.keys() <= known, name
        assert figure["label"].strip() and figure["source"].strip(), name
        assert figure["confidence"] in {member.value for member in Confidence}, name
        assert "value" in figure, name


@pytest.mark.parametrize("code", sorted(CODES))
def test_figures_carry_their_origin_into_the_rule(code: str) -> None:
    """What the ledger uses is the figure's value, so that a screen can say where it comes from."""
    for rule in packs.load(code).rules:
        for name in set(packs.RULE_FIGURES) & rule.figures.keys():
            figure = rule.figures[name]
            decided = getattr(rule, name)
            assert decided == (Fraction(str(figure.value)) if name in packs.RATIOS else figure.value)
            assert figure.in_force_from >= rule.in_force_from or code == "mt-cbhpss"
            assert figure.confidence.meaning.endswith(".")
        assert set(rule.license_types) <= set(LICENSE_TYPES)
        assert rule.license_types and rule.years_licensed == 3 and rule.supervision_ce_minutes == 1200
        assert rule.min_session_minutes == 15 and rule.carries_surplus is False


def test_ratios_of_the_packs() -> None:
    """1:20 in Montana, 1:40 for the certified family specialist, none by program."""
    found = {
        code: (pack.rules[0].ratio, pack.rules[0].ratio_after_certification) for code, pack in all_items()
    }
    twenty, forty = Fraction(1, 20), Fraction(1, 40)
    assert found["mt-cbhpss"] == found["mt-fps"] == (twenty, None)
    assert found["mt-cfpss"] == (twenty, forty)
    assert found["mt-mfp"] == found["mn-cps1"] == found["mn-cps2"] == found["mn-prs"] == (None, None)
    assert {code for code, pack in all_items() if pack.has_ratio} == {"mt-cbhpss", "mt-fps", "mt-cfpss"}


def all_items() -> list[tuple[str, packs.Pack]]:
    """Every pack with its code."""
    return list(packs.all_packs().items())


def test_license_types_that_the_sources_name() -> None:
    """MFP names four of its own; CBHPSS seven, which the family packs assume."""
    cbhpss = packs.load("mt-cbhpss").rules[0]
    assert len(cbhpss.license_types) == 7 and "addiction_counselor" in cbhpss.license_types
    assert packs.load("mt-mfp").rules[0].license_types == ("msw", "lcsw", "lcpc", "clinical_psychologist")
    assert packs.load("mt-fps").rules[0].license_types == cbhpss.license_types
    assert packs.load("mt-fps").rules[0].figures["license_types"].confidence is Confidence.OUR_CHOICE


def test_only_verified_figures_claim_to_be_law() -> None:
    """The ratio comes from a guide, the older limit of 40 hours is marked obsolete, the family figures proposed."""
    figures = packs.load("mt-cbhpss").rules[0].figures
    assert figures["ratio"].confidence is Confidence.REFERENCE_TEXT
    assert figures["max_work_without_supervision_minutes"].confidence is Confidence.OBSOLETE
    assert figures["min_session_minutes"].confidence is Confidence.VERIFIED
    assert packs.load("mt-cfpss").rules[0].figures["ratio"].confidence is Confidence.PROPOSED


def test_rule_on_a_day_is_the_latest_not_after_it(tmp_path: Path) -> None:
    """Two dated rules: the day before the change takes the old one, days before both the earliest, flagged."""
    write(tmp_path, GOOD)
    later = GOOD.replace("2020-01-01", "2022-07-01").replace("1/10", "1/30").replace("Helper", "Guide")
    write(tmp_path, later, day="2022-07-01")
    pack = packs.read_folder(tmp_path)["xx"]
    assert pack.rule_on(dt.date(2022, 6, 30)).rule.ratio == Fraction(1, 10)
    assert pack.rule_on(dt.date(2022, 7, 1)).rule.ratio == Fraction(1, 30)
    early = pack.rule_on(dt.date(2019, 12, 31))
    assert early.before_first and early.rule.ratio == Fraction(1, 10)
    assert not pack.rule_on(dt.date(2020, 1, 1)).before_first
    assert pack.staff_title == "Guide" and pack.unit == 30


def test_title_is_for_the_certified_only() -> None:
    """Before certification the agency's own title is printed, with 'certification in progress'."""
    pack = packs.load("mt-cbhpss")
    assert pack.printed_title("Recovery coach", certified=True) == "CBHPSS"
    assert (
        pack.printed_title("Recovery coach", certified=False) == "Recovery coach, certification in progress"
    )
    assert pack.printed_title("", certified=False) == "certification in progress"


def test_unknown_pack_is_a_sentence() -> None:
    """The sentence names the code and the packs there are."""
    with pytest.raises(NotFound, match=r"“mt-xyz”.*mt-cbhpss"):
        packs.load("mt-xyz")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('confidence = "verified"', "", "ratio lacks its label, source or confidence"),
        ('confidence = "verified"', 'confidence = "sure"', "ratio has an unknown confidence"),
        ('value = "1/10"', 'value = "1/0"', "not a ratio"),
        ('value = "1/10"', 'value = "-1/10"', "not a ratio"),
        ('value = "1/10"', 'value = "0/10"', "not a ratio"),
        ('value = "1/10"', 'value = "0"', "not a ratio"),
        ('value = "1/10"', "value = 0.1", "no value that fits"),
        ("2020-01-01", "2020-01-02", "not the day in its name"),
        ('code = "xx"', 'code = "yy"', "not the name of its folder"),
        ('code = "xx"', "code = ", "not readable"),
        ('source = "A book"\n[', "[", "no figures or no source"),
    ],
)
def test_bad_file_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    """A file that cannot be used is refused with its name and what is wrong."""
    assert old in GOOD
    with pytest.raises(BadPack, match=words) as caught:
        packs.read_folder(write(tmp_path, GOOD.replace(old, new, 1)))
    assert "xx/2020-01-01.toml" in caught.value.sentence


# Every figure of the reference texts that a pack decides by: pack -> figure -> (value, how sure).
FIGURES: dict[str, dict[str, tuple[object, str]]] = {
    "mt-cbhpss": {
        "ratio": ("1/20", "reference text"), "years_licensed": (3, "reference text"),
        "supervision_ce_minutes": (1200, "reference text"), "min_session_minutes": (15, "verified"),
        "max_work_without_supervision_minutes": (2400, "obsolete"), "log_years_supervisee": (7, "verified"),
        "log_years_supervisor": (7, "verified"), "supervisor_change_business_days": (20, "verified"),
        "training_minutes": (2400, "reference text"), "exam_pass_percent": (80, "reference text"),
        "exam_retakes": (0, "reference text"), "ce_minutes_yearly": (1200, "verified"),
        "ce_carry_minutes": (1200, "verified"), "ce_suicide_prevention_minutes": (120, "verified"),
        "ce_suicide_prevention_years": (2, "verified"), "ce_preparation_minutes": (600, "verified"),
        "ce_proof_years": (3, "verified"), "ce_starts": ("next january", "reference text"),
        "recovery_years": (2, "reference text"), "recovery_reaffirmed_years": (1, "reference text"),
        "background_check": (True, "reference text"), "agreement_required": (True, "reference text"),
        "application_fee_cents": (12500, "reference text"), "fingerprint_fee_cents": (2725, "secondhand"),
        "renewal_fee_cents": (9300, "reference text"), "renewal_due": ("12-31", "secondhand"),
        "practice_needs_certification": (True, "verified"), "mentoring_fee_cents": (5500, "reference text"),
        "late_penalty_percent": (100, "verified"), "reinstatement_fee_cents": (12000, "verified"),
        "duplicate_fee_cents": (500, "verified"), "verification_fee_cents": (2000, "verified"),
    },
    "mt-mfp": {
        "ce_minutes_two_years": (1200, "reference text"), "approved_curriculum": (True, "reference text"),
        "service_code": ("T2012/UA", "reference text"), "unit_minutes": (15, "reference text"),
        "unit_cents": (1000, "reference text"), "prior_authorization": (True, "reference text"),
        "one_to_one": (True, "reference text"), "crisis_management": (False, "reference text"),
    },
    "mt-fps": {
        "ratio": ("1/20", "reference text"), "training_minutes": (2400, "reference text"),
        "exam_pass_percent": (80, "reference text"), "minimum_age": (21, "reference text"),
        "lived_experience_years": (1, "reference text"), "ethics_in_writing": (True, "reference text"),
        "lives_or_works_in_state": (True, "reference text"), "billable_medicaid": (False, "reference text"),
        "scope_in_writing": (True, "reference text"),
        "attestation_parts": (("identifies as a caregiver", "willing to share"), "reference text"),
    },
    "mt-cfpss": {
        "ratio": ("1/20", "proposed"), "ratio_after_certification": ("1/40", "proposed"),
        "experience_minutes": (60_000, "proposed"), "ce_to_certify_minutes": (2400, "proposed"),
        "ce_minutes_yearly": (1200, "proposed"), "ce_ethics_minutes": (120, "proposed"),
        "minimum_age": (21, "proposed"), "training_minutes": (2400, "proposed"), "exam_pass_percent": (80, "proposed"),
        "scope_in_writing": (True, "proposed"), "certification_first_day": ("October 1, 2025", "secondhand"),
        "certification_in_statute": (True, "verified"), "billable_medicaid": (False, "reference text"),
    },
    "mn-cps1": {
        "training_minutes": (4560, "reference text"), "ce_minutes_two_years": (1800, "verified"),
        "minimum_age": (21, "reference text"), "high_school": (True, "reference text"),
        "attestation_parts": (("diagnosis", "services received", "willing to share"), "reference text"),
        "certification_years": (2, "verified"), "threshold_minutes_yearly": (18_000, "reference text"),
        "exam_parts": (("written final", "oral role play", "take-home"), "reference text"),
    },
    "mn-cps2": {
        "training_minutes": (4560, "reference text"), "ce_minutes_two_years": (1800, "verified"),
        "attestation_parts": (("diagnosis", "services received", "willing to share"), "reference text"),
        "peer_experience_minutes": (360_000, "reference text"), "mixed_experience_minutes": (240_000, "reference text"),
        "mixed_peer_minutes": (120_000, "reference text"), "practitioner_level": (True, "reference text"),
        "certification_years": (2, "verified"),
    },
    "mn-prs": {"training_minutes": (2760, "reference text"), "plan_within_sessions": (3, "verified")},
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(CODES))
def test_figures_are_those_of_the_sources(code: str) -> None:
    """No figure is more certain than its source, and none is a constant of the program."""
    (rule,) = packs.load(code).rules
    found = {name: (rule.figures[name].value, rule.figures[name].confidence.value) for name in FIGURES[code]}
    assert found == FIGURES[code]


@pytest.mark.parametrize(
    ("name", "value"),
    [("ce_minutes_yearly", "-1"), ("ce_minutes_yearly", '"20 h"'), ("exam_pass_percent", "79.99"),
     ("renewal_due", '"02-30"'), ("renewal_due", '"12/31"'), ("ce_starts", '"some day"'), ("background_check", '"yes"'),
     ("attestation_parts", "3")],
)  # fmt: skip
def test_a_figure_that_cannot_be_reckoned_with_is_refused(tmp_path: Path, name: str, value: str) -> None:
    figure = f'[figures.{name}]\nlabel = "A"\nvalue = {value}\nsource = "A book"\nconfidence = "verified"\n'
    with pytest.raises(BadPack, match=f"{name} has no value that fits"):
        packs.read_folder(write(tmp_path, GOOD + figure))


def test_a_figure_applies_only_while_it_is_in_force(tmp_path: Path) -> None:
    figure = (
        '[figures.ce_minutes_yearly]\nlabel = "A"\nvalue = 600\nsource = "A book"\nconfidence = "verified"\n'
        "in_force_from = 2021-01-01\nin_force_to = 2022-12-31\n"
    )
    rule = packs.read_folder(write(tmp_path, GOOD + figure))["xx"].rules[0]
    days = (dt.date(2020, 12, 31), dt.date(2021, 1, 1), dt.date(2022, 12, 31), dt.date(2023, 1, 1))
    assert [rule.amount_on("ce_minutes_yearly", day) for day in days] == [None, 600, 600, None]
    assert packs.load("mt-cbhpss").rules[0].figure_on("max_work_without_supervision_minutes", days[2]) is None


def test_each_pack_says_whom_its_papers_are_for() -> None:
    """A Minnesota log is not for Montana's Board; a voluntary standard has nobody who asks."""
    boards = {code: packs.load(code).addressee for code in CODES}
    assert boards["mt-cbhpss"] == boards["mt-cfpss"] == "Montana Board of Behavioral Health"
    assert boards["mn-cps1"] == boards["mn-cps2"] == "Minnesota Department of Human Services"
    assert boards["mt-mfp"] == "Montana Money Follows the Person program"
    assert boards["mt-fps"] == boards["mn-prs"] == ""
