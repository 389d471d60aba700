"""Everyone's supervision owed: this month's bar, the sum in words, and since when."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services import staff
from app.services.rules import ledger as rules
from app.services.rules import packs
from app.services.rules.rows import PackLedger
from app.services.supervision import owed
from app.ui.kit import bars, controls, dates, icons, page
from app.ui.owed.lines import exact
from app.ui.supervision.aside import month_words
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({"hours", "supervision_session", "signature", "paper_signature", "enrolment", "agreement", "license"})


class Overview(page.Page):
    """A line for each person and rule pack; those who are owed most come first."""

    def __init__(self, desk: "Desk") -> None:
        """Counts up to today."""
        self._desk = desk
        self.window_title = _("Supervision owed")
        crumbs: list[page.Crumb] = [(_("Hours"), lambda: desk.window.go("hours")), (_("Supervision owed"), None)]
        super().__init__(_("Supervision owed"), crumbs=crumbs)
        self.lines: list[tuple[str, str, str]] = []
        self._card = page.Card()
        self.body.addWidget(self._card)
        self.body.addWidget(controls.text(_("Bar: credited this month. Line: required this month."), "second"))
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
            self._card.add(page.empty(_("Nobody is enrolled yet. Add staff, then their hours and sessions.")))
        short = sum(1 for _name, _words, since in self.lines if since)
        told = plural("{count} person is owed supervision", "{count} people are owed supervision", short)
        self.set_title(_("Supervision owed"), told if short else _("Nobody is owed any"))

    def _line(self, line: PackLedger, name: str, several: bool) -> QWidget:
        total, last = rules.summary(line), line.months[-1]
        today = self._desk.today()
        amount = dates.length(total.owed_minutes) if total.owed_minutes else _("Even")
        short = bool(total.owed_minutes and total.since)
        since = _("since {month}").format(month=month_words(total.since or "", today)) if short else ""
        if total.owed_minutes is None:
            amount = _("No ratio")
        self.lines.append((name, amount, since))
        opener = controls.link(name, lambda: self._open(line.staff))
        opener.setFixedWidth(230)
        pack = controls.Elided(packs.load(line.pack).staff_title if several else "", "second")
        pack.setFixedWidth(90 if several else 0)
        due, done = float(last.required_minutes or 0), float(last.credited_minutes)
        words = _("{name}: {done} credited of {due} this month").format(
            name=name, done=exact(last.credited_minutes), due=exact(last.required_minutes)
        )
        counted = total.owed_minutes is not None
        mark, tone = ("alert", "warning") if total.owed_minutes else ("check", "good") if counted else ("minus", "muted")
        icon = icons.label(mark, tone)
        figure = controls.text(amount, "strong" if counted else "muted", "good" if total.owed_minutes == 0 else "")
        bar: QWidget = bars.Bar(done, due, words)
        if not counted:
            bar = controls.Elided(_("Sessions are kept; this rule pack sets no ratio."), "second")
            bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        figure.setFixedWidth(110)
        when = controls.text(since, "muted")
        when.setFixedWidth(150)
        button = controls.row_button(_("Open"), on_click=lambda: self._open(line.staff))
        button.setAccessibleName(_("Open {name}").format(name=name))
        return controls.plain(
            controls.across(
                opener, pack, bar, 16, icon, figure, when, button, gap=8, margins=(0, 3, 0, 3)
            )
        )

    def _open(self, code: str) -> None:
        from app.ui.owed import open_person

        open_person(self._desk, code)
