"""Encounters in effect: an amendment signed by the day of the export stands in for what it amends.

Encounters taken back by an amendment are left out. The rows follow the import's columns, so that the file imports again.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance, EncounterSignature
from app.models.program import Funding
from app.models.staff import Staff
from app.services.encounters import listing
from app.services.encounters.entry import joined_lines
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import encounters
from app.services.users import Action, allowed
from app.wording import N_

NAME = "encounters"
CODEBOOK = Codebook(
    NAME,
    N_("Encounters"),
    N_(
        "A row for each encounter in effect on the day of the export, with its note: a signed amendment stands in "
        "place of its original, and encounters taken back are left out."
    ),
    encounters.KIND,
    (*encounters.COLUMNS, *encounters.KIND.ignored),
    {"signed_on": N_("Day on which the writer signed in the app; not read by an import")},
    {"signed_on": "date"},
)
BATCH = 500
Present = dict[str, dict[str, str]]


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, as_of: dt.date) -> Iterator[Batch]:
    """The encounters of the days `first` to `last` by date, streamed: memory stays flat."""
    gone = {key.hex for key in listing.replaced(session, as_of)}
    clients = _coded(session)
    staff, fundings = _named(session, Staff.id, Staff.code), _named(session, Funding.id, Funding.name)
    for batch in session.execute(_query(first, last)).partitions():
        rows = [row for row in batch if row.key not in gone]
        keys = [row.key for row in rows]
        present, signed = _present(session, keys, clients), _signed(session, keys, as_of)
        yield [
            _cells(row, present[row.key], staff[row.staff], fundings.get(row.funding, ""), signed.get(row.key, ""))
            for row in rows
            if row.key in present
        ]


@allowed(Action.EXPORT)
def clients(session: Session, first: dt.date, last: dt.date) -> set[uuid.UUID]:
    """Whom the file names by code: those met in the period, also where an amendment took the note back."""
    query = (
        select(EncounterAttendance.client_id)
        .join(Encounter, Encounter.id == EncounterAttendance.encounter_id)
        .where(Encounter.date.between(first, last))
    )
    return set(session.scalars(query.distinct()))


def _named(session: Session, key: Any, name: Any) -> dict[str, str]:
    return {found: said for found, said in session.execute(select(type_coerce(key, String), name))}


def _coded(session: Session) -> dict[str, str]:
    """Client key -> the code of the record that stands for it."""
    shown = aliased(Client)
    query = select(type_coerce(Client.id, String), shown.code).join(shown, shown.id == merged.standing())
    return {key: code for key, code in session.execute(query)}


def _query(first: dt.date, last: dt.date) -> Any:
    kept = Encounter
    return (
        select(
            type_coerce(kept.id, String).label("key"), type_coerce(kept.staff_id, String).label("staff"),
            type_coerce(kept.date, String).label("day"), type_coerce(kept.start, String).label("start"),
            type_coerce(kept.stop, String).label("stop"), kept.manner, kept.place, kept.service_type, kept.phase,
            kept.support, kept.data, kept.assessment, kept.plan,
            type_coerce(func.coalesce(kept.funding_id, ""), String).label("funding"), kept.group, kept.start_fold,
            kept.stop_fold, kept.goal,
        )
        .where(kept.date.between(first, last))
        .order_by(kept.date, kept.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip


def _present(session: Session, keys: Sequence[str], clients: dict[str, str]) -> Present:
    """Encounter key -> client code -> private line, ordered by code."""
    met = EncounterAttendance
    key = type_coerce(met.encounter_id, String)
    query = select(key, type_coerce(met.client_id, String), met.private_line).where(key.in_(keys))
    found: Present = {}
    for encounter, client, line in session.execute(query):
        lines = found.setdefault(encounter, {})
        code = clients[client]  # two records of one person in one group are one
        lines[code] = "\n".join(part for part in (lines.get(code, ""), line) if part)
    return {encounter: dict(sorted(lines.items())) for encounter, lines in found.items()}


def _signed(session: Session, keys: Sequence[str], as_of: dt.date) -> dict[str, str]:
    kept = EncounterSignature
    key = type_coerce(kept.encounter_id, String)
    query = select(key, type_coerce(kept.signed_on, String)).where(
        key.in_(keys), kept.role == "writer", kept.signed_on <= as_of
    )
    return {encounter: day for encounter, day in session.execute(query)}


def _cells(row: Any, lines: dict[str, str], staff: str, funding: str, signed: str) -> tuple[Any, ...]:
    present = tuple(lines)
    return (
        guard(";".join(present)), guard(staff), row.day, row.start, row.stop, row.manner, guard(row.place),
        row.service_type, row.phase, row.support, guard(row.data), guard(row.assessment), guard(row.plan),
        guard(funding), guard(row.group), guard(joined_lines(lines, present)), row.start_fold, row.stop_fold,
        guard(row.goal), signed,
    )  # fmt: skip
