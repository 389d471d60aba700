"""One destruction: asking for it, confirming it with one's own passphrase, its certificate."""

import uuid
from typing import Any

from app.services.across import certificates, destroy
from app.services.across.destroy import Request
from app.services.across.retention import Kept
from app.services.problems import Problem, WrongPassphrase
from app.services.rules.packs import Confidence
from app.services.store.destroying import Done
from app.services.users import Action
from app.ui import backing
from app.ui.kit import controls, dates
from app.ui.kit.background import Progress
from app.ui.kit.editors import LineEditor
from app.ui.kit.field import Field
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.preview import Preview
from app.ui.kit.secret import SecretEditor
from app.ui.settings.retention import ShortForm, back
from app.ui.write import Desk
from app.wording import N_, _, plural

NO_WAY_BACK = N_(
    "Once it is done there is no way back: not by Undo, not by an amendment, not from this store. Older backups still "
    "hold the records until they make room for newer ones."
)


class AskPage(ShortForm):
    """Whose records, why they may go, and the code typed so that nobody is taken for another."""

    def __init__(self, desk: Desk, one: Kept) -> None:
        """Show each rule with its day and source."""
        self.one = one
        self.code, self.reason = LineEditor(), LineEditor()
        typed = _("Type {code} to show whose records you mean.").format(code=one.code)
        fields = [
            Field("reason", _("Why these records go"), _("Write no name here: this stays on record."), self.reason),
            Field("code", _("Code of the {kind}").format(kind=one.kind.label.lower()), typed, self.code),
        ]
        self.next = controls.text("", "muted", wrap=True)
        super().__init__(
            desk, _("Ask for a destruction"), fields, _("Ask for it"), "trash", [self._why(), self.next]
        )
        self.set_title(_("Ask for a destruction"), _("{name}, {code}").format(name=one.name, code=one.code))
        self.say(_(NO_WAY_BACK), "alert", "danger")
        self.next.setText(self._next())

    def _why(self) -> Card:
        card, words = Card(_("Why these records may go")), _("{rule}: until {day} ({source}).")
        for one in self.one.reasons:
            day = dates.say(one.until)
            card.add(controls.text(words.format(rule=one.label, day=day, source=one.source), wrap=True))
            card.add(controls.text(Confidence(one.confidence).meaning, "second", wrap=True))
        return card

    def _next(self) -> str:
        mine = self.desk.signed_in.actor.user_id
        others = self.desk.read(lambda session: destroy.confirmers(session, mine))
        if others:
            words = _("Nothing is destroyed yet. Next, one of these confirms it with their own passphrase: {names}.")
            return words.format(names=", ".join(others))
        return _("Nothing is destroyed yet. Nobody else here could confirm it, so it waits 30 days; then you do.")

    def save(self) -> None:
        """Ask."""
        one, code, reason = self.one, self.code.value(), self.reason.value()
        self.attempt(lambda session: destroy.ask(session, one.kind, one.id, code, reason))


class RequestPage(Page):
    """What was asked for; the passphrase that does it, or the certificate of what was done."""

    help_topic = "keeping"

    def __init__(self, desk: Desk, row: Request) -> None:
        """Show where it stands."""
        crumbs = [(_("Settings"), lambda: back(desk)), (row.number, None)]
        super().__init__(row.number, f"{row.kind.label} {row.code}", crumbs)
        self.window_title = _("Records to keep")
        self.desk, self.row = desk, row
        self._tell()
        self.typed = SecretEditor(self.run)
        self.field = Field("own", _("Your own passphrase"), "", self.typed)
        self.field.setMaximumWidth(420)
        go_back = controls.outlined(_("Back"), "chevron-left", lambda: back(desk))
        self.confirm = controls.filled(_("Destroy these records"), "trash", self.run)
        self.withdraw = controls.outlined(_("Take the request back"), "undo", self.take_back)
        self.certificate = controls.filled(_("Certificate"), "print", self.show_certificate)
        may = desk.may(Action.CONFIRM_DESTRUCTION) and row.is_open
        if may:
            self.say(_(NO_WAY_BACK), "alert", "danger")
            self.body.addWidget(self.field)
        self.body.addStretch(1)
        done = row.done_at is not None
        further = [self.withdraw, self.confirm] if may else [self.certificate] if done else []
        self.set_foot(FootBar(go_back, *further))
        controls.put_away(self, self.field, self.withdraw, self.confirm, self.certificate)

    def _tell(self) -> None:
        row, card = self.row, Card(_("Where it stands"))
        asked = dates.say(self.desk.day(row.asked_at))
        lines = [
            _("Asked for by {name} on {day}: {reason}").format(name=row.asked_by, day=asked, reason=row.reason),
            _("Last served {last}. The records had to be kept until {until}.").format(
                last=dates.say(row.last_on), until=dates.say(row.kept_until)
            ),
        ]
        if row.done_at is not None:
            words = _("Destroyed on {day}, confirmed by {name}.")
            lines.append(words.format(day=dates.say(self.desk.day(row.done_at)), name=row.confirmed_by))
        elif row.withdrawn_at is not None:
            lines.append(_("Taken back. The records stay."))
        elif row.waits_until is not None:
            words = _("Nobody else could confirm it when it was asked for, so it waits until {day}.")
            lines.append(words.format(day=dates.say(row.waits_until)))
        else:
            lines.append(_("It waits for a second person: another manager or a supervisor, with their own passphrase."))
        for line in lines:
            card.add(controls.text(line, wrap=True))
        self.body.addWidget(card)
        if row.backups:
            self.body.addWidget(self._copies())

    def _copies(self) -> Card:
        one, many = N_("{count} copy still held them on that day"), N_("{count} copies still held them on that day")
        card = Card(plural(one, many, len(self.row.backups)))
        card.add(controls.text("\n".join(self.row.backups[:12]), "second", wrap=True))
        return card

    def run(self) -> None:
        """Check the store, then destroy; Cancel works until the check is over."""
        typed = self.typed.value()
        if not typed:
            self.field.show_problem(_("Type your own passphrase."))
            self.field.enter()
            return
        signed_in, key, drive = self.desk.signed_in, self.row.id, backing.of(self.desk).drive

        def work(progress: Progress) -> Done:
            return destroy.perform(signed_in, key, typed, drive=drive, step=progress.go_on)

        self.desk.queue.run(work, self._done, self._failed, _("Checking the store, then destroying"), self.confirm)

    def _done(self, done: Done) -> None:
        words = plural("{count} row is destroyed.", "{count} rows are destroyed.", sum(done.rows.values()))
        self._again(_("{done} Print the certificate, and think of the copies below.").format(done=words))

    def _again(self, said: str = "") -> None:
        rows = destroy.requests(self.desk.signed_in)
        row = next((one for one in rows if one.id == self.row.id), self.row)
        shown = RequestPage(self.desk, row)
        self.desk.window.open_page(shown, "settings")
        shown.say(said)

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, WrongPassphrase):
            self.field.show_problem(_("This is not your passphrase. Type it again."))
            self.field.enter()
        elif isinstance(wrong, Problem):
            self.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong

    def take_back(self) -> None:
        """Withdraw the request."""
        try:
            destroy.withdraw(self.desk.signed_in, self.row.id)
        except Problem as wrong:
            self.say(wrong.sentence, "alert", "danger")
        else:
            back(self.desk)

    def show_certificate(self) -> None:
        """Open its preview."""
        row, desk = self.row, self.desk
        data = certificates.render(desk.signed_in, row.id)
        crumbs: list[Any] = [(_("Settings"), lambda: back(desk)), (row.number, None)]
        preview = Preview(_("Certificate of destruction"), data, f"{row.number}.pdf", crumbs)
        desk.window.open_page(preview, "settings")


def ask(desk: Desk, one: Kept) -> AskPage:
    """Ask for the destruction of somebody's records."""
    made = AskPage(desk, one)
    desk.window.open_page(made, "settings")
    return made


def open_destruction(desk: Desk, request_id: uuid.UUID) -> None:
    """Open one request for a destruction; the list where it is not there."""
    row = next((one for one in destroy.requests(desk.signed_in) if one.id == request_id), None)
    if row is None:
        back(desk)
    else:
        desk.window.open_page(RequestPage(desk, row), "settings")
