"""Signing by hand: print a numbered log, record that it was signed, take that back, or withdraw the paper.

Each paper names whose it is, with whom and which sessions, and opens as it was printed, with its scan.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import Field as Info
from PySide6.QtWidgets import QFileDialog, QLabel

from app.services import entries
from app.services.across import papers as writing
from app.services.entries import Entry
from app.services.problems import DiskProblem, Invalid, Problem
from app.services.store import session as stores
from app.services.supervision import paper
from app.services.supervision.log import Wanted
from app.services.supervision.paper import Paper
from app.ui.kit import controls, dates, page, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.facts import facts
from app.ui.kit.form import Form, row
from app.ui.kit.listing import List
from app.ui.kit.preview import Preview
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.supervision import people, scans
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

T = TypeVar("T")


class PrintEntry(Entry):
    """Which log is printed for signature."""

    staff: Annotated[entries.Code, Info(title=N_("Peer supporter"))]
    pack: Annotated[
        entries.CodeOrBlank,
        Info(title=N_("Rules"), description=N_("Each has its own log. Blank takes the one that owes supervision.")),
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


class RecallEntry(Entry):
    """Why a recording is taken back."""

    reason: Annotated[entries.Line, Info(title=N_("Why is the recording taken back?"))]


class PapersPage(page.Page):
    """Papers in a list, at the right a new one or the one that was chosen."""

    help_topic = "paper"

    def __init__(self, desk: "Desk", staff: str = "") -> None:
        """`staff` is chosen in the form for a new paper."""
        self._desk = desk
        self.window_title = _("Papers to sign by hand")
        self._scan: bytes | None = None
        self._chosen: Paper | None = None
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: desk.window.go("supervision")), (_("Papers to sign by hand"), None),
        ]  # fmt: skip
        super().__init__(_("Papers to sign by hand"), _("Printed for signature, and signed by hand"), crumbs=crumbs)
        self._people = people.load(desk)
        self.printing = self._print_form(staff)
        self.signed = Form(SignedEntry, ["signed_on"])
        self.withdrawing, self.recalling = Form(WithdrawEntry, ["reason"]), Form(RecallEntry, ["reason"])
        self._file: QLabel = controls.text("", "second", wrap=True)
        self.chips = FilterChips([("waiting", _("Waiting for ink")), ("signed", _("Signed")), ("all", _("All"))])
        self.list: List[Paper] = List(
            _columns(desk), from_rows(self._rows, {}, _searched),
            _("No paper waits. Print one at the right, have both sign it, and record it here."),
            name="papers", label=_("Papers printed for signature"), filtered=False,
        )  # fmt: skip
        self.list.pressed.connect(lambda row, _words: self.choose(row))
        self.list.opened.connect(self.choose)
        self.chips.chosen.connect(lambda _value: self.list.refresh())
        self._new, self._one = self._new_card(), self._one_card()
        self.list.setMinimumHeight(theme.height(240, 4))
        aside = controls.plain(controls.down(self._one, self._new, None, gap=12))
        left = controls.plain(controls.down(self.chips, self.list, gap=9))
        self.body.addWidget(page.beside(left, aside, 330), 1)
        desk.changed.connect(self._changed)

    def _rows(self) -> list[Paper]:
        chosen, every = self.chips.value(), self._desk.read(paper.papers)
        if chosen == "all":
            return every
        return [one for one in every if one.waits == (chosen == "waiting") and one.withdrawn_at is None]

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & {"paper_document", "paper_signature", "supervision_session"}:
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
        self._told = controls.plain(controls.down(gap=0))
        card.add(self._told)
        self._look = controls.outlined(_("Look at the paper"), "eye", self.look)
        self._look_scan = controls.outlined(_("Look at the scan"), "eye", self.look_scan)
        for look in (self._look, self._look_scan):
            card.add(controls.across(look, None))
        self._record = controls.plain(controls.down(self.signed, gap=9))
        bottom = self._record.layout()
        assert bottom is not None
        for part in (
            controls.plain(controls.across(controls.outlined(_("Add a scan…"), "upload", self._pick), None)), self._file,
            controls.plain(controls.across(None, controls.outlined(_("Record as signed"), "check", self.record))),
            controls.rule(), self.withdrawing,
            controls.plain(controls.across(None, controls.outlined(_("Withdraw"), "undo", self.withdraw))),
        ):  # fmt: skip
            bottom.addWidget(part)
        self._recall = controls.plain(
            controls.down(
                self.recalling,
                controls.plain(controls.across(None, controls.outlined(_("Take back"), "undo", self.recall))), gap=9,
            )
        )  # fmt: skip
        card.add(self._record)
        card.add(self._recall)
        self._held = controls.text("", "second", wrap=True)
        card.add(self._held)
        card.add(controls.across(controls.link(_("Print another"), lambda: self._turn(one=False)), None))
        card.hide()
        return card

    def _turn(self, one: bool) -> None:
        """Show the card of the chosen paper, or the one for a new paper."""
        self._one.setVisible(one)
        self._new.setVisible(not one)

    def choose(self, chosen: Paper) -> None:
        """Show a paper: whose it is, what is on it, and what can be done with it."""
        self._chosen, self._scan = chosen, None
        self._one.title.setText(chosen.number)
        layout = self._told.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        layout.addWidget(facts(_facts(self._desk, chosen), 90))
        self._held.setText("\n".join((_count(chosen), *_lines(chosen))))
        self._file.setText(_("PDF, PNG or JPEG of at most 5 MB. It can be left out."))
        self._look_scan.setVisible(chosen.scan_id is not None)
        self._record.setVisible(chosen.waits)
        self._recall.setVisible(chosen.signed_on is not None)
        self.signed.set_values({"signed_on": ""})
        self.signed.show_problems({})
        for form in (self.withdrawing, self.recalling):
            form.set_values({"reason": ""})
            form.show_problems({})
        self._turn(one=True)
        if chosen.waits:
            self.signed.fields["signed_on"].enter()
        else:
            self.list.view.setFocus()

    def open_number(self, number: str) -> None:
        """Choose the paper of this number; where it waits no more, that is said."""
        found = next(iter(self._desk.read(lambda session: paper.papers(session, [number]))), None)
        if found is not None:
            self.chips.choose("waiting" if found.waits else "signed" if found.signed_on else "all")
            self.list.refresh()
            self.choose(found)
        if found is None or not found.waits:
            self.say(_("{number} does not wait any more: it is signed or withdrawn.").format(number=number), "info")

    def look(self) -> None:
        """Open the paper as it was printed."""
        if self._chosen is not None:
            scans.open_printed(self._desk, self._chosen.number)

    def look_scan(self) -> None:
        """Open the scan of the signed paper."""
        if self._chosen is not None and self._chosen.scan_id is not None:
            scans.open_scan(self._desk, self._chosen.number, self._chosen.scan_id)

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
        crumbs: list[page.Crumb] = [
            (_("Supervision"), lambda: self._desk.window.go("supervision")),
            (_("Papers to sign by hand"), lambda: open_papers(self._desk)), (number, None),
        ]  # fmt: skip
        shown = Preview(_("Supervision log {number}").format(number=number), data, f"{number}.pdf", crumbs)
        shown.window_title = number
        self._desk.window.open_page(shown, "supervision")
        shown.say(_("Numbered {number}. Print it, and record it here once both have signed.").format(number=number))

    def record(self) -> None:
        """Record the signatures by hand, with the scan."""
        entry, number, scan = self.signed.entry(), self._number(), self._scan
        if not isinstance(entry, SignedEntry):
            return
        day = entry.signed_on
        made = self._desk.write(lambda session: paper.signed_on_paper(session, number, day, scan), self.signed)
        if made is not None:
            self._done(_("{number} is recorded as signed on {day}.").format(number=number, day=dates.say(day)))

    def recall(self) -> None:
        """Take the recording back: the paper waits for ink again."""
        entry, number = self.recalling.entry(), self._number()
        if not isinstance(entry, RecallEntry):
            return
        why = entry.reason
        if self._desk.write(lambda session: paper.recall(session, number, why), self.recalling) is not None:
            self._done(_("The recording of {number} is taken back. The paper waits for ink again.").format(number=number))

    def withdraw(self) -> None:
        """Take the paper back, so that its sessions can be changed."""
        entry, number = self.withdrawing.entry(), self._number()
        if not isinstance(entry, WithdrawEntry):
            return
        why = entry.reason
        if self._desk.write(lambda session: paper.withdraw(session, number, why), self.withdrawing) is not None:
            self._done(_("{number} is withdrawn. Its sessions can be changed again.").format(number=number))

    def _number(self) -> str:
        return self._chosen.number if self._chosen is not None else ""

    def _done(self, words: str) -> None:
        """Say what happened, back at the list."""
        self._turn(one=False)
        self.list.refresh()
        self.say(words)


def _columns(desk: "Desk") -> tuple[Column[Paper], ...]:
    return (
        Column(N_("Number"), lambda one: Cell(one.number, _state(desk, one), icon=_ICONS[_stage(one)], strong=True),
               width=176),
        Column(N_("Whose"), lambda one: Cell(", ".join(one.staff), _led(one))),
        Column(N_("Sessions"), lambda one: Cell(_count(one), _days(one)), width=210),
        Column("", lambda one: Cell("", button=_("Open")), width=80),
    )  # fmt: skip


_ICONS = {"waiting": "print", "signed": "check-circle", "withdrawn": "undo"}


def _stage(one: Paper) -> str:
    return "waiting" if one.waits else "signed" if one.signed_on else "withdrawn"


def _state(desk: "Desk", one: Paper) -> str:
    if one.signed_on is not None:
        return _("Signed {day}").format(day=dates.say(one.signed_on))
    if one.withdrawn_at is not None:
        return _("Withdrawn {day}").format(day=dates.say(desk.day(one.withdrawn_at)))
    return _("Printed {day}").format(day=dates.say(desk.day(one.printed_at)))


def _led(one: Paper) -> str:
    return _("with {names}").format(names=", ".join(one.supervisors)) if one.supervisors else ""


def _count(one: Paper) -> str:
    return plural("{count} session", "{count} sessions", len(one.sessions))


def _days(one: Paper) -> str:
    """The days of the sessions: all of a few, else the first and the last."""
    days = [dates.short(each.date) for each in one.sessions]
    return ", ".join(days) if len(days) < 3 else _("{first} to {last}").format(first=days[0], last=days[-1])


def _searched(one: Paper) -> str:
    return " ".join((one.number, *one.staff, *one.supervisors))


def _lines(one: Paper) -> list[str]:
    """Each session of a paper by its day and length; the period beside them names the year."""
    return [f"{dates.short(each.date)} · {dates.length(each.minutes)}" for each in one.sessions]


def _facts(desk: "Desk", one: Paper) -> list[tuple[str, str]]:
    """What a paper is, line by line."""
    return [
        (_("Peer supporter"), ", ".join(one.staff)),
        (_("Supervisor"), ", ".join(one.supervisors)),
        (_("Period"), _("{first} to {last}").format(first=dates.say(one.first), last=dates.say(one.last))),
        (_("State"), _state(desk, one)),
    ]


def _print(session: Any, wanted: Wanted) -> tuple[str, bytes]:
    document, data = writing.print_for_signature(session, wanted)
    return document.number, data


def _transact(desk: "Desk", work: Callable[[Any], T]) -> T:
    """One transaction on the worker's thread; problems go back to the thread that can show them."""
    with stores.transaction(desk.signed_in.store, desk.signed_in.actor) as session:
        return work(session)


def open_papers(desk: "Desk", staff: str = "", number: str = "") -> PapersPage:
    """Open the page of papers, with a new one for somebody, or with the one of a number and where it stands."""
    made = PapersPage(desk, staff)
    desk.window.open_page(made, "supervision")
    if number:
        made.open_number(number)
    return made
