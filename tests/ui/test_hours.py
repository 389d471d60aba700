"""The weekly grid: what a person types is read, moved through, marked, kept, saved and printed."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.services import hours
from app.services.across.opening import SignedIn
from app.services.hours import Category, Line, Week
from app.ui.hours import typing
from app.ui.hours.week import HoursPage
from app.ui.write import Desk
from tests.ui.weeks import MONDAY, desk_of, open_week, press

DIRECT = Line(Category.DIRECT_SERVICE)


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return desk_of(signed_in, seat)


@pytest.fixture
def page(desk: Desk) -> HoursPage:
    return open_week(desk)


def keys(text: str) -> None:
    """Type into whatever has the focus."""
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def on_record(desk: Desk, monday: dt.date = MONDAY) -> dict[tuple[Line, dt.date], int]:
    return dict(desk.read(lambda session: hours.week(session, "AW", monday)).cells)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("7:30", 450), ("7.5", 450), ("7,5", 450), ("7h30", 450), ("7 h 30 min", 450), ("450m", 450), ("8", 480),
     (":45", 45), ("0:05", 5), ("24", 1440), ("", 0), (" 1h ", 60)],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed: str, minutes: int) -> None:
    assert typing.read(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["x", "25", "24:01", "450", "-1", "7:60", "7h75", "7.333", "1441m", "8:", "١"]
)
def test_what_is_no_time_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        typing.read(typed)


def test_a_week_typed_with_keys_is_saved(desk: Desk, page: HoursPage) -> None:
    page.grid.go(0, 1)
    keys("7.5")
    press(Qt.Key.Key_Return)
    assert page.grid.place() == (1, 1)
    keys("30m")
    press(Qt.Key.Key_Tab)
    assert page.grid.place() == (1, 2)
    press(Qt.Key.Key_Up)
    keys("8h")
    press(Qt.Key.Key_Down)
    page.save()
    assert on_record(desk) == {
        (DIRECT, MONDAY): 450,
        (Line(Category.DOCUMENTATION), MONDAY): 30,
        (DIRECT, MONDAY + dt.timedelta(1)): 480,
    }
    assert page.sheet.shown((0, 8)) == "15:30"
    assert page.sheet.shown((len(page.sheet.lines), 1)) == "8:00"
    assert page.sheet.week_total() == 960


def test_a_bad_cell_keeps_its_typing_and_blocks_saving(desk: Desk, page: HoursPage) -> None:
    page.grid.go(0, 3)
    keys("lots")
    press(Qt.Key.Key_Return)
    page.sheet.type({(0, 1): "8"})
    assert page.sheet.text((0, 3)) == "lots"
    assert not page.mending.isHidden()
    assert "7:30" in page.sheet.problem((0, 3))
    page.save()
    assert on_record(desk) == {}
    assert page.grid.place() == (0, 3)
    press(Qt.Key.Key_Delete)
    assert page.mending.isHidden()
    page.save()
    assert on_record(desk) == {(DIRECT, MONDAY): 480}


def test_a_day_over_24_hours_is_named(desk: Desk, page: HoursPage) -> None:
    page.sheet.type({(0, 2): "20", (1, 2): "5"})
    assert [bad.row for bad in page.sheet.bad()] == [None]
    page.save()
    assert on_record(desk) == {}


def test_tab_goes_through_the_cells_and_leaves_after_the_last(page: HoursPage) -> None:
    rows = len(page.sheet.lines)
    page.grid.go(rows - 1, 6)
    press(Qt.Key.Key_Tab)
    assert page.grid.place() == (rows - 1, 7)
    press(Qt.Key.Key_Tab)
    assert not page.grid.hasFocus()
    page.grid.go(0, 1)
    press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert not page.grid.hasFocus()
    page.grid.go(0, 1)
    press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert not page.grid.hasFocus()


def test_tab_leaves_from_the_middle_of_typing_too(page: HoursPage) -> None:
    page.grid.go(len(page.sheet.lines) - 1, 7)
    keys("3")
    press(Qt.Key.Key_Tab)
    assert page.sheet.text((len(page.sheet.lines) - 1, 7)) == "3:00"
    assert not page.grid.hasFocus()


def test_a_block_is_copied_pasted_and_undone(page: HoursPage) -> None:
    QGuiApplication.clipboard().setText("1\t2h30\r\n450m\tno\r\n")
    page.grid.go(0, 1)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [page.sheet.text(place) for place in ((0, 1), (0, 2), (1, 1), (1, 2))] == [
        "1:00",
        "2:30",
        "7:30",
        "no",
    ]
    page.grid.go(0, 1)
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "1:00\t2:30"
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.sheet.text((1, 2)) == ""


def test_esc_leaves_a_cell_as_it_was(page: HoursPage) -> None:
    page.sheet.type({(0, 1): "8"})
    page.grid.go(0, 1)
    press(Qt.Key.Key_F2)
    keys("9")
    press(Qt.Key.Key_Escape)
    assert page.sheet.text((0, 1)) == "8:00"


def test_typing_survives_another_week_and_start_over_takes_it_away(desk: Desk, page: HoursPage) -> None:
    page.sheet.type({(0, 1): "nonsense", (0, 2): "6"})
    page.turn(1)
    assert page.sheet.text((0, 2)) == ""
    page.turn(-1)
    assert page.sheet.text((0, 1)) == "nonsense"
    assert not page.restored.isHidden()
    page.start_over()
    assert page.sheet.text((0, 2)) == ""
    page.turn(1)
    page.turn(-1)
    assert page.sheet.text((0, 2)) == ""


def test_a_cleared_cell_takes_the_row_off_the_record(desk: Desk, page: HoursPage) -> None:
    desk.write(lambda session: hours.save_week(session, Week("AW", MONDAY, {(DIRECT, MONDAY): 60})))
    page.show_week()
    page.sheet.type({(0, 1): ""})
    page.save()
    assert on_record(desk) == {}


def test_days_outside_employment_are_warned_about_and_kept(desk: Desk, page: HoursPage) -> None:
    early = dt.date(2025, 12, 29)
    page.show_week("AW", early)
    page.sheet.type({(0, 1): "8"})
    assert "Dec 29" in page.outside.words()
    page.save()
    assert on_record(desk, early) == {(DIRECT, early): 480}


def test_a_further_row_stands_once(page: HoursPage) -> None:
    before = len(page.sheet.lines)
    page.add_row.unpaid.setChecked(True)
    page.add_row.button.click()
    assert page.sheet.lines[-1] == Line(Category.DIRECT_SERVICE, paid=False)
    page.add_row.button.click()
    assert len(page.sheet.lines) == before + 1
    assert page.grid.place() == (before, 1)


def test_the_month_and_the_hours_sheet_follow_the_week(qtbot, desk: Desk, page: HoursPage) -> None:
    page.sheet.type({(0, column): "8" for column in range(1, 6)})
    page.save()
    assert page.month.title.text() == "March 2026"
    page.print_sheet()
    qtbot.waitUntil(lambda: desk.window.page() is not page, timeout=10_000)
    assert desk.window.page().data.startswith(b"%PDF")  # type: ignore[union-attr]


def test_the_page_names_its_controls_and_fits(page: HoursPage, nameless) -> None:
    assert nameless(page) == []
    assert page.minimumSizeHint().width() <= 1198
