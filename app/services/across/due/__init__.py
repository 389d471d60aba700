"""What is due: the list on Home, from every room, each with its reason and where the rule comes from."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.services.across import forecast
from app.services.across.due import expiring, incidents, months, notes, own, plans, supervision
from app.services.across.due.item import Item as Item
from app.services.across.due.item import Kind as Kind
from app.services.across.due.item import Weight as Weight
from app.services.packs import library
from app.services.rules import ledger as rules
from app.services.supervision import owed
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Balance:
    """One person's line of supervision owed, for the card on Home: minutes of this month, and owed in all."""

    code: str
    name: str
    pack: str
    owed_minutes: int
    required_minutes: int
    credited_minutes: int


@dataclass(frozen=True)
class Due:
    """Home's list and its card."""

    items: tuple[Item, ...]
    balances: tuple[Balance, ...]


@allowed(Action.SEE_SUPERVISION)
def due(session: Session, today: dt.date) -> Due:
    """Everything due for the signed-in person, by weight and then by day, and the balances they may see."""
    found = owed.gathered(session, today)
    lines = found.lines
    names = {row.code: row.name for row in session.execute(select(Staff.code, Staff.name))}
    items = [*supervision.to_sign(session), *own.drafts(session, today)]
    outlook = forecast.ahead(session, [line for line in lines if line.months], today, whole=False)
    items += supervision.owed(session, library(session), lines, names, today, outlook)
    items += supervision.coverage(session, library(session), names, today, outlook)
    items += [*expiring.licenses(session, today), *expiring.certificates(session, today)]
    items += [*supervision.agreements(session, today), *supervision.papers(session), *plans.plans(session, today)]
    items += [*own.setup(session, today), *notes.notes(session, today)]
    items += [*incidents.incidents(session, today), *months.months(session, today, found)]
    return Due(tuple(sorted(items, key=_order)), tuple(_balances(lines, names, today)))


def joined(found: Due, more: list[Item]) -> Due:
    """The same with further items in their places."""
    return Due(tuple(sorted((*found.items, *more), key=_order)), found.balances)


def _order(item: Item) -> tuple[int, dt.date, str, str, str]:
    return item.weight, item.on, item.kind, item.person, item.what


def _balances(lines: list[rules.PackLedger], names: dict[str, str], today: dt.date) -> list[Balance]:
    found = []
    for line in lines:
        if not line.months or line.months[-1].month != f"{today:%Y-%m}":
            continue
        last = line.months[-1]
        if last.required_minutes is None or last.owed_minutes is None:
            continue
        target = last.required_minutes + max(last.carried or 0, 0)
        found.append(
            Balance(
                line.staff, names[line.staff], line.pack, max(0, rules.ceil_minutes(last.owed_minutes)),
                rules.ceil_minutes(target), last.credited_minutes,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.owed_minutes, one.name))
