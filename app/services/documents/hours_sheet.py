"""The hours sheet: a month on one sheet as the blank form is, days by kinds of work; or a year of months on two.

Both say what was worked, required, received and owed, and what is not counted and why.
"""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from app.services.documents import blank_hours, words
from app.services.documents.blocks import BODY, NOTE, Block, Prose, Signatures, Space, Stack
from app.services.documents.grid import Grid
from app.services.documents.page import Paper, bound, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.table import Column, FastTable, Look, Row, Sheet
from app.services.documents.text import MEDIUM, REGULAR, SEMIBOLD, Ruler, Style
from app.wording import ROUNDED, _, readable

PLAIN, STRONG, HEAVY = Style(REGULAR, 8.5), Style(MEDIUM, 8.5), Style(SEMIBOLD, 8.5)
LOOK = Look(row=17, first=11.5, below=5.5, head=18)
UNPAID = "U"
YEAR_ROW = 13.2  # points a day where twelve months stand side by side


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

    @property
    def mixed(self) -> bool:
        """Whether paid and unpaid hours stand side by side; only then is each told."""
        return len({line.paid for line in self.lines}) == 2

    def counted(self) -> list[HoursLine]:
        """The lines that count."""
        return [line for line in self.lines if not line.reason]

    def kinds(self) -> list[str]:
        """The kinds of work in the order of the blank form; others by name after them."""
        usual = [_(kind) for kind in blank_hours.USUAL]
        found = {line.category for line in self.lines}
        return [kind for kind in usual if kind in found] + sorted(found - set(usual))

    def each_month(self) -> Iterator["HoursSheet"]:
        """The part of each month of the period, with its own lines and ledger."""
        first = self.first
        while first <= self.last:
            last = min(_month_end(first), self.last)
            yield replace(
                self, first=first, last=last,
                lines=tuple(line for line in self.lines if first <= line.date <= last),
                months=tuple(month for month in self.months if f"{month.month:%Y-%m}" == f"{first:%Y-%m}"),
            )  # fmt: skip
            first = last + dt.timedelta(days=1)


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def write(sheet: HoursSheet, path: Path) -> None:
    """Write the sheets as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(sheet))


def render(sheet: HoursSheet) -> bytes:
    """A sheet for each month of the period as one PDF; the same values give the same bytes."""
    ruler = Ruler()
    kinds = sheet.kinds()
    return bound([(_paper(month, _title(month)), _month(ruler, month, kinds)) for month in sheet.each_month()], ruler)


def render_year(sheet: HoursSheet) -> bytes:
    """The period with its days by months, and its kinds of work by months: two sheets for each year of it."""
    ruler, parts = Ruler(), []
    for year in range(sheet.first.year, sheet.last.year + 1):
        within = [month for month in sheet.each_month() if month.first.year == year]
        whole = replace(
            sheet, first=within[0].first, last=within[-1].last,
            lines=tuple(line for month in within for line in month.lines),
            months=tuple(line for month in within for line in month.months),
        )  # fmt: skip
        parts.append((_paper(whole, words.period(whole.first, whole.last)), _year(ruler, whole, within)))
    return bound(parts, ruler)


def _title(month: HoursSheet) -> str:
    whole = month.first.day == 1 and month.last == _month_end(month.last)
    return words.month(month.first) if whole else words.period(month.first, month.last)


def _paper(sheet: HoursSheet, when: str) -> Paper:
    return Paper(
        agency=sheet.agency,
        title=_("Hours worked"),
        subtitle=when,
        fields=(
            Field(_("Peer supporter"), sheet.staff.name, detail=sheet.staff.numbered),
            Field(_("Supervision required"), sheet.ratio or _("No ratio set")),
        ),
        running=f"{sheet.staff.name}, {sheet.staff.under_signature()}. {when}",
        document_number=sheet.document_number,
        made_at=sheet.made_at,
        landscape=False,
    )


def _month(ruler: Ruler, month: HoursSheet, kinds: Sequence[str]) -> list[Block]:
    """Days by kinds of work; the month's ledger; what is not counted; the signatures."""
    days = blank_hours.days(month.first)
    off = frozenset(
        place for place in range(len(days)) if not month.first.day <= place + 1 <= month.last.day
    )
    columns = {kind: place for place, kind in enumerate(kinds)}
    cells: dict[tuple[int, int], list[HoursLine]] = {}
    for line in month.lines:
        for place in (line.date.day - 1, len(days)):
            for column in (columns[line.category], len(kinds)):
                cells.setdefault((place, column), []).append(line)
    told = {
        place: _told(found, month.mixed, place[0] == len(days) or place[1] == len(kinds)) for place, found in cells.items()
    }
    below = Stack([*_ledger(ruler, month), *_closing(ruler, month)])
    room = below.measure(month_width(), 1e6)
    grid = Grid(ruler, (*kinds, _("All together")), (*days, _("Sum")), told, below=room, off=off)
    return [grid, below]


def month_width() -> float:
    """The width between the margins of an upright sheet."""
    return Paper(Letterhead(""), "", landscape=False).width


def _told(lines: Sequence[HoursLine], mixed: bool, is_sum: bool) -> str:
    """A cell: what counts, with the unpaid part marked where there are both; in brackets what does not count."""
    counted = [line for line in lines if not line.reason]
    if is_sum:
        return words.short_length(sum(line.minutes for line in counted)) if counted else ""
    unpaid = sum(line.minutes for line in counted if not line.paid and mixed)
    paid, out = sum(line.minutes for line in counted) - unpaid, sum(line.minutes for line in lines if line.reason)
    parts = [words.short_length(paid)] if paid else []
    parts += [f"{words.short_length(unpaid)} {UNPAID}"] if unpaid else []
    parts += [f"({words.short_length(out)})"] if out else []
    return " + ".join(parts)


def _ledger(ruler: Ruler, sheet: HoursSheet) -> list[Block]:
    """What was worked, required, received and owed by month; nothing where no ledger holds the period."""
    if not sheet.months:
        return []
    columns = (
        Column(_("Supervision, by month"), 130), Column(_("Worked"), 85, "right"), Column(_("Required"), 85, "right"),
        Column(_("Received"), 85, "right"), Column(_("Owed at month's end"), 100, "right"),
    )  # fmt: skip
    return [FastTable(Sheet(ruler, columns, [_line(line) for line in sheet.months], LOOK)), Space(6)]


def _line(line: MonthLine) -> Row:
    figures = (line.worked_minutes, line.required_minutes, line.credited_minutes, line.owed_minutes)
    shown = [((words.length(figure) if figure is not None else "–", PLAIN),) for figure in figures]
    return Row((((words.month(line.month), STRONG),), *shown))


def _closing(ruler: Ruler, sheet: HoursSheet) -> list[Block]:
    notes = [
        (_("I worked the hours on this sheet, and I left none out."), BODY),
        (" ".join(_notes(sheet)), NOTE),
    ]
    signers = [(sheet.staff.name, sheet.staff.under_signature()), ("", _("Reviewed by"))]
    return [Prose(ruler, notes, 3), Signatures(ruler, signers)]


def _notes(sheet: HoursSheet) -> Iterator[str]:
    """Unpaid hours, what is not counted and why, the ratio and its source."""
    unpaid = sum(line.minutes for line in sheet.counted() if not line.paid)
    if sheet.mixed:
        told = _("{mark} marks unpaid hours, {length} in all.")
        yield told.format(mark=UNPAID, length=words.length(unpaid))
    elif unpaid:
        yield _("All of these hours are unpaid.")
    reasons: dict[str, list[HoursLine]] = {}
    for line in sheet.lines:
        if line.reason:
            reasons.setdefault(line.reason, []).append(line)
    for reason, lines in reasons.items():
        days = list(dict.fromkeys(words.short_day(line.date, sheet.last) for line in lines))
        shown = ", ".join(days) if len(days) < 5 else _("{first} to {last}").format(first=days[0], last=days[-1])
        told = _("In brackets and not counted: {length} on {days}. {reason}")
        yield told.format(
            length=words.length(sum(line.minutes for line in lines)), days=shown, reason=_sentence(readable(reason))
        )
    yield _("Every hour worked counts, in direct contact or not, paid or not.")
    if sheet.months:
        yield _(ROUNDED)
    if sheet.rule_note:
        yield sheet.rule_note


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _year(ruler: Ruler, sheet: HoursSheet, within: Sequence[HoursSheet]) -> list[Block]:
    """Days by months on the first sheet; kinds of work by months, the ledger and the signatures on the second."""
    return [_days_by_months(ruler, within), Space(10), _kinds_by_months(ruler, sheet, within),
            Stack([Space(4), *_ledger(ruler, sheet), *_closing(ruler, sheet)])]  # fmt: skip


def _titles(within: Sequence[HoursSheet]) -> list[str]:
    return [words.short_month(month.first) for month in within]


def _days_by_months(ruler: Ruler, within: Sequence[HoursSheet]) -> Block:
    cells: dict[tuple[int, int], list[HoursLine]] = {}
    for column, month in enumerate(within):
        for line in month.lines:
            for row in (line.date.day - 1, 31):
                for place in (column, len(within)):
                    cells.setdefault((row, place), []).append(line)
    told = {}
    for at, found in cells.items():  # a narrow cell shows what counts; brackets only where nothing does
        some = any(not line.reason for line in found)
        told[at] = _told(found, False, some or at[0] == 31 or at[1] == len(within))
    lines = [*map(str, range(1, 32)), _("Sum")]
    titles = [*_titles(within), _("All")]
    return Grid(ruler, titles, lines, told, below=0, left=40, row=YEAR_ROW)


def _kinds_by_months(ruler: Ruler, sheet: HoursSheet, within: Sequence[HoursSheet]) -> Block:
    kinds = sheet.kinds()
    lines = [*kinds, *([_("Of these, unpaid")] if sheet.mixed else []), _("Sum")]
    cells: dict[tuple[int, int], list[HoursLine]] = {}
    for column, month in enumerate(within):
        for line in month.counted():
            unpaid = [len(kinds)] if sheet.mixed and not line.paid else []
            for place in (kinds.index(line.category), *unpaid, len(lines) - 1):
                for at in (column, len(within)):
                    cells.setdefault((place, at), []).append(line)
    told = {place: _told(found, mixed=False, is_sum=True) for place, found in cells.items()}
    return Grid(ruler, [*_titles(within), _("All")], lines, told, below=0, left=112, row=YEAR_ROW)
