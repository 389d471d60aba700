"""Review and sign: a tick only for what was read, its doubts beside it, the focus on the record first."""

import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.ui.kit import controls, page, review
from app.ui.kit.facts import facts
from app.ui.write import Desk
from tests.reading import read_to_the_end

LONG = "We walked along the creek and spoke about the week. " * 400  # about 20,000 letters
SHORT = "We met at the library."


@pytest.fixture
def desk(signed_in, seat) -> Desk:
    made = seat(signed_in)
    made.window.add_page("home", lambda: page.Page("Home"))
    return made


def settle():
    """The page is laid out once the window comes round to it."""
    for _turn in range(5):
        QApplication.processEvents()


def shown(desk, *texts, doubts=()):
    """A page of records with these texts; what is signed is kept in `page.signed`."""
    signed = []
    batch = review.Batch(
        room="home", crumb="Home", title="Review and sign", meaning="It is right.", nothing="Nothing waits.",
        button=lambda count: f"Sign {count}", done=lambda count: f"{count} signed.",
        sign=lambda session, ids, key: signed.extend(ids) or len(ids), again=lambda: page.Page("Again"),
        next=lambda ids: "Annie signs next.",
    )  # fmt: skip
    cards = [
        review.Waiting(
            uuid.uuid4(), f"Record {number}", "Clara Elk", facts([("Data", text), ("Plan", "Friday.")]),
            f"I have read record {number} on Clara Elk and it is right", doubts,
        )
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    made = review.ReviewPage(desk, batch, "Some wait", cards)
    made.signed = signed
    desk.window.open_page(made, "home")
    made.begin()
    settle()
    return made


def told(made):
    return [label.text() for label in made.findChildren(QLabel) if label.isVisible()]


def test_a_record_of_many_letters_has_its_tick_only_once_its_end_was_in_view(desk):
    made = shown(desk, SHORT, LONG, SHORT)
    short, long, last = made.cards
    assert short.box.isEnabled() and not long.box.isEnabled() and not last.box.isEnabled()
    assert "2 were not read to their end" in told(made) and "0 of 3 ticked" in told(made)
    long.box.click()
    assert made.chosen() == []
    read_to_the_end(made)
    assert all(card.box.isEnabled() for card in made.cards) and "All were read to their end" in told(made)


def test_a_jump_to_the_end_is_no_reading(desk):
    made = shown(desk, LONG, LONG)
    bar = made.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    made.look()
    assert [card.was_read for card in made.cards] == [False, False]
    bar.setValue(0)
    read_to_the_end(made)
    assert all(card.was_read for card in made.cards)


def test_what_was_in_view_before_a_page_was_turned_counts_also_where_it_was_laid_out_late(desk):
    """The first lines of a record at the foot of the page stand there only once those above it have their height."""
    made = shown(desk, *[" ".join([SHORT] * 30)] * 6)
    for card in made.cards:
        card._seen = 0  # as if nothing of it had been noted when it was laid out
    while made.area.verticalScrollBar().value() < made.area.verticalScrollBar().maximum():
        QTest.keyClick(made.cards[0], Qt.Key.Key_Space)
    assert all(card.was_read for card in made.cards)


def test_what_comes_into_view_without_scrolling_is_seen(desk):
    made = shown(desk, LONG, SHORT)
    assert not made.cards[1].was_read
    made.cards[0].hide()  # as a card that turns out shorter than it was
    settle()
    assert made.cards[1].was_read


def test_no_tick_for_all_unread(desk):
    made = shown(desk, SHORT, LONG, SHORT)
    assert made.read_button.text() == "Tick the 1 that I have read"
    made.read_button.click()
    assert made.chosen() == [made.cards[0].key]
    assert not made.read_button.isEnabled()
    read_to_the_end(made)
    made.read_button.click()
    assert len(made.chosen()) == 3


def test_the_record_takes_the_focus_and_its_tick_comes_after_it(desk):
    made = shown(desk, SHORT, LONG)
    assert QApplication.focusWidget() is made.cards[0]
    assert made.cards[0].accessibleName() == "Record 1, Clara Elk"
    assert SHORT in made.cards[0].accessibleDescription()
    QTest.keyClick(made.cards[0], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is made.cards[0].box
    QTest.keyClick(made.cards[0].box, Qt.Key.Key_Tab)
    settle()
    assert QApplication.focusWidget() is made.cards[1]  # its tick cannot be set yet
    assert made.cards[1].mapTo(made.area.viewport(), made.cards[1].rect().topLeft()).y() >= 0  # heading first
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Space) * 60:
        QTest.keyClick(QApplication.focusWidget(), key)
    assert made.cards[1].was_read
    QTest.keyClick(made.cards[1], Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is made.cards[1].box
    assert below(made.cards[1], made.cards[1].said, made.cards[1].box)


def below(card, *parts) -> bool:
    """Whether these parts of a card stand one below the other."""
    tops = [part.mapTo(card, part.rect().topLeft()).y() for part in parts]
    return all(top + part.height() <= then for top, part, then in zip(tops, parts, tops[1:], strict=False))


def test_a_tick_is_heard_as_it_reads_and_names_the_person(desk):
    from tests.ui.conftest import heard

    for card in shown(desk, SHORT).cards:
        assert heard(card.box) == card.box.text().replace("&&", "&") and "Clara Elk" in heard(card.box)


def test_what_is_doubtful_stands_beside_the_tick(desk):
    made = shown(desk, SHORT, doubts=["Shared minutes count once.", "The license ended."])
    [note] = [one for one in made.cards[0].findChildren(controls.Note) if one.isVisible()]
    assert note.words() == "Shared minutes count once.\nThe license ended."
    assert below(made.cards[0], made.cards[0].said, note, made.cards[0].box)
    assert "The license ended." in made.cards[0].accessibleDescription()


def test_what_a_person_asked_to_sign_is_ticked_once_it_was_read(desk):
    made = shown(desk, LONG)
    made.begin(made.cards[0].key)
    assert made.chosen() == []
    read_to_the_end(made)
    assert made.chosen() == [made.cards[0].key]


@pytest.mark.parametrize("percent", [125, 150, 200])
def test_large_text_is_read_in_the_page_that_scrolls(desk, dress, percent):
    dress("light", percent)
    made = shown(desk, SHORT, LONG)
    assert not made.cards[1].was_read
    read_to_the_end(made)
    assert all(card.was_read for card in made.cards)


def test_a_failure_that_nobody_foresaw_gives_the_button_back(qtbot, desk, monkeypatch):
    from tests.conftest import PASSPHRASE

    made = shown(desk, SHORT)
    made.cards[0].box.click()

    def fail(session, ids, key):
        raise ValueError("a bug")

    object.__setattr__(made._batch, "sign", fail)
    made.passphrase.editor.line.setText(PASSPHRASE)
    with qtbot.captureExceptions() as caught:
        made.sign()
        qtbot.waitUntil(lambda: bool(caught), timeout=20_000)
    assert made.sign_button.isEnabled() and made.sign_button.text() == "Sign 1"
    assert made.chosen() == [made.cards[0].key]


def test_signing_ends_with_what_was_done_and_what_comes_next(qtbot, desk):
    from tests.conftest import PASSPHRASE

    made = shown(desk, SHORT)
    QTest.keyClick(made.passphrase.editor.line, Qt.Key.Key_Return)
    assert made.passphrase.sentence() == "Tick what you have read first."
    made.cards[0].box.click()
    made.passphrase.editor.line.setText(PASSPHRASE)
    QTest.keyClick(made.passphrase.editor.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.window.page() is not made, timeout=20_000)
    assert "1 signed. Annie signs next." in told(desk.window.page())


def test_one_record_alone_has_its_tick_and_no_second_way_to_set_it(desk):
    made = shown(desk, SHORT)
    (card,) = made.cards
    assert card.box.isEnabled() and not card.box.isChecked()
    assert not made.read_button.isVisible()
    card.box.click()
    card.box.click()
    settle()
    assert not made.read_button.isVisible()
