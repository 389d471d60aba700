"""Programs and fundings, two kinds of record: removed only while nothing names them; a program's word for whom it serves."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client, Episode
from app.models.program import Funding, Program
from app.services import entries
from app.services.entries import Choice, Entry
from app.services.records.kind import RecordKind
from app.services.users import Action, allowed
from app.wording import N_

_TAKEN = N_("This name is on record already. Choose another.")
_NAMED = N_("{name} stands in records, so it stays. Change its name instead.")
_GONE = N_("This is not on record. Perhaps somebody removed it.")


class ClientWord(Choice):
    """What a program calls the people whom it serves."""

    CLIENT = "client", N_("Client")
    PARTICIPANT = "participant", N_("Participant")
    RECOVEREE = "recoveree", N_("Recoveree")
    FAMILY = "family", N_("Family")
    MEMBER = "member", N_("Member")


class ProgramEntry(Entry):
    """A program: its name, its word for the people served, and whether 42 CFR Part 2 covers its records."""

    name: Annotated[entries.Line, Field(title=N_("Program"), description=N_("Such as: Adult peer support."))]
    client_word: Annotated[
        ClientWord,
        entries.choice(ClientWord),
        Field(title=N_("Its word for a person"), description=N_("Shown where a person is named.")),
    ] = ClientWord.CLIENT
    part_two: Annotated[
        entries.YesNo,
        Field(
            title=N_("Part 2 covers its records"),
            description=N_("Substance use treatment: papers and files that name its people leave only with consent."),
            json_schema_extra={"look": "check"},
        ),
    ] = False


class FundingEntry(Entry):
    """A source that pays for service, by its name."""

    name: Annotated[entries.Line, Field(title=N_("Funding"), description=N_("Such as: Montana Medicaid."))]


@dataclass(frozen=True)
class Row:
    """One program or funding as its list shows it; `served` counts the people in it today, `named` all that name it."""

    id: uuid.UUID
    name: str
    served: int
    named: int
    client_word: str = ""
    part_two: bool = False


_SHARED: dict[str, Any] = {
    "see": Action.SEE_CLIENTS, "write": Action.EDIT_AGENCY, "gone": _GONE, "unique": {"name": _TAKEN}, "used": _NAMED,
    "order": "name", "search": ("name",),
}  # fmt: skip
PROGRAMS: RecordKind[ProgramEntry, Program] = RecordKind(
    "program", Program, ProgramEntry, one=N_("Program"), many=N_("Programs"),
    counted=(N_("{count} program"), N_("{count} programs")), **_SHARED,
)  # fmt: skip
FUNDINGS: RecordKind[FundingEntry, Funding] = RecordKind(
    "funding", Funding, FundingEntry, one=N_("Funding"), many=N_("Fundings"),
    counted=(N_("{count} funding"), N_("{count} fundings")), **_SHARED,
)  # fmt: skip


def _word(text: str) -> ClientWord:
    return ClientWord(text) if text in {member.value for member in ClientWord} else ClientWord.CLIENT


@allowed(Action.SEE_CLIENTS)
def listed(session: Session, today: dt.date) -> list[Row]:
    """The programs by name."""
    columns = (Program.id, Program.name, _served(today), func.count(Episode.id), Program.client_word, Program.part_two)
    query = select(*columns).outerjoin(Episode, Episode.program_id == Program.id)
    return [Row(*row) for row in session.execute(query.group_by(Program.id).order_by(Program.name))]


@allowed(Action.SEE_CLIENTS)
def fundings(session: Session, today: dt.date) -> list[Row]:
    """The fundings by name."""
    columns = (Funding.id, Funding.name, _served(today), func.count(Episode.id))
    query = select(*columns).outerjoin(Episode, Episode.funding_id == Funding.id)
    return [Row(*row) for row in session.execute(query.group_by(Funding.id).order_by(Funding.name))]


def _served(today: dt.date) -> Any:
    """How many people an episode in force on this day serves."""
    here = and_(Episode.admitted_on <= today, or_(Episode.discharged_on.is_(None), Episode.discharged_on >= today))
    return func.count(case((here, Episode.client_id)).distinct())


@allowed(Action.SEE_CLIENTS)
def words_of(session: Session, clients: Sequence[uuid.UUID]) -> dict[uuid.UUID, ClientWord]:
    """Client id -> the word of the program of their newest episode; a client without a program is left out."""
    own = aliased(Client)
    query = (
        select(merged.standing(own), Program.client_word)
        .join(Episode, Episode.client_id == own.id)
        .join(Program, Program.id == Episode.program_id)
        .where(or_(own.id.in_(clients), own.merged_into_id.in_(clients)))
        .order_by(Episode.admitted_on, Episode.id)
    )
    return {client: _word(word) for client, word in session.execute(query)}
