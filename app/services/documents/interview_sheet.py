"""Score sheets of an interview: one for each applicant and panel member, with notes, totals and a line to sign on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
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
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
PART, NAME = Style(SEMIBOLD, 9.5), Style(SEMIBOLD, 12)
LOOK = Look(row=19, first=12.5, below=6.5, head=21)
PAGE = 10_000.0


@dataclass(frozen=True)
class AnswerLine:
    """One question: its number and topic, the answer in words (such as '4 Clear'), and the note."""

    number: int
    title: str
    answer: str
    note: str = ""


@dataclass(frozen=True)
class PartTotal:
    """One part's heading, its lines, and its total in words (such as '31 of 40, average 3.9')."""

    title: str
    lines: tuple[AnswerLine, ...]
    total: str


@dataclass(frozen=True)
class OneSheet:
    """What one panel member noted about one applicant."""

    applicant: str
    panelist: str
    held_on: dt.date | None
    parts: tuple[PartTotal, ...]
    total: str
    missing: int = 0
    positives: str = ""
    concerns: str = ""


@dataclass(frozen=True)
class InterviewSheets:
    """Everything that the paper shows; sheets by applicant, then in the order begun."""

    agency: Letterhead
    position: str
    sheets: tuple[OneSheet, ...]
    made_at: dt.datetime | None = None


def write(paper: InterviewSheets, path: Path) -> None:
    """Write the sheets as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(paper))


def render(paper: InterviewSheets) -> bytes:
    """The sheets as a PDF, each beginning on a page of its own; the same values give the same bytes."""
    ruler = Ruler()
    frame = Paper(
        agency=paper.agency,
        title=_("Interview score sheet"),
        subtitle=_("1 Not shown, 2 A little, 3 Some, 4 Clear, 5 Strong"),
        fields=(Field(_("Position"), paper.position), Field(_("Sheets"), str(len(paper.sheets)), 0.3)),
        running=paper.position,
        made_at=paper.made_at,
        landscape=False,
    )
    flow: list[Block] = []
    for sheet in paper.sheets:
        if flow:
            flow.append(Space(PAGE))  # a space takes at most what is left: the next sheet begins a page
        flow += _sheet(ruler, sheet)
    return compose(frame, flow, ruler)


def _sheet(ruler: Ruler, sheet: OneSheet) -> list[Block]:
    when = words.long_day(sheet.held_on) if sheet.held_on else _("day not noted")
    by = _("Scored by {panelist}, {day}").format(panelist=sheet.panelist, day=when)
    head = Prose(ruler, [(sheet.applicant, NAME), (by, PLAIN)], 2)
    columns = (
        Column(_("No."), 22, "right"),
        Column(_("Question"), 176),
        Column(_("Answer"), 76),
        Column(_("Notes"), 180),
    )
    table = Sheet(ruler, columns, list(_rows(sheet)), LOOK)
    return [head, Space(8), FastTable(table, _closing(ruler, sheet))]


def _rows(sheet: OneSheet) -> Iterator[Row]:
    for part in sheet.parts:
        heading = _("{part}: {total}").format(part=part.title, total=part.total)
        yield Row((((heading, PART),),), span=True, heading=True)
        for line in part.lines:
            note = tuple((text, SECOND) for text in line.note.splitlines() if text.strip())
            yield Row((((str(line.number), SECOND),), ((line.title, PLAIN),), ((line.answer, STRONG),), note))
    for title, text in ((_("Speaks for the applicant"), sheet.positives), (_("Gives pause"), sheet.concerns)):
        lines = [line for line in text.splitlines() if line.strip()] or [_("Nothing noted.")]
        yield Row((((title, PART), *((line, PLAIN) for line in lines)),), span=True)


def _closing(ruler: Ruler, sheet: OneSheet) -> Block:
    figures = [Figure(part.title, part.total) for part in sheet.parts]
    if sheet.missing:
        figures.append(Figure(_("Asked, not scored"), str(sheet.missing)))
    figures.append(Figure(_("Both parts"), sheet.total, strong=True))
    card = Card(ruler, _("Totals, {applicant}").format(applicant=sheet.applicant), figures)
    notes = [
        (_("How totals are made"), HEADING),
        (_("Only questions asked and scored count. A missing score is not a zero."), QUIET),
        (_("Yes-or-no questions and question 13 add no points."), QUIET),
    ]
    return Stack(
        [Space(12), Beside(card, Prose(ruler, notes), 300), Signatures(ruler, [(sheet.panelist, _("Panel member"))])]
    )
