"""Supervision around its sessions: plans, agendas, what was noted per client, closed months, terms of agreements."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import (
    NOBODY,
    Access,
    ByRole,
    M,
    NamedBy,
    OfClient,
    OfStaff,
    OfSupervisor,
    OfTeam,
    OfUser,
    P,
    S,
    With,
)
from app.models.base import Base, Goes, Record, column, reference
from app.models.clients import Client
from app.models.staff import Staff
from app.models.supervision import SupervisionSession, Supervisor
from app.models.words import Heading, Named

CLOSED = "EXISTS (SELECT 1 FROM closing_signature s WHERE s.closing_id = {key})"


class PlannedSession(Record, Base):
    """A session that is planned, by local date and time; rows of one recurring plan share `series`.

    `start_fold` says which showing of a repeated hour is meant; `session_id` names the session logged from it.
    """

    __tablename__ = "planned_session"
    named = Named(N_("planned sessions"))
    access = Access(
        reads=ByRole(
            supervisor=OfSupervisor("supervisor_id")
            | NamedBy("planned_attendance", "planned_id", OfTeam("staff_id")),
            peer_supporter=NamedBy("planned_attendance", "planned_id", OfStaff("staff_id")),
        ),
        writes=(M, S),
    )
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        CheckConstraint("format IN ('individual', 'group')", name="format"),
        CheckConstraint("manner IN ('in_person', 'video', 'phone')", name="manner"),
        CheckConstraint("every_weeks IS NULL OR every_weeks BETWEEN 1 AND 52", name="every_weeks"),
        Index("ix_planned_session_date_id", "date", "id"),
    )

    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    date: Mapped[dt.date] = column()
    start: Mapped[dt.time] = column()
    start_fold: Mapped[int] = column(default=0)
    minutes: Mapped[int] = column()
    format: Mapped[str] = column()
    manner: Mapped[str] = column()
    series: Mapped[uuid.UUID | None] = column(default=None, index=True)
    every_weeks: Mapped[int | None] = column(default=None)
    session_id: Mapped[uuid.UUID | None] = reference("supervision_session.id", goes=Goes.WITH, default=None, index=True)
    cancelled_at: Mapped[dt.datetime | None] = column(default=None)
    cancelled_reason: Mapped[str] = column(default="")

    supervisor: Mapped[Supervisor] = relationship(lazy="raise")
    session: Mapped[SupervisionSession | None] = relationship(lazy="raise")
    attendance: Mapped[list["PlannedAttendance"]] = relationship(back_populates="planned", lazy="raise")


class PlannedAttendance(Record, Base):
    """A staff member expected in a planned session."""

    __tablename__ = "planned_attendance"
    named = Named(N_("people expected in planned sessions"))
    access = Access(reads=With("planned_id"), writes=(M, S))
    __table_args__ = (UniqueConstraint("planned_id", "staff_id"),)

    planned_id: Mapped[uuid.UUID] = reference("planned_session.id", goes=Goes.SHARED)
    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)

    planned: Mapped[PlannedSession] = relationship(back_populates="attendance", lazy="raise")
    staff: Mapped[Staff] = relationship(lazy="raise")


class AgendaItem(Record, Base):
    """Something to talk about with a staff member: a topic, a note, or a follow-up that comes back until it is done.

    `item` is the code of a checklist's line. `raised_in_id` is the session it comes from, `done_in_id` the one that
    settled it.
    """

    __tablename__ = "agenda_item"
    named = Named(N_("topics and follow-ups"))
    access = Access(
        reads=ByRole(
            supervisor=OfTeam("staff_id")
            | OfUser("raised_by")
            | With("raised_in_id", OfSupervisor("supervisor_id")),
            auditor=NOBODY,
            peer_supporter=OfStaff("staff_id"),
        ),
        writes=(M, S, P),
        peers=OfStaff("staff_id"),
    )
    __table_args__ = (
        CheckConstraint("kind IN ('topic', 'note', 'follow_up')", name="kind"),
        Index("ix_agenda_item_staff_id_done_on", "staff_id", "done_on"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    planned_id: Mapped[uuid.UUID | None] = reference("planned_session.id", goes=Goes.WITH, default=None, index=True)
    kind: Mapped[str] = column()
    item: Mapped[str] = column(default="")
    text: Mapped[str] = column(default="")
    raised_at: Mapped[dt.datetime] = column()
    raised_by: Mapped[uuid.UUID] = reference("user.id")
    raised_in_id: Mapped[uuid.UUID | None] = reference("supervision_session.id", goes=Goes.WITH, default=None, index=True)
    due_on: Mapped[dt.date | None] = column(default=None)
    done_on: Mapped[dt.date | None] = column(default=None)
    done_in_id: Mapped[uuid.UUID | None] = reference("supervision_session.id", goes=Goes.WITH, default=None, index=True)

    staff: Mapped[Staff] = relationship(lazy="raise")


class PhaseNote(Record, Base):
    """The phase of the work with one client as a session saw it; it stands outside the Board's log."""

    __tablename__ = "phase_note"
    named = Named(N_("phases noted per client"), N_("Note for supervision"), Heading.FOR_SUPERVISION)
    access = Access(reads=OfClient("client_id") & With("session_id"), writes=(M, S))
    __table_args__ = (
        UniqueConstraint("session_id", "client_id"),
        CheckConstraint("phase IN ('', 'engaging', 'connecting', 'supporting')", name="phase"),
    )

    session_id: Mapped[uuid.UUID] = reference("supervision_session.id")
    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    phase: Mapped[str] = column(default="")
    note: Mapped[str] = column(default="")

    session: Mapped[SupervisionSession] = relationship(lazy="raise")
    client: Mapped[Client] = relationship(lazy="raise")


class MonthClosing(Record, Base):
    """A month's statement as both sign it: the exact bytes of its figures, which later figures are held against.

    `month` is its first day; `version` counts on where a month is closed again.
    """

    __tablename__ = "month_closing"
    named = Named(N_("closed months"))
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M, S))
    __table_args__ = (
        UniqueConstraint("staff_id", "supervisor_id", "pack", "month", "version"),
        CheckConstraint("version >= 1", name="version"),
        {"info": {"frozen": CLOSED.format(key="OLD.id")}},
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    pack: Mapped[str] = column()
    month: Mapped[dt.date] = column(index=True)
    version: Mapped[int] = column()
    statement: Mapped[bytes] = column(LargeBinary)
    digest: Mapped[bytes] = column(LargeBinary)
    closed_at: Mapped[dt.datetime] = column()
    closed_by: Mapped[uuid.UUID] = reference("user.id")

    staff: Mapped[Staff] = relationship(lazy="raise")
    supervisor: Mapped[Supervisor] = relationship(lazy="raise")
    signatures: Mapped[list["ClosingSignature"]] = relationship(lazy="raise", viewonly=True)


class ClosingSignature(Record, Base):
    """A signature over a closed month: the exact bytes, by whom, on which day, and the audit (count, head) it covers."""

    __tablename__ = "closing_signature"
    named = Named(N_("signatures on closed months"), heading=Heading.SIGNATURES)
    access = Access(reads=With("closing_id"), writes=(M, S, P), own="user_id")
    __table_args__ = (
        UniqueConstraint("closing_id", "role"),
        CheckConstraint("role IN ('supervisor', 'supervisee')", name="role"),
        {"info": {"append_only": True}},
    )

    closing_id: Mapped[uuid.UUID] = reference("month_closing.id")
    role: Mapped[str] = column()
    user_id: Mapped[uuid.UUID] = reference("user.id")
    key_id: Mapped[uuid.UUID] = reference("user_key.id")
    signed_at: Mapped[dt.datetime] = column()
    signed_on: Mapped[dt.date] = column()
    audit_count: Mapped[int] = column()
    audit_head: Mapped[str] = column()
    payload: Mapped[bytes] = column(LargeBinary)
    signature: Mapped[bytes] = column(LargeBinary)


class AgreementTerms(Record, Base):
    """What a supervision agreement says beside its days; kinship is confirmed not, or not confirmed, never more."""

    __tablename__ = "agreement_terms"
    named = Named(N_("terms of agreements"))
    access = Access(reads=With("agreement_id"), writes=(M, S))
    __table_args__ = (UniqueConstraint("agreement_id"),)

    agreement_id: Mapped[uuid.UUID] = reference("agreement.id")
    duties: Mapped[str] = column(default="")
    frequency: Mapped[str] = column(default="")
    manner: Mapped[str] = column(default="")
    duration: Mapped[str] = column(default="")
    privacy: Mapped[str] = column(default="")
    no_kinship_confirmed: Mapped[bool] = column(default=False)


class FitAnswer(Record, Base):
    """An answer to one line of the supervisor-fit checklist of an agreement; `line` is the line's code."""

    __tablename__ = "fit_answer"
    named = Named(N_("answers on how a supervisor fits"))
    access = Access(reads=With("agreement_id"), writes=(M, S))
    __table_args__ = (
        UniqueConstraint("agreement_id", "line"),
        CheckConstraint("answer IN ('yes', 'no', 'not_asked')", name="answer"),
    )

    agreement_id: Mapped[uuid.UUID] = reference("agreement.id")
    line: Mapped[str] = column()
    answer: Mapped[str] = column()
