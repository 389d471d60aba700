"""What to know before hours of a month are changed whose statement is signed."""

import datetime as dt
from collections.abc import Mapping, Sequence

from app.services.documents import words
from app.services.hours import Line
from app.ui.kit import controls
from app.wording import _

Cells = Mapping[tuple[Line, dt.date], int]


class SignedMonths(controls.Note):
    """Told as soon as the typing of a week differs, in a signed month, from what is on record."""

    def __init__(self) -> None:
        """Hidden while nothing is changed there."""
        super().__init__("")
        self.stored: Cells = {}
        self.months: Sequence[dt.date] = ()

    def begin(self, stored: Cells, months: Sequence[dt.date]) -> None:
        """Take what is on record in minutes, and the first days of the months that are signed."""
        self.stored, self.months = stored, months

    def tell(self, typed: Cells) -> None:
        """Compare the typing with it."""
        changed = {
            day.replace(day=1) for line, day in {*typed, *self.stored}
            if typed.get((line, day), 0) != self.stored.get((line, day), 0)
        }  # fmt: skip
        named = " ".join(
            _("The statement of {month} is signed. Once you save this it shows as out of date: close the month again.")
            .format(month=words.month(month))
            for month in self.months if month in changed
        )  # fmt: skip
        self.say(named, "warning", "warning")
