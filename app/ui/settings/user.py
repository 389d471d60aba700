"""One user: roles, links, and a new passphrase for somebody who forgot theirs."""

from typing import Any

from app.services import users
from app.services.across import access
from app.services.problems import Invalid, Problem
from app.services.users import Role, UserEntry
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.chips import Chips
from app.ui.kit.form import Form
from app.ui.kit.page import Card, FootBar, Page
from app.ui.settings import people
from app.ui.settings.passphrases import NewPassphrase
from app.ui.write import Desk
from app.wording import _


class UserPage(Page):
    """What a user is here, and which staff member and supervisor."""

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
        left = controls.plain(controls.down(self.form, controls.text(words, "second", wrap=True), None, gap=12))
        own = user.id == desk.signed_in.actor.user_id
        self.reset: ResetCard | None = None if own else ResetCard(desk, user)
        if self.reset is None:
            self.body.addWidget(left)
        else:
            right = controls.plain(controls.down(self.reset, None))
            self.body.addWidget(page.beside(left, right, 440))
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
        self.new = NewPassphrase(lambda: [user.name, desk.signed_in.agency])
        self.button = controls.outlined(_("Set a new passphrase"), "key", self.run)
        for part in (self.note, self.new):
            self.add(part)
        self.add(controls.text(_("What this person signed stays signed."), "second", wrap=True))
        self.add(controls.across(self.button, None))

    def run(self) -> None:
        """Set it; this takes about a second."""
        typed = self.new.read()
        if typed is None:
            return
        signed_in, user_id = self.desk.signed_in, self._user.id
        self.button.setEnabled(False)

        def work(_progress: Progress) -> None:
            access.reset_passphrase(signed_in, user_id, typed)

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
