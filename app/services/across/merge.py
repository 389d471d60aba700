"""Two records of one person, shown as one. Nothing is re-pointed: the second names the first, so it can be undone."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.clients import Client
from app.models.encounters import EncounterAttendance
from app.services.catalog import KINDS
from app.services.clients import records, steps
from app.services.clients.answers import OPEN
from app.services.problems import Invalid, Problem
from app.services.users import Action, allowed
from app.wording import N_, _

_SELF = N_("This is one and the same record.")
_GONE = N_("{code} is shown with another record already. Take that apart first.")
_HOLDS = N_("Another record is shown with {code} already. Take that apart first, or keep {code} as the first one.")
_APART = N_("{code} stands on its own already.")


@dataclass(frozen=True)
class Line:
    """One question of the intake as both records answer it; '' is no answer."""

    label: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether both answer, and not alike."""
        return bool(self.one and self.other) and self.one != self.other


@dataclass(frozen=True)
class Side:
    """One of two records: its code, the name to call the person by, how much it answers, and how much hangs on it."""

    id: uuid.UUID
    code: str
    name: str
    episodes: int
    notes: int
    records: tuple[tuple[str, int], ...]  # of each kind of record: its name, and how many
    answers: int

    @property
    def holds(self) -> tuple[int, int]:
        """How full it is: its intake stands for both, so answers come first; what hangs on either is shown anyway."""
        return self.answers, self.episodes + self.notes + sum(count for _kind, count in self.records)


@dataclass(frozen=True)
class Pair:
    """Two records side by side, with every question that one of them answers."""

    one: Side
    other: Side
    lines: tuple[Line, ...]

    @property
    def fuller(self) -> Side:
        """The record that holds more, and so should stay in front; of two alike the older one."""
        if self.one.holds == self.other.holds:
            return min(self.one, self.other, key=lambda side: side.id)
        return max(self.one, self.other, key=lambda side: side.holds)


@allowed(Action.MERGE_CLIENTS)
def compare(session: Session, one_id: uuid.UUID, other_id: uuid.UUID) -> Pair:
    """Two records side by side. Raises NotFound."""
    one, other = records.load(session, one_id), records.load(session, other_id)
    answers = [records.typed(client) for client in (one, other)]
    lines = []
    for step in steps.STEPS:
        for name in step.fields:
            said = [steps.said(name, typed.get(name)) for typed in answers]
            if any(said) and name != "code":
                lines.append(Line(_(steps.label(name)), *said))
    return Pair(_side(session, one), _side(session, other), tuple(lines))


def _side(session: Session, client: Client) -> Side:
    def count(model: Any) -> int:
        return session.scalar(select(func.count(model.id)).where(model.client_id == client.id)) or 0

    hanging = tuple((kind.name, count(kind.model)) for kind in KINDS if "client" in kind.names)
    given = records.typed(client)
    answers = sum(name != "code" and str(value or "") not in ("", *OPEN) for name, value in given.items())
    name = records.shown_name(client)
    return Side(client.id, client.code, name, len(client.episodes), count(EncounterAttendance), hanging, answers)


@allowed(Action.MERGE_CLIENTS)
def merge(session: Session, first_id: uuid.UUID, second_id: uuid.UUID) -> Client:
    """Show the second record with the first, which stands for both from now on; the second one.

    Raises Invalid where both are one, where either is merged already, or where the second one stands for a third:
    so there are neither cycles nor chains. NotFound.
    """
    first, second = records.load(session, first_id), records.load(session, second_id)
    if first.id == second.id:
        raise Invalid({"": _(_SELF)})
    for client in (first, second):
        if client.merged_into_id is not None:
            raise Invalid({"": _(_GONE).format(code=client.code)})
    if records.further(session, second.id):
        raise Invalid({"": _(_HOLDS).format(code=second.code)})
    second.merged_into_id = first.id
    session.flush()
    return second


@allowed(Action.MERGE_CLIENTS)
def undo(session: Session, second_id: uuid.UUID) -> Client:
    """Let a merged record stand on its own again, with all that is its own. Raises Problem where it does, NotFound."""
    second = records.load(session, second_id)
    if second.merged_into_id is None:
        raise Problem(_(_APART).format(code=second.code))
    second.merged_into_id = None
    session.flush()
    return second
