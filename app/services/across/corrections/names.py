"""Names with the days they were in use, set right: of staff, supervisors and clients alike."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client, ClientName
from app.models.staff import Staff, StaffName
from app.models.supervision import Supervisor, SupervisorName
from app.services import doubts, entries
from app.services.across.corrections import book, effects
from app.services.across.corrections.book import Owner
from app.services.across.corrections.effects import Effects
from app.services.entries import Entry
from app.services.problems import Invalid, NotFound
from app.services.users import Action, actor_of, allowed, require
from app.wording import N_, _, short_day

_FIRST = N_("This is the first name on record: it holds from the start.")
_LATER = N_("This name begins on a day. Take it out if it was never borne.")
_BEFORE = N_("The name before it begins on {day}. Choose a later day.")
_AFTER = N_("The next name begins on {day}. Choose an earlier day.")
_ONLY = N_("This is the only name on record. Correct it instead.")


class NameEntry(Entry):
    """A name, and the day from which it is in use."""

    name: Annotated[entries.Line, Field(title=N_("Name"))]
    from_on: Annotated[
        entries.DateOrBlank, Field(title=N_("In use from"), description=N_("Blank for the first name on record."))
    ] = None


class ClientNameEntry(Entry):
    """A client's first and last name, and the day from which they are in use."""

    first_name: Annotated[entries.Line, Field(title=N_("First name"))]
    last_name: Annotated[entries.Line, Field(title=N_("Last name"))]
    from_on: Annotated[
        entries.DateOrBlank, Field(title=N_("In use from"), description=N_("Blank for the first name on record."))
    ] = None


DOUBTS = (
    doubts.to_come("from_on", N_("This name begins on a day to come. Papers print it from {day} on, not before.")),
)


@dataclass(frozen=True)
class Kind:
    """Whose names: the tables of person and name, the column between them, what is typed, and who may."""

    person: Any
    name: Any
    column: str
    entry: type[Entry]
    fields: tuple[str, ...]
    action: Action


KINDS = {
    "staff": Kind(Staff, StaffName, "staff_id", NameEntry, ("name",), Action.EDIT_STAFF),
    "supervisor": Kind(
        Supervisor, SupervisorName, "supervisor_id", NameEntry, ("name",), Action.EDIT_SUPERVISORS
    ),
    "client": Kind(
        Client, ClientName, "client_id", ClientNameEntry, ("first_name", "last_name"), Action.EDIT_CLIENTS
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Dated:
    """A name as pages show it, with the days it was in use; blank from = from the start, blank to = until now."""

    id: uuid.UUID
    name: str
    from_on: dt.date | None
    to_on: dt.date | None


@allowed(Action.SEE_STAFF)
def of_person(session: Session, whose: str, person_id: uuid.UUID) -> list[Dated]:
    """The names of a person in order of their days."""
    kind = KINDS[whose]
    return [_dated(kind, row) for row in _rows(session, kind, person_id)]


@allowed(Action.SEE_STAFF)
def one(session: Session, whose: str, name_id: uuid.UUID) -> tuple[Dated, uuid.UUID]:
    """A name, and whose it is. Raises NotFound."""
    kind = KINDS[whose]
    kept = _kept(session, kind, name_id)
    return _dated(kind, kept), getattr(kept, kind.column)


def _dated(kind: Kind, row: Any) -> Dated:
    return Dated(row.id, " ".join(getattr(row, field) for field in kind.fields), row.from_on, row.to_on)


def _rows(session: Session, kind: Kind, person_id: uuid.UUID) -> list[Any]:
    query = select(kind.name).where(getattr(kind.name, kind.column) == person_id)
    return sorted(session.scalars(query), key=lambda row: row.from_on or dt.date.min)


@allowed(Action.SEE_STAFF)
def load(session: Session, whose: str, name_id: uuid.UUID) -> Entry:
    """A name as its form shows it. Raises NotFound."""
    kind = KINDS[whose]
    kept = _kept(session, kind, name_id)
    return kind.entry.model_construct(**{name: getattr(kept, name) for name in kind.entry.model_fields})


def _kept(session: Session, kind: Kind, name_id: uuid.UUID) -> Any:
    found = session.get(kind.name, name_id)
    if found is None:
        raise NotFound(_("This name is not on record."))
    return found


@allowed(Action.CORRECT)
def correct(
    session: Session, whose: str, name_id: uuid.UUID, entry: Entry, reason: str = "", told: Collection[str] = ()
) -> Effects:
    """Mend a name or the day from which it was in use. Raises Invalid (`reason`, fields), Untold, NotFound, Forbidden."""
    kind = KINDS[whose]
    require(actor_of(session), kind.action)
    kept = _kept(session, kind, name_id)
    fields = tuple(kind.entry.model_fields)
    found = book.corrected(book.changes({name: getattr(kept, name) for name in fields}, entry.model_dump()))
    why, person_id = book.reason_for(found, reason), getattr(kept, kind.column)
    rows = _rows(session, kind, person_id)
    place = rows.index(kept)
    _check_day(rows, place, entry.from_on)  # type: ignore[attr-defined]  # each entry of a name has it
    papers = {"staff": {"staff_id": person_id}, "supervisor": {"supervisor_id": person_id}}.get(whose)

    def work() -> None:
        for name in fields:
            setattr(kept, name, getattr(entry, name))
        if place and kept.from_on is not None:
            rows[place - 1].to_on = kept.from_on - dt.timedelta(days=1)
        _show_present(session, kind, person_id, rows[-1])

    changed: Effects = ()
    if papers is None:
        work()
    else:
        printed = papers if found else {}
        _none, changed = effects.settle(session, work, told, lambda: effects.papers_out(session, **printed))
    book.keep(session, kept, found, why, Owner(**{kind.column: person_id}))
    return changed


def _check_day(rows: Sequence[Any], place: int, from_on: dt.date | None) -> None:
    if not place and from_on is not None:
        raise Invalid({"from_on": _(_FIRST)})
    if place and from_on is None:
        raise Invalid({"from_on": _(_LATER)})
    before, after = rows[place - 1].from_on if place else None, rows[place + 1].from_on if place + 1 < len(rows) else None
    if from_on is not None and before is not None and from_on <= before:
        raise Invalid({"from_on": _(_BEFORE).format(day=short_day(before))})
    if from_on is not None and after is not None and from_on >= after:
        raise Invalid({"from_on": _(_AFTER).format(day=short_day(after))})


def _show_present(session: Session, kind: Kind, person_id: uuid.UUID, last: Any) -> None:
    """The person's own row carries the name in use now."""
    person = session.get_one(kind.person, person_id)
    for field in kind.fields:
        setattr(person, field, getattr(last, field))


@allowed(Action.CORRECT)
def take_out(session: Session, whose: str, name_id: uuid.UUID, told: Collection[str] = ()) -> Dated:
    """Take out a name that was never borne: the one before it takes its days, or the next one where it was the first.

    Raises Invalid for the only one, Untold, NotFound, Forbidden.
    """
    kind = KINDS[whose]
    require(actor_of(session), kind.action)
    kept = _kept(session, kind, name_id)
    person_id = getattr(kept, kind.column)
    rows = _rows(session, kind, person_id)
    if len(rows) == 1:
        raise Invalid({"": _(_ONLY)})
    gone = _dated(kind, kept)
    place = rows.index(kept)
    papers = {"staff": {"staff_id": person_id}, "supervisor": {"supervisor_id": person_id}}.get(whose)

    def work() -> None:
        if place:
            rows[place - 1].to_on = kept.to_on
        else:
            rows[1].from_on = None
        rows.remove(kept)
        session.delete(kept)
        _show_present(session, kind, person_id, rows[-1])

    if papers is None:
        work()
        session.flush()
    else:
        effects.settle(session, work, told, lambda: effects.papers_out(session, **papers))
    return gone
