"""The list of supervision sessions, fetched window by window."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import String, and_, exists, func, literal, or_, select, tuple_, type_coerce
from sqlalchemy.orm import Session, aliased

from app.models import named
from app.models.staff import Staff
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
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
    hand. `replaced`: an amendment that its supervisor signed stands in its place.
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
    replaced: bool = False
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
    replaced: bool | None = None,
) -> list[SessionRow]:
    """The next rows of the session list by start and id after the key `after`, newest first unless told.

    `text` filters by the names of those present and of the supervisor, `staff` by code; `unsigned` keeps what waits
    for the supervisor's signature, `on_paper` what was signed by hand; `replaced` leaves out (False) what an amendment
    stands in place of, or keeps only that.
    """
    query = _chosen(_row_query(), text, staff, unsigned, on_paper)
    if replaced is not None:
        query = query.where(is_replaced() if replaced else ~is_replaced())
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
        is_replaced(),
    ).outerjoin(Supervisor, Supervisor.id == kept.supervisor_id)  # fmt: skip


def is_replaced() -> Any:
    """Whether an amendment stands in place of the session: one that its supervisor signed later, on screen or paper."""
    kept, later = SupervisionSession, aliased(SupervisionSession)
    mine, theirs = since(kept), since(later)
    begun = func.coalesce(mine, literal(""))  # the first record may be signed by those who attended alone
    return (
        select(later.id)
        .where(later.amends_id == func.coalesce(kept.amends_id, kept.id), later.id != kept.id, theirs.is_not(None))
        .where(or_(kept.amends_id.is_(None), and_(mine.is_not(None), or_(
            theirs > begun, and_(theirs == begun, later.id > kept.id)
        ))))
        .correlate(kept)
        .exists()
    )  # fmt: skip


def in_force() -> Any:
    """Whether the session holds as it stands: nothing replaced it, and it is no amendment without its signature."""
    kept = SupervisionSession
    return and_(~is_replaced(), kept.void.is_(False), or_(kept.amends_id.is_(None), since(kept).is_not(None)))


def besides(own: uuid.UUID) -> Any:
    """Whether it is another session than `own`: neither it, nor what it amends, nor an amendment of either."""
    mine = aliased(SupervisionSession)
    first = select(func.coalesce(mine.amends_id, mine.id)).where(mine.id == own).scalar_subquery()
    return func.coalesce(SupervisionSession.amends_id, SupervisionSession.id) != func.coalesce(first, own)


def since(one: Any) -> Any:
    """The day on which the session's supervisor signed it, then the instant at which that was done or recorded, as text.

    Of several amendments the one with the latest holds, in lists as in figures.
    """
    given, paper = aliased(Signature), aliased(PaperSignature)
    signed, attested = (
        func.min(type_coerce(on, String) + type_coerce(at, String))
        for on, at in ((given.signed_on, given.signed_at), (paper.signed_on, paper.attested_at))
    )
    on_screen = select(signed).where(given.session_id == one.id, given.role == "supervisor")
    by_hand = select(attested).where(paper.session_id == one.id)
    return func.coalesce(*(query.correlate(one).scalar_subquery() for query in (on_screen, by_hand)))


def _count(model: Any, *conditions: Any) -> Any:
    query = select(func.count(model.id)).where(*conditions)
    return query.correlate(SupervisionSession).scalar_subquery()
