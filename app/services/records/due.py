"""What is due of records that are open: on the day that one of them says, or so many days after it was made."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

if TYPE_CHECKING:
    from app.services.records.kind import RecordKind

MOST = 25  # of a kind on Home; its list has them all


@dataclass(frozen=True)
class Due:
    """A reminder of an open record: `days` after the day that the column `on` says, where it says one.

    `unless` names a column whose day stands in its place. `detail` is the field that is told; marked sentences.
    """

    what: str
    why: str
    source: str  # may name {days}
    detail: str
    on: str = ""  # the kind's own order unless told
    unless: str = ""
    days: int = 0


@dataclass(frozen=True)
class Waiting:
    """A record that something is due of: on which day, what of it is told, and whose it is by name."""

    id: uuid.UUID
    on: dt.date
    due: Due
    detail: str
    person: str


def waiting(kind: "RecordKind[Any, Any]", session: Session) -> Iterator[Waiting]:
    """What is due of the open records in view, the earliest day first for each reminder."""
    model: Any = kind.model
    for due in kind.due:
        day = getattr(model, due.on or kind.order)
        query = select(model).where(getattr(model, kind.open_until).is_(None), day.is_not(None))
        if due.unless:
            query = query.where(getattr(model, due.unless).is_(None))
        query = query.options(selectinload(model.staff)).order_by(day, model.id).limit(MOST)
        for one in session.scalars(query):
            on = getattr(one, due.on or kind.order) + dt.timedelta(days=due.days)
            yield Waiting(one.id, on, due, str(getattr(one, due.detail)), one.staff.name)
