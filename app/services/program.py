"""Programs and fundings: added, renamed, removed while nothing names them; each program's word for whom it serves."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import Field
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client, Episode
from app.models.program import Funding, Program
from app.services import entries
from app.services.entries import Choice, Entry
from app.services.problems import Invalid, NotFound, Problem
from app.services.users import Action, allowed
from app.wording import N_, _

Kind = TypeVar("Kind", Program, Funding)
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


@allowed(Action.EDIT_AGENCY)
def save(session: Session, entry: ProgramEntry, program_id: uuid.UUID | None = None) -> Program:
    """Add a program, or change one; records name it by key, so a new name shows everywhere. Raises Invalid, NotFound."""
    _check_name(session, Program, entry.name, program_id)
    kept = Program() if program_id is None else _load(session, Program, program_id)
    kept.name, kept.client_word, kept.part_two = entry.name, entry.client_word.value, entry.part_two
    session.add(kept)
    session.flush()
    return kept


@allowed(Action.EDIT_AGENCY)
def save_funding(session: Session, entry: FundingEntry, funding_id: uuid.UUID | None = None) -> Funding:
    """Add a funding, or rename one. Raises Invalid for a name that is taken, NotFound."""
    _check_name(session, Funding, entry.name, funding_id)
    kept = Funding() if funding_id is None else _load(session, Funding, funding_id)
    kept.name = entry.name
    session.add(kept)
    session.flush()
    return kept


def _check_name(session: Session, kind: type[Program] | type[Funding], name: str, own: uuid.UUID | None) -> None:
    found = session.scalar(select(kind.id).where(kind.name == name))
    if found not in (None, own):
        raise Invalid({"name": _(_TAKEN)})


def _load(session: Session, kind: type[Kind], key: uuid.UUID) -> Kind:
    found = session.get(kind, key)
    if found is None:
        raise NotFound(_(_GONE))
    return found


@allowed(Action.EDIT_AGENCY)
def remove(session: Session, program_id: uuid.UUID) -> ProgramEntry:
    """Remove a program that nothing names; its entry, so that it can be put back. Raises Problem, NotFound."""
    kept = _load(session, Program, program_id)
    entry = entry_of(kept)
    _delete(session, kept)
    return entry


@allowed(Action.EDIT_AGENCY)
def remove_funding(session: Session, funding_id: uuid.UUID) -> FundingEntry:
    """Remove a funding that nothing names; its entry, so that it can be put back. Raises Problem, NotFound."""
    kept = _load(session, Funding, funding_id)
    entry = FundingEntry(name=kept.name)
    _delete(session, kept)
    return entry


def entry_of(kept: Program) -> ProgramEntry:
    """A program as it is typed."""
    return ProgramEntry(name=kept.name, client_word=_word(kept.client_word), part_two=kept.part_two)


def _delete(session: Session, kept: Program | Funding) -> None:
    name = kept.name
    session.delete(kept)
    try:
        session.flush()
    except IntegrityError:  # whatever table names it
        raise Problem(_(_NAMED).format(name=name)) from None


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
