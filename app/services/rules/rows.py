"""What the ledger takes in and gives out: plain values, amounts in minutes."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class HoursSpan(NamedTuple):
    """Minutes worked over the days `first` to `last` of one month; `pack` is the pack that the rows name, or None."""

    first: dt.date
    last: dt.date
    minutes: int
    pack: str | None = None


class Session(NamedTuple):
    """One supervision session as one person attended it; `starts` and `stops` are UTC minutes since 1970.

    `signed_on` is the day of the supervisor's signature, on screen or on paper; `void` that an amendment took it back.
    """

    key: str
    date: dt.date
    start: str
    starts: int
    stops: int
    supervisor: str
    signed_on: dt.date | None
    pack: str | None = None
    void: bool = False

    @property
    def minutes(self) -> int:
        """Real elapsed minutes."""
        return self.stops - self.starts


@dataclass(frozen=True, slots=True)
class NotCredited:
    """A session that is not credited, or loses minutes to an overlap: every reason, the weightiest first.

    `reason` is all of them joined, `reason_code` the first one's code, `codes` and `texts` each by itself.
    """

    date: dt.date
    start: str
    reason: str
    minutes_lost: int
    reason_code: str
    key: str
    codes: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoursNotCounted:
    """Hours worked that do not count, and why."""

    date: dt.date
    minutes: int
    reason: str
    reason_code: str = ""


class Month(NamedTuple):
    """One month of a line, in minutes; required, owed, carried and what goes no further are None where no ratio is.

    `carried` is what was owed before the month (below zero: ahead); `flags` are sentences, `flag_codes` their codes.
    What was held beyond (`surplus_not_carried`) or stayed short (`deficit_not_carried`) stands only where the rule does
    not carry it into the next month.
    """

    month: str
    worked_minutes: int
    required_minutes: Fraction | None
    credited_minutes: int
    owed_minutes: Fraction | None
    not_credited: tuple[NotCredited, ...] = ()
    hours_not_counted: tuple[HoursNotCounted, ...] = ()
    flags: tuple[str, ...] = ()
    flag_codes: tuple[str, ...] = ()
    carried: Fraction | None = None
    surplus_not_carried: Fraction | None = None
    credited_sessions: int = 0
    deficit_not_carried: Fraction | None = None


@dataclass(frozen=True, slots=True)
class PackLedger:
    """One person's months under one pack, oldest first; empty where the line has not begun."""

    staff: str
    pack: str
    months: tuple[Month, ...]
