"""Rule packs on screen: amended and copied by a manager through the window, taken back, read by the others."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.models.hours import Hours
from app.services import staff
from app.services.across.opening import SignedIn
from app.services.packs import history
from app.services.store import session as sessions
from app.ui.kit import page as kit_page
from app.ui.settings import packs
from app.ui.settings.changes import ChangesPage
from app.ui.settings.packs import AmendPage, PackPage, PacksPart, WithdrawPage
from app.ui.write import Desk
from tests import agency


@pytest.fixture
def seat(staffed: SignedIn, seat) -> Callable[..., Desk]:
    """Opens a window for a person, the manager unless told."""

    def take(who: SignedIn = staffed) -> Desk:
        desk = seat(who, "settings", size=(1366, 720))
        desk.window.add_page("hours", lambda: desk.open("room.settings"))
        return desk

    return take


def part(desk: Desk) -> PacksPart:
    desk.open("settings", "packs")
    made = desk.window.page().sections.part()
    assert isinstance(made, PacksPart)
    return made


def line_of(page: AmendPage, name: str):
    return next(line for line in page.figures._lines if line.figure.name == name)


def type_figure(page: AmendPage, name: str, words: str) -> None:
    page.figures.begin(line_of(page, name))
    page.figures.typing.line.clear()
    QTest.keyClicks(page.figures.typing.line, words)
    QTest.mouseClick(page.figures.set_button, Qt.MouseButton.LeftButton)


def amend(desk: Desk) -> AmendPage:
    page = packs.open_form(desk, code="mt-cbhpss")
    assert isinstance(page, AmendPage)
    page.form.set_values({"in_force_from": "2026-03-16", "source": "Letter of the Board", "reason": "The Board said so"})
    type_figure(page, "ratio", "1/10")
    return page


def test_a_manager_amends_and_the_list_the_pack_and_the_owed_page_tell_of_it(qtbot, seat) -> None:
    desk = seat()
    before = part(desk)
    assert [pack.code for pack in before._packs] and before._rows == []
    QTest.mouseClick(amend(desk).save_button, Qt.MouseButton.LeftButton)
    shown = desk.window.page().sections.part()
    assert [(row.pack, row.made_by) for row in shown._rows] == [("mt-cbhpss", "Ann Manager")]
    assert desk.pack("mt-cbhpss").rule_on(dt.date(2026, 3, 16)).rule.ratio == Fraction(1, 10)
    page = packs.open_pack(desk, "mt-cbhpss")
    assert isinstance(page, PackPage)
    words = page.text.toPlainText()
    assert "Amended by your agency on" in words and "because: The Board said so." in words
    assert "1 h for each 10 h worked" in words and "Until March 15, 2026" in words
    told = desk.open("owed.rules", "mt-cbhpss", "AW")
    cells = [column.get(told.list.model.row(0)) for column in owed_columns()]
    assert any("Amended by your agency" in f"{cell.text} {cell.second}" for cell in cells)


def owed_columns():
    from app.ui.owed.figures import COLUMNS

    return COLUMNS


def test_a_zero_ratio_stands_beside_the_field_and_nothing_is_kept(seat) -> None:
    desk = seat()
    page = amend(desk)
    type_figure(page, "ratio", "0")
    assert "more than nothing" in page.figures._wrong.text()
    page.save()
    assert desk.read(history.listed) == []
    assert "Set the value" in page.form.fields["figures"].sentence()
    QTest.mouseClick(page.figures.keep_button, Qt.MouseButton.LeftButton)
    page.save()
    assert "Nothing differs" in page.form.fields["figures"].sentence()


def test_no_reason_no_source_no_first_day_each_beside_its_field(seat) -> None:
    desk = seat()
    page = packs.open_form(desk, code="mt-cbhpss")
    page.save()
    for name in ("in_force_from", "source", "reason"):
        assert page.form.fields[name].sentence() == "This is needed.", name
    assert desk.read(history.listed) == []


def test_typing_comes_back_with_the_changed_figures(seat) -> None:
    desk = seat()
    amend(desk)
    desk.keeper.flush()
    assert packs.open_form(desk, code="mt-mfp").form.values()["reason"] == ""  # typed for one, it stands in no other
    again = packs.open_form(desk, code="mt-cbhpss")
    assert again.form.values()["pack"] == "mt-cbhpss" and line_of(again, "ratio").words == "1/10"
    assert again.form.values()["reason"] == "The Board said so"


def test_a_pack_is_copied_and_offered_to_staff(seat) -> None:
    desk = seat()
    page = packs.open_form(desk, copy=True, code="mn-cps1")
    page.form.set_values(
        {"pack": "wy-peer", "in_force_from": "2024-01-01", "title": "Wyoming peer specialist", "staff_title": "CPS",
         "source": "State handbook", "reason": "We work in Wyoming too"}
    )  # fmt: skip
    type_figure(page, "ratio", "1/30")
    page.save()
    assert desk.pack("wy-peer").rule_on(desk.today()).rule.ratio == Fraction(1, 30)
    assert any(pack.code == "wy-peer" for pack in part(desk)._packs)


def test_an_amendment_is_taken_back_with_a_reason(seat) -> None:
    desk = seat()
    amend(desk).save()
    shown = part(desk)
    shown._withdraw(shown._rows[0])
    page = desk.window.page()
    assert isinstance(page, WithdrawPage)
    page.save()
    assert page.form.fields["reason"].sentence() == "This is needed."
    page.form.set_values({"reason": "It was a slip"})
    page.save()
    (row,) = part(desk)._rows
    assert row.withdrawn_on == desk.today() and row.withdrawn_reason == "It was a slip"
    assert desk.pack("mt-cbhpss").rule_on(desk.today()).rule.ratio == Fraction(1, 20)


def with_hours(desk: Desk) -> None:
    """Ten hours of Annie's on a day of the amended rules."""

    def work(session) -> None:
        key = staff.by_code(session, "AW").id
        day = dt.date(2026, 3, 20)
        session.add(Hours(staff_id=key, date=day, category="direct_service", minutes=600, paid=True))

    with sessions.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        work(session)


def shown(page: ChangesPage) -> list[str]:
    """The rows of months as they are read."""
    model = page.months.model
    cells = [[column.get(model.row(at)) for column in page.months.model.columns] for at in range(model.rowCount())]
    return [" | ".join(cell if isinstance(cell, str) else cell.text for cell in row) for row in cells]


def test_whom_it_changes_is_a_page_with_people_and_months_before_anything_is_saved(seat, nameless, unreached) -> None:
    desk = seat()
    with_hours(desk)
    amend(desk).save()
    page = desk.window.page()
    assert isinstance(page, ChangesPage) and desk.read(history.listed) == []
    assert "1 person" in page.told.words() and "save" in page.told.words()
    assert shown(page)[0] == "Annie Whitegrass | March 2026 | 0:30 → 1:00 | 0:00 | 0:30 → 1:00 | "
    assert nameless(page) == [] and unreached(desk.window) == []
    assert page.minimumSizeHint().width() <= 1198 and page.minimumSizeHint().height() <= 640
    page.save()
    (row,) = desk.read(history.listed)
    assert row.reason == "The Board said so" and "Days in force" in desk.window.page().said()
    assert desk.draft("pack", "mt-cbhpss") is None, "what was typed became a record"
    page.save()
    assert len(desk.read(history.listed)) == 1


def test_back_from_what_it_changes_nothing_typed_is_lost(seat) -> None:
    desk = seat()
    with_hours(desk)
    amend(desk).save()
    QTest.mouseClick(desk.window.page().back_button, Qt.MouseButton.LeftButton)
    page = desk.window.page()
    assert isinstance(page, AmendPage) and line_of(page, "ratio").words == "1/10"
    assert page.form.values()["reason"] == "The Board said so" and desk.read(history.listed) == []


def test_taking_back_tells_whom_it_changes_too(seat) -> None:
    desk = seat()
    with_hours(desk)
    amend(desk).save()
    desk.window.page().save()
    packs.open_withdrawal(desk, desk.read(history.listed)[0])
    desk.window.page().form.set_values({"reason": "It was a slip"})
    desk.window.page().save()
    page = desk.window.page()
    assert isinstance(page, ChangesPage) and shown(page)[0].startswith("Annie Whitegrass | March 2026 | 1:00 → 0:30")
    page.save()
    assert desk.read(history.listed)[0].withdrawn_reason == "It was a slip"


def test_what_changes_meanwhile_is_shown_before_it_is_saved(seat, monkeypatch) -> None:
    desk = seat()
    with_hours(desk)
    amend(desk).save()
    page = desk.window.page()
    with_hours(desk)
    told: list[str] = []
    monkeypatch.setattr(kit_page, "problem", lambda _parent, wrong, title="": told.append(str(wrong)))
    page.save()
    assert told and desk.read(history.listed) == []
    assert shown(page)[0].startswith("Annie Whitegrass | March 2026 | 1:00 → 2:00")
    page.save()
    assert len(desk.read(history.listed)) == 1


def test_others_read_only(seat, signed_in: SignedIn) -> None:
    amend(seat()).save()
    desk = seat(agency.enter(signed_in, "Ruth", "supervisor", supervisor="RC"))
    shown = part(desk)
    assert shown.amend_button.isHidden() and shown.copy_button.isHidden() and len(shown._rows) == 1
    shown._withdraw(shown._rows[0])
    assert not isinstance(desk.window.page(), WithdrawPage)


def test_every_page_fits_has_names_and_no_trap(seat, nameless, unreached) -> None:
    desk = seat()
    amend(desk).save()
    row = desk.read(history.listed)[0]
    made = [
        lambda: part(desk),
        lambda: packs.open_pack(desk, "mt-cbhpss"),
        lambda: packs.open_form(desk, code="mt-cbhpss"),
        lambda: packs.open_form(desk, copy=True),
        lambda: desk.window.open_page(WithdrawPage(desk, row), "settings"),
    ]
    for make in made:
        make()
        page = desk.window.page()
        assert nameless(page) == []
        assert unreached(desk.window) == []
        assert page.minimumSizeHint().width() <= 1198 and page.minimumSizeHint().height() <= 688


def test_without_a_last_day_it_would_run_into_the_next_rule(seat) -> None:
    desk = seat()
    amend(desk).save()
    page = amend(desk)
    page.form.set_values({"in_force_from": "2026-02-01"})
    page.save()
    assert [field.name for field in page.form.faulty()] == ["in_force_to"]
    assert "Mar 16, 2026" in page.form.fields["in_force_to"].sentence() and len(desk.read(history.listed)) == 1
