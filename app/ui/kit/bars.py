"""Bars: one figure against what was due, and months side by side (fill = credited, tick = required, hatch = short)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.rules.balance import Balance
from app.ui.kit import dates, theme
from app.wording import _


class Bar(QWidget):
    """A thin bar: `done` of `due` (any unit), with a tick where it is due. Its name must say the same in words."""

    def __init__(self, done: float, due: float, words: str) -> None:
        """`words` is what a screen reader says."""
        super().__init__()
        self.setFixedHeight(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_share(done, due, words)

    def show_share(self, done: float, due: float, words: str) -> None:
        """Show another share, and say it in words."""
        self._done, self._due = done, due
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """A short line."""
        return QSize(120, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, fill, tick."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        wide = self.width() - 1
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(QRectF(0, 3, wide, 6), 3, 3)
        share = 1.0 if self._due <= 0 else min(self._done / self._due, 1.0)
        painter.setBrush(theme.colour("good" if share >= 1 else "accent"))
        if share > 0:
            painter.drawRoundedRect(QRectF(0, 3, max(6.0, wide * share), 6), 3, 3)
        painter.fillRect(QRectF(wide - 1, 1, 2, 10), theme.colour("text"))


def of_balance(one: Balance, name: str) -> Bar:
    """A person's month as it is drawn everywhere: credited, against what was due."""
    spoken = _("{name}: {words}").format(name=name, words=one.words)
    return Bar(float(one.credited), float(one.due or 0), spoken)


@dataclass(frozen=True)
class Month:
    """One month of the chart; minutes. `due` is None where nothing is asked by number."""

    name: str
    due: int | Fraction | None
    credited: int | Fraction
    words: str = ""

    @property
    def short(self) -> bool:
        """Whether less was credited than due."""
        return self.due is not None and self.credited < self.due


def month_of(one: Balance, name: str) -> Month:
    """A month of the chart, drawn as the bar of a single month is; its words are what a screen reader says."""
    return Month(name, one.due, one.credited, _("{name}: {words}").format(name=name, words=one.words))


class MonthBars(QWidget):
    """Months side by side against a scale of hours."""

    def __init__(self, months: Sequence[Month] = ()) -> None:
        """The last twelve are shown."""
        super().__init__()
        self._months: list[Month] = []
        self.setMinimumHeight(theme.height(170, 2))
        self.set_months(months)

    def set_months(self, months: Sequence[Month]) -> None:
        """Show these months and say them in words."""
        self._months = list(months)[-12:]
        self.setAccessibleName("; ".join(month.words for month in self._months))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for twelve months."""
        return QSize(640, theme.height(190, 2))

    def minimumSizeHint(self) -> QSize:
        """Narrow months."""
        return QSize(320, theme.height(170, 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Scale, bars, ticks, words."""
        if not self._months:
            return
        painter = QPainter(self)
        small = theme.font("chart")
        painter.setFont(small)
        line = painter.fontMetrics().height()
        step, top = _scale(float(max(max(month.due or 0, month.credited) for month in self._months)))
        left, foot = painter.fontMetrics().horizontalAdvance("00 h") + 10, self.height() - 2 * line - 8
        high = foot - line - 6
        for mark in range(0, top + 1, step):
            level = foot - high * mark / top
            painter.fillRect(
                QRectF(left, level, self.width() - left, 1), theme.colour("line" if mark == 0 else "rule")
            )
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(0, level - line, left - 8, 2 * line),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                _("{hours} h").format(hours=mark // 60),
            )
        each = (self.width() - left) / len(self._months)
        for number, month in enumerate(self._months):
            self._month(
                painter, QRectF(left + each * number, foot - high, each, high), month, high / top, line
            )

    def _month(self, painter: QPainter, room: QRectF, month: Month, scale: float, line: int) -> None:
        wide = min(28.0, room.width() * 0.6)
        left, foot = room.center().x() - wide / 2, room.bottom()
        credited, required = float(month.credited) * scale, float(month.due or 0) * scale
        if month.short:
            gap = QRectF(left, foot - required, wide, required - credited)
            painter.fillRect(gap, theme.colour("warning_tint"))
            painter.fillRect(gap, hatch())
        painter.fillRect(QRectF(left, foot - credited, wide, credited), theme.colour("accent"))
        if month.due is not None:
            tick = QRectF(room.center().x() - wide * 0.7, foot - required - 1, wide * 1.4, 2)
            painter.fillRect(tick, theme.colour("text"))
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("chart", 600))
        peak = foot - max(credited, required) - line - 3
        painter.drawText(
            QRectF(room.left(), peak, room.width(), line), centre, dates.hours(month.credited)
        )
        painter.setFont(theme.font("second", 600 if month.short else 400))
        painter.drawText(QRectF(room.left(), foot + 3, room.width(), line + 3), centre, month.name)
        if month.due is None:
            return
        painter.setFont(theme.font("chart"))
        painter.setPen(theme.colour("muted"))
        due = _("of {time}").format(time=dates.hours(month.due))
        painter.drawText(QRectF(room.left(), foot + line + 4, room.width(), line + 2), centre, due)


def _scale(most: float | Fraction) -> tuple[int, int]:
    """Step and top of the scale in minutes: at most five lines of whole hours."""
    hours = max(1, -(-int(most) // 60))
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 1000) if hours / size <= 4)
    return step * 60, -(-hours // step) * step * 60


def hatch() -> QBrush:
    """Thin slanted lines in the warning colour."""
    tile = QPixmap(6, 6)
    tile.fill(QColor(0, 0, 0, 0))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("warning"), 1))
    for shift in (-6, 0, 6):
        painter.drawLine(shift, 6, shift + 6, 0)
    painter.end()
    return QBrush(tile)


class Swatch(QWidget):
    """A key of the chart: a filled, a line, or a hatched sample."""

    def __init__(self, kind: str) -> None:
        """`kind` is fill, line or hatch."""
        super().__init__()
        self._kind = kind
        self.setFixedSize(16, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sample."""
        painter = QPainter(self)
        if self._kind == "line":
            painter.fillRect(QRectF(0, 6, 16, 2), theme.colour("text"))
        elif self._kind == "hatch":
            painter.fillRect(QRectF(1, 1, 14, 12), theme.colour("warning_tint"))
            painter.fillRect(QRectF(1, 1, 14, 12), hatch())
        else:
            painter.fillRect(QRectF(1, 1, 14, 12), theme.colour("accent"))
