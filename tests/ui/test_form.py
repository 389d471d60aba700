"""Forms built from entries."""

import datetime as dt
from typing import Annotated

import pytest
from pydantic import Field
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app import clock
from app.services.documents import letters
from app.services.entries import (
    Choice,
    Clock,
    Code,
    Codes,
    Date,
    DateOrBlank,
    Entry,
    HoursOrBlank,
    LineOrBlank,
    Prose,
    WholeOrBlank,
    YesNo,
    choice,
)
from app.ui.kit import theme
from app.ui.kit.chips import Chips
from app.ui.kit.editors import CheckEditor, HoursEditor, LineEditor, PickEditor, ProseEditor
from app.ui.kit.form import Form, row
from app.ui.kit.moments import ClockEditor, DateEditor
from app.ui.kit.page import FootBar
from app.ui.kit.segments import Segments


class Manner(Choice):
    """How they met."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "Video"


class Visit(Entry):
    """One of each kind."""

    staff: Code = Field(title="Peer supporter", description="Who was there")
    date: Date = Field(title="Date")
    start: Clock = Field(title="Start")
    manner: Annotated[Manner, choice(Manner)] = Field(title="Manner")
    topics: Codes = Field(title="Topics")
    paid: YesNo = Field(title="Paid")
    reviewed: YesNo = Field(False, title="I reviewed it")
    minutes: WholeOrBlank = Field(None, title="Minutes", json_schema_extra={"unit": "minutes"})
    training: HoursOrBlank = Field(None, title="Training")
    summary: Prose = Field("", title="Summary")
    place: LineOrBlank = Field("", title="Place")
    born: DateOrBlank = Field(None, title="Birth date", json_schema_extra={"past": True})


PEOPLE = [(f"S{number}", f"Person {number}") for number in range(12)]
TOPICS = [("ethics", "Ethics and boundaries"), ("self", "Self-care")]
FULL = {
    "staff": "S3", "date": "2026-11-18", "start": "14:00", "manner": "video", "topics": "ethics;self", "paid": "no",
    "reviewed": "yes", "minutes": "90", "training": "1.5", "summary": "Two\nlines", "place": "Ronan", "born": "",
}  # fmt: skip


@pytest.fixture
def form(qtbot):
    """A shown form with every kind of editor."""
    made = Form(
        Visit,
        ["staff", row("date", "start"), "manner", "topics", "paid", "|", "reviewed", "minutes", "training", "summary",
         row("place", "born")],
        choices={"staff": PEOPLE, "topics": TOPICS},
    )  # fmt: skip
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_each_type_has_its_editor(form):
    kinds = {name: type(field.editor) for name, field in form.fields.items()}
    assert kinds == {
        "staff": PickEditor, "date": DateEditor, "start": ClockEditor, "manner": Segments, "topics": Chips,
        "paid": Segments, "reviewed": CheckEditor, "minutes": LineEditor, "training": HoursEditor,
        "summary": ProseEditor, "place": LineEditor, "born": DateEditor,
    }  # fmt: skip


def test_nothing_is_preselected(form):
    assert {value for value in form.values().values()} == {"", "no"}
    assert form.values()["reviewed"] == "no" and form.values()["paid"] == ""


def test_what_is_set_comes_back_in_import_format(form):
    form.set_values(FULL)
    assert form.values() == FULL
    assert not form.is_dirty()


def test_an_entry_goes_in_and_comes_out(form):
    form.set_values(FULL)
    entry = form.entry()
    assert isinstance(entry, Visit) and entry.start == dt.time(14) and entry.training == 90
    form.set_values(dict(entry))
    assert form.entry() == entry


def test_typing_makes_it_dirty_and_says_so(form, qtbot):
    with qtbot.waitSignal(form.changed):
        QTest.keyClicks(form.editor("place").line, "x")
    assert form.is_dirty()
    form.mark_clean()
    assert not form.is_dirty()


def test_a_restored_draft_counts_as_changed(form):
    form.restore({"place": "Polson"})
    assert form.values()["place"] == "Polson" and form.is_dirty()


def test_other_scripts_can_be_typed(form):
    line = form.editor("place").line
    event = QInputMethodEvent()
    event.setCommitString("Séliš-Ql̓ispé")
    QApplication.sendEvent(line, event)
    assert form.values()["place"] == "Séliš-Ql̓ispé"


def test_problems_stand_beside_their_fields_and_are_heard(form):
    form.set_values(FULL | {"date": "", "minutes": "many"})
    foot = FootBar(ready="Nothing is missing.")
    foot.follow(form)
    assert form.entry() is None
    assert [field.name for field in form.faulty()] == ["date", "minutes"]
    line = form.editor("minutes").line
    assert line.accessibleDescription() == "Type a whole number, such as 90."
    assert line.property("tone") == "danger"
    assert "Type a whole number, such as 90." in form.fields["minutes"].line.text()
    assert QApplication.focusWidget() is form.editor("date").line
    link = next(button for button in foot.findChildren(QPushButton) if button.text() == "Date")
    line.setFocus()
    link.click()
    assert QApplication.focusWidget() is form.editor("date").line


def test_a_problem_goes_when_its_field_is_mended(form):
    form.show_problems({"place": "Say where.", "": "The month is closed."})
    assert form.general.text() == "The month is closed."
    QTest.keyClicks(form.editor("place").line, "x")
    assert form.faulty() == []
    assert "Say where." not in form.editor("place").line.accessibleDescription()


def test_t_is_today_and_plus_moves_a_day(form):
    line = form.editor("date").line
    line.setFocus()
    QTest.keyClicks(line, "t")
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert form.values()["date"] == clock.today("UTC").isoformat()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "+")
    assert form.values()["date"] == (clock.today("UTC") + dt.timedelta(days=1)).isoformat()
    QTest.keyClick(line, Qt.Key.Key_Down)
    assert form.values()["date"] == clock.today("UTC").isoformat()


def test_dashes_can_be_typed_inside_a_date(form):
    line = form.editor("date").line
    QTest.keyClicks(line, "2026-03-04")
    assert form.values()["date"] == "2026-03-04"


def test_a_doubtful_date_is_asked_about_and_answered(form):
    editor = form.editor("date")
    QTest.keyClicks(editor.line, "3.4.2026")
    editor.settle()
    assert editor.problem().startswith("Did you mean March 4, 2026")
    buttons = form.fields["date"].line.findChildren(QPushButton)
    assert [button.text() for button in buttons] == ["March 4, 2026", "April 3, 2026"]
    buttons[1].click()
    assert form.values()["date"] == "2026-04-03" and editor.problem() == ""


def test_what_cannot_be_read_is_kept_as_typed_and_explained_in_its_own_words(form):
    form.set_values(FULL | {"start": "noonish"})
    assert form.entry() is None
    assert form.fields["start"].sentence() == "This is no time. Type it like 2:00 PM, 14:00 or 2p."
    assert form.values()["start"] == "noonish"


def test_a_day_to_come_is_no_birth_date(form):
    form.set_values(FULL | {"born": (clock.today("UTC") + dt.timedelta(days=1)).isoformat()})
    assert "still to come" in form.editor("born").problem()
    assert form.entry() is None


def test_a_name_that_is_not_on_the_list_is_refused(form):
    combo = form.editor("staff").combo
    combo.setEditText("Nobody")
    assert form.editor("staff").problem() == "Choose one from the list."
    combo.setEditText("person 4")
    assert form.values()["staff"] == "S4"


def test_a_blank_choice_can_be_emptied_again(qtbot):
    editor = Segments([("a", "A"), ("b", "B")], optional=True)
    qtbot.addWidget(editor)
    first = editor.parts()[0]
    first.click()
    assert editor.value() == "a"
    first.click()
    assert editor.value() == ""


def test_every_control_has_a_name_and_tab_reaches_it(form, nameless, unreached):
    assert nameless(form) == []
    assert unreached(form) == []


def test_a_long_list_is_narrowed_by_plain_keys_and_in_either_order(qtbot):
    names = ["José Álvarez", "Mary O’Brien", "Č̓ɫk̓ʷšá Big Crane", *(f"Person {number}" for number in range(20))]
    picker = PickEditor([(str(number), name) for number, name in enumerate(names)])
    qtbot.addWidget(picker)
    picker.show()
    line, found = picker.combo.lineEdit(), picker.suggestions.drop.list
    for typed, label in (("jose", names[0]), ("o'brien, mary", names[1]), ("clkwsa", names[2]), ("crane", names[2])):
        line.setText(typed)
        picker.suggestions.look()
        assert [found.item(row).text() for row in range(found.count())] == [label], typed
    for typed, number in (("jose alvarez", "0"), ("O'Brien, Mary", "1"), ("big crane, CLKWSA", "2")):
        picker.combo.setEditText(typed)
        assert (picker.value(), picker.problem()) == (number, "")
    picker.combo.setEditText("jose")  # the beginning of one name is no choice yet
    assert picker.problem()


def test_a_letter_that_no_paper_can_print_is_told_as_it_is_typed_and_refused_nowhere(qtbot, form):
    """E14: in every field of text; what the shipped typefaces hold is told nowhere."""
    for name in ("place", "summary"):
        field = form.fields[name]
        field.editor.set_value("Ann 한")
        field.editor.changed.emit()
        assert "한" in field.line.text() and field.line.isVisibleTo(form) and field.sentence() == ""
        field.editor.set_value("ᐊᒥᔥᑯ ᏣᎳᎩ محمد k̓ʷ Анна")
        field.editor.changed.emit()
        assert "cannot print" not in field.line.text()


def test_the_window_has_a_face_for_each_letter_that_papers_can_print(qapp):
    theme.apply(qapp)
    assert len(theme.FURTHER) == len(letters.FAMILIES) - 1
    assert set(theme.font().families()) >= {theme.FAMILY, *theme.FURTHER.values()} <= set(QFontDatabase.families())
