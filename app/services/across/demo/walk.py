"""The sample agency's two years, walked through the services in order of time, each act by the person who does it."""

import csv
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app import clock
from app.services import drafts, hours, staff, users
from app.services.across import opening, papers
from app.services.across.demo import cast
from app.services.across.demo.plan import BOTH, SUPERVISEE, Held, Plan, Worked
from app.services.across.opening import AgencyEntry, SignedIn
from app.services.exchange import imports
from app.services.hours import Line, Week
from app.services.staff import StaffEntry
from app.services.store import session as sessions
from app.services.store import vault
from app.services.supervision import paper, signing, supervisors, terms
from app.services.supervision import sessions as held_sessions
from app.services.supervision.log import Wanted
from app.services.supervision.sessions import SessionEntry
from app.services.supervision.supervisors import SupervisorEntry
from app.services.supervision.terms import WrittenEntry
from app.services.users import Action, Actor, UserEntry, allowed

TYPED_WEEKS = 6
ZONE = ZoneInfo(cast.AGENCY["zone"])


@dataclass
class Walk:
    """The open store, the people's actors and signing keys by code, and the sessions recorded so far."""

    plan: Plan
    now: dt.datetime
    manager: SignedIn
    actors: dict[str, Actor] = field(default_factory=dict)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict, repr=False)
    ids: dict[int, uuid.UUID] = field(default_factory=dict)

    def act(self, who: str, at: dt.datetime, work: Callable[[Session], object]) -> None:
        """Do `work` in one transaction as this person ('' = the manager), never later than now."""
        actor = self.actors[who] if who else self.manager.actor
        with sessions.transaction(self.manager.store, actor, min(at, self.now)) as session:
            work(session)


def start(folder: Path, plan: Plan, now: dt.datetime, cost: vault.Cost) -> Walk:
    """Make the store, its staff, supervisors, agreements and users."""
    at = moment(plan.first, 8)
    entry = AgencyEntry.read(dict(cast.AGENCY))
    made = opening.create(folder, entry, cast.MANAGER, cast.PASSPHRASE, cost=cost, now=at)
    try:
        opening.confirm_recovery_key(made, made.recovery_key, at)
        walk = Walk(plan, now, made)
        walk.act("", at, lambda session: _people(session, plan))
        for name, roles, own, led in cast.USERS:
            user = UserEntry.read({"name": name, "roles": roles, "staff": own, "supervisor": led})
            user_id = opening.add_user(made, user, cast.PASSPHRASE, cost=cost, now=at)
            _enter(walk, user_id, own or led or name)
    except BaseException:
        made.store.abandon()
        raise
    return walk


def _people(session: Session, plan: Plan) -> None:
    first, today, joined = plan.first, plan.today, plan.month(8)
    for row in cast.staff(first, today, joined):
        staff.add(session, StaffEntry.read(dict(row)))
    for row in cast.supervisors(first, today):
        supervisors.add(session, SupervisorEntry.read(dict(row)))
    for row in cast.agreements(first, today, joined):
        said = terms.proposed(session, row["staff"], today)
        fits = cast.FITS if (row["staff"], row["supervisor"]) == ("AW", "RC") else ""
        entry = WrittenEntry.read(row | said | {"no_kinship_confirmed": row["not_therapist_confirmed"], "fit": fits})
        terms.add(session, entry)


def _enter(walk: Walk, user_id: uuid.UUID, code: str) -> None:
    """Know a user's actor, and their signing key, opened with their passphrase as for every signature."""
    made = walk.manager
    with sessions.reading(made.store, made.actor) as session:
        walk.actors[code] = users.actor_for(session, user_id)
    if walk.actors[code].may(users.Action.SIGN):
        own = SignedIn(made.store, walk.actors[code], made.zone, made.agency)
        walk.keys[code] = opening.signing_key(own, cast.PASSPHRASE)


Events = Iterator[tuple[dt.datetime, Callable[[], None]]]


def live(walk: Walk, further: Events) -> None:
    """Everything that happened, with `further` events, in order of time."""
    events = [*_hours(walk), *_sessions(walk), *_papers(walk), *_amendments(walk), *further]
    for _at, _number, happen in sorted(
        ((at, number, happen) for number, (at, happen) in enumerate(events)), key=lambda event: event[:2]
    ):
        happen()
    _leave_unfinished(walk)


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of the agency's day."""
    return dt.datetime.combine(day, dt.time(hour, minute), ZONE)


def _hours(walk: Walk) -> Events:
    """Older time sheets come in month by month as a file of hours does; the last weeks were typed by each person."""
    typed_from = walk.plan.day(7 * TYPED_WEEKS, 0)
    months: dict[dt.date, list[Worked]] = {}
    weeks: dict[tuple[str, dt.date], list[Worked]] = {}
    for row in walk.plan.hours:
        if row.date < typed_from:
            months.setdefault(row.date.replace(day=1), []).append(row)
        else:
            weeks.setdefault((row.staff, row.date - dt.timedelta(days=row.date.weekday())), []).append(row)
    for first, rows in months.items():
        at = moment(first + dt.timedelta(days=32), 8)
        yield at, partial(walk.act, "", at, partial(_import, rows))
    for (code, monday), rows in weeks.items():
        cells: dict[tuple[Line, dt.date], int] = {}
        for row in rows:
            cell = Line(row.category, row.paid, row.pack), row.date
            cells[cell] = cells.get(cell, 0) + row.minutes
        at = moment(monday + dt.timedelta(days=5), 16)
        week = Week(code, monday, cells)
        yield at, partial(walk.act, code, at, partial(hours.save_week, typed=week))


def _import(rows: list[Worked], session: Session) -> None:
    text = StringIO()
    sheet = csv.writer(text)
    sheet.writerow(("staff", "date", "category", "minutes", "paid", "pack"))
    for row in rows:
        paid = "yes" if row.paid else "no"
        sheet.writerow((row.staff, row.date, row.category.value, row.minutes, paid, row.pack))
    imports.take(session, "hours", text.getvalue().encode())


def _sessions(walk: Walk) -> Events:
    """On Fridays sessions are recorded and signed by those who led them, then by those who came.

    Every fourth Friday in the past, every Friday in the last weeks.
    """
    fridays: dict[dt.date, list[Held]] = {}
    weekly_from = walk.plan.day(7 * TYPED_WEEKS, 0)
    for one in walk.plan.sessions:
        monday = one.date - dt.timedelta(days=one.date.weekday())
        wait = 4 + 7 * (3 - monday.toordinal() // 7 % 4) if monday < weekly_from else 4
        fridays.setdefault(monday + dt.timedelta(days=wait), []).append(one)
    for friday, rows in fridays.items():
        at = moment(friday, 17)
        yield at, partial(_sign_off, walk, at, rows)


def _sign_off(walk: Walk, at: dt.datetime, rows: list[Held]) -> None:
    for code in sorted({one.supervisor for one in rows}):
        led = [one for one in rows if one.supervisor == code]
        # A supervisor without a user of her own: the manager types what was signed on paper.
        walk.act(code if code in walk.keys else "", at, partial(_record, walk, code, led))
    for code in sorted({code for one in rows for code in one.staff}):
        mine = [walk.ids[id(one)] for one in rows if code in one.staff and one.signs in (BOTH, SUPERVISEE)]
        if mine:
            later = at + dt.timedelta(minutes=20)
            walk.act(code, later, partial(signing.sign, ids=mine, key=walk.keys[code]))


def _record(walk: Walk, code: str, rows: list[Held], session: Session) -> None:
    for one in rows:
        walk.ids[id(one)] = held_sessions.record(session, SessionEntry.read(dict(one.values))).id
    ready = [walk.ids[id(one)] for one in rows if one.signs == BOTH]
    if ready and code in walk.keys:
        signing.sign(session, ready, walk.keys[code])


def _papers(walk: Walk) -> Events:
    """Wes and Ruth sign by hand: one month is signed and scanned, the next lies printed and waits."""
    for back, wait, signed in ((2, 28, True), (1, 12, False)):
        first, after = walk.plan.month(back), walk.plan.month(back - 1)
        wanted = Wanted("WH", first, after - dt.timedelta(days=1), after, pack="mt-cbhpss")
        at = moment(after + dt.timedelta(days=wait), 9)
        yield at, partial(walk.act, "RC", at, partial(_print, wanted, clock.day(at, ZONE) if signed else None))


def _print(wanted: Wanted, signed_on: dt.date | None, session: Session) -> None:
    document, printed = papers.print_for_signature(session, wanted)
    if signed_on is not None:
        paper.signed_on_paper(session, document.number, signed_on, printed)


@allowed(Action.RECORD_PAPER)
def waiting_paper(session: Session) -> bytes:
    """The log that lies printed for signature, as it was printed."""
    return papers.printed(session, paper.open_papers(session)[0].number)


def _amendments(walk: Walk) -> Events:
    """One signed session gets its stop time mended, another is voided; both amendments are signed."""
    for one in walk.plan.sessions:
        if one.tag in ("to amend", "to void"):
            at = moment(one.date + dt.timedelta(days=30), 18)
            yield at, partial(_amend, walk, at, one)


def _amend(walk: Walk, at: dt.datetime, one: Held) -> None:
    def write(session: Session) -> None:
        if one.tag == "to amend":
            entry = SessionEntry.read(one.values | {"stop": "12:45"})
            made = held_sessions.amend(session, walk.ids[id(one)], entry, "It ended at 12:45: a call came in.")
        else:
            made = held_sessions.amend(session, walk.ids[id(one)], None, "Entered twice: it was held another day.")
        signing.sign(session, [made.id], walk.keys[one.supervisor])
        walk.ids[-id(one)] = made.id

    walk.act(one.supervisor, at, write)
    code = one.staff[0]
    walk.act(code, at, lambda session: signing.sign(session, [walk.ids[-id(one)]], walk.keys[code]))


def _leave_unfinished(walk: Walk) -> None:
    """A session that Ruth was typing when she was called away."""
    typed = Held(("DR",), "RC", walk.plan.day(1), dt.time(16), 45, "phone", 2).values | {"stop": "", "topics": ""}
    text = json.dumps(typed, ensure_ascii=False)
    walk.act("RC", walk.now, partial(drafts.keep, form="supervision", record="", typed=text))
