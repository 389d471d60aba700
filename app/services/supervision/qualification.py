"""The supervisor qualification sheet as values: licenses, CE, agreements, and from when the rules are met."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, Supervisor
from app.services import users
from app.services.documents import supervisor_qualification as paper
from app.services.documents.people import Letterhead
from app.services.packs import library
from app.services.problems import NotFound
from app.services.rules import ledger as ledgers
from app.services.rules import packs, qualification
from app.services.rules.packs import Pack, Rule
from app.services.supervision import facts
from app.services.supervision.log import name_on
from app.services.users import Action, allowed
from app.wording import _, readable

USUAL = "mt-cbhpss"


@allowed(Action.PRINT)
def values(
    session: Session, first: dt.date, last: dt.date, *, staff: str = "", supervisor: str = "", pack: str = ""
) -> paper.SupervisorQualification:
    """The sheet of one supervisor, or with `staff` of everyone agreed with in the period. Raises NotFound."""
    agreed = _agreements(session, first, last)
    chosen = [row for row in agreed if staff in ("", row.staff.code)]
    if staff and session.scalar(select(Staff.id).where(Staff.code == staff)) is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=staff))
    found = _chosen(session, supervisor, {row.supervisor_id for row in chosen} if staff else None)
    rule_pack = packs.find(library(session), pack or _pack_of(session, staff))
    known, agency = facts.supervisors(session), users.agency(session)
    names = {row.staff.code: row.staff.name for row in agreed}
    return paper.SupervisorQualification(
        agency=Letterhead(agency.name, agency.address, agency.phone),
        first=first,
        last=last,
        supervisors=tuple(
            _supervisor(one, known[one.code], chosen, rule_pack, (first, last)) for one in found
        ),
        staff=names.get(staff, staff),
        needs=_needs(rule_pack, last),
        rule_note=_rule_note(rule_pack, last),
    )


def _pack_of(session: Session, staff: str) -> str:
    query = select(Enrolment.pack).join(Staff, Staff.id == Enrolment.staff_id).where(Staff.code == staff)
    return session.scalar(query.order_by(Enrolment.started_on.desc()).limit(1)) or USUAL


def _agreements(session: Session, first: dt.date, last: dt.date) -> list[Agreement]:
    query = (
        select(Agreement)
        .options(selectinload(Agreement.staff), selectinload(Agreement.supervisor))
        .where(Agreement.signed_on <= last, Agreement.ends_on.is_(None) | (Agreement.ends_on >= first))
        .order_by(Agreement.signed_on, Agreement.id)
    )
    return list(session.scalars(query))


def _chosen(session: Session, code: str, ids: Iterable[object] | None) -> list[Supervisor]:
    query = select(Supervisor).options(selectinload(Supervisor.names)).order_by(Supervisor.name, Supervisor.code)
    if code:
        query = query.where(Supervisor.code == code)
    if ids is not None:
        query = query.where(Supervisor.id.in_(list(ids)))
    found = list(session.scalars(query))
    if code and not found:
        raise NotFound(_("No supervisor has the code {code}.").format(code=code))
    return found


def _supervisor(
    one: Supervisor,
    known: ledgers.Supervisor,
    agreed: list[Agreement],
    pack: Pack,
    period: tuple[dt.date, dt.date],
) -> paper.QualifiedSupervisor:
    first, last = period
    rule = pack.rule_on(last).rule
    held = qualification.best_license(known, rule, last)
    stretch, gaps = _stretch(known, pack, first, last)
    waits = rule.years_licensed
    return paper.QualifiedSupervisor(
        name=name_on(one.names, last, one.name),
        licenses=tuple(_license(row, rule) for row in known.licenses),
        ce_minutes=qualification.ce_minutes_on(known, last),
        third_anniversary=qualification.anniversary(held.licensed_on, waits) if held and waits else None,
        qualified_from=stretch[0] if stretch else None,
        qualified_to=stretch[1] if stretch else None,
        gaps=gaps,
        agreements=tuple(
            paper.AgreementLine(row.staff.name, row.signed_on, row.ends_on, row.not_therapist_confirmed)
            for row in agreed
            if row.supervisor_id == one.id
        ),
    )


def _license(row: ledgers.License, rule: Rule) -> paper.LicenseLine:
    return paper.LicenseLine(
        license_type=qualification.license_type_label(row.license_type),
        license_number=row.number,
        licensed_on=row.licensed_on,
        valid_from=row.from_on,
        expires_on=row.expires_on,
        accepted=rule.takes(row.license_type) if rule.license_types else None,
    )


def _stretch(
    known: ledgers.Supervisor, pack: Pack, first: dt.date, last: dt.date
) -> tuple[tuple[dt.date, dt.date] | None, tuple[str, ...]]:
    """The first run of qualified days in the period, and a sentence for each stretch that is not."""
    changes = [day for day in qualification.days_of_change(known, pack.rules) if first < day <= last]
    starts = sorted({first, *changes})
    ends = [day - dt.timedelta(days=1) for day in starts[1:]] + [last]
    run: tuple[dt.date, dt.date] | None = None
    gaps: list[str] = []
    for start, end in zip(starts, ends, strict=True):
        reasons = qualification.reasons(known, pack.rule_on(start).rule, start)
        if reasons:
            said = _("{first} to {last}: {reasons}.").format(first=start, last=end, reasons="; ".join(reasons))
            gaps.append(readable(said))
        elif run is None or run[1] == start - dt.timedelta(days=1):
            run = (start if run is None else run[0], end)
    return run, tuple(gaps)


def _rule_note(pack: Pack, day: dt.date) -> str:
    """The pack, where its figures are from, and how sure that is."""
    figure = pack.rule_on(day).rule.figures.get("license_types")
    if figure is None:
        return _(pack.title)
    return _("{pack}. Source: {source} ({confidence}).").format(
        pack=_(pack.title), source=_(figure.source), confidence=figure.confidence.words
    )


def _needs(pack: Pack, day: dt.date) -> tuple[str, ...]:
    rule = pack.rule_on(day).rule
    kinds = ", ".join(qualification.license_type_label(kind) for kind in rule.license_types)
    needs = [_("A license in force: {kinds}").format(kinds=kinds)] if kinds else []
    if rule.years_licensed is not None and rule.supervision_ce_minutes is not None:
        needs.append(
            _("{years} years since first licensure, or {hours} of CE in supervision").format(
                years=rule.years_licensed, hours=qualification.hours_text(rule.supervision_ce_minutes)
            )
        )
    if rule.agreement_required:
        confirms = _("A written agreement in force that confirms: not the supervisee's therapist")
        needs.append(confirms if rule.not_therapist else _("A written agreement in force"))
    elif rule.not_therapist:
        needs.append(_("Every agreement in force confirms: not the supervisee's therapist"))
    return tuple(needs)
