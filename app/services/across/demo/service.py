"""The sample's work with people: programs, intakes by file and on screen, notes, signatures, reviews.

Older records were moved over from a spreadsheet, as an agency would; those of the last weeks were typed by the people
who did the work.
"""

import csv
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from functools import partial
from io import StringIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models.clients import Client, ClientAssignment
from app.models.encounters import Encounter
from app.models.staff import Staff
from app.services import program
from app.services.across.demo import notes, people
from app.services.across.demo.notes import Met
from app.services.across.demo.people import Person
from app.services.across.demo.walk import ZONE, Events, Walk, moment
from app.services.clients import assignments, episodes, records
from app.services.clients.entry import AssignmentEntry, ClientEntry, EpisodeEntry
from app.services.encounters import notes as kept_notes
from app.services.encounters import reviews, signing
from app.services.encounters.entry import EncounterEntry
from app.services.exchange import imports
from app.services.exchange.kinds.encounters import COLUMNS
from app.services.program import FundingEntry, ProgramEntry
from app.services.store import session as sessions

TYPED_DAYS = 42  # since when notes are typed on screen
LEADS = "RC"
UNSIGNED_DAYS, LATE_DAYS, REVIEW_DAYS = 2, 6, 7
RETURNED = "Please say what you did when the talk turned to medication: who was told, and when?"
MENDED = "Added who was told, and when."
ADDED = " I said that medication is the prescriber's part, and called the nurse the same day, with a yes to do so."


def events(walk: Walk, seed: int) -> Events:
    """Everything that was done with people, in no order."""
    plan = walk.plan
    met = notes.planned(plan, seed)
    first = moment(plan.first + dt.timedelta(days=20), 9)
    yield first, partial(walk.act, "", first, _programs)
    yield from _intakes(walk)
    moved = moment(plan.day(TYPED_DAYS, 0), 8)
    older = [one for one in met if one.date < clock.day(moved, ZONE)]
    yield moved, partial(walk.act, "", moved, partial(_import, "encounters", COLUMNS, [one.values for one in older]))
    signed = moved + dt.timedelta(hours=6)
    yield signed, partial(_sign_moved, walk, signed)
    yield from _typed(walk, [one for one in met if one.date >= clock.day(moved, ZONE)])


def _programs(session: Session) -> None:
    for name, word, part_two in people.PROGRAMS:
        program.PROGRAMS.record(session, ProgramEntry.read({"name": name, "client_word": word, "part_two": part_two}))
    for name in people.FUNDINGS:
        program.FUNDINGS.record(session, FundingEntry(name=name))


def _import(kind: str, columns: Sequence[str], rows: Iterable[dict[str, str]], session: Session) -> None:
    text = StringIO()
    sheet = csv.DictWriter(text, columns, restval="")
    sheet.writeheader()
    sheet.writerows(rows)
    imports.take(session, kind, text.getvalue().encode())


def _intakes(walk: Walk) -> Events:
    """Older people come in with a file; the newer ones are taken in by whoever works with them."""
    today = walk.plan.today
    moved = moment(walk.plan.month(people.TYPED_MONTHS) + dt.timedelta(days=2), 8)
    older = [one for one in people.PEOPLE if one.months > people.TYPED_MONTHS]
    rows = [one.typed(today) | _left_before(today, one, clock.day(moved, ZONE)) for one in (*people.BEFORE, *older)]
    yield moved, partial(walk.act, "", moved, partial(_import, "clients", people.FILE_COLUMNS, rows))
    given = moved + dt.timedelta(hours=1)
    yield given, partial(walk.act, "", given, partial(_assign, today, older))
    for one in people.PEOPLE:
        if one not in older:
            typed = one.typed(today)
            at = moment(dt.date.fromisoformat(typed["admitted_on"]), 15)
            yield at, partial(walk.act, one.staff, at, partial(_take_in, typed))
        yield from _changes(walk, one, clock.day(moved, ZONE))
    repeated = moment(walk.plan.month(2) + dt.timedelta(days=4), 11)
    row = [dict(people.REPEATED)]
    yield repeated, partial(walk.act, "", repeated, partial(_import, "clients", tuple(people.REPEATED), row))


def _left_before(today: dt.date, one: Person, moved: dt.date) -> dict[str, str]:
    left = notes.left_on(today, one)
    if one.left is None or left is None or left >= moved:
        return {}
    return {"discharged_on": left.isoformat(), "discharge_reason": one.left[1]}


def _take_in(typed: dict[str, str], session: Session) -> None:
    records.add(session, ClientEntry.read(dict(typed)))


def _assign(today: dt.date, older: Sequence[Person], session: Session) -> None:
    for one in older:
        since = {"staff": one.staff, "from_on": one.typed(today)["admitted_on"]}
        assignments.assign(session, _key(session, one), AssignmentEntry.read(since))


def _key(session: Session, one: Person) -> uuid.UUID:
    return session.scalars(select(Client.id).where(Client.code == one.code)).one()


def _changes(walk: Walk, one: Person, moved: dt.date) -> Events:
    """Those who left are discharged; who came back is admitted again."""
    left = notes.left_on(walk.plan.today, one)
    if left and left >= moved:
        assert one.left is not None
        at = moment(left, 17)
        yield at, partial(walk.act, "", at, partial(_discharge, one, left, one.left[1]))
    if one.again is not None:
        back = walk.plan.month(one.again)
        at = moment(back, 10)
        typed = {"program": one.program, "funding": one.funding, "admitted_on": back.isoformat()}
        entry = EpisodeEntry.read(typed)
        yield at, partial(
            walk.act, one.staff, at, lambda session: episodes.admit(session, _key(session, one), entry)
        )


def _discharge(one: Person, day: dt.date, reason: str, session: Session) -> None:
    key = _key(session, one)
    episodes.discharge(session, episodes.of_client(session, key)[0].id, day, reason)
    # what was written before the end stays theirs to see
    for row in session.scalars(select(ClientAssignment).where(ClientAssignment.client_id == key)):
        assignments.end(session, row.id, day)


def _sign_moved(walk: Walk, at: dt.datetime) -> None:
    """Each writer signs what was moved over, after reading it; the supervisor signs it off."""
    with sessions.reading(walk.manager.store, walk.manager.actor) as session:
        rows = list(session.execute(select(Encounter.id, Staff.code).join(Staff, Staff.id == Encounter.staff_id)))
    for code in sorted({code for _key, code in rows}):
        _sign(walk, code, at, [key for key, whose in rows if whose == code])
    _sign(walk, LEADS, at + dt.timedelta(hours=1), [key for key, _code in rows])


def _sign(walk: Walk, who: str, at: dt.datetime, ids: Sequence[uuid.UUID]) -> None:
    if ids:
        walk.act(who, at, partial(signing.sign, ids=ids, key=walk.keys[who]))


def _typed(walk: Walk, recent: Sequence[Met]) -> Events:
    """Each day's notes are typed and signed that evening; the supervisor signs off on Fridays.

    Left open: the newest notes, one late one, one that was sent back, and the last week's to review; another one was
    sent back, mended and signed off.
    """
    today = walk.plan.today
    late = _last(recent, "AW", today - dt.timedelta(days=LATE_DAYS))
    back = _last(recent, "AW", today - dt.timedelta(days=LATE_DAYS + 3))
    mended = _last(recent, "DR", today - dt.timedelta(days=28))
    fridays: dict[dt.date, list[Met]] = {}
    for one in recent:
        at = moment(one.date, 18)
        unsigned = one is late or (today - one.date).days <= UNSIGNED_DAYS
        yield at, partial(_record, walk, at, one, not unsigned)
        friday = one.date + dt.timedelta(days=(4 - one.date.weekday()) % 7)
        if not unsigned and one not in (back, mended) and friday < today - dt.timedelta(days=REVIEW_DAYS):
            fridays.setdefault(friday, []).append(one)
    for friday, rows in fridays.items():
        at = moment(friday, 19)
        yield at, partial(_sign_off, walk, at, rows)
    if back is not None:
        at = moment(back.date + dt.timedelta(days=2), 9)
        yield at, partial(_send_back, walk, at, back)
    if mended is not None:
        at = moment(mended.date + dt.timedelta(days=2), 9)
        yield at, partial(_mend, walk, at, mended)


def _last(recent: Sequence[Met], code: str, until: dt.date) -> Met | None:
    """The last note of one person about one client up to a day."""
    return next((one for one in reversed(recent) if one.staff == code and one.date <= until and len(one.clients) == 1), None)


def _record(walk: Walk, at: dt.datetime, one: Met, signs: bool) -> None:
    def work(session: Session) -> None:
        made = kept_notes.record(session, EncounterEntry.read(dict(one.values)))
        walk.ids[id(one)] = made.id
        if signs:
            signing.sign(session, [made.id], walk.keys[one.staff])

    walk.act(one.staff, at, work)


def _sign_off(walk: Walk, at: dt.datetime, rows: Sequence[Met]) -> None:
    _sign(walk, LEADS, at, [walk.ids[id(one)] for one in rows])


def _send_back(walk: Walk, at: dt.datetime, one: Met) -> None:
    state = reviews.NEEDS_REVISION
    walk.act(LEADS, at, lambda session: reviews.review(session, walk.ids[id(one)], state, RETURNED))


def _mend(walk: Walk, at: dt.datetime, one: Met) -> None:
    """A note comes back to its writer, who amends and signs it; the amendment is signed off."""
    _send_back(walk, at, one)
    entry = EncounterEntry.read(one.values | {"data": one.values["data"] + ADDED})

    def write(session: Session) -> None:
        made = kept_notes.amend(session, walk.ids[id(one)], entry, MENDED)
        signing.sign(session, [made.id], walk.keys[one.staff])
        walk.ids[-id(one)] = made.id

    walk.act(one.staff, at + dt.timedelta(hours=7), write)
    _sign(walk, LEADS, at + dt.timedelta(hours=9), [walk.ids[-id(one)]])
