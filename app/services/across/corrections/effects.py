"""What a correction changes of figures that were shown or signed: told, by people and months, before it is saved."""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.supervision import (
    PaperDocument,
    PaperDocumentSession,
    PaperSignature,
    SessionAttendance,
    SupervisionSession,
)
from app.services import users
from app.services.documents import words
from app.services.packs import library
from app.services.problems import Invalid
from app.services.rules import ledger as rules
from app.services.rules import packs
from app.services.supervision import months, owed
from app.services.supervision.months import Wanted
from app.services.users import Action, allowed
from app.wording import N_, _, plural

T = TypeVar("T")
Effects = tuple[str, ...]
LOOK = N_("Nothing is saved yet. Saving changes what stands below: look at it, then save again.")


class Untold(Invalid):
    """A correction changes figures that nobody was told of; nothing is saved. `effects` says whose, a line each."""

    def __init__(self, effects: Effects) -> None:
        """Keep what has to be told."""
        self.effects = effects
        super().__init__({"": _(LOOK)})


@dataclass(frozen=True)
class _Ground:
    """The ledger of today by person and pack, and the signed months that still stand as they were signed."""

    found: owed.Gathered
    names: dict[str, str]
    lines: dict[tuple[str, str], rules.PackLedger]
    standing: frozenset[tuple[str, uuid.UUID]]
    closed: dict[uuid.UUID, Wanted]


@allowed(Action.CORRECT)
def settle(
    session: Session,
    work: Callable[[], T],
    told: Collection[str] = (),
    printed: Callable[[], Sequence[str]] = tuple,
) -> tuple[T, Effects]:
    """Do `work`, and give its answer with what it changed. Raises Untold unless just that was `told` before.

    `printed` gives the papers out for signature that show what is changed.
    """
    session.flush()
    before, papers = _ground(session), tuple(printed())
    answer = work()
    session.flush()
    effects = tuple(_effects(session, before, _ground(session), papers))
    if effects and effects != tuple(told):
        raise Untold(effects)
    return answer, effects


def _ground(session: Session) -> _Ground:
    today = users.today(session)
    found = owed.gathered(session, today)
    closed = months.closed(session, today, found)
    return _Ground(
        found,
        {person.code: person.name for person in found.people.values()},
        {(_key(found, line.staff), line.pack): line for line in found.lines},
        frozenset((_key(found, one.wanted.staff), one.id) for one in closed if not one.changes),
        {one.id: one.wanted for one in closed},
    )


def _key(found: owed.Gathered, code: str) -> str:
    """The person's id: a code may be what is corrected."""
    return next(key.hex for key, person in found.people.items() if person.code == code)


def _effects(session: Session, before: _Ground, after: _Ground, papers: Sequence[str]) -> Iterator[str]:
    known = library(session)
    names = {key.hex: person.name for ground in (before, after) for key, person in ground.found.people.items()}
    for key in sorted({*before.lines, *after.lines}, key=lambda one: (names[one[0]], one[1])):
        said = _shift(before.lines.get(key), after.lines.get(key))
        if said:
            title = _(packs.find(known, key[1]).title)
            yield _("{name}, {rules}. {changes}").format(name=names[key[0]], rules=title, changes=said)
    stale = [(names[key], before.closed[one].month) for key, one in before.standing - after.standing]
    for name in sorted({one for one, _month in stale}):
        said = ", ".join(words.month(month) for one, month in sorted(stale) if one == name)
        told = _("Signed months of {name}: {months}. What was signed stays as it was signed, and is shown as out of date.")
        yield told.format(name=name, months=said)
    if papers:
        yield _("Printed to be signed by hand, with the words of before: {numbers}. Take these papers back and print "
                "them again.").format(numbers=", ".join(papers))  # fmt: skip


def _shift(before: rules.PackLedger | None, after: rules.PackLedger | None) -> str:
    """What differs between two lines in a sentence or two; '' where nothing does."""
    sides = [{month.month: month for month in line.months} if line else {} for line in (before, after)]
    both = sorted({*sides[0], *sides[1]})
    changed = [name for name in both if _counts(sides[0].get(name)) != _counts(sides[1].get(name))]
    if not changed:  # what was owed before the first month, or is carried, can change alone
        changed = [name for name in both if _owed(sides[0].get(name)) != _owed(sides[1].get(name))]
    if not changed:
        return ""
    said = [_("{months}.").format(months=_run(changed))]
    for label, field in ((_("Worked"), "worked_minutes"), (_("Required"), "required_minutes"),
                         (_("Credited"), "credited_minutes")):  # fmt: skip
        sums = [sum((getattr(side[name], field) or 0) for name in changed if name in side) for side in sides]
        if sums[0] != sums[1]:
            said.append(_pair(label, *(words.length(one) for one in sums)))
    owes = [rules.summary(line).owed_minutes if line else None for line in (before, after)]
    if owes[0] != owes[1]:
        said.append(_pair(_("Owed today"), *("–" if one is None else words.length(one) for one in owes)))
    if len(said) == 1:
        said.append(_("The reasons why sessions or hours do not count change."))
    return " ".join(said)


def _pair(label: str, before: str, after: str) -> str:
    return _("{label}: {before} → {after}.").format(label=label, before=before, after=after)


def _counts(month: rules.Month | None) -> object:
    """What a month counts, without what it brings along from earlier ones; None where it counts nothing."""
    if month is None:
        return None
    amounts = month.worked_minutes, month.required_minutes, month.credited_minutes
    said = *amounts, month.not_credited, month.hours_not_counted
    return said if any(said) else None


def _owed(month: rules.Month | None) -> object:
    return (month.owed_minutes if month is not None else None) or 0


def _run(names: Sequence[str]) -> str:
    """Months in words, those in a row as a span, and how many they are."""
    days = [dt.date.fromisoformat(f"{name}-01") for name in names]
    runs: list[list[dt.date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days <= 31:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = [words.month(run[0]) if len(run) == 1 else
            _("{first} to {last}").format(first=words.month(run[0]), last=words.month(run[-1])) for run in runs]  # fmt: skip
    return plural("{count} month", "{count} months", len(days)) + f" ({', '.join(said)})"


@allowed(Action.SEE_SUPERVISION)
def papers_out(
    session: Session, staff_id: uuid.UUID | None = None, supervisor_id: uuid.UUID | None = None
) -> list[str]:
    """The numbers of papers printed for signature, not signed and not taken back, on which this person stands."""
    listed = PaperDocumentSession
    attended = select(SessionAttendance.session_id).where(SessionAttendance.staff_id == staff_id)
    on = (
        select(listed.document_id)
        .join(SupervisionSession, SupervisionSession.id == listed.session_id)
        .where(or_(SupervisionSession.supervisor_id == supervisor_id, SupervisionSession.id.in_(attended)))
    )
    signed = select(PaperSignature.document_id).where(PaperSignature.document_id.is_not(None))
    query = select(PaperDocument.number).where(
        PaperDocument.withdrawn_at.is_(None), PaperDocument.id.not_in(signed), PaperDocument.id.in_(on)
    )
    return list(session.scalars(query.order_by(PaperDocument.number)))
