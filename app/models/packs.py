"""Rule packs as an agency amends them: the text of a rule with its first day, who wrote it, why and from which source."""

import datetime as dt
import uuid

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.marks import N_
from app.models.access import OPEN, Access, M
from app.models.base import Base, Record, column, reference
from app.models.words import Named


class PackAmendment(Record, Base):
    """A rule of a pack from a day on, in the form of a pack's file (TOML); it stands in for the one that it is based on.

    `based_on` is the pack and day of the rule that was copied, such as mt-cbhpss/2017-10-01; blank for a new one.
    """

    __tablename__ = "pack_amendment"
    named = Named(N_("amended rules"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (
        Index(
            "uq_pack_amendment_pack_in_force_from",
            "pack",
            "in_force_from",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    pack: Mapped[str] = column()
    in_force_from: Mapped[dt.date] = column()
    based_on: Mapped[str] = column(default="")
    rule: Mapped[str] = column()
    reason: Mapped[str] = column()
    source: Mapped[str] = column()
    made_at: Mapped[dt.datetime] = column()
    made_by: Mapped[uuid.UUID] = reference("user.id")
    withdrawn_at: Mapped[dt.datetime | None] = column(default=None)
    withdrawn_by: Mapped[uuid.UUID | None] = reference("user.id", default=None)
    withdrawn_reason: Mapped[str] = column(default="")
