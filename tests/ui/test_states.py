"""Lines of state are worked out from the state; each act ends with what happened and what comes next."""

import datetime as dt
import gc
import itertools
import uuid
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app import clock
from app.services import drafts
from app.services.clients import assignments, records
from app.services.clients.assignments import AssignmentEntry
from app.services.clients.entry import ClientEntry
from app.services.encounters import notes, reviews, signing
from app.services.encounters.entry import EncounterEntry
from app.services.store import session as stores
from app.services.supervision import absences, session_list
from app.services.supervision import sessions as held
from app.services.supervision.outlook import Certificate, Outlook
from app.services.supervision.session_list import SessionRow
from app.ui.hiring import forms as hiring_forms
from app.ui.hiring import questions
from app.ui.kit import controls
from app.ui.kit.record import RecordPage
from app.ui.reports.exports import ExportsPart
from app.ui.reports.papers import PapersPart
from app.ui.settings.agency import AgencyPart
from app.ui.settings.limits import LimitsPart
from app.ui.staff.record import RecordPage as StaffRecordPage
from app.ui.supervision import people as people_words
from app.ui.supervision import words as session_words
from tests import agency
from tests.agency import PASSPHRASE

TODAY = dt.datetime.now(dt.UTC).date()
NOTE = {
    "client": "C1", "staff": "AW", "date": (TODAY - dt.timedelta(days=3)).isoformat(), "start": "09:00", "stop": "10:00",
    "manner": "in_person", "data": "Met.", "plan": "Friday.",
}  # fmt: skip


@pytest.fixture
def staffed(staffed):
    with stores.transaction(staffed.store, staffed.actor) as session:
        records.add(session, ClientEntry.read({"code": "C1", "first_name": "Clara", "last_name": "Elk"}))
        key = records.by_code(session, "C1").id
        assignments.assign(session, key, AssignmentEntry.read({"staff": "AW", "from_on": "2026-01-01"}))
    return staffed


@pytest.fixture
def sit(staffed, seat):
    rooms = ("supervision", "encounters", "staff", "people", "settings", "hours", "reports")
    return lambda who: seat(who, *rooms)


@pytest.fixture
def manager(sit, staffed):
    return sit(staffed)


@pytest.fixture
def annie(sit, staffed):
    return sit(agency.enter(staffed, "Annie", "peer_supporter", staff="AW"))


def said(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


# what is saved


def test_all_changes_are_saved_only_where_nothing_is_left_to_save(qtbot, annie):
    page = annie.open("note", client="C1")
    page.form.put({"data": "Half a"}, draft=True)
    page.form.changed.emit()
    annie.keeper.flush()
    qtbot.waitUntil(lambda: annie.window._saved.text().startswith("1 draft is not saved yet. Kept"))
    page.form.put({name: text for name, text in NOTE.items() if name != "client"}, draft=True)
    page.save()
    annie.keeper.flush()
    qtbot.waitUntil(lambda: annie.window._saved.text().startswith("All changes saved"))
    assert not annie.keeper.unsaved
    # a draft left on one page is not saved by saving another
    page = annie.open("note", client="C1")
    page.form.put({"data": "Half a"}, draft=True)
    page.form.changed.emit()
    week = annie.window.go("hours")
    week.sheet.type({(0, 1): "8"})
    week.save()
    annie.keeper.flush()
    qtbot.waitUntil(lambda: annie.window._saved.text().startswith("1 draft is not saved yet"))


def test_what_was_left_unfinished_before_is_not_saved_either(sit, staffed, annie):
    annie.keeper.typed("encounter", "new-C1", {"data": "Half a"})
    annie.keeper.flush()
    again = sit(annie.signed_in)
    again._say_saved(clock.now())
    assert again.window._saved.text().startswith("1 draft is not saved yet")


# what is missing


def test_an_empty_note_says_what_a_signature_needs_and_never_that_nothing_is_missing(annie):
    page = annie.open("note", client="C1")
    assert "Nothing is missing" not in said(page.foot)
    assert "Before it can be signed: Start, Stop, Manner, Data, Plan." in said(page.foot)
    page.form.put({"data": "Met."}, draft=True)
    page.form.changed.emit()
    assert "Before it can be signed: Start, Stop, Manner, Plan." in said(page.foot)
    page.form.put({name: text for name, text in NOTE.items() if name != "client"}, draft=True)
    page.form.changed.emit()
    assert "Nothing is missing" in said(page.foot)
    page.form.put({"stop": "09:00"}, draft=True)
    page.save()
    assert "1 thing to mend:" in said(page.foot) and "Nothing is missing" not in said(page.foot)
    page.form.put({"stop": "10:00", "date": (TODAY + dt.timedelta(days=2)).isoformat()}, draft=True)
    page.form.show_problems({})
    page.form.changed.emit()
    assert "still to come" in page.foot._words.accessibleName()


def test_sign_on_a_note_that_cannot_be_signed_says_why_and_opens_nothing_else(annie):
    for wrong, field in (({"plan": ""}, "plan"), ({"date": (TODAY + dt.timedelta(days=2)).isoformat()}, "date")):
        annie.write(lambda session: notes.record(session, EncounterEntry.read(NOTE)).id)  # another that waits
        page = annie.open("note", client="C1")
        page.form.put({name: text for name, text in NOTE.items() if name != "client"} | wrong, draft=True)
        page.save(sign=True)
        assert annie.window.page() is page and [one.name for one in page.form.faulty()] == [field]


def test_an_amendment_without_its_reason_is_not_complete(annie):
    key = annie.write(lambda session: notes.record(session, EncounterEntry.read(NOTE)).id)
    ring = annie.signing_key(PASSPHRASE)
    annie.write(lambda session: signing.sign(session, [key], ring))
    annie.open("note", key).amend()
    page = annie.window.page()
    assert "Before it can be signed: Why is it amended?." in said(page.foot)
    page.save()
    assert "1 thing to mend:" in said(page.foot)


# what stands on record


def test_a_note_sent_back_is_not_told_to_be_signed_and_locked(annie, staffed):
    key = annie.write(lambda session: notes.record(session, EncounterEntry.read(NOTE)).id)
    ring = annie.signing_key(PASSPHRASE)
    annie.write(lambda session: signing.sign(session, [key], ring))
    assert "Signed and locked" in annie.open("note", key).said()
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    with stores.transaction(ruth.store, ruth.actor) as session:
        reviews.review(session, key, reviews.NEEDS_REVISION, "Who was called?")
    page = annie.open("note", key)
    assert page.said() == "Sent back by Ruth: Who was called? It is signed, so answer with Amend."
    room = annie.window.go("encounters")
    assert room.list.model.cell(0, 4).text == "Sent back"
    changed = annie.write(
        lambda session: notes.amend(session, key, EncounterEntry.read(NOTE | {"data": "Called."}), "Asked for.").id
    )
    annie.write(lambda session: signing.sign(session, [changed], ring))
    assert "Replaced" in annie.open("note", key).said()
    room.refresh()
    assert [row.id for row in room.list.model.rows()] == [changed]
    room.chips.choose("replaced")
    room._choose("replaced")
    assert [row.id for row in room.list.model.rows()] == [key] and room.list.model.cell(0, 4).text == "Replaced"


@pytest.mark.parametrize("part", [ExportsPart, PapersPart, AgencyPart, LimitsPart])
def test_what_came_of_a_form_goes_once_the_form_says_something_else(manager, part):
    made = part(manager)
    made.note.say("Written: 12 rows in /home/ann. Files: hours.csv.")
    assert made.note.words()
    made.form.changed.emit()
    assert made.note.words() == ""


ROW = SessionRow(
    uuid.uuid4(), 0, TODAY, dt.time(9), dt.time(10), 60, "individual", "in_person", "", "Ruth", "Annie", 2, False, None,
    False,
)  # fmt: skip


@pytest.mark.parametrize("led", [False, True])
@pytest.mark.parametrize("came", [0, 1, 2])
@pytest.mark.parametrize("printed", [False, True])
@pytest.mark.parametrize("what", ["held", "void", "replaced"])
def test_the_line_of_a_session_says_who_has_signed_and_nothing_else(led, came, printed, what):
    row = replace(ROW, by_supervisor=led, by_supervisee=came, printed=printed)
    row = replace(row, void=what == "void", replaced=what == "replaced")
    cell = session_words.signed(row)
    said = f"{cell.text}. {cell.second}"
    assert ("Replaced" in said) is (what == "replaced")
    if what == "held":
        assert ("Not signed" in said) is (not led and not came and not printed)
        assert ("Signed by all" in said) is (led and came == 2)
        assert ("signs next" in said) is (not printed and (led or came > 0) and not (led and came == 2))
        assert ("Waits for its paper" in said) is (printed and not (led and came == 2))
    elif what == "void":
        assert ("Not signed" in said) is not led


CERTIFIED = dt.date(2024, 1, 1)
CERTIFICATES = [  # under one pack: number, since, until
    ("B-1", CERTIFIED, dt.date(2026, 12, 31)), ("B-1", CERTIFIED, dt.date(2025, 12, 31)), ("B-1", CERTIFIED, None),
    ("", None, None), ("B-1", dt.date(2026, 11, 1), None),
]  # fmt: skip


@pytest.mark.parametrize(("one", "two"), list(itertools.product(CERTIFICATES, repeat=2)))
def test_what_is_told_of_two_certificates_never_speaks_against_itself(one, two):
    day = dt.date(2026, 6, 1)
    kept = [Certificate("mt-cbhpss", *one), Certificate("mt-mfp", *two)]
    for found in (kept[:1], kept):
        told = people_words.standing(
            Outlook("AW", "Annie", tuple(found), None, None, None, None, "", ()), day, False, lambda pack: pack.upper()
        )
        claims = [said.split(": ")[-1] for said in told.rstrip(".").split(". ")]
        named = [said.split(": ")[0] for said in told.split(". ") if ": " in said]
        assert len(claims) == len(found) and named == [each.pack.upper() for each in found][: len(named)]
        assert len(found) == 1 or len(named) == 2, "each claim says under which rules it holds"


# what comes next


def subclasses(kind):
    gc.collect()
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_form_that_saves_a_record_says_what_comes_next():
    from app.ui.record import write  # noqa: F401
    from app.ui.settings import packs, programs  # noqa: F401 - so that all forms are known
    from app.ui.staff import credential_forms, person  # noqa: F401
    from app.ui.supervision import planning  # noqa: F401

    tell_themselves = {"PlanPage", "WritingPage", "_Named", "RecordPage", "KeptPage"}  # the last three: no forms
    silent = {
        one.__name__ for kind in (RecordPage, StaffRecordPage) for one in subclasses(kind)
        if one.__module__.startswith("app.") and not one.next_step
    }  # fmt: skip
    assert silent == tell_themselves


def test_a_saved_record_is_told_with_the_next_step(manager):
    manager.window.add_page("hiring", lambda: controls.text(""))
    page = manager.open("supervisor")
    page.form.set_values(agency.supervisor(code="ZZ", name="Zoe", license_number="L-9"))
    page.save()
    assert manager.window.page().said() == "Saved. Next: record an agreement with each person they supervise."
    manager.window.go("staff")
    assert manager.window.page().said() == ""  # what was said at the last visit is old


@pytest.mark.parametrize("room", [hiring_forms.PositionPage, questions.QuestionPage])
def test_forms_of_hiring_have_words_for_the_end(room):
    assert room.next_step


# where a page opens


def test_a_page_of_a_record_opens_on_the_record_and_not_on_void(annie, manager, staffed):
    key = annie.write(lambda session: notes.record(session, EncounterEntry.read(NOTE)).id)
    ring = annie.signing_key(PASSPHRASE)
    annie.write(lambda session: signing.sign(session, [key], ring))
    annie.window.activateWindow()
    page = annie.open("note", key)
    focused = page.focusWidget()
    assert focused is not None and not isinstance(focused, controls.Button) and "Met." in focused.accessibleDescription()
    session_key = agency.record(staffed)
    ruth = agency.enter(staffed, "Ruth", "supervisor", supervisor="RC")
    agency.sign(ruth, session_key)
    page = manager.open("session", session_key)
    assert not isinstance(page.focusWidget(), controls.Button) and page.focusWidget() is not None
    assert not isinstance(QApplication.focusWidget(), controls.Button)


# who was absent


def test_who_was_absent_from_a_group_is_recorded_and_signed_with_it(manager):
    page = manager.open("session")
    typed = agency.HELD | {"staff": "AW", "format": "group", "description": "We met in Ronan."}
    page.form.put(typed)
    assert page.form.absent.isVisible()
    page.form.away.set_value("DR")
    page.save()
    [row] = manager.read(session_list.window)
    kept = manager.read(lambda session: held.load(session, row.id))
    assert kept.description == "Absent: Dale Running Crane.\nWe met in Ronan."
    again = manager.open("session", row.id)
    assert again.form.away.chosen() == ["DR"] and again.form.editor("description").value() == "We met in Ronan."
    again.form.staff.set_value("AW;DR")  # he came after all
    again.save()
    assert manager.read(lambda session: held.load(session, row.id)).description == "We met in Ronan."


@pytest.mark.parametrize(
    ("description", "names", "rest"),
    [
        ("Absent: Dale.\nRest", ("Dale",), "Rest"), ("Absent: Dale, Annie.", ("Dale", "Annie"), ""), ("Rest", (), "Rest"),
        ("Absent: Nobody known.\nRest", (), "Absent: Nobody known.\nRest"), ("", (), ""), ("Absent: .", (), "Absent: ."),
    ],
)  # fmt: skip
def test_the_line_of_those_absent_is_read_as_it_was_written(description, names, rest):
    assert absences.parted(description, ["Dale", "Annie"]) == (names, rest)
    assert absences.joined(names, rest) == description


def test_incidents_end_with_what_is_still_to_do(manager):
    page = manager.open("incident.form")
    page.form.set_values({"staff": "AW", "kind": "other", "date": TODAY.isoformat(), "what": "A fall."})
    page.save()
    assert manager.window.page().said() == "The incident is saved. What is still to do stands at the right."


@pytest.mark.parametrize("opened", ["note", "session", "agreement", "intake", "hours"])
def test_what_start_over_throws_away_can_be_taken_back(sit, annie, staffed, opened):
    desk = annie if opened in ("note", "hours") else sit(staffed)
    if opened == "hours":
        desk.open("hours", "AW", TODAY)
        page = desk.window.page()
        row = 0
        page.sheet.type({(row, 1): "3:15"})
        assert page.sheet.text((row, 1)) == "3:15"
        page.start_over()
        assert page.sheet.text((row, 1)) == "" and not page.dirty
        assert page.undo_last()
        assert desk.window.page().sheet.text((row, 1)) == "3:15" and desk.window.page().dirty
        return
    desk.open(opened)
    page = desk.window.page()
    field, text = {"note": ("data", "We met."), "session": ("summary", "We met."), "agreement": ("signed_on", "2026-01-02"),
                   "intake": ("first_name", "Ada")}[opened]  # fmt: skip
    page.form.fields[field].editor.set_value(text)
    page.form.changed.emit()
    desk.keeper.flush()
    page.start_over()
    desk.keeper.flush()
    assert page.form.values()[field] == ""
    assert page.undo_last()
    desk.keeper.flush()
    assert page.form.values()[field] in (text, "January 2, 2026")
    assert any(text in one.typed or "2026" in one.typed for one in desk.read(drafts.of_author))


def test_a_note_sent_back_waits_to_be_revised_and_not_to_be_signed(sit, annie, staffed):
    with stores.transaction(staffed.store, annie.signed_in.actor) as session:
        key = notes.record(session, EncounterEntry.read(NOTE)).id
    assert [one.id for one in annie.read(signing.waiting)] == [key]
    leader = agency.enter(staffed, "Ruth R", "supervisor", supervisor="RC")
    with stores.transaction(staffed.store, leader.actor) as session:
        reviews.review(session, key, reviews.NEEDS_REVISION, "Who was called?")
    assert annie.read(signing.waiting) == [] and annie.read(signing.count_waiting) == 0
    with stores.transaction(staffed.store, annie.signed_in.actor) as session:
        reviews.ready(session, key)
    assert [one.id for one in annie.read(signing.waiting)] == [key]
