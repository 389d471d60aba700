"""The list of encounters, fetched window by window; and which of them are in effect."""

import datetime as dt
import functools
import uuid
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models import merged, named
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.staff import Staff
from app.services.users import Action, allowed

MANY = 40  # where one client in so many matches a filter, a window fills soonest from the newest encounters on


class EncounterRow(NamedTuple):
    """A line of the list; `present` counts who attended, `client_name` names one of them; times are local.

    `replaced`: a signed amendment stands in its place; `sent_back`: the newest word of a reviewer asks for a revision.
    """

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
    replaced: bool
    sent_back: bool


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
    replaced: bool | None = None,
) -> list[EncounterRow]:
    """The next rows by start and id after the key `after`, newest first unless told.

    `text` filters by the names of clients and writer, `client` and `staff` by code; `unsigned` keeps what its writer
    has not signed; `replaced` leaves out (False) what an amendment stands in place of, or keeps only that.
    """
    query = _ordered(descending, after is not None, unsigned, bool(client), replaced)
    if staff or text:
        chosen = _chosen(session, text, staff)
        if chosen is None:
            return []
        query = query.where(*chosen)
    values: dict[str, Any] = {"limit": limit, "client": client} if client else {"limit": limit}
    if replaced:
        values["gone"] = list(superseded(session))
    if after is not None:
        values |= {"starts": after[0], "own": after[1]}
    return list(map(EncounterRow._make, session.execute(query, values)))


@functools.cache
def _ordered(descending: bool, paged: bool, unsigned: bool, of_client: bool, replaced: bool | None) -> Any:
    """The statement of a window, made once: putting it together takes longer than running it."""
    key, own = Encounter.starts, Encounter.id
    query = _row_query()
    if unsigned:
        signed = exists().where(EncounterSignature.encounter_id == own, EncounterSignature.role == "writer")
        query = query.where(~signed)
    if replaced is not None:  # the few that are replaced are found first; that one is not, is asked of each row
        query = query.where(own.in_(bindparam("gone", expanding=True)) if replaced else ~_is_superseded())
    if of_client:
        person = merged.coded(bindparam("client"))
        met = select(EncounterAttendance.encounter_id).where(EncounterAttendance.client_id.in_(person))
        query = query.where(own.in_(met))
    if paged:
        after = tuple_(bindparam("starts", type_=key.type), bindparam("own", type_=own.type))
        query = query.where(tuple_(key, own) < after if descending else tuple_(key, own) > after)
    order = (key.desc(), own.desc()) if descending else (key, own)
    return query.order_by(*order).limit(bindparam("limit", type_=Integer()))


def _chosen(session: Session, text: str, staff: str) -> list[Any] | None:
    """The conditions of a filter, names and codes resolved to ids first; None where nothing can match."""
    found = []
    if staff:
        found.append(_by(list(session.scalars(select(Staff.id).where(Staff.code == staff)))))
    if text:
        met = merged.of_persons(lambda one: named.found(text, one.first_name, one.last_name, one.name_used))
        wrote = select(Staff.id).where(named.found(text, Staff.name))
        either = [_with(session, list(session.scalars(met))), _by(list(session.scalars(wrote)))]
        kept = [one for one in either if one is not None]
        found.append(or_(*kept) if kept else None)
    return None if any(one is None for one in found) else found


def _with(session: Session, clients: list[uuid.UUID]) -> Any:
    """Encounters with one of these clients; None for none.

    Those of few clients are gathered and sorted. Where many clients match, the newest encounters are looked at one by
    one until the window is full: gathering would read most of the table.
    """
    if not clients:
        return None
    met = EncounterAttendance
    there = select(met.encounter_id).where(met.client_id.in_(clients))
    if len(clients) * MANY < (session.scalar(select(func.count(Client.id))) or 0):
        return Encounter.id.in_(there)
    return there.where(met.encounter_id == Encounter.id).correlate(Encounter).exists()


def _by(staff: list[uuid.UUID]) -> Any:
    return Encounter.staff_id.in_(staff) if staff else None


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
        wrote > 0, off > 0, kept.amends_id, kept.void, _is_superseded(),
        func.coalesce(last_word() == "needs_revision", False),
    ).outerjoin(Staff, Staff.id == kept.staff_id)  # fmt: skip


def last_word() -> Any:
    """What was said last in the review of a selected encounter: its state, null where nothing was."""
    said = EncounterReview
    newest = select(said.state).where(said.encounter_id == Encounter.id).order_by(said.reviewed_at.desc(), said.id.desc())
    return newest.limit(1).correlate(Encounter).scalar_subquery()


def _is_superseded() -> Any:
    """Whether a signed amendment stands in the row's place, as `superseded` tells it."""
    later, signed = aliased(Encounter), EncounterSignature
    amended = select(later.id).join(signed, (signed.encounter_id == later.id) & (signed.role == "writer"))
    own = select(signed.signed_at).where(signed.encounter_id == Encounter.id, signed.role == "writer")
    own_at = own.correlate(Encounter).scalar_subquery()
    once = amended.where(later.amends_id == Encounter.id)
    again = amended.where(
        later.amends_id == Encounter.amends_id, tuple_(signed.signed_at, later.id) > tuple_(own_at, Encounter.id)
    )
    return or_(*(one.correlate(Encounter).exists() for one in (once, again)))


def _count(model: Any, *conditions: Any) -> Any:
    return select(func.count(model.id)).where(*conditions).correlate(Encounter).scalar_subquery()


@allowed(Action.SEE_ENCOUNTERS)
def superseded(session: Session) -> set[uuid.UUID]:
    """Records in whose place a signed amendment stands; an amendment that nobody signed replaces and is replaced by none."""
    query = (
        select(Encounter.id, Encounter.amends_id)
        .join(EncounterSignature, EncounterSignature.encounter_id == Encounter.id)
        .where(Encounter.amends_id.is_not(None), EncounterSignature.role == "writer")
        .order_by(EncounterSignature.signed_at, Encounter.id)
    )
    gone: set[uuid.UUID] = set()
    newest: dict[uuid.UUID, uuid.UUID] = {}
    for key, root in session.execute(query):
        assert root is not None  # the query asks for amendments only
        gone |= {root, newest.get(root, root)}
        newest[root] = key
    return gone


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
