"""The supervision log for the Board: per pair, or per staff member with several supervisors.

Fields: ARM 24.219.422(3) (names and license numbers, date, length, description, content summary, attestation) and
the reference text (start and stop, the supervisor's two sign-offs).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.services.documents import closing, words
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import (
    Field,
    Letterhead,
    Signing,
    StaffLine,
    SupervisorLine,
)
from app.services.documents.table import (
    EMPTY,
    Carry,
    Cell,
    Check,
    Column,
    FastTable,
    Row,
    Sheet,
)
from app.services.documents.text import (
    DANGER,
    MEDIUM,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Ruler,
    Style,
)
from app.wording import N_, _, readable

PLAIN, STRONG, SECOND = Style(REGULAR, 9), Style(MEDIUM, 9), Style(REGULAR, 8, MUTED)
NUMBER, WHY, PART = Style(REGULAR, 8.5, MUTED), Style(REGULAR, 8, DANGER), Style(SEMIBOLD, 8.5)
UNSIGNED = Signing()
LOW = 20
MANNERS = {"in_person": N_("In person"), "video": N_("Video"), "phone": N_("Telephone")}


@dataclass(frozen=True)
class LogRow:
    """One session. `minutes` is its real length, `credited_minutes` what counts of it for this staff member.

    `format` is individual or group; `manner` in_person, video or phone; `people` the number of supervisees in a group
    (0: not known). `reasons` are sentences that say why less than the whole length is credited; `note` is a further
    line, such as that the row amends an earlier one. `supervisor` is printed where the log covers several.
    """

    date: dt.date
    start: dt.time
    stop: dt.time
    minutes: int
    credited_minutes: int
    format: str
    manner: str
    topics: str
    description: str = ""
    summary: str = ""
    reviewed_assessments: bool = False
    reviewed_interventions: bool = False
    signing: Signing = UNSIGNED
    supervisor: str = ""
    people: int = 0
    reasons: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class HoursNotCounted:
    """Hours worked that the ledger leaves out, and the sentence that says why."""

    date: dt.date
    minutes: int
    reason: str


@dataclass(frozen=True)
class LogTotals:
    """The ledger over the log's period, in minutes; None where the rule pack has no ratio.

    brought_forward + required - credited - credited_elsewhere + not_carried = owed; `credited_elsewhere` is with other
    supervisors than the one of a pair's log. `ratio` is words such as '1 h for each 20 h worked';
    `not_carried` is (first day of the month, surplus minutes that the pack does not carry on).
    """

    worked_minutes: int
    required_minutes: Fraction | None
    credited_minutes: int
    owed_minutes: Fraction | None
    owed_on: dt.date
    ratio: str = ""
    brought_forward_minutes: Fraction = Fraction(0)
    not_carried: tuple[tuple[dt.date, Fraction], ...] = ()
    credited_elsewhere_minutes: int = 0


@dataclass(frozen=True)
class SupervisionLog:
    """Everything that the paper shows. Rows stand in the order printed.

    A pair's log names its `supervisor`; a log of several leaves it None and lists them in `supervisors`. `made_at` is
    the record's own time in the agency's zone, never the clock's, so that the same data gives the same bytes. `chain`
    is (count, head in hex) of the newest signature on the paper. `rule_note` names the rule and where it was read,
    `recipient` whom the log is for, such as the name of the Board.
    """

    agency: Letterhead
    staff: StaffLine
    supervisor: SupervisorLine | None
    first: dt.date
    last: dt.date
    rows: tuple[LogRow, ...]
    totals: LogTotals
    supervisors: tuple[SupervisorLine, ...] = ()
    hours_not_counted: tuple[HoursNotCounted, ...] = ()
    document_number: str | None = None
    for_signature: bool = False
    chain: tuple[int, str] | None = None
    made_at: dt.datetime | None = None
    rule_note: str = ""
    recipient: str = ""
    retention_years: int = 7

    @property
    def draft(self) -> bool:
        """Whether the paper carries the DRAFT mark: not printed for signature, and not everything on it signed."""
        if self.for_signature and self.document_number:
            return False
        return not self.rows or not all(row.signing.complete for row in self.rows)


def write(log: SupervisionLog, path: Path) -> None:
    """Write the log as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(log))


def render(log: SupervisionLog) -> bytes:
    """The log as a PDF; the same log gives the same bytes."""
    ruler = Ruler()
    several = log.supervisor is None
    carry = Carry(
        to_page=lambda page: _("Credited, carried to page {page}").format(page=page),
        from_page=lambda page: _("Credited, carried from page {page}").format(page=page),
        shown=words.short_length,
        label_column=1,
        sum_column=3,
        note=_("A check mark is the supervisor's sign-off."),
    )
    sheet = Sheet(ruler, _columns(several), _rows(log, several), carry=carry)
    last, more = closing.of_log(ruler, log)
    return compose(_paper(log), [FastTable(sheet, last), *more], ruler)


def _paper(log: SupervisionLog) -> Paper:
    when = words.period(log.first, log.last)
    subtitle = _("For the {recipient}. {period}").format(recipient=log.recipient, period=when)
    return Paper(
        agency=log.agency,
        title=_("Supervision log"),
        subtitle=subtitle if log.recipient else when,
        fields=_fields(log),
        running=_running(log, when),
        document_number=log.document_number,
        made_at=log.made_at,
        chain=log.chain,
        draft=log.draft,
    )


def _fields(log: SupervisionLog) -> tuple[Field, ...]:
    staff = (Field(_("Peer supporter"), log.staff.name, 0.9), log.staff.field())
    if log.supervisor:
        license_line = Field(_("License"), log.supervisor.numbered, 1.2)
        return (*staff, Field(_("Supervisor"), log.supervisor.titled, 0.95), license_line)
    lines = [f"{supervisor.titled}, {supervisor.numbered}" for supervisor in log.supervisors]
    return (*staff, Field(_("Supervisors"), "\n".join(lines) or _("None in this period"), 2.15))


def _running(log: SupervisionLog, when: str) -> str:
    """Both names with their numbers, and the period: what the head of each later page repeats."""
    number = log.staff.certification_number
    parts = [f"{log.staff.name}, {number}" if number else f"{log.staff.name}, {log.staff.shown_title}"]
    people = [log.supervisor] if log.supervisor else log.supervisors
    named = "; ".join(f"{person.titled}, {person.license_number}" for person in people)
    if named:
        form = _("Supervisor {names}") if len(people) == 1 else _("Supervisors {names}")
        parts.append(form.format(names=named))
    return ". ".join([*parts, when])


def _columns(several: bool) -> tuple[Column, ...]:
    signed = Column(_("Supervisor, signed"), 104, subtitle=_("staff, supervisor"))
    nothing = _("without confidential information")
    return (
        Column(_("No."), 15, "right", gap=7),
        Column(_("Date"), 54, gap=7),
        Column(_("Start to stop"), 90, gap=5),
        Column(_("Length"), 30, "right", gap=10),
        Column(_("Kind, manner"), 54, gap=7),
        Column(_("Topics, description, summary"), 200 if several else 240, subtitle=nothing),
        signed if several else Column(_("Signed"), 64, subtitle=_("staff, supervisor")),
        Column(_("Sign-off (a)"), 44, "center", subtitle=_("assess, refer"), gap=5),
        Column(_("Sign-off (b)"), 44, "center", subtitle=_("support, plan")),
    )


def _rows(log: SupervisionLog, several: bool) -> Iterator[Row]:
    years = log.first.year != log.last.year
    for number, row in enumerate(log.rows, 1):
        yield Row(
            (
                ((str(number), NUMBER),),
                ((words.weekday(row.date), STRONG), (str(row.date.year) if years else "", SECOND)),
                ((words.start_to_stop(row.start, row.stop), PLAIN), (_next_day(row), SECOND)),
                ((words.short_length(row.minutes), STRONG),),
                ((_kind(row), PLAIN), (_(MANNERS.get(row.manner, row.manner)), SECOND)),
                _content(row),
                _signed(row, several),
                Check(row.reviewed_assessments),
                Check(row.reviewed_interventions),
            ),
            row.credited_minutes,
        )
    if not log.rows:
        yield Row((((_("No supervision sessions in this period."), PLAIN),),), span=True, least=LOW)
    yield from _left_out(log)


def _next_day(row: LogRow) -> str:
    return _("to the next day") if row.stop <= row.start else ""


def _kind(row: LogRow) -> str:
    if row.format != "group":
        return _("Individual")
    return _("Group of {count}").format(count=row.people) if row.people > 1 else _("Group")


def _content(row: LogRow) -> Cell:
    summary = _("Summary: {summary}").format(summary=row.summary) if row.summary else ""
    lines = [(row.topics, STRONG), (row.description, SECOND), (summary, SECOND), (row.note, SECOND)]
    if row.reasons:
        part = _("Credited {credited} of {length}: {reasons}")
        why = (part if row.credited_minutes else _("Not credited: {reasons}")).format(
            credited=words.short_length(row.credited_minutes),
            length=words.short_length(row.minutes),
            reasons=readable(" ".join(row.reasons)),
        )
        lines.append((why, WHY))
    return tuple(lines)


def _signed(row: LogRow, several: bool) -> Cell:
    """The days of both signatures and where they stand: in the app, or on a paper attested by whoever entered it."""
    signing, days = row.signing, ""
    if signing.paper_on:
        days, where = _signed_day(row, signing.paper_on), _("On paper")
    elif signing.complete and signing.staff_on == signing.supervisor_on:
        days, where = _("{day}, both").format(day=_signed_day(row, row.signing.staff_on)), _("In Peerdesk")
    elif signing.staff_on or signing.supervisor_on:
        pair = (signing.staff_on, signing.supervisor_on)
        days = ", ".join(_signed_day(row, day) for day in pair)
        where = _("In Peerdesk") if signing.complete else _("Not by both yet")
    else:
        where = _("Not signed")
    if several:
        return ((row.supervisor, STRONG), (f"{days}, {where}" if days else where, SECOND))
    return ((days, PLAIN), (where, SECOND)) if days else ((where, PLAIN),)


def _signed_day(row: LogRow, day: dt.date | None) -> str:
    return "–" if day is None else words.short_day(day, row.date)


def _left_out(log: SupervisionLog) -> Iterator[Row]:
    if log.hours_not_counted:
        heading: Cell = ((_("Hours worked that are not counted"), PART),)
        yield Row((heading,), span=True, heading=True, least=LOW)
    for hours in log.hours_not_counted:
        one_year = log.first.year == log.last.year
        day: Cell = ((words.short_day(hours.date, log.last if one_year else None), PLAIN),)
        length: Cell = ((words.short_length(hours.minutes), PLAIN),)
        yield Row((EMPTY, day, EMPTY, length, EMPTY, ((readable(hours.reason), SECOND),)), least=LOW)
