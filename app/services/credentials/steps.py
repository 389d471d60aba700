"""The dated steps of a person toward and within a certification: recorded, taken out, put back."""

import datetime as dt
import uuid
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.credentials import CompetencyTag, Milestone
from app.models.staff import Enrolment
from app.services import entries
from app.services.credentials import ground, parsing
from app.services.entries import Choice, Entry
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import checklists, exams, packs, steps
from app.services.rules.credentials import RESULTS
from app.services.users import Action, allowed
from app.wording import N_, _


class StepKind(Choice):
    """What a step is."""

    BORN = "born", N_("Date of birth")
    HIGH_SCHOOL = "high_school", N_("High school or equal")
    RESIDENCE = "residence", N_("Lives or works in the state")
    LIVED_EXPERIENCE = "lived_experience", N_("Lived experience")
    RECOVERY = "recovery", N_("Time in recovery confirmed")
    TRAINING = "training", N_("Training")
    EXAM = "exam", N_("Exam")
    BACKGROUND_CHECK = "background_check", N_("Background check")
    ATTESTATION_DIAGNOSIS = "attestation_diagnosis", N_("Attestation: diagnosis")
    ATTESTATION_TREATMENT = "attestation_treatment", N_("Attestation: treatment received")
    ATTESTATION_RECOVERY = "attestation_recovery", N_("Attestation: in recovery")
    ATTESTATION_CAREGIVER = "attestation_caregiver", N_("Attestation: a caregiver")
    ATTESTATION_SHARING = "attestation_sharing", N_("Attestation: willing to share")
    ETHICS = "ethics", N_("Code of ethics agreed to")
    SCOPE = "scope", N_("Scope of practice agreed to")
    PRACTITIONER = "practitioner", N_("Practitioner level")
    APPLICATION = "application", N_("Application sent")
    APPLICATION_FEE = "application_fee", N_("Application fee paid")
    FINGERPRINT_FEE = "fingerprint_fee", N_("Fingerprint fee paid")
    RENEWAL = "renewal", N_("Renewal paid")
    BOARD_TOLD = "board_told", N_("Board told of a new supervisor")


# The fields that a kind needs beside its date, and those that it may have.
NEEDS: dict[str, tuple[str, ...]] = {
    "training": ("title", "minutes"), "background_check": ("result",), "renewal": ("until",),
}  # fmt: skip
MAY: dict[str, tuple[str, ...]] = {
    "training": ("title", "provider", "minutes", "competencies"),
    "exam": ("title", "score", "result"),
    "background_check": ("result",),
    "application": ("number",),
    "application_fee": ("amount_cents", "number"),
    "fingerprint_fee": ("amount_cents", "number"),
    "renewal": ("until", "amount_cents", "number"),
}
EVERY_PACK = ("born", "high_school", "residence", "recovery")


def _result(value: object) -> str:
    found = entries.line(value)
    if found and found not in RESULTS:
        raise ValueError(_("Choose one of: {known}.").format(known=", ".join(RESULTS)))
    return found


class StepEntry(Entry):
    """One step of one person, on the day on which it happened."""

    staff: Annotated[entries.Code, Field(title=N_("Staff member"))]
    kind: Annotated[StepKind, entries.choice(StepKind), Field(title=N_("Step"))]
    pack: Annotated[entries.CodeOrBlank, Field(title=N_("Rules"))] = ""
    date: Annotated[entries.Date, Field(title=N_("Date"), description=N_("The day on which it happened."))]
    until: Annotated[
        entries.DateOrBlank, Field(title=N_("Holds until"), description=N_("The last day that it covers."))
    ] = None
    title: Annotated[entries.LineOrBlank, Field(title=N_("Course or part"))] = ""
    provider: Annotated[entries.LineOrBlank, Field(title=N_("Given by"))] = ""
    number: Annotated[entries.LineOrBlank, Field(title=N_("Receipt or reference"))] = ""
    minutes: Annotated[
        parsing.LengthOrBlank, Field(title=N_("Hours"), description=N_("Such as 40 or 1.5, or 1:30."))
    ] = None
    score: Annotated[
        parsing.ScoreOrBlank,
        Field(title=N_("Mark in percent"), description=N_("As on the letter, such as 79.99. It is never rounded.")),
    ] = None
    amount_cents: Annotated[
        parsing.CentsOrBlank, Field(title=N_("Amount in dollars"), description=N_("Such as 93 or 93.50."))
    ] = None
    result: Annotated[
        str, entries.BeforeValidator(_result),
        Field(title=N_("Result"), description=N_("The result only. What a check says is not kept here.")),
    ] = ""  # fmt: skip
    competencies: Annotated[
        tuple[str, ...], entries.BeforeValidator(entries.codes), Field(title=N_("Topics covered"))
    ] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for field in NEEDS.get(self.kind.value, ()):
            if getattr(self, field) in (None, ""):
                raise entries.at(field, _("This is needed."))
        known = ("staff", "kind", "pack", "date", *MAY.get(self.kind.value, ()))
        for field in type(self).model_fields:
            if field not in known and getattr(self, field):
                raise entries.at(field, _("This step has no such field. Leave it blank."))
        if self.until is not None and self.until < self.date:
            raise entries.at("until", _("The last day is before the first. Check both dates."))
        if self.minutes is not None and self.minutes <= 0:
            raise entries.at("minutes", _("Hours must be more than 0."))
        if self.kind is StepKind.EXAM and self.score is None and not self.result:
            raise entries.at("score", _("Type the mark, or choose a result where the exam has none."))
        return self


@allowed(Action.EDIT_CREDENTIALS)
def record(session: Session, entry: StepEntry) -> Milestone:
    """Record a step. Raises Invalid for a day to come or before birth, and for an exam that may not be taken again."""
    staff = ground.staff_of(session, entry.staff)
    ground.held(session, staff.id, entry.pack)
    ground.refuse_future(session, {"date": entry.date})
    if entry.kind is StepKind.BORN:
        _one_birth(session, staff.id, entry.date)
    else:
        ground.refuse_before_birth(session, staff.id, {"date": entry.date})
    if entry.kind is StepKind.EXAM:
        _refuse_retake(session, staff.id, entry)
    pack = None if entry.kind.value in EVERY_PACK else entry.pack or None
    made = Milestone(
        staff_id=staff.id, pack=pack, kind=entry.kind.value, date=entry.date, until=entry.until, title=entry.title,
        provider=entry.provider, number=entry.number, minutes=entry.minutes, score=entry.score,
        amount_cents=entry.amount_cents, result=entry.result,
    )  # fmt: skip
    session.add(made)
    session.flush()
    items = checklists.known_items(entry.competencies)
    session.add_all(CompetencyTag(milestone_id=made.id, item=item) for item in items)
    if entry.kind is StepKind.RENEWAL:
        _renew(session, staff.id, entry)
    session.flush()
    return made


def _one_birth(session: Session, staff_id: uuid.UUID, day: dt.date) -> None:
    if ground.born(session, staff_id) is not None:
        raise Invalid({"date": _("A date of birth is on record. Take that one out first.")})
    certified = session.scalars(select(Enrolment.certified_on).where(Enrolment.staff_id == staff_id))
    earliest = session.scalars(select(Milestone.date).where(Milestone.staff_id == staff_id, Milestone.removed_at.is_(None)))
    if any(found is not None and found < day for found in [*certified, *earliest]):
        raise Invalid({"date": _("A step or certificate on record is dated before this day. Check both dates.")})


def _refuse_retake(session: Session, staff_id: uuid.UUID, entry: StepEntry) -> None:
    if not entry.pack:
        raise Invalid({"pack": _("Say for which rules the exam was taken.")})
    exam = steps.Step("", "exam", entry.date, title=entry.title, score=entry.score, result=entry.result)
    rule = packs.find(library(session), entry.pack).rule_on(entry.date).rule
    wrong = exams.problem(exam, of_staff(session, staff_id, entry.pack), rule)
    if wrong:
        raise Invalid({"date": wrong})


def _renew(session: Session, staff_id: uuid.UUID, entry: StepEntry) -> None:
    """A renewal moves the end of the certification in force; the row keeps when, so the past stays known."""
    enrolment = session.scalar(
        select(Enrolment).where(Enrolment.staff_id == staff_id, Enrolment.pack == entry.pack)
    )
    if enrolment is None or enrolment.certified_on is None:
        raise Invalid({"pack": _("No certification is on record under these rules. Record it first.")})
    until = entry.until
    if enrolment.certification_expires_on is None or (until and until > enrolment.certification_expires_on):
        enrolment.certification_expires_on = until


@allowed(Action.SEE_CREDENTIALS)
def of_staff(session: Session, staff_id: uuid.UUID, pack: str) -> tuple[steps.Step, ...]:
    """The person's steps that count under a pack, as the rules see them."""
    query = select(Milestone).where(Milestone.staff_id == staff_id, Milestone.removed_at.is_(None))
    rows = session.scalars(query.where(Milestone.pack.is_(None) | (Milestone.pack == pack)).order_by(Milestone.date))
    return tuple(as_step(row) for row in rows)


def as_step(row: Milestone) -> steps.Step:
    """A row as the rules see it."""
    return steps.Step(row.id.hex, row.kind, row.date, row.until, row.title, row.minutes, row.score, row.result)


@allowed(Action.SEE_CREDENTIALS)
def history(session: Session, staff: str) -> list[Milestone]:
    """Every step on record of one person, newest first. Raises NotFound."""
    who = ground.staff_of(session, staff)
    query = select(Milestone).where(Milestone.staff_id == who.id, Milestone.removed_at.is_(None))
    return list(session.scalars(query.order_by(Milestone.date.desc(), Milestone.id.desc())))


def _found(session: Session, key: uuid.UUID) -> Milestone:
    found = session.scalar(select(Milestone).where(Milestone.id == key))
    if found is None:
        raise NotFound(_("This step is not on record."))
    return found


@allowed(Action.EDIT_CREDENTIALS)
def remove(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Take a step out that was a slip; it can be put back. A renewal's end stays in the certification. Raises NotFound."""
    ground.take_out(session, _found(session, key))
    return key


@allowed(Action.EDIT_CREDENTIALS)
def put_back(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Count a step again that was taken out. Raises NotFound."""
    ground.put_back(session, _found(session, key))
    return key


@allowed(Action.SEE_CREDENTIALS)
def check_certified(session: Session, staff: str, certified_on: dt.date | None) -> None:
    """Raise Invalid (`certified_on`) for a certification dated in the future or before birth; new people pass."""
    ground.refuse_future(session, {"certified_on": certified_on})
    refuse_certified_before_birth(session, staff, certified_on)


@allowed(Action.SEE_CREDENTIALS)
def refuse_certified_before_birth(session: Session, staff: str, certified_on: dt.date | None) -> None:
    """Raise Invalid (`certified_on`) for a certification dated before the person's birth; new people pass."""
    try:
        who = ground.staff_of(session, staff)
    except NotFound:
        return
    ground.refuse_before_birth(session, who.id, {"certified_on": certified_on})
