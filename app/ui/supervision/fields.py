"""The session's form: the entry's fields as the page lays them out, with what only this form needs around them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from app.services.entries import Entry
from app.services.problems import Invalid
from app.services.supervision import absences, naming
from app.services.supervision.naming import Names
from app.services.supervision.sessions import SessionEntry, values_of
from app.ui.kit import controls, dates, theme
from app.ui.kit.chips import Chips
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.kit.form import Form, Row, row
from app.ui.kit.page import Card
from app.ui.kit.repeated_hour import Folds
from app.ui.supervision.editors import SEPARATOR, SignOffEditor, StaffEditor, TopicsEditor
from app.ui.supervision.people import People
from app.wording import N_, _

WHICH = N_("The clock showed this time twice that night. Say which one is meant.")
LONGEST = N_("Certificate in force to Dec 31, 2026. Agreement in force to Dec 31, 2026.")  # as told of who is chosen
LONGEST_OF_ETHICS = N_("Ethics last reviewed with Lorraine on Aug 27, 2026, 120 days before.")
TIMES = ("date", "start", "stop")
FOR_THE_BOARD = ("topics", "description", "summary")
REVIEWS = ("reviewed_assessments", "reviewed_interventions")


class SessionForm(Form):
    """Typing of one session. `read` gives the checked entry; `settled` is what can be told before all is typed."""

    def __init__(self, known: People, supervisor: str, zone: ZoneInfo) -> None:
        """`supervisor` is the signed-in supervisor's own code: then nobody else is offered."""
        self._own, self._zone, self._known = supervisor, zone, known
        self.folds = Folds(zone)
        self.warning = controls.Note("", "warning", "warning")
        self.signing = Card(_("As supervisor, I reviewed and approve"), _("Signed by hand?"), self.show_paper)
        who: str | Row = "staff" if supervisor else row("staff", "supervisor")
        checks = {name: SignOffEditor(_(SessionEntry.model_fields[name].title or "")) for name in REVIEWS}
        self.away = Chips(known.named)
        self.absent = Field("absent", _("Absent"), _("Who was expected and was not there. It stands in the log."), self.away)
        wide = theme.percent() <= 125  # one column for large text
        end: tuple[QWidget | str, ...] = (self.warning, "|")  # the last of its column: nothing moves when it comes
        staff, topics = StaffEditor(known.options, known.named), TopicsEditor()
        staff.longest, topics.longest = _(LONGEST), _(LONGEST_OF_ETHICS)
        super().__init__(
            SessionEntry,
            [
                who, self.absent, "pack", row("date", "start", "stop", stretch=(3, 2, 2)), self.folds,
                row("format", "manner", stretch=(0, 0)), "topics", *(end if wide else ()),
                "description", "summary", "follow_up", self.signing, *REVIEWS, "paper_signed_on",
                *(() if wide else end[:1]),
            ],
            choices={"supervisor": known.supervisors, "pack": ()},
            editors={
                "staff": staff, "topics": topics,
                "description": ProseEditor(1), "summary": ProseEditor(4), "follow_up": ProseEditor(1), **checks,
            },
        )  # fmt: skip
        self._arrange()

    def _arrange(self) -> None:
        """What the fields need beyond their places: the sign-off in its card, and what is asked only sometimes."""
        self.warning.say("")
        for name in FOR_THE_BOARD:
            self.fields[name].reserve(naming.warning([_("Whitegrass")]))
        self.signing.body.setContentsMargins(14, 7, 14, 6)
        self.signing.body.setSpacing(4)
        for name in REVIEWS:
            self.signing.add(self.fields[name])
        self.away.changed.connect(self.changed.emit)
        self.absent.hide()
        self.fields["stop"].help_beside()
        self.fields["stop"].set_help("")
        self.fields["pack"].hide()
        self.fields["paper_signed_on"].hide()
        self.folds.changed.connect(self.changed.emit)
        self.changed.connect(self._follow)

    @property
    def staff(self) -> StaffEditor:
        """Who was there."""
        editor = self.editor("staff")
        assert isinstance(editor, StaffEditor)
        return editor

    def show_paper(self) -> None:
        """Ask for the day of a signature by hand."""
        self.fields["paper_signed_on"].show()
        self.fields["paper_signed_on"].enter()

    def _follow(self) -> None:
        """Let one answer decide what else is asked."""
        group = self.editor("format").value() == "group"
        self.staff.set_group(group)
        self.absent.setVisible(group)
        day, start, stop = self.times()
        self.folds.look_at(day, start, stop)
        self.fields["stop"].set_help(_("The next day.") if start and stop and stop < start else "")
        held = {pack for code in self.staff.codes() for pack in self._known.packs.get(code, ())}
        if len(held) > 1:
            self.set_choices("pack", [(pack, pack) for pack in sorted(held)])
        self.fields["pack"].setVisible(len(held) > 1)

    def times(self) -> tuple[dt.date | None, dt.time | None, dt.time | None]:
        """Date, start and stop as far as they can be read."""
        found: list[Any] = []
        for name in TIMES:
            read = getattr(self.editor(name), "read")()  # noqa: B009 - date and time editors read, others do not
            found.append(None if isinstance(read, dates.Ambiguous | dates.Unreadable) else read)
        return found[0], found[1], found[2]

    def supervisor(self) -> str:
        """The code of the supervisor chosen, or one's own."""
        return self._own or self.editor("supervisor").value()

    def values(self) -> dict[str, Any]:
        """What was typed, with the showing of repeated hours and the supervisor."""
        found = super().values()
        if self.fields["pack"].isHidden():
            found["pack"] = ""
        if self._group():
            found["description"] = absences.joined(self.absent_names(), found["description"])
        return {**found, **self.folds.values(), "supervisor": self._own or found.get("supervisor", "")}

    def _group(self) -> bool:
        return self.editor("format").value() == "group"

    def absent_names(self) -> list[str]:
        """The names of those who were expected and not there, in the order of the list."""
        present = set(self.staff.codes())
        return [dict(self._known.named)[code] for code in self.away.chosen() if code not in present]

    def add_absent(self, codes: Sequence[str]) -> None:
        """Who was expected, by the plan, and is not chosen any more."""
        present = set(self.staff.codes())
        self.away.set_value([code for code in dict.fromkeys((*self.away.chosen(), *codes)) if code not in present])

    def put(self, values: dict[str, Any], draft: bool = False) -> None:
        """Show an entry's values, or typing that was kept (which counts as changed)."""
        self.staff.set_group(str(values.get("format", "")) == "group")
        if "description" in values:
            codes = {name: code for code, name in self._known.named}
            names, rest = absences.parted(str(values["description"] or ""), list(codes))
            self.away.set_value([codes[name] for name in names])
            values = values | {"description": rest}
        (self.restore if draft else self.set_values)(values)
        self._follow()
        self.editor("pack").set_value(values.get("pack", ""))
        self.folds.set_values(values.get("start_fold"), values.get("stop_fold"))
        if values.get("paper_signed_on"):
            self.fields["paper_signed_on"].show()
        if not draft:
            self.mark_clean()

    def read(self) -> SessionEntry | None:
        """The checked entry, or None with every problem beside its field."""
        found, problems = self._try()
        self.show_problems(problems)
        return None if problems else found

    def entry(self) -> Entry | None:
        """As `read`."""
        return self.read()

    def settled(self) -> SessionEntry | None:
        """The entry where all of it can be read already; problems of what was typed and left stand beside it."""
        found, problems = self._try()
        for name, field in self.fields.items():
            typing = field.isAncestorOf(self._focused() or self)
            if field.editor.value() and not typing and name in problems:
                field.show_problem(field.editor.problem() or problems[name])
            elif field.sentence() and name not in problems:
                field.show_problem("")  # mended elsewhere: another date, another kind
        self.problems_changed.emit()
        return None if problems else found

    def add_topic(self, topic: str) -> None:
        """Choose a topic, or put it on the line of others, where it is not there already."""
        editor = self.editor("topics")
        said = editor.value()
        if topic not in said.split(SEPARATOR):
            editor.set_value(SEPARATOR.join(part for part in (said, topic) if part))
            editor.changed.emit()

    def warn_of_names(self, names: Names) -> None:
        """Say beside each field that the Board reads which words may name a client."""
        for name in FOR_THE_BOARD:
            self.fields[name].hint(naming.warning(names.found(self.editor(name).value())))

    def _focused(self) -> QWidget | None:
        window = self.window()
        return window.focusWidget() if window is not None else None

    def _try(self) -> tuple[SessionEntry | None, dict[str, str]]:
        problems: dict[str, str] = {}
        if asked := self.folds.open_question():
            problems[asked] = _(WHICH)
        try:
            found = SessionEntry.read(self.values())
            values_of(found, self._zone.key)
        except Invalid as wrong:
            return None, {**wrong.fields, **problems}
        return found, problems
