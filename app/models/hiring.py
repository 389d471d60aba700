"""Hiring: positions, applicants, panel members by name, and the scores of their interviews."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import NOBODY, Access, ByRole, M
from app.models.base import Base, Record, column, reference
from app.models.words import Named

SUPERVISORS_SEE = Access(reads=ByRole(auditor=NOBODY, peer_supporter=NOBODY), writes=(M,))


class Position(Record, Base):
    """A position that the agency hires for; `needs_vehicle` makes the question on a vehicle a gate."""

    __tablename__ = "position"
    named = Named(N_("positions"))
    access = SUPERVISORS_SEE
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = column()
    opened_on: Mapped[dt.date | None] = column(default=None)
    closed_on: Mapped[dt.date | None] = column(default=None)
    needs_vehicle: Mapped[bool] = column(default=False)

    applicants: Mapped[list["Applicant"]] = relationship(back_populates="position", lazy="raise")
    panel: Mapped[list["PanelMember"]] = relationship(back_populates="position", lazy="raise")


class PanelMember(Record, Base):
    """Somebody who scores the applicants of a position, by name; scores stay hidden until each has handed in.

    One who leaves stays on the list with the day and the reason, and is not waited for.
    """

    __tablename__ = "panel_member"
    named = Named(N_("members of panels"))
    access = SUPERVISORS_SEE
    __table_args__ = (UniqueConstraint("position_id", "name"),)

    position_id: Mapped[uuid.UUID] = reference("position.id")
    name: Mapped[str] = column()
    left_on: Mapped[dt.date | None] = column(default=None)
    left_reason: Mapped[str] = column(default="")

    position: Mapped[Position] = relationship(back_populates="panel", lazy="raise")


class Applicant(Record, Base):
    """A person who applies for a position; `decision` is '', shortlisted, offered, hired, declined or withdrawn."""

    __tablename__ = "applicant"
    named = Named(N_("applicants"))
    access = SUPERVISORS_SEE
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = column()
    name: Mapped[str] = column(index=True)
    position_id: Mapped[uuid.UUID] = reference("position.id", index=True)
    applied_on: Mapped[dt.date] = column()
    decision: Mapped[str] = column(default="")
    decided_on: Mapped[dt.date | None] = column(default=None)

    position: Mapped[Position] = relationship(back_populates="applicants", lazy="raise")
    interviews: Mapped[list["Interview"]] = relationship(back_populates="applicant", lazy="raise")


class Interview(Record, Base):
    """One panel member's interview of one applicant; `panelist` is a name, not a user. Submitted ones are closed."""

    __tablename__ = "interview"
    named = Named(N_("interviews"))
    access = SUPERVISORS_SEE
    __table_args__ = (UniqueConstraint("applicant_id", "panelist"),)

    applicant_id: Mapped[uuid.UUID] = reference("applicant.id")
    panelist: Mapped[str] = column()
    held_on: Mapped[dt.date | None] = column(default=None)
    positives: Mapped[str] = column(default="")
    concerns: Mapped[str] = column(default="")
    submitted_at: Mapped[dt.datetime | None] = column(default=None)

    applicant: Mapped[Applicant] = relationship(back_populates="interviews", lazy="raise")
    scores: Mapped[list["Score"]] = relationship(back_populates="interview", lazy="raise")


class Score(Record, Base):
    """One answer: 1 to 5, or yes/no for a gate, or only a note; `asked` False says that the question was left out."""

    __tablename__ = "score"
    named = Named(N_("answers in interviews"))
    access = SUPERVISORS_SEE
    __table_args__ = (
        UniqueConstraint("interview_id", "question"),
        CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="score"),
    )

    interview_id: Mapped[uuid.UUID] = reference("interview.id")
    question: Mapped[str] = column()
    score: Mapped[int | None] = column(default=None)
    gate: Mapped[bool | None] = column(default=None)
    asked: Mapped[bool] = column(default=True)
    note: Mapped[str] = column(default="")

    interview: Mapped[Interview] = relationship(back_populates="scores", lazy="raise")


class OwnQuestion(Record, Base):
    """An interview question of the agency's own; scores name it by `code` ('own-1', 'own-2', …), which never changes.

    `kind` says how it is answered: a score 1 to 5, yes or no, or a note alone.
    """

    __tablename__ = "own_question"
    named = Named(N_("interview questions of your own"))
    access = SUPERVISORS_SEE
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("part IN ('general', 'recovery')", name="part"),
        CheckConstraint("kind IN ('scored', 'yes_no', 'note')", name="kind"),
    )

    code: Mapped[str] = column()
    part: Mapped[str] = column()
    kind: Mapped[str] = column()
    text: Mapped[str] = column()
    listen_for: Mapped[str] = column(default="")
    concern: Mapped[str] = column(default="")
    position: Mapped[int] = column()
    added_at: Mapped[dt.datetime] = column()
    retired_at: Mapped[dt.datetime | None] = column(default=None)
