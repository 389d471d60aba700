"""The Board's audit file: gathers every paper of a person and a period, and the proof that was chosen for it."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.services.across import audit_summary, credential_papers, ethics_papers, sheets
from app.services.across.audit_summary import Gathered, OfPack
from app.services.credentials import proof
from app.services.documents import audit_file as paper
from app.services.documents import joining, words
from app.services.documents.audit_file import Attached, AuditFile, LeftOut, Part
from app.services.packs import library
from app.services.problems import Invalid, NotFound, Unreadable
from app.services.rules import packs
from app.services.rules.civil import month_last, month_number
from app.services.supervision import log, months, qualification, written
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
def choices(
    session: Session, staff: str, first: dt.date | None = None, last: dt.date | None = None
) -> list[Choosable]:
    """The files of proof that may go in, oldest first; background checks and diagnoses never. Raises NotFound.

    Chosen are those marked for the file; with a period only what belongs to a day of it, or to no day at all.
    """
    names, days = credential_papers.owners(session, staff), credential_papers.owned_days(session, staff)
    found = []
    for row in reversed(proof.of_staff(session, staff)):
        kind, key = proof.ProofKind(row.kind), credential_papers.owner(row)
        if kind.private:
            continue
        from_on, to_on = days.get(key, (dt.date.min, None))
        within = (last is None or from_on <= last) and (first is None or to_on is None or to_on >= first)
        belongs = credential_papers.once(row.title, names.get(key, ""))
        found.append(Choosable(row.id, row.title, kind.label, belongs, row.in_audit_file and within))
    return found


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
    gathered = _gathered(session, asked, enrolments, tell)
    parts = list(_parts(session, asked, gathered, tell))
    summary = gathered.credentials
    made = AuditFile(
        summary.agency, summary.staff, asked.first, asked.last, asked.as_of, tuple(parts), tuple(attached),
        tuple(left_out), audit_summary.summary(gathered),
    )  # fmt: skip
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


def _gathered(session: Session, asked: Asked, enrolments: Sequence[Enrolment], tell: Tell) -> Gathered:
    """The values of every paper of the file."""
    until = min(asked.last, asked.as_of)
    of_packs = []
    for place, enrolment in enumerate(enrolments):
        tell(5 + 20 * place // len(enrolments), _("Supervision log"))
        wanted = Wanted(asked.staff, asked.first, until, asked.as_of, pack=enrolment.pack)
        found = months.closed(session, asked.as_of, staff=asked.staff)
        of_packs.append(
            OfPack(
                _(packs.find(library(session), enrolment.pack).title), wanted, log.values(session, wanted),
                sheets.hours_sheet(session, wanted),
                tuple(
                    one for one in found
                    if one.wanted.pack == enrolment.pack and asked.first <= one.wanted.last and one.wanted.month <= until
                ),
            )
        )  # fmt: skip
    tell(30, _("Supervisors and credentials"))
    return Gathered(
        tuple(of_packs),
        qualification.values(session, asked.first, until, staff=asked.staff, pack=enrolments[-1].pack),
        credential_papers.summary(session, asked.staff, until),
        credential_papers.transcript(session, asked.staff, asked.first, until),
    )


def _parts(session: Session, asked: Asked, gathered: Gathered, tell: Tell) -> Iterable[Part]:
    """Log and hours of each pack, and months that changed since they were signed; then the agreements and credentials."""
    for place, one in enumerate(gathered.packs):
        tell(32 + 8 * place // len(gathered.packs), _("Supervision log"))
        yield from _of_pack(session, asked, one, len(gathered.packs) > 1)
    from app.services.documents import agreement, ce_transcript, credential_summary, supervisor_qualification

    until, when = min(asked.last, asked.as_of), words.period(asked.first, asked.last)
    tell(42, _("Supervisors and credentials"))
    for name, values in written.of_staff(session, asked.staff, asked.first, until):
        begun = _("{name}, signed {day}").format(name=name, day=words.short_day(values.signed_on or until))
        # How well a supervisor suits is the agency's own question: it is no part of what the Board asks.
        yield Part(_("Supervision agreement"), begun, agreement.render(replace(values, fit=())))
    yield from _ethics(session, asked.staff, until)
    yield Part(_("Supervisor qualification"), when, supervisor_qualification.render(gathered.qualification))
    as_it_stands = _("As it stands on {day}, with the list of evidence").format(day=words.long_day(until))
    yield Part(_("Credential summary"), as_it_stands, credential_summary.render(gathered.credentials))
    yield Part(_("Continuing education"), when, ce_transcript.render(gathered.education))


def _ethics(session: Session, staff: str, day: dt.date) -> Iterable[Part]:
    """The ethics agreement where it is signed; one that is not asked or not signed stays out."""
    from app.services.documents import ethics_agreement

    with contextlib.suppress(Invalid):
        for values in ethics_papers.values(session, staff, day):
            if values.agreed_on is not None:
                told = "   ".join((words.long_day(values.agreed_on), *([values.title] if values.others else [])))
                yield Part(_("Ethics agreement"), told, ethics_agreement.render(values))


def _of_pack(session: Session, asked: Asked, one: OfPack, several: bool) -> Iterable[Part]:
    from app.services.documents import hours_sheet, month_statement, supervision_log

    title = one.title if several else ""
    yield Part(_("Supervision log"), _noted(title, one.wanted), supervision_log.render(one.log))
    yield Part(_("Hours worked"), _noted(title, one.wanted), hours_sheet.render_year(one.hours))
    for month in sorted({closed.wanted.month for closed in one.closed if closed.changes}):
        last = min(month_last(month_number(month)), one.wanted.last)
        wanted = Wanted(asked.staff, month, last, asked.as_of, pack=one.wanted.pack)
        data = month_statement.render(sheets.month_statement(session, wanted))
        told = _("{month}, changed since it was signed").format(month=words.month(month))
        yield Part(_("Supervision in the month"), "   ".join(filter(None, (told, title))), data)


def _noted(title: str, wanted: Wanted) -> str:
    return "   ".join(filter(None, (words.period(wanted.first, wanted.last), title)))


def _attachments(session: Session, asked: Asked) -> tuple[list[Attached], list[LeftOut]]:
    """The chosen files, and those of them that cannot go in. Raises NotFound for one that is not the person's."""
    known = {one.id: one for one in choices(session, asked.staff, asked.first, asked.last)}
    wanted = asked.attachments if asked.attachments is not None else {key for key, one in known.items() if one.chosen}
    if wanted - known.keys():
        raise NotFound(_("An attachment that was chosen is no longer on record. Choose again."))
    attached, left_out, seen = list[Attached](), list[LeftOut](), set[tuple[str, bytes]]()
    for one in known.values():
        if one.id not in wanted:
            continue
        note = "   ".join(filter(None, (one.kind, one.belongs_to)))
        media, content = proof.content(session, one.id)
        if (one.title, content) in seen:  # the same file kept twice goes in once
            continue
        seen.add((one.title, content))
        looked = joining.look(media, content)
        if looked.fault:
            left_out.append(LeftOut(one.title, note, looked.fault))
        else:
            attached.append(Attached(one.title, note, media, content, looked.mended))
    return attached, left_out
