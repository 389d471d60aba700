"""Credentials: dated steps toward a certification, certificates, continuing education, experience, proof, mentoring."""

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.marks import N_
from app.models.access import Access, Blank, ByRole, M, Marked, NoneOf, OfStaff, P, With
from app.models.base import Base, Goes, Record, column, reference
from app.models.staff import Staff
from app.models.words import Heading, Named

# What the content of such proof says stays in the store; a paper gets its date and result only.
PRIVATE_PROOF = ("background_check", "diagnosis_evidence")


class Milestone(Record, Base):
    """One dated step of a person toward or within a certification; a blank pack holds for each of theirs.

    `until` is the last day that it covers. `score` is hundredths of a percent (79.99 is 7999). The certification in
    force itself stands in the enrolment; a renewal here keeps when it was paid and until when it holds.
    """

    __tablename__ = "milestone"
    named = Named(N_("steps toward a certification"))
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M,))
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= date", name="days"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10000", name="score"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="amount_cents"),
        Index("ix_milestone_staff_id_kind_date", "staff_id", "kind", "date"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    pack: Mapped[str | None] = column(default=None)
    kind: Mapped[str] = column()
    date: Mapped[dt.date] = column()
    until: Mapped[dt.date | None] = column(default=None)
    title: Mapped[str] = column(default="")
    provider: Mapped[str] = column(default="")
    number: Mapped[str] = column(default="")
    minutes: Mapped[int | None] = column(default=None)
    score: Mapped[int | None] = column(default=None)
    amount_cents: Mapped[int | None] = column(default=None)
    result: Mapped[str] = column(default="")
    removed_at: Mapped[dt.datetime | None] = column(default=None)

    staff: Mapped[Staff] = relationship(lazy="raise")


class Certificate(Record, Base):
    """A certificate that a person holds beside the one of their enrolment, from any issuer; renewals are new rows."""

    __tablename__ = "certificate"
    named = Named(N_("certificates"), heading=Heading.CERTIFICATES)
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M,))
    __table_args__ = (CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name="days"),)

    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    title: Mapped[str] = column()
    issuer: Mapped[str] = column()
    number: Mapped[str] = column(default="")
    issued_on: Mapped[dt.date] = column()
    expires_on: Mapped[dt.date | None] = column(default=None)
    removed_at: Mapped[dt.datetime | None] = column(default=None)

    staff: Mapped[Staff] = relationship(lazy="raise")


class ContinuingEducation(Record, Base):
    """Continuing education on one day in minutes, with the parts of it that rules ask for by name.

    A blank pack and certificate: it counts for each of the person's. `preparation_minutes` went into preparing a
    course or paper. `number` is the one on its certificate of attendance, `approval` who approved it; where known.
    """

    __tablename__ = "continuing_education"
    named = Named(N_("continuing education"), heading=Heading.EDUCATION)
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M, P), peers=OfStaff("staff_id"))
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("ethics_minutes BETWEEN 0 AND minutes", name="ethics_minutes"),
        CheckConstraint("suicide_prevention_minutes BETWEEN 0 AND minutes", name="suicide_prevention_minutes"),
        CheckConstraint("preparation_minutes BETWEEN 0 AND minutes", name="preparation_minutes"),
        Index("ix_continuing_education_staff_id_date", "staff_id", "date"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id")
    date: Mapped[dt.date] = column()
    title: Mapped[str] = column()
    provider: Mapped[str] = column()
    minutes: Mapped[int] = column()
    ethics_minutes: Mapped[int] = column(default=0)
    suicide_prevention_minutes: Mapped[int] = column(default=0)
    preparation_minutes: Mapped[int] = column(default=0)
    pack: Mapped[str | None] = column(default=None)
    certificate_id: Mapped[uuid.UUID | None] = reference("certificate.id", goes=Goes.LET_GO, default=None, index=True)
    removed_at: Mapped[dt.datetime | None] = column(default=None)
    number: Mapped[str | None] = column(default=None)
    approval: Mapped[str | None] = column(default=None)

    staff: Mapped[Staff] = relationship(lazy="raise")
    certificate: Mapped[Certificate | None] = relationship(lazy="raise")


class Experience(Record, Base):
    """Supervised service of a person outside the hours kept here, in minutes; the kind says which level it counts for."""

    __tablename__ = "experience"
    named = Named(N_("experience elsewhere"))
    access = Access(reads=ByRole(peer_supporter=OfStaff("staff_id")), writes=(M,))
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="days"),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("kind IN ('peer', 'mental_illness')", name="kind"),
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    pack: Mapped[str | None] = column(default=None)
    kind: Mapped[str] = column()
    from_on: Mapped[dt.date] = column()
    to_on: Mapped[dt.date] = column()
    minutes: Mapped[int] = column()
    paid: Mapped[bool] = column(default=True)
    place: Mapped[str] = column()
    supervised_by: Mapped[str] = column()
    removed_at: Mapped[dt.datetime | None] = column(default=None)

    staff: Mapped[Staff] = relationship(lazy="raise")


class CompetencyTag(Record, Base):
    """A topic that a training or a continuing education covered; `item` is the code of a checklist's line."""

    __tablename__ = "competency_tag"
    named = Named(N_("topics that training covered"))
    # A peer supporter tags what a course covered; steps are the manager's.
    access = Access(reads=With("milestone_id") | With("education_id"), writes=(M, P), peers=Blank("milestone_id"))
    __table_args__ = (
        CheckConstraint("(milestone_id IS NULL) <> (education_id IS NULL)", name="what"),
        UniqueConstraint("milestone_id", "item"),
        UniqueConstraint("education_id", "item"),
    )

    item: Mapped[str] = column()
    milestone_id: Mapped[uuid.UUID | None] = reference("milestone.id", goes=Goes.WITH, default=None)
    education_id: Mapped[uuid.UUID | None] = reference("continuing_education.id", goes=Goes.WITH, default=None)


class Attachment(Record, Base):
    """Proof as a file of at most 5 MB, of one record or of the person as such; `digest` is SHA-256 of its bytes.

    `in_audit_file` says whether the Board's audit file takes it in; what a background check says and evidence of a
    diagnosis never are.
    """

    __tablename__ = "attachment"
    named = Named(N_("files of proof"), heading=Heading.PAPERS)
    access = Access(
        reads=ByRole(
            supervisor=NoneOf("kind", PRIVATE_PROOF) | OfStaff("staff_id"),
            auditor=Marked("in_audit_file"),
            peer_supporter=OfStaff("staff_id"),
        ),
        writes=(M, P),
        peers=OfStaff("staff_id"),
    )
    __table_args__ = (
        CheckConstraint("length(content) BETWEEN 1 AND 5242880", name="size"),
        CheckConstraint(
            "NOT in_audit_file OR kind NOT IN ('background_check', 'diagnosis_evidence')", name="private"
        ),
        CheckConstraint(
            "CASE WHEN milestone_id IS NULL THEN 0 ELSE 1 END + CASE WHEN education_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END + CASE WHEN experience_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END <= 1",
            name="of_one",
        ),
        {"info": {"unaudited": ("content",)}},
    )

    staff_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    milestone_id: Mapped[uuid.UUID | None] = reference("milestone.id", goes=Goes.LET_GO, default=None, index=True)
    education_id: Mapped[uuid.UUID | None] = reference("continuing_education.id", goes=Goes.LET_GO, default=None, index=True)
    certificate_id: Mapped[uuid.UUID | None] = reference("certificate.id", goes=Goes.LET_GO, default=None, index=True)
    experience_id: Mapped[uuid.UUID | None] = reference("experience.id", goes=Goes.LET_GO, default=None, index=True)
    agreement_id: Mapped[uuid.UUID | None] = reference("agreement.id", goes=Goes.LET_GO, default=None, index=True)
    kind: Mapped[str] = column()
    title: Mapped[str] = column()
    media_type: Mapped[str] = column()
    digest: Mapped[bytes] = column(LargeBinary)
    content: Mapped[bytes] = column(LargeBinary, deferred=True)
    in_audit_file: Mapped[bool] = column(default=False)
    added_at: Mapped[dt.datetime] = column()
    added_by: Mapped[uuid.UUID] = reference("user.id")
    removed_at: Mapped[dt.datetime | None] = column(default=None)


class Mentoring(Record, Base):
    """A mentor and a mentee; the mentor may work elsewhere and is then a name only."""

    __tablename__ = "mentoring"
    named = Named(N_("mentors and those they mentor"))
    access = Access(reads=ByRole(peer_supporter=OfStaff("mentee_id") | OfStaff("mentor_id")), writes=(M,))
    __table_args__ = (CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="days"),)

    mentee_id: Mapped[uuid.UUID] = reference("staff.id", index=True)
    mentor_id: Mapped[uuid.UUID | None] = reference("staff.id", goes=Goes.LET_GO, default=None, index=True)
    mentor_name: Mapped[str] = column()
    started_on: Mapped[dt.date] = column()
    ended_on: Mapped[dt.date | None] = column(default=None)

    events: Mapped[list["MentoringEvent"]] = relationship(back_populates="mentoring", lazy="raise")


class MentoringEvent(Record, Base):
    """A meeting of mentor and mentee in minutes, or a yearly fee paid, in cents."""

    __tablename__ = "mentoring_event"
    named = Named(N_("meetings with a mentor, and fees"))
    access = Access(reads=With("mentoring_id"), writes=(M,))
    __table_args__ = (
        CheckConstraint("kind IN ('meeting', 'fee')", name="kind"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="amount_cents"),
    )

    mentoring_id: Mapped[uuid.UUID] = reference("mentoring.id", index=True)
    kind: Mapped[str] = column()
    date: Mapped[dt.date] = column()
    minutes: Mapped[int | None] = column(default=None)
    amount_cents: Mapped[int | None] = column(default=None)

    mentoring: Mapped[Mentoring] = relationship(back_populates="events", lazy="raise")
