"""Users: who may open the store, with which roles, and which staff member or supervisor each of them is."""

import uuid
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import staff, users
from app.services.across import confirmed
from app.services.problems import Invalid, Problem
from app.services.supervision import supervisors
from app.services.users import Action, Role, UserEntry
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.chips import Chips
from app.ui.kit.form import Form
from app.ui.kit.listing import List
from app.ui.kit.page import FootBar, Page
from app.ui.kit.secret import OwnPassphrase
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.settings.passphrases import NewPassphrase
from app.ui.write import Desk
from app.wording import _


@dataclass(frozen=True)
class UserRow:
    """A line of the users list; codes are blank where a user is not linked."""

    id: uuid.UUID
    name: str
    roles: tuple[str, ...]
    staff: str
    supervisor: str
    removed: bool
    staff_name: str = ""
    supervisor_name: str = ""


def rows(desk: Desk) -> list[UserRow]:
    """All users with roles and links."""

    def work(session: Any) -> list[UserRow]:
        people = {row.staff_id: (row.code, row.name) for row in staff.window(session, limit=10_000)}
        leaders = {row.id: (row.code, row.name) for row in supervisors.window(session, limit=10_000)}
        nobody = ("", "")
        return [
            UserRow(
                user.id,
                user.name,
                tuple(sorted(one.role for one in user.roles)),
                people.get(user.staff_id, nobody)[0] if user.staff_id else "",
                leaders.get(user.supervisor_id, nobody)[0] if user.supervisor_id else "",
                user.removed_at is not None,
                people.get(user.staff_id, nobody)[1] if user.staff_id else "",
                leaders.get(user.supervisor_id, nobody)[1] if user.supervisor_id else "",
            )
            for user in users.listed(session)
        ]

    return desk.read(work)


def _named(row: UserRow) -> Cell:
    if row.removed:
        return Cell(row.name, _("Removed"), icon="person", strong=True)
    missing = users.unlinked(row.name, frozenset(map(Role, row.roles)), row.staff, row.supervisor)
    return Cell(row.name, _("Cannot sign yet: not linked") if missing else "", icon="person", strong=True)


def _is(name: str, code: str) -> Cell:
    """Whom a user is linked to, by name; the code tells two of one name apart."""
    return Cell(name, code) if code else Cell(_("Nobody"), tone="muted")


class UsersPart(QWidget):
    """The list of users, and the way to a further one."""

    def __init__(self, desk: Desk) -> None:
        """List everyone."""
        super().__init__()
        self.desk = desk
        columns: list[Column[UserRow]] = [
            Column(_("Name"), _named, "name", width=240),
            Column(_("Roles"), lambda row: ", ".join(Role(role).label for role in row.roles)),
            Column(_("Staff member"), lambda row: _is(row.staff_name, row.staff), width=190),
            Column(_("Supervisor"), lambda row: _is(row.supervisor_name, row.supervisor), width=190),
        ]  # fmt: skip
        if desk.may(Action.MANAGE_USERS):
            columns.append(Column("", lambda row: Cell("", button="" if row.removed else _("Change")), width=96))
        fetch = from_rows(lambda: rows(desk), {"name": lambda row: row.name.casefold()}, lambda row: row.name)
        self.list = List(columns, fetch, "", "users", _("Users"), filtered=False)
        self.list.setMinimumHeight(320)
        self.list.pressed.connect(lambda row, _button: self._change(row))
        self.list.opened.connect(self._change)
        self.add_button = controls.filled(_("Add a user"), "person-plus", self._add)
        sentence = _(
            "Each person signs in with their own passphrase. "
            "To sign, a user must be linked to a staff member or a supervisor."
        )
        words = controls.text(sentence, "muted", wrap=True)
        line = controls.across(gap=16)
        line.addWidget(words, 1)
        line.addWidget(self.add_button)
        top = controls.plain(line)
        box = controls.down(top, self.list, gap=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.add_button.setVisible(desk.may(Action.MANAGE_USERS))

    def refresh(self) -> None:
        """Fetch anew."""
        self.list.refresh()

    def _change(self, row: UserRow) -> None:
        if self.desk.may(Action.MANAGE_USERS) and not row.removed:
            self.desk.open("user", row.id)

    def _add(self) -> None:
        open_adding(self.desk)


def back(desk: Desk, said: str = "", warning: str = "") -> None:
    """Show the list of users again, with what was done, or with `warning` what is still to do."""
    desk.open("settings", "users")
    shown = desk.window.page()
    if isinstance(shown, Page) and (said or warning):
        icon, tone = ("warning", "warning") if warning else ("check-circle", "accent")
        shown.say(" ".join(part for part in (said, warning) if part), icon, tone)


def open_adding(desk: Desk) -> Page:
    """Open the form of a new user."""
    made = AddUserPage(desk)
    desk.window.open_page(made, "settings")
    return made


def link_choices(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """The staff members and supervisors that a user can be, as (code, name)."""
    people, leaders = desk.read(lambda session: (staff.choices(session), supervisors.choices(session)))
    return {"staff": people, "supervisor": leaders}


class AddUserPage(Page):
    """Name, roles, links and passphrase of a new user."""

    help_topic = "access"

    def __init__(self, desk: Desk) -> None:
        """An empty form."""
        crumbs = [(_("Settings"), lambda: desk.window.go("settings")), (_("Add a user"), None)]
        super().__init__(
            _("Add a user"), _("They choose the passphrase themselves: hand them the keyboard"), crumbs
        )
        self.window_title = _("Add a user")
        self.desk = desk
        roles = Chips([(role.value, role.label) for role in Role])
        self.passphrase = NewPassphrase(
            lambda: [self.form.values()["name"], desk.signed_in.agency], lambda: self.own.enter(), True
        )
        self.own = OwnPassphrase(self.add, _("A new user can open the records, so an open window is not enough."))
        self.form = Form(
            UserEntry,
            ["name", "roles", "staff", "supervisor", "|", self.passphrase, self.own],
            choices=link_choices(desk),
            editors={"roles": roles},
        )
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.button = controls.filled(_("Add"), "person-plus", self.add)
        foot = FootBar(controls.outlined(_("Back"), "chevron-left", lambda: back(desk)), self.button)
        foot.follow(self.form)
        self.set_foot(foot)

    def add(self) -> None:
        """Make the user's keys and record them; this takes about a second."""
        entry = self.form.entry()
        if not isinstance(entry, UserEntry):
            return
        typed = self.passphrase.read()
        own = self.own.read() if typed is not None else ""
        if typed is None or not own:
            return
        temporary = self.passphrase.temporary

        def work(_progress: Progress) -> uuid.UUID:
            return confirmed.add_user(self.desk.signed_in, own, entry, typed, temporary=temporary)

        self.desk.queue.run(
            work, lambda _id: self._done(entry), self._failed, _("Making the user's keys"), self.button
        )

    def _done(self, entry: UserEntry) -> None:
        said = _("{name} can sign in from now on.").format(name=entry.name)
        back(self.desk, said, users.unlinked(entry.name, entry.roles, entry.staff, entry.supervisor))

    def _failed(self, wrong: Exception) -> None:
        if self.own.refuses(wrong):
            return
        if isinstance(wrong, Invalid):
            self.form.show_problems(wrong.fields)
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong
