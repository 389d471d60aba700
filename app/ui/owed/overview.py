"""Everyone's supervision owed: this month's bar, the sum in words, and since when."""

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services import staff
from app.services.across import forecast, forecast_words
from app.services.documents import words
from app.services.rules import balance, figures
from app.services.rules import ledger as rules
from app.services.rules.rows import PackLedger
from app.services.supervision import owed
from app.ui.kit import bars, controls, dates, icons, page, theme
from app.ui.kit.reflow import Reflow
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "hours", "supervision_session", "signature", "paper_signature", "enrolment", "agreement", "license", "planned_session",
    "month_closing", "closing_signature", "pack_amendment",
})  # fmt: skip

# Pixels at 100 per cent: the name, the sum, since when, what is to come. Above `LARGE` per cent text they are narrower
# and their lines wrap; above `LARGEST` the last two share a place.
WIDTHS, NARROW = (196, 112, 150, 206), (138, 112, 108, 132)
LARGE, LARGEST = 100, 125


class Overview(page.Page):
    """A line for each person and rule pack; those who are owed most come first."""

    help_topic = "owed"

    def __init__(self, desk: "Desk") -> None:
        """Counts up to today."""
        self._desk = desk
        self.window_title = _("Supervision owed")
        crumbs: list[page.Crumb] = [(_("Hours"), lambda: desk.window.go("hours")), (_("Supervision owed"), None)]
        super().__init__(_("Supervision owed"), crumbs=crumbs)
        self.lines: list[tuple[str, str, str]] = []
        self._ahead: dict[tuple[str, str], forecast.Ahead] = {}
        self._card = page.Card()
        self.body.addWidget(self._card)
        told = f"{balance.caption(_(dates.MONTHS[desk.today().month - 1]))} {_(forecast_words.METHOD)}"
        self.body.addWidget(controls.text(told, "second", wrap=True))
        self.body.addStretch(1)
        self.refresh()
        desk.changed.connect(self._changed)

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.refresh()

    def refresh(self) -> None:
        """Count anew."""
        today = self._desk.today()
        names = dict(self._desk.read(staff.choices))
        found = [line for line in self._desk.read(lambda session: owed.ledger(session, today)) if line.months]
        self._ahead = self._desk.read(lambda session: forecast.ahead(session, found, today, whole=False))
        found.sort(key=lambda line: (-(rules.summary(line).owed_minutes or 0), names.get(line.staff, "")))
        while (item := self._card.body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = []
        several = len({line.pack for line in found}) > 1
        for number, line in enumerate(found):
            if number:
                self._card.add(controls.rule())
            self._card.add(self._line(line, names.get(line.staff, line.staff), several))
        if not found:
            self._card.add(page.empty(_("Nobody is on record yet. Add staff, then their hours and sessions.")))
        short = sum(1 for _name, _words, since in self.lines if since)
        told = plural("{count} person is owed supervision", "{count} people are owed supervision", short)
        self.set_title(_("Supervision owed"), told if short else _("Nobody is owed any"))

    def _line(self, line: PackLedger, name: str, several: bool) -> QWidget:
        total = rules.summary(line)
        today = self._desk.today()
        amount = dates.length(total.owed_minutes) if total.owed_minutes else _("Even")
        short = bool(total.owed_minutes and total.since)
        since = _("since {month}").format(month=dates.month_words(total.since or "", today)) if short else ""
        ahead = self._ahead.get((line.staff, line.pack))
        if total.owed_minutes is None:
            amount = _("No ratio")
        self.lines.append((name, amount, since))
        opener = controls.link(name, lambda: self._open(line))
        pack = controls.Elided(figures.title_of(self._desk.pack(line.pack)) if several else "", "second")
        counted = total.owed_minutes is not None
        mark, tone = ("alert", "warning") if total.owed_minutes else ("check", "good") if counted else ("minus", "muted")
        figure = controls.text(amount, "strong" if counted else "muted", "good" if total.owed_minutes == 0 else "")
        figure.setFixedWidth(theme.scaled(WIDTHS[1]))
        age = forecast_words.short(ahead.short_days) if ahead is not None and ahead.short_days is not None else ""
        button = controls.row_button(_("Open"), on_click=lambda: self._open(line))
        title = pack.accessibleName()  # tells two rows of one person apart
        button.setAccessibleName(_("Open {name}").format(name=f"{name}, {title}" if title else name))
        bar = _bar(name, line)
        carried = self._desk.pack(line.pack).rule_on(today).rule.carries_surplus
        other = balance.other_words(balance.of_line(line), carried)
        figure.setToolTip(other)
        begin: list[QWidget] = [_named(opener, pack), bar]
        if theme.percent() > LARGEST:
            begin = [controls.plain(controls.down(None, *begin, None, gap=6))]
        told = _told((since, age), (_to_hold(ahead, today), _next(ahead, today)))
        left = controls.plain(controls.across(*begin))
        right = controls.plain(controls.across(icons.label(mark, tone), figure, *told, button))
        return controls.plain(controls.across(Reflow([left, right], (1, 0), gap=24), margins=(0, 3, 0, 3)))

    def _open(self, line: PackLedger) -> None:
        self._desk.open("owed.person", line.staff, line.pack)


def _named(opener: QWidget, pack: controls.Elided) -> QWidget:
    """The name, and under it what the person is called in the rule pack."""
    made = controls.plain(controls.down(None, opener, *([pack] if pack.sizeHint().width() > 2 else []), None, gap=0))
    made.setFixedWidth(theme.scaled(WIDTHS[0] if theme.percent() <= LARGE else NARROW[0]))
    return made


def _bar(name: str, line: PackLedger) -> QWidget:
    """The month's bar, as everywhere; in words alone where the pack sets no ratio."""
    month = balance.of_month(line.months[-1])
    if month.due is not None:
        return bars.of_balance(month, name)
    held = _("{words} this month").format(words=month.words)
    told = controls.text(held, "second", wrap=True)
    told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)  # as wide as a bar
    return told


def _told(*pairs: tuple[str, str]) -> list[QWidget]:
    """Two lines of a row each; they wrap where the text is large, and stand below one another where it is largest."""
    large = theme.percent() > LARGE
    made: list[QWidget] = []
    for number, (first, second) in enumerate(pairs, 2):
        told = [controls.text(first, "muted", wrap=large)] if first else []
        told += [controls.text(second, "second", wrap=large)] if second else []
        made.append(controls.plain(controls.down(None, *told, None, gap=0)))
        made[-1].setFixedWidth(theme.scaled(NARROW[number] if large else WIDTHS[number]))
    return made if theme.percent() <= LARGEST else [controls.plain(controls.down(*made, gap=0))]


def _to_hold(ahead: forecast.Ahead | None, today: dt.date) -> str:
    """7 h 22 min to hold by Nov 30."""
    if ahead is None or ahead.forecast is None:
        return ""
    day = words.short_day(ahead.forecast.until, today)
    if not ahead.forecast.needed:
        return _("Even on {day} at this pace").format(day=day)
    return _("{time} to hold by {day}").format(time=dates.length(ahead.forecast.needed), day=day)


def _next(ahead: forecast.Ahead | None, today: dt.date) -> str:
    """Next planned Nov 27."""
    if ahead is None:
        return ""
    if ahead.next is None:
        return _("None planned")
    return _("Next planned {day}").format(day=words.short_day(ahead.next[0].date, today))


def open_all(desk: "Desk") -> Overview:
    """The page of everyone: a bar, what is owed in words, and since when."""
    made = Overview(desk)
    desk.window.open_page(made, "hours")
    return made
