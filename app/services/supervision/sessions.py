"""Supervision sessions: logged, changed until signed, amended after."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import Field, model_validator
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.models.staff import Enrolment
from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
    SessionAttendance,
    Signature,
    SupervisionSession,
)
from app.services import doubts, entries, users
from app.services.entries import Entry
from app.services.problems import Frozen, Invalid, NotFound
from app.services.rules.moments import SESSION, moments
from app.services.supervision import codes, phases, topics
from app.services.supervision.kinds import TOPICS as TOPICS
from app.services.supervision.kinds import Format as Format
from app.services.supervision.kinds import Manner as Manner
from app.services.users import Action, allowed
from app.wording import N_, _


class SessionEntry(Entry):
    """One supervision session as held."""

    staff: Annotated[entries.Codes, Field(title=N_("Peer supporter"))]
    supervisor: Annotated[entries.Code, Field(title=N_("Supervisor"))]
    date: Annotated[entries.Date, Field(title=N_("Date"))]
    start: Annotated[entries.Clock, Field(title=N_("Start"))]
    stop: Annotated[
        entries.Clock, Field(title=N_("Stop"), description=N_("Before the start means the next day."))
    ]
    format: Annotated[Format, entries.choice(Format), Field(title=N_("Kind"))]
    manner: Annotated[Manner, entries.choice(Manner), Field(title=N_("Manner"))]
    topics: Annotated[entries.Prose, Field(title=N_("Topics"))] = ""
    paper_signed_on: Annotated[
        entries.DateOrBlank,
        Field(title=N_("Signed on paper"), description=N_("Only for a log signed by hand on that day.")),
    ] = None
    pack: Annotated[entries.CodeOrBlank, Field(title=N_("Rules"))] = ""
    description: Annotated[entries.Prose, Field(title=N_("Description"))] = ""
    summary: Annotated[
        entries.Prose,
        Field(
            title=N_("What was covered"),
            description=N_("No client names or health details: this goes on the Board's log."),
        ),
    ] = ""
    reviewed_assessments: Annotated[
        entries.YesNoOrBlank,
        Field(
            title=N_("(a) Assessments, interpretations, referrals"),
            description=N_("Blank: the session had none of it."),
        ),
    ] = None
    reviewed_interventions: Annotated[
        entries.YesNoOrBlank,
        Field(
            title=N_("(b) Support and how it is planned"),
            description=N_("Blank: the session had none of it."),
        ),
    ] = None
    start_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated start"))] = None
    stop_fold: Annotated[entries.Fold, Field(title=N_("Which showing of a repeated stop"))] = None
    follow_up: Annotated[entries.Prose, Field(title=N_("Follow up next time"))] = ""

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.format == Format.INDIVIDUAL and len(self.staff) > 1:
            raise entries.at("staff", _("An individual session has one peer supporter. Choose group for several."))
        if self.paper_signed_on and self.paper_signed_on < self.date:
            raise entries.at("paper_signed_on", _("It was signed before it was held. Check both dates."))
        return self


DOUBTS = (
    doubts.to_come("date", N_("This day is still to come. Sign the session once it has been held.")),
    doubts.lasts_long(SESSION),
    doubts.to_come("paper_signed_on", doubts.PAPER_TO_COME),
)


@dataclass(frozen=True)
class Resolved:
    """An entry with the rows its codes name and the real time its clock means."""

    staff: dict[str, uuid.UUID]
    supervisor_id: uuid.UUID
    values: dict[str, Any]


@allowed(Action.RECORD_SUPERVISION)
def resolve(session: Session, entry: SessionEntry, zone: str, *, stored: bool = False) -> Resolved:
    """Look an entry's codes and times up. Raises Invalid with a sentence for each field at fault.

    `stored`: it is on record as it stands, however long, and is taken back or put back, not typed anew.
    """
    staff, supervisor_id = codes.keys(session, entry.staff, entry.supervisor)
    if entry.pack:
        _require_pack(session, entry, list(staff.values()))
    return Resolved(staff, supervisor_id, values_of(entry, zone, stored=stored))


def _require_pack(session: Session, entry: SessionEntry, ids: list[uuid.UUID]) -> None:
    held = select(func.count()).select_from(Enrolment).where(Enrolment.pack == entry.pack)
    if session.scalar(held.where(Enrolment.staff_id.in_(ids))) != len(ids):
        raise Invalid({"pack": _("Not everyone here works under these rules. Leave it blank, or add the rules to "
                                 "each of them.")})


def values_of(entry: SessionEntry, zone: str, *, stored: bool = False) -> dict[str, Any]:
    """The columns that an entry fills, codes aside; real time worked out in the zone.

    Raises Invalid, also for more than 12 hours, unless it was `stored` so before.
    """
    real = moments(entry.date, entry.start, entry.stop, zone, entry.start_fold, entry.stop_fold)
    if not stored:
        SESSION.check(real)
    return {
        "date": entry.date,
        "start": entry.start,
        "start_fold": real.start_fold,
        "stop": entry.stop,
        "stop_fold": real.stop_fold,
        "zone": zone,
        "starts": real.starts,
        "stops": real.stops,
        "format": entry.format.value,
        "manner": entry.manner.value,
        "pack": entry.pack or None,
        "topics": entry.topics,
        "description": entry.description,
        "summary": entry.summary,
        "follow_up": entry.follow_up,
        "reviewed_assessments": entry.reviewed_assessments,
        "reviewed_interventions": entry.reviewed_interventions,
    }


@allowed(Action.RECORD_SUPERVISION)
def record(session: Session, entry: SessionEntry, *, stored: bool = False) -> SupervisionSession:
    """Record a session held, in the agency's zone; `stored`: put one back that was removed. Raises Invalid."""
    found = resolve(session, entry, users.agency(session).zone, stored=stored)
    kept = SupervisionSession(supervisor_id=found.supervisor_id, **found.values)
    session.add(kept)
    session.flush()
    session.add_all(SessionAttendance(session_id=kept.id, staff_id=key) for key in found.staff.values())
    session.flush()
    topics.follow_up(session, kept.id, list(found.staff.values()), entry.follow_up)
    if entry.paper_signed_on:
        _sign_on_paper(session, kept.id, entry.paper_signed_on)
    return kept


def _sign_on_paper(session: Session, session_id: uuid.UUID, day: dt.date) -> None:
    actor = users.actor_of(session)
    session.add(
        PaperSignature(
            session_id=session_id, signed_on=day, attested_by=actor.user_id, attested_at=session.info["at"]
        )
    )
    session.flush()


@allowed(Action.RECORD_SUPERVISION)
def change(session: Session, session_id: uuid.UUID, entry: SessionEntry) -> SupervisionSession:
    """Change a session that nobody has signed; its zone stays. Raises Frozen for a signed one, Invalid, NotFound."""
    kept = load(session, session_id)
    if is_frozen(session, session_id):
        raise Frozen(_("This session is signed or printed for signature. Write an amendment instead."))
    found = resolve(session, entry, kept.zone)
    for field, value in {"supervisor_id": found.supervisor_id, **found.values}.items():
        setattr(kept, field, value)
    wanted = set(found.staff.values())
    for row in kept.attendance:
        if row.staff_id not in wanted:
            session.delete(row)
    present = {row.staff_id for row in kept.attendance}
    session.add_all(SessionAttendance(session_id=kept.id, staff_id=key) for key in sorted(wanted - present))
    session.flush()
    topics.follow_up(session, kept.amends_id or kept.id, list(found.staff.values()), entry.follow_up)
    if entry.paper_signed_on:
        _sign_on_paper(session, kept.id, entry.paper_signed_on)
    return kept


@allowed(Action.RECORD_SUPERVISION)
def remove(session: Session, session_id: uuid.UUID) -> SessionEntry:
    """Remove a session that nobody has signed; returns its entry, so that the removal can be undone.

    Raises Frozen for a signed one, and where something goes with it that this person may not see any more.
    """
    kept = load(session, session_id)
    if is_frozen(session, session_id):
        raise Frozen(_("This session is signed or printed for signature. Void it by an amendment instead."))
    entry = entry_of(kept)
    phases.let_go(session, session_id)
    topics.let_go(session, session_id)
    for row in kept.attendance:
        session.delete(row)
    session.flush()
    session.delete(kept)
    try:
        session.flush()
    except IntegrityError:  # a note on a client, or a topic, of somebody who is not this person's to see any more
        raise Frozen(_("It holds notes on people whom you may not see any more. Ask a manager to remove it.")) from None
    return entry


@allowed(Action.RECORD_SUPERVISION)
def amend(
    session: Session, session_id: uuid.UUID, entry: SessionEntry | None, reason: str
) -> SupervisionSession:
    """Write an amendment of a signed session; no entry voids it. It replaces the original from its signing day on.

    Raises Invalid without a reason or for a session that nobody signed yet.
    """
    original = load(session, session_id)
    if not reason.strip():
        raise Invalid({"amendment_reason": _("Say why the signed record is amended.")})
    if not is_frozen(session, session_id):
        raise Invalid({"": _("Nobody has signed this session yet. Change it directly.")})
    typed = entry or entry_of(original)
    found = resolve(session, typed, original.zone, stored=entry is None)
    amendment = SupervisionSession(
        supervisor_id=found.supervisor_id,
        amends_id=original.amends_id or original.id,
        amendment_reason=entries.prose(reason),
        void=entry is None,
        **found.values,
    )
    session.add(amendment)
    session.flush()
    session.add_all(SessionAttendance(session_id=amendment.id, staff_id=key) for key in found.staff.values())
    session.flush()
    if entry is not None:
        topics.follow_up(session, original.amends_id or original.id, list(found.staff.values()), typed.follow_up)
    return amendment


def entry_of(kept: SupervisionSession) -> SessionEntry:
    """The entry that a loaded session was made from."""
    paper = next((one for one in kept.paper_signatures if one.document_id is None), None)
    return SessionEntry(
        staff=tuple(sorted(row.staff.code for row in kept.attendance)),
        supervisor=kept.supervisor.code,
        date=kept.date,
        start=kept.start,
        stop=kept.stop,
        format=Format(kept.format),
        manner=Manner(kept.manner),
        topics=kept.topics,
        paper_signed_on=paper.signed_on if paper and not kept.amends_id else None,
        pack=kept.pack or "",
        description=kept.description,
        summary=kept.summary,
        reviewed_assessments=kept.reviewed_assessments,
        reviewed_interventions=kept.reviewed_interventions,
        start_fold=kept.start_fold,
        stop_fold=kept.stop_fold,
        follow_up=kept.follow_up,
    )


WHOLE = (
    selectinload(SupervisionSession.attendance).selectinload(SessionAttendance.staff),
    selectinload(SupervisionSession.supervisor),
    selectinload(SupervisionSession.signatures),
    selectinload(SupervisionSession.paper_signatures).selectinload(PaperSignature.document),
)


@allowed(Action.SEE_SUPERVISION)
def load(session: Session, session_id: uuid.UUID) -> SupervisionSession:
    """A session with attendance, supervisor and signatures. Raises NotFound."""
    found = session.scalar(select(SupervisionSession).options(*WHOLE).where(SupervisionSession.id == session_id))
    if found is None:
        raise NotFound(_("This session is not on record."))
    return found


def in_time(one: SupervisionSession) -> tuple[object, ...]:
    """What sessions are put in order by wherever they are shown or printed: time, then what they hold."""
    texts = (one.topics, one.description, one.summary, one.follow_up)
    return (one.starts, one.stops, one.supervisor.code, one.format, one.manner, one.pack or "", *texts, one.id)


@allowed(Action.SEE_SUPERVISION)
def is_frozen(session: Session, session_id: uuid.UUID) -> bool:
    """Whether a signature, a paper signed by hand or a printed paper holds the session as it is."""
    printed = (
        select(PaperDocumentSession.id)
        .join(PaperDocument, PaperDocument.id == PaperDocumentSession.document_id)
        .where(PaperDocumentSession.session_id == session_id, PaperDocument.withdrawn_at.is_(None))
    )
    signed = select(Signature.id).where(Signature.session_id == session_id)
    paper = select(PaperSignature.id).where(PaperSignature.session_id == session_id)
    return any(session.scalar(query.limit(1)) is not None for query in (signed, paper, printed))
