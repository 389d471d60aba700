"""What a restore would lose, in sentences: for the screen and for the command line."""

from collections.abc import Iterator

from app import clock
from app.models import schema
from app.services.across.restore import Prepared
from app.services.documents import words
from app.services.store.comparing import ON_PAPER, Signed
from app.wording import N_, _, plural

KINDS = {
    "supervision-session": N_("Supervision session"),
    "encounter": N_("Encounter note"),
    ON_PAPER: N_("Session signed on paper"),
}
_PARTS = 6  # kinds of change that are named


def summary(prepared: Prepared, zone: str) -> str:
    """The one sentence on what the backup lacks; the day is the one of this zone."""
    found = prepared.lacking
    if not found.lacks:
        return _("The backup holds everything that the present store holds.")
    count = plural(
        "The backup lacks {count} change of the present store.",
        "The backup lacks {count} changes of the present store.",
        found.lacks,
    )
    if found.since is None:
        return count
    day = words.short_day(clock.day(found.since, zone))
    return count + " " + _("The first was made on {day}.").format(day=day)


def parts(prepared: Prepared) -> Iterator[str]:
    """Further sentences: which changes, what the backup brings, its faults, who must be linked again."""
    found = prepared.lacking
    if found.tables:
        named = [f"{_called(table)} {count}" for table, count in found.tables]
        rest = len(named) - _PARTS
        more = [_("and {count} other kinds").format(count=rest)] if rest > 0 else []
        yield _("Changes by kind: {list}.").format(list=", ".join(named[:_PARTS] + more))
    if found.brings:
        yield plural(
            "It brings {count} change that the present store does not have.",
            "It brings {count} changes that the present store does not have.",
            found.brings,
        )
    if found.destroyed:
        yield _(
            "What was destroyed since would come back (certificates {numbers}). Destroy it again afterwards, under "
            "Settings, Records to keep."
        ).format(numbers=", ".join(found.destroyed))
    if prepared.unlinked:
        yield _("Link again afterwards, under Users: {names}.").format(names=", ".join(prepared.unlinked))
    if prepared.faults:
        yield plural(
            "The check found {count} fault in this backup; it comes with it.",
            "The check found {count} faults in this backup; they come with it.",
            len(prepared.faults),
        )


def _called(table: str) -> str:
    """What the rows of a table are called; what was done to the store as a whole stands under 'store'."""
    return _(schema.KINDS[table].named.many) if table in schema.KINDS else table


def signed(one: Signed) -> str:
    """A signed record that would be lost, by kind, day and codes."""
    kind = _(KINDS[one.kind]) if one.kind in KINDS else one.kind.replace("-", " ").capitalize()
    return _("{kind}, {day}").format(kind=kind, day=one.on) + (f", {', '.join(one.codes)}" if one.codes else "")
