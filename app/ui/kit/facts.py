"""What is on record as text: labels at the left, values at the right; a blank one says so."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.kit import controls, theme
from app.wording import _

# a value of a script that is written from right to left begins beside its label too
BESIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop


def fact(label: str, value: str, width: int = 150) -> QHBoxLayout:
    """One label, `width` pixels wide at 100 per cent, and its value."""
    name = controls.text(label, "second", wrap=True)
    name.setFixedWidth(theme.scaled(width))
    text = controls.text(value or _("Blank"), "" if value else "muted", wrap=True)
    line = controls.across(gap=12)
    for part in (name, text):
        part.setAlignment(BESIDE)
    line.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(text, 1, Qt.AlignmentFlag.AlignTop)
    return line


def facts(found: Iterable[tuple[str, str]], width: int = 150) -> QWidget:
    """(label, value) below one another."""
    box = controls.down(gap=7)
    for label, value in found:
        box.addLayout(fact(label, value, width))
    return controls.plain(box)
