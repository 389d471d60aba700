"""The round mark with somebody's initials beside their name."""

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.kit import controls, theme

IN_HEAD = 520  # pixels


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals, each with the marks that belong to it."""
    letters = [_first(word) for word in name.split()]
    return "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()


def _first(word: str) -> str:
    marks = 1
    while marks < len(word) and (unicodedata.combining(word[marks]) or unicodedata.category(word[marks]) == "Lm"):
        marks += 1
    return word[:marks]


def beside_name(words: str) -> bool:
    """Whether a safe contact fits beside a name; else it gets a line of its own, for nothing of both may be cut off."""
    return theme.percent() == 100 and theme.width(words) <= IN_HEAD


def avatar(name: str, pixels: int = 30) -> QLabel:
    """The mark of this name, so many pixels wide at 100 per cent."""
    made = controls.text(initials(name), "avatar")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setFixedSize(theme.height(pixels), theme.height(pixels))
    return made
