"""One user: roles, links, and a new passphrase for somebody who forgot theirs."""

import uuid

from app.services import users
from app.services.across import confirmed, removal
from app.services.across.corrections import book
from app.services.problems import Invalid, Problem, WrongPassphrase
from app.services.users import Role, UserEntry
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.chips import Chips
from app.ui.kit.correction import Correction, lines
from app.ui.kit.field import Field
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.secret import OwnPassphrase, SecretEditor
from app.ui.settings import people
from app.ui.settings.passphrases import NewPassphrase
from app.ui.write import Desk
from app.wording import _


class UserPage(Page):
    """What a user is here, and which staff member and supervisor."""

    help_topic = "access"

    def __init__(self, desk: Desk, user: people.UserRow) -> None:
        """Show what is on record."""
        crumbs = [(_("Settings"), lambda: desk.window.go("settings")), (user.name, None)]
        super().__init__(user.name, _("Changes take hold when this person signs in next"), crumbs)
        self.window_title = _("Users")
        self.desk, self._user = desk, user
        self.correction = Correction(lambda one: one.field == "roles")
        choices = people.link_choices(desk)
        self.form = Form(
            UserEntry,
            ["name", "roles", row("staff", "supervisor"), self.correction],
            choices=choices,
            editors={"roles": Chips([(role.value, role.label) for role in Role])},
        )
        names = ("name", "roles", "staff", "supervisor")
        self.form.set_values({name: getattr(user, name) for name in names})
        self.correction.follow(self.form)
        words = _("To sign, a user must be linked to a staff member or a supervisor.")
        self.own = OwnPassphrase(self.save, _("Roles decide who sees what, so an open window is not enough."))
        told = desk.read(lambda session: book.of_records(session, "user", [user.id]))
        past = lines(told, UserEntry, choices)
        column = controls.down(self.form, controls.text(words, "second", wrap=True), self.own, *past, gap=12)
        left = controls.plain(column)
        own = user.id == desk.signed_in.actor.user_id
        self.reset: ResetCard | None = None if own else ResetCard(desk, user)
        if self.reset is None:
            self.body.addWidget(left)
        else:
            self.removal = RemoveCard(desk, user)
            column.addSpacing(12)
            column.addWidget(self.removal)
            right = controls.plain(controls.down(self.reset, None))
            self.body.addWidget(page.beside(left, right, 440))
        column.addStretch(1)
        self.body.addStretch(1)
        self.save_button = controls.filled(_("Save"), "save", self.save)
        foot = FootBar(controls.outlined(_("Back"), "chevron-left", lambda: people.back(desk)), self.save_button)
        foot.follow(self.form)
        self.set_foot(foot)

    def save(self) -> None:
        """Write name, roles and links together; what replaces one of them takes a reason."""
        entry = self.form.entry()
        if not isinstance(entry, UserEntry):
            return
        self.correction.field.show_problem("")
        own = self.own.read()
        if not own:
            return
        signed_in, user_id, reason = self.desk.signed_in, self._user.id, self.correction.reason()

        def work(_progress: Progress) -> None:
            confirmed.change_user(signed_in, own, user_id, entry, reason)

        self.desk.queue.run(work, lambda _none: self._done(entry), self._failed, button=self.save_button)

    def _done(self, entry: UserEntry) -> None:
        actor = self.desk.signed_in.actor
        self.desk.window.set_person(actor.name, ", ".join(sorted(role.label for role in actor.roles)))
        said = _("Saved. It holds for {name} from their next sign-in on.").format(name=entry.name)
        people.back(self.desk, said, users.unlinked(entry.name, entry.roles, entry.staff, entry.supervisor))

    def _failed(self, wrong: Exception) -> None:
        if self.own.refuses(wrong):
            return
        if isinstance(wrong, Invalid):
            self.correction.blame(wrong)
            self.form.show_problems({name: said for name, said in wrong.fields.items() if name != book.REASON})
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


class ResetCard(Card):
    """A new passphrase typed twice by the person whose it is."""

    def __init__(self, desk: Desk, user: people.UserRow) -> None:
        """Empty lines."""
        super().__init__(_("Forgotten passphrase"))
        self.desk, self._user = desk, user
        words = _("Hand the keyboard to {name}, who chooses a new passphrase. The old one stops at once.")
        self.add(controls.text(words.format(name=user.name), wrap=True))
        self.note = controls.Note("")
        self.new = NewPassphrase(lambda: [user.name, desk.signed_in.agency], lambda: self.own.enter(), True)
        self.own = OwnPassphrase(self.run, _("Yours, before you hand over the keyboard or after."))
        self.button = controls.outlined(_("Set a new passphrase"), "key", self.run)
        for part in (self.note, self.new, self.own):
            self.add(part)
        self.add(controls.text(_("What this person signed stays signed."), "second", wrap=True))
        self.add(controls.across(self.button, None))

    def run(self) -> None:
        """Set it; this takes about a second."""
        typed = self.new.read()
        own = self.own.read() if typed is not None else ""
        if typed is None or not own:
            return
        signed_in, user_id, temporary = self.desk.signed_in, self._user.id, self.new.temporary

        def work(_progress: Progress) -> None:
            confirmed.reset_passphrase(signed_in, own, user_id, typed, temporary=temporary)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Setting a new passphrase"), self.button)

    def _done(self) -> None:
        temporary = self.new.temporary
        self.new.clear()
        self.own.clear()
        said = _("{name}'s new passphrase opens the store from now on, the old one does not.").format(name=self._user.name)
        further = _("Tell them this one by word of mouth: they choose their own when they sign in, and sign after that.")
        self.note.say(f"{said} {further}" if temporary else said)

    def _failed(self, wrong: Exception) -> None:
        if self.own.refuses(wrong):
            return
        if isinstance(wrong, Invalid):
            self.new.field.show_problem(wrong.sentence)
            self.new.field.enter()
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong


class RemoveCard(Card):
    """The end of somebody's way in, confirmed by the manager's own passphrase."""

    def __init__(self, desk: Desk, user: people.UserRow) -> None:
        """Say what goes and what stays."""
        super().__init__(_("Remove from this store"))
        self.desk, self._user = desk, user
        words = _(
            "{name} cannot open the store any more, and it gets a new key, so that a copy of the old one opens nothing "
            "new. What they signed stays. Their unfinished typing goes. Backups made before still open for them: keep "
            "those safe, or destroy them."
        )
        self.add(controls.text(words.format(name=user.name), wrap=True))
        self.note = controls.Note("")
        self.typed = SecretEditor(self.run)
        space = _("This copies the store once: it needs {count} MB of free disk, and may take a minute.")
        self.field = Field(
            "own", _("Your own passphrase"), space.format(count=removal.needed_megabytes(desk.signed_in)), self.typed
        )
        self.button = controls.outlined(_("Remove {name}").format(name=user.name), "trash", self.run)
        for part in (self.note, self.field):
            self.add(part)
        self.add(controls.across(self.button, None))

    def run(self) -> None:
        """Remove them; Cancel works until the new copy takes its place."""
        if not self.typed.value():
            self.field.show_problem(_("Type your own passphrase."))
            self.field.enter()
            return
        signed_in, user_id, typed = self.desk.signed_in, self._user.id, self.typed.value()

        def work(progress: Progress) -> None:
            removal.remove_user(signed_in, user_id, typed, tell=progress.step)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Removing the user"), self.button)

    def _done(self) -> None:
        said = _("{name} is removed and the store has a new key. Keep older backups safe: they still open for them.")
        people.back(self.desk, said.format(name=self._user.name))

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, WrongPassphrase):
            self.field.show_problem(_("This is not your passphrase. Type it again."))
            self.field.enter()
        elif isinstance(wrong, Problem):
            self.note.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong


def open_user(desk: Desk, user_id: uuid.UUID) -> None:
    """Open the roles and links of one user; the list of users where they are gone."""
    row = next((one for one in people.rows(desk) if one.id == user_id and not one.removed), None)
    if row is None:
        people.back(desk)
    else:
        desk.window.open_page(UserPage(desk, row), "settings")
