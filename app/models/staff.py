"""Staff: people, their names over time, and the rule packs they are enrolled in."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import OPEN, Access, ByRole, M, OfStaff
from app.models.base import Base, Day, Record, column, reference
from app.models.words import Heading, Named


class Staff(Record, Base):
    """A staff member; `name` is the present one (lists sort by it), StaffName keeps each with its days."""

    __tablename__ = "staff"
    named = Named(N_("staff"), heading=Heading.STAFF)
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_staff_name_id", "name", "id"),
        Index("ix_staff_title_id", "title", "id"),
    )

    code: Mapped[str] = column()
    name: Mapped[str] = column()
    title: Mapped[str] = column(default="")

    enrolments: Mapped[list["Enrolment"]] = relationship(back_populates="staff", lazy="raise")
    names: Mapped[list["StaffName"]] = relationship(back_populates="staff", lazy="raise")


class StaffName(Record, Base):
    """A name with the days it was in use; blank from = from the start, blank to = until now."""

    __tablename__ = "staff_name"
    named = Named(N_("names of staff"), heading=Heading.NAMES)
    access = Access(reads=OPEN, writes=(M,))

    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    name: Mapped[str] = column()
    from_on: Mapped[dt.date | None] = column(default=None)
    to_on: Mapped[dt.date | None] = column(default=None)

    staff: Mapped[Staff] = relationship(back_populates="names", lazy="raise")


class Enrolment(Record, Base):
    """A staff member under one rule pack, from `started_on` to `ended_on` (blank: open), both days included."""

    __tablename__ = "enrolment"
    named = Named(N_("rules of people"), heading=Heading.RULES)
    days = (Day("staff_id", "started_on", until="ended_on"),)
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M,))
    __table_args__ = (
        UniqueConstraint("staff_id", "pack"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="days"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    pack: Mapped[str] = column()
    started_on: Mapped[dt.date] = column()
    ended_on: Mapped[dt.date | None] = column(default=None)
    certification_number: Mapped[str] = column(default="")
    certified_on: Mapped[dt.date | None] = column(default=None)
    certification_expires_on: Mapped[dt.date | None] = column(default=None)
    opening_owed_minutes: Mapped[int | None] = column(default=None)
    opened_on: Mapped[dt.date | None] = column(default=None)
    opening_ce_minutes: Mapped[int | None] = column(default=None)
    ce_opened_on: Mapped[dt.date | None] = column(default=None)

    staff: Mapped[Staff] = relationship(back_populates="enrolments", lazy="raise")
