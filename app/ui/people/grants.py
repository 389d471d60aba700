"""To whom a client's record is opened: an auditor, from a day to a day, with the reason; closed again at once."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.across import confirmed
from app.services.clients import grants
from app.services.clients.grants import Granted, GrantEntry
from app.services.problems import Invalid, Problem
from app.ui.kit import controls, dates
from app.ui.kit.card_form import Quick
from app.ui.kit.form import Form
from app.ui.kit.page import Card, problem
from app.ui.kit.secret import OwnPassphrase
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class GrantsCard(Card):
    """The grants of one client, and the form of a further one; `then()` is called after each change."""

    def __init__(self, desk: "Desk", client_id: uuid.UUID, then: Callable[[], object]) -> None:
        """List what is on record."""
        super().__init__(_("Opened to an auditor"))
        self.desk, self._id, self._then = desk, client_id, then
        self._inner = controls.down(gap=8)
        self.add(controls.text(_("An auditor sees only records that you open here."), "second", wrap=True))
        self.add(self._inner)
        known = [(name, name) for name in desk.read(grants.auditors)]
        self.note = controls.Note("")
        self.add(self.note)
        self.quick: Quick | None = None
        self.own = OwnPassphrase(lambda: self.quick.save() if self.quick else None)
        if known:
            self.quick = Quick(
                _("Open to an auditor"), GrantEntry, ["auditor", "from_on", "to_on", "reason"], self._grant,
                choices={"auditor": known}, desk=desk, draft=("grant", str(client_id)), stacked=True, below=self.own,
            )  # fmt: skip
            self.add(self.quick)
        else:
            words = _("No user is an auditor. Give somebody the role under Settings, Users.")
            self.add(controls.text(words, "muted", wrap=True))
        self._fill()

    def _fill(self) -> None:
        while (item := self._inner.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.setParent(None)
                gone.deleteLater()
        found = self.desk.read(lambda session: grants.of_client(session, self._id))
        for one in found:
            self._inner.addWidget(self._line(one))
        if not found:
            self._inner.addWidget(controls.text(_("Opened to nobody."), "muted"))

    def _line(self, one: Granted) -> QWidget:
        days = _("{first} to {last}").format(first=dates.say(one.from_on), last=dates.say(one.to_on))
        words = controls.down(controls.text(one.auditor, "strong"), controls.text(days), gap=1)
        words.addWidget(controls.text(one.reason, "second", wrap=True))
        if one.revoked_at is not None:
            day = dates.say(self.desk.day(one.revoked_at))
            words.addWidget(controls.text(_("Closed {day}").format(day=day), "second"))
        row = controls.across()
        row.addLayout(words, 1)
        if one.holds(self.desk.today()):
            button = controls.row_button(_("Close now"), "", lambda: self._revoke(one))
            button.setAccessibleName(_("Close now: {name}").format(name=one.auditor))
            row.addWidget(button)
        return controls.plain(row)

    def _grant(self, entry: GrantEntry, form: Form) -> bool:
        """Begin it; the form goes once it is done, since that takes the passphrase."""
        own, signed_in, client_id = self.own.read(), self.desk.signed_in, self._id
        if own:
            self.desk.queue.run(
                lambda _progress: confirmed.grant(signed_in, own, client_id, entry), lambda _id: self._done(entry),
                lambda wrong: self._failed(wrong, form), button=self.quick.save_button if self.quick else None,
            )  # fmt: skip
        return False

    def _done(self, entry: GrantEntry) -> None:
        self.own.clear()
        if self.quick is not None:
            self.quick.cancel()
        said = _("{name} can read this record from {first} to {last}. Close it here when the audit is over.")
        self.note.say(said.format(name=entry.auditor, first=dates.say(entry.from_on), last=dates.say(entry.to_on)))
        self._fill()
        self._then()

    def _failed(self, wrong: Exception, form: Form) -> None:
        if self.own.refuses(wrong):
            return
        if isinstance(wrong, Invalid):
            form.show_problems(wrong.fields)
        elif isinstance(wrong, Problem):
            problem(self, wrong)
        else:
            raise wrong

    def _revoke(self, one: Granted) -> None:
        if self.desk.write(lambda session: grants.revoke(session, one.id).id) is not None:
            self.note.say(_("Closed to {name} at once. That it was open stays on record.").format(name=one.auditor))
            self._fill()
            self._then()
