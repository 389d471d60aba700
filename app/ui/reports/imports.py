"""Imports: pick kind and file, look at every problem first, then take all of it or nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.services.exchange import imports, templates
from app.services.exchange.imports import Report
from app.services.problems import FileRefused, Problem, RowProblem
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.editors import PickEditor
from app.ui.kit.field import Field
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.reports import files
from app.ui.write import Desk
from app.wording import N_, _, plural

KINDS = {
    "staff": N_("Staff"), "supervisors": N_("Supervisors"), "agreements": N_("Agreements"),
    "hours": N_("Hours worked"), "supervision": N_("Supervision sessions"),
    "clients": N_("Clients"), "encounters": N_("Encounters"),
    "ce": N_("Continuing education"),
    "applicants": N_("Applicants"), "scores": N_("Interview scores"),
}  # fmt: skip


class Question(QWidget):
    """Asked once about a file: words and two buttons."""

    def __init__(self) -> None:
        """Hidden until something is asked."""
        super().__init__()
        self._words = controls.text("", wrap=True)
        self._answer: Callable[[bool], object] = lambda _yes: None
        self.yes = controls.row_button("", on_click=lambda: self._answered(True))
        self.no = controls.row_button("", on_click=lambda: self._answered(False))
        inside = controls.down(self._words, gap=6, margins=(13, 8, 13, 8))
        inside.addLayout(controls.across(self.yes, self.no, None))
        self.setLayout(controls.down(controls.plain(inside, "tint")))
        self.hide()

    def ask(self, words: str, yes: str, no: str, answer: Callable[[bool], object]) -> None:
        """Show the question; `answer(yes)` is called once."""
        self._words.setText(words)
        self.yes.setText(yes)
        self.no.setText(no)
        self._answer = answer
        self.show()
        self.yes.setFocus()

    def _answered(self, yes: bool) -> None:
        self.hide()
        self._answer(yes)


class ImportsPart(QWidget):
    """Kind, file, check, list of problems, import."""

    def __init__(self, desk: Desk) -> None:
        """Nothing chosen."""
        super().__init__()
        self.desk = desk
        self.data: bytes | None = None
        self._problems: list[RowProblem] = []
        self.kind = PickEditor([(name, _(label)) for name, label in KINDS.items()])
        self.kind.changed.connect(self._other_kind)
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(_("File"))
        self.repeats = QCheckBox(_("Allow rows that are on record already"))
        self.repeats.clicked.connect(self._unchecked)
        self.note, self.question = controls.Note(""), Question()
        self.check_button = controls.outlined(_("Check the file"), "check", lambda: self.run(dry_run=True))
        self.import_button = controls.filled(_("Import"), "upload", lambda: self.run(dry_run=False))
        self._list()
        self._arrange()
        self._unchecked()

    def _list(self) -> None:
        columns: list[Column[RowProblem]] = [
            Column(_("Row"), lambda one: Cell("" if one.row is None else str(one.row)), width=70),
            Column(_("Column"), lambda one: one.column or "", width=180),
            Column(_("What is wrong, and how to mend it"), lambda one: Cell(one.sentence)),
        ]
        fetch = from_rows(lambda: self._problems, {}, str)
        self.list = List(
            columns, fetch, "", "import-problems", _("Problems in the file"), lines=1, filtered=False
        )
        self.list.setMinimumHeight(180)
        self.list.hide()

    def _arrange(self) -> None:
        pick = controls.outlined(_("Choose a file…"), "folder", self._choose)
        template = controls.outlined(_("Save a template…"), "download", self._template)
        kind = Field("kind", _("What the file holds"), "", self.kind)
        self.columns = controls.text("", "second", wrap=True)
        left = controls.down(self.note, self.question, kind, self.columns, gap=10)
        left.addLayout(controls.across(self.path, pick))
        left.addWidget(self.repeats)
        left.addLayout(controls.across(self.check_button, self.import_button, None))
        left.addWidget(self.list, 1)
        left.addStretch(1)
        card = page.Card(_("How an import works"))
        for words in (
            _("Save the sheet as CSV UTF-8, with the column names in its first row."),
            _("The check changes nothing. It names every row it would refuse, and why."),
            _("An import takes all rows of a file or none, and never the same file twice."),
            _("Begin with staff and supervisors, then agreements, then hours and sessions."),
        ):
            card.add(controls.text(words, wrap=True))
        card.add(controls.across(template, None))
        aside = controls.plain(controls.down(card, None))
        self.setLayout(controls.down(page.beside(controls.plain(left), aside, 330)))

    def _other_kind(self) -> None:
        kind = imports.kind_of(self.kind.value())
        needed, more = ", ".join(kind.required), [name for name in kind.columns if name not in kind.required]
        words = _("Needed columns: {needed}. Further ones: {more}.")
        self.columns.setText(words.format(needed=needed, more=", ".join(more) or "-"))
        self._unchecked()

    def _unchecked(self) -> None:
        """After any change the file must be checked again."""
        ready = self.data is not None and bool(self.kind.value())
        self.check_button.setEnabled(ready)
        self.import_button.setEnabled(False)
        self._show([])
        self.note.say("")

    def _show(self, problems: Sequence[RowProblem]) -> None:
        self._problems = list(problems)
        self.list.refresh()
        self.list.setVisible(bool(problems))

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a file"), "", _("CSV files (*.csv);;All files (*)")
        )
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Read the file's bytes; ask once where its encoding is in doubt."""
        try:
            data = path.read_bytes()
        except OSError:
            page.problem(self, _("The file cannot be read. Is it open in another program?"))
            return
        self.path.setText(str(path))
        self.data = data
        self._unchecked()
        if not files.is_utf8(data):
            words = _(
                "This file is not in UTF-8. Is it from an older Windows program, and is this word right: {word}?"
            )
            self.question.ask(
                words.format(word=files.sample(data)), _("Yes, read it so"), _("No, leave it"), self._windows
            )

    def _windows(self, yes: bool) -> None:
        if yes and self.data is not None:
            self.data = files.from_windows(self.data)

    def run(self, dry_run: bool) -> None:
        """Check or import the file behind the window; dates written month first are asked about before."""
        kind, data = self.kind.value(), self.data
        if data is None or not kind:
            return
        example = files.us_date(kind, data) if dry_run else ""
        if example:
            words = _("Dates in this file are written like {example}. Is the month first?").format(
                example=example
            )
            self.question.ask(words, _("Yes, month first"), _("No, leave them"), self._month_first)
            return
        self._run(kind, data, dry_run)

    def _month_first(self, yes: bool) -> None:
        if self.data is None:
            return
        if yes:
            self.data = files.with_iso_dates(self.kind.value(), self.data)
        self._run(self.kind.value(), self.data, True)

    def _run(self, kind: str, data: bytes, dry_run: bool) -> None:
        signed_in, repeats = self.desk.signed_in, self.repeats.isChecked()
        self.desk.keeper.flush()

        def work(progress: Progress) -> Report:
            return imports.run(
                signed_in.store, signed_in.actor, kind, data, allow_repeats=repeats, dry_run=dry_run,
                step=lambda done, total: progress.step(100 * done // total),
            )  # fmt: skip

        title = _("Checking the file") if dry_run else _("Importing")
        self.desk.queue.run(work, lambda report: self._done(report, dry_run), self._failed, title)

    def _done(self, report: Report, dry_run: bool) -> None:
        count = plural("{count} row", "{count} rows", report.taken)
        self._show(report.warnings)
        self.import_button.setEnabled(dry_run)
        if dry_run:
            words = _("The file is good: {count} can be imported. Nothing has been changed yet.")
        else:
            words = _("Imported: {count}.")
            self.data = None
            self.check_button.setEnabled(False)
        if report.warnings:
            words += " " + _("Look at the rows below: they are taken, with a warning.")
        self.note.say(words.format(count=count), *(("warning", "warning") if report.warnings else ()))

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, FileRefused):
            self._show(wrong.rows)
            self.import_button.setEnabled(False)
            count = plural("{count} problem", "{count} problems", len(wrong.rows))
            words = _("Nothing was imported: {count}. Mend the file and check it again.").format(count=count)
            self.note.say(words, "alert", "danger")
        elif isinstance(wrong, Problem):
            self.note.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong

    def _template(self) -> None:
        kind = self.kind.value()
        if not kind:
            self.note.say(_("Choose first what the file holds."), "info")
            return
        name = f"{kind}-template.csv"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save a template"), name, _("CSV files (*.csv)"))
        if chosen:
            self.save_template(Path(chosen))

    def save_template(self, path: Path) -> None:
        """Write the kind's header and codebook to a file."""
        from app.ui.kit import preview

        try:
            preview.write(path.with_suffix(".csv"), templates.template(self.kind.value()).encode("utf-8-sig"))
        except Problem as wrong:
            page.problem(self, wrong)
            return
        self.note.say(
            _("Saved. Its first line names the columns; take the lines below it out before you import.")
        )
