"""Applicants side by side: totals, averages by question, what speaks for each and what gives pause."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import HEADING, QUIET, Block, Prose, Space
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
PART = Style(SEMIBOLD, 9.5)
LOOK = Look(row=19, first=12.5, below=6.5, head=27)
ABREAST = 5


@dataclass(frozen=True)
class ApplicantColumn:
    """One applicant. Averages and totals are words; `averages` and `counts` follow the questions' order.

    `panel` says how many panel members submitted; `hidden` that some are still out, so no score is shown.
    """

    name: str
    code: str
    panel: str
    parts: tuple[str, ...]
    whole: str
    points: str
    gates: str
    averages: tuple[str, ...]
    remarks: tuple[tuple[str, str, str], ...] = ()
    decision: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class InterviewComparison:
    """Everything that the paper shows. `questions` are (part heading, number, topic) in order."""

    agency: Letterhead
    position: str
    part_titles: tuple[str, ...]
    questions: tuple[tuple[str, int, str], ...]
    applicants: tuple[ApplicantColumn, ...]
    made_at: dt.datetime | None = None


def write(paper: InterviewComparison, path: Path) -> None:
    """Write the comparison as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(paper))


def render(paper: InterviewComparison) -> bytes:
    """The comparison as a PDF; the same values give the same bytes."""
    ruler = Ruler()
    frame = Paper(
        agency=paper.agency,
        title=_("Applicants side by side"),
        subtitle=_("Averages from 1 (not shown) to 5 (strong)"),
        fields=(Field(_("Position"), paper.position), Field(_("Applicants"), str(len(paper.applicants)), 0.3)),
        running=paper.position,
        made_at=paper.made_at,
    )
    flow: list[Block] = [FastTable(Sheet(ruler, _summary_columns(paper), [*_summary(paper)], LOOK)), Space(8)]
    flow.append(Prose(ruler, [(_note(), QUIET)]))
    for start in range(0, len(paper.applicants), ABREAST):
        group = paper.applicants[start : start + ABREAST]
        flow += [Space(14), FastTable(Sheet(ruler, _columns(group), [*_rows(paper, group)], LOOK))]
    remarks = [*_remarks(paper)]
    if remarks:
        columns = (Column(_("Applicant, panel member"), 150), Column(_("Speaks for the applicant"), 250),
                   Column(_("Gives pause"), 250))  # fmt: skip
        flow += [Space(14), Prose(ruler, [(_("In the panel's words"), HEADING)]), Space(4)]
        flow.append(FastTable(Sheet(ruler, columns, remarks, LOOK)))
    return compose(frame, flow, ruler)


def _note() -> str:
    return _(
        "Averages are over questions asked and scored only; the figure in brackets is the number of scores. A missing"
        " score is not a zero. Scores stay hidden until all panel members who began have submitted."
    )


def _summary_columns(paper: InterviewComparison) -> tuple[Column, ...]:
    parts = tuple(Column(title, 52, "right", gap=14) for title in (_("Part one"), _("Part two")))
    return (
        Column(_("Applicant"), 140),
        Column(_("Panel"), 84),
        *parts[: len(paper.part_titles)],
        Column(_("Both parts"), 54, "right", gap=14),
        Column(_("Points"), 62, "right", gap=14),
        Column(_("Yes or no"), 84),
        Column(_("Decision"), 64),
    )


def _summary(paper: InterviewComparison) -> Iterator[Row]:
    for one in paper.applicants:
        shown = [((part, PLAIN),) for part in one.parts]
        yield Row(
            (
                ((one.name, STRONG), (one.code, SECOND)), ((one.panel, PLAIN),), *shown, ((one.whole, STRONG),),
                ((one.points, PLAIN),), ((one.gates, PLAIN),), ((one.decision, PLAIN),),
            )
        )  # fmt: skip
    if not paper.applicants:
        yield Row((((_("Nobody has applied yet."), PLAIN),),), span=True)


def _columns(group: Sequence[ApplicantColumn]) -> tuple[Column, ...]:
    people = tuple(Column(_short(one.name), 78, "right", subtitle=one.code) for one in group)
    return (Column(_("No."), 24, "right"), Column(_("Question"), 200), *people)


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17].rstrip() + "…"


def _rows(paper: InterviewComparison, group: Sequence[ApplicantColumn]) -> Iterator[Row]:
    before = ""
    for index, (part, number, title) in enumerate(paper.questions):
        if part != before:
            yield Row((((part, PART),),), span=True, heading=True)
            before = part
        cells = [((one.averages[index], PLAIN),) for one in group]
        yield Row((((str(number), SECOND),), ((title, PLAIN),), *cells))


def _remarks(paper: InterviewComparison) -> Iterator[Row]:
    for one in paper.applicants:
        for panelist, good, doubt in one.remarks:
            yield Row((((one.name, STRONG), (panelist, SECOND)), _lines(good), _lines(doubt)))


def _lines(text: str) -> tuple[tuple[str, Style], ...]:
    return tuple((line, PLAIN) for line in text.splitlines() if line.strip()) or (("–", PLAIN),)
