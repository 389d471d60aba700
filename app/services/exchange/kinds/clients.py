"""Client files: a row for each client and time of being served, taken in by the thousand with one audit row a table."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from pydantic import BeforeValidator
from pydantic.fields import FieldInfo
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.clients import Client, ClientName, ClientPhone, Episode
from app.models.program import Funding, Program
from app.services import users
from app.services.clients import answers, duplicates, episodes
from app.services.clients.duplicates import Known
from app.services.clients.entry import DOUBTS, ClientEntry, phone_values, row_values, unborn
from app.services.exchange.kinds import base, named
from app.services.exchange.kinds.base import Findings, Kind, Numbered, ids
from app.services.store import audit
from app.services.users import Action, allowed
from app.wording import N_, _

_OTHER_IN_FILE = N_("Row {row} has the same code with another {fields}. Keep the right one.")
_OTHER_STORED = N_("This code is on record with another {fields}. Change it on screen.")
_OTHER_EPISODE = N_("This code and first day are on record with other values. Change them on screen.")
_ALIKE = N_("This may be the same person as {code}. Both are kept; check them.")
FIXED = (
    "code", "first_name", "last_name", "name_used", "birth_date", "county", "program", "funding", "admitted_on",
    "discharged_on",
)  # fmt: skip
COLUMNS = FIXED + tuple(name for name in ClientEntry.model_fields if name not in FIXED)
_PHONE = ("position", "number", "voicemail", "text", "say")

Served = tuple[str, str, dt.date, dt.date | None]


@dataclass
class _Person:
    """A client on record or in the file: the values that stand, the episodes, and the row that brought them."""

    id: uuid.UUID | None
    values: dict[str, Any]
    phones: list[dict[str, Any]] = field(default_factory=list)
    row: int | None = None
    served: dict[dt.date, list[tuple[Served, int | None]]] = field(default_factory=dict)
    entries: list[ClientEntry] = field(default_factory=list)
    first: ClientEntry | None = None


@allowed(Action.EDIT_CLIENTS)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add clients and episodes in one go; a code again with another first day is a further episode.

    Blank cells say nothing about a client on record. Other values for one are refused; possible duplicates warn.
    """
    found = Findings()
    people, today = _stored(session), users.today(session)
    for row, entry in numbered:
        if wrong := unborn(entry, today):
            found.refuse(row, "birth_date", wrong)
        person = people.get(entry.code)
        if person is None:
            person = people[entry.code] = _Person(
                None, row_values(entry), phone_values(entry), row, first=entry
            )
            _serve(found, row, entry, person, allow_repeats)
            found.taken += 1
        elif _same(found, row, entry, person):
            _again(found, row, entry, person, allow_repeats)
    if not base.refused(session, found):
        new = [person for person in people.values() if person.first or person.entries]
        _warn_alike(session, found, new)
        _add(session, found, new)
    return found


def _stored(session: Session) -> dict[str, _Person]:
    people = {
        client.code: _Person(client.id, {name: getattr(client, name) for name in row_columns()})
        for client in session.scalars(select(Client))
    }
    codes = {person.id: code for code, person in people.items()}
    for phone in session.scalars(select(ClientPhone).order_by(ClientPhone.position)):
        people[codes[phone.client_id]].phones.append({name: getattr(phone, name) for name in _PHONE})
    query = (
        select(Episode.client_id, Program.name, Funding.name, Episode.admitted_on, Episode.discharged_on)
        .outerjoin(Program, Program.id == Episode.program_id)
        .outerjoin(Funding, Funding.id == Episode.funding_id)
    )
    for client, program, funding, first, last in session.execute(query):
        served = people[codes[client]].served
        served.setdefault(first, []).append(((program or "", funding or "", first, last), None))
    return people


def row_columns() -> tuple[str, ...]:
    """The columns of a client's own row that a file may fill."""
    return tuple(name for name in COLUMNS if name in Client.__mapper__.column_attrs)


def _same(found: Findings, row: int, entry: ClientEntry, person: _Person) -> bool:
    """Whether what the row says of the client agrees with what stands; blanks agree with everything."""
    said = row_values(entry)
    other = [name for name, value in said.items() if value not in ("", None) and value != person.values[name]]
    if phone_values(entry) and phone_values(entry) != person.phones:
        other.append("phone")
    if not other:
        return True
    fields = ", ".join(_(ClientEntry.model_fields[name].title or name) for name in other)
    if person.row is None:
        found.refuse(row, other[0], _(_OTHER_STORED).format(fields=fields))
    else:
        found.refuse(row, other[0], _(_OTHER_IN_FILE).format(row=person.row, fields=fields))
    return False


def _again(found: Findings, row: int, entry: ClientEntry, person: _Person, once: bool) -> None:
    if entry.admitted_on is None:
        found.repeat(row, person.row, once=once)
        return
    _serve(found, row, entry, person, once)


def _serve(found: Findings, row: int, entry: ClientEntry, person: _Person, once: bool) -> None:
    """Note the episode of a row: a repeat, one that overlaps and is refused, or a further one."""
    if entry.admitted_on is None:
        return
    served: Served = (entry.program, entry.funding, entry.admitted_on, entry.discharged_on)
    for same, of in person.served.get(entry.admitted_on, ()):
        # blank cells say nothing of what is on record already; the day alone then names the episode
        if all(said == kept or not said for said, kept in zip(served, same, strict=True)):
            found.repeat(row, of, once=once)
            return
    if _overlaps(served, person):
        standing = any(same[0] == entry.program for same, _of in person.served.get(entry.admitted_on, ()))
        found.refuse(row, "admitted_on", _(_OTHER_EPISODE if standing else episodes.OVERLAP))
        return
    person.served.setdefault(entry.admitted_on, []).append((served, row))
    if entry is not person.first:
        person.entries.append(entry)
        found.taken += 1


def _overlaps(served: Served, person: _Person) -> bool:
    program, _funding, first, last = served
    end = last or dt.date.max
    return any(
        other[0] == program and other[2] <= end and first <= (other[3] or dt.date.max)
        for found in person.served.values()
        for other, _row in found
    )


def _warn_alike(session: Session, found: Findings, new: list[_Person]) -> None:
    known = duplicates.index(session)
    for person in new:
        if person.first is None or person.row is None:
            continue
        values = person.values
        own = Known(
            None, values["code"], values["first_name"], values["last_name"], values["name_used"], values["birth_date"]
        )
        for other in known.like(own):
            found.warn(person.row, "last_name", _(_ALIKE).format(code=other.code))
        known.add(own)


def _add(session: Session, found: Findings, new: list[_Person]) -> None:
    programs = named.ensure(session, found, Program, "program", _first_rows(new, "program"))
    fundings = named.ensure(session, found, Funding, "funding", _first_rows(new, "funding"))
    at: dt.datetime = session.info["at"]
    tables: dict[Any, tuple[list[dict[str, Any]], list[str]]] = {
        kind: ([], []) for kind in (Client, ClientName, ClientPhone, Episode)
    }

    def put(kind: Any, owner: str, values: dict[str, Any]) -> None:
        tables[kind][0].append(values)
        tables[kind][1].append(owner)

    for key, person in zip(ids(len(new)), new, strict=True):
        client = person.id or key
        year = f"{client.hex}/{at.year}"
        if person.first is not None:
            entry = person.first
            put(Client, year, {"id": client, "merged_into_id": None} | person.values)
            names = {"first_name": entry.first_name, "last_name": entry.last_name}
            put(ClientName, year, {"client_id": client, "from_on": None, "to_on": None} | names)
            for phone in phone_values(entry):
                put(ClientPhone, year, {"client_id": client} | phone)
        for served in [person.first, *person.entries]:
            if served is not None and served.admitted_on is not None:
                owner = f"{client.hex}/{served.admitted_on.year}"
                put(Episode, owner, _episode(client, served, programs, fundings))
    for kind, (rows, owners) in tables.items():
        for key, values in zip(ids(len(rows)), rows, strict=True):
            values.setdefault("id", key)
        audit.add_many(session, kind.__table__, rows, owners)


def _episode(
    client: uuid.UUID, entry: ClientEntry, programs: dict[str, uuid.UUID], fundings: dict[str, uuid.UUID]
) -> dict[str, Any]:
    return {
        "client_id": client,
        "program_id": programs.get(entry.program),
        "funding_id": fundings.get(entry.funding),
        "admitted_on": entry.admitted_on,
        "discharged_on": entry.discharged_on,
        "discharge_reason": entry.discharge_reason,
    }


def _parsers(one: FieldInfo) -> list[object]:
    return [item.func for item in one.metadata if isinstance(item, BeforeValidator)]


def _first_rows(new: list[_Person], name: str) -> dict[str, int]:
    """Each program or funding that is named, and the first row that names it."""
    found: dict[str, int] = {}
    place = 0 if name == "program" else 1
    for person in new:
        for served in person.served.values():
            for values, row in served:
                if row is not None and values[place]:
                    found[str(values[place])] = min(row, found.get(str(values[place]), row))
    return found


_OPEN = N_("text; not_asked and prefer_not_to_say are answers of their own")
KIND = Kind(
    "clients",
    ClientEntry,
    COLUMNS,
    take,
    coded=Client,
    doubts=DOUBTS,
    help={name: _OPEN for name, one in ClientEntry.model_fields.items() if answers.line in _parsers(one)},
)
