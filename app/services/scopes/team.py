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
    PaperRecall,
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
    PaperDocumentSession, PaperRecall, Scan,
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
    printed, listed = PaperDocument.__table__.alias("own_printed"), PaperDocumentSession.__table__.alias("own_listed")
    # Papers printed before they named a person are theirs whose sessions they list.
    older = select(listed.c.document_id).where(listed.c.session_id.in_(sessions))
    scans = (
        select(signed.c.scan_id)
        .where(signed.c.session_id.in_(sessions), signed.c.staff_id.is_(None) | (signed.c.staff_id == staff_id))
        .union_all(select(printed.c.paper_id).where(printed.c.staff_id == staff_id))
    )
    by_staff = (Hours, Enrolment, Agreement)
    by_session = (SessionAttendance, Signature, PaperSignature, PaperDocumentSession, PaperRecall)
    return (
        corrected,
        *(limit(kind, kind.staff_id == staff_id) for kind in by_staff),
        *(limit(kind, kind.session_id.in_(sessions)) for kind in by_session),
        limit(SupervisionSession, SupervisionSession.id.in_(sessions)),
        limit(
            PaperDocument,
            (PaperDocument.staff_id == staff_id) | (PaperDocument.staff_id.is_(None) & PaperDocument.id.in_(older)),
        ),
        limit(Scan, Scan.id.in_(scans)),
    )
