"""Where a person's month stands: one way for every screen and paper to draw it and to tell it.

A month's bar is filled by what was credited in it; its line is what was due: the month's own part and what was still
owed before. Where the line is reached nothing is owed. What decided a figure though no rule says so is told as a choice.
"""

from dataclasses import dataclass
from fractions import Fraction

from app.services.rules.ledger import ceil_minutes, other_way
from app.services.rules.pack import Confidence, Rule
from app.services.rules.qualification import hours_text
from app.services.rules.rows import Month, PackLedger
from app.wording import N_, _

ZERO = Fraction(0)
CREDITED, DUE, SHORT = N_("Credited"), N_("Due"), N_("Still owed")


@dataclass(frozen=True, slots=True)
class Balance:
    """A month of one line in exact minutes; `due`, `owed` and `other` are None where the pack sets no ratio.

    `other` is what would be owed (below zero: ahead) if hours held beyond were treated the other way than they are;
    None where both ways come to the same.
    """

    credited: int
    due: Fraction | None
    owed: Fraction | None
    other: Fraction | None = None

    @property
    def short(self) -> bool:
        """Whether anything is owed at its end."""
        return self.owed is not None and self.owed > 0

    @property
    def words(self) -> str:
        """12 h credited of 14 h 20 min due: what stands beside the bar, and what a screen reader says."""
        credited = hours_text(self.credited)
        if self.due is None:
            return _("{credited} held and credited").format(credited=credited)
        return _("{credited} credited of {due} due").format(credited=credited, due=hours_text(ceil_minutes(self.due)))


def of_month(month: Month) -> Balance:
    """The balance of one month."""
    if month.required_minutes is None or month.owed_minutes is None:
        return Balance(month.credited_minutes, None, None)
    due = max(ZERO, month.required_minutes + (month.carried or ZERO))
    return Balance(month.credited_minutes, due, month.owed_minutes)


def of_line(line: PackLedger) -> Balance | None:
    """The balance of a line's last month, with what the other way would come to; None before its first month."""
    if not line.months:
        return None
    last = of_month(line.months[-1])
    return Balance(last.credited, last.due, last.owed, other_way(line))


def caption(month: str) -> str:
    """What a bar of this month shows."""
    return _("{month}. Bar: credited. Line: due, with what was owed before.").format(month=month)


def other_words(balance: Balance | None, carried: bool) -> str:
    """Both figures: what would be owed if what was held beyond went on, or (`carried`) did not; '' where it is the same."""
    if balance is None or balance.other is None:
        return ""
    if carried:
        said = _("If what was held beyond were not carried on, {time} would be owed.")
    elif not balance.short:
        said = _("{time} more was held than required. It is not carried into the next month.")
    elif balance.other > 0:
        said = _("If what was held beyond were carried on, {time} would be owed.")
    else:
        said = _("If what was held beyond were carried on, nothing would be owed: {time} more was held than required.")
    return said.format(time=hours_text(abs(ceil_minutes(balance.other))))


def choices(line: PackLedger, rule: Rule, *, groups: bool) -> tuple[str, ...]:
    """What decided a figure of the line though no rule says so, each with whose choice it is.

    `groups`: a session held in a group was credited.
    """
    if all(month.required_minutes is None for month in line.months):
        return ()
    found = []
    if other_way(line) is not None:
        on = _("Hours held beyond a month's requirement are carried into the next month.")
        off = _("Hours held beyond a month's requirement are not carried into the next month.")
        found.append(whose("carries_surplus", rule, on if rule.carries_surplus else off))
    if groups:
        said = _("Group sessions count with their full length for each person present.")
        found.append(whose("group_credit", rule, said))
    if any((month.carried or ZERO) > 0 for month in line.months):
        said = _("Hours owed at a month's end are owed in the next.")
        found.append(whose("carries_deficit", rule, said))
    elif any(month.deficit_not_carried for month in line.months[:-1]):
        said = _("Hours owed at a month's end are not owed in the next.")
        found.append(whose("carries_deficit", rule, said))
    return tuple(found)


def whose(name: str, rule: Rule, said: str) -> str:
    """A sentence on a figure with whose choice it is: Peerdesk's, the agency's, or a source's."""
    figure = rule.figures.get(name)
    if figure is None or figure.confidence is Confidence.OUR_CHOICE:
        return _("{said} That is Peerdesk's choice; no rule decides it.").format(said=said)
    if figure.amended is not None:
        return _("{said} That is your agency's choice.").format(said=said)
    told = _("{said} Source: {source} ({confidence}).")
    return told.format(said=said, source=_(figure.source), confidence=figure.confidence.words)
