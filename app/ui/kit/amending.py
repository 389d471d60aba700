"""Cards beside a signed record: what amends it, and the question why it is taken back."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.ui.kit import controls, dates, page
from app.ui.kit.editors import ProseEditor
from app.ui.kit.field import Field
from app.wording import N_, _


@dataclass(frozen=True)
class Amendment:
    """One that stands beside a record: the day its writer signed it (None: not in force), why, and whether it voids."""

    id: uuid.UUID
    signed_on: dt.date | None
    reason: str
    void: bool


def amendments(
    found: Sequence[Amendment], first: uuid.UUID | None, open_record: Callable[[uuid.UUID], object]
) -> page.Card:
    """The card that lists them; `first` is the record that this one amends itself."""
    card = page.Card(_("Amendments"))
    for one in found:
        said = _("Takes it back: {reason}") if one.void else _("Changes it: {reason}")
        card.add(controls.text(said.format(reason=one.reason), wrap=True))
        day = one.signed_on
        state = _("Signed {day}").format(day=dates.say(day)) if day else _("Not signed, so not in force")
        opener = controls.link(_("Open"), functools.partial(open_record, one.id))
        card.add(controls.across(controls.text(state, "second"), None, opener))
    if first is not None:
        opener = controls.link(_("First record"), functools.partial(open_record, first))
        card.add(controls.across(controls.text(_("This is an amendment."), "second"), None, opener))
    elif not found:
        card.add(controls.text(_("None."), "muted"))
    return card


STAYS = N_("The signed record stays. What you write stands beside it and is signed too.")


class TakingBack(page.Card):
    """Asks why a signed record is taken back, and takes it back with that reason."""

    def __init__(
        self, title: str, take_back: Callable[[str], object], told: str = STAYS, act: str = N_("Void")
    ) -> None:
        """Hidden until it is asked for; `take_back` gets the reason, `told` says what becomes of it, `act` the button."""
        super().__init__(title)
        self._take_back = take_back
        self.reason = Field("amendment_reason", _("Why is it taken back?"), _(told), ProseEditor(2))
        self.add(self.reason)
        self.add(controls.across(
            None, controls.bare(_("Cancel"), on_click=self.hide), controls.outlined(_(act), "undo", self.go_on)
        ))  # fmt: skip
        self.hide()

    def ask(self) -> None:
        """Ask for the reason."""
        self.show()
        self.reason.enter()

    def go_on(self) -> None:
        """Take it back, or ask for the reason where there is none."""
        reason = self.reason.editor.value()
        if reason.strip():
            self._take_back(reason)
            return
        self.reason.show_problem(_("Say why the signed record is taken back."))
        self.reason.enter()
