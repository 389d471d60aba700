"""A supervisor: the license in force, earlier periods beside it, and CE in supervision."""

import datetime as dt
import uuid
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.supervision import License, Supervisor
from app.services.rules.qualification import LICENSE_TYPES, license_type_label
from app.services.supervision import supervisors
from app.services.supervision.supervisors import SupervisorEntry
from app.services.users import Action
from app.ui.kit import controls, dates
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card
from app.ui.staff.naming import NameFrom
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import _


def latest(supervisor: Supervisor) -> License:
    """The license period that lasts longest."""
    return max(supervisor.licenses, key=lambda one: one.license_expires_on or dt.date.max)


def stored_values(supervisor: Supervisor) -> dict[str, Any]:
    """A supervisor as the form shows one: the newest license period, all CE as one total."""
    held = latest(supervisor)
    return {
        "code": supervisor.code, "name": supervisor.name, "license_type": held.license_type,
        "license_number": held.license_number, "licensed_on": held.licensed_on,
        "license_expires_on": held.license_expires_on,
        "supervision_ce_hours": sum(one.minutes for one in supervisor.education) or None,
    }  # fmt: skip


class SupervisorPage(RecordPage):
    """Add or change a supervisor; a new expiry is a renewal and adds a period."""

    def __init__(self, desk: Desk, supervisor_id: uuid.UUID | None) -> None:
        """A new one where no id is given."""
        kept = desk.read(lambda session: supervisors.load(session, supervisor_id)) if supervisor_id else None
        may = desk.may(Action.EDIT_SUPERVISORS)
        title = kept.name if kept else _("Add a supervisor")
        super().__init__(
            desk,
            "supervisors",
            title,
            _("License and CE in supervision"),
            "supervisor",
            str(supervisor_id or ""),
            may,
        )
        self._id = supervisor_id
        stored = stored_values(kept) if kept else {}
        self.name_from = NameFrom(stored.get("name", ""))
        form = Form(
            SupervisorEntry,
            [
                row("code", "name", stretch=(2, 3)), self.name_from, "license_type",
                "|", "license_number", row("licensed_on", "license_expires_on"), self._renewal(bool(kept)),
                "supervision_ce_hours",
            ],
            choices={"license_type": [(kind, license_type_label(kind)) for kind in LICENSE_TYPES]},
        )  # fmt: skip
        self.show_form(form, stored, self._write, self._aside(kept))
        self.name_from.follow(form)

    def _renewal(self, kept: bool) -> QWidget:
        words = _("Renewed? Type the new last day. A period is added; sessions of before keep theirs.")
        return controls.text(words, "second", wrap=True) if kept else controls.plain(controls.down())

    def _aside(self, kept: Supervisor | None) -> QWidget | None:
        if kept is None:
            return None
        periods = Card(_("License periods"))
        for held in sorted(kept.licenses, key=lambda one: one.from_on, reverse=True):
            until = dates.say(held.license_expires_on) if held.license_expires_on else _("no end")
            periods.add(
                controls.text(
                    _("{first} to {last}").format(first=dates.say(held.from_on), last=until), "label"
                )
            )
            kind = license_type_label(held.license_type)
            words = _("{kind}, {number}").format(kind=kind, number=held.license_number)
            periods.add(controls.text(words, "second", wrap=True))
        names = Card(_("Names"))
        for one in kept.names:
            since = (
                _("since {day}").format(day=dates.say(one.from_on)) if one.from_on else _("from the start")
            )
            names.add(
                controls.text(_("{name}, {since}").format(name=one.name, since=since), "label", wrap=True)
            )
        shown = [periods, names] if len(kept.names) > 1 else [periods]
        return controls.plain(controls.down(*shown, None, gap=12))

    def _write(self, entry: SupervisorEntry) -> object:
        usable, from_on = self.name_from.read()
        if not usable:
            return None
        if self._id is None:
            return self.desk.write(lambda session: supervisors.add(session, entry), self.form)
        found = self._id
        return self.desk.write(lambda session: supervisors.change(session, found, entry, from_on), self.form)
