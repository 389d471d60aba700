"""How sessions are put in words and icons, the same in the list, the review and on the owed page."""

import datetime as dt

from app.models.supervision import SupervisionSession
from app.services.supervision import signatures
from app.services.supervision.session_list import SessionRow
from app.services.supervision.session_list import signed as signed_row
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
    """Where the session stands, with icon and words: replaced, or who has signed it."""
    if row.replaced:
        return Cell(_("Replaced"), _("An amendment stands in its place"), "undo", "muted")
    if row.void:
        state = _("Signed") if row.by_supervisor else _("Not signed")
        return Cell(_("Takes a session back"), state, "undo", "muted")
    everybody = row.by_supervisor and row.by_supervisee >= row.present
    if everybody:
        return Cell(_("Signed by all"), _("By hand") if row.on_paper else _("Locked"), "check-circle", "good")
    if row.printed:
        return Cell(_("Printed for signature"), _("Waits for its paper"), "print", "warning")
    if row.by_supervisor:
        return Cell(_("Signed by the supervisor"), _("Peer supporter signs next"), "check", "good")
    if row.by_supervisee:
        said = plural("Signed by {count} person", "Signed by {count} people", row.by_supervisee)
        return Cell(said, _("Supervisor signs next"), "pencil", "warning")
    return Cell(_("Not signed"), _("By nobody yet"), "pencil", "warning")


def as_row(one: SupervisionSession) -> SessionRow:
    """A loaded session as a line of the list."""
    names = sorted(row.staff.name for row in one.attendance)
    row = SessionRow(
        one.id, one.starts, one.date, one.start, one.stop, one.stops - one.starts, one.format, one.manner,
        one.topics, one.supervisor.name, names[0] if names else "", len(names), False, one.amends_id, one.void,
    )  # fmt: skip
    return signed_row(row, signatures.of(one))
