"""The panel of a position: who scores its applicants, by name; scores stay hidden until each of them has handed in."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import Applicant, Interview, PanelMember
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import N_, _

_SCORED = N_("{name} has handed in scores for this position and stays on the panel.")
_BEGUN = N_("{name} has begun an interview that is not handed in. Remove it on the applicant's page first.")


@dataclass(frozen=True)
class Member:
    """A member of a panel; one who left has the day and the reason."""

    name: str
    left_on: dt.date | None = None
    left_reason: str = ""


@dataclass(frozen=True)
class Standing:
    """Who scores an applicant: names as compared -> as written of those who have handed in, and of those waited for."""

    done: dict[str, str]
    waiting: dict[str, str]

    @property
    def all(self) -> dict[str, str]:
        """Everybody who has scored or is waited for."""
        return {**self.done, **self.waiting}


def same(name: str) -> str:
    """A panel member's name as names are compared: without regard to capitals and spaces."""
    return " ".join(name.split()).casefold()


@allowed(Action.SEE_HIRING)
def of_position(session: Session, position_id: uuid.UUID) -> list[Member]:
    """The members by name, also those who left."""
    query = select(PanelMember).where(PanelMember.position_id == position_id).order_by(PanelMember.name, PanelMember.id)
    return [Member(row.name, row.left_on, row.left_reason) for row in session.scalars(query)]


@allowed(Action.SEE_HIRING)
def names(session: Session, position_id: uuid.UUID) -> list[str]:
    """Those who are on the panel now."""
    return [one.name for one in of_position(session, position_id) if one.left_on is None]


@allowed(Action.SEE_HIRING)
def standing(session: Session, position_id: uuid.UUID | None = None) -> dict[uuid.UUID, Standing]:
    """Who has scored each applicant and who is waited for: the panel, and whoever has begun and did not leave it."""
    people = select(Applicant.id, Applicant.position_id)
    sat = select(Interview.applicant_id, Interview.panelist, Interview.submitted_at).join(Applicant)
    named = select(PanelMember.position_id, PanelMember.name, PanelMember.left_on).order_by(PanelMember.name, PanelMember.id)
    if position_id is not None:
        people = people.where(Applicant.position_id == position_id)
        sat = sat.where(Applicant.position_id == position_id)
        named = named.where(PanelMember.position_id == position_id)
    members: dict[uuid.UUID, dict[str, str]] = {}
    left: dict[uuid.UUID, set[str]] = {}
    for place, name, left_on in session.execute(named):
        if left_on is None:
            members.setdefault(place, {})[same(name)] = name
        else:
            left.setdefault(place, set()).add(same(name))
    sheets: dict[uuid.UUID, list[tuple[str, bool]]] = {}
    for person, name, submitted in session.execute(sat.order_by(Interview.id)):
        sheets.setdefault(person, []).append((name, submitted is not None))
    return {
        person: _standing(members.get(place, {}), left.get(place, set()), sheets.get(person, []))
        for person, place in session.execute(people)
    }


def _standing(members: Mapping[str, str], left: Collection[str], sheets: Sequence[tuple[str, bool]]) -> Standing:
    done = {same(name): name for name, handed_in in sheets if handed_in}
    begun = {same(name): name for name, handed_in in sheets if not handed_in and same(name) not in left}
    waited = {**members, **begun}
    return Standing(done, {key: name for key, name in waited.items() if key not in done})


@allowed(Action.SEE_HIRING)
def scoring(session: Session, position_id: uuid.UUID) -> bool:
    """Whether somebody has handed in scores for this position: from then on nobody leaves the panel without a reason."""
    query = select(Interview.id).join(Applicant).where(Applicant.position_id == position_id)
    return session.scalar(query.where(Interview.submitted_at.is_not(None)).limit(1)) is not None


@allowed(Action.HIRE)
def put(session: Session, position_id: uuid.UUID, wanted: Sequence[str], on: dt.date, reason: str) -> None:
    """Let just these be on the panel. Who is taken off leaves with day and reason once somebody has handed in scores.

    Raises Invalid (`panel`) for one who has handed in scores, or has begun an interview that is not handed in.
    """
    keys = {same(name): name for name in wanted}
    query = select(PanelMember).where(PanelMember.position_id == position_id)
    rows = list(session.scalars(query.order_by(PanelMember.name, PanelMember.id)))
    held = _held(session, position_id)
    begun = scoring(session, position_id)
    for row in rows:
        if same(row.name) in keys:
            row.name, row.left_on, row.left_reason = keys.pop(same(row.name)), None, ""
        elif row.left_on is None:
            _take_off(session, row, held.get(same(row.name)), on if begun else None, reason)
    session.flush()
    session.add_all(PanelMember(position_id=position_id, name=name) for name in keys.values())
    session.flush()


def _held(session: Session, position_id: uuid.UUID) -> dict[str, bool]:
    """Who has sat down with an applicant, by the name as compared; True: and has handed in."""
    query = select(Interview.panelist, Interview.submitted_at).join(Applicant)
    found: dict[str, bool] = {}
    for name, submitted in session.execute(query.where(Applicant.position_id == position_id)):
        found[same(name)] = found.get(same(name), False) or submitted is not None
    return found


def _take_off(session: Session, row: PanelMember, handed_in: bool | None, on: dt.date | None, reason: str) -> None:
    if handed_in is not None:
        raise Invalid({"panel": _(_SCORED if handed_in else _BEGUN).format(name=row.name)})
    if on is None:
        session.delete(row)
    else:
        row.left_on, row.left_reason = on, reason


@allowed(Action.HIRE)
def seat(session: Session, position_id: uuid.UUID, name: str) -> None:
    """Put somebody whose scores a file brings on the panel, where they are not on it."""
    if same(name) not in {same(one.name) for one in of_position(session, position_id)}:
        session.add(PanelMember(position_id=position_id, name=name))
        session.flush()
