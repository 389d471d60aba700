"""Admission and discharge set right, and who works with a client; or taken out where they were typed by mistake."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models import merged
from app.models.clients import ClientAssignment, Episode
from app.models.encounters import Encounter, EncounterAttendance
from app.services.across.corrections import book
from app.services.across.corrections.book import Owner
from app.services.across.corrections.effects import Effects, Untold
from app.services.clients import assignments, episodes
from app.services.clients.entry import AssignmentEntry, EpisodeEntry
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import N_, _, plural

_HELD = N_("Notes lie in these days. Correct the days instead of taking them out.")


@allowed(Action.EDIT_CLIENTS)
def correct(
    session: Session, episode_id: uuid.UUID, entry: EpisodeEntry, reason: str = "", told: Collection[str] = ()
) -> Effects:
    """Mend admission, program, funding or discharge; a first discharge is none of it.

    Told first: notes that lie in no time of service any more. Raises Invalid (`reason`, fields), Untold, NotFound.
    """
    kept = episodes.load(session, episode_id)
    found = book.corrected(book.changes(values(kept), entry.model_dump()))
    why = book.reason_for(found, reason)
    before = _outside(session, kept.client_id)
    episodes.change(session, episode_id, entry)
    more = _outside(session, kept.client_id) - before
    effects = _told(more) if more > 0 else ()
    if effects and effects != tuple(told):
        raise Untold(effects)
    book.keep(session, kept, found, why, Owner(client_id=kept.client_id))
    return effects


def values(kept: Episode) -> dict[str, Any]:
    """A loaded episode as its form shows it."""
    return {
        "program": kept.program.name if kept.program else "", "funding": kept.funding.name if kept.funding else "",
        "admitted_on": kept.admitted_on, "discharged_on": kept.discharged_on, "discharge_reason": kept.discharge_reason,
    }  # fmt: skip


def _told(more: int) -> Effects:
    return (plural("{count} note lies outside the days of service then.",
                   "{count} notes lie outside the days of service then.", more),)  # fmt: skip


def _outside(session: Session, client_id: uuid.UUID) -> int:
    """How many notes about the person lie in none of their times of service."""
    whose = merged.of_persons(lambda client: client.id == client_id)
    session.flush()
    spans = session.execute(select(Episode.admitted_on, Episode.discharged_on).where(Episode.client_id.in_(whose))).all()
    return _notes(session, client_id) - (_notes(session, client_id, or_(*_within(spans))) if spans else 0)


def _within(spans: Iterable[Any]) -> list[ColumnElement[bool]]:
    return [
        (Encounter.date >= first) & (Encounter.date <= (last or dt.date.max))
        for first, last in spans
    ]


def _notes(session: Session, client_id: uuid.UUID, *conditions: ColumnElement[bool]) -> int:
    whose = merged.of_persons(lambda client: client.id == client_id)
    query = (
        select(func.count(func.distinct(Encounter.id)))
        .join(EncounterAttendance, EncounterAttendance.encounter_id == Encounter.id)
        .where(EncounterAttendance.client_id.in_(whose), *conditions)
    )
    return session.scalar(query) or 0


@allowed(Action.EDIT_CLIENTS)
def take_out(session: Session, episode_id: uuid.UUID) -> EpisodeEntry:
    """Take out an episode in which no note lies; its entry, to put it back. Raises Invalid, NotFound."""
    kept = episodes.load(session, episode_id)
    entry = EpisodeEntry.model_construct(**values(kept))
    before = _outside(session, kept.client_id)
    session.delete(kept)
    session.flush()
    if _outside(session, kept.client_id) > before:
        raise Invalid({"": _(_HELD)})
    return entry


@allowed(Action.ASSIGN_CLIENTS)
def correct_assignment(
    session: Session, assignment_id: uuid.UUID, entry: AssignmentEntry, reason: str = ""
) -> ClientAssignment:
    """Mend who works with a client, or from when to when. Raises Invalid (`reason`, fields), NotFound."""
    kept = assignments.load(session, assignment_id)
    before = {"staff": kept.staff, "from_on": kept.from_on, "to_on": kept.to_on}
    found = book.corrected(book.changes(before, entry.model_dump()))
    why = book.reason_for(found, reason)
    row = assignments.change(session, assignment_id, entry)
    book.keep(session, row, found, why, Owner(client_id=row.client_id))
    return row


@allowed(Action.ASSIGN_CLIENTS)
def take_out_assignment(session: Session, assignment_id: uuid.UUID) -> AssignmentEntry:
    """Take out an assignment in whose days the peer supporter wrote no note; its entry, to put it back."""
    kept = assignments.load(session, assignment_id)
    row = session.get_one(ClientAssignment, assignment_id)
    days = Encounter.date.between(kept.from_on, kept.to_on or dt.date.max)
    if _notes(session, row.client_id, days, Encounter.staff_id == row.staff_id):
        raise Invalid({"": _(_HELD)})
    session.delete(row)
    session.flush()
    return AssignmentEntry.model_construct(staff=kept.staff, from_on=kept.from_on, to_on=kept.to_on)
