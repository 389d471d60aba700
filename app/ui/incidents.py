"""The screens of incidents: the list, one read and closed, and how it is written; they belong to the People room."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.models.incidents import Incident
from app.services.clients import records as clients
from app.services.contacts import standard
from app.services.contacts import words as numbers
from app.services.incidents import listing, records
from app.services.incidents.entry import MOST, ClosingEntry, IncidentEntry, Kind
from app.services.incidents.listing import IncidentRow, Step
from app.services.users import Action
from app.ui import contacts
from app.ui.kit import controls, dates, icons, page
from app.ui.kit.card_form import Quick
from app.ui.kit.editors import ProseEditor
from app.ui.kit.form import Row, row
from app.ui.kit.table import Cell, Column
from app.ui.record.form import RecordForm
from app.ui.record.plain import client_of, today
from app.ui.record.read import ReadPage
from app.ui.record.screens import Screens, Words
from app.wording import N_, _

if TYPE_CHECKING:
    from app.ui.write import Desk

HOW = {
    Step.REPORT: N_("Call the office, then choose Change and write down to whom, on which day and at what time."),
    Step.TELL: N_("A supervisor must be told. Choose Change and write down who was told and when."),
    Step.CLOSE: N_("It is reported and told. A supervisor or manager closes it when nothing is left to follow."),
}
# Whom to call, by kind; the numbers are those of the page 'In a crisis'.
CALL = {
    Kind.CHILD_ABUSE: numbers.child, Kind.ADULT_ABUSE: numbers.adult, Kind.HARM_TO_SELF: numbers.harm_to_self,
    Kind.HARM_TO_OTHERS: numbers.harm_to_others,
}  # fmt: skip
COUNTED = N_("{count} of {limit} characters.")


class IncidentForm(RecordForm):
    """Typing of one incident: what was noticed at the left, to whom it was reported and told at the right."""

    def __init__(self, desk: "Desk", client: str) -> None:
        """`client` is known already: then it is not asked. Nor is who noticed it, where only one may be named."""
        found, day = contacts.shown(desk), desk.today()
        self._call: dict[str, str] = {kind: say(found, day) for kind, say in CALL.items()}
        self._counted = {"what": ProseEditor(5), "follow_up": ProseEditor(2)}
        for editor in self._counted.values():
            editor.longest = _(COUNTED).format(count=MOST, limit=MOST)
        fields: list[str | Row] = [
            row("client", "staff"), "kind", row("date", "time"), "time_fold", "what", "|",
            row("authority", "reference_number", stretch=(3, 1)), row("reported_on", "reported_time"),
            "reported_time_fold", "no_report_reason", row("supervisor", "told_on", "told_time", stretch=(4, 3, 2)),
            "told_time_fold", "follow_up",
        ]  # fmt: skip
        super().__init__(records.KIND, desk, fields, client, self._counted)
        for words in self._call.values():
            self.fields["authority"].reserve(words)

    def follow(self) -> None:
        """Ask only what this kind and these times need; say how much room is left."""
        super().follow()
        usual = self.entry_type.model_fields["authority"].description or ""
        self.fields["authority"].set_help(self._call.get(self.editor("kind").value(), _(usual)))
        for editor in self._counted.values():
            editor.told.emit(_(COUNTED).format(count=len(editor.value().strip()), limit=MOST))


def _columns(_desk: "Desk", of_client: bool) -> list[Column[IncidentRow]]:
    def when(line: IncidentRow) -> Cell:
        return Cell(dates.short(line.date), dates.say(line.time) if line.time else "", strong=True)

    def about(line: IncidentRow) -> Cell:
        return Cell(line.kind.label, "" if of_client else line.client_name or _("Nobody on record"))

    return [
        Column(_("When"), when, "date", width=190),
        Column(_("What it is about"), about, "kind", width=350),
        Column(_("Noticed by"), lambda line: line.staff_name, width=190),
        Column(_("Where it stands"), _state),
    ]


def _state(line: IncidentRow) -> Cell:
    if line.closed_on is not None:
        return Cell(_("Closed"), dates.say(line.closed_on), "check-circle", "muted")
    first, *rest = (step.label for step in line.steps)
    urgent = not (line.reported and line.told)
    return Cell(first, ", ".join(rest), "alert" if urgent else "flag", "danger" if urgent else "", strong=True)


def _at(day: dt.date | None, time: dt.time | None) -> str:
    """A day with its time, where that is known; '' without a day."""
    if day is None:
        return ""
    return _("{day} at {time}").format(day=dates.say(day), time=dates.say(time)) if time else dates.say(day)


def _facts(kept: Incident) -> list[tuple[str, str]]:
    label = {name: _(field.title or name) for name, field in IncidentEntry.model_fields.items()}
    client = clients.shown_name(kept.client) if kept.client else _("Nobody on record")
    found = [(label["client"], client), (_("Noticed"), _at(kept.date, kept.time)), (label["what"], kept.what)]
    if kept.no_report_reason:
        found.append((label["no_report_reason"], kept.no_report_reason))
    else:
        found.append((label["authority"], kept.authority or _("Not reported yet")))
    if kept.reported_on:
        found.append((_("Reported"), _at(kept.reported_on, kept.reported_time)))
        found.append((label["reference_number"], kept.reference_number))
    found.append((label["supervisor"], kept.supervisor.name if kept.supervisor else _("Nobody yet")))
    if kept.told_on:
        found.append((_("Told"), _at(kept.told_on, kept.told_time)))
    return [*found, (label["follow_up"], kept.follow_up)]


def _cards(shown: ReadPage) -> list[QWidget]:
    card = page.Card(_("Help"))
    for link in (_in_a_crisis(shown.desk), _what_is_this(shown.desk)):
        card.add(controls.across(link, None))
    return [_still(shown), card]


def _still(shown: ReadPage) -> QWidget:
    kept, card = shown.kept, page.Card(_("Still to do"))
    if kept.closed_on is not None:
        said = _("Closed on {day}. Nothing is left to do.").format(day=dates.say(kept.closed_on))
        card.add(controls.across(icons.label("check-circle", "good"), controls.text(said, wrap=True)))
        return card
    steps = listing.steps(bool(kept.reported_on or kept.no_report_reason), kept.told_on is not None)
    for step in steps:
        tone, icon = ("accent", "flag") if step is Step.CLOSE else ("danger", "alert")
        line = controls.across(icons.label(icon, tone), controls.text(step.label, "strong", wrap=True))
        line.setStretch(1, 1)
        card.add(line)
        card.add(controls.text(_(HOW[step]), "second", wrap=True))
    if steps == (Step.CLOSE,) and shown.desk.may(Action.CLOSE_INCIDENTS):
        shown.closing = Quick(
            _("Close it"), ClosingEntry, ["closed_on"], lambda entry, form: _close(shown, entry, form), desk=shown.desk,
            draft=("incident-close", kept.id.hex), icon="check", stacked=True,
        )  # fmt: skip
        card.add(shown.closing)
    return card


def _close(shown: ReadPage, entry: ClosingEntry, form: Any) -> bool:
    key, desk = shown.kept.id, shown.desk
    if desk.write(lambda session: records.close(session, key, entry.closed_on).id, form) is None:
        return False
    desk.open("incident", key).undo(_("The incident is closed."), lambda: _reopen(shown))
    return True


def _reopen(shown: ReadPage) -> None:
    key, desk = shown.kept.id, shown.desk
    if desk.write(lambda session: records.reopen(session, key).id) is not None:
        desk.open("incident", key).say(_("The incident is open again."))


def _buttons(shown: ReadPage) -> list[controls.Button]:
    if shown.kept.closed_on is None or not shown.desk.may(Action.CLOSE_INCIDENTS):
        return []
    return [controls.outlined(_("Open again"), "undo", lambda: _reopen(shown))]


def _what_is_this(desk: "Desk") -> controls.Button:
    made = controls.link(_("What is this?"), lambda: desk.open("help", "incidents"))
    made.setAccessibleName(_("What is this? Incidents, and what the law asks"))
    return made


def _in_a_crisis(desk: "Desk") -> controls.Button:
    """The link to the numbers to call."""
    return controls.link(numbers.title(contacts.shown(desk)), lambda: desk.open("help", "crisis"))


def _banner(desk: "Desk") -> QWidget:
    first = numbers.of(contacts.shown(desk), standard.EMERGENCY)
    call = _("Is somebody in danger right now? Call {number} first, and write later.").format(number=first.number)
    danger = controls.text(call, "strong", wrap=True)
    danger.setToolTip(first.told(desk.today()))
    line = controls.across(gap=14, margins=(13, 6, 13, 6))
    line.addWidget(danger, 1)
    for link in (_in_a_crisis(desk), _what_is_this(desk)):
        line.addWidget(link)
    return controls.plain(line, "warn")


SCREENS = Screens(
    "incidents", "people", records.KIND,
    Words(
        new=N_("New incident"), change=N_("Change an incident"),
        about=N_("Reports of abuse and risk of harm, in the fewest words"),
        hint=N_("Write the least that is needed. You can finish the rest later."),
        none=N_("No incident is on record. Write one when you suspect abuse, or when somebody may be harmed."),
        none_seen=N_("No incident is in your view."),
        saved=N_("The incident is saved. What is still to do stands at the right."),
        removed=N_("The incident is removed."), icon="alert",
    ),
    columns=_columns, form=IncidentForm, facts=_facts, start=today, about=client_of,
    subtitle=lambda kept: _("{kind}, noticed by {name}").format(kind=Kind(kept.kind).label, name=kept.staff.name),
    buttons=_buttons, cards=_cards, head=_what_is_this, banner=_banner, width=1120,
)  # fmt: skip
