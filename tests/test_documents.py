"""The supervision log as a Board reviewer gets it: every field, every page's head, sums, signatures, same bytes."""

import datetime as dt
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from app.services.documents import supervision_log as sl
from app.services.documents.people import Mark, Signing, SupervisorLine
from app.services.problems import DiskProblem
from tests.logs import ANNIE, FIRST, RUTH, log, row
from tests.pdfs import pages
from tests.places import overlaps

MADE = dt.datetime(2026, 11, 19, 10, 42)


def test_every_field_of_the_rule_is_on_the_paper() -> None:
    session = row(format="group", manner="video", people=4, summary="Named two ties and a plan", minutes=95)
    text = pages(sl.render(log((session,))))[0]
    for part in (
        "Cottonwood Creek Peer Support", "For the Montana Board of Behavioral Health January 1 to November 19, 2026",
        "Annie Whitegrass", "CBHPSS, BBH-BHPS-1203, to Dec 31, 2026",
        "Ruth Calfrobe, LCSW", "BBH-LCSW-20417, to Dec 31, 2026",
        "Thu, Jan 8, 2026 2:00 PM to 3:30 PM 1:35 Group of 4, video Jan 8, both",
        "Ethics and boundaries. Dual ties in a small town 1", "Summary: Named two ties and a plan",
        "Worked 66 h 40 min", "Required, 1 h for each 20 h worked 3 h 20 min", "Credited, 1 session 1 h 30 min",
        "Owed on November 19 3 h 20 min", "We attest that this log is accurate", "Keep this log at least 7 years",
        "Signed electronically by Annie Whitegrass, CBHPSS, BBH-BHPS-1203, on Jan 8, 2026 at 5:20 PM.",
        "Signed electronically by Ruth Calfrobe, LCSW, BBH-LCSW-20417, on Jan 8, 2026 at 5:20 PM.",
        "To check an electronic signature", "Document SL-2026-0047", "Made November 19, 2026, 10:42 AM",
        "State of the record at the newest signature: 1,284 entries, check figure 9f3c 71e0", "Page 1 of 1",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("signing", "words"),
    [
        (Signing(Mark(FIRST), Mark(dt.date(2026, 1, 9))), "Jan 8, Jan 9 Ethics"),
        (Signing(*[Mark(dt.date(2026, 1, 10), by_hand=True)] * 2), "Jan 10, both, by hand Ethics"),
        (Signing(Mark(dt.date(2026, 1, 10), by_hand=True), Mark(FIRST)), "Jan 10 by hand, Jan 8 Ethics"),
        (Signing(None, Mark(dt.date(2027, 1, 9))), "–, Jan 9, 2027 Ethics"),
        (Signing(), "Not signed Ethics"),
    ],
)
def test_how_each_session_was_signed_is_told(signing: Signing, words: str) -> None:
    found = log((row(signing=signing),), for_signature=False, document_number=None)
    assert words in pages(sl.render(found))[0]


def test_what_the_ink_below_signs_does_not_say_not_signed() -> None:
    """Printed for signature: rows wait for the ink below, and only who signed nothing yet has a line for it."""
    rows = (row(0, signing=Signing()), row(1, signing=Signing(None, Mark(dt.date(2026, 1, 16), MADE))))
    text = pages(sl.render(log(rows)))[0]
    assert "By hand, below Ethics" in text and "below, Jan 16 Ethics" in text
    assert "Not signed" not in text and "DRAFT" not in text and text.count("× Date") + text.count("×") >= 2
    by_both = pages(sl.render(log((row(1, signing=rows[1].signing),))))[0]
    assert by_both.count("×") == 1 and "Clinical supervisor" not in by_both, "only the peer supporter still signs"
    assert "Signed electronically by Ruth Calfrobe" in by_both


@pytest.mark.parametrize(("given", "mark"), [(True, 1), (False, 1), (None, 0)])
def test_a_sign_off_is_done_not_done_or_not_asked(given: bool | None, mark: int) -> None:
    session = row(reviewed_assessments=given, reviewed_interventions=None)
    with pikepdf.open(BytesIO(sl.render(log((session,))))) as pdf:
        stream = pdf.pages[0].Contents.read_bytes().decode("latin-1")
        boxes = list(pdf.pages[0].Resources.get("/XObject", {}).keys())
    drawn = [name for name in boxes if re.search(rf"{re.escape(name)} Do", stream)]
    assert len(drawn) == mark
    assert ["ticked" in name for name in drawn] == ([given] if given is not None else [])
    assert pages(sl.render(log((session,))))[0].count(" –") == 2 - mark


def test_reasons_and_hours_not_counted_are_listed() -> None:
    rows = (
        row(0, credited_minutes=0, reasons=("The license had lapsed.",)),
        row(1, credited_minutes=45, reasons=("45 minutes overlap an earlier session.",)),
    )
    left_out = (sl.HoursNotCounted(dt.date(2025, 12, 30), 480, "Before the first day of work."),)
    text = pages(sl.render(log(rows, hours_not_counted=left_out)))[0]
    assert "Not credited: The license had lapsed." in text
    assert "Credited 0:45 of 1:30: 45 minutes overlap an earlier session." in text
    assert "2 sessions are not credited, or only in part" in text
    assert "Hours worked that are not counted Dec 30, 2025 8:00 Before the first day of work." in text
    more = (*left_out, sl.HoursNotCounted(dt.date(2025, 12, 31), 60, left_out[0].reason))
    grouped = pages(sl.render(log(rows, hours_not_counted=more)))[0]
    assert "2 entries 9:00 Before the first day of work. Dec 30, 2025 8:00; Dec 31, 2025 1:00" in grouped


def test_the_ledger_lines_appear_when_they_have_something_to_say() -> None:
    totals = sl.LogTotals(
        4000, Fraction(2467, 20), 60, Fraction(-90), dt.date(2026, 11, 19),
        brought_forward_minutes=Fraction(121, 2), not_carried=((dt.date(2026, 1, 1), Fraction(12)),),
        credited_elsewhere_minutes=75,
    )  # fmt: skip
    text = pages(sl.render(log((row(),), totals=totals)))[0]
    for part in (
        "Owed before January 1, 2026 1 h 1 min", "Required 2 h 4 min", "Over in January, not carried 12 min",
        "Credited with other supervisors 1 h 15 min", "Ahead on November 19 1 h 30 min",
    ):  # fmt: skip
        assert part in text, part


def test_each_rate_stands_with_its_hours_and_its_part() -> None:
    """C4: a log over months of 1:20 and of 1:40."""
    parts = (
        sl.RatePart("1 h for each 20 h worked", 6000, Fraction(300)),
        sl.RatePart("1 h for each 40 h worked", 4800, Fraction(120)),
    )
    totals = sl.LogTotals(10800, Fraction(420), 90, Fraction(330), dt.date(2026, 11, 19), parts=parts)
    text = pages(sl.render(log((row(),), totals=totals)))[0]
    assert (
        "of 100 h, 1 h for each 20 h worked 5 h of 80 h, 1 h for each 40 h worked 2 h "
        "Required in all 7 h"
    ) in text


def test_the_choice_that_decided_is_named_with_the_figure_of_the_other() -> None:
    """C5: not carrying surplus is a choice; both figures stand on the paper."""
    totals = sl.LogTotals(4000, Fraction(200), 90, Fraction(291), dt.date(2026, 11, 19), other_minutes=Fraction(-177))
    choice = "Hours held beyond a month's requirement are not carried. That is Peerdesk's choice; no rule decides it."
    text = pages(sl.render(log((row(),), totals=totals, choices=(choice,))))[0]
    assert "Owed on November 19 4 h 51 min If surplus were carried on: ahead 2 h 57 min" in text and choice in text
    carried = replace(totals, owed_minutes=Fraction(-177), other_minutes=Fraction(291), carries=True)
    assert "If surplus were not carried on: owed 4 h 51 min" in pages(sl.render(log((row(),), totals=carried)))[0]


def test_draft_stands_only_where_nothing_is_signed_and_no_ink_is_asked_for() -> None:
    unsigned = tuple(row(index, signing=Signing()) for index in range(20))
    draft = pages(sl.render(log(unsigned, for_signature=False, document_number=None)))
    assert len(draft) > 1 and all(page.count("DRAFT") == 2 for page in draft)
    assert "DRAFT" in pages(sl.render(log(unsigned, document_number=None)))[0], "a number is needed, too"
    assert "DRAFT" not in "".join(pages(sl.render(log(unsigned))))
    signed = log((row(),), for_signature=False, document_number=None)
    assert "DRAFT" not in pages(sl.render(signed))[0]
    assert "DRAFT" in pages(sl.render(replace(signed, rows=())))[0]


def test_what_is_not_signed_stands_apart_and_stamps_nothing_over_the_rest() -> None:
    half = Signing(None, Mark(FIRST))
    rows = (row(0), row(1, signing=Signing()), row(2), row(3, signing=half))
    text = pages(sl.render(log(rows, for_signature=False, document_number=None)))[0]
    assert "DRAFT" not in text and "×" not in text
    order = re.findall(r"town (\d)|(Not signed by both yet)", text)
    assert ["".join(found) for found in order] == ["1", "3", "Not signed by both yet", "2", "4"]
    whole = pages(sl.render(log((row(0), row(1)), for_signature=False, document_number=None)))[0]
    assert "Not signed by both yet" not in whole


def test_every_page_names_both_and_carries_the_sum() -> None:
    found = pages(sl.render(log(tuple(row(index) for index in range(66)))))
    assert len(found) >= 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        for part in ("Annie Whitegrass", "BBH-BHPS-1203", "Ruth Calfrobe", "BBH-LCSW-20417", "Sign-off (a)"):
            assert part in page, part
    for number, (page, after) in enumerate(zip(found, found[1:], strict=False), 1):
        carried = re.search(rf"carried to page {number + 1} (\d+:\d\d)", page)
        assert carried and f"carried from page {number} {carried[1]}" in after
        hours, minutes = map(int, carried[1].split(":"))
        last_row = max(int(found_number) for found_number in re.findall(r"town (\d+)", page))
        assert hours * 60 + minutes == 90 * last_row
    assert [int(n) for page in found for n in re.findall(r"town (\d+)", page)] == list(range(1, 67))


@pytest.mark.parametrize("count", [*range(1, 30), 52])
def test_signature_lines_are_never_alone_on_a_page(count: int) -> None:
    found = pages(sl.render(log(tuple(row(index) for index in range(count)))))
    assert [number for number, page in enumerate(found, 1) if "Attestation" in page] == [len(found)]
    assert "Signed electronically by Ruth Calfrobe" in found[-1] and "Clinical supervisor" not in found[-1]
    assert found[-1].count("small town") >= min(count, 2)
    inked = pages(sl.render(log(tuple(row(index, signing=Signing()) for index in range(count)))))
    assert "Clinical supervisor, BBH-LCSW-20417" in inked[-1] and inked[-1].count("small town") >= min(count, 2)


def test_a_very_long_description_is_printed_to_its_last_word() -> None:
    story = " ".join(f"word{index}" for index in range(2500))
    found = pages(sl.render(log((row(0), row(1, description=story), row(2)))))
    assert re.findall(r"word\d+", " ".join(found)) == story.split()
    assert "Attestation" in found[-1] and "small town 3" in found[-1]


def test_several_supervisors_are_named_row_by_row_and_each_signs() -> None:
    others = tuple(SupervisorLine(f"Supervisor {letter}", "LCPC", f"LCPC-{letter}") for letter in "ABCD")
    rows = tuple(row(index, supervisor=others[index % 4].name) for index in range(40))
    found = pages(sl.render(log(rows, supervisor=None, supervisors=others)))
    assert all(f"Supervisor {letter}, LCPC, LCPC-{letter}" in found[0] for letter in "ABCD")
    whole = " ".join(found)
    for letter in "ABCD":
        assert whole.count(f"Signed electronically by Supervisor {letter}, LCPC, LCPC-{letter}, on") == 1
    assert whole.count("(the last of 10 sessions)") == 4
    assert "Jan 22, both Supervisor C. Ethics and boundaries." in found[0]
    inked = tuple(replace(session, signing=Signing()) for session in rows)
    lines = " ".join(pages(sl.render(log(inked, supervisor=None, supervisors=others))))
    assert all(lines.count(f"Clinical supervisor, LCPC-{letter}") == 1 for letter in "ABCD")


@pytest.mark.parametrize("signers", [2, 3, 4, 7])
def test_no_supervisors_line_stands_apart_from_what_it_signs(signers: int) -> None:
    others = tuple(SupervisorLine(f"Supervisor {letter}", "LCPC", f"LCPC-{letter}") for letter in "ABCDEFG"[:signers])
    for count in range(12, 26):  # one page's worth of rows and more: whatever is left for the end, it is met
        rows = tuple(row(index, supervisor=others[0].name, signing=Signing()) for index in range(count))
        found = pages(sl.render(log(rows, supervisor=None, supervisors=others)))
        signed = [page for page in found if "Clinical supervisor, LCPC-" in page]
        assert "Attestation" in signed[0], count
        assert all("Further signatures" in page and page.count("LCPC-") > signers + 2 for page in signed[1:]), count
        assert len(signed) == 1 or signers > 5, count


def test_forty_supervisors_still_fit_somewhere() -> None:
    many = tuple(SupervisorLine(f"Supervisor number {index}", "LCPC", f"LCPC-{index}") for index in range(40))
    found = " ".join(pages(sl.render(log((row(signing=Signing()),), supervisor=None, supervisors=many))))
    assert all(f"Clinical supervisor, LCPC-{index} " in found for index in range(40))


def test_the_certified_title_waits_for_certification() -> None:
    candidate = replace(ANNIE, certification_number=None, certification_expires_on=None)
    text = pages(sl.render(log((row(),), staff=candidate)))[0]
    assert "Recovery coach, certification in progress" in text
    assert "CBHPSS" not in text


def test_the_year_stands_beside_each_date() -> None:
    assert "Thu, Jan 8, 2026" in pages(sl.render(log((row(),))))[0]
    text = pages(sl.render(log((row(),), first=dt.date(2025, 7, 1))))[0]
    assert "July 1, 2025 to November 19, 2026" in text


# What a Board reviewer gets: rows as long as real ones, up to 200 letters of summary.
WORDS = "Agreed on the signs that call for a clinician, named two goals that were met, and practiced asking first; "


def real(index: int, **changes: object) -> sl.LogRow:
    """A session with topics, a description and a summary of 200 letters."""
    made = row(index, format="group" if index % 4 == 0 else "individual", manner=("in_person", "video", "phone")[index % 3],
               topics="Ethics and boundaries; Scope of practice", people=4, start=dt.time(10), stop=dt.time(11, 30),
               description=f"Dual ties in a small town {index + 1}", summary=(WORDS * 2)[:200])  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("signing", ["app", "ink", "mixed"])
def test_a_month_of_five_sessions_is_one_sheet_and_a_year_of_weekly_ones_five(signing: str) -> None:
    given = {"app": row().signing, "ink": Signing(), "mixed": Signing(None, row().signing.supervisor)}[signing]
    choice = "Hours held beyond a month's requirement are not carried into the next month. That is Peerdesk's choice;"
    note = "Montana certified behavioral health peer support specialist. Source of the ratio: Montana's Peer Network, 2020."
    totals = replace(log((row(),)).totals, other_minutes=Fraction(9), not_carried=((FIRST, Fraction(9)),))
    for count, sheets in ((5, 1), (52, 5)):
        rows = tuple(real(index, signing=given) for index in range(count))
        found = pages(sl.render(log(rows, totals=totals, choices=(choice, choice), rule_note=note)))
        assert len(found) == sheets, (count, signing)
        assert [int(n) for page in found for n in re.findall(r"town (\d+)", page)] == list(range(1, count + 1))


def test_twelve_rows_and_more_stand_on_a_page() -> None:
    found = pages(sl.render(log(tuple(real(index) for index in range(52)))))
    assert all(page.count("small town") >= 12 for page in found[:-1])


def test_upright_never_needs_more_sheets_than_on_its_side() -> None:
    others = (RUTH, replace(RUTH, name="Mark Sorensen"))
    for words in ("", WORDS[:60], WORDS, WORDS * 3, WORDS * 9):
        for count in (1, 4, 5, 9, 13, 26, 52):
            rows = tuple(real(index, summary=words, supervisor=others[index % 2].name) for index in range(count))
            for made in (log(rows), log(rows, supervisor=None, supervisors=others)):
                upright, across = (len(pages(sl._rendered(made, landscape=side))) for side in (False, True))
                assert upright <= across, (len(words), count)


def test_a_session_past_midnight_says_so() -> None:
    late = row(start=dt.time(23, 0), stop=dt.time(0, 30))
    assert "11:00 PM to 12:30 AM" in (text := pages(sl.render(log((late,))))[0])
    assert "to the next day" in text


def test_same_data_same_bytes_in_any_process_and_order() -> None:
    mixed = log((row(0, topics="č̓ k̓ʷ x̣ʷ ƛ̓ ɬ"), row(1, description="l̓̌ and k̲̓")))
    here = sl.render(mixed)
    sl.render(log((row(0, topics="ạ̀ x̲̓ Ktunaxa ʔaq̓am"),)))
    assert sl.render(mixed) == here
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tests import logs as t\n"
        "pair = (t.row(0, topics='č̓ k̓ʷ x̣ʷ ƛ̓ ɬ'), t.row(1, description='l̓̌ and k̲̓'))\n"
        "sys.stdout.buffer.write(t.sl.render(t.log(pair)))"
    )
    root = Path(__file__).resolve().parent.parent
    other = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, check=True)
    assert other.stdout == here


def test_the_file_embeds_every_font_and_names_nobody_in_its_title() -> None:
    with pikepdf.open(BytesIO(sl.render(log((row(topics="k̓ʷ"),))))) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Supervision log"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261119104200"), "the record's own time"
        assert "Annie" not in str(pdf.docinfo) and "documents" not in str(pdf.docinfo)
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert fonts and all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_the_file_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "log.pdf"
    sl.write(log((row(),)), target)
    assert target.read_bytes() == sl.render(log((row(),)))
    target.write_bytes(b"older")
    with pytest.raises(DiskProblem, match="nowhere.pdf"):
        sl.write(log((row(),)), tmp_path / "missing" / "nowhere.pdf")
    (tmp_path / "taken.pdf").mkdir()
    with pytest.raises(DiskProblem):
        sl.write(log((row(),)), tmp_path / "taken.pdf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.pdf", "taken.pdf"]


def test_words_over_one_another_or_beyond_the_edge_are_found() -> None:
    """The check that the papers stand under sees what it is there for."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 300))
    for x, y, text in ((100, 100, "over"), (108, 102, "under"), (280, 200, "clipped"), (100, 250, "alone")):
        canvas.drawString(x, y, text)
    canvas.save()
    wrong = overlaps(out.getvalue())
    assert len(wrong) == 2 and "lies at the edge" in wrong[0] and "lie over one another" in wrong[1]


@pytest.mark.parametrize("name", ["č̓ k̓ʷ x̣ʷ ƛ̓ ɬ" * 3, "Wolfeschlegelsteinhausenbergerdorff " * 3])
def test_no_words_of_the_log_lie_over_others_or_are_cut_off(name: str) -> None:
    """With names, topics and numbers longer than their columns, signed in each way, with one supervisor and with four."""
    others = tuple(replace(RUTH, name=f"{name} {letter}", license_number="X" * 60) for letter in "ABCD")
    long = {"topics": name * 3, "description": name * 4, "summary": "W" * 300, "note": name, "reasons": (name,) * 2}
    for signing in (Signing(), Signing(Mark(dt.date(2027, 9, 30)), Mark(dt.date(2027, 9, 30), by_hand=True)), row().signing):
        rows = tuple(
            row(index, supervisor=others[index % 4].name, signing=signing, format="group", people=128, manner="phone",
                minutes=754, start=dt.time(22, 55), stop=dt.time(11, 29), **long)  # fmt: skip
            for index in range(5)
        )
        for made in (log(rows, staff=replace(ANNIE, name=name)), log(rows, supervisor=None, supervisors=others)):
            for draft in (made, replace(made, for_signature=False)):
                assert overlaps(sl.render(draft)) == []
