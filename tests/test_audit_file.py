"""The Board's audit file: every paper with its right page number, what is chosen, what stays out, the same bytes."""

import datetime as dt
import re
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from app import __main__, terminal
from app.services import hours, staff
from app.services.across import audit_file, papers
from app.services.across.audit_file import Asked
from app.services.across.opening import SignedIn
from app.services.credentials import education, proof
from app.services.credentials.education import CourseEntry
from app.services.credentials.proof import Proof, ProofKind
from app.services.documents import joining
from app.services.hours import Category, Line, Week
from app.services.problems import Forbidden, Invalid, NotFound, Unreadable
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.supervision import agreements, terms
from app.services.supervision import sessions as sessions_of
from app.services.supervision.agreements import AgreementEntry
from app.services.supervision.terms import WrittenEntry
from tests import agency, audited
from tests.audited import NOW, PRIVATE, add
from tests.pdfs import foreign, lines, pages
from tests.places import overlaps

FIRST, LAST = dt.date(2026, 2, 1), dt.date(2026, 3, 31)


def picture(form: str, size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, (27, 102, 112)).save(out, form)
    return out.getvalue()


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    return audited.filled(signed_in)


def made(who: SignedIn, **more: Any) -> bytes:
    with sessions.reading(who.store, who.actor) as session:
        return audit_file.render(session, Asked("AW", FIRST, LAST, dt.date(2026, 4, 3), **more))


def test_every_paper_stands_on_the_page_that_the_contents_name(office: SignedIn) -> None:
    add(office, "Letter", foreign(0, 90))
    add(office, "Photo of a card", picture("JPEG", (900, 500)))
    data = made(office)
    found = lines(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        targets = [pdf.pages.index(place.Dest[0]) for page in pdf.pages for place in page.obj.get("/Annots", [])]
        with pdf.open_outline() as outline:
            named = [(item.title, item.destination[0]) for item in outline.root]
            marks = [(title, pdf.pages.index(page)) for title, page in named]
    titles = [
        "Supervision log", "Hours worked", "Supervision agreement", "Supervisor qualification", "Credential summary",
        "Continuing education", "A1 Letter", "A2 Photo of a card",
    ]  # fmt: skip
    assert [" ".join(title.split()) for title, _page in marks] == ["Summary", "Contents", *titles]
    assert targets == [page for _title, page in marks[2:]]
    for number, text in enumerate(found, 1):
        assert f"Audit file, page {number} of {len(found)}" in text
    for (title, page), said in zip(marks[2:], titles, strict=True):
        assert said in found[page], title
        assert re.search(rf"\b{page + 1}\b", found[1]), title
    assert "from afar 1" in found[-3] and "Page 2 of 2 of this attachment" in found[-2] and "from afar 2" in found[-2]


def test_the_same_data_gives_the_same_bytes(office: SignedIn) -> None:
    add(office, "Letter", foreign(0, 270))
    add(office, "Scan", picture("PNG", (300, 500)))
    assert made(office) == made(office)


def test_what_is_private_is_not_even_offered(office: SignedIn) -> None:
    key = add(office, "Letter", foreign(0))
    with sessions.reading(office.store, office.actor) as session:
        offered = audit_file.choices(session, "AW")
        private = [row.id for row in proof.of_staff(session, "AW") if row.title == PRIVATE]
    assert [one.id for one in offered] == [key] and offered[0].chosen
    assert PRIVATE not in " ".join(lines(made(office)))
    with pytest.raises(NotFound, match="no longer on record"):
        made(office, attachments=frozenset(private))


def test_attachments_go_in_by_choice(office: SignedIn) -> None:
    first = add(office, "Letter of June", foreign(0, words="first"))
    second = add(office, "Letter of July", foreign(0, words="second"), in_audit_file=False)
    assert "first 1" in lines(made(office))[-1]
    chosen = " ".join(lines(made(office, attachments=frozenset({second}))))
    assert "second 1" in chosen and "first 1" not in chosen
    both = lines(made(office, attachments=frozenset({first, second})))
    assert "first 1" in both[-2] and "second 1" in both[-1]
    assert "A1" not in lines(made(office, attachments=frozenset()))[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (foreign(0, password="secret"), "it is protected by a password"),
        (b"%PDF-1.7 then nothing of a PDF", "it is damaged and cannot be read"),
        (picture("PNG", (40, 40))[:60], "it is damaged and cannot be read"),
        (b"\xff\xd8\xff\xe0 no picture", "it is damaged and cannot be read"),
    ],
)
def test_what_cannot_go_in_is_named_and_left_out_only_on_request(office: SignedIn, content: bytes, reason: str) -> None:
    add(office, "Receipt of the fee", content)
    add(office, "Letter", foreign(0))
    with pytest.raises(Unreadable, match=f"Receipt of the fee: {reason}"):
        made(office)
    found = lines(made(office, leave_out=True))
    assert f"Attachments left out Receipt of the fee Other Left out: {reason}." in found[1]
    assert "A1" in found[1] and "A2" not in found[1] and "from afar 1" in found[-1]


def test_a_mended_file_says_so(office: SignedIn) -> None:
    add(office, "Letter", foreign(0)[:-60])
    assert "was damaged and mended: check that all its pages are there" in lines(made(office))[1]


def test_a_file_with_too_many_pages_is_refused() -> None:
    looked = joining.look(joining.PDF, foreign(*[0] * (joining.MOST_PAGES + 1)))
    assert looked.fault == "it has more than 1,000 pages"


def test_turned_pages_stand_upright(office: SignedIn) -> None:
    add(office, "Letter", foreign(0, 90, 180, 270))
    with pikepdf.open(BytesIO(made(office))) as pdf:
        sizes = [(int(page.mediabox[2]), int(page.mediabox[3])) for page in list(pdf.pages)[-4:]]
    assert sizes == [(792, 612), (612, 792), (792, 612), (612, 792)]


def test_contents_stand_on_one_page_and_longer_ones_go_on_with_the_right_numbers(office: SignedIn) -> None:
    for number in range(30):
        add(office, f"Letter {number:02} of a long row of letters", foreign(0, words=f"letter-{number:02}"))
    with pikepdf.open(BytesIO(made(office))) as pdf:
        assert {page.index for page in pdf.pages if page.obj.get("/Annots")} == {1}
    for number in range(30, 70):
        add(office, f"Letter {number:02} of a long row of letters", foreign(0, words=f"letter-{number:02}"))
    data = made(office)
    found = lines(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        places = [(page.index, place.Dest[0]) for page in pdf.pages for place in page.obj.get("/Annots", [])]
        targets = [pdf.pages.index(target) for _page, target in places]
    assert {page for page, _target in places} == {1, 2}  # two pages of contents
    assert "letter-00 1" in found[targets[-70]] and "letter-69 1" in found[targets[-1]]


def test_bad_periods_and_codes_are_sentences(office: SignedIn) -> None:
    with sessions.reading(office.store, office.actor) as session:
        for asked, kind, words in (
            (Asked("AW", LAST, FIRST, LAST), Invalid, "ends before it starts"),
            (Asked("XX", FIRST, LAST, LAST), NotFound, "No staff member has the code XX"),
            (Asked("AW", dt.date(2020, 1, 1), dt.date(2020, 2, 1), LAST), Invalid, "under no rules in this period"),
        ):
            with pytest.raises(kind, match=words):
                audit_file.render(session, asked)


def test_it_can_be_stopped(office: SignedIn) -> None:
    class Stopped(Exception):
        """The person pressed Cancel."""

    def stop(percent: int, _said: str) -> None:
        if percent > 40:
            raise Stopped

    with sessions.reading(office.store, office.actor) as session, pytest.raises(Stopped):
        audit_file.render(session, Asked("AW", FIRST, LAST, LAST), stop)


def test_each_role_gets_what_it_may_read(office: SignedIn) -> None:
    add(office, "Letter", foreign(0))
    add(office, "Not for the file", foreign(0), in_audit_file=False)
    for name, role, more in (("Board", "auditor", {}), ("Annie", "peer_supporter", {"staff": "AW"})):
        who = agency.enter(office, name, role, **more)
        assert "from afar 1" in lines(made(who))[-1]
    with pytest.raises((Invalid, NotFound, Forbidden)):
        made(agency.enter(office, "Dale", "peer_supporter", staff="DR"))


def test_the_paper_and_the_file_are_the_same(office: SignedIn, tmp_path: Path) -> None:
    out = tmp_path / "file.pdf"
    asked = papers.Asked("AW", first=FIRST, last=LAST, as_of=dt.date(2026, 4, 3))
    papers.make(office, "audit-file", asked, out)
    assert out.read_bytes() == made(office)


def test_the_command_writes_it_and_refuses_with_a_sentence(
    office: SignedIn, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(office, "Receipt", foreign(0, password="secret"))
    monkeypatch.setattr(terminal, "signed_in", lambda _options: nullcontext(office))
    out = tmp_path / "file.pdf"
    days = ["--from", "2026-02-01", "--to", "2026-03-31", "--as-of", "2026-04-03"]
    asked = ["audit-file", "--staff", "AW", *days, "--out", str(out)]
    assert __main__.run(asked) == 1
    assert "Receipt: it is protected by a password." in capsys.readouterr().err and not out.exists()
    assert __main__.run([*asked, "--leave-out"]) == 0
    assert out.read_bytes() == made(office, leave_out=True)
    assert __main__.run([*asked, "--attachments", "none"]) == 0
    assert out.read_bytes() == made(office, attachments=frozenset())


def test_attachments_are_those_of_the_period_each_once_and_each_title_once(office: SignedIn) -> None:
    with sessions.transaction(office.store, office.actor, NOW) as session:
        for date, title in (("2026-02-10", "Ethics in small towns"), ("2025-02-10", "An older course")):
            course = CourseEntry.read({"staff": "AW", "date": date, "title": title, "provider": "Network", "hours": "2"})
            key = education.add(session, course).id
            for _turn in range(2):  # the same file kept twice
                content = foreign(0, words=title.split()[-1])
                proof.add(session, "AW", Proof(ProofKind.EDUCATION, title, content, owner=("education_id", key)))
    found = lines(made(office))
    assert "A1 Ethics in small towns Continuing education Feb 10, 2026" in found[1]
    assert "older" not in found[1] and "A2" not in found[1] and found[1].count("Ethics in small towns") == 1
    with sessions.reading(office.store, office.actor) as session:
        offered = audit_file.choices(session, "AW", FIRST, LAST)
    assert [(one.title, one.chosen) for one in offered].count(("An older course", False)) == 2, "still to be chosen by hand"
    older = frozenset({one.id for one in offered if not one.chosen and one.title.startswith("An older")})
    assert "course 1" in lines(made(office, attachments=older))[-1]


def test_the_first_page_answers_the_board(office: SignedIn) -> None:
    (key,) = [agency.record(office, date="2026-03-05")]
    agency.sign(agency.enter(office, "Ruth", "supervisor", supervisor="RC"), key)
    first = lines(made(office))[0]
    for part in (
        "Board audit file For the Montana Board of Behavioral Health February 1 to March 31, 2026",
        "Annie Whitegrass", "As known on April 3, 2026", "Worked 8 h",
        "Required, 1 h for each 20 h worked 24 min",
        "March 2026 8 h 24 min", "Ruth Calfrobe, L-1 Meets the rule on every day of this period.",
        "What is open", "2 sessions are not signed by both yet.",
    ):  # fmt: skip
        assert part in first, part


def test_no_appraisal_of_the_supervisor_goes_in(office: SignedIn) -> None:
    asked = agency.agreement(supervisor="MS", signed_on="2026-02-01") | {
        "fit": "fit-values=no;fit-recovery=yes", "duties": "Both do.", "frequency": "Weekly.", "manner": "In person.",
        "privacy": "Between the two.",
    }  # fmt: skip
    with sessions.transaction(office.store, office.actor, NOW) as session:
        terms.add(session, WrittenEntry.read(asked))
        alone = pages(papers.render(session, "agreement", papers.Asked(staff="AW", supervisor="MS")))
    whole = " ".join(lines(made(office)))
    assert "does this supervisor fit?" in " ".join(alone), "it stands on the agency's own copy"
    assert "Mark Sorensen" in whole and "does this supervisor fit?" not in whole


def realistic(who: SignedIn) -> None:
    """A year of weekly sessions with summaries of 200 letters, signed by both, and of hours in five kinds of work."""
    words = "Agreed on the signs that call for a clinician, named two goals that were met, practiced asking first; " * 2
    kinds = (Category.DIRECT_SERVICE, Category.DOCUMENTATION, Category.TRAVEL, Category.TRAINING, Category.OUTREACH)
    monday = dt.date(2025, 1, 6)
    ids = []
    with sessions.transaction(who.store, who.actor, NOW) as session:
        typed = {"code": "NB", "name": "Nora Birdsong", "pack": "mt-cbhpss", "started_on": "2025-01-01"}
        certified = {"certified_on": "2023-02-01", "certification_number": "BBH-77"}
        staff.add(session, StaffEntry.read(typed | certified))
        agreements.add(session, AgreementEntry.read(agency.agreement(staff="NB", signed_on="2025-01-01")))
        for week in range(52):
            day = monday + dt.timedelta(weeks=week)
            cells = {(Line(kind), day + dt.timedelta(days=each)): 75 for kind in kinds for each in range(5)}
            hours.save_week(session, Week("NB", day, cells))
            wednesday = (day + dt.timedelta(days=2)).isoformat()
            held = {"staff": "NB", "date": wednesday, "stop": "15:45", "topics": "Ethics and boundaries; Scope of practice"}
            told = {"summary": words[:200], "description": "Dual ties in a small town", "reviewed_assessments": "yes"}
            ids.append(sessions_of.record(session, agency.entry(**held, **told)).id)
        for month in range(1, 9):
            day = dt.date(2025, month, 14).isoformat()
            entry = {"staff": "NB", "date": day, "title": f"Course {month}", "provider": "Network", "hours": "3"}
            education.add(session, CourseEntry.read(entry))
    agency.sign(agency.enter(who, "Ruth", "supervisor", supervisor="RC"), *ids, at=NOW)
    agency.sign(agency.enter(who, "Nora", "peer_supporter", staff="NB"), *ids, at=NOW)


def test_the_file_of_a_year_takes_at_most_twenty_pages(office: SignedIn) -> None:
    """One supervisor, one pack, 52 sessions: log of five sheets, hours on two, one page of answers, contents on one."""
    realistic(office)
    year = Asked("NB", dt.date(2025, 1, 1), dt.date(2025, 12, 31), dt.date(2026, 4, 3), frozenset())
    with sessions.reading(office.store, office.actor) as session:
        data = audit_file.render(session, year)
    found = lines(data)
    assert len(found) <= 20
    named = ("Supervision log", "Hours worked", "Supervision agreement")
    starts = dict(re.findall(rf"\d+ ({'|'.join(named)}) .*?2025 (\d+)", found[1]))
    log, worked, agreement = (int(starts[name]) for name in named)
    assert (log, worked - log, agreement - worked) == (3, 5, 2)
    assert "Credited, 52 sessions 91 h" in found[0] and "Contents" in found[1]
    assert overlaps(data) == []
