"""All notes that a person may see, newest first, with what waits to be signed or looked at."""

from typing import TYPE_CHECKING

from app.services.across import waiting
from app.services.users import Action
from app.ui.encounters.listing import TABLES, EncounterList
from app.ui.kit import controls
from app.ui.kit.chips import FilterChips
from app.ui.kit.page import Page
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk


class Room(Page):
    """The list with its filters."""

    def __init__(self, desk: "Desk") -> None:
        """Fetches the first window."""
        self._desk = desk
        self._sign = controls.filled("", "pencil", self._review)
        buttons = [self._sign]
        if desk.may(Action.WRITE_ENCOUNTERS):
            buttons.insert(0, controls.outlined(_("New note"), "note", self._new))
        super().__init__(_("Notes"), _("One after each visit; signed, it is locked"), buttons=buttons, scroll=False)
        self.chips = FilterChips([
            ("all", _("All")), ("unsigned", _("Not signed")), ("replaced", _("Replaced")),
        ])  # fmt: skip
        self.encounters = EncounterList(desk)
        self.list = self.encounters.list
        self.chips.chosen.connect(self._choose)
        self.list.lead(self.chips)
        self.body.addWidget(self.encounters, 1)
        desk.changed.connect(self._changed)
        self._count()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES and self.isVisible():
            self._count()

    def _choose(self, value: str) -> None:
        self.encounters.unsigned, self.encounters.replaced = value == "unsigned", value == "replaced"
        self.list.refresh()

    def refresh(self) -> None:
        """Fetch anew, and count what waits."""
        self._count()
        self.list.refresh()

    def _count(self) -> None:
        waits = self._desk.read(waiting.count).notes
        self._sign.setText(plural("Review and sign {count} note", "Review and sign {count} notes", waits))
        self._sign.setVisible(bool(waits))
        self._desk.window.set_count("encounters", waits)

    def _new(self) -> None:
        self._desk.open("note")

    def _review(self) -> None:
        self._desk.open("note.review")
