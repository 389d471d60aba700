"""Papers: choose kind, person and period; preview it, or save it as PDF at once."""

import uuid
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.across import leaving, papers
from app.services.clients import listing
from app.services.hiring import applicants
from app.services.problems import Invalid, Problem
from app.services.supervision import supervisors
from app.services.users import Action
from app.ui.kit import controls, page, preview
from app.ui.kit.background import Progress
from app.ui.kit.form import Form, row
from app.ui.people_choice import known_staff, packs_held
from app.ui.reports import periods
from app.ui.reports.asked import MEANING, USES, Paper, PaperEntry
from app.ui.write import Desk
from app.wording import _

FIELDS = ("staff", "pack", "supervisor", "client", "position", "first", "last")

NEEDED = {Paper.INTERVIEW_SHEET: Action.HIRE, Paper.INTERVIEW_COMPARISON: Action.SEE_HIRING,
          Paper.BLANK_INTERVIEW: Action.SEE_HIRING, Paper.INTAKE: Action.SEE_CLIENTS,
          Paper.ENCOUNTER: Action.SEE_ENCOUNTERS, Paper.ACCOUNTING: Action.SEE_CLIENTS}  # fmt: skip


class PapersPart(QWidget):
    """The form of a paper, and what it is beside it."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the supervision log."""
        super().__init__()
        self.desk = desk
        self._periods = periods.buttons(lambda: self.form, desk.today())
        people, leaders = known_staff(desk), desk.read(supervisors.choices)
        self.held = packs_held(desk)
        self.form = Form(
            PaperEntry,
            ["kind", "staff", "pack", "supervisor", "client", "position", row("first", "last"), self._periods],
            choices={
                "kind": [(kind.value, kind.label) for kind in Paper if desk.may(NEEDED.get(kind, Action.PRINT))],
                "staff": people,
                "pack": [],
                "supervisor": leaders,
                "client": self._clients(),
                "position": self._positions(),
            },
        )
        one = people[0][0] if len(people) == 1 else ""
        self.form.set_values({"kind": "supervision-log", "staff": one})
        self.form.changed.connect(self._show_used)
        self._offered = ""
        self.note = controls.Note("", "info")
        self.form.tells(self.note)
        self._preview = controls.filled(_("Preview"), "search", lambda: self.produce(self._show))
        self._save = controls.outlined(_("Save as PDF…"), "download", lambda: self.produce(self._keep))
        card = page.Card(_("What this paper is"))
        self._meaning = controls.text("", wrap=True)
        card.add(self._meaning)
        careful = _("A saved PDF is not protected. Keep it where only the right people can open it.")
        card.add(controls.text(careful, "second", wrap=True))
        card.add(controls.across(self._preview, self._save, None))
        left = controls.plain(controls.down(self.note, self.form, None))
        self.setLayout(controls.down(page.beside(left, controls.plain(controls.down(card, None)), 360), None))
        self._show_used()

    def refresh(self) -> None:
        """Offer today's people."""
        self.held, self._offered = packs_held(self.desk), ""
        self.form.set_choices("staff", known_staff(self.desk))
        self.form.set_choices("supervisor", self.desk.read(supervisors.choices))
        self.form.set_choices("client", self._clients())
        self.form.set_choices("position", self._positions())

    def _clients(self) -> list[tuple[str, str]]:
        return self.desk.read(listing.choices) if self.desk.may(Action.SEE_CLIENTS) else []

    def _positions(self) -> list[tuple[str, str]]:
        if not self.desk.may(Action.SEE_HIRING):
            return []
        return [(one.name, one.name) for one in self.desk.read(applicants.positions)]

    def _show_used(self) -> None:
        value = self.form.values()["kind"]
        kind = Paper(value) if value in {one.value for one in Paper} else Paper.SUPERVISION_LOG
        for name in FIELDS:
            self.form.fields[name].setVisible(name in USES[kind])
        self._offer_packs("pack" in USES[kind])
        self._periods.setVisible("first" in USES[kind])
        self._meaning.setText(_(MEANING[kind]))
        self._save.setVisible("client" not in USES[kind])  # the preview asks what such a paper is for

    def _offer_packs(self, used: bool) -> None:
        """Ask for the rule pack of a person who is under several."""
        code, held = self.form.values()["staff"], self.held
        if code != self._offered:
            self._offered = code
            self.form.set_choices("pack", held.get(code, ()))
        several = used and len(held.get(code, ())) > 1
        self.form.fields["pack"].setVisible(several)
        if not several:
            self.form.editor("pack").set_value("")

    def produce(self, then: Callable[[Paper, bytes, uuid.UUID | None], object]) -> None:
        """Make the paper behind the window, then hand it on; what is missing stands beside its field."""
        asked = self.form.entry()
        if not isinstance(asked, PaperEntry):
            return
        used = {name: getattr(asked, name) for name in FIELDS if name in USES[asked.kind]}

        def work(_progress: Progress) -> tuple[bytes, uuid.UUID | None]:
            with self.desk.reading() as session:
                client = leaving.client_of(session, used.get("client", ""))
                return papers.render(session, asked.kind.value, papers.Asked(**used)), client

        self.desk.queue.run(work, lambda made: then(asked.kind, *made), self._failed, _("Making the paper"))

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, Invalid):
            self.form.show_problems(wrong.fields)
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong

    def _show(self, kind: Paper, data: bytes, client: uuid.UUID | None) -> None:
        crumbs: list[page.Crumb] = [(_("Reports"), lambda: self.desk.window.go("reports")), (kind.label, None)]
        if client is not None:
            self.desk.open("client.paper", kind.label, data, kind=kind.value, client=client, room="reports", crumbs=crumbs)
            return
        self.desk.window.open_page(preview.Preview(kind.label, data, f"{kind.value}.pdf", crumbs), "reports")

    def _keep(self, kind: Paper, data: bytes, _client: uuid.UUID | None) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Save PDF"), f"{kind.value}.pdf", _("PDF files (*.pdf)")
        )
        if chosen:
            try:
                path = preview.write(Path(chosen), data)
            except Problem as wrong:
                page.problem(self, wrong)
                return
            self.note.say(_("Saved: {path}").format(path=path))
