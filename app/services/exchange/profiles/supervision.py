"""Supervision sessions in effect: an amendment signed by the day of the export stands in for what it amends.

Sessions taken back by an amendment are left out. The rows follow the import's columns, so that the file imports
again; then a session counts as signed only where it was signed on paper.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, case, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models.supervision import PaperSignature, SupervisionSession, Supervisor
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import supervision
from app.services.supervision import facts
from app.services.users import Action, allowed
from app.wording import N_

NAME = "supervision"
CODEBOOK = Codebook(
    NAME,
    N_("Supervision sessions"),
    N_(
        "A row for each session in effect on the day of the export: a signed amendment stands in place of its "
        "original, and sessions taken back are left out. Signatures made in the app are shown by their day only."
    ),
    supervision.KIND,
    (*supervision.COLUMNS, *supervision.IGNORED),
    {"signed_on": N_("Day on which the supervisor signed, in the app or on paper; not read by an import")},
    {"signed_on": "date"},
)
BATCH = 500


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, as_of: dt.date) -> Iterator[Batch]:
    """The sessions of the days `first` to `last` by start, streamed."""
    present, signed = _in_effect(session, as_of)
    signatures = select(
        type_coerce(PaperSignature.session_id, String), type_coerce(PaperSignature.signed_on, String)
    )
    paper: dict[str, str] = {key: day for key, day in session.execute(signatures)}
    for batch in session.execute(_query(first, last)).partitions():
        yield [
            _cells(row, ";".join(sorted(present[row.key])), paper.get(row.key, ""), signed.get(row.key, ""))
            for row in batch
            if row.key in present
        ]


def _query(first: dt.date, last: dt.date) -> Any:
    kept = SupervisionSession
    return (
        select(
            type_coerce(kept.id, String).label("key"), Supervisor.code, type_coerce(kept.date, String).label("day"),
            type_coerce(kept.start, String).label("start"), type_coerce(kept.stop, String).label("stop"),
            kept.format, kept.manner, kept.topics, func.coalesce(kept.pack, "").label("pack"), kept.description,
            kept.summary, _answer(kept.reviewed_assessments).label("assessments"),
            _answer(kept.reviewed_interventions).label("interventions"),
            kept.start_fold, kept.stop_fold, kept.follow_up,
        )
        .join(Supervisor, Supervisor.id == kept.supervisor_id)
        .where(kept.date.between(first, last))
        .order_by(kept.starts, kept.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip


def _answer(column: Any) -> Any:
    """yes, no, or blank where it was not asked of the session."""
    return case((column.is_(None), ""), (column, "yes"), else_="no")


def _cells(row: Any, staff: str, paper: str, signed: str) -> tuple[Any, ...]:
    return (
        guard(staff), guard(row.code), row.day, row.start, row.stop, row.format, row.manner, guard(row.topics), paper,
        guard(row.pack), guard(row.description), guard(row.summary), row.assessments, row.interventions,
        row.start_fold, row.stop_fold, guard(row.follow_up), signed,
    )  # fmt: skip


def _in_effect(session: Session, as_of: dt.date) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Session key -> codes of those present, for sessions in effect; and -> the day of the supervisor's signature."""
    people = facts.people(session)
    facts.add_sessions(session, people, as_of)
    present: dict[str, list[str]] = {}
    signed: dict[str, str] = {}
    for person in people.values():
        for one in person.sessions:
            if one.void:
                continue
            present.setdefault(one.key, []).append(person.code)
            if one.signed_on is not None and one.signed_on <= as_of:
                signed[one.key] = one.signed_on.isoformat()
    return present, signed
