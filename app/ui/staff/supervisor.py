"""A supervisor: who it is, the licenses by period, CE in supervision; each added, set right, or taken out."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.models.supervision import License, SupervisionEducation, Supervisor
from app.services.across.corrections import book
from app.services.across.corrections import supervisors as corrections
from app.services.problems import NotFound
from app.services.rules.qualification import hours_text, license_type_label
from app.services.supervision import licenses, supervisors
from app.services.supervision.licenses import EducationEntry, LicenseEntry
from app.services.supervision.supervisors import HeadEntry, SupervisorEntry
from app.services.users import Action
from app.ui.kit import controls, dates, names
from app.ui.kit.correction import Correction, history, lines
from app.ui.kit.doubts import Doubts
from app.ui.kit.form import Form, row
from app.ui.kit.page import Card
from app.ui.kit.reflow import Reflow
from app.ui.staff.licenses import EducationPage, LicensePage, kinds
from app.ui.staff.naming import NameFrom
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _


def latest(supervisor: Supervisor) -> License:
    """The license period that lasts longest."""
    return max(supervisor.licenses, key=lambda one: one.license_expires_on or dt.date.max)


class NewSupervisorPage(RecordPage):
    """A supervisor with the license in force and all CE in supervision so far."""

    next_step = N_("Next: record an agreement with each person they supervise.")

    def __init__(self, desk: Desk) -> None:
        """An empty form."""
        may, words = desk.may(Action.EDIT_SUPERVISORS), _("License and CE in supervision")
        super().__init__(desk, "supervisors", _("Add a supervisor"), words, "supervisor", "", may)
        form = Form(
            SupervisorEntry,
            [
                row("code", "name", stretch=(2, 3)), "license_type",
                "|", "license_number", row("licensed_on", "license_expires_on"), "supervision_ce_hours",
                told := Doubts(),
            ],
            choices={"license_type": kinds()},
        )  # fmt: skip
        self.show_form(form, {}, self._write)
        told.follow(form, lambda entry: desk.read(lambda session: supervisors.doubtful(session, entry)))

    def _write(self, entry: SupervisorEntry) -> object:
        return self.desk.write(lambda session: supervisors.add(session, entry), self.form)


class SupervisorPage(RecordPage):
    """A supervisor on record: code and name in the form, below it each license period and each row of CE."""

    next_step = N_("What is signed keeps the name of its day.")

    def __init__(self, desk: Desk, supervisor_id: uuid.UUID) -> None:
        """Raises NotFound."""
        kept = desk.read(lambda session: supervisors.load(session, supervisor_id))
        may, words = desk.may(Action.EDIT_SUPERVISORS), _("License and CE in supervision")
        super().__init__(desk, "supervisors", kept.name, words, "supervisor", str(supervisor_id), may)
        self._id = supervisor_id
        self.name_from = NameFrom(kept.name)
        self.correction = Correction(besides=self.name_from.explained)
        form = Form(HeadEntry, [row("code", "name", stretch=(2, 3)), self.name_from, self.correction])
        self.show_form(form, {"code": kept.code, "name": kept.name}, self._write, self._aside())
        self.name_from.follow(form)
        self.correction.follow(form)
        self.offer_take_out(self.take_out)
        self._cards = controls.down(gap=12)
        self.body.insertLayout(self.body.count() - 1, self._cards)
        self._show(kept)
        desk.changed.connect(self._hear)

    def _hear(self, tables: frozenset[str]) -> None:
        if tables & {"license", "supervision_education", "correction"}:
            with contextlib.suppress(NotFound):  # taken out: the list is shown
                self._show(self.desk.read(lambda session: supervisors.load(session, self._id)))

    def _show(self, kept: Supervisor) -> None:
        """Fill the cards of licenses and CE anew."""
        while (item := self._cards.takeAt(0)) is not None:
            if (gone := item.widget()) is not None:
                gone.hide()
                gone.deleteLater()
        for card in (self._periods(kept), self._education(kept)):
            self._cards.addWidget(card)

    def _periods(self, kept: Supervisor) -> Card:
        card = Card(_("License periods"))
        told = self._told("license", [one.id for one in kept.licenses])
        for held in sorted(kept.licenses, key=lambda one: (one.from_on, one.id), reverse=True):
            until = dates.say(held.license_expires_on) if held.license_expires_on else _("no end")
            days = _("{first} to {last}").format(first=dates.say(held.from_on), last=until)
            words = _("{kind}, {number}, first licensed {day}").format(
                kind=license_type_label(held.license_type), number=held.license_number, day=dates.say(held.licensed_on)
            )
            past = lines([one for one in told if one.record == held.id], LicenseEntry, {"license_type": kinds()})
            card.add(self._row(days, words, past, partial(self._open_license, held), partial(self._out_license, held)))
        if self._may:
            words = _("Renewed, or another license? Add a period; sessions of before keep theirs.")
            add = controls.row_button(_("Add a period"), "plus", lambda: self._open_license(None))
            card.add(Reflow([add, controls.text(words, "second", wrap=True)], (0, 1), gap=10))
        return card

    def _education(self, kept: Supervisor) -> Card:
        card = Card(_("CE in supervision"))
        if kept.education:
            card.aside.setText(_("{hours} in all").format(hours=hours_text(sum(one.minutes for one in kept.education))))
        told = self._told("supervision_education", [one.id for one in kept.education])
        for earned in sorted(kept.education, key=lambda one: one.earned_on or dt.date.min, reverse=True):
            day = dates.say(earned.earned_on) if earned.earned_on else _("Total from before")
            past = lines([one for one in told if one.record == earned.id], EducationEntry)
            acts = partial(self._open_education, earned), partial(self._out_education, earned)
            card.add(self._row(day, hours_text(earned.minutes), past, *acts))
        if not kept.education:
            card.add(controls.text(_("None on record."), "muted"))
        if self._may:
            add = controls.row_button(_("Add CE"), "plus", lambda: self._open_education(None))
            card.add(controls.across(add, None))
        return card

    def _told(self, table: str, keys: list[uuid.UUID]) -> list[book.Told]:
        return self.desk.read(lambda session: book.of_records(session, table, keys))

    def _row(
        self, title: str, words: str, past: list[QWidget], correct: Callable[[], object], out: Callable[[], object]
    ) -> QWidget:
        left = controls.down(controls.text(title, "label-strong"), controls.text(words, wrap=True), *past, gap=1)
        line = controls.across(gap=8)
        line.addLayout(left, 1)
        for label, act in ((_("Correct"), correct), (_("Take out"), out)) if self._may else ():
            button = controls.row_button(label, "", act)
            button.setAccessibleName(_("{act}: {what}").format(act=label, what=title))
            line.addWidget(button)
        return controls.plain(line)

    def _again(self) -> "SupervisorPage":
        page = SupervisorPage(self.desk, self._id)
        self.desk.window.open_page(page, "staff")
        return page

    def _open_license(self, held: License | None) -> None:
        self.desk.keeper.flush()
        self.desk.window.open_page(LicensePage(self.desk, self._id, held, self._again), "staff")

    def _open_education(self, earned: SupervisionEducation | None) -> None:
        self.desk.keeper.flush()
        self.desk.window.open_page(EducationPage(self.desk, self._id, earned, self._again), "staff")

    def _out_license(self, held: License) -> None:
        entry = self.desk.change(lambda session: corrections.take_out_license(session, held.id), self.form)
        if entry is not None:
            self.undo(_("The license period is taken out."), partial(self._restore, licenses.add_license, entry))

    def _out_education(self, earned: SupervisionEducation) -> None:
        entry = self.desk.change(lambda session: corrections.take_out_education(session, earned.id), self.form)
        if entry is not None:
            self.undo(_("The CE is taken out."), partial(self._restore, licenses.add_education, entry))

    def _restore(self, add: Callable[..., object], entry: Any) -> None:
        self.desk.change(lambda session: add(session, self._id, entry), self.form)

    def _aside(self) -> QWidget | None:
        named = names.card(self.desk, "supervisor", self._id, "staff", self._again)
        past = history(self._told("supervisor", [self._id]), HeadEntry)
        cards = [one for one in (named, past) if one is not None]
        return controls.plain(controls.down(*cards, None, gap=12)) if cards else None

    def _write(self, entry: HeadEntry) -> object:
        usable, from_on = self.name_from.read()
        if not usable:
            return None
        return self.correction.write(
            self.desk, self.form,
            lambda session, reason, told: corrections.correct(session, self._id, entry, reason, from_on, told),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take out a supervisor who was typed by mistake, with a way back."""
        entry = self.desk.change(lambda session: corrections.take_out(session, self._id), self.form)
        if entry is not None:
            words = _("{name} is taken out.").format(name=entry.name)
            self.taken_out(words, lambda: self.desk.write(lambda session: supervisors.add(session, entry)))


def open_supervisor(desk: Desk, supervisor_id: uuid.UUID | None = None) -> NewSupervisorPage | SupervisorPage:
    """Open the form of a supervisor, or of a new one. Raises NotFound."""
    page = NewSupervisorPage(desk) if supervisor_id is None else SupervisorPage(desk, supervisor_id)
    desk.window.open_page(page, "staff")
    return page
