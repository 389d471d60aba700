"""Business days, counted so that a deadline shown is never too late.

Saturdays, Sundays and the holidays that Montana (MCA 1-1-216) and the federal government (5 U.S.C. 6103) both keep are
no business days. A day that only one of the two keeps counts as one; that reading is our choice.
"""

import datetime as dt

from app.services.rules.civil import DAY

SATURDAY, SUNDAY, MONDAY, THURSDAY = 5, 6, 0, 3
FIXED = ((1, 1), (7, 4), (11, 11), (12, 25))  # a Sunday's holiday is kept on Monday too, a Saturday's by one law only
NTH = ((1, MONDAY, 3), (2, MONDAY, 3), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))


def holidays(year: int) -> frozenset[dt.date]:
    """The holidays of a year that both laws keep, with the Monday that stands for a Sunday."""
    fixed = [dt.date(year, month, day) for month, day in FIXED]
    fixed += [day + DAY for day in fixed if day.weekday() == SUNDAY]
    memorial = dt.date(year, 5, 31)
    memorial -= DAY * memorial.weekday()
    return frozenset((*fixed, *(_nth(year, *rule) for rule in NTH), memorial))


def is_business_day(day: dt.date) -> bool:
    """Whether offices are open that day by both laws' count."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def after(day: dt.date, count: int) -> dt.date:
    """The last of `count` business days after the day, which does not count itself. Raises ValueError below 1."""
    if count < 1:
        raise ValueError("count business days from one up")
    while count:
        day += DAY
        count -= is_business_day(day)
    return day


def _nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))
