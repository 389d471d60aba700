"""Clients: the person served, their names and contacts over time, and the episodes in which they are served."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, M, OfClient, OfStaff, P, S
from app.models.base import Base, Day, Goes, Record, column, reference
from app.models.program import Funding, Program
from app.models.words import Heading, Named


class Client(Record, Base):
    """The person served. Free answers keep '' = blank, 'not_asked' and 'prefer_not_to_say' apart.

    Names here are the present ones (lists sort by them); ClientName keeps each with its days. `merged_into_id` names
    the record that stands for a duplicate; rows are never re-pointed.
    """

    __tablename__ = "client"
    named = Named(N_("clients"), N_("Intake"), Heading.CLIENTS)
    access = Access(reads=OfClient("id"), writes=(M, P))
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_client_last_name_id", "last_name", "id"),
        Index("ix_client_first_name_id", "first_name", "id"),
    )

    code: Mapped[str] = column()
    first_name: Mapped[str] = column()
    last_name: Mapped[str] = column()
    name_used: Mapped[str] = column(default="")
    pronouns: Mapped[str] = column(default="")
    birth_date: Mapped[dt.date | None] = column(default=None)
    identity_verified_by: Mapped[str] = column(default="")
    county: Mapped[str] = column(default="")
    zip_code: Mapped[str] = column(default="")
    address: Mapped[str] = column(default="")
    email: Mapped[str] = column(default="")
    tribal_affiliation: Mapped[str] = column(default="")
    race: Mapped[str] = column(default="")
    sex: Mapped[str] = column(default="")
    veteran: Mapped[str] = column(default="")
    language: Mapped[str] = column(default="")
    emergency_contact: Mapped[str] = column(default="")
    referral_source: Mapped[str] = column(default="")
    eligibility: Mapped[str] = column(default="")
    eligibility_attested_by: Mapped[str] = column(default="")
    eligibility_attested_on: Mapped[dt.date | None] = column(default=None)
    guardian: Mapped[str] = column(default="")
    known_staff: Mapped[str] = column(default="")
    relative_gives_care: Mapped[str] = column(default="")
    safe_to_mail: Mapped[str] = column(default="")
    merged_into_id: Mapped[uuid.UUID | None] = reference("client.id", goes=Goes.WITH, default=None, index=True)

    names: Mapped[list["ClientName"]] = relationship(back_populates="client", lazy="raise")
    phones: Mapped[list["ClientPhone"]] = relationship(back_populates="client", lazy="raise")
    episodes: Mapped[list["Episode"]] = relationship(back_populates="client", lazy="raise")


class ClientName(Record, Base):
    """A name with the days it was in use; blank from = from the start, blank to = until now."""

    __tablename__ = "client_name"
    named = Named(N_("names of clients"), N_("Name"), Heading.NAMES)
    access = Access(reads=OfClient("client_id"), writes=(M, P))

    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    first_name: Mapped[str] = column()
    last_name: Mapped[str] = column()
    from_on: Mapped[dt.date | None] = column(default=None)
    to_on: Mapped[dt.date | None] = column(default=None)

    client: Mapped[Client] = relationship(back_populates="names", lazy="raise")


class ClientPhone(Record, Base):
    """A number and how it may be used safely: voicemail and text (yes, no or ''), and what name to say."""

    __tablename__ = "client_phone"
    named = Named(N_("phone numbers of clients"), N_("Phone"), Heading.NAMES)
    access = Access(reads=OfClient("client_id"), writes=(M, P))

    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    position: Mapped[int] = column(default=1)
    number: Mapped[str] = column()
    voicemail: Mapped[str] = column(default="")
    text: Mapped[str] = column(default="")
    say: Mapped[str] = column(default="")

    client: Mapped[Client] = relationship(back_populates="phones", lazy="raise")


class Episode(Record, Base):
    """One time of being served, from `admitted_on` to `discharged_on` (blank: open), both days included."""

    __tablename__ = "episode"
    named = Named(N_("times of service"), N_("Time of service"), Heading.SERVICE)
    days = (Day("client_id", "admitted_on", until="discharged_on"),)
    access = Access(reads=OfClient("client_id"), writes=(M, P))
    __table_args__ = (
        CheckConstraint("discharged_on IS NULL OR discharged_on >= admitted_on", name="days"),
        Index("ix_episode_client_id_admitted_on", "client_id", "admitted_on"),
        Index("ix_episode_admitted_on", "admitted_on"),
    )

    client_id: Mapped[uuid.UUID] = reference("client.id")
    program_id: Mapped[uuid.UUID | None] = reference("program.id", default=None, index=True)
    funding_id: Mapped[uuid.UUID | None] = reference("funding.id", default=None, index=True)
    admitted_on: Mapped[dt.date] = column()
    discharged_on: Mapped[dt.date | None] = column(default=None)
    discharge_reason: Mapped[str] = column(default="")

    client: Mapped[Client] = relationship(back_populates="episodes", lazy="raise")
    program: Mapped[Program | None] = relationship(lazy="raise")
    funding: Mapped[Funding | None] = relationship(lazy="raise")


class ClientAssignment(Record, Base):
    """A peer supporter who works with a client, from a day to a day: whose clients they may see."""

    __tablename__ = "client_assignment"
    named = Named(N_("assignments"), N_("Who works with them"), Heading.ASSIGNMENTS)
    access = Access(reads=OfClient("client_id"), writes=(M, S, P), peers=OfStaff("staff_id"))
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days"),)

    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    from_on: Mapped[dt.date] = column()
    to_on: Mapped[dt.date | None] = column(default=None)


class ClientGrant(Record, Base):
    """A client's record opened to an auditor, who sees none by role, from a day to a day, or until it is taken back."""

    __tablename__ = "client_grant"
    named = Named(N_("records opened to an auditor"), N_("Opened to an auditor"), Heading.TRACES)
    access = Access(reads=OfClient("client_id"), writes=(M,))
    __table_args__ = (CheckConstraint("to_on >= from_on", name="days"),)

    client_id: Mapped[uuid.UUID] = reference("client.id", index=True)
    user_id: Mapped[uuid.UUID] = reference("user.id", index=True)
    granted_by: Mapped[uuid.UUID] = reference("user.id")
    granted_at: Mapped[dt.datetime] = column()
    from_on: Mapped[dt.date] = column()
    to_on: Mapped[dt.date] = column()
    reason: Mapped[str] = column()
    revoked_at: Mapped[dt.datetime | None] = column(default=None)
    revoked_by: Mapped[uuid.UUID | None] = reference("user.id", default=None)
