"""The editors of dates and times: one line of typing, one Tab stop, with a question beside it when in doubt."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QLineEdit,
    QMenu,
    QWidget,
    QWidgetAction,
)

from app import clock
from app.ui.kit import controls, dates, inline, theme
from app.ui.kit.editor import Editor
from app.wording import _

_today: Callable[[], dt.date] = partial(clock.today, "UTC")


def use(today: Callable[[], dt.date]) -> None:
    """Let the editors of dates ask this for today: the desk's, in the agency's zone. Before a store is open, UTC's day."""
    global _today
    _today = today


class _Line(QLineEdit):
    left = Signal()
    stepped = Signal(int)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if self.property("steps") and (step or event.text() in ("+", "-", "=") and self._whole()):
            self.stepped.emit(step or (-1 if event.text() == "-" else 1))
            return
        super().keyPressEvent(event)

    def _whole(self) -> bool:
        # '-' may also be typed inside a date: it steps only where nothing, or a finished date, stands
        return not self.text() or self.hasSelectedText() or self.text().count("/") == 2


class Moment(Editor):
    """What the date and time editors share: the line, the reading, and the question which was meant."""

    asks = tells_beside = True

    def __init__(self) -> None:
        """An empty line."""
        super().__init__()
        self.line = _Line()
        self.setFocusProxy(self.line)
        self.setLayout(controls.down(self.line))
        self.line.textEdited.connect(self._typed)
        self.line.left.connect(self.settle)

    def read(self) -> dates.DateReading | dates.ClockReading:
        """What the typing says now."""
        return None

    def show_value(self, value: dt.date | dt.time) -> str:
        """The text of a value as the line shows it."""
        return dates.say(value)

    def value(self) -> str:
        """The value in import format (2026-03-04, 14:30), or the raw typing where it cannot be read."""
        found = self.read()
        if isinstance(found, dt.time):
            return f"{found:%H:%M}"
        return found.isoformat() if isinstance(found, dt.date) else self.line.text().strip()

    def problem(self) -> str:
        """The sentence about typing that cannot be read, or ''."""
        found = self.read()
        return found.sentence if isinstance(found, dates.Unreadable | dates.Ambiguous) else ""

    def parts(self) -> list[QWidget]:
        """The line."""
        return [self.line]

    def settle(self) -> None:
        """Write the reading out in full, or ask which one was meant."""
        found = self.read()
        if isinstance(found, dates.Ambiguous):
            self.told.emit("")
            self.asked.emit(found.sentence, [(dates.say(one), self._choose(one)) for one in found.readings])
            return
        self.asked.emit("", [])
        if isinstance(found, dt.date | dt.time):
            self.line.setText(self.show_value(found))
            self.told.emit(self.words(found))
        else:
            self.told.emit("")

    def words(self, value: dt.date | dt.time) -> str:
        """What is told about a value below the line."""
        return ""

    def _choose(self, reading: dt.date | dt.time) -> Callable[[], None]:
        return lambda: self.put(reading)

    def put(self, value: dt.date | dt.time) -> None:
        """Set the value and say that it changed."""
        self.line.setText(self.show_value(value))
        self.settle()
        self.changed.emit()

    def _typed(self) -> None:
        self.asked.emit("", [])
        self.changed.emit()


class DateEditor(Moment):
    """A date: t is today, + and - move a day, 3/4/60 is read month first; the icon opens a calendar."""

    def __init__(self, past: bool = False) -> None:
        """`past` refuses days to come (birth dates)."""
        super().__init__()
        self._past = past
        self.line.setProperty("steps", True)
        self.line.stepped.connect(self._step)
        self.line.setMinimumWidth(theme.width("11/18/2026") + theme.scaled(22) + 22)
        inline.button(self.line, "calendar", _("Open the calendar"), self._open)

    def read(self) -> dates.DateReading:
        """The date typed."""
        return dates.read_date(self.line.text(), _today(), self._past)

    def set_value(self, value: Any) -> None:
        """Show an ISO date or a date; anything else stands as typed."""
        found = dates.read_date(value, _today(), self._past) if isinstance(value, str) else value
        self.line.setText(dates.typed(found) if isinstance(found, dt.date) else str(value or ""))
        self.settle()

    def show_value(self, value: dt.date | dt.time) -> str:
        """11/18/2026."""
        return dates.typed(value) if isinstance(value, dt.date) else dates.say(value)

    def words(self, value: dt.date | dt.time) -> str:
        """The weekday."""
        return dates.weekday(value) + "." if isinstance(value, dt.date) else ""

    def _step(self, days: int) -> None:
        found = self.read()
        start = found if isinstance(found, dt.date) else _today() - dt.timedelta(days=days)
        self.put(start + dt.timedelta(days=days))

    def _open(self) -> None:
        menu, calendar = QMenu(self), QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        found = self.read()
        day = found if isinstance(found, dt.date) else _today()
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        def pick(picked: QDate) -> None:
            menu.close()
            self.put(dt.date(picked.year(), picked.month(), picked.day()))

        calendar.clicked.connect(pick)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height())))


class ClockEditor(Moment):
    """A time of day: 2:00 PM, 14:00 or 2p; shown as 2:00 PM, its value HH:MM."""

    def __init__(self) -> None:
        """An empty time."""
        super().__init__()
        self.line.setMinimumWidth(theme.width("12:00 PM") + 24)

    def read(self) -> dates.ClockReading:
        """The time typed."""
        return dates.read_clock(self.line.text())

    def set_value(self, value: Any) -> None:
        """Show HH:MM or a time; anything else stands as typed."""
        text = str(value or "")
        found = (
            value
            if isinstance(value, dt.time)
            else dates.read_clock(text.zfill(5) if ":" in text[:3] else text)
        )
        self.line.setText(dates.say(found) if isinstance(found, dt.time) else text)
        self.settle()
