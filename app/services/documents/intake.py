"""The intake of one client as a paper: the answers by step, the episodes, and lines to sign."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import HEADING, QUIET, Block, Prose, Signatures, Space, Stack
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import INK, MEDIUM, MUTED, REGULAR, Pen, Ruler, Style
from app.wording import _

LABEL, VALUE, OPEN = Style(REGULAR, 8, MUTED), Style(MEDIUM, 9.5), Style(REGULAR, 9.5, MUTED)
CHOICE = Style(REGULAR, 8.5)
PLAIN = Style(REGULAR, 8.5)
LOOK = Look(row=20, first=13, below=7, head=21)
GAP, TO_WRITE = 20.0, 31.0


@dataclass(frozen=True)
class Answer:
    """One question: its label, the answer ('' = none), and the words to tick on a blank form."""

    label: str
    value: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A step of the intake: lines of one or several questions side by side."""

    title: str
    lines: tuple[tuple[Answer, ...], ...]


@dataclass(frozen=True)
class EpisodeLine:
    """One time of being served; `last` None while it is open."""

    program: str
    funding: str
    first: dt.date
    last: dt.date | None
    reason: str = ""


@dataclass(frozen=True)
class Intake:
    """Everything that the paper shows. `made_at` is the record's own time, never now."""

    agency: Letterhead
    name: str
    code: str
    birth_date: dt.date | None
    parts: tuple[Part, ...]
    episodes: tuple[EpisodeLine, ...] = ()
    workers: tuple[str, ...] = ()
    made_at: dt.datetime | None = None


def write(intake: Intake, path: Path) -> None:
    """Write the intake as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(intake))


def render(intake: Intake) -> bytes:
    """The intake as a PDF; the same intake gives the same bytes."""
    ruler = Ruler()
    born = words.long_day(intake.birth_date) if intake.birth_date else _("not on record")
    paper = Paper(
        agency=intake.agency,
        title=_("Intake"),
        subtitle=_("Confidential. Keep it where only the right people can open it"),
        fields=(Field(_("Client"), intake.name, 1.4), Field(_("Code"), intake.code), Field(_("Born"), born)),
        running=f"{intake.name}, {intake.code}",
        made_at=intake.made_at,
        landscape=False,
    )
    flow: list[Block] = [AnswersBlock(ruler, part) for part in intake.parts]
    return compose(paper, [*flow, *_episodes(ruler, intake), _closing(ruler, intake)], ruler)


def _episodes(ruler: Ruler, intake: Intake) -> list[Block]:
    if not intake.episodes:
        return []
    columns = (
        Column(_("Program"), 150),
        Column(_("Funding"), 110),
        Column(_("Admitted"), 84),
        Column(_("Discharged"), 84),
        Column(_("Reason"), 94),
    )
    rows = [Row(tuple(((cell, PLAIN),) for cell in _cells(line))) for line in intake.episodes]
    return [Space(10), FastTable(Sheet(ruler, columns, rows, LOOK))]


def _cells(line: EpisodeLine) -> tuple[str, ...]:
    last = words.short_day(line.last) if line.last else _("open")
    return (line.program or "–", line.funding or "–", words.short_day(line.first), last, line.reason)


def _closing(ruler: Ruler, intake: Intake) -> Block:
    working = _("Works with: {names}.").format(names="; ".join(intake.workers)) if intake.workers else ""
    notes = [(working, QUIET), (_("These answers are as I gave them. I could leave any of them out."), PLAIN)]
    signers = [(intake.name, _("Client, or legal guardian")), ("", _("Taken in by"))]
    return Stack([Space(12), Prose(ruler, notes), Signatures(ruler, signers)])


class AnswersBlock(Block):
    """A heading and its questions, side by side as they stand on screen; whole on a page.

    `blank`: lines to write on and boxes to tick in place of the answers.
    """

    def __init__(self, ruler: Ruler, part: Part, blank: bool = False) -> None:
        """Nothing is measured before the width is known."""
        super().__init__()
        self.ruler, self._part, self._blank = ruler, part, blank

    def measure(self, width: float, room: float) -> float:
        """Heading and lines."""
        return 30 + sum(self._line_height(line, width) for line in self._part.lines)

    def paint(self, pen: Pen, width: float, height: float) -> None:
        """The heading over a rule, then line by line."""
        y = height - 19
        pen.text(0, y, self._part.title, HEADING)
        pen.rule(0, width, y - 5, INK, 0.7)
        y -= 11
        for line in self._part.lines:
            each = self._share(line, width)
            for number, answer in enumerate(line):
                self._answer(pen, number * (each + GAP), y, each, answer)
            y -= self._line_height(line, width)

    def _share(self, line: tuple[Answer, ...], width: float) -> float:
        return (width - GAP * (len(line) - 1)) / len(line)

    def _line_height(self, line: tuple[Answer, ...], width: float) -> float:
        if self._blank:
            return TO_WRITE
        each = self._share(line, width)
        lines = max(len(self.ruler.wrap(answer.value or "–", VALUE, each)) for answer in line)
        return 14 + lines * VALUE.leading + 3

    def _answer(self, pen: Pen, x: float, top: float, width: float, answer: Answer) -> None:
        pen.text(x, top - 9, answer.label, LABEL)
        if not self._blank:
            style = VALUE if answer.value else OPEN
            pen.pieces(x, top - 21, self.ruler.wrap(answer.value or "–", style, width), style)
        elif answer.options:
            self._boxes(pen, x, top - 22, answer.options)
        else:
            pen.rule(x, x + width, top - TO_WRITE + 4, INK, 0.5)

    def _boxes(self, pen: Pen, x: float, y: float, options: tuple[str, ...]) -> None:
        for option in options:
            pen.box(x + 5, y + 3, False)
            x += 13 + pen.text(x + 13, y, option, CHOICE) + 12
