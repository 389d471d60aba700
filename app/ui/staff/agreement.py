"""A supervision agreement of one pair: days, terms from the template, confirmations, fit; printed to be signed in ink."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services import staff
from app.services.across.corrections import agreements as agreed
from app.services.across.corrections import book
from app.services.credentials import proof
from app.services.credentials.proof import Proof, ProofKind
from app.services.documents import agreement as paper
from app.services.problems import DiskProblem, Problem
from app.services.supervision import agreements, supervisors, terms, written
from app.services.supervision.terms import TERMS, WrittenEntry
from app.services.users import Action
from app.ui.kit import controls, dates, page
from app.ui.kit.correction import Correction, history
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.form import Form, row
from app.ui.kit.preview import Preview
from app.ui.staff.fit import FitEditor
from app.ui.staff.record import RecordPage
from app.ui.write import Desk
from app.wording import N_, _, readable


class AgreementPage(RecordPage):
    """Add or change an agreement."""

    next_step = N_("Sessions of these two can be credited while it is in force.")

    def __init__(self, desk: Desk, agreement_id: uuid.UUID | None, of: str = "", led_by: str = "") -> None:
        """A new one where no id is given; it begins with the template's terms, for the pair of these codes."""
        may = desk.may(Action.EDIT_SUPERVISORS)
        title = _("Supervision agreement") if agreement_id else _("Add an agreement")
        words = _("In force from its signing day to its end")
        record = str(agreement_id) if agreement_id else f"new/{of}/{led_by}" if of else ""
        super().__init__(desk, "agreements", title, words, "agreement", record, may)
        self._id, self._pair = agreement_id, {"staff": of, "supervisor": led_by}
        self._proposed: dict[str, str] = {}
        people, leaders = desk.read(lambda session: (staff.choices(session), supervisors.choices(session)))
        self.qualification = page.Card(_("Is the supervisor qualified?"))
        self._told = controls.plain(controls.down(gap=5))
        self.qualification.add(self._told)
        self.correction = Correction(agreed.ordinary)
        form = Form(
            WrittenEntry,
            [
                row("staff", "supervisor"), row("signed_on", "ends_on"), "not_therapist_confirmed",
                "no_kinship_confirmed", self.correction, self._usual(), *TERMS, "fit",
                told := Doubts(),
            ],
            choices={"staff": people, "supervisor": leaders},
            editors={"fit": FitEditor()},
        )  # fmt: skip
        self._choices = {"staff": people, "supervisor": leaders}
        self.show_form(form, self._stored_values(), self._write, self._aside())
        if agreement_id is not None:
            self.correction.follow(form)
            self.offer_take_out(self.take_out)
        form.changed.connect(self._follow)
        self._follow()
        told.follow(form, asks(desk, agreements.DOUBTS))

    def _stored_values(self) -> dict[str, Any]:
        found = self._id
        if found is None:
            return {name: code for name, code in self._pair.items() if code}
        return dict(self.desk.read(lambda session: terms.load(session, found)))

    def _aside(self) -> QWidget:
        paper = page.Card(_("On paper"))
        how = _("Print it, let both sign and date it in ink, then type the later date above and save.")
        paper.add(controls.text(how, wrap=True))
        self.print_button = controls.outlined(_("Print to sign…"), "print", self.print)
        paper.add(controls.across(self.print_button, None))
        if self._id is not None and self.desk.may(Action.EDIT_CREDENTIALS):
            keep = controls.outlined(_("Keep the signed scan…"), "upload", self._pick)
            paper.add(controls.across(keep, None))
        self.note = controls.Note("")
        cards: list[QWidget] = [self.qualification, paper, self.note]
        if (key := self._id) is not None:
            told = self.desk.read(lambda session: book.of_records(session, "agreement", [key]))
            past = history(told, WrittenEntry, self._choices)
            cards += [past] if past is not None else []
        return controls.plain(controls.down(*cards, None, gap=12))

    def _follow(self) -> None:
        """Show how the supervisor stands, and propose terms while nobody has written others."""
        typed = self.form.values()
        self._show_standing(str(typed["staff"]), str(typed["supervisor"]), self._day())
        if self._id is None and self._may:
            self._propose(str(typed["staff"]))

    def _day(self) -> dt.date:
        """The signing day where one is typed, else today."""
        try:
            return dt.date.fromisoformat(str(self.form.values()["signed_on"]))
        except ValueError:
            return self.desk.today()

    def _usual(self) -> QWidget:
        """Offers the template's wording for terms that an older agreement never wrote down."""
        button = controls.row_button(_("Put the usual wording into what is blank"), "pencil", self.put_in)
        made = controls.plain(controls.across(button, None))
        controls.seen(made, self._id is not None and self._may)
        return made

    def put_in(self) -> None:
        """Fill blank terms from the template."""
        self._propose(str(self.form.values()["staff"]))
        self.form.changed.emit()

    def _propose(self, code: str) -> None:
        proposed = self.desk.read(lambda session: terms.proposed(session, code, self._day()))
        if proposed == self._proposed:
            return
        typed, before, self._proposed = self.form.values(), self._proposed, proposed
        for name in TERMS:
            if typed[name] in ("", before.get(name, "")):
                self.form.editor(name).set_value(proposed[name])

    def _show_standing(self, code: str, led: str, day: dt.date) -> None:
        found = self.desk.read(lambda session: terms.standing(session, code, led, day)) if led else None
        layout = self._told.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if layout is None:
            return
        if found is None:
            layout.addWidget(controls.text(_("Choose a supervisor to see it."), "muted", wrap=True))
            return
        verdict = _("Qualified on {day}") if found.qualified else _("Not qualified on {day}")
        tone = "good" if found.qualified else "danger"
        layout.addWidget(controls.text(verdict.format(day=dates.say(day)), "strong", tone, wrap=True))
        for line in found.findings:
            layout.addWidget(controls.text(readable(line), wrap=True))
        layout.addWidget(controls.text(found.source, "second", wrap=True))

    def _write(self, entry: WrittenEntry) -> object:
        found = self._id
        if found is None:
            return self.desk.write(lambda session: terms.add(session, entry), self.form)
        return self.correction.write(
            self.desk, self.form,
            lambda session, reason, told: agreed.correct(session, found, entry, reason, told),
        )  # fmt: skip

    def take_out(self) -> None:
        """Take out an agreement that nobody used, with a way back."""
        found = self._id
        assert found is not None
        entry = self.desk.change(lambda session: agreed.take_out(session, found), self.form)
        if entry is not None:
            self.taken_out(
                _("The agreement is taken out."), lambda: self.desk.write(lambda session: terms.add(session, entry))
            )

    def print(self) -> None:
        """Show the paper as it is typed now, with room to sign; nothing is saved by it."""
        day, values = self._day(), self.form.values()
        try:
            entry = WrittenEntry.read(values | {"signed_on": str(values["signed_on"]) or day.isoformat()})
            data = paper.render(self.desk.read(lambda session: written.values(session, entry, day, signed=False)))
        except Problem as wrong:
            self.form.show_problems(getattr(wrong, "fields", {"": wrong.sentence}))
            return
        title = _("Supervision agreement")
        crumbs: list[page.Crumb] = [(_("Staff"), lambda: self.desk.window.go("staff")), (title, None)]
        self.desk.window.open_page(Preview(title, data, "supervision-agreement.pdf", crumbs), "staff")

    def _pick(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a file"), "", _("Scans (*.pdf *.png *.jpg *.jpeg)")
        )
        if chosen:
            self.keep_scan(Path(chosen))

    def keep_scan(self, path: Path) -> None:
        """Keep the signed sheet as proof of this agreement; it goes into the audit file."""
        key, code = self._id, str(self.form.values()["staff"])
        try:
            content = path.read_bytes()
        except OSError:
            page.problem(self, DiskProblem(_("This file could not be read. Is the drive still plugged in?")))
            return
        if key is None:
            return
        made = Proof(ProofKind.AGREEMENT, _("Signed supervision agreement"), content, owner=("agreement_id", key))
        if self.desk.write(lambda session: proof.add(session, code, made), self.form) is not None:
            self.note.say(_("The scan is kept with this agreement, and goes into the audit file."))


def open_agreement(
    desk: Desk, agreement_id: uuid.UUID | None = None, staff: str = "", supervisor: str = ""
) -> AgreementPage:
    """Open the form of an agreement, or of a new one, for the pair of these codes where they are given."""
    made = AgreementPage(desk, agreement_id, staff, supervisor)
    desk.window.open_page(made, "staff")
    return made
