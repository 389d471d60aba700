"""Where the notes of those whom a person reviews stand: ready to be looked at, sent back, not signed, or done."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance, EncounterSignature
from app.models.staff import Staff
from app.services import users
from app.services.encounters import reviews, signing
from app.services.users import Action, Role, allowed

READY, REVISION, OPEN, DONE = "ready", "revision", "open", "done"


@dataclass(frozen=True)
class Standing:
    """One note: its writer, whom it is about, its state, and the comment that it was sent back with."""

    id: uuid.UUID
    date: dt.date
    staff_id: uuid.UUID
    staff: str
    clients: tuple[str, ...]
    state: str
    comment: str = ""


@allowed(Action.REVIEW_ENCOUNTERS)
def standing(session: Session, first: dt.date, today: dt.date) -> list[Standing]:
    """The notes from a day on of those whom this person supervises, a manager's of everybody, oldest first.

    A note that was answered by an amendment stands there by its amendment.
    """
    actor, words = users.actor_of(session), reviews.newest(session)
    query = (
        select(Encounter.id, Encounter.date, Encounter.staff_id, Staff.name, Encounter.amends_id)
        .join(Staff, Staff.id == Encounter.staff_id)
        .where(Encounter.date >= first, Encounter.date <= today)
    )
    if Role.MANAGER not in actor.roles:
        if actor.supervisor_id is None:
            return []
        query = query.where(Encounter.staff_id.in_(signing.led(session, actor.supervisor_id, today)))
    found = list(session.execute(query.order_by(Encounter.starts, Encounter.id)))
    answered = {row.amends_id for row in found}
    roles, clients = _roles(session, first), _clients(session, first)
    shown = [(row, words.get(row.id)) for row in found if row.id not in answered]
    return [
        Standing(
            row.id, row.date, row.staff_id, row.name, tuple(sorted(clients.get(row.id, ()))),
            _state(roles.get(row.id, ()), word), word.comment if word and word.state == reviews.NEEDS_REVISION else "",
        )
        for row, word in shown
    ]  # fmt: skip


def _roles(session: Session, first: dt.date) -> dict[uuid.UUID, set[str]]:
    query = (
        select(EncounterSignature.encounter_id, EncounterSignature.role)
        .join(Encounter, Encounter.id == EncounterSignature.encounter_id)
        .where(Encounter.date >= first)
    )
    found: dict[uuid.UUID, set[str]] = {}
    for key, role in session.execute(query):
        found.setdefault(key, set()).add(role)
    return found


def _clients(session: Session, first: dt.date) -> dict[uuid.UUID, list[str]]:
    called = func.coalesce(func.nullif(Client.name_used, ""), Client.first_name) + " " + Client.last_name
    query = (
        select(EncounterAttendance.encounter_id, called)
        .join(Client, Client.id == EncounterAttendance.client_id)
        .join(Encounter, Encounter.id == EncounterAttendance.encounter_id)
        .where(Encounter.date >= first)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for key, name in session.execute(query):
        found.setdefault(key, []).append(name)
    return found


def _state(roles: Iterable[str], word: reviews.Word | None) -> str:
    said = word.state if word is not None else ""
    if signing.SUPERVISOR in roles or said == reviews.SEEN:
        return DONE
    if said == reviews.NEEDS_REVISION:
        return REVISION
    return READY if signing.WRITER in roles or said == reviews.READY else OPEN
