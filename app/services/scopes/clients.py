"""Which client records a person may read, with what was noted about them, who looked at them and what left."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select, union_all

from app.models import merged
from app.models.clients import Client, ClientAssignment, ClientGrant, ClientName, ClientPhone, Episode
from app.models.consents import DisclosedClient, Disclosure, RecordOpening
from app.models.corrections import Correction
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.incidents import Incident
from app.models.planning import PhaseNote
from app.models.supervision import Agreement
from app.services.scopes.limits import Rule, Whose, hidden, limit

OF_CLIENT = (
    ClientName, ClientPhone, Episode, ClientAssignment, ClientGrant, PhaseNote, RecordOpening, DisclosedClient,
)  # fmt: skip
NOTES = (Encounter, EncounterAttendance, EncounterSignature, EncounterReview)
CLIENTS = (Client, *OF_CLIENT, Disclosure, *NOTES, Incident)


def of_clients(
    *,
    staff_id: uuid.UUID | None,
    supervisor_id: uuid.UUID | None,
    granted_to: uuid.UUID | None,
    reader: uuid.UUID,
    today: dt.date,
) -> tuple[Any, ...]:
    """The criteria for somebody who does not see every client.

    Seen are the clients whom a staff member of theirs is assigned to today or has written a note about, and the notes
    of those; two records of one person are seen together. Theirs are the staff member they are themselves, and those
    with whom they, as a supervisor, have an agreement in force. To these come the clients whose record is granted to
    `granted_to` today. With none of the three nothing is seen. What this person gave out stays in their view.
    Incidents are narrower: those that a staff member of theirs noticed, with the client they name, and those of a grant.
    """
    if staff_id is None and supervisor_id is None and granted_to is None:
        own = (limit(kind, kind.user_id == reader) for kind in (RecordOpening, Disclosure))
        rest = (kind for kind in (Client, *OF_CLIENT, *NOTES, Incident) if kind is not RecordOpening)
        return (*own, limit(Correction, Correction.client_id.is_(None)), *hidden(*rest))
    whose = _whose(staff_id, supervisor_id, today)
    granted = _granted(granted_to, today)
    whole = _whole(whose, granted, today)
    present, met = EncounterAttendance.__table__.alias("own_present"), _met(whose)
    about = select(present.c.encounter_id).where(whole(present.c.client_id))

    def seen(column: Any) -> ColumnElement[bool]:
        return or_(whole(column), column.in_(met))

    given = DisclosedClient.__table__.alias("own_disclosed")
    out = select(given.c.disclosure_id).where(seen(given.c.client_id))
    rules: list[Rule] = [(Client, seen(Client.id)), *((kind, seen(kind.client_id)) for kind in OF_CLIENT)]
    rules.append((Correction, or_(Correction.client_id.is_(None), seen(Correction.client_id))))
    rules.append((Disclosure, or_(Disclosure.user_id == reader, Disclosure.id.in_(out))))
    rules += _notes(whose, whole, about)
    rules.append((Incident, or_(whose(Incident.staff_id), granted(Incident.client_id))))
    return tuple(limit(kind, rule) for kind, rule in rules)


def _met(whose: Whose) -> Any:
    """The records of those about whom a note or an incident was written."""
    note, present = Encounter.__table__.alias("own_note"), EncounterAttendance.__table__.alias("own_met")
    both = present.join(note, note.c.id == present.c.encounter_id)
    noted = select(present.c.client_id).select_from(both).where(whose(note.c.staff_id))
    noticed = Incident.__table__.alias("own_incident")
    named = select(noticed.c.client_id).where(whose(noticed.c.staff_id), noticed.c.client_id.is_not(None))
    return merged.of_ids(union_all(noted, named))


def _notes(whose: Whose, whole: Whose, about: Any) -> list[Rule]:
    """Own notes, and those about clients seen whole; of a group only the lines of one's own clients."""
    note = Encounter.__table__.alias("own_written")
    written = select(note.c.id).where(whose(note.c.staff_id))
    return [
        (Encounter, or_(whose(Encounter.staff_id), Encounter.id.in_(about))),
        (
            EncounterAttendance,
            or_(EncounterAttendance.encounter_id.in_(written), whole(EncounterAttendance.client_id)),
        ),
        *(
            (signed, or_(signed.encounter_id.in_(written), signed.encounter_id.in_(about)))
            for signed in (EncounterSignature, EncounterReview)
        ),
    ]


def _whose(staff_id: uuid.UUID | None, supervisor_id: uuid.UUID | None, today: dt.date) -> Whose:
    agreed = Agreement.__table__.alias("own_agreement")
    led = select(agreed.c.staff_id).where(
        agreed.c.supervisor_id == supervisor_id,
        agreed.c.signed_on <= today,
        or_(agreed.c.ends_on.is_(None), agreed.c.ends_on >= today),
    )

    def whose(column: Any) -> ColumnElement[bool]:
        own = [] if staff_id is None else [column == staff_id]
        return or_(false(), *own, *([] if supervisor_id is None else [column.in_(led)]))

    return whose


def _whole(whose: Whose, granted: Whose, today: dt.date) -> Whose:
    """Whether a client's whole record is seen: by an assignment, or by a grant in force."""
    given = ClientAssignment.__table__.alias("own_assignment")
    assigned = merged.of_ids(
        select(given.c.client_id).where(
            whose(given.c.staff_id), or_(given.c.to_on.is_(None), given.c.to_on >= today)
        )
    )

    def whole(column: Any) -> ColumnElement[bool]:
        return or_(column.in_(assigned), granted(column))

    return whole


def _granted(granted_to: uuid.UUID | None, today: dt.date) -> Whose:
    """Whether a client's record is granted to this user today; to nobody without one."""
    grant = ClientGrant.__table__.alias("own_grant")
    open_to = merged.of_ids(
        select(grant.c.client_id).where(
            grant.c.user_id == granted_to,
            grant.c.revoked_at.is_(None),
            grant.c.from_on <= today,
            grant.c.to_on >= today,
        )
    )

    def granted(column: Any) -> ColumnElement[bool]:
        return false() if granted_to is None else column.in_(open_to)

    return granted
