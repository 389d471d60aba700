"""Home's card of the newest backup: how old it is, where it went, and the button for another."""

import datetime as dt

from app.services.across import backups
from app.services.problems import Problem
from app.services.users import Action
from app.ui import backing
from app.ui.kit import controls, dates, icons
from app.ui.kit.page import Card
from app.ui.write import Desk
from app.wording import _


class LastCard(Card):
    """Home's card: how old the newest backup is, where it went, and the button."""

    def __init__(self, desk: Desk) -> None:
        """For whoever may back up; `empty` for others."""
        super().__init__()
        made_by = backing.of(desk)
        self.empty = not desk.may(Action.BACK_UP)
        if self.empty:
            return
        now = desk.now()
        try:
            newest = backups.newest(desk.signed_in, now)
        except Problem as wrong:
            self.add(controls.text(wrong.sentence, wrap=True))
            return
        moments = [at for at in (newest.made_at if newest else None, made_by.on_drive()) if at is not None and at <= now]
        at = max(moments, default=None)
        fresh = at is not None and now - at < backups.OLD and not made_by.problem
        title = _("Backed up {when}").format(when=dates.ago(desk.day(at), desk.today())) if at else _("Not backed up yet")
        icon = icons.label("check-circle" if fresh else "warning", "good" if fresh else "warning")
        self.add(controls.across(icon, controls.text(title, "strong"), None))
        self.add(controls.text(made_by.problem or self._said(desk, made_by, at), "second", wrap=True))
        self.add(controls.across(controls.row_button(_("Back up now"), "drive", made_by.now), None))

    def _said(self, desk: Desk, made_by: backing.Backing, at: dt.datetime | None) -> str:
        if at is None:
            return _("It is made by itself once nobody has typed for half a minute.")
        day, time = desk.parts(at)
        when = f"{dates.short(day, desk.today())}, {dates.say(time)}"
        there = made_by.on_drive() == at and made_by.drive is not None
        where = str(made_by.drive) if there else _("this computer")
        return _("{when}, to {where}. Read back and checked.").format(when=when, where=where)
