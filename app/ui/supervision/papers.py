"""Signing by hand: print a numbered log, then record that it was signed, or withdraw it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field as Info
from PySide6.QtWidgets import QFileDialog, QLabel

from app.models.supervision import PaperDocument
from app.services import entries
from app.services.entries import Entry
from app.services.problems import DiskProblem, Invalid, Problem
from app.services.store import session as stores
from app.services.supervision import paper
from app.services.supervision.log import Wanted
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.form import Form, row
from app.ui.kit.listing import List
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.supervision import people
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

T = TypeVar("T")


class PrintEntry(Entry):
    """Which log is printed for signature."""

    staff: Annotated[entries.Code, Info(title=N_("Peer supporter"))]
    pack: Annotated[
        entries.CodeOrBlank,
        Info(title=N_("Rule pack"), description=N_("Each has its own log. Blank takes the one that owes supervision.")),
    ] = ""
    supervisor: Annotated[
        entries.CodeOrBlank, Info(title=N_("Supervisor"), description=N_("Blank prints the sessions with all of them."))
    ] = ""
    first: Annotated[entries.Date, Info(title=N_("From"))]
    last: Annotated[entries.Date, Info(title=N_("To"))]


class SignedEntry(Entry):
    """When a paper was signed by hand."""

    signed_on: Annotated[entries.Date, Info(title=N_("Signed on"), description=N_("The day on the paper."))]


class WithdrawEntry(Entry):
    """Why a paper is taken back."""

    reason: Annotated[entries.Line, Info(title=N_("Why is it withdrawn?"))]


class PapersPage(page.Page):
    """Open papers in a list, at the right a new one or the one that was chosen."""

    help_topic = "paper"

    def __init__(self, desk: "Desk", staff: str = "") -> None:
        """`staff` is chosen in the form for a new paper."""
        self._desk = desk
        self.window_title = _("Papers to sign by hand")
        self._scan: bytes | None = None
        self._number = ""
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")), (_("Papers to sign by hand"), None),
        ]  # fmt: skip
        super().__init__(
            _("Papers to sign by hand"), _("Printed and not yet recorded as signed"), crumbs=crumbs
        )
        self._people = people.load(desk)
        self.printing = self._print_form(staff)
        self.signed = Form(SignedEntry, ["signed_on"])
        self.withdrawing = Form(WithdrawEntry, ["reason"])
        self._file: QLabel = controls.text("", "second", wrap=True)
        self.list = List(
            _columns(desk), from_rows(self._rows, {}, lambda one: one.number),
            _("No paper waits. Print one at the right, have both sign it, and record it here."),
            name="papers", label=_("Papers printed for signature"), filtered=False,
        )  # fmt: skip
        self.list.pressed.connect(lambda row, _words: self.choose(row))
        self.list.opened.connect(self.choose)
        self._new, self._one = self._new_card(), self._one_card()
        self.list.setMinimumHeight(theme.height(240, 4))
        aside = controls.plain(controls.down(self._one, self._new, None, gap=12))
        self.body.addWidget(page.beside(self.list, aside, 330), 1)
        desk.changed.connect(self._changed)

    def _rows(self) -> list[PaperDocument]:
        return self._desk.read(paper.open_papers)

    def _changed(self, tables: frozenset[str]) -> None:
        if "paper_document" in tables or "paper_signature" in tables:
            self.list.refresh()

    def _print_form(self, staff: str) -> Form:
        form = Form(
            PrintEntry, ["staff", "pack", "supervisor", row("first", "last")],
            choices={"staff": self._people.named, "pack": [], "supervisor": self._people.supervisors},
        )  # fmt: skip
        form.changed.connect(self._offer_packs)
        today = self._desk.today()
        form.set_values({"staff": staff, "first": dt.date(today.year, 1, 1), "last": today})
        self._offered = ""
        self._offer_packs(form)
        return form

    def _offer_packs(self, form: Form | None = None) -> None:
        """Ask for the rule pack of a person who is under several."""
        form = form or self.printing
        code = form.values()["staff"]
        held = self._people.packs.get(code, ())
        if code != self._offered:
            self._offered = code
            form.set_choices("pack", [(pack, _(self._desk.pack(pack).title)) for pack in held])
        form.fields["pack"].setVisible(len(held) > 1)
        if len(held) < 2:
            form.editor("pack").set_value("")

    def _new_card(self) -> page.Card:
        card = page.Card(_("Print for signature"))
        card.add(controls.text(_("The sessions on it stay as printed until you withdraw the paper."), "second", wrap=True))
        card.add(self.printing)
        card.add(controls.across(None, controls.filled(_("Print for signature"), "print", self.print)))
        return card

    def _one_card(self) -> page.Card:
        card = page.Card(_("Signed on paper"))
        card.add(self.signed)
        card.add(controls.across(controls.outlined(_("Add a scan…"), "upload", self._pick), None))
        card.add(self._file)
        card.add(controls.across(None, controls.outlined(_("Record as signed"), "check", self.record)))
        card.add(controls.rule())
        card.add(self.withdrawing)
        back = controls.link(_("Print another"), lambda: self._turn(one=False))
        card.add(controls.across(back, None, controls.outlined(_("Withdraw"), "undo", self.withdraw)))
        card.hide()
        return card

    def _turn(self, one: bool) -> None:
        """Show the card of the chosen paper, or the one for a new paper."""
        self._one.setVisible(one)
        self._new.setVisible(not one)

    def choose(self, document: PaperDocument) -> None:
        """Show what can be done with one paper."""
        self._number, self._scan = document.number, None
        self._one.title.setText(document.number)
        self._file.setText(_("PDF, PNG or JPEG of at most 5 MB. It can be left out."))
        self.signed.set_values({"signed_on": ""})
        self.signed.show_problems({})
        self.withdrawing.set_values({"reason": ""})
        self._turn(one=True)
        self.signed.fields["signed_on"].enter()

    def _pick(self) -> None:
        kinds = _("Scans (*.pdf *.png *.jpg *.jpeg)")
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Add a scan"), "", kinds)
        if chosen:
            self.take_scan(Path(chosen))

    def take_scan(self, path: Path) -> None:
        """Read the scan that goes with the signed paper."""
        try:
            self._scan = path.read_bytes()
        except OSError:
            page.problem(self, DiskProblem(_("This file could not be read. Is the drive still plugged in?")))
            return
        self._file.setText(path.name)

    def print(self) -> None:
        """Number the log, freeze its sessions, and show it."""
        entry = self.printing.entry()
        if not isinstance(entry, PrintEntry):
            return
        if entry.last < entry.first:
            self.printing.show_problems({"last": _("The period ends before it starts. Check both dates.")})
            return
        wanted = Wanted(entry.staff, entry.first, entry.last, self._desk.today(), entry.supervisor, entry.pack)
        self._desk.queue.run(
            lambda _progress: _transact(self._desk, lambda session: _print(session, wanted)),
            lambda made: self._show(*made), self._failed, _("Writing the log"),
        )  # fmt: skip

    def _failed(self, wrong: Exception) -> None:
        if isinstance(wrong, Invalid):
            self.printing.show_problems(wrong.fields)
        elif isinstance(wrong, Problem):
            page.problem(self, wrong)
        else:
            raise wrong

    def _show(self, number: str, data: bytes) -> None:
        from app.ui.kit.preview import Preview

        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: self._desk.window.go("supervision")),
            (_("Papers to sign by hand"), lambda: open_papers(self._desk)), (number, None),
        ]  # fmt: skip
        shown = Preview(number, data, f"{number}.pdf", crumbs)
        shown.window_title = number
        self._desk.window.open_page(shown, "supervision")
        shown.say(_("Numbered {number}. Print it, and record it here once both have signed.").format(number=number))

    def record(self) -> None:
        """Record the signatures by hand, with the scan."""
        entry, number, scan = self.signed.entry(), self._number, self._scan
        if not isinstance(entry, SignedEntry):
            return
        day = entry.signed_on
        if day > self._desk.today():
            self.signed.show_problems({"signed_on": _("This day is still to come. Type the day on the paper.")})
            return
        made = self._desk.write(lambda session: paper.signed_on_paper(session, number, day, scan), self.signed)
        if made is not None:
            self._turn(one=False)
            self.list.refresh()
            self.say(_("{number} is recorded as signed on {day}.").format(number=number, day=dates.say(day)))

    def withdraw(self) -> None:
        """Take the paper back, so that its sessions can be changed."""
        entry, number = self.withdrawing.entry(), self._number
        if not isinstance(entry, WithdrawEntry):
            return
        why = entry.reason
        if self._desk.write(lambda session: paper.withdraw(session, number, why), self.withdrawing) is not None:
            self._turn(one=False)
            self.list.refresh()
            self.say(_("{number} is withdrawn. Its sessions can be changed again.").format(number=number))


def _columns(desk: "Desk") -> tuple[Column[PaperDocument], ...]:
    return (
        Column(N_("Number"), lambda one: Cell(one.number, icon="print", strong=True), width=190),
        Column(N_("Printed"), lambda one: dates.say(one.printed_at.astimezone(desk.zone).date()), width=150),
        Column(N_("Period"), lambda one: Cell(_period(one))),
        Column("", lambda one: Cell("", button=_("Open")), width=96),
    )


def _period(one: PaperDocument) -> str:
    return _("{first} to {last}").format(first=dates.say(one.first), last=dates.say(one.last))


def _print(session: Any, wanted: Wanted) -> tuple[str, bytes]:
    from app.services.across import papers as writing

    document, data = writing.print_for_signature(session, wanted)
    return document.number, data


def _transact(desk: "Desk", work: Callable[[Any], T]) -> T:
    """One transaction on the worker's thread; problems go back to the thread that can show them."""
    with stores.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        return work(session)


def open_papers(desk: "Desk", staff: str = "") -> PapersPage:
    """Open the page of papers."""
    made = PapersPage(desk, staff)
    desk.window.open_page(made, "supervision")
    return made
