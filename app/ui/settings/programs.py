"""Programs and fundings: the two lists, and the form of each."""

import uuid
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services import program
from app.services.problems import NotFound
from app.services.program import ClientWord, FundingEntry, ProgramEntry, Row
from app.services.users import Action
from app.ui.kit import controls, theme
from app.ui.kit.form import Form
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.kit.table import Cell, Column, from_rows
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
            Column(_("People now"), lambda row: str(row.served), "served", align="right", width=112),
        ]  # fmt: skip
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


class _Named(RecordPage):
    """What the two forms share: the way back, and removing what nothing names."""

    def __init__(self, desk: Desk, kept: Row | None, kind: str, title: str, subtitle: str) -> None:
        home = (_("Settings"), lambda: back(desk))
        super().__init__(desk, title, subtitle, (kind, str(kept.id) if kept else ""), home)
        self.kept = kept

    def removal(self, work: Callable[[Any], Any], restore: Callable[[Any, Any], object]) -> list[controls.Button]:
        """The button that removes what is shown, where nothing names it; `restore` puts its entry back."""
        kept = self.kept
        if kept is None or kept.named:
            return []

        def remove() -> None:
            entry = self.desk.write(work)
            if entry is None:
                return
            self.forget()
            back(self.desk)
            page = self.desk.window.page()
            assert isinstance(page, Page)
            page.undo(
                _("{name} was removed.").format(name=kept.name),
                lambda: self.desk.write(lambda session: restore(session, entry)),
            )

        return [controls.bare(_("Remove"), "trash", remove)]


class ProgramPage(_Named):
    """Add or change a program."""

    next_step = N_("It can be chosen in each client's record from now on.")

    def __init__(self, desk: Desk, key: uuid.UUID | None) -> None:
        """A new one where no key is given. Raises NotFound."""
        kept = _kept(desk, program.listed, key)
        title = kept.name if kept else _("Add a program")
        super().__init__(desk, kept, "program", title, _("A new name shows in every record"))
        form = Form(ProgramEntry, ["name", "client_word", "part_two"])
        names = ("name", "client_word", "part_two")
        stored = {name: getattr(kept, name) for name in names} if kept else {"client_word": "client"}

        def write(entry: ProgramEntry) -> object:
            return desk.write(lambda session: program.save(session, entry, key).id, form)

        removal = self.removal(lambda session: program.remove(session, key), program.save) if key else []
        self.fill(form, stored, write, lambda _id: back(desk), *removal)


class FundingPage(_Named):
    """Add or change a funding."""

    next_step = N_("It can be chosen in each note and record from now on.")

    def __init__(self, desk: Desk, key: uuid.UUID | None) -> None:
        """A new one where no key is given. Raises NotFound."""
        kept = _kept(desk, program.fundings, key)
        title = kept.name if kept else _("Add a funding")
        super().__init__(desk, kept, "funding", title, _("Who pays for service"))
        form = Form(FundingEntry, ["name"])

        def write(entry: FundingEntry) -> object:
            return desk.write(lambda session: program.save_funding(session, entry, key).id, form)

        stored = {"name": kept.name} if kept else {}
        removal = self.removal(lambda session: program.remove_funding(session, key), program.save_funding) if key else []
        self.fill(form, stored, write, lambda _id: back(desk), *removal)


def _kept(desk: Desk, rows: Callable[..., list[Row]], key: uuid.UUID | None) -> Row | None:
    if key is None:
        return None
    found = [row for row in desk.read(lambda session: rows(session, desk.today())) if row.id == key]
    if not found:
        raise NotFound(_("This is not on record. Perhaps somebody removed it."))
    return found[0]
