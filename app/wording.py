"""Marks text for translation and translates it when it is shown.

`N_` only marks, for text that is defined at import (labels, help, column titles);
`_` translates now. Both are standard gettext names, so that the usual tools collect them.
"""

import datetime as dt
import gettext
import re

from app import paths

ISO_DAY = re.compile(r"\b[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
ISO_TIME = re.compile(r"\b(?:[01]\d|2[0-3]):[0-5]\d\b")
_current: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Show texts in this language (such as `es`); texts without a translation stay English."""
    global _current
    _current = gettext.translation(
        "peerdesk", paths.resources() / "locale", languages=[language], fallback=True
    )


def _(text: str) -> str:
    """The text in the language in use."""
    return _current.gettext(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """The text unchanged, marked for translation at display."""
    return text


def plural(one: str, many: str, count: int) -> str:
    """The form for this count, with `{count}` filled in."""
    return _current.ngettext(one, many, count).format(count=count)


SHORT_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


def short_day(day: dt.date, year: bool = True) -> str:
    """Jan 8, 2026; without the year Jan 8. Sentences of rules and papers name days alike, on screen and in print."""
    form = _("{month} {day}, {year}") if year else _("{month} {day}")
    return form.format(month=_(SHORT_MONTHS[day.month - 1]), day=day.day, year=day.year)


def clock(time: dt.time) -> str:
    """2:00 PM."""
    form = _("{hour}:{minute} AM") if time.hour < 12 else _("{hour}:{minute} PM")
    return form.format(hour=time.hour % 12 or 12, minute=f"{time.minute:02}")


def readable(sentence: str) -> str:
    """The sentence with its ISO days and times as people write them: what scripts read keeps one fixed form."""
    days = ISO_DAY.sub(lambda found: _said(found[0]), sentence)
    return ISO_TIME.sub(lambda found: clock(dt.time.fromisoformat(found[0])), days)


def _said(day: str) -> str:
    try:
        return short_day(dt.date.fromisoformat(day))
    except ValueError:  # such as February 30 in a text that somebody typed
        return day
