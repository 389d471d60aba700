"""Imports: pick kind and file, look at every problem first, then take all of it or nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.services.exchange import encodings, imports, templates
from app.services.exchange import mapping as mappings
from app.services.exchange.imports import Report
from app.services.exchange.mapping import Mapping
from app.services.problems import FileRefused, Problem, RowProblem
from app.ui.kit import controls, page
from app.ui.kit.background import Cancelled, Progress
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


AT_ONCE = 2 * 1024 * 1024  # bytes of a file that are looked through without delay


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
        self._mapping: Mapping | None = None
        self._dates_asked = False
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
            Column(_("Column"), self._named, width=240),
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
        self.mapping_words = controls.text("", "second", wrap=True)
        self.mapping_words.hide()
        left = controls.down(self.note, self.question, kind, self.columns, gap=10)
        left.addLayout(controls.across(self.path, pick))
        left.addLayout(controls.across(self.mapping_words, None))
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
        other = _("A sheet from another program, with other column names, is taken by a mapping file.")
        card.add(controls.text(other, "second", wrap=True))
        card.add(controls.across(controls.outlined(_("Use a mapping file…"), "reports", self._choose_mapping), None))
        aside = controls.plain(controls.down(card, None))
        self.setLayout(controls.down(page.beside(controls.plain(left), aside, 330)))

    def _other_kind(self) -> None:
        kind = imports.kind_of(self.kind.value())
        needed, more = ", ".join(kind.required), [name for name in kind.columns if name not in kind.required]
        words = _("Needed columns: {needed}. Further ones: {more}.")
        self.columns.setText(words.format(needed=needed, more=", ".join(more) or "-"))
        self._mapping = None  # it was made for the other kind
        self.mapping_words.hide()
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
        """Read the file, a large one behind the window; ask once where its encoding is in doubt."""
        self.data, self._dates_asked = None, False
        self.question.hide()
        self._unchecked()
        if path.exists() and path.stat().st_size > AT_ONCE:
            self.desk.queue.run(
                lambda _progress: files.look(path), lambda looked: self._took(path, looked), self._failed, _("Reading")
            )
            return
        try:
            self._took(path, files.look(path))
        except Problem as wrong:
            page.problem(self, wrong)

    def _took(self, path: Path, looked: files.Looked) -> None:
        self.path.setText(str(path))
        self.data = looked.data
        self._unchecked()
        if looked.odd_word:
            words = _(
                "This file is not in UTF-8. Is it from an older Windows program, and is this word right: {word}?"
            )
            self.question.ask(
                words.format(word=looked.odd_word), _("Yes, read it so"), _("No, leave it"), self._windows
            )

    def _windows(self, yes: bool) -> None:
        data = self.data
        if yes and data is not None:
            self._change(lambda: encodings.from_windows(data), lambda: None)

    def _change(self, made: Callable[[], bytes], then: Callable[[], object]) -> None:
        """Put the file's bytes anew; `made` works behind the window where they are many."""

        def keep(data: bytes) -> None:
            self.data = data
            then()

        if self.data is not None and len(self.data) > AT_ONCE:
            self.desk.queue.run(lambda _progress: made(), keep, self._failed, _("Reading"))
        else:
            keep(made())

    def use_mapping(self, path: Path) -> None:
        """Read a mapping file, which turns another program's columns into ours; its faults are told."""
        try:
            self._mapping = mappings.read(path.read_bytes())
        except OSError:
            page.problem(self, _("The file cannot be read. Is it open in another program?"))
            return
        except Problem as wrong:
            self._unchecked()
            self.note.say(wrong.sentence, "alert", "danger")
            return
        self._unchecked()
        self.mapping_words.setText(_("Columns are taken by the mapping file {name}.").format(name=path.name))
        self.mapping_words.show()

    def run(self, dry_run: bool) -> None:
        """Check or import the file behind the window; dates written month first are asked about once before."""
        kind, data = self.kind.value(), self.data
        if data is None or not kind:
            return
        if not dry_run or self._dates_asked or self._mapping is not None:
            self._run(kind, data, dry_run)
            return
        self.desk.queue.run(
            lambda _progress: files.us_date(kind, data), self._ask_dates, self._failed, _("Checking the file")
        )

    def _ask_dates(self, example: str) -> None:
        self._dates_asked = True
        if not example:
            self.run(dry_run=True)
            return
        words = _("Dates in this file are written like {example}. Is the month first?").format(example=example)
        self.question.ask(words, _("Yes, month first"), _("No, leave them"), self._month_first)

    def _month_first(self, yes: bool) -> None:
        kind, data = self.kind.value(), self.data
        if data is None:
            return
        if yes:
            self._change(lambda: files.with_iso_dates(kind, data), lambda: self.run(dry_run=True))
        else:
            self.run(dry_run=True)

    def _run(self, kind: str, data: bytes, dry_run: bool) -> None:
        signed_in, repeats, mapping = self.desk.signed_in, self.repeats.isChecked(), self._mapping
        self.desk.keeper.flush()

        def work(progress: Progress) -> Report | None:
            try:
                return imports.run(
                    signed_in.store, signed_in.actor, kind, data, mapping=mapping, allow_repeats=repeats,
                    dry_run=dry_run, step=lambda done, total: progress.step(100 * done // total),
                )  # fmt: skip
            except Cancelled:
                return None

        title = _("Checking the file") if dry_run else _("Importing")
        self.desk.queue.run(work, lambda report: self._done(report, dry_run), self._failed, title)

    def _done(self, report: Report | None, dry_run: bool) -> None:
        if report is None:
            self.note.say(_("Stopped. Nothing was imported, and nothing has been changed."), "info")
            return
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

    def _choose_mapping(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a mapping file"), "", _("Mapping files (*.toml)"))
        if chosen:
            self.use_mapping(Path(chosen))

    def _template(self) -> None:
        kind = self.kind.value()
        if not kind:
            self.note.say(_("Choose first what the file holds."), "info")
            return
        name = f"{kind}-template.csv"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save a template"), name, _("CSV files (*.csv)"))
        if chosen:
            self.save_template(Path(chosen))

    def _named(self, one: RowProblem) -> str:
        """The column's label, and its name in the file."""
        if not one.column:
            return ""
        field = imports.kind_of(self.kind.value()).entry.model_fields.get(one.column)
        label = _(field.title) if field is not None and field.title else ""
        return _("{label} ({column})").format(label=label, column=one.column) if label else one.column

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
