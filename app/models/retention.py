"""Legal holds, and destructions of what is past its retention time, with their certificates."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.marks import N_
from app.models.access import MANAGERS, NOBODY, Access, M
from app.models.base import Base, Goes, Record, column, reference
from app.models.words import Named


class LegalHold(Record, Base):
    """A person's records that nobody may destroy until the hold is lifted: a client's or a staff member's."""

    __tablename__ = "legal_hold"
    named = Named(N_("legal holds"), N_("legal hold"))
    access = Access(reads=MANAGERS, writes=(M,))
    __table_args__ = (CheckConstraint("(client_id IS NULL) <> (staff_id IS NULL)", name="whose"),)

    client_id: Mapped[uuid.UUID | None] = reference("client.id", goes=Goes.WITH, default=None, index=True)
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.WITH, default=None, index=True)
    reason: Mapped[str] = column()
    placed_at: Mapped[dt.datetime] = column()
    placed_by: Mapped[uuid.UUID] = reference("user.id")
    lifted_at: Mapped[dt.datetime | None] = column(default=None)
    lifted_by: Mapped[uuid.UUID | None] = reference("user.id", default=None)
    lifted_reason: Mapped[str] = column(default="")


class Destruction(Record, Base):
    """A destruction asked for, confirmed by a second person or waited for, and done; its number is the certificate's.

    The subject is named by code and id only, with no key to a row: the row is gone once `done_at` is set.
    """

    __tablename__ = "destruction"
    named = Named(N_("destructions of records"))
    access = Access(reads=MANAGERS, writes=(M,))
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("subject_kind IN ('client', 'staff')", name="subject_kind"),
    )

    number: Mapped[str] = column()
    subject_kind: Mapped[str] = column()
    subject_id: Mapped[uuid.UUID] = column(index=True)
    subject_code: Mapped[str] = column()
    last_service_on: Mapped[dt.date] = column()
    kept_until: Mapped[dt.date] = column()
    reason: Mapped[str] = column()
    asked_at: Mapped[dt.datetime] = column()
    asked_by: Mapped[uuid.UUID] = reference("user.id")
    waits_until: Mapped[dt.date | None] = column(default=None)
    confirmed_at: Mapped[dt.datetime | None] = column(default=None)
    confirmed_by: Mapped[uuid.UUID | None] = reference("user.id", default=None)
    withdrawn_at: Mapped[dt.datetime | None] = column(default=None)
    done_at: Mapped[dt.datetime | None] = column(default=None)
    rows: Mapped[int | None] = column(default=None)
    backups: Mapped[str] = column(default="")


class AuditDestroyed(Base):
    """What stands for a destroyed part of an audit row's values: its digest, so that the chain stays checkable."""

    __tablename__ = "audit_destroyed"
    access = Access(reads=NOBODY, writes=(M,))
    __table_args__ = ({"info": {"append_only": True, "audited": False}},)

    seq: Mapped[int] = reference("audit_row.seq", primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    destruction_id: Mapped[uuid.UUID] = reference("destruction.id", index=True)
