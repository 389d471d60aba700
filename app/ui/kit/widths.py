"""How wide the columns of a list stand: as declared where there is room, else by what their cells hold."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QFontMetrics

from app.ui.kit import theme
from app.ui.kit.cells import EDGE, wide
from app.ui.kit.table import TableModel
from app.wording import _

LOOKED_AT = 60  # rows
LEAST = 56  # pixels of a column that gives way
MOST = 1.6  # of its declared width, that a column asks for


def needed(model: TableModel[Any], lines: int) -> list[int]:
    """What each column needs so that none of its first cells is cut, nor its title, in pixels."""
    heads, found = QFontMetrics(theme.font("label", 600)), []
    for number, column in enumerate(model.columns):
        cells = [wide(model.cell(row, number), lines) for row in range(min(model.rowCount(), LOOKED_AT))]
        title = heads.horizontalAdvance(_(column.title)) + EDGE if column.title else 0
        found.append(max([title, *cells]) + EDGE * (2 if number == 0 else 1) + 2)
    return found


def shared(declared: Sequence[int], wants: Sequence[int], room: int) -> list[int]:
    """The widths in pixels; 0 declared is a column that takes what is left, so it asks for what it needs alone.

    Where all fits, each has what is declared, or needed if that is more. Where it does not, first the air in the cells
    goes, then the widest columns give way together, so that the narrow ones are never cut for them.
    """
    least = [min(want, round(given * MOST)) if given else want for given, want in zip(declared, wants, strict=True)]
    most = [max(given, want) for given, want in zip(declared, least, strict=True)]
    if sum(most) <= room:
        return most
    if sum(least) <= room:
        air, spare = sum(most) - sum(least), room - sum(least)
        return [low + (high - low) * spare // air for low, high in zip(least, most, strict=True)]
    level = _level(least, room)
    return [min(want, level) for want in least]


def _level(wants: Sequence[int], room: int) -> int:
    """The width at which the widest columns are cut, so that all stand in the room."""
    left, rest = room, sorted(wants)
    while rest and rest[0] * len(rest) <= left:
        left -= rest.pop(0)
    return max(theme.scaled(LEAST), left // len(rest)) if rest else room
