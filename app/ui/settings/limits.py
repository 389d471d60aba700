"""The limits that the agency sets for itself: notes, keeping of records, locking of the window."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import agency
from app.services.agency import PolicyEntry
from app.services.users import Action
from app.ui.kit import controls, page
from app.ui.kit.form import Form
from app.ui.write import Desk
from app.wording import _

FIELDS = ("note_hours", "keep_years", "lock_minutes")


class LimitsPart(QWidget):
    """Three numbers that hold for everybody here."""

    def __init__(self, desk: Desk) -> None:
        """Show what is set; only a manager may change it."""
        super().__init__()
        self.desk = desk
        self.form = Form(PolicyEntry, list(FIELDS))
        self.form.set_values(self._stored())
        self.note = controls.Note("")
        self.form.tells(self.note)
        self.button = controls.filled(_("Save"), "save", self.save)
        may = desk.may(Action.EDIT_AGENCY)
        self.form.setEnabled(may)
        card = page.Card(_("Where these come from"))
        for words in (
            _("The hours for a note are your own rule. 72 is a good start: what was said is still fresh."),
            _(
                "Seven years is the least in Montana, for supervision logs (ARM 24.219.422) and for client records "
                "after the last service (ARM 24.219.2301). You may keep them longer."
            ),
            _("A laptop that is left alone locks by itself. Fifteen minutes is the most that Peerdesk allows."),
        ):
            card.add(controls.text(words, wrap=True))
        row = controls.plain(controls.across(self.button, None))
        left = controls.plain(controls.down(self.note, self.form, row, None, gap=12))
        row.setVisible(may)
        self.setLayout(controls.down(page.beside(left, controls.plain(controls.down(card, None)), 360), None))

    def _stored(self) -> dict[str, Any]:
        return self.desk.read(agency.policy).model_dump()

    def refresh(self) -> None:
        """Show what is set, unless something is typed."""
        if not self.form.is_dirty():
            self.form.set_values(self._stored())

    def save(self) -> None:
        """Write what was typed."""
        entry = self.form.entry()
        if not isinstance(entry, PolicyEntry):
            return
        if self.desk.write(lambda session: agency.set_policy(session, entry), self.form) is None:
            return
        self.form.mark_clean()
        self.note.say(_("Saved. These limits hold from now on."))
