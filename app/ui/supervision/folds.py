"""Asks which showing of the hour is meant on the night that daylight time ends; hidden on every other day."""

import datetime as dt
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.rules import moments
from app.ui.kit import controls, dates
from app.ui.kit.segments import Segments
from app.wording import N_, _

ASKS = {"start": N_("The clock showed {time} twice that night. Which start is meant?"),
        "stop": N_("The clock showed {time} twice that night. Which stop is meant?")}  # fmt: skip


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
            choice = Segments([("0", _("The first")), ("1", _("The second"))])
            choice.changed.connect(self.changed.emit)
            choice.name(_("Start") if name == "start" else _("Stop"))
            self._asked[name] = choice
            box.addWidget(label)
            box.addWidget(choice)
        self.setLayout(box)
        self.look_at(None, None, None)

    def look_at(self, day: dt.date | None, start: dt.time | None, stop: dt.time | None) -> None:
        """Ask about the times of this day that the clock repeats."""
        for name, time in (("start", start), ("stop", stop)):
            on = day if name == "start" or start is None or stop is None or day is None or stop > start else None
            asked = bool(on and time and moments.repeats(on, time, self._zone))
            if time is not None:
                self._words[name].setText(_(ASKS[name]).format(time=dates.say(time)))
            for part in (self._words[name], self._asked[name]):
                part.setVisible(asked)
            if not asked:
                self._asked[name].set_value("")
        self.setVisible(any(not part.isHidden() for part in self._asked.values()))

    def values(self) -> dict[str, str]:
        """start_fold and stop_fold as typed; blank where not asked."""
        return {f"{name}_fold": choice.value() for name, choice in self._asked.items()}

    def set_values(self, start: object, stop: object) -> None:
        """Choose what is on record; only where it is asked."""
        for name, value in (("start", start), ("stop", stop)):
            if not self._asked[name].isHidden():
                self._asked[name].set_value("" if value is None else str(value))

    def open_question(self) -> str:
        """The field whose showing was asked and not told, or ''."""
        return next((name for name, one in self._asked.items() if not one.isHidden() and not one.value()), "")
