"""An agreement of one pair: who, from when to when, and the confirmation that keeps therapy and supervision apart."""

import uuid
from typing import Any

from app.services import staff
from app.services.supervision import agreements, supervisors
from app.services.supervision.agreements import AgreementEntry
from app.services.users import Action
from app.ui.kit.form import Form, row
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import _


class AgreementPage(RecordPage):
    """Add or change an agreement."""

    def __init__(self, desk: Desk, agreement_id: uuid.UUID | None) -> None:
        """A new one where no id is given."""
        may = desk.may(Action.EDIT_SUPERVISORS)
        title = _("Supervision agreement") if agreement_id else _("Add an agreement")
        words = _("In force from its signing day to its end")
        super().__init__(desk, "agreements", title, words, "agreement", str(agreement_id or ""), may)
        self._id = agreement_id
        people, leaders = desk.read(lambda session: (staff.choices(session), supervisors.choices(session)))
        form = Form(
            AgreementEntry,
            ["staff", "supervisor", "|", row("signed_on", "ends_on"), "not_therapist_confirmed"],
            choices={"staff": people, "supervisor": leaders},
        )
        self.fill(form, self._stored_values(people, leaders), self._write)

    def _stored_values(self, people: list[tuple[str, str]], leaders: list[tuple[str, str]]) -> dict[str, Any]:
        found = self._id
        if found is None:
            return {}
        for row_ in self.desk.read(lambda session: agreements.window(session, limit=10_000)):
            if row_.id == found:
                names = ("staff", "supervisor", "signed_on", "ends_on", "not_therapist_confirmed")
                return {name: getattr(row_, name) for name in names}
        return {}

    def _write(self, entry: AgreementEntry) -> object:
        found = self._id
        if found is None:
            return self.desk.write(lambda session: agreements.add(session, entry), self.form)
        return self.desk.write(lambda session: agreements.change(session, found, entry), self.form)
