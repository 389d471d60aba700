"""The form in which a session or a series is planned, and in which a plan is changed or moved."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app.models.planning import PlannedSession
from app.services import doubts
from app.services.problems import Invalid
from app.services.supervision import calendar, plans
from app.services.supervision.plans import DOUBTS, PlanEntry
from app.services.users import Action
from app.ui.kit import controls, dates
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.kit.form import Form, Row, row
from app.ui.kit.record import RecordPage
from app.ui.kit.repeated_hour import Folds
from app.ui.kit.segments import Segments
from app.ui.supervision import people
from app.ui.supervision.editors import StaffEditor
from app.ui.supervision.people import People
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

DRAFT = "plan"
SETTLE = 500  # milliseconds without typing before the calendar is asked
WHICH = N_("The clock shows this time twice that night. Say which one is meant.")
ONE, REST = "one", "rest"
USUAL = {"format": "individual", "manner": "in_person", "minutes": "60"}


class PlanForm(Form):
    """Typing of one plan; below it what it would overlap."""

    def __init__(self, known: People, supervisor: str, desk: "Desk", kept: PlannedSession | None) -> None:
        """`supervisor` is one's own code: then nobody else is offered. A plan that is changed is asked for its reason."""
        self._own = supervisor
        self.folds = Folds(desk.zone)
        self.overlaps = controls.Note("", "warning", "warning")
        self.reason = Field("reason", _("Why is it moved?"), _("Needed for another day or time."), ProseEditor(1))
        self.which = Segments([(ONE, _("Only this one")), (REST, _("This and all that follow"))])
        who: str | Row = "staff" if supervisor else row("staff", "supervisor")
        repeating: list[Any] = [row("every_weeks", "until", "times", stretch=(0, 0, 0))]
        if kept is not None:
            repeating = [self.reason, Field("which", _("Change"), "", self.which)] if kept.series else [self.reason]
        super().__init__(
            PlanEntry,
            [
                who, row("date", "start", "minutes", stretch=(3, 2, 2)), self.folds,
                row("format", "manner", stretch=(0, 0)), *repeating, self.overlaps,
            ],
            choices={"supervisor": known.supervisors},
            editors={"staff": StaffEditor(known.options, known.named)},
        )  # fmt: skip
        controls.put_away(self, self.reason, self.which)
        self.which.set_value(ONE)
        self.overlaps.say("")
        self.folds.changed.connect(self.changed.emit)
        for editor in (self.reason.editor, self.which):
            editor.changed.connect(self.changed.emit)
        self.changed.connect(self._follow)

    def _follow(self) -> None:
        staff = self.editor("staff")
        assert isinstance(staff, StaffEditor)
        staff.set_group(self.editor("format").value() == "group")
        found = [getattr(self.editor(name), "read")() for name in ("date", "start")]  # noqa: B009 - only these two read
        day, start = (None if isinstance(one, dates.Ambiguous | dates.Unreadable) else one for one in found)
        self.folds.look_at(day, start, None)
        self.reason.show_problem("")

    def values(self) -> dict[str, Any]:
        """What was typed, with the showing of a repeated hour, the supervisor and, of a change, why and for which."""
        found = super().values()
        found |= {"start_fold": self.folds.values()["start_fold"], "supervisor": self._own or found.get("supervisor", "")}
        return {**found, "reason": self.reason.editor.value(), "which": self.which.value()}

    def set_values(self, values: Any) -> None:
        """Show these values."""
        staff = self.editor("staff")
        assert isinstance(staff, StaffEditor)
        staff.set_group(str(values.get("format", "")) == "group")
        self.reason.editor.set_value(values.get("reason", ""))
        self.which.set_value(values.get("which") or ONE)
        super().set_values(values)
        self._follow()
        self.folds.set_values(values.get("start_fold"), None)
        self.mark_clean()

    def read(self) -> PlanEntry:
        """The checked entry. Raises Invalid."""
        typed = {name: value for name, value in self.values().items() if name in PlanEntry.model_fields}
        if self.folds.open_question():
            raise Invalid({"start": _(WHICH)})
        return PlanEntry.read(typed)

    def entry(self) -> PlanEntry | None:
        """The checked entry, or None with the problems beside their fields."""
        unread = {name: field.editor.problem() for name, field in self.fields.items() if field.editor.problem()}
        try:
            found = self.read()
        except Invalid as wrong:
            self.show_problems({**wrong.fields, **unread})
            return None
        self.show_problems(unread)
        return None if unread else found

    def show_problems(self, problems: Any) -> None:
        """Each sentence beside its field; that of the reason beside it too."""
        super().show_problems({name: said for name, said in problems.items() if name != "reason"})
        self.reason.show_problem(problems.get("reason", ""))
        if problems.get("reason"):
            self.reason.enter()


class PlanPage(RecordPage):
    """The form of a new plan, or of one that is changed."""

    help_topic = "planning"

    def __init__(self, desk: "Desk", kept: PlannedSession | None = None, staff: str = "") -> None:
        """`staff` is the code of whom to plan for."""
        title = _("Change a plan") if kept else _("Plan a session")
        told = _("Another day or time leaves the old one in the calendar as cancelled") if kept else ""
        home = (_("Calendar"), lambda: desk.open("calendar"))
        begun = f"new-{staff}" if staff else ""  # typing for one person never stands in a form for another
        super().__init__(desk, title, told, (DRAFT, kept.id.hex if kept else begun), home)
        self._kept = kept
        own = "" if desk.may(Action.EDIT_STAFF) else people.own_supervisor(desk)
        self.form: PlanForm = PlanForm(people.load(desk), own, desk, kept)
        stored: dict[str, Any] = {**USUAL, "date": desk.today() + dt.timedelta(days=7), "staff": staff}
        stored["supervisor"] = people.own_supervisor(desk)
        if kept:
            entry = plans.entry_of(kept)
            stored = {name: getattr(entry, name) for name in PlanEntry.model_fields}
        self.fill(self.form, stored, self._write_plan, self._done)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)
        self.form.changed.connect(lambda: self._timer.start(SETTLE))
        self.settle()

    def settle(self) -> None:
        """Say which planned sessions this one would overlap."""
        try:
            entry = self.form.read()
        except Invalid:
            self.form.overlaps.say("")
            return
        own = self._replaced()
        said = self.desk.read(lambda session: calendar.overlapping(session, entry, own))
        said += self.desk.read(lambda session: doubts.sentences(doubts.of(DOUBTS, entry, doubts.setting(session))))
        self.form.overlaps.say("\n".join(said), "warning", "warning")

    def _replaced(self) -> list[uuid.UUID]:
        return [self._kept.id] if self._kept else []

    def _write_plan(self, entry: PlanEntry) -> Any:
        kept, reason, rest = self._kept, self.form.reason.editor.value(), self.form.which.value() == REST

        def work(session: Any) -> tuple[uuid.UUID, int]:
            if kept is None:
                made = plans.add(session, entry)
            else:
                made = plans.change(session, kept.id, entry, reason, rest)
            return made[0].id, len(made)

        return self.desk.write(work, self.form)

    def _done(self, made: tuple[uuid.UUID, int]) -> None:
        key, count = made
        if self._kept is None and count > 1:
            said = plural("{count} session is planned.", "{count} sessions are planned.", count)
            self.desk.open("calendar").say(said)
            return
        self.desk.open("plan", key).say(_("The plan is saved. Its agenda fills by itself."))


def open_planning(desk: "Desk", planned_id: uuid.UUID | None = None, staff: str = "") -> PlanPage:
    """The form of a new plan (for the staff member of a code), or of one to change. Raises NotFound."""
    wanted = planned_id
    kept = desk.read(lambda session: plans.load(session, wanted)) if wanted is not None else None
    page = PlanPage(desk, kept, staff)
    desk.window.open_page(page, "supervision")
    page.form.fields["date" if kept or staff else "staff"].enter()
    return page
