"""The ledger's rows as lines of the owed page: months, and sessions that were held but not credited."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.services.across import forecast_words
from app.services.documents.words import short_day
from app.services.rules import credit, crediting
from app.services.rules.forecast import Forecast, Planned
from app.services.rules.ledger import Summary
from app.services.rules.rows import Month, NotCredited, PackLedger
from app.services.supervision.outlook import Signing
from app.ui.kit import dates
from app.ui.kit.table import Cell, Column
from app.ui.owed.statement import STATES
from app.wording import N_, ROUNDED, _, readable


@dataclass(frozen=True)
class MonthLine:
    """One month of the table, or with `total` the sum of a year."""

    month: str
    words: str
    worked: int
    required: Fraction | None
    credited: int
    owed: Fraction | None
    total: bool = False
    state: str = ""  # of its signed statement, a key of `statement.STATES`

    @property
    def short(self) -> bool:
        """Whether anything is owed at its end."""
        return self.owed is not None and self.owed > 0


def month_lines(months: list[Month], as_of: dt.date, states: Mapping[str, str] | None = None) -> list[MonthLine]:
    """The months with their sum below, oldest first; `states` says where the statement of a month stands."""
    made = [
        MonthLine(
            one.month, _named(one.month, as_of), one.worked_minutes, one.required_minutes,
            one.credited_minutes, one.owed_minutes, state=(states or {}).get(one.month, ""),
        )
        for one in months
    ]  # fmt: skip
    if not months:
        return made
    due = [one.required for one in made if one.required is not None]
    total = MonthLine(
        "", months[0].month[:4], sum(one.worked for one in made), sum(due, Fraction(0)) if due else None,
        sum(one.credited for one in made), made[-1].owed, total=True,
    )  # fmt: skip
    return [*made, total]


def _named(month: str, as_of: dt.date) -> str:
    name = _(dates.MONTHS[int(month[5:]) - 1])[:3]  # beside so many figures there is no room for a whole one
    return name if month != f"{as_of:%Y-%m}" else _("to {month} {day}").format(month=name, day=as_of.day)


def exact(amount: Fraction | int | None) -> str:
    """Minutes as 3:20, rounded up to the minute as everywhere; a dash where the pack has no ratio."""
    return "–" if amount is None else dates.hours(amount)


def _owed(line: MonthLine) -> Cell:
    if line.owed is not None and line.owed <= 0:
        return Cell(_("Even"), tone="good", strong=line.total)
    return Cell(exact(line.owed), strong=True)


def _state(line: MonthLine) -> Cell:
    if not line.state:
        return Cell("")
    said, icon, tone = STATES[line.state]
    return Cell(_(said), icon=icon, tone=tone)


MONTHS: tuple[Column[MonthLine], ...] = (
    Column(N_("Month"), lambda line: Cell(line.words, strong=line.total)),
    Column(N_("Worked"), lambda line: Cell(exact(line.worked), strong=line.total), align="right", width=82),
    Column(N_("Required"), lambda line: Cell(exact(line.required), strong=line.total), align="right", width=84),
    Column(
        N_("Credited"),
        lambda line: Cell(
            exact(line.credited), tone="warning" if line.short and not line.total else "", strong=line.total
        ),
        align="right",
        width=84,
    ),
    Column(N_("Owed"), _owed, align="right", width=96),
    Column(N_("Statement"), _state, width=104),
    Column("", lambda line: Cell("", button="" if line.total else _("Open")), width=72),
)
OF_RATIO = (2, 4)  # required and owed: in a pack without a ratio neither has a figure


@dataclass(frozen=True)
class NoteLine:
    """A session that is not credited, or not in full, and what can be done about it."""

    key: uuid.UUID
    day: str
    lost: str
    icon: str
    heading: str
    reason: str
    action: str


def note_lines(
    notes: list[NotCredited], signing: Mapping[uuid.UUID, Signing], as_of: dt.date
) -> list[NoteLine]:
    """Newest first; an unsigned session says who signs next."""
    return [
        _note(one, signing.get(uuid.UUID(one.key)), as_of)
        for one in sorted(notes, key=lambda one: (one.date, one.start), reverse=True)
    ]


def _note(one: NotCredited, state: Signing | None, as_of: dt.date) -> NoteLine:
    length = state.minutes if state else one.minutes_lost
    partly = one.minutes_lost < length
    lost = dates.length(one.minutes_lost)
    lost = _("{lost} of {all}").format(lost=lost, all=dates.length(length)) if partly else lost
    unsigned = one.reason_code == crediting.NOT_SIGNED
    reason = readable(". ".join(one.texts))
    if unsigned and state is not None and len(one.codes) == 1:
        reason = _next(state)
    return NoteLine(
        key=uuid.UUID(one.key),
        day=short_day(one.date, as_of),
        lost=lost,
        icon="pencil" if unsigned else "alert",
        heading=credit.heading(one.reason_code),
        reason=reason,
        action=_("Sign") if crediting.NOT_SIGNED in one.codes and state is not None and state.mine else _("Open"),
    )


def _next(state: Signing) -> str:
    last = _("{name} signs next.").format(name=state.supervisor)
    if not state.signed:
        return last
    return _("Signed by {names}. {last}").format(names=", ".join(state.signed), last=last)


NOTES: tuple[Column[NoteLine], ...] = (
    Column(N_("Session"), lambda line: Cell(line.day, line.lost, strong=True), width=110),
    Column(N_("Reason"), lambda line: Cell(line.heading, line.reason, icon=line.icon, tone="")),
    Column("", lambda line: Cell("", button=line.action), width=100),
)


def headline(total: Summary, as_of: dt.date) -> str:
    """3 h 20 min owed since March; or that nothing is; or what was held, where the pack sets no ratio."""
    if total.owed_minutes is None:
        return _("{time} of supervision held and credited").format(time=dates.length(total.credited_minutes))
    if not total.owed_minutes:
        return _("Nothing owed")
    return _("{time} owed since {month}").format(
        time=dates.length(total.owed_minutes), month=dates.month_words(total.since or f"{as_of:%Y-%m}", as_of)
    )


def counted(total: Summary, line: PackLedger, as_of: dt.date) -> str:
    """Last even at the end of February. Counted to today, November 22, 2026."""
    to = _("Counted to today, {day}.").format(day=dates.say(as_of))
    if total.owed_minutes is None and line.months:
        return _("These rules name no amount, so nothing is owed by number. {to}").format(to=to)
    if not total.owed_minutes or not line.months:
        return to
    if total.last_even is None:
        first = dates.month_words(line.months[0].month, as_of)
        return _("Counting began in {month}. {to}").format(month=first, to=to)
    even = dates.month_words(total.last_even, as_of)
    return _("Last even at the end of {month}. {to}").format(month=even, to=to)


def small_print(months: list[Month], as_of: dt.date) -> list[str]:
    """What the table does not show: exact sums, surplus that was not carried, hours that do not count, flags."""
    parts = [amount for one in months for amount in (one.required_minutes, one.owed_minutes)]
    said = [_(ROUNDED)] if any(part is not None and part.denominator > 1 for part in parts) else []
    over = [
        f"{dates.month_words(one.month, as_of)} {dates.length(one.surplus_not_carried)}"
        for one in months
        if one.surplus_not_carried and one.month != f"{as_of:%Y-%m}"
    ]
    if over:
        said.append(_("Over and not carried: {months}.").format(months=", ".join(over)))
    for one in months:
        for left in one.hours_not_counted:
            words = _("{day}: {time} of work not counted. {reason}.")
            said.append(
                words.format(day=short_day(left.date, as_of), time=dates.length(left.minutes), reason=readable(left.reason))
            )
        said += [readable(flag) for flag in one.flags]
    return list(dict.fromkeys(said))


Card = tuple[str, str, str]  # label, words, explanation


def even_card(ahead: Forecast, as_of: dt.date) -> Card:
    """Still to hold by Nov 30: 5 h 20 min at this pace."""
    label = _("Still to hold by {day}").format(day=short_day(ahead.until, as_of))
    words = _("{time} at this pace").format(time=dates.length(ahead.needed))
    return label, words, _(forecast_words.METHOD)


def next_card(planned: Planned, supervisor: str, as_of: dt.date) -> Card:
    """Next planned: the day, the hour and with whom."""
    words = _("{day}, {time}").format(day=dates.short(planned.date, as_of), time=dates.say(planned.start))
    told = _("{time} with {name}").format(time=dates.length(planned.minutes), name=supervisor)
    return _("Next planned"), words, told
