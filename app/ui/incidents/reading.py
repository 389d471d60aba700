"""An incident to read: what is on record, what is still to do, and closing it."""

import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.models.incidents import Incident
from app.services.clients import records as clients
from app.services.incidents import listing, records
from app.services.incidents.entry import ClosingEntry, IncidentEntry, Kind
from app.services.incidents.listing import Step
from app.services.users import Action
from app.ui import consents
from app.ui.incidents.listing import ROOM, in_a_crisis, what_is_this
from app.ui.incidents.writing import moment
from app.ui.kit import controls, icons, page
from app.ui.kit.card_form import Quick
from app.ui.kit.facts import facts
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

HOW = {
    Step.REPORT: N_("Call the office, then choose Change and write down to whom, on which day and at what time."),
    Step.TELL: N_("Tell your supervisor, then choose Change and write down who was told and when."),
    Step.CLOSE: N_("It is reported and told. A supervisor or manager closes it when nothing is left to follow."),
}


class IncidentPage(page.Page):
    """What is on record at the left; at the right what is still to do, and closing."""

    help_topic = "incidents"

    def __init__(self, desk: "Desk", kept: Incident) -> None:
        """`kept` is loaded with its people."""
        self._desk, self._kept = desk, kept
        told = _("{kind}, noticed by {name}").format(kind=Kind(kept.kind).label, name=kept.staff.name)
        super().__init__(_("Incident"), told, crumbs=_way(desk), buttons=self._offer())
        self.window_title = _("Incident")
        self.closing: Quick | None = None
        card = page.Card()
        card.add(facts(self._facts(), 170))
        card.be_read(told)
        self._card = card
        left = controls.plain(controls.down(card, None))
        aside = controls.down(self._still(), self._help(), None, gap=12)
        self.body.addWidget(page.beside(left, controls.plain(aside), 330))

    def take_focus(self) -> None:
        """The page opens on the record, and on no button."""
        self._card.setFocus()

    def _offer(self) -> list[controls.Button]:
        kept, may = self._kept, self._desk.may
        made = []
        if kept.client_id is not None and may(Action.SEE_CLIENTS):
            made.append(controls.bare(_("The person's page"), "person", self._open_client))
        if may(Action.WRITE_INCIDENTS) and kept.closed_on is None:
            if not (kept.reported_on or kept.told_on):
                made.append(controls.bare(_("Remove"), "trash", self.remove))
            made.append(controls.filled(_("Change"), "pencil", self.change))
        elif may(Action.CLOSE_INCIDENTS) and kept.closed_on is not None:
            made.append(controls.outlined(_("Open again"), "undo", self.reopen))
        return made

    def _facts(self) -> list[tuple[str, str]]:
        kept = self._kept
        label = {name: _(field.title or name) for name, field in IncidentEntry.model_fields.items()}
        client = clients.shown_name(kept.client) if kept.client else _("Nobody on record")
        found = [
            (label["client"], client), (_("Noticed"), moment(kept.date, kept.time)), (label["what"], kept.what),
        ]  # fmt: skip
        if kept.no_report_reason:
            found.append((label["no_report_reason"], kept.no_report_reason))
        else:
            found.append((label["authority"], kept.authority or _("Not reported yet")))
        if kept.reported_on:
            found.append((_("Reported"), moment(kept.reported_on, kept.reported_time)))
            found.append((label["reference_number"], kept.reference_number))
        found.append((label["supervisor"], kept.supervisor.name if kept.supervisor else _("Nobody yet")))
        if kept.told_on:
            found.append((_("Told"), moment(kept.told_on, kept.told_time)))
        return [*found, (label["follow_up"], kept.follow_up)]

    def _still(self) -> QWidget:
        kept = self._kept
        card = page.Card(_("Still to do"))
        if kept.closed_on is not None:
            said = _("Closed on {day}. Nothing is left to do.").format(day=moment(kept.closed_on, None))
            card.add(controls.across(icons.label("check-circle", "good"), controls.text(said, wrap=True)))
            return card
        reported = bool(kept.reported_on or kept.no_report_reason)
        steps = listing.steps(reported, kept.told_on is not None)
        for step in steps:
            tone, icon = ("accent", "flag") if step is Step.CLOSE else ("danger", "alert")
            line = controls.across(icons.label(icon, tone), controls.text(step.label, "strong", wrap=True))
            line.setStretch(1, 1)
            card.add(line)
            card.add(controls.text(_(HOW[step]), "second", wrap=True))
        if steps == (Step.CLOSE,) and self._desk.may(Action.CLOSE_INCIDENTS):
            self.closing = Quick(
                _("Close it"), ClosingEntry, ["closed_on"], self._close, desk=self._desk,
                draft=("incident-close", kept.id.hex), icon="check", stacked=True,
            )  # fmt: skip
            card.add(self.closing)
        return card

    def _help(self) -> QWidget:
        card = page.Card(_("Help"))
        card.add(controls.across(in_a_crisis(self._desk), None))
        card.add(controls.across(what_is_this(self._desk), None))
        return card

    def change(self) -> None:
        """Open the form."""
        self._desk.open("incident.form", self._kept.id)

    def _open_client(self) -> None:
        if self._kept.client_id is not None:
            self._desk.open("client", self._kept.client_id, "incidents")

    def _close(self, entry: ClosingEntry, form: Any) -> bool:
        key = self._kept.id
        if self._desk.write(lambda session: records.close(session, key, entry.closed_on).id, form) is None:
            return False
        desk = self._desk
        desk.open("incident", key).undo(_("The incident is closed."), lambda: _reopen(desk, key))
        return True

    def reopen(self) -> None:
        """Open a closed incident again."""
        _reopen(self._desk, self._kept.id)

    def remove(self) -> None:
        """Take away what was entered by mistake, with a way back."""
        key, desk = self._kept.id, self._desk
        entry = desk.write(lambda session: records.remove(session, key))
        if entry is not None:
            desk.open("incidents").undo(
                _("The incident is removed."), lambda: desk.write(lambda session: records.record(session, entry).id)
            )


def _way(desk: "Desk") -> list[page.Crumb]:
    people, all_of_them = (_("People"), lambda: desk.window.go("people")), (_("Incidents"), lambda: desk.open("incidents"))
    return [people, all_of_them, (_("Incident"), None)]


def _reopen(desk: "Desk", key: uuid.UUID) -> None:
    if desk.write(lambda session: records.reopen(session, key).id) is not None:
        desk.open("incident", key).say(_("The incident is open again."))


def open_incident(desk: "Desk", incident_id: uuid.UUID) -> IncidentPage:
    """An incident to read, with what is still to do of it.

    That the record of the client whom it names is opened is written down first. Raises NotFound, and Problems where it
    cannot be written down.
    """
    kept = desk.read(lambda session: records.load(session, incident_id))
    if kept.client_id is not None:
        consents.look(desk, [kept.client_id])
    made = IncidentPage(desk, kept)
    desk.window.open_page(made, ROOM)
    return made
