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
from app.services.documents.people import Mark
from tests.logs import AGENCY, ANNIE, RUTH, row
from tests.pdfs import pages
from tests.places import overlaps

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


def test_the_hours_sheet_is_a_sheet_a_month_as_the_blank_form_is() -> None:
    found = pages(hours_sheet.render(replace(hours(40), last=dt.date(2026, 2, 28))))
    assert len(found) == 2
    january, february = found
    assert "January 2026 250 h 12 h 30 min 1 h 11 h 30 min" in january
    assert "Thu, Jan 1 5:00 1:15 U (0:30) 6:15" in january and "Sat, Jan 31 5:00 1:15 U 6:15" in january
    assert "Sum 155:00 38:45 193:45" in january and "Sum 45:00 11:15 56:15" in february
    assert "In brackets and not counted: 30 min on Jan 1. Before the first day of work." in january
    assert "U marks unpaid hours, 38 h 45 min in all." in january and "brackets" not in february
    for month in found:
        assert "Reviewed by" in month and "Annie Whitegrass" in month and "I worked the hours on this sheet" in month


def test_paid_is_told_only_where_it_is_mixed() -> None:
    lines = tuple(replace(line, paid=False) for line in hours(3).lines)
    unpaid = pages(hours_sheet.render(replace(hours(3), lines=lines, last=dt.date(2026, 1, 31))))[0]
    assert "All of these hours are unpaid." in unpaid and " U " not in unpaid
    paid = tuple(replace(line, paid=True) for line in lines)
    text = pages(hours_sheet.render(replace(hours(3), lines=paid, last=dt.date(2026, 1, 31))))[0]
    assert "unpaid" not in text.replace("paid or not", "")


def full_year() -> hours_sheet.HoursSheet:
    """Every kind of work on every day of a year, some of it unpaid, with the ledger of each month."""
    days = [JANUARY + dt.timedelta(days=index) for index in range(365)]
    lines = tuple(
        hours_sheet.HoursLine(day, kind, 45, paid=kind != "Travel") for day in days for kind in blank_hours.USUAL
    )
    firsts = [dt.date(2026, month, 1) for month in range(1, 13)]
    months = tuple(hours_sheet.MonthLine(first, 15000, Fraction(750), 700, Fraction(50)) for first in firsts)
    return hours_sheet.HoursSheet(
        AGENCY, ANNIE, JANUARY, dt.date(2026, 12, 31), lines, months, "1 h for each 20 h worked",
        rule_note="Montana certified behavioral health peer support specialist. Source of the ratio: a guide of 2020.",
    )  # fmt: skip


def test_a_year_of_hours_is_two_sheets_in_the_audit_file_and_twelve_alone() -> None:
    year = full_year()
    found = pages(hours_sheet.render_year(year))
    assert len(found) == 2
    assert f"Sum {' '.join(f'{days * 495 // 60}:{days * 495 % 60:02}' for days in (31, 28, 31))}" in found[0]
    for part in ("December 2026 250 h 12 h 30 min 11 h 40 min 50 min", "Reviewed by", "U marks unpaid hours"):
        assert part in found[1], part
    assert len(pages(hours_sheet.render(year))) == 12


def test_no_figure_of_a_grid_is_wider_than_its_column() -> None:
    for data in (hours_sheet.render(full_year()), hours_sheet.render_year(full_year())):
        assert overlaps(data) == []


def test_a_month_without_a_ratio_shows_a_dash() -> None:
    line = hours_sheet.MonthLine(JANUARY, 600, None, 0, None)
    assert "January 2026 10 h – 0 min –" in pages(hours_sheet.render(replace(hours(1), months=(line,))))[0]


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
        "January 2026", "Owed before January 1, 2026 1 h", "Required, 1 h for 20 h 8 h",
        "Credited, 1 session 1 h 30 min", "Owed on January 31 7 h 30 min", "Worked 160 h",
        "Thu, Jan 8, 2026 2:00 PM to 3:30 PM 1:30 1:30 Ruth Calfrobe Ethics and boundaries", "The license had lapsed.",
        "Not counted: 45 min on Jan 1, 2026. Before the first day of work.",
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
        "Dec 31, 2026 no", "Training in supervision on record: 20 h.", "Three years licensed on June 1, 2018.",
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


SIGNED = [Mark(dt.date(2026, 2, day), dt.datetime(2026, 2, day, 9, 5)) for day in (4, 3)]


def test_a_closed_month_says_who_signed_it_electronically_and_how_to_check() -> None:
    closing = month_statement.Closing("Ruth Calfrobe", 1, *SIGNED, license_numbers="L-1")
    text = pages(month_statement.render(replace(statement(), closings=(closing,), chain=(1234, "ab" * 32))))[0]
    for part in (
        "Signed electronically by Annie Whitegrass, CBHPSS, BBH-BHPS-1203, on Feb 4, 2026 at 9:05 AM. Version 1.",
        "Signed electronically by Ruth Calfrobe, L-1, on Feb 3, 2026 at 9:05 AM. Version 1.",
        "To check an electronic signature", "State of the record at the newest signature: 1,234 entries, check figure abab",
        "We attest that this statement is accurate and complete: each session was held on the day and for the time shown.",
    ):  # fmt: skip
        assert part in text, part
    assert "×" not in text and "Out of date" not in text and "Supervisor or manager" not in text and "box" not in text


def test_a_signature_that_is_missing_leaves_its_line_for_ink() -> None:
    closing = month_statement.Closing("Ruth Calfrobe", 1, None, SIGNED[1])
    text = pages(month_statement.render(replace(statement(), closings=(closing,))))[0]
    assert text.count("×") == 1 and text.count("Signed electronically by") == 1
    assert pages(month_statement.render(statement()))[0].count("×") == 2


def test_a_month_that_changed_prints_each_figure_as_signed_and_as_it_is() -> None:
    changes = (("Worked", Fraction(9000), Fraction(9600)), ("Session of Jan 8, 2:00 PM", None, Fraction(90)))
    closing = month_statement.Closing("Ruth Calfrobe", 2, *SIGNED, changes)
    text = " ".join(pages(month_statement.render(replace(statement(), closings=(closing,)))))
    for part in (
        "Out of date: changed since version 2 was signed with Ruth Calfrobe", "Worked signed 150 h, now 160 h",
        "Session of Jan 8, 2:00 PM signed none, now 1 h 30 min", "Version 2, since changed.",
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
