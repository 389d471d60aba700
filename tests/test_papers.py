"""The other papers: hours sheet, month's statement, supervisor qualification, forms to fill in, recovery key."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from app.services.documents import (
    blank_hours,
    blank_supervision_log,
    hours_sheet,
    month_statement,
    recovery_key,
    supervision_log,
    supervisor_qualification,
)
from tests.test_documents import AGENCY, ANNIE, RUTH, pages, row

JANUARY = dt.date(2026, 1, 1)
MADE = dt.datetime(2026, 3, 1, 9, 5)


def hours(days: int) -> hours_sheet.HoursSheet:
    """Two kinds of work on each of so many days, and one entry before the person's first day."""
    lines = [hours_sheet.HoursLine(JANUARY, "Travel", 30, reason="Before the first day of work.")]
    for index in range(days):
        day = JANUARY + dt.timedelta(days=index)
        lines.append(hours_sheet.HoursLine(day, "Direct service", 300))
        lines.append(hours_sheet.HoursLine(day, "Documentation", 75, paid=False))
    month = hours_sheet.MonthLine(JANUARY, 375 * days, Fraction(375 * days, 20), 60, Fraction(375 * days, 20) - 60)
    return hours_sheet.HoursSheet(
        AGENCY, ANNIE, JANUARY, dt.date(2026, 12, 31), tuple(lines), (month,), "1 h for each 20 h worked", made_at=MADE
    )


def test_the_hours_sheet_adds_up_and_carries() -> None:
    found = pages(hours_sheet.render(hours(40)))
    assert len(found) > 1
    assert "January 2026 250 h 00 min 12 h 30 min 1 h 00 min 11 h 30 min" in found[0]
    assert "Travel, not counted: Before the first day of work." in found[0]
    assert "Thu, Jan 1 Travel Direct service Documentation 0:30 5:00 1:15 paid paid unpaid 6:15" in found[0]
    assert "Carried to page 2" in found[0] and "Carried from page 1" in found[1]
    for part in ("Of these, unpaid 50 h 00 min", "Worked 250 h 00 min", "Reviewed by", "Annie Whitegrass"):
        assert part in found[-1], part


def test_a_month_without_a_ratio_shows_a_dash() -> None:
    line = hours_sheet.MonthLine(JANUARY, 600, None, 0, None)
    assert "January 2026 10 h 00 min – 0 h 00 min –" in pages(hours_sheet.render(replace(hours(1), months=(line,))))[0]


def statement() -> month_statement.MonthStatement:
    """A month with two sessions, one of them not credited."""
    sessions = (row(0, supervisor="Ruth Calfrobe"), row(1, credited_minutes=0, reasons=("The license had lapsed.",)))
    before = Fraction(60)
    last = dt.date(2026, 1, 31)
    totals = supervision_log.LogTotals(9600, Fraction(480), 90, Fraction(450), last, "1 h for 20 h", before)
    return month_statement.MonthStatement(
        AGENCY, ANNIE, JANUARY, dt.date(2026, 1, 31), (("Direct service", 9000), ("Travel", 600)), sessions, totals,
        (supervision_log.HoursNotCounted(JANUARY, 45, "Before the first day of work."),), made_at=MADE,
    )  # fmt: skip


def test_the_months_statement_shows_ledger_hours_and_sessions() -> None:
    text = pages(month_statement.render(statement()))[0]
    for part in (
        "January 2026", "Owed before January 1, 2026 1 h 00 min", "Required, 1 h for 20 h 8 h 00 min",
        "Credited, 1 session 1 h 30 min", "Owed on January 31 7 h 30 min", "Worked 160 h 00 min",
        "Thu, Jan 8 2:00 PM to 3:30 PM 1:30 1:30 Ruth Calfrobe Ethics and boundaries", "The license had lapsed.",
        "Not counted: 0 h 45 min on Jan 1, 2026. Before the first day of work.",
    ):  # fmt: skip
        assert part in text, part


def qualification() -> supervisor_qualification.SupervisorQualification:
    """One supervisor who meets the rule all the time, one only in part, one never."""
    module = supervisor_qualification
    held = module.LicenseLine("Social worker (LCSW)", "LCSW-1", dt.date(2015, 6, 1), JANUARY, dt.date(2026, 12, 31))
    agreement = module.AgreementLine("Annie Whitegrass", dt.date(2025, 12, 1), None, False)
    first = module.QualifiedSupervisor(
        "Ruth Calfrobe", (held,), 1200, dt.date(2018, 6, 1), JANUARY, None, (), (agreement,)
    )
    return module.SupervisorQualification(
        AGENCY, JANUARY, dt.date(2026, 11, 19),
        (
            first,
            replace(first, name="Tom Reyes", qualified_from=dt.date(2026, 5, 2), gaps=("Three years in May.",)),
            replace(first, name="Kay Voss", licenses=(replace(held, accepted=False),), qualified_from=None),
        ),
        staff="Annie Whitegrass", needs=("A license in force on the day.",), made_at=MADE,
    )  # fmt: skip


def test_the_qualification_sheet_gives_a_verdict_with_its_grounds() -> None:
    text = " ".join(pages(supervisor_qualification.render(qualification())))
    for part in (
        "Ruth Calfrobe Meets the rule on every day of this period.",
        "Tom Reyes Meets the rule May 2 to November 19, 2026 only.",
        "Kay Voss Does not meet the rule on any day of this period.",
        "Social worker (LCSW) LCSW-1 Jun 1, 2015 Jan 1, 2026 Dec 31, 2026 yes",
        "Dec 31, 2026 no", "Training in supervision on record: 20 h 00 min.", "Three years licensed on June 1, 2018.",
        "Annie Whitegrass Dec 1, 2025 no end date not confirmed", "Three years in May.",
        "A license in force on the day.",
    ):  # fmt: skip
        assert part in text, part
    assert "is the therapist" not in text


def test_a_qualification_sheet_of_many_supervisors_runs_on() -> None:
    many = tuple(replace(qualification().supervisors[0], name=f"Supervisor {index}") for index in range(12))
    found = pages(supervisor_qualification.render(replace(qualification(), supervisors=many)))
    assert len(found) > 2 and all("Supervisor qualification" in page for page in found)
    assert all(f"Supervisor {index} Meets" in " ".join(found) for index in range(12))


def test_the_signature_of_the_qualification_sheet_stays_with_the_last_supervisor() -> None:
    for count in range(1, 9):
        many = tuple(replace(qualification().supervisors[0], name=f"Supervisor {index}") for index in range(count))
        last = pages(supervisor_qualification.render(replace(qualification(), supervisors=many)))[-1]
        assert "Checked for Cottonwood Creek" in last and "Dec 1, 2025 no end date" in last


def test_a_supervisor_without_agreement_and_an_empty_sheet_are_told() -> None:
    alone = replace(qualification().supervisors[0], agreements=())
    text = pages(supervisor_qualification.render(replace(qualification(), supervisors=(alone,))))[0]
    assert "Agreement with" not in text and "Checked for Cottonwood Creek" in text
    empty = pages(supervisor_qualification.render(replace(qualification(), supervisors=())))[0]
    assert "No supervisor had an agreement in this period." in empty


def test_the_blank_log_is_complete_on_every_page() -> None:
    form = blank_supervision_log.BlankSupervisionLog(AGENCY, pages=2)
    blank = pages(blank_supervision_log.render(form))
    filled = pages(blank_supervision_log.render(replace(form, staff=ANNIE, supervisor=RUTH, pages=3)))
    assert (len(blank), len(filled)) == (2, 3)
    for page in (*blank, *filled):
        for part in ("Start", "Stop", "in person video phone", "Sign-off (b)", "We attest", "Clinical supervisor"):
            assert part in page, part
    assert all("BBH-LCSW-20417" in page and "Annie Whitegrass" in page for page in filled)


def test_a_closed_month_prints_both_signatures_with_their_days() -> None:
    closing = month_statement.Closing("Ruth Calfrobe", 1, dt.date(2026, 2, 4), dt.date(2026, 2, 3))
    covered = (1234, "ab" * 32)
    text = pages(month_statement.render(replace(statement(), closings=(closing,), chain=covered)))[0]
    assert text.count("Signed in the app, version 1") == 2 and "Feb 4, 2026" in text and "Feb 3, 2026" in text
    assert "State of the record at the newest signature: 1,234 entries, check figure abab" in text
    assert "×" not in text and "Out of date" not in text and "Supervisor or manager" not in text


def test_a_signature_that_is_missing_leaves_its_line_for_ink() -> None:
    closing = month_statement.Closing("Ruth Calfrobe", 1, None, dt.date(2026, 2, 3))
    text = pages(month_statement.render(replace(statement(), closings=(closing,))))[0]
    assert text.count("×") == 1 and text.count("Signed in the app") == 1


def test_a_month_that_changed_prints_each_figure_as_signed_and_as_it_is() -> None:
    changes = (("Worked", Fraction(9000), Fraction(9600)), ("Session of Jan 8, 2:00 PM", None, Fraction(90)))
    closing = month_statement.Closing("Ruth Calfrobe", 2, dt.date(2026, 2, 4), dt.date(2026, 2, 3), changes)
    text = " ".join(pages(month_statement.render(replace(statement(), closings=(closing,)))))
    for part in (
        "Out of date: changed since version 2 was signed with Ruth Calfrobe", "Worked signed 150 h 00 min, now 160 h 00 min",
        "Session of Jan 8, 2:00 PM signed none, now 1 h 30 min", "Signed version 2, since changed",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("month", "days"), [(None, 31), (dt.date(2028, 2, 9), 29), (dt.date(2026, 2, 1), 28), (JANUARY, 31)]
)
def test_the_blank_hours_form_is_one_page_with_a_line_a_day(month: dt.date | None, days: int) -> None:
    found = pages(blank_hours.render(blank_hours.BlankHours(AGENCY, ANNIE, month)))
    assert len(found) == 1 and "Documentation" in found[0] and "Reviewed by" in found[0]
    last = month.replace(day=days).strftime("Feb %d" if month.month == 2 else "Jan %d") if month else f"{days} Sum"
    assert last in found[0]
    assert f" {days + 1} Sum" not in found[0]


def test_the_recovery_paper_holds_the_key_and_its_repr_does_not() -> None:
    paper = recovery_key.RecoveryKeyPaper("Cottonwood Creek", "K7QM2-9XTRA-B4C6D-EFGHJ-KMNPQ-RSTVW-2", JANUARY)
    found = pages(recovery_key.render(paper))
    assert len(found) == 1
    assert "K7QM2-9XTRA-B4C6D-EFGHJ KMNPQ-RSTVW-2" in found[0]
    assert "Where to keep it" in found[0] and "Made January 1, 2026" in found[0]
    assert "K7QM2" not in repr(paper)


def test_every_paper_is_the_same_bytes_twice(tmp_path: Path) -> None:
    papers = (
        (hours_sheet, hours(5)),
        (month_statement, statement()),
        (supervisor_qualification, qualification()),
        (blank_supervision_log, blank_supervision_log.BlankSupervisionLog(AGENCY)),
        (blank_hours, blank_hours.BlankHours(AGENCY)),
        (recovery_key, recovery_key.RecoveryKeyPaper("Cottonwood Creek", "K7QM2-9XTRA")),
    )
    for module, paper in papers:
        target = tmp_path / "paper.pdf"
        module.write(paper, target)  # type: ignore[attr-defined]
        assert target.read_bytes() == module.render(paper)  # type: ignore[attr-defined]
