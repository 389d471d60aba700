"""Which steps, education, proof, plans and closed months of the team a person may read."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, or_, select

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
from app.models.supervision import Agreement, SessionAttendance
from app.services.scopes.limits import hidden, limit

OWN = (Milestone, Certificate, ContinuingEducation, Experience, Attachment, AgendaItem, MonthClosing)
OF_OTHERS = (
    CompetencyTag, Mentoring, MentoringEvent, PlannedSession, PlannedAttendance, ClosingSignature, AgreementTerms, FitAnswer,
)  # fmt: skip


def own_credentials(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for somebody who sees their own steps, education, proof, plans and closed months, nobody else's."""
    if staff_id is None:
        return hidden(*OWN, *OF_OTHERS)
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
    return (*(limit(kind, kind.staff_id == staff_id) for kind in OWN), *(limit(*rule) for rule in rules))


def no_private_proof(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for a supervisor: all proof but that of others on background checks and diagnoses."""
    return (limit(Attachment, or_(Attachment.kind.not_in(PRIVATE_PROOF), Attachment.staff_id == staff_id)),)


def audited_proof() -> tuple[Any, ...]:
    """The criteria for an auditor: the proof that goes into the audit file, and no agenda."""
    return (limit(Attachment, Attachment.in_audit_file.is_(True)), *hidden(AgendaItem))
