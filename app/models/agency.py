"""The agency itself: one row."""

import datetime as dt

from sqlalchemy.orm import Mapped

from app.models.base import Base, Record, column


class Agency(Record, Base):
    """The agency's name and address for its papers, and its time zone (an IANA name) for new rows."""

    __tablename__ = "agency"

    store: Mapped[str] = column()
    name: Mapped[str] = column()
    address: Mapped[str] = column(default="")
    phone: Mapped[str] = column(default="")
    zone: Mapped[str] = column()
    created_at: Mapped[dt.datetime] = column()
    recovery_public: Mapped[bytes] = column()
    recovery_checked_at: Mapped[dt.datetime | None] = column(default=None)
