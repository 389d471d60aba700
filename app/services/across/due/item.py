"""One due thing, as Home shows it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What sort of thing is due; Home filters by it."""

    SIGN = "sign"
    DRAFT = "draft"
    OWED = "owed"
    EXPIRING = "expiring"
    PAPER = "paper"
    SETUP = "setup"
    NOTE = "note"
    REVIEW = "review"
    BACKUP = "backup"
    PLAN = "plan"
    MONTH = "month"
    INCIDENT = "incident"
    SESSION = "session"
    RECORD = "record"


class Weight(IntEnum):
    """How heavily a thing stands on Home: what endangers people, then what stops credit, then the rest by its day."""

    DANGER = 0
    CREDIT = 1
    DAYS = 2


@dataclass(frozen=True)
class Item:
    """One due thing: when, what, whose, why and from where, and the action with the code it acts on.

    It stands on the Home of those only who can act on it, and `action` says what pressing it does.
    """

    kind: Kind
    on: dt.date
    what: str
    detail: str
    person: str
    role: str
    why: str
    source: str
    action: str
    target: str = field(default="", compare=False)
    weight: Weight = field(default=Weight.DAYS, compare=False)
