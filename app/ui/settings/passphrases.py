"""A new passphrase: typed twice, with its strength in words while it is typed."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.services.store import strength
from app.ui.kit import controls
from app.ui.kit.bars import Bar
from app.ui.kit.editors import CheckEditor
from app.ui.kit.field import Field
from app.ui.kit.secret import SecretEditor
from app.wording import _


class NewPassphrase(QWidget):
    """Two hidden lines and a bar; `read` gives the passphrase once both agree and it is strong enough."""

    def __init__(self, avoid: Callable[[], Sequence[str]], for_another: bool = False) -> None:
        """`avoid()` gives the names that a passphrase must not lean on; `for_another`: ask who chooses it."""
        super().__init__()
        self._avoid = avoid
        self.first, self.again = SecretEditor(), SecretEditor()
        words = _("15 characters or more. Several words that only you put together are good.")
        self.field = Field("passphrase", _("New passphrase"), words, self.first)
        self.field_again = Field("again", _("New passphrase again"), "", self.again)
        self._bar = Bar(0, 4, _("Strength: {score} of 4").format(score=0))
        self._words = controls.text("", "second", wrap=True)
        self.first.changed.connect(self._weigh)
        self.first.on_enter(self.field_again.enter)
        self.again.changed.connect(lambda: self.field_again.show_problem(""))
        self.absent = CheckEditor(_("They are not here, so I choose it for them"))
        explained = _("They must choose their own before they can sign. Tell them this one by word of mouth.")
        away = controls.plain(controls.down(self.absent, controls.text(explained, "second", wrap=True), gap=0))
        self.setLayout(controls.down(self.field, self._bar, self._words, self.field_again, away, gap=6))
        away.setVisible(for_another)

    @property
    def temporary(self) -> bool:
        """Whether somebody else than its owner chose it."""
        return self.absent.value() == "yes"

    def _weigh(self) -> None:
        self.field.show_problem("")
        found = strength.check(self.first.value(), self._avoid())
        self._bar.show_share(found.score, 4, _("Strength: {score} of 4").format(score=found.score))
        self._words.setText(found.sentence)

    def read(self) -> str | None:
        """The passphrase; or None, with the problem beside its field."""
        found = strength.check(self.first.value(), self._avoid())
        wrong = "" if found.accepted else found.sentence
        self.field.show_problem(wrong)
        differ = not wrong and self.first.value() != self.again.value()
        self.field_again.show_problem(_("The two passphrases differ. Type it again.") if differ else "")
        if wrong or differ:
            (self.field if wrong else self.field_again).enter()
            return None
        return self.first.value()

    def clear(self) -> None:
        """Forget what was typed."""
        for editor in (self.first, self.again):
            editor.line.clear()
        self.absent.set_value("no")
        self._words.setText("")
        self._bar.show_share(0, 4, _("Strength: {score} of 4").format(score=0))
