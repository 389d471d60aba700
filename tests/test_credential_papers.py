"""The credential summary and the transcript: the rooms' figures, nothing private, page breaks, the same bytes again."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.services import staff
from app.services.across import credential_papers, papers
from app.services.across.opening import SignedIn
from app.services.credentials import certificates, education, proof, standing, steps
from app.services.credentials.certificates import CertificateEntry
from app.services.credentials.education import CourseEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.credentials.steps import StepEntry
from app.services.documents import ce_transcript, credential_summary
from app.services.problems import Invalid, NotFound
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from tests import agency
from tests.logs import AGENCY, ANNIE
from tests.pdfs import pages

NOW = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 20)
CANARY = "Zanzibar"


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
        (row,) = [one for one in staff.window(session) if one.code == "AW"]
        staff.change(session, row.id, StaffEntry.read(
            {"code": "AW", "name": row.name, "pack": "mt-cbhpss", "started_on": "2024-01-02", "certified_on": "2024-03-15",
             "certification_number": "BHPSS-7", "certification_expires_on": "2026-12-31"}
        ))  # fmt: skip
        for kind, date, more in (
            ("training", "2024-02-16", {"title": "Peer Support 101", "minutes": "40"}),
            ("exam", "2024-02-16", {"score": "91.25"}),
            ("background_check", "2024-02-20", {"result": "evidence_to_board"}),
            ("attestation_diagnosis", "2024-02-21", {}),
        ):
            entry = {"staff": "AW", "kind": kind, "date": date, "pack": "mt-cbhpss"} | more
            steps.record(session, StepEntry.read(entry))
        certificates.add(session, CertificateEntry.read(
            {"staff": "AW", "title": "First aid", "issuer": "Red Cross", "issued_on": "2025-01-20"}
        ))  # fmt: skip
        for date, hours, ethics, tags in (
            ("2025-02-07", "24", "6", ""), ("2026-03-13", "4:30", "", "bh-duty-not-medical;bh-scope"),
        ):  # fmt: skip
            course = CourseEntry.read(
                {"staff": "AW", "date": date, "title": f"Course of {date}", "provider": "Network", "hours": hours,
                 "ethics_hours": ethics, "competencies": tags}
            )  # fmt: skip
            education.add(session, course)
        proof.add(session, "AW", Proof(ProofKind.TRAINING, "Letter of completion", b"%PDF-1.4 x"))
        for kind in (ProofKind.BACKGROUND_CHECK, ProofKind.DIAGNOSIS_EVIDENCE):
            proof.add(session, "AW", Proof(kind, CANARY, b"%PDF-1.4 Zanzibar"))
    return signed_in


def paper(who: SignedIn, kind: str, **asked: Any) -> list[str]:
    with sessions.reading(who.store, who.actor) as session:
        return pages(papers.render(session, kind, papers.Asked(staff="AW", **asked)))


def test_the_summary_says_what_the_checklist_says(office: SignedIn) -> None:
    text = " ".join(paper(office, "credential-summary", as_of=TODAY))
    for part in (
        "Annie Whitegrass", "BHPSS-7, to Dec 31, 2026", "As it stands on November 20, 2026",
        "Training of 40 h Done 40 h of 40 h",
        "Exam passed Done On Feb 16, 2024, 91.25 %", "On Feb 20, 2024: rehabilitation evidence sent to the Board",
        "Attestation: diagnosis, treatment received, identifies", "First aid Red Cross",
        "Met with the certification of Mar 15, 2024; not on record here",
        "Letter of completion Training", "(from a guide)", "(verified)",
    ):  # fmt: skip
        assert part in text, part


def test_our_own_reminders_stay_off_the_board_s_paper(office: SignedIn) -> None:
    """What no rule asks for is not called missing there; what ends soon is in force, what is still to earn under way."""
    text = " ".join(paper(office, "credential-summary", as_of=TODAY))
    for reminder in ("Ends soon", "Topics that", "Fingerprint fee", "Code of ethics", "(our choice)", "Audit file"):
        assert reminder not in text, reminder
    assert "Renewal In force Holds until Dec 31, 2026" in text
    assert "Continuing education, 2026 Under way 8 h 30 min of 20 h" in text


def test_the_transcript_names_certificate_number_and_approval_where_known(office: SignedIn) -> None:
    course = CourseEntry.read(
        {"staff": "AW", "date": "2026-06-01", "title": "Ethics", "provider": "Network", "hours": "2", "number": "C-77",
         "approval": "NAADAC 1234"}
    )  # fmt: skip
    with sessions.transaction(office.store, office.actor, NOW) as session:
        education.add(session, course)
    text = " ".join(paper(office, "ce-transcript", as_of=TODAY))
    assert "Ethics Network, certificate C-77, approved by NAADAC 1234" in text
    assert "Course of 2026-03-13 Network Topics" in text


def test_what_is_private_is_on_no_paper(office: SignedIn) -> None:
    for kind in ("credential-summary", "ce-transcript"):
        text = " ".join(paper(office, kind, as_of=TODAY))
        assert CANARY not in text and "Evidence of a diagnosis" not in text


def test_the_transcript_has_the_account_of_the_screens(office: SignedIn) -> None:
    text = " ".join(paper(office, "ce-transcript", as_of=TODAY))
    assert "Course of 2025-02-07 Network 24:00 6:00" in text and "All courses 28:30 6:00" in text
    assert "CBHPSS 2025 20 h 24 h 0 min 0 min" in text
    assert "CBHPSS 2026 20 h 4 h 30 min 4 h 11 h 30 min" in text
    part = " ".join(paper(office, "ce-transcript", first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31)))
    assert "Course of 2025" not in part and "CBHPSS 2025" not in part and "CBHPSS 2026" in part


def test_the_transcript_says_what_each_course_covered(office: SignedIn) -> None:
    text = " ".join(paper(office, "ce-transcript", as_of=TODAY))
    told = "Topics: Scope of the role; No advice on diagnosis, treatment or medication."
    assert text.count("Topics:") == 1 and f"Course of 2026-03-13 Network {told}" in text, text


def test_a_paper_s_day_decides_what_stands(office: SignedIn) -> None:
    text = " ".join(paper(office, "credential-summary", as_of=dt.date(2024, 2, 18)))
    assert "certification in progress" in text and "Certified Missing In progress" in text and "First aid" not in text
    with pytest.raises(Invalid, match="no rules"):
        paper(office, "credential-summary", as_of=dt.date(2023, 1, 1))


@pytest.mark.parametrize("kind", ["credential-summary", "ce-transcript"])
def test_a_code_is_needed_and_must_be_known(office: SignedIn, kind: str) -> None:
    with sessions.reading(office.store, office.actor) as session:
        with pytest.raises(Invalid):
            papers.render(session, kind, papers.Asked())
        with pytest.raises(NotFound):
            papers.render(session, kind, papers.Asked(staff="XX"))


def test_the_same_data_gives_the_same_bytes_and_lands_whole(office: SignedIn, tmp_path: Path) -> None:
    with sessions.reading(office.store, office.actor) as session:
        summary = credential_papers.summary(session, "AW", TODAY)
        account = credential_papers.transcript(session, "AW", None, TODAY)
    credential_summary.write(summary, tmp_path / "summary.pdf")
    ce_transcript.write(account, tmp_path / "transcript.pdf")
    assert (tmp_path / "summary.pdf").read_bytes() == credential_summary.render(summary)
    assert (tmp_path / "transcript.pdf").read_bytes() == ce_transcript.render(account)


def test_an_auditor_prints_and_a_colleague_gets_nothing_of_it(office: SignedIn) -> None:
    board, dale = agency.enter(office, "Board", "auditor"), agency.enter(office, "Dale", "peer_supporter", staff="DR")
    assert "Letter of completion" in " ".join(paper(board, "credential-summary", as_of=TODAY))
    with pytest.raises(Invalid, match="no rules"):
        paper(dale, "credential-summary", as_of=TODAY)


def test_long_lists_break_over_pages_and_the_signature_line_is_not_alone() -> None:
    line = credential_summary.RequirementLine("Something asked", "Done", True, "On 2026-01-02", (1,))
    file = credential_summary.EvidenceLine("A certificate", "Training", "Training, 2026-01-02", TODAY)
    part = credential_summary.PackPart("A pack", (line,) * 50, ("A source (verified)",))
    made = credential_summary.CredentialSummary(AGENCY, ANNIE, TODAY, (part, part), (), (file,) * 40)
    found = pages(credential_summary.render(made))
    assert len(found) >= 3 and sum(page.count("Something asked") for page in found) == 100
    assert "A certificate" in found[-1] and "Checked for" in found[-1]
    course = ce_transcript.CourseLine(TODAY, "A course", "A provider", 90, counts=("Counts for 2026",), proof=True)
    account = ce_transcript.AccountLine("CBHPSS", "2026", 1200, 90, 0, 1110)
    shown = ce_transcript.Transcript(AGENCY, ANNIE, TODAY, TODAY, (course,) * 60, (account,))
    found = pages(ce_transcript.render(shown))
    assert len(found) >= 3 and "Carried to page 2" in found[0] and "All courses 90:00" in " ".join(found)
    assert "CBHPSS 2026" in found[-1] and "Reviewed by" in found[-1]
    empty = " ".join(pages(ce_transcript.render(replace(shown, courses=(), account=()))))
    assert "No continuing education is on record" in empty


@pytest.mark.parametrize(
    ("opening", "years"),
    [
        ({}, ["2021", "2022", "2023", "2024", "2025", "2026"]),
        ({"opening_ce_hours": "6.5", "ce_opened_on": "2026-03-01"}, ["2026"]),
    ],
    ids=["no opening day", "an opening day"],
)  # fmt: skip
def test_summary_transcript_and_checklist_tell_of_the_same_years(
    signed_in: SignedIn, opening: dict[str, str], years: list[str]
) -> None:
    """Certified in 2020, entered in 2026: what one paper asks for, the other and the screen ask for too."""
    typed = {"code": "LS", "name": "Lee Spotted", "pack": "mt-cbhpss", "started_on": "2019-06-01",
             "certified_on": "2020-05-04", "certification_number": "BHPSS-3"}  # fmt: skip
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        staff.add(session, StaffEntry.read(typed | opening))
        for date in ("2026-02-02", "2026-06-05"):
            entry = {"staff": "LS", "date": date, "title": "Ethics", "provider": "Network", "hours": "3"}
            education.add(session, CourseEntry.read(entry))
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        (mine,) = standing.of_staff(session, "LS", TODAY)
        printed = credential_papers.transcript(session, "LS", None, TODAY)
        summary = credential_papers.summary(session, "LS", TODAY)
    assert [line.label.removeprefix("Continuing education, ") for line in mine.lines if line.code.startswith("ce/")] == years
    asked = [line for line in printed.account if line.needed is not None and "Suicide" not in line.period]
    assert [line.period for line in asked] == years
    told = [line for line in summary.packs[0].lines if line.label.startswith("Continuing education, ")]
    assert [line.label[-4:] for line in told] == years
    now = next(line for line in mine.lines if line.label.endswith("2026"))
    if opening:
        assert (asked[-1].earned, asked[-1].carried, asked[-1].short) == (180, 390, 630)
        assert now.words == "9 h 30 min of 20 h, 6 h 30 min of it brought along on Mar 1, 2026; 10 h 30 min short"
        assert asked[-1].note == "Counted from Mar 1, 2026, with 6 h 30 min brought along"
        assert [line.counts for line in printed.courses] == [
            ("Before Mar 1, 2026: in the hours brought along",), ("Counts for 2026",),
        ]  # fmt: skip
        suicide = [line.period for line in printed.account if "Suicide" in line.period]
        assert suicide == ["Suicide prevention by Dec 31, 2026"]
