"""The lists of the Staff room: staff with their packs, their credentials, supervisors with licenses, agreements."""

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import staff
from app.services.rules.qualification import license_type_label
from app.services.staff import StaffRow
from app.services.supervision import agreements, supervisors
from app.services.supervision.agreements import AgreementRow
from app.services.supervision.supervisors import SupervisorRow
from app.services.users import Action
from app.ui import rules
from app.ui.kit import controls, dates
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.sections import Sections
from app.ui.kit.table import Cell, Column
from app.ui.staff import PARTS, standing
from app.ui.write import Desk
from app.wording import _, short_day

TABLES = frozenset(
    {"staff", "staff_name", "enrolment", "supervisor", "supervisor_name", "license", "supervision_education", "agreement",
     "milestone", "continuing_education", "experience", "certificate", "pack_amendment"}
)  # fmt: skip
SOON = 90  # days before an end that the list begins to warn


def ends(day: dt.date | None, today: dt.date, blank: str) -> tuple[str, str]:
    """How an end reads, and its tone: past is danger, soon a warning."""
    if day is None:
        return blank, "muted"
    if day < today:
        return _("Ended {day}").format(day=short_day(day)), "danger"
    left = (day - today).days
    return _("Until {day}").format(day=short_day(day)), "warning" if left <= SOON else ""


class StaffPage(Page):
    """The room's page: chips choose the list, the button adds to it."""

    def __init__(self, desk: Desk) -> None:
        """Show the staff list."""
        self.desk = desk
        self._add = controls.filled("", "plus", self._new)
        super().__init__(_("Staff"), _("Who works here, who supervises them, and who has agreed with whom"),
                         buttons=[self._add], scroll=False)  # fmt: skip
        self.window_title = _("Staff")
        makers = {"staff": self._staff, "credentials": self._credentials, "supervisors": self._supervisors,
                  "agreements": self._agreements}  # fmt: skip
        self.sections = Sections([(name, _(label), makers[name]) for name, label, _needed in PARTS])
        self.sections.shown.connect(self._name_button)
        self.body.addWidget(self.sections, 1)
        self._name_button(self.sections.value())
        desk.changed.connect(self._hear)

    def _name_button(self, part: str) -> None:
        words = {
            "staff": _("Add staff"),
            "credentials": _("Add staff"),
            "supervisors": _("Add a supervisor"),
            "agreements": _("Add an agreement"),
        }
        self._add.setText(words[part])
        needed = Action.EDIT_STAFF if part in ("staff", "credentials") else Action.EDIT_SUPERVISORS
        self._add.setVisible(self.desk.may(needed))

    def _new(self) -> None:
        self.desk.open({"supervisors": "supervisor", "agreements": "agreement"}.get(self.sections.value(), "staff"))

    @property
    def help_topic(self) -> str:  # type: ignore[override]  # of the list that is shown
        """The topic of the list that is shown."""
        return "credentials" if self.sections.value() == "credentials" else "staff"

    def show_part(self, part: str) -> None:
        """Show one of the lists: staff, credentials, supervisors or agreements."""
        self.sections.show_part(part)

    def refresh(self) -> None:
        """Fetch the shown list anew."""
        part = self.sections.part()
        if isinstance(part, List):
            part.refresh()

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.refresh()

    def _finish(self, made: Any, record: str) -> QWidget:
        made.opened.connect(lambda row: self.desk.open(record, row.id))
        made.pressed.connect(lambda row, _button: self.desk.open(record, row.id))
        return made  # type: ignore[no-any-return]  # a List of one of three kinds

    def _staff(self) -> QWidget:
        def fetch(
            *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
        ) -> list[StaffRow]:
            key = sort or "name"
            place = (getattr(after, key), after.id) if after is not None else None
            return self.desk.read(
                lambda session: staff.window(
                    session, sort=key, descending=descending, after=place, limit=limit, text=filter
                )
            )

        columns: list[Column[StaffRow]] = [
            Column(
                _("Name"), lambda row: Cell(row.name, row.code, icon="person", strong=True), "name", width=210
            ),
            Column(
                _("Rules"),
                lambda row: Cell(
                    rules.pack_title(self.desk.packs, row.pack),
                    rules.summary(self.desk.packs, row.pack, self.desk.today()),
                ),
            ),
            Column(_("Here"), self._here, "started_on", width=190),
            Column(_("Certificate"), self._certificate, width=190),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]
        sentence = _(
            "Nobody is on record yet. Add the people who work here, or import a list on the Reports page."
        )
        return self._finish(List(columns, fetch, sentence, "staff", _("Staff")), "staff")

    def _credentials(self) -> QWidget:
        made = standing.everyone(self.desk)
        made.opened.connect(lambda one: self.desk.open("credentials", one.staff, one.holder.pack.code))
        made.pressed.connect(lambda one, _button: self.desk.open("credentials", one.staff, one.holder.pack.code))
        return made

    def _here(self, row: StaffRow) -> Cell:
        words, tone = ends(row.ended_on, self.desk.today(), _("Still here"))
        return Cell(
            _("Since {day}").format(day=short_day(row.started_on)), words, tone=tone if row.ended_on else ""
        )

    def _certificate(self, row: StaffRow) -> Cell:
        if not row.certification_number and row.certification_expires_on is None:
            return Cell(_("In progress"), row.title, tone="muted")
        words, tone = ends(row.certification_expires_on, self.desk.today(), _("No end on record"))
        return Cell(row.certification_number or "-", words, tone=tone if row.certification_expires_on else "")

    def _supervisors(self) -> QWidget:
        def fetch(
            *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
        ) -> list[SupervisorRow]:
            key = sort or "name"
            place = (getattr(after, key), after.id) if after is not None else None
            return self.desk.read(
                lambda session: supervisors.window(
                    session, sort=key, descending=descending, after=place, limit=limit, text=filter
                )
            )

        columns: list[Column[SupervisorRow]] = [
            Column(
                _("Name"), lambda row: Cell(row.name, row.code, icon="person", strong=True), "name", width=230
            ),
            Column(_("License"), lambda row: Cell(license_type_label(row.license_type), row.license_number)),
            Column(_("In force"), self._license, width=210),
            Column(_("Supervision CE"), lambda row: dates.length(row.ce_minutes), align="right", width=140),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]
        sentence = _(
            "No supervisor is on record yet. Sessions count only with a licensed supervisor and an agreement."
        )
        return self._finish(List(columns, fetch, sentence, "supervisors", _("Supervisors")), "supervisor")

    def _license(self, row: SupervisorRow) -> Cell:
        words, tone = ends(row.license_expires_on, self.desk.today(), _("No end on record"))
        return Cell(words, tone=tone)

    def _agreements(self) -> QWidget:
        def fetch(
            *, sort: str | None, descending: bool, after: Any, limit: int, filter: str
        ) -> list[AgreementRow]:
            place = (after.signed_on, after.id) if after is not None else None
            return self.desk.read(
                lambda session: agreements.window(
                    session, descending=sort is None or descending, after=place, limit=limit, text=filter
                )
            )

        columns: list[Column[AgreementRow]] = [
            Column(
                _("Peer supporter"),
                lambda row: Cell(row.staff_name, row.staff, icon="person", strong=True),
                width=230,
            ),
            Column(_("Supervisor"), lambda row: Cell(row.supervisor_name, row.supervisor)),
            Column(_("Signed"), lambda row: short_day(row.signed_on), "signed_on", width=160),
            Column(_("In force"), self._agreement, width=210),
            Column(_("Not the therapist"), self._confirmed, width=150),
            Column("", lambda _row: Cell("", button=_("Open")), width=96),
        ]
        sentence = _("No agreement is on record yet. A session counts only while its pair has one in force.")
        return self._finish(List(columns, fetch, sentence, "agreements", _("Agreements")), "agreement")

    def _agreement(self, row: AgreementRow) -> Cell:
        words, tone = ends(row.ends_on, self.desk.today(), _("Open"))
        if row.overlaps:
            return Cell(words, _("Overlaps another of these two"), icon="warning", tone="danger")
        return Cell(words, tone=tone)

    def _confirmed(self, row: AgreementRow) -> Cell:
        if row.not_therapist_confirmed:
            return Cell(_("Confirmed"), icon="check", tone="good")
        return Cell(_("Not confirmed"), icon="warning", tone="warning")


def open_part(desk: Desk, part: str) -> None:
    """Show one of the room's lists: staff, credentials, supervisors or agreements."""
    shown = desk.window.go("staff")
    if isinstance(shown, StaffPage):
        shown.show_part(part)
