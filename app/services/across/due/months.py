"""What is due of months' statements: to close, to sign, and those that no longer say what was signed."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.due.item import Item, Kind
from app.services.documents import words
from app.services.rules.civil import day_after
from app.services.supervision import months as kept
from app.services.supervision.months import Closed, Open, Wanted
from app.services.supervision.owed import Gathered
from app.services.users import Action, allowed
from app.wording import _, plural

K = TypeVar("K", Open, Closed)
WITHIN = 10  # days after a month's end; our own reminder, no rule


@allowed(Action.SEE_SUPERVISION)
def months(session: Session, today: dt.date, found: Gathered) -> list[Item]:
    """For a supervisor last month's statements and those out of date; for a supervisee what to sign.

    Older months that were never closed are offered on the person's page, and are nothing to be reminded of.
    """
    actor = users.actor_of(session)
    made: list[Item] = []
    if actor.may(Action.CLOSE_MONTH) and actor.supervisor_id is not None:
        every = kept.to_close(session, today, found)
        made += _first_time([one for one in every if one.version == 1])
        made += [_again(one) for one in _once([one for one in every if one.version > 1])]
    if actor.may(Action.SIGN):
        made += [_to_sign(one) for one in _once(kept.waiting(session, today, found))]
    return made


def _once(found: Sequence[K]) -> list[K]:
    """One of each person's month with a supervisor: under two rule packs both are signed in one act."""
    return list({kept.together(one): one for one in reversed(found)}.values())[::-1]


def _due(wanted: Wanted) -> dt.date:
    return day_after(wanted.last) + dt.timedelta(days=WITHIN - 1)


def _target(wanted: Wanted) -> str:
    return f"{wanted.staff}/{wanted.pack}/{wanted.month:%Y-%m}"


def _first_time(found: list[Open]) -> list[Item]:
    """One line for last month of everybody; none where there is nothing to close."""
    if not found:
        return []
    first, people = found[0].wanted, sorted({one.staff_name for one in found})
    count = len(_once(found))
    who = people[0] if count == 1 else plural("{count} person", "{count} people", count)
    return [
        Item(
            Kind.MONTH, _due(first), _("Close the month"), words.month(first.month), who,
            _("Peer supporter") if count == 1 else _("Peer supporters"), _("Both sign what was worked and held"),
            _("Our reminder: within {days} days").format(days=WITHIN), _("Review"),
        )
    ]  # fmt: skip


def _again(one: Open) -> Item:
    return Item(
        Kind.MONTH, _due(one.wanted), _("Close a month again"), words.month(one.wanted.month), one.staff_name,
        _("Peer supporter"), _("It changed after it was signed"), _("Figures signed before and now"), _("Review"),
        _target(one.wanted),
    )  # fmt: skip


def _to_sign(one: Closed) -> Item:
    return Item(
        Kind.MONTH, _due(one.wanted), _("Sign your month"), words.month(one.wanted.month), one.staff_name, _("You"),
        _("{name} has signed it").format(name=one.supervisor_name),
        _("Our reminder: within {days} days").format(days=WITHIN), _("Review"), _target(one.wanted),
    )  # fmt: skip

