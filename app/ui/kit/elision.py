"""Cutting words to a width: at the end of a word, with dots, so that no half word is read as another."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

KEPT = 0.4  # of the letters that would fit: less is not given up for a whole word
TRAILING = " ,;:–-("


def elided(words: str, metrics: QFontMetrics, width: int) -> str:
    """The words, or as many whole ones as fit in `width` pixels with '…'; one long word alone is cut inside."""
    cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
    if cut == words or not cut.endswith("…"):
        return cut
    kept = len(cut) - 1
    if kept < len(words) and words[kept].isspace():
        return f"{cut[:-1].rstrip(TRAILING)}…"
    end = words.rfind(" ", 0, kept)
    return f"{words[:end].rstrip(TRAILING)}…" if end > 0 and end >= kept * KEPT else cut
