"""The forms of the room: a position, an applicant."""

import uuid
from collections.abc import Callable

from app.services.hiring import applicants
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.ui.kit.form import Form, row
from app.ui.kit.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _


def home(desk: Desk) -> tuple[str, Callable[[], object]]:
    """The room's name, and the way back to it."""
    return _("Hiring"), lambda: desk.window.go("hiring")


class PositionPage(RecordPage):
    """Add or change a position."""

    next_step = N_("Next: add the people who apply for it.")

    def __init__(self, desk: Desk, position_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = desk.read(lambda session: applicants.position(session, position_id)) if position_id else None
        title = kept.name if kept else _("Add a position")
        super().__init__(desk, title, _("What you hire for"), ("position", str(position_id or "")), home(desk))
        names = ("name", "opened_on", "closed_on", "needs_vehicle")
        stored = {name: getattr(kept, name) for name in names} if kept else {}
        form = Form(PositionEntry, ["name", row("opened_on", "closed_on"), "needs_vehicle"])

        def write(entry: PositionEntry) -> object:
            return desk.write(lambda session: applicants.save_position(session, entry, position_id).id, form)

        self.fill(form, stored, write, lambda _id: desk.window.go("hiring"))


class ApplicantForm(RecordPage):
    """Add or change an applicant."""

    next_step = N_("Next: name the panel, then hold the interviews.")

    def __init__(self, desk: Desk, applicant_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = desk.read(lambda session: applicants.load(session, applicant_id)) if applicant_id else None
        title = kept.name if kept else _("Add an applicant")
        super().__init__(desk, title, _("Who applies, and for what"), ("applicant", str(applicant_id or "")), home(desk))
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
