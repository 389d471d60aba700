"""A month's statement as plain figures: what both sign, as the values that are kept, and what differs from it later."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.services.rules.rows import Month, Session
from app.wording import N_

AMOUNTS = {
    "before": N_("Owed before the month"),
    "worked": N_("Worked"),
    "required": N_("Required"),
    "credited": N_("Credited with this supervisor"),
    "elsewhere": N_("Credited with other supervisors"),
    "not_carried": N_("Over, and not carried on"),
    "owed": N_("Owed at the month's end"),
}
Amount = Fraction | None


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the month with the supervisor who signs: its day, start and length, and the minutes it credits."""

    key: str
    date: dt.date
    start: str
    minutes: int
    credited: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The month's amounts in exact minutes, by the names of `AMOUNTS`, and its sessions in order of time.

    Amounts are None where the rule pack has no ratio.
    """

    amounts: Mapping[str, Amount]
    sessions: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An amount that is no longer what was signed, in minutes. None: the rule pack has, or had, no ratio."""

    name: str
    before: Amount
    after: Amount


@dataclass(frozen=True, slots=True)
class SessionDifference:
    """A session that came, went or changed since; None on the side where it is not there."""

    before: Held | None
    after: Held | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from a signed statement; it is out of date where anything does."""

    amounts: tuple[Difference, ...] = ()
    sessions: tuple[SessionDifference, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.amounts or self.sessions)


def of_month(month: Month, sessions: Iterable[Session], lost: Mapping[str, int]) -> Statement:
    """The statement of one line's month; `sessions` are those with the supervisor, `lost` minutes not credited by key."""
    held = tuple(
        Held(one.key, one.date, one.start, one.minutes, one.minutes - lost.get(one.key, 0))
        for one in sorted(sessions, key=lambda one: (one.starts, one.key))
    )
    own = sum(one.credited for one in held)
    return Statement(
        {
            "before": month.carried,
            "worked": Fraction(month.worked_minutes),
            "required": month.required_minutes,
            "credited": Fraction(own),
            "elsewhere": Fraction(month.credited_minutes - own),
            "not_carried": month.surplus_not_carried,
            "owed": month.owed_minutes,
        },
        held,
    )


def values(one: Statement) -> dict[str, Any]:
    """The statement as it is kept and signed: amounts as whole numbers or fractions in text, nothing rounded."""
    return {
        "minutes": {name: None if amount is None else str(amount) for name, amount in one.amounts.items()},
        "sessions": [[row.key, row.date.isoformat(), row.start, row.minutes, row.credited] for row in one.sessions],
    }


def read(kept: Mapping[str, Any]) -> Statement:
    """The statement that `values` gave."""
    return Statement(
        {name: None if text is None else Fraction(text) for name, text in kept["minutes"].items()},
        tuple(
            Held(key, dt.date.fromisoformat(day), start, minutes, credited)
            for key, day, start, minutes, credited in kept["sessions"]
        ),
    )


def changes(signed: Statement, now: Statement) -> Changes:
    """What differs now from what was signed, amounts in the order of `AMOUNTS`, sessions in order of time."""
    amounts = [
        Difference(name, signed.amounts.get(name), now.amounts.get(name))
        for name in AMOUNTS
        if signed.amounts.get(name) != now.amounts.get(name)
    ]
    before, after = ({row.key: row for row in one.sessions} for one in (signed, now))
    differing = [
        SessionDifference(before.get(key), after.get(key))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]
    return Changes(tuple(amounts), tuple(sorted(differing, key=_when)))


def _when(one: SessionDifference) -> tuple[dt.date, str, str]:
    row = one.after or one.before
    assert row is not None
    return row.date, row.start, row.key
