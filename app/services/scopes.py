"""Which records a person may read: criteria that every read of theirs carries."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import with_loader_criteria

from app.models.clients import Client, ClientAssignment, ClientName, ClientPhone, Episode
from app.models.credentials import (
    PRIVATE_PROOF,
    Attachment,
    Certificate,
    CompetencyTag,
    ContinuingEducation,
    Experience,
    Mentoring,
    MentoringEvent,
    Milestone,
)
from app.models.encounters import Encounter, EncounterAttendance, EncounterReview, EncounterSignature
from app.models.hiring import Applicant, Interview, Position, Score
from app.models.hours import Hours
from app.models.planning import (
    AgendaItem,
    AgreementTerms,
    ClosingSignature,
    FitAnswer,
    MonthClosing,
    PhaseNote,
    PlannedAttendance,
    PlannedSession,
)
from app.models.staff import Enrolment
from app.models.supervision import (
    Agreement,
    PaperDocument,
    PaperSignature,
    SessionAttendance,
    Signature,
    SupervisionSession,
)

Whose = Callable[[Any], ColumnElement[bool]]
CLIENTS = (Client, ClientName, ClientPhone, Episode, ClientAssignment, PhaseNote)
WORK = (Hours, Enrolment, Agreement, SupervisionSession, SessionAttendance, Signature, PaperSignature)
OWN = (Milestone, Certificate, ContinuingEducation, Experience, Attachment, AgendaItem, MonthClosing)
OF_OTHERS = (
    CompetencyTag, Mentoring, MentoringEvent, PlannedSession, PlannedAttendance, ClosingSignature, AgreementTerms, FitAnswer,
)  # fmt: skip
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


def own_work(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for somebody who sees their own hours, enrolments, agreements and sessions, nobody else's."""
    if staff_id is None:
        return tuple(_limit(kind, false()) for kind in WORK)
    attended = SessionAttendance.__table__.alias("attended")
    sessions = select(attended.c.session_id).where(attended.c.staff_id == staff_id)
    rules: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Hours, Hours.staff_id == staff_id),
        (Enrolment, Enrolment.staff_id == staff_id),
        (Agreement, Agreement.staff_id == staff_id),
        (SupervisionSession, SupervisionSession.id.in_(sessions)),
        (SessionAttendance, SessionAttendance.session_id.in_(sessions)),
        (Signature, Signature.session_id.in_(sessions)),
        (PaperSignature, PaperSignature.session_id.in_(sessions)),
        (PaperDocument, PaperDocument.staff_id == staff_id),
    )
    return tuple(_limit(*rule) for rule in rules)


def own_credentials(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for somebody who sees their own steps, education, proof, plans and closed months, nobody else's."""
    if staff_id is None:
        return tuple(_limit(kind, false()) for kind in (*OWN, *OF_OTHERS))
    step, taught = Milestone.__table__.alias("own_step"), ContinuingEducation.__table__.alias("own_education")
    led, expected = Mentoring.__table__.alias("own_mentoring"), PlannedAttendance.__table__.alias("own_plan")
    closed, agreed = MonthClosing.__table__.alias("own_month"), Agreement.__table__.alias("own_terms")
    held = SessionAttendance.__table__.alias("own_session")
    steps = select(step.c.id).where(step.c.staff_id == staff_id)
    courses = select(taught.c.id).where(taught.c.staff_id == staff_id)
    mentored = select(led.c.id).where(or_(led.c.mentee_id == staff_id, led.c.mentor_id == staff_id))
    plans = select(expected.c.planned_id).where(expected.c.staff_id == staff_id)
    months = select(closed.c.id).where(closed.c.staff_id == staff_id)
    agreements = select(agreed.c.id).where(agreed.c.staff_id == staff_id)
    rules: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (CompetencyTag, or_(CompetencyTag.milestone_id.in_(steps), CompetencyTag.education_id.in_(courses))),
        (Mentoring, Mentoring.id.in_(mentored)),
        (MentoringEvent, MentoringEvent.mentoring_id.in_(mentored)),
        (PlannedSession, PlannedSession.id.in_(plans)),
        (PlannedAttendance, PlannedAttendance.planned_id.in_(plans)),
        (ClosingSignature, ClosingSignature.closing_id.in_(months)),
        (AgreementTerms, AgreementTerms.agreement_id.in_(agreements)),
        (FitAnswer, FitAnswer.agreement_id.in_(agreements)),
        (PhaseNote, PhaseNote.session_id.in_(select(held.c.session_id).where(held.c.staff_id == staff_id))),
    )
    return (*(_limit(kind, kind.staff_id == staff_id) for kind in OWN), *(_limit(*rule) for rule in rules))


def no_private_proof(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for a supervisor: all proof but that of others on background checks and diagnoses."""
    return (_limit(Attachment, or_(Attachment.kind.not_in(PRIVATE_PROOF), Attachment.staff_id == staff_id)),)


def audited_proof() -> tuple[Any, ...]:
    """The criteria for an auditor: the proof that goes into the audit file, and no agenda."""
    return (_limit(Attachment, Attachment.in_audit_file.is_(True)), _limit(AgendaItem, false()))


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
