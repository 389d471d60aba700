"""The Supervision room: logging, warnings, drafts, signing a batch, papers, and what stands after signing."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

from app.services import hours, staff
from app.services.across import opening
from app.services.across import papers as printing
from app.services.across.due import supervision as supervision_due
from app.services.across.queue import What
from app.services.rules.ledger import Summary
from app.services.store import session as stores
from app.services.store import vault
from app.services.supervision import (
    agenda,
    agreements,
    calendar,
    plans,
    session_list,
    sessions,
    signing,
    supervisors,
    topics,
)
from app.services.supervision.log import Wanted
from app.services.users import UserEntry
from app.ui.home import HomePage
from app.ui.kit import theme
from app.ui.kit.preview import Preview
from app.ui.owed.lines import exact, headline, small_print
from app.ui.supervision import review, words
from app.ui.write import Desk
from tests.conftest import PASSPHRASE
from tests.reading import read_to_the_end

TYPED = {
    "staff": "AW", "supervisor": "RC", "date": "2026-03-05", "start": "14:00", "stop": "15:00",
    "format": "individual", "manner": "in_person", "topics": "Ethics and boundaries", "summary": "Saying no.",
}  # fmt: skip


def entry(**changed):
    return sessions.SessionEntry.read({**TYPED, **changed})


@pytest.fixture
def ruth(signed_in, store_folder):
    """The store with two people and sessions, open for the supervisor."""
    with stores.transaction(signed_in.store, signed_in.actor) as session:
        for code, name in (("AW", "Annie Whitegrass"), ("DR", "Dale Running Crane")):
            staff.add(session, staff.StaffEntry.read({
                "code": code, "name": name, "pack": "mt-cbhpss", "started_on": "2026-01-01",
                "certification_number": f"B-{code}", "certification_expires_on": "2026-12-31",
            }))  # fmt: skip
        supervisors.add(session, supervisors.SupervisorEntry.read({
            "code": "RC", "name": "Ruth Calfrobe", "license_type": "social_worker", "license_number": "L-1",
            "licensed_on": "2015-02-01",
        }))  # fmt: skip
        agreements.add(session, agreements.AgreementEntry.read({
            "staff": "AW", "supervisor": "RC", "signed_on": "2026-01-01", "not_therapist_confirmed": "yes",
        }))  # fmt: skip
        day = dt.date(2026, 3, 2)
        cells = {(hours.Line(hours.Category.DIRECT_SERVICE), day + dt.timedelta(turn)): 480 for turn in range(5)}
        hours.save_week(session, hours.Week("AW", day, cells))
        for each in ("2026-03-05", "2026-03-12"):
            sessions.record(session, entry(date=each))
    opening.add_user(
        signed_in, UserEntry.read({"name": "Ruth", "roles": "supervisor", "supervisor": "RC"}), PASSPHRASE, cost=vault.LOW
    )
    signed_in.store.close()
    opened = opening.unlock(store_folder, "Ruth", PASSPHRASE)
    yield opened
    opened.store.close()


@pytest.fixture
def desk(ruth, seat) -> Desk:
    made = seat(ruth, "supervision")
    made.window.add_page("hours", lambda: made.open("room.supervision"))
    return made


def rows(desk, **how):
    return desk.read(lambda session: session_list.window(session, **how))


def said(page):
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def sign_one(desk, session_id):
    key = desk.signing_key(PASSPHRASE)
    desk.write(lambda session: signing.sign(session, [session_id], key))


def test_the_room_lists_newest_first_and_filters(desk):
    page = desk.window.go("supervision")
    assert [row.date.day for row in page.list.model.rows()] == [12, 5]
    assert "Review and sign 2 sessions" in [button.text() for button in page.findChildren(type(page._sign))]
    page.list.filter.setText("nobody of this name")
    assert page.list.model.rowCount() == 0
    page.list.filter.setText("annie")
    assert page.list.model.rowCount() == 2
    page.chips.choose("paper")
    page.list.refresh()
    assert page.list.model.rowCount() == 0


def test_a_session_typed_is_on_record_and_its_draft_is_gone(desk):
    page = desk.open("session")
    page.form.put({**TYPED, "date": "2026-03-19", "topics": "Self-care; Motivational talk"})
    page.form.changed.emit()
    desk.keeper.flush()
    assert desk.draft("supervision")["topics"] == "Self-care; Motivational talk"
    page.save()
    desk.keeper.flush()
    newest = rows(desk)[0]
    assert (newest.date.day, newest.topics) == (19, "Self-care; Motivational talk")
    assert desk.draft("supervision") is None


def test_typing_comes_back_and_start_over_throws_it_away(desk):
    page = desk.open("session")
    page.form.put({**TYPED, "summary": "half a sentence"})
    page.form.changed.emit()
    desk.keeper.flush()
    again = desk.open("session")
    assert again.form.values()["summary"] == "half a sentence"
    again.start_over()
    assert again.form.values()["summary"] == ""
    desk.keeper.flush()
    assert desk.open("session").form.values()["summary"] == ""


def test_problems_stand_beside_their_fields_and_nothing_is_saved(desk):
    page = desk.open("session", staff="AW")
    page.form.put({**TYPED, "stop": "14:00"})
    page.save()
    assert "same as start" in page.form.fields["stop"].sentence()
    assert "1 thing to mend" in said(page.foot)
    assert len(rows(desk)) == 2


def test_a_problem_goes_once_another_field_mends_it(desk):
    page = desk.open("session")
    page.form.put({**TYPED, "date": "2026-11-01", "start": "01:10", "stop": "03:00"})
    page.save()
    assert page.form.fields["start"].sentence()
    page.form.put({**TYPED, "date": "2026-11-02", "start": "01:10", "stop": "03:00"})
    page.form.settled()
    assert page.form.faulty() == []


def test_a_clock_that_shows_the_hour_twice_is_asked_about(desk):
    page = desk.open("session")
    page.form.put({**TYPED, "date": "2026-11-01", "start": "01:10", "stop": "03:00"})
    page.save()
    assert "twice" in page.form.fields["start"].sentence()
    page.form.folds.set_values("1", None)
    page.save()
    newest = next(row for row in rows(desk) if row.date == dt.date(2026, 11, 1))
    assert newest.minutes == 110


def test_what_the_record_says_and_what_the_ledger_will_say_stand_beside_the_form(qtbot, desk):
    page = desk.open("session")
    page.form.put({**TYPED, "staff": "DR", "date": "2026-03-19"})
    page.form.changed.emit()
    page.settle()
    assert "No agreement that day." in said(page)
    assert "not credited" in page.form.warning.words()
    page.form.put({**TYPED, "date": "2026-03-05", "start": "14:30", "stop": "15:30"})
    page.form.changed.emit()
    page.settle()
    assert "shares 30 min" in page.form.warning.words()
    qtbot.waitUntil(lambda: "2 h owed since March" in said(page.open_with), timeout=10_000)


def test_a_group_credits_all_and_an_individual_session_has_one(desk):
    page = desk.open("session")
    page.form.put({**TYPED, "staff": "AW;DR", "format": "group", "date": "2026-03-20"})
    page.save()
    assert rows(desk)[0].present == 2


def test_signing_takes_what_is_ticked_and_a_wrong_passphrase_loses_nothing(qtbot, desk):
    page = desk.open("session.review")
    assert not page.sign_button.isEnabled()
    read_to_the_end(page)
    page.cards[0].box.click()
    page.passphrase.editor.line.setText("not the passphrase")
    page.sign()
    qtbot.waitUntil(lambda: bool(page.passphrase.sentence()), timeout=20_000)
    assert page.cards[0].box.isChecked()
    page.passphrase.editor.line.setText(PASSPHRASE)
    page.sign()
    qtbot.waitUntil(lambda: desk.window.page() is not page, timeout=20_000)
    assert [row.by_supervisor for row in rows(desk)] == [False, True]
    assert isinstance(desk.window.page(), review.ReviewPage) and len(desk.window.page().cards) == 1


def test_a_signed_session_is_read_only_and_amended_or_voided_beside_it(desk):
    first = rows(desk)[-1]
    sign_one(desk, first.id)
    page = desk.open("session", first.id)
    assert "Ruth Calfrobe, supervisor" in said(page) and "Annie Whitegrass, peer supporter" in said(page)
    assert not hasattr(page, "form")
    page.taking_back.ask()
    page.taking_back.go_on()
    assert page.taking_back.reason.sentence()
    page.taking_back.reason.editor.set_value("Held on another day")
    page.taking_back.go_on()
    assert [row.void for row in rows(desk) if row.amends_id == first.id] == [True]
    room = desk.window.page()
    room._undo._take_back()
    assert not [row for row in rows(desk) if row.amends_id]


def test_removal_is_undone_from_the_bar(desk):
    last = rows(desk)[0]
    page = desk.open("session", last.id)
    page.remove()
    assert len(rows(desk)) == 1
    desk.window.page()._undo._take_back()
    assert [row.date for row in rows(desk)] == [dt.date(2026, 3, 12), dt.date(2026, 3, 5)]


def test_a_paper_is_numbered_recorded_and_another_withdrawn(qtbot, desk, tmp_path):
    page = desk.open("papers", "AW")
    page.printing.set_values({"first": "2026-03-01", "last": "2026-03-08"})
    page.print()
    qtbot.waitUntil(lambda: desk.window.page() is not page, timeout=30_000)
    assert desk.window.page().data.startswith(b"%PDF")
    page = desk.open("papers")
    page.choose(page._rows()[0])
    page.signed.set_values({"signed_on": "2026-03-04"})
    page.record()
    assert "later" in page.signed.fields["signed_on"].sentence()
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.7 a scan")
    page.take_scan(scan)
    page.signed.set_values({"signed_on": "2026-03-09"})
    page.record()
    assert "was printed on" in page.signed.fields["signed_on"].sentence()
    page.signed.set_values({"signed_on": desk.today()})
    page.record()
    assert [row.on_paper for row in rows(desk)] == [False, True]
    assert words.signed(rows(desk)[-1]).text == "Signed by all"
    assert page._rows() == []


def test_a_recorded_paper_is_found_looked_at_and_taken_back(qtbot, desk):
    """From the list, from its session and from Home: whose it is, the paper, its scan; a slip is set right."""
    with stores.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        wanted = Wanted("AW", dt.date(2026, 3, 1), dt.date(2026, 3, 8), desk.today())
        number = printing.print_for_signature(session, wanted)[0].number
    (item,) = desk.read(supervision_due.papers)
    assert (item.person, item.role) == ("Annie Whitegrass", "with Ruth Calfrobe") and f"{number}: 1 session" in item.detail
    HomePage(desk)._act(item)
    page = desk.window.page()
    assert number in said(page) and "Annie Whitegrass" in said(page) and "Ruth Calfrobe" in said(page)
    page._scan = b"%PDF-1.7 a scan"
    page.signed.set_values({"signed_on": desk.today()})
    page.record()
    opened = desk.open("session", rows(desk)[-1].id)
    assert f"{number} is signed by hand." in said(opened) and f"paper {number}" in said(opened)
    opened._open_papers(number)
    page = desk.window.page()
    assert page.chips.value() == "signed" and page._recall.isVisibleTo(page) and not page._record.isVisibleTo(page)
    page.look()
    qtbot.waitUntil(lambda: isinstance(desk.window.page(), Preview), timeout=30_000)
    assert number in said(desk.window.page())
    page.look_scan()
    assert desk.window.page().data == b"%PDF-1.7 a scan"
    page = desk.open("papers", number=number)
    page.recall()
    assert page.recalling.fields["reason"].sentence()
    page.recalling.set_values({"reason": "The day was read wrongly"})
    page.recall()
    assert [row.on_paper for row in rows(desk)] == [False, False]
    assert words.signed(rows(desk)[-1]).text == "Printed for signature"


def test_withdrawing_needs_a_reason_and_frees_the_sessions(qtbot, desk):
    page = desk.open("papers", "AW")
    page.printing.set_values({"first": "2026-03-01", "last": "2026-03-08"})
    page.print()
    qtbot.waitUntil(lambda: desk.window.page() is not page, timeout=30_000)
    assert rows(desk)[-1].printed
    page = desk.open("papers")
    page.choose(page._rows()[0])
    page.withdraw()
    assert page.withdrawing.fields["reason"].sentence()
    page.withdrawing.set_values({"reason": "A name was wrong"})
    page.withdraw()
    assert not rows(desk)[-1].printed
    assert words.signed(rows(desk)[-1]).text == "Not signed"


def test_the_owed_page_says_the_sum_the_reason_and_what_to_do(desk):
    page = desk.open("owed.person", "AW")
    assert "2 h owed since March" in page.figure.text()
    assert [line.heading for line in page._notes] == ["Not signed yet", "Not signed yet"]
    assert page._notes[0].action == "Sign"
    sign_one(desk, rows(desk)[-1].id)
    page.refresh()
    assert "1 h owed since March" in page.figure.text()
    assert "2 h owed since March" not in said(page), "the sum from before must be gone"
    assert [line.words for line in page._lines][-1] == "2026"
    assert "Annie" not in page.window_title


def test_long_words_about_the_sum_do_not_make_the_page_too_wide(qtbot, desk, monkeypatch):
    monkeypatch.setattr("app.ui.owed.lines.counted", lambda *_: "Counting began in September. " * 4)
    desk.window.resize(1366, 688)
    page = desk.open("owed.person", "AW")
    qtbot.wait(1)
    (area,) = [one for one in page.findChildren(QScrollArea) if one.isVisible() and one.widget().isAncestorOf(page.figure)]
    assert area.horizontalScrollBar().maximum() == 0


def test_the_overview_names_everyone_most_owed_first(desk):
    page = desk.open("owed")
    assert [line[0] for line in page.lines] == ["Annie Whitegrass", "Dale Running Crane"]
    assert page.lines[0][1:] == ("2 h", "since March") and page.lines[1][1] == "Even"


def test_the_rules_page_gives_each_figure_its_source(desk):
    page = desk.open("owed.rules", "mt-cbhpss", "AW")
    figures = page.list.model.rows()
    assert any(page.list.model.cell(number, 1).text == "1 h for each 20 h worked" for number in range(len(figures)))
    assert all(page.list.model.cell(number, 2).text for number in range(len(figures)))


def test_a_pack_without_a_ratio_shows_what_was_held_and_no_amount_owed(desk, signed_in):
    second = {"code": "AW", "name": "Annie Whitegrass", "pack": "mn-prs", "started_on": "2026-01-01"}
    with stores.transaction(signed_in.store, signed_in.actor) as session:
        staff.add(session, staff.StaffEntry.read(second))
    page = desk.open("owed.person", "AW")
    page._choose_pack("mn-prs")
    words = " ".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())
    assert "0 min of supervision held and credited" in words and "name no amount, so nothing is owed by number" in words
    assert [page.months.view.isColumnHidden(column) for column in range(5)] == [False, False, True, False, True]
    assert " of " not in page.chart.accessibleName() and page.chart.grab().size().width() > 0
    page._choose_pack("mt-cbhpss")
    assert " of " in page.chart.accessibleName()
    assert not any(page.months.view.isColumnHidden(column) for column in range(5))
    everyone = desk.open("owed")
    assert ("Annie Whitegrass", "No ratio", "") in everyone.lines
    held = Summary(None, None, None, 600, None, 90)
    assert headline(held, dt.date(2026, 3, 1)) == "1 h 30 min of supervision held and credited"


def test_amounts_round_up_and_a_pack_without_ratio_shows_a_dash():
    assert exact(None) == "–" and exact(61) == "1:01"
    assert small_print([], dt.date(2026, 3, 1)) == []


PAGES = {
    "room": lambda desk: desk.window.go("supervision"),
    "new": lambda desk: desk.open("session", staff="AW"),
    "review": lambda desk: desk.open("session.review"),
    "papers": lambda desk: desk.open("papers"),
    "everyone": lambda desk: desk.open("owed"),
    "person": lambda desk: desk.open("owed.person", "AW"),
    "rules": lambda desk: desk.open("owed.rules", "mt-cbhpss"),
}


def test_every_control_has_a_name_and_tab_reaches_it(desk, nameless, unreached):
    for open_page in PAGES.values():
        page = open_page(desk)
        assert nameless(page) == []
        assert unreached(page) == []


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_every_page_fits_the_laptop(qapp, desk, percent):
    theme.apply(qapp, "light", percent)
    for name, open_page in PAGES.items():
        page = open_page(desk)
        qapp.processEvents()
        need = desk.window.minimumSizeHint()
        assert need.width() <= 1366 and need.height() <= 688, (name, need)
        assert page.isVisible()


def planned(desk, **changed):
    entry = plans.PlanEntry.read({
        "staff": "AW", "supervisor": "RC", "date": desk.today().isoformat(), "start": "08:00", "minutes": "60",
        "format": "individual", "manner": "in_person", **changed,
    })  # fmt: skip
    return desk.write(lambda session: plans.add(session, entry)[0].id)


PLANNING = {
    "calendar": lambda desk: desk.open("calendar"),
    "plan": lambda desk: desk.open("plan", planned(desk, staff="AW;DR", format="group")),
    "planning": lambda desk: desk.open("plan.form"),
    "change": lambda desk: desk.open("plan.form", planned(desk, every_weeks="1", times="2")),
    "log": lambda desk: desk.open("plan.log", planned(desk)),
    "queue": lambda desk: desk.open("queue"),
    "together": lambda desk: desk.open("together"),
}


def test_each_page_of_planning_names_its_controls_and_tab_reaches_them(desk, nameless, unreached):
    for name, open_page in PLANNING.items():
        page = open_page(desk)
        assert nameless(page) == [], name
        assert unreached(page) == [], name


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_each_page_of_planning_fits_the_laptop(qapp, desk, percent):
    theme.apply(qapp, "light", percent)
    for name, open_page in PLANNING.items():
        page = open_page(desk)
        qapp.processEvents()
        need = desk.window.minimumSizeHint()
        assert need.width() <= 1366 and need.height() <= 688, (name, need)
        assert page.isVisible()


def test_who_of_a_group_was_there_and_who_was_not_stands_on_the_plan(desk):
    key = planned(desk, staff="AW;DR", format="group")
    page = desk.open("plan.log", key)
    assert page.form.staff.codes() == ["AW", "DR"]
    page.form.staff.set_value("AW")
    page.save()
    assert page.isVisible() is False
    plan = desk.open("plan", key)
    assert plan._attendance() == [("Annie Whitegrass", "Present"), ("Dale Running Crane", "Absent")]
    assert "Absent" in said(plan)


def test_an_overlap_is_told_while_planning_and_stops_nothing(desk):
    planned(desk)
    page = desk.open("plan.form")
    page.form.set_values({
        "staff": "DR", "supervisor": "RC", "date": desk.today(), "start": "08:30", "minutes": "30",
        "format": "individual", "manner": "phone",
    })  # fmt: skip
    page.settle()
    assert "Ruth Calfrobe has another session planned then" in page.form.overlaps.words()
    page.save()
    assert "It overlaps another planned session" in said(desk.window.page())


def test_a_repeated_hour_is_asked_about_before_it_is_planned(desk):
    page = desk.open("plan.form")
    page.form.set_values({
        "staff": "AW", "supervisor": "RC", "date": dt.date(2099, 11, 1), "start": "01:30", "minutes": "30",
        "format": "individual", "manner": "phone",
    })  # fmt: skip
    page.save()
    assert "Say which one is meant" in page.form.fields["start"].sentence()
    page.form.folds.set_values("1", None)
    page.save()
    kept = desk.read(lambda session: calendar.listed(session, dt.date(2099, 11, 1)))
    assert len(kept) == 1


def test_removing_a_session_logged_from_a_plan_and_undoing_it_brings_all_back(desk):
    key = planned(desk)
    desk.write(lambda session: topics.add(session, topics.TopicEntry.read({"staff": "AW", "text": "Rides"}), key).id)
    page = desk.open("plan.log", key)
    page.open_with.set_ticks([one for one, item in page.open_with._items.items() if item.settles])
    page.save()
    held = desk.read(lambda session: plans.load(session, key)).session_id
    assert held is not None
    desk.open("session", held).remove()
    assert desk.read(lambda session: plans.load(session, key)).session_id is None
    desk.window.page()._undo._take_back()
    assert desk.read(lambda session: plans.load(session, key)).session_id is not None
    assert desk.read(lambda session: agenda.of(session, ["AW"], desk.today()))[0].items == ()


def test_a_name_in_a_text_for_the_board_is_told_beside_it_and_saved_all_the_same(desk):
    page = desk.open("session", staff="AW")
    page.form.put({**TYPED, "date": "2026-03-20", "summary": "Mrs. Peterson came along."}, draft=True)
    page._typed = True
    page.settle()
    assert "Mrs. Peterson" in page.form.fields["summary"]._hint and not page.form.fields["description"]._hint
    page.save()
    assert rows(desk)[0].date == dt.date(2026, 3, 20)


def test_sessions_and_notes_are_signed_together_with_one_passphrase(desk, qtbot):
    page = desk.open("together")
    assert len(page.cards) == 2 and "attest that it is accurate" in page.cards[0].box.text()
    assert "I attest that this log is accurate" in said(page)
    read_to_the_end(page)
    page.read_button.click()
    page.passphrase.editor.line.setText(PASSPHRASE)
    page.sign()
    qtbot.waitUntil(lambda: all(row.by_supervisor for row in rows(desk)), timeout=30_000)
    reading = desk.open("session", rows(desk)[0].id)
    assert "Confirmed as accurate." in said(reading)


def test_the_queue_filters_by_state_and_kind_and_opens_a_record(desk):
    page = desk.open("queue")
    assert {row.what for row in page.list.model.rows()} == {What.SESSION}
    page.states.choose("open")
    page.kinds.choose("hours")
    page._filter()
    assert page.list.model.rows() and {row.what for row in page.list.model.rows()} == {What.HOURS}
    page.states.choose("ready")
    page.kinds.choose("all")
    page._filter()
    page._open(page.list.model.rows()[0])
    assert desk.window.page() is not page


def test_what_lies_ahead_stands_on_the_owed_pages(desk, monkeypatch):
    monkeypatch.setattr(desk, "today", lambda: dt.date(2026, 3, 20))
    page = desk.open("owed.person", "AW")
    told = [label.text() for label in page.findChildren(QLabel)]
    assert "Still to hold by Mar 31" in told and "3 h 6 min at this pace" in told
    assert "Short for 20 days. " in next(text for text in told if "Counted to today" in text)
    assert "older rule allowed 40 h" in page._known.text() and "At this pace:" in page._known.text()
    assert [note.isVisible() for note in page._warnings] == [False, False]
    with stores.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        agreements.add(session, agreements.AgreementEntry.read({
            "staff": "DR", "supervisor": "RC", "signed_on": "2026-03-18", "not_therapist_confirmed": "yes",
        }))  # fmt: skip
        supervisors.add(session, supervisors.SupervisorEntry.read({
            "code": "MS", "name": "Mark Sorensen", "license_type": "social_worker", "license_number": "L-2",
            "licensed_on": "2015-02-01",
        }))  # fmt: skip
        agreements.add(session, agreements.AgreementEntry.read({
            "staff": "AW", "supervisor": "MS", "signed_on": "2026-03-02", "not_therapist_confirmed": "yes",
        }))  # fmt: skip
    page.refresh()
    assert page._warnings[0].accessibleName().startswith("New supervisor since March 2, 2026: Mark Sorensen.")
    everyone = desk.open("owed")
    told = [label.text() for label in everyone.findChildren(QLabel)]
    assert "3 h 6 min to hold by Mar 31" in told and "Short for 20 days" in told and "None planned" in told
