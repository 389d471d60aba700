"""Encounters in effect: an amendment signed by the day of the export stands in for what it amends.

Encounters taken back by an amendment are left out. The rows follow the import's columns, so that the file imports again.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from operator import itemgetter
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
from app.services.exchange.straight import Straight
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
BATCH = 100


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, as_of: dt.date) -> Iterator[Batch]:
    """The encounters of the days `first` to `last` by date, streamed: memory stays flat."""
    gone = {key.hex for key in listing.replaced(session, as_of)}
    codes = _Codes(session)
    rows = session.scalars(_query(first, last, as_of))
    kept = (codes.cells(list(present)) for key, present in itertools.groupby(rows, itemgetter(0)) if key not in gone)
    while batch := list(itertools.islice(kept, BATCH)):
        yield batch


@allowed(Action.EXPORT)
def clients(session: Session, first: dt.date, last: dt.date) -> set[uuid.UUID]:
    """Whom the file names by code: those met in the period, also where an amendment took the note back."""
    query = (
        select(EncounterAttendance.client_id)
        .join(Encounter, Encounter.id == EncounterAttendance.encounter_id)
        .where(Encounter.date.between(first, last))
    )
    return set(session.scalars(query.distinct()))


class _Codes:
    """What stands in a file for the keys of a row, and the cells made with it."""

    def __init__(self, session: Session) -> None:
        """Read the codes and names once."""
        staff = select(type_coerce(Staff.id, String), Staff.code)
        self.staff = {key: guard(code) for key, code in session.execute(staff)}
        fundings = select(type_coerce(Funding.id, String), Funding.name)
        self.fundings = {key: guard(name) for key, name in session.execute(fundings)}
        shown = aliased(Client)  # the record that stands for a client
        clients = select(type_coerce(Client.id, String), shown.code).join(shown, shown.id == merged.standing())
        self.clients: dict[str, str] = {key: code for key, code in session.execute(clients)}

    def cells(self, rows: list[Any]) -> tuple[Any, ...]:
        """The cells of an encounter: of its rows, one for each client who was there, as `_query` gives them."""
        (
            _key, staff, day, start, stop, manner, place, service_type, phase, support, data, assessment, plan, funding,
            group, start_fold, stop_fold, goal, signed, client, line,
        ) = rows[0]  # fmt: skip
        if len(rows) == 1:
            clients = self.clients[client]
        else:
            clients, line = self._together(rows)
        return (
            guard(clients), self.staff[staff], day, start, stop, manner, place and guard(place), service_type, phase,
            support, guard(data), guard(assessment), guard(plan), self.fundings.get(funding, ""), group and guard(group),
            line and guard(line), start_fold, stop_fold, goal and guard(goal), signed,
        )  # fmt: skip

    def _together(self, rows: list[Any]) -> tuple[str, str]:
        """The codes of a group and their private lines, ordered by code."""
        lines: dict[str, str] = {}
        for *_own, client, line in sorted(rows, key=itemgetter(-2)):
            code = self.clients[client]  # two records of one person in one group are one
            lines[code] = "\n".join(part for part in (lines.get(code, ""), line) if part)
        present = tuple(sorted(lines))
        return ";".join(present), joined_lines({code: lines[code] for code in present}, present)


def _query(first: dt.date, last: dt.date, as_of: dt.date) -> Any:
    """A row for each encounter and client present; its last three columns are the writer's signing day, who, and their
    line.
    """
    kept, met, signed = Encounter, EncounterAttendance, EncounterSignature
    straight = Straight(
        type_coerce(kept.id, String), type_coerce(kept.staff_id, String), type_coerce(kept.date, String),
        type_coerce(kept.start, String), type_coerce(kept.stop, String), kept.manner, kept.place, kept.service_type,
        kept.phase, kept.support, kept.data, kept.assessment, kept.plan, type_coerce(kept.funding_id, String),
        kept.group, kept.start_fold, kept.stop_fold, kept.goal,
        func.coalesce(type_coerce(signed.signed_on, String), ""), type_coerce(met.client_id, String), met.private_line,
    )  # fmt: skip
    by_writer = (signed.encounter_id == kept.id) & (signed.role == "writer") & (signed.signed_on <= as_of)
    return (
        select(straight)
        .select_from(kept)
        .join(met, met.encounter_id == kept.id)
        .outerjoin(signed, by_writer)
        .where(kept.date.between(first, last))
        .order_by(kept.date, kept.id)  # as the index has it: a third column would sort the whole file
        .execution_options(yield_per=BATCH)
    )
