"""Exports: choose what, the period and a folder; say what was written, or why nothing was."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.services.across import leaving
from app.services.consents.giving import OWN_USE
from app.services.exchange import exports
from app.services.exchange.exports import Exported
from app.services.problems import Invalid, Problem
from app.ui.consents import Why
from app.ui.kit import controls, page
from app.ui.kit.background import Progress
from app.ui.kit.form import Form, row
from app.ui.reports import periods
from app.ui.reports.asked import HOLDS, UNNAMED, Export, ExportEntry
from app.ui.write import Desk
from app.wording import _, plural


class ExportsPart(QWidget):
    """The form of an export, and what lies in the folder after it."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the hours of this year."""
        super().__init__()
        self.desk = desk
        pick = controls.outlined(_("Choose a folder…"), "folder", self._choose)
        self.form = Form(
            ExportEntry,
            ["profile", "deidentified", row("first", "last"), periods.buttons(lambda: self.form, desk.today()), "folder",
             controls.plain(controls.across(pick, None))],
        )  # fmt: skip
        first, last = periods.year(desk.today())
        self.form.set_values({"profile": "hours", "first": first, "last": last})
        self.form.changed.connect(self._show_used)
        self.why = Why()
        self.note = controls.Note("")
        for form in (self.form, self.why.form):
            form.tells(self.note)
        card = page.Card(_("What an export is"))
        words = _(
            "Three files: the rows as CSV for a spreadsheet, a list that explains each column, and a note with the "
            "period and the number of rows."
        )
        self.holds = controls.text("", wrap=True)
        card.add(controls.text(words, wrap=True))
        card.add(self.holds)
        card.add(
            controls.text(
                _("The files are not protected. Send them only to who may have them."), "second", wrap=True
            )
        )
        self.button = controls.filled(_("Export"), "out", self.export)
        card.add(controls.across(self.button, None))
        left = controls.plain(controls.down(self.note, self.form, self.why, None, gap=12))
        self.setLayout(controls.down(page.beside(left, controls.plain(controls.down(card, None)), 360), None))
        self._show_used()

    def _unnamed(self) -> bool:
        """Whether names are to be left out, of an export that has such a form."""
        asked = self.form.values()
        return asked["profile"] in UNNAMED and asked["deidentified"] == "yes"

    def _named(self) -> bool:
        """Whether the files will tell of clients, by name or by code."""
        known = exports.PROFILES.get(self.form.values()["profile"])
        return known is not None and known.clients is not None and not self._unnamed()

    def _show_used(self) -> None:
        """Offer the form without names where there is one, and say what the files will hold."""
        profile = self.form.values()["profile"]
        self.form.fields["deidentified"].setVisible(profile in UNNAMED)
        self.why.setVisible(self._named())
        known = UNNAMED if self._unnamed() else HOLDS
        self.holds.setText(_(known[Export(profile)]) if profile in known else "")

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Choose a folder"), self.form.values()["folder"])
        if chosen:
            self.form.editor("folder").set_value(chosen)
            self.form.changed.emit()

    def export(self) -> None:
        """Check the form and write the files behind the window."""
        asked = self.form.entry()
        if not isinstance(asked, ExportEntry):
            return
        if not asked.folder:
            self.form.show_problems({"folder": _("Choose the folder for the files.")})
            return
        folder, unnamed = Path(asked.folder).expanduser(), self._unnamed()
        why = self.why.read() if self._named() else OWN_USE
        if why is None:
            return
        reason, signed_in, name = why, self.desk.signed_in, asked.profile.value

        def work(_progress: Progress) -> Exported:
            return leaving.export(signed_in, name, asked.first, asked.last, folder, reason, deidentified=unnamed)

        self.note.say("")
        self.desk.queue.run(work, self._done, self._failed, _("Writing the export"))

    def _done(self, made: Exported) -> None:
        count = plural("{count} row", "{count} rows", made.rows)
        if not made.rows:
            words = _(
                "Nothing is on record in this period. The files were written and hold no rows: {folder}"
            )
            self.note.say(words.format(folder=made.csv.parent), "warning", "warning")
            return
        names = ", ".join(path.name for path in (made.csv, made.codebook, made.manifest))
        words = _("Written: {count} in {folder}. Files: {names}.")
        self.note.say(words.format(count=count, folder=made.csv.parent, names=names))

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, Invalid):
            self.why.form.show_problems(wrong.fields)
            return
        if not isinstance(wrong, Problem):
            raise wrong
        self.note.say(wrong.sentence, "alert", "danger")
