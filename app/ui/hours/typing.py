"""Reads time as it is typed into a cell: 7:30, 7.5, 7h30, 450m. Plain values only: no Qt here."""

import re
from decimal import Decimal

from app.wording import N_, _, hours_minutes

DAY = 24 * 60
_COLON = re.compile(r"(\d{0,2}):([0-5]\d)", re.ASCII)
_HOURS = re.compile(r"(\d{1,4}(?:[.,]\d{1,4})?|[.,]\d{1,4})\s*h?", re.ASCII)
_HOURS_MINUTES = re.compile(r"(\d{1,2})\s*h\s*(\d{1,2})\s*(?:m|min)?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min)", re.ASCII)
_UNREADABLE = N_("This is no length of time. Type it like 7:30, 7.5, 7h30 or 450m.")
_TOO_LONG = N_("A day has 24 hours. For minutes type an m behind the number, such as 450m.")
_UNEVEN = N_("This does not come to whole minutes. Type hours and minutes, such as 7:20.")
_MANY_MINUTES = N_("After the hours, minutes go up to 59.")


def read(text: str) -> int:
    """Minutes of a cell, 0 for blank. ValueError with a sentence for anything that is no time within a day."""
    plain = text.strip().lower()
    if not plain:
        return 0
    if match := _COLON.fullmatch(plain):
        minutes = int(match[1] or 0) * 60 + int(match[2])
    elif match := _MINUTES.fullmatch(plain):
        minutes = int(match[1])
    elif match := _HOURS_MINUTES.fullmatch(plain):
        if int(match[2]) > 59:
            raise ValueError(_(_MANY_MINUTES))
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _HOURS.fullmatch(plain):
        minutes = _whole(Decimal(match[1].replace(",", ".")) * 60)
    else:
        raise ValueError(_(_UNREADABLE))
    if minutes > DAY:
        raise ValueError(_(_TOO_LONG))
    return minutes


def _whole(minutes: Decimal) -> int:
    if minutes > DAY:
        raise ValueError(_(_TOO_LONG))
    if minutes != int(minutes):
        raise ValueError(_(_UNEVEN))
    return int(minutes)


def show(minutes: int) -> str:
    """Minutes as a cell shows them: 7:30; blank for none."""
    return hours_minutes(minutes) if minutes else ""
