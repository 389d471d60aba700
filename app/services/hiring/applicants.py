"""Positions and the people who apply for them. The client store is never searched for an applicant."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.models import named
from app.models.hiring import Applicant, Position
from app.services import doubts, entries, users
from app.services.entries import Choice, Entry
from app.services.hiring import panels
from app.services.problems import Invalid, NotFound
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

_CODE_TAKEN = N_("An applicant with this code is on record already. Use another code.")


class Decision(Choice):
    """What came of an application."""

    OPEN = "open", N_("Open")
    SHORTLISTED = "shortlisted", N_("Second round")
    OFFERED = "offered", N_("Offered")
    HIRED = "hired", N_("Hired")
    DECLINED = "declined", N_("Not chosen")
    WITHDRAWN = "withdrawn", N_("Withdrew")


def _panel(value: Any) -> tuple[str, ...]:
    """Names, one a line. ValueError for one that stands there twice."""
    parts = value if isinstance(value, list | tuple) else re.split(r"[\n;]", str(value or ""))
    found = tuple(name for name in (entries.line(part) for part in parts) if name)
    if len({panels.same(name) for name in found}) != len(found):
        raise ValueError(_("The same name stands here twice."))
    return found


class PositionEntry(Entry):
    """A position that the agency hires for."""

    name: Annotated[entries.Line, Field(title=N_("Position"), description=N_("Such as: Peer supporter, Ronan."))]
    opened_on: Annotated[entries.DateOrBlank, Field(title=N_("Open since"))] = None
    closed_on: Annotated[
        entries.DateOrBlank, Field(title=N_("Closed"), description=N_("Blank while people may still apply."))
    ] = None
    needs_vehicle: Annotated[
        entries.YesNo,
        Field(
            title=N_("The post needs a vehicle"),
            description=N_("Only then is question 11 asked."),
            json_schema_extra={"look": "check"},
        ),
    ] = False
    panel: Annotated[
        tuple[str, ...],
        BeforeValidator(_panel),
        Field(
            title=N_("Panel"),
            description=N_("Who scores the applicants, one name a line. Scores stay hidden until all of them are in."),
        ),
    ] = ()

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.opened_on and self.closed_on and self.closed_on < self.opened_on:
            raise entries.at("closed_on", _("It closed before it opened. Check both dates."))
        return self


class ApplicantEntry(Entry):
    """A person who applies for a position, by its name."""

    code: Annotated[entries.Code, Field(title=N_("Code"), description=N_("Short and your own, such as A1."))]
    name: Annotated[entries.Line, Field(title=N_("Name"))]
    position: Annotated[entries.Line, Field(title=N_("Position"))]
    applied_on: Annotated[entries.Date, Field(title=N_("Applied"), json_schema_extra={"past": True})]


DOUBTS = (doubts.to_come("applied_on", N_("The day of the application is still to come. Check the date.")),)


@dataclass(frozen=True)
class PositionRow:
    """One position as the list shows it."""

    id: uuid.UUID
    name: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    needs_vehicle: bool
    applicants: int


@dataclass(frozen=True)
class ApplicantRow:
    """One applicant as the list shows one: how many are to score, the panel and who began besides, and how many have."""

    id: uuid.UUID
    code: str
    name: str
    position_id: uuid.UUID
    position: str
    applied_on: dt.date
    decision: str
    panel: int
    submitted: int


@allowed(Action.HIRE)
def save_position(
    session: Session, entry: PositionEntry, position_id: uuid.UUID | None = None, reason: str = ""
) -> Position:
    """Add a position, or change one; `reason` is why somebody leaves its panel.

    Raises Invalid for a name that is taken, or a member who cannot leave, NotFound.
    """
    same = session.scalar(select(Position.id).where(Position.name == entry.name))
    if same not in (None, position_id):
        raise Invalid({"name": _("A position of this name is on record already.")})
    kept = Position() if position_id is None else position(session, position_id)
    for field, value in entry.model_dump(exclude={"panel"}).items():
        setattr(kept, field, value)
    session.add(kept)
    session.flush()
    panels.put(session, kept.id, entry.panel, users.today(session), reason)
    return kept


@allowed(Action.SEE_HIRING)
def position(session: Session, position_id: uuid.UUID) -> Position:
    """The position of this id. Raises NotFound."""
    found = session.get(Position, position_id)
    if found is None:
        raise NotFound(_("This position is not on record."))
    return found


@allowed(Action.SEE_HIRING)
def position_named(session: Session, name: str) -> Position:
    """The position of this name. Raises Invalid for a blank name, NotFound."""
    if not name.strip():
        raise Invalid({"position": _("Say which position: give its name.")})
    found = session.scalar(select(Position).where(Position.name == entries.line(name)))
    if found is None:
        raise NotFound(_("No position of this name is on record: {name}.").format(name=name))
    return found


@allowed(Action.SEE_HIRING)
def positions(session: Session) -> list[PositionRow]:
    """All positions, the open ones first, then by name."""
    query = (
        select(
            Position.id, Position.name, Position.opened_on, Position.closed_on, Position.needs_vehicle,
            func.count(Applicant.id),
        )
        .outerjoin(Applicant, Applicant.position_id == Position.id)
        .group_by(Position.id)
        .order_by(Position.closed_on.is_not(None), Position.name)
    )  # fmt: skip
    return [PositionRow(*row) for row in session.execute(query)]


@allowed(Action.HIRE)
def save(session: Session, entry: ApplicantEntry, applicant_id: uuid.UUID | None = None) -> Applicant:
    """Add an applicant, or change one. Raises Invalid for a code that is taken or an unknown position, NotFound."""
    same = session.scalar(select(Applicant.id).where(Applicant.code == entry.code))
    if same not in (None, applicant_id):
        raise Invalid({"code": _(_CODE_TAKEN)})
    place = session.scalar(select(Position).where(Position.name == entry.position))
    if place is None:
        raise Invalid({"position": _("No position of this name is on record. Add it first.")})
    kept = Applicant() if applicant_id is None else load(session, applicant_id)
    moved = kept.position_id != place.id
    if moved and place.closed_on is not None and entry.applied_on > place.closed_on:
        words = _("This position closed on {day}. Reopen it, or check the date.")
        raise Invalid({"applied_on": words.format(day=short_day(place.closed_on))})
    kept.code, kept.name, kept.position_id, kept.applied_on = entry.code, entry.name, place.id, entry.applied_on
    session.add(kept)
    session.flush()
    return kept


@allowed(Action.SEE_HIRING)
def load(session: Session, applicant_id: uuid.UUID) -> Applicant:
    """The applicant of this id with their position. Raises NotFound."""
    query = select(Applicant).options(selectinload(Applicant.position)).where(Applicant.id == applicant_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(_("This applicant is not on record."))
    return found


@allowed(Action.HIRE)
def decide(session: Session, applicant_id: uuid.UUID, decision: Decision, on: dt.date) -> None:
    """Note what came of an application on this day; 'open' takes a decision back."""
    kept = load(session, applicant_id)
    taken = decision is not Decision.OPEN
    kept.decision, kept.decided_on = (decision.value, on) if taken else ("", None)
    session.flush()


@allowed(Action.SEE_HIRING)
def listed(session: Session, position_id: uuid.UUID | None = None, text: str = "") -> list[ApplicantRow]:
    """The applicants of all positions or of one, by name."""
    query = (
        select(
            Applicant.id, Applicant.code, Applicant.name, Applicant.position_id, Position.name.label("position"),
            Applicant.applied_on, Applicant.decision,
        )
        .join(Position, Position.id == Applicant.position_id)
        .order_by(Applicant.name, Applicant.code)
    )  # fmt: skip
    if position_id is not None:
        query = query.where(Applicant.position_id == position_id)
    if text:
        query = query.where(named.found(text, Applicant.name, Applicant.code, Position.name))
    standing = panels.standing(session, position_id)
    return [
        ApplicantRow(*row, len(standing[row.id].all), len(standing[row.id].done)) for row in session.execute(query)
    ]
