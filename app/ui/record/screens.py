"""What a room declares of a kind of record's screens, and the ways that lead to them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.problems import NotFound
from app.services.records.kind import RecordKind
from app.ui import consents
from app.ui.kit import controls
from app.ui.kit.page import Crumb
from app.ui.kit.table import Column
from app.ui.record.form import RecordForm
from app.ui.record.list import ListPage, RecordList
from app.ui.record.read import ReadPage
from app.ui.record.write import NEW, WritingPage
from app.ui.window import ROOMS
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


@dataclass(frozen=True)
class Words:
    """What a kind is called on screen; marked for translation and translated where it is shown."""

    new: str
    change: str
    about: str  # under the list's title
    hint: str  # under the form's title
    none: str
    none_seen: str  # to somebody who may not write one
    saved: str
    removed: str
    icon: str = "note"


@dataclass(frozen=True)
class Screens:
    """The screens of a kind; what is not declared is made the plain way.

    `facts` are (label, value) of a loaded record, `columns(desk, of_client)` those of its list. `about` names the client
    whose record a record belongs to, so that its opening is written down.
    """

    many: str  # the route of the list, and the help topic unless told
    room: str
    kind: RecordKind[Any, Any]
    words: Words
    columns: Callable[["Desk", bool], list[Column[Any]]]
    form: Callable[["Desk", str], RecordForm]
    facts: Callable[[Any], list[tuple[str, str]]]
    subtitle: Callable[[Any], str]
    start: Callable[["Desk"], dict[str, Any]]
    about: Callable[[Any], uuid.UUID | None]
    buttons: Callable[[ReadPage], list[controls.Button]] = lambda _page: []
    cards: Callable[[ReadPage], list[QWidget]] = lambda _page: []
    head: Callable[["Desk"], QWidget | None] = lambda _desk: None
    banner: Callable[["Desk"], QWidget | None] = lambda _desk: None
    width: int = 620  # of the form, in pixels at 100 per cent

    @property
    def name(self) -> str:
        """The route of one record, and the name of its form's drafts."""
        return self.kind.name

    @property
    def help(self) -> str:
        """The topic of help on its pages."""
        return self.many

    def way(self, desk: "Desk", here: str = "") -> list[Crumb]:
        """The crumbs that lead to the list, or to a page behind it."""
        label = next(one.label for one in ROOMS if one.name == self.room)
        home: Crumb = (_(label), lambda: desk.window.go(self.room))
        if not here:
            return [home, (_(self.kind.many), None)]
        return [home, (_(self.kind.many), lambda: desk.open(self.many)), (here, None)]

    def open_list(self, desk: "Desk") -> ListPage:
        """Every record of this kind that this person may see, the open ones first."""
        made = ListPage(desk, self)
        desk.window.open_page(made, self.room)
        return made

    def open_one(self, desk: "Desk", key: uuid.UUID) -> ReadPage:
        """A record to read; that its client's record is opened is written down first. Raises NotFound, Problems."""
        made = ReadPage(desk, self, self._load(desk, key))
        desk.window.open_page(made, self.room)
        return made

    def open_form(self, desk: "Desk", key: uuid.UUID | None = None, client: str = "") -> WritingPage:
        """The form of a new record (about the client of a code), or of one to change. Raises NotFound, Problems."""
        made = WritingPage(desk, self, self._load(desk, key) if key is not None else None, client)
        desk.window.open_page(made, self.room)
        made.begin()
        return made

    def open_draft(self, desk: "Desk", form: str, record: str) -> None:
        """Go on with what was typed; where its record is gone, so is the draft."""
        try:
            if form != self.name:
                self.open_one(desk, uuid.UUID(record))
            elif record.startswith(NEW) or not record:
                self.open_form(desk, client=record.removeprefix(NEW))
            else:
                self.open_form(desk, uuid.UUID(record))
        except NotFound:
            desk.keeper.forget(form, record)
            self.open_list(desk)

    def part(self, desk: "Desk", client: str) -> RecordList:
        """The list of one client's records, with the button for a new one."""
        return RecordList(desk, self, client)

    def _load(self, desk: "Desk", key: uuid.UUID) -> Any:
        kept = desk.read(lambda session: self.kind.load(session, key))
        client = self.about(kept)
        if client is not None:
            consents.look(desk, [client])
        return kept
