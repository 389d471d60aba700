"""One license period, and one row of CE in supervision: added, or set right with a reason."""

import uuid
from collections.abc import Callable
from typing import Any

from app.models.supervision import License, SupervisionEducation
from app.services.across.corrections import supervisors as corrections
from app.services.rules.qualification import LICENSE_TYPES, license_type_label
from app.services.supervision import licenses, supervisors
from app.services.supervision.licenses import EducationEntry, LicenseEntry
from app.ui.kit.correction import Correction
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.editors import CheckEditor
from app.ui.kit.form import Form, row
from app.ui.kit.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _, plural


def kinds() -> list[tuple[str, str]]:
    """(code, words) of each license type: for a form's list."""
    return [(kind, license_type_label(kind)) for kind in LICENSE_TYPES]


class _Part(RecordPage):
    """A part of a supervisor's record; afterwards the supervisor's page is shown again."""

    next_step = N_("Whether this supervisor is qualified is counted anew.")

    def __init__(self, desk: Desk, title: str, words: str, draft: tuple[str, str], again: Callable[[], object]) -> None:
        super().__init__(desk, title, words, draft, (_("Supervisor"), again))
        self.window_title = _("Staff")
        self.correction = Correction(always=True)

    def _follow(self, form: Form, kept: object | None) -> None:
        if kept is not None:
            self.correction.follow(form)
        else:
            self.correction.hide()


class LicensePage(_Part):
    """A period added as a renewal or further license, or corrected."""

    def __init__(
        self, desk: Desk, supervisor_id: uuid.UUID, kept: License | None, again: Callable[[], object]
    ) -> None:
        """`kept` is set right; without it a period is added, which begins where the newest one ends."""
        title = _("Correct a license period") if kept else _("Add a license period")
        record = str(kept.id if kept else f"+{supervisor_id}")
        super().__init__(desk, title, _("What stands on the license"), ("license", record), again)
        self._id, self._kept = supervisor_id, kept
        self.every = CheckEditor("")
        form = Form(
            LicenseEntry,
            [
                row("license_type", "license_number", stretch=(3, 2)),
                row("licensed_on", "from_on", "license_expires_on"), self.every, self.correction, told := Doubts(),
            ],
            choices={"license_type": kinds()},
        )  # fmt: skip
        self._offer_others()
        self.fill(form, self._shown_first(), self._write_period, lambda _done: again())
        self._follow(form, kept)
        told.follow(form, lambda entry: desk.read(lambda session: supervisors.doubtful(session, entry)))

    def _offer_others(self) -> None:
        """One license has several periods: what it is was mostly typed wrongly in all of them."""
        kept = self._kept
        others = 0
        if kept is not None:
            others = len(self.desk.read(lambda session: licenses.same_license(session, kept))) - 1
        words = plural("Type, number and first day also in its {count} other period",
                       "Type, number and first day also in its {count} other periods", others)  # fmt: skip
        self.every.box.setText(words)
        self.every.box.setAccessibleName(words)
        self.every.set_value(bool(others))
        self.every.setVisible(others > 0)
        self.every.changed.connect(lambda: self.form.changed.emit())

    def _shown_first(self) -> dict[str, Any]:
        if self._kept is not None:
            return {name: getattr(self._kept, name) for name in LicenseEntry.model_fields}
        return self.desk.read(lambda session: licenses.next_period(session, self._id))

    def _write_period(self, entry: LicenseEntry) -> object:
        kept = self._kept
        if kept is None:
            return self.desk.write(lambda session: licenses.add_license(session, self._id, entry), self.form)
        every = self.every.value() == "yes" and self.every.isVisibleTo(self)
        return self.correction.write(
            self.desk, self.form,
            lambda session, reason, told: corrections.correct_license(session, kept.id, entry, reason, every, told),
        )  # fmt: skip


class EducationPage(_Part):
    """CE in supervision added, or corrected."""

    def __init__(
        self, desk: Desk, supervisor_id: uuid.UUID, kept: SupervisionEducation | None, again: Callable[[], object]
    ) -> None:
        """`kept` is set right; without it a row is added."""
        title = _("Correct CE in supervision") if kept else _("Add CE in supervision")
        record = str(kept.id if kept else f"+{supervisor_id}")
        words = _("Twenty hours stand in for three years of licensure")
        super().__init__(desk, title, words, ("supervision-ce", record), again)
        stored = {"hours": kept.minutes, "earned_on": kept.earned_on} if kept else {}
        form = Form(EducationEntry, [row("hours", "earned_on", stretch=(0, 0)), self.correction, told := Doubts()])

        def write(entry: EducationEntry) -> object:
            if kept is None:
                return desk.write(lambda session: licenses.add_education(session, supervisor_id, entry), form)
            return self.correction.write(
                desk, form,
                lambda session, reason, told: corrections.correct_education(session, kept.id, entry, reason, told),
            )  # fmt: skip

        self.fill(form, stored, write, lambda _done: again())
        self._follow(form, kept)
        told.follow(form, asks(desk, licenses.EDUCATION_DOUBTS))


def open_part(desk: Desk, form: str, record: str) -> None:
    """Go on with a draft of a license period or of CE. Raises NotFound, ValueError for a record that is none."""
    new, key = record.startswith("+"), uuid.UUID(record.removeprefix("+"))
    load = licenses.load_license if form == "license" else licenses.load_education
    kept: Any = None if new else desk.read(lambda session: load(session, key))
    owner = key if kept is None else kept.supervisor_id
    desk.read(lambda session: supervisors.load(session, owner))
    page = LicensePage if form == "license" else EducationPage
    desk.window.open_page(page(desk, owner, kept, lambda: desk.open("supervisor", owner)), "staff")
