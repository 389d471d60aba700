"""Why something on record is replaced, asked as soon as it is; what saving changes; and what was set right before."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from app.services.across.corrections import book
from app.services.across.corrections.book import Change, Ordinary, Told
from app.services.across.corrections.effects import Effects, Untold
from app.services.entries import Entry
from app.services.problems import Invalid
from app.services.store.session import Session
from app.ui.kit import controls
from app.ui.kit.build import Options
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.page import Card
from app.wording import _

if TYPE_CHECKING:
    from app.ui.write import Desk

T = TypeVar("T")
Work = Callable[[Session, str, Effects], T]


class Correction(QWidget):
    """The question below a form; shown while something that was written is another, or always."""

    def __init__(
        self,
        ordinary: Ordinary = lambda _one: False,
        *,
        always: bool = False,
        besides: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """`ordinary` changes need no reason; `besides` names fields that are explained otherwise at the moment."""
        super().__init__()
        self._ordinary, self._always, self._besides = ordinary, always, besides
        self.told: Effects = ()
        self._words = ""
        self.editor = ProseEditor(1)
        help_line = _("It stays on record, with your name and the day.")
        self.field = Field(book.REASON, _("Why is it corrected?"), help_line, self.editor)
        self.effects = controls.Note("", "warning", "warning")
        self.setLayout(controls.down(self.field, self.effects, gap=8))
        self.field.setVisible(always)
        self.effects.say("")

    def follow(self, form: Form) -> None:
        """Ask as soon as the form replaces something; another change of it makes what was told old."""
        self.editor.changed.connect(lambda: self.field.show_problem(""))
        form.changed.connect(lambda: self.look(form))
        self.look(form)

    def look(self, form: Form) -> None:
        """Show or hide the question; what was told no longer holds."""
        self.told = ()
        self.effects.say("")
        self.field.setVisible(self._always or bool(self.changes(form)))

    def changes(self, form: Form) -> tuple[Change, ...]:
        """What the form replaces of what is on record."""
        found = book.changes(form.stored(), form.values())
        explained = self._besides()
        return book.corrected([one for one in found if one.field not in explained], self._ordinary)

    def reason(self) -> str:
        """What was written; '' where it is not asked."""
        return "" if self.field.isHidden() else self.editor.value()

    def write(self, desk: "Desk", form: Form, work: Work[T], words: str = "") -> T | None:
        """Do `work(session, reason, told)`; None where it was refused, or has to be looked at first.

        `words` stand above what it changes.
        """
        self._words = words or _("Saving changes this:")
        do = desk.change if words else desk.write  # with words of its own it is an act beside saving
        answer = do(lambda session: self._tried(session, work), form)
        if self.field.sentence():
            self.field.enter()
        return answer

    def _tried(self, session: Session, work: Work[T]) -> T:
        self.field.show_problem("")
        try:
            return work(session, self.reason(), self.told)
        except Untold as wrong:
            self.show_effects(wrong.effects)
            raise
        except Invalid as wrong:
            if not self.blame(wrong):
                raise
            raise Invalid({name: said for name, said in wrong.fields.items() if name != book.REASON}) from None

    def blame(self, wrong: Invalid) -> bool:
        """Whether the reason is what is wrong, and then say so beside it."""
        if book.REASON in wrong.fields:
            self.field.setVisible(True)
            self.field.show_problem(wrong.fields[book.REASON])
            self.field.enter()
        return book.REASON in wrong.fields

    def show_effects(self, effects: Effects) -> None:
        """Say what saving changes."""
        self.told = effects
        said = [self._words, *(_("• {line}").format(line=one) for one in effects)]
        self.effects.say("\n".join(said), "warning", "warning")
        QTimer.singleShot(0, self, self._show)  # once it has its room

    def _show(self) -> None:
        """Scroll to what was told: it must be seen before it is saved."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self.effects, 0, 24)


def lines(found: Sequence[Told], entry: type[Entry], choices: Mapping[str, Options] | None = None) -> list[QWidget]:
    """Corrections as small lines: the day, by whom and why, and below it what was changed."""
    made: list[QWidget] = []
    for one in found:
        made.append(controls.text(one.sentence, "second", wrap=True))
        made.append(controls.text(one.words(entry, choices), "second", wrap=True))
    return made


def history(found: Sequence[Told], entry: type[Entry], choices: Mapping[str, Options] | None = None) -> Card | None:
    """A card with the corrections of a record, the newest first; None where there was none."""
    if not found:
        return None
    card = Card(_("Set right before"))
    for part in lines(found, entry, choices):
        card.add(part)
    return card
