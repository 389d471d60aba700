"""The Board's audit file: gathers every paper of a person and a period, and the proof that was chosen for it."""

import calendar
import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.services.across import credential_papers, ethics_papers, sheets
from app.services.credentials import proof
from app.services.documents import audit_file as paper
from app.services.documents import joining, words
from app.services.documents.audit_file import Attached, AuditFile, LeftOut, Part
from app.services.packs import library
from app.services.problems import Invalid, NotFound, Unreadable
from app.services.rules import packs
from app.services.supervision import log, qualification, written
from app.services.supervision.log import Wanted
from app.services.users import Action, allowed
from app.wording import _

Tell = Callable[[int, str], object]


@dataclass(frozen=True)
class Choosable:
    """A file of proof that may go in: `chosen` as it is marked in the person's credentials."""

    id: uuid.UUID
    title: str
    kind: str
    belongs_to: str
    chosen: bool


@dataclass(frozen=True)
class Asked:
    """Whose file, over which days, known on which; `attachments` None takes those marked for it.

    `leave_out` makes the file without attachments that cannot be read, and says so in it.
    """

    staff: str
    first: dt.date
    last: dt.date
    as_of: dt.date
    attachments: frozenset[uuid.UUID] | None = None
    leave_out: bool = False


def _silent(_percent: int, _said: str) -> None:
    """Tell nobody."""


@allowed(Action.MAKE_AUDIT_FILE)
def choices(session: Session, staff: str) -> list[Choosable]:
    """The files of proof that may go in, oldest first; background checks and diagnoses never. Raises NotFound."""
    names = credential_papers.owners(session, staff)
    return [
        Choosable(
            row.id, row.title, proof.ProofKind(row.kind).label, names.get(credential_papers.owner(row), ""),
            row.in_audit_file,
        )
        for row in reversed(proof.of_staff(session, staff))
        if not proof.ProofKind(row.kind).private
    ]  # fmt: skip


@allowed(Action.MAKE_AUDIT_FILE)
def render(session: Session, asked: Asked, tell: Tell = _silent) -> bytes:
    """The audit file as PDF bytes; `tell(per cent, words)` hears of progress and may raise to stop.

    Raises NotFound, Invalid for a period that ends before it starts or a person under no rule pack in it, Unreadable
    with the names of attachments that are damaged or protected by a password.
    """
    if asked.last < asked.first:
        raise Invalid({"last": _("The period ends before it starts. Check both dates.")})
    enrolments = _enrolments(session, asked)
    tell(2, _("Reading the attachments"))
    attached, left_out = _attachments(session, asked)
    if left_out and not asked.leave_out:
        raise Unreadable(_refusal(left_out))
    parts = list(_parts(session, asked, enrolments, tell))
    summary = credential_papers.summary(session, asked.staff, min(asked.last, asked.as_of))
    made = AuditFile(
        summary.agency, summary.staff, asked.first, asked.last, asked.as_of, tuple(parts), tuple(attached), tuple(left_out)
    )
    return paper.render(made, tell)


def _refusal(left_out: Sequence[LeftOut]) -> str:
    said = " ".join(_("{title}: {reason}.").format(title=one.title, reason=one.reason) for one in left_out)
    return _(
        "Not every attachment can go into the file. {said} Replace it in the person's proof, or make the file "
        "without it; the contents then say that it was left out."
    ).format(said=said)


def _enrolments(session: Session, asked: Asked) -> list[Enrolment]:
    """The person's packs in force in the period, oldest first."""
    key = session.scalar(select(Staff.id).where(Staff.code == asked.staff))
    if key is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=asked.staff))
    query = select(Enrolment).where(Enrolment.staff_id == key, Enrolment.started_on <= asked.last)
    query = query.where(Enrolment.ended_on.is_(None) | (Enrolment.ended_on >= asked.first))
    found = list(session.scalars(query.order_by(Enrolment.started_on, Enrolment.pack)))
    if not found:
        raise Invalid({"first": _("This person was under no rules in this period.")})
    return found


def _parts(session: Session, asked: Asked, enrolments: Sequence[Enrolment], tell: Tell) -> Iterable[Part]:
    """Log, months and hours of each pack; then who supervised, and the credentials."""
    for place, enrolment in enumerate(enrolments):
        yield from _of_pack(session, asked, enrolment, len(enrolments) > 1, tell, place / len(enrolments))
    from app.services.documents import agreement, ce_transcript, credential_summary, supervisor_qualification

    until, when = min(asked.last, asked.as_of), words.period(asked.first, asked.last)
    tell(42, _("Supervisors and credentials"))
    for name, values in written.of_staff(session, asked.staff, asked.first, until):
        begun = _("{name}, signed {day}").format(name=name, day=words.short_day(values.signed_on or until))
        yield Part(_("Supervision agreement"), begun, agreement.render(values))
    yield from _ethics(session, asked.staff, until)
    led = qualification.values(session, asked.first, until, staff=asked.staff, pack=enrolments[-1].pack)
    yield Part(_("Supervisor qualification"), when, supervisor_qualification.render(led))
    summary = credential_summary.render(credential_papers.summary(session, asked.staff, until))
    as_it_stands = _("As it stands on {day}, with the list of evidence").format(day=words.long_day(until))
    yield Part(_("Credential summary"), as_it_stands, summary)
    courses = credential_papers.transcript(session, asked.staff, asked.first, until)
    yield Part(_("Continuing education"), when, ce_transcript.render(courses))


def _ethics(session: Session, staff: str, day: dt.date) -> Iterable[Part]:
    """The ethics agreement where it is signed; one that is not asked or not signed stays out."""
    from app.services.documents import ethics_agreement

    with contextlib.suppress(Invalid):
        values = ethics_papers.values(session, staff, day)
        if values.agreed_on is not None:
            yield Part(_("Ethics agreement"), words.long_day(values.agreed_on), ethics_agreement.render(values))


def _of_pack(
    session: Session, asked: Asked, enrolment: Enrolment, several: bool, tell: Tell, share: float
) -> Iterable[Part]:
    from app.services.documents import hours_sheet, month_statement, supervision_log

    title = _(packs.find(library(session), enrolment.pack).title) if several else ""
    wanted = Wanted(asked.staff, asked.first, min(asked.last, asked.as_of), asked.as_of, pack=enrolment.pack)
    tell(5 + int(share * 35), _("Supervision log"))
    yield Part(_("Supervision log"), _noted(title, wanted), supervision_log.render(log.values(session, wanted)))
    for first, last in _months(wanted, enrolment):
        tell(5 + int(share * 35), words.month(first))
        month = Wanted(asked.staff, first, last, asked.as_of, pack=enrolment.pack)
        data = month_statement.render(sheets.month_statement(session, month))
        yield Part(_("Supervision in the month"), "   ".join(filter(None, (words.month(first), title))), data)
    tell(5 + int(share * 35), _("Hours worked"))
    yield Part(_("Hours worked"), _noted(title, wanted), hours_sheet.render(sheets.hours_sheet(session, wanted)))


def _noted(title: str, wanted: Wanted) -> str:
    return "   ".join(filter(None, (words.period(wanted.first, wanted.last), title)))


def _months(wanted: Wanted, enrolment: Enrolment) -> Iterable[tuple[dt.date, dt.date]]:
    """First and last day of each month of the period in which the pack was in force."""
    begin = max(wanted.first, enrolment.opened_on or enrolment.started_on)
    end = min(wanted.last, enrolment.ended_on or wanted.last)
    first = begin.replace(day=1)
    while first <= end:
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        yield first, min(last, wanted.last)
        first = last + dt.timedelta(days=1)


def _attachments(session: Session, asked: Asked) -> tuple[list[Attached], list[LeftOut]]:
    """The chosen files, and those of them that cannot go in. Raises NotFound for one that is not the person's."""
    known = {one.id: one for one in choices(session, asked.staff)}
    wanted = asked.attachments if asked.attachments is not None else {key for key, one in known.items() if one.chosen}
    if wanted - known.keys():
        raise NotFound(_("An attachment that was chosen is no longer on record. Choose again."))
    attached, left_out = list[Attached](), list[LeftOut]()
    for one in known.values():
        if one.id not in wanted:
            continue
        note = "   ".join(filter(None, (one.kind, one.belongs_to)))
        media, content = proof.content(session, one.id)
        looked = joining.look(media, content)
        if looked.fault:
            left_out.append(LeftOut(one.title, note, looked.fault))
        else:
            attached.append(Attached(one.title, note, media, content, looked.mended))
    return attached, left_out
