"""A staff member under one rule pack: the form, and beside it the pack in words and the person's other packs."""

import uuid
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.staff import Enrolment
from app.services import staff
from app.services.credentials import steps
from app.services.staff import ENROLMENT, StaffEntry
from app.services.store.session import Session
from app.services.users import Action
from app.ui.help import rules
from app.ui.kit import controls
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card
from app.ui.staff.naming import NameFrom
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import _


def stored_values(enrolment: Enrolment) -> dict[str, Any]:
    """An enrolment as its form shows it."""
    person = enrolment.staff
    return {"code": person.code, "name": person.name, "title": person.title, "pack": enrolment.pack} | {
        field: getattr(enrolment, field) for field in ENROLMENT
    }


class PersonPage(RecordPage):
    """Add or change a staff member and one enrolment of theirs."""

    def __init__(
        self, desk: Desk, enrolment_id: uuid.UUID | None, further: dict[str, Any] | None = None
    ) -> None:
        """`further` holds code, name and title of a person who gets another rule pack."""
        kept = desk.read(lambda session: staff.enrolment(session, enrolment_id)) if enrolment_id else None
        title = kept.staff.name if kept else _("Add a rule pack") if further else _("Add staff")
        record = str(enrolment_id or (f"+{further['code']}" if further else ""))
        may = desk.may(Action.EDIT_STAFF)
        super().__init__(desk, "staff", title, _("One person under one rule pack"), "staff", record, may)
        self._id = enrolment_id
        stored = stored_values(kept) if kept else dict(further or {})
        self.name_from = NameFrom(stored["name"] if kept else "")
        form = Form(
            StaffEntry,
            [
                row("code", "name", stretch=(2, 3)), self.name_from, "title", "pack", self._what(),
                row("started_on", "ended_on"),
                "|", "certification_number", row("certified_on", "certification_expires_on"),
                row("opening_owed_minutes", "opened_on"),
            ],
            choices={"pack": rules.pack_choices(desk.packs)},
        )  # fmt: skip
        self.show_form(form, stored, self._write, self._aside(kept))
        self.name_from.follow(form)
        form.changed.connect(self._tell_pack)
        self._tell_pack()

    def _what(self) -> QWidget:
        self._ratio = controls.Elided("", "second")
        link = controls.link(_("What is this?"), self._explain)
        link.setAccessibleName(_("What is this? Figures and sources of the rule pack"))
        return controls.plain(controls.across(self._ratio, link, None, gap=9))

    def _explain(self) -> None:
        rules.what_is_this(self, self.desk.packs, self.form.values()["pack"])

    def _tell_pack(self) -> None:
        self._ratio.setText(rules.summary(self.desk.packs, self.form.values()["pack"], self.desk.today()))

    def _aside(self, kept: Enrolment | None) -> QWidget | None:
        if kept is None:
            return None
        card = Card(_("Rule packs of this person"))
        person = self.desk.read(lambda session: staff.by_code(session, kept.staff.code))
        for other in person.enrolments:
            if other.id == kept.id:
                card.add(controls.text(rules.pack_title(self.desk.packs, other.pack), "strong", wrap=True))
            else:
                card.add(controls.link(rules.pack_title(self.desk.packs, other.pack), self._opener(other.id)))
        card.add(
            controls.text(
                _("Hours and sessions count under each pack, unless a row names one."), "second", wrap=True
            )
        )
        if self._may:
            card.add(
                controls.across(
                    controls.row_button(_("Add a rule pack"), "plus", lambda: self._further(kept)), None
                )
            )
        credentials = controls.link(_("Credentials and education"), lambda: self._credentials(kept))
        card.add(controls.across(credentials, None))
        owed = controls.link(_("Supervision owed"), lambda: self._owed(kept.staff.code))
        card.add(controls.across(owed, None))
        return controls.plain(controls.down(card, None))

    def _opener(self, enrolment_id: uuid.UUID) -> Any:
        from app.ui.staff import open_staff

        return lambda: open_staff(self.desk, enrolment_id)

    def _further(self, kept: Enrolment) -> None:
        person = kept.staff
        further = {"code": person.code, "name": person.name, "title": person.title}
        self.desk.window.open_page(PersonPage(self.desk, None, further), "staff")

    def _credentials(self, kept: Enrolment) -> None:
        from app.ui.staff import open_credentials

        open_credentials(self.desk, kept.staff.code, kept.pack)

    def _owed(self, code: str) -> None:
        from app.ui import owed

        owed.open_person(self.desk, code)

    def _write(self, entry: StaffEntry) -> object:
        usable, from_on = self.name_from.read()
        if not usable:
            return None
        if self._id is None:
            return self.desk.write(lambda session: _checked(session, entry) and staff.add(session, entry), self.form)
        found = self._id
        return self.desk.write(
            lambda session: _checked(session, entry) and staff.change(session, found, entry, from_on), self.form
        )


def _checked(session: Session, entry: StaffEntry) -> bool:
    """True; raises Invalid for a certification dated in the future or before birth."""
    steps.check_certified(session, entry.code, entry.certified_on)
    return True
