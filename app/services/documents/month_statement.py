"""The month's statement for one staff member: hours worked, supervision received, and what is owed at its end."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from app.services.documents import closing, words
from app.services.documents.blocks import (
    BODY,
    NOTE,
    Beside,
    Block,
    Card,
    Figure,
    Prose,
    Signatures,
    Space,
    Stack,
)
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, Mark, StaffLine
from app.services.documents.supervision_log import HoursNotCounted, LogRow, LogTotals
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import DANGER, MEDIUM, MUTED, REGULAR, Ruler, Style
from app.wording import ROUNDED, _, readable

PLAIN, STRONG = Style(REGULAR, 8.5), Style(MEDIUM, 8.5)
SECOND, WHY = Style(REGULAR, 8, MUTED), Style(REGULAR, 8, DANGER)
LOOK = Look(row=20, first=13, below=7, head=21)


@dataclass(frozen=True)
class Closing:
    """A month's statement as it was signed in the app, `version` counting on; None where a hand signs instead.

    `supervisor` is their name, `license_numbers` what stands behind it. `changes` is what differs from it on this paper:
    (what, minutes as signed, minutes now); None: not there.
    """

    supervisor: str
    version: int
    staff_signed: Mark | None
    supervisor_signed: Mark | None
    changes: tuple[tuple[str, Fraction | None, Fraction | None], ...] = ()
    license_numbers: str = ""


@dataclass(frozen=True)
class MonthStatement:
    """Everything that the paper shows. `month` is any day of it; `hours` are (kind of work as printed, minutes).

    `totals` are the ledger's figures of this month alone, with what was owed before it as brought forward; `last` is
    its last day, or the day up to which a running month is shown. `closings` are the signed statements of the month, one
    for each supervisor; `chain` is (count, head in hex) of the newest signature on the paper. `choices` are sentences
    on what decided a figure though no rule says so; `recipient` is whom it is for.
    """

    agency: Letterhead
    staff: StaffLine
    month: dt.date
    last: dt.date
    hours: tuple[tuple[str, int], ...]
    sessions: tuple[LogRow, ...]
    totals: LogTotals
    hours_not_counted: tuple[HoursNotCounted, ...] = ()
    document_number: str | None = None
    made_at: dt.datetime | None = None
    rule_note: str = ""
    closings: tuple[Closing, ...] = ()
    chain: tuple[int, str] | None = None
    choices: tuple[str, ...] = ()
    recipient: str = ""


def write(statement: MonthStatement, path: Path) -> None:
    """Write the statement as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(statement))


def render(statement: MonthStatement) -> bytes:
    """The statement as a PDF; the same statement gives the same bytes."""
    ruler, month = Ruler(), words.month(statement.month)
    paper = Paper(
        agency=statement.agency,
        title=_("Supervision in the month"),
        subtitle=_("For the {recipient}").format(recipient=statement.recipient) if statement.recipient else month,
        fields=(
            Field(_("Peer supporter"), statement.staff.name, detail=statement.staff.numbered),
            Field(_("Month"), month),
        ),
        running=f"{statement.staff.name}, {statement.staff.under_signature()}. {month}",
        document_number=statement.document_number,
        made_at=statement.made_at,
        chain=statement.chain,
        landscape=False,
    )
    table = FastTable(Sheet(ruler, _columns(), _rows(statement), LOOK), _closing(ruler, statement))
    return compose(paper, [_figures(ruler, statement), *_changed(ruler, statement), Space(18), table], ruler)


def _changed(ruler: Ruler, statement: MonthStatement) -> Iterator[Block]:
    """A card for each signed statement that is out of date: every figure as signed and as it is now."""
    for one in statement.closings:
        if one.changes:
            title = _("Out of date: changed since version {version} was signed with {name}")
            rows = [Figure(what, _was_and_is(before, after)) for what, before, after in one.changes]
            yield Space(14)
            yield Card(ruler, title.format(version=one.version, name=one.supervisor), rows)


def _was_and_is(before: Fraction | None, after: Fraction | None) -> str:
    sides = [_("none") if amount is None else words.length(amount) for amount in (before, after)]
    return _("signed {before}, now {after}").format(before=sides[0], after=sides[1])


def _figures(ruler: Ruler, statement: MonthStatement) -> Block:
    sessions = sum(row.credited_minutes > 0 for row in statement.sessions)
    first = statement.month.replace(day=1)
    ledger = closing.figures(statement.totals, first, statement.last, sessions)
    kinds = [Figure(kind, words.length(minutes)) for kind, minutes in statement.hours]
    worked = Figure(
        _("Worked"), words.length(sum(minutes for _kind, minutes in statement.hours)), strong=True
    )
    left = Card(ruler, _("Supervision"), ledger)
    return Beside(left, Card(ruler, _("Hours worked"), [*kinds, worked]), 260, 14)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Session"), 78),
        Column(_("Start to stop"), 92),
        Column(_("Length"), 34, "right"),
        Column(_("Credited"), 38, "right", gap=14),
        Column(_("Supervisor, topics"), 200),
    )


def _rows(statement: MonthStatement) -> Iterator[Row]:
    for row in statement.sessions:
        yield Row(
            (
                ((words.week_day(row.date), STRONG),),
                ((words.start_to_stop(row.start, row.stop), PLAIN),),
                ((words.short_length(row.minutes), PLAIN),),
                ((words.short_length(row.credited_minutes), STRONG),),
                ((row.supervisor, PLAIN), (row.topics, SECOND), (readable(" ".join(row.reasons)), WHY)),
            )
        )
    if not statement.sessions:
        yield Row((((_("No supervision sessions in this month."), PLAIN),),), span=True)
    for hours in statement.hours_not_counted:
        text = _("Not counted: {length} on {day}. {reason}").format(
            length=words.length(hours.minutes), day=words.short_day(hours.date), reason=readable(hours.reason)
        )
        yield Row((((text, SECOND),),), span=True)


def _closing(ruler: Ruler, statement: MonthStatement) -> Block:
    signed = [line for one in statement.closings for line in _signed(statement, one)]
    blocks: list[Block] = [Space(12), Prose(ruler, [(closing.attested(_("statement")), BODY)])]
    if signed:
        blocks += [Space(8), Prose(ruler, [(line, closing.SIGNED) for line in signed], 3)]
    notes = [(closing.HOW_TO_CHECK, NOTE)] if signed else []
    notes.append((" ".join([_(ROUNDED), *statement.choices, statement.rule_note]).strip(), NOTE))
    blocks += [Space(7), Prose(ruler, [(_(text), style) for text, style in notes], 2)]
    signers = list(_for_ink(statement))
    lines = [Signatures(ruler, signers[start : start + 2]) for start in range(0, len(signers), 2)]
    return Stack([*blocks, *lines])


def _for_ink(statement: MonthStatement) -> Iterator[tuple[str, str]]:
    """Who signs by hand: whose signature one of the closed statements lacks; of an open month both."""
    if not statement.closings or any(one.staff_signed is None for one in statement.closings):
        yield statement.staff.name, statement.staff.under_signature()
    if not statement.closings:
        yield "", _("Supervisor or manager")
    for one in statement.closings:
        if one.supervisor_signed is None:
            yield one.supervisor, _("Supervisor")


def _signed(statement: MonthStatement, one: Closing) -> Iterator[str]:
    """A line for each who signed a closed statement in the app, with its version, and whether it changed since."""
    staff = f"{statement.staff.name}, {statement.staff.under_signature()}"
    led = f"{one.supervisor}, {one.license_numbers}" if one.license_numbers else one.supervisor
    for who, mark in ((staff, one.staff_signed), (led, one.supervisor_signed)):
        for line in closing.signed_lines(who, [mark] if mark else []):
            said = _("{signed} Version {version}, since changed.") if one.changes else _("{signed} Version {version}.")
            yield said.format(signed=line, version=one.version)
