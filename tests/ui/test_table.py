"""Lists: windows of rows, sorting, filtering, keys, copying."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip

from app.ui.kit import theme
from app.ui.kit.cells import EDGE
from app.ui.kit.listing import List
from app.ui.kit.table import CELL, Cell, Column, TableModel, from_rows
from app.ui.kit.widths import shared


@dataclass(frozen=True)
class Person:
    """A row."""

    name: str
    minutes: int


PEOPLE = [Person(f"Person {number:03}", number * 7 % 250) for number in range(250)]
COLUMNS = (
    Column("Name", lambda row: Cell(row.name, "Peer supporter", "person", strong=True), "name", width=200),
    Column("Owed", lambda row: f"{row.minutes} min", "minutes", align="right", width=90),
    Column("", lambda row: Cell("", button="Open"), width=96),
)
KEYS = {"name": lambda row: row.name, "minutes": lambda row: row.minutes}


def rows_of(people=PEOPLE):
    return from_rows(lambda: people, KEYS, lambda row: row.name)


@pytest.fixture
def people(qtbot):
    made = List(COLUMNS, rows_of(), "Nobody yet.", name="people", label="Staff")
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_rows_come_window_by_window_and_each_once(qapp):
    asked = []
    inner = rows_of()

    def fetch(**question):
        asked.append((question["after"], question["limit"]))
        return inner(**question)

    model = TableModel(COLUMNS, fetch, key=lambda row: row)
    model.refresh()
    assert model.rowCount() == 100
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rows() == PEOPLE
    assert asked == [(None, 100), (PEOPLE[99], 100), (PEOPLE[199], 100)]


def test_a_header_click_sorts_and_a_second_one_turns_it(people):
    people._sort(1)
    assert people.model.rows()[0].minutes == 0
    people._sort(1)
    assert people.model.rows()[0].minutes == 249
    people._sort(2)
    assert people.model.rows()[0].minutes == 249


def test_the_keyboard_sorts_too(people):
    people.view.setCurrentIndex(people.model.index(0, 0))
    QTest.keyClick(people.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert people.model.rows()[0].name == "Person 249"


def test_ctrl_f_filters_and_an_empty_result_says_so(people):
    QTest.keyClick(people.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is people.filter
    QTest.keyClicks(people.filter, "12, Person")  # each word, in any order
    assert [row.name for row in people.model.rows()] == [one.name for one in PEOPLE if "12" in one.name]
    people.filter.setText("nobody")
    assert people._pages.currentIndex() == 2


def test_an_empty_list_says_what_it_is_for(qtbot):
    made = List(COLUMNS, rows_of([]), "Nobody yet.", name="none", label="Staff")
    qtbot.addWidget(made)
    assert made._pages.currentIndex() == 1


def test_enter_opens_and_a_button_is_pressed_by_key_and_mouse(people, qtbot):
    opened, pressed = [], []
    people.opened.connect(opened.append)
    people.pressed.connect(lambda row, words: pressed.append((row, words)))
    people.view.setCurrentIndex(people.model.index(1, 0))
    QTest.keyClick(people.view, Qt.Key.Key_Return)
    people.view.setCurrentIndex(people.model.index(1, 2))
    QTest.keyClick(people.view, Qt.Key.Key_Return)
    place = people.view.visualRect(people.model.index(2, 2)).center()
    QTest.mouseClick(people.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [PEOPLE[1]]
    assert pressed == [(PEOPLE[1], "Open"), (PEOPLE[2], "Open")]


def test_csv_has_the_visible_rows_and_defuses_formulas(qtbot):
    rows = [Person("=1+1", 5), Person("Ann", -3), Person("@x", 0)]
    columns = (Column("Name", lambda row: row.name), Column("Minutes", lambda row: str(row.minutes)))
    made = List(columns, rows_of(rows), "", name="csv", label="Staff")
    qtbot.addWidget(made)
    made.copy()
    assert QGuiApplication.clipboard().text().splitlines() == ["Name,Minutes", "'=1+1,5", "Ann,-3", "'@x,0"]
    made.set_filter("ann")
    assert made.model.csv().splitlines() == ["Name,Minutes", "Ann,-3"]


def test_a_screen_reader_hears_both_lines(people):
    index = people.model.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Person 000, Peer supporter"
    assert people.model.index(0, 2).data(CELL).plain() == "Open"


def test_tab_leaves_the_table(people, nameless, unreached):
    assert nameless(people) == []
    assert unreached(people) == []


def test_columns_are_remembered(people, qtbot):
    people.view.setColumnWidth(0, 280)
    people._remember()
    again = List(COLUMNS, rows_of(), "Nobody yet.", name="people", label="Staff")
    qtbot.addWidget(again)
    assert again.view.columnWidth(0) == 280


@pytest.mark.parametrize(
    ("declared", "wants", "room", "widths"),
    [
        ([110, 0], [80, 200], 600, [110, 200]),  # room for all: as declared
        ([110, 0], [150, 200], 600, [150, 200]),  # what a cell needs comes before the air of others
        ([110, 0], [400, 100], 600, [176, 100]),  # one long text does not take the whole list
        ([110, 0], [400, 479], 600, [121, 479]),  # nor what the column without a width needs
        ([200, 200, 0], [90, 100, 150], 400, [121, 128, 150]),  # air goes first
        ([200, 200, 0], [60, 300, 400], 460, [60, 200, 200]),  # then the widest give way, narrow ones never
        ([90, 0], [900, 900], 100, [56, 56]),  # each keeps a few letters
    ],
)
def test_columns_share_the_room(declared: list[int], wants: list[int], room: int, widths: list[int]) -> None:
    assert shared(declared, wants, room) == widths


def test_no_cell_is_cut_while_another_column_has_air(qtbot):
    columns = (Column("Name", lambda row: row.name, width=150), Column("Minutes", lambda row: str(row.minutes)))
    name = "Annie Whitegrass of Ronan"
    made = List(columns, rows_of([Person(name, 5)]), "", name="air", label="Staff")
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    assert made.view.columnWidth(0) - 2 * EDGE >= QFontMetrics(theme.font("body")).horizontalAdvance(name) > 150


def test_what_is_cut_is_told_where_the_mouse_rests(people: List) -> None:
    def rest_on(column: int) -> str:
        index, option = people.model.index(0, column), QStyleOptionViewItem()
        option.rect = people.view.visualRect(index)
        event = QHelpEvent(QEvent.Type.ToolTip, option.rect.center(), people.mapToGlobal(option.rect.center()))
        people.view.itemDelegate().helpEvent(event, people.view, option, index)
        return QToolTip.text()

    people.view.setColumnWidth(2, 20)
    assert rest_on(0) == "" and rest_on(2) == "", "a button has no more to say"
    people.view.setColumnWidth(0, 60)
    assert rest_on(0) == "Person 000\nPeer supporter"
