"""Applicant files: a row for each person who applies; positions that are named for the first time are added."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.hiring import Applicant, Position
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import N_, _

COLUMNS = ("code", "name", "position", "applied_on")
_NEW_POSITION = N_("The position {name} was not on record; it was added.")
_OTHER_IN_FILE = N_("Row {row} has the same code with other values. Keep the right one.")
_OTHER_STORED = N_("This code is on record with other values. Change them on screen.")


@allowed(Action.HIRE)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add applicants; an unknown position is added and told."""
    found = Findings()
    stored = _stored(session)
    places = set(session.scalars(select(Position.name)))
    seen: dict[str, tuple[int, ApplicantEntry]] = {}
    for row, entry in numbered:
        if entry.code in seen:
            _again(found, row, entry, seen[entry.code], allow_repeats)
        elif entry.code in stored:
            _on_record(found, row, entry, stored[entry.code], allow_repeats)
        else:
            _add(session, found, row, entry, places)
        seen.setdefault(entry.code, (row, entry))
    return found


def _stored(session: Session) -> dict[str, ApplicantEntry]:
    query = select(Applicant.code, Applicant.name, Position.name, Applicant.applied_on).join(Position)
    return {
        code: ApplicantEntry(code=code, name=name, position=place, applied_on=applied)
        for code, name, place, applied in session.execute(query)
    }


def _again(
    found: Findings, row: int, entry: ApplicantEntry, first: tuple[int, ApplicantEntry], once: bool
) -> None:
    if entry == first[1]:
        found.repeat(row, first[0], once=once)
    else:
        found.refuse(row, "code", _(_OTHER_IN_FILE).format(row=first[0]))


def _on_record(found: Findings, row: int, entry: ApplicantEntry, kept: ApplicantEntry, once: bool) -> None:
    if entry == kept:
        found.repeat(row, None, once=once)
    else:
        found.refuse(row, "code", _(_OTHER_STORED))


def _add(session: Session, found: Findings, row: int, entry: ApplicantEntry, places: set[str]) -> None:
    if entry.position not in places:
        applicants.save_position(session, PositionEntry(name=entry.position, opened_on=None))
        places.add(entry.position)
        found.warn(row, "position", _(_NEW_POSITION).format(name=entry.position))
    try:
        applicants.save(session, entry)
    except Invalid as error:
        found.refuse_fields(row, error)
        return
    found.taken += 1


KIND = Kind("applicants", ApplicantEntry, COLUMNS, take, coded=Applicant, doubts=applicants.DOUBTS)
