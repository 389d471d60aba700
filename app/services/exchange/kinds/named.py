"""Programs, fundings and other names of their own that a file mentions: those that are new are made and reported."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.services.exchange.kinds.base import Findings
from app.wording import N_, _

_MADE = N_("{name} was not on record and has been added.")


def ensure(
    session: Session, found: Findings, kind: Any, column: str, wanted: Mapping[str, int]
) -> dict[str, uuid.UUID]:
    """Name -> id of every row of `kind` (a table with a name); each of `wanted` (name -> first row) is there after."""
    known: dict[str, uuid.UUID] = {name: key for name, key in session.execute(select(kind.name, kind.id))}
    for name, row in wanted.items():
        if name not in known:
            made = kind(name=name)
            session.add(made)
            session.flush()
            known[name] = made.id
            found.warn(row, column, _(_MADE).format(name=name))
    return known
