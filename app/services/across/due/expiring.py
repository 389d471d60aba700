"""What expires: licenses of supervisors, certificates of peer supporters."""

import datetime as dt
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.staff import Enrolment, Staff
from app.models.supervision import Agreement, License, Supervisor
from app.services.across.due.item import Item, Kind
from app.services.rules import packs
from app.wording import _

SOON = 90  # days before a license or certificate ends


def licenses(session: Session, today: dt.date) -> list[Item]:
    """Licenses that end soon or have ended, of supervisors with an agreement in force that this person may see."""
    newest = func.max(func.coalesce(License.license_expires_on, dt.date(9999, 1, 1)))
    query = (
        select(Supervisor.code, Supervisor.name, newest.label("ends"))
        .join(License, License.supervisor_id == Supervisor.id)
        .where(Supervisor.id.in_(_agreed(today)))
        .group_by(Supervisor.id, Supervisor.code, Supervisor.name)
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew a license"), _("Clinical supervisor"), row.name, _("Supervisor"),
            _("Sessions after it are not credited"), _("License on record"), _("Open"), f"supervisor/{row.code}",
        )
        for row in session.execute(query)
        if row.ends <= today + dt.timedelta(days=SOON)
    ]  # fmt: skip


def _agreed(today: dt.date) -> Any:
    in_force = and_(Agreement.signed_on <= today, or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today))
    return select(Agreement.supervisor_id).where(in_force)


def certificates(session: Session, today: dt.date) -> list[Item]:
    """Certificates that end soon or have ended, of people still enrolled."""
    query = (
        select(Staff.code, Staff.name, Enrolment.pack, Enrolment.certification_expires_on.label("ends"))
        .join(Enrolment, Enrolment.staff_id == Staff.id)
        .where(Enrolment.certification_expires_on <= today + dt.timedelta(days=SOON))
        .where(Enrolment.ended_on.is_(None) | (Enrolment.ended_on >= today))
    )
    return [
        Item(
            Kind.EXPIRING, row.ends, _("Renew a certificate"), _(packs.load(row.pack).staff_title), row.name,
            _("Peer supporter"), _("Checked at each session"), _("Certificate on record"),
            _("Open"), f"staff/{row.code}",
        )
        for row in session.execute(query)
    ]  # fmt: skip
