"""How sessions are put in words and icons, the same in the list, the review and on the owed page."""

import datetime as dt

from app.models.supervision import SupervisionSession
from app.services.supervision.session_list import SessionRow
from app.services.supervision.sessions import Format, Manner
from app.ui.kit import dates
from app.ui.kit.table import Cell
from app.wording import _, plural


def times(start: dt.time, stop: dt.time, minutes: int) -> str:
    """2:00 PM to 3:00 PM, 1 h."""
    return _("{start} to {stop}, {length}").format(
        start=dates.say(start), stop=dates.say(stop), length=dates.length(minutes)
    )


def kind(form: str, manner: str) -> str:
    """Individual, in person."""
    return _("{kind}, {manner}").format(kind=Format(form).label, manner=Manner(manner).label.lower())


def who(row: SessionRow) -> str:
    """The peer supporter, or the first of a group and how many more."""
    more = row.present - 1
    if more < 1:
        return row.staff_name
    return _("{name} and {more}").format(
        name=row.staff_name, more=plural("{count} other", "{count} others", more)
    )


def topics(text: str) -> str:
    """The topics on one line, in the language in use where they are the usual ones."""
    return "; ".join(_(part.strip()) for part in text.replace("\n", ";").split(";") if part.strip())


def signed(row: SessionRow) -> Cell:
    """Where the session stands, with icon and words; credited is what the supervisor has signed."""
    if row.replaced:
        return Cell(_("Replaced"), _("An amendment stands in its place"), "undo", "muted")
    if row.void:
        state = _("Signed") if row.by_supervisor else _("Not signed")
        return Cell(_("Takes a session back"), state, "undo", "muted")
    if row.on_paper:
        return Cell(_("Signed on paper"), _("By hand"), "check-circle", "good")
    if row.by_supervisor and row.by_supervisee >= row.present:
        return Cell(_("Signed by all"), _("Locked"), "check-circle", "good")
    if row.by_supervisor:
        return Cell(_("Signed by the supervisor"), _("Peer supporter signs next"), "check", "good")
    if row.printed:
        return Cell(_("Printed for signature"), _("Waits for its paper"), "print", "warning")
    if row.by_supervisee:
        return Cell(_("Not signed"), _("Supervisor signs next"), "pencil", "warning")
    return Cell(_("Not signed"), _("Not credited yet"), "pencil", "warning")


def as_row(one: SupervisionSession) -> SessionRow:
    """A loaded session as a line of the list."""
    names = sorted(row.staff.name for row in one.attendance)
    roles = [row.role for row in one.signatures]
    return SessionRow(
        one.id, one.starts, one.date, one.start, one.stop, one.stops - one.starts, one.format, one.manner,
        one.topics, one.supervisor.name, names[0] if names else "", len(names), "supervisor" in roles,
        roles.count("supervisee"), one.paper_signature is not None, False, one.amends_id, one.void,
    )  # fmt: skip
