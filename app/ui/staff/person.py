"""A staff member under one rule pack: the form, and beside it the pack in words and the person's other packs."""

import uuid
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.staff import Enrolment
from app.services import staff
from app.services.across.corrections import book, enrolments
from app.services.credentials import steps
from app.services.staff import StaffEntry
from app.services.store.session import Session
from app.services.users import Action
from app.ui import board_log, rules
from app.ui.kit import controls, names
from app.ui.kit.correction import Correction, history
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.editors import LengthEditor
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card, Crumb
from app.ui.staff.naming import NameFrom
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _


class PersonPage(RecordPage):
    """Add or change a staff member and one enrolment of theirs."""

    next_step = N_("Next: record the supervision agreement, then type the hours.")

    def __init__(
        self, desk: Desk, enrolment_id: uuid.UUID | None, further: dict[str, Any] | None = None
    ) -> None:
        """`further` holds code, name and title of a person who gets another rule pack."""
        kept = desk.read(lambda session: staff.enrolment(session, enrolment_id)) if enrolment_id else None
        title = kept.staff.name if kept else _("Add further rules") if further else _("Add staff")
        record = str(enrolment_id or (f"+{further['code']}" if further else ""))
        may = desk.may(Action.EDIT_STAFF)
        super().__init__(desk, "staff", title, _("One person, and the rules that they work under"), "staff", record, may)
        self._id = enrolment_id
        stored = enrolments.values(kept) if kept else dict(further or {})
        self.name_from = NameFrom(stored["name"] if kept else "")
        self.correction = Correction(enrolments.ordinary, besides=self.name_from.explained)
        form = Form(
            StaffEntry,
            [
                row("code", "name", stretch=(2, 3)), self.name_from, "title", "pack", self._what(),
                row("started_on", "ended_on"),
                "|", "certification_number", row("certified_on", "certification_expires_on"),
                row("opening_owed_minutes", "opened_on"), row("opening_ce_hours", "ce_opened_on"), self.correction,
                told := Doubts(),
            ],
            choices={"pack": rules.pack_choices(desk.packs)},
            editors={"opening_owed_minutes": LengthEditor()},
        )  # fmt: skip
        carried = _("Supervision still owed from before Peerdesk kept count, such as 2:30.")
        form.fields["opening_owed_minutes"].set_help(carried)
        self.show_form(form, stored, self._write, self._aside(kept))
        self.name_from.follow(form)
        told.follow(form, asks(desk, staff.DOUBTS))
        if kept:
            self.correction.follow(form)
            self.offer_take_out(self.take_out)
        form.changed.connect(self._tell_pack)
        self._tell_pack()

    def _what(self) -> QWidget:
        self._ratio = controls.Elided("", "second")
        link = controls.link(_("What is this?"), self._explain)
        link.setAccessibleName(_("What is this? Figures and sources of the rules"))
        return controls.plain(controls.across(self._ratio, link, None, gap=9))

    def _explain(self) -> None:
        rules.what_is_this(self, self.desk.packs, self.form.values()["pack"])

    def _tell_pack(self) -> None:
        self._ratio.setText(rules.summary(self.desk.packs, self.form.values()["pack"], self.desk.today()))

    def _aside(self, kept: Enrolment | None) -> QWidget | None:
        if kept is None:
            return None
        card = Card(_("Rules of this person"))
        person = self.desk.read(lambda session: staff.by_code(session, kept.staff.code))
        for other in person.enrolments:
            if other.id == kept.id:
                card.add(controls.text(rules.pack_title(self.desk.packs, other.pack), "strong", wrap=True))
            else:
                card.add(controls.link(rules.pack_title(self.desk.packs, other.pack), self._opener(other.id)))
        card.add(
            controls.text(
                _("Hours and sessions count under all of these, unless a row names one."), "second", wrap=True
            )
        )
        if self._may:
            card.add(
                controls.across(
                    controls.row_button(_("Add further rules"), "plus", lambda: self._further(kept)), None
                )
            )
        credentials = controls.link(_("Credentials and education"), lambda: self._credentials(kept))
        card.add(controls.across(credentials, None))
        owed = controls.link(_("Supervision owed"), lambda: self._owed(kept.staff.code))
        card.add(controls.across(owed, None))
        if self.desk.may(Action.PRINT):
            self.log = board_log.button(lambda: self._show_log(kept))
            card.add(controls.across(self.log, None))
        cards: list[QWidget] = [card]
        named = names.card(self.desk, "staff", kept.staff_id, "staff", self._opener(kept.id))
        told = self.desk.read(lambda session: book.of_records(session, "enrolment", [kept.id]))
        past = history(told, StaffEntry, {"pack": rules.pack_choices(self.desk.packs)})
        cards += [one for one in (named, past) if one is not None]
        return controls.plain(controls.down(*cards, None, gap=12))

    def _opener(self, enrolment_id: uuid.UUID) -> Any:
        return lambda: self.desk.open("staff", enrolment_id)

    def _further(self, kept: Enrolment) -> None:
        person = kept.staff
        further = {"code": person.code, "name": person.name, "title": person.title}
        self.desk.window.open_page(PersonPage(self.desk, None, further), "staff")

    def _credentials(self, kept: Enrolment) -> None:
        self.desk.open("credentials", kept.staff.code, kept.pack)

    def _owed(self, code: str) -> None:
        self.desk.open("owed.person", code)

    def _show_log(self, kept: Enrolment) -> None:
        crumbs: list[Crumb] = [(_("Staff"), lambda: self.desk.window.go("staff")), (kept.staff.name, self._opener(kept.id))]
        board_log.show(self.desk, kept.staff.code, kept.pack, crumbs=crumbs, room="staff", by=self.log)

    def _write(self, entry: StaffEntry) -> object:
        usable, from_on = self.name_from.read()
        if not usable:
            return None
        if self._id is None:
            return self.desk.write(lambda session: _checked(session, entry) and staff.add(session, entry), self.form)
        found = self._id
        return self.correction.write(
            self.desk, self.form,
            lambda session, reason, told: enrolments.correct(session, found, entry, reason, from_on, told),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take out what was typed by mistake, after telling what that changes; with a way back."""
        found = self._id
        assert found is not None
        entry = self.correction.write(
            self.desk, self.form, lambda session, _why, told: enrolments.take_out(session, found, told),
            _("Taking it out changes what stands below. Press Take out again to do it."),
        )  # fmt: skip
        if entry is not None:
            words = _("{name} is taken out of these rules.").format(name=entry.name)
            self.taken_out(words, lambda: self.desk.write(lambda session: enrolments.put_back(session, entry)))


def _checked(session: Session, entry: StaffEntry) -> bool:
    """True; raises Invalid for a certification dated in the future or before birth."""
    steps.check_certified(session, entry.code, entry.certified_on)
    return True


def open_staff(desk: Desk, enrolment_id: uuid.UUID | None = None) -> PersonPage:
    """Open the form of an enrolment, or of a new person. Raises NotFound."""
    page = PersonPage(desk, enrolment_id)
    desk.window.open_page(page, "staff")
    return page


def show_further(desk: Desk, code: str) -> PersonPage:
    """Show the form of a further enrolment of somebody on record. Raises NotFound."""
    person = desk.read(lambda session: staff.by_code(session, code))
    page = PersonPage(desk, None, {"code": person.code, "name": person.name, "title": person.title})
    desk.window.open_page(page, "staff")
    return page
