"""Home's card of what was recorded lately; each line opens its record."""

import datetime as dt
from functools import partial

from app.services.across import recent as services
from app.services.across.recent import Kind, Recent
from app.services.documents import words
from app.ui.kit import controls, dates, icons
from app.ui.kit.page import Card
from app.ui.write import Desk
from app.wording import _

ICONS = {Kind.NOTE: "note", Kind.SESSION: "supervision", Kind.CLIENT: "people", Kind.PAPER: "reports"}
RECORDS = {Kind.NOTE: "note", Kind.SESSION: "session", Kind.CLIENT: "client"}  # what opens by its id; a paper has a number


class RecentCard(Card):
    """The newest records, a line each with the hour of today or the day."""

    def __init__(self, desk: Desk, today: dt.date, found: list[Recent]) -> None:
        """One line a record."""
        super().__init__(_("Recent"))
        self.empty = not found
        self._desk = desk
        for one in found:
            day, time = desk.parts(one.at)
            when = controls.text(dates.say(time) if day == today else words.short_day(day, today), "second")
            line = controls.ElidedLink(one.what, partial(self._open, one))
            self.add(controls.across(icons.label(ICONS[one.kind], "muted", 16), line, None, when))

    def _open(self, one: Recent) -> None:
        if one.kind in RECORDS:
            self._desk.open(RECORDS[one.kind], one.key)
        else:
            self._desk.open("papers", number=one.number)


def card(desk: Desk, today: dt.date) -> RecentCard:
    """The card for the signed-in person."""
    return RecentCard(desk, today, desk.read(services.recent))
