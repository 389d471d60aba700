"""The cards beside an agenda: a topic to add, and why a plan is cancelled."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.services.rules import checklists
from app.services.supervision.topics import TopicEntry
from app.ui.kit import controls, page
from app.ui.kit.editors import PickEditor, ProseEditor
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.segments import Segments
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk


class AddTopic(page.Card):
    """A topic in one's own words or from a list. `add(entry)` answers whether it was taken."""

    def __init__(self, desk: "Desk", add: Callable[[TopicEntry], bool]) -> None:
        """An empty form."""
        super().__init__(_("Put a topic on the agenda"))
        self._add, self._desk = add, desk
        lines = [(one.code, _(one.text)) for known in checklists.of_topics() for one in known.items]
        self.form = Form(
            TopicEntry, ["staff", "text", "item"], choices={"staff": ()},
            editors={"item": PickEditor(lines, optional=True), "staff": PickEditor(())},
        )  # fmt: skip
        self.add(self.form)
        self.add(controls.across(None, controls.outlined(_("Add"), "plus", self.press)))

    def offer(self, who: Sequence[tuple[str, str]]) -> None:
        """Whose agenda it may be put on: for a peer supporter one's own alone."""
        self.form.set_choices("staff", who)
        self.form.fields["staff"].setVisible(len(who) > 1)
        if len(who) == 1:
            self.form.editor("staff").set_value(who[0][0])

    def press(self) -> None:
        """Add what stands there, and make room for the next."""
        entry = self.form.entry()
        if isinstance(entry, TopicEntry) and self._add(entry):
            self.form.set_values({"text": "", "item": ""})
            self.form.fields["text"].enter()


class Cancelling(page.Card):
    """Asks why a plan is cancelled, and whether the rest of its series is too; hidden until it is asked."""

    def __init__(self, cancel: Callable[[str, bool], None], series: bool) -> None:
        """`cancel(reason, rest)` does it."""
        super().__init__(_("Cancel this session"))
        self._cancel = cancel
        told = _("It stays in the calendar with this reason.")
        self.reason = Field("reason", _("Why is it cancelled?"), told, ProseEditor(2))
        self.which = Segments([("one", _("Only this one")), ("rest", _("And all after"))])
        self.which.set_value("one")
        self.which.name(_("Which are cancelled"))
        self.add(self.reason)
        self.add(self.which)
        controls.seen(self.which, series)
        self.add(controls.across(
            None, controls.bare(_("Keep it"), on_click=self.hide), controls.outlined(_("Cancel it"), "close", self.press)
        ))  # fmt: skip
        self.hide()

    def ask(self) -> None:
        """Show the question."""
        self.show()
        self.reason.enter()

    def press(self) -> None:
        """Cancel, or say that the reason is missing."""
        reason = self.reason.editor.value()
        if not reason.strip():
            self.reason.show_problem(_("Say why it is cancelled."))
            self.reason.enter()
            return
        self._cancel(reason, self.which.value() == "rest")
