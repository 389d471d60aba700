"""Clients served in a period, with names for an import again, or without names for a funder."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client, Episode
from app.models.encounters import Encounter, EncounterAttendance
from app.models.program import Funding, Program
from app.services.exchange import unnamed
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import clients as kinds
from app.services.problems import Problem
from app.services.rules import suppression
from app.services.users import Action, allowed
from app.wording import N_, _

NAME = "clients-served"
COLUMNS = kinds.FIXED
CODEBOOK = Codebook(
    NAME,
    N_("Clients served"),
    N_(
        "Each client who was admitted or met in the period. Somebody with several times of service in it has a row for"
        " each; the code tells people apart."
    ),
    kinds.KIND,
    COLUMNS,
)
PLAIN = ("program", "funding", "age_group", "admitted_year", "veteran")
PLAIN_CODEBOOK = Codebook(
    NAME,
    N_("Clients served, without names"),
    N_(
        "A row for each client who was admitted or met in the period, with the newest time of service. Values shared by"
        " 1 to 10 people are hidden, so that nobody can be told, and so is a name that tells a county; rows are sorted."
        " Do not give one reader two files of nearly the same period: their difference could tell a small number."
    ),
    kinds.KIND,
    PLAIN,
    more={
        "age_group": N_("Age on the last day of the period, in bands; over 89 is one band."),
        "admitted_year": N_("Year of the first day of service."),
    },
)
_TOO_FEW = N_(
    "Fewer than 11 people were served in this period. Even without names they could be told. Choose a longer period."
)


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
    """One batch of all rows, by code and first day."""
    yield [
        (
            *(guard(text) for text in (client.code, client.first_name, client.last_name, client.name_used)),
            client.birth_date.isoformat() if client.birth_date else "",
            guard(client.county), guard(program), guard(funding), _iso(admitted), _iso(discharged),
        )
        for client, program, funding, admitted, discharged in _served(session, first, last)
    ]  # fmt: skip


@allowed(Action.EXPORT)
def clients(session: Session, first: dt.date, last: dt.date) -> set[uuid.UUID]:
    """Whom the file names."""
    return {row[0].id for row in _served(session, first, last)}


@allowed(Action.EXPORT)
def plain_batches(session: Session, first: dt.date, last: dt.date, _as_of: dt.date) -> Iterator[Batch]:
    """One batch of a row for each person, small cells hidden. Raises Problem where fewer than 11 were served."""
    newest: dict[str, tuple[str, ...]] = {}
    programs, fundings = unnamed.names(session, Program), unnamed.names(session, Funding)
    for client, program, funding, admitted, _discharged in _served(session, first, last):
        newest[client.code] = (
            programs[program], fundings[funding], suppression.age_group(client.birth_date, last),
            str(admitted.year) if admitted else "", client.veteran,
        )  # fmt: skip
    if suppression.too_few(len(newest)):
        raise Problem(_(_TOO_FEW))
    yield [tuple(guard(value) for value in row) for row in suppression.masked(list(newest.values()))]


def _served(
    session: Session, first: dt.date, last: dt.date
) -> list[tuple[Any, str, str, dt.date | None, dt.date | None]]:
    """(client, program, funding, first and last day) of each episode in the period, by code and first day."""
    met = (
        select(EncounterAttendance.client_id)
        .join(Encounter, Encounter.id == EncounterAttendance.encounter_id)
        .where(Encounter.date.between(first, last), Encounter.void.is_(False))
    )
    during = (Episode.admitted_on <= last, or_(Episode.discharged_on.is_(None), Episode.discharged_on >= first))
    own = aliased(Client)  # each record of the person, the one that stands for them among them
    query = (
        select(Client, Program.name, Funding.name, Episode.admitted_on, Episode.discharged_on)
        .join(own, merged.standing(own) == Client.id)
        .outerjoin(Episode, (Episode.client_id == own.id) & during[0] & during[1])
        .outerjoin(Program, Program.id == Episode.program_id)
        .outerjoin(Funding, Funding.id == Episode.funding_id)
        .where(Client.merged_into_id.is_(None), or_(Episode.id.is_not(None), own.id.in_(met)))
        .order_by(Client.code, Episode.admitted_on, Episode.id)
    )
    rows = [
        (client, program or "", funding or "", admitted, discharged)
        for client, program, funding, admitted, discharged in session.execute(query)
    ]
    dated = {client.id for client, _program, _funding, admitted, _discharged in rows if admitted}
    # who was only met has one row, also where a second record of theirs was met or admitted
    undated = {client.id: row for row in rows if (client := row[0]).id not in dated}
    return [row for row in rows if row[3] or undated.get(row[0].id) is row]


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
