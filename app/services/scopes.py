"""Which client records a person may read: criteria that every read of theirs carries."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import with_loader_criteria

from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone, Episode
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.hiring import Applicant, Interview, Position, Score
from app.models.supervision import Agreement

Whose = Callable[[Any], ColumnElement[bool]]
CLIENTS = (Client, ClientName, ClientPhone, Episode, ClientAssignment)
NOTES = (Encounter, EncounterAttendance, EncounterSignature, EncounterReview)


def of_clients(staff_id: uuid.UUID | None, supervisor_id: uuid.UUID | None, today: dt.date) -> tuple[Any, ...]:
    """The criteria for somebody who does not see every client.

    Seen are the clients whom a staff member of theirs is assigned to today or has written a note about, and the notes
    of those. Theirs are the staff member they are themselves, and those with whom they, as a supervisor, have an
    agreement in force. With neither link nothing is seen.
    """
    if staff_id is None and supervisor_id is None:
        return tuple(_limit(kind, false()) for kind in (*CLIENTS, *NOTES))
    whose = _whose(staff_id, supervisor_id, today)
    assigned = _assigned(whose, today)
    note, present = Encounter.__table__.alias("own_note"), EncounterAttendance.__table__.alias("own_present")
    written = select(note.c.id).where(whose(note.c.staff_id))
    both = present.join(note, note.c.id == present.c.encounter_id)
    met = select(present.c.client_id).select_from(both).where(whose(note.c.staff_id))
    about = select(present.c.encounter_id).where(present.c.client_id.in_(assigned))
    rules: list[tuple[Any, ColumnElement[bool]]] = [(Client, or_(Client.id.in_(assigned), Client.id.in_(met)))]
    for kind in CLIENTS[1:]:
        rules.append((kind, or_(kind.client_id.in_(assigned), kind.client_id.in_(met))))
    rules += [
        (Encounter, or_(whose(Encounter.staff_id), Encounter.id.in_(about))),
        (
            EncounterAttendance,
            or_(EncounterAttendance.encounter_id.in_(written), EncounterAttendance.client_id.in_(assigned)),
        ),
    ]
    for signed in (EncounterSignature, EncounterReview):
        rules.append((signed, or_(signed.encounter_id.in_(written), signed.encounter_id.in_(about))))
    return tuple(_limit(kind, rule) for kind, rule in rules)


def no_hiring() -> tuple[Any, ...]:
    """The criteria for somebody who sees nothing of positions, applicants and their interviews."""
    return tuple(_limit(kind, false()) for kind in (Position, Applicant, Interview, Score))


def _limit(kind: Any, rule: ColumnElement[bool]) -> Any:
    return with_loader_criteria(kind, rule, include_aliases=True)


def _whose(staff_id: uuid.UUID | None, supervisor_id: uuid.UUID | None, today: dt.date) -> Whose:
    agreed = Agreement.__table__.alias("own_agreement")
    led = select(agreed.c.staff_id).where(
        agreed.c.supervisor_id == supervisor_id,
        agreed.c.signed_on <= today,
        or_(agreed.c.ends_on.is_(None), agreed.c.ends_on >= today),
    )

    def whose(column: Any) -> ColumnElement[bool]:
        own = [] if staff_id is None else [column == staff_id]
        return or_(*own, *([] if supervisor_id is None else [column.in_(led)]))

    return whose


def _assigned(whose: Whose, today: dt.date) -> Any:
    given = ClientAssignment.__table__.alias("own_assignment")
    return select(given.c.client_id).where(
        whose(given.c.staff_id), or_(given.c.to_on.is_(None), given.c.to_on >= today)
    )
