"""The values of the crisis page: the contacts that stand on it, as they are on record on a day."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import users
from app.services.contacts import records
from app.services.contacts.standard import Contact
from app.services.documents.crisis_page import CrisisLine, CrisisPage
from app.services.documents.people import Letterhead
from app.services.problems import Problem
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.SEE_CONTACTS)
def values(session: Session, day: dt.date) -> CrisisPage:
    """What the page says if it is made on this day. Raises Problem where every contact was taken off it."""
    agency, found = users.agency(session), records.on_page(session)
    if not found:
        raise Problem(_("No contact is on the printed crisis page. Choose some under Settings, Contacts."))
    letterhead = Letterhead(agency.name, agency.address, agency.phone)
    return CrisisPage(letterhead, tuple(_line(one, day) for one in found), day)


def _line(one: Contact, day: dt.date) -> CrisisLine:
    return CrisisLine(one.reach, _(one.name), _(one.purpose), _(one.hours), one.brief(day))
