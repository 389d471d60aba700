"""The hours sheet of a month, made behind the window and shown as a preview."""

import calendar
import datetime as dt

from app.services.across import papers
from app.ui.kit.background import Progress
from app.ui.kit.preview import Preview
from app.ui.write import Desk
from app.wording import _


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def show_sheet(desk: Desk, code: str, day: dt.date) -> None:
    """Render the hours sheet of the month of `day` and open its preview."""
    first, last = month_of(day)

    def work(_progress: Progress) -> bytes:
        asked = papers.Asked(staff=code, first=first, last=last)
        return desk.read(lambda session: papers.render(session, "hours", asked))

    def done(data: bytes) -> None:
        crumbs = [(_("Hours"), lambda: desk.window.go("hours")), (_("Hours sheet"), None)]
        name = _("hours-{month}.pdf").format(month=f"{first:%Y-%m}")
        desk.window.open_page(Preview(_("Hours sheet"), data, name, crumbs), "hours")

    desk.queue.run(work, done, title=_("Making the hours sheet"))
