"""Hours files: a row for each person, day and category, taken in by the ten thousand."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from app.models.hours import Hours
from app.services.exchange import codes
from app.services.exchange.kinds import base, standing
from app.services.exchange.kinds.base import Findings, Kind, Numbered
from app.services.hours import DAY, DOUBTS, Category, HoursEntry
from app.services.packs import library
from app.services.rules import packs
from app.services.rules.civil import Segments
from app.services.store import audit
from app.services.supervision import facts
from app.services.users import Action, allowed
from app.wording import N_, _, length

COLUMNS = ("staff", "date", "category", "minutes", "paid", "pack")
_NOT_HELD = N_("This person does not work under these rules. Leave it blank, or add the rules first.")
_TOO_LONG = N_("This day adds up to {time}, over 24 hours: {places}. Check the minutes.")
_OUTSIDE = N_("{reason}. Kept, not counted.")

Key = tuple[str, str, str, int, bool, str | None]


class HoursCells(Protocol):
    """The checked cells of one row: an HoursEntry or anything with its fields."""

    staff: str
    date: dt.date
    category: Category
    minutes: int
    paid: bool | None
    pack: str


@allowed(Action.ENTER_HOURS)
def take(session: Session, numbered: Numbered, allow_repeats: bool) -> Findings:
    """Add hours in one go with one audit row; days over 24 hours, unknown codes and repeats are refused."""
    found = Findings()
    people = {person.code: (key, person) for key, person in facts.people(session).items()}
    _check_codes(found, numbered, {code: person for code, (_key, person) in people.items()})
    known = [one for one in numbered if one[1].staff in people]
    stored = _stored(session, known, {code: key.hex for code, (key, _person) in people.items()})
    _check_days(found, known, stored, allow_repeats)
    _warn_outside(session, found, known, {code: person for code, (_key, person) in people.items()})
    standing.warn_closed(session, found, ((row, cells.staff, cells.date) for row, cells in known))
    if not base.refused(session, found):
        _add(session, known, {code: key for code, (key, _person) in people.items()})
        found.taken = len(known)
    return found


def _check_codes(found: Findings, numbered: Numbered, people: dict[str, facts.Person]) -> None:
    held = {(code, one.pack) for code, person in people.items() for one in person.enrolments}
    for row, cells in numbered:
        if cells.staff not in people:
            found.refuse(row, "staff", codes.unknown(cells.staff, people))
        elif cells.pack and (cells.staff, cells.pack) not in held:
            found.refuse(row, "pack", _(_NOT_HELD))


def _stored(session: Session, known: Numbered, ids: dict[str, str]) -> list[Key]:
    """The rows on record of the file's days."""
    if not known:
        return []
    days = [cells.date for _row, cells in known]
    codes = {key: code for code, key in ids.items()}
    query = select(
        type_coerce(Hours.staff_id, String), type_coerce(Hours.date, String), Hours.category, Hours.minutes,
        Hours.paid, Hours.pack,
    ).where(Hours.date.between(min(days), max(days)))  # fmt: skip
    return [
        (codes[staff], day, category, minutes, paid, pack)
        for staff, day, category, minutes, paid, pack in session.execute(query)
    ]


def _key(cells: HoursCells) -> Key:
    return (
        cells.staff, cells.date.isoformat(), cells.category.value, cells.minutes, cells.paid is not False,
        cells.pack or None,
    )  # fmt: skip


def _check_days(found: Findings, known: Numbered, stored: Iterable[Key], allow_repeats: bool) -> None:
    """Look at one day after another, so that a large file is compared without a copy of it."""
    before: dict[dt.date, list[Key]] = {}
    day_of = facts.Days()
    for key in stored:
        before.setdefault(day_of(key[1]), []).append(key)
    for day, rows in itertools.groupby(sorted(known, key=_date), key=_date):
        now, kept = list(rows), before.get(day, [])
        if not allow_repeats:
            _check_repeats(found, now, kept)
        _check_sums(found, now, kept)


def _date(one: tuple[int, HoursCells]) -> dt.date:
    return one[1].date


def _check_repeats(found: Findings, now: Numbered, kept: Sequence[Key]) -> None:
    stored = set(kept)
    seen: dict[Key, int] = {}
    for row, cells in now:
        key = _key(cells)
        if key in stored:
            found.repeat(row, None, once=False)
        elif key in seen:
            found.twice(row, seen[key])
        else:
            seen[key] = row


def _check_sums(found: Findings, now: Numbered, kept: Sequence[Key]) -> None:
    """Refuse each row of a person's day that holds more than 24 hours in file and store together."""
    before: dict[str, int] = {}
    for staff, _day, _category, minutes, _paid, _pack in kept:
        before[staff] = before.get(staff, 0) + minutes
    sums = before.copy()
    for _row, cells in now:
        sums[cells.staff] = sums.get(cells.staff, 0) + cells.minutes
    for staff, minutes in sums.items():
        places = [row for row, cells in now if cells.staff == staff] if minutes > DAY else []
        text = _("rows {rows}").format(rows=", ".join(map(str, places)))
        if before.get(staff):
            text += " " + _("and {time} on record").format(time=length(before[staff]))
        for row in places:
            found.refuse(row, "minutes", _(_TOO_LONG).format(time=length(minutes), places=text))


def _warn_outside(
    session: Session, found: Findings, known: Numbered, people: dict[str, facts.Person]
) -> None:
    packs_here = library(session)
    judged: dict[tuple[str, str], Segments[tuple[str, ...]]] = {}
    for row, cells in known:
        segments = judged.get((cells.staff, cells.pack))
        if segments is None:
            segments = standing.hours_reasons(packs_here, people[cells.staff], cells.pack or None)
            judged[cells.staff, cells.pack] = segments
        reasons = segments.at(cells.date)
        if reasons:
            found.warn(row, "date", _(_OUTSIDE).format(reason=reasons[0]))


def _add(session: Session, known: Sequence[tuple[int, Any]], people: dict[str, uuid.UUID]) -> None:
    bulk = audit.Bulk(session, Hours.__table__)  # type: ignore[arg-type]  # a mapped class of one table
    keys = base.rising()
    names: dict[tuple[str, int], str] = {}
    for place in range(0, len(known), audit.AT_ONCE):
        base.step(session, 0.6 + 0.35 * place / len(known))
        rows, owners = [], []
        for _row, cells in known[place : place + audit.AT_ONCE]:
            staff, date = cells.staff, cells.date
            key = people[staff]
            rows.append(
                {
                    "id": next(keys),
                    "staff_id": key,
                    "date": date,
                    "category": cells.category.value,
                    "minutes": cells.minutes,
                    "paid": cells.paid is not False,
                    "pack": cells.pack or None,
                }
            )
            owner = names.get((staff, date.year))
            if owner is None:
                owner = names[staff, date.year] = f"{key.hex}/{date.year}"
            owners.append(owner)
        bulk.add(rows, owners)
    bulk.close()


KIND = Kind("hours", HoursEntry, COLUMNS, take, flat=True, help={"pack": ", ".join(packs.all_packs())}, doubts=DOUBTS)
