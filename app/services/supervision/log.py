"""The Board's supervision log as values: the sessions of a period, and the ledger's figures for it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.models.agency import Agency
from app.models.staff import Enrolment, Staff, StaffName
from app.models.supervision import PaperDocument, SupervisionSession, Supervisor, SupervisorName
from app.services import users
from app.services.documents import supervision_log as paper
from app.services.documents.people import Letterhead, Mark, Signing, StaffLine, SupervisorLine
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import credit, figures, packs, qualification
from app.services.rules import ledger as rules
from app.services.rules.packs import Pack
from app.services.supervision import facts, owed, signatures
from app.services.supervision.sessions import WHOLE, in_time
from app.services.supervision.signatures import Given, Way
from app.services.users import Action, allowed
from app.wording import N_, _

ONCE_SIGNED = credit.ON_PAPER
KEPT_YEARS = 7  # where a pack says nothing of its logs: the agency's own limit is at least as long


@dataclass(frozen=True)
class Wanted:
    """Which log: a staff member's, with one supervisor or all, over a period; `as_of` decides what is signed."""

    staff: str
    first: dt.date
    last: dt.date
    as_of: dt.date
    supervisor: str = ""
    pack: str = ""


@allowed(Action.PRINT)
def values(session: Session, wanted: Wanted, document: PaperDocument | None = None) -> paper.SupervisionLog:
    """The log's values. Raises NotFound for an unknown code, Invalid for a person without an enrolment."""
    staff = _staff(session, wanted.staff)
    enrolment = _enrolment(session, staff, wanted)
    known = library(session)
    pack = packs.find(known, enrolment.pack)
    agency = users.agency(session)
    rows = _sessions(session, wanted, enrolment.pack)
    assumed = frozenset(one.id.hex for one in rows) if document else frozenset()
    before, after = _ledgers(session, wanted, enrolment.pack, assumed)
    led = _supervisors(session, rows, pack, wanted.last)
    pair = _pair(session, wanted, pack) if wanted.supervisor else None
    reasons = {one.key: one for month in after.months for one in month.not_credited}
    whose = _Whose(staff.id, {key: line.name for key, line in led.items()}, ZoneInfo(agency.zone), wanted.as_of)
    shown = tuple(_row(one, reasons.get(one.id.hex), whose) for one in rows)
    lines = tuple(led.values())
    return paper.SupervisionLog(
        agency=Letterhead(agency.name, agency.address, agency.phone),
        staff=staff_line(staff, enrolment, pack, wanted.last),
        supervisor=pair or (lines[0] if len(lines) == 1 else None),
        supervisors=lines,
        first=wanted.first,
        last=wanted.last,
        rows=shown,
        totals=replace(
            _totals(before, after, wanted, pack, enrolment, sum(row.credited_minutes for row in shown)),
            parts=_parts(session, wanted, pack, enrolment, assumed, before, after),
        ),
        hours_not_counted=_hours(after.months, wanted),
        document_number=document.number if document else None,
        for_signature=document is not None,
        chain=_chain(rows, wanted.as_of),
        made_at=_made_at(rows, document, agency, wanted.as_of),
        rule_note=" ".join(
            [*_rule_notes(pack, wanted), *_other_packs(known, staff, pack, wanted), *([_(ONCE_SIGNED)] if document else [])]
        ),
        recipient=_(pack.addressee),
        choices=tuple(_choices(pack, wanted, after, shown)),
        retention_years=pack.rule_on(wanted.last).rule.log_years_on(wanted.last) or KEPT_YEARS,
    )


@allowed(Action.SEE_SUPERVISION)
def session_ids(session: Session, wanted: Wanted) -> list[uuid.UUID]:
    """The sessions that the log lists, oldest first: what 'Print for signature' freezes."""
    staff = _staff(session, wanted.staff)
    return [one.id for one in _sessions(session, wanted, _enrolment(session, staff, wanted).pack)]


@allowed(Action.SEE_SUPERVISION)
def pack_of(session: Session, wanted: Wanted) -> str:
    """The pack that papers of this request are about: the one named, else the newest enrolment's."""
    return _enrolment(session, _staff(session, wanted.staff), wanted).pack


def _staff(session: Session, code: str) -> Staff:
    query = select(Staff).options(selectinload(Staff.enrolments), selectinload(Staff.names))
    found = session.scalar(query.where(Staff.code == code))
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    return found


def _enrolment(session: Session, staff: Staff, wanted: Wanted) -> Enrolment:
    """The enrolment of the wanted pack, else the one that the period is about: in force, owing supervision, newest."""
    fitting = [row for row in staff.enrolments if wanted.pack in ("", row.pack)]
    if not fitting:
        raise Invalid({"pack": _("This person does not work under such rules.")})
    known = library(session)

    def merit(row: Enrolment) -> tuple[bool, bool, dt.date, str]:
        within = row.started_on <= wanted.last and (row.ended_on is None or row.ended_on >= wanted.first)
        return within, packs.find(known, row.pack).has_ratio, row.started_on, row.pack

    return max(fitting, key=merit)


def name_on(names: Iterable[StaffName | SupervisorName], day: dt.date, present: str) -> str:
    """The name in use on a day, else the present one."""
    for name in names:
        if (name.from_on is None or name.from_on <= day) and (name.to_on is None or day <= name.to_on):
            return name.name
    return present


def staff_line(staff: Staff, enrolment: Enrolment, pack: Pack, day: dt.date) -> StaffLine:
    """The staff member as a paper names them on that day; certified only from the certification day on."""
    certified = enrolment.certified_on is None or enrolment.certified_on <= day
    return StaffLine(
        name=name_on(staff.names, day, staff.name),
        title=staff.title or _(pack.uncertified_title),
        pack_title=figures.title_on(pack, day),
        certification_number=enrolment.certification_number or None if certified else None,
        certification_expires_on=enrolment.certification_expires_on if certified else None,
    )


def _sessions(session: Session, wanted: Wanted, pack: str) -> list[SupervisionSession]:
    person = facts.people(session, [wanted.staff])
    facts.add_sessions(session, person, wanted.as_of, wanted.last)
    keys = [
        uuid.UUID(one.key)
        for each in person.values()
        for one in each.sessions
        if wanted.first <= one.date
        and wanted.supervisor in ("", one.supervisor)
        and belongs(one, pack, each.enrolments)
    ]
    query = select(SupervisionSession).options(*WHOLE).where(SupervisionSession.id.in_(keys))
    return sorted(session.scalars(query), key=in_time)


def belongs(one: rules.Session, pack: str, enrolments: Sequence[rules.Enrolment]) -> bool:
    """Whether a session is listed or credited under this pack: named for it, or in force on its day, or in none."""
    mine = [row for row in enrolments if row.pack == pack]
    if any(row.opening_on is not None and one.date < row.opening_on for row in mine):
        return False
    if one.pack is not None:
        return one.pack == pack or all(row.pack != one.pack for row in enrolments)
    in_force = {row.pack for row in enrolments if row.in_force(one.date)}
    return pack in in_force or not in_force


def _ledgers(
    session: Session, wanted: Wanted, pack: str, assumed: frozenset[str]
) -> tuple[rules.PackLedger, rules.PackLedger]:
    """The ledger through the day before the period, and through its end."""
    until = [
        next(line for line in owed.ledger(session, wanted.as_of, wanted.staff, day, assumed) if line.pack == pack)
        for day in (wanted.first - dt.timedelta(days=1), wanted.last)
    ]
    return until[0], until[1]


def _totals(
    before: rules.PackLedger,
    after: rules.PackLedger,
    wanted: Wanted,
    pack: Pack,
    enrolment: Enrolment,
    own: int,
) -> paper.LogTotals:
    """The period's figures; `own` minutes are credited by the rows shown, the rest with other supervisors."""
    start, end = rules.summary(before), rules.summary(after)
    last = after.months[-1].owed_minutes if after.months else None
    credited = end.credited_minutes - start.credited_minutes
    required = None
    if end.required_minutes is not None:
        required = end.required_minutes - (start.required_minutes or 0)
    over = _over(before, after)
    brought = Fraction(0)
    if last is not None and required is not None:
        brought = last - required + credited - sum(amount for _month, amount in over)
    return paper.LogTotals(
        worked_minutes=end.worked_minutes - start.worked_minutes,
        required_minutes=required,
        credited_minutes=own,
        credited_elsewhere_minutes=credited - own,
        owed_minutes=last,
        owed_on=min(wanted.last, wanted.as_of),
        ratio=ratio_words(pack, enrolment, wanted.last),
        brought_forward_minutes=brought,
        not_carried=tuple((dt.date.fromisoformat(f"{month}-01"), amount) for month, amount in over),
        other_minutes=rules.other_way(after),
        carries=pack.rule_on(wanted.last).rule.carries_surplus,
    )


def _over(before: rules.PackLedger, after: rules.PackLedger) -> list[tuple[str, Fraction]]:
    """Surplus by month that was not carried, within the period only."""
    known = {month.month: month.surplus_not_carried or Fraction(0) for month in before.months}
    found = [
        (month.month, (month.surplus_not_carried or Fraction(0)) - known.get(month.month, Fraction(0)))
        for month in after.months
    ]
    return [(month, amount) for month, amount in found if amount > 0]


def ratio_words(pack: Pack, enrolment: Enrolment, day: dt.date) -> str:
    """The ratio in force that day in words, such as '1 h for each 20 h worked'; blank where the pack has none.

    One that is only proposed says so; where the others come from stands in the paper's note.
    """
    certified = enrolment.certified_on is not None and enrolment.certified_on <= day
    return figures.ratio_on_paper(pack, day, certified)


def _hours(months: Sequence[rules.Month], wanted: Wanted) -> tuple[paper.HoursNotCounted, ...]:
    return tuple(
        paper.HoursNotCounted(one.date, one.minutes, one.reason)
        for month in months
        for one in month.hours_not_counted
        if wanted.first <= one.date <= wanted.last
    )


@dataclass(frozen=True)
class _Whose:
    """Whose log it is, its supervisors' names by id, and where and until when signatures are told."""

    staff_id: uuid.UUID
    supervisors: Mapping[uuid.UUID, str]
    zone: ZoneInfo
    as_of: dt.date


def _row(one: SupervisionSession, listed: rules.NotCredited | None, whose: _Whose) -> paper.LogRow:
    minutes = one.stops - one.starts
    lost = 0 if listed is None else listed.minutes_lost
    return paper.LogRow(
        date=one.date,
        start=one.start,
        stop=one.stop,
        minutes=minutes,
        credited_minutes=minutes - lost,
        format=one.format,
        manner=one.manner,
        topics=one.topics.replace("\n", "; "),
        description=one.description,
        summary=one.summary,
        reviewed_assessments=one.reviewed_assessments,
        reviewed_interventions=one.reviewed_interventions,
        signing=_signing(one, whose),
        supervisor=whose.supervisors[one.supervisor_id],
        people=len(one.attendance),
        reasons=(listed.reason,) if listed else (),
        note=_("Amends the record signed before: {reason}").format(reason=one.amendment_reason)
        if one.amends_id
        else "",
    )


def _signing(one: SupervisionSession, whose: _Whose) -> Signing:
    """How the person of the log and the supervisor signed a loaded session, by that day."""
    found = signatures.of(one, whose.as_of)
    own = found.of(whose.staff_id)
    return Signing(_mark(own, whose.zone) if own else None, _mark(found.supervisor, whose.zone))


def _mark(given: Given, zone: ZoneInfo) -> Mark | None:
    if given.on is None:
        return None
    return Mark(given.on, clock.local(given.at, zone) if given.at else None, given.way is Way.HAND)


def _chain(rows: Sequence[SupervisionSession], as_of: dt.date) -> tuple[int, str] | None:
    covered = [
        (row.audit_count, row.audit_head) for one in rows for row in one.signatures if row.signed_on <= as_of
    ]
    return max(covered, default=None)


def _made_at(
    rows: Sequence[SupervisionSession], document: PaperDocument | None, agency: Agency, as_of: dt.date
) -> dt.datetime | None:
    """The record's own time: the paper's printing, else the newest signature on it."""
    moments = [row.signed_at for one in rows for row in one.signatures if row.signed_on <= as_of]
    moments += [row.attested_at for one in rows for row in one.paper_signatures if row.signed_on <= as_of]
    newest = document.printed_at if document else max(moments, default=None)
    return clock.local(newest, agency.zone) if newest else None


def _parts(
    session: Session,
    wanted: Wanted,
    pack: Pack,
    enrolment: Enrolment,
    assumed: frozenset[str],
    before: rules.PackLedger,
    after: rules.PackLedger,
) -> tuple[paper.RatePart, ...]:
    """Each rate of the period with its hours and what they require; nothing where one rate holds throughout."""
    one = facts.enrolment(enrolment)
    days = [day for day in rules.boundaries(one, pack) if wanted.first < day <= wanted.last]
    lines = [before]
    for day in days:
        found = owed.ledger(session, wanted.as_of, wanted.staff, day - dt.timedelta(days=1), assumed)
        lines.append(next(line for line in found if line.pack == pack.code))
    lines.append(after)
    sums: dict[str, tuple[int, Fraction]] = {}
    for (start, end), first in zip(pairwise(lines), [wanted.first, *days], strict=True):
        from_, to = rules.summary(start), rules.summary(end)
        worked = to.worked_minutes - from_.worked_minutes
        if not worked:
            continue
        required = (to.required_minutes or Fraction(0)) - (from_.required_minutes or Fraction(0))
        ratio = ratio_words(pack, enrolment, first)
        known = sums.get(ratio, (0, Fraction(0)))
        sums[ratio] = (known[0] + worked, known[1] + required)
    if len(sums) < 2:
        return ()
    return tuple(paper.RatePart(ratio or _("no ratio"), *amounts) for ratio, amounts in sums.items())


def _choices(
    pack: Pack, wanted: Wanted, after: rules.PackLedger, rows: Sequence[paper.LogRow]
) -> Iterable[str]:
    """What decided a figure of this log though no rule says so, by whose choice it is."""
    rule = pack.rule_on(wanted.last).rule
    if not pack.has_ratio:
        return
    decided = []
    if rules.other_way(after) is not None:
        on = N_("hours held beyond a month's requirement are carried into the next")
        not_on = N_("hours held beyond a month's requirement are not carried into the next")
        decided.append(("carries_surplus", on if rule.carries_surplus else not_on))
    if any((month.carried or 0) > 0 for month in after.months):
        decided.append(("carries_deficit", N_("hours owed at a month's end are owed in the next")))
    if any(row.format == "group" and row.credited_minutes for row in rows):
        decided.append(("group_credit", N_("group sessions count with their full length for each person present")))
    said: dict[str, list[str]] = {}
    for name, clause in decided:
        said.setdefault(_whose_choice(rule.figures.get(name)), []).append(_(clause))
    for whose, clauses in said.items():
        yield _("{whose}: {what}.").format(whose=whose, what="; ".join(clauses))


def _whose_choice(figure: packs.Figure | None) -> str:
    """Whose choice a figure is: Peerdesk's, the agency's, or a source's."""
    if figure is None or figure.confidence is packs.Confidence.OUR_CHOICE:
        return _("Peerdesk's choice, where no rule decides")
    if figure.amended is not None:
        return _("This agency's choice")
    return _("By {source} ({confidence})").format(source=_(figure.source), confidence=figure.confidence.words)


def _rule_notes(pack: Pack, wanted: Wanted) -> Iterable[str]:
    """Where the ratio comes from, or that there is none, and which figures of the period the agency amended itself."""
    ratio = pack.rule_on(wanted.last).rule.figures.get("ratio")
    if ratio is not None:
        told = _("{pack}. Source of the ratio: {source} ({confidence}).")
        yield told.format(pack=_(pack.title), source=ratio.source, confidence=ratio.confidence.words)
    elif not pack.has_ratio:
        told = _("{pack}. It sets no ratio: what was held is listed, and no amount is owed.")
        yield told.format(pack=_(pack.title))
    yield from pack.amended_between(wanted.first, wanted.last, *packs.RULE_FIGURES)


def _other_packs(known: Mapping[str, Pack], staff: Staff, pack: Pack, wanted: Wanted) -> Iterable[str]:
    """That the person is under other packs in the period too, each with a paper of its own."""
    titles = [
        _(packs.find(known, row.pack).title)
        for row in staff.enrolments
        if row.pack != pack.code and row.started_on <= wanted.last and (row.ended_on or wanted.last) >= wanted.first
    ]
    if titles:
        told = _("Also held in this period, with papers of their own: {packs}.")
        yield told.format(packs="; ".join(sorted(titles)))


def _supervisors(
    session: Session, rows: Sequence[SupervisionSession], pack: Pack, day: dt.date
) -> dict[uuid.UUID, SupervisorLine]:
    """Those who led the sessions, by id, in order of name."""
    ids = {one.supervisor_id for one in rows}
    query = select(Supervisor).options(selectinload(Supervisor.names)).where(Supervisor.id.in_(ids))
    known = facts.supervisors(session)
    ordered = session.scalars(query.order_by(Supervisor.name, Supervisor.code))
    return {one.id: supervisor_line(one, known, pack, day) for one in ordered}


def _pair(session: Session, wanted: Wanted, pack: Pack) -> SupervisorLine:
    query = select(Supervisor).options(selectinload(Supervisor.names)).where(Supervisor.code == wanted.supervisor)
    one = session.scalar(query)
    if one is None:
        raise NotFound(_("No supervisor has the code {code}.").format(code=wanted.supervisor))
    return supervisor_line(one, facts.supervisors(session), pack, wanted.last)


def supervisor_line(
    one: Supervisor, known: Mapping[str, rules.Supervisor], pack: Pack, day: dt.date
) -> SupervisorLine:
    """A supervisor with the license that a paper prints for that day."""
    name = name_on(one.names, day, one.name)
    held = qualification.best_license(known[one.code], pack.rule_on(day).rule, day)
    if held is None:
        return SupervisorLine(name, "", _("no license on record"))
    # Credentials that already stand behind the name are not printed twice.
    kind = "" if "," in name else qualification.license_type_label(held.license_type)
    return SupervisorLine(name, kind, held.number, held.expires_on)
