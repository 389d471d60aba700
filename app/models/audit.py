"""The append-only chained record of every change, and the values that its digests cover."""

import datetime as dt

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.access import NOBODY, Access, M
from app.models.base import Base, reference


class AuditRow(Base):
    """One change: who, when, which row, and the digest of its values, chained to the row before.

    `seq` counts from 1 without gaps. `head` is SHA-256 over the row before's head and this row's fields.
    """

    __tablename__ = "audit_row"
    access = Access(reads=NOBODY, writes=(M,))
    __table_args__ = (Index("ix_audit_row_record", "record"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    actor: Mapped[str]
    action: Mapped[str]
    table: Mapped[str]
    record: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    head: Mapped[bytes] = mapped_column(LargeBinary)


class AuditValue(Base):
    """The salted values under an audit row's digest, in parts; they can be destroyed with the chain whole."""

    __tablename__ = "audit_value"
    access = Access(reads=NOBODY, writes=(M,))

    seq: Mapped[int] = reference("audit_row.seq", primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[str]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    value: Mapped[bytes] = mapped_column(LargeBinary)
