"""Which hours, sessions and papers of the team a person may read, and whether hiring is theirs to see."""

import uuid
from typing import Any

from sqlalchemy import or_, select

from app.models.corrections import Correction
from app.models.hiring import Applicant, Interview, OwnQuestion, PanelMember, Position, Score
from app.models.hours import Hours
from app.models.staff import Enrolment
from app.models.supervision import (
    Agreement,
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
    Scan,
    SessionAttendance,
    Signature,
    SupervisionSession,
)
from app.services.scopes.limits import hidden, limit

HIRING = (Position, PanelMember, Applicant, Interview, Score, OwnQuestion)
WORK = (
    Hours, Enrolment, Agreement, SupervisionSession, SessionAttendance, Signature, PaperSignature, PaperDocument,
    PaperDocumentSession, Scan,
)  # fmt: skip


def no_hiring() -> tuple[Any, ...]:
    """The criteria for somebody who sees nothing of positions, applicants and their interviews."""
    tables = [kind.__tablename__ for kind in HIRING]
    return (limit(Correction, Correction.table.not_in(tables)), *hidden(*HIRING))


def own_work(staff_id: uuid.UUID | None) -> tuple[Any, ...]:
    """The criteria for somebody who sees the hours and supervision of one staff member, their own, or of nobody."""
    nobody = Correction.staff_id.is_(None)
    corrected = limit(Correction, nobody if staff_id is None else or_(nobody, Correction.staff_id == staff_id))
    if staff_id is None:
        return (corrected, *hidden(*WORK))
    attended = SessionAttendance.__table__.alias("attended")
    sessions = select(attended.c.session_id).where(attended.c.staff_id == staff_id)
    signed = PaperSignature.__table__.alias("own_paper")
    scans = select(signed.c.scan_id).where(signed.c.session_id.in_(sessions))
    by_staff = (Hours, Enrolment, Agreement, PaperDocument)
    by_session = (SessionAttendance, Signature, PaperSignature, PaperDocumentSession)
    return (
        corrected,
        *(limit(kind, kind.staff_id == staff_id) for kind in by_staff),
        *(limit(kind, kind.session_id.in_(sessions)) for kind in by_session),
        limit(SupervisionSession, SupervisionSession.id.in_(sessions)),
        limit(Scan, Scan.id.in_(scans)),
    )
