"""The first page's other way: a backup, or a store from another laptop, becomes the store of this computer."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app import clock
from app.services.across import arriving
from app.services.across.arriving import Arrival
from app.services.across.opening import SignedIn
from app.services.problems import Problem
from app.services.store import archive, vault
from app.services.store.verifying import Fault
from app.ui.kit import controls, dates, fitting, page, theme
from app.ui.kit.background import Progress, Queue
from app.ui.kit.editors import PickEditor
from app.ui.kit.field import Field
from app.ui.kit.secret import SecretEditor
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.host import Host

Came = tuple[SignedIn, tuple[Fault, ...]]


class ArrivePage(QWidget):
    """Choose the file, see whose it is and who can open it, type a passphrase of its day."""

    def __init__(self, host: "Host", aside: bool = False, path: Path | None = None) -> None:
        """Nothing chosen yet, or the backup at `path`. `aside`: a store that cannot be opened lies there, and is kept."""
        super().__init__()
        self.setProperty("look", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._host, self._queue, self._aside = host, Queue(self), aside
        self.path: Path | None = None
        self.note = controls.Note("")
        self.file_button = controls.outlined(_("Choose the file…"), "folder", self._choose)
        self.file_words = controls.text("", "strong", wrap=True)
        self.who_comes = controls.text("", "muted", wrap=True)
        self.user = PickEditor([])
        self.typed = SecretEditor(self.bring)
        self.user_field = Field("user", _("Who are you?"), "", self.user)
        words = _("The passphrase that you had when the file was made, or the recovery key of that day.")
        self.field = Field("typed", _("Passphrase, or the recovery key"), words, self.typed)
        self.go = controls.filled(_("Bring it here"), "check", self.bring)
        self.typed.changed.connect(lambda: self.field.show_problem(""))
        self._arrange()
        self._reveal(False)
        self.file_button.setFocus()
        if path is not None:
            self.look(path)

    def _arrange(self) -> None:
        words = _(
            "Plug in the drive and choose the file: its name ends in .backup. It is copied to this computer, checked, "
            "and opened; the file stays as it is."
        )
        if self._aside:
            kept = _("What cannot be opened is kept whole, in a folder beside it.")
            words = f"{words} {kept}"
        self.asked = controls.plain(
            controls.down(self.file_words, self.who_comes, self.user_field, self.field, gap=10)
        )
        back = controls.outlined(_("Back"), "chevron-left", self._back)
        inside = controls.down(gap=12, margins=(32, 20, 32, 18))
        for part in (
            controls.text(_("A backup, or a store from another laptop"), "title", wrap=True),
            controls.text(words, "muted", wrap=True),
            self.note,
            controls.across(self.file_button, None),
            self.asked,
            controls.across(back, None, self.go),
        ):
            if isinstance(part, QWidget):
                inside.addWidget(part)
            else:
                inside.addLayout(part)
        card = controls.plain(inside, "card")
        card.setFixedWidth(min(theme.scaled(560), 860))
        box = controls.down(None, gap=0, margins=(24, 12, 24, 12))
        box.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        fitting.fill(self, box)

    def _reveal(self, chosen: bool) -> None:
        self.asked.setVisible(chosen)
        self.go.setEnabled(chosen)

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a backup"), "", _("Backups (*{suffix})").format(suffix=archive.SUFFIX)
        )
        if chosen:
            self.look(Path(chosen))

    def look(self, path: Path) -> None:
        """Say whose file this is and who can open it; or why it is none."""
        self.note.say("")
        try:
            found = arriving.peek(path)
        except Problem as wrong:
            self._reveal(False)
            self.note.say(wrong.sentence, "alert", "danger")
            return
        self.path = path
        self._tell(found)
        self._reveal(True)
        self.field.enter()

    def _tell(self, found: Arrival) -> None:
        day = dates.say(clock.parts(clock.own(found.label.made_at))[0])
        self.file_words.setText(_("{agency}, made on {day} by this computer's clock").format(agency=found.agency, day=day))
        words = _("These people will be able to open it here: {names}.")
        self.who_comes.setText(words.format(names=", ".join(found.people)))
        self.user.set_options([(name, name) for name in found.people])
        self.user.set_value(found.people[0])

    def bring(self) -> None:
        """Copy, check and open it; this takes some seconds."""
        path, name, typed = self.path, self.user.value(), self.typed.value()
        if path is None or not typed:
            self.field.show_problem(_("Type your passphrase, or the recovery key."))
            self.field.enter()
            return
        folder, aside = self._host.folder, self._aside

        def work(progress: Progress) -> Came:
            recovery = vault.is_recovery_key(typed)
            return arriving.arrive(folder, path, name, typed, recovery=recovery, aside=aside, tell=progress.step)

        self._queue.run(work, self._came, self._failed, _("Bringing the records here"), self.go)

    def _came(self, came: Came) -> None:
        signed_in, faults = came
        self.typed.line.clear()
        self._host.enter(signed_in)
        if faults:
            count = plural("The copy had {count} fault.", "The copy had {count} faults.", len(faults))
            advice = _("It was there before. Settings, Security, Check of the store names it.")
            page.problem(self._host.window(), f"{count} {advice}", _("Check of the store"))

    def _failed(self, wrong: Exception) -> None:
        if not isinstance(wrong, Problem):
            raise wrong
        self.field.show_problem(wrong.sentence)
        self.field.enter()

    def _back(self) -> None:
        self._queue.close()
        if self._aside:
            self._host.open_folder(self._host.folder)
        else:
            self._host.show_setup()
