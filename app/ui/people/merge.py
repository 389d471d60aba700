"""Two records that may be one person, side by side: what differs, which one stays in front, and showing them as one."""

import uuid
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame

from app.services.across import merge
from app.services.across.merge import Line, Pair, Side
from app.ui import consents
from app.ui.kit import controls, icons, theme
from app.ui.kit.field import Field
from app.ui.kit.page import Card, FootBar, Page
from app.ui.kit.segments import Segments
from app.wording import _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

LABEL = 230


class MergePage(Page):
    """Both records in columns; nothing is lost by showing them as one, and it can be taken apart again."""

    def __init__(self, desk: "Desk", one_id: uuid.UUID, other_id: uuid.UUID) -> None:
        """The record that holds more is proposed to stay in front. Raises NotFound."""
        pair: Pair = desk.read(lambda session: merge.compare(session, one_id, other_id))
        crumbs = [
            (_("People"), lambda: desk.window.go("people")),
            (pair.one.name, lambda: self._open(pair.one)),
            (_("The same person?"), None),
        ]
        super().__init__(_("The same person?"), _("Compare both records before you decide"), crumbs)
        self.window_title = _("Person")
        self.desk, self.pair = desk, pair
        self.front = Segments([(side.id.hex, side.code) for side in (pair.one, pair.other)])
        self.front.set_value(pair.fuller.id.hex)
        words = _("Its code, name and intake stand for both. All that hangs on either is shown together.")
        self.body.addWidget(Field("front", _("Which record stays in front?"), words, self.front))
        count = sum(line.differs for line in pair.lines)
        told = plural("{count} answer differs.", "{count} answers differ.", count) if count else _("No answer differs.")
        self.body.addWidget(controls.text(told, "second"))
        self.body.addWidget(self._table())
        self.body.addStretch(1)
        self.button = controls.filled(_("Show as one person"), "people", self.merge)
        foot = FootBar(
            controls.outlined(_("Keep both apart"), "chevron-left", lambda: self._open(pair.one)), self.button,
            ready=_("Nothing is deleted. You can take them apart again at any time."),
        )  # fmt: skip
        self.set_foot(foot)

    def _table(self) -> Card:
        card = Card()
        card.body.setSpacing(3)
        card.add(_row("", _("Record {code}").format(code=self.pair.one.code),
                      _("Record {code}").format(code=self.pair.other.code), "strong"))  # fmt: skip
        card.add(controls.rule())
        card.add(_row(_("Name to call"), self.pair.one.name, self.pair.other.name))
        for line in self.pair.lines:
            card.add(_line(line))
        said = [plural("{count} answer", "{count} answers", side.answers) for side in (self.pair.one, self.pair.other)]
        card.add(_row(_("Answers in the intake"), said[0], said[1]))
        card.add(_row(_("Hangs on it"), _hangs(self.pair.one), _hangs(self.pair.other)))
        return card

    def _open(self, side: Side) -> None:
        self.desk.open("client", side.id)

    def merge(self) -> None:
        """Show both as one, with a way back."""
        first, second = self.pair.one, self.pair.other
        if self.front.value() == second.id.hex:
            first, second = second, first
        if self.desk.write(lambda session: merge.merge(session, first.id, second.id)) is None:
            return
        page = self.desk.open("client", first.id)
        page.undo(
            _("{code} is shown with this record now.").format(code=second.code), lambda: take_apart(self.desk, second.id)
        )


def take_apart(desk: "Desk", second_id: uuid.UUID) -> bool:
    """Let a merged record stand on its own again."""
    return desk.write(lambda session: merge.undo(session, second_id)) is not None


def _line(line: Line) -> QFrame:
    return _row(line.label, line.one or "–", line.other or "–", differs=line.differs)


def _row(label: str, one: str, other: str, look: str = "", differs: bool = False) -> QFrame:
    title = controls.text(label, "second", wrap=True)
    title.setFixedWidth(theme.scaled(LABEL))
    mark = icons.label("alert", "warning", 15) if differs else controls.text("")
    mark.setFixedWidth(theme.scaled(22))
    row = controls.across(title, mark, gap=8, margins=(0, 3, 0, 3))
    for words in (one, other):
        row.addWidget(controls.text(words, look or ("strong" if differs else ""), wrap=True), 1)
    return controls.plain(row)


def _hangs(side: Side) -> str:
    notes = plural("{count} note", "{count} notes", side.notes)
    said = [plural("{count} time of service", "{count} times of service", side.episodes), notes]
    if side.incidents:
        said.append(plural("{count} incident", "{count} incidents", side.incidents))
    return ", ".join(said)


def open_merge(desk: "Desk", one_id: uuid.UUID, other_id: uuid.UUID) -> Page:
    """Open two records that may be one person, side by side. Raises NotFound."""
    consents.look(desk, [one_id, other_id])
    page = MergePage(desk, one_id, other_id)
    desk.window.open_page(page, "people")
    return page
