"""Hours worked, a row for each person, day and category."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, ByRole, M, OfStaff, P
from app.models.base import Base, Day, Record, column, reference
from app.models.staff import Staff
from app.models.words import Heading, Named


class Hours(Record, Base):
    """Minutes worked on one day in one category; a named pack limits the row to that pack's ledger."""

    __tablename__ = "hours"
    named = Named(N_("hours"), heading=Heading.HOURS)
    days = (Day("staff_id", "date"),)
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M, P), peers=OfStaff("staff_id"))
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        # Holds all that the ledger sums, so that the table itself is not read.
        Index("ix_hours_staff_id_date_pack_minutes", "staff_id", "date", "pack", "minutes"),
        Index("ix_hours_date_id", "date", "id"),
        # SQLite groups by month without sorting where the month stands in an index.
        {"info": {"speed": {"speed_hours_month": "staff_id, substr(date, 1, 7), pack, date, minutes"}}},
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    date: Mapped[dt.date] = column()
    category: Mapped[str] = column()
    minutes: Mapped[int] = column()
    paid: Mapped[bool] = column(default=True)
    pack: Mapped[str | None] = column(default=None)

    staff: Mapped[Staff] = relationship(lazy="raise")
