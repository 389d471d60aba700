"""Encounter notes: written, changed until signed, amended after."""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, selectinload

from app.models import merged
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview
from app.models.program import Funding
from app.models.staff import Staff
from app.services import entries, users
from app.services.encounters.entry import (
    EncounterEntry,
    Manner,
    Phase,
    Service,
    Support,
    joined_lines,
    private_lines,
    values_of,
)
from app.services.encounters.listing import replaced
from app.services.problems import Frozen, Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import _

LOOK_BACK = 50  # notes looked through for one that is in effect
WHOLE = (
    selectinload(Encounter.attendance).options(
        selectinload(EncounterAttendance.client), selectinload(EncounterAttendance.encounter)
    ),
    selectinload(Encounter.staff),
    selectinload(Encounter.funding),
    selectinload(Encounter.signatures),
)


def _unknown(code: str) -> str:
    return _("No such code is on record: {code}.").format(code=code)


def _resolve(
    session: Session, entry: EncounterEntry, zone: str, *, stored: bool = False
) -> tuple[dict[str, Any], dict[str, uuid.UUID]]:
    """The columns of an entry, and client code -> id. Raises Invalid with a sentence for each field at fault.

    `stored`: it is on record as it stands, however long, and is taken back or put back, not typed anew.
    """
    clients = _ids(session, Client, entry.client)
    staff_id = _ids(session, Staff, [entry.staff]).get(entry.staff)
    problems = {}
    missing = [code for code in entry.client if code not in clients]
    if missing:
        problems["client"] = _unknown(", ".join(missing))
    if staff_id is None:
        problems["staff"] = _unknown(entry.staff)
    funding_id = None
    if entry.funding:
        funding_id = session.scalar(select(Funding.id).where(Funding.name == entry.funding))
        if funding_id is None:
            problems["funding"] = _("No such funding is on record. Choose one from the list, or leave it blank.")
    if problems:
        raise Invalid(problems)
    return {"staff_id": staff_id, "funding_id": funding_id, **values_of(entry, zone, stored=stored)}, clients


def _ids(session: Session, kind: type[Client | Staff], codes: Sequence[str]) -> dict[str, uuid.UUID]:
    """Code -> id of those codes that are on record."""
    return {row.code: row.id for row in session.execute(_coded(kind), {"codes": list(codes)})}


@functools.cache
def _coded(kind: type[Client | Staff]) -> Any:
    """The statement, made once: a note is saved in a few milliseconds."""
    return select(kind.code, kind.id).where(kind.code.in_(bindparam("codes", expanding=True)))


def _attendance(entry: EncounterEntry, clients: Mapping[str, uuid.UUID]) -> list[EncounterAttendance]:
    lines = private_lines(entry.client, entry.private_line)
    return [
        EncounterAttendance(client_id=clients[code], private_line=lines.get(code, "")) for code in entry.client
    ]


@allowed(Action.WRITE_ENCOUNTERS)
def record(session: Session, entry: EncounterEntry, *, stored: bool = False) -> Encounter:
    """Record an encounter with its note, in the agency's zone; `stored`: put one back that was removed.

    Raises Invalid, Forbidden for somebody else's.
    """
    values, clients = _resolve(session, entry, users.agency(session).zone, stored=stored)
    kept = Encounter(recorded_at=session.info["at"], **values)
    kept.attendance = _attendance(entry, clients)
    session.add(kept)
    session.flush()
    return kept


@allowed(Action.WRITE_ENCOUNTERS)
def change(session: Session, encounter_id: uuid.UUID, entry: EncounterEntry) -> Encounter:
    """Change a note that nobody has signed; its zone stays. Raises Frozen for a signed one, Invalid, NotFound."""
    kept = load(session, encounter_id)
    if kept.signatures:
        raise Frozen(_("This note is signed. Write an amendment instead."))
    values, clients = _resolve(session, entry, kept.zone)
    for field, value in values.items():
        setattr(kept, field, value)
    wanted = {row.client_id: row for row in _attendance(entry, clients)}
    for row in list(kept.attendance):
        new = wanted.pop(row.client_id, None)
        if new is None:
            session.delete(row)
        else:
            row.private_line = new.private_line
    session.add_all(EncounterAttendance(encounter=kept, client_id=key, private_line=row.private_line)
                    for key, row in wanted.items())  # fmt: skip
    session.flush()
    session.refresh(kept, ["attendance"])
    return kept


@allowed(Action.WRITE_ENCOUNTERS)
def remove(session: Session, encounter_id: uuid.UUID) -> EncounterEntry:
    """Remove a note that nobody has signed; returns its entry, so that the removal can be undone. Raises Frozen."""
    kept = load(session, encounter_id)
    if kept.signatures:
        raise Frozen(_("This note is signed. Take it back by an amendment instead."))
    reviewed = select(EncounterReview.id).where(EncounterReview.encounter_id == encounter_id).limit(1)
    if session.scalar(reviewed) is not None:
        raise Frozen(_("A reviewer has written about this note, so it stays. Change it instead."))
    entry = entry_of(kept)
    for row in kept.attendance:
        session.delete(row)
    session.flush()
    session.delete(kept)
    session.flush()
    return entry


@allowed(Action.WRITE_ENCOUNTERS)
def amend(session: Session, encounter_id: uuid.UUID, entry: EncounterEntry | None, reason: str) -> Encounter:
    """Write an amendment of a signed note; no entry takes it back. It replaces the first one from its signing day on.

    Raises Invalid without a reason or for a note that nobody signed yet.
    """
    original = load(session, encounter_id)
    if not reason.strip():
        raise Invalid({"amendment_reason": _("Say why the signed record is amended.")})
    if not original.signatures:
        raise Invalid({"": _("Nobody has signed this note yet. Change it directly.")})
    typed = entry or entry_of(original)
    values, clients = _resolve(session, typed, original.zone, stored=entry is None)
    amendment = Encounter(
        recorded_at=session.info["at"],
        amends_id=original.amends_id or original.id,
        amendment_reason=entries.prose(reason),
        void=entry is None,
        **values,
    )
    amendment.attendance = _attendance(typed, clients)
    session.add(amendment)
    session.flush()
    return amendment


def entry_of(kept: Encounter) -> EncounterEntry:
    """The entry that a loaded encounter was made from."""
    lines = {row.client.code: row.private_line for row in kept.attendance}
    present = tuple(sorted(lines))
    return EncounterEntry(
        client=present,
        staff=kept.staff.code,
        date=kept.date,
        start=kept.start,
        stop=kept.stop,
        manner=Manner(kept.manner),
        place=kept.place,
        service_type=Service(kept.service_type) if kept.service_type else None,
        phase=Phase(kept.phase) if kept.phase else None,
        support=tuple(Support(part) for part in kept.support.split(";") if part),
        data=kept.data,
        assessment=kept.assessment,
        plan=kept.plan,
        funding=kept.funding.name if kept.funding else "",
        group=kept.group,
        private_line=joined_lines({code: lines[code] for code in present}, present),
        start_fold=kept.start_fold,
        stop_fold=kept.stop_fold,
        goal=kept.goal,
    )


@allowed(Action.SEE_ENCOUNTERS)
def load(session: Session, encounter_id: uuid.UUID) -> Encounter:
    """An encounter with attendance, clients, writer, funding and signatures. Raises NotFound."""
    found = session.scalar(select(Encounter).options(*WHOLE).where(Encounter.id == encounter_id))
    if found is None:
        raise NotFound(_("This note is not on record."))
    return found


@allowed(Action.SEE_ENCOUNTERS)
def previous(session: Session, client: str, before: int, own: uuid.UUID | None = None) -> Encounter | None:
    """The note on a client that began last before `before` (minutes since 1970 UTC), or None; `own` is left out."""
    query = (
        select(Encounter.id)
        .where(Encounter.id.in_(_about(client)), Encounter.starts < before)
        .order_by(Encounter.starts.desc(), Encounter.id.desc())
        .limit(LOOK_BACK)
    )
    gone = {own, *replaced(session, dt.date.max)}
    found = next((key for key in session.scalars(query) if key not in gone), None)
    return load(session, found) if found is not None else None


@allowed(Action.SEE_ENCOUNTERS)
def in_effect(session: Session, client: str, first: dt.date, last: dt.date) -> list[Encounter]:
    """A client's notes in effect of the days `first` to `last`, in order of time."""
    query = (
        select(Encounter)
        .where(Encounter.id.in_(_about(client)), Encounter.date.between(first, last))
        .order_by(Encounter.starts, Encounter.id)
        .options(*WHOLE)
    )
    gone = replaced(session, dt.date.max)
    return sorted((one for one in session.scalars(query) if one.id not in gone), key=in_time)


def in_time(one: Encounter) -> tuple[object, ...]:
    """What notes are put in order by wherever they are shown or printed: time, then what they hold."""
    told = (one.manner, one.place, one.service_type, one.data, one.assessment, one.plan)
    return (one.starts, one.stops, one.staff.code, *told, one.id)


def _about(client: str) -> Any:
    """The encounters at which the person of this code was, by any of their records."""
    met = EncounterAttendance
    return select(met.encounter_id).where(met.client_id.in_(merged.coded(client)))


@allowed(Action.SEE_ENCOUNTERS)
def amendments(session: Session, encounter_id: uuid.UUID) -> list[Encounter]:
    """The amendments of a first record, oldest first, with their signatures."""
    query = select(Encounter).options(*WHOLE).where(Encounter.amends_id == encounter_id)
    return list(session.scalars(query.order_by(Encounter.recorded_at, Encounter.id)))


@allowed(Action.SEE_ENCOUNTERS)
def fundings(session: Session) -> list[str]:
    """The names of all fundings on record."""
    return list(session.scalars(select(Funding.name).order_by(Funding.name)))


@allowed(Action.SEE_ENCOUNTERS)
def clients(session: Session) -> list[tuple[str, str]]:
    """(code, name) of each client in this person's view, by name; the name in use stands first."""
    query = select(Client.code, Client.first_name, Client.last_name, Client.name_used)
    query = query.where(Client.merged_into_id.is_(None)).order_by(Client.last_name, Client.first_name, Client.id)
    return [(row.code, full_name(row)) for row in session.execute(query)]


def full_name(client: Any) -> str:
    """What a client is called: the name used, else the first name, then the last name."""
    return f"{client.name_used or client.first_name} {client.last_name}".strip()
