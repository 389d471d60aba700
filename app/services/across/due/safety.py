"""What is due for the store's own safety: a backup, a better place for it, a clock that is right."""

import datetime as dt

from app.services import users
from app.services.across import backups
from app.services.across.due.item import Item, Kind
from app.services.across.opening import SignedIn
from app.services.store import clock, history
from app.services.store import session as sessions
from app.services.users import Action, allowed
from app.wording import _, plural, span


@allowed(Action.BACK_UP)
def items(signed_in: SignedIn, now: dt.datetime, today: dt.date, elsewhere: dt.datetime | None = None) -> list[Item]:
    """The store's own items; `elsewhere` is when the chosen drive got its newest backup."""
    return [*_backup(signed_in, now, today, elsewhere), *_place(signed_in, today), *_clock(signed_in, now, today)]


def _backup(signed_in: SignedIn, now: dt.datetime, today: dt.date, elsewhere: dt.datetime | None) -> list[Item]:
    own = backups.newest(signed_in, now)
    made = [at for at in (own.made_at if own else None, elsewhere) if at is not None and at <= now]
    age = now - max(made, default=now)
    if not made:
        age = now - _began(signed_in, now)
    if age < backups.OLD:
        return []
    detail = _("There is none yet")
    if made:
        detail = plural("The newest is {count} day old", "The newest is {count} days old", age.days)
    return [
        Item(
            Kind.BACKUP, today - (age - backups.OLD), _("Back up the records"), detail, signed_in.agency, _("Agency"),
            _("Without one, a broken disk loses everything"), _("Our rule: every 7 days at least"), _("Open"),
        )
    ]  # fmt: skip


def _began(signed_in: SignedIn, now: dt.datetime) -> dt.datetime:
    """Since when a backup could have been made here: a new store, or one just restored, waits for its first."""
    with sessions.reading(signed_in.store, signed_in.actor) as session:
        created = users.agency(session).created_at
    if now - created < backups.OLD:
        return created
    restored = history.newest(signed_in.store, "restore")
    return max(created, restored) if restored is not None and restored <= now else created


def _place(signed_in: SignedIn, today: dt.date) -> list[Item]:
    if not signed_in.placement:
        return []
    return [
        Item(
            Kind.BACKUP, today, _("Move the records"), _("Their folder is not safe"), signed_in.agency, _("Agency"),
            _("The folder is copied elsewhere or lies on a network"), _("Our rule: on a disk of this computer"),
            _("Read"), "placement",
        )
    ]  # fmt: skip


def _clock(signed_in: SignedIn, now: dt.datetime, today: dt.date) -> list[Item]:
    back = clock.behind(signed_in.store, now)
    if back is None:
        return []
    return [
        Item(
            Kind.BACKUP, today, _("Check this computer's clock"),
            _("It is {length} behind the record").format(length=span(back)), signed_in.agency, _("Agency"),
            _("Times beside records would be wrong; their order holds"), _("The newest recorded change"),
            _("Read"), "clock",
        )
    ]  # fmt: skip
