"""Finds a second way of saying a time, a day or a length in a text that people read."""

import re
from collections.abc import Iterator

SECOND = {
    "a time of 24 hours": re.compile(r"\b0\d:[0-5]\d\b(?! ?[AP]M)|\b\d{1,2}:\d{2}:\d{2}\b|\b\d{1,2}(?::\d{2})? ?[ap]m\b"),
    "a length with zeros": re.compile(r"\b\d h 0\d min\b|\b0 h\b"),
    "a length in parts of an hour": re.compile(r"\b\d+\.\d+ ?(?:h|hrs?|hours)\b"),
    "a day for machines": re.compile(r"\b[12]\d{3}-[01]\d-[0-3]\d\b"),
    "a day in numbers": re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b"),
    "a day of another order": re.compile(r"\b\d{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w* \d{4}\b"),
}


def second(text: str) -> Iterator[str]:
    """What stands in the text in another notation than `app.wording` gives it, each with its kind."""
    for kind, pattern in SECOND.items():
        yield from (f"{kind}: {found[0]!r}" for found in pattern.finditer(text))
