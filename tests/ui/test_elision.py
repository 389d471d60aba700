"""Words that have no room: cut between words, whole in the tool tip; never half a word that reads as another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.kit import theme
from app.ui.kit.combo import Combo
from app.ui.kit.elision import elided
from app.ui.kit.line import Line
from app.ui.kit.widths import shared

SAID = "Montana certified behavioral health peer support specialist"


def metrics() -> QFontMetrics:
    return QFontMetrics(theme.font())


@pytest.mark.parametrize("room", range(60, 460, 20))
def test_words_end_whole(qapp, room: int) -> None:
    shown = elided(SAID, metrics(), room)
    assert metrics().horizontalAdvance(shown) <= room
    kept = shown.removesuffix("…")
    assert shown == SAID or SAID.startswith(kept)
    if " " in kept and shown != SAID:
        assert SAID[len(kept)] == " ", "cut inside a word"


def test_what_fits_is_left_and_one_long_word_is_cut_inside(qapp) -> None:
    assert elided(SAID, metrics(), 2000) == SAID
    assert elided("Supercalifragilistic", metrics(), 80).endswith("…")
    assert elided("At Supercalifragilistic", metrics(), 150) not in ("At…", "…")
    assert elided("", metrics(), 10) == ""


@given(st.text(max_size=40), st.integers(1, 300))
def test_any_text_is_a_beginning_of_itself(words: str, room: int) -> None:
    shown = elided(words, metrics(), room)
    assert shown == words or len(shown.removesuffix("…")) <= len(words)


def drawn(combo: Combo) -> str:
    """The tool tip that a box has once it was drawn: the whole text where it is cut."""
    combo.show()
    combo.grab()
    line = combo.lineEdit()
    return line.toolTip() if line is not None else combo.toolTip()


@pytest.mark.parametrize("typed", [False, True])
def test_a_narrow_box_tells_all_of_its_words(qtbot, typed: bool) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.addItem(SAID)
    if typed:
        combo.setEditable(True)
        assert isinstance(combo.lineEdit(), QLineEdit)
    combo.setCurrentIndex(0)
    combo.resize(160, 32)
    assert drawn(combo) == SAID
    combo.resize(900, 32)
    assert drawn(combo) == ""


def test_help_stands_on_all_lines_that_were_kept_for_it(qtbot) -> None:
    line = Line()
    qtbot.addWidget(line)
    line.keep(SAID)
    line.say("", SAID)
    line.resize(150, 20)
    line.show()
    line.resize(170, line.height())
    assert line.words.is_whole() and not line.words.is_cut()


def test_beside_a_label_what_does_not_fit_is_not_begun(qtbot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    line = Line(single=True)
    line.setParent(page)
    line.say("", "Wednesday.")
    page.show()
    line.setGeometry(0, 0, 40, 20)
    assert not line.words.is_cut() and line.words.toolTip() == "Wednesday."


@pytest.mark.parametrize(
    ("wants", "least", "room", "widths"),
    [
        ([60, 300, 400], [60, 250, 100], 560, [60, 250, 250]),  # each keeps its longest word
        ([60, 300, 400], [60, 300, 350], 560, [60, 250, 250]),  # not where not all can
    ],
)
def test_columns_keep_their_longest_words(qapp, wants: list[int], least: list[int], room: int, widths: list[int]) -> None:
    assert shared([0, 0, 0], wants, room, least) == pytest.approx(widths, abs=2)
