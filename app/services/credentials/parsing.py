"""How scores, amounts and lengths are read and written: exact to the hundredth, the cent and the minute."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from app.services import entries
from app.wording import _

SCORE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
MONEY = re.compile(r"\$?(\d{1,7})(?:\.(\d{2}))?", re.ASCII)
CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)", re.ASCII)
DAY = 24 * 60


def score(value: Any) -> int | None:
    """Hundredths of a percent from a mark such as 79.99; None for blank, an int is hundredths. Nothing is rounded."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = str(value).strip().removesuffix("%").strip()
    if not text:
        return None
    match = SCORE.fullmatch(text)
    if not match:
        raise ValueError(_("Type the mark in percent with at most two decimals, such as 79.99. It is not rounded."))
    found = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    if found > 10_000:
        raise ValueError(_("A mark is from 0 to 100 percent. Check the number."))
    return found


def cents(value: Any) -> int | None:
    """Cents from dollars such as 93 or 93.50; None for blank, an int is cents."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = str(value).strip().replace(",", "")
    if not text:
        return None
    match = MONEY.fullmatch(text)
    if not match:
        raise ValueError(_("Type the amount in dollars, such as 93 or 93.50."))
    return int(match[1]) * 100 + int(match[2] or 0)


def length(value: Any) -> int | None:
    """Minutes from hours as a decimal (1.5) or as hours and minutes (1:30); None for blank, an int is minutes."""
    text = value.strip() if isinstance(value, str) else ""
    match = CLOCK.fullmatch(text)
    if match:
        return int(match[1]) * 60 + int(match[2])
    if text.startswith("-"):
        raise ValueError(_("Hours cannot be below 0."))
    return entries.hours_as_minutes(value)


def day_length(value: Any) -> int | None:
    """As `length`, at most 24 hours."""
    found = length(value)
    if found is not None and found > DAY:
        raise ValueError(_("A day has 24 hours. Enter a course of several days a day at a time."))
    if found is not None and found < 0:
        raise ValueError(_("Hours cannot be below 0."))
    return found


def needed_length(value: Any) -> int:
    """As `day_length`, more than nothing."""
    found = day_length(value)
    if found is None:
        raise ValueError(_("This is needed."))
    if found == 0:
        raise ValueError(_("Hours must be more than 0. Leave the row out where nothing was earned."))
    return found


def part_length(value: Any) -> int:
    """As `day_length`; blank is nothing."""
    return day_length(value) or 0


def hours_text(minutes: int) -> str:
    """Hours as `length` reads them back, without loss: 1.5 for 90 minutes, 1:20 for 80."""
    if minutes % 3:  # no decimal comes to such minutes exactly
        return f"{minutes // 60}:{minutes % 60:02}"
    hundredths, rest = divmod(minutes * 100, 60)
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") if part or rest else str(whole)


ScoreOrBlank = Annotated[int | None, BeforeValidator(score)]
CentsOrBlank = Annotated[int | None, BeforeValidator(cents)]
LengthOrBlank = Annotated[int | None, BeforeValidator(length)]
DayLength = Annotated[int, BeforeValidator(needed_length)]
PartLength = Annotated[int, BeforeValidator(part_length)]
