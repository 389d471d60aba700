"""Credentials as values for their papers: the summary with its list of evidence, and the transcript of education."""

import datetime as dt
import uuid
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.credentials import Attachment
from app.models.staff import Staff
from app.models.supervision import Agreement
from app.services import users
from app.services.credentials import certificates, education, proof, standing, steps, topics
from app.services.credentials.standing import Credentials
from app.services.documents import ce_transcript as transcript_paper
from app.services.documents import credential_summary as summary_paper
from app.services.documents.people import Letterhead, StaffLine
from app.services.problems import Invalid, NotFound
from app.services.rules import checklists, figures
from app.services.rules import education as accounts
from app.services.rules.credentials import Line, State
from app.services.rules.packs import Confidence, Figure
from app.services.rules.qualification import hours_text
from app.services.supervision.log import name_on
from app.services.users import Action, allowed
from app.wording import N_, _, short_day

STATES = {
    State.DONE: (N_("Done"), True),
    State.OPEN: (N_("Under way"), None),
    State.SOON: (N_("Under way"), None),
    State.MISSING: (N_("Missing"), False),
    State.LATE: (N_("Overdue"), False),
}
IN_FORCE = (N_("In force"), True)
# A line that nothing but these ask for is our own reminder where it is not done; a paper for the Board leaves it out.
OURS = frozenset({Confidence.OUR_CHOICE, Confidence.SECONDHAND})
SEE_SUMMARY = N_("Where each figure comes from stands in the credential summary.")
NOT_ALL_LAW = N_("Sources stand below each table with how sure they are. Only 'verified' was read in the rule's own text.")


@allowed(Action.PRINT)
def summary(session: Session, staff: str, as_of: dt.date) -> summary_paper.CredentialSummary:
    """The credential summary of one person as of a day. Raises NotFound, Invalid for a person under no pack."""
    users.require(users.actor_of(session), Action.SEE_CREDENTIALS)
    found = _found(session, staff, as_of)
    return summary_paper.CredentialSummary(
        agency=_letterhead(session),
        staff=_staff(session, staff, found, as_of),
        as_of=as_of,
        packs=tuple(_pack(one) for one in found),
        certificates=tuple(
            summary_paper.CertificateLine(row.title, row.issuer, row.number, row.issued_on, row.expires_on)
            for row in certificates.of_staff(session, staff)
            if row.issued_on <= as_of
        ),
        evidence=tuple(_evidence(session, staff, as_of)),
        rule_note=_(NOT_ALL_LAW),
    )


def _found(session: Session, staff: str, as_of: dt.date) -> tuple[Credentials, ...]:
    found = standing.of_staff(session, staff, as_of)
    if not found:
        raise Invalid({"staff": _("This person is under no rules on that day.")})
    return found


def _letterhead(session: Session) -> Letterhead:
    agency = users.agency(session)
    return Letterhead(agency.name, agency.address, agency.phone)


def _staff(session: Session, code: str, found: tuple[Credentials, ...], day: dt.date) -> StaffLine:
    """The person as of the day, with the certificate of the first pack under which they are certified."""
    person = session.scalar(select(Staff).options(selectinload(Staff.names)).where(Staff.code == code))
    if person is None:
        raise NotFound(_("No staff member has the code {code}.").format(code=code))
    certified = [one for one in found if one.holder.certified_on and one.holder.certified_on <= day]
    chosen = (certified or list(found))[0]
    number = chosen.holder.number if certified else ""
    return StaffLine(
        name=name_on(person.names, day, person.name),
        title=person.title or _(chosen.holder.pack.uncertified_title),
        pack_title=figures.title_on(chosen.holder.pack, day),
        certification_number=number or None,
        certification_expires_on=chosen.holder.expires_on if certified else None,
    )


def _pack(one: Credentials) -> summary_paper.PackPart:
    lines, numbers = [], dict[str, int]()
    for line in one.lines:
        if _reminds(line):
            continue
        word, met = _state(line)
        named = dict.fromkeys(_source(figure) for figure in line.figures)
        found = sorted(numbers.setdefault(source, len(numbers) + 1) for source in named)
        lines.append(summary_paper.RequirementLine(line.label, _(word), met, line.words, tuple(found)))
    return summary_paper.PackPart(_(one.holder.pack.title), tuple(lines), tuple(numbers))


def _reminds(line: Line) -> bool:
    """Whether a line is only a reminder of ours: nothing of it on record, and asked for by no rule that was read."""
    done = line.on_record and line.state in (State.DONE, State.OPEN, State.SOON)
    return not done and {figure.confidence for figure in line.figures} <= OURS


def _state(line: Line) -> tuple[str, bool | None]:
    """A line's state for the Board: what holds till a day that comes soon is in force, what has still to be earned open."""
    earned = line.code.startswith("ce/") or line.code == "suicide_prevention"
    return IN_FORCE if line.state is State.SOON and not earned else STATES[line.state]


def _source(figure: Figure) -> str:
    """Where a figure comes from, and how sure that is; who amended it, when and why where the agency did."""
    if figure.amended is not None:
        return f"{figure.amended.words} ({figure.confidence.words})"
    return f"{_(figure.source)} ({figure.confidence.words})"


def _evidence(session: Session, staff: str, as_of: dt.date) -> Iterable[summary_paper.EvidenceLine]:
    names = owners(session, staff)
    for row in reversed(proof.of_staff(session, staff)):
        kind, added = proof.ProofKind(row.kind), users.day(session, row.added_at)
        if not kind.private and added <= as_of:
            belongs = once(row.title, names.get(owner(row), ""))
            yield summary_paper.EvidenceLine(row.title, kind.label, belongs, added)


def once(title: str, belongs_to: str) -> str:
    """What a file belongs to, without its own title again: only the day is left of a course of that name."""
    return belongs_to.removeprefix(title).lstrip(", ") if belongs_to.startswith(title) else belongs_to


def owner(row: Attachment) -> uuid.UUID | None:
    """The record that a file proves, or None for the person as such."""
    return row.milestone_id or row.education_id or row.certificate_id or row.experience_id or row.agreement_id


@allowed(Action.PRINT)
def owners(session: Session, staff: str) -> dict[uuid.UUID | None, str]:
    """How each record of a person that a file may prove is named: what it is, and its day. Raises NotFound."""
    found: dict[uuid.UUID | None, str] = {}
    for step in steps.history(session, staff):
        found[step.id] = _("{what}, {day}").format(what=steps.StepKind(step.kind).label, day=short_day(step.date))
    for course in education.rows(session, staff):
        found[course.id] = _("{what}, {day}").format(what=course.title, day=short_day(course.date))
    for held in certificates.of_staff(session, staff):
        found[held.id] = held.title
    for gained in certificates.experience(session, staff):
        found[gained.id] = gained.place
    return found


@allowed(Action.PRINT)
def owned_days(session: Session, staff: str) -> dict[uuid.UUID | None, tuple[dt.date, dt.date | None]]:
    """The days to which each record of a person belongs that a file may prove; an open end is None. Raises NotFound."""
    found: dict[uuid.UUID | None, tuple[dt.date, dt.date | None]] = {}
    for step in steps.history(session, staff):
        found[step.id] = (step.date, step.until or step.date)
    for course in education.rows(session, staff):
        found[course.id] = (course.date, course.date)
    for held in certificates.of_staff(session, staff):
        found[held.id] = (held.issued_on, held.expires_on)
    for gained in certificates.experience(session, staff):
        found[gained.id] = (gained.from_on, gained.to_on)
    agreed = select(Agreement.id, Agreement.signed_on, Agreement.ends_on).join(Staff, Staff.id == Agreement.staff_id)
    for key, signed_on, ends_on in session.execute(agreed.where(Staff.code == staff)):
        found[key] = (signed_on, ends_on)
    return found


@allowed(Action.PRINT)
def transcript(
    session: Session, staff: str, first: dt.date | None, last: dt.date, pack: str = ""
) -> transcript_paper.Transcript:
    """The courses of the days up to `last`, and the account to that day.

    A blank `first` is the first day of the first period that is asked for, or of the first course where that is earlier:
    the transcript then holds every period that the summary tells of.

    Raises NotFound, Invalid for a person under no pack or a period that ends before it starts.
    """
    users.require(users.actor_of(session), Action.SEE_CREDENTIALS)
    found = [one for one in _found(session, staff, last) if pack in ("", one.holder.pack.code)]
    rows = [row for row in reversed(education.rows(session, staff)) if row.date <= last]
    counting = [one for one in found if accounts.asks(one.holder.pack)]
    begin = first or _begin([row.date for row in rows], counting, last)
    if last < begin:
        raise Invalid({"last": _("The period ends before it starts. Check both dates.")})
    proven = {row.education_id for row in proof.of_staff(session, staff)}
    covered = topics.of_records(session, [row.id for row in rows])
    return transcript_paper.Transcript(
        agency=_letterhead(session),
        staff=_staff(session, staff, tuple(found), last),
        first=begin,
        last=last,
        courses=tuple(
            transcript_paper.CourseLine(
                row.date, row.title, row.provider, row.minutes, row.ethics_minutes, row.suicide_prevention_minutes,
                row.preparation_minutes, tuple(_counts(counting, row.id)), row.id in proven,
                tuple(_(checklists.text_of(code)) for code in checklists.in_order(covered.get(row.id, ()))),
                row.number or "", row.approval or "",
            )
            for row in rows
            if row.date >= begin
        ),
        account=tuple(line for one in counting for line in _account(one, begin)),
        rule_note=_(SEE_SUMMARY) if counting else "",
    )  # fmt: skip


def _begin(courses: list[dt.date], counting: list[Credentials], last: dt.date) -> dt.date:
    asked = [period.first for one in counting for period in one.account.periods if period.asked]
    return min([*courses, *asked], default=dt.date(last.year, 1, 1))


def _counts(counting: list[Credentials], key: uuid.UUID) -> Iterable[str]:
    for one in counting:
        place = one.account.places.get(key.hex)
        if place is not None:
            words = place.words
            yield words if len(counting) == 1 else f"{figures.title_of(one.holder.pack)}: {words}"


def _account(one: Credentials, first: dt.date) -> Iterable[transcript_paper.AccountLine]:
    title = figures.title_of(one.holder.pack)
    part = one.account.to_certify
    if part is not None:
        yield transcript_paper.AccountLine(title, _("To certify"), part.needed, part.earned, 0, part.short)
    for period in one.account.periods:
        if period.last >= first:
            needed = period.needed if period.asked else None
            yield transcript_paper.AccountLine(
                title, period.label, needed, period.earned, period.carried, period.short, _note(period)
            )
    for due in one.account.suicide_prevention:
        if due.last >= first:
            label = _("Suicide prevention by {day}").format(day=short_day(due.last))
            yield transcript_paper.AccountLine(title, label, due.needed, due.earned, 0, due.short)


def _note(period: accounts.Period) -> str:
    notes = []
    if not period.asked:
        notes.append(_("Nothing is asked yet"))
    if period.opened_on is not None:
        told = _("Counted from {day}, with {hours} brought along")
        notes.append(told.format(day=short_day(period.opened_on), hours=hours_text(period.carried)))
    if period.over_preparation:
        notes.append(_("{hours} of preparing over the limit").format(hours=hours_text(period.over_preparation)))
    if period.ethics is not None and period.ethics.short:
        notes.append(_("{hours} of ethics short").format(hours=hours_text(period.ethics.short)))
    return "; ".join(notes)
