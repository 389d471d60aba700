"""The first run in three screens."""

import pytest

from app.services.problems import DiskProblem, Invalid
from app.ui.setup import SetupPage, Steps

KEY = "K7QM-2XVD-9FRT-HW4C"


class Recorder:
    """Stands in for the services."""

    def __init__(self):
        self.values, self.finished, self.refusal = None, 0, None

    def create(self, values):
        if self.refusal:
            raise self.refusal
        self.values = dict(values)
        return KEY

    def finish(self):
        self.finished += 1


@pytest.fixture
def recorder():
    return Recorder()


@pytest.fixture
def page(qtbot, recorder):
    made = SetupPage(
        Steps(
            create=recorder.create,
            confirm=lambda typed: typed.replace(" ", "-").upper() == KEY,
            finish=recorder.finish,
            paper=lambda key: b"%PDF",
            strength=lambda passphrase, words: (len(passphrase) // 5, "Good."),
            sample=lambda: None,
            arrive=lambda: None,
            another=lambda: None,
        )
    )
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    qtbot.waitExposed(made)
    return made


def type_in(page, **values):
    """Fill fields as if typed."""
    for name, value in values.items():
        page.fields[name].editor.line.setText(value)
        page.fields[name].editor.changed.emit()


def to_the_key(page):
    """Walk to the third screen."""
    type_in(page, agency="Cottonwood Creek", phone="406 555 0100")
    page.advance()
    type_in(page, name="Ruth Calfrobe", passphrase="correct horse battery", again="correct horse battery")
    page.advance()


def test_what_is_missing_is_said_beside_its_field(page):
    page.advance()
    assert page.step() == 0 and page.fields["agency"].sentence() == "Type the agency's name."
    type_in(page, agency="Cottonwood Creek")
    assert page.fields["agency"].sentence() == ""
    page.advance()
    page.advance()
    assert page.step() == 1 and page.fields["passphrase"].sentence() == "Use at least 15 characters."


def test_two_different_passphrases_make_nothing(page, recorder):
    type_in(page, agency="Cottonwood Creek")
    page.advance()
    type_in(page, name="Ruth", passphrase="correct horse battery", again="correct horse batterx")
    page.advance()
    assert recorder.values is None and "differ" in page.fields["again"].sentence()


def test_the_store_is_made_with_denver_time_and_the_key_is_shown(page, recorder):
    to_the_key(page)
    assert recorder.values == {
        "agency": "Cottonwood Creek", "address": "", "phone": "406 555 0100", "zone": "America/Denver",
        "name": "Ruth Calfrobe", "passphrase": "correct horse battery",
    }  # fmt: skip
    assert page.step() == 2 and page._shown.text() == KEY
    assert not page._back.isVisible()


def test_the_key_must_be_typed_again_before_finish(page, recorder):
    to_the_key(page)
    page.advance()
    type_in(page, typed="K7QM")
    page.advance()
    assert recorder.finished == 0 and "not the key" in page.fields["typed"].sentence()
    type_in(page, typed="k7qm 2xvd 9frt hw4c")
    page.advance()
    assert recorder.finished == 1


def test_a_refusal_is_shown_and_what_was_typed_stays(page, recorder):
    recorder.refusal = DiskProblem("The disk is full.")
    to_the_key(page)
    assert page.step() == 1 and page._note.words() == "The disk is full."
    assert page.values()["name"] == "Ruth Calfrobe"
    recorder.refusal = Invalid({"phone": "Type a phone number."})
    page.advance()
    assert page.step() == 0 and page.fields["phone"].sentence() == "Type a phone number."


def test_strength_is_shown_in_words(page):
    to_the_key(page)
    page.show_step(1)
    type_in(page, passphrase="correct horse battery staple")
    assert page._words.text() == "Good." and page._bar.accessibleName() == "Strength: 5 of 4"


@pytest.mark.parametrize("percent", [100, 125, 150])
@pytest.mark.parametrize("step", [0, 1, 2])
def test_each_screen_fits(page, dress, percent, step, qtbot):
    dress("light", percent)
    made = SetupPage(page._steps)
    qtbot.addWidget(made)
    made.resize(1366, 688)
    made.show()
    made.show_step(step)
    qtbot.wait(10)
    least = made.minimumSizeHint()
    assert least.width() <= 1366 and least.height() <= 688


@pytest.mark.parametrize("step", [0, 1, 2])
def test_every_control_has_a_name_and_tab_reaches_it(page, step, nameless, unreached):
    page.show_step(step)
    assert nameless(page) == []
    assert unreached(page) == []
