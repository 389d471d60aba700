"""The intake in steps: steps at the left, questions in the middle, why we ask at the right; it can be finished later."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from app.models.clients import Client
from app.services import doubts
from app.services.clients import duplicates, episodes, records, steps
from app.services.clients.duplicates import Known
from app.services.clients.entry import DOUBTS, ClientEntry
from app.services.clients.steps import STEPS
from app.services.problems import Invalid
from app.services.users import Action, Role
from app.ui import consents
from app.ui.kit import controls, theme
from app.ui.kit.editor import Editor
from app.ui.kit.editors import KnownEditor
from app.ui.kit.page import Card, FootBar, Page, beside, ended
from app.ui.kit.sections import Restored
from app.ui.people.editors import OpenEditor
from app.ui.people.renaming import NameFrom
from app.ui.people.stepping import StepForm, StepList
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

FORM = "intake"
FREE = tuple(
    name
    for step in STEPS
    for name in step.fields
    if ClientEntry.model_fields[name].annotation is str
    and name not in ("code", "first_name", "last_name", "program", "funding", "identity_verified_by")
)
OF_EPISODE = ("program", "funding", "admitted_on")


class IntakePage(Page):
    """A new client's intake, or the answers of one on record."""

    keeps_typing = True

    def __init__(self, desk: "Desk", client_id: uuid.UUID | None = None) -> None:
        """Show the first step, with a kept draft over what is on record."""
        self.desk, self._id = desk, client_id
        kept = desk.read(lambda session: records.load(session, client_id)) if client_id else None
        title = records.shown_name(kept) if kept else _("New intake")
        super().__init__(
            title, "", crumbs=[(_("People"), lambda: desk.window.go("people")), (title, None)]
        )
        self.window_title = _("Intake")
        self._stored: dict[str, Any] = records.typed(kept) if kept else {}
        self._record = str(client_id or "")
        self.form = StepForm(self._editors())
        self.name_from = NameFrom(kept)
        self._build(kept)
        self._put_back()
        self._wire()
        self.show_step(STEPS[0].name)

    def _editors(self) -> dict[str, Editor]:
        manager = Role.MANAGER in self.desk.signed_in.actor.roles
        programs, fundings = self.desk.read(episodes.programs), self.desk.read(episodes.fundings)
        made: dict[str, Editor] = {name: OpenEditor() for name in FREE}
        return made | {"program": KnownEditor(programs, manager), "funding": KnownEditor(fundings, manager)}

    def _build(self, kept: Client | None) -> None:
        self.restored = Restored(self.start_over)
        self.likely = controls.Note("", "alert", "warning")
        self.likely.hide()
        self.steps = StepList()
        self.steps.setFixedWidth(theme.scaled(176))
        self.why = Card(_("Why we ask"))
        self._why = controls.text("", wrap=True)
        self._skip_words = controls.text(
            _("Any question can be skipped. Blank, 'not asked' and 'prefer not to say' are kept apart."),
            "second", wrap=True,
        )  # fmt: skip
        self.why.add(self._why)
        self.why.add(self._skip_words)
        middle = controls.down(self.restored, self.likely, self.name_from, self.form, None)
        aside = controls.plain(controls.down(self.why, None))
        left = controls.across(gap=20)
        left.addWidget(self.steps)
        left.addLayout(middle, 1)
        self.body.addWidget(beside(controls.plain(left), aside, 250))
        self.body.addStretch(1)
        for name in OF_EPISODE if kept else ():
            self.form.fields[name].setVisible(False)  # episodes of somebody on record stand on their page
        self.foot = FootBar(
            controls.bare(_("Save and finish later"), "", self.finish_later),
            controls.bare(_("Skip"), "", lambda: self.turn(1)),
            controls.outlined(_("Next"), "", self.next),
            controls.filled(_("Save intake"), "save", self.save),
        )
        self.foot.follow(self.form)
        self.set_foot(self.foot)
        self.form.set_values(self._stored)

    def _wire(self) -> None:
        form = self.form
        self.name_from.follow(form)
        self.desk.keeper.watch(form, FORM, self._record)
        self.steps.chosen.connect(self.show_step)
        form.problem_in.connect(self.show_step)
        form.changed.connect(self._mark)
        form.problems_changed.connect(self._mark)
        for name in ("first_name", "last_name", "birth_date", "admitted_on"):
            if name in form.fields:
                form.editor(name).changed.connect(self._look_alike)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._entered)
        self._mark()

    def _put_back(self) -> None:
        draft = self.desk.draft(FORM, self._record)
        if draft:
            self.form.restore(draft)
            self.restored.say(_("Your typing from before was put back. It is not saved yet."), _("Start over"))

    def start_over(self) -> None:
        """Throw the typing away and show what is on record."""
        self.form.set_values({name: "" for name in self.form.fields} | self._stored)
        self.form.show_problems({})
        self.form.changed.emit()
        self.desk.keeper.forget(FORM, self._record)

    def enter(self) -> None:
        """Put the cursor into the first question of the step that is shown."""
        self.form.fields[self._step.fields[0]].enter()

    def show_step(self, name: str) -> None:
        """Show one step."""
        step = next(one for one in STEPS if one.name == name)
        self._step = step
        self.form.show_step(name)
        self.steps.choose(name)
        about = _(step.about)
        self.set_title(self._title_words(), about)
        self._tell_why(step.fields[0])

    def _title_words(self) -> str:
        values = self.form.values()
        name = " ".join(part for part in (values["first_name"], values["last_name"]) if part)
        return name or _("New intake")

    def _mark(self) -> None:
        self.steps.mark(self.form)

    def turn(self, by: int) -> None:
        """Go so many steps on; the last one stays."""
        number = min(STEPS.index(self._step) + by, len(STEPS) - 1)
        self.show_step(STEPS[number].name)
        self.enter()

    def next(self) -> None:
        """Check this step's answers, then show the next; what is to mend stands beside its field."""
        problems = self._problems()
        here = {name: sentence for name, sentence in problems.items() if name in self._step.fields}
        self.form.show_problems(here)
        if not here:
            self.turn(1)

    def _problems(self) -> dict[str, str]:
        unread = {name: field.editor.problem() for name, field in self.form.fields.items() if field.editor.problem()}
        try:
            ClientEntry.read(self.form.values())
        except Invalid as wrong:
            return {**wrong.fields, **unread}
        return unread

    def _entered(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        for name in self._step.fields:
            if self.form.fields[name].isAncestorOf(now):
                self._tell_why(name)

    def _tell_why(self, name: str) -> None:
        why = steps.why(name)
        self.why.title.setText(_("Why we ask: {field}").format(field=_(steps.label(name))))
        self._why.setText(_(why) if why else "")

    def _look_alike(self) -> None:
        """Show possible duplicates while the name is typed; nothing is held up by it."""
        values = self.form.values()
        if not values["first_name"] or not values["last_name"]:
            self.likely.say("")
            return
        own = Known(
            self._id, str(self._stored.get("code", "")), values["first_name"], values["last_name"], "",
            _day(values["birth_date"]),
        )  # fmt: skip
        found = list(self.desk.read(duplicates.index).like(own))
        names = ", ".join(f"{one.first_name} {one.last_name} ({one.code})" for one in found[:3])
        words = _("Perhaps on record already: {names}. Check before you save.") if found else ""
        said = [words.format(names=names), *self._doubted()]
        self.likely.say("\n".join(filter(None, said)), "alert", "warning")

    def _doubted(self) -> list[str]:
        """A sentence for each doubt about the typing, where it can be read already."""
        try:
            entry = ClientEntry.read(self.form.values())
        except Invalid:
            return []
        return self.desk.read(lambda session: doubts.sentences(doubts.of(DOUBTS, entry, doubts.setting(session))))

    def finish_later(self) -> None:
        """Keep what is typed as a draft and go back to the list."""
        self.desk.keeper.typed(FORM, self._record, self.form.values())
        self.desk.keeper.flush()
        room = self.desk.window.go("people")
        if isinstance(room, Page):
            room.say(_("Kept as a draft, seen by you only. It waits on Home under Drafts."), "pencil")

    def save(self) -> None:
        """Check everything, write it, and show the person's page."""
        if not self.desk.may(Action.EDIT_CLIENTS):
            return
        entry = self.form.entry()
        usable, from_on = self.name_from.read()
        if not isinstance(entry, ClientEntry) or not usable:
            return
        made = self.desk.write(lambda session: self._write(session, entry, from_on), self.form)
        if made is None:
            return
        self.desk.keeper.forget(FORM, self._record)
        self.form.mark_clean()
        further = _("Next: admit them to a program, and choose who works with them.")
        ended(self.desk.open("client", made), further if self._id is None else _("Papers and lists show it from now on."))

    def _write(self, session: Any, entry: ClientEntry, from_on: dt.date | None) -> uuid.UUID:
        if self._id is None:
            return records.add(session, entry).id
        return records.change(session, self._id, entry, from_on).id


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def open_intake(desk: "Desk", client_id: uuid.UUID | None = None) -> Page:
    """Open the intake of a client, or of a new one. Raises NotFound."""
    if client_id is not None:
        consents.look(desk, [client_id])
    page = IntakePage(desk, client_id)
    desk.window.open_page(page, "people")
    page.enter()
    return page
