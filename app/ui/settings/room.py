"""The room's page: chips choose one of its parts, each loaded when it is first chosen."""

from functools import partial

from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.settings import PARTS
from app.ui.write import Desk
from app.wording import _

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
        may = [(name, label) for name, label, needed in PARTS if needed is None or desk.may(needed)]
        self.sections = Sections([(name, _(label), partial(desk.open, f"settings.{name}")) for name, label in may])
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


def open_part(desk: Desk, part: str) -> None:
    """Show the room at one part: agency, limits, programs, contacts, packs, users, retention, security or look."""
    page = desk.window.go("settings")
    if isinstance(page, SettingsPage):
        page.sections.show_part(part)
        page.refresh()
