"""Encounters without names: nothing of client, peer supporter, note, place or day below the year.

Rows are sorted by what they say, so that their order tells no dates either.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import merged
from app.models.clients import Client
from app.models.encounters import Encounter, EncounterAttendance
from app.models.program import Funding
from app.services.encounters import listing
from app.services.exchange import unnamed
from app.services.exchange.codebooks import Batch, Codebook
from app.services.exchange.formulas import guard
from app.services.exchange.kinds import encounters
from app.services.rules import suppression
from app.services.users import Action, allowed
from app.wording import N_

COLUMNS = ("year", "minutes", "manner", "service_type", "phase", "support", "funding", "clients", "age_group")
SEVERAL = "several"
CODEBOOK = Codebook(
    "encounters",
    N_("Encounters, without names"),
    N_(
        "A row for each encounter in effect on the day of the export, sorted by its values. Who was there, who wrote,"
        " the note, the place and the day are left out; a funding named after a county is hidden."
    ),
    encounters.KIND,
    COLUMNS,
    more={
        "year": N_("Year in which the encounter began."),
        "minutes": N_("Length in whole minutes."),
        "clients": N_("How many clients were there."),
        "age_group": N_(
            "Age on the last day of the year, in bands; over 89 is one band. 'several' where a group spans bands."
        ),
    },
    forms={"year": "integer", "minutes": "integer", "clients": "integer"},
)
BATCH = 500


@allowed(Action.EXPORT)
def batches(session: Session, first: dt.date, last: dt.date, as_of: dt.date) -> Iterator[Batch]:
    """The encounters of the days `first` to `last`; equal rows are counted, not held one by one."""
    gone = {key.hex for key in listing.replaced(session, as_of)}
    ages, fundings = _Ages(session), _fundings(session)
    found: Counter[tuple[Any, ...]] = Counter()
    for batch in session.execute(_query(first, last)).partitions():
        rows = [row for row in batch if row.key not in gone]
        present = _present(session, [row.key for row in rows])
        found.update(
            (
                row.year, row.minutes, row.manner, row.service_type, row.phase, row.support,
                fundings[row.funding], len(present[row.key]), ages.of(present[row.key], row.year),
            )
            for row in rows
            if row.key in present
        )  # fmt: skip
    for values in sorted(found):
        yield [values] * found[values]


class _Ages(dict[tuple[str, str], str]):
    """(client, year) -> the age group on the last day of the year."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        query = select(type_coerce(Client.id, String), Client.birth_date)
        self.born: dict[str, dt.date | None] = {key: born for key, born in session.execute(query)}

    def __missing__(self, key: tuple[str, str]) -> str:
        client, year = key
        found = self[key] = suppression.age_group(self.born[client], dt.date(int(year), 12, 31))
        return found

    def of(self, clients: Sequence[str], year: str) -> str:
        """The age group that all of these share, or the word for several."""
        groups = {self[client, year] for client in clients}
        return groups.pop() if len(groups) == 1 else SEVERAL


def _fundings(session: Session) -> dict[str, str]:
    """Funding key -> the name that may be told."""
    told = unnamed.names(session, Funding)
    query = select(type_coerce(Funding.id, String), Funding.name)
    return {"": ""} | {key: guard(told[name]) for key, name in session.execute(query)}


def _query(first: dt.date, last: dt.date) -> Any:
    kept = Encounter
    return (
        select(
            type_coerce(kept.id, String).label("key"), func.substr(type_coerce(kept.date, String), 1, 4).label("year"),
            (kept.stops - kept.starts).label("minutes"), kept.manner, kept.service_type, kept.phase, kept.support,
            type_coerce(func.coalesce(kept.funding_id, ""), String).label("funding"),
        )
        .where(kept.date.between(first, last))
        .order_by(kept.date, kept.id)
        .execution_options(yield_per=BATCH)
    )  # fmt: skip


def _present(session: Session, keys: Sequence[str]) -> dict[str, list[str]]:
    """Encounter key -> the clients who were there."""
    key = type_coerce(EncounterAttendance.encounter_id, String)
    client = type_coerce(merged.standing(), String)
    query = select(key, client).join(Client, Client.id == EncounterAttendance.client_id).where(key.in_(keys))
    found: dict[str, list[str]] = {}
    for encounter, person in session.execute(query.distinct()):
        found.setdefault(encounter, []).append(person)
    return found
