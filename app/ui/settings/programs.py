"""Programs and fundings: the two lists, and the form of each."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import program
from app.services.program import ClientWord, Row
from app.services.records.kind import RecordKind
from app.services.users import Action
from app.ui.kit import controls, theme
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.record.form import RecordForm
from app.ui.record.plain import facts_of
from app.ui.record.write import KeptPage
from app.ui.write import Desk
from app.wording import N_, _


class ProgramsPart(QWidget):
    """Programs at the left, fundings at the right."""

    def __init__(self, desk: Desk) -> None:
        """List what is on record; only a manager may change it."""
        super().__init__()
        self.desk = desk
        self._may = desk.may(Action.EDIT_AGENCY)
        self.programs = self._list(
            "program", _("Programs"), program.listed, [Column(_("Word"), _word, "client_word", width=110)]
        )
        self.fundings = self._list("funding", _("Fundings"), program.fundings, [])
        sentence = _("Each person is served in a program, and somebody pays for it. Intakes and notes name them.")
        line = controls.across(gap=8)
        line.addWidget(controls.text(sentence, "muted", wrap=True), 1)
        self.add_funding = controls.outlined(_("Add a funding"), "plus", lambda: open_form(desk, "funding"))
        self.add_program = controls.filled(_("Add a program"), "plus", lambda: open_form(desk, "program"))
        for button in (self.add_funding, self.add_program):
            line.addWidget(button)
        top = controls.plain(line)
        lists = controls.across(gap=20) if theme.percent() <= 125 else controls.down(gap=20)
        lists.addWidget(self.programs, 3)
        lists.addWidget(self.fundings, 2)
        box = controls.down(top, gap=10)
        box.addLayout(lists, 1)
        self.setLayout(box)
        for button in (self.add_funding, self.add_program):
            button.setVisible(self._may)

    def _list(self, kind: str, label: str, rows: Callable[..., list[Row]], more: list[Column[Row]]) -> List[Row]:
        columns: list[Column[Row]] = [
            Column(label, _named, "name"), *more,
        ]  # fmt: skip
        if self.desk.signed_in.actor.sees_every_client:  # for others it would count those in their view
            columns.append(Column(_("People now"), lambda row: str(row.served), "served", align="right", width=112))
        if self._may:
            columns.append(Column("", lambda _row: Cell("", button=_("Change")), width=96))
        fetch = from_rows(
            lambda: self.desk.read(lambda session: rows(session, self.desk.today())),
            {"name": lambda row: row.name.casefold(), "served": lambda row: row.served, "client_word": _said},
            lambda row: row.name,
        )
        made = List(columns, fetch, _("Nothing is on record yet."), kind, label, filtered=False)
        made.setMinimumHeight(theme.scaled(320))
        made.pressed.connect(lambda row, _button: self._open(kind, row))
        made.opened.connect(lambda row: self._open(kind, row))
        return made

    def _open(self, kind: str, row: Row) -> None:
        if self._may:
            open_form(self.desk, kind, row.id)

    def refresh(self) -> None:
        """Fetch anew."""
        self.programs.refresh()
        self.fundings.refresh()


def _named(row: Row) -> Cell:
    return Cell(row.name, _("42 CFR Part 2") if row.part_two else "", strong=True)


def _said(row: Row) -> str:
    return ClientWord(row.client_word or "client").label


def _word(row: Row) -> Cell:
    return Cell(_said(row))


def back(desk: Desk) -> None:
    """Show the two lists again."""
    desk.open("settings", "programs")


def open_form(desk: Desk, kind: str, key: uuid.UUID | None = None) -> Page:
    """Open the form of a program or a funding, or of a new one. Raises NotFound."""
    page = ProgramPage(desk, key) if kind == "program" else FundingPage(desk, key)
    desk.window.open_page(page, "settings")
    return page


class _Named(KeptPage):
    """What the two forms share: the way back, and removing what nothing names."""

    def __init__(self, desk: Desk, kind: RecordKind[Any, Any], key: uuid.UUID | None, words: tuple[str, str]) -> None:
        """`words`: the title of a new one, and what stands under it. Raises NotFound."""
        kept = desk.read(lambda session: kind.load(session, key)) if key is not None else None
        self._kind, self._key, self._name = kind, key, kept.name if kept else ""
        home = (_("Settings"), lambda: back(desk))
        super().__init__(desk, self._name or words[0], words[1], (kind.name, str(key or "")), home)
        self.form = RecordForm(kind, desk, list(kind.entry.model_fields))
        self.form.seen = kept.version if kept else None
        stored = kind.entry_of(kept).model_dump() if kept else {"client_word": "client"}
        self.fill(self.form, stored, self._keep, lambda _id: back(desk), *self._removal())

    def _keep(self, entry: Any) -> Any:
        return self.kept_as(self._kind, self._key, entry, lambda newer: facts_of(self._kind, newer))

    def _removal(self) -> list[controls.Button]:
        """The button that removes what is shown, where nothing names it."""
        rows = program.listed if self._kind is program.PROGRAMS else program.fundings
        found = self.desk.read(lambda session: rows(session, self.desk.today()))
        if not any(row.id == self._key and not row.named for row in found):
            return []
        return [controls.bare(_("Remove"), "trash", self.remove)]

    def remove(self) -> None:
        """Remove what nothing names, with a way back."""
        kind, key, desk = self._kind, self._key, self.desk
        assert key is not None
        entry = desk.write(lambda session: kind.remove(session, key))
        if entry is None:
            return
        self.forget()
        back(desk)
        page = desk.window.page()
        assert isinstance(page, Page)
        words = _("{name} was removed.").format(name=self._name)
        page.undo(words, lambda: desk.write(lambda session: kind.record(session, entry).id))


class ProgramPage(_Named):
    """Add or change a program."""

    next_step = N_("It can be chosen in each client's record from now on.")

    def __init__(self, desk: Desk, key: uuid.UUID | None) -> None:
        """A new one where no key is given. Raises NotFound."""
        super().__init__(desk, program.PROGRAMS, key, (_("Add a program"), _("A new name shows in every record")))


class FundingPage(_Named):
    """Add or change a funding."""

    next_step = N_("It can be chosen in each note and record from now on.")

    def __init__(self, desk: Desk, key: uuid.UUID | None) -> None:
        """A new one where no key is given. Raises NotFound."""
        super().__init__(desk, program.FUNDINGS, key, (_("Add a funding"), _("Who pays for service")))
