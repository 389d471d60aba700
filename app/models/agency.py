"""The agency itself, and the limits that it sets for itself: one row each."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import OPEN, Access, M
from app.models.base import Base, Record, column
from app.models.words import Named


class Agency(Record, Base):
    """The agency's name and address for its papers, and its time zone (an IANA name) for new rows."""

    __tablename__ = "agency"
    named = Named(N_("agency"))
    access = Access(reads=OPEN, writes=(M,))

    store: Mapped[str] = column()
    name: Mapped[str] = column()
    address: Mapped[str] = column(default="")
    phone: Mapped[str] = column(default="")
    zone: Mapped[str] = column()
    created_at: Mapped[dt.datetime] = column()
    recovery_public: Mapped[bytes] = column()
    recovery_checked_at: Mapped[dt.datetime | None] = column(default=None)


class Policy(Record, Base):
    """The agency's own limits; no row yet means the defaults.

    `note_hours`: until a note is late; `keep_years`: how long records are kept, never under the law's seven;
    `lock_minutes`: without typing or pointing until the store locks itself.
    """

    __tablename__ = "policy"
    named = Named(N_("time limits"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (
        CheckConstraint("note_hours BETWEEN 1 AND 720", name="note_hours"),
        CheckConstraint("keep_years BETWEEN 7 AND 100", name="keep_years"),
        CheckConstraint("lock_minutes BETWEEN 1 AND 15", name="lock_minutes"),
    )

    note_hours: Mapped[int] = column(default=72)
    keep_years: Mapped[int] = column(default=7)
    lock_minutes: Mapped[int] = column(default=10)
