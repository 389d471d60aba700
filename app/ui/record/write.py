"""The form of a kind of record on its page: a new one, or one that is changed."""

import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.problems import NotFound
from app.services.store.session import Session
from app.ui.kit import controls, page, theme
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.facts import facts
from app.ui.kit.record import RecordPage
from app.wording import _

if TYPE_CHECKING:
    from app.ui.record.form import RecordForm
    from app.ui.record.screens import Screens
    from app.ui.write import Desk

NEW = "new-"


class WritingPage(RecordPage):
    """The room's form with its draft; saving leads to the record."""

    def __init__(self, desk: "Desk", screens: "Screens", kept: Any = None, client: str = "") -> None:
        """`client` is the code of whom a new one is about, where that is known."""
        words = screens.words
        title = _(words.change if kept else words.new)
        record = kept.id.hex if kept else f"{NEW}{client}" if client else ""
        self.help_topic = screens.help
        home = (_(screens.kind.many), lambda: desk.open(screens.many))
        super().__init__(desk, title, _(words.hint), (screens.name, record), home)
        self.window_title = _(screens.kind.one)
        self._screens, self._kept = screens, kept
        banner = screens.banner(desk)
        if banner is not None:
            self.body.insertWidget(0, banner)
        self.form: RecordForm = screens.form(desk, client)
        self.form.seen = kept.version if kept else None
        self._newer: QWidget | None = None
        stored: dict[str, Any] = {**screens.start(desk), **self.form.usual}
        if kept:
            entry = screens.kind.entry_of(kept)
            stored = {name: getattr(entry, name) for name in screens.kind.entry.model_fields}
        self.fill(self.form, stored, self._keep, self._done)
        self.form.setMaximumWidth(theme.scaled(screens.width))
        doubtful = Doubts()
        self.body.insertWidget(self.body.indexOf(self.form) + 1, doubtful)
        doubtful.follow(self.form, asks(desk, screens.kind.doubts))

    def begin(self) -> None:
        """Put the cursor into the first field that is shown."""
        next(field for field in self.form.fields.values() if not field.isHidden()).enter()

    def _keep(self, entry: Any) -> uuid.UUID | None:
        kind, kept, seen = self._screens.kind, self._kept, self.form.seen

        def work(session: Session) -> uuid.UUID:
            made = kind.record(session, entry) if kept is None else kind.change(session, kept.id, entry, seen)
            key: uuid.UUID = made.id
            return key

        written = self.desk.write(work, self.form)
        if written is None and kept is not None:
            self._show_newer(kept.id)
        return written

    def _show_newer(self, key: uuid.UUID) -> None:
        """Where the record was changed since: what it says now stands beside the typing, which goes on from there."""
        try:
            newer = self.desk.read(lambda session: self._screens.kind.load(session, key))
        except NotFound:  # removed since, as the refusal says
            return
        if newer.version == self.form.seen:
            return
        card = page.Card(_("On record now"))
        card.add(controls.text(_("What you typed stands below. Nothing of it is saved yet."), "second", wrap=True))
        card.add(facts(self._screens.facts(newer), 170))
        if self._newer is not None:
            self._newer.hide()
            self._newer.deleteLater()
        self._newer = card
        self.body.insertWidget(self.body.indexOf(self.form), card)
        self.form.seen = newer.version
        self.form.changed.emit()  # the draft goes on from it too

    def _done(self, key: uuid.UUID) -> None:
        self.desk.open(self._screens.name, key).say(_(self._screens.words.saved))
