"""The base of all entries: what a person typed, checked.

One entry serves its form, its CSV import, the command line and the tests. A field's `title` is its label and its
`description` its help; both are marked for translation and translated at display. Values come in as text (or already
typed) and pass through the strict parsers of this module: a number is never read as a date, nor "t" as yes.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from app.services.problems import Invalid
from app.wording import N_, _

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
LENGTHS = (
    re.compile(r"(\d{1,5})\s*[:h]\s*([0-5]?\d)\s*(?:m|min)?", re.ASCII),  # 2:30, 2h30, 2 h 30 min
    re.compile(r"()(\d{1,6})\s*(?:m|min)", re.ASCII),  # 150 min
)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)", re.ASCII)  # 1,250 h, as lengths are shown; 1,25 is a decimal
WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
CODE = re.compile(r"[^\s;,]{1,40}")
SHORT, LONG = 200, 20_000
# Unseen signs that turn the direction of writing: a name or sentence could read otherwise than what is kept and signed.
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
MARKS = TURNS | frozenset("\u200e\u200f\u061c")
_TURNED = N_("Unseen signs in this text turn the direction of writing. Type it yourself instead of pasting it.")


def date(value: Any) -> dt.date | None:
    """An ISO date (2026-03-04), or None for blank. ValueError with a sentence otherwise."""
    if isinstance(value, dt.datetime):
        raise ValueError(_("Type a date without a time, such as 2026-03-04."))
    if value is None or isinstance(value, dt.date):
        return value
    text = str(value).strip()
    if not text:
        return None
    match = DATE.fullmatch(text)
    if not match:
        raise ValueError(_("Type the date as year-month-day, such as 2026-03-04."))
    try:
        found = dt.date(*map(int, match.groups()))
    except ValueError:
        raise ValueError(_("There is no such day. Check month and day.")) from None
    if not 1900 <= found.year <= 2200:
        raise ValueError(_("Check the year: it must be from 1900 to 2200."))
    return found


def clock(value: Any) -> dt.time | None:
    """A time of day in 24 hours (14:30), or None for blank. ValueError with a sentence otherwise."""
    if value is None or isinstance(value, dt.time):
        return value
    text = str(value).strip()
    if not text:
        return None
    match = CLOCK.fullmatch(text)
    if not match:
        raise ValueError(_("Type the time as HH:MM in 24 hours, such as 14:30."))
    return dt.time(int(match[1]), int(match[2]))


def whole(value: Any) -> int | None:
    """A whole number, or None for blank. ValueError with a sentence otherwise."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = str(value).strip() if isinstance(value, str) else "?"
    if not text:
        return None
    if not WHOLE.fullmatch(text):
        raise ValueError(_("Type a whole number, such as 90."))
    return int(text)


def hours_as_minutes(value: Any) -> int | None:
    """Minutes from hours typed as a decimal (1.5 -> 90); exact to the minute. None for blank; an int is minutes."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = str(value).strip() if isinstance(value, str) else "?"
    if not text:
        return None
    if not re.fullmatch(r"\d{1,6}(\.\d{1,4})?", text, re.ASCII):
        raise ValueError(_("Type hours as a number, such as 20 or 1.5."))
    try:
        minutes = Decimal(text) * 60
    except InvalidOperation:  # pragma: no cover - the pattern lets none through
        raise ValueError(_("Type hours as a number, such as 20 or 1.5.")) from None
    if minutes != int(minutes):
        raise ValueError(_("Hours must come to whole minutes, such as 1.25 for 1 h 15 min."))
    return int(minutes)


def length(value: Any) -> int | None:
    """Minutes of a length as people type it: 2:30, 2.5, 2 h 30 min, 150 min. None for blank; an int is minutes."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    text = str(value).strip().lower()
    if not text:
        return None
    if THOUSANDS.match(text):
        text = text.replace(",", "")
    for form in LENGTHS:
        if match := form.fullmatch(text):
            return int(match[1] or 0) * 60 + int(match[2])
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,4})?\s*h?", text, re.ASCII):
        raise ValueError(_("Type hours and minutes, such as 2:30."))
    return hours_as_minutes(text.removesuffix("h").strip().replace(",", "."))


def yes_no(value: Any) -> bool | None:
    """yes or no, or None for blank. ValueError with a sentence otherwise."""
    if value is None or isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if not text:
        return None
    if text not in ("yes", "no"):
        raise ValueError(_("Type yes or no."))
    return text == "yes"


def line(value: Any) -> str:
    """One line in NFC, trimmed, of any script. ValueError over 200 characters, with controls or marks of direction."""
    text = unicodedata.normalize("NFC", str(value if value is not None else "")).strip()
    if len(text) > SHORT:
        raise ValueError(_("Keep this to {limit} characters.").format(limit=SHORT))
    if not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text):
        raise ValueError(_("Take out line breaks and control characters."))
    if not MARKS.isdisjoint(text):
        raise ValueError(_(_TURNED))
    return text


def prose(value: Any) -> str:
    """Text of several lines in NFC, at most 20,000 characters, without controls or turns of direction; else ValueError."""
    text = unicodedata.normalize("NFC", str(value if value is not None else "")).replace("\r\n", "\n").strip()
    if len(text) > LONG:
        raise ValueError(_("Keep this to {limit} characters.").format(limit=LONG))
    if not text.replace("\n", "").replace("\t", "").isprintable() and any(
        unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text
    ):
        raise ValueError(_("Take out control characters."))
    if not TURNS.isdisjoint(text):
        raise ValueError(_(_TURNED))
    return text


def code(value: Any) -> str:
    """The agency's own short code: no spaces, commas or semicolons, at most 40 characters. Blank stays blank."""
    text = line(value)
    if text and not CODE.fullmatch(text):
        raise ValueError(_("A code has no spaces, commas or semicolons, and at most 40 characters."))
    return text


def codes(value: Any) -> tuple[str, ...]:
    """Several codes with `;` between them, each once. ValueError for a repeated or malformed one."""
    parts = value if isinstance(value, list | tuple) else str(value or "").split(";")
    found = tuple(code(part) for part in parts if str(part).strip())
    if len(set(found)) != len(found):
        raise ValueError(_("The same code stands here twice."))
    return found


def fold(value: Any) -> int | None:
    """Which showing of a repeated hour is meant: 0, 1, or None for blank. ValueError with a sentence otherwise."""
    found = whole(value)
    if found not in (None, 0, 1):
        raise ValueError(_("Type 0 for the first showing of a repeated hour, 1 for the second."))
    return found


def _required(parse: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        found = parse(value)
        if found is None or found == "" or found == ():
            raise ValueError(_("This is needed."))
        return found

    return check


Date = Annotated[dt.date, BeforeValidator(_required(date))]
DateOrBlank = Annotated[dt.date | None, BeforeValidator(date)]
Clock = Annotated[dt.time, BeforeValidator(_required(clock))]
Whole = Annotated[int, BeforeValidator(_required(whole))]
WholeOrBlank = Annotated[int | None, BeforeValidator(whole)]
HoursOrBlank = Annotated[int | None, BeforeValidator(hours_as_minutes)]
YesNo = Annotated[bool, BeforeValidator(_required(yes_no))]
YesNoOrBlank = Annotated[bool | None, BeforeValidator(yes_no)]
Line = Annotated[str, BeforeValidator(_required(line))]
LineOrBlank = Annotated[str, BeforeValidator(line)]
Prose = Annotated[str, BeforeValidator(prose)]
Code = Annotated[str, BeforeValidator(_required(code))]
CodeOrBlank = Annotated[str, BeforeValidator(code)]
Fold = Annotated[int | None, BeforeValidator(fold)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_required(codes))]


class Choice(StrEnum):
    """A fixed list of coded values, each `NAME = value, marked words`: the value is stored and exported, words shown."""

    _value_: str
    _words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        """A member that is its value; one without words is refused where it is written."""
        if not words:
            raise TypeError(f"{value} has no words")
        made = str.__new__(cls, value)
        made._value_, made._words = value, words
        return made

    @property
    def label(self) -> str:
        """The word a person reads, translated."""
        return _(self._words)


def choice(kind: type[Choice]) -> BeforeValidator:
    """A validator that takes one of the coded values of `kind` and names the list where it is none of them."""

    def check(value: Any) -> Any:
        text = str(value if value is not None else "").strip()
        if not text:
            raise ValueError(_("This is needed."))
        if text not in {member.value for member in kind}:
            known = ", ".join(member.value for member in kind)
            raise ValueError(_("Choose one of: {known}.").format(known=known))
        return kind(text)

    return BeforeValidator(check)


def choice_or_blank(kind: type[Choice]) -> BeforeValidator:
    """As `choice`, and blank is None."""
    known = {member.value: member for member in kind}

    def check(value: Any) -> Any:
        text = str(value if value is not None else "").strip()
        if text and text not in known:
            raise ValueError(_("Choose one of: {known}.").format(known=", ".join(known)))
        return known.get(text)

    return BeforeValidator(check)


MISSING = N_("This is needed.")


def at(field: str, sentence: str) -> ValueError:
    """What a check across fields raises: the field it speaks of and its sentence."""
    return ValueError(f"{field}|{sentence}")


class Entry(BaseModel):
    """What a person typed, checked. Immutable; unknown fields are refused; no value is ever put in a message."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=False)

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """The entry from what was typed. Raises Invalid with a sentence for each field at fault."""
        try:
            return cls(**values)
        except ValidationError as error:
            raise Invalid(_sentences(error)) from None


def _sentences(error: ValidationError) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in error.errors(include_input=False, include_url=False):
        field = str(item["loc"][0]) if item["loc"] else ""
        if item["type"] == "missing":
            sentence = _(MISSING)
        elif item["type"] == "extra_forbidden":
            sentence = _("This form does not know this field.")
        else:
            sentence = item["msg"].removeprefix("Value error, ")
        if not field and "|" in sentence:  # a check across fields names the field it speaks of
            field, sentence = sentence.split("|", 1)
        found.setdefault(field, sentence)
    return found
