"""The Hiring room on screen: an interview by keys and buttons, handed over and handed back, applicants side by side."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.services.across import opening
from app.services.across.corrections import positions
from app.services.across.opening import SignedIn
from app.services.hiring import applicants, comparing, interviews, own, panels
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.hiring.interviews import BeginEntry, Sheet
from app.services.rules.interview import Answer
from app.services.store import vault
from app.services.users import UserEntry
from app.ui import routes
from app.ui.hiring.applicant import ApplicantPage
from app.ui.hiring.comparison import ComparisonPage
from app.ui.hiring.interview import InterviewPage
from app.ui.hiring.lists import HiringPage
from app.ui.kit import theme
from app.ui.kit.controls import Button
from app.ui.kit.handback import HandBack
from app.ui.window import Acts, Window
from app.ui.write import Desk
from tests.conftest import PASSPHRASE

KEYS = {number: getattr(Qt.Key, f"Key_{number}") for number in range(10)}


def desk_for(qtbot, signed_in: SignedIn) -> Desk:
    window = Window(Acts(lambda: None))
    made = Desk(signed_in, window, routes.opener)
    window.add_page("hiring", lambda: made.open("room.hiring"))
    window.add_page("home", lambda: QLabel("home"))
    qtbot.addWidget(window)
    window.resize(1366, 688)
    with qtbot.waitActive(window):
        window.show()
    return made


@pytest.fixture
def desk(qtbot, signed_in: SignedIn) -> Iterator[Desk]:
    made = desk_for(qtbot, signed_in)
    yield made
    made.keeper.close()
    made.queue.close()
    signed_in.store.listeners.clear()


def person(desk: Desk) -> uuid.UUID:
    desk.write(lambda session: applicants.save_position(session, PositionEntry(name="Peer supporter")))
    entry = ApplicantEntry.read(
        dict(code="A1", name="Joss Littlewolf", position="Peer supporter", applied_on="2026-11-01")
    )
    return desk.write(lambda session: applicants.save(session, entry).id)


def interview(desk: Desk, handed: bool = True, name: str = "Louis Matte") -> InterviewPage:
    found = desk.read(applicants.listed)
    who = found[0].id if found else person(desk)
    kept = desk.write(lambda session: begin(session, who, name))
    return desk.open("interview", kept, handed)


def begin(session, who: uuid.UUID, name: str) -> uuid.UUID:
    """Begin the interview of somebody who is on the panel."""
    panels.seat(session, applicants.load(session, who).position_id, name)
    return interviews.begin(session, who, BeginEntry(panelist=name)).id


def press(*keys: Qt.Key) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)


def test_an_interview_is_scored_by_keys_and_submitted(desk: Desk) -> None:
    page = interview(desk)
    press(Qt.Key.Key_Y, Qt.Key.Key_Down, KEYS[4], Qt.Key.Key_Down, KEYS[5], KEYS[3])
    assert page.now.code == "general-3"
    for ignored in (KEYS[0], KEYS[6], Qt.Key.Key_N):
        press(ignored)
    assert (page.book.total().points, page.book.total().scored) == (7, 2)
    press(Qt.Key.Key_Delete, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert page.now.code == "general-1" and page.book.answers["general-1"].gate is True
    assert page.book.total().scored == 1
    page.show_page(3)
    page.finish.positives.setPlainText("Speaks plainly")
    QTest.mouseClick(page.finish.submit, Qt.MouseButton.LeftButton)
    (one,) = desk.read(lambda session: comparing.compare(session, applicants.positions(session)[0].id)).applicants
    assert (one.total().points, one.total().missing) == (4, 22)
    assert one.sheets[0].positives == "Speaks plainly"
    desk.keeper.flush()
    assert desk.draft("interview", str(page.held.id)) is None


def test_a_button_scores_and_a_second_press_takes_it_back(desk: Desk) -> None:
    page = interview(desk)
    button = page.rows["general-2"].marks.buttons[3]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.book.answers["general-2"].score == 4 and button.isChecked()
    assert page.now.code == "general-2" and not page.rows["general-2"].notes.isHidden()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.book.answers["general-2"].score is None and not button.isChecked()


def test_arrows_walk_over_the_ends_of_pages(desk: Desk) -> None:
    page = interview(desk)
    seen = [page.now.code]
    while page.stack.currentIndex() < len(page.pages):
        page.step(1)
        seen.append(page.now.code)
    assert len(set(seen)) == 25 and "general-11" not in seen
    assert all(not button for row in page.rows.values() if row.question.code == "general-13" for button in row.marks.buttons)
    page.step(-1)
    assert page.stack.currentIndex() == len(page.pages) - 1 and page.now.code == "recovery-12"


def test_a_question_not_asked_has_no_score_and_can_be_asked_after_all(desk: Desk) -> None:
    page = interview(desk)
    press(Qt.Key.Key_Down, KEYS[2])
    page._leave_out()
    assert page.book.answers["general-2"] == Answer(asked=False)
    assert page.book.done() == (0, 23)
    page._leave_out()
    assert page.book.done() == (0, 24)


def test_digits_typed_into_notes_stay_notes(desk: Desk) -> None:
    page = interview(desk)
    press(Qt.Key.Key_Down)
    page.rows["general-2"].notes.setFocus()
    press(KEYS[3], KEYS[1])
    assert page.book.answers["general-2"] == Answer(note="31")


def test_what_was_typed_comes_back_after_a_kill(desk: Desk) -> None:
    page = interview(desk)
    press(Qt.Key.Key_Down, KEYS[5])
    page.rows["general-2"].notes.setPlainText("Clear plan")
    assert desk.keeper.flush()
    desk.window.fill(False)
    again = interview(desk)
    assert again.book.answers["general-2"] == Answer(5, note="Clear plan")
    assert again.rows["general-2"].marks.buttons[4].isChecked()


def test_handed_over_nothing_else_is_in_reach(desk: Desk) -> None:
    page = interview(desk)
    window = desk.window
    assert window.filled and not window.navigation.isVisible() and not window.menuBar().isVisible()
    assert not window.search.isVisible()
    assert window.go("hiring") is None and window.go("home") is None
    desk.open("comparison", desk.read(applicants.positions)[0].id)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_L, Qt.Key.Key_K):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.page() is page


def test_only_the_manager_s_passphrase_hands_back(desk: Desk) -> None:
    page = interview(desk)
    page.leave()
    (asked,) = page.findChildren(HandBack)
    asked.edit.setText("not the passphrase")
    asked.try_it()
    assert asked.wrong.text() and asked.edit.text() == "" and desk.window.page() is page and desk.window.filled
    asked.reject()
    assert desk.window.filled
    page.leave()
    asked = page.findChildren(HandBack)[-1]
    asked.edit.setText(PASSPHRASE)
    asked.try_it()
    assert not desk.window.filled and desk.window.navigation.isVisible()
    assert desk.window.page() is not page


def test_the_lock_ends_the_hand_over(desk: Desk) -> None:
    interview(desk)
    desk.window.forget_pages()
    assert not desk.window.filled and desk.window.menuBar().isVisible()


def test_an_applicant_is_added_and_an_interview_begun(desk: Desk) -> None:
    form = desk.open("position")
    form.form.set_values({"name": "Peer supporter", "needs_vehicle": "yes", "panel": "Louis\nRuth"})
    form.save()
    form = desk.open("applicant.form")
    form.form.set_values(dict(code="A1", name="Joss", position="Peer supporter", applied_on="2026-11-01"))
    form.save()
    page = desk.window.page()
    page.begin(True)
    assert [field.name for field in page.form.faulty()] == ["panelist"]
    page.form.set_values({"panelist": "Louis"})
    page.begin(False)
    shown = desk.window.page()
    assert isinstance(shown, InterviewPage) and not desk.window.filled
    assert "general-11" in shown.rows
    shown.book.score(shown.book.questions[1], 3)
    shown.submit()
    shown.leave()
    page = desk.window.page()
    assert [code for code in ("Louis", "Ruth") if page.form.editor("panelist").combo.findData(code) >= 0] == ["Ruth"]


def test_scores_are_hidden_on_screen_until_all_are_in(desk: Desk) -> None:
    page = interview(desk)
    desk.window.fill(False)
    desk.write(lambda session: interviews.submit(session, page.held.id, Sheet({"general-2": Answer(4)})))
    place = desk.read(applicants.positions)[0].id
    second = interview(desk, name="Ruth")
    desk.window.fill(False)
    shown = desk.open("comparison", place)
    words = {label.text() for label in shown.findChildren(QLabel)}
    assert "Scores hidden until all are in" in words and "4.0" not in words
    desk.write(lambda session: interviews.take_back(session, second.held.id) or True)
    words = {label.text() for label in desk.open("comparison", place).findChildren(QLabel)}
    assert "Scores hidden until all are in" in words and "Waiting for Ruth" in words  # she is on the panel still
    page = desk.open("position", place)
    page.form.editor("panel").set_value(("Louis Matte",))
    page.form.changed.emit()
    page.save()
    assert "Say why" in page.correction.field.sentence()
    page.correction.editor.box.setPlainText("Ruth took other work")
    page.save()
    words = {label.text() for label in desk.open("comparison", place).findChildren(QLabel)}
    assert "Scores hidden until all are in" not in words and "4.0" in words
    assert any(label.text().endswith(": Ruth took other work") and label.text().startswith("Ruth left the panel on")
               for label in desk.open("position", place).findChildren(QLabel))  # fmt: skip


def test_a_position_is_closed_reopened_and_taken_out_with_a_way_back(desk: Desk) -> None:
    key = desk.write(lambda session: applicants.save_position(session, PositionEntry(name="Driver")).id)

    def closed() -> list[bool]:
        return [one.closed_on is not None for one in desk.read(applicants.positions)]

    for words, then in (("Close today", True), ("Reopen", False)):
        page = desk.open("position", key)
        next(one for one in page.findChildren(Button) if one.text() == words).click()
        assert closed() == [then]
        desk.window.page()._undo._button.click()
        assert closed() == [not then]
        desk.write(lambda session, on=then: positions.close(session, key, dt.date(2026, 11, 1) if on else None))
    desk.open("position", key).take_out()
    assert closed() == []
    desk.window.page()._undo._button.click()
    assert closed() == [False]


def test_an_applicant_is_taken_out_with_a_way_back(desk: Desk) -> None:
    who = person(desk)
    desk.open("applicant.form", who).take_out()
    assert desk.read(applicants.listed) == []
    desk.window.page()._undo._button.click()
    assert [row.code for row in desk.read(applicants.listed)] == ["A1"]


def test_without_a_panel_no_interview_begins_and_the_page_says_so(desk: Desk) -> None:
    who = person(desk)
    page = desk.open("applicant", who)
    assert "Name the panel" in page._missing.words() and page.form.isHidden()
    place = desk.read(applicants.positions)[0].id
    entry = PositionEntry(name="Peer supporter", panel=("Louis", "Ruth"))
    desk.write(lambda session: positions.save(session, entry, place))
    page = desk.open("applicant", who)
    assert not page.form.isHidden() and not page._missing.words()
    words = [label.text() for label in page.findChildren(QLabel)]
    assert words.count("Not begun") == 2 and "0 of 2 handed in" in words


def test_a_removed_interview_comes_back_with_its_typing(desk: Desk) -> None:
    page = interview(desk)
    press(Qt.Key.Key_Down, KEYS[5])
    desk.keeper.flush()
    desk.window.fill(False)
    shown = desk.open("applicant", page.held.applicant_id)
    shown._remove(page.held)
    desk.keeper.flush()
    assert desk.read(lambda session: interviews.of_applicant(session, page.held.applicant_id)) == []
    assert desk.draft("interview", str(page.held.id)) is None
    desk.open("hiring.draft", "interview", str(page.held.id))
    assert isinstance(desk.window.page(), HiringPage)
    shown._put_back(page.held, page.book.typed())
    desk.keeper.flush()
    assert interview(desk).book.answers["general-2"].score == 5


def test_a_draft_is_gone_on_with_from_home(desk: Desk) -> None:
    page = interview(desk)
    desk.window.fill(False)
    desk.open("hiring.draft", "interview", str(page.held.id))
    assert isinstance(desk.window.page(), ApplicantPage)
    desk.open("hiring.draft", "applicant", str(page.held.applicant_id))
    assert desk.window.page().form.values()["code"] == "A1"
    desk.open("hiring.draft", "position", "")
    assert desk.window.page().form.values()["name"] == ""


def test_a_decision_is_kept_with_its_day(desk: Desk) -> None:
    who = person(desk)
    page = desk.open("applicant", who)
    page._decide(applicants.Decision.OFFERED)
    kept = desk.read(lambda session: applicants.load(session, who))
    assert kept.decision == "offered" and isinstance(kept.decided_on, dt.date)


@pytest.mark.parametrize("percent", [100, 125, 150])
def test_the_pages_fit_and_every_control_has_a_name(desk: Desk, dress, nameless, percent: int) -> None:
    dress("light", percent)
    page = interview(desk)
    for number in range(4):
        page.show_page(number)
        assert nameless(page) == []
    assert page.minimumSizeHint().width() <= 1366 and page.minimumSizeHint().height() <= 688
    desk.window.fill(False)
    listed = desk.window.go("hiring")
    assert isinstance(listed, HiringPage)
    for part in ("applicants", "positions"):
        listed.show_part(part) if hasattr(listed, "show_part") else listed.sections.show_part(part)
        assert nameless(listed) == []
    place, who = desk.read(applicants.positions)[0].id, desk.read(applicants.listed)[0].id
    for made in (desk.open("comparison", place), desk.open("applicant", who), desk.open("applicant.form", who),
                 desk.open("position", place)):  # fmt: skip
        assert nameless(made) == []
        assert made.minimumSizeHint().width() <= 1366 - theme.scaled(168)


def test_every_control_is_reached_by_tab(desk: Desk, unreached) -> None:
    page = interview(desk)
    assert unreached(desk.window) == []
    page.show_page(3)
    assert unreached(desk.window) == []
    desk.window.fill(False)
    desk.open("applicant", desk.read(applicants.listed)[0].id)
    assert unreached(desk.window) == []


def test_a_supervisor_reads_the_comparison_only(qtbot, signed_in: SignedIn) -> None:
    opening.add_user(signed_in, UserEntry.read(dict(name="Ruth", roles="supervisor")), PASSPHRASE, cost=vault.LOW)
    opening.add_user(signed_in, UserEntry.read(dict(name="Wes", roles="auditor")), PASSPHRASE, cost=vault.LOW)
    first = desk_for(qtbot, signed_in)
    person(first)
    first.close()
    made = desk_for(qtbot, opening.unlock(signed_in.store.folder, "Ruth", PASSPHRASE))
    listed = made.window.go("hiring")
    assert isinstance(listed, HiringPage) and listed._add.isHidden()
    listed._open(made.read(applicants.listed)[0])
    assert isinstance(made.window.page(), ComparisonPage)
    made.close()
    auditor = desk_for(qtbot, opening.unlock(signed_in.store.folder, "Wes", PASSPHRASE))
    assert not isinstance(auditor.window.go("hiring"), HiringPage)
    auditor.close()


def test_an_own_question_is_written_asked_scored_by_key_and_retired(desk: Desk, nameless, unreached) -> None:
    page = desk.window.go("hiring")
    assert isinstance(page, HiringPage)
    page.sections.show_part("questions")
    page._add.click()
    form = desk.window.page().form
    form.editor("text").set_value("")
    desk.window.page().save()
    assert [field.name for field in form.faulty()] == ["text"]
    form.editor("text").set_value("What would you do in your first week?")
    assert nameless(desk.window) == [] and unreached(desk.window) == []
    desk.window.page().save()
    shown = page.sections.part()
    assert [row.code for row in shown.model.rows()] == ["own-1"]
    who = person(desk)
    begun = desk.write(lambda session: begin(session, who, "Louis"))
    sheet = desk.open("interview", begun, False)
    row = sheet.rows["own-1"]
    sheet._take_up(row.question)
    row.enter()
    QTest.keyClick(QApplication.focusWidget(), KEYS[4])
    assert sheet.book.answers["own-1"].score == 4 and row.question.number == 15
    sheet.submit()
    page.refresh()
    desk.open("question", shown.model.rows()[0].id)
    used = desk.window.page()
    assert not used.form.isEnabled() and used.save_button.isHidden() and "retire" in used._note.words()
    next(button for button in used.findChildren(Button) if button.text() == "Retire").click()
    assert shown.model.rows()[0].retired_at is not None
    desk.window.page()._undo._button.click()
    assert desk.read(own.listed)[0].retired_at is None
