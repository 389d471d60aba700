"""One user: roles, links, and a new passphrase for somebody who forgot theirs."""

from typing import Any

from app.services import users
from app.services.across import access, removal
from app.services.problems import Invalid, Problem, WrongPassphrase
from app.services.users import Role, UserEntry
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.chips import Chips
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.secret import SecretEditor
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
        self.form = Form(
            UserEntry,
            ["roles", "staff", "supervisor"],
            choices=people.link_choices(desk),
            editors={"roles": Chips([(role.value, role.label) for role in Role])},
        )
        self.form.set_values({"roles": user.roles, "staff": user.staff, "supervisor": user.supervisor})
        words = _("To sign, a user must be linked to a staff member or a supervisor.")
        column = controls.down(self.form, controls.text(words, "second", wrap=True), gap=12)
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
        save = controls.filled(_("Save"), "save", self.save)
        foot = FootBar(controls.outlined(_("Back"), "chevron-left", lambda: people.back(desk)), save)
        foot.follow(self.form)
        self.set_foot(foot)

    def save(self) -> None:
        """Write roles and links together."""
        try:
            entry = UserEntry.read({**self.form.values(), "name": self._user.name})
        except Invalid as wrong:
            self.form.show_problems(wrong.fields)
            return

        def work(session: Any) -> bool:
            users.set_roles(session, self._user.id, entry.roles)
            users.link(session, self._user.id, entry.staff, entry.supervisor)
            return True

        if self.desk.write(work, self.form):
            people.back(self.desk)


class ResetCard(Card):
    """A new passphrase typed twice by the person whose it is."""

    def __init__(self, desk: Desk, user: people.UserRow) -> None:
        """Empty lines."""
        super().__init__(_("Forgotten passphrase"))
        self.desk, self._user = desk, user
        words = _("Hand the keyboard to {name}, who chooses a new passphrase. The old one stops at once.")
        self.add(controls.text(words.format(name=user.name), wrap=True))
        self.note = controls.Note("")
        self.new = NewPassphrase(lambda: [user.name, desk.signed_in.agency], True)
        self.button = controls.outlined(_("Set a new passphrase"), "key", self.run)
        self.new.again.on_enter(self.button.click)
        for part in (self.note, self.new):
            self.add(part)
        self.add(controls.text(_("What this person signed stays signed."), "second", wrap=True))
        self.add(controls.across(self.button, None))

    def run(self) -> None:
        """Set it; this takes about a second."""
        typed = self.new.read()
        if typed is None:
            return
        signed_in, user_id, temporary = self.desk.signed_in, self._user.id, self.new.temporary
        self.button.setEnabled(False)

        def work(_progress: Progress) -> None:
            access.reset_passphrase(signed_in, user_id, typed, temporary=temporary)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Setting a new passphrase"))

    def _done(self) -> None:
        self.button.setEnabled(True)
        self.new.clear()
        self.note.say(_("The new passphrase opens the store from now on."))

    def _failed(self, wrong: Exception) -> None:
        self.button.setEnabled(True)
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
        self.typed = SecretEditor()
        space = _("This copies the store once: it needs {count} MB of free disk, and may take a minute.")
        self.field = Field(
            "own", _("Your own passphrase"), space.format(count=removal.needed_megabytes(desk.signed_in)), self.typed
        )
        self.typed.on_enter(lambda: self.button.click())
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
        self.button.setEnabled(False)

        def work(progress: Progress) -> None:
            removal.remove_user(signed_in, user_id, typed, tell=progress.step)

        self.desk.queue.run(work, lambda _none: self._done(), self._failed, _("Removing the user"))

    def _done(self) -> None:
        self.desk.window.saved(_("{name} is removed; the store has a new key").format(name=self._user.name))
        people.back(self.desk)

    def _failed(self, wrong: Exception) -> None:
        self.button.setEnabled(True)
        if isinstance(wrong, WrongPassphrase):
            self.field.show_problem(_("This is not your passphrase. Type it again."))
            self.field.enter()
        elif isinstance(wrong, Problem):
            self.note.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong
