"""The Settings room: agency, limits, programs, users, keeping, security, look."""

import uuid
from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.problems import NotFound
from app.services.users import Action
from app.ui.kit.page import Page
from app.ui.kit.sections import Parts, Sections
from app.ui.write import Desk
from app.wording import N_, _

__all__ = ["DRAFTS", "PARTS", "SettingsPage", "make", "open_destruction", "open_draft", "open_part", "open_user"]
PARTS: Parts = (
    ("agency", N_("Agency"), None), ("limits", N_("Time limits"), None), ("programs", N_("Programs"), Action.SEE_CLIENTS),
    ("contacts", N_("Contacts"), Action.SEE_CONTACTS), ("packs", N_("Rules"), None), ("users", N_("Users"), None),
    ("retention", N_("Records to keep"), Action.CONFIRM_DESTRUCTION), ("security", N_("Security"), None),
    ("backups", N_("Backups"), Action.BACK_UP), ("look", N_("Look and lock"), None),
)  # fmt: skip
DRAFTS = ("program", "funding", "contact", "contact-hide", "pack", "pack-back")
TOPICS = {
    "agency": "first-steps", "limits": "access", "programs": "people", "contacts": "crisis", "packs": "rules",
    "users": "access", "retention": "keeping", "security": "access", "backups": "copy", "look": "keys",
}  # fmt: skip
HEARD = frozenset(
    {"agency", "policy", "program", "funding", "episode", "user", "user_role", "destruction", "legal_hold", "pack_amendment",
     "agency_contact"}
)  # fmt: skip


class SettingsPage(Page):
    """Chips choose the part."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the agency."""
        super().__init__(_("Settings"))
        self.window_title = _("Settings")
        self.desk = desk
        makers: dict[str, Callable[[], QWidget]] = {
            "agency": self._agency, "limits": self._limits, "programs": self._programs,
            "contacts": self._contacts, "packs": self._packs,
            "users": self._users, "retention": self._retention, "security": self._security, "backups": self._backups,
            "look": self._look,
        }  # fmt: skip
        may = [(name, label) for name, label, needed in PARTS if needed is None or desk.may(needed)]
        self.sections = Sections([(name, _(label), makers[name]) for name, label in may])
        self.body.addWidget(self.sections, 1)
        desk.changed.connect(self._hear)

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # of the part that is shown
        """The topic of the part that is shown."""
        return TOPICS.get(self.sections.value(), "access")

    def refresh(self) -> None:
        """Show what is on record now."""
        refresh = getattr(self.sections.part(), "refresh", None)
        if refresh is not None:
            refresh()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & HEARD:
            self.refresh()

    def _agency(self) -> QWidget:
        from app.ui.settings.agency import AgencyPart

        return AgencyPart(self.desk)

    def _limits(self) -> QWidget:
        from app.ui.settings.limits import LimitsPart

        return LimitsPart(self.desk)

    def _programs(self) -> QWidget:
        from app.ui.settings.programs import ProgramsPart

        return ProgramsPart(self.desk)

    def _contacts(self) -> QWidget:
        from app.ui.settings.contacts import ContactsPart

        return ContactsPart(self.desk)

    def _packs(self) -> QWidget:
        from app.ui.settings.packs import PacksPart

        return PacksPart(self.desk)

    def _users(self) -> QWidget:
        from app.ui.settings.people import UsersPart

        return UsersPart(self.desk)

    def _security(self) -> QWidget:
        from app.ui.settings.security import SecurityPart

        return SecurityPart(self.desk)

    def _backups(self) -> QWidget:
        from app.ui.settings.backups import BackupsPart

        return BackupsPart(self.desk)

    def _retention(self) -> QWidget:
        from app.ui.settings.retention import RetentionPart

        return RetentionPart(self.desk)

    def _look(self) -> QWidget:
        from app.ui.settings.look import LookPart

        return LookPart(self.desk)


def make(desk: Desk) -> Page:
    """The room's page."""
    return SettingsPage(desk)


def open_part(desk: Desk, part: str) -> None:
    """Show the room at one part: agency, limits, programs, contacts, packs, users, retention, security or look."""
    page = desk.window.go("settings")
    if isinstance(page, SettingsPage):
        page.sections.show_part(part)
        page.refresh()


def open_user(desk: Desk, user_id: uuid.UUID) -> None:
    """Open the roles and links of one user; the list of users where they are gone."""
    from app.ui.settings import people
    from app.ui.settings.user import UserPage

    row = next((one for one in people.rows(desk) if one.id == user_id and not one.removed), None)
    if row is None:
        open_part(desk, "users")
    else:
        desk.window.open_page(UserPage(desk, row), "settings")


def open_destruction(desk: Desk, request_id: uuid.UUID) -> None:
    """Open one request for a destruction; the list where it is not there."""
    from app.services.across import destroy
    from app.ui.settings.destruction import RequestPage

    row = next((one for one in destroy.requests(desk.signed_in) if one.id == request_id), None)
    if row is None:
        open_part(desk, "retention")
    else:
        desk.window.open_page(RequestPage(desk, row), "settings")


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with a draft of this room."""
    from app.ui.settings import contacts, packs
    from app.ui.settings.programs import open_form

    if form in ("contact", "contact-hide"):
        contacts.open_draft(desk, form, record)
        return
    if form == "pack":
        packs.open_form(desk, copy=record.startswith(packs.COPY), code=record.removeprefix(packs.COPY))
        return
    if form == "pack-back":
        packs.show_withdrawal(desk, uuid.UUID(record))
        return
    try:
        open_form(desk, form, uuid.UUID(record) if record else None)
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        open_part(desk, "programs")
