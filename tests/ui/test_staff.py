"""The Staff room: lists, forms, a name that changes from a day on, a license that is renewed, drafts put back."""

import datetime as dt
from contextlib import closing

import pytest
from PySide6.QtWidgets import QLabel

from app.services import hours, staff
from app.services.across import opening
from app.services.across.corrections import names as names_of
from app.services.across.opening import SignedIn
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import agreements, licenses, supervisors, terms
from app.services.users import UserEntry
from app.ui import due, rules
from app.ui.kit.controls import Button
from app.ui.staff.lists import StaffPage
from app.ui.staff.supervisor import SupervisorPage
from app.ui.write import Desk
from tests.agency import ANNIE, RUTH
from tests.conftest import PASSPHRASE
from tests.ui import windows


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return seat(signed_in, "staff", size=None)


def add_both(desk: Desk) -> None:
    desk.write(lambda session: staff.add(session, staff.StaffEntry.read(ANNIE)))
    desk.write(lambda session: supervisors.add(session, supervisors.SupervisorEntry.read(RUTH)))


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.read(lambda session: staff.window(session))]


def test_a_person_is_added_through_the_form(desk: Desk) -> None:
    page = desk.open("staff")
    page.form.set_values(ANNIE)
    page.save()
    assert names(desk) == ["Annie Whitegrass"]
    shown = desk.window.page()
    assert isinstance(shown, StaffPage)
    assert [row.code for row in shown.sections.part().model.rows()] == ["AW"]


def test_problems_stand_beside_their_fields_and_nothing_is_kept(desk: Desk) -> None:
    page = desk.open("staff")
    page.form.set_values({**ANNIE, "name": "", "ended_on": "2025-01-01"})
    page.save()
    assert "name" in [field.name for field in page.form.faulty()]
    page.form.set_values({**ANNIE, "ended_on": "2025-01-01"})
    page.save()
    assert [field.name for field in page.form.faulty()] == ["ended_on"]
    assert names(desk) == []


def test_a_new_name_asks_from_which_day_and_keeps_the_old_one(desk: Desk) -> None:
    add_both(desk)
    row = desk.read(lambda session: staff.window(session))[0]
    page = desk.open("staff", row.id)
    assert page.name_from.isHidden()
    page.form.editor("name").set_value("Annie Bird")
    page.form.changed.emit()
    assert not page.name_from.isHidden()
    page.name_from.editor.set_value("someday")
    page.save()
    assert page.name_from.field.sentence()
    page.name_from.editor.set_value("2026-06-01")
    page.save()
    assert names(desk) == ["Annie Bird"]

    def spans(session):
        from sqlalchemy import select

        from app.models.staff import StaffName

        return [
            (one.name, one.to_on) for one in session.scalars(select(StaffName).order_by(StaffName.from_on))
        ]

    assert sorted(desk.read(spans)) == [("Annie Bird", None), ("Annie Whitegrass", dt.date(2026, 5, 31))]


def buttons(page, words: str) -> list[Button]:
    return [one for one in page.findChildren(Button) if one.text() == words and not one.isHidden()]


def periods(desk: Desk, key) -> list[tuple[str, str, dt.date, dt.date | None]]:
    found = desk.read(lambda session: supervisors.load(session, key)).licenses
    rows = [(one.license_type, one.license_number, one.from_on, one.license_expires_on) for one in found]
    return sorted(rows, key=lambda row: row[2])


def test_a_renewal_adds_a_license_period(desk: Desk) -> None:
    add_both(desk)
    found = desk.read(lambda session: supervisors.window(session))[0]
    buttons(desk.open("supervisor", found.id), "Add a period")[0].click()
    page = desk.window.page()
    assert page.form.values()["from_on"] == "2027-01-01" and page.form.values()["license_number"] == "L-20417"
    page.form.editor("license_expires_on").set_value("2027-12-31")
    page.save()
    assert [row[2:] for row in periods(desk, found.id)] == [
        (dt.date(2015, 2, 1), dt.date(2026, 12, 31)),
        (dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
    ]
    assert isinstance(desk.window.page(), SupervisorPage)


def test_a_wrong_license_is_corrected_and_not_added(desk: Desk) -> None:
    add_both(desk)
    found = desk.read(lambda session: supervisors.window(session))[0]
    buttons(desk.open("supervisor", found.id), "Correct")[0].click()
    page = desk.window.page()
    page.form.editor("license_type").set_value("lcsw")
    page.form.changed.emit()
    page.save()
    assert "Say why" in page.correction.field.sentence()
    page.correction.editor.box.setPlainText("Typed from the wrong card")
    page.save()
    assert [row[:2] for row in periods(desk, found.id)] == [("lcsw", "L-20417")]
    shown = desk.window.page()
    words = [label.text() for label in shown.findChildren(QLabel)]
    assert any(text.startswith("Corrected on") and text.endswith("Typed from the wrong card") for text in words)
    assert any("Social worker → Licensed clinical social worker" in text for text in words)


def test_a_period_typed_twice_is_taken_out_with_a_way_back(desk: Desk) -> None:
    add_both(desk)
    found = desk.read(lambda session: supervisors.window(session))[0]
    page = desk.open("supervisor", found.id)
    next(one for one in buttons(page, "Take out") if "February 1, 2015" in one.accessibleName()).click()
    assert len(periods(desk, found.id)) == 1 and "only license" in page.form.general.text()
    further = {"license_type": "msw", "license_number": "M-1", "licensed_on": "2016-01-01", "from_on": "2016-01-01"}
    desk.write(lambda session: licenses.add_license(session, found.id, licenses.LicenseEntry.read(further)))
    page = desk.open("supervisor", found.id)
    next(one for one in buttons(page, "Take out") if "January 1, 2016" in one.accessibleName()).click()
    assert len(periods(desk, found.id)) == 1
    page._undo._button.click()
    assert len(periods(desk, found.id)) == 2


def test_ce_in_supervision_is_added_and_corrected(desk: Desk) -> None:
    add_both(desk)
    found = desk.read(lambda session: supervisors.window(session))[0]
    buttons(desk.open("supervisor", found.id), "Add CE")[0].click()
    page = desk.window.page()
    page.form.set_values({"hours": "20", "earned_on": "2026-01-05"})
    page.save()
    assert desk.read(lambda session: supervisors.window(session))[0].ce_minutes == 1200
    buttons(desk.window.page(), "Correct")[1].click()
    page = desk.window.page()
    page.form.editor("hours").set_value("2.5")
    page.correction.editor.box.setPlainText("A slip")
    page.save()
    assert desk.read(lambda session: supervisors.window(session))[0].ce_minutes == 150


def test_what_replaces_something_asks_why_and_tells_what_it_changes(desk: Desk) -> None:
    add_both(desk)
    cells = {(hours.Line(hours.Category.DIRECT_SERVICE), dt.date(2026, 3, 2)): 600}
    desk.write(lambda session: hours.save_week(session, hours.Week("AW", dt.date(2026, 3, 2), cells)) or True)
    row = desk.read(lambda session: staff.window(session))[0]
    page = desk.open("staff", row.id)
    page.form.editor("title").set_value("Peer supporter")
    page.form.changed.emit()
    assert page.correction.field.isHidden()
    page.form.editor("started_on").set_value("2026-03-05")
    page.form.changed.emit()
    assert not page.correction.field.isHidden()
    page.correction.editor.box.setPlainText("A slip")
    page.save()
    told = page.correction.effects.words()
    assert "Annie Whitegrass" in told and "March 2026" in told and not page.correction.effects.isHidden()
    assert desk.read(lambda session: staff.window(session))[0].started_on == dt.date(2026, 1, 1)
    page.save()
    assert desk.read(lambda session: staff.window(session))[0].started_on == dt.date(2026, 3, 5)
    again = desk.open("staff", row.id)
    assert any("Started: Jan 1, 2026 → Mar 5, 2026" in label.text() for label in again.findChildren(QLabel))


def test_somebody_typed_by_mistake_is_taken_out_with_a_way_back(desk: Desk) -> None:
    add_both(desk)
    page = desk.open("staff", desk.read(lambda session: staff.window(session))[0].id)
    buttons(page, "Take out")[0].click()
    assert names(desk) == []
    desk.window.page()._undo._button.click()
    assert names(desk) == ["Annie Whitegrass"]
    leader = desk.read(lambda session: supervisors.window(session))[0]
    page = desk.open("supervisor", leader.id)
    page.take_out()
    assert desk.read(lambda session: supervisors.window(session)) == []
    desk.window.page()._undo._button.click()
    assert desk.read(lambda session: supervisors.window(session))[0].code == "RC"


def test_an_agreement_is_taken_out_with_a_way_back(desk: Desk) -> None:
    add_both(desk)
    typed = {"staff": "AW", "supervisor": "RC", "signed_on": "2026-01-01", "not_therapist_confirmed": "yes"}
    key = desk.write(lambda session: terms.add(session, terms.WrittenEntry.read(typed)).id)
    page = desk.open("agreement", key)
    buttons(page, "Take out")[0].click()
    assert desk.read(lambda session: agreements.window(session)) == []
    desk.window.page()._undo._button.click()
    assert len(desk.read(lambda session: agreements.window(session))) == 1


def test_a_wrong_day_of_a_name_is_set_right(desk: Desk) -> None:
    add_both(desk)
    row = desk.read(lambda session: staff.window(session))[0]
    entry = staff.StaffEntry.read({**ANNIE, "name": "Annie Bird"})
    desk.write(lambda session: staff.change(session, row.id, entry, dt.date(2026, 6, 1)))
    page = desk.open("staff", row.id)
    buttons(page, "Correct")[-1].click()
    page = desk.window.page()
    page.form.editor("from_on").set_value("2026-05-01")
    page.correction.editor.box.setPlainText("The court's day")
    desk.keeper.flush()
    page.save()
    page = desk.open("staff", row.id)
    assert any(label.text() == "Annie Whitegrass, until April 30, 2026" for label in page.findChildren(QLabel))


def test_drafts_of_the_room_are_gone_on_with(desk: Desk) -> None:
    add_both(desk)
    row = desk.read(lambda session: staff.window(session))[0]
    leader = desk.read(lambda session: supervisors.load(session, supervisors.window(session)[0].id))
    name = desk.read(lambda session: names_of.of_person(session, "staff", row.staff_id))[0]
    for form, record, page in (
        ("staff", str(row.id), "PersonPage"), ("staff", "", "PersonPage"), ("staff", "+AW", "PersonPage"),
        ("supervisor", str(leader.id), "SupervisorPage"), ("supervisor", "", "NewSupervisorPage"),
        ("agreement", "", "AgreementPage"), ("license", str(leader.licenses[0].id), "LicensePage"),
        ("license", f"+{leader.id}", "LicensePage"), ("supervision-ce", f"+{leader.id}", "EducationPage"),
        ("name-staff", str(name.id), "NamePage"),
    ):  # fmt: skip
        assert due.DRAFTS[form] == "staff.draft"
        desk.open("staff.draft", form, record)
        assert type(desk.window.page()).__name__ == page
    desk.open("staff.draft", "license", str(row.id))
    assert isinstance(desk.window.page(), StaffPage)


def test_an_agreement_is_added_and_changed(desk: Desk) -> None:
    add_both(desk)
    page = desk.open("agreement")
    page.form.set_values(
        {"staff": "AW", "supervisor": "RC", "signed_on": "2026-01-01", "not_therapist_confirmed": "yes"}
    )
    page.save()
    kept = desk.read(lambda session: agreements.window(session))
    assert [(one.staff, one.supervisor, one.not_therapist_confirmed) for one in kept] == [("AW", "RC", True)]
    page = desk.open("agreement", kept[0].id)
    assert page.form.values()["staff"] == "AW"
    page.form.editor("ends_on").set_value("2026-12-31")
    page.save()
    assert desk.read(lambda session: agreements.window(session))[0].ends_on == dt.date(2026, 12, 31)


def test_a_further_rule_pack_is_a_further_enrolment(desk: Desk) -> None:
    add_both(desk)
    row = desk.read(lambda session: staff.window(session))[0]
    page = desk.open("staff", row.id)
    page._further(desk.read(lambda session: staff.enrolment(session, row.id)))
    page = desk.window.page()
    page.form.set_values(
        {"code": "AW", "name": "Annie Whitegrass", "pack": "mt-fps", "started_on": "2026-02-01"}
    )
    page.save()
    assert {one.pack for one in desk.read(lambda session: staff.window(session))} == {"mt-cbhpss", "mt-fps"}


def test_typing_is_put_back_and_can_be_thrown_away(desk: Desk) -> None:
    page = desk.open("staff")
    page.form.restore({"name": "Half Typed"})
    page.form.changed.emit()
    desk.keeper.flush()
    page = desk.open("staff")
    assert page.form.values()["name"] == "Half Typed"
    assert not page.restored.isHidden()
    page.start_over()
    desk.keeper.flush()
    page = desk.open("staff")
    assert page.form.values()["name"] == ""


def test_a_peer_supporter_reads_and_changes_nothing(qtbot, signed_in: SignedIn) -> None:
    with sessions.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, staff.StaffEntry.read(ANNIE))
        staff.add(session, staff.StaffEntry.read({**ANNIE, "code": "WH", "name": "Wes Halvorsen"}))
    entry = UserEntry.read(dict(name="Annie", roles="peer_supporter", staff="AW"))
    opening.add_user(signed_in, entry, PASSPHRASE, cost=vault.LOW)
    signed_in.store.close()
    opened = opening.unlock(signed_in.store.folder, "Annie", PASSPHRASE)
    with closing(opened.store), windows.bare(qtbot, opened, "staff", size=None) as made:
        shown = made.window.go("staff")
        assert isinstance(shown, StaffPage)
        assert shown._add.isHidden()
        rows = shown.sections.part().model.rows()
        assert [row.code for row in rows] == ["AW"]
        page = made.open("staff", rows[0].id)
        assert page.save_button.isHidden()
        assert not page.form.isEnabled()
        page.save()


def test_every_control_has_a_name_and_the_pages_fit(desk: Desk, nameless) -> None:
    add_both(desk)
    row = desk.read(lambda session: staff.window(session))[0]
    leader = desk.read(lambda session: supervisors.window(session))[0]
    listed = desk.window.go("staff")
    for part in ("staff", "supervisors", "agreements"):
        listed.show_part(part)
        assert nameless(listed) == []
    for page in (
        desk.open("staff", row.id),
        desk.open("supervisor", leader.id),
        desk.open("supervisor"),
        desk.open("agreement"),
    ):
        assert nameless(page) == []
        assert page.minimumSizeHint().width() <= 1198


def test_every_control_is_reached_by_tab(desk: Desk, unreached) -> None:
    add_both(desk)
    desk.window.go("staff")
    assert unreached(desk.window) == []
    row = desk.read(lambda session: staff.window(session))[0]
    desk.open("staff", row.id)
    assert unreached(desk.window) == []


def test_a_pack_s_figures_say_source_and_confidence(desk: Desk) -> None:
    dialog = rules.what_is_this(desk.window, desk.packs, "mt-cbhpss")
    assert dialog is not None
    words = dialog.text.toPlainText()
    assert "1 h for each 20 h worked" in words
    assert "From a guide" in words and "Our choice" in words and "Source:" in words
    assert "October 1, 2017" in words
    dialog.close()
    assert rules.what_is_this(desk.window, desk.packs, "nothing") is None
