"""Restoring a backup over the open store: its passphrase, what would be lost, the word typed, done."""

from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from app.services.across import remedies, restore, telling
from app.services.across.restore import OlderKeys, Prepared
from app.services.problems import Problem
from app.services.store.backup import Kept
from app.ui.kit import controls, theme
from app.ui.kit.background import Progress
from app.ui.kit.editors import LineEditor
from app.ui.kit.field import Field
from app.ui.kit.page import Card, Page
from app.ui.kit.secret import SecretEditor
from app.ui.write import Desk
from app.wording import N_, _, plural

WORD = N_("RESTORE")
SHOWN = 10  # signed records that are named on screen; the rest are counted


class RestorePage(Page):
    """First the passphrase and the look, then what would be lost and the word."""

    help_topic = "copy"

    def __init__(self, desk: Desk, path: Path) -> None:
        """Nothing is read before the passphrase is typed."""
        super().__init__(_("Restore a backup"), crumbs=[(_("Settings"), lambda: back(desk))])
        self.window_title = _("Restore a backup")
        self.desk, self.path = desk, path
        self._prepared: Prepared | None = None
        self.note = controls.Note("")
        self.typed = SecretEditor(self.look)
        words = _("Your own. For a backup made before your passphrase changed: the one of that day.")
        self.field = Field("typed", _("Passphrase, or the recovery key"), words, self.typed)
        self.typed.setMaximumWidth(theme.scaled(460))
        self.look_button = controls.filled(_("Look into the backup"), "eye", self.look)
        self.asking = Card(_("Open it beside the present records"))
        self.asking.add(controls.text(path.name, "second"))
        self.asking.add(self.field)
        self.asking.add(controls.across(self.look_button, None))
        self.told = Card(_("What would change"))
        self.word = LineEditor()
        self.word.changed.connect(self._typed)
        self.word.line.returnPressed.connect(self.run)
        self.word.setMaximumWidth(theme.scaled(230))
        self.word_field = Field("word", _("Type {word} to go on").format(word=_(WORD)), "", self.word)
        self.run_button = controls.filled(_("Restore"), "undo", self.run)
        self.run_button.setEnabled(False)
        controls.put_away(self.told, self.word_field, self.run_button)
        self.told.hide()
        self.body.addWidget(self.note)
        self.body.addWidget(self.asking)
        self.body.addWidget(self.told)
        self.body.addStretch(1)
        desk.closing.connect(self._discard)

    def look(self) -> None:
        """Open, check and compare behind the window."""
        if not self.typed.value():
            self.field.show_problem(_("Type your passphrase."))
            self.field.enter()
            return
        typed, signed_in, path = self.typed.value(), self.desk.signed_in, self.path

        def work(progress: Progress) -> Prepared:
            return restore.look(signed_in, path, typed, progress.step)

        self.desk.queue.run(work, self._looked, self._failed, _("Reading and checking the backup"), self.look_button)

    def _looked(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self.typed.line.clear()
        self.asking.hide()
        self.told.add(controls.text(telling.summary(prepared, self.desk.signed_in.zone), "strong", wrap=True))
        for sentence in telling.parts(prepared):
            self.told.add(controls.text(sentence, wrap=True))
        lost = prepared.lacking.signed
        if lost:
            self.told.add(self._signed(prepared))
        words = _(
            "The records of today are kept as a backup first, so that this can be undone. "
            "Who may open the records, roles and unfinished typing stay as they are."
        )
        self.told.add(controls.text(words, "second", wrap=True))
        self.told.add(self.word_field)
        self.told.add(controls.across(self.run_button, None))
        for part in (self.word_field, self.run_button, self.told):
            part.show()
        self.word_field.enter()

    def _signed(self, prepared: Prepared) -> QWidget:
        lost = prepared.lacking.signed
        head = plural("{count} signed record would be lost:", "{count} signed records would be lost:", len(lost))
        lines = [telling.signed(one) for one in lost[:SHOWN]]
        if len(lost) > SHOWN:
            lines.append(plural("and {count} more", "and {count} more", len(lost) - SHOWN))
        return controls.Note("\n".join([head, *lines]), "warning", "warning")

    def _typed(self) -> None:
        self.run_button.setEnabled(self.word.value().strip().upper() == _(WORD))

    def run(self) -> None:
        """Restore behind the window; it stays open on the restored records."""
        prepared, signed_in = self._prepared, self.desk.signed_in
        if prepared is None or not self.run_button.isEnabled():
            return

        def work(progress: Progress) -> Kept:
            return restore.run(signed_in, prepared, tell=progress.step)

        self.desk.queue.run(work, self._done, self._failed, _("Restoring"), self.run_button)

    def _done(self, kept: Kept) -> None:
        self._prepared = None
        self.told.hide()
        words = _("Restored. What the records were before is kept as {name}.").format(name=kept.path.name)
        self.desk.window.forget_pages()
        back(self.desk)
        page = self.desk.window.page()
        if isinstance(page, Page):
            page.say(words)

    def _failed(self, wrong: Exception) -> None:
        self._typed()
        if not isinstance(wrong, Problem):
            raise wrong
        if wrong.broken:
            self.desk.broken.emit(remedies.advised(self.desk.signed_in.store.folder, wrong))
        elif isinstance(wrong, OlderKeys):
            self.field.show_problem(wrong.sentence)
            self.field.enter()
        else:
            self.note.say(wrong.sentence, "alert", "danger")

    def event(self, event: QEvent) -> bool:
        """The opened copy goes with its page."""
        if event.type() == QEvent.Type.DeferredDelete:
            self._discard()
        return super().event(event)

    def _discard(self) -> None:
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            prepared.discard()


def back(desk: Desk) -> None:
    """Show the list of backups again."""
    desk.open("settings", "backups")
