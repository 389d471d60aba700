"""What is due: the list on Home, from every room, each with its reason and where the rule comes from."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.encounters import Encounter
from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, License, Supervisor
from app.services import drafts, users
from app.services.documents import words
from app.services.encounters import notes, reviews
from app.services.encounters import signing as note_signing
from app.services.rules import ledger as rules
from app.services.rules import packs
from app.services.supervision import owed, paper, signing
from app.services.users import Action, allowed
from app.wording import _, plural

NOTE_WITHIN = 72  # hours from an encounter's day until its note is late, unless the agency sets another limit
REVIEW_WITHIN = 14  # days; our own reminder
MOST_NOTES = 25  # of each kind on Home; the review page has them all
SIGN_WITHIN = 3  # days; our own reminder, no rule
SOON = 90  # days before a license, certificate or agreement ends


class Kind(StrEnum):
    """What sort of thing is due; Home filters by it."""

    SIGN = "sign"
    DRAFT = "draft"
    OWED = "owed"
    EXPIRING = "expiring"
    PAPER = "paper"
    SETUP = "setup"
    NOTE = "note"
    REVIEW = "review"


@dataclass(frozen=True)
class Item:
    """One due thing: when, what, whose, why and from where, and the action with the code it acts on."""

    kind: Kind
    on: dt.date
    what: str
    detail: str
    person: str
    role: str
    why: str
    source: str
    action: str
    target: str = field(default="", compare=False)


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
    """Everything due for the signed-in person, earliest first, and the balances they may see."""
    lines = owed.ledger(session, today)
    names = {row.code: row.name for row in session.execute(select(Staff.code, Staff.name))}
    items = [*_to_sign(session), *_drafts(session, today), *_owed(lines, names, today)]
    items += [*_licenses(session, today), *_certificates(session, today), *_agreements(session, today)]
    items += [*_papers(session), *_setup(session, today), *_notes(session, today)]
    return Due(tuple(sorted(items, key=_order)), tuple(_balances(lines, names, today)))


def _order(item: Item) -> tuple[dt.date, str, str, str]:
    return item.on, item.kind, item.person, item.what


def _to_sign(session: Session) -> list[Item]:
    found = []
    for one in signing.waiting(session):
        people = sorted(row.staff.name for row in one.attendance)
        found.append(
            Item(
                Kind.SIGN,
                one.date + dt.timedelta(days=SIGN_WITHIN),
                _("Sign a session"),
                _("{date}, {minutes} min").format(
                    date=words.short_day(one.date, False), minutes=one.stops - one.starts
                ),
                people[0] if len(people) == 1 else plural("{count} person", "{count} people", len(people)),
                _("with {name}").format(name=one.supervisor.name),
                _("Not credited until it is signed"),
                _("Our reminder: within {days} days").format(days=SIGN_WITHIN),
                _("Sign"),
                one.id.hex,
            )
        )
    return found


def _drafts(session: Session, today: dt.date) -> list[Item]:
    forms = {
        "supervision": _("Session"), "staff": _("Staff member"), "hours": _("Week of hours"),
        "encounter": _("Encounter note"), "interview": _("Interview"), "applicant": _("Applicant"),
        "position": _("Position"),
    }  # fmt: skip
    return [
        Item(
            Kind.DRAFT, today, _("Finish your draft"), forms.get(kept.form, kept.form), users.actor_of(session).name,
            _("You"), _("Last typed {day}").format(day=words.short_day(kept.saved_at.date(), False)),
            _("Seen by you only"), _("Open"), f"{kept.form}/{kept.record}",
        )
        for kept in drafts.of_author(session)
    ]  # fmt: skip


def _owed(lines: list[rules.PackLedger], names: dict[str, str], today: dt.date) -> list[Item]:
    found = []
    for line in lines:
        ends = rules.summary(line)
        if not ends.owed_minutes or not line.months or line.months[-1].month != f"{today:%Y-%m}":
            continue
        pack = packs.load(line.pack)
        since = dt.date.fromisoformat(f"{ends.since}-01")
        hours, minutes = divmod(ends.owed_minutes, 60)
        found.append(
            Item(
                Kind.OWED,
                _month_end(today),
                _("Plan supervision"),
                _("{hours} h {minutes:02d} min owed since {month}").format(
                    hours=hours, minutes=minutes, month=words.short_day(since).split(" ")[0] + f" {since.year}"
                ),
                names[line.staff],
                _(pack.staff_title),
                _("Short of what the hours ask"),
                _("Rule pack {code}").format(code=pack.code),
                _("Open"),
                line.staff,
            )
        )
    return found


def _month_end(day: dt.date) -> dt.date:
    following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return following - dt.timedelta(days=1)


def _licenses(session: Session, today: dt.date) -> list[Item]:
    newest = func.max(func.coalesce(License.license_expires_on, dt.date(9999, 1, 1)))
    query = (
        select(Supervisor.code, Supervisor.name, newest.label("ends"))
        .join(License, License.supervisor_id == Supervisor.id)
        .group_by(Supervisor.id, Supervisor.code, Supervisor.name)
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew a license"), _("Clinical supervisor"), row.name, _("Supervisor"),
            _("Sessions after it are not credited"), _("License on record"), _("Open"), f"supervisor/{row.code}",
        )
        for row in session.execute(query)
        if row.ends <= today + dt.timedelta(days=SOON)
    ]  # fmt: skip


def _certificates(session: Session, today: dt.date) -> list[Item]:
    query = (
        select(Staff.code, Staff.name, Enrolment.pack, Enrolment.certification_expires_on.label("ends"))
        .join(Enrolment, Enrolment.staff_id == Staff.id)
        .where(Enrolment.certification_expires_on <= today + dt.timedelta(days=SOON))
        .where(Enrolment.ended_on.is_(None) | (Enrolment.ended_on >= today))
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew a certificate"), _(packs.load(row.pack).staff_title), row.name,
            _("Peer supporter"), _("Checked at each session"), _("Certificate on record"),
            _("Open"), f"staff/{row.code}",
        )
        for row in session.execute(query)
    ]  # fmt: skip


def _agreements(session: Session, today: dt.date) -> list[Item]:
    query = (
        select(Staff.code, Staff.name, Supervisor.name.label("led"), func.max(Agreement.ends_on).label("ends"))
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
        .group_by(Staff.id, Staff.code, Staff.name, Supervisor.id, Supervisor.name)
        .having(func.count() == func.count(Agreement.ends_on))
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew an agreement"), _("With {name}").format(name=row.led), row.name,
            _("Peer supporter"), _("Sessions after it are not credited"), _("Agreement on record"),
            _("Open"), f"agreements/{row.code}",
        )
        for row in session.execute(query)
        if today - dt.timedelta(days=SOON) <= row.ends <= today + dt.timedelta(days=SOON)
    ]  # fmt: skip


def _papers(session: Session) -> list[Item]:
    if not users.actor_of(session).may(Action.RECORD_PAPER):
        return []
    return [
        Item(
            Kind.PAPER, one.printed_at.date() + dt.timedelta(days=7), _("Bring back a signed paper"), one.number,
            _("Supervision log"), _("Printed for signature"), _("Its sessions are locked till then"),
            _("Our reminder: within 7 days"), _("Open"), one.number,
        )
        for one in paper.open_papers(session)
    ]  # fmt: skip


def _setup(session: Session, today: dt.date) -> list[Item]:
    actor, kept = users.actor_of(session), users.agency(session)
    if not actor.may(Action.EDIT_AGENCY) or kept.recovery_checked_at is not None:
        return []
    return [
        Item(
            Kind.SETUP, today, _("Type the recovery key once"), _("Recovery key unchecked"), kept.name, _("Agency"),
            _("It is the way in when a passphrase is forgotten"), _("Our rule: check it once a year"), _("Open"),
        )
    ]  # fmt: skip


def _notes(session: Session, today: dt.date) -> list[Item]:
    actor = users.actor_of(session)
    if not actor.may(Action.SEE_ENCOUNTERS):
        return []
    back = [
        Item(
            Kind.NOTE, word.at.date(), _("Revise a note"), word.comment.split("\n")[0], _client(one), _("Client"),
            _("Sent back by {name}").format(name=word.by), _("Your supervisor's review"), _("Open"), one.id.hex,
        )
        for one, word in reviews.sent_back(session)
    ]  # fmt: skip
    unsigned = [_unsigned_note(one, today) for one in note_signing.waiting(session, MOST_NOTES)]
    return [*back, *unsigned, *_to_review(session, actor)]


def _unsigned_note(one: Encounter, today: dt.date) -> Item:
    until = one.date + dt.timedelta(hours=NOTE_WITHIN)
    why = _("Late: finish and sign it") if until < today else _("It is locked once you sign it")
    return Item(
        Kind.NOTE, until, _("Finish a note"),
        _("{date}, {minutes} min").format(date=words.short_day(one.date, False), minutes=one.stops - one.starts),
        _client(one), _("Client"), why, _("Agency limit: {hours} hours").format(hours=NOTE_WITHIN), _("Open"),
        one.id.hex,
    )  # fmt: skip


def _client(one: Encounter) -> str:
    names = sorted(notes.full_name(row.client) for row in one.attendance)
    return names[0] if len(names) == 1 else plural("{count} person", "{count} people", len(names))


def _to_review(session: Session, actor: users.Actor) -> list[Item]:
    if not actor.may(Action.REVIEW_ENCOUNTERS):
        return []
    return [
        Item(
            Kind.REVIEW, one.date + dt.timedelta(days=REVIEW_WITHIN), _("Review a note"),
            words.short_day(one.date, False), one.staff.name, _("Peer supporter"), _("Signed by its writer"),
            _("Our reminder: within {days} days").format(days=REVIEW_WITHIN), _("Review"), one.id.hex,
        )
        for one in reviews.queue(session)[:MOST_NOTES]
    ]  # fmt: skip


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


