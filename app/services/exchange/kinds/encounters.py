"""Encounter files: a row for each encounter with its note, taken in by the hundred thousand."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import new_id
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance
from app.models.program import Funding
from app.models.staff import Staff
from app.services import users
from app.services.encounters import warnings
from app.services.encounters.entry import EncounterEntry, Support, private_lines, values_of
from app.services.exchange.kinds import base, named
from app.services.exchange.kinds.base import Findings, Kind, Numbered, unknown_code
from app.services.problems import Invalid
from app.services.store import audit
from app.services.users import Action, allowed
from app.wording import N_

COLUMNS = (
    "client", "staff", "date", "start", "stop", "manner", "place", "service_type", "phase", "support", "data",
    "assessment", "plan", "funding", "group", "private_line", "start_fold", "stop_fold", "goal",
)  # fmt: skip
# What makes two encounters the same row, beside who was there.
_SAME = (
    "staff_id", "starts", "stops", "manner", "place", "service_type", "phase", "support", "goal", "group", "data",
    "assessment", "plan", "funding_id",
)  # fmt: skip
FIND_AT_ONCE = 500
Met = tuple[tuple[uuid.UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One checked encounter: its row in the file, its columns, and each client present with their own line."""

    row: int
    values: dict[str, Any]
    met: Met

    @property
    def same(self) -> tuple[Any, ...]:
        """Equal for encounters that are the same row."""
        return (*(self.values[name] for name in _SAME), self.met)

    @property
    def began(self) -> tuple[uuid.UUID, int]:
        """Whose encounter it is and the minute at which it began."""
        return self.values["staff_id"], self.values["starts"]


@allowed(Action.WRITE_ENCOUNTERS)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add encounters with attendance; two of one peer supporter at once are warned about, repeats refused."""
    found = Findings()
    held = list(_held(session, found, numbered))
    if not allow_repeats:
        _check_repeats(session, found, held)
    if found.refused:
        return found
    _warn_at_once(session, found, held)
    base.step(session, 0.8)
    _add(session, held)
    found.taken = len(held)
    return found


def _held(session: Session, found: Findings, numbered: Numbered) -> Iterator[Held]:
    zone, at = users.agency(session).zone, session.info["at"]
    clients = {row.code: row.id for row in session.execute(select(Client.code, Client.id))}
    staff = {row.code: row.id for row in session.execute(select(Staff.code, Staff.id))}
    wanted: dict[str, int] = {}
    for row, entry in numbered:
        if entry.funding:
            wanted.setdefault(entry.funding, row)
    fundings = named.ensure(session, found, Funding, "funding", wanted)
    fixed = {"recorded_at": at, "amends_id": None, "amendment_reason": "", "void": False}
    for place, (row_id, (row, entry)) in enumerate(zip(base.ids(len(numbered)), numbered, strict=True)):
        if place % base.EVERY == 0:
            base.step(session, 0.5 + 0.2 * place / len(numbered))
        problems = _problems(entry, clients, staff)
        try:
            values = values_of(entry, zone)
        except Invalid as error:
            problems |= error.fields
        if problems:
            found.refuse_fields(row, Invalid(problems))
            continue
        values |= {
            "id": row_id, "staff_id": staff[entry.staff],
            "funding_id": fundings[entry.funding] if entry.funding else None, **fixed,
        }  # fmt: skip
        lines = private_lines(entry.client, entry.private_line)
        met = sorted((clients[code], lines.get(code, "")) for code in entry.client)
        if isinstance(numbered, list):
            numbered[place] = (row, None)  # its columns stand in for it now; a large file would be kept twice
        yield Held(row, values, tuple(met))


def _problems(entry: EncounterEntry, clients: dict[str, uuid.UUID], staff: dict[str, uuid.UUID]) -> dict[str, str]:
    problems = {}
    missing = [code for code in entry.client if code not in clients]
    if missing:
        problems["client"] = unknown_code(", ".join(missing))
    if entry.staff not in staff:
        problems["staff"] = unknown_code(entry.staff)
    return problems


def _days(held: list[Held]) -> Any:
    """The condition on encounters on record that may touch the file's days."""
    days = [one.values["date"] for one in held]
    return Encounter.date.between(min(days) - dt.timedelta(days=2), max(days) + dt.timedelta(days=2))


def _check_repeats(session: Session, found: Findings, held: list[Held]) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    stored = _stored(session, held) if held else set()
    for one in held:
        same = one.same
        if same in stored:
            found.repeat(one.row, None, once=False)
        elif same in seen:
            found.twice(one.row, seen[same])
        seen.setdefault(same, one.row)


def _stored(session: Session, held: list[Held]) -> set[tuple[Any, ...]]:
    """The encounters on record that began when one of the file's did, in the form of `Held.same`."""
    began = {one.began for one in held}
    query = select(Encounter.id, Encounter.staff_id, Encounter.starts).where(_days(held))
    ids = [key for key, staff_id, starts in session.execute(query) if (staff_id, starts) in began]
    columns = [getattr(Encounter, name) for name in _SAME]
    found: set[tuple[Any, ...]] = set()
    for place in range(0, len(ids), FIND_AT_ONCE):
        some = ids[place : place + FIND_AT_ONCE]
        met: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
        attended = select(
            EncounterAttendance.encounter_id, EncounterAttendance.client_id, EncounterAttendance.private_line
        )
        for key, client, line in session.execute(attended.where(EncounterAttendance.encounter_id.in_(some))):
            met.setdefault(key, []).append((client, line))
        rows = session.execute(select(Encounter.id, *columns).where(Encounter.id.in_(some)))
        found |= {(*kept, tuple(sorted(met.get(key, ())))) for key, *kept in rows}
    return found


def _warn_at_once(session: Session, found: Findings, held: list[Held]) -> None:
    """Warn of each row that shares time with another encounter of the same peer supporter, in file or store."""
    if not held:
        return
    times: dict[uuid.UUID, list[tuple[int, int, int, dt.date, dt.time, dt.time]]] = {}
    for one in held:
        own = one.values
        times.setdefault(own["staff_id"], []).append(
            (own["starts"], own["stops"], one.row, own["date"], own["start"], own["stop"])
        )
    query = select(
        Encounter.staff_id, Encounter.starts, Encounter.stops, Encounter.date, Encounter.start, Encounter.stop
    ).where(_days(held))
    for staff_id, starts, stops, day, start, stop in session.execute(query):
        if staff_id in times:
            times[staff_id].append((starts, stops, 0, day, start, stop))
    for kept in times.values():
        kept.sort()
        longest = kept[0]
        for now in kept[1:]:
            if now[0] < longest[1]:
                later, other = (now, longest) if now[2] else (longest, now)
                if later[2]:
                    found.warn(later[2], "start", warnings.at_once(*other[3:]))
            if now[1] > longest[1]:
                longest = now


def _add(session: Session, held: list[Held]) -> None:
    years = [one.values["date"].year for one in held]
    owners = [f"{one.met[0][0].hex}/{year}" for one, year in zip(held, years, strict=True)]
    _many(session, Encounter, [one.values for one in held], owners)
    base.step(session, 0.92)
    present = [
        {"id": new_id(), "encounter_id": one.values["id"], "client_id": client, "private_line": line}
        for one in held
        for client, line in one.met
    ]
    whose = [f"{client.hex}/{year}" for one, year in zip(held, years, strict=True) for client, _line in one.met]
    _many(session, EncounterAttendance, present, whose)


def _many(session: Session, model: Any, rows: list[dict[str, Any]], owners: list[str]) -> None:
    audit.add_many(session, model.__table__, rows, owners)


KIND = Kind(
    "encounters",
    EncounterEntry,
    COLUMNS,
    take,
    ignored=("signed_on",),
    help={
        "signed_on": N_("written by an export, not read by an import"),
        "client": N_("codes with ; between them, for a group"),
        "start": "HH:MM",
        "stop": "HH:MM",
        "support": ", ".join(member.value for member in Support),
        "start_fold": "0, 1",
        "stop_fold": "0, 1",
    },
)
