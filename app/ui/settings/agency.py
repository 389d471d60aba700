"""The agency's name, address, phone and time zone."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import agency, users
from app.services.across.opening import AgencyEntry
from app.services.users import Action
from app.ui.kit import controls, page
from app.ui.kit.form import Form
from app.ui.write import Desk
from app.ui.zones import ZONES
from app.wording import _

FIELDS = ("name", "address", "phone", "zone")


class AgencyPart(QWidget):
    """What stands at the top of every paper."""

    def __init__(self, desk: Desk) -> None:
        """Show what is on record; only a manager may change it."""
        super().__init__()
        self.desk = desk
        zones = [(zone, _(label)) for zone, label in ZONES]
        kept = self._stored()
        if kept["zone"] not in dict(zones):
            zones.append((kept["zone"], kept["zone"]))
        self.form = Form(AgencyEntry, list(FIELDS), choices={"zone": zones})
        self.form.set_values(kept)
        self.note = controls.Note("")
        self.form.tells(self.note)
        self.button = controls.filled(_("Save"), "save", self.save)
        may = desk.may(Action.EDIT_AGENCY)
        self.form.setEnabled(may)
        card = page.Card(_("Where this is used"))
        for words in (
            _(
                "Name, address and phone stand at the top of every paper. The name is also shown where you unlock."
            ),
            _("The time zone is used for what you enter from now on. What is on record keeps its own."),
        ):
            card.add(controls.text(words, wrap=True))
        row = controls.plain(controls.across(self.button, None))
        left = controls.plain(controls.down(self.note, self.form, row, None, gap=12))
        row.setVisible(may)
        self.setLayout(controls.down(page.beside(left, controls.plain(controls.down(card, None)), 360), None))

    def _stored(self) -> dict[str, str]:
        kept = self.desk.read(users.agency)
        return {name: getattr(kept, name) for name in FIELDS}

    def refresh(self) -> None:
        """Show what is on record, unless something is typed."""
        if not self.form.is_dirty():
            self.form.set_values(self._stored())

    def save(self) -> None:
        """Write what was typed."""
        entry = self.form.entry()
        if not isinstance(entry, AgencyEntry):
            return
        store = self.desk.signed_in.store

        def work(session: Any) -> object:
            return agency.change(session, store, entry)

        if self.desk.write(work, self.form) is None:
            return
        self.desk.signed_in.agency = entry.name
        self.desk.zone_changed(entry.zone)
        self.desk.window.aside(entry.name)
        self.form.mark_clean()
        self.note.say(_("Saved. New papers carry it from now on."))
