"""What is due of the records of each kind that declares reminders."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.due.item import Item, Kind
from app.services.catalog import KINDS
from app.services.records.due import waiting
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.SEE_SUPERVISION)
def records(session: Session, _today: dt.date) -> list[Item]:
    """A line for each open record in view that this person may write. No client is named."""
    actor = users.actor_of(session)
    return [
        Item(
            Kind.RECORD, one.on, _(one.due.what), one.detail, one.person, _("Peer supporter"), _(one.due.why),
            _(one.due.source).format(days=one.due.days), _("Open"), f"{kind.name}/{one.id.hex}",
        )
        for kind in KINDS
        if kind.due and actor.may(kind.write)
        for one in waiting(kind, session)
    ]  # fmt: skip
