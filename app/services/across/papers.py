"""Papers by kind: gathers the values from the rooms and writes the PDF."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import PaperDocument, Supervisor
from app.services import users
from app.services.across import leaving, sheets
from app.services.across.opening import SignedIn
from app.services.consents.giving import OWN_USE, DisclosureEntry
from app.services.documents.page import save
from app.services.problems import Invalid, NotFound
from app.services.store import files
from app.services.store import session as sessions
from app.services.supervision import log, owed, paper, qualification, written
from app.services.supervision.log import Wanted
from app.services.users import Action, allowed
from app.wording import _


@dataclass(frozen=True)
class Asked:
    """What a paper is asked for: codes may be blank, days None.

    For an audit file `attachments` None takes those marked for it; `leave_out` makes it without what cannot be read.
    """

    staff: str = ""
    supervisor: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    as_of: dt.date | None = None
    pack: str = ""
    client: str = ""
    position: str = ""
    attachments: frozenset[uuid.UUID] | None = None
    leave_out: bool = False


@allowed(Action.PRINT)
def make(
    signed_in: SignedIn, kind: str, asked: Asked, out: Path, why: DisclosureEntry = OWN_USE, now: dt.datetime | None = None
) -> None:
    """Write the paper of this kind to `out`, whole or not at all; that one about a client left is written down with it.

    Raises NotFound for an unknown kind or code, Invalid for a missing staff code or a period that ends before it
    starts, DiskProblem.
    """
    files.require_place(out)  # what cannot be written is not written down as given either
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        data = render(session, kind, asked)
        client = leaving.client_of(session, asked.client)
    leaving.paper(signed_in, kind, client, why, lambda: save(out, data), now)


@allowed(Action.PRINT)
def render(session: Session, kind: str, asked: Asked) -> bytes:
    """The paper of this kind as PDF bytes."""
    if kind not in KINDS:
        raise NotFound(_("There is no paper {kind}. Known: {known}.").format(kind=kind, known=", ".join(KINDS)))
    if asked.first and asked.last and asked.last < asked.first:
        raise Invalid({"last": _("The period ends before it starts. Check both dates.")})
    return KINDS[kind](session, asked)


def _wanted(session: Session, asked: Asked) -> Wanted:
    if not asked.staff:
        raise Invalid({"staff": _("Say whose paper this is: give a staff code.")})
    today = users.today(session)
    as_of = asked.as_of or today
    last = asked.last or as_of
    first = asked.first or _first_day(session, asked.staff, last)
    if last < first:
        raise Invalid({"last": _("The period ends before it starts. Check both dates.")})
    return Wanted(asked.staff, first, last, as_of, asked.supervisor, asked.pack)


def _first_day(session: Session, staff: str, last: dt.date) -> dt.date:
    """Without a period a paper begins with the year, or with the person's first month where that is later."""
    months = [month.month for line in owed.ledger(session, last, staff) for month in line.months]
    year = dt.date(last.year, 1, 1)
    return max(year, dt.date.fromisoformat(f"{min(months)}-01")) if months else year


def _supervision_log(session: Session, asked: Asked) -> bytes:
    from app.services.documents import supervision_log

    return supervision_log.render(log.values(session, _wanted(session, asked)))


@allowed(Action.SEE_SUPERVISION)
def printed(session: Session, number: str) -> bytes:
    """The log of this number as it was printed for signature; one printed before that was kept is made anew.

    Raises NotFound.
    """
    document = paper.by_number(session, number)
    if document.paper_id is not None:
        return paper.scan(session, document.paper_id)[1]
    (found,) = paper.papers(session, [number])
    code = session.scalar(select(Staff.code).where(Staff.name.in_(found.staff)).order_by(Staff.code).limit(1))
    if code is None:
        raise NotFound(_("Whose paper this was is no longer on record."))
    leaders = session.scalars(select(Supervisor.code).where(Supervisor.id == document.supervisor_id)).all()
    wanted = Wanted(
        code, document.first, document.last, document.as_of, next(iter(leaders), ""), document.pack or ""
    )
    return _log_of(session, document, wanted)


def _log_of(session: Session, document: PaperDocument, wanted: Wanted) -> bytes:
    from app.services.documents import supervision_log

    return supervision_log.render(log.values(session, wanted, document))


@allowed(Action.RECORD_PAPER)
def print_for_signature(session: Session, wanted: Wanted) -> tuple[PaperDocument, bytes]:
    """Number a log, freeze its sessions, and keep and give the paper. Raises Invalid for an empty log."""
    staff = session.scalar(select(Staff.id).where(Staff.code == wanted.staff))
    leader = session.scalar(select(Supervisor.id).where(Supervisor.code == wanted.supervisor))
    document = paper.print_for_signature(
        session,
        log.session_ids(session, wanted),
        first=wanted.first,
        last=wanted.last,
        as_of=wanted.as_of,
        staff_id=staff,
        supervisor_id=leader,
        pack=log.pack_of(session, wanted),
    )
    data = _log_of(session, document, wanted)
    paper.keep_printed(session, document, data)
    return document, data


def _hours_sheet(session: Session, asked: Asked) -> bytes:
    from app.services.documents import hours_sheet

    return hours_sheet.render(sheets.hours_sheet(session, _wanted(session, asked)))


def _month_statement(session: Session, asked: Asked) -> bytes:
    from app.services.documents import month_statement

    return month_statement.render(sheets.month_statement(session, _wanted(session, asked)))


def _qualification(session: Session, asked: Asked) -> bytes:
    from app.services.documents import supervisor_qualification

    today = asked.as_of or users.today(session)
    last = asked.last or today
    first = asked.first or dt.date(last.year, 1, 1)
    values = qualification.values(
        session, first, last, staff=asked.staff, supervisor=asked.supervisor, pack=asked.pack
    )
    return supervisor_qualification.render(values)


def _credential_summary(session: Session, asked: Asked) -> bytes:
    from app.services.across import credential_papers
    from app.services.documents import credential_summary

    staff, day = _whose(session, asked)
    return credential_summary.render(credential_papers.summary(session, staff, day))


def _ce_transcript(session: Session, asked: Asked) -> bytes:
    from app.services.across import credential_papers
    from app.services.documents import ce_transcript

    staff, last = _whose(session, asked)
    return ce_transcript.render(credential_papers.transcript(session, staff, asked.first, last, asked.pack))


def _whose(session: Session, asked: Asked) -> tuple[str, dt.date]:
    """The staff code and the last day, today unless given. Raises Invalid without a code."""
    if not asked.staff:
        raise Invalid({"staff": _("Say whose paper this is: give a staff code.")})
    today = users.today(session)
    return asked.staff, asked.last or asked.as_of or today


def _agreement(session: Session, asked: Asked) -> bytes:
    """The newest agreement of a person, with one supervisor or any, that the period touches. Raises NotFound."""
    from app.services.documents import agreement

    staff, last = _whose(session, asked)
    found = written.of_staff(session, staff, asked.first or dt.date.min, last, asked.supervisor)
    if not found:
        raise NotFound(_("No agreement of this person is on record in this period."))
    return agreement.render(found[-1][1])


def _ethics(session: Session, asked: Asked) -> bytes:
    from app.services.across import ethics_papers
    from app.services.documents import ethics_agreement

    staff, day = _whose(session, asked)
    return ethics_agreement.render(ethics_papers.values(session, staff, day, asked.pack)[0])


def _audit_file(session: Session, asked: Asked) -> bytes:
    """The file with its attachments. Raises Unreadable where one of them cannot go in and is not left out."""
    from app.services.across import audit_file

    wanted = _wanted(session, asked)
    whole = audit_file.Asked(
        wanted.staff, wanted.first, wanted.last, wanted.as_of, asked.attachments, asked.leave_out
    )
    return audit_file.render(session, whole)


def _blank_log(session: Session, asked: Asked) -> bytes:
    from app.services.documents import blank_supervision_log
    from app.services.documents.people import Letterhead

    agency = users.agency(session)
    return blank_supervision_log.render(
        blank_supervision_log.BlankSupervisionLog(Letterhead(agency.name, agency.address, agency.phone))
    )


def _blank_hours(session: Session, asked: Asked) -> bytes:
    from app.services.documents import blank_hours
    from app.services.documents.people import Letterhead

    agency = users.agency(session)
    letterhead = Letterhead(agency.name, agency.address, agency.phone)
    return blank_hours.render(blank_hours.BlankHours(letterhead))


def _interview_sheets(session: Session, asked: Asked) -> bytes:
    from app.services.across import hiring_papers
    from app.services.documents import interview_sheet

    return interview_sheet.render(hiring_papers.sheets(session, asked.position))


def _interview_comparison(session: Session, asked: Asked) -> bytes:
    from app.services.across import hiring_papers
    from app.services.documents import interview_comparison

    return interview_comparison.render(hiring_papers.comparison(session, asked.position))


def _blank_interview(session: Session, asked: Asked) -> bytes:
    from app.services.across import hiring_papers
    from app.services.documents import blank_interview

    return blank_interview.render(hiring_papers.blank(session, asked.position))


def _intake(session: Session, asked: Asked) -> bytes:
    from app.services.across import client_papers
    from app.services.documents import intake

    if not asked.client:
        raise Invalid({"client": _("Say whose intake this is: give a client code.")})
    return intake.render(client_papers.intake_values(session, asked.client))


def _blank_intake(session: Session, asked: Asked) -> bytes:
    from app.services.across import client_papers
    from app.services.documents import blank_intake

    return blank_intake.render(client_papers.blank_values(session))


def _encounter(session: Session, asked: Asked) -> bytes:
    from app.services.across import encounter_papers
    from app.services.documents import encounter

    if not asked.client:
        raise Invalid({"client": _("Say whose notes these are: give a client code.")})
    return encounter.render(encounter_papers.values(session, asked.client, asked.first, asked.last))


def _accounting(session: Session, asked: Asked) -> bytes:
    from app.services.across import client_papers
    from app.services.documents import accounting

    if not asked.client:
        raise Invalid({"client": _("Say whose record this is about: give a client code.")})
    return accounting.render(client_papers.accounting_values(session, asked.client, asked.first, asked.last))


def _crisis_page(session: Session, asked: Asked) -> bytes:
    from app.services.across import crisis_paper
    from app.services.documents import crisis_page

    return crisis_page.render(crisis_paper.values(session, asked.as_of or users.today(session)))


def _blank_encounter(session: Session, asked: Asked) -> bytes:
    from app.services.across import encounter_papers
    from app.services.documents import blank_encounter

    return blank_encounter.render(encounter_papers.blank(session))


KINDS: dict[str, Callable[[Session, Asked], bytes]] = {
    "supervision-log": _supervision_log,
    "month-statement": _month_statement,
    "hours": _hours_sheet,
    "supervisor-qualification": _qualification,
    "credential-summary": _credential_summary,
    "ce-transcript": _ce_transcript,
    "agreement": _agreement,
    "ethics-agreement": _ethics,
    "audit-file": _audit_file,
    "blank-supervision-log": _blank_log,
    "blank-hours": _blank_hours,
    "intake": _intake,
    "blank-intake": _blank_intake,
    "encounter": _encounter,
    "accounting": _accounting,
    "blank-encounter": _blank_encounter,
    "interview-sheet": _interview_sheets,
    "interview-comparison": _interview_comparison,
    "blank-interview": _blank_interview,
    "crisis-page": _crisis_page,
}
