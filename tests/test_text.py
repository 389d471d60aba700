"""Letters on paper: shaped marks stand where they belong, nothing is cut off, nothing is left out in silence."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pikepdf
import pytest
from reportlab.pdfbase.ttfonts import ShapedStr

from app.services.documents import letters, scripts, text, words
from app.services.documents.people import Signing
from app.services.documents.supervision_log import render
from app.services.documents.text import REGULAR, Ruler, Style
from app.wording import readable
from tests.logs import ANNIE, log, row
from tests.pdfs import pages

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
    pdf = render(log(rows, staff=replace(ANNIE, name="한국 Ann")))
    found = pages(pdf)
    assert len(found) > 1 and all("stands for a letter that this typeface lacks" in page for page in found)
    assert "한국" in found[0], "what is copied from the paper is the name itself"
    assert Ruler().piece("a\u200bb\ufe0f", STYLE).shown in ("ab", "a\u200bb")


NAMES = {
    "syllabics": "ᐊᒥᔥᑯ ᓱᖽ", "Cherokee": "ᏣᎳᎩ ᏗᎦᏃᎩ", "Arabic": "محمد بن عبد الله", "mixed": "فاطمة (Fatima) ᏣᎳᎩ",
    "Cyrillic": "Анна Иванова", "Greek": "Ελένη Παπαδοπούλου",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_what_people_here_may_be_called_is_printed_whole(name: str) -> None:
    """E14: no box and no sign for a letter that is lacking, at the head, in a row and under the line to sign."""
    for style in (STYLE, Style(text.MEDIUM, 9), Style(text.SEMIBOLD, 9), Style(text.ITALIC, 9)):
        ruler = Ruler()
        piece = ruler.piece(name, style)
        assert not ruler.missing and text.REPLACEMENT not in piece.shown and piece.width > 10
    pdf = render(log((row(signing=Signing(), topics=name),), staff=replace(ANNIE, name=name)))
    found = pages(pdf)[0]
    assert "typeface" not in found
    assert found.count(name) >= 2 or text_letters(name) <= set(found), "copied, it is the name itself"
    assert render(log((row(signing=Signing(), topics=name),), staff=replace(ANNIE, name=name))) == pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        assert fonts and all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def text_letters(name: str) -> set[str]:
    return {sign for sign in name if sign.isalpha()}


def test_arabic_letters_are_joined_and_run_from_right_to_left() -> None:
    piece = Ruler().piece("Ali علي 12 باب end", STYLE)
    fonts = [(run.font, str(run.shown)) for run in piece.runs if str(run.shown).strip()]
    assert [font for font, _shown in fonts] == [
        "NotoSans-Regular", "NotoSansArabic-Regular", "NotoSans-Regular", "NotoSansArabic-Regular", "NotoSans-Regular",
    ]  # fmt: skip
    assert fonts[0][1].strip() == "Ali" and fonts[2][1].strip() == "12" and fonts[4][1].strip() == "end"
    joined = [run.shown for run in piece.runs if "Arabic" in run.font and str(run.shown).strip()]
    assert all(isinstance(shown, ShapedStr) for shown in joined)
    assert not set("".join(map(str, joined))) & set("علي") - {"ا"}, "each letter takes the form of its place in the word"
    order = [part for _font, part in scripts.runs("علي 12 باب", text.chain(REGULAR), str)]
    assert [part.strip() for part in order if part.strip()] == ["باب", "12", "علي"], "the first word stands at the right"


def test_letters_know_what_the_fonts_hold() -> None:
    """What is told where a letter is typed is what a paper then prints, font by font."""
    for family in letters.FAMILIES:
        for cut in ("Regular", "Bold"):
            name = f"{family}-{cut}"
            assert letters.held(name) == set(text.face(name).face.charToGlyph) - {0xFFFF}, name
    assert letters.unprintable("한국 Ann 漢 한") == ("한", "국", "漢") and "한 국 漢" in letters.doubt("한국 Ann 漢")
    for name in (*NAMES.values(), "Č̓ɫk̓ʷšá x̣ʷ", "Ann\u200bie", "ﬁ ½ €"):
        assert letters.unprintable(name) == () and letters.doubt(name) == ""


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
    for family in letters.FAMILIES[1:]:
        assert {path.name for path in folder.glob(f"{family}-*.ttf")} == {f"{family}-Regular.ttf", f"{family}-Bold.ttf"}
    assert sum(path.stat().st_size for path in folder.iterdir()) < 4_000_000


def test_days_in_sentences_are_read_as_people_write_them() -> None:
    said = "At 13:00, not 24:00. Not signed by 2026-03-05; dated after 2026-12-31. No day: 2026-02-30, 2026-13-01."
    assert readable(said) == (
        "At 1:00 PM, not 24:00. Not signed by Mar 5, 2026; dated after Dec 31, 2026. No day: 2026-02-30, 2026-13-01."
    )
