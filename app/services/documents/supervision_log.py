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
    Mark,
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
    Led,
    Look,
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

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8)
NUMBER, WHY, PART = Style(REGULAR, 8, MUTED), Style(REGULAR, 8, DANGER), Style(SEMIBOLD, 8.5)
ASIDE = Style(REGULAR, 8, MUTED)
LOOK = Look(row=18, first=11, below=5, head=24, carry=17, box=8.5)
UNSIGNED = Signing()
LOW = 17
MANNERS = {"in_person": N_("In person"), "video": N_("Video"), "phone": N_("Telephone")}
NOT_ASKED = "–"


@dataclass(frozen=True)
class LogRow:
    """One session. `minutes` is its real length, `credited_minutes` what counts of it for this staff member.

    `format` is individual or group; `manner` in_person, video or phone; `people` the number of supervisees in a group
    (0: not known). The two sign-offs are done, not done, or None: not asked of this session. `reasons` are sentences
    that say why less than the whole length is credited; `note` is a further line, such as that the row amends an
    earlier one. `supervisor` is the name as the log's heads have it, printed where the log covers several.
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
    reviewed_assessments: bool | None = None
    reviewed_interventions: bool | None = None
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
class RatePart:
    """The part of a period under one rate: the rate in words, minutes worked under it and minutes it requires."""

    ratio: str
    worked_minutes: int
    required_minutes: Fraction


@dataclass(frozen=True)
class LogTotals:
    """The ledger over the log's period, in minutes; None where the rule pack has no ratio.

    brought_forward + required - credited - credited_elsewhere + not_carried = owed; `credited_elsewhere` is with other
    supervisors than the one of a pair's log. `ratio` is words such as '1 h for each 20 h worked';
    `not_carried` is (first day of the month, surplus minutes that the pack does not carry on). `parts` are the rates of
    the period where it has several. `other_minutes` is what would be owed (below zero: ahead) if surplus were treated
    the other way than the pack does, `carries` how it does; None where both come to the same.
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
    parts: tuple[RatePart, ...] = ()
    other_minutes: Fraction | None = None
    carries: bool = False


@dataclass(frozen=True)
class SupervisionLog:
    """Everything that the paper shows. Rows stand in the order printed.

    A pair's log names its `supervisor`; a log of several leaves it None and lists them in `supervisors`. `made_at` is
    the record's own time in the agency's zone, never the clock's, so that the same data gives the same bytes. `chain`
    is (count, head in hex) of the newest signature on the paper. `rule_note` names the rule and where it was read,
    `recipient` whom the log is for, such as the name of the Board; `choices` are sentences on what decided a figure
    though no rule says so.
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
    choices: tuple[str, ...] = ()

    @property
    def to_sign(self) -> bool:
        """Whether its lines are for ink: printed for signature, under a number."""
        return self.for_signature and bool(self.document_number)

    @property
    def draft(self) -> bool:
        """Whether the paper carries the DRAFT mark: not printed for signature, and nothing on it signed."""
        return not self.to_sign and not any(row.signing.begun for row in self.rows)

    def led_by(self, supervisor: SupervisorLine) -> list[LogRow]:
        """The sessions with this supervisor."""
        return [row for row in self.rows if self.supervisor is not None or row.supervisor == supervisor.name]


def write(log: SupervisionLog, path: Path) -> None:
    """Write the log as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(log))


def render(log: SupervisionLog) -> bytes:
    """The log as a PDF; the same log gives the same bytes.

    It stands upright: rows of one line with their words below it need no more sheets so than on their side.
    """
    return _rendered(log, landscape=False)


def _rendered(log: SupervisionLog, *, landscape: bool) -> bytes:
    ruler = Ruler()
    carry = Carry(
        to_page=lambda page: _("Credited, carried to page {page}").format(page=page),
        from_page=lambda page: _("Credited, carried from page {page}").format(page=page),
        shown=words.short_length,
        label_column=1,
        sum_column=3,
    )
    sheet = Sheet(ruler, _columns(), _rows(log), LOOK, carry)
    last, more = closing.of_log(ruler, log)
    return compose(_paper(log, landscape), [FastTable(sheet, last), *more], ruler)


def _paper(log: SupervisionLog, landscape: bool) -> Paper:
    when = words.period(log.first, log.last)
    recipient = _("For the {recipient}").format(recipient=log.recipient)
    return Paper(
        agency=log.agency,
        title=_("Supervision log"),
        subtitle=f"{recipient}\n{when}" if log.recipient else when,
        fields=_fields(log),
        running=_running(log, when),
        document_number=log.document_number,
        made_at=log.made_at,
        chain=log.chain,
        draft=log.draft,
        landscape=landscape,
    )


def _fields(log: SupervisionLog) -> tuple[Field, ...]:
    staff = Field(_("Peer supporter"), log.staff.name, detail=log.staff.numbered)
    if log.supervisor:
        return staff, Field(_("Supervisor"), log.supervisor.titled, detail=log.supervisor.numbered)
    if not log.supervisors:
        return staff, Field(_("Supervisors"), _("None in this period"))
    lines = "\n".join(f"{one.titled}, {one.numbered}" for one in log.supervisors)
    return staff, Field(_("Supervisors"), "", 1.3, lines)


def _running(log: SupervisionLog, when: str) -> str:
    """Both names with their numbers, and the period: what the head of each later page repeats."""
    number = log.staff.certification_number
    parts = [f"{log.staff.name}, {number}" if number else f"{log.staff.name}, {log.staff.shown_title}"]
    people = [log.supervisor] if log.supervisor else log.supervisors
    named = "; ".join(f"{person.titled}, {person.license_number}" for person in people)
    if named:
        form = _("Supervisor {names}") if len(people) == 1 else _("Supervisors {names}")
        parts.append(form.format(names=named))
    return "\n".join([". ".join(parts), when])


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("No."), 13, "right", gap=4),
        Column(_("Date"), 74, gap=6),
        Column(_("Start to stop"), 88, gap=5),
        Column(_("Length"), 24, "right", gap=9),
        Column(_("Kind, manner"), 88, gap=6),
        Column(_("Signed"), 92, subtitle=_("peer supporter, supervisor"), gap=6),
        Column(_("Sign-off (a)"), 43, "center", subtitle=_("assess, refer"), gap=8),
        Column(_("Sign-off (b)"), 46, "center", subtitle=_("support, plan")),
    )


def _rows(log: SupervisionLog) -> Iterator[Row]:
    """What both signed, or will by the ink below; then apart what they have not."""
    whole = [row for row in log.rows if log.to_sign or row.signing.complete]
    apart = [row for row in log.rows if not log.to_sign and not row.signing.complete]
    for number, row in enumerate(whole, 1):
        yield _row(log, number, row)
    if apart and whole:
        heading: Cell = ((_("Not signed by both yet, and no part of what is attested below"), PART),)
        yield Row((heading,), span=True, heading=True, least=LOW)
    for number, row in enumerate(apart, len(whole) + 1):
        yield _row(log, number, row)
    if not log.rows:
        yield Row((((_("No supervision sessions in this period."), PLAIN),),), span=True, least=LOW)
    yield from _left_out(log)


def _row(log: SupervisionLog, number: int, row: LogRow) -> Row:
    cells: tuple[Cell, ...] = (
        ((str(number), NUMBER),),
        ((words.week_day(row.date), STRONG),),
        ((words.start_to_stop(row.start, row.stop), PLAIN), (_next_day(row), ASIDE)),
        ((words.short_length(row.minutes), STRONG),),
        ((_kind(row), PLAIN),),
        ((_signed(row, log.to_sign), PLAIN),),
        _sign_off(row.reviewed_assessments),
        _sign_off(row.reviewed_interventions),
    )
    return Row(cells, row.credited_minutes, below=_content(row, log.supervisor is None))


def _sign_off(given: bool | None) -> Cell:
    """A ticked box: reviewed and approved; an empty one: not; a dash: nothing of the kind was there to review."""
    return ((NOT_ASKED, PLAIN),) if given is None else Check(given)


def _next_day(row: LogRow) -> str:
    return _("to the next day") if row.stop <= row.start else ""


def _kind(row: LogRow) -> str:
    manner = _(MANNERS.get(row.manner, row.manner)).lower()
    if row.format != "group":
        return _("Individual, {manner}").format(manner=manner)
    if row.people > 1:
        return _("Group of {count}, {manner}").format(count=row.people, manner=manner)
    return _("Group, {manner}").format(manner=manner)


def _content(row: LogRow, several: bool) -> tuple[Led, ...]:
    """The lines below a row: topics and description on one, the summary, a note, and what is not credited."""
    topics = [row.supervisor, row.topics] if several else [row.topics]
    lead = ". ".join(part for part in topics if part)
    found = [Led(f"{lead}." if lead and row.description else lead, STRONG, row.description, PLAIN)]
    if row.summary:
        found.append(Led(_("Summary:"), SECOND, row.summary, SECOND))
    found.append(Led("", SECOND, row.note, SECOND))
    if row.reasons:
        part = _("Credited {credited} of {length}: {reasons}")
        why = (part if row.credited_minutes else _("Not credited: {reasons}")).format(
            credited=words.short_length(row.credited_minutes),
            length=words.short_length(row.minutes),
            reasons=readable(" ".join(row.reasons)),
        )
        found.append(Led("", WHY, why, WHY))
    return tuple(led for led in found if led.lead or led.text)


def _signed(row: LogRow, to_sign: bool) -> str:
    """The days of both signatures; by hand where they stand on paper, below where the ink of this paper gives them."""
    staff, supervisor = row.signing.staff, row.signing.supervisor
    if not row.signing.begun:
        return _("By hand, below") if to_sign else _("Not signed")
    if staff is not None and supervisor is not None and staff.by_hand == supervisor.by_hand:
        days = [_day(row, mark.on) for mark in (staff, supervisor)]
        said = _("{day}, both").format(day=days[0]) if days[0] == days[1] else ", ".join(days)
        return _("{days}, by hand").format(days=said) if staff.by_hand else said
    return ", ".join(_mark(row, mark, to_sign) for mark in (staff, supervisor))


def _mark(row: LogRow, mark: Mark | None, to_sign: bool) -> str:
    if mark is None:
        return _("below") if to_sign else "–"
    day = _day(row, mark.on)
    return _("{day} by hand").format(day=day) if mark.by_hand else day


def _day(row: LogRow, day: dt.date) -> str:
    return words.short_day(day, row.date)


def _left_out(log: SupervisionLog) -> Iterator[Row]:
    if log.hours_not_counted:
        heading: Cell = ((_("Hours worked that are not counted"), PART),)
        yield Row((heading,), span=True, heading=True, least=LOW)
    reasons: dict[str, list[HoursNotCounted]] = {}
    for left_out in log.hours_not_counted:
        reasons.setdefault(left_out.reason, []).append(left_out)
    for reason, hours in reasons.items():
        length: Cell = ((words.short_length(sum(each.minutes for each in hours)), PLAIN),)
        one = words.short_day(hours[0].date)
        day: Cell = ((one if len(hours) == 1 else _("{count} entries").format(count=len(hours)), PLAIN),)
        days = "; ".join(f"{words.short_day(each.date)} {words.short_length(each.minutes)}" for each in hours)
        below = (Led("", SECOND, readable(reason), SECOND), Led("", ASIDE, days if len(hours) > 1 else "", ASIDE))
        yield Row((EMPTY, day, EMPTY, length), least=LOW, below=tuple(led for led in below if led.text))
