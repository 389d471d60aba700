"""Looking at a record is written down, and what a paper or file with clients' names is for is asked before it leaves."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.consents import giving
from app.services.consents.giving import DisclosureEntry, Purpose
from app.ui.kit import controls
from app.ui.kit.form import Form, row

if TYPE_CHECKING:
    from app.ui.write import Desk

MORE = ("recipient", "basis", "consent_on")
ASKED = {Purpose.PAYMENT_OR_LAW: MORE, Purpose.NAMED_RECIPIENT: MORE}


def look(desk: "Desk", clients: Iterable[uuid.UUID]) -> None:
    """Write down that these clients' records are opened now. Raises Problems; then nothing may be shown."""
    wanted = set(clients)
    if wanted:
        desk.note(lambda session: giving.opened(session, wanted))


class Why(QWidget):
    """Asks what a paper or file with clients' names is for; who gets it and on what ground where it goes elsewhere."""

    def __init__(self, purpose: Purpose = Purpose.OWN_USE) -> None:
        """Begin with the usual purpose."""
        super().__init__()
        self.form = Form(DisclosureEntry, ["purpose", row(*MORE, stretch=(3, 3, 0))])
        self.form.set_values({"purpose": purpose.value})
        self.form.changed.connect(self._show_asked)
        self.setLayout(controls.down(self.form))
        self._show_asked()

    def _show_asked(self) -> None:
        """Show only what this purpose needs; what is hidden says nothing."""
        chosen = self.form.values()["purpose"]
        asked = ASKED.get(Purpose(chosen), ()) if chosen else ()
        for name in MORE:
            field = self.form.fields[name]
            field.setVisible(name in asked)
            if name not in asked and field.editor.value():
                field.editor.set_value("")

    def read(self) -> DisclosureEntry | None:
        """The reason; None where something is missing, which then stands beside its field."""
        found = self.form.entry()
        return found if isinstance(found, DisclosureEntry) else None
