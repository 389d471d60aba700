"""A month's statement on screen: its figures, what differs from what was signed, and where it stands."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.documents import words
from app.services.rules.statement import AMOUNTS, Changes, Statement
from app.services.supervision import months
from app.services.supervision.months import SUPERVISEE, SUPERVISOR, Closed
from app.ui.kit import controls, dates, facts, theme
from app.wording import N_, ROUNDED, _, readable

# Amounts that say nothing where they are zero.
QUIET = ("before", "elsewhere", "not_carried")
STATES = {
    "signed": (N_("Signed"), "check-circle", "good"), "waits": (N_("Waits"), "pencil", "warning"),
    "changed": (N_("Changed"), "alert", "danger"),
}  # fmt: skip


def state(found: Iterable[Closed]) -> str:
    """Where a month stands with all its supervisors: a key of `STATES`; '' where it is not closed."""
    rows = list(found)
    if not rows:
        return ""
    if any(one.changes for one in rows):
        return "changed"
    return "signed" if all(one.by_both for one in rows) else "waits"


def amount(minutes: Fraction | None) -> str:
    """Minutes in words, rounded up to the minute as everywhere."""
    return _("No ratio") if minutes is None else dates.length(minutes)


def figures(one: Statement, reasons: Mapping[str, str]) -> QWidget:
    """The statement as `lines` tells it, below one another; below it what rounding does, where there is any."""
    made = facts.facts(lines(one, reasons), 230)
    if not any(part is not None and part.denominator > 1 for part in one.amounts.values()):
        return made
    return controls.plain(controls.down(made, controls.text(_(ROUNDED), "second", wrap=True), gap=8))


def lines(one: Statement, reasons: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every amount with its label, then the sessions held with the supervisor; `reasons` why one loses minutes, by key."""
    found = [
        (_(label), amount(one.amounts.get(name)))
        for name, label in AMOUNTS.items()
        if name not in QUIET or one.amounts.get(name)
    ]
    for row in one.sessions:
        credited = _("credited in full") if row.credited == row.minutes else _("{time} credited")
        told = _("{length}, {credited}").format(
            length=dates.length(row.minutes), credited=credited.format(time=dates.length(row.credited))
        )
        if row.credited != row.minutes and reasons.get(row.key):
            told = _("{told}: {reason}").format(told=told, reason=readable(reasons[row.key].replace(";", ".")))
        hour = words.clock(dt.time.fromisoformat(row.start))
        found.append((_("Session of {day}, {time}").format(day=words.short_day(row.date), time=hour), told))
    if not one.sessions:
        found.append((_("Sessions"), _("None with this supervisor")))
    return found


def differences(changes: Changes) -> QWidget:
    """What changed: as signed, and as it is now."""
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.scaled(18))
    for column, title in enumerate((_("What changed"), _("As signed"), _("Now"))):
        grid.addWidget(controls.text(title, "second"), 0, column)
    for line, (what, before, after) in enumerate(months.told(changes), 1):
        grid.addWidget(controls.text(what, wrap=True), line, 0)
        for column, side in enumerate((before, after), 1):
            said = _("Not there") if side is None else dates.length(side)
            grid.addWidget(controls.text(said, "strong" if column == 2 else ""), line, column)
    grid.setColumnStretch(0, 1)
    return made


def signers(one: Closed) -> list[tuple[str, str, str]]:
    """(icon, who, when) of both sides, the missing signature too."""
    sides = ((SUPERVISOR, _("supervisor"), one.supervisor_name), (SUPERVISEE, _("peer supporter"), one.staff_name))
    found = []
    for role, label, name in sides:
        given = one.signature(role)
        who = _("{name}, {role}").format(name=given.name if given else name, role=label)
        when = _("Signed {day}").format(day=dates.say(given.on)) if given else _("Not signed yet")
        found.append(("check-circle" if given else "pencil", who, when))
    return found
