"""The forms of the room: a position, an applicant."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut

from app.services.entries import Entry
from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.ui.kit import controls
from app.ui.kit.form import Form, row
from app.ui.kit.page import FootBar, Page
from app.ui.kit.sections import Restored
from app.ui.write import Desk
from app.wording import _


class FormPage(Page):
    """One record's form with its draft. `write(entry)` answers None where it was refused."""

    def __init__(self, desk: Desk, title: str, subtitle: str, draft: tuple[str, str]) -> None:
        """`draft` is the form's name and record."""
        super().__init__(title, subtitle, crumbs=[(_("Hiring"), lambda: desk.window.go("hiring")), (title, None)])
        self.window_title = _("Hiring")
        self.desk, self._draft = desk, draft
        self.restored = Restored(self.start_over)
        self.body.addWidget(self.restored)

    def fill(
        self,
        form: Form,
        stored: Mapping[str, Any],
        write: Callable[[Any], object],
        then: Callable[[Any], object],
    ) -> None:
        """Show the form with its stored values and the draft over them; `then(record)` goes on after saving."""
        self.form, self._stored, self._write, self._then = form, dict(stored), write, then
        form.set_values(stored)
        form.setMaximumWidth(620)
        self.body.addWidget(form)
        self.body.addStretch(1)
        back = controls.outlined(_("Back"), "chevron-left", lambda: self.desk.window.go("hiring"))
        foot = FootBar(back, controls.filled(_("Save"), "save", self.save))
        foot.follow(form)
        self.set_foot(foot)
        draft = self.desk.draft(*self._draft)
        if draft:
            form.restore(draft)
            self.restored.say(_("Your typing from before was put back. It is not saved yet."), _("Start over"))
        self.desk.keeper.watch(form, *self._draft)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)

    def start_over(self) -> None:
        """Throw the typing away and show what is on record."""
        self.form.set_values({name: "" for name in self.form.fields} | self._stored)
        self.form.show_problems({})
        self.desk.keeper.forget(*self._draft)

    def save(self) -> None:
        """Check the form and write it."""
        entry: Entry | None = self.form.entry()
        kept = self._write(entry) if entry is not None else None
        if kept is None:
            return
        self.desk.keeper.forget(*self._draft)
        self.form.mark_clean()
        self._then(kept)


class PositionPage(FormPage):
    """Add or change a position."""

    def __init__(self, desk: Desk, position_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = desk.read(lambda session: applicants.position(session, position_id)) if position_id else None
        title = kept.name if kept else _("Add a position")
        super().__init__(desk, title, _("What you hire for"), ("position", str(position_id or "")))
        names = ("name", "opened_on", "closed_on", "needs_vehicle")
        stored = {name: getattr(kept, name) for name in names} if kept else {}
        form = Form(PositionEntry, ["name", row("opened_on", "closed_on"), "needs_vehicle"])

        def write(entry: PositionEntry) -> object:
            return desk.write(lambda session: applicants.save_position(session, entry, position_id).id, form)

        self.fill(form, stored, write, lambda _id: desk.window.go("hiring"))


class ApplicantForm(FormPage):
    """Add or change an applicant."""

    def __init__(self, desk: Desk, applicant_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = desk.read(lambda session: applicants.load(session, applicant_id)) if applicant_id else None
        title = kept.name if kept else _("Add an applicant")
        super().__init__(desk, title, _("Who applies, and for what"), ("applicant", str(applicant_id or "")))
        names = ("code", "name", "applied_on")
        stored = {name: getattr(kept, name) for name in names} if kept else {"applied_on": desk.today()}
        stored |= {"position": kept.position.name} if kept else {}
        places = [(one.name, one.name) for one in desk.read(applicants.positions)]
        form = Form(
            ApplicantEntry, [row("code", "name", stretch=(1, 3)), row("position", "applied_on", stretch=(3, 2))],
            choices={"position": places},
        )  # fmt: skip

        def write(entry: ApplicantEntry) -> object:
            return desk.write(lambda session: applicants.save(session, entry, applicant_id).id, form)

        self.fill(form, stored, write, self._open)
        if not places:
            self.say(_("Add a position first; an applicant applies for one."), "info")

    def _open(self, applicant_id: uuid.UUID) -> None:
        from app.ui import hiring

        hiring.open_applicant(self.desk, applicant_id)
