"""Who opened, changed or gave out one client's record, as a paper for the client."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app import clock
from app.services.documents import words
from app.services.documents.blocks import QUIET, Block, Prose, Space
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, REGULAR, Ruler, Style
from app.wording import _

PLAIN, STRONG = Style(REGULAR, 8.5), Style(MEDIUM, 8.5)
LOOK = Look(row=20, first=13, below=7, head=21)


@dataclass(frozen=True)
class Line:
    """One act: when (local), by whom, what was done with which part; of what was given out why, to whom, on what ground."""

    at: dt.datetime
    by: str
    kind: str
    what: str
    purpose: str = ""
    recipient: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Accounting:
    """Everything that the paper shows, oldest first. `made_at` is the newest line's own time, never now."""

    agency: Letterhead
    name: str
    code: str
    first: dt.date | None
    last: dt.date | None
    lines: tuple[Line, ...]
    made_at: dt.datetime | None = None


def write(accounting: Accounting, path: Path) -> None:
    """Write the paper as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(accounting))


def render(accounting: Accounting) -> bytes:
    """The paper as a PDF; the same lines give the same bytes."""
    ruler = Ruler()
    when = words.period(accounting.first, accounting.last) if accounting.first and accounting.last else _("no day yet")
    paper = Paper(
        agency=accounting.agency,
        title=_("Who saw this record"),
        subtitle=_("{period}. Confidential").format(period=when),
        fields=(
            Field(_("Client"), accounting.name, 1.6),
            Field(_("Code"), accounting.code),
            Field(_("Lines"), str(len(accounting.lines))),
        ),
        running=_("{client}, {code}. {period}").format(client=accounting.name, code=accounting.code, period=when),
        made_at=accounting.made_at,
        landscape=False,
    )
    told = _(
        "This list names everyone who opened, changed or gave out your record in our computer. "
        "You may ask about any line."
    )
    flow: list[Block] = [Prose(ruler, [(told, PLAIN)]), Space(10), _table(ruler, accounting)]
    if not accounting.lines:
        flow.append(Prose(ruler, [(_("Nobody did in this time."), QUIET)]))
    return compose(paper, flow, ruler)


def _table(ruler: Ruler, accounting: Accounting) -> Block:
    columns = (
        Column(_("When"), 92),
        Column(_("Who"), 104),
        Column(_("What"), 156),
        Column(_("For what, to whom, on what ground"), 170),
    )
    rows = [Row(_cells(line)) for line in accounting.lines]
    return FastTable(Sheet(ruler, columns, rows, LOOK))


def _cells(line: Line) -> tuple[tuple[tuple[str, Style], ...], ...]:
    day, time = clock.parts(line.at)
    why = ". ".join(part for part in (line.purpose, line.recipient, line.basis) if part)
    return (
        ((words.short_day(day), PLAIN), (words.clock(time), PLAIN)),
        ((line.by, PLAIN),),
        ((line.kind, STRONG), (line.what, PLAIN)),
        ((why or "–", PLAIN),),
    )
