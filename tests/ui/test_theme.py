"""Colours, type and measures."""

import re
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app import paths
from app.ui.kit import icons, sheet, theme
from app.ui.kit.theme import DARK, LIGHT, contrast

TEXTS = [
    ("text", "window"), ("text", "surface"), ("text", "side"), ("muted", "window"), ("muted", "surface"),
    ("muted", "side"), ("muted", "header"), ("muted", "disabled"), ("accent", "window"), ("accent", "surface"),
    ("accent", "side"), ("accent", "tint"), ("accent", "tint_hover"), ("on_accent", "accent"),
    ("on_accent", "accent_hover"), ("danger", "window"), ("danger", "surface"), ("danger", "warning_tint"),
    ("warning", "window"), ("warning", "surface"), ("warning", "warning_tint"), ("good", "window"),
    ("good", "surface"), ("good", "side"), ("selected", "selection"), ("text", "tint"), ("text", "track"),
]  # fmt: skip
CONTROLS = [
    ("line", "window"),
    ("line", "surface"),
    ("accent", "track"),
    ("accent", "surface"),
    ("danger", "surface"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)
def test_text_and_controls_stand_out(colours):
    weak = [
        (front, back, round(contrast(getattr(colours, front), getattr(colours, back)), 2))
        for pairs, least in ((TEXTS, 4.5), (CONTROLS, 3.0))
        for front, back in pairs
        if contrast(getattr(colours, front), getattr(colours, back)) < least
    ]
    assert weak == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast(LIGHT.text, LIGHT.window) == pytest.approx(14.3, abs=0.1)


def test_text_grows_and_is_held_between_100_and_200(qapp: QApplication):
    label = QLabel("Owed")
    theme.apply(qapp, "light", 150)
    label.ensurePolished()
    assert theme.font().pointSizeF() == pytest.approx(15.75)
    theme.apply(qapp, "light", 400)
    assert theme.percent() == 200
    theme.apply(qapp, "light", 50)
    assert theme.percent() == 100


def test_every_sheet_is_whole_and_reads_without_complaint(qapp: QApplication, qtlog):
    for colours in (LIGHT, DARK):
        text = sheet.build(colours, theme.SIZES, 125, theme.height)
        assert "{" in text and not re.search(r"\{\w+\}", text)
    theme.apply(qapp, "dark", 125)
    assert not [record for record in qtlog.records if "stylesheet" in record.message.lower()]


def test_every_icon_named_in_the_sheet_is_there():
    text = sheet.build(LIGHT, theme.SIZES, 100, theme.height) + sheet.build(
        DARK, theme.SIZES, 100, theme.height
    )
    named = set(re.findall(r"icons:([\w-]+\.svg)", text))
    assert named and all((paths.resources() / "icons" / name).is_file() for name in named)


def test_an_icon_takes_the_colour_of_its_role_and_follows_the_theme(qapp: QApplication):
    label = icons.label("check", "danger", 24)
    before = label.pixmap().toImage()
    theme.apply(qapp, "dark", 100)
    after = label.pixmap().toImage()

    def colours(image):
        return {
            image.pixelColor(x, y).name().upper()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }

    assert LIGHT.danger in colours(before)
    assert DARK.danger in colours(after)


def test_a_long_day_of_empty_answers_does_not_end_the_program():
    code = (
        "import app.ui.kit.theme\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "for _ in range(200_000):\n"
        "    thing.parent()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
