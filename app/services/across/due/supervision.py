"""What is due of supervision: sessions to sign, papers to bring back, time owed, agreements that end."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, Supervisor
from app.services import users
from app.services.across.due.item import Item, Kind, Weight
from app.services.across.forecast import Ahead
from app.services.documents import words
from app.services.packs import library
from app.services.rules import credit, figures, packs
from app.services.rules import ledger as rules
from app.services.rules.pack import Pack
from app.services.supervision import credit as credits
from app.services.supervision import owed as owed_lines
from app.services.supervision import paper, signing
from app.services.users import Action, Role, allowed
from app.wording import _, plural

SIGN_WITHIN = 3  # days; our own reminder, no rule
SOON = 90  # days before an agreement ends
TOLD_FOR = 14  # days after which a passed day to tell the Board leaves the list; the person's page keeps it


@allowed(Action.SEE_SUPERVISION)
def to_sign(session: Session, ledger: owed_lines.Gathered) -> list[Item]:
    """Sessions that wait for this person's signature, each with what its credit lacks by the ledger of the day."""
    found, today, waits = [], users.today(session), signing.waiting(session)
    told = credits.of_ledger(session, ledger, [one.id for one in waits])
    actor = users.actor_of(session)
    for one in waits:
        leads = signing.role_of(one, actor) == signing.SUPERVISOR
        why = _(credit.AMENDMENT_WAITS) if one.amends_id else credit.waiting(told[one.id.hex], leads)
        people = sorted(row.staff.name for row in one.attendance)
        found.append(
            Item(
                Kind.SIGN,
                one.date + dt.timedelta(days=SIGN_WITHIN),
                _("Sign a session"),
                _("{date}, {length}").format(
                    date=words.short_day(one.date, today), length=words.length(one.stops - one.starts)
                ),
                people[0] if len(people) == 1 else plural("{count} person", "{count} people", len(people)),
                _("with {name}").format(name=one.supervisor.name),
                why,
                _("Our reminder: within {days} days").format(days=SIGN_WITHIN),
                _("Sign"),
                f"session/{one.id.hex}",
                Weight.CREDIT,
            )
        )
    return found


@allowed(Action.SEE_SUPERVISION)
def owed(
    session: Session, known: Mapping[str, Pack], lines: list[rules.PackLedger], names: dict[str, str], today: dt.date,
    outlook: Mapping[tuple[str, str], Ahead],
) -> list[Item]:
    """People who are owed supervision this month, by the lines of the ledger under these packs and what lies ahead.

    For a manager everybody, for a supervisor those whom they lead: they can plan it; for a peer supporter what they are
    owed themselves: they can ask for it. Nobody else can act on it.
    """
    found, theirs, own = [], led(session, today), own_code(session)
    for line in lines:
        plans = line.staff in theirs
        if not plans and line.staff != own:
            continue
        ends = rules.summary(line)
        if not ends.owed_minutes or not line.months or line.months[-1].month != f"{today:%Y-%m}":
            continue
        pack = packs.find(known, line.pack)
        since = dt.date.fromisoformat(f"{ends.since}-01")
        found.append(
            Item(
                Kind.OWED,
                _month_end(today),
                _("Plan supervision") if plans else _("Ask for supervision"),
                _("{time} owed since {month}").format(
                    time=words.length(ends.owed_minutes), month=words.month(since, since.year != today.year)
                ),
                names[line.staff],
                figures.title_of(pack),
                _to_hold(outlook.get((line.staff, line.pack)), _month_end(today), today),
                _rules(pack),
                _("Plan") if plans else _("Open"),
                f"plan/{line.staff}" if plans else f"person/{line.staff}/{line.pack}",
            )
        )
    return found


def _rules(pack: Pack) -> str:
    return _("Rules: {rules}").format(rules=figures.short_title(pack))


@allowed(Action.SEE_SUPERVISION)
def own_code(session: Session) -> str:
    """The code of the staff member that the signed-in person is, '' without a link."""
    actor = users.actor_of(session)
    found = session.scalar(select(Staff.code).where(Staff.id == actor.staff_id)) if actor.staff_id else None
    return found or ""


@allowed(Action.SEE_SUPERVISION)
def led(session: Session, today: dt.date) -> set[str]:
    """The codes of those for whom this person can plan supervision: a manager everybody, a supervisor their own."""
    actor = users.actor_of(session)
    if not actor.may(Action.PLAN_SUPERVISION):
        return set()
    query = select(Staff.code)
    if Role.MANAGER not in actor.roles:
        in_force = and_(Agreement.signed_on <= today, or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today))
        agreed = select(Agreement.staff_id).where(Agreement.supervisor_id == actor.supervisor_id, in_force)
        query = query.where(Staff.id.in_(agreed))
    return set(session.scalars(query))


def _to_hold(ahead: Ahead | None, until: dt.date, today: dt.date) -> str:
    """What is to be held until the day of the item, and the next planned session."""
    if ahead is None or ahead.forecast is None:
        return _("Short of what the hours ask")
    time, by = words.length(ahead.forecast.needed), words.short_day(until, today)
    if ahead.next is None:
        return _("Still to hold by {by}: {time}. None planned").format(by=by, time=time)
    told = _("Still to hold by {by}: {time}. Next planned {day}")
    return told.format(by=by, time=time, day=words.short_day(ahead.next[0].date, today))


@dataclass(frozen=True)
class _Gap:
    """Something that coverage lacks: about what, by when, what to do, and the button with what it opens."""

    about: str
    on: dt.date
    what: str
    detail: str
    why: str
    action: str
    target: str
    weight: Weight = Weight.CREDIT


@allowed(Action.SEE_SUPERVISION)
def coverage(
    session: Session, known: Mapping[str, Pack], names: dict[str, str], today: dt.date,
    outlook: Mapping[tuple[str, str], Ahead],
) -> list[Item]:
    """Work without a supervisor or for too long without supervision, and changes that the Board must hear of.

    Each for those who can do it: agree, record that the Board was told, plan.
    """
    actor, theirs = users.actor_of(session), led(session, today)
    can = {"agree": actor.may(Action.EDIT_SUPERVISORS), "told": actor.may(Action.EDIT_CREDENTIALS)}
    found = {}
    for (code, pack), one in outlook.items():
        for gap in _gaps(code, pack, one, today):
            act = gap.target.partition("/")[0]
            if can.get(act, code in theirs):
                found[code, gap.about] = Item(
                    Kind.OWED, gap.on, gap.what, gap.detail, names[code], _("Peer supporter"), gap.why,
                    _rules(packs.find(known, pack)), gap.action, gap.target, gap.weight,
                )  # fmt: skip
    return list(found.values())


def _gaps(code: str, pack: str, one: Ahead, today: dt.date) -> Iterator[_Gap]:
    for gap in one.gaps[-1:]:
        if gap.gap.last == today:
            worked = _("{time} of work since {day}").format(
                time=words.length(gap.minutes), day=words.short_day(gap.gap.first)
            )
            yield _Gap("gap", today, _("Agree on a supervisor"), worked, _("No agreement is in force"), _("Agree"),
                       f"agree/{code}")  # fmt: skip
    for change in one.changes[-1:]:
        if change.told_on is not None or change.tell_by is None:
            continue
        if change.changed_on <= today <= change.tell_by + dt.timedelta(TOLD_FOR):
            since = _("{name} since {day}").format(
                name=one.supervisors.get(change.supervisor, change.supervisor), day=words.short_day(change.changed_on)
            )
            why = _("Within {count} business days").format(count=change.business_days)
            what = _("Tell the Board of a new supervisor")
            yield _Gap(change.supervisor, change.tell_by, what, since, why, _("Record"), f"told/{code}/{pack}", Weight.DAYS)
    if one.alone is not None and one.alone.over and one.alone.most is not None:
        worked = _("{time} of work without supervision").format(time=words.length(one.alone.amount))
        why = _("At most {time} is allowed").format(time=words.length(int(str(one.alone.most.value))))
        yield _Gap("alone", today, _("Hold supervision"), worked, why, _("Plan"), f"plan/{code}")


def _month_end(day: dt.date) -> dt.date:
    following = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return following - dt.timedelta(days=1)


def _asked(session: Session, today: dt.date) -> set[str]:
    """The codes of people under a rule pack that credits nothing without an agreement."""
    known = library(session)
    rows = session.execute(select(Staff.code, Enrolment.pack).join(Enrolment, Enrolment.staff_id == Staff.id))
    return {row.code for row in rows if packs.find(known, row.pack).rule_on(today).rule.agreement_required}


@allowed(Action.SEE_SUPERVISION)
def agreements(session: Session, today: dt.date) -> list[Item]:
    """Agreements that end soon or ended lately, where none stands open; for those who record agreements."""
    if not users.actor_of(session).may(Action.EDIT_SUPERVISORS):
        return []
    asked = _asked(session, today)
    query = (
        select(Staff.code, Staff.name, Supervisor.code.label("leader"), Supervisor.name.label("led"),
               func.max(Agreement.ends_on).label("ends"))
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
        .group_by(Staff.id, Staff.code, Staff.name, Supervisor.id, Supervisor.code, Supervisor.name)
        .having(func.count() == func.count(Agreement.ends_on))
    )  # fmt: skip
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew an agreement"), _("With {name}").format(name=row.led), row.name,
            _("Peer supporter"), _(credit.AFTER_AGREEMENT) if row.code in asked else _("It is the last one on record"),
            _("Agreement on record"), _("Renew"), f"agree/{row.code}/{row.leader}",
            Weight.CREDIT if row.ends < today else Weight.DAYS,
        )
        for row in session.execute(query)
        if today - dt.timedelta(days=SOON) <= row.ends <= today + dt.timedelta(days=SOON)
    ]  # fmt: skip


@allowed(Action.SEE_SUPERVISION)
def papers(session: Session) -> list[Item]:
    """Papers printed for signature that have not come back."""
    if not users.actor_of(session).may(Action.RECORD_PAPER):
        return []
    today = users.today(session)
    return [
        Item(
            Kind.PAPER, users.day(session, one.printed_at) + dt.timedelta(days=7), _("Bring back a signed paper"),
            _paper_words(one, today), ", ".join(one.staff), _("with {name}").format(name=", ".join(one.supervisors)),
            _("Its sessions are locked till then"), _("Our reminder: within 7 days"), _("Record"), one.number, Weight.CREDIT,
        )
        for one in paper.open_papers(session)
    ]  # fmt: skip


def _paper_words(one: paper.Paper, today: dt.date) -> str:
    """SL-2026-0002: 4 sessions, Oct 6 to Oct 27."""
    days = [words.short_day(each.date, today) for each in one.sessions]
    span = days[0] if len(set(days)) < 2 else _("{first} to {last}").format(first=days[0], last=days[-1])
    count = plural("{count} session", "{count} sessions", len(days))
    return _("{number}: {sessions}, {days}").format(number=one.number, sessions=count, days=span)
