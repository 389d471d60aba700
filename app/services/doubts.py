"""Doubts: what to look at again in an entry before or after it is taken. Nothing here stops it from being taken.

Each kind of record has one list of them, `DOUBTS`, beside its entry: of what can be told from the entry alone. Its form,
its import and the command line all ask that list; what only the rows on record can tell (two sessions at once, a
supervisor who was not qualified) is asked by the kind itself and told with the same sentences.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.services import users
from app.services.problems import Invalid
from app.services.rules.moments import Bounds, moments
from app.wording import N_, _, length, short_day

TO_COME = N_("This day is still to come. Check the date.")
LONG = N_("This lasts {length}. Check start and stop.")
PAPER_TO_COME = N_("The day of the signature on paper is still to come. It counts from that day on.")


class Doubt(NamedTuple):
    """A sentence about a field of an entry. `offers` are other values for it, each with its label, to choose from."""

    field: str
    sentence: str
    offers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Setting:
    """Where an entry is looked at: today's date and the zone of the agency."""

    today: dt.date
    zone: str


Found = Sequence[Doubt]
Check = Callable[[Any, Setting], Found]  # plain functions, not generators: a large file asks them for each row


def setting(session: Session) -> Setting:
    """Today in the agency's zone, at this session's moment."""
    return Setting(users.today(session), users.zone(session).key)


def of(checks: Iterable[Check], entry: Any, where: Setting) -> list[Doubt]:
    """What is doubtful about an entry, in the order of the list."""
    return [doubt for check in checks for doubt in check(entry, where)]


def sentences(found: Iterable[Doubt]) -> list[str]:
    """The sentences alone, each once."""
    return list(dict.fromkeys(doubt.sentence for doubt in found))


def to_come(field: str, said: str = TO_COME) -> Check:
    """Doubts a day after today. `said` is a marked sentence; it may name the {day}."""
    read = attrgetter(field)

    def check(entry: Any, where: Setting) -> Found:
        day: dt.date | None = read(entry)
        return () if day is None or day <= where.today else (Doubt(field, _(said).format(day=short_day(day))),)

    return check


def over(field: str, said: str) -> Check:
    """Doubts a last day that has passed already; `said` may name the {day}."""
    read = attrgetter(field)

    def check(entry: Any, where: Setting) -> Found:
        day: dt.date | None = read(entry)
        return () if day is None or day >= where.today else (Doubt(field, _(said).format(day=short_day(day))),)

    return check


def long_ago(field: str, years: int, said: str) -> Check:
    """Doubts a day more than so many years back; `said` may name the {day}."""
    read = attrgetter(field)

    def check(entry: Any, where: Setting) -> Found:
        day: dt.date | None = read(entry)
        if day is None or (where.today - day).days <= years * 366:
            return ()
        return (Doubt(field, _(said).format(day=short_day(day))),)

    return check


def more_than(field: str, minutes: int, said: str) -> Check:
    """Doubts a length in minutes over a bound; `said` may name the {length}."""
    read = attrgetter(field)

    def check(entry: Any, _where: Setting) -> Found:
        lasts: int | None = read(entry)
        if lasts is None or lasts <= minutes:
            return ()
        return (Doubt(field, _(said).format(length=length(lasts))),)

    return check


def answered_no(field: str, said: str) -> Check:
    """Doubts a yes or no that says no."""
    read = attrgetter(field)

    def check(entry: Any, _where: Setting) -> Found:
        return (Doubt(field, _(said)),) if read(entry) is False else ()

    return check


def lasts_long(bounds: Bounds) -> Check:
    """Doubts what lasts longer than is usual, from `date`, `start` and `stop`. Times that cannot be read raise none."""

    def check(entry: Any, where: Setting) -> Found:
        by_clock = (entry.stop.hour - entry.start.hour) * 60 + entry.stop.minute - entry.start.minute
        if 0 < by_clock <= bounds.doubt - 60:
            return ()  # no showing of an hour makes it long: the many rows of a file end here
        try:
            real = moments(entry.date, entry.start, entry.stop, where.zone, entry.start_fold, entry.stop_fold)
        except Invalid:
            return ()
        if not bounds.is_long(real):
            return ()
        return (Doubt("stop", _(LONG).format(length=length(real.stops - real.starts))),)

    return check
