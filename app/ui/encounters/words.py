"""How encounters are put in words, the same in the list, the review and beside the form."""

import datetime as dt

from app.models.encounters import Encounter
from app.services.encounters.entry import Manner, Phase, Service, Support
from app.services.encounters.listing import EncounterRow
from app.services.encounters.notes import full_name
from app.ui.kit import dates
from app.ui.kit.table import Cell
from app.wording import _, plural


def times(start: dt.time, stop: dt.time, minutes: int) -> str:
    """9:00 AM to 10:00 AM, 1 h."""
    return _("{start} to {stop}, {length}").format(
        start=dates.say(start), stop=dates.say(stop), length=dates.length(minutes)
    )


def heading(one: Encounter) -> str:
    """Wed, Nov 18, 2026, 9:00 AM to 10:00 AM, 1 h."""
    return _("{day}, {times}").format(
        day=dates.short(one.date), times=times(one.start, one.stop, one.stops - one.starts)
    )


def clients(one: Encounter) -> str:
    """The names of those present."""
    return ", ".join(sorted(full_name(row.client) for row in one.attendance))


def manner(code: str) -> str:
    """In person."""
    return Manner(code).label


def service(code: str) -> str:
    """The kind of service, or ''."""
    return Service(code).label if code else ""


def phase(code: str) -> str:
    """The phase, or ''."""
    return Phase(code).label if code else ""


def support(codes: str) -> str:
    """Emotional, Affiliation."""
    return ", ".join(Support(code).label for code in codes.split(";") if code)


def who(row: EncounterRow) -> str:
    """The client, or one of a group and how many more."""
    if row.present < 2:
        return row.client_name
    more = plural("{count} other", "{count} others", row.present - 1)
    return _("{name} and {more}").format(name=row.client_name, more=more)


def state(row: EncounterRow) -> Cell:
    """Where the note stands, with icon and words: in one place, for each list."""
    if row.replaced:
        return Cell(_("Replaced"), _("An amendment stands in its place"), "undo", "muted")
    if row.sent_back:
        second = _("Answered by an amendment") if row.by_writer else _("Its writer mends it")
        return Cell(_("Sent back"), second, "undo", "danger")
    if row.void:
        return Cell(_("Takes a note back"), _("Signed") if row.by_writer else _("Not signed"), "undo", "muted")
    if row.by_supervisor:
        return Cell(_("Signed off"), _("By the supervisor"), "check-circle", "good")
    if row.by_writer:
        return Cell(_("Signed"), _("Locked"), "check", "good")
    return Cell(_("Not signed"), _("{name} signs next").format(name=row.staff_name), "pencil", "warning")
