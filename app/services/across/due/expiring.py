"""What expires: licenses of supervisors, credentials and certificates of peer supporters."""

import datetime as dt
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.staff import Staff
from app.models.supervision import Agreement, License, Supervisor
from app.services import users
from app.services.across.due.item import Item, Kind, Weight
from app.services.credentials import standing
from app.services.credentials.standing import Credentials
from app.services.documents import words
from app.services.rules import credit, figures
from app.services.rules.credentials import Line, State, stage
from app.services.users import Action, allowed
from app.wording import N_, _

SOON = 90  # days before a license or certificate ends


@allowed(Action.SEE_SUPERVISION)
def licenses(session: Session, today: dt.date) -> list[Item]:
    """Licenses that end soon or have ended, of supervisors with an agreement in force; for those who record licenses."""
    if not users.actor_of(session).may(Action.EDIT_SUPERVISORS):
        return []
    newest = func.max(func.coalesce(License.license_expires_on, dt.date(9999, 1, 1)))
    query = (
        select(Supervisor.id, Supervisor.name, newest.label("ends"))
        .join(License, License.supervisor_id == Supervisor.id)
        .where(Supervisor.id.in_(_agreed(today)))
        .group_by(Supervisor.id, Supervisor.name)
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew a license"), _("Clinical supervisor"), row.name, _("Supervisor"),
            _(credit.AFTER_LICENSE), _("License on record"), _("Open"), f"supervisor/{row.id.hex}",
            Weight.CREDIT if row.ends < today else Weight.DAYS,
        )
        for row in session.execute(query)
        if row.ends <= today + dt.timedelta(days=SOON)
    ]  # fmt: skip


def _agreed(today: dt.date) -> Any:
    in_force = and_(Agreement.signed_on <= today, or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today))
    return select(Agreement.supervisor_id).where(in_force)


# What a dated line of the checklist asks to do; agreements have their own items.
TO_DO = {
    "renewal": N_("Renew a certificate"),
    "recovery": N_("Confirm time in recovery"),
    "suicide_prevention": N_("Take a course on suicide prevention"),
    "ce": N_("Earn continuing education"),
}
DATED = (State.SOON, State.LATE)


@allowed(Action.SEE_STAFF)
def certificates(session: Session, today: dt.date) -> list[Item]:
    """What ends within 90 days or has ended, of people still enrolled: their credentials and other certificates.

    Of everybody for those who record credentials, else one's own. Education short in a period that ended long ago stays
    in the checklist and off this list.
    """
    actor = users.actor_of(session)
    own = session.scalar(select(Staff.code).where(Staff.id == actor.staff_id)) if actor.staff_id else None
    everybody = actor.may(Action.EDIT_CREDENTIALS)
    found = [
        _line(one, line)
        for one in standing.everyone(session, today)
        if everybody or one.staff == own
        for line in one.lines
        if line.state in DATED and line.until is not None and line.code.split("/")[0] in TO_DO
        if not line.code.startswith("ce/") or line.until >= today - dt.timedelta(days=SOON)
    ]
    others = [
        Item(
            Kind.EXPIRING, row.expires_on or today, _("Renew a certificate"), row.title, name, _("Peer supporter"),
            _("Ends {day}").format(day=words.short_day(row.expires_on or today)),
            _("Our reminder: {days} days before").format(days=_stage(row.expires_on or today, today)), _("Open"),
            f"credentials/{code}",
        )
        for code, name, row in standing.certificates(session, today + dt.timedelta(days=SOON))
        if everybody or code == own
    ]  # fmt: skip
    return found + others


def _line(one: Credentials, line: Line) -> Item:
    figure = line.figures[0] if line.figures else None
    source = f"{_(figure.source)} ({figure.confidence.words})" if figure else ""
    return Item(
        Kind.EXPIRING, line.until or one.holder.as_of, _(TO_DO[line.code.split("/")[0]]),
        figures.title_of(one.holder.pack), one.name, _("Peer supporter"), line.words, source, _("Open"),
        f"credentials/{one.staff}",
    )  # fmt: skip


def _stage(until: dt.date, today: dt.date) -> int:
    return stage((until - today).days) or SOON
