"""The book of corrections: what a row said before and says now, why, by whom; and what still hangs on a row."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.corrections import Correction
from app.models.users import User
from app.services import entries, users
from app.services.entries import Entry
from app.services.problems import Invalid
from app.services.users import Action, allowed
from app.wording import N_, _, clock, length, short_day

REASON = "reason"
TIME = re.compile(r"\d\d:\d\d", re.ASCII)
LENGTHS = {"hours", "minutes"}  # in the names of fields that hold minutes
WHY = N_("Say why it is corrected. This stays on record.")
YES_NO = {"yes": N_("yes"), "no": N_("no")}


@dataclass(frozen=True)
class Change:
    """One field that says something else now; both sides as they would be typed, '' for blank."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """A correction as pages show it: its day in the agency's zone, who made it, why, and what it changed."""

    record: uuid.UUID
    on: dt.date
    by: str
    reason: str
    changes: tuple[Change, ...]

    @property
    def sentence(self) -> str:
        """Corrected on Nov 12, 2026 by Ann Manager: typed from the wrong card."""
        words = _("Corrected on {day} by {name}: {reason}")
        return words.format(day=short_day(self.on), name=self.by, reason=self.reason)

    def words(self, entry: type[Entry], choices: Mapping[str, Sequence[tuple[str, str]]] | None = None) -> str:
        """What was changed, with the labels of the entry's fields; `choices` give values their words."""
        return "; ".join(_words(one, entry, dict((choices or {}).get(one.field, ()))) for one in self.changes)


def _words(one: Change, entry: type[Entry], choices: Mapping[str, str]) -> str:
    info = entry.model_fields.get(one.field)
    label = _(info.title) if info is not None and info.title else one.field.replace("_", " ").capitalize()
    sides = [_said(one.field, value, choices) for value in (one.before, one.after)]
    return _("{label}: {before} → {after}").format(label=label, before=sides[0], after=sides[1])


def _said(field: str, value: str, choices: Mapping[str, str]) -> str:
    if not value:
        return _("blank")
    if value in choices:
        return choices[value]
    if entries.DATE.fullmatch(value):
        return short_day(dt.date.fromisoformat(value))
    if value.isdigit() and LENGTHS & set(field.split("_")):
        return length(int(value))
    if TIME.fullmatch(value):
        return clock(dt.time.fromisoformat(value))
    return _(YES_NO[value]) if value in YES_NO else value


def typed(value: Any) -> str:
    """A value as it would be typed: yes/no, ISO days, HH:MM, codes with `;`, '' for blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple | list | set | frozenset):
        return ";".join(sorted(typed(one) for one in value))
    return str(value)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The fields of `before` that say something else in `after`, in their order."""
    pairs = ((name, typed(value), typed(after.get(name))) for name, value in before.items())
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)


Ordinary = Callable[[Change], bool]


def corrected(found: Sequence[Change], ordinary: Ordinary = lambda _one: False) -> tuple[Change, ...]:
    """Those changes that replace what was written: what fills in a blank, or is ordinary for its field, is none."""
    return tuple(one for one in found if one.before and not ordinary(one))


def reason_for(found: Sequence[Change], reason: str) -> str:
    """The reason, checked. Raises Invalid (`reason`) where something written is replaced without one."""
    if found and not reason.strip():
        raise Invalid({REASON: _(WHY)})
    try:
        return entries.prose(reason)
    except ValueError as wrong:
        raise Invalid({REASON: str(wrong)}) from None


@dataclass(frozen=True)
class Owner:
    """Whose record was set right, so that who may see it sees the correction too."""

    staff_id: uuid.UUID | None = None
    supervisor_id: uuid.UUID | None = None
    client_id: uuid.UUID | None = None


@allowed(Action.CORRECT)
def keep(session: Session, row: Base, found: Sequence[Change], reason: str, owner: Owner) -> None:
    """Put a correction of this row on record; nothing where nothing that was written is replaced."""
    if not found:
        return
    session.add(
        Correction(
            table=row.__tablename__, record=row.id, said=_packed(found), reason=reason,  # type: ignore[attr-defined]
            corrected_at=session.info["at"], corrected_by=users.actor_of(session).user_id,
            staff_id=owner.staff_id, supervisor_id=owner.supervisor_id, client_id=owner.client_id,
        )
    )  # fmt: skip
    session.flush()


def _packed(found: Sequence[Change]) -> str:
    return json.dumps([[one.field, one.before, one.after] for one in found], ensure_ascii=False)


@allowed(Action.SEE_STAFF)
def of_records(session: Session, table: str, records: Collection[uuid.UUID]) -> list[Told]:
    """The corrections of these rows of a table in this person's view, the newest first."""
    query = select(Correction).where(Correction.table == table, Correction.record.in_(records))
    rows = list(session.scalars(query.order_by(Correction.corrected_at.desc(), Correction.id.desc())))
    names = {row.id: row.name for row in session.execute(select(User.id, User.name))} if rows else {}
    return [
        Told(
            row.record, users.day(session, row.corrected_at), names.get(row.corrected_by, ""), row.reason,
            tuple(Change(*one) for one in json.loads(row.said)),
        )
        for row in rows
    ]  # fmt: skip


@allowed(Action.CORRECT)
def hanging(session: Session, row: Base, but: Collection[str] = ()) -> list[str]:
    """The tables with a row that names this one, by name; those of `but` do not count."""
    return sorted({kind.__tablename__ for kind, column in _naming(row.__tablename__)
                   if kind.__tablename__ not in but
                   and session.scalar(select(column).where(column == row.id).limit(1)) is not None})  # type: ignore[attr-defined]  # fmt: skip


def _naming(table: str) -> Iterator[tuple[Any, Any]]:
    """(mapped class, its column) of each reference to a table."""
    for mapper in Base.registry.mappers:
        for attribute in mapper.column_attrs:
            if any(key.column.table.name == table for key in attribute.columns[0].foreign_keys):
                yield mapper.class_, getattr(mapper.class_, attribute.key)
