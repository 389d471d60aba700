"""The week before put into this week's blank cells: most weeks are like the last."""

import datetime as dt
from typing import TYPE_CHECKING

from app.services import hours
from app.ui.hours import typing
from app.ui.hours.sheet import Sheet
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.hours.week import HoursPage


def repeat(host: "HoursPage") -> None:
    """Fill blank cells as one step that can be undone; what is typed stays, and Save confirms it."""
    before = host.monday - dt.timedelta(weeks=1)
    if not host.sheet.writable or not host.staff():
        return
    kept = host.desk.read(lambda session: hours.week(session, host.staff(), before))
    told = put(host.sheet, kept) if any(kept.cells.values()) else _("No hours are on record for the week before.")
    host.foot.say(told, "info", "muted")
    host.grid.setFocus()  # where Ctrl+Z takes it back


def put(sheet: Sheet, before: hours.Week) -> str:
    """What was filled, in a sentence."""
    for line in {line: None for (line, _day), minutes in before.cells.items() if minutes}:
        sheet.add(line)
    rows = {line: number for number, line in enumerate(sheet.lines)}
    filled = {
        place: typing.show(minutes)
        for (line, day), minutes in before.cells.items()
        if minutes and not sheet.text(place := (rows[line], (day - before.monday).days + 1))
    }
    sheet.type(filled)
    said = plural("{count} cell filled as in the week before. Look at it, then save.",
                  "{count} cells filled as in the week before. Look at them, then save.", len(filled))  # fmt: skip
    return said if filled else _("What is typed already stands in each cell that the week before filled.")
