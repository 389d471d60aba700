"""Imports: pick kind and file, look at every problem first, then take all of it or nothing."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.services.exchange import imports, templates
from app.services.exchange import mapping as mappings
from app.services.exchange.days import DAY_FIRST, MONTH_FIRST, NEWEST
from app.services.exchange.encodings import WINDOWS
from app.services.exchange.imports import Report
from app.services.exchange.told import Answers
from app.services.problems import FileRefused, Problem, RowProblem
from app.ui.kit import controls, page, preview
from app.ui.kit.background import Cancelled, Progress
from app.ui.kit.editors import PickEditor
from app.ui.kit.field import Field
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import N_, _, plural

KINDS = {
    "staff": N_("Staff"), "supervisors": N_("Supervisors"), "agreements": N_("Agreements"),
    "hours": N_("Hours worked"), "supervision": N_("Supervision sessions"),
    "clients": N_("Clients"), "encounters": N_("Encounters"),
    "ce": N_("Continuing education"),
    "applicants": N_("Applicants"), "scores": N_("Interview scores"),
}  # fmt: skip


# What may be open in a file: the question, then each answer with what is said of the file by it.
QUESTIONS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "encoding": (
        N_("This file is not in UTF-8. Is it from an older Windows program, and is this word right: {example}?"),
        ((N_("Yes, read it so"), WINDOWS),),
    ),
    "dates": (
        N_("Dates in this file are written like {example}. Is the month first?"),
        ((N_("Yes, month first"), MONTH_FIRST), (N_("No, the day"), DAY_FIRST)),
    ),
    "birth_years": (
        N_("Birth dates have years of two digits, as in {example}. Is each the newest such year that has come?"),
        ((N_("Yes, the newest"), NEWEST),),
    ),
}


class Question(QWidget):
    """Asked once about a file: words, a button for each answer, and one that leaves the file as it is."""

    def __init__(self) -> None:
        """Hidden until something is asked."""
        super().__init__()
        self._words = controls.text("", wrap=True)
        self._answer: Callable[[str], object] = lambda _said: None
        self._said: tuple[str, ...] = ()
        self.yes = controls.row_button("", on_click=lambda: self._answered(0))
        self.other = controls.row_button("", on_click=lambda: self._answered(1))
        self.no = controls.row_button(_("No, leave them"), on_click=lambda: self._answered(-1))
        inside = controls.down(self._words, gap=6, margins=(13, 8, 13, 8))
        inside.addLayout(controls.across(self.yes, self.other, self.no, None))
        self.setLayout(controls.down(controls.plain(inside, "tint")))
        self.hide()

    def ask(self, name: str, example: str, answer: Callable[[str], object]) -> None:
        """Show the question of this name; `answer(what is said)` is called once, with '' where the file is left."""
        words, choices = QUESTIONS[name]
        self._words.setText(_(words).format(example=example))
        self._said, self._answer = tuple(said for _label, said in choices), answer
        for button, (label, _said) in zip((self.yes, self.other), choices, strict=False):
            button.setText(_(label))
        self.other.setVisible(len(choices) > 1)
        self.show()
        self.yes.setFocus()

    def _answered(self, place: int) -> None:
        self.hide()
        self._answer(self._said[place] if place >= 0 else "")


class ImportsPart(QWidget):
    """Kind, file, check, list of problems, import."""

    def __init__(self, desk: Desk) -> None:
        """Nothing chosen."""
        super().__init__()
        self.desk = desk
        self.file: Path | None = None
        self._mapping: Path | None = None
        self._answers = Answers()
        self._left: set[str] = set()  # questions to which the file was left as it is
        self._checked = b""  # the digest of the bytes that were found good
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
        told = ""
        if self.kind.value() in KINDS:  # not while it is being typed
            kind = imports.kind_of(self.kind.value())
            needed, more = ", ".join(kind.required), [name for name in kind.columns if name not in kind.required]
            words = _("Needed columns: {needed}. Further ones: {more}.")
            told = words.format(needed=needed, more=", ".join(more) or "-")
        self.columns.setText(told)
        self._mapping = None  # it was made for the other kind
        self.mapping_words.hide()
        self._unchecked()

    def _unchecked(self) -> None:
        """After any change the file must be checked again."""
        ready = self.file is not None and self.kind.value() in KINDS
        self.check_button.setEnabled(ready)
        self.import_button.setEnabled(False)
        self._checked = b""
        self.question.hide()
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
        """Choose a file; each check reads it anew, and what was said of another one is forgotten."""
        self.file, self._answers = path, Answers()
        self._left.clear()
        self.path.setText(str(path))
        self._unchecked()

    def use_mapping(self, path: Path) -> None:
        """Read a mapping file, which turns another program's columns into ours; its faults are told."""
        try:
            mappings.read(imports.content(path))
        except Problem as wrong:
            self._unchecked()
            self.note.say(wrong.sentence, "alert", "danger")
            return
        self._mapping = path
        self._unchecked()
        self.mapping_words.setText(_("Columns are taken by the mapping file {name}.").format(name=path.name))
        self.mapping_words.show()

    def run(self, dry_run: bool) -> None:
        """Check or import the file behind the window; what is open in it is asked about once."""
        kind, path, wanted = self.kind.value(), self.file, self._mapping
        if path is None or not kind:
            return
        signed_in, repeats, answers, checked = self.desk.signed_in, self.repeats.isChecked(), self._answers, self._checked
        self.question.hide()
        self.desk.keeper.flush()

        def work(progress: Progress) -> tuple[bytes, Report | None]:
            data, mapped = imports.content(path), imports.content(wanted) if wanted else b""
            mapping = mappings.read(mapped) if wanted else None
            digest = hashlib.sha256(mapped + b"\0" + data).digest()
            if not dry_run and checked and digest != checked:
                return digest, None
            try:
                return digest, imports.run(
                    signed_in.store, signed_in.actor, kind, data, mapping=mapping, answers=answers,
                    allow_repeats=repeats, dry_run=dry_run, step=lambda done, total: progress.step(100 * done // total),
                )  # fmt: skip
            except Cancelled:
                return b"", None

        title = _("Checking the file") if dry_run else _("Importing")
        self.desk.queue.run(work, lambda made: self._done(*made, dry_run), self._failed, title)

    def _done(self, digest: bytes, report: Report | None, dry_run: bool) -> None:
        if report is None and digest:
            self._unchecked()
            self.note.say(_("The file has been changed since it was checked. Check it again; nothing was imported."), "info")
            return
        if report is None:
            self.note.say(_("Stopped. Nothing was imported, and nothing has been changed."), "info")
            return
        count = plural("{count} row", "{count} rows", report.taken)
        self._show(report.warnings)
        self.import_button.setEnabled(dry_run)
        if dry_run:
            self._checked = digest
            words = _("The file is good: {count} can be imported. Nothing has been changed yet.")
        else:
            words = _("Imported: {count}.")
            self.file = None
            self.check_button.setEnabled(False)
        if report.warnings:
            words += " " + _("Look at the rows below: they are taken, with a warning.")
        self.note.say(words.format(count=count), *(("warning", "warning") if report.warnings else ()))

    def _failed(self, wrong: Exception) -> None:
        self.import_button.setEnabled(False)
        if isinstance(wrong, FileRefused):
            asked = [name for name in QUESTIONS if name in wrong.asks and name not in self._left]
            if asked:
                self._show([])
                self.note.say("")
                self.question.ask(asked[0], wrong.asks[asked[0]], lambda said: self._say(asked[0], said, wrong))
            else:
                self._refused(wrong)
        elif isinstance(wrong, Problem):
            self.note.say(wrong.sentence, "alert", "danger")
        else:
            raise wrong

    def _say(self, name: str, said: str, wrong: FileRefused) -> None:
        """Check again with what was said of the file; without, show what is refused."""
        if not said:
            self._left.add(name)
            self._failed(wrong)
            return
        self._answers = replace(self._answers, **{name: said})
        self.run(dry_run=True)

    def _refused(self, wrong: FileRefused) -> None:
        self._show(wrong.rows)
        count = plural("{count} problem", "{count} problems", len(wrong.rows))
        words = _("Nothing was imported: {count}. Mend the file and check it again.").format(count=count)
        self.note.say(words, "alert", "danger")

    def _choose_mapping(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a mapping file"), "", _("Mapping files (*.toml)"))
        if chosen:
            self.use_mapping(Path(chosen))

    def _template(self) -> None:
        kind = self.kind.value()
        if kind not in KINDS:
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
        try:
            preview.write(path, templates.template(self.kind.value()).encode("utf-8-sig"), ".csv")
        except Problem as wrong:
            page.problem(self, wrong)
            return
        self.note.say(
            _("Saved. Its first line names the columns; take the lines below it out before you import.")
        )
