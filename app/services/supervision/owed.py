"""Supervision owed: the rows gathered, summed by month in the database, and handed to the rules."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import String, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from app.models.hours import Hours
from app.services.packs import library
from app.services.problems import NotFound
from app.services.rules import ledger as rules
from app.services.rules.civil import month_last, month_number
from app.services.supervision import facts
from app.services.users import Action, allowed
from app.wording import _


@dataclass(frozen=True)
class Gathered:
    """People as the rules saw them, by staff id in order of code, and the lines of all of them."""

    people: dict[uuid.UUID, facts.Person]
    lines: list[rules.PackLedger]


@allowed(Action.SEE_SUPERVISION)
def ledger(
    session: Session,
    as_of: dt.date,
    staff: str | None = None,
    through: dt.date | None = None,
    assumed: frozenset[str] = frozenset(),
) -> list[rules.PackLedger]:
    """The lines of `gathered`. Raises NotFound for an unknown code."""
    return gathered(session, as_of, staff, through, assumed).lines


@allowed(Action.SEE_SUPERVISION)
def gathered(
    session: Session,
    as_of: dt.date,
    staff: str | None = None,
    through: dt.date | None = None,
    assumed: frozenset[str] = frozenset(),
) -> Gathered:
    """What each person is owed by month under each pack, in exact minutes, ordered by staff code and pack.

    All people, or the one of a code. `through` leaves out what happened after that day, while signatures still count
    up to `as_of`: a paper for a past period; `assumed` sessions count as signed. Raises NotFound for an unknown code.
    The rules are in `rules.ledger`.
    """
    found = facts.people(session, None if staff is None else [staff])
    if staff is not None and not found:
        raise NotFound(_("No staff member has the code {code}.").format(code=staff))
    last = as_of if through is None else min(as_of, through)
    facts.add_sessions(session, found, as_of, through, assumed)
    known, supervisors = library(session), facts.supervisors(session)
    spans = _spans(session, found, last)
    lines: list[rules.PackLedger] = []
    for key, person in found.items():
        lines += rules.ledger(
            person.code,
            person.enrolments,
            known,
            spans.get(key.hex, ()),
            person.sessions,
            supervisors,
            person.agreements,
            as_of,
        )
    return Gathered(found, lines if through is None else [_until(line, last) for line in lines])


def _until(line: rules.PackLedger, last: dt.date) -> rules.PackLedger:
    months = tuple(month for month in line.months if month.month <= f"{last:%Y-%m}")
    return rules.PackLedger(line.staff, line.pack, months)


def _spans(
    session: Session, found: dict[uuid.UUID, facts.Person], as_of: dt.date
) -> dict[str, list[rules.HoursSpan]]:
    """Hours by staff key, summed by month; the months in which the rules change are given row by row."""
    day = facts.Days()
    known = library(session)
    # Written out in the statement, so that the index over this very expression is used.
    first_sign, signs = literal(1, literal_execute=True), literal(7, literal_execute=True)
    month = func.substr(type_coerce(Hours.date, String), first_sign, signs)
    query = select(
        type_coerce(Hours.staff_id, String),
        Hours.pack,
        month,
        func.sum(Hours.minutes),
    ).where(Hours.date <= as_of)
    if len(found) == 1:
        query = query.where(Hours.staff_id == next(iter(found)))
    sums: dict[str, list[rules.HoursSpan]] = {}
    for staff, pack, name, minutes in session.execute(query.group_by(Hours.staff_id, month, Hours.pack)):
        first = day[f"{name}-01"]
        last = min(month_last(month_number(first)), as_of)
        sums.setdefault(staff, []).append(rules.HoursSpan(first, last, minutes, pack))
    by_hex = {key.hex: person for key, person in found.items()}
    return {
        staff: _split(session, staff, spans, rules.spans_to_split(spans, by_hex[staff].enrolments, known, as_of))
        for staff, spans in sums.items()
        if staff in by_hex
    }


def _split(
    session: Session, staff: str, spans: Sequence[rules.HoursSpan], split: Iterable[rules.HoursSpan]
) -> list[rules.HoursSpan]:
    """The spans with those to split replaced by their rows, a day each."""
    wanted = set(split)
    kept = [span for span in spans if span not in wanted]
    for span in wanted:
        named = Hours.pack.is_(None) if span.pack is None else Hours.pack == span.pack
        rows = session.execute(
            select(Hours.date, Hours.minutes, Hours.pack)
            .where(Hours.staff_id == uuid.UUID(staff), Hours.date.between(span.first, span.last), named)
            .order_by(Hours.date, Hours.id)
        )
        kept += [rules.HoursSpan(date, date, minutes, pack) for date, minutes, pack in rows]
    return kept
