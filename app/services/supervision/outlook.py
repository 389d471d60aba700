"""What the record says of one peer supporter on a day: for whoever plans, logs or looks back on supervision."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models.planning import AgendaItem
from app.models.staff import Enrolment, Staff
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    SessionAttendance,
    Signature,
    SupervisionSession,
    Supervisor,
)
from app.services.problems import NotFound
from app.services.supervision import facts, signatures
from app.services.supervision.session_list import besides, in_force, is_replaced
from app.services.supervision.sessions import TOPICS
from app.services.users import Action, actor_of, allowed
from app.wording import _

ETHICS = TOPICS[0]


@dataclass(frozen=True)
class Certificate:
    """One enrolment's certificate as it stands on the day."""

    pack: str
    number: str
    certified_on: dt.date | None
    expires_on: dt.date | None


@dataclass(frozen=True)
class Outlook:
    """A peer supporter on a day; agreement days are those of the pair, None where none is in force that day.

    `follow_up` is the last session's where it stands on no agenda.
    """

    code: str
    name: str
    certificates: tuple[Certificate, ...]
    agreed_on: dt.date | None
    agreement_ends_on: dt.date | None
    ethics_on: dt.date | None
    last_on: dt.date | None
    follow_up: str
    unsigned: tuple[tuple[uuid.UUID, dt.date], ...]


@allowed(Action.SEE_SUPERVISION)
def on_day(
    session: Session, staff: str, day: dt.date, supervisor: str = "", own: uuid.UUID | None = None
) -> Outlook:
    """The record before that day, the session `own` left out. Raises NotFound for an unknown code."""
    found = session.execute(select(Staff.id, Staff.name).where(Staff.code == staff)).first()
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=staff))
    staff_id, name = found
    enrolled = session.scalars(
        select(Enrolment).where(Enrolment.staff_id == staff_id, Enrolment.started_on <= day).order_by(Enrolment.pack)
    )
    certificates = tuple(
        Certificate(row.pack, row.certification_number, row.certified_on, row.certification_expires_on)
        for row in enrolled
        if row.ended_on is None or day <= row.ended_on
    )
    person = next(iter(facts.people(session, [staff]).values()))
    agreed = [one for one in person.agreements if one.supervisor == supervisor and one.in_force(day)]
    held = _held(staff_id, day, own)
    ethics = session.scalar(held.with_only_columns(SupervisionSession.date).where(_covers(ETHICS)).limit(1))
    last = session.execute(
        held.with_only_columns(SupervisionSession.date, SupervisionSession.follow_up, SupervisionSession.id).limit(1)
    ).first()
    return Outlook(
        code=staff,
        name=name,
        certificates=certificates,
        agreed_on=agreed[0].signed_on if agreed else None,
        agreement_ends_on=agreed[0].ends_on if agreed else None,
        ethics_on=ethics,
        last_on=last[0] if last else None,
        follow_up=last[1] if last and not _comes_back(session, last[2]) else "",
        unsigned=_unsigned(session, held),
    )


def _held(staff_id: uuid.UUID, day: dt.date, own: uuid.UUID | None) -> Select[SupervisionSession]:
    """Sessions of the person up to the day as they hold, newest first."""
    kept = SupervisionSession
    attended = select(SessionAttendance.session_id).where(SessionAttendance.staff_id == staff_id)
    query = select(kept).where(kept.id.in_(attended), kept.date <= day, in_force())
    if own is not None:
        query = query.where(besides(own))
    return query.order_by(kept.starts.desc(), kept.id.desc())


def _comes_back(session: Session, session_id: uuid.UUID) -> bool:
    """Whether a session's follow-up stands on agendas; an imported one's does not."""
    return session.scalar(select(AgendaItem.id).where(AgendaItem.raised_in_id == session_id).limit(1)) is not None


def _covers(topic: str) -> ColumnElement[bool]:
    return SupervisionSession.topics.contains(topic, autoescape=True)


def _unsigned(
    session: Session, held: Select[SupervisionSession]
) -> tuple[tuple[uuid.UUID, dt.date], ...]:
    led = select(Signature.session_id).where(Signature.role == "supervisor")
    query = held.with_only_columns(SupervisionSession.id, SupervisionSession.date).where(
        SupervisionSession.id.not_in(led), ~signatures.on_paper(None)
    )
    return tuple((key, day) for key, day in session.execute(query))


@dataclass(frozen=True)
class Signing:
    """A session's length in minutes, who signed it, its supervisor's name, and whether the reader leads it."""

    signed: tuple[str, ...]
    supervisor: str
    mine: bool
    minutes: int


@allowed(Action.SEE_SUPERVISION)
def signing(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Signing]:
    """Where the supervisor's signature is missing: who has signed these sessions, and who signs next."""
    actor = actor_of(session)
    kept = SupervisionSession
    led = select(kept.id, kept.supervisor_id, Supervisor.name, kept.stops - kept.starts).join(
        Supervisor, Supervisor.id == kept.supervisor_id
    )
    names: dict[uuid.UUID, list[str]] = {}
    signed = select(Signature.session_id, Staff.name).join(Staff, Staff.id == Signature.staff_id)
    for key, name in session.execute(signed.where(Signature.session_id.in_(ids))):
        names.setdefault(key, []).append(name)
    return {
        key: Signing(tuple(names.get(key, ())), name, actor.supervisor_id == supervisor_id, minutes)
        for key, supervisor_id, name, minutes in session.execute(led.where(kept.id.in_(ids)))
    }


@dataclass(frozen=True)
class Around:
    """What stands around a session: its amendments (id, day signed or None, reason, void) and the papers it is on.

    `replaced`: one of them, signed, stands in its place.
    """

    amendments: tuple[tuple[uuid.UUID, dt.date | None, str, bool], ...]
    papers: tuple[str, ...]
    replaced: bool = False


@allowed(Action.SEE_SUPERVISION)
def around(session: Session, session_id: uuid.UUID) -> Around:
    """The amendments of a session, oldest first, and the numbers of papers that hold it as it is."""
    kept = SupervisionSession
    signed = (
        select(func.min(type_coerce(Signature.signed_on, String)))
        .where(Signature.session_id == kept.id, Signature.role == "supervisor")
        .correlate(kept)
        .scalar_subquery()
    )
    rows = session.execute(
        select(kept.id, signed, kept.amendment_reason, kept.void)
        .where(kept.amends_id == session_id)
        .order_by(kept.id)
    )
    found = tuple(
        (key, dt.date.fromisoformat(day) if day else None, reason, void) for key, day, reason, void in rows
    )
    printed = (
        select(PaperDocument.number)
        .join(PaperDocumentSession, PaperDocumentSession.document_id == PaperDocument.id)
        .where(PaperDocumentSession.session_id == session_id, PaperDocument.withdrawn_at.is_(None))
        .order_by(PaperDocument.number)
    )
    replaced = session.scalar(select(kept.id).where(kept.id == session_id, is_replaced())) is not None
    return Around(found, tuple(session.scalars(printed)), replaced)
