"""Months to sign: each statement in full, a tick after reading, one passphrase for all that are ticked."""

import uuid
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.services.documents import words
from app.services.rules.pack import Pack
from app.services.rules.statement import Changes, Statement
from app.services.supervision import closing, months
from app.services.supervision.months import Closed, Open, Wanted
from app.services.users import Action
from app.ui.kit import controls, review
from app.ui.owed import statement
from app.wording import N_, _, plural

if TYPE_CHECKING:
    from app.ui.write import Desk

MEANING = N_(
    "By signing you say that the figures of each ticked month are right as far as you know. The exact figures are kept "
    "with your signature. If hours or sessions change later, the month shows as out of date and is closed again."
)


class SigningPage(review.ReviewPage):
    """The months that this person can close as a supervisor, and those that wait for them as a supervisee."""

    def __init__(self, desk: "Desk", staff: str = "", first: Wanted | None = None) -> None:
        """Of one person by code, or of everybody; `first` stands at the top."""
        today = desk.today()
        led = desk.read(lambda session: months.to_close(session, today, staff=staff)) if desk.may(Action.CLOSE_MONTH) else []
        own = desk.read(lambda session: months.waiting(session, today)) if desk.may(Action.SIGN) else []

        def pack(one: Open | Closed) -> Pack:
            return desk.pack(one.wanted.pack)

        self.to_close = {uuid.uuid4(): one for one in led}
        made = [
            (one.wanted, _card(key, pack(one), one.wanted, one.staff_name, one.statement, one.changes, one.version))
            for key, one in self.to_close.items()
        ]
        made += [
            (one.wanted, _card(one.id, pack(one), one.wanted, one.supervisor_name, one.statement, Changes(), one.version))
            for one in own
            if staff in ("", one.wanted.staff)
        ]
        made.sort(key=lambda pair: pair[0] != first)
        told = plural("{count} month waits for you", "{count} months wait for you", len(made))
        super().__init__(desk, self._speak(desk, staff), told, [card for _wanted, card in made])

    def _speak(self, desk: "Desk", staff: str) -> review.Batch:
        def again() -> review.ReviewPage:
            from app.ui.owed import open_signing

            return open_signing(desk, staff)

        return review.Batch(
            room="hours", crumb=_("Hours"), title=_("Months to sign"), meaning=_(MEANING),
            nothing=_("No month waits for your signature."),
            button=lambda count: plural("Sign {count} month", "Sign {count} months", count),
            done=lambda count: plural("{count} month is signed.", "{count} months are signed.", count),
            sign=self._sign_chosen, again=again,
        )  # fmt: skip

    def _sign_chosen(self, session: Any, ids: list[uuid.UUID], key: Any) -> int:
        led = [self.to_close[one].wanted for one in ids if one in self.to_close]
        own = [one for one in ids if one not in self.to_close]
        if led:
            closing.close(session, led, key)
        if own:
            closing.sign(session, own, key)
        return len(ids)


def _card(
    key: uuid.UUID, pack: Pack, wanted: Wanted, name: str, said: Statement, changes: Changes, version: int
) -> review.Waiting:
    parts: list[QWidget] = [statement.figures(said)]
    if changes:
        parts = [statement.differences(changes), controls.rule(), *parts]
    month = words.month(wanted.month)
    heading = _("{month}, {pack}").format(month=month, pack=pack.staff_title)
    if version > 1:
        heading = _("{month}, version {version}").format(month=heading, version=version)
    said_in_full = controls.plain(controls.down(*parts, gap=9))
    made = review.Waiting(key, heading, name, said_in_full, _("I have checked these figures"))
    made.box.setAccessibleName(_("Checked: {month}, {name}").format(month=month, name=name))
    return made
