"""Asks which showing of the hour is meant on the night that daylight time ends; hidden on every other day."""

import datetime as dt
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.rules import moments
from app.ui.kit import controls, dates
from app.ui.kit.segments import Segments
from app.wording import N_, _

ASKS = {
    "start": N_("The clock showed {time} twice that night. Which start is meant?"),
    "stop": N_("The clock showed {time} twice that night. Which stop is meant?"),
    "over": N_("The clock showed {time} twice that night. Did it end that night, or the day after?"),
}
SHOWINGS = (("0", N_("The first")), ("1", N_("The second")))
NIGHTS = (("1", N_("That night")), ("0", N_("The day after")))  # a stop that is earlier on the clock than its start
PARTS = {"start": "start", "stop": "stop", "over": "stop"}  # question -> the field that it is about


class Folds(QWidget):
    """A question for the start and one for the stop, each shown only where the clock repeats that time."""

    changed = Signal()

    def __init__(self, zone: ZoneInfo) -> None:
        """Nothing asked."""
        super().__init__()
        self._zone = zone
        self._asked: dict[str, Segments] = {}
        self._words = {name: controls.text("", "label", wrap=True) for name in ASKS}
        box = controls.down(gap=4)
        for name, label in self._words.items():
            options = NIGHTS if name == "over" else SHOWINGS
            choice = Segments([(value, _(words)) for value, words in options])
            choice.changed.connect(self.changed.emit)
            choice.name(_("Start") if name == "start" else _("Stop"))
            self._asked[name] = choice
            box.addWidget(label)
            box.addWidget(choice)
        self.setLayout(box)
        self.look_at(None, None, None)

    def look_at(self, day: dt.date | None, start: dt.time | None, stop: dt.time | None) -> None:
        """Ask about the times of this day, and of the night after it, that the clock repeats."""
        asked = self._questions(day, start, stop) if day is not None else set()
        for name, choice in self._asked.items():
            time = start if name == "start" else stop
            if time is not None:
                self._words[name].setText(_(ASKS[name]).format(time=dates.say(time)))
            for part in (self._words[name], choice):
                part.setVisible(name in asked)
            if name not in asked:
                choice.set_value("")
        self.setVisible(bool(asked))

    def _questions(self, day: dt.date, start: dt.time | None, stop: dt.time | None) -> set[str]:
        found = {"start"} if start is not None and moments.repeats(day, start, self._zone) else set()
        if stop is None:
            return found
        over = start is not None and stop < start
        next_day = day + dt.timedelta(days=1)
        if over and moments.repeats(day, stop, self._zone):
            found.add("over")
        elif moments.repeats(next_day if over else day, stop, self._zone):
            found.add("stop")
        return found

    def values(self) -> dict[str, str]:
        """start_fold and stop_fold as typed; blank where not asked."""
        found = {"start_fold": "", "stop_fold": ""}
        for name, choice in self._asked.items():
            found[f"{PARTS[name]}_fold"] = choice.value() or found[f"{PARTS[name]}_fold"]
        return found

    def set_values(self, start: object, stop: object) -> None:
        """Choose what is on record; only where it is asked."""
        for name, choice in self._asked.items():
            value = start if name == "start" else stop
            if not choice.isHidden():
                choice.set_value("" if value is None else str(value))

    def open_question(self) -> str:
        """The field whose showing was asked and not told, or ''."""
        unanswered = (name for name, one in self._asked.items() if not one.isHidden() and not one.value())
        return next((PARTS[name] for name in unanswered), "")
