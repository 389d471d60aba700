"""Whom to call, as the agency has it: what it says of a contact that comes with Peerdesk, and its own."""

import datetime as dt
import uuid

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import OPEN, Access, M
from app.models.base import Base, Record, column, reference
from app.models.words import Named


class AgencyContact(Record, Base):
    """A contact of the agency's own, or what it made of the one with this code that comes with Peerdesk.

    Of that one the words stand here only where they are `amended`; a row may also say only that it was checked, or why
    it is hidden. `checked_as` are the ways that were checked, `based_on` those that Peerdesk gave when it was amended.
    """

    __tablename__ = "agency_contact"
    named = Named(N_("telephone numbers"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str | None] = column(default=None)
    amended: Mapped[bool] = column(default=False)
    kind: Mapped[str] = column(default="")
    region: Mapped[str] = column(default="")
    name: Mapped[str] = column(default="")
    purpose: Mapped[str] = column(default="")
    number: Mapped[str] = column(default="")
    more: Mapped[str] = column(default="")
    texting: Mapped[str] = column(default="")
    hours: Mapped[str] = column(default="")
    web: Mapped[str] = column(default="")
    address: Mapped[str] = column(default="")
    source: Mapped[str] = column(default="")
    on_page: Mapped[bool] = column(default=True)
    based_on: Mapped[str] = column(default="")
    checked_on: Mapped[dt.date | None] = column(default=None)
    checked_by: Mapped[uuid.UUID | None] = reference("user.id", default=None)
    checked_as: Mapped[str] = column(default="")
    hidden_reason: Mapped[str] = column(default="")
