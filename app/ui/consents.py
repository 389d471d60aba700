"""Looking at a record is written down, and a paper with a client's name is asked what it is for before it leaves."""

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.consents import giving
from app.services.consents.giving import DisclosureEntry, Purpose
from app.ui.kit import controls
from app.ui.kit.form import Form, row
from app.ui.kit.page import Crumb, Page, problem
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

MORE = ("recipient", "basis", "consent_on")
UNWRITTEN = N_("The paper has left, but that could not be written down. Note in the client's record who got it and why.")
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


def open_paper(
    desk: "Desk",
    title: str,
    data: bytes,
    *,
    kind: str,
    client: uuid.UUID,
    room: str,
    crumbs: Sequence[Crumb] = (),
    purpose: Purpose = Purpose.OWN_USE,
) -> Page:
    """Show a paper about a client; each time it is saved or printed, that and why is written down as it leaves.

    The line and the leaving stand or fall together: what did not leave leaves no line, and without a line nothing does.
    """
    from app.ui.kit.preview import Leaving, Preview

    look(desk, [client])
    why = Why(purpose)

    def around(leave: Leaving) -> str | None:
        entry = why.read()
        if entry is None:
            return None

        left: list[str] = []

        def work(session: Any) -> str:
            giving.given(session, entry, f"paper {kind}", [client])
            left.append(leave())
            return left[0]

        happened = desk.write(work, why.form)
        if happened is None and left:  # the disk failed in the very moment of keeping the line
            problem(page, _(UNWRITTEN))
        return happened

    page = Preview(title, data, f"{kind}.pdf", crumbs, above=why, around=around)
    desk.window.open_page(page, room)
    return page
