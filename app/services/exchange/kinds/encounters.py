"""Encounter files: a row for each encounter with its note, taken in by the hundred thousand."""

import datetime as dt
import hashlib
import itertools
import uuid
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models.base import new_id
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance
from app.models.program import Funding
from app.models.staff import Staff
from app.services import users
from app.services.encounters import warnings
from app.services.encounters.entry import DOUBTS, EncounterEntry, Support, private_lines, values_of
from app.services.exchange import codes
from app.services.exchange.kinds import base, named
from app.services.exchange.kinds.base import Findings, Kind
from app.services.problems import Invalid
from app.services.rules.moments import clock_of
from app.services.store import audit
from app.services.users import Action, allowed
from app.wording import N_

T = TypeVar("T")
COLUMNS = (
    "client", "staff", "date", "start", "stop", "manner", "place", "service_type", "phase", "support", "data",
    "assessment", "plan", "funding", "group", "private_line", "start_fold", "stop_fold", "goal",
)  # fmt: skip
# What makes two encounters the same row, beside who was there.
_SAME = (
    "staff_id", "starts", "stops", "manner", "place", "service_type", "phase", "support", "goal", "group", "data",
    "assessment", "plan", "funding_id",
)  # fmt: skip
AT_ONCE = 2000  # rows checked, compared and written in one go
FIND_AT_ONCE = 500
Met = tuple[tuple[uuid.UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """One checked encounter: its row in the file, its columns, and each client present with their own line."""

    row: int
    values: dict[str, Any]
    met: Met

    @property
    def same(self) -> bytes:
        """Equal for encounters that are the same row."""
        return _digest((*(self.values[name] for name in _SAME), self.met))

    @property
    def began(self) -> tuple[uuid.UUID, int]:
        """Whose encounter it is and the minute at which it began."""
        return self.values["staff_id"], self.values["starts"]


def _digest(same: tuple[Any, ...]) -> bytes:
    """Sixteen bytes that stand for a row: a large file's notes are not held to compare them."""
    return hashlib.blake2b(repr(same).encode("utf-8", "surrogatepass"), digest_size=16).digest()


@allowed(Action.WRITE_ENCOUNTERS)
def take(session: Session, numbered: Iterable[tuple[int, EncounterEntry]], allow_repeats: bool) -> Findings:
    """Add encounters with attendance; two of one peer supporter at once are warned about, repeats refused.

    The rows are written as they come, so that a large file is never held whole; the transaction takes them back where
    the file is refused in the end.
    """
    found = Findings()
    known, stored = Known(session, found), Stored(session)
    encounters, present = (audit.Bulk(session, model.__table__) for model in (Encounter, EncounterAttendance))  # type: ignore[arg-type]  # mapped classes of one table each
    seen: dict[bytes, int] = {}
    for batch in _batches(numbered):
        held = list(known.held(batch))
        if not allow_repeats:
            _check_repeats(session, found, held, stored, seen)
        for one in held:
            stored.add(one)
        if not base.refused(session, found):
            _add(encounters, present, held)
        found.taken += len(held)
    if not base.refused(session, found):
        stored.warn_at_once(found, known.zone)
        base.step(session, 0.92)
        encounters.close()
        base.step(session, 0.96)
        present.close()
    return found


def _batches(numbered: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(numbered)
    while batch := list(itertools.islice(rest, AT_ONCE)):
        yield batch


class Known:
    """The codes on record, and the columns of each row made with them."""

    def __init__(self, session: Session, found: Findings) -> None:
        """Read every client's and staff member's code once."""
        self.session, self.found = session, found
        self.zone = users.agency(session).zone
        self.clients = {row.code: row.id for row in session.execute(select(Client.code, Client.id))}
        self.staff = {row.code: row.id for row in session.execute(select(Staff.code, Staff.id))}
        self.fundings: dict[str, uuid.UUID] = {}
        self.keys = base.rising()
        at = session.info["at"]
        self.fixed = {"recorded_at": at, "amends_id": None, "amendment_reason": "", "void": False}

    def held(self, batch: list[tuple[int, EncounterEntry]]) -> Iterator[Held]:
        """The good rows of a batch, their problems noted; a funding that is named for the first time is made."""
        self._ensure(batch)
        for row, entry in batch:
            problems = self._problems(entry)
            try:
                values = values_of(entry, self.zone)
            except Invalid as error:
                problems |= error.fields
            if problems:
                self.found.refuse_fields(row, Invalid(problems))
                continue
            values |= {
                "id": next(self.keys), "staff_id": self.staff[entry.staff],
                "funding_id": self.fundings[entry.funding] if entry.funding else None, **self.fixed,
            }  # fmt: skip
            lines = private_lines(entry.client, entry.private_line)
            yield Held(row, values, tuple(sorted((self.clients[code], lines.get(code, "")) for code in entry.client)))

    def _ensure(self, batch: list[tuple[int, EncounterEntry]]) -> None:
        wanted: dict[str, int] = {}
        for row, entry in batch:
            if entry.funding and entry.funding not in self.fundings:
                wanted.setdefault(entry.funding, row)
        if wanted:
            self.fundings = named.ensure(self.session, self.found, Funding, "funding", wanted)

    def _problems(self, entry: EncounterEntry) -> dict[str, str]:
        problems = {}
        if not all(code in self.clients for code in entry.client):
            problems["client"] = codes.unknown_of(entry.client, self.clients)
        if entry.staff not in self.staff:
            problems["staff"] = codes.unknown(entry.staff, self.staff)
        return problems


class Stored:
    """The encounters that were on record before the file, and when each of the file's takes place.

    Minutes and rows lie in arrays: a file of hundreds of thousands of rows takes a few bytes for each.
    """

    def __init__(self, session: Session) -> None:
        """Read the times of all encounters on record, before the first row of the file is written."""
        kept = Encounter
        query = select(kept.id, kept.staff_id, kept.starts, kept.stops, kept.date, kept.start, kept.stop)
        self.times: dict[uuid.UUID, array[int]] = {}
        self.began: dict[tuple[uuid.UUID, int], list[uuid.UUID]] = {}
        self.said: list[tuple[dt.date, dt.time, dt.time]] = []
        rows = session.execute(query.execution_options(yield_per=AT_ONCE))
        for key, staff_id, starts, stops, day, start, stop in rows:
            self.began.setdefault((staff_id, starts), []).append(key)
            self.times.setdefault(staff_id, array("q")).extend((starts, stops, -len(self.said)))
            self.said.append((day, start, stop))

    def add(self, one: Held) -> None:
        """Note when a row of the file takes place."""
        starts, stops = one.values["starts"], one.values["stops"]
        self.times.setdefault(one.values["staff_id"], array("q")).extend((starts, stops, one.row))

    def warn_at_once(self, found: Findings, zone: str) -> None:
        """Warn of each row that shares time with another encounter of the same peer supporter, in file or store."""
        for times in self.times.values():
            kept = sorted(zip(times[::3], times[1::3], times[2::3], strict=True))
            longest = kept[0]
            for now in kept[1:]:
                if now[0] < longest[1]:
                    later, other = (now, longest) if now[2] > 0 else (longest, now)
                    if later[2] > 0:
                        found.warn(later[2], "start", warnings.at_once(*self._said(other, zone)))
                if now[1] > longest[1]:
                    longest = now

    def _said(self, times: tuple[int, int, int], zone: str) -> tuple[dt.date, dt.time, dt.time]:
        """The date and clock times of an encounter: as entered for one on record, else in the agency's zone."""
        if times[2] <= 0:
            return self.said[-times[2]]
        start, stop = (clock_of(minute, zone) for minute in times[:2])
        return *clock.parts(start), clock.parts(stop)[1]


def _check_repeats(
    session: Session, found: Findings, held: list[Held], stored: Stored, seen: dict[bytes, int]
) -> None:
    alike = _alike(session, [key for one in held for key in stored.began.get(one.began, ())])
    for one in held:
        same = one.same
        if same in alike:
            found.repeat(one.row, None, once=False)
        elif same in seen:
            found.twice(one.row, seen[same])
        seen.setdefault(same, one.row)


def _alike(session: Session, ids: list[uuid.UUID]) -> set[bytes]:
    """Encounters on record in the form of `Held.same`."""
    columns = [getattr(Encounter, name) for name in _SAME]
    found: set[bytes] = set()
    for place in range(0, len(ids), FIND_AT_ONCE):
        some = ids[place : place + FIND_AT_ONCE]
        met: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = {}
        attended = select(
            EncounterAttendance.encounter_id, EncounterAttendance.client_id, EncounterAttendance.private_line
        )
        for key, client, line in session.execute(attended.where(EncounterAttendance.encounter_id.in_(some))):
            met.setdefault(key, []).append((client, line))
        rows = session.execute(select(Encounter.id, *columns).where(Encounter.id.in_(some)))
        found |= {_digest((*kept, tuple(sorted(met.get(key, ()))))) for key, *kept in rows}
    return found


def _add(encounters: audit.Bulk, present: audit.Bulk, held: list[Held]) -> None:
    years = [one.values["date"].year for one in held]
    encounters.add([one.values for one in held], [_owner(one, year) for one, year in zip(held, years, strict=True)])
    met = [(one.values["id"], year, who) for one, year in zip(held, years, strict=True) for who in one.met]
    present.add(
        [
            {"id": new_id(), "encounter_id": key, "client_id": client, "private_line": line}
            for key, _year, (client, line) in met
        ],
        [f"{client.hex}/{year}" for _key, year, (client, _line) in met],
    )


def _owner(one: Held, year: int) -> str:
    """Whose part of the record a note belongs to: a client's; a group's note is nobody's alone."""
    return f"{one.met[0][0].hex}/{year}" if len(one.met) == 1 else str(one.values["id"].hex)


KIND = Kind(
    "encounters",
    EncounterEntry,
    COLUMNS,
    take,
    streams=True,
    doubts=DOUBTS,
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
