"""Supervision agreements of a peer supporter and a supervisor."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.models import named
from app.models.staff import Staff
from app.models.supervision import Agreement, Supervisor
from app.services import doubts, entries
from app.services.entries import Entry
from app.services.problems import NotFound
from app.services.rules import credit
from app.services.supervision import codes
from app.services.users import Action, allowed
from app.wording import N_, _


class AgreementEntry(Entry):
    """One agreement of a pair, in force from its signing day to its end."""

    staff: Annotated[entries.Code, Field(title=N_("Peer supporter"))]
    supervisor: Annotated[entries.Code, Field(title=N_("Supervisor"))]
    signed_on: Annotated[entries.Date, Field(title=N_("Signed"), description=N_("First day in force."))]
    ends_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Ends"), description=N_("Last day in force; blank if open."))
    ] = None
    not_therapist_confirmed: Annotated[
        entries.YesNo,
        Field(
            title=N_("Confirmed: the supervisor is not this person's therapist"),
            description=N_("Without this, most rules credit no session."),
        ),
    ]

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if self.ends_on and self.ends_on < self.signed_on:
            raise entries.at("ends_on", _("The end is before the signing day. Check both dates."))
        return self


DOUBTS = (
    doubts.to_come("signed_on", N_("The agreement is signed on a day to come. It is in force from {day} on, not before.")),
    doubts.answered_no(
        "not_therapist_confirmed",
        credit.UNCONFIRMED,
    ),
)


def _ids(session: Session, entry: AgreementEntry) -> tuple[uuid.UUID, uuid.UUID]:
    known, supervisor_id = codes.keys(session, [entry.staff], entry.supervisor)
    return known[entry.staff], supervisor_id


@allowed(Action.EDIT_SUPERVISORS)
def add(session: Session, entry: AgreementEntry) -> Agreement:
    """Record an agreement. Raises Invalid for an unknown code."""
    staff_id, supervisor_id = _ids(session, entry)
    agreement = Agreement(
        staff_id=staff_id,
        supervisor_id=supervisor_id,
        signed_on=entry.signed_on,
        ends_on=entry.ends_on,
        not_therapist_confirmed=entry.not_therapist_confirmed,
    )
    session.add(agreement)
    session.flush()
    return agreement


@allowed(Action.EDIT_SUPERVISORS)
def change(session: Session, agreement_id: uuid.UUID, entry: AgreementEntry) -> Agreement:
    """Mend an agreement. Raises Invalid for an unknown code, NotFound."""
    agreement = load(session, agreement_id)
    agreement.staff_id, agreement.supervisor_id = _ids(session, entry)
    agreement.signed_on, agreement.ends_on = entry.signed_on, entry.ends_on
    agreement.not_therapist_confirmed = entry.not_therapist_confirmed
    session.flush()
    return agreement


@allowed(Action.SEE_SUPERVISION)
def load(session: Session, agreement_id: uuid.UUID) -> Agreement:
    """An agreement. Raises NotFound."""
    found = session.scalar(select(Agreement).where(Agreement.id == agreement_id))
    if found is None:
        raise NotFound(_("This agreement is not on record."))
    return found


@dataclass(frozen=True)
class AgreementRow:
    """A line of the agreement list; `overlaps` where another agreement of the pair covers one of its days."""

    id: uuid.UUID
    staff: str
    staff_name: str
    supervisor: str
    supervisor_name: str
    signed_on: dt.date
    ends_on: dt.date | None
    not_therapist_confirmed: bool
    overlaps: bool


def _overlaps() -> ColumnElement[bool]:
    """Whether another agreement of the same pair covers a day of the row's."""
    other = aliased(Agreement)
    return (
        select(other.id)
        .where(other.staff_id == Agreement.staff_id, other.supervisor_id == Agreement.supervisor_id)
        .where(other.id != Agreement.id)
        .where(Agreement.ends_on.is_(None) | (other.signed_on <= Agreement.ends_on))
        .where(other.ends_on.is_(None) | (other.ends_on >= Agreement.signed_on))
        .exists()
    )


@allowed(Action.SEE_SUPERVISION)
def window(
    session: Session,
    *,
    descending: bool = True,
    after: tuple[dt.date, uuid.UUID] | None = None,
    limit: int = 100,
    text: str = "",
    staff: str = "",
) -> list[AgreementRow]:
    """The next rows of the agreement list by signing day and id after the key `after`, newest first unless told."""
    query = (
        select(
            Agreement.id, Staff.code, Staff.name, Supervisor.code, Supervisor.name,
            Agreement.signed_on, Agreement.ends_on, Agreement.not_therapist_confirmed,
            _overlaps(),
        )
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
    )  # fmt: skip
    if text:
        query = query.where(named.found(text, Staff.name) | named.found(text, Supervisor.name))
    if staff:
        query = query.where(Staff.code == staff)
    if after is not None:
        pair = tuple_(Agreement.signed_on, Agreement.id)
        query = query.where(pair < after if descending else pair > after)
    order = (
        (Agreement.signed_on.desc(), Agreement.id.desc()) if descending else (Agreement.signed_on, Agreement.id)
    )
    return [AgreementRow(*row) for row in session.execute(query.order_by(*order).limit(limit))]
