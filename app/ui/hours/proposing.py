"""What notes say of the week: cells proposed from them, and days on which they hold more time than was worked."""

import datetime as dt
from typing import TYPE_CHECKING

from app.services.encounters import worked
from app.services.hours import Category, Line
from app.services.users import Action
from app.ui.hours import typing
from app.ui.kit import controls, dates
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.hours.week import HoursPage


class WithClients(controls.Note):
    """The warning below the grid; hidden while worked time holds all time with clients."""

    def __init__(self, host: "HoursPage") -> None:
        """`host` is the page whose week is looked at."""
        super().__init__("", "warning", "warning")
        self._host = host
        self.say("")

    def _minutes(self) -> dict[tuple[str, dt.date], int]:
        host = self._host
        if not host.staff() or not host.desk.may(Action.SEE_ENCOUNTERS):
            return {}
        last = host.monday + dt.timedelta(days=6)
        return host.desk.read(lambda session: worked.by_day(session, host.staff(), host.monday, last))

    def compare(self) -> None:
        """Name each day whose notes hold more time than its cells."""
        days: dict[dt.date, int] = {}
        for (_category, day), minutes in self._minutes().items():
            days[day] = days.get(day, 0) + minutes
        said = []
        for day, minutes in sorted(days.items()):
            typed = self._host.sheet.day_total((day - self._host.monday).days + 1)
            if minutes > typed:
                words = _("{day}: {with_clients} with clients, {worked} worked")
                said.append(words.format(
                    day=dates.short(day, day), with_clients=dates.hours(minutes), worked=dates.hours(typed)
                ))  # fmt: skip
        head = _("Notes hold more time than was worked. ")
        self.say(head + "; ".join(said) if said else "", "warning", "warning")

    def propose(self) -> None:
        """Fill the week's cells from its notes, as one step that can be undone; Save confirms them."""
        sheet = self._host.sheet
        found = self._minutes()
        for category in sorted({category for category, _day in found}):
            sheet.add(Line(Category(category)))
        rows = {line: number for number, line in enumerate(sheet.lines)}
        typed = {
            (rows[Line(Category(category))], (day - self._host.monday).days + 1): typing.show(minutes)
            for (category, day), minutes in found.items()
        }
        # a cell that holds more than its notes stays: there is work with clients that has no note
        changed = {place: text for place, text in typed.items() if sheet.minutes(place) < typing.read(text)}
        sheet.type(changed)
        said = plural("{count} cell filled from notes. Look at it, then save.",
                      "{count} cells filled from notes. Look at them, then save.", len(changed))  # fmt: skip
        none = _("The notes of this week change no cell.")
        self._host.foot.say(said if changed else none, "info", "muted")
