"""Home's card for a new agency: the steps of its set-up, what is done of them, and the way to each."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from app.services.across import setup_steps as services
from app.services.across.setup_steps import Step
from app.services.users import Action
from app.ui import backing
from app.ui.kit import controls, icons, theme
from app.ui.kit.page import Card
from app.ui.write import Desk
from app.wording import _

WHERE = {
    services.SUPERVISOR: ("supervisor",), services.LICENSE: ("staff.list", "supervisors"), services.PEOPLE: ("staff",),
    services.AGREEMENTS: ("agreement",), services.HOURS: ("hours",), services.BACKUP: ("settings", "backups"),
}  # fmt: skip


class SetupCard(Card):
    """A line for each step, in two columns; `empty` for who does not set up, and once all is done."""

    def __init__(self, desk: Desk) -> None:
        """Look at what is on record, and at this laptop's second place for backups."""
        found = steps(desk)
        done = sum(one.done for one in found)
        super().__init__(_("Set up your agency"))
        self.empty = done == len(found)
        if self.empty:
            return
        self._desk = desk
        self.aside.setText(_("{done} of {all} done").format(done=done, all=len(found)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(24))
        grid.setVerticalSpacing(4)
        columns = 2 if theme.percent() <= 125 else 1
        rows = -(-len(found) // columns)
        for place, one in enumerate(found):
            grid.addWidget(self._line(one), place % rows, place // rows)
        self.body.addLayout(grid)

    def _line(self, one: Step) -> QWidget:
        icon = icons.label("check-circle", "good") if one.done else icons.label("minus", "muted")
        words = controls.down(gap=0)
        words.addWidget(controls.Elided(_(one.what), "" if one.done else "strong"))
        words.addWidget(controls.Elided(_("Done") if one.done else _(one.why), "second"))
        line = controls.across(icon, gap=9)
        line.addLayout(words, 1)
        if not one.done:
            button = controls.row_button(_("Do it"), on_click=partial(open_step, self._desk, one.code))
            button.setAccessibleName(_("{step}: do it").format(step=_(one.what)))
            line.addWidget(button)
        return controls.plain(line)


def steps(desk: Desk) -> Sequence[Step]:
    """The steps for who may set the agency up; none for others."""
    if not desk.may(Action.EDIT_AGENCY):
        return ()
    today, drive = desk.today(), backing.of(desk).drive is not None
    return desk.read(lambda session: services.steps(session, today, drive))


def open_step(desk: Desk, code: str) -> None:
    """Open where this step is done."""
    name, *part = WHERE[code]
    desk.open(name, *part)
