"""The phase of the work with each client, as a session saw it. It stands outside the Board's log and every export."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client, ClientAssignment
from app.models.encounters import Encounter, EncounterAttendance
from app.models.planning import PhaseNote
from app.models.supervision import SupervisionSession
from app.services import entries
from app.services.entries import Entry
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import N_, _

PHASES = ("", "engaging", "connecting", "supporting")


def _phase(value: object) -> str:
    text = str(value or "").strip()
    if text not in PHASES:
        raise ValueError(_("Choose one of: {known}.").format(known=", ".join(PHASES[1:])))
    return text


class PhaseEntry(Entry):
    """What a session noted about the work with one client; blank in both says nothing."""

    client: Annotated[entries.Code, Field(title=N_("Client"))]
    phase: Annotated[str, BeforeValidator(_phase), Field(title=N_("Phase"))] = ""
    note: Annotated[entries.Prose, Field(title=N_("Note"))] = ""


@dataclass(frozen=True)
class Seen:
    """A client of somebody's: the last phase that a note or a session named, and on which day."""

    code: str
    name: str
    phase: str = ""
    on: dt.date | None = None


def called() -> ColumnElement[str]:
    """What a client is called: the name used, else the first name, then the last name."""
    return func.coalesce(func.nullif(Client.name_used, ""), Client.first_name) + " " + Client.last_name


@allowed(Action.SEE_CLIENTS)
def worked_with(
    session: Session, staff: Sequence[uuid.UUID], day: dt.date, besides: uuid.UUID | None = None
) -> dict[uuid.UUID, list[Seen]]:
    """The clients whom each of these staff members works with on a day, by name, with their last phase up to it.

    A few queries however many there are; the session `besides` is not asked for its phases.
    """
    person, record = merged.standing(Client), aliased(Client)
    assigned = (
        select(ClientAssignment.staff_id, person)
        .join(Client, Client.id == ClientAssignment.client_id)
        .where(ClientAssignment.staff_id.in_(staff), ClientAssignment.from_on <= day)
        .where(or_(ClientAssignment.to_on.is_(None), ClientAssignment.to_on >= day))
        .distinct()
    )
    pairs = [(key, client) for key, client in session.execute(assigned)]
    ids = {client for _key, client in pairs}
    named = select(Client.id, Client.code, called()).where(Client.id.in_(ids))
    people = {key: (code, name) for key, code, name in session.execute(named)}
    records = select(record.id, merged.standing(record))
    every = records.where(or_(record.id.in_(ids), record.merged_into_id.in_(ids)))
    of: dict[uuid.UUID, uuid.UUID] = dict(session.execute(every).all())
    last = _last(session, of, day, besides)
    found: dict[uuid.UUID, list[Seen]] = {key: [] for key in staff}
    for key, client in pairs:
        if client in people:
            found[key].append(Seen(*people[client], *last.get(client, ("", None))))
    return {key: sorted(rows, key=lambda one: (one.name.casefold(), one.code)) for key, rows in found.items()}


def _last(
    session: Session, of: dict[uuid.UUID, uuid.UUID], day: dt.date, besides: uuid.UUID | None
) -> dict[uuid.UUID, tuple[str, dt.date]]:
    """The last phase of each person, of what their notes and supervision named; of one day supervision has the word."""
    place = func.row_number().over(partition_by=EncounterAttendance.client_id, order_by=Encounter.starts.desc())
    noted = (
        select(EncounterAttendance.client_id, Encounter.phase, Encounter.date, place.label("place"))
        .join(Encounter, Encounter.id == EncounterAttendance.encounter_id)
        .where(EncounterAttendance.client_id.in_(of), Encounter.phase != "", Encounter.date <= day)
        .subquery()
    )
    seen = (
        select(PhaseNote.client_id, PhaseNote.phase, SupervisionSession.date)
        .join(SupervisionSession, SupervisionSession.id == PhaseNote.session_id)
        .where(PhaseNote.client_id.in_(of), PhaseNote.phase != "", SupervisionSession.date <= day)
        .order_by(SupervisionSession.starts)
    )
    if besides is not None:
        seen = seen.where(SupervisionSession.id != besides)
    found: dict[uuid.UUID, tuple[str, dt.date]] = {}
    rows = [*session.execute(select(noted.c.client_id, noted.c.phase, noted.c.date).where(noted.c.place == 1))]
    for client, phase, on in [*rows, *session.execute(seen)]:
        root = of[client]
        if root not in found or on >= found[root][1]:
            found[root] = phase, on
    return found


@allowed(Action.RECORD_SUPERVISION)
def save(session: Session, session_id: uuid.UUID, noted: Iterable[PhaseEntry]) -> None:
    """Keep what a session noted per client, in place of what it noted about them before; blank ones are taken away.

    Raises Invalid (`phases`) for a client whom this person may not see.
    """
    by_code = {one.client: one for one in noted}
    query = select(Client.code, Client.id).where(Client.code.in_(by_code))
    ids = {code: key for code, key in session.execute(query)}
    missing = [code for code in by_code if code not in ids]
    if missing:
        words = _("No client of yours has the code {code}.")
        raise Invalid({"phases": words.format(code=", ".join(missing))})
    rows = select(PhaseNote).where(PhaseNote.session_id == session_id, PhaseNote.client_id.in_(ids.values()))
    kept = {row.client_id: row for row in session.scalars(rows)}
    for code, one in by_code.items():
        row = kept.get(ids[code])
        if not one.phase and not one.note.strip():
            if row is not None:
                session.delete(row)
        elif row is None:
            session.add(PhaseNote(session_id=session_id, client_id=ids[code], phase=one.phase, note=one.note))
        else:
            row.phase, row.note = one.phase, one.note
    session.flush()


@allowed(Action.RECORD_SUPERVISION)
def let_go(session: Session, session_id: uuid.UUID) -> None:
    """Before a session is removed: what it noted per client goes."""
    for row in session.scalars(select(PhaseNote).where(PhaseNote.session_id == session_id)):
        session.delete(row)
    session.flush()


@allowed(Action.SEE_CLIENTS)
def of_session(session: Session, session_id: uuid.UUID) -> list[tuple[PhaseEntry, str]]:
    """What a session noted about each client whom this person may see, with what they are called, by name."""
    query = (
        select(Client.code, PhaseNote.phase, PhaseNote.note, called())
        .join(Client, Client.id == PhaseNote.client_id)
        .where(PhaseNote.session_id == session_id)
    )
    found = [
        (PhaseEntry(client=code, phase=phase, note=note), name)
        for code, phase, note, name in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0].client))
