"""Referrals: to whom a client was pointed, or who pointed them here, for what, and what came of it."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, M, OfClient, P
from app.models.base import Base, Day, Record, Versioned, column, reference
from app.models.clients import Client
from app.models.staff import Staff
from app.models.words import Named


class Referral(Record, Versioned, Base):
    """One referral of one client. It is open until `closed_on`; the outcome ('' = not yet) says what came of it."""

    __tablename__ = "referral"
    named = Named(N_("referrals"), N_("Referral"))
    days = (Day("client_id", "date"), Day("staff_id", "date"))
    access = Access(reads=OfClient("client_id"), writes=(M, P))
    __table_args__ = (
        CheckConstraint("direction IN ('out', 'in')", name="direction"),
        CheckConstraint(
            "outcome IN ('', 'connected', 'waiting', 'declined', 'not_available', 'unknown')", name="outcome"
        ),
        CheckConstraint("contacted_on IS NULL OR contacted_on >= date", name="contacted_on"),
        CheckConstraint("closed_on IS NULL OR (closed_on >= date AND outcome <> '')", name="closed_on"),
        Index("ix_referral_client_id_date", "client_id", "date"),
        Index("ix_referral_date", "date"),
    )

    client_id: Mapped[uuid.UUID] = reference("client.id")
    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    date: Mapped[dt.date] = column()
    zone: Mapped[str] = column()
    direction: Mapped[str] = column(default="out")
    to: Mapped[str] = column()
    need: Mapped[str] = column()
    contacted_on: Mapped[dt.date | None] = column(default=None)
    outcome: Mapped[str] = column(default="")
    follow_up_on: Mapped[dt.date | None] = column(default=None)
    closed_on: Mapped[dt.date | None] = column(default=None)
    recorded_at: Mapped[dt.datetime] = column()

    client: Mapped[Client] = relationship(lazy="raise")
    staff: Mapped[Staff] = relationship(lazy="raise")
