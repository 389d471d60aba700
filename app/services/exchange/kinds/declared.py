"""The import of each declared kind of record that has one: columns, repeats and refusals come from its entry."""

from typing import Any

from sqlalchemy.orm import Session

from app.services.catalog import KINDS
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.problems import Invalid
from app.services.records import csv
from app.services.records.kind import RecordKind
from app.services.users import Action, allowed


def _kind(kind: RecordKind[Any, Any]) -> Kind:
    """What is on record already is refused unless repeats are allowed; rows of a file that are alike are told."""

    @allowed(Action.IMPORT)
    def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
        found, seen = Findings(), dict[Any, int]()
        stored = set() if allow_repeats else set(csv.entries(kind, session))
        for row, entry in numbered:
            if entry in stored:
                found.repeat(row, None, once=False)
                continue
            if entry in seen:
                found.twice(row, seen[entry])
            seen.setdefault(entry, row)
            try:
                kind.record(session, entry)
            except Invalid as error:
                found.refuse_fields(row, error)
            else:
                found.taken += 1
        return found

    return Kind(kind.csv, kind.entry, csv.columns(kind), take, doubts=tuple(kind.doubts))


DECLARED = {kind.csv: _kind(kind) for kind in KINDS if kind.csv}
