"""What an amendment of the rules changes, by people and months: looked at before it is saved."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from app.services.across.corrections.amendments import Amounts, Changed, LineShift, MonthShift, Unseen
from app.services.documents import words
from app.services.store.session import Session
from app.ui.kit import controls, theme
from app.ui.kit.form import Form
from app.ui.kit.listing import List
from app.ui.kit.page import Crumb, FootBar, Page, ended, tall
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import N_, _, hours_minutes, plural

Work = Callable[[Session, Changed | None], object]
SIGNED = N_("What was signed stays as it was signed, and is shown as out of date.")


class Seen:
    """An act on the rules that is looked at first: done at once where it changes nothing for anybody, else on a page."""

    def __init__(
        self, desk: Desk, title: str, work: Work, then: Callable[[object], object], draft: tuple[str, str]
    ) -> None:
        """`work(session, seen)` does it; `then` goes on; `draft` is the form's, dropped once it is done."""
        self.desk, self.title, self.then, self.draft = desk, title, then, draft
        self._work = work

    def write(self, form: Form, again: Callable[[], object], next_step: str) -> object | None:
        """Do it; None where it was refused, or the page of what it changes is shown. `again` opens the form anew."""
        found: list[Changed] = []
        kept = self.desk.write(lambda session: self._tried(session, None, found), form)
        if found:
            self.desk.keeper.flush()  # the form is opened anew from its draft
            self.desk.window.open_page(ChangesPage(self, found[0], again, next_step), "settings")
        return kept

    def settle(self, seen: Changed, found: list[Changed]) -> object | None:
        """Do it, now that this was seen; None where it was refused, or changes something else by now."""
        return self.desk.write(lambda session: self._tried(session, seen, found))

    def _tried(self, session: Session, seen: Changed | None, found: list[Changed]) -> object:
        try:
            return self._work(session, seen)
        except Unseen as wrong:
            found.append(wrong.changed)
            raise


class ChangesPage(Page):
    """The months and lines of checklists that are counted otherwise, each with before and after; Save does it."""

    help_topic = "rules"

    def __init__(self, act: Seen, changed: Changed, again: Callable[[], object], next_step: str) -> None:
        """Show what was found."""
        crumbs: list[Crumb] = [(_("Settings"), lambda: act.then(None)), (act.title, again), (_("What it changes"), None)]
        super().__init__(_("What it changes"), _("Nothing is saved yet"), crumbs=crumbs, scroll=tall())
        self.window_title = _("Settings")
        self._act, self._again, self._next, self._kept = act, again, next_step, False
        self._changed = changed
        self.told = controls.Note("", "warning", "warning")
        self.body.addWidget(self.told)
        self.months, self.lines = self._month_list(), self._line_list()
        self._heading = controls.text(_("Checklists"), "section")
        self.body.addWidget(self.months, 3)
        self.body.addWidget(self._heading)
        self.body.addWidget(self.lines, 2)
        self.back_button = controls.outlined(_("Back to the form"), "chevron-left", again)
        self.save_button = controls.filled(_("Save"), "save", self.save)
        self.foot = FootBar(self.back_button, self.save_button)
        self.set_foot(self.foot)
        self._show()

    def _month_list(self) -> List[MonthShift]:
        columns: list[Column[MonthShift]] = [
            Column(_("Person"), lambda one: Cell(one.name, one.rules, strong=True)),
            Column(_("Month"), lambda one: words.month(dt.date.fromisoformat(f"{one.month}-01")), width=150),
            Column(_("Required"), lambda one: _pair(one.required), width=150),
            Column(_("Credited"), lambda one: _pair(one.credited, _("other reasons") if one.reasons else ""), width=150),
            Column(_("Owed at its end"), lambda one: _pair(one.owed), width=150),
            Column(_("Signed"), lambda one: Cell(_("Out of date"), icon="warning") if one.signed else "", width=130),
        ]
        rows = from_rows(lambda: self._changed.months, {}, lambda one: f"{one.name} {one.rules}")
        made = List(columns, rows, _("No month is counted otherwise."), "amended-months", _("Months"))
        made.setMinimumHeight(theme.scaled(150))
        return made

    def _line_list(self) -> List[LineShift]:
        columns: list[Column[LineShift]] = [
            Column(_("Person"), lambda one: Cell(one.name, one.rules, strong=True), width=230),
            Column(_("Now"), lambda one: one.before or _("Not asked")),
            Column(_("Once it is saved"), lambda one: one.after or _("Not asked")),
        ]
        rows = from_rows(lambda: self._changed.lines, {}, lambda one: f"{one.name} {one.label}")
        made = List(columns, rows, _("No checklist says anything else."), "amended-lines", _("Checklists"), filtered=False)
        made.setMinimumHeight(theme.scaled(130))
        return made

    def _show(self) -> None:
        self.told.say(told(self._changed), "warning", "warning")
        self.months.setVisible(bool(self._changed.months))
        for part in (self._heading, self.lines):
            part.setVisible(bool(self._changed.lines))
        self.months.refresh()
        self.lines.refresh()

    def save(self) -> None:
        """Do what was looked at; where it changes something else by now, show that first."""
        if self._kept:
            return
        found: list[Changed] = []
        kept = self._act.settle(self._changed, found)
        if found:
            self._changed = found[0]
            self._show()
        if kept is None:
            return
        self._kept = True
        self._act.desk.keeper.forget(*self._act.draft)
        self._act.then(kept)
        ended(self._act.desk.window.page(), self._next)


def told(changed: Changed) -> str:
    """Whom it concerns and what goes out of date, in a few sentences."""
    people = plural("{count} person", "{count} people", len(changed.people))
    counted = plural("{count} month", "{count} months", len(changed.months))
    said = [_("This changes what is counted today: {people}, {months}.").format(people=people, months=counted)]
    if not changed.months:
        said = [_("This changes checklists of {people}. No month is counted otherwise.").format(people=people)]
    if changed.signed:
        said.append(plural("{count} of them is signed.", "{count} of them are signed.", changed.signed))
        said.append(_(SIGNED))
    if changed.papers:
        printed = _("Printed to be signed by hand, with the figures of before: {numbers}.")
        said.append(printed.format(numbers=", ".join(changed.papers)))
    said.append(_("Look at it, then save."))
    return " ".join(said)


def _pair(sides: Amounts, second: str = "") -> Cell:
    """Before and after, or the one amount where they are the same."""
    before, after = (_amount(one) for one in sides)
    if sides[0] == sides[1]:
        return Cell(after, second)
    if before == after:
        second = _("by less than a minute")
    return Cell(_("{before} → {after}").format(before=before, after=after), second, strong=True)


def _amount(minutes: int | Fraction | None) -> str:
    return "–" if minutes is None else hours_minutes(minutes)
