"""The page on which a note is written, changed while it is not signed, or amended after."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.models.encounters import Encounter
from app.services import agency
from app.services.clients.answers import OPEN
from app.services.encounters import notes, people, reviews, signing, warnings
from app.services.encounters.entry import EncounterEntry
from app.services.encounters.signing import NEEDED
from app.services.problems import NotFound
from app.services.rules import moments
from app.services.users import Action
from app.ui import consents
from app.ui.encounters.fields import NoteForm
from app.ui.encounters.shown import PreviousNote
from app.ui.kit import controls, icons, page, theme
from app.ui.kit.avatar import avatar, initials
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.people_choice import known_staff
from app.wording import _, clock, length

if TYPE_CHECKING:
    from app.ui.write import Desk

DRAFT, NEW, AMENDS = "encounter", "new-", "amend-"
BESIDE = 125  # per cent of text up to which a column stands at the right
SETTLE = 500  # milliseconds without typing before the record is asked
TABLES = frozenset({"encounter", "encounter_signature", "encounter_review"})


class WritingPage(page.Page):
    """The form at the left, the note before at the right, and in the foot what is missing."""

    keeps_typing = True

    def __init__(
        self, desk: "Desk", kept: Encounter | None = None, client: str = "", amends: bool = False
    ) -> None:
        """`kept` is changed, or with `amends` an amendment of it is written; without it a new one for `client`."""
        self._desk, self._kept, self._amends = desk, kept, amends
        self._record = f"{AMENDS if amends else ''}{kept.id.hex}" if kept else f"{NEW}{client}"
        self._typed = False
        self._previous: Encounter | None = None
        self.window_title = _("Encounter note")
        self._own = desk.read(people.own_staff)
        self._client = client
        super().__init__(_("New note"))
        self.form = NoteForm(
            desk.read(notes.clients), self._writers(), desk.read(notes.fundings), desk.zone,
        )  # fmt: skip
        self.form.draft = DRAFT, self._record
        self.previous = PreviousNote(self._open_previous)
        self.reason = Field("amendment_reason", _("Why is it amended?"), "", ProseEditor(1))
        self._initials = avatar("", 34)
        self._badge = controls.text(_("DRAFT"), "draft")
        self._restart = controls.link(_("Start over"), self.start_over)
        self._contact = controls.text(_("Choose a client to see it."), wrap=True)
        self._banner = self._safe_contact()
        self._timer = QTimer(self)
        self._build()
        self._fill()
        self._wire()
        self.settle()

    def _writers(self) -> list[tuple[str, str]]:
        """Oneself alone, unless a manager writes for somebody."""
        staff = known_staff(self._desk)
        if self._kept is not None:
            return [one for one in staff if one[0] == self._kept.staff.code]
        own = [one for one in staff if one[0] == self._own]
        return own or (staff if self._desk.may(Action.EDIT_STAFF) else [])

    def _safe_contact(self) -> QWidget:
        line = controls.across(
            icons.label("phone", "accent"), controls.text(_("Safe contact"), "strong"), None, gap=9
        )
        return controls.plain(controls.down(controls.plain(line), self._contact, gap=4, margins=(12, 8, 14, 8)), "tint")

    def _build(self) -> None:
        self.head.insertWidget(0, self._initials)
        self.head.insertWidget(3, self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self._restart)
        self._restart.hide()
        controls.seen(self.reason, self._amends)
        limits = _("Advice on medication is outside peer support. Note who you pointed to instead.")
        scope = controls.across(gap=8)
        scope.addWidget(icons.label("info", "muted", 14), 0, Qt.AlignmentFlag.AlignTop)
        scope.addWidget(controls.text(limits, "second", wrap=True), 1)
        left = controls.down(self.reason, self.form, gap=8)
        left.setStretch(1, 1)
        self.comment = page.Card(_("Your supervisor asks"))
        self._comment = controls.text("", wrap=True)
        self.comment.add(self._comment)
        self.comment.hide()
        # what comes with a client stands beside the form, or below it: nothing moves where one types
        beside: list[QWidget] = [self.comment, self.previous, controls.plain(scope), self.form.warning]
        if theme.percent() <= BESIDE:
            beside.insert(0, self._banner)
        else:
            self.body.addWidget(self._banner)
        aside = controls.plain(controls.down(*beside, None, gap=12))
        self.body.addWidget(page.beside(controls.plain(left), aside, 262, until=BESIDE), 1)
        signs = self._desk.may(Action.SIGN) and bool(self._own)
        button = controls.outlined if signs else controls.filled
        buttons = [button(_("Save"), "save", lambda: self.save())]
        if signs:
            buttons.append(controls.filled(_("Sign"), "pencil", lambda: self.save(sign=True)))
        if self._kept and not self._amends:
            buttons.insert(0, controls.bare(_("Remove"), "trash", self.remove))
        self.foot = page.FootBar(*buttons, ready=self._state)
        self.foot.follow(self.form, self.reason)
        self.set_foot(self.foot)

    def _state(self) -> page.Said:
        """How the typing stands, in one line: what a signature still needs, or that nothing is missing."""
        typed = self.form.values()
        missing = [self.form.fields[name].label for name in NEEDED if not str(typed[name]).strip()]
        if self._amends and not self.reason.editor.value().strip():
            missing.insert(0, self.reason.label)
        entry = self.form.settled()
        if missing or entry is None:
            words = _("Before it can be signed: {fields}.").format(fields=", ".join(missing))
            return (words if missing else _("Not complete yet."), "info", "muted")
        if entry.date > self._desk.today():
            return _("Its day is still to come: save it now, sign then."), "info", "muted"
        return _("Nothing is missing. Your supervisor reviews it after you sign."), "check-circle", "good"

    def _fill(self) -> None:
        """Show what is on record or a sensible beginning, and over it the typing that was kept."""
        self._start: dict[str, Any] = {"client": self._client, "staff": self._own, "date": self._desk.today()}
        if self._kept:
            entry = notes.entry_of(self._kept)
            self._start = {name: getattr(entry, name) for name in EncounterEntry.model_fields}
            word = self._desk.read(lambda session: reviews.word(session, self._key()))
            if word is not None and word.state == reviews.NEEDS_REVISION:
                self._comment.setText(word.comment)
                self.comment.show()
        self.form.put(self._start)
        typed = self._desk.draft(DRAFT, self._record)
        if typed:
            self.reason.editor.set_value(typed.pop("amendment_reason", ""))
            self.form.put(typed, draft=True)
            self._restart.show()
            self.say(_("Here is what you typed before. It is not saved yet."), "undo")
            self._typed = True

    def _key(self) -> uuid.UUID:
        assert self._kept is not None
        return self._kept.id

    def _wire(self) -> None:
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)
        self.form.changed.connect(self._edited)
        self.reason.editor.changed.connect(self._edited)
        self._desk.keeper.kept.connect(self._say_kept)
        self._desk.changed.connect(self._changed)

    def _edited(self) -> None:
        self.reason.show_problem("")
        self.foot.tell()
        self._typed = True
        typed = {**self.form.values(), "amendment_reason": self.reason.editor.value()}
        if self._desk.may(Action.KEEP_DRAFTS):
            self._desk.keeper.typed(DRAFT, self._record, typed)
        self._timer.start(SETTLE)

    def _say_kept(self, at: dt.datetime) -> None:
        if self._typed:
            self.foot.aside(_("Draft kept {time}").format(time=clock(self._desk.parts(at)[1])))

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.settle()

    def settle(self) -> None:
        """Tell whom the note is about, what was written before, and what to look at again."""
        codes = self.form.client.codes()
        one = codes[0] if len(codes) == 1 else ""
        self._head(one, len(codes))
        day, start, _stop = self.form.times()
        own = self._kept.id if self._kept else None
        before = moments.minute(day or self._desk.today(), start or dt.time(23, 59), 0, self._desk.zone)
        self._previous = self._desk.read(lambda session: notes.previous(session, one, before, own)) if one else None
        self.previous.show_note(self._previous, asked=bool(one))
        entry = self.form.settled() if self._typed else None
        said = self._desk.read(lambda session: warnings.warnings(session, entry, own)) if entry else []
        self.form.warning.say("\n".join(said), "warning", "warning")
        self.foot.tell()

    def _head(self, code: str, count: int) -> None:
        title, pronouns, contact, found = _("New note"), "", "", None
        if count > 1:
            title = _("Group note")
        elif code:
            try:
                found = self._desk.read(lambda session: people.person(session, code))
            except NotFound:
                pass
            if found is not None:
                title, pronouns = found.name, "" if found.pronouns in OPEN else found.pronouns
                contact = "  ·  ".join(found.contact)
        if self._amends:
            pronouns = _("Amendment: the signed note stays, this stands beside it once it is signed.")
        self.set_title(title, pronouns)
        self._initials.setText(initials(title) if found is not None else "")
        self._initials.setVisible(found is not None)
        asked = _("It stands on each person's page.") if count > 1 else _("Choose a client to see it.")
        if found is not None:
            asked = _("No number on record")
        self._contact.setText(contact or asked)

    def _open_previous(self) -> None:
        if self._previous is not None:
            self._desk.keeper.flush()
            self._desk.open("note.before", self._previous, self._again())

    def _again(self) -> Callable[[], object]:
        """What leads back to this typing: it is kept as a draft, or stands on record."""
        desk, record, kept = self._desk, self._record, self._kept
        if kept is not None and not self._amends:
            return lambda: desk.open("note", kept.id)
        return lambda: desk.open("note.draft", DRAFT, record)

    def start_over(self) -> None:
        """Throw the draft away and show what is on record."""
        self._desk.keeper.forget(DRAFT, self._record)
        self.say("")
        self._restart.hide()
        self.form.put({name: "" for name in EncounterEntry.model_fields} | self._start)
        self.form.show_problems({})
        self.reason.editor.set_value("")
        self._typed = False
        self.foot.aside("")
        self.settle()

    def save(self, sign: bool = False) -> None:
        """Put the note on record; with `sign` go on to sign it."""
        entry = self.form.read()
        if self._amends and not self.reason.editor.value().strip():
            self.reason.show_problem(_("Say why the signed record is amended."))
            self.foot.tell()
            self.reason.enter()
            return
        if entry is None:
            return
        if sign and (needs := self._needs(entry)):
            self.form.show_problems(needs)
            return
        saved = self._desk.write(lambda session: self._write(session, entry), self.form)
        if saved is None:
            return
        self._typed = False
        self._timer.stop()
        self._desk.keeper.forget(DRAFT, self._record)
        if sign:
            self._desk.open("note.review", saved)
        else:
            hours = self._desk.read(agency.policy).note_hours
            words = _("The note is saved. Sign it within {time} of the visit.")
            _back(self._desk).say(words.format(time=length(hours * 60)))

    def _needs(self, entry: EncounterEntry) -> dict[str, str]:
        """What keeps this typing from being signed, by field; Save takes it all the same."""
        needs = signing.lacking(entry)
        if entry.date > self._desk.today():
            needs["date"] = _("This day is still to come. Save it now, and sign once it has taken place.")
        return needs

    def _write(self, session: Any, entry: EncounterEntry) -> uuid.UUID:
        if self._kept is None:
            return notes.record(session, entry).id
        if self._amends:
            return notes.amend(session, self._kept.id, entry, self.reason.editor.value()).id
        changed = notes.change(session, self._kept.id, entry)
        if not self.comment.isHidden() and changed.staff_id == self._desk.signed_in.actor.staff_id:
            reviews.ready(session, changed.id)
        return changed.id

    def remove(self) -> None:
        """Take an unsigned note off the record, with a way back."""
        kept = self._kept
        assert kept is not None
        entry = self._desk.write(lambda session: notes.remove(session, kept.id))
        if entry is None:
            return
        self._typed = False
        self._timer.stop()
        self._desk.keeper.forget(DRAFT, self._record)
        desk, root, reason = self._desk, kept.amends_id, kept.amendment_reason
        changed = None if kept.void else entry

        def put_back() -> None:
            desk.write(
                lambda session: notes.amend(session, root, changed, reason)
                if root
                else notes.record(session, entry, stored=True)
            )

        _back(desk).undo(_("The note was removed."), put_back)


def _back(desk: "Desk") -> page.Page:
    """The room's page, shown again."""
    for room in ("encounters", "home"):
        shown = desk.window.go(room)
        if isinstance(shown, page.Page):
            return shown
    return page.Page("")


def open_draft(desk: "Desk", _form: str, record: str) -> page.Page:
    """The note whose typing was kept under this name of a draft; a new one where its record is gone."""
    made: page.Page
    if record.startswith(NEW) or not record:
        made = desk.open("note", client=record.removeprefix(NEW))
        return made
    key = uuid.UUID(record.removeprefix(AMENDS))
    try:
        made = _open_amending(desk, key) if record.startswith(AMENDS) else desk.open("note", key)
    except NotFound:
        made = desk.open("note")
    return made


def _open_amending(desk: "Desk", key: uuid.UUID) -> WritingPage:
    kept = desk.read(lambda session: notes.load(session, key))
    consents.look(desk, [row.client_id for row in kept.attendance])
    made = WritingPage(desk, kept, amends=True)
    desk.window.open_page(made, "encounters")
    return made
