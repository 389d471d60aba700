"""Home: what is due, for whom and why, with one action a row; at the right the hours owed."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.services.across import due as services
from app.services.across.due import Due, Item, Kind, destructions, safety
from app.services.users import Action
from app.ui import backed, backing, checking, recent
from app.ui.kit import controls, dates, theme
from app.ui.kit.bars import Bar
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Card, Page, beside, problem
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import N_, _, plural

CLOCK = N_(
    "The newest recorded change has a later time than this computer's clock shows now. Set the clock right in the "
    "computer's settings. Nothing is lost: the record keeps its order by counting, not by the clock."
)
SHOWN = 4  # people in the card; the rest stand behind its link
TABLES = {
    "staff", "enrolment", "hours", "supervision_session", "session_attendance", "signature", "paper_signature",
    "agreement", "license", "supervisor", "draft", "paper_document", "agency",
    "encounter", "encounter_signature", "encounter_review", "client",
    "milestone", "continuing_education", "certificate", "destruction", "planned_session",
    "month_closing", "closing_signature", "pack_amendment", "incident",
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
        main = controls.plain(controls.down(self._chips, self.table, gap=12))
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
        shown = dates.short(item.on)
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
        self.say(checking.of(self._desk).words(), "alert", "danger")

    def refresh(self) -> None:
        """Read what is due now."""
        self._warn()
        self._today = self._desk.today()
        found = self._desk.read(lambda session: services.due(session, self._today))
        elsewhere = backing.of(self._desk).on_drive()
        now = dt.datetime.now(dt.UTC)
        if self._desk.may(Action.BACK_UP):
            found = services.joined(found, safety.items(self._desk.signed_in, now, self._today, elsewhere))
        if self._desk.may(Action.CONFIRM_DESTRUCTION):
            found = services.joined(found, destructions.items(self._desk.signed_in, self._today))
        self._due = found
        self.set_title(_("What is due"), dates.short(self._today))
        counts = dict.fromkeys(("all", "late", "week", Kind.NOTE, Kind.SIGN, Kind.DRAFT, Kind.EXPIRING), 0)
        for item in self._due.items:
            for value in counts:
                counts[value] += self._fits(item, value)
        self._chips.set_counts(counts)
        waiting = counts[Kind.SIGN]
        self._sign.setVisible(waiting > 0)
        self._sign.setText(_("Review and sign {count}").format(count=waiting))
        self.table.refresh()
        self._fill_card()
        self._fill_recent()
        self._fill_backed()

    def _fill_backed(self) -> None:
        card = backed.LastCard(self._desk)
        self._side.replaceWidget(self._backed, card)
        card.setVisible(not card.empty)
        self._backed.deleteLater()
        self._backed = card

    def _fill_recent(self) -> None:
        card = recent.card(self._desk, self._today)
        self._side.replaceWidget(self._recent, card)
        card.setVisible(not card.empty)  # now it has its place: before, it would have been a window of its own
        self._recent.deleteLater()
        self._recent = card

    def _fill_card(self) -> None:
        card = Card(_("Supervision owed"), _("All"), self._all_owed)
        for one in self._due.balances[:SHOWN]:
            even = not one.owed_minutes
            said = _("Even") if even else dates.length(one.owed_minutes)
            figure = controls.text(said, "strong", "good" if even else "")
            card.add(controls.across(controls.Elided(one.name, ""), None, figure))
            spoken = _("{name}: {credited} credited of {due} due").format(
                name=one.name, credited=dates.length(one.credited_minutes), due=dates.length(one.required_minutes)
            )
            card.add(Bar(one.credited_minutes, one.required_minutes, spoken))
        if self._due.balances:
            month = dates.say(self._today).split(" ")[0]
            card.add(controls.text(_("{month}. Bar: credited. Line: due.").format(month=month), "second"))
        else:
            card.add(controls.text(_("No one is enrolled in a rule pack with a ratio yet."), "muted", wrap=True))
        self._side.replaceWidget(self._card, card)
        self._card.deleteLater()
        self._card = card

    def _all_owed(self) -> None:
        from app.ui import owed

        owed.open_all(self._desk)

    def _review(self) -> None:
        from app.ui import supervision

        supervision.open_review(self._desk)

    def _act(self, item: Item) -> None:
        self._actions()[item.kind](item)

    def _actions(self) -> dict[Kind, Callable[[Item], object]]:
        return {
            Kind.SIGN: lambda _item: self._review(),
            Kind.NOTE: self._open_note,
            Kind.REVIEW: self._review_notes,
            Kind.DRAFT: self._open_draft,
            Kind.OWED: self._open_person,
            Kind.EXPIRING: self._open_expiring,
            Kind.PAPER: lambda _item: self._desk.window.go("supervision"),
            Kind.SETUP: self._open_settings,
            Kind.BACKUP: self._keep_safe,
            Kind.PLAN: self._open_plan,
            Kind.MONTH: self._open_month,
            Kind.INCIDENT: self._open_incident,
        }

    def _keep_safe(self, item: Item) -> None:
        from app.ui import settings

        told = {"placement": self._desk.signed_in.placement, "clock": _(CLOCK)}
        if item.target in told:
            problem(self._desk.window, told[item.target], item.what)
        else:
            settings.open_part(self._desk, "backups")

    def _open_person(self, item: Item) -> None:
        from app.ui import owed

        owed.open_person(self._desk, item.target)

    def _open_plan(self, item: Item) -> None:
        from app.ui import supervision

        supervision.open_plan(self._desk, uuid.UUID(item.target))

    def _open_incident(self, item: Item) -> None:
        from app.ui import incidents

        incidents.open_incident(self._desk, uuid.UUID(item.target))

    def _open_month(self, item: Item) -> None:
        from app.ui import owed

        if not item.target:
            owed.open_signing(self._desk)
            return
        staff, pack, month = item.target.split("/")
        owed.open_month(self._desk, staff, pack, dt.date.fromisoformat(f"{month}-01"))

    def _open_settings(self, item: Item) -> None:
        from app.ui import settings

        settings.open_part(self._desk, item.target or "agency")

    def _open_expiring(self, item: Item) -> None:
        from app.ui import staff

        room, _slash, code = item.target.partition("/")
        if room == "credentials":
            staff.open_credentials(self._desk, code)
        else:
            self._desk.window.go("staff")

    def _open_note(self, item: Item) -> None:
        from app.ui import encounters

        encounters.open_note(self._desk, uuid.UUID(item.target))

    def _review_notes(self, item: Item) -> None:
        from app.ui import encounters

        encounters.open_review(self._desk, uuid.UUID(item.target))

    def _open_draft(self, item: Item) -> None:
        from app.ui import encounters, hiring, incidents, people, settings, staff, supervision

        form, _slash, record = item.target.partition("/")
        if form == "encounter":
            encounters.open_draft(self._desk, record)
        elif form in incidents.DRAFTS:
            incidents.open_draft(self._desk, form, record)
        elif form in hiring.DRAFTS:
            hiring.open_draft(self._desk, form, record)
        elif form in settings.DRAFTS:
            settings.open_draft(self._desk, form, record)
        elif form in staff.DRAFTS:
            staff.open_draft(self._desk, form, record)
        elif form in people.DRAFTS:
            people.open_draft(self._desk, form, record)
        elif form in ("supervision", "plan"):
            supervision.open_draft(self._desk, form, record)
        else:
            self._desk.window.go(form if form in ("staff", "hours") else "home")


def make(desk: Desk) -> HomePage:
    """The room's page."""
    return HomePage(desk)
