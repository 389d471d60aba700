"""The blank hours form: one month of days by kinds of work, to be filled in by hand."""

import calendar
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import Block, Prose, Signatures
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.text import (
    BAND,
    HAIR,
    INK,
    MEDIUM,
    MUTED,
    REGULAR,
    SEMIBOLD,
    Pen,
    Ruler,
    Style,
)
from app.wording import N_, _

USUAL = (
    N_("Direct service"), N_("Group"), N_("Outreach"), N_("Documentation"), N_("Training"), N_("Travel"),
    N_("Meetings"), N_("Supervision"), N_("Administrative supervision"), N_("On call"), N_("Other"),
)  # fmt: skip
DAY, TITLE, NOTE = Style(MEDIUM, 8), Style(SEMIBOLD, 8), Style(REGULAR, 8, MUTED)
ROW, LOW_ROW, HEAD, DATES = 14.2, 11.0, 78.0, 62.0
BELOW = 100


@dataclass(frozen=True)
class BlankHours:
    """What is filled in beforehand, if anything. `month` is any day of the month (None: left open).

    `categories` are the labels of the columns, in order; empty gives the app's usual ones.
    """

    agency: Letterhead
    staff: StaffLine | None = None
    month: dt.date | None = None
    categories: tuple[str, ...] = ()
    made_at: dt.datetime | None = None


def write(form: BlankHours, path: Path) -> None:
    """Write the form as a PDF, whole or not at all. Raises DiskProblem."""
    save(path, render(form))


def render(form: BlankHours) -> bytes:
    """The form as a PDF of one page."""
    ruler = Ruler()
    month = words.month(form.month) if form.month else ""
    paper = Paper(
        agency=form.agency,
        title=_("Hours worked"),
        subtitle=_("Form to fill in by hand. Write hours and minutes, such as 1:30"),
        fields=(Field(_("Peer supporter"), form.staff.name if form.staff else ""), Field(_("Month"), month)),
        made_at=form.made_at,
        landscape=False,
    )
    note = _("Every hour worked counts, in direct contact or not. Put a U beside hours that are unpaid.")
    name = form.staff.name if form.staff else ""
    signers = [(name, _("Peer supporter")), ("", _("Reviewed by"))]
    return compose(
        paper, [_Grid(ruler, form), Prose(ruler, [(note, NOTE)]), Signatures(ruler, signers)], ruler
    )


class _Grid(Block):
    """A line a day, a column a kind of work, and sums at the right and below."""

    def __init__(self, ruler: Ruler, form: BlankHours) -> None:
        super().__init__()
        self.ruler = ruler
        kinds = form.categories or tuple(_(kind) for kind in USUAL)
        self._titles = (*kinds, _("All together"))
        self._days = _days(form.month)
        self._row = ROW

    def measure(self, width: float, room: float) -> float:
        lines = len(self._days) + 1
        self._row = max(LOW_ROW, min(ROW, (room - BELOW - HEAD) / lines))
        return HEAD + lines * self._row + 6

    def paint(self, pen: Pen, width: float, height: float) -> None:
        foot = height - HEAD - (len(self._days) + 1) * self._row
        step = (width - DATES) / len(self._titles)
        pen.fill(0, height - HEAD, width, HEAD, BAND)
        pen.fill(width - step, foot, step, height - HEAD - foot, BAND)
        pen.fill(0, foot, width, self._row, BAND)
        for index, title in enumerate(self._titles):
            self._title(pen, DATES + index * step, height, step, title)
        y = height - HEAD
        pen.rule(0, width, y, INK, 0.8)
        for day in (*self._days, _("Sum")):
            pen.text(5, y - self._row + 4, day, DAY)
            y -= self._row
            pen.rule(0, width, y, HAIR)
        for index in range(len(self._titles)):
            pen.stroke(DATES + index * step, foot, DATES + index * step, height)

    def _title(self, pen: Pen, left: float, top: float, step: float, title: str) -> None:
        """The title turned upward, on two lines where it is long."""
        lines = self.ruler.wrap(title, TITLE, HEAD - 10)
        pen.canvas.saveState()
        pen.canvas.translate(left + step / 2 + 3 - (len(lines) - 1) * 5, top - HEAD + 5)
        pen.canvas.rotate(90)
        pen.pieces(0, 0, lines, TITLE)
        pen.canvas.restoreState()


def _days(month: dt.date | None) -> list[str]:
    if month is None:
        return [str(day) for day in range(1, 32)]
    count = calendar.monthrange(month.year, month.month)[1]
    return [words.weekday(month.replace(day=day)) for day in range(1, count + 1)]
