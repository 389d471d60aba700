"""Letters on paper: shaped marks stand where they belong, nothing is cut off, nothing is left out in silence."""

import datetime as dt
from fractions import Fraction
from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfbase.ttfonts import ShapedStr

from app.services.documents import text, words
from app.services.documents.supervision_log import render
from app.services.documents.text import REGULAR, Ruler, Style
from app.wording import readable
from tests.test_documents import ANNIE, log, pages, replace, row

STYLE = Style(REGULAR, 10)


@pytest.mark.parametrize("letters", ["č̓", "k̓ʷ", "x̣ʷ", "ƛ̓", "q̓ʷ", "x̣̓"])
def test_marks_of_salish_letters_are_moved_onto_their_letter(letters: str) -> None:
    piece = Ruler().piece(letters, STYLE)
    assert isinstance(piece.shown, ShapedStr) and piece.actual == letters
    marks = [data for data in piece.shown.__shapeData__ if data.x_advance == 0]
    assert marks and all(mark.x_offset or mark.y_offset or mark.width == 0 for mark in marks)


def test_letters_without_marks_need_no_shaping() -> None:
    for plain in ("ɬ", "Séliš", "ʔ", "Annie"):
        piece = Ruler().piece(plain, STYLE)
        assert not isinstance(piece.shown, ShapedStr) and piece.actual is None


def test_two_marks_on_a_letter_do_not_lift_the_letters_after_them() -> None:
    with pikepdf.open(BytesIO(render(log((row(topics="l̓̌ then plain"),))))) as pdf:
        stream = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    shaped = [span.split("EMC")[0] for span in stream.split("/Span")[1:]]
    assert shaped
    for span in shaped:
        rise = 0.0
        for operators in span.replace(" Ts", " Ts\n").split("\n"):
            if "then" in operators or "plain" in operators:
                assert rise == 0
            if operators.endswith(" Ts"):
                rise = float(operators.split()[-2])
        assert rise == 0


def test_names_can_be_found_again_in_the_paper() -> None:
    name = "Č̓iq̓ʷ X̣est Sx̣ʷúytis"
    page = pages(render(log((row(),), staff=replace(ANNIE, name=name))))[0]
    assert page.count(name) >= 2, "at the head and under the signature line"
    assert "typeface" not in page


def test_letters_that_the_typeface_lacks_are_marked_and_told_on_every_page() -> None:
    rows = tuple(row(index) for index in range(30))
    pdf = render(log(rows, staff=replace(ANNIE, name="한국 ᓱᖽ")))
    found = pages(pdf)
    assert len(found) > 1 and all("stands for a letter that this typeface lacks" in page for page in found)
    assert "한국" in found[0], "what is copied from the paper is the name itself"
    assert Ruler().piece("a\u200bb\ufe0f", STYLE).shown in ("ab", "a\u200bb")


def test_wrapping_keeps_every_letter_and_no_line_is_too_wide() -> None:
    ruler = Ruler()
    story = "short words and Wolfeschlegelsteinhausenbergerdorff-k̓ʷk̓ʷk̓ʷk̓ʷk̓ʷ\n\nlast line"
    lines = ruler.wrap(story, STYLE, 70)
    assert all(line.width <= 70 for line in lines)
    assert "".join((line.actual or line.shown) for line in lines).replace(" ", "") == "".join(story.split())


def test_durations_and_times_read_as_people_say_them() -> None:
    assert words.length(Fraction(2467, 20)) == "2 h 4 min"
    assert words.length(200) == "3 h 20 min"
    assert words.length(64960) == "1,082 h 40 min"
    assert words.length(Fraction(-3, 2)) == "−1 min"
    assert words.short_length(1110) == "18:30"
    clocks = [words.clock(dt.time(hour, 5)) for hour in (0, 11, 12, 23)]
    assert clocks == ["12:05 AM", "11:05 AM", "12:05 PM", "11:05 PM"]
    assert words.period(dt.date(2025, 7, 1), dt.date(2026, 7, 1)) == "July 1, 2025 to July 1, 2026"
    assert words.period(dt.date(2026, 7, 1), dt.date(2026, 7, 1)) == "July 1, 2026"


def test_fonts_lie_with_their_licence() -> None:
    folder = text.paths.resources() / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
    for cut in ("Regular", "Medium", "SemiBold", "Bold", "Italic"):
        assert (folder / f"NotoSans-{cut}.ttf").stat().st_size > 100_000


def test_days_in_sentences_are_read_as_people_write_them() -> None:
    said = "At 13:00, not 24:00. Not signed by 2026-03-05; dated after 2026-12-31. No day: 2026-02-30, 2026-13-01."
    assert readable(said) == (
        "At 1:00 PM, not 24:00. Not signed by Mar 5, 2026; dated after Dec 31, 2026. No day: 2026-02-30, 2026-13-01."
    )
