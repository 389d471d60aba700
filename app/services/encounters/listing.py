"""The list of encounters, fetched window by window; and which of them are in effect."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models import merged
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance, EncounterSignature
from app.models.staff import Staff
from app.services.users import Action, allowed


@dataclass(frozen=True)
class EncounterRow:
    """A line of the list; `present` counts who attended, `client_name` names one of them; times are local."""

    id: uuid.UUID
    starts: int
    date: dt.date
    start: dt.time
    stop: dt.time
    minutes: int
    manner: str
    service_type: str
    data: str
    staff_name: str
    client_name: str
    present: int
    by_writer: bool
    by_supervisor: bool
    amends_id: uuid.UUID | None
    void: bool


@allowed(Action.SEE_ENCOUNTERS)
def window(
    session: Session,
    *,
    descending: bool = True,
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
    client: str = "",
    staff: str = "",
    unsigned: bool = False,
) -> list[EncounterRow]:
    """The next rows by start and id after the key `after`, newest first unless told.

    `text` filters by the names of clients and writer, `client` and `staff` by code; `unsigned` keeps what its writer
    has not signed.
    """
    query = _chosen(_row_query(), text, client, staff)
    key, own = Encounter.starts, Encounter.id
    if unsigned:
        signed = exists().where(EncounterSignature.encounter_id == own, EncounterSignature.role == "writer")
        query = query.where(~signed)
    if after is not None:
        query = query.where(tuple_(key, own) < after if descending else tuple_(key, own) > after)
    order = (key.desc(), own.desc()) if descending else (key, own)
    return [EncounterRow(*row) for row in session.execute(query.order_by(*order).limit(limit))]


def _chosen(query: Any, text: str, client: str, staff: str) -> Any:
    own, met = Encounter.id, EncounterAttendance
    if client:
        query = query.where(own.in_(select(met.encounter_id).where(met.client_id.in_(merged.coded(client)))))
    if staff:
        query = query.where(Encounter.staff_id.in_(select(Staff.id).where(Staff.code == staff)))
    if text:
        named = merged.of_persons(
            lambda one: one.first_name.icontains(text, autoescape=True)
            | one.last_name.icontains(text, autoescape=True)
            | one.name_used.icontains(text, autoescape=True)
        )
        wrote = select(Staff.id).where(Staff.name.icontains(text, autoescape=True))
        query = query.where(
            own.in_(select(met.encounter_id).where(met.client_id.in_(named))) | Encounter.staff_id.in_(wrote)
        )
    return query


def _row_query() -> Any:
    kept, met = Encounter, EncounterAttendance
    shown = aliased(Client)  # the record that stands for the one that was there
    used = func.coalesce(func.nullif(shown.name_used, ""), shown.first_name) + " " + shown.last_name
    names = (
        select(func.min(used))
        .join(Client, merged.standing() == shown.id)
        .join(met, met.client_id == Client.id)
        .where(met.encounter_id == kept.id)
        .correlate(kept)
        .scalar_subquery()
    )
    present = _count(met, met.encounter_id == kept.id)
    wrote = _count(EncounterSignature, EncounterSignature.encounter_id == kept.id, EncounterSignature.role == "writer")
    off = _count(EncounterSignature, EncounterSignature.encounter_id == kept.id,
                 EncounterSignature.role == "supervisor")  # fmt: skip
    return select(
        kept.id, kept.starts, kept.date, kept.start, kept.stop, kept.stops - kept.starts, kept.manner,
        kept.service_type, func.substr(kept.data, 1, 160), Staff.name, func.coalesce(names, ""), present,
        wrote > 0, off > 0, kept.amends_id, kept.void,
    ).outerjoin(Staff, Staff.id == kept.staff_id)  # fmt: skip


def _count(model: Any, *conditions: Any) -> Any:
    return select(func.count(model.id)).where(*conditions).correlate(Encounter).scalar_subquery()


@allowed(Action.SEE_ENCOUNTERS)
def replaced(session: Session, as_of: dt.date) -> set[uuid.UUID]:
    """Encounters that are not in effect on a day.

    These are originals with an amendment that its writer has signed by then, the amendments before the newest signed
    one, amendments nobody signed, and what a signed amendment takes back.
    """
    query = (
        select(Encounter.id, Encounter.amends_id, Encounter.void, EncounterSignature.signed_on)
        .outerjoin(
            EncounterSignature,
            (EncounterSignature.encounter_id == Encounter.id) & (EncounterSignature.role == "writer"),
        )
        .where(Encounter.amends_id.is_not(None))
        .order_by(EncounterSignature.signed_at, Encounter.id)
    )
    gone: set[uuid.UUID] = set()
    newest: dict[uuid.UUID, tuple[uuid.UUID, bool]] = {}
    for key, root, void, signed_on in session.execute(query):
        gone.add(key)
        if signed_on is not None and signed_on <= as_of:
            assert root is not None  # the query asks for amendments only
            gone.add(root)
            newest[root] = key, void
    return gone - {key for key, void in newest.values() if not void}
