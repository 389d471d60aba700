"""An incident's record: written, changed while it is open, closed once all is done, opened again."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.models.clients import Client
from app.models.incidents import Incident
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.services import users
from app.services.incidents import listing
from app.services.incidents.entry import TIMES, IncidentEntry, Kind, fold, late
from app.services.problems import Frozen, Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

# What is kept as it is typed.
TYPED = (
    "date", "time", "what", "authority", "reported_on", "reported_time", "reference_number", "no_report_reason", "told_on",
    "told_time", "follow_up",
)  # fmt: skip
_FOREIGN = N_("You write incidents for yourself and for those whom you supervise today. Choose one of them.")
_CLOSED = N_("This incident is closed. Open it again to change it.")
_UNREPORTED = N_("It is not reported yet. Write down the report, or why none is needed, before you close it.")
_UNTOLD = N_("No supervisor is told yet. Write down who was told and when before you close it.")


@allowed(Action.WRITE_INCIDENTS)
def record(session: Session, entry: IncidentEntry) -> Incident:
    """Record an incident, in the agency's zone. Raises Invalid, also for a staff member who is not theirs to write for."""
    zone = users.agency(session).zone
    kept = Incident(recorded_at=session.info["at"], zone=zone, **_resolve(session, entry, zone))
    session.add(kept)
    session.flush()
    return kept


@allowed(Action.WRITE_INCIDENTS)
def change(session: Session, incident_id: uuid.UUID, entry: IncidentEntry) -> Incident:
    """Change an open incident; its zone stays. Raises Frozen for a closed one, Invalid, NotFound."""
    kept = load(session, incident_id)
    if kept.closed_on is not None:
        raise Frozen(_(_CLOSED))
    for name, value in _resolve(session, entry, kept.zone).items():
        setattr(kept, name, value)
    session.flush()
    return kept


@allowed(Action.WRITE_INCIDENTS)
def remove(session: Session, incident_id: uuid.UUID) -> IncidentEntry:
    """Take away what was entered by mistake; returns its entry, so that it can be undone.

    Raises Frozen once it is reported, told or closed: then somebody relies on it.
    """
    kept = load(session, incident_id)
    if kept.reported_on or kept.told_on or kept.closed_on:
        raise Frozen(_("This incident was reported or told, so it stays on record. Change it instead, or close it."))
    entry = entry_of(kept)
    session.delete(kept)
    session.flush()
    return entry


@allowed(Action.CLOSE_INCIDENTS)
def close(session: Session, incident_id: uuid.UUID, day: dt.date | None = None) -> Incident:
    """Close an incident on a day, today unless given.

    Raises Invalid (`closed_on`) where it is not reported or nobody is told, or for a day before either or to come; Frozen
    where it is closed already; NotFound.
    """
    kept = load(session, incident_id)
    if kept.closed_on is not None:
        raise Frozen(_("This incident is closed already."))
    today = clock.day(session.info["at"], kept.zone)
    wrong = _why_open(kept, day or today, today)
    if wrong:
        raise Invalid({"closed_on": " ".join(wrong)})
    kept.closed_on = day or today
    session.flush()
    return kept


def _why_open(kept: Incident, day: dt.date, today: dt.date) -> list[str]:
    found = []
    if kept.reported_on is None and not kept.no_report_reason:
        found.append(_(_UNREPORTED))
    if kept.told_on is None:
        found.append(_(_UNTOLD))
    if found:
        return found
    done = max(one for one in (kept.date, kept.reported_on, kept.told_on) if one is not None)
    if day > today:
        found.append(_("This day is still to come. Close it on the day itself."))
    elif day < done:
        words = _("The report was made, or the supervisor told, on {day}. It cannot be closed before.")
        found.append(words.format(day=short_day(done)))
    return found


@allowed(Action.CLOSE_INCIDENTS)
def reopen(session: Session, incident_id: uuid.UUID) -> Incident:
    """Open a closed incident again. Raises NotFound."""
    kept = load(session, incident_id)
    kept.closed_on = None
    session.flush()
    return kept


@allowed(Action.SEE_INCIDENTS)
def load(session: Session, incident_id: uuid.UUID) -> Incident:
    """An incident with who noticed it, client and supervisor. Raises NotFound, also where it is not theirs to see."""
    parts = (Incident.staff, Incident.client, Incident.supervisor)
    query = select(Incident).options(*(selectinload(part) for part in parts)).where(Incident.id == incident_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("This incident is not on record, or not yours to see."))
    return found


def entry_of(kept: Incident) -> IncidentEntry:
    """The entry that a loaded incident was made from."""
    same = (*TYPED, *(f"{name}_fold" for name in TIMES))
    return IncidentEntry(
        staff=kept.staff.code,
        client=kept.client.code if kept.client else "",
        kind=Kind(kept.kind),
        supervisor=kept.supervisor.code if kept.supervisor else "",
        **{name: getattr(kept, name) for name in same},
    )


def _resolve(session: Session, entry: IncidentEntry, zone: str) -> dict[str, Any]:
    """The columns of an entry. Raises Invalid with a sentence for each field at fault."""
    problems = late(entry, zone, session.info["at"])
    staff_id = session.scalar(select(Staff.id).where(Staff.code == entry.staff))
    client_id = session.scalar(select(Client.id).where(Client.code == entry.client)) if entry.client else None
    led = select(Supervisor.id).where(Supervisor.code == entry.supervisor)
    supervisor_id = session.scalar(led) if entry.supervisor else None
    if staff_id is None:
        problems["staff"] = _("No such code is on record: {code}.").format(code=entry.staff)
    elif entry.staff not in {code for code, _name in listing.noticers(session)}:
        problems["staff"] = _(_FOREIGN)
    if entry.client and client_id is None:
        problems["client"] = _("No client of yours has the code {code}.").format(code=entry.client)
    if entry.supervisor and supervisor_id is None:
        problems["supervisor"] = _("No such code is on record: {code}.").format(code=entry.supervisor)
    if problems:
        raise Invalid(problems)
    return {
        "staff_id": staff_id,
        "client_id": client_id,
        "kind": entry.kind.value,
        "supervisor_id": supervisor_id,
        **{name: getattr(entry, name) for name in TYPED},
        **{f"{name}_fold": fold(entry, name, ZoneInfo(zone)) for name in TIMES},
    }
