"""Civil days and months for the rules: plain dates, no clock and no zone."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
DAY = dt.timedelta(days=1)


def day_after(day: dt.date) -> dt.date:
    """The next day; the last day that a date can hold stays as it is."""
    return day if day == dt.date.max else day + DAY


def anniversary(day: dt.date, years: int) -> dt.date:
    """The same day that many years later; 29 February becomes 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def month_number(day: dt.date) -> int:
    """Months since the year 0, so that months can be counted and compared."""
    return day.year * 12 + day.month - 1


@cache
def month_text(number: int) -> str:
    """The month as YYYY-MM, from `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_last(number: int) -> dt.date:
    """The last day of the month, from `month_number`."""
    following = number + 1
    return dt.date(following // 12, following % 12 + 1, 1) - DAY


class Segments(Generic[Answer]):
    """Answers that can only change on certain days; each stretch between two of them is judged once, when first asked.

    `cuts` are the first days of the stretches. `judge` must give the same answer for every day of a stretch.
    """

    __slots__ = ("_answers", "_judge", "cuts")

    def __init__(self, cuts: Iterable[dt.date], judge: Callable[[dt.date], Answer]) -> None:
        """Keep the days and the judge; nothing is judged yet."""
        self.cuts = sorted(set(cuts))
        self._answers: list[Answer | None] = [None] * (len(self.cuts) + 1)
        self._judge = judge

    def at(self, day: dt.date) -> Answer:
        """The answer for the day; the same object for every day of a stretch."""
        index = bisect_right(self.cuts, day)
        answer = self._answers[index]
        if answer is None:
            answer = self._answers[index] = self._judge(day)
        return answer

    def stretch(self, day: dt.date) -> tuple[dt.date, dt.date, Answer]:
        """The first and last day of the day's stretch, and its answer."""
        index = bisect_right(self.cuts, day)
        first = self.cuts[index - 1] if index else dt.date.min
        last = self.cuts[index] - DAY if index < len(self.cuts) else dt.date.max
        return first, last, self.at(day)
