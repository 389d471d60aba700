"""The form of a kind of record on its page: a new one, or one that is changed."""

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.services.problems import NotFound
from app.services.records.kind import RecordKind
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

NEW, NEWER = "new-", "newer"
Facts = list[tuple[str, str]]


class KeptPage(RecordPage):
    """A page that records, or changes, one record of a kind; a change takes the version that its form was filled from."""

    form: "RecordForm"

    def kept_as(self, kind: RecordKind[Any, Any], key: uuid.UUID | None, entry: Any, shown: Callable[[Any], Facts]) -> Any:
        """The id of what was written; None where it was refused.

        Where somebody changed the record since, `shown` tells what it says now, beside the typing, which goes on from there.
        """
        seen = self.form.seen

        def work(session: Session) -> Any:
            made = kind.record(session, entry) if key is None else kind.change(session, key, entry, seen)
            return made.id

        written = self.desk.write(work, self.form)
        if written is None and key is not None:
            self._show_newer(kind, key, shown)
        return written

    def _show_newer(self, kind: RecordKind[Any, Any], key: uuid.UUID, shown: Callable[[Any], Facts]) -> None:
        try:
            newer = self.desk.read(lambda session: kind.load(session, key))
        except NotFound:  # removed since, as the refusal says
            return
        if newer.version == self.form.seen:
            return
        card = page.Card(_("On record now"))
        card.add(controls.text(_("What you typed stands below. Nothing of it is saved yet."), "second", wrap=True))
        card.add(facts(shown(newer), 170))
        before = self.findChild(page.Card, NEWER)
        if before is not None:
            before.hide()
            before.deleteLater()
        card.setObjectName(NEWER)
        self.body.insertWidget(self.body.indexOf(self.form), card)
        self.form.seen = newer.version
        self.form.changed.emit()  # the draft goes on from it too


class WritingPage(KeptPage):
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

    def _keep(self, entry: Any) -> Any:
        key = self._kept.id if self._kept is not None else None
        return self.kept_as(self._screens.kind, key, entry, self._screens.facts)

    def _done(self, key: uuid.UUID) -> None:
        self.desk.open(self._screens.name, key).say(_(self._screens.words.saved))
