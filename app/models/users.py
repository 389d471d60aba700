"""Who may open the store: users, their roles, their public keys over time, and their unfinished typing."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.marks import N_
from app.models.access import OPEN, Access, Author, M, P, S
from app.models.base import Base, Goes, Record, column, reference
from app.models.words import Named


class User(Record, Base):
    """A person who signs in; signing needs the link to a staff member or a supervisor."""

    __tablename__ = "user"
    named = Named(N_("users"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = column()
    staff_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.LET_GO, default=None, index=True)
    supervisor_id: Mapped[uuid.UUID | None] = reference("supervisor.id", default=None, index=True)
    created_at: Mapped[dt.datetime] = column()
    removed_at: Mapped[dt.datetime | None] = column(default=None)

    roles: Mapped[list["UserRole"]] = relationship(back_populates="user", lazy="raise")
    keys: Mapped[list["UserKey"]] = relationship(back_populates="user", lazy="raise")


class UserRole(Record, Base):
    """One role of a user."""

    __tablename__ = "user_role"
    named = Named(N_("roles of users"))
    access = Access(reads=OPEN, writes=(M,))
    __table_args__ = (
        UniqueConstraint("user_id", "role"),
        CheckConstraint("role IN ('manager', 'supervisor', 'peer_supporter', 'auditor')", name="role"),
    )

    user_id: Mapped[uuid.UUID] = reference("user.id")
    role: Mapped[str] = column()

    user: Mapped[User] = relationship(back_populates="roles", lazy="raise")


class UserKey(Record, Base):
    """A user's public keys with the time they were in use; kept for ever, so that old signatures stay checkable."""

    __tablename__ = "user_key"
    named = Named(N_("keys of users"))
    # One's own after the recovery key gave a new passphrase.
    access = Access(reads=OPEN, writes=(M,), besides="user_id")

    user_id: Mapped[uuid.UUID] = reference("user.id", index=True)
    exchange_public: Mapped[bytes] = column()
    signing_public: Mapped[bytes] = column()
    from_at: Mapped[dt.datetime] = column()
    to_at: Mapped[dt.datetime | None] = column(default=None)

    user: Mapped[User] = relationship(back_populates="keys", lazy="raise")


class Draft(Base):
    """Unchecked typing of one author in one form; never audited, deleted when it becomes a record."""

    __tablename__ = "draft"
    access = Access(reads=Author("author_id"), writes=(M, S, P), own="author_id")
    __table_args__ = (Index("ix_draft_author_id_saved_at", "author_id", "saved_at"), {"info": {"audited": False}})

    author_id: Mapped[uuid.UUID] = reference("user.id", primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True)
    typed: Mapped[str]
    saved_at: Mapped[dt.datetime]
