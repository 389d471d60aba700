"""Possible duplicates: the same name, spelled alike, with birth dates that do not speak against it. Only ever shown.

Names are compared without case, accents, spaces and marks, and in either order; nothing is guessed from sound.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.folded import joined
from app.models.clients import Client
from app.services.clients.answers import OPEN
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Known:
    """What two records are compared by."""

    id: uuid.UUID | None
    code: str
    first_name: str
    last_name: str
    name_used: str
    birth_date: dt.date | None

    def keys(self) -> set[tuple[str, ...]]:
        """The names of this person, each as the sorted pair of its plain parts."""
        firsts = {self.first_name, "" if self.name_used in OPEN else self.name_used} - {""}
        return {tuple(sorted((joined(first), joined(self.last_name)))) for first in firsts}


def alike(one: Known, other: Known) -> bool:
    """Whether two records may be of one person: a name in common, and birth dates equal or one of them unknown."""
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        return False
    return bool(one.keys() & other.keys())


class Index:
    """Records by their names, so that a thousand rows are compared without looking at every pair."""

    def __init__(self, records: Iterable[Known]) -> None:
        """Begin with these."""
        self._by_name: dict[tuple[str, ...], list[Known]] = {}
        for record in records:
            self.add(record)

    def add(self, record: Known) -> None:
        """Know one more."""
        for key in record.keys():
            self._by_name.setdefault(key, []).append(record)

    def like(self, record: Known) -> Iterator[Known]:
        """Those who may be the same person as this one, each once, other codes only."""
        seen = {record.code}
        for key in sorted(record.keys()):
            for other in self._by_name.get(key, ()):
                if other.code not in seen and alike(record, other):
                    seen.add(other.code)
                    yield other


@allowed(Action.SEE_CLIENTS)
def index(session: Session) -> Index:
    """Every client whom this person may see, by name; merged records are left out."""
    query = select(
        Client.id, Client.code, Client.first_name, Client.last_name, Client.name_used, Client.birth_date
    ).where(Client.merged_into_id.is_(None))
    return Index(Known(*row) for row in session.execute(query))


@allowed(Action.SEE_CLIENTS)
def of_client(session: Session, client: Client) -> list[Known]:
    """The possible duplicates of a client on record."""
    own = Known(
        client.id, client.code, client.first_name, client.last_name, client.name_used, client.birth_date
    )
    return list(index(session).like(own))
