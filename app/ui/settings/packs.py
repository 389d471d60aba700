"""Rule packs: those that came with Peerdesk and the agency's own; amending, copying, taking back, and the history."""

import datetime as dt
import uuid
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.across.corrections import amendments
from app.services.across.corrections.amendments import Changed
from app.services.packs import history
from app.services.packs.entry import AmendmentEntry, WithdrawalEntry
from app.services.packs.history import Row
from app.services.rules.pack import Pack
from app.services.store.session import Session
from app.services.users import Action
from app.ui import rules
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.form import BREAK, Form, row
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.settings.changes import Seen
from app.ui.settings.figures import FiguresEditor
from app.ui.write import Desk
from app.wording import N_, _, plural

NOTHING, MOST = 96, 16_777_215  # pixels of an empty list; Qt's own greatest height


class PacksPart(QWidget):
    """The packs, and below them what the agency changed in them."""

    def __init__(self, desk: Desk) -> None:
        """Everybody may read; a manager may amend."""
        super().__init__()
        self.desk = desk
        self._may = desk.may(Action.AMEND_PACKS)
        self._packs: list[Pack] = []
        self._rows: list[Row] = []
        sentence = _("What each certification asks. Each day is judged by the rules that held on it.")
        line = controls.across(gap=8)
        line.addWidget(controls.text(sentence, "muted", wrap=True), 1)
        self.copy_button = controls.outlined(_("Copy rules"), "copy", lambda: open_form(desk, copy=True))
        self.amend_button = controls.filled(_("Amend rules"), "pencil", lambda: open_form(desk))
        for button in (self.copy_button, self.amend_button):
            line.addWidget(button)
        top = controls.plain(line)
        box = controls.down(top, gap=10)
        self.packs, self.history = self._pack_list(), self._history_list()
        box.addWidget(self.packs, 3)
        box.addWidget(controls.text(_("What your agency changed"), "section"))
        box.addWidget(self.history, 2)
        self.setLayout(box)
        for button in (self.copy_button, self.amend_button):
            button.setVisible(self._may)
        self.refresh()

    def _pack_list(self) -> List[Pack]:
        today = self.desk.today()
        columns: list[Column[Pack]] = [
            Column(_("Rules"), lambda one: Cell(_(one.title), one.code, strong=True)),
            Column(_("Supervision today"), lambda one: Cell(rules.summary({one.code: one}, one.code, today)), width=300),
            Column(_("In force"), lambda one: _in_force(one, today), width=250),
            Column("", lambda _one: Cell("", button=_("Open")), width=96),
        ]
        fetch = from_rows(lambda: self._packs, {}, lambda one: f"{_(one.title)} {one.code}")
        made = List(columns, fetch, _("There are no rules."), "packs", _("Rules"), filtered=False)
        made.setMinimumHeight(theme.scaled(190))
        made.pressed.connect(lambda one, _button: open_pack(self.desk, one.code))
        made.opened.connect(lambda one: open_pack(self.desk, one.code))
        return made

    def _history_list(self) -> List[Row]:
        columns: list[Column[Row]] = [
            Column(_("Rules"), lambda one: Cell(_(one.title), one.code_and_days, strong=True), width=270),
            Column(_("Changed"), _changes),
            Column(_("Why"), lambda one: Cell(one.reason, one.source), width=250),
            Column(_("Who"), _who, width=190),
        ]
        if self._may:
            columns.append(Column("", lambda one: Cell("", button="" if one.withdrawn_on else _("Take back")), width=110))
        fetch = from_rows(lambda: self._rows, {}, lambda one: one.pack)
        nothing = _("Nothing: every figure is as it came with Peerdesk.")
        made = List(columns, fetch, nothing, "amendments", _("What your agency changed"), filtered=False)
        made.setMinimumHeight(theme.scaled(NOTHING))
        made.pressed.connect(lambda one, _button: self._withdraw(one))
        made.opened.connect(lambda one: open_pack(self.desk, one.pack))
        return made

    def _withdraw(self, one: Row) -> None:
        if self._may and one.withdrawn_on is None:
            open_withdrawal(self.desk, one)

    def refresh(self) -> None:
        """Fetch anew."""
        self._packs = list(self.desk.packs.values())
        self._rows = self.desk.read(history.listed)
        self.packs.refresh()
        self.history.refresh()
        # Nothing changed needs no room: the packs then stand whole.
        self.history.setMaximumHeight(MOST if self._rows else theme.scaled(NOTHING))


def _in_force(pack: Pack, today: dt.date) -> Cell:
    rule = pack.rule_on(today).rule
    since = _("Since {day}").format(day=dates.say(rule.in_force_from))
    if rule.amended is not None:
        return Cell(since, _("Amended by your agency"), "pencil")
    more = any(one.amended for one in pack.rules)
    return Cell(since, _("Amended for other days") if more else _("As it came with Peerdesk"))


def _changes(one: Row) -> Cell:
    if not one.changes:
        return Cell(_("A copy, nothing changed"))
    first, more = one.changes[0], len(one.changes) - 1
    values = _("{before} → {after}").format(before=first.before or "–", after=first.after or "–")
    told = plural("and {count} more", "and {count} more", more) if more else ""
    return Cell(values, ", ".join(part for part in (first.label, told) if part))


def _who(one: Row) -> Cell:
    if one.withdrawn_on is not None:
        told = _("Taken back {day} by {name}").format(day=dates.say(one.withdrawn_on), name=one.withdrawn_by)
        return Cell(told, one.withdrawn_reason, "undo", "muted")
    return Cell(one.made_by, dates.say(one.made_on))


def back(desk: Desk) -> None:
    """Show the list again."""
    desk.open("settings", "packs")


def open_pack(desk: Desk, code: str) -> Page:
    """Show every rule and figure of a pack. Raises NotFound."""
    made = PackPage(desk, code)
    desk.window.open_page(made, "settings")
    return made


def open_form(desk: Desk, copy: bool = False, code: str = "") -> Page:
    """Open the form of an amendment, or of a copy, of this pack."""
    made = AmendPage(desk, copy, code)
    desk.window.open_page(made, "settings")
    return made


def show_withdrawal(desk: Desk, amendment_id: uuid.UUID) -> Page | None:
    """Open why an amendment is taken back; the list where it is taken back already."""
    found = [one for one in desk.read(history.listed) if one.id == amendment_id and one.withdrawn_on is None]
    if not found:
        back(desk)
        return None
    return open_withdrawal(desk, found[0])


class PackPage(Page):
    """A pack's rules, newest first, each figure with its days, source and how sure it is."""

    help_topic = "rules"

    def __init__(self, desk: Desk, code: str) -> None:
        """Raises NotFound."""
        pack = desk.pack(code)
        buttons = []
        if desk.may(Action.AMEND_PACKS):
            buttons.append(controls.outlined(_("Copy"), "copy", lambda: open_form(desk, True, code)))
            buttons.append(controls.filled(_("Amend"), "pencil", lambda: open_form(desk, False, code)))
        crumbs: list[page.Crumb] = [(_("Settings"), lambda: back(desk)), (_("Rules"), None)]
        super().__init__(_(pack.title), code, crumbs=crumbs, buttons=buttons, scroll=False)
        self.window_title = _("Rules")
        self.text = rules.browser(_(pack.title))
        self.text.setHtml(rules.page(pack))
        self.body.addWidget(controls.plain(controls.down(self.text, margins=(22, 10, 14, 10)), "card"), 1)


COPY = "copy/"  # before a pack's code, in the name of a draft


class AmendPage(RecordPage):
    """A rule of the agency's own from a day on, or a pack under a new code."""

    next_step = N_("Days in force are counted anew. A closed month that changes shows as out of date.")
    help_topic = "rules"

    def __init__(self, desk: Desk, copy: bool, code: str) -> None:
        """`code` is the pack to begin with, if any."""
        title = _("Copy rules") if copy else _("Amend rules")
        told = _("Rules of your own, to change as your state asks") if copy else _("Days before it stay as they were")
        record = f"{COPY if copy else ''}{code}"  # what was typed for one pack never stands in the form of another
        super().__init__(desk, title, told, ("pack", record), (_("Settings"), lambda: back(desk)))
        self._base = "copy_of" if copy else "pack"
        self.figures = FiguresEditor()
        dated = row("in_force_from") if copy else row("in_force_from", "in_force_to")
        named: list[Any] = [row("pack", "in_force_from"), row("title", "staff_title"), "addressee"] if copy else [dated]
        beside = theme.percent() <= 125  # larger text needs the whole width for the figures
        form = Form(
            AmendmentEntry, [self._base, *named, "source", "reason", *[BREAK] * beside, "figures", "confidence"],
            choices={self._base: rules.pack_choices(desk.packs)}, widths=(5, 8) if beside else (),
            editors={"figures": self.figures},
        )  # fmt: skip
        if copy:
            form.fields["pack"].set_help(_("Small letters, digits and -, such as wy-peer."))
        form.fields[self._base].editor.changed.connect(self._show_figures)
        form.fields["in_force_from"].editor.changed.connect(self._show_figures)

        def write(entry: AmendmentEntry) -> object | None:
            def amend(session: Session, seen: Changed | None) -> object:
                return amendments.amend(session, entry, seen)

            act = Seen(desk, title, amend, lambda _key: back(desk), ("pack", record))
            return act.write(form, lambda: open_form(desk, copy, code), _(self.next_step))

        self.form = form
        form.set_values({self._base: code})
        self._show_figures()
        draft = desk.draft("pack", record)
        if draft:  # the figures of its pack must be there before its changes can be shown
            form.set_values({name: draft.get(name, "") for name in (self._base, "in_force_from")})
            self._show_figures()
        self.fill(form, {self._base: code, "confidence": "your agency"}, write, lambda _key: back(desk))
        if draft:
            self._show_figures()
        form.setMaximumWidth(16_777_215)

    def _show_figures(self) -> None:
        typed = self.form.values()
        try:
            day = dt.date.fromisoformat(typed["in_force_from"])
        except ValueError:
            day = self.desk.today()
        self.figures.show_pack(self.desk.packs.get(typed[self._base]), day)


def open_withdrawal(desk: Desk, one: Row) -> Page:
    """Ask why an amendment is taken back."""
    made = WithdrawPage(desk, one)
    desk.window.open_page(made, "settings")
    return made


class WithdrawPage(RecordPage):
    """Why an amendment is taken back, and what that does."""

    next_step = N_("Its days are counted as before. A closed month that changes shows as out of date.")
    help_topic = "rules"

    def __init__(self, desk: Desk, one: Row) -> None:
        """Say which one."""
        home = (_("Settings"), lambda: back(desk))
        super().__init__(desk, _("Take an amendment back"), one.code_and_days, ("pack-back", str(one.id)), home)
        words = _("Every day is then judged as if it had never been. Months that were closed may show as out of date.")
        self.body.addWidget(controls.Note(words, "info"))
        for change in one.changes:
            told = _("{figure}: {after} goes back to {before}")
            said = told.format(figure=change.label, after=change.after or "–", before=change.before or "–")
            self.body.addWidget(controls.text(said, wrap=True))
        form = Form(WithdrawalEntry, ["reason"])
        key: uuid.UUID = one.id

        def write(entry: WithdrawalEntry) -> object | None:
            def withdraw(session: Session, seen: Changed | None) -> object:
                return amendments.withdraw(session, key, entry, seen)

            act = Seen(desk, _("Take an amendment back"), withdraw, lambda _key: back(desk), ("pack-back", str(key)))
            return act.write(form, lambda: open_withdrawal(desk, one), _(self.next_step))

        self.fill(form, {}, write, lambda _key: back(desk))
