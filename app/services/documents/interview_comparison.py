"""Applicants side by side: totals, averages with their spread by question, the reasons given, and each comment once."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.services.documents.blocks import QUIET, Block, Keeping, Prose, Space
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, MUTED, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, STRONG, SECOND = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(REGULAR, 8, MUTED)
PART = Style(SEMIBOLD, 9)
LOOK = Look(row=15, first=10.8, below=4.2, head=24)
ABREAST = 5


@dataclass(frozen=True)
class ApplicantColumn:
    """One applicant. Averages and totals are words; `averages` follow the questions' order, each with its spread.

    `panel` says how many panel members submitted; `hidden` that some are still out, so no score is shown. `speaks` and
    `pause` are comments, each once with the names of those who made it; `reasons` are (question's number and topic,
    score and who gave it, the note beside it).
    """

    name: str
    code: str
    panel: str
    parts: tuple[str, ...]
    whole: str
    points: str
    gates: str
    averages: tuple[str, ...]
    speaks: tuple[tuple[str, str], ...] = ()
    pause: tuple[tuple[str, str], ...] = ()
    reasons: tuple[tuple[str, str, str], ...] = ()
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
    remarks, reasons = [*_remarks(paper)], [*_reasons(paper)]
    if remarks:
        said = (Column(_("Applicant"), 130), Column(_("Speaks for the applicant"), 260), Column(_("Gives pause"), 260))
        flow += _table(ruler, _("In the panel's words"), said, remarks)
    if reasons:
        why = (Column(_("Applicant"), 110), Column(_("Question"), 180), Column(_("Score, panel member"), 120),
               Column(_("Reason given"), 240))  # fmt: skip
        flow += _table(ruler, _("Reasons noted beside a score"), why, reasons)
    return compose(frame, flow, ruler)


def _table(ruler: Ruler, title: str, columns: tuple[Column, ...], rows: Sequence[Row]) -> list[Block]:
    """A heading that stays with the first rows below it."""
    table = FastTable(Sheet(ruler, columns, rows, LOOK))
    return [Space(12), Keeping(ruler, title), table]


def _note() -> str:
    return _(
        "Averages are over questions asked and scored only. In brackets: by applicant the number of scores, by question the"
        " lowest and the highest. A missing score is not a zero. Scores stay hidden until all panel members who began have"
        " submitted."
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
        if one.speaks or one.pause:
            yield Row((((one.name, STRONG),), _lines(one.speaks), _lines(one.pause)))


def _lines(comments: Sequence[tuple[str, str]]) -> tuple[tuple[str, Style], ...]:
    """Each comment, and below it who made it."""
    lines = [line for text, names in comments for line in ((text, PLAIN), (names, SECOND))]
    return tuple(lines) or (("–", PLAIN),)


def _reasons(paper: InterviewComparison) -> Iterator[Row]:
    before = ("", "")
    for one in paper.applicants:
        for question, score, note in one.reasons:
            name = one.name if before[0] != one.name else ""
            asked = question if before != (one.name, question) else ""
            before = (one.name, question)
            yield Row((((name, STRONG),), ((asked, PLAIN),), ((score, PLAIN),), ((note, PLAIN),)))
