"""Supervision: supervisors with dated licenses, agreements, sessions with attendance, signatures, papers."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import OPEN, Access, Blank, ByRole, M, NamedBy, OfStaff, P, S, With
from app.models.base import Base, Day, Goes, Record, column, reference
from app.models.staff import Staff
from app.models.words import Heading, Named

# A session is frozen by a signature, by a paper signed by hand, or by a printed paper that was not withdrawn.
FROZEN = (
    "EXISTS (SELECT 1 FROM signature s WHERE s.session_id = {key})"
    " OR EXISTS (SELECT 1 FROM paper_signature p WHERE p.session_id = {key})"
    " OR EXISTS (SELECT 1 FROM paper_document_session r JOIN paper_document d ON d.id = r.document_id"
    " WHERE r.session_id = {key} AND d.withdrawn_at IS NULL)"
)


class Supervisor(Record, Base):
    """A clinical supervisor; `name` is the present one, SupervisorName keeps each with its days."""

    __tablename__ = "supervisor"
    named = Named(N_("supervisors"))
    access = Access(reads=OPEN, writes=(M, S))
    __table_args__ = (UniqueConstraint("code"), Index("ix_supervisor_name_id", "name", "id"))

    code: Mapped[str] = column()
    name: Mapped[str] = column()

    licenses: Mapped[list["License"]] = relationship(back_populates="supervisor", lazy="raise")
    education: Mapped[list["SupervisionEducation"]] = relationship(back_populates="supervisor", lazy="raise")
    names: Mapped[list["SupervisorName"]] = relationship(back_populates="supervisor", lazy="raise")


class SupervisorName(Record, Base):
    """A name with the days it was in use; blank from = from the start, blank to = until now."""

    __tablename__ = "supervisor_name"
    named = Named(N_("names of supervisors"))
    access = Access(reads=OPEN, writes=(M, S))

    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    name: Mapped[str] = column()
    from_on: Mapped[dt.date | None] = column(default=None)
    to_on: Mapped[dt.date | None] = column(default=None)

    supervisor: Mapped[Supervisor] = relationship(back_populates="names", lazy="raise")


class License(Record, Base):
    """One period of a license: `licensed_on` is the first licensure, `from_on` to `license_expires_on` this period."""

    __tablename__ = "license"
    named = Named(N_("licenses"))
    access = Access(reads=OPEN, writes=(M, S))
    __table_args__ = (
        CheckConstraint("license_expires_on IS NULL OR license_expires_on >= from_on", name="days"),
    )

    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    license_type: Mapped[str] = column()
    license_number: Mapped[str] = column(index=True)
    licensed_on: Mapped[dt.date] = column()
    from_on: Mapped[dt.date] = column()
    license_expires_on: Mapped[dt.date | None] = column(default=None)

    supervisor: Mapped[Supervisor] = relationship(back_populates="licenses", lazy="raise")


class SupervisionEducation(Record, Base):
    """Supervision CE of a supervisor in minutes; a blank day is a total that counts every day."""

    __tablename__ = "supervision_education"
    named = Named(N_("supervision education"))
    access = Access(reads=OPEN, writes=(M, S))
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    earned_on: Mapped[dt.date | None] = column(default=None)
    minutes: Mapped[int] = column()

    supervisor: Mapped[Supervisor] = relationship(back_populates="education", lazy="raise")


class Agreement(Record, Base):
    """A supervision agreement of one pair, in force from `signed_on` to `ends_on`, both days included."""

    __tablename__ = "agreement"
    named = Named(N_("agreements"), heading=Heading.AGREEMENTS)
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M, S))
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= signed_on", name="days"),)

    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    signed_on: Mapped[dt.date] = column(index=True)
    ends_on: Mapped[dt.date | None] = column(default=None)
    not_therapist_confirmed: Mapped[bool] = column()

    staff: Mapped[Staff] = relationship(lazy="raise")
    supervisor: Mapped[Supervisor] = relationship(lazy="raise")


class SupervisionSession(Record, Base):
    """One session held: local date and times with their fold and zone as entered, and the UTC minutes they mean.

    `starts` and `stops` are minutes since 1970-01-01 00:00 UTC. An amendment names the session it replaces from its
    supervisor's signing day on, or voids. A sign-off is given, not given, or None: not asked of this session.
    """

    __tablename__ = "supervision_session"
    named = Named(N_("supervision sessions"), heading=Heading.SESSIONS)
    access = Access(
        reads=ByRole(peer_supporter=NamedBy("session_attendance", "session_id", OfStaff("staff_id"))), writes=(M, S)
    )
    __table_args__ = (
        CheckConstraint("stops > starts AND stops - starts <= 1560", name="length"),
        CheckConstraint("format IN ('individual', 'group')", name="format"),
        CheckConstraint("manner IN ('in_person', 'video', 'phone')", name="manner"),
        Index("ix_supervision_session_starts_id", "starts", "id"),
        Index("ix_supervision_session_date", "date"),
        {"info": {"frozen": FROZEN.format(key="OLD.id")}},
    )

    supervisor_id: Mapped[uuid.UUID] = reference("supervisor.id", index=True)
    date: Mapped[dt.date] = column()
    start: Mapped[dt.time] = column()
    start_fold: Mapped[int] = column(default=0)
    stop: Mapped[dt.time] = column()
    stop_fold: Mapped[int] = column(default=0)
    zone: Mapped[str] = column()
    starts: Mapped[int] = column()
    stops: Mapped[int] = column()
    format: Mapped[str] = column()
    manner: Mapped[str] = column()
    pack: Mapped[str | None] = column(default=None)
    topics: Mapped[str] = column(default="")
    description: Mapped[str] = column(default="")
    summary: Mapped[str] = column(default="")
    follow_up: Mapped[str] = column(default="")
    reviewed_assessments: Mapped[bool | None] = column(default=None)
    reviewed_interventions: Mapped[bool | None] = column(default=None)
    amends_id: Mapped[uuid.UUID | None] = reference("supervision_session.id", goes=Goes.REPLACES, default=None, index=True)
    amendment_reason: Mapped[str] = column(default="")
    void: Mapped[bool] = column(default=False)

    supervisor: Mapped[Supervisor] = relationship(lazy="raise")
    attendance: Mapped[list["SessionAttendance"]] = relationship(back_populates="session", lazy="raise")
    signatures: Mapped[list["Signature"]] = relationship(lazy="raise", viewonly=True)
    paper_signatures: Mapped[list["PaperSignature"]] = relationship(lazy="raise", viewonly=True)


class SessionAttendance(Record, Base):
    """A staff member present in a session."""

    __tablename__ = "session_attendance"
    named = Named(N_("people in supervision sessions"), heading=Heading.ATTENDANCE)
    days = (Day("staff_id", "date", of="session_id"),)
    access = Access(reads=With("session_id"), writes=(M, S))
    __table_args__ = (
        UniqueConstraint("session_id", "staff_id"),
        {
            "info": {
                "frozen": FROZEN.format(key="OLD.session_id"),
                "frozen_insert": FROZEN.format(key="NEW.session_id"),
            }
        },
    )

    session_id: Mapped[uuid.UUID] = reference("supervision_session.id", goes=Goes.SHARED)
    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)

    session: Mapped[SupervisionSession] = relationship(back_populates="attendance", lazy="raise")
    staff: Mapped[Staff] = relationship(lazy="raise")


class Signature(Record, Base):
    """A signature over a session: the exact bytes, by whom, on which day, and the audit (count, head) it covers."""

    __tablename__ = "signature"
    named = Named(N_("signatures on sessions"), heading=Heading.SIGNATURES)
    access = Access(reads=With("session_id"), writes=(M, S, P), own="user_id")
    __table_args__ = (
        UniqueConstraint("session_id", "role", "staff_id"),
        CheckConstraint("role IN ('supervisor', 'supervisee')", name="role"),
        Index(
            "uq_signature_session_id_supervisor",
            "session_id",
            unique=True,
            sqlite_where=text("role = 'supervisor'"),
            postgresql_where=text("role = 'supervisor'"),
        ),
        # Holds all that the ledger asks of signatures, so that their payloads are not read.
        Index("ix_signature_session_id_role_signed_on", "session_id", "role", "signed_on"),
        {"info": {"append_only": True}},
    )

    session_id: Mapped[uuid.UUID] = reference("supervision_session.id")
    role: Mapped[str] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.WITH, default=None, index=True)
    user_id: Mapped[uuid.UUID] = reference("user.id")
    key_id: Mapped[uuid.UUID] = reference("user_key.id")
    signed_at: Mapped[dt.datetime] = column()
    signed_on: Mapped[dt.date] = column()
    audit_count: Mapped[int] = column()
    audit_head: Mapped[str] = column()
    payload: Mapped[bytes] = column(LargeBinary)
    signature: Mapped[bytes] = column(LargeBinary)


class PaperDocument(Record, Base):
    """A paper printed for signature under a number; it freezes its sessions until it is withdrawn.

    `paper_id` keeps the paper as it was printed, so that what was signed can be looked at. Both that and the pack are
    unknown of papers printed before they were kept.
    """

    __tablename__ = "paper_document"
    named = Named(N_("papers printed for signature"), heading=Heading.PAPERS)
    # Papers printed before they named a person are theirs whose sessions they list.
    access = Access(
        reads=ByRole(
            peer_supporter=OfStaff("staff_id")
            | (Blank("staff_id") & NamedBy("paper_document_session", "document_id", With("session_id")))
        ),
        writes=(M, S),
    )
    __table_args__ = (UniqueConstraint("number"),)

    number: Mapped[str] = column()
    kind: Mapped[str] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.WITH, default=None, index=True)
    supervisor_id: Mapped[uuid.UUID | None] = reference("supervisor.id", default=None)
    first: Mapped[dt.date] = column()
    last: Mapped[dt.date] = column()
    as_of: Mapped[dt.date] = column()
    printed_at: Mapped[dt.datetime] = column()
    digest: Mapped[bytes] = column(LargeBinary)
    withdrawn_at: Mapped[dt.datetime | None] = column(default=None)
    withdrawn_reason: Mapped[str] = column(default="")
    pack: Mapped[str | None] = column(default=None)
    paper_id: Mapped[uuid.UUID | None] = reference("scan.id", goes=Goes.ATTACHED, default=None)

    staff: Mapped[Staff | None] = relationship(lazy="raise")
    supervisor: Mapped[Supervisor | None] = relationship(lazy="raise")
    sessions: Mapped[list["PaperDocumentSession"]] = relationship(lazy="raise", viewonly=True)
    recorded: Mapped[list["PaperSignature"]] = relationship(lazy="raise", viewonly=True)


class PaperDocumentSession(Record, Base):
    """A session on a paper printed for signature."""

    __tablename__ = "paper_document_session"
    named = Named(N_("sessions on printed papers"))
    access = Access(reads=With("session_id"), writes=(M, S))
    __table_args__ = (UniqueConstraint("document_id", "session_id"), {"info": {"append_only": True}})

    document_id: Mapped[uuid.UUID] = reference("paper_document.id", goes=Goes.SHARED)
    session_id: Mapped[uuid.UUID] = reference("supervision_session.id", index=True)


class Scan(Record, Base):
    """A scanned paper, or one as it was printed, at most 5 MB; `digest` is SHA-256 of its bytes."""

    __tablename__ = "scan"
    named = Named(N_("scanned papers"), heading=Heading.PAPERS)
    access = Access(
        reads=ByRole(
            peer_supporter=NamedBy(
                "paper_signature", "scan_id", With("session_id") & (Blank("staff_id") | OfStaff("staff_id"))
            )
            | NamedBy("paper_document", "paper_id", OfStaff("staff_id"))
        ),
        writes=(M, S),
    )
    __table_args__ = ({"info": {"append_only": True, "unaudited": ("content",)}},)

    media_type: Mapped[str] = column()
    digest: Mapped[bytes] = column(LargeBinary)
    content: Mapped[bytes] = column(LargeBinary)


class PaperSignature(Record, Base):
    """A session signed by hand on `signed_on`, attested by the user who recorded it; it credits as signed.

    On the paper of one person (`staff_id`) they and the supervisor signed what they had not signed in the app; on one that
    names nobody, all did. It leaves only for a recall.
    """

    __tablename__ = "paper_signature"
    named = Named(N_("papers signed by hand"), heading=Heading.SIGNATURES)
    access = Access(reads=With("session_id"), writes=(M, S))
    __table_args__ = (
        UniqueConstraint("session_id", "document_id"),
        Index(
            "uq_paper_signature_session_id_alone",
            "session_id",
            unique=True,
            sqlite_where=text("document_id IS NULL"),
            postgresql_where=text("document_id IS NULL"),
        ),
        Index("ix_paper_signature_document_id", "document_id", sqlite_where=text("document_id IS NOT NULL")),
        {"info": {"append_only": True, "leaves": "EXISTS (SELECT 1 FROM paper_recall r WHERE r.signature_id = OLD.id)"}},
    )

    session_id: Mapped[uuid.UUID] = reference("supervision_session.id")
    signed_on: Mapped[dt.date] = column()
    document_id: Mapped[uuid.UUID | None] = reference("paper_document.id", goes=Goes.LET_GO, default=None)
    scan_id: Mapped[uuid.UUID | None] = reference("scan.id", goes=Goes.ATTACHED, default=None)
    attested_by: Mapped[uuid.UUID] = reference("user.id")
    attested_at: Mapped[dt.datetime] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.LET_GO, default=None)

    document: Mapped[PaperDocument | None] = relationship(lazy="raise", viewonly=True)


class PaperRecall(Record, Base):
    """A recording of a signature by hand that was taken back: all that it said (`signature_id` was its key), and why."""

    __tablename__ = "paper_recall"
    named = Named(N_("signatures by hand taken back"))
    access = Access(reads=With("session_id"), writes=(M, S))
    __table_args__ = (UniqueConstraint("signature_id"), {"info": {"append_only": True}})

    signature_id: Mapped[uuid.UUID] = column()
    session_id: Mapped[uuid.UUID] = reference("supervision_session.id", index=True)
    signed_on: Mapped[dt.date] = column()
    document_id: Mapped[uuid.UUID | None] = reference("paper_document.id", goes=Goes.LET_GO, default=None)
    scan_id: Mapped[uuid.UUID | None] = reference("scan.id", goes=Goes.ATTACHED, default=None)
    attested_by: Mapped[uuid.UUID] = reference("user.id")
    attested_at: Mapped[dt.datetime] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.LET_GO, default=None)
    reason: Mapped[str] = column()
    recalled_by: Mapped[uuid.UUID] = reference("user.id")
    recalled_at: Mapped[dt.datetime] = column()
