"""Whom to call, once a year: the numbers are checked by who may amend them."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.due.item import Item, Kind
from app.services.contacts import records
from app.services.users import Action, allowed
from app.wording import _, plural


@allowed(Action.SEE_CONTACTS)
def contacts(session: Session, today: dt.date) -> list[Item]:
    """One line from the day on which the oldest check is a year old; for who may amend them."""
    if not users.actor_of(session).may(Action.EDIT_CONTACTS):
        return []
    due = [one.due_on for one in records.shown(session) if one.due_on <= today]
    if not due:
        return []
    count = plural("{count} was last checked a year ago", "{count} were last checked a year ago", len(due))
    return [
        Item(
            Kind.SETUP, min(due), _("Check the telephone numbers"), count, users.agency(session).name, _("Agency"),
            _("A wrong number helps nobody in a crisis"), _("Our rule: check them once a year"), _("Open"), "contacts",
        )
    ]  # fmt: skip
