"""The list of a kind of record: about one client, or all that a person may see, with filters that count."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.records.listing import ALL, CLOSED, OPEN
from app.ui.kit import controls
from app.ui.kit.chips import FilterChips
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.table import Cell, Column
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.record.screens import Screens
    from app.ui.write import Desk

FILTERS = ((OPEN, N_("Open")), (CLOSED, N_("Closed")), (ALL, N_("All")))


class RecordList(QWidget):
    """The records, the newest first; Enter opens one."""

    def __init__(self, desk: "Desk", screens: "Screens", client: str = "") -> None:
        """`client` keeps those about the client of this code and gives the button for a new one."""
        super().__init__()
        self._desk, self._screens, self._client = desk, screens, client
        self.which = OPEN if screens.kind.open_until and not client else ALL
        words, writes = screens.words, desk.may(screens.kind.write)
        begin = controls.row_button(_(words.new), words.icon, self.new) if writes else None
        columns = [*screens.columns(desk, bool(client)), Column("", lambda _line: Cell("", button=_("Open")), width=96)]
        self.list: List[Any] = List(
            columns, self._fetch, _(words.none if writes else words.none_seen), name=screens.many,
            label=_(screens.kind.many), begin=begin, key=_id,
        )  # fmt: skip
        self.list.opened.connect(self._open)
        self.list.pressed.connect(lambda line, _button: self._open(line))
        if client and writes:
            self.new_button = controls.outlined(_(words.new), words.icon, self.new)
            self.list.bar.addWidget(self.new_button)
        box = controls.down(gap=8)
        box.addWidget(self.list, 1)
        self.setLayout(box)
        desk.refresh_on(self, screens.kind.tables, self.refresh)

    def _fetch(
        self, *, sort: str | None, descending: bool, after: uuid.UUID | None, limit: int, filter: str
    ) -> Sequence[Any]:
        return self._desk.read(
            lambda session: self._screens.kind.window(
                session, sort=sort, descending=descending, after=after, limit=limit, text=filter, about=self._client,
                which=self.which,
            )
        )  # fmt: skip

    def refresh(self) -> None:
        """Fetch anew."""
        self.list.refresh()

    def _open(self, line: Any) -> None:
        self._desk.open(self._screens.name, line.id)

    def new(self) -> None:
        """Write a new one, about this client where the list is one client's."""
        self._desk.open(f"{self._screens.name}.form", client=self._client)


def _id(line: Any) -> uuid.UUID:
    key: uuid.UUID = line.id
    return key


class ListPage(Page):
    """All of them, with their filters where they close one day."""

    def __init__(self, desk: "Desk", screens: "Screens") -> None:
        """Begin with those that are open."""
        self._desk, self._screens = desk, screens
        words, writes = screens.words, desk.may(screens.kind.write)
        self.help_topic = screens.help
        buttons = [controls.filled(_(words.new), words.icon, lambda: self.records.new())] if writes else []
        super().__init__(_(screens.kind.many), _(words.about), crumbs=screens.way(desk), buttons=buttons, scroll=False)
        self.window_title = _(screens.kind.many)
        head = screens.head(desk)
        if head is not None:
            self.head.insertWidget(2, head)
        self.records = RecordList(desk, screens)
        self.list = self.records.list
        self.body.addWidget(self.records, 1)
        if screens.kind.open_until:
            self.chips = FilterChips([(value, _(label)) for value, label in FILTERS])
            self.chips.chosen.connect(self._choose)
            self.list.lead(self.chips)
            desk.refresh_on(self, screens.kind.tables, self._count)
            self._count()

    def _choose(self, value: str) -> None:
        self.records.which = value
        self.list.refresh()

    def _count(self) -> None:
        self.chips.set_counts(self._desk.read(self._screens.kind.counts))
