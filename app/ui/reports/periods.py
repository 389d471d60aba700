"""Usual periods, a press each: this month, last month, this year, last year."""

import calendar
import datetime as dt
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.ui.kit import controls
from app.ui.kit.flow import Flow
from app.ui.kit.form import Form
from app.wording import _

Span = tuple[dt.date, dt.date]


def month(day: dt.date) -> Span:
    """First and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year(day: dt.date) -> Span:
    """First and last day of a day's year."""
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def usual(today: dt.date) -> list[tuple[str, Span]]:
    """The periods offered, with their words."""
    before = today.replace(day=1) - dt.timedelta(days=1)
    return [
        (_("This month"), month(today)),
        (_("Last month"), month(before)),
        (_("This year"), year(today)),
        (_("Last year"), year(today.replace(year=today.year - 1, day=1))),
    ]


def buttons(form: Callable[[], Form], today: dt.date) -> QWidget:
    """A row of buttons that fill the form's fields `first` and `last`."""

    def fill(span: Span) -> Callable[[], None]:
        def pressed() -> None:
            for name, day in zip(("first", "last"), span, strict=True):
                form().editor(name).set_value(day)
            form().changed.emit()

        return pressed

    made = Flow()
    made.fill([controls.row_button(words, on_click=fill(span)) for words, span in usual(today)])
    return made
