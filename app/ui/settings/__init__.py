"""The Settings room: agency, limits, programs, users, keeping, security, look."""

import uuid

from PySide6.QtWidgets import QWidget

from app.services.problems import NotFound
from app.services.users import Action
from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.write import Desk
from app.wording import _

__all__ = ["DRAFTS", "SettingsPage", "make", "open_destruction", "open_draft", "open_part", "open_user"]
DRAFTS = ("program", "funding", "pack", "pack-back")
HEARD = frozenset(
    {"agency", "policy", "program", "funding", "episode", "user", "user_role", "destruction", "legal_hold", "pack_amendment"}
)


class SettingsPage(Page):
    """Chips choose the part."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the agency."""
        super().__init__(_("Settings"))
        self.window_title = _("Settings")
        self.desk = desk
        self.sections = Sections(
            [
                ("agency", _("Agency"), self._agency),
                ("limits", _("Time limits"), self._limits),
                *([("programs", _("Programs"), self._programs)] if desk.may(Action.SEE_CLIENTS) else []),
                ("packs", _("Rules"), self._packs),
                ("users", _("Users"), self._users),
                *([("retention", _("Records to keep"), self._retention)] if desk.may(Action.CONFIRM_DESTRUCTION) else []),
                ("security", _("Security"), self._security),
                *([("backups", _("Backups"), self._backups)] if desk.may(Action.BACK_UP) else []),
                ("look", _("Look and lock"), self._look),
            ]
        )
        self.body.addWidget(self.sections, 1)
        desk.changed.connect(self._hear)

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
    """Show the room at one part: agency, limits, programs, packs, users, retention, security or look."""
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
    from app.ui.settings import packs
    from app.ui.settings.programs import open_form

    if form == "pack":
        packs.open_form(desk, copy=record.startswith(packs.COPY), code=record.removeprefix(packs.COPY))
        return
    if form == "pack-back":  # what is to be taken back is chosen in the list
        open_part(desk, "packs")
        return
    try:
        open_form(desk, form, uuid.UUID(record) if record else None)
    except NotFound:  # removed since: nothing is left to go on with
        desk.keeper.forget(form, record)
        open_part(desk, "programs")
