"""The agreement's page: proposed terms, how the supervisor stands, overlaps beside the field, paper, scan, draft."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.services.across.opening import SignedIn
from app.services.credentials import proof
from app.services.supervision import agreements, terms
from app.ui.kit.preview import Preview
from app.ui.staff.agreement import AgreementPage
from app.ui.write import Desk
from tests.pdfs import foreign, pages

PAIR = {"staff": "AW", "supervisor": "MS", "signed_on": "2026-02-01", "not_therapist_confirmed": "yes"}


@pytest.fixture
def desk(staffed: SignedIn, seat) -> Desk:
    return seat(staffed, "staff", size=(1366, 768))


def opened(desk: Desk, **more: str) -> AgreementPage:
    page = desk.open("agreement")
    assert isinstance(page, AgreementPage)
    page.form.set_values(PAIR | more)
    page.form.changed.emit()
    return page


def said(page: AgreementPage) -> str:
    layout = page._told.layout()
    assert layout is not None
    shown = [layout.itemAt(place).widget() for place in range(layout.count())]
    return " ".join(label.text() for label in shown if isinstance(label, QLabel))


def test_a_new_agreement_begins_with_the_template_and_is_kept(desk: Desk, nameless, unreached) -> None:
    page = opened(desk)
    assert page.form.values()["frequency"].startswith("1 h of supervision for each 20 h worked")
    assert nameless(page) == [] and unreached(page) == []
    page.form.editor("privacy").set_value("Our own words.")
    page.form.set_values({"fit": "fit-values=yes", "staff": "DR"})
    page.form.changed.emit()
    assert page.form.values()["privacy"] == "Our own words."  # another person's proposal takes nothing typed away
    page.save()
    (row,) = [one for one in desk.read(lambda session: agreements.window(session)) if one.supervisor == "MS"]
    kept = desk.read(lambda session: terms.load(session, row.id))
    assert kept.privacy == "Our own words." and kept.fit == (("fit-values", "yes"),) and kept.duties


def test_the_page_says_whether_the_supervisor_is_qualified(desk: Desk) -> None:
    page = opened(desk)
    assert "Qualified on February 1, 2026" in said(page) and "3 years reached on Jan 1, 2018" in said(page)
    page = opened(desk, signed_on="2016-02-01")
    assert "Not qualified on February 1, 2016" in said(page) and "(from a guide)" in said(page)


def test_an_overlap_stands_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    page = opened(desk, supervisor="RC", duties="What we both wrote.")
    page.save()
    (faulty,) = page.form.faulty()
    assert faulty.name == "signed_on" and "on record from Jan 1, 2026 on" in faulty.sentence()
    assert page.form.values()["duties"] == "What we both wrote."
    assert len(desk.read(lambda session: agreements.window(session))) == 2


def test_it_is_printed_before_it_is_signed(desk: Desk) -> None:
    page = opened(desk, signed_on="", fit="fit-values=no")
    page.print_button.click()
    shown = desk.window.page()
    assert isinstance(shown, Preview)
    text = " ".join(pages(shown.data))
    assert "From the day of signing" in text and "Stands up for peer work and sees its worth No" in text
    assert len(desk.read(lambda session: agreements.window(session))) == 2


def test_what_is_missing_for_the_paper_stands_beside_its_field(desk: Desk) -> None:
    page = opened(desk, supervisor="", not_therapist_confirmed="")
    page.print_button.click()
    assert desk.window.page() is page
    assert [field.name for field in page.form.faulty()] == ["supervisor", "not_therapist_confirmed"]


def test_the_signed_scan_is_kept_with_it(desk: Desk, tmp_path: Path) -> None:
    key = desk.read(lambda session: agreements.window(session, staff="AW"))[0].id
    page = desk.open("agreement", key)
    assert isinstance(page, AgreementPage)
    page.put_in()
    assert page.form.values()["duties"]  # an agreement without terms takes the usual wording
    (tmp_path / "scan.pdf").write_bytes(foreign(0))
    page.keep_scan(tmp_path / "scan.pdf")
    (file,) = desk.read(lambda session: proof.of_staff(session, "AW"))
    assert file.agreement_id == key and file.in_audit_file
    (tmp_path / "note.txt").write_text("no scan")
    page.keep_scan(tmp_path / "note.txt")
    assert len(desk.read(lambda session: proof.of_staff(session, "AW"))) == 1


def test_typing_with_its_answers_comes_back(qtbot, desk: Desk) -> None:
    page = opened(desk, duties="Half a senten")
    page.form.editor("fit").lines["fit-skills"].parts()[1].click()  # type: ignore[attr-defined]
    page.leave()
    desk.keeper.flush()
    again = desk.open("agreement")
    assert isinstance(again, AgreementPage)
    assert again.form.values()["duties"] == "Half a senten" and again.form.values()["fit"] == "fit-skills=no"
