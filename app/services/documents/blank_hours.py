"""The blank hours form: one month of days by kinds of work, to be filled in by hand."""

import calendar
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.documents import words
from app.services.documents.blocks import Prose, Signatures
from app.services.documents.grid import Grid
from app.services.documents.page import Paper, compose, save
from app.services.documents.people import Field, Letterhead, StaffLine
from app.services.documents.text import MUTED, REGULAR, Ruler, Style
from app.wording import N_, _

USUAL = (
    N_("Direct service"), N_("Group"), N_("Outreach"), N_("Documentation"), N_("Training"), N_("Travel"),
    N_("Meetings"), N_("Supervision"), N_("Administrative supervision"), N_("On call"), N_("Other"),
)  # fmt: skip
NOTE = Style(REGULAR, 8, MUTED)
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
    kinds = form.categories or tuple(_(kind) for kind in USUAL)
    grid = Grid(ruler, (*kinds, _("All together")), (*days(form.month), _("Sum")), {}, below=BELOW)
    return compose(paper, [grid, Prose(ruler, [(note, NOTE)]), Signatures(ruler, signers)], ruler)


def days(month: dt.date | None) -> list[str]:
    """The names of a month's days; numbers where the month is left open."""
    if month is None:
        return [str(day) for day in range(1, 32)]
    count = calendar.monthrange(month.year, month.month)[1]
    return [words.weekday(month.replace(day=day)) for day in range(1, count + 1)]
