"""Who may supervise, on one day: license type, license in force, three years or supervision CE."""

import datetime as dt

import pytest

from app.services.rules import packs
from app.services.rules.qualification import (
    License,
    SupervisionCE,
    Supervisor,
    anniversary,
    best_license,
    ce_minutes_on,
    days_of_change,
    findings,
    license_on,
    qualified,
    reasons,
    special_types,
)

D = dt.date
RULE = packs.load("mt-cbhpss").rules[0]
MFP = packs.load("mt-mfp").rules[0]


def supervisor(*licenses: License, ce: tuple[SupervisionCE, ...] = ()) -> Supervisor:
    """A supervisor with these licenses and CE."""
    return Supervisor("S1", licenses, ce)


def social_worker(licensed_on: dt.date, from_on: dt.date | None = None, to: dt.date | None = None) -> License:
    """A social worker's license; its period starts at first licensure unless given."""
    return License("social_worker", licensed_on, from_on or licensed_on, to)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (D(2020, 2, 29), 3, D(2023, 3, 1)),
        (D(2020, 2, 29), 4, D(2024, 2, 29)),
        (D(2021, 2, 28), 3, D(2024, 2, 28)),
        (D(2019, 12, 31), 3, D(2022, 12, 31)),
    ],
)
def test_anniversary(day: dt.date, years: int, expected: dt.date) -> None:
    """29 February comes back as 1 March in a common year."""
    assert anniversary(day, years) == expected


def test_license_is_in_force_on_its_first_and_last_day() -> None:
    """Both ends count; blank means no end; nothing before first licensure."""
    held = social_worker(D(2020, 1, 10), to=D(2020, 12, 31))
    days = [D(2020, 1, 9), D(2020, 1, 10), D(2020, 12, 31), D(2021, 1, 1)]
    assert [license_on(held, day) for day in days] == [False, True, True, False]
    assert license_on(social_worker(D(2020, 1, 10)), D(2199, 1, 1))
    assert not license_on(social_worker(D(2020, 1, 10), from_on=D(2019, 1, 1)), D(2020, 1, 9))


def test_third_anniversary_of_first_licensure_qualifies() -> None:
    """The day before is too early; a renewed period does not start the count again."""
    who = supervisor(
        social_worker(D(2020, 2, 29), to=D(2022, 12, 31)),
        social_worker(D(2020, 2, 29), from_on=D(2023, 1, 1)),
    )
    assert qualified(who, RULE, D(2023, 2, 28)) == ("experience",)
    assert qualified(who, RULE, D(2023, 3, 1)) == ()


def test_twenty_hours_of_supervision_ce_stand_in_for_the_years() -> None:
    """CE counts from the day it was earned; a total without a day on every day."""
    held = social_worker(D(2024, 1, 1))
    dated = supervisor(held, ce=(SupervisionCE(None, 600), SupervisionCE(D(2024, 5, 5), 600)))
    assert ce_minutes_on(dated, D(2024, 5, 4)) == 600
    assert qualified(dated, RULE, D(2024, 5, 4)) == ("experience",)
    assert qualified(dated, RULE, D(2024, 5, 5)) == ()
    assert qualified(supervisor(held, ce=(SupervisionCE(None, 1199),)), RULE, D(2024, 1, 1)) == (
        "experience",
    )
    assert qualified(supervisor(held, ce=(SupervisionCE(None, 1200),)), RULE, D(2024, 1, 1)) == ()


def test_type_must_be_in_the_packs_list() -> None:
    """A social worker may supervise under CBHPSS; MFP names its own types."""
    who = supervisor(social_worker(D(2010, 1, 1)))
    assert qualified(who, RULE, D(2024, 1, 1)) == ()
    assert qualified(who, MFP, D(2024, 1, 1)) == ("license_type",)
    assert qualified(supervisor(License("lcsw", D(2010, 1, 1), D(2010, 1, 1))), MFP, D(2024, 1, 1)) == ()
    assert qualified(supervisor(), RULE, D(2024, 1, 1)) == ("no_license",)


def test_one_license_must_meet_every_condition() -> None:
    """Years of an expired license do not lend themselves to a newer license of another kind."""
    who = supervisor(
        social_worker(D(2010, 1, 1), to=D(2020, 12, 31)),
        License("addiction_counselor", D(2021, 6, 1), D(2021, 6, 1)),
    )
    assert qualified(who, RULE, D(2020, 12, 31)) == ()
    assert qualified(who, RULE, D(2021, 1, 1)) == ("license_not_in_force",)
    assert qualified(who, RULE, D(2022, 1, 1)) == ("experience",)
    assert qualified(who, RULE, D(2024, 6, 1)) == ()
    assert best_license(who, RULE, D(2022, 1, 1)) == who.licenses[1]
    assert best_license(who, RULE, D(2015, 1, 1)) == who.licenses[0]


def test_reasons_give_figures_and_dates() -> None:
    """The sentence for a screen or a paper names the license, the anniversary and the CE on record."""
    who = supervisor(social_worker(D(2023, 4, 2), to=D(2025, 3, 31)), ce=(SupervisionCE(None, 1170),))
    (text,) = reasons(who, RULE, D(2024, 1, 1))
    assert "2023-04-02" in text and "2026-04-02" in text and "19 h 30 min of 20 h" in text
    (text,) = reasons(who, RULE, D(2025, 4, 1))
    assert "Social worker, 2023-04-02 to 2025-03-31" in text
    (text,) = reasons(who, MFP, D(2024, 1, 1))
    assert "Social worker" in text
    assert reasons(supervisor(), RULE, D(2024, 1, 1)) == ("No license of the supervisor is on record",)


def test_findings_for_the_qualification_paper() -> None:
    """License, years and CE, each with its figures; one line where no license is on record."""
    who = supervisor(social_worker(D(2010, 4, 2)), ce=(SupervisionCE(None, 300),))
    lines = findings(who, RULE, D(2024, 1, 1))
    assert lines[0] == "Social worker, from 2010-04-02: in force that day"
    assert "3 years reached on 2013-04-02" in lines[1]
    assert lines[2] == "supervision CE on record 5 h of 20 h"
    assert len(findings(supervisor(), RULE, D(2024, 1, 1))) == 1


def test_renewals_do_not_cut_what_stays_the_same() -> None:
    """Yearly renewals without a gap change no answer, so the ledger need not ask again; a gap does."""
    whole = supervisor(*(social_worker(D(2010, 1, 1), D(y, 1, 1), D(y, 12, 31)) for y in range(2010, 2020)))
    assert [day for day in days_of_change(whole, (RULE,)) if D(2013, 1, 1) < day < D(2020, 1, 1)] == []
    gap = supervisor(
        social_worker(D(2010, 1, 1), to=D(2015, 3, 1)), social_worker(D(2010, 1, 1), from_on=D(2015, 4, 1))
    )
    assert {D(2015, 3, 2), D(2015, 4, 1)} <= set(days_of_change(gap, (RULE,)))


@pytest.mark.parametrize("code", ["mt-cbhpss", "mt-fps", "mt-cfpss"])
@pytest.mark.parametrize(
    ("special", "general"),
    [
        ("lcsw", "social_worker"), ("msw", "social_worker"), ("lcpc", "professional_counselor"),
        ("clinical_psychologist", "psychologist"),
    ],
)  # fmt: skip
def test_a_special_license_is_the_general_one_too(code: str, special: str, general: str) -> None:
    """An LCSW, an LCPC and a clinical psychologist may supervise wherever a social worker, counselor, psychologist may."""
    rule = packs.load(code).rules[0]
    who = supervisor(License(special, D(2010, 1, 1), D(2010, 1, 1)))
    assert general in rule.license_types and special not in rule.license_types
    assert qualified(who, rule, D(2026, 1, 1)) == () and not reasons(who, rule, D(2026, 1, 1))
    assert "in force that day" in findings(who, rule, D(2026, 1, 1))[0]
    assert best_license(who, rule, D(2026, 1, 1)) == who.licenses[0]


@pytest.mark.parametrize(
    ("general", "asked"),
    [
        ("social_worker", ("msw", "lcsw")), ("professional_counselor", ("lcpc",)),
        ("psychologist", ("clinical_psychologist",)), ("physician", ()), ("lcsw", ()),
    ],
)  # fmt: skip
def test_a_general_license_does_not_meet_a_pack_of_special_ones(general: str, asked: tuple[str, ...]) -> None:
    """The waiver program names special licenses: a social worker's alone is not one, and it is asked which it is."""
    who = supervisor(License(general, D(2010, 1, 1), D(2010, 1, 1)))
    assert (qualified(who, MFP, D(2026, 1, 1)) == ()) is (general == "lcsw")
    assert special_types(MFP, general) == asked
    assert special_types(RULE, general) == ()
    if asked:
        assert "where it is one of these, correct it: " in reasons(who, MFP, D(2026, 1, 1))[0]
