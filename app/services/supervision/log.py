"""The Board's supervision log as values: the sessions of a period, and the ledger's figures for it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.agency import Agency
from app.models.staff import Enrolment, Staff, StaffName
from app.models.supervision import PaperDocument, SupervisionSession, Supervisor, SupervisorName
from app.services import users
from app.services.documents import supervision_log as paper
from app.services.documents.people import Letterhead, Signing, StaffLine, SupervisorLine
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import ledger as rules
from app.services.rules import packs, qualification
from app.services.rules.packs import Pack
from app.services.supervision import facts, owed
from app.services.supervision.sessions import WHOLE
from app.services.users import Action, allowed
from app.wording import N_, _

BOARD = "Montana Board of Behavioral Health"
ONCE_SIGNED = N_("Sessions not signed before are credited once both have signed this paper.")


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
    shown = tuple(_row(one, reasons.get(one.id.hex), agency) for one in rows)
    return paper.SupervisionLog(
        agency=Letterhead(agency.name, agency.address, agency.phone),
        staff=staff_line(staff, enrolment, pack, wanted.last),
        supervisor=pair or (led[0] if len(led) == 1 else None),
        supervisors=tuple(led),
        first=wanted.first,
        last=wanted.last,
        rows=shown,
        totals=_totals(before, after, wanted, pack, enrolment, sum(row.credited_minutes for row in shown)),
        hours_not_counted=_hours(after.months, wanted),
        document_number=document.number if document else None,
        for_signature=document is not None,
        chain=_chain(rows),
        made_at=_made_at(rows, document, agency),
        rule_note=" ".join(
            [*_rule_notes(pack, wanted), *_other_packs(known, staff, pack, wanted), *([_(ONCE_SIGNED)] if document else [])]
        ),
        recipient=BOARD,
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
        pack_title=pack.staff_title,
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
    return sorted(session.scalars(query), key=lambda one: (one.starts, one.id))


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
    """The ratio in force that day in words, such as '1 h for each 20 h worked'; blank where the pack has none."""
    certified = enrolment.certified_on is not None and enrolment.certified_on <= day
    ratio = pack.rule_on(day).rule.ratio_for(certified)
    if not ratio:
        return ""
    return _("1 h for each {hours} h worked").format(hours=str(1 / ratio))


def _hours(months: Sequence[rules.Month], wanted: Wanted) -> tuple[paper.HoursNotCounted, ...]:
    return tuple(
        paper.HoursNotCounted(one.date, one.minutes, one.reason)
        for month in months
        for one in month.hours_not_counted
        if wanted.first <= one.date <= wanted.last
    )


def _row(one: SupervisionSession, listed: rules.NotCredited | None, agency: Agency) -> paper.LogRow:
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
        signing=signing_of(one),
        supervisor=one.supervisor.name,
        people=len(one.attendance),
        reasons=(listed.reason,) if listed else (),
        note=_("Amends the record signed before: {reason}").format(reason=one.amendment_reason)
        if one.amends_id
        else "",
    )


def signing_of(one: SupervisionSession) -> Signing:
    """How a loaded session was signed: by everyone who attended and its supervisor, or on paper."""
    signed = [row.signed_on for row in one.signatures if row.role == "supervisee"]
    led = [row.signed_on for row in one.signatures if row.role == "supervisor"]
    everyone = bool(signed) and len(signed) >= len(one.attendance)
    paper_on = one.paper_signature.signed_on if one.paper_signature else None
    return Signing(max(signed) if everyone else None, led[0] if led else None, paper_on)


def _chain(rows: Sequence[SupervisionSession]) -> tuple[int, str] | None:
    covered = [(row.audit_count, row.audit_head) for one in rows for row in one.signatures]
    return max(covered, default=None)


def _made_at(
    rows: Sequence[SupervisionSession], document: PaperDocument | None, agency: Agency
) -> dt.datetime | None:
    """The record's own time: the paper's printing, else the newest signature on it."""
    moments = [row.signed_at for one in rows for row in one.signatures]
    moments += [one.paper_signature.attested_at for one in rows if one.paper_signature]
    newest = document.printed_at if document else max(moments, default=None)
    return newest.astimezone(ZoneInfo(agency.zone)) if newest else None


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
) -> list[SupervisorLine]:
    ids = {one.supervisor_id for one in rows}
    query = select(Supervisor).options(selectinload(Supervisor.names)).where(Supervisor.id.in_(ids))
    known = facts.supervisors(session)
    return [
        supervisor_line(one, known, pack, day) for one in session.scalars(query.order_by(Supervisor.name))
    ]


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
