"""The parts around the weekly grid: what to mend, the row to add, the month in short."""

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from app.services.hours import Category, Line
from app.services.rules.rows import Month
from app.ui.hours.sheet import Bad, Sheet
from app.ui.kit import controls, dates, icons, theme
from app.ui.kit.combo import Combo
from app.ui.kit.page import Card
from app.ui.kit.reflow import Reflow
from app.wording import _, plural

MOST = 3  # problems named below the grid; the cells show all of them


def empty_out(layout: object) -> None:
    """Take every widget out of a layout."""
    from PySide6.QtWidgets import QLayout

    if isinstance(layout, QLayout):
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class Mending(QFrame):
    """A line for each cell at fault, with a link into it."""

    def __init__(self, sheet: Sheet, enter: Callable[[Bad], object]) -> None:
        """Hidden while nothing is wrong."""
        super().__init__()
        self.setProperty("look", "warn")
        self._sheet, self._enter = sheet, enter
        self._box = controls.down(gap=2, margins=(13, 6, 13, 6))
        self.setLayout(self._box)
        self.hide()

    def show_bad(self, found: Sequence[Bad]) -> None:
        """Say what is wrong with the first few; none hides the frame."""
        empty_out(self._box)
        for bad in found[:MOST]:
            row = controls.across(icons.label("alert", "danger", 14), self._link(bad), gap=7)
            row.addWidget(controls.Elided(bad.sentence, "problem"), 1)
            self._box.addWidget(controls.plain(row))
        more = len(found) - MOST
        if more > 0:
            words = plural(
                "and {count} more cell, marked in the table",
                "and {count} more cells, marked in the table",
                more,
            )
            self._box.addWidget(controls.text(words, "problem"))
        self.setVisible(bool(found))

    def _link(self, bad: Bad) -> controls.Button:
        day = self._sheet.day(bad.column)
        named = dates.short(day, day)  # the week above says the year
        if bad.row is None:
            words = named
        else:
            name = self._sheet.line_words(self._sheet.lines[bad.row])
            words = _("{day}, {row}").format(day=named, row=name)
        made = controls.link(words, lambda: self._enter(bad))
        made.setAccessibleName(_("Go to {field}").format(field=words))
        made.setAccessibleDescription(bad.sentence)
        return made


class AddRow(QWidget):
    """What a further row stands for: category, paid or not, and the pack where a person has two."""

    wanted = Signal(object)

    def __init__(self) -> None:
        """Every category is offered."""
        super().__init__()
        self.category, self.pack = Combo(), Combo()
        for member in Category:
            self.category.addItem(member.label, member.value)
        words = controls.text(_("Further row"), "label")
        words.setBuddy(self.category)
        self._pack_words = controls.text(_("Rules"), "label")
        self._pack_words.setBuddy(self.pack)
        self.unpaid = QCheckBox(_("Unpaid"))
        self.button = controls.outlined(_("Add a row"), "plus", self._add)
        what = controls.across(words, self.category, self.unpaid, gap=10)
        more = controls.across(self._pack_words, self.pack, self.button, None, gap=10)
        self.setLayout(controls.down(Reflow([controls.plain(what), controls.plain(more)], (0, 1), gap=10)))
        self.set_packs([])

    def set_packs(self, packs: Sequence[tuple[str, str]]) -> None:
        """Offer packs, (code, title), where there are two or more."""
        self.pack.clear()
        self.pack.addItem(_("Counts under all of them"), "")
        for code, title in packs:
            self.pack.addItem(title, code)
        self.pack.setMaximumWidth(theme.scaled(280))
        for part in (self._pack_words, self.pack):
            part.setVisible(len(packs) > 1)

    def _add(self) -> None:
        pack = str(self.pack.currentData() or "") if not self.pack.isHidden() else ""
        self.wanted.emit(Line(Category(str(self.category.currentData())), not self.unpaid.isChecked(), pack))


class MonthCard(Card):
    """The month of the week in short: worked, required, credited, owed after; under each rule pack."""

    def __init__(self, open_owed: Callable[[], object]) -> None:
        """Empty until a month is shown."""
        super().__init__(_("Supervision"))
        self._lines = controls.down(gap=4)
        self.body.addLayout(self._lines)
        self.link = controls.link(_("Supervision owed"), open_owed)
        self.add(controls.across(self.link, None))

    def show_month(self, day: dt.date, found: Sequence[tuple[str, Month | None]]) -> None:
        """Show this month's figures: (title of the pack, month or None where the pack does not count it)."""
        empty_out(self._lines)
        name = _("{month} {year}").format(month=_(dates.MONTHS[day.month - 1]), year=day.year)
        self.title.setText(name)
        if not found:
            self._lines.addWidget(controls.text(_("Under no rules."), "second", wrap=True))
        for pack, month in found:
            if len(found) > 1:
                self._lines.addWidget(controls.text(pack, "label-strong", wrap=True))
            self._show(month)

    def _show(self, month: Month | None) -> None:
        if month is None:
            words = _("This month lies outside the days counted, or is still to come.")
            self._lines.addWidget(controls.text(words, "second", wrap=True))
            return
        self._line(_("Worked"), dates.hours(month.worked_minutes))
        if month.required_minutes is None or month.owed_minutes is None:
            self._lines.addWidget(
                controls.text(_("These rules name no amount of supervision."), "second", wrap=True)
            )
            return
        self._line(_("Supervision required"), dates.hours(month.required_minutes))
        self._line(_("Credited"), dates.hours(month.credited_minutes))
        owed = max(Fraction(0), month.owed_minutes)
        words = dates.length(owed) if owed else _("Even")
        self._line(_("Owed after"), words, "warning" if owed else "good")

    def _line(self, label: str, value: str, tone: str = "") -> None:
        row = controls.across(controls.text(label, "label"), None, controls.text(value, "strong", tone))
        self._lines.addWidget(controls.plain(row))
