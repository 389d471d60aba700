"""The export of each declared kind of record that has one; the file imports again as it is."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds.declared import DECLARED
from app.services.records import csv
from app.services.records.kind import RecordKind
from app.services.users import Action, allowed
from app.wording import N_

_ROWS = N_("A row for each record of the period, by its day, as it is typed.")


def codebook(kind: RecordKind[Any, Any]) -> Codebook:
    """What the columns of its file mean."""
    return Codebook(kind.csv, kind.many, _ROWS, DECLARED[kind.csv], csv.columns(kind))


def batches(kind: RecordKind[Any, Any]) -> Callable[[Session, dt.date, dt.date, dt.date], Iterator[Batch]]:
    """What gives its rows: the records of the days `first` to `last`, streamed."""
    names = csv.columns(kind)

    @allowed(Action.EXPORT)
    def rows(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
        batch: list[tuple[str, ...]] = []
        for entry in csv.entries(kind, session, first, last):
            batch.append(tuple(guard(csv.cell(getattr(entry, name))) for name in names))
            if len(batch) == csv.BATCH:
                yield batch
                batch = []
        yield batch

    return rows


def clients(kind: RecordKind[Any, Any]) -> Callable[[Session, dt.date, dt.date], set[uuid.UUID]]:
    """What tells whom its file names."""

    @allowed(Action.EXPORT)
    def named(session: Session, first: dt.date, last: dt.date) -> set[uuid.UUID]:
        return csv.clients(kind, session, first, last)

    return named
