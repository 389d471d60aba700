"""One due thing, as Home shows it."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True)
class Item:
    """One due thing: when, what, whose, why and from where, and the action with the code it acts on."""

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
