"""Incidents: abuse that must be reported, and risk of harm: what was noticed, to whom it was reported and told, and when."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, Granted, M, OfStaff, OfTeam, P, S
from app.models.base import Base, Day, Goes, Record, Versioned, column, reference
from app.models.clients import Client
from app.models.staff import Staff
from app.models.supervision import Supervisor
from app.models.words import Heading, Named


class Incident(Record, Versioned, Base):
    """One incident with the least that is needed: local dates and times with fold and zone as entered; a time may be blank.

    It is reported once `reported_on` is set, or needs no report where `no_report_reason` says why. It is open until
    `closed_on`, and is closed only once it is reported, or needs none, and a supervisor is told.
    """

    __tablename__ = "incident"
    named = Named(N_("incidents"), N_("Incident"), Heading.INCIDENTS)
    days = (Day("client_id", "date"), Day("staff_id", "date"))
    access = Access(reads=OfTeam("staff_id") | Granted("client_id"), writes=(M, S, P), peers=OfStaff("staff_id"))
    __table_args__ = (
        CheckConstraint(
            "kind IN ('child_abuse', 'adult_abuse', 'harm_to_self', 'harm_to_others', 'other')", name="kind"
        ),
        CheckConstraint("length(what) BETWEEN 1 AND 400", name="what"),
        CheckConstraint("length(follow_up) <= 400", name="follow_up"),
        CheckConstraint("reported_on IS NULL OR reported_on >= date", name="reported_on"),
        CheckConstraint("reported_on IS NULL OR no_report_reason = ''", name="no_report_reason"),
        CheckConstraint("(supervisor_id IS NULL) = (told_on IS NULL)", name="told"),
        CheckConstraint("told_on IS NULL OR told_on >= date", name="told_on"),
        CheckConstraint(
            "closed_on IS NULL OR (closed_on >= told_on AND told_on IS NOT NULL"
            " AND (no_report_reason <> '' OR (reported_on IS NOT NULL AND closed_on >= reported_on)))",
            name="closed_on",
        ),
        Index("ix_incident_staff_id_date", "staff_id", "date"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    client_id: Mapped[uuid.UUID | None] = reference("client.id", goes=Goes.WITH, default=None, index=True)
    kind: Mapped[str] = column()
    date: Mapped[dt.date] = column()
    time: Mapped[dt.time | None] = column(default=None)
    time_fold: Mapped[int] = column(default=0)
    zone: Mapped[str] = column()
    what: Mapped[str] = column()
    authority: Mapped[str] = column(default="")
    reported_on: Mapped[dt.date | None] = column(default=None)
    reported_time: Mapped[dt.time | None] = column(default=None)
    reported_time_fold: Mapped[int] = column(default=0)
    reference_number: Mapped[str] = column(default="")
    no_report_reason: Mapped[str] = column(default="")
    supervisor_id: Mapped[uuid.UUID | None] = reference("supervisor.id", default=None, index=True)
    told_on: Mapped[dt.date | None] = column(default=None)
    told_time: Mapped[dt.time | None] = column(default=None)
    told_time_fold: Mapped[int] = column(default=0)
    follow_up: Mapped[str] = column(default="")
    closed_on: Mapped[dt.date | None] = column(default=None)
    recorded_at: Mapped[dt.datetime] = column()

    staff: Mapped[Staff] = relationship(lazy="raise")
    client: Mapped[Client | None] = relationship(lazy="raise")
    supervisor: Mapped[Supervisor | None] = relationship(lazy="raise")
