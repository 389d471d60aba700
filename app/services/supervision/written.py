"""Written agreements as values for their paper: of what is on record, or of what was typed and is to be signed."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, Supervisor
from app.services import users
from app.services.documents import agreement as paper
from app.services.documents.agreement import Confirmation, FitLine
from app.services.documents.people import Letterhead
from app.services.packs import library
from app.services.problems import Invalid, NotFound
from app.services.rules import packs
from app.services.supervision import facts, log, terms
from app.services.supervision.terms import TERMS, WrittenEntry
from app.services.users import Action, allowed
from app.wording import N_, _

NOT_THERAPIST = N_("The supervisor is not the peer supporter's therapist.")
NO_KIN = N_("The two are not parent, child, spouse or sibling of each other.")
SAID = {"yes": N_("Yes"), "no": N_("No")}


@allowed(Action.PRINT)
def values(session: Session, entry: WrittenEntry, day: dt.date, *, signed: bool) -> paper.SupervisionAgreement:
    """The paper of an agreement as known on `day`; one not `signed` has room to sign. Raises NotFound, Invalid."""
    staff, supervisor = _staff(session, entry.staff), _supervisor(session, entry.supervisor)
    enrolment = _enrolment(staff, day)
    pack, agency = packs.find(library(session), enrolment.pack), users.agency(session)
    standing = terms.standing(session, entry.staff, entry.supervisor, day)
    labels = WrittenEntry.model_fields
    return paper.SupervisionAgreement(
        agency=Letterhead(agency.name, agency.address, agency.phone),
        staff=log.staff_line(staff, enrolment, pack, day),
        supervisor=log.supervisor_line(supervisor, facts.supervisors(session), pack, day),
        ends_on=entry.ends_on,
        terms=tuple((_(labels[name].title or ""), getattr(entry, name)) for name in TERMS),
        confirmations=(
            Confirmation(_(NOT_THERAPIST), entry.not_therapist_confirmed),
            Confirmation(_(NO_KIN), entry.no_kinship_confirmed),
        ),
        fit=_fit(dict(entry.fit)),
        signed_on=entry.signed_on if signed else None,
        qualified=standing.findings if standing else (),
        rule_note=standing.source if standing else "",
    )


def _fit(answers: Mapping[str, str]) -> tuple[FitLine, ...]:
    """The checklist as answered; nothing where no line was asked."""
    if not set(answers.values()) & set(SAID):
        return ()
    lines = terms.fit_lines().items
    return tuple(FitLine(_(item.text), _(SAID.get(answers.get(item.code, ""), N_("Not asked")))) for item in lines)


def _staff(session: Session, code: str) -> Staff:
    query = select(Staff).options(selectinload(Staff.enrolments), selectinload(Staff.names))
    found = session.scalar(query.where(Staff.code == code))
    if found is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    return found


def _supervisor(session: Session, code: str) -> Supervisor:
    found = session.scalar(select(Supervisor).options(selectinload(Supervisor.names)).where(Supervisor.code == code))
    if found is None:
        raise NotFound(_("No supervisor has the code {code}.").format(code=code))
    return found


def _enrolment(staff: Staff, day: dt.date) -> Enrolment:
    """The enrolment in force on the day, newest first, else the newest."""
    if not staff.enrolments:
        raise Invalid({"staff": _("This person is under no rules.")})

    def merit(row: Enrolment) -> tuple[bool, dt.date, str]:
        return row.started_on <= day and (row.ended_on is None or day <= row.ended_on), row.started_on, row.pack

    return max(staff.enrolments, key=merit)


@allowed(Action.PRINT)
def of_staff(
    session: Session, staff: str, first: dt.date, last: dt.date, supervisor: str = ""
) -> list[tuple[str, paper.SupervisionAgreement]]:
    """(supervisor's name, paper) of each agreement of a person in force in the period, oldest first."""
    query = (
        select(Agreement.id, Supervisor.name)
        .join(Staff, Staff.id == Agreement.staff_id)
        .join(Supervisor, Supervisor.id == Agreement.supervisor_id)
        .where(Staff.code == staff, Agreement.signed_on <= last)
        .where(Agreement.ends_on.is_(None) | (Agreement.ends_on >= first))
        .order_by(Agreement.signed_on, Supervisor.name, Supervisor.code, Agreement.id)
    )
    if supervisor:
        query = query.where(Supervisor.code == supervisor)
    made = []
    for key, name in session.execute(query):
        entry = terms.load(session, key)
        made.append((name, values(session, entry, entry.signed_on, signed=True)))
    return made
