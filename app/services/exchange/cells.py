"""What a cell of a file may say: times, lengths, yes or no as spreadsheets and time clocks write them.

A cell with one meaning is turned into our own form (14:30, 90, yes). One without is left to be refused, with a sentence
that names it as it stands. Each column of a file has one function that turns its cells.
"""

import re
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from app.services.exchange import templates
from app.services.exchange.days import Days
from app.services.exchange.kinds.base import Kind
from app.services.exchange.told import Told, Turned, named
from app.wording import N_, _, length

CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_HALF = r"(?:\s*([ap])(?:\.?\s?m)?\.?)?"
_TIME = re.compile(rf"(\d{{1,2}}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?{_HALF}", re.ASCII | re.IGNORECASE)
_HOUR = re.compile(r"(\d{1,2})\s*([ap])(?:\.?\s?m)?\.?", re.ASCII | re.IGNORECASE)
# The day that a spreadsheet or an older database writes before a time that has none.
_NO_DAY = re.compile(r"(?:1899-12-30|0?12/30/1899|1900-01-0[01]|0?1/0?0/1900)[\sT]+", re.ASCII)
_MOMENT = re.compile(r"\d[-/.]\d{1,2}[-/.]\d+[\sT]+\d{1,2}:\d{2}|\d{4}[\sT]+\d{1,2}:\d{2}", re.ASCII)
SPAN = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?", re.ASCII)
_HOURS, _MINUTES = r"(?:(?:h|hrs?|hours?)\.?)", r"(?:(?:m|mins?|minutes?)\.?)"
LENGTH = re.compile(
    rf"(\d{{1,3}})\s*{_HOURS}(?:,?\s*(\d{{1,2}})\s*{_MINUTES}?)?|(\d{{1,4}})\s*{_MINUTES}", re.ASCII | re.IGNORECASE
)
DECIMAL = re.compile(rf"(\d{{1,4}}\.?\d{{0,12}}|\.\d{{1,12}})\s*{_HOURS}", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_POINTED = re.compile(r"-?(?:\d+[.,]\d*|[.,]\d+)", re.ASCII)
_YES_NO = {"true": "yes", "false": "no", "y": "yes", "n": "no"}

_NO_TIME = N_("{cell} is no time of day. Write it as 14:30 or 2:30 PM.")
_NO_SUCH_TIME = N_("There is no such time: {cell}. Write it as 14:30 or 2:30 PM.")
_WITH_DATE = N_('{cell} is a time with a date. Take the date out, or ask for part = "time" in a mapping file.')
_CUT = N_("Times in this column have seconds. These were left out, here and further down.")
_NO_LENGTH = N_("{cell} is no length of time. Type a whole number of minutes, such as 90, or hours and minutes: 1:30.")
_POINT = N_(
    "{cell} has a decimal point, and this column takes minutes. Type a whole number, such as 90, or 1:30; where hours are "
    'meant, ask for part = "minutes" in a mapping file.'
)
_ROUNDED = N_("{cell} was rounded to {length}.")


def clock(text: str) -> Turned:
    """A time of day as 14:30. Seconds are left out, which is told."""
    if CLOCK.fullmatch(text):
        return text
    bare = text.strip()
    if no_day := _NO_DAY.match(bare):
        bare = bare[no_day.end() :]
    if not bare or CLOCK.fullmatch(bare):
        return bare
    if match := _TIME.fullmatch(bare):
        hour, minutes, seconds, fraction, half = match.groups()
    elif match := _HOUR.fullmatch(bare):
        hour, half = match.groups()
        minutes, seconds, fraction = "00", None, None
    else:
        sentence = _WITH_DATE if _MOMENT.search(bare) else _NO_TIME
        return Told(text, _(sentence).format(cell=named(text)))
    number = int(hour)
    if not (1 <= number <= 12 if half else number <= 23):
        return Told(text, _(_NO_SUCH_TIME).format(cell=named(text)))
    if half:
        number = number % 12 + (12 if half in "pP" else 0)
    found = f"{number:02}:{minutes}"
    return Told(found, warning=_(_CUT), once=True) if int(f"{seconds or 0}{fraction or 0}") else found


def minutes(text: str) -> Turned:
    """Whole minutes of a number of them or of H:MM[:SS]; bare decimals are refused. What has seconds is rounded, told."""
    bare = text.strip()
    if not bare or _WHOLE.fullmatch(bare):
        return bare
    found = seconds(bare)
    if found is None:
        sentence = _POINT if _POINTED.fullmatch(bare) else _NO_LENGTH
        return Told(text, _(sentence).format(cell=named(text)))
    exact = found / 60
    whole = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if whole == exact:
        return str(whole)
    return Told(str(whole), warning=_(_ROUNDED).format(cell=named(text), length=length(whole)))


def seconds(text: str) -> Decimal | None:
    """The seconds of a length such as 1:30, 0:20:30, 7h 40m, 45 min or 7.67 h; None for another text."""
    if match := SPAN.fullmatch(text):
        return Decimal(int(match[1]) * 3600 + int(match[2]) * 60) + Decimal((match[3] or "0").replace(",", "."))
    if match := LENGTH.fullmatch(text):
        return Decimal(int(match[1] or 0) * 3600 + int(match[2] or match[3] or 0) * 60)
    if match := DECIMAL.fullmatch(text):
        return Decimal(match[1]) * 3600
    return None


def hours(text: str) -> Turned:
    """Hours stay as they are typed; those told as 1:30 become minutes, as a number."""
    found = seconds(text.strip())
    return text if found is None or found % 60 else int(found // 60)


def yes_no(text: str) -> Turned:
    """TRUE, FALSE, Y and N as yes and no; any other text as it is."""
    return _YES_NO.get(text.strip().casefold(), text)


def turns(kind: Kind, columns: Iterable[str], days: Days) -> dict[str, Callable[[str], Turned]]:
    """What turns the cells of each of these columns that holds no plain text."""
    found: dict[str, Callable[[str], Turned]] = {}
    for name in columns:
        form = templates.form(kind, name)
        if form == "date":
            found[name] = days.birth if name == "birth_date" else days.read
        elif form == "time":
            found[name] = clock
        elif form == "boolean":
            found[name] = yes_no
        elif form == "integer" and "minutes" in name.split("_"):
            found[name] = minutes
        elif form == "integer" and "hours" in name.split("_"):
            found[name] = hours
    return found
