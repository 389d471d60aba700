"""Home: what is due, for whom and why, with one action a row; at the right the hours owed."""

import datetime as dt
from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QWidget

from app.services.across import due as services
from app.services.across import waiting
from app.services.across.due import Due, Item, Kind, destructions, safety
from app.services.rules import balance
from app.services.users import Action, Actor, unlinked
from app.ui import backed, backing, checking, due, recent
from app.ui.kit import controls, dates, theme
from app.ui.kit.bars import of_balance
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Card, Page, beside
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.setup_card import SetupCard
from app.ui.write import Desk
from app.wording import _, plural

SHOWN = 4  # people in the card; the rest stand behind its link
TABLES = {
    "staff", "enrolment", "hours", "supervision_session", "session_attendance", "signature", "paper_signature",
    "agreement", "license", "supervisor", "draft", "paper_document", "agency",
    "encounter", "encounter_signature", "encounter_review", "client",
    "milestone", "continuing_education", "certificate", "destruction", "planned_session",
    "month_closing", "closing_signature", "pack_amendment", "incident", "agency_contact",
}  # fmt: skip


class HomePage(Page):
    """The due list with its filters, and the card of supervision owed."""

    window_title = ""

    def __init__(self, desk: Desk) -> None:
        """Build the page; `refresh` fills it."""
        self._sign = controls.filled(_("Review and sign"), "pencil", self._review)
        large = theme.percent() > 125  # the card then stands below the table
        super().__init__(_("What is due"), buttons=[self._sign], scroll=large)
        self._desk = desk
        self._due = Due((), ())
        self._waiting = waiting.Waiting()
        self._today = desk.today()
        self._chips = FilterChips(
            [
                ("all", _("All")),
                ("late", _("Overdue")),
                ("week", _("This week")),
                (Kind.NOTE, _("Notes")),
                (Kind.SIGN, _("To sign")),
                (Kind.DRAFT, _("Drafts")),
                (Kind.EXPIRING, _("Expiring")),
            ]
        )
        self._chips.chosen.connect(self._filter)
        self.table = List(
            self._columns(),
            from_rows(self._rows, {}, lambda item: f"{item.person} {item.what} {item.detail}"),
            _("Nothing is due. Time for the people you support."),
            name="due",
            label=_("What is due"),
            lines=2,
            filtered=False,
            key=lambda item: (item.on, item.what),
        )
        self.table.opened.connect(self._act)
        self.table.pressed.connect(lambda item, _button: self._act(item))
        self._build()
        desk.changed.connect(self._touched)
        backing.of(desk).changed.connect(self._made_backup)
        checking.of(desk).changed.connect(self._warn)

    def _build(self) -> None:
        self._alarm, self._not_linked = controls.Note(""), controls.Note("")
        self._setup: QWidget = Card()
        main = controls.plain(
            controls.down(self._alarm, self._not_linked, self._setup, self._chips, self.table, gap=12)
        )
        self._main = main.layout()
        self._side = controls.down(gap=12)
        self._card: QWidget = Card(_("Supervision owed"))
        self._recent: QWidget = Card(_("Recent"))
        self._backed: QWidget = Card(_("Backups"))
        for card in (self._card, self._recent, self._backed):
            self._side.addWidget(card)
        self._side.addStretch(1)
        self.body.addWidget(beside(main, controls.plain(self._side), scrolls=True))

    def _columns(self) -> Sequence[Column[Item]]:
        return [
            Column(_("Due"), self._when, None, width=140),
            Column(_("What"), lambda item: Cell(item.what, item.detail, strong=True), None, width=226),
            Column(_("Person"), lambda item: Cell(item.person, item.role), None, width=164),
            Column(_("Why, and where it comes from"), lambda item: Cell(item.why, item.source)),
            Column("", lambda item: Cell("", button=item.action), width=96),
        ]

    def _when(self, item: Item) -> Cell:
        days = (item.on - self._today).days
        shown = dates.short(item.on, self._today)
        if days < 0:
            return Cell(plural("{count} day late", "{count} days late", -days), shown, "warning", "danger", True)
        if days == 0:
            return Cell(_("Today"), shown, "alert", "warning", True)
        if days == 1:
            return Cell(_("Tomorrow"), shown, "calendar")
        return Cell(plural("In {count} day", "In {count} days", days), shown, "calendar")

    def _rows(self) -> list[Item]:
        return [item for item in self._due.items if self._fits(item, self._chips.value())]

    def _fits(self, item: Item, chosen: str) -> bool:
        if chosen == "late":
            return item.on < self._today
        if chosen == "week":
            return item.on <= self._today + dt.timedelta(days=7)
        if chosen == Kind.SIGN:
            return item.kind in (Kind.SIGN, Kind.REVIEW)
        if chosen == Kind.NOTE:
            return item.kind in (Kind.NOTE, Kind.REVIEW) or item.target.startswith("note")
        return chosen in ("all", item.kind)

    def _filter(self, _value: str) -> None:
        self.table.refresh()

    def _touched(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def _made_backup(self) -> None:
        if self.isVisible():
            self.refresh()

    def _warn(self) -> None:
        self._alarm.say(checking.of(self._desk).words(), "alert", "danger")
        actor = self._desk.signed_in.actor
        told = actor.not_linked() if self._desk.may(Action.SIGN) and _signs(actor) else ""
        self._not_linked.say(told, "warning", "warning")

    def refresh(self) -> None:
        """Read what is due now."""
        self._warn()
        self._today = self._desk.today()
        found = self._desk.read(lambda session: services.due(session, self._today))
        elsewhere = backing.of(self._desk).on_drive()
        now = self._desk.now()
        if self._desk.may(Action.BACK_UP):
            found = services.joined(found, safety.items(self._desk.signed_in, now, self._today, elsewhere))
        if self._desk.may(Action.CONFIRM_DESTRUCTION):
            found = services.joined(found, destructions.items(self._desk.signed_in, self._today))
        self._due, self._waiting = found, self._desk.read(waiting.count)
        self.set_title(_("What is due"), dates.short(self._today, self._today))
        counts = dict.fromkeys(("all", "late", "week", Kind.NOTE, Kind.SIGN, Kind.DRAFT, Kind.EXPIRING), 0)
        for item in self._due.items:
            for value in counts:
                counts[value] += self._fits(item, value)
        counts[Kind.SIGN] = self._waiting.all  # also those beyond the lines of this list
        self._chips.set_counts(counts)
        self._sign.setVisible(self._waiting.all > 0)
        self._sign.setText(_("Review and sign {count}").format(count=self._waiting.all))
        self.table.refresh()
        self._fill_setup()
        self._fill_card()
        self._fill_recent()
        self._fill_backed()

    def _fill_setup(self) -> None:
        card = SetupCard(self._desk)
        self._setup = self._put(self._main, self._setup, card, not card.empty)

    def _fill_backed(self) -> None:
        card = backed.LastCard(self._desk)
        self._backed = self._put(self._side, self._backed, card, not card.empty)

    def _fill_recent(self) -> None:
        card = recent.card(self._desk, self._today)
        self._recent = self._put(self._side, self._recent, card, not card.empty)

    def _put(self, layout: QLayout | None, old: QWidget, new: QWidget, seen: bool = True) -> QWidget:
        """Put a card in the place of another, which is gone from the screen at once."""
        old.hide()
        if layout is not None:
            layout.replaceWidget(old, new)
        new.setVisible(seen)  # now it has its place: before, it would have been a window of its own
        old.deleteLater()
        return new

    def _fill_card(self) -> None:
        card = Card(_("Supervision owed"), _("All"), self._all_owed)
        for one in self._due.balances[:SHOWN]:
            even = not one.owed_minutes
            said = _("Even") if even else dates.length(one.owed_minutes)
            figure = controls.text(said, "strong", "good" if even else "")
            card.add(controls.across(controls.Elided(one.name, ""), None, figure))
            bar = of_balance(one.month, one.name)
            bar.setToolTip(" ".join(filter(None, (one.month.words + ".", one.other))))
            card.add(bar)
        if self._due.balances:
            card.add(controls.text(balance.caption(_(dates.MONTHS[self._today.month - 1])), "second", wrap=True))
        else:
            nobody = _("Nobody works under rules that name an amount of supervision yet.")
            card.add(controls.text(nobody, "muted", wrap=True))
        self._card = self._put(self._side, self._card, card)

    def _all_owed(self) -> None:
        self._desk.open("owed")

    def _review(self) -> None:
        self._desk.open("together")

    def _act(self, item: Item) -> None:
        due.open_item(self._desk, item)


def _signs(actor: Actor) -> bool:
    """Whether a role of this person is one that signs; a manager need not."""
    return bool(unlinked(actor.name, actor.roles, actor.staff_id, actor.supervisor_id))
