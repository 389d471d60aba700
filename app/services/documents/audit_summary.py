"""The first page of the Board's audit file: worked, required, received, by whom, continuing education, and what is open."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.services.documents import closing, words
from app.services.documents.blocks import (
    BODY,
    HEADING,
    NOTE,
    Beside,
    Block,
    Card,
    Keeping,
    Prose,
    Space,
)
from app.services.documents.ce_transcript import AccountLine
from app.services.documents.hours_sheet import MonthLine
from app.services.documents.supervision_log import LogTotals
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import ACCENT, DANGER, MEDIUM, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import _

PLAIN, STRONG, OWED = Style(REGULAR, 8), Style(MEDIUM, 8), Style(SEMIBOLD, 8)
MET, NOT_MET, GAP = Style(MEDIUM, 8, ACCENT), Style(MEDIUM, 8, DANGER), Style(REGULAR, 8.5, DANGER)
LOOK = Look(row=13.2, first=9.4, below=3.8, head=16)
CARD = 236


@dataclass(frozen=True)
class MonthSum:
    """One month of the ledger, and how its statement was signed, in words ('' = it was not)."""

    line: MonthLine
    signed: str = ""


@dataclass(frozen=True)
class PackSum:
    """What was worked, required and received under one rule pack; `sessions` is how many are credited."""

    title: str
    totals: LogTotals
    sessions: int
    months: tuple[MonthSum, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """What the file answers: the packs' sums, (supervisor, whether the rule was met, that as yes or no), CE, and gaps."""

    packs: tuple[PackSum, ...] = ()
    supervisors: tuple[tuple[str, str, bool], ...] = ()
    education: tuple[AccountLine, ...] = ()
    gaps: tuple[str, ...] = ()
    recipient: str = ""


def flow(summary: Summary, ruler: Ruler) -> list[Block]:
    """The blocks of the page."""
    blocks: list[Block] = []
    for pack in summary.packs:
        blocks += _pack(ruler, pack, several=len(summary.packs) > 1)
    if summary.supervisors:
        columns = (Column(_("Who supervised"), 190), Column(_("Qualified, as the rule asks"), 300))
        rows = [
            Row((((who, STRONG),), ((said, MET if met else NOT_MET),))) for who, said, met in summary.supervisors
        ]
        blocks += [FastTable(Sheet(ruler, columns, rows, LOOK)), Space(8)]
    if summary.education:
        blocks += [FastTable(Sheet(ruler, _account_columns(), [_account(one) for one in summary.education], LOOK)), Space(8)]
    nothing = _("None found: every session is signed by both and credited, and nothing that is due is missing.")
    gaps = [(f"\N{BULLET} {gap}", GAP) for gap in summary.gaps] or [(nothing, BODY)]
    follows = _("What follows: the papers named in the contents, each with its sources, and the attachments of the period.")
    return [*blocks, Keeping(ruler, _("What is open")), Prose(ruler, [*gaps, (follows, NOTE)], 2.5)]


def _pack(ruler: Ruler, pack: PackSum, several: bool) -> Iterator[Block]:
    """The sum of the period beside what decided it, and the months below."""
    first, last = pack.months[0].line.month, pack.totals.owed_on
    card = Card(ruler, _("Supervision"), closing.figures(pack.totals, first, last, pack.sessions))
    said = [(pack.title, HEADING), *((choice, NOTE) for choice in pack.choices)]
    yield Beside(card, Prose(ruler, said, 4), CARD, 16)
    yield Space(8)
    yield FastTable(Sheet(ruler, _month_columns(), [_month(one) for one in pack.months], LOOK))
    yield Space(12 if several else 8)


def _month_columns() -> tuple[Column, ...]:
    return (
        Column(_("Month"), 78), Column(_("Worked"), 64, "right"), Column(_("Required"), 60, "right"),
        Column(_("Received"), 60, "right"), Column(_("Owed at its end"), 70, "right", gap=14),
        Column(_("Statement of the month"), 120),
    )  # fmt: skip


def _month(one: MonthSum) -> Row:
    line = one.line
    figures = (line.worked_minutes, line.required_minutes, line.credited_minutes)
    shown = [((words.length(figure) if figure is not None else "–", PLAIN),) for figure in figures]
    owed = ((words.length(line.owed_minutes) if line.owed_minutes is not None else "–", OWED),)
    return Row((((words.month(line.month), STRONG),), *shown, owed, ((one.signed or "–", PLAIN),)))


def _account_columns() -> tuple[Column, ...]:
    return (
        Column(_("Continuing education"), 190), Column(_("Needed"), 66, "right"), Column(_("Earned"), 66, "right"),
        Column(_("Carried over"), 66, "right"), Column(_("Short"), 66, "right"),
    )  # fmt: skip


def _account(one: AccountLine) -> Row:
    needed = words.length(one.needed) if one.needed is not None else _("none")
    short = words.length(one.short) if one.needed is not None else "–"
    figures = (needed, words.length(one.earned), words.length(one.carried))
    title = _("{pack}, {period}").format(pack=one.pack, period=one.period)
    style = NOT_MET if one.short and one.needed is not None else PLAIN
    return Row((((title, STRONG),), *(((figure, PLAIN),) for figure in figures), ((short, style),)))
