"""The hours sheet: hours worked day by day, and per month what was worked, required, credited and owed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import (
    HEADING,
    QUIET,
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
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Carry, Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, Ruler, Style
from app.wording import ROUNDED, _, readable

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
LOOK = Look(row=20, first=13, below=7, head=21, carry=19)


@dataclass(frozen=True)
class HoursLine:
    """One entry of hours; `category` is the label printed; `reason` says why it is not counted ('' = it is)."""

    date: dt.date
    category: str
    minutes: int
    paid: bool = True
    reason: str = ""


@dataclass(frozen=True)
class MonthLine:
    """One month of the ledger, in minutes; `month` is its first day; None where the pack has no ratio."""

    month: dt.date
    worked_minutes: int
    required_minutes: Fraction | None
    credited_minutes: int
    owed_minutes: Fraction | None


@dataclass(frozen=True)
class HoursSheet:
    """Everything that the paper shows; lines in order of date. `made_at` is the record's own time, never now.

    `months` are the ledger's lines within the period; `ratio` is words such as '1 h for each 20 h worked'.
    """

    agency: Letterhead
    staff: StaffLine
    first: dt.date
    last: dt.date
    lines: tuple[HoursLine, ...]
    months: tuple[MonthLine, ...] = ()
    ratio: str = ""
    document_number: str | None = None
    made_at: dt.datetime | None = None
    rule_note: str = ""


def write(sheet: HoursSheet, path: Path) -> None:
    """Write the sheet as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(sheet))


def render(sheet: HoursSheet) -> bytes:
    """The sheet as a PDF; the same sheet gives the same bytes."""
    ruler, when = Ruler(), words.period(sheet.first, sheet.last)
    paper = Paper(
        agency=sheet.agency,
        title=_("Hours worked"),
        subtitle=when,
        fields=(Field(_("Peer supporter"), sheet.staff.name), sheet.staff.field()),
        running=f"{sheet.staff.name}, {sheet.staff.under_signature()}. {when}",
        document_number=sheet.document_number,
        made_at=sheet.made_at,
        landscape=False,
    )
    return compose(paper, _flow(ruler, sheet), ruler)


def _flow(ruler: Ruler, sheet: HoursSheet) -> list[Block]:
    carry = Carry(
        to_page=lambda page: _("Carried to page {page}").format(page=page),
        from_page=lambda page: _("Carried from page {page}").format(page=page),
        shown=words.short_length,
        label_column=0,
        sum_column=4,
    )
    days = Sheet(ruler, _columns(), _days(sheet), LOOK, carry)
    return [*_months(ruler, sheet), FastTable(days, _closing(ruler, sheet))]


def _months(ruler: Ruler, sheet: HoursSheet) -> list[Block]:
    if not sheet.months:
        return []
    columns = (
        Column(_("Month"), 140),
        Column(_("Worked"), 85, "right"),
        Column(_("Required"), 85, "right"),
        Column(_("Supervision received"), 85, "right"),
        Column(_("Owed at month's end"), 85, "right"),
    )
    table = FastTable(Sheet(ruler, columns, [_month(line) for line in sheet.months], LOOK))
    return [table, Space(16)]


def _month(line: MonthLine) -> Row:
    figures = (line.worked_minutes, line.required_minutes, line.credited_minutes, line.owed_minutes)
    shown = [((words.length(figure) if figure is not None else "–", PLAIN),) for figure in figures]
    return Row((((words.month(line.month), STRONG),), *shown))


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Date"), 84),
        Column(_("Kind of work"), 140),
        Column(_("Length"), 38, "right", gap=14),
        Column(_("Paid"), 40),
        Column(_("Day"), 40, "right", gap=14),
        Column(_("Note"), 118),
    )


def _days(sheet: HoursSheet) -> Iterator[Row]:
    years = sheet.first.year != sheet.last.year
    for day, found in groupby(sheet.lines, key=lambda line: line.date):
        lines = list(found)
        shown = words.weekday(day) + (f", {day.year}" if years else "")
        counted = sum(line.minutes for line in lines if not line.reason)
        yield Row(
            (
                ((shown, STRONG),),
                tuple((line.category, PLAIN) for line in lines),
                tuple((words.short_length(line.minutes), PLAIN) for line in lines),
                tuple((_("paid") if line.paid else _("unpaid"), PLAIN) for line in lines),
                ((words.short_length(counted), STRONG),),
                tuple((_note(line), SECOND) for line in lines if line.reason),
            ),
            counted,
        )
    if not sheet.lines:
        yield Row((((_("No hours in this period."), PLAIN),),), span=True)


def _note(line: HoursLine) -> str:
    return _("{category}, not counted: {reason}").format(category=line.category, reason=readable(line.reason))


def _closing(ruler: Ruler, sheet: HoursSheet) -> Block:
    notes = [
        (_("I worked the hours on this sheet, and I left none out."), Style(REGULAR, 8.5)),
        (_("Supervision: {ratio}.").format(ratio=sheet.ratio) if sheet.ratio else "", QUIET),
        (_("Every hour worked counts, in direct contact or not, paid or not."), QUIET),
        (_(ROUNDED) if sheet.months else "", QUIET),
        (sheet.rule_note, QUIET),
    ]
    heading = [(_("Statement"), HEADING)]
    card = Card(ruler, _("Hours, by kind of work"), _figures(sheet))
    signers = [(sheet.staff.name, sheet.staff.under_signature()), ("", _("Reviewed by"))]
    beside = Beside(card, Prose(ruler, heading + notes), 250)
    return Stack([Space(14), beside, Signatures(ruler, signers)])


def _figures(sheet: HoursSheet) -> list[Figure]:
    """Counted minutes by kind of work in order of size, unpaid ones among them, and all together."""
    kinds: dict[str, int] = {}
    for line in sheet.lines:
        if not line.reason:
            kinds[line.category] = kinds.get(line.category, 0) + line.minutes
    unpaid = sum(line.minutes for line in sheet.lines if not line.paid and not line.reason)
    ordered = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    figures = [Figure(kind, words.length(minutes)) for kind, minutes in ordered]
    if unpaid:
        figures.append(Figure(_("Of these, unpaid"), words.length(unpaid)))
    return [*figures, Figure(_("Worked"), words.length(sum(kinds.values())), strong=True)]
