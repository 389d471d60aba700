"""The list of supervision sessions, fetched window by window."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.models import named
from app.models.staff import Staff
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    SessionAttendance,
    Signature,
    SupervisionSession,
    Supervisor,
)
from app.services.supervision import signatures
from app.services.users import Action, allowed


@dataclass(frozen=True)
class SessionRow:
    """A line of the session list; `present` counts who attended, `staff_name` names the first of them.

    `by_supervisor` and `by_supervisee` (how many) say who has signed by whichever way, `on_paper` that somebody did by
    hand.
    """

    id: uuid.UUID
    starts: int
    date: dt.date
    start: dt.time
    stop: dt.time
    minutes: int
    format: str
    manner: str
    topics: str
    supervisor_name: str
    staff_name: str
    present: int
    printed: bool
    amends_id: uuid.UUID | None
    void: bool
    by_supervisor: bool = False
    by_supervisee: int = 0
    on_paper: bool = False


@allowed(Action.SEE_SUPERVISION)
def window(
    session: Session,
    *,
    descending: bool = True,
    after: tuple[int, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
    staff: str = "",
    unsigned: bool = False,
    on_paper: bool = False,
) -> list[SessionRow]:
    """The next rows of the session list by start and id after the key `after`, newest first unless told.

    `text` filters by the names of those present and of the supervisor, `staff` by code; `unsigned` keeps what waits
    for the supervisor's signature, `on_paper` what was signed by hand.
    """
    query = _chosen(_row_query(), text, staff, unsigned, on_paper)
    key, own = SupervisionSession.starts, SupervisionSession.id
    if after is not None:
        query = query.where(tuple_(key, own) < after if descending else tuple_(key, own) > after)
    order = (key.desc(), own.desc()) if descending else (key, own)
    rows = [SessionRow(*row) for row in session.execute(query.order_by(*order).limit(limit))]
    found = signatures.of_ids(session, [row.id for row in rows])
    return [signed(row, found[row.id]) for row in rows]


def signed(row: SessionRow, found: signatures.Standing) -> SessionRow:
    """The line with who has signed."""
    others = sum(one.way is not None for one in found.given[1:])
    return replace(row, by_supervisor=found.supervisor.way is not None, by_supervisee=others, on_paper=found.by_hand)


def _chosen(query: Any, text: str, staff: str, unsigned: bool, on_paper: bool) -> Any:
    own = SupervisionSession.id
    if text:
        there = select(SessionAttendance.session_id).join(Staff, Staff.id == SessionAttendance.staff_id)
        led = select(Supervisor.id).where(named.found(text, Supervisor.name))
        query = query.where(
            own.in_(there.where(named.found(text, Staff.name))) | SupervisionSession.supervisor_id.in_(led)
        )
    if staff:
        coded = select(SessionAttendance.session_id).join(Staff, Staff.id == SessionAttendance.staff_id)
        query = query.where(own.in_(coded.where(Staff.code == staff)))
    if unsigned:
        query = query.where(
            ~exists().where(Signature.session_id == own, Signature.role == "supervisor"),
            ~signatures.on_paper(None),
        )
    if on_paper:
        query = query.where(signatures.on_paper(None))
    return query


def _row_query() -> Any:
    kept = SupervisionSession
    names = (
        select(func.min(Staff.name))
        .join(SessionAttendance, SessionAttendance.staff_id == Staff.id)
        .where(SessionAttendance.session_id == kept.id)
        .correlate(kept)
        .scalar_subquery()
    )
    present = _count(SessionAttendance, SessionAttendance.session_id == kept.id)
    open_papers = select(PaperDocument.id).where(PaperDocument.withdrawn_at.is_(None))
    printed = _count(
        PaperDocumentSession,
        PaperDocumentSession.session_id == kept.id,
        PaperDocumentSession.document_id.in_(open_papers),
    )
    return select(
        kept.id, kept.starts, kept.date, kept.start, kept.stop, kept.stops - kept.starts, kept.format, kept.manner,
        kept.topics, Supervisor.name, func.coalesce(names, literal("")), present, printed > 0, kept.amends_id, kept.void,
    ).outerjoin(Supervisor, Supervisor.id == kept.supervisor_id)  # fmt: skip


def _count(model: Any, *conditions: Any) -> Any:
    query = select(func.count(model.id)).where(*conditions)
    return query.correlate(SupervisionSession).scalar_subquery()
