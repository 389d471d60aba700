"""The audit file: choose person, period and attachments; everything becomes one PDF behind the window."""

import datetime as dt
from typing import Annotated

from pydantic import Field
from PySide6.QtWidgets import QCheckBox, QMessageBox, QWidget

from app.services import entries
from app.services.across import audit_file
from app.services.across.audit_file import Choosable
from app.services.entries import Entry
from app.services.problems import Invalid, NotFound, Problem, Unreadable
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.form import Form, row
from app.ui.kit.preview import Preview
from app.ui.people_choice import known_staff
from app.ui.reports import periods
from app.ui.write import Desk
from app.wording import N_, _


class AuditFileEntry(Entry):
    """Whose audit file, over which days."""

    staff: Annotated[entries.Code, Field(title=N_("Person"))]
    first: Annotated[entries.Date, Field(title=N_("From"))]
    last: Annotated[entries.Date, Field(title=N_("To"))]


class Attachments(page.Card):
    """The person's proof as check boxes; ticked is what is marked for the audit file."""

    def __init__(self) -> None:
        """Nobody is chosen yet."""
        super().__init__(_("Attachments"))
        self.boxes: list[tuple[Choosable, QCheckBox]] = []
        self._rows = controls.plain(controls.down(gap=2))
        self.add(self._rows)
        self._rule = controls.text(
            _("Background checks and evidence of a diagnosis are not offered: only their date and result go in."),
            "second",
            wrap=True,
        )
        self.add(self._rule)

    def show_all(self, found: list[Choosable], chosen: bool) -> None:
        """Offer these files; `chosen` says whether somebody is chosen at all. A tick that was set by hand stays."""
        kept = {one.id: box.isChecked() for one, box in self.boxes if box.isChecked() != one.chosen}
        layout = self._rows.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.boxes = []
        for one in found:
            box = QCheckBox(one.title)
            box.setAccessibleName(f"{one.title}, {one.kind}")
            box.setChecked(kept.get(one.id, one.chosen))
            box.toggled.connect(self._count)
            self.boxes.append((one, box))
            if layout is not None:
                layout.addWidget(controls.plain(controls.across(box, None, controls.text(one.kind, "second"))))
        if not found and layout is not None:
            words = _("No file of proof is on record.") if chosen else _("Choose a person first.")
            layout.addWidget(controls.text(words, "muted", wrap=True))
        self._count()

    def _count(self) -> None:
        ticked = len(self.chosen())
        words = _("{count} of {all} go in").format(count=ticked, all=len(self.boxes))
        self.aside.setText(words if self.boxes else "")

    def chosen(self) -> list[Choosable]:
        """The files that are ticked."""
        return [one for one, box in self.boxes if box.isChecked()]


class AuditFilePart(QWidget):
    """The form at the left, what goes in at the right."""

    def __init__(self, desk: Desk) -> None:
        """Begin with this year, and with oneself where nobody else may be chosen."""
        super().__init__()
        self.desk, self._shown = desk, ""
        people = known_staff(desk)
        self._periods = periods.buttons(lambda: self.form, desk.today())
        self.form = Form(
            AuditFileEntry, ["staff", row("first", "last"), self._periods], choices={"staff": people}
        )
        first, last = periods.year(desk.today())
        one = people[0][0] if len(people) == 1 else ""
        self.form.set_values({"staff": one, "first": first, "last": min(last, desk.today())})
        self.form.changed.connect(self._follow)
        self.attachments = Attachments()
        self.button = controls.filled(_("Make the file"), "search", lambda: self.make())
        left = controls.plain(controls.down(self.form, self.attachments, None, gap=16))
        aside = controls.plain(controls.down(self._card(), None))
        self.setLayout(controls.down(page.beside(left, aside, 360), None))
        self._follow()

    def _card(self) -> page.Card:
        card = page.Card(_("What goes in"))
        holds = _(
            "One PDF with page numbers. Its first page answers what a Board asks, then come the contents, the supervision "
            "log, the hours worked, agreements, supervisor qualification, the credential summary with its list of "
            "evidence, continuing education, and the attachments that you tick. A month's statement goes in where it "
            "changed after it was signed."
        )
        card.add(controls.text(holds, wrap=True))
        card.add(controls.text(_("Notes about clients never go in."), wrap=True))
        careful = _("A saved PDF is not protected. Keep it where only the right people can open it.")
        card.add(controls.text(careful, "second", wrap=True))
        card.add(controls.across(self.button, None))
        return card

    def refresh(self) -> None:
        """Offer today's people and their proof."""
        self.form.set_choices("staff", known_staff(self.desk))
        self._shown = "?"
        self._follow()

    def _follow(self) -> None:
        """Offer the proof of the person chosen; what belongs to the period is ticked."""
        code, (first, last) = str(self.form.values()["staff"]), self._period()
        asked = f"{code} {first} {last}"
        if asked == self._shown:
            return
        self._shown = asked
        try:
            found = self.desk.read(lambda session: audit_file.choices(session, code, first, last)) if code else []
        except NotFound:  # a half-typed name
            found, code = [], ""
        self.attachments.show_all(found, bool(code))

    def _period(self) -> tuple[dt.date | None, dt.date | None]:
        """The days typed so far; None for one that cannot be read."""
        found: list[dt.date | None] = []
        for name in ("first", "last"):
            try:
                found.append(dt.date.fromisoformat(str(self.form.values()[name])))
            except ValueError:
                found.append(None)
        return found[0], found[1]

    def make(self, leave_out: bool = False) -> None:
        """Make the file behind the window and show it; what is missing stands beside its field."""
        asked = self.form.entry()
        if not isinstance(asked, AuditFileEntry):
            return
        keys = frozenset(one.id for one in self.attachments.chosen())
        wanted = audit_file.Asked(asked.staff, asked.first, asked.last, self.desk.today(), keys, leave_out)

        def work(progress: Progress) -> bytes:
            with self.desk.reading() as session:
                return audit_file.render(session, wanted, progress.step)

        self.desk.queue.run(work, self._show, self._failed, _("Making the audit file"))

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, Unreadable):
            self._ask(wrong)
        elif isinstance(wrong, Invalid):
            self.form.show_problems(wrong.fields)
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong

    def _ask(self, wrong: Unreadable) -> None:
        """Name what cannot go in; the file is made without it only where the person says so."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(_("An attachment cannot go in"))
        box.setText(wrong.sentence)
        without = box.addButton(_("Make it without"), QMessageBox.ButtonRole.AcceptRole)
        back = box.addButton(_("Go back"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(back)
        box.exec()
        if box.clickedButton() is without:
            self.make(leave_out=True)

    def _show(self, data: bytes) -> None:
        title = _("Board audit file")
        crumbs: list[page.Crumb] = [(_("Reports"), lambda: self.desk.window.go("reports")), (title, None)]
        self.desk.window.open_page(Preview(title, data, "audit-file.pdf", crumbs), "reports")
