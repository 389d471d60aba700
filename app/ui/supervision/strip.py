"""A month as a strip of days above the calendar's list: what is planned on which day, and a press shows that day alone."""

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame

from app.services.supervision.calendar import State
from app.ui.kit import controls, dates, theme
from app.ui.kit.flow import Flow
from app.wording import _, plural

TONES = {State.AHEAD: "accent", State.MISSED: "warning", State.LOGGED: "good", State.CANCELLED: "muted"}
WIDE, HIGH = 31, 44  # pixels of a day at 100 per cent
DOTS = 3  # at most; the name says how many there are


class Day(QAbstractButton):
    """One day: its letter, its number, and a dot for each session."""

    def __init__(self, day: dt.date, today: bool) -> None:
        """Nothing on it yet."""
        super().__init__()
        self.day, self._today = day, today
        self._states: Sequence[State] = ()
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        self.show_states(())

    def show_states(self, states: Sequence[State]) -> None:
        """Show what stands on this day."""
        self._states = states
        count = plural("{count} session", "{count} sessions", len(states)) if states else _("nothing planned")
        self.setAccessibleName(_("{day}: {count}").format(day=dates.short(self.day), count=count))
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as two digits, as high as letter, number and dots."""
        return QSize(theme.scaled(WIDE), theme.scaled(HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the day, as the space bar does."""
        if not controls.enter_presses(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, third = self.rect().adjusted(1, 1, -2, -2), self.height() // 3
        weekend = self.day.weekday() > 4
        painter.setBrush(theme.colour("tint" if self.isChecked() else "track" if weekend else "surface"))
        painter.setPen(QPen(theme.colour("accent" if self.isChecked() or self.hasFocus() else "rule"),
                            2 if self.hasFocus() else 1))  # fmt: skip
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("chart"))
        centre = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRect(0, 3, self.width(), third), centre, dates.weekday(self.day)[:1])
        painter.setPen(theme.colour("accent" if self._today else "text"))
        painter.setFont(theme.font("label", 600 if self._today or self._states else 400))
        painter.drawText(QRect(0, third, self.width(), third), centre, str(self.day.day))
        self._dots(painter)

    def _dots(self, painter: QPainter) -> None:
        size, shown = theme.scaled(5), self._states[:DOTS]
        left = (self.width() - len(shown) * (size + 3) + 3) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        for number, state in enumerate(shown):
            painter.setBrush(theme.colour(TONES[state]))
            painter.drawEllipse(left + number * (size + 3), self.height() - size - theme.scaled(5), size, size)


class MonthStrip(QFrame):
    """The days of one month; `chosen` tells a day, or None for all of them."""

    chosen = Signal(object)

    def __init__(self, today: dt.date) -> None:
        """This month, no day chosen."""
        super().__init__()
        self.setProperty("look", "card")
        self._today, self._first = today, today.replace(day=1)
        self._states: Mapping[dt.date, Sequence[State]] = {}
        back = controls.outlined("", "chevron-left", lambda: self.turn(-1))
        on = controls.outlined("", "chevron-right", lambda: self.turn(1))
        back.setAccessibleName(_("Month before"))
        on.setAccessibleName(_("Month after"))
        self._name = controls.text("", "strong")
        self.all_button = controls.Button(_("All days"), "chip")
        self.all_button.setCheckable(True)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._press)
        self._days: list[Day] = []
        self._flow = Flow(2)
        head = controls.across(back, on, self._name, None, self.all_button)
        self.setLayout(controls.down(controls.plain(head), self._flow, gap=6, margins=(12, 8, 12, 8)))
        self._fill()

    def _fill(self) -> None:
        """Make the days of the month anew."""
        for old in self._days:
            self._group.removeButton(old)
        after = (self._first + dt.timedelta(days=32)).replace(day=1)
        count = (after - self._first).days
        days = [self._first + dt.timedelta(days=number) for number in range(count)]
        self._days = [Day(day, day == self._today) for day in days]
        self._group.addButton(self.all_button)
        for one in self._days:
            one.show_states(self._states.get(one.day, ()))
            self._group.addButton(one)
        self._flow.fill(self._days)
        self.all_button.setChecked(True)
        month = _(dates.MONTHS[self._first.month - 1])
        self._name.setText(_("{month} {year}").format(month=month, year=self._first.year))

    def show_states(self, states: Mapping[dt.date, Sequence[State]]) -> None:
        """Show what stands on each day."""
        self._states = states
        for one in self._days:
            one.show_states(states.get(one.day, ()))

    def turn(self, months: int) -> None:
        """Show another month, with no day chosen."""
        number = self._first.year * 12 + self._first.month - 1 + months
        self._first = dt.date(number // 12, number % 12 + 1, 1)
        self._fill()
        self.chosen.emit(None)

    def day(self) -> dt.date | None:
        """The day chosen."""
        return next((one.day for one in self._days if one.isChecked()), None)

    def _press(self, _button: QAbstractButton) -> None:
        self.chosen.emit(self.day())
