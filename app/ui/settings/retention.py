"""Keeping: whose records are past their time, which destructions wait, and legal holds."""

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.services.across import destroy, retention
from app.services.across.destroy import Request
from app.services.across.retention import Hold, Kept, Kind
from app.services.problems import Invalid, Problem
from app.services.store import session as sessions
from app.services.users import Action
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.background import Progress
from app.ui.kit.editors import LineEditor
from app.ui.kit.field import Field
from app.ui.kit.listing import List
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.segments import Segments
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import _

TABLES = {"destruction", "legal_hold", "client", "staff", "policy"}


class RetentionPart(QWidget):
    """What is past its time at the left, holds at the right, what was asked for below."""

    def __init__(self, desk: Desk) -> None:
        """A supervisor sees only what waits to be confirmed."""
        super().__init__()
        self.desk = desk
        self._past: list[Kept] = []
        self._requests: list[Request] = []
        sentence = _(
            "Records stay as long as the rules ask, or longer if your agency says so. Nothing goes by itself: one "
            "person asks, another confirms."
        )
        self.note = controls.Note("")
        box = controls.down(controls.text(sentence, "muted", wrap=True), self.note, gap=10)
        self.requests = self._request_list()
        if desk.may(Action.SEE_RETENTION):
            self.past = self._past_list()
            self.holds = HoldsCard(desk)
            side = controls.plain(controls.down(self.holds, None))
            box.addWidget(page.beside(self.past, side, 330), 3)
        box.addWidget(self.requests, 2)
        self.setLayout(box)
        self.refresh()

    def _past_list(self) -> List[Kept]:
        columns: list[Column[Kept]] = [
            Column(_("Past their time"), lambda one: Cell(one.name, f"{one.kind.label} {one.code}", strong=True), "name"),
            Column(_("Last served"), lambda one: dates.say(one.last_on), "last", width=160),
            Column(_("Kept until"), self._until),
            Column("", self._asking, width=96),
        ]
        fetch = from_rows(
            lambda: self._past,
            {"name": lambda one: one.name.casefold(), "last": lambda one: one.last_on},
            lambda one: f"{one.name} {one.code}",
        )
        made = List(
            columns, fetch, _("Nobody's records are past their time."), "past", _("Past their time"), lines=2,
            filtered=False,
        )  # fmt: skip
        made.setMinimumHeight(theme.scaled(150))
        made.pressed.connect(lambda one, _button: self._ask(one))
        made.opened.connect(self._ask)
        return made

    def _until(self, one: Kept) -> Cell:
        if one.blocks:
            return Cell(_("Still kept"), one.blocks[0], "lock", "warning")
        why = one.reasons[0]
        words = _("{rule} ({source})").format(rule=why.label, source=why.source)
        return Cell(dates.say(one.until), words)

    def _asking(self, one: Kept) -> Cell:
        asked = any(row.is_open and row.code == one.code and row.kind == one.kind for row in self._requests)
        return Cell("", button="" if one.blocks or asked else _("Ask"))

    def _request_list(self) -> List[Request]:
        columns: list[Column[Request]] = [
            Column(_("Destructions"), lambda row: Cell(row.number, f"{row.kind.label} {row.code}", strong=True), width=170),
            Column(_("Asked"), lambda row: Cell(row.asked_by, self._day(row.asked_at)), width=190),
            Column(_("Where it stands"), self._state),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]
        fetch = from_rows(lambda: self._requests, {}, lambda row: row.number)
        made = List(
            columns, fetch, _("No destruction was asked for."), "destructions", _("Destructions"), lines=2, filtered=False
        )
        made.setMinimumHeight(theme.scaled(120))
        made.pressed.connect(lambda row, _button: self._open(row))
        made.opened.connect(self._open)
        return made

    def _day(self, at: dt.datetime) -> str:
        return dates.say(self.desk.day(at))

    def _state(self, row: Request) -> Cell:
        if row.done_at is not None:
            words = _("Confirmed by {name}").format(name=row.confirmed_by)
            return Cell(_("Destroyed {day}").format(day=self._day(row.done_at)), words, "check-circle", "good")
        if row.withdrawn_at is not None:
            return Cell(_("Taken back"), self._day(row.withdrawn_at))
        if row.waits_until is None:
            return Cell(_("Waits for a second person"), _("Another manager or a supervisor"), "alert", "warning")
        return Cell(_("Waits until {day}").format(day=dates.say(row.waits_until)), row.reason, "calendar", "warning")

    def refresh(self) -> None:
        """Read what was asked for, and behind the window who is past their time."""
        self._requests = destroy.requests(self.desk.signed_in)
        self.requests.refresh()
        if not self.desk.may(Action.SEE_RETENTION):
            return
        self.holds.refresh()
        desk, today = self.desk, self.desk.today()

        def work(_progress: Progress) -> list[Kept]:
            return desk.read(lambda session: retention.past(session, today))

        desk.queue.run(work, self._show)

    def _show(self, found: list[Kept]) -> None:
        self._past = found
        self.past.refresh()

    def _ask(self, one: Kept) -> None:
        if one.blocks:
            self.note.say(" ".join(one.blocks), "lock", "warning")
        elif self._asking(one).button:
            self.desk.open("destruction.ask", one)

    def _open(self, row: Request) -> None:
        self.desk.open("destruction", row.id)


class HoldsCard(Card):
    """Records that nobody may destroy, each with its reason; and the way to a further hold."""

    def __init__(self, desk: Desk) -> None:
        """Empty until `refresh`."""
        super().__init__(_("Legal holds"))
        self.desk = desk
        words = _("Place a hold when a court, an audit or a claim may ask for somebody's records. It stays until lifted.")
        self.add(controls.text(words, "second", wrap=True))
        self._rows = controls.down(gap=8)
        self.add(self._rows)
        self.button = controls.outlined(_("Place a hold"), "lock", lambda: open_hold(desk))
        self.add(controls.across(self.button, None))

    def refresh(self) -> None:
        """Show the holds in force."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for hold in self.desk.read(retention.holds):
            self._rows.addWidget(self._row(hold))

    def _row(self, hold: Hold) -> QWidget:
        day = dates.say(self.desk.day(hold.placed_at))
        who = _("{kind} {code}, since {day}").format(kind=hold.kind.label, code=hold.code, day=day)
        lift = controls.row_button(_("Lift"), "", lambda: open_hold(self.desk, hold))
        lift.setAccessibleName(_("Lift the hold on {code}").format(code=hold.code))
        head = controls.across(controls.Elided(hold.name, "strong"), None, lift)
        lines = controls.text(who, "second"), controls.text(hold.reason, wrap=True)
        return controls.plain(controls.down(controls.plain(head), *lines, gap=2))


def open_hold(desk: Desk, hold: Hold | None = None) -> Page:
    """Open the form of a new hold, or of lifting one."""
    made = LiftPage(desk, hold) if hold is not None else HoldPage(desk)
    desk.window.open_page(made, "settings")
    return made


def back(desk: Desk) -> None:
    """Show the part again."""
    desk.open("settings", "retention")


class ShortForm(Page):
    """A short form: fields one below the other, Back and one button; problems stand beside their fields."""

    help_topic = "keeping"

    def __init__(
        self, desk: Desk, title: str, fields: list[Field], act: str, icon: str, aside: Sequence[QWidget] = ()
    ) -> None:
        """`act` stands on the button; `aside` at the right of the fields."""
        super().__init__(title, crumbs=[(_("Settings"), lambda: back(desk)), (title, None)])
        self.window_title = _("Records to keep")
        self.desk, self.fields = desk, {field.name: field for field in fields}
        self._done = False
        for field in fields:
            field.setMaximumWidth(theme.scaled(620))
        left = controls.plain(controls.down(*fields, None, gap=12))
        right = controls.plain(controls.down(*aside, None, gap=12))
        self.body.addWidget(page.beside(left, right, 480) if aside else left)
        self.body.addStretch(1)
        self.button = controls.filled(act, icon, self.save)
        self.foot = FootBar(controls.outlined(_("Back"), "chevron-left", lambda: back(desk)), self.button)
        self.set_foot(self.foot)

    def save(self) -> None:
        """Do what the form is for."""

    def attempt(self, work: Callable[..., object]) -> None:
        """Write in one transaction and go back; refused typing is told beside its field. Done once, it stays done."""
        if self._done:
            back(self.desk)
            return
        for field in self.fields.values():
            field.show_problem("")
        signed_in = self.desk.signed_in
        try:
            with sessions.transaction(signed_in.store, signed_in.actor) as session:
                work(session)
        except Invalid as wrong:
            for name, sentence in wrong.fields.items():
                if name in self.fields:
                    self.fields[name].show_problem(sentence)
                else:
                    self.say(sentence, "alert", "danger")
        except Problem as wrong:
            self.say(wrong.sentence, "alert", "danger")
        else:
            self._done = True
            back(self.desk)


class HoldPage(ShortForm):
    """Whose records, and why."""

    def __init__(self, desk: Desk) -> None:
        """Nothing typed."""
        self.kind = Segments([(kind.value, kind.label) for kind in Kind])
        self.kind.set_value(Kind.CLIENT.value)
        self.code, self.reason = LineEditor(), LineEditor()
        why = _("The case, the court or the request. It stays on record.")
        fields = [
            Field("kind", _("Whose records"), "", self.kind),
            Field("code", _("Code"), _("The agency's code of the client or staff member."), self.code),
            Field("reason", _("Reason"), why, self.reason),
        ]
        super().__init__(desk, _("Place a legal hold"), fields, _("Place the hold"), "lock")

    def save(self) -> None:
        """Place it."""
        kind, code, reason = Kind(self.kind.value() or "client"), self.code.value(), self.reason.value()
        self.attempt(lambda session: retention.place_hold(session, kind, code, reason))


class LiftPage(ShortForm):
    """Why a hold ends."""

    def __init__(self, desk: Desk, hold: Hold) -> None:
        """Say which one."""
        self._hold, self.reason = hold, LineEditor()
        fields = [Field("reason", _("Why the hold ends"), _("It stays on record."), self.reason)]
        super().__init__(desk, _("Lift the hold on {code}").format(code=hold.code), fields, _("Lift the hold"), "check")
        self.say(hold.reason, "lock", "warning")

    def save(self) -> None:
        """Lift it."""
        reason = self.reason.value()
        self.attempt(lambda session: retention.lift_hold(session, self._hold.id, reason))
