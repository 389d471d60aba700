"""Encounters: one contact with a client or a group, its DAP note, attendance, signatures."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, literal, text
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, M, NamedBy, OfStaff, OfTeam, P, S, WholeClient, With
from app.models.base import Base, Day, Goes, Record, column, reference
from app.models.clients import Client
from app.models.program import Funding
from app.models.staff import Staff
from app.models.words import Heading, Named

FROZEN = "EXISTS (SELECT 1 FROM encounter_signature s WHERE s.encounter_id = {key})"


class Encounter(Record, Base):
    """One contact: local date and times with fold and zone as entered, real minutes since 1970 UTC, and the note.

    Every encounter has attendance rows, also with one client. `support` holds codes with `;` between them. An
    amendment names the encounter it replaces from its writer's signing day on, or voids.
    """

    __tablename__ = "encounter"
    named = Named(N_("encounter notes"), N_("Note"), Heading.NOTES)
    access = Access(
        reads=OfTeam("staff_id") | NamedBy("encounter_attendance", "encounter_id", WholeClient("client_id")),
        writes=(M, P),
        peers=OfStaff("staff_id"),
    )
    __table_args__ = (
        CheckConstraint("stops > starts AND stops - starts <= 1560", name="length"),
        Index("ix_encounter_starts_id", "starts", "id"),
        Index("ix_encounter_staff_id_date", "staff_id", "date"),
        Index("ix_encounter_date_id", "date", "id"),
        {"info": {"frozen": FROZEN.format(key="OLD.id")}},
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    date: Mapped[dt.date] = column()
    start: Mapped[dt.time] = column()
    start_fold: Mapped[int] = column(default=0)
    stop: Mapped[dt.time] = column()
    stop_fold: Mapped[int] = column(default=0)
    zone: Mapped[str] = column()
    starts: Mapped[int] = column()
    stops: Mapped[int] = column()
    manner: Mapped[str] = column()
    place: Mapped[str] = column(default="")
    service_type: Mapped[str] = column(default="")
    phase: Mapped[str] = column(default="")
    support: Mapped[str] = column(default="")
    goal: Mapped[str] = column(default="")
    group: Mapped[str] = column(default="")
    data: Mapped[str] = column(default="")
    assessment: Mapped[str] = column(default="")
    plan: Mapped[str] = column(default="")
    funding_id: Mapped[uuid.UUID | None] = reference("funding.id", default=None, index=True)
    recorded_at: Mapped[dt.datetime] = column()
    amends_id: Mapped[uuid.UUID | None] = reference("encounter.id", goes=Goes.REPLACES, default=None, index=True)
    amendment_reason: Mapped[str] = column(default="")
    void: Mapped[bool] = column(default=False)

    staff: Mapped[Staff] = relationship(lazy="raise")
    funding: Mapped[Funding | None] = relationship(lazy="raise")
    attendance: Mapped[list["EncounterAttendance"]] = relationship(back_populates="encounter", lazy="raise")
    signatures: Mapped[list["EncounterSignature"]] = relationship(lazy="raise", viewonly=True)


# The few that a form would refuse today: Home looks for them each time it is shown, among all that were ever written.
IS_LONG = Encounter.stops - Encounter.starts >= literal(1440, literal_execute=True)
Index("ix_encounter_long", Encounter.id, sqlite_where=Encounter.stops - Encounter.starts >= 1440)


class EncounterAttendance(Record, Base):
    """A client present in an encounter, with a line that stands in this client's record only."""

    __tablename__ = "encounter_attendance"
    named = Named(N_("clients in encounter notes"), N_("Note"), Heading.ATTENDANCE)
    days = (Day("client_id", "date", of="encounter_id"),)
    # Of a group that others led, only the lines of one's own clients.
    access = Access(
        reads=With("encounter_id", OfTeam("staff_id")) | WholeClient("client_id"),
        writes=(M, P),
        peers=With("encounter_id", OfStaff("staff_id")),
    )
    __table_args__ = (
        UniqueConstraint("encounter_id", "client_id"),
        {
            "info": {
                "frozen": FROZEN.format(key="OLD.encounter_id"),
                "frozen_insert": FROZEN.format(key="NEW.encounter_id"),
            }
        },
    )

    encounter_id: Mapped[uuid.UUID] = reference("encounter.id", goes=Goes.SHARED)
    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    private_line: Mapped[str] = column(default="")

    encounter: Mapped[Encounter] = relationship(back_populates="attendance", lazy="raise")
    client: Mapped[Client] = relationship(lazy="raise")


class EncounterSignature(Record, Base):
    """A signature over an encounter: the exact bytes, by whom, on which day, and the audit (count, head) it covers."""

    __tablename__ = "encounter_signature"
    named = Named(N_("signatures on notes"), N_("Signature on a note"), Heading.SIGNATURES)
    access = Access(reads=With("encounter_id"), writes=(M, S, P), own="user_id")
    __table_args__ = (
        UniqueConstraint("encounter_id", "user_id"),
        CheckConstraint("role IN ('writer', 'supervisor')", name="role"),
        Index(
            "uq_encounter_signature_encounter_id_writer",
            "encounter_id",
            unique=True,
            sqlite_where=text("role = 'writer'"),
            postgresql_where=text("role = 'writer'"),
        ),
        {"info": {"append_only": True}},
    )

    encounter_id: Mapped[uuid.UUID] = reference("encounter.id", index=True)
    role: Mapped[str] = column()
    user_id: Mapped[uuid.UUID] = reference("user.id")
    key_id: Mapped[uuid.UUID] = reference("user_key.id")
    signed_at: Mapped[dt.datetime] = column()
    signed_on: Mapped[dt.date] = column()
    audit_count: Mapped[int] = column()
    audit_head: Mapped[str] = column()
    payload: Mapped[bytes] = column(LargeBinary)
    signature: Mapped[bytes] = column(LargeBinary)


class EncounterReview(Record, Base):
    """A supervisor's word on a note before it is signed off: 'ready', or 'needs_revision' with a comment."""

    __tablename__ = "encounter_review"
    named = Named(N_("reviews of notes"), N_("Review of a note"))
    access = Access(reads=With("encounter_id"), writes=(M, S, P), own="user_id")
    __table_args__ = (CheckConstraint("state IN ('ready', 'needs_revision', 'seen')", name="state"),)

    encounter_id: Mapped[uuid.UUID] = reference("encounter.id", index=True)
    user_id: Mapped[uuid.UUID] = reference("user.id")
    state: Mapped[str] = column()
    comment: Mapped[str] = column(default="")
    reviewed_at: Mapped[dt.datetime] = column()
