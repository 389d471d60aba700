"""One person's supervision owed: the sum first, then months, what was held but not credited, and why."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import staff
from app.services.across import forecast, forecast_words
from app.services.rules import balance, credit, figures
from app.services.rules import ledger as rules
from app.services.rules.civil import month_last, month_number
from app.services.rules.pack import Pack
from app.services.rules.packs import RULE_FIGURES
from app.services.rules.rows import Month, NotCredited, PackLedger
from app.services.supervision import months as closed_months
from app.services.supervision import outlook, owed
from app.services.users import Action
from app.ui import board_log
from app.ui.kit import bars, controls, dates, icons, page, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.table import from_rows
from app.ui.owed import lines, statement
from app.ui.owed.overview import TABLES
from app.wording import _, plural, short_day

if TYPE_CHECKING:
    from app.ui.write import Desk

WARNINGS = 2  # notes above the months; further ones stand below them


class PersonPage(page.Page):
    """The page of one person, for one rule pack and year at a time."""

    help_topic = "owed"

    def __init__(self, desk: "Desk", code: str, pack: str = "") -> None:
        """Counts up to today, under this rule pack or the first one. Raises NotFound."""
        self._desk, self._code, self._year, self._pack = desk, code, "", pack
        self.window_title = _("Supervision owed")
        person = desk.read(lambda session: staff.by_code(session, code))
        self._name = person.name
        buttons = []
        self.log_button = board_log.button(self._show_log)
        if desk.may(Action.PRINT):
            buttons.append(self.log_button)
        if desk.may(Action.RECORD_PAPER):
            buttons.append(controls.outlined(_("Print for signature"), "print", self._print))
        if desk.may(Action.RECORD_SUPERVISION):
            buttons.append(controls.filled(_("Log session"), "plus", self._log))
        super().__init__(person.name, crumbs=self._crumbs_to(desk, person.name), buttons=buttons)
        self.head.insertWidget(2, controls.link(_("What is this?"), self._explain))
        self.chart = bars.MonthBars()
        self.packs: FilterChips | None = None
        self.years: FilterChips | None = None
        self._filters = controls.across(gap=16)
        self._filter_row = controls.plain(self._filters)
        self._filter_row.hide()
        self.body.addWidget(self._filter_row)
        self._summary = controls.across(gap=18)
        self._cards_row = self._summary if theme.percent() <= 100 else controls.across(gap=18)
        whole = controls.down(gap=4, margins=(16, 5, 16, 5))
        whole.addLayout(self._summary)
        if self._cards_row is not self._summary:
            whole.addLayout(self._cards_row)
        self.body.addWidget(controls.plain(whole, "card"))
        self._warnings = [controls.Note("", "alert", "warning") for _turn in range(WARNINGS)]
        for note in self._warnings:
            self.body.addWidget(note)
        self._build()
        self.refresh()
        desk.changed.connect(self._changed)

    def _crumbs_to(self, desk: "Desk", name: str) -> list[page.Crumb]:
        return [
            (_("Hours"), lambda: desk.window.go("hours")),
            (_("Supervision owed"), lambda: desk.open("owed")),
            (name, None),
        ]

    def _build(self) -> None:
        chart = page.Card()
        key = [
            (bars.Swatch("fill"), _(balance.CREDITED)),
            (bars.Swatch("line"), _(balance.DUE)),
            (bars.Swatch("hatch"), _(balance.SHORT)),
        ]
        self._chart_title = controls.text("", "section")
        head = controls.across(self._chart_title, None, gap=7)
        self._key = []
        for swatch, label in key:
            self._key.append(controls.plain(controls.across(swatch, controls.text(label, "second"), 6, gap=7)))
            head.addWidget(self._key[-1])
        chart.add(head)
        chart.add(self.chart, 1)
        self._lists()
        self._held = controls.text("", "second")
        title = controls.across(controls.text(_("Held, but not credited"), "section"), None, self._held)
        self.notes.view.horizontalHeader().hide()
        left = controls.down(chart, gap=8)
        left.addLayout(title)
        left.addWidget(self.notes)
        left.addWidget(self._known_part())
        left.addStretch(1)
        self._small = controls.text("", "second", wrap=True)
        right = controls.down(self.months, self._small, None, gap=8)
        right.setStretch(0, 100)
        self.chart.setMaximumHeight(theme.height(176, 2))
        self.body.addWidget(page.beside(controls.plain(left), controls.plain(right), 560, until=100), 1)

    def _lists(self) -> None:
        """The months, and what was held without credit."""
        self.months: List[lines.MonthLine] = List(
            lines.MONTHS, from_rows(lambda: self._lines, {}, lambda line: line.words), _("No month yet."),
            name="owed-months", label=_("Months"), lines=1, filtered=False,
        )  # fmt: skip
        self.months.opened.connect(self._open_month)
        self.months.pressed.connect(lambda line, _button: self._open_month(line))
        self.notes: List[lines.NoteLine] = List(
            lines.NOTES, from_rows(lambda: self._notes, {}, lambda line: line.heading),
            credit.held_in_full(0), name="owed-notes", label=_("Held, but not credited"),
            lines=3, filtered=False, key=lambda line: line.key,
        )  # fmt: skip
        self.notes.pressed.connect(lambda line, words: self._act(line, words))
        self.notes.opened.connect(lambda line: self._open(line.key))

    def _known_part(self) -> QWidget:
        """What is worth knowing of the line and asks for nothing."""
        self._known = controls.text("", "second", wrap=True)
        told = controls.down(controls.text(_("Worth knowing"), "section"), self._known, gap=4, margins=(0, 4, 0, 0))
        self._knowing = controls.plain(told)
        return self._knowing

    _ahead: dict[tuple[str, str], forecast.Ahead] = {}
    _lines: list[lines.MonthLine] = []
    _notes: list[lines.NoteLine] = []

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.refresh()

    def refresh(self) -> None:
        """Count anew."""
        today = self._desk.today()
        found = self._desk.read(lambda session: owed.ledger(session, today, self._code))
        self._ahead = self._desk.read(lambda session: forecast.ahead(session, found, today))
        self._ledgers = {line.pack: line for line in found}
        self._pack = self._pack if self._pack in self._ledgers else next(iter(self._ledgers), "")
        if len(self._ledgers) > 1 and self.packs is None:
            self.packs = FilterChips([(code, figures.title_of(self._desk.pack(code)) or code) for code in self._ledgers])
            self.packs.choose(self._pack)
            self.packs.chosen.connect(self._choose_pack)
            self._filters.insertWidget(0, self.packs, 1)
            self._filter_row.show()
        self._show()

    def _choose_pack(self, pack: str) -> None:
        self._pack, self._year = pack, ""
        self._show()

    def _choose_year(self, year: str) -> None:
        self._year = year
        self._show()

    def _show(self) -> None:
        today, line = self._desk.today(), self._ledgers.get(self._pack)
        if line is None:
            self.set_title(self._name, _("Under no rules"))
            self._summarise(PackLedger(self._code, "", ()), today)
            return
        pack = self._desk.pack(line.pack)
        title = figures.title_on(pack, today)
        self.set_title(self._name, _("{title}: {ratio}").format(title=title, ratio=self._ratio(line)))
        years = sorted({month.month[:4] for month in line.months})
        self._year = self._year if self._year in years else (years[-1] if years else "")
        self._offer_years(years)
        self._summarise(line, today)
        shown = [month for month in line.months if month.month[:4] == self._year]
        self.chart.set_months([_bar(month) for month in shown])
        self._lines = lines.month_lines(shown, today, self._states(line.pack, today))
        self.months.refresh()
        self._chart_title.setText(_("Due and credited by month") if pack.has_ratio else _("Credited by month"))
        for part in self._key[1:]:  # required and short
            part.setVisible(pack.has_ratio)
        for column in lines.OF_RATIO:
            self.months.view.setColumnHidden(column, not pack.has_ratio)
        self.months.setFixedHeight(theme.height(28) * (len(self._lines) + 1) + 12)
        notes = [note for month in shown for note in month.not_credited]
        self.notes.say_empty(credit.held_in_full(sum(month.credited_sessions for month in shown)))
        self._list_notes(notes, today)
        told = balance.choices(line, pack.rule_on(today).rule, groups=self._groups(line.pack))
        self._tell(line, [*lines.small_print(shown, today), *told, *_amended(pack, shown)])

    def _groups(self, pack: str) -> bool:
        """Whether a group session was credited this month: then its full credit decides."""
        one = self._ahead.get((self._code, pack))
        return one is not None and one.groups is not None and one.groups.amount > 0

    def _tell(self, line: PackLedger, small: list[str]) -> None:
        """What asks for something stands above the months, the rest below them."""
        one = self._ahead.get((self._code, line.pack))
        said = forecast_words.sentences(one, self._desk.today()) if one is not None else []
        warnings = [each.text for each in said if each.tone == "warning"]
        for number, note in enumerate(self._warnings):
            note.say(warnings[number] if number < len(warnings) else "", "alert", "warning")
        rest = [*warnings[WARNINGS:], *(each.text for each in said if each.tone != "warning")]
        method = [_(forecast_words.METHOD)] if one is not None and one.forecast is not None else []
        self._known.setText("\n".join([*rest, *method]))
        self._knowing.setVisible(bool(rest or method))
        told = _("Due: the month's part and what was owed before. Open a month to see or sign its statement.")
        self._small.setText("\n".join([told, *small]))

    def _states(self, pack: str, today: dt.date) -> dict[str, str]:
        """Where the statement of each month stands, by YYYY-MM."""
        found: dict[str, list[closed_months.Closed]] = {}
        for one in self._desk.read(lambda session: closed_months.closed(session, today, staff=self._code)):
            if one.wanted.pack == pack:
                found.setdefault(f"{one.wanted.month:%Y-%m}", []).append(one)
        return {month: statement.state(rows) for month, rows in found.items()}

    def _open_month(self, line: lines.MonthLine) -> None:
        if line.month:
            self._desk.open("owed.month", self._code, self._pack, dt.date.fromisoformat(f"{line.month}-01"))

    def _ratio(self, line: PackLedger) -> str:
        pack, today = self._desk.pack(line.pack), self._desk.today()
        person = self._desk.read(lambda session: staff.by_code(session, self._code))
        held = next((one for one in person.enrolments if one.pack == line.pack), None)
        certified = bool(held and held.certified_on and held.certified_on <= today)
        return figures.ratio_on(pack, today, certified) or _("no ratio set")

    def _offer_years(self, years: list[str]) -> None:
        if self.years is None and len(years) > 1:
            self.years = FilterChips([(year, year) for year in reversed(years)])
            self.years.chosen.connect(self._choose_year)
            self._filters.addWidget(self.years, 1)
            self._filter_row.show()

    def _summarise(self, line: PackLedger, today: dt.date) -> None:
        for row in (self._summary, self._cards_row):
            while (item := row.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        total = rules.summary(line)
        short = bool(total.owed_minutes)
        self.figure = controls.text(lines.headline(total, today), "section" if total.owed_minutes is None else "title")
        since = lines.counted(total, line, today)
        one = self._ahead.get((self._code, line.pack))
        if one is not None and one.short_days is not None:
            since = f"{forecast_words.short(one.short_days)}. {since}"
        if line.months:
            carried = self._desk.pack(line.pack).rule_on(today).rule.carries_surplus
            since = f"{since} {balance.other_words(balance.of_line(line), carried)}".strip()
        counted = controls.text(since, "second", wrap=True)
        said = controls.plain(controls.down(self.figure, counted, gap=0))
        self._summary.addWidget(icons.label("alert" if short else "check-circle", "warning" if short else "good", 22))
        self._summary.addWidget(said, 1)
        for number, (label, words, why) in enumerate(self._cards(line, today)):
            if number:
                self._cards_row.addWidget(controls.rule(upright=True))
            told = controls.text(words, "strong")
            told.setToolTip(why)
            card = controls.plain(controls.down(controls.text(label, "second"), told, gap=3))
            self._cards_row.addWidget(card)

    def _cards(self, line: PackLedger, today: dt.date) -> list[tuple[str, str, str]]:
        """(label, words, explanation) of the cards at the right of the sum."""
        made = []
        one = self._ahead.get((self._code, line.pack))
        if one is not None and one.forecast is not None and one.forecast.needed:
            made.append(lines.even_card(one.forecast, today))
        if one is not None and one.next is not None:
            made.append(lines.next_card(*one.next, today))
        found = self._desk.read(lambda session: outlook.on_day(session, self._code, today))
        if found.ethics_on:
            days = (today - found.ethics_on).days
            gone = plural("{count} day ago", "{count} days ago", days) if days else _("today")
            words = _("{day}, {gone}").format(day=short_day(found.ethics_on, today), gone=gone)
        else:
            words = _("Not yet")
        made.append((_("Ethics last reviewed"), words, ""))
        return made

    def _list_notes(self, notes: list[NotCredited], today: dt.date) -> None:
        ids = [uuid.UUID(note.key) for note in notes]
        signing = self._desk.read(lambda session: outlook.signing(session, ids))
        self._notes = lines.note_lines(notes, signing, today)
        self.notes.refresh()
        rows = min(max(len(self._notes), 2), 3)
        self.notes.setFixedHeight(theme.height(62, 3) * rows + 8)
        self._held.setText(plural("{count} session", "{count} sessions", len(notes)))

    def _act(self, line: lines.NoteLine, words: str) -> None:
        if words == _("Sign"):
            self._desk.open("session.review", line.key)
        else:
            self._open(line.key)

    def _open(self, key: uuid.UUID) -> None:
        self._desk.open("session", key)

    def _log(self) -> None:
        self._desk.open("session", staff=self._code)

    def _print(self) -> None:
        self._desk.open("papers", self._code)

    def _show_log(self) -> None:
        crumbs = [*self._crumbs_to(self._desk, self._name)[:-1], (self._name, self._come_back)]
        board_log.show(self._desk, self._code, self._pack, year=self._year, crumbs=crumbs, room="hours", by=self.log_button)

    def _come_back(self) -> None:
        self._desk.open("owed.person", self._code, self._pack)

    def _explain(self) -> None:
        self._desk.open("owed.rules", self._pack, self._code)


def _bar(month: Month) -> bars.Month:
    return bars.month_of(balance.of_month(month), _(dates.MONTHS[int(month.month[5:]) - 1])[:3])


def _amended(pack: Pack, shown: list[Month]) -> tuple[str, ...]:
    """A sentence for each figure of these months that the agency amended."""
    if not shown:
        return ()
    first, last = (month_last(month_number(dt.date.fromisoformat(f"{one.month}-01"))) for one in (shown[0], shown[-1]))
    return pack.amended_between(first.replace(day=1), last, *RULE_FIGURES)


def open_person(desk: "Desk", staff_code: str, pack: str = "") -> PersonPage:
    """One person's page, under this rule pack where they are in several. Raises NotFound for an unknown code."""
    made = PersonPage(desk, staff_code, pack)
    desk.window.open_page(made, "hours")
    return made
