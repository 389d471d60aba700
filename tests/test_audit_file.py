"""The Board's audit file: every paper with its right page number, what is chosen, what stays out, the same bytes."""

import datetime as dt
import re
import uuid
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from app import __main__, terminal
from app.services import hours
from app.services.across import audit_file, papers
from app.services.across.audit_file import Asked
from app.services.across.opening import SignedIn
from app.services.credentials import proof
from app.services.credentials.proof import Proof, ProofKind
from app.services.documents import joining
from app.services.hours import Category, Line, Week
from app.services.problems import Forbidden, Invalid, NotFound, Unreadable
from app.services.store import session as sessions
from tests import agency
from tests.test_documents import pages

NOW = dt.datetime(2026, 4, 3, 18, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 2, 1), dt.date(2026, 3, 31)
PRIVATE = "Zanzibar"


def foreign(*turns: int, words: str = "from afar", password: str = "") -> bytes:
    """A PDF of another program: one page for each turn, 400 by 300 points, with a note stuck on the first."""
    made = pikepdf.Pdf.new()
    font = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                 BaseFont=pikepdf.Name.Helvetica))  # fmt: skip
    for number, turn in enumerate(turns, 1):
        page = made.add_blank_page(page_size=(400, 300))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Rotate = turn
        page.contents_add(f"BT /F1 20 Tf 20 20 Td ({words} {number}) Tj ET".encode())
    out = BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user=password, owner="o") if password else False)
    return out.getvalue()


def picture(form: str, size: tuple[int, int]) -> bytes:
    out = BytesIO()
    Image.new("RGBA" if form == "PNG" else "RGB", size, (27, 102, 112)).save(out, form)
    return out.getvalue()


def add(who: SignedIn, title: str, content: bytes, kind: ProofKind = ProofKind.OTHER, **more: Any) -> uuid.UUID:
    with sessions.transaction(who.store, who.actor, NOW) as session:
        return proof.add(session, "AW", Proof(kind, title, content, **more)).id


@pytest.fixture
def office(signed_in: SignedIn) -> SignedIn:
    with sessions.transaction(signed_in.store, signed_in.actor, NOW) as session:
        agency.people(session)
        week = dt.date(2026, 3, 2)
        hours.save_week(session, Week("AW", week, {(Line(Category.DIRECT_SERVICE), week): 480}))
    agency.record(signed_in)
    for kind in (ProofKind.BACKGROUND_CHECK, ProofKind.DIAGNOSIS_EVIDENCE):
        add(signed_in, PRIVATE, foreign(0, words=PRIVATE), kind)
    return signed_in


def made(who: SignedIn, **more: Any) -> bytes:
    with sessions.reading(who.store, who.actor) as session:
        return audit_file.render(session, Asked("AW", FIRST, LAST, dt.date(2026, 4, 3), **more))


def lines(data: bytes) -> list[str]:
    """The text of each page with its lines kept apart by a blank."""
    return [" ".join(page.split()) for page in pages(data)]


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
        "Supervision log", "Supervision in the month", "Supervision in the month", "Hours worked",
        "Supervision agreement", "Supervisor qualification", "Credential summary", "Continuing education", "A1 Letter",
        "A2 Photo of a card",
    ]  # fmt: skip
    assert [" ".join(title.split()) for title, _page in marks] == ["Contents", *titles]
    assert targets == [page for _title, page in marks[1:]]
    for number, text in enumerate(found, 1):
        assert f"Audit file, page {number} of {len(found)}" in text
    for (title, page), said in zip(marks[1:], titles, strict=True):
        assert said in found[page], title
        assert re.search(rf"\b{page + 1}\b", found[0]), title
    assert "February 2026" in found[marks[2][1]] and "March 2026" in found[marks[3][1]]
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
    assert "A1" not in lines(made(office, attachments=frozenset()))[0]


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
    assert f"Attachments left out Receipt of the fee Other Left out: {reason}." in found[0]
    assert "A1" in found[0] and "A2" not in found[0] and "from afar 1" in found[-1]


def test_a_mended_file_says_so(office: SignedIn) -> None:
    add(office, "Letter", foreign(0)[:-60])
    assert "was damaged and mended: check that all its pages are there" in lines(made(office))[0]


def test_a_file_with_too_many_pages_is_refused() -> None:
    looked = joining.look(joining.PDF, foreign(*[0] * (joining.MOST_PAGES + 1)))
    assert looked.fault == "it has more than 1,000 pages"


def test_turned_pages_stand_upright(office: SignedIn) -> None:
    add(office, "Letter", foreign(0, 90, 180, 270))
    with pikepdf.open(BytesIO(made(office))) as pdf:
        sizes = [(int(page.mediabox[2]), int(page.mediabox[3])) for page in list(pdf.pages)[-4:]]
    assert sizes == [(792, 612), (612, 792), (792, 612), (612, 792)]


def test_long_contents_go_on_and_their_numbers_stay_right(office: SignedIn) -> None:
    for number in range(30):
        add(office, f"Letter {number:02} of a long row of letters", foreign(0, words=f"letter-{number:02}"))
    data = made(office)
    found = lines(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        places = [(page.index, place.Dest[0]) for page in pdf.pages for place in page.obj.get("/Annots", [])]
        targets = [pdf.pages.index(target) for _page, target in places]
    assert {page for page, _target in places} == {0, 1}  # two pages of contents
    assert "letter-00 1" in found[targets[-30]] and "letter-29 1" in found[targets[-1]]


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
