"""A record to read: its facts, what may be done with it, and the cards that its room puts beside it."""

from typing import TYPE_CHECKING, Any

from app.services.users import Action
from app.ui.kit import controls, page
from app.ui.kit.facts import facts
from app.wording import _

if TYPE_CHECKING:
    from app.ui.record.screens import Screens
    from app.ui.write import Desk


class ReadPage(page.Page):
    """What is on record at the left, the room's cards at the right."""

    def __init__(self, desk: "Desk", screens: "Screens", kept: Any) -> None:
        """`kept` is loaded with what it names."""
        self.desk, self.screens, self.kept = desk, screens, kept
        self.closing: Any = None  # the small form of a card that its room puts beside it
        self.help_topic = screens.help
        one, told = _(screens.kind.one), screens.subtitle(kept)
        super().__init__(one, told, crumbs=screens.way(desk, one), buttons=self._offer())
        self.window_title = one
        self._card = page.Card()
        self._card.add(facts(screens.facts(kept), 170))
        self._card.be_read(told)
        left = controls.plain(controls.down(self._card, None))
        cards = screens.cards(self)
        if cards:
            aside = controls.down(*cards, None, gap=12)
            self.body.addWidget(page.beside(left, controls.plain(aside), 330))
        else:
            self.body.addWidget(left)

    def take_focus(self) -> None:
        """The page opens on the record, and on no button."""
        self._card.setFocus()

    def _offer(self) -> list[controls.Button]:
        kind, made = self.screens.kind, []
        if self.screens.about(self.kept) is not None and self.desk.may(Action.SEE_CLIENTS):
            made.append(controls.bare(_("The person's page"), "person", self._open_client))
        if self.desk.may(kind.write) and not kind.frozen(self.kept):
            if not kind.stays(self.kept):
                made.append(controls.bare(_("Remove"), "trash", self.remove))
            made.append(controls.filled(_("Change"), "pencil", self.change))
        return [*made, *self.screens.buttons(self)]

    def change(self) -> None:
        """Open the form."""
        self.desk.open(f"{self.screens.name}.form", self.kept.id)

    def _open_client(self) -> None:
        self.desk.open("client", self.screens.about(self.kept), self.screens.many)

    def remove(self) -> None:
        """Take away what was entered by mistake, with a way back."""
        desk, screens, key = self.desk, self.screens, self.kept.id
        entry = desk.write(lambda session: screens.kind.remove(session, key))
        if entry is not None:
            desk.open(screens.many).undo(
                _(screens.words.removed), lambda: desk.write(lambda session: screens.kind.record(session, entry).id)
            )
