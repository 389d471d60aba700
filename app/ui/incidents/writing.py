"""The form of an incident: what was noticed at the left, to whom it was reported and told at the right."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.models.incidents import Incident
from app.services.clients import listing as clients
from app.services.contacts import standard
from app.services.contacts import words as numbers
from app.services.incidents import listing, records
from app.services.incidents.entry import DAYS, DOUBTS, MOST, TIMES, IncidentEntry, Kind
from app.services.problems import NotFound
from app.services.rules import moments
from app.services.supervision import supervisors
from app.ui import consents, contacts
from app.ui.incidents.listing import ROOM, in_a_crisis, what_is_this
from app.ui.kit import controls, dates, theme
from app.ui.kit.doubts import Doubts, asks
from app.ui.kit.editors import ProseEditor
from app.ui.kit.form import Form, row
from app.ui.kit.record import RecordPage
from app.ui.kit.segments import Segments
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

DRAFT, NEW = "incident", "new-"
WHICH = N_("The clock shows this time twice that night. Say which one is meant.")
# Whom to call, by kind; the numbers are those of the page 'In a crisis'.
CALL = {
    Kind.CHILD_ABUSE: numbers.child, Kind.ADULT_ABUSE: numbers.adult, Kind.HARM_TO_SELF: numbers.harm_to_self,
    Kind.HARM_TO_OTHERS: numbers.harm_to_others,
}  # fmt: skip
Options = Sequence[tuple[str, str]]


COUNTED = N_("{count} of {limit} characters.")


class IncidentForm(Form):
    """Typing of one incident; a question on a repeated hour stands there only in the night that asks it."""

    def __init__(self, desk: "Desk", client: str) -> None:
        """`client` is known already: then it is not asked. Nor is who noticed it, where only one may be named."""
        self._zone = desk.zone
        noticed = desk.read(listing.noticers)
        what, follow_up = ProseEditor(5), ProseEditor(2)
        for editor in (what, follow_up):
            editor.longest = _(COUNTED).format(count=MOST, limit=MOST)
        folds = {f"{name}_fold": Segments([("0", _("The first")), ("1", _("The second"))]) for name in TIMES}
        super().__init__(
            IncidentEntry,
            [
                row("client", "staff"), "kind", row("date", "time"), "time_fold", "what", "|",
                row("authority", "reference_number", stretch=(3, 1)), row("reported_on", "reported_time"),
                "reported_time_fold", "no_report_reason", row("supervisor", "told_on", "told_time", stretch=(4, 3, 2)),
                "told_time_fold", "follow_up",
            ],
            choices={
                "client": desk.read(clients.choices), "staff": noticed, "supervisor": desk.read(supervisors.choices)
            },
            editors={"what": what, "follow_up": follow_up, **folds},
        )  # fmt: skip
        self.usual = {"client": client, "staff": noticed[0][0] if len(noticed) == 1 else ""}
        self.fields["client"].setVisible(not client)
        self.fields["staff"].setVisible(len(noticed) != 1)
        found, today = contacts.shown(desk), desk.today()
        self._call: dict[str, str] = {kind: say(found, today) for kind, say in CALL.items()}
        for words in self._call.values():
            self.fields["authority"].reserve(words)
        self.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        """Ask only what this kind and these times need; say how much room is left."""
        for name in TIMES:
            self.fields[f"{name}_fold"].setVisible(self._repeats(name))
        usual = self.entry_type.model_fields["authority"].description or ""
        self.fields["authority"].set_help(self._call.get(self.editor("kind").value(), _(usual)))
        for name in ("what", "follow_up"):
            editor = self.editor(name)
            editor.told.emit(_(COUNTED).format(count=len(editor.value().strip()), limit=MOST))

    def _repeats(self, name: str) -> bool:
        day, time = (getattr(self.editor(one), "read")() for one in (DAYS[name], name))  # noqa: B009 - only these two read
        if not isinstance(day, dt.date) or not isinstance(time, dt.time):
            return False
        return moments.repeats(day, time, self._zone)

    def set_values(self, values: Any) -> None:
        """Show these values, and ask what they need."""
        super().set_values(values)
        self._follow()

    def entry(self) -> IncidentEntry | None:
        """The checked entry; None with the problems beside their fields, also for a showing that is not told."""
        found = super().entry()
        typed = self.values()
        asked = {f"{name}_fold": _(WHICH) for name in TIMES if self._repeats(name) and not typed[f"{name}_fold"]}
        if isinstance(found, IncidentEntry) and asked:
            self.show_problems(asked)
        return found if isinstance(found, IncidentEntry) and not asked else None


class WritingPage(RecordPage):
    """The form of a new incident, or of one that is changed."""

    help_topic = "incidents"

    def __init__(self, desk: "Desk", kept: Incident | None = None, client: str = "") -> None:
        """`client` is the code of whom a new one is about, where that is known."""
        title = _("Change an incident") if kept else _("New incident")
        told = _("Write the least that is needed. You can finish the rest later.")
        home = (_("Incidents"), lambda: _list(desk))
        record = kept.id.hex if kept else f"{NEW}{client}" if client else ""
        super().__init__(desk, title, told, (DRAFT, record), home)
        self.window_title = _("Incident")
        self._kept = kept
        first = numbers.of(contacts.shown(desk), standard.EMERGENCY)
        call = _("Is somebody in danger right now? Call {number} first, and write later.").format(number=first.number)
        danger = controls.text(call, "strong", wrap=True)
        danger.setToolTip(first.told(desk.today()))
        help_line = controls.across(gap=14, margins=(13, 6, 13, 6))
        help_line.addWidget(danger, 1)
        for link in (in_a_crisis(desk), what_is_this(desk)):
            help_line.addWidget(link)
        self.body.insertWidget(0, controls.plain(help_line, "warn"))
        self.form: IncidentForm = IncidentForm(desk, client)
        stored: dict[str, Any] = {"date": desk.today(), **self.form.usual}
        if kept:
            entry = records.entry_of(kept)
            stored = {name: getattr(entry, name) for name in IncidentEntry.model_fields}
        self.fill(self.form, stored, self._keep, self._done)
        self.form.setMaximumWidth(theme.scaled(1120))
        doubtful = Doubts()
        self.body.insertWidget(self.body.indexOf(self.form) + 1, doubtful)
        doubtful.follow(self.form, asks(desk, DOUBTS))

    def begin(self) -> None:
        """Put the cursor into the first field that is shown."""
        next(field for field in self.form.fields.values() if not field.isHidden()).enter()

    def _keep(self, entry: IncidentEntry) -> uuid.UUID | None:
        kept = self._kept

        def work(session: Any) -> uuid.UUID:
            made = records.record(session, entry) if kept is None else records.change(session, kept.id, entry)
            return made.id

        return self.desk.write(work, self.form)

    def _done(self, key: uuid.UUID) -> None:
        self.desk.open("incident", key).say(_("The incident is saved. What is still to do stands at the right."))


def _list(desk: "Desk") -> None:
    desk.open("incidents")


def moment(day: dt.date | None, time: dt.time | None) -> str:
    """A day with its time, where that is known; '' without a day."""
    if day is None:
        return ""
    return _("{day} at {time}").format(day=dates.say(day), time=dates.say(time)) if time else dates.say(day)


def open_writing(desk: "Desk", incident_id: uuid.UUID | None = None, client: str = "") -> WritingPage:
    """The form of a new incident (about the client of a code), or of one to change. Raises NotFound, and Problems."""
    wanted = incident_id
    kept = desk.read(lambda session: records.load(session, wanted)) if wanted is not None else None
    if kept is not None and kept.client_id is not None:
        consents.look(desk, [kept.client_id])
    page = WritingPage(desk, kept, client)
    desk.window.open_page(page, ROOM)
    page.begin()
    return page


def open_draft(desk: "Desk", form: str, record: str) -> None:
    """Go on with what was typed; where its record is gone, so is the draft."""
    try:
        if form != DRAFT:
            desk.open("incident", uuid.UUID(record))
        elif record.startswith(NEW) or not record:
            open_writing(desk, client=record.removeprefix(NEW))
        else:
            open_writing(desk, uuid.UUID(record))
    except NotFound:
        desk.keeper.forget(form, record)
        _list(desk)
