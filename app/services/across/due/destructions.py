"""What is due of destructions: those that wait for this person to confirm them, or whose 30 days are over."""

import datetime as dt

from app.services.across import destroy
from app.services.across.destroy import Request
from app.services.across.due.item import Item, Kind
from app.services.across.opening import SignedIn
from app.services.users import Action, allowed
from app.wording import _


@allowed(Action.CONFIRM_DESTRUCTION)
def items(signed_in: SignedIn, today: dt.date) -> list[Item]:
    """An item for each open request that this person could act on today."""
    return [_item(row, today) for row in destroy.requests(signed_in) if row.is_open and _waits(row, today)]


def _waits(row: Request, today: dt.date) -> bool:
    return not row.mine or (row.waits_until is not None and row.waits_until <= today)


def _item(row: Request, today: dt.date) -> Item:
    return Item(
        Kind.SETUP, row.waits_until or today, _("Confirm a destruction"), row.number, row.code, row.kind.label,
        _("Asked for by {name}").format(name=row.asked_by), _("Nothing goes without a second person"), _("Open"),
        f"destruction/{row.id.hex}",
    )  # fmt: skip
