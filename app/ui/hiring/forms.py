"""The forms of the room: a position, an applicant."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TypeVar

from app.models.hiring import Position
from app.services.across.corrections import book, positions
from app.services.hiring import applicants, panels
from app.services.hiring.applicants import ApplicantEntry, PositionEntry
from app.services.store.session import Session
from app.ui.kit import controls, dates, theme
from app.ui.kit.correction import Correction, history
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.editors import LinesEditor
from app.ui.kit.form import Form, row
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _

T = TypeVar("T")


def home(desk: Desk) -> tuple[str, Callable[[], object]]:
    """The room's name, and the way back to it."""
    return _("Hiring"), lambda: desk.window.go("hiring")


class PositionPage(RecordPage):
    """Add a position; or correct one, close it, reopen it, or take out one that was typed by mistake."""

    next_step = N_("Next: add the people who apply for it.")

    def __init__(self, desk: Desk, position_id: uuid.UUID | None) -> None:
        """A new one where no id is given. Raises NotFound."""
        kept = desk.read(lambda session: applicants.position(session, position_id)) if position_id else None
        title = kept.name if kept else _("Add a position")
        super().__init__(desk, title, _("What you hire for"), ("position", str(position_id or "")), home(desk))
        self._id = position_id
        scoring = self._known(panels.scoring) if position_id else False
        self.correction = Correction(lambda one: positions.ordinary(one, scoring))
        form = Form(
            PositionEntry,
            ["name", row("opened_on", "closed_on"), "needs_vehicle", "panel", self.correction],
            editors={"panel": LinesEditor(4)},
        )
        stored = self._known(positions.values) if position_id else {}
        self.fill(form, stored, self._write_position, lambda _id: desk.window.go("hiring"), *self._further(kept))
        if position_id is not None:
            self.correction.follow(form)
            self._tell()

    def _known(self, ask: Callable[[Session, uuid.UUID], T]) -> T:
        key = self._id
        assert key is not None
        return self.desk.read(lambda session: ask(session, key))

    def _tell(self) -> None:
        """Who left the panel and why, and what was set right."""
        for one in self._known(panels.of_position):
            if one.left_on is not None:
                words = _("{name} left the panel on {day}: {reason}")
                said = words.format(name=one.name, day=dates.say(one.left_on), reason=one.left_reason)
                self.body.insertWidget(self.body.count() - 1, controls.text(said, "second", wrap=True))
        past = history(self._known(lambda session, key: book.of_records(session, "position", [key])), PositionEntry)
        if past is not None:
            past.setMaximumWidth(theme.scaled(620))
            self.body.insertWidget(self.body.count() - 1, past)

    def _further(self, kept: Position | None) -> list[controls.Button]:
        if kept is None:
            return []
        out = controls.bare(_("Take out"), "trash", lambda: self.take_out())
        if kept.closed_on is None:
            return [out, controls.outlined(_("Close today"), "out", lambda: self.close_on(self.desk.today()))]
        return [out, controls.outlined(_("Reopen"), "undo", lambda: self.close_on(None))]

    def _write_position(self, entry: PositionEntry) -> object:
        return self.correction.write(
            self.desk, self.form, lambda session, reason, _told: positions.save(session, entry, self._id, reason).id
        )

    def close_on(self, day: dt.date | None) -> None:
        """Close the position on a day, or open it again; with a way back."""
        key = self._id
        before = self._known(positions.values)["closed_on"]

        def put(on: dt.date | None) -> object:
            assert key is not None
            return self.desk.change(lambda session: positions.close(session, key, on), self.form)

        if put(day) is not None:
            words = _("The position is closed.") if day else _("The position is open again.")
            self._back(words, lambda: put(before))

    def take_out(self) -> None:
        """Take out a position for which nobody applied, with a way back."""
        key = self._id
        assert key is not None
        entry = self.desk.change(lambda session: positions.take_out(session, key), self.form)
        if entry is not None:
            words = _("The position is taken out.")
            self._back(words, lambda: self.desk.write(lambda session: positions.save(session, entry)))

    def _back(self, words: str, undo: Callable[[], object]) -> None:
        self.forget()
        self.form.mark_clean()
        shown = self.desk.window.go("hiring")
        if isinstance(shown, Page):
            shown.undo(words, undo)


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
        closed = _("{name} (closed)")
        places = [
            (one.name, one.name if one.closed_on is None else closed.format(name=one.name))
            for one in desk.read(applicants.positions)
        ]
        form = Form(
            ApplicantEntry, [row("code", "name", stretch=(1, 3)), row("position", "applied_on", stretch=(3, 2))],
            choices={"position": places},
        )  # fmt: skip

        def write(entry: ApplicantEntry) -> object:
            return desk.write(lambda session: applicants.save(session, entry, applicant_id).id, form)

        further = [controls.bare(_("Take out"), "trash", lambda: self.take_out())] if applicant_id else []
        self._id = applicant_id
        self.fill(form, stored, write, self._open, *further)
        told = Doubts()
        self.body.insertWidget(self.body.indexOf(form) + 1, told)
        told.follow(form, asks(desk, applicants.DOUBTS))
        if not places:
            self.say(_("Add a position first; an applicant applies for one."), "info")

    def take_out(self) -> None:
        """Take out an applicant whom nobody interviewed, with a way back."""
        key = self._id
        assert key is not None
        entry = self.desk.change(lambda session: positions.take_out_applicant(session, key), self.form)
        if entry is None:
            return
        self.forget()
        self.form.mark_clean()
        shown = self.desk.window.go("hiring")
        if isinstance(shown, Page):
            words = _("{name} is taken out.").format(name=entry.name)
            shown.undo(words, lambda: self.desk.write(lambda session: applicants.save(session, entry)))

    def _open(self, applicant_id: uuid.UUID) -> None:
        self.desk.open("applicant", applicant_id)


def open_position(desk: Desk, position_id: uuid.UUID | None = None) -> PositionPage:
    """Open the form of a position, or of a new one. Raises NotFound."""
    page = PositionPage(desk, position_id)
    desk.window.open_page(page, "hiring")
    return page


def open_form(desk: Desk, applicant_id: uuid.UUID | None = None) -> ApplicantForm:
    """Open the form of an applicant, or of a new one. Raises NotFound."""
    page = ApplicantForm(desk, applicant_id)
    desk.window.open_page(page, "hiring")
    return page
