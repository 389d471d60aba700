"""A changed name asks from which day it holds, so that the past keeps the old one."""

import datetime as dt

from PySide6.QtWidgets import QWidget

from app.services import entries
from app.ui.kit import controls
from app.ui.kit.field import Field
from app.ui.kit.form import Form
from app.ui.kit.moments import DateEditor
from app.wording import _


class NameFrom(QWidget):
    """The question below a name; shown only while the name differs from the one on record."""

    def __init__(self, stored: str) -> None:
        """`stored` is the name on record; blank for a new person, who is never asked."""
        super().__init__()
        self._stored = stored
        self.editor = DateEditor()
        help_line = _(
            "Papers from before that day keep the old name. Leave it blank to mend a slip of the pen."
        )
        self.field = Field("name_from", _("From which day is this the name?"), help_line, self.editor)
        self.setLayout(controls.down(self.field))
        self.hide()

    def follow(self, form: Form) -> None:
        """Ask as soon as the form's name is another one."""
        form.changed.connect(lambda: self.look(form))
        self.editor.changed.connect(form.changed.emit)
        self.look(form)

    def look(self, form: Form) -> None:
        """Show or hide the question."""
        name = form.values().get("name", "")
        self.setVisible(bool(self._stored) and name != self._stored)

    def explained(self) -> tuple[str, ...]:
        """The name, where a day is given from which it holds: then it is a change and no correction."""
        return ("name",) if not self.isHidden() and self.editor.value() else ()

    def read(self) -> tuple[bool, dt.date | None]:
        """Whether the answer can be used, and the day; None mends the name everywhere."""
        if self.isHidden():
            return True, None
        try:
            return True, entries.date(self.editor.value())
        except ValueError as wrong:
            self.field.show_problem(self.editor.problem() or str(wrong))
            self.field.enter()
            return False, None
