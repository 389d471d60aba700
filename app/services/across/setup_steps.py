"""The steps by which a new agency becomes one that can count supervision: what is done, and what comes next."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.hours import Hours
from app.models.staff import Staff
from app.models.supervision import Agreement, License, Supervisor
from app.services.users import Action, allowed
from app.wording import N_

SUPERVISOR, LICENSE, PEOPLE, AGREEMENTS, HOURS, BACKUP = "supervisor", "license", "people", "agreements", "hours", "backup"
WORDS = {
    SUPERVISOR: (N_("Add a clinical supervisor"), N_("Sessions count only with one")),
    LICENSE: (N_("Record the license"), N_("In force on the day of each session")),
    PEOPLE: (N_("Add the people who work here"), N_("Each under the rules of their certificate")),
    AGREEMENTS: (N_("Record the supervision agreements"), N_("One for each pair, with its signing day")),
    HOURS: (N_("Type the first hours"), N_("Supervision owed grows with them")),
    BACKUP: (N_("Choose a second place for backups"), N_("Such as a USB drive that is kept elsewhere")),
}


@dataclass(frozen=True)
class Step:
    """One step: its code, its words as marked, and whether it is done."""

    code: str
    what: str
    why: str
    done: bool


@allowed(Action.EDIT_AGENCY)
def steps(session: Session, today: dt.date, drive: bool) -> tuple[Step, ...]:
    """Every step in its order; `drive` says whether this laptop has a second place for backups."""
    in_force = or_(License.license_expires_on.is_(None), License.license_expires_on >= today)
    running = or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today)
    asked = {
        SUPERVISOR: select(Supervisor.id), LICENSE: select(License.id).where(License.from_on <= today, in_force),
        PEOPLE: select(Staff.id), AGREEMENTS: select(Agreement.id).where(running), HOURS: select(Hours.id),
    }  # fmt: skip
    done = {code: session.scalar(query.limit(1)) is not None for code, query in asked.items()} | {BACKUP: drive}
    return tuple(Step(code, what, why, done[code]) for code, (what, why) in WORDS.items())
