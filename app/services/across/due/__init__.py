"""What is due: the list on Home, from every room, each with its reason and where the rule comes from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.services.across import forecast
from app.services.across.due import (
    contacts,
    declared,
    expiring,
    incidents,
    lengths,
    months,
    notes,
    own,
    plans,
    supervision,
)
from app.services.across.due.item import Item as Item
from app.services.across.due.item import Kind as Kind
from app.services.across.due.item import Weight as Weight
from app.services.packs import library
from app.services.rules import balance, packs
from app.services.rules import ledger as rules
from app.services.rules.packs import Pack
from app.services.supervision import owed
from app.services.users import Action, allowed


@dataclass(frozen=True)
class Balance:
    """One person's line of supervision owed, for the card on Home: this month, and what is owed at its end, rounded up."""

    code: str
    name: str
    pack: str
    owed_minutes: int
    month: balance.Balance
    other: str


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
    items = [*supervision.to_sign(session, found), *own.drafts(session, today)]
    outlook = forecast.ahead(session, [line for line in lines if line.months], today, whole=False)
    known = library(session)
    items += supervision.owed(session, known, lines, names, today, outlook)
    items += supervision.coverage(session, known, names, today, outlook)
    items += [*expiring.licenses(session, today), *expiring.certificates(session, today)]
    items += [*supervision.agreements(session, today), *supervision.papers(session), *plans.plans(session, today)]
    items += [*own.setup(session, today), *contacts.contacts(session, today), *notes.notes(session, today)]
    items += [*incidents.incidents(session, today), *months.months(session, today, found)]
    items += [*declared.records(session, today), *lengths.lengths(session, today)]
    return Due(tuple(sorted(items, key=_order)), tuple(_balances(library(session), lines, names, today)))


def joined(found: Due, more: list[Item]) -> Due:
    """The same with further items in their places."""
    return Due(tuple(sorted((*found.items, *more), key=_order)), found.balances)


def _order(item: Item) -> tuple[int, dt.date, str, str, str]:
    return item.weight, item.on, item.kind, item.person, item.what


def _balances(
    known: Mapping[str, Pack], lines: list[rules.PackLedger], names: dict[str, str], today: dt.date
) -> list[Balance]:
    found = []
    for line in lines:
        month = balance.of_line(line)
        if month is None or month.owed is None or line.months[-1].month != f"{today:%Y-%m}":
            continue
        carried = packs.find(known, line.pack).rule_on(today).rule.carries_surplus
        owed_minutes = max(0, rules.ceil_minutes(month.owed))
        other = balance.other_words(month, carried)
        found.append(Balance(line.staff, names[line.staff], line.pack, owed_minutes, month, other))
    return sorted(found, key=lambda one: (-one.owed_minutes, one.name))
