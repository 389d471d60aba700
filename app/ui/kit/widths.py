"""How wide the columns of a list stand: as declared where there is room, else by what their cells hold."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QFontMetrics

from app.ui.kit import theme
from app.ui.kit.cells import EDGE, wide
from app.ui.kit.table import TableModel
from app.wording import _

LOOKED_AT = 60  # rows
AROUND = 20  # pixels of a button beside its words
LEAST = 56  # pixels of a column that gives way
FIRST, MOST = 1.1, 1.6  # of its declared width, that a column asks for at first, and where there is room


def needed(model: TableModel[Any], lines: int) -> list[int]:
    """What each column needs so that none of its first cells is cut, nor its title, in pixels."""
    heads, found = QFontMetrics(theme.font("label", 600)), []
    for number, column in enumerate(model.columns):
        cells = [wide(model.cell(row, number), lines) for row in range(min(model.rowCount(), LOOKED_AT))]
        title = heads.horizontalAdvance(_(column.title)) + EDGE if column.title else 0
        found.append(max([title, *cells]) + EDGE * (2 if number == 0 else 1) + 2)
    return found


def words(model: TableModel[Any], lines: int) -> list[int]:
    """What each column needs so that no single word of its first cells is cut, in pixels."""
    found = []
    for number in range(len(model.columns)):
        cells = [model.cell(row, number) for row in range(min(model.rowCount(), LOOKED_AT))]
        parts = [replace(cell, text=part, second="") for cell in cells for part in cell.text.split()]
        found.append(max([0, *(wide(part, lines) for part in parts)]) + EDGE * (2 if number == 0 else 1) + 2)
    return found


def firm(model: TableModel[Any], number: int) -> int:
    """The width of a column of buttons: as declared at 100 per cent, and growing with their words only."""
    column, label = model.columns[number], QFontMetrics(theme.font("label", 600))
    labels = {model.cell(row, number).button for row in range(min(model.rowCount(), LOOKED_AT))}
    needs = max([label.horizontalAdvance(one) for one in labels] or [0]) + 2 * EDGE + AROUND
    return min(theme.scaled(column.width), max(column.width, needs))


def shared(declared: Sequence[int], wants: Sequence[int], room: int, least: Sequence[int] = ()) -> list[int]:
    """The widths in pixels; 0 declared is a column that takes what is left, so it asks for what it needs alone.

    Each has what it needs, up to hardly more than is declared: one long name takes no other's room. Then those that
    need more get it, then each its declared air. Where not even the first fits, the widest columns give way together,
    so that the narrow ones are never cut for them; each keeps its `least`, its longest word, as long as all of them can.
    """
    pairs = list(zip(declared, wants, strict=True))
    found = [min(want, round(given * FIRST)) if given else want for given, want in pairs]
    if sum(found) > room:
        floors = [min(low, high) for low, high in zip(least, found, strict=True)] if least else [0] * len(found)
        if sum(floors) > room:
            floors = [0] * len(found)
        level = _level(found, room)
        while level > theme.scaled(LEAST) and sum(_held(found, floors, level)) > room:
            level -= 2
        return _held(found, floors, level)
    for goal in ([max(given, min(want, round(given * MOST))) if want > given else 0 for given, want in pairs], declared):
        found = _towards(found, goal, room)
    return found


def _towards(found: Sequence[int], goal: Sequence[int], room: int) -> list[int]:
    """Grown towards the goal as far as the room goes, each by the same part of its gap."""
    gaps = [max(0, high - low) for low, high in zip(found, goal, strict=True)]
    part, whole = max(0, min(sum(gaps), room - sum(found))), max(1, sum(gaps))
    return [low + gap * part // whole for low, gap in zip(found, gaps, strict=True)]


def _held(found: Sequence[int], floors: Sequence[int], level: int) -> list[int]:
    return [max(min(high, level), low) for high, low in zip(found, floors, strict=True)]


def _level(wants: Sequence[int], room: int) -> int:
    """The width at which the widest columns are cut, so that all stand in the room."""
    left, rest = room, sorted(wants)
    while rest and rest[0] * len(rest) <= left:
        left -= rest.pop(0)
    return max(theme.scaled(LEAST), left // len(rest)) if rest else room
