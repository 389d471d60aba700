"""The credentials of a person on screen: checklist, forms, account, proof, what was a slip, and who sees which button."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.services import staff as people
from app.services.across import due
from app.services.across.opening import SignedIn
from app.services.credentials import education, proof, standing, steps
from app.services.credentials.steps import StepEntry
from app.services.problems import NotFound
from app.services.rules.credentials import State
from app.services.staff import StaffEntry
from app.ui.staff import credential_forms as forms
from app.ui.staff.drafts import CREDENTIALS
from app.ui.staff.lists import StaffPage
from app.ui.staff.standing import StandingPage
from app.ui.staff.topics import TopicsEditor
from app.ui.write import Desk
from tests import agency


@pytest.fixture
def office(staffed: SignedIn) -> SignedIn:
    return staffed


@pytest.fixture
def desk(office: SignedIn, seat) -> Desk:
    return seat(office, "staff", size=None)


def states(page: StandingPage) -> dict[str, State]:
    return {line.code: line.state for line in page.shown.lines}


def put(page: forms.CredentialPage, **values: str) -> None:
    page.form.set_values(values)
    page.form.changed.emit()
    page.save()


def there(desk: Desk) -> StandingPage:
    page = desk.window.page()
    assert isinstance(page, StandingPage)
    return page


def test_a_line_of_the_checklist_opens_its_form_and_is_done(desk: Desk) -> None:
    page = desk.open("credentials", "AW")
    assert states(page)["ethics"] is State.MISSING
    part = page.sections.part()
    (line,) = [one for one in page.shown.lines if one.code == "ethics"]
    part.explain(line)
    assert "Source: Peerdesk" in part.source.toPlainText() and "Our choice" in part.source.toPlainText()
    part.table.pressed.emit(line, "Record")
    form = desk.window.page()
    assert isinstance(form, forms.StepPage) and form.form.values()["kind"] == "ethics"
    assert form.form.fields["minutes"].isHidden() and form.form.fields["staff"].isHidden()
    put(form, date="2026-01-05")
    page = there(desk)
    assert states(page)["ethics"] is State.DONE
    assert part._button([one for one in page.shown.lines if one.code == "ethics"][0]) == ""


def test_a_mark_below_80_is_said_and_a_second_exam_refused_beside_its_field(desk: Desk) -> None:
    page = desk.open("credentials", "AW")
    training = forms.open_step(page, "training")
    put(training, date="2026-02-06", title="Peer Support 101", minutes="40", competencies="bh-ethics")
    put(forms.open_step(there(desk), "exam"), date="2026-02-06", score="79.99")
    page = there(desk)
    assert states(page)["exam"] is State.MISSING and len(page.shown.gaps) == 17
    form = forms.open_step(page, "exam")
    put(form, date="2026-02-07", score="101")
    assert [field.name for field in form.form.faulty()] == ["score"]
    put(form, date="2026-02-07", score="99")
    assert [field.name for field in form.form.faulty()] == ["date"] and "whole course" in form.form.faulty()[0].sentence()
    assert desk.window.page() is form and form.form.values()["score"] == "99"  # nothing typed is lost


def certify(desk: Desk) -> None:
    def work(session) -> bool:
        (row,) = [one for one in people.window(session) if one.code == "AW"]
        entry = StaffEntry.read(
            {"code": "AW", "name": row.name, "pack": row.pack, "started_on": "2023-01-01", "certified_on": "2023-05-05",
             "certification_number": "BHPSS-7"}
        )  # fmt: skip
        return bool(people.change(session, row.id, entry))

    assert desk.write(work)


def test_a_course_stands_in_list_and_account_and_can_be_taken_out(desk: Desk) -> None:
    certify(desk)
    page = desk.open("credentials", "AW", part="education")
    put(forms.open_course(page), date="2025-02-03", hours="1:30", title="Ethics", provider="Network", ethics_hours="2")
    form = desk.window.page()
    assert [field.name for field in form.form.faulty()] == ["ethics_hours"]
    put(form, date="2025-02-03", hours="1:30", title="Ethics", provider="Network", ethics_hours="1.5")
    page = there(desk)
    part = page.sections.part()
    (row,) = part.table.model.rows()
    assert row.minutes == 90 and "Counts for 2025" in part._counts(row).text
    words = {label.text() for label in part.account.findChildren(type(part.account.title))}
    assert "1 h 30 min of 20 h" in words
    part.table.pressed.emit(row, "Take out")
    assert part.table.model.rows() == []
    page._undo._take_back()
    assert [one.id for one in desk.read(lambda session: education.rows(session, "AW"))] == [row.id]


@pytest.mark.parametrize(
    ("day", "said"),
    [("2022-02-03", "Not counted: before the first period"), ("2023-07-03", "Not asked: before Jan 1, 2024")],
)
def test_a_course_outside_the_periods_is_kept_said_and_adds_nothing(desk: Desk, day: str, said: str) -> None:
    certify(desk)
    page = desk.open("credentials", "AW", part="education")
    put(forms.open_course(page), date=day, hours="9", title="Ethics", provider="Network")
    part = there(desk).sections.part()
    (row,) = part.table.model.rows()
    assert part._counts(row).text == said
    (found,) = desk.read(lambda session: standing.of_staff(session, "AW", dt.date(2026, 11, 20)))
    assert [one.earned + one.carried for one in found.account.periods if one.asked] == [0] * 3


def test_proof_is_attached_shown_and_kept_out_of_the_audit_file(desk: Desk, tmp_path: Path) -> None:
    page = desk.open("credentials", "AW", part="education")
    put(forms.open_course(page), date="2025-02-03", hours="2", title="Ethics", provider="Network")
    page = there(desk)
    (row,) = page.sections.part().table.model.rows()
    page.sections.part().table.pressed.emit(row, "Add proof")
    form = desk.window.page()
    assert isinstance(form, forms.ProofPage) and form.form.values()["belongs_to"] == f"education_id/{row.id.hex}"
    put(form, title="Certificate")
    assert "file" in form.form.general.text()
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 scanned")
    form.take(scan)
    put(form, title="Certificate")
    page = there(desk)
    assert page.sections.value() == "education"
    assert page.sections.part()._counts(row).second == "Proof on record"
    page.choose(page.pack, "proof")
    part = page.sections.part()
    (kept,) = part.model.rows()
    assert kept.in_audit_file and kept.education_id == row.id
    part.pressed.emit(kept, "Keep out")
    assert [one.in_audit_file for one in part.model.rows()] == [False]
    part.pressed.emit(part.model.rows()[0], "Open")
    assert desk.window.page() is not page
    page.whose().come_back()
    there(desk).sections.part().pressed.emit(kept, "Take out")
    assert desk.read(lambda session: proof.of_staff(session, "AW")) == []


def test_steps_certificates_and_experience_stand_in_their_lists(desk: Desk) -> None:
    page = desk.open("credentials", "AW")
    put(forms.open_certificate(page), title="First aid", issuer="Red Cross", issued_on="2025-01-05", expires_on="2024-01-05")
    form = desk.window.page()
    assert [field.name for field in form.form.faulty()] == ["expires_on"]
    put(form, title="First aid", issuer="Red Cross", issued_on="2025-01-05", expires_on="2030-01-05")
    page = there(desk)
    put(forms.open_experience(page), kind="peer", from_on="2020-01-01", to_on="2020-12-31", minutes="300",
        place="Drop-in", supervised_by="Ruth")  # fmt: skip
    page = there(desk)
    page.choose(page.pack, "certificates")
    assert [type(row).__name__ for row in page.sections.part().model.rows()] == ["Certificate", "Experience"]
    put(forms.open_step(page, "recovery"), date="2026-01-05")
    page = there(desk)
    page.choose(page.pack, "history")
    (row,) = page.sections.part().model.rows()
    page.sections.part().pressed.emit(row, "Take out")
    assert desk.read(lambda session: steps.history(session, "AW")) == []


def test_home_opens_what_ends(desk: Desk) -> None:
    from app.ui.home import HomePage

    today = desk.today()
    soon = StepEntry.read({"staff": "AW", "kind": "recovery", "date": (today - dt.timedelta(days=335)).isoformat()})
    desk.write(lambda session: steps.record(session, soon))
    items = [one for one in desk.read(lambda session: due.due(session, today)).items if one.target == "credentials/AW"]
    assert [(one.what, one.person) for one in items] == [("Confirm time in recovery", "Annie Whitegrass")]
    HomePage(desk)._act(items[0])
    assert there(desk).code == "AW"


def test_the_list_of_the_room_leads_to_each_person(desk: Desk) -> None:
    listed = desk.window.go("staff")
    assert isinstance(listed, StaffPage)
    listed.show_part("credentials")
    part = listed.sections.part()
    assert [row.staff for row in part.model.rows()] == ["AW", "DR"]
    part.opened.emit(part.model.rows()[1])
    assert there(desk).code == "DR"


def test_typing_in_a_form_is_put_back(desk: Desk) -> None:
    page = desk.open("credentials", "AW")
    form = forms.open_course(page)
    form.form.restore({"title": "Half typed"})
    form.form.changed.emit()
    desk.keeper.flush()
    again = forms.open_course(page)
    assert again.form.values()["title"] == "Half typed" and not again.restored.isHidden()


def test_a_certification_in_the_future_is_refused_on_the_staff_form(desk: Desk) -> None:
    row = [one for one in desk.read(lambda session: people.window(session)) if one.code == "AW"][0]
    page = desk.open("staff", row.id)
    page.form.editor("certified_on").set_value("2199-01-01")
    page.save()
    assert [field.name for field in page.form.faulty()] == ["certified_on"]


def test_a_peer_supporter_adds_own_education_and_nothing_else(office: SignedIn, seat) -> None:
    annie = agency.enter(office, "Annie", "peer_supporter", staff="AW")
    made = seat(annie, "staff", size=None)
    page = made.open("credentials", "AW")
    assert page._add.isHidden()
    assert {page.sections.part()._button(line) for line in page.shown.lines} <= {"", "Add a course"}
    page.sections.show_part("education")
    assert not page._add.isHidden()
    put(forms.open_course(page), date="2025-02-03", hours="2", title="Ethics", provider="Network")
    assert len(there(made).sections.part().table.model.rows()) == 1
    with pytest.raises(NotFound):
        made.open("credentials", "DR")


def test_every_control_has_a_name_is_reached_and_the_pages_fit(desk: Desk, nameless, unreached) -> None:
    certify(desk)
    page = desk.open("credentials", "AW")
    for part in ("checklist", "education", "certificates", "proof", "mentoring", "history"):
        page.sections.show_part(part)
        assert nameless(page) == []
        assert page.minimumSizeHint().width() <= 1198
    assert unreached(desk.window) == []
    for form in (forms.open_step(page, "training"), forms.open_course(page), forms.open_proof(page)):
        assert nameless(form) == []
        assert form.minimumSizeHint().width() <= 1198
    assert desk.read(lambda session: standing.everyone(session, desk.today()))


def test_mentoring_stands_in_its_list_and_a_slip_comes_back(desk: Desk) -> None:
    page = desk.open("credentials", "AW")
    put(forms.open_mentoring(page), kind="begin", date="2026-01-05", mentor="DR")
    put(forms.open_mentoring(there(desk)), kind="fee", date="2026-01-06", mentor="DR", amount_cents="55")
    page = there(desk)
    part = page.sections.part()
    assert [(line.kind.value, line.detail) for line in part.model.rows()] == [("fee", "$55.00"), ("begin", "")]
    part.pressed.emit(part.model.rows()[0], "Take out")
    assert [line.kind.value for line in part.model.rows()] == ["begin"]
    page._undo._take_back()
    page.refresh()
    assert [line.kind.value for line in part.model.rows()] == ["fee", "begin"]


@pytest.mark.parametrize("form", CREDENTIALS)
def test_a_draft_is_gone_on_with_from_home(desk: Desk, form: str) -> None:
    desk.open("staff.draft", form, "AW")
    assert isinstance(desk.window.page(), forms.CredentialPage)
    desk.open("staff.draft", form, "nobody")
    assert isinstance(desk.window.page(), StaffPage)


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_the_page_fits_a_small_screen_at_every_text_size(desk: Desk, dress, percent: int) -> None:
    dress("light", percent)
    page = desk.open("credentials", "AW")
    for part in ("checklist", "education", "certificates", "proof", "mentoring", "history"):
        page.sections.show_part(part)
        assert page.minimumSizeHint().width() <= 1198 and page.minimumSizeHint().height() <= 688


def test_topics_of_ethics_and_scope_are_found_by_typing_and_stand_in_the_list(qtbot, desk: Desk) -> None:
    certify(desk)
    page = desk.open("credentials", "AW", part="education")
    form = forms.open_course(page)
    editor = form.form.editor("competencies")
    assert isinstance(editor, TopicsEditor) and len(editor.chips.parts()) == 18
    editor.finder.combo.setEditText("No advice on")
    editor.finder.changed.emit()
    assert form.form.faulty() == [] and editor.problem()  # not on the lists yet
    for code in ("bh-duty-not-medical", "bh-does-team"):
        editor.finder.set_value(code)
        editor.finder.changed.emit()
    assert editor.value() == "bh-duty-not-medical;bh-does-team" and not editor.problem()
    (_first, second) = editor._flow.findChildren(QPushButton)
    assert second.accessibleName() == "Take out: Works as one of a treatment team"
    second.click()
    editor.set_value(f"bh-scope;{editor.value()}")
    put(form, date="2025-02-03", hours="2", title="Our limits", provider="Network")
    part = there(desk).sections.part()
    (row,) = part.table.model.rows()
    part.table.chosen.emit(row)
    assert part.covered.text() == "Scope of the role; No advice on diagnosis, treatment or medication"
    part.table.filter.setText("medication")
    qtbot.waitUntil(lambda: [one.id for one in part.table.model.rows()] == [row.id], timeout=20_000)
    history = there(desk)
    put(forms.open_step(history, "training"), date="2025-01-03", title="101", minutes="40", competencies="bh-does-groups")
    assert there(desk).desk.read(lambda session: standing.of_staff(session, "AW", dt.date(2025, 6, 1)))[0].gaps == ()
    there(desk).sections.show_part("history")
    (listed,) = there(desk).sections.part().model.rows()
    assert listed.kind == "training"
