"""What an amendment of the rules changes for people: their months and checklists, told before it is saved.

The rules are amended, everybody's exact ledger and checklist is asked before and after, and what differs is the answer.
Nothing is written unless just that was seen.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.corrections import effects
from app.services.credentials import standing
from app.services.packs import amending, library
from app.services.packs.entry import AmendmentEntry, WithdrawalEntry
from app.services.problems import Invalid
from app.services.rules import figures, packs
from app.services.rules import ledger as rules
from app.services.rules.credentials import Line
from app.services.supervision import months, owed
from app.services.users import Action, allowed
from app.wording import _

T = TypeVar("T")
Amounts = tuple[int | Fraction | None, int | Fraction | None]  # minutes before and after; None: the rules set none


@dataclass(frozen=True)
class MonthShift:
    """A month of one person under one pack that is counted otherwise; `signed` as it stands, it goes out of date."""

    staff: str
    name: str
    rules: str
    month: str
    required: Amounts
    credited: Amounts
    owed: Amounts
    reasons: bool
    signed: bool


@dataclass(frozen=True)
class LineShift:
    """A line of one person's checklist that says something else; '' where it is not asked."""

    staff: str
    name: str
    rules: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """All that an amendment changes today; `papers` printed to be signed by hand show months as they were."""

    months: tuple[MonthShift, ...] = ()
    lines: tuple[LineShift, ...] = ()
    papers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is changed for anybody."""
        return bool(self.months or self.lines)

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns, by name, each once."""
        named = {one.staff: one.name for one in self.months} | {one.staff: one.name for one in self.lines}
        return tuple(sorted(named.values()))

    @property
    def signed(self) -> int:
        """How many signed months go out of date."""
        return sum(one.signed for one in self.months)


class Unseen(Invalid):
    """An amendment changes figures that nobody has looked at; nothing is saved. `changed` says whose."""

    def __init__(self, changed: Changed) -> None:
        """Keep what has to be looked at."""
        self.changed = changed
        super().__init__({"": _(effects.LOOK)})


@dataclass(frozen=True)
class _Ground:
    """Lines of the ledger and of the checklist, and the signed months that stand as they were signed."""

    ids: Mapping[str, uuid.UUID]
    names: Mapping[str, str]
    lines: Mapping[tuple[str, str], rules.PackLedger]
    asked: Mapping[tuple[str, str], Mapping[str, Line]]
    standing: frozenset[tuple[str, str, str]]


@allowed(Action.AMEND_PACKS)
def amend(session: Session, entry: AmendmentEntry, seen: Changed | None = None) -> uuid.UUID:
    """Amend or copy rules; the row's id. Raises Unseen unless what it changes is just what was `seen`, Invalid."""
    return _settle(session, lambda: amending.amend(session, entry).id, seen)


@allowed(Action.AMEND_PACKS)
def withdraw(session: Session, key: uuid.UUID, entry: WithdrawalEntry, seen: Changed | None = None) -> uuid.UUID:
    """Take an amendment back; the row's id. Raises Unseen unless what that changes was `seen`, NotFound, Problem."""
    return _settle(session, lambda: amending.withdraw(session, key, entry).id, seen)


def _settle(session: Session, work: Callable[[], T], seen: Changed | None) -> T:
    before = _ground(session)
    answer = work()
    session.flush()
    changed = _changed(session, before, _ground(session))
    if changed and changed != seen:
        raise Unseen(changed)
    return answer


def _ground(session: Session) -> _Ground:
    today = users.today(session)
    found = owed.gathered(session, today)
    asked: dict[tuple[str, str], Mapping[str, Line]] = {}
    for one in standing.everyone(session, today):
        asked[one.staff, one.holder.pack.code] = {line.code: line for line in one.lines}
    return _Ground(
        {person.code: key for key, person in found.people.items()},
        {person.code: person.name for person in found.people.values()},
        {(line.staff, line.pack): line for line in found.lines},
        asked,
        frozenset(
            (one.wanted.staff, one.wanted.pack, f"{one.wanted.month:%Y-%m}")
            for one in months.closed(session, today, found)
            if not one.changes
        ),
    )


def _changed(session: Session, before: _Ground, after: _Ground) -> Changed:
    shifts = tuple(_months(session, before, after))
    keys = dict.fromkeys(before.ids[one.staff] for one in shifts)
    papers = sorted({number for key in keys for number in effects.papers_out(session, staff_id=key)})
    return Changed(shifts, tuple(_lines(session, before, after)), tuple(papers))


def _months(session: Session, before: _Ground, after: _Ground) -> Iterator[MonthShift]:
    known, stale = library(session), before.standing - after.standing
    for staff, pack in sorted({*before.lines, *after.lines}, key=lambda one: (before.names[one[0]], *one)):
        sides = [
            {month.month: month for month in ground.lines[staff, pack].months} if (staff, pack) in ground.lines else {}
            for ground in (before, after)
        ]
        for name in sorted({*sides[0], *sides[1]}):
            old, new = (side.get(name) for side in sides)
            signed = (staff, pack, name) in stale
            if _counts(old) != _counts(new) or signed:
                yield MonthShift(
                    staff, before.names[staff], figures.short_title(packs.find(known, pack)), name,
                    (old and old.required_minutes, new and new.required_minutes),
                    (old and old.credited_minutes, new and new.credited_minutes),
                    (old and old.owed_minutes, new and new.owed_minutes), _reasons(old) != _reasons(new), signed,
                )  # fmt: skip


def _counts(month: rules.Month | None) -> object:
    """All that is counted in a month, with what it brings along."""
    if month is None:
        return None
    return month.required_minutes, month.credited_minutes, month.owed_minutes, _reasons(month)


def _reasons(month: rules.Month | None) -> object:
    return (month.not_credited, month.hours_not_counted) if month is not None else ()


def _lines(session: Session, before: _Ground, after: _Ground) -> Iterator[LineShift]:
    known = library(session)
    for staff, pack in sorted({*before.asked, *after.asked}, key=lambda one: (before.names[one[0]], *one)):
        sides = before.asked.get((staff, pack), {}), after.asked.get((staff, pack), {})
        for code in dict.fromkeys((*sides[0], *sides[1])):
            old, new = (side.get(code) for side in sides)
            shown = new or old
            if shown is not None and _said(old) != _said(new):
                title = figures.short_title(packs.find(known, pack))
                yield LineShift(staff, before.names[staff], title, shown.label, *map(_words, (old, new)))


def _said(line: Line | None) -> object:
    return (line.label, line.state, line.words, line.until) if line is not None else None


def _words(line: Line | None) -> str:
    return "" if line is None else _("{label}: {words}").format(label=line.label, words=line.words)
