"""What a Board audit file answers on its first page, from the values of the papers behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents import words
from app.services.documents.audit_summary import MonthSum, PackSum, Summary
from app.services.documents.ce_transcript import Transcript
from app.services.documents.credential_summary import CredentialSummary
from app.services.documents.hours_sheet import HoursSheet, MonthLine
from app.services.documents.supervision_log import SupervisionLog
from app.services.documents.supervisor_qualification import SupervisorQualification, verdict
from app.services.supervision.log import Wanted
from app.services.supervision.months import Closed
from app.wording import _, plural


@dataclass(frozen=True)
class OfPack:
    """The log and the hours of one rule pack, and the months of it that were closed."""

    title: str
    wanted: Wanted
    log: SupervisionLog
    hours: HoursSheet
    closed: tuple[Closed, ...]


@dataclass(frozen=True)
class Gathered:
    """The values of every paper of an audit file."""

    packs: tuple[OfPack, ...]
    qualification: SupervisorQualification
    credentials: CredentialSummary
    education: Transcript


def summary(gathered: Gathered) -> Summary:
    """The first page: sums and months, who supervised, continuing education, and what is open."""
    sheet = gathered.qualification
    return Summary(
        packs=tuple(_pack(one) for one in gathered.packs if one.hours.months),
        supervisors=tuple(
            (", ".join(dict.fromkeys((one.name, *(row.license_number for row in one.licenses)))), *verdict(sheet, one))
            for one in sheet.supervisors
        ),
        education=gathered.education.account,
        gaps=tuple(_gaps(gathered)),
        recipient=gathered.packs[0].log.recipient if gathered.packs else "",
    )


def _pack(one: OfPack) -> PackSum:
    return PackSum(
        one.title,
        one.log.totals,
        sum(row.credited_minutes > 0 for row in one.log.rows),
        tuple(MonthSum(line, _signed(one, line)) for line in one.hours.months),
        one.log.choices,
    )


def _signed(one: OfPack, line: MonthLine) -> str:
    """How the statements of a month were signed: by whom last, and whether it changed since."""
    said = []
    for closed in one.closed:
        if closed.wanted.month == line.month:
            days = ", ".join(words.short_day(given.on) for given in closed.signed)
            told = _("Signed by both {days}") if closed.by_both else _("Signed by the supervisor {days}")
            if closed.changes:
                told = _("Changed since signed {days}")
            said.append(told.format(days=days))
    return "; ".join(said)


def _gaps(gathered: Gathered) -> Iterator[str]:
    """What a reviewer would ask about: unsigned and uncredited sessions, hours left out, what is owed, short or missing."""
    several = len(gathered.packs) > 1
    for one in gathered.packs:
        for sentence in _of_log(one):
            yield _("{pack}: {gap}").format(pack=one.title, gap=sentence) if several else sentence
    for supervisor in gathered.qualification.supervisors:
        for gap in supervisor.gaps:
            yield _("{name}: {gap}").format(name=supervisor.name, gap=gap)
    if not gathered.qualification.supervisors:
        yield _("No supervisor had an agreement in this period.")
    for part in gathered.credentials.packs:
        for line in part.lines:
            if line.met is False:
                yield _("{what}: {state}. {detail}.").format(
                    what=line.label, state=line.state.lower(), detail=line.detail.rstrip(".")
                )


def _of_log(one: OfPack) -> Iterator[str]:
    log, totals = one.log, one.log.totals
    apart = sum(not row.signing.complete for row in log.rows)
    if apart:
        yield plural(
            "{count} session is not signed by both yet. It stands apart in the log.",
            "{count} sessions are not signed by both yet. They stand apart in the log.", apart,
        )  # fmt: skip
    short = sum(bool(row.reasons) and row.signing.complete for row in log.rows)
    if short:
        yield plural(
            "{count} signed session is not credited, or only in part: its line in the log says why.",
            "{count} signed sessions are not credited, or only in part: their lines in the log say why.", short,
        )  # fmt: skip
    if log.hours_not_counted:
        left_out = sum(hours.minutes for hours in log.hours_not_counted)
        yield _("{length} of work are not counted: the log says why.").format(length=words.length(left_out))
    if totals.owed_minutes is not None and totals.owed_minutes > 0:
        told = _("{length} of supervision are owed on {day}.")
        yield told.format(length=words.length(totals.owed_minutes), day=words.long_day(totals.owed_on))
    for closed in one.closed:
        if closed.changes:
            told = _("The figures of {month} changed after its statement was signed. This file holds both.")
            yield told.format(month=words.month(closed.wanted.month))
