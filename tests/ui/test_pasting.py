"""A block from a spreadsheet goes into the week whole or not at all, and what did not fit is told."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.services.across.opening import SignedIn
from app.ui.hours.week import HoursPage
from app.ui.write import Desk
from tests.ui.weeks import desk_of, open_week, press

CLIPBOARD = Path(__file__).resolve().parent.parent / "cases" / "grid-paste-overflow" / "clipboard.txt"


@pytest.fixture
def desk(signed_in: SignedIn, seat) -> Desk:
    return desk_of(signed_in, seat)


@pytest.fixture
def page(desk: Desk) -> HoursPage:
    return open_week(desk)


def paste(page: HoursPage, text: str, row: int, column: int) -> None:
    QGuiApplication.clipboard().setText(text)
    page.grid.go(row, column)
    press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def typed(page: HoursPage) -> list[str]:
    places = [(row, column) for row in range(len(page.sheet.lines)) for column in range(1, 8)]
    return [text for place in places if (text := page.sheet.text(place))]


def test_rows_that_are_missing_are_offered_and_then_all_is_pasted(page: HoursPage) -> None:
    block = CLIPBOARD.read_text(encoding="utf-8")
    last = len(page.sheet.lines) - 2  # room for two of the three rows
    paste(page, block, last, 1)
    assert typed(page) == [] and "Nothing was pasted." in page.not_pasted.words()
    assert "3 rows were copied" in page.not_pasted.words()
    page.not_pasted.add.click()
    assert len(typed(page)) == 15 and page.not_pasted.words() == ""
    assert page.sheet.text((last + 2, 5)) == "0:30"


@pytest.mark.parametrize("column", range(4, 8))
def test_what_would_lie_past_sunday_is_not_cut_off(page: HoursPage, column: int) -> None:
    paste(page, "8\t8\t8\t8\t8", 0, column)
    assert typed(page) == [] and "Nothing was pasted." in page.not_pasted.words()
    assert "5 days were copied" in page.not_pasted.words() and not page.not_pasted.add.isVisible()


def test_what_fits_to_the_last_cell_is_pasted(page: HoursPage) -> None:
    paste(page, "8\t8\t8\t8\t8", 0, 3)
    assert typed(page) == ["8:00"] * 5 and page.not_pasted.words() == ""
