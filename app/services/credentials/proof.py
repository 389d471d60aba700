"""Proof as files: added to a record or to the person, shown, taken out; what goes into an audit file is chosen by kind."""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.models.credentials import (
    PRIVATE_PROOF,
    Attachment,
    Certificate,
    ContinuingEducation,
    Experience,
    Milestone,
)
from app.models.supervision import Agreement
from app.services import users
from app.services.credentials import ground
from app.services.entries import Choice, line
from app.services.problems import Forbidden, Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _

LARGEST = 5 * 1024 * 1024
BLANK = N_("It was not added: nothing can be seen on it. Scan or photograph it again.")


class ProofKind(Choice):
    """What a file proves."""

    EDUCATION = "education", N_("Continuing education")
    TRAINING = "training", N_("Training")
    EXAM = "exam", N_("Exam letter")
    CERTIFICATE = "certificate", N_("Certificate")
    AGREEMENT = "agreement", N_("Signed agreement")
    ETHICS = "ethics", N_("Signed code of ethics")
    EXPERIENCE = "experience", N_("Experience")
    RECEIPT = "receipt", N_("Receipt")
    BACKGROUND_CHECK = "background_check", N_("Background check")
    DIAGNOSIS_EVIDENCE = "diagnosis_evidence", N_("Evidence of a diagnosis")
    OTHER = "other", N_("Other")

    @property
    def private(self) -> bool:
        """Whether it stays out of every paper, whatever is chosen."""
        return self.value in PRIVATE_PROOF


# What a file may belong to, by the name of its column.
OWNERS: dict[str, Any] = {
    "milestone_id": Milestone, "education_id": ContinuingEducation, "certificate_id": Certificate,
    "experience_id": Experience, "agreement_id": Agreement,
}  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """A file to add: `owner` is the name of a column of `OWNERS` and the record's key, or None for the person."""

    kind: ProofKind
    title: str
    content: bytes
    in_audit_file: bool | None = None
    owner: tuple[str, uuid.UUID] | None = None


@allowed(Action.RECORD_EDUCATION)
def add(session: Session, staff: str, proof: Proof) -> Attachment:
    """Add a file; without a choice all but private kinds go into the audit file.

    Raises Invalid for a file that is no PDF, PNG or JPEG of at most 5 MB, for a blank title, for a private kind chosen
    for the audit file; NotFound for an unknown owner; Forbidden where a peer supporter adds to more than education.
    """
    from app.services.documents import scans  # heavy, and needed only where a file comes in

    who, actor = ground.staff_of(session, staff), users.actor_of(session)
    if not actor.may(Action.EDIT_CREDENTIALS) and (proof.owner is None or proof.owner[0] != "education_id"):
        raise Forbidden(_("You may add proof of your continuing education. Your manager adds the rest."))
    media = scans.media(proof.content)
    _refuse(proof, media, scans.blank(proof.content))
    owner = _owner(session, who.id, proof.owner)
    inside = not proof.kind.private if proof.in_audit_file is None else proof.in_audit_file
    made = Attachment(
        staff_id=who.id, kind=proof.kind.value, title=line(proof.title), media_type=media,
        digest=hashlib.sha256(proof.content).digest(), content=proof.content, in_audit_file=inside,
        added_at=session.info["at"], added_by=actor.user_id, **owner,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _refuse(proof: Proof, media: str, blank: bool) -> None:
    if not proof.title.strip():
        raise Invalid({"title": _("Say what this file is.")})
    if not media:
        raise Invalid({"file": _("The file must be a PDF, PNG or JPEG.")})
    if len(proof.content) > LARGEST:
        raise Invalid({"file": _("The file is larger than 5 MB. Scan it again in black and white.")})
    if blank:
        raise Invalid({"file": _(BLANK)})
    if proof.kind.private and proof.in_audit_file:
        words = _("This kind of proof never goes into an audit file. Its date and result do.")
        raise Invalid({"in_audit_file": words})


def _owner(
    session: Session, staff_id: uuid.UUID, owner: tuple[str, uuid.UUID] | None
) -> dict[str, uuid.UUID]:
    if owner is None:
        return {}
    column, key = owner
    kind = OWNERS[column]
    if session.scalar(select(kind.staff_id).where(kind.id == key)) != staff_id:
        raise NotFound(_("This is not on record."))
    return {column: key}


@allowed(Action.SEE_CREDENTIALS)
def of_staff(session: Session, staff: str) -> list[Attachment]:
    """The files of one person that the signed-in person may see, without their content, newest first."""
    who = ground.staff_of(session, staff)
    query = select(Attachment).where(Attachment.staff_id == who.id, Attachment.removed_at.is_(None))
    return list(session.scalars(query.order_by(Attachment.added_at.desc(), Attachment.id.desc())))


def _found(session: Session, key: uuid.UUID) -> Attachment:
    found = session.scalar(select(Attachment).where(Attachment.id == key))
    if found is None:
        raise NotFound(_("This file is not on record."))
    return found


@allowed(Action.SEE_CREDENTIALS)
def content(session: Session, key: uuid.UUID) -> tuple[str, bytes]:
    """(media type, bytes) of a file. Raises NotFound, also for one that the signed-in person may not see."""
    found = session.scalar(select(Attachment).options(undefer(Attachment.content)).where(Attachment.id == key))
    if found is None:
        raise NotFound(_("This file is not on record."))
    return found.media_type, found.content


@allowed(Action.EDIT_CREDENTIALS)
def choose(session: Session, key: uuid.UUID, in_audit_file: bool) -> Attachment:
    """Say whether a file goes into the audit file. Raises Invalid for a private kind, NotFound."""
    found = _found(session, key)
    if in_audit_file and found.kind in PRIVATE_PROOF:
        words = _("This kind of proof never goes into an audit file. Its date and result do.")
        raise Invalid({"in_audit_file": words})
    found.in_audit_file = in_audit_file
    session.flush()
    return found


@allowed(Action.EDIT_CREDENTIALS)
def remove(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Take a file out; it can be put back. Raises NotFound."""
    ground.take_out(session, _found(session, key))
    return key


@allowed(Action.EDIT_CREDENTIALS)
def put_back(session: Session, key: uuid.UUID) -> uuid.UUID:
    """Show a file again that was taken out. Raises NotFound."""
    ground.put_back(session, _found(session, key))
    return key
