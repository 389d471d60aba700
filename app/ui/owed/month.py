"""One month of one person: who signed its statement, what changed since, and what can be done now."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services import staff
from app.services.across import papers
from app.services.across.countersign import Missing
from app.services.documents import words
from app.services.rules import figures
from app.services.supervision import months
from app.services.supervision.months import Closed, Now, Wanted
from app.services.users import Action
from app.ui.kit import controls, handover, icons, page
from app.ui.kit.background import Progress
from app.ui.kit.preview import Preview
from app.ui.owed import signing, statement
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

TABLES = frozenset({
    "hours", "supervision_session", "signature", "paper_signature", "month_closing", "closing_signature", "pack_amendment",
})  # fmt: skip
OPEN = N_("Nobody has signed this month's statement. The supervisor closes it and signs, then the peer supporter does.")
NOW = N_("These are the figures as they stand today.")
RUNNING = N_("This month is not over. It can be closed from the first day of the next month on.")


class MonthPage(page.Page):
    """The statement of the month with each supervisor as it was signed, and beside it who signed."""

    help_topic = "signing"

    def __init__(self, desk: "Desk", wanted: Wanted) -> None:
        """Raises NotFound for an unknown code."""
        self._desk, self.wanted = desk, wanted
        self._name = desk.read(lambda session: staff.by_code(session, wanted.staff)).name
        self.window_title = _("Supervision in the month")
        self.print_button = controls.outlined(_("Print statement"), "print", self._print)
        self.sign_button = controls.filled(_("Review and sign"), "pencil", self._sign)
        super().__init__(
            _("{name}, {month}").format(name=self._name, month=words.month(wanted.month)),
            figures.title_of(desk.pack(wanted.pack)), crumbs=self._crumbs_to(),
            buttons=[self.print_button, self.sign_button],
        )  # fmt: skip
        self._box = controls.down(gap=12)
        self.body.addLayout(self._box)
        self.body.addStretch(1)
        self.closed: list[Closed] = []
        self.refresh()
        desk.changed.connect(self._changed)

    def _crumbs_to(self) -> list[page.Crumb]:
        return [
            (_("Hours"), lambda: self._desk.window.go("hours")),
            (_("Supervision owed"), lambda: self._desk.open("owed")),
            (self._name, lambda: self._desk.open("owed.person", self.wanted.staff)),
            (words.month(self.wanted.month), None),
        ]

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read who has signed, and hold it against the figures of today."""
        today, wanted = self._desk.today(), self.wanted
        found = self._desk.read(
            lambda session: months.closed(session, today, staff=wanted.staff, month=wanted.month)
        )
        self.closed = [one for one in found if one.wanted == wanted]
        while (item := self._box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in self.closed:
            self._box.addWidget(self._shown(one))
        if not self.closed:
            self._box.addWidget(controls.Note(_("{state} {now}").format(
                state=_(OPEN if today > wanted.last else RUNNING), now=_(NOW)
            ), "info"))  # fmt: skip
        signed = {one.supervisor for one in self.closed}
        for each in self._desk.read(lambda session: months.as_of_now(session, today, wanted)):
            if each.supervisor not in signed:
                self._box.addWidget(self._as_of_now(each))
        controls.seen(self.sign_button, self._can_sign())

    def _can_sign(self) -> bool:
        today, wanted = self._desk.today(), self.wanted
        waits: list[Wanted] = []
        if self._desk.may(Action.CLOSE_MONTH):
            led = self._desk.read(lambda session: months.to_close(session, today, staff=wanted.staff))
            waits += [one.wanted for one in led]
        if self._desk.may(Action.SIGN):
            waits += [one.wanted for one in self._desk.read(lambda session: months.waiting(session, today))]
        return wanted in waits

    def _as_of_now(self, one: Now) -> QWidget:
        """What the month holds today with a supervisor who has not closed it, and what that waits for."""
        card = page.Card(_("With {name}, not closed").format(name=one.supervisor_name))
        if one.waits and self._desk.today() > self.wanted.last:
            card.add(controls.Note(one.waits, "alert", "warning"))
        card.add(statement.figures(one.statement, one.reasons))
        return card

    def _shown(self, one: Closed) -> QWidget:
        card = page.Card(_("With {name}, version {version}").format(name=one.supervisor_name, version=one.version))
        if one.changes:
            told = _("Out of date: the figures have changed since it was signed. {name} closes the month again.")
            card.add(controls.Note(told.format(name=one.supervisor_name), "alert", "warning"))
            card.add(statement.differences(one.changes))
            card.add(controls.rule())
            card.add(controls.text(_("As it was signed"), "label-strong"))
        elif not one.by_both:
            waits = self._desk.read(lambda session: months.waits_for(session, one.supervisor, one.wanted))
            card.add(controls.Note(waits, "alert", "warning"))
        card.add(statement.figures(one.statement, one.reasons))
        aside = page.Card(_("Signatures"))
        for icon, who, when in statement.signers(one):
            line = controls.across(icons.label(icon, "good" if icon == "check-circle" else "warning"), gap=10)
            said = controls.down(controls.text(who, wrap=True), controls.text(when, "second", wrap=True), gap=0)
            line.addLayout(said, 1)
            aside.add(line)
        own = self._desk.signed_in.actor.user_id
        for key, each in signing.missing(self._desk, {one.wanted}) if self._desk.may(Action.SIGN) else ():
            if key == one.id and each.user_id not in (None, own):
                aside.add(handover.button(each.name, partial(self._hand_over, one.supervisor, each)))
        if not one.changes:
            aside.add(controls.text(_("Hours and sessions are as they were when it was signed."), "second", wrap=True))
        return page.beside(card, controls.plain(controls.down(aside, None)), 330)

    def _hand_over(self, supervisor: str, to: Missing) -> None:
        """Hand the screen over for what one supervisor closed of this month, under all its rules."""
        wanted, today = self.wanted, self._desk.today()
        found = self._desk.read(lambda session: months.closed(session, today, staff=wanted.staff, month=wanted.month))
        alike = {one.id: one.wanted for one in found if one.supervisor == supervisor}
        keys = [key for key, _each in signing.missing(self._desk, set(alike.values())) if key in alike]
        signing.hand_over(self._desk, wanted, keys, to)

    def _sign(self) -> None:
        self._desk.open("owed.signing", self.wanted.staff, self.wanted)

    def _print(self) -> None:
        """Render the statement and open its preview."""
        wanted, today = self.wanted, self._desk.today()
        last = min(wanted.last, today)
        asked = papers.Asked(wanted.staff, first=wanted.month, last=last, as_of=today, pack=wanted.pack)

        def work(_progress: Progress) -> bytes:
            return self._desk.read(lambda session: papers.render(session, "month-statement", asked))

        self._desk.queue.run(work, self._show, title=_("Making the statement"))

    def _show(self, data: bytes) -> None:
        wanted = self.wanted
        crumbs: list[page.Crumb] = [
            *self._crumbs_to()[:-1],
            (words.month(wanted.month), lambda: self._desk.open("owed.month", wanted.staff, wanted.pack, wanted.month)),
            (_("Statement"), None),
        ]  # fmt: skip
        name = _("month-statement-{month}.pdf").format(month=f"{wanted.month:%Y-%m}")
        self._desk.window.open_page(Preview(_("Supervision in the month"), data, name, crumbs), "hours")


def open_month(desk: "Desk", staff_code: str, pack: str, month: dt.date) -> MonthPage:
    """One month of a person under a rule pack, `month` its first day. Raises NotFound."""
    made = MonthPage(desk, Wanted(staff_code, pack, month))
    desk.window.open_page(made, "hours")
    return made
