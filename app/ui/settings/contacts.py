"""Whom to call: the list with its checks, the form of a contact, and hiding one with the reason."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.services.contacts import records, standard
from app.services.contacts.entry import KINDS, ContactEntry, HidingEntry
from app.services.contacts.records import Check
from app.services.contacts.standard import Contact, Region
from app.services.problems import NotFound
from app.services.users import Action
from app.ui import contacts as printed
from app.ui.kit import controls, theme
from app.ui.kit.chips import FilterChips
from app.ui.kit.form import BREAK, Form, row
from app.ui.kit.listing import List
from app.ui.kit.page import Page
from app.ui.kit.record import RecordPage
from app.ui.kit.reflow import Reflow
from app.ui.kit.table import Cell, Column, from_rows
from app.ui.write import Desk
from app.wording import N_, _, plural

SHOWN, OLD, HIDDEN = "shown", "old", "hidden"
FIELDS = (
    "name", "kind", "region", "purpose", "number", "more", "texting", "hours", "web", "address", "source", "checked_on",
    "on_page",
)  # fmt: skip


class ContactsPart(QWidget):
    """Every contact; only a manager may check, amend, hide and add."""

    def __init__(self, desk: Desk) -> None:
        """Begin with those that pages and papers show."""
        super().__init__()
        self.desk = desk
        self._may = desk.may(Action.EDIT_CONTACTS)
        self._all: Sequence[Contact] = ()
        sentence = _("Help, the form of an incident and the crisis page take their numbers from here.")
        buttons = [printed.button(desk, "settings")] if desk.may(Action.PRINT) else []
        self.check_all = controls.outlined(_("All checked today"), "check", self._check_all)
        self.add = controls.filled(_("Add a contact"), "plus", lambda: open_contact(desk))
        for button in (self.check_all, self.add):
            buttons.append(button)
            controls.seen(button, self._may)
        self.chips = FilterChips([(SHOWN, _("Shown")), (OLD, _("To check")), (HIDDEN, _("Hidden"))])
        self.list = self._list()
        self.chips.chosen.connect(lambda _value: self.list.refresh())
        self.list.lead(self.chips)
        top = Reflow([controls.text(sentence, "muted", wrap=True), controls.plain(controls.across(*buttons))], (1, 0))
        box = controls.down(top, self.list, gap=10)
        box.setStretch(1, 1)
        self.setLayout(box)
        self.refresh()

    def _list(self) -> List[Contact]:
        today = self.desk.today()
        columns: list[Column[Contact]] = [
            Column(_("Contact"), lambda one: Cell(_(one.name), one.hidden or _(one.purpose), strong=True), "name"),
            Column(_("How to reach it"), _reached, width=300),
            Column(_("What for"), lambda one: Cell(one.kind.label, one.region.label), "kind", width=180),
            Column(_("Checked"), lambda one: _checked(one, today), "checked_on", width=200),
        ]
        if self._may:
            columns.append(Column("", lambda one: _to_check(one, today), width=128))
            columns.append(Column("", lambda _one: Cell("", button=_("Change")), width=90))
        sorts: dict[str, Callable[[Contact], Any]] = {
            "name": lambda one: one.name.casefold(), "kind": lambda one: one.kind.label,
            "checked_on": lambda one: one.checked_on,
        }  # fmt: skip
        fetch = from_rows(self._rows, sorts, lambda one: f"{one.name} {one.purpose} {one.ways} {one.source}")
        made = List(columns, fetch, _("Nothing is listed here."), "contacts", _("Contacts"), key=lambda one: one.key)
        made.setMinimumHeight(theme.scaled(330))
        made.pressed.connect(self._press)
        made.opened.connect(self._open)
        return made

    def _rows(self) -> list[Contact]:
        return [one for one in self._all if self._stands(one, self.chips.value())]

    def _stands(self, one: Contact, which: str) -> bool:
        if which == HIDDEN:
            return bool(one.hidden)
        return not one.hidden and (which == SHOWN or one.due_on <= self.desk.today())

    def refresh(self) -> None:
        """Fetch and count anew."""
        self._all = self.desk.read(records.every)
        self.chips.set_counts({which: sum(self._stands(one, which) for one in self._all) for which in (SHOWN, OLD, HIDDEN)})
        self.list.refresh()

    def _open(self, one: Contact) -> None:
        if self._may:
            open_contact(self.desk, one.key)

    def _press(self, one: Contact, button: str) -> None:
        if button == _("Checked today"):
            self._confirm([one])
        else:
            self._open(one)

    def _check_all(self) -> None:
        self._confirm([one for one in self._all if not one.hidden])

    def _confirm(self, which: Sequence[Contact]) -> None:
        keys = [one.key for one in which]
        done = self.desk.write(lambda session: records.confirm(session, keys))
        shown = self.desk.window.page()
        if done is None or not isinstance(shown, Page):
            return
        self.refresh()
        said = plural("{count} contact is checked today.", "{count} contacts are checked today.", len(done))
        shown.undo(said, lambda: self._take_back(done))

    def _take_back(self, done: tuple[Check, ...]) -> None:
        self.desk.write(lambda session: records.take_back(session, done))


def _reached(one: Contact) -> Cell:
    """The number whole; below it what to text and the hours."""
    if not (one.number and one.texting) or one.texting == one.number:
        return Cell(one.reach, _(one.hours), strong=True)
    text = _("Text {text}").format(text=one.texting)
    return Cell(", ".join(filter(None, (one.number, one.more))), ". ".join(filter(None, (text, _(one.hours)))), strong=True)


def _to_check(one: Contact, today: object) -> Cell:
    """The button, where a check of today is not on record yet."""
    return Cell("", button="" if one.hidden or one.checked_on == today else _("Checked today"))


def _checked(one: Contact, today: Any) -> Cell:
    old = one.stale(today)
    words = one.checked(today)
    return Cell(words, one.read_at(), "warning" if old else "", "danger" if old else "")


def back(desk: Desk) -> Page:
    """Show the list again."""
    desk.open("settings", "contacts")
    shown = desk.window.page()
    assert isinstance(shown, Page)
    return shown


def open_contact(desk: Desk, contact: str = "") -> Page:
    """Open the form of a contact by its key, or of a new one. Raises NotFound."""
    made = ContactPage(desk, desk.read(lambda session: records.load(session, contact)) if contact else None)
    desk.window.open_page(made, "settings")
    return made


def open_hiding(desk: Desk, contact: str) -> Page:
    """Ask why a contact is to be hidden. Raises NotFound."""
    made = HidingPage(desk, desk.read(lambda session: records.load(session, contact)))
    desk.window.open_page(made, "settings")
    return made


def open_draft(desk: Desk, form: str, record: str) -> None:
    """Go on with what was typed of a contact; the list where it is gone."""
    try:
        if form == "contact-hide":
            open_hiding(desk, record)
        else:
            open_contact(desk, record)
    except NotFound:
        desk.keeper.forget(form, record)
        back(desk)


class ContactPage(RecordPage):
    """Add a contact of one's own, change one, or amend one that comes with Peerdesk."""

    next_step = N_("Help and the crisis page show it from now on.")
    help_topic = "crisis"

    def __init__(self, desk: Desk, one: Contact | None) -> None:
        """A new one where none is given."""
        title = _(one.name) if one else _("Add a contact")
        told = _("Type what you have checked yourself: a wrong number helps nobody.")
        super().__init__(desk, title, told, ("contact", one.key if one else ""), (_("Settings"), lambda: back(desk)))
        self.one = one
        for words, icon, tone in self._notes():
            self.body.addWidget(controls.Note(words, icon, tone))
        beside = theme.percent() <= 125
        form = Form(
            ContactEntry,
            [
                "name", row("kind", "region", stretch=(3, 2)), "purpose",
                row("number", "more", "texting", stretch=(3, 2, 3)),
                *[BREAK] * beside, row("hours", "web", stretch=(1, 1)), "address", "source",
                row("checked_on", "on_page", stretch=(1, 1)),
            ],
            choices={
                "kind": [(kind.value, kind.label) for kind in KINDS],
                "region": [(region.value, region.label) for region in Region],
            },
        )  # fmt: skip
        usual: dict[str, Any] = {"region": Region.LOCAL.value, "checked_on": desk.today(), "on_page": True}
        stored = {name: getattr(one, name) for name in FIELDS} if one else usual

        def write(entry: ContactEntry) -> str | None:
            return desk.write(lambda session: records.save(session, entry, one.key if one else ""), form)

        self.fill(form, stored, write, lambda _key: back(desk), *self._further(), wide=True)

    def _notes(self) -> list[tuple[str, str, str]]:
        one = self.one
        if one is None:
            return []
        old = one.stale(self.desk.today())
        found = [(one.told(self.desk.today()), "warning" if old else "info", "warning" if old else "accent")]
        if one.hidden:
            found.append((_("Hidden: {reason}").format(reason=one.hidden), "eye-off", "warning"))
        if one.newer:
            newer = _("Peerdesk itself has another one since you amended this: {way}. Check which is right.")
            found.append((newer.format(way=one.newer), "warning", "warning"))
        return found

    def _further(self) -> list[controls.Button]:
        one = self.one
        if one is None:
            return []
        hide = controls.bare(_("Show again"), "eye", self._show) if one.hidden else controls.bare(
            _("Hide"), "eye-off", lambda: open_hiding(self.desk, one.key)
        )
        made = [hide]
        if one.amended and one.key in standard.known():
            made.append(controls.bare(_("As it came"), "undo", self._as_it_came))
        if one.own:
            made.append(controls.bare(_("Remove"), "trash", self._remove))
        return made

    def _show(self) -> None:
        one = self.one
        if one is not None and self.desk.change(lambda session: records.show(session, one.key), self.form) is not None:
            self.forget()
            back(self.desk).say(_("{name} is shown again.").format(name=one.name))

    def _as_it_came(self) -> None:
        one, desk = self.one, self.desk
        if one is None:
            return
        entry = desk.change(lambda session: records.as_it_came(session, one.key), self.form)
        if entry is not None:
            self.forget()
            again = lambda: desk.write(lambda session: records.save(session, entry, one.key, again=True))  # noqa: E731
            back(desk).undo(_("{name} stands as it came with Peerdesk.").format(name=one.name), again)

    def _remove(self) -> None:
        one, desk = self.one, self.desk
        if one is None:
            return
        entry = desk.change(lambda session: records.remove(session, one.key), self.form)
        if entry is not None:
            self.forget()
            again = lambda: desk.write(lambda session: records.save(session, entry, again=True))  # noqa: E731
            back(desk).undo(_("{name} was removed.").format(name=one.name), again)


class HidingPage(RecordPage):
    """Why a contact is taken off every list and paper."""

    next_step = N_("It is under Hidden and can be shown again.")
    help_topic = "crisis"

    def __init__(self, desk: Desk, one: Contact) -> None:
        """Say which one, and what is left."""
        crumbs = (_("Settings"), lambda: back(desk))
        super().__init__(desk, _("Hide a contact"), _(one.name), ("contact-hide", one.key), crumbs)
        words = _("{way} will stand in no list, on no form and on no crisis page.").format(way=one.reach)
        self.body.addWidget(controls.Note(words, "info"))
        form = Form(HidingEntry, ["reason"])

        def write(entry: HidingEntry) -> str | None:
            return desk.write(lambda session: records.hide(session, one.key, entry), form)

        def done(key: str) -> None:
            said = _("{name} is hidden.").format(name=one.name)
            back(desk).undo(said, lambda: desk.write(lambda session: records.show(session, key)))

        self.fill(form, {}, write, done)
