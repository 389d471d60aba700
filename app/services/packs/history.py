"""What the agency amended in its rule packs: each amendment with what it changed, who made it and why, withdrawn or not."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.packs import PackAmendment
from app.models.users import User
from app.services import users
from app.services.rules import figures, packs
from app.services.rules.pack import Figure, Rule
from app.services.users import Action, allowed
from app.wording import _, short_day


@dataclass(frozen=True)
class Change:
    """One figure that an amendment sets: its label, and the values before and after as they are typed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One amendment as its list shows it."""

    id: uuid.UUID
    pack: str
    title: str
    in_force_from: dt.date
    in_force_to: dt.date | None
    based_on: str
    made_on: dt.date
    made_by: str
    reason: str
    source: str
    changes: tuple[Change, ...]
    withdrawn_on: dt.date | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def code_and_days(self) -> str:
        """The pack's code and the days on which the rule holds, in short."""
        if self.in_force_to is None:
            return _("{code} from {day} on").format(code=self.pack, day=short_day(self.in_force_from))
        first, last = short_day(self.in_force_from), short_day(self.in_force_to)
        return _("{code} from {first} to {last}").format(code=self.pack, first=first, last=last)


@allowed(Action.SEE_STAFF)
def listed(session: Session) -> list[Row]:
    """Every amendment ever made, the newest first, with those taken back."""
    kept = session.scalars(select(PackAmendment).order_by(PackAmendment.made_at.desc(), PackAmendment.id.desc())).all()
    names = {row.id: row.name for row in session.execute(select(User.id, User.name))} if kept else {}
    rules = {(row.pack, row.in_force_from): _rule(row.pack, row.rule)[1] for row in reversed(kept)}
    return [_row(session, row, names, rules) for row in kept]


_rule = lru_cache(maxsize=256)(packs.read_rule)


def _row(
    session: Session, row: PackAmendment, names: Mapping[uuid.UUID, str], own: Mapping[tuple[str, dt.date], Rule]
) -> Row:
    table, rule = _rule(row.pack, row.rule)
    code, _slash, day = row.based_on.partition("/")
    base = _base(code, dt.date.fromisoformat(day), own)
    return Row(
        row.id, row.pack, str(table.get("title", "")), row.in_force_from, rule.in_force_to, row.based_on,
        users.day(session, row.made_at), names.get(row.made_by, ""), row.reason, row.source,
        _changes(base.figures if base else {}, rule.figures),
        users.day(session, row.withdrawn_at) if row.withdrawn_at else None,
        names.get(row.withdrawn_by, "") if row.withdrawn_by else "", row.withdrawn_reason,
    )  # fmt: skip


def _base(code: str, day: dt.date, own: Mapping[tuple[str, dt.date], Rule]) -> Rule | None:
    """The rule that an amendment was made from: the agency's own of that day, else the one that came with Peerdesk."""
    if (code, day) in own:
        return own[code, day]
    shipped = packs.all_packs().get(code)
    return shipped.rule_on(day).rule if shipped else None


def _changes(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> tuple[Change, ...]:
    found = []
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if new is not None and (old is None or old.value != new.value or old.amended != new.amended):
            found.append(Change(_(new.label), figures.words(old) if old else "", figures.words(new)))
        elif new is None and old is not None:
            found.append(Change(_(old.label), figures.words(old), ""))
    return tuple(found)
