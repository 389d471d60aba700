"""The form of a kind of record on its page: a new one, or one that is changed."""

import uuid
from typing import TYPE_CHECKING, Any

from app.services.store.session import Session
from app.ui.kit import theme
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.record import RecordPage
from app.wording import _

if TYPE_CHECKING:
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
        home = (_(words.many), lambda: desk.open(screens.many))
        super().__init__(desk, title, _(words.hint), (screens.name, record), home)
        self.window_title = _(screens.kind.one)
        self._screens, self._kept = screens, kept
        banner = screens.banner(desk)
        if banner is not None:
            self.body.insertWidget(0, banner)
        form = screens.form(desk, client)
        stored: dict[str, Any] = {**screens.start(desk), **form.usual}
        if kept:
            entry = screens.kind.entry_of(kept)
            stored = {name: getattr(entry, name) for name in screens.kind.entry.model_fields}
        self.fill(form, stored, self._keep, self._done)
        self.form.setMaximumWidth(theme.scaled(screens.width))
        doubtful = Doubts()
        self.body.insertWidget(self.body.indexOf(self.form) + 1, doubtful)
        doubtful.follow(self.form, asks(desk, screens.kind.doubts))

    def begin(self) -> None:
        """Put the cursor into the first field that is shown."""
        next(field for field in self.form.fields.values() if not field.isHidden()).enter()

    def _keep(self, entry: Any) -> uuid.UUID | None:
        kind, kept = self._screens.kind, self._kept

        def work(session: Session) -> uuid.UUID:
            made = kind.record(session, entry) if kept is None else kind.change(session, kept.id, entry)
            key: uuid.UUID = made.id
            return key

        return self.desk.write(work, self.form)

    def _done(self, key: uuid.UUID) -> None:
        self.desk.open(self._screens.name, key).say(_(self._screens.words.saved))
