"""A line of the list of incidents, what is still to do of each, and for whom one may be written."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.incidents import Incident
from app.models.staff import Staff
from app.models.supervision import Agreement
from app.services import users
from app.services.entries import Choice
from app.services.incidents.entry import Kind
from app.services.records.listing import Names
from app.services.users import Action, Role, actor_of, allowed
from app.wording import N_, _


class Step(Choice):
    """What is still to do of an incident that is open."""

    REPORT = "report", N_("Make the report")
    TELL = "tell", N_("Tell a supervisor")
    CLOSE = "close", N_("Follow up and close")


def steps(reported: bool, told: bool) -> tuple[Step, ...]:
    """What is still to do of an open incident: the report (or the reason for none), telling a supervisor; else closing."""
    missing = [step for step, done in ((Step.REPORT, reported), (Step.TELL, told)) if not done]
    return tuple(missing) or (Step.CLOSE,)


def still_to_do(found: tuple[Step, ...]) -> str:
    """The steps in a sentence; '' for none."""
    words = ", ".join(step.label.lower() for step in found)
    return _("Still to do: {steps}").format(steps=words) if words else ""


@dataclass(frozen=True)
class IncidentRow:
    """A line of the list; code and name of the client are '' where it is about nobody served."""

    id: uuid.UUID
    date: dt.date
    time: dt.time | None
    kind: Kind
    staff: str
    staff_name: str
    client: str
    client_name: str
    reported: bool
    told: bool
    closed_on: dt.date | None

    @classmethod
    def of(cls, kept: Incident, names: Names) -> "IncidentRow":
        """The line of an incident, with what those whom it names are called."""
        reported = kept.reported_on is not None or kept.no_report_reason != ""
        return cls(
            kept.id, kept.date, kept.time, Kind(kept.kind), *names["staff"], *names["client"], reported,
            kept.told_on is not None, kept.closed_on,
        )  # fmt: skip

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is still to do; nothing once it is closed."""
        return () if self.closed_on else steps(self.reported, self.told)


@allowed(Action.WRITE_INCIDENTS)
def noticers(session: Session) -> list[tuple[str, str]]:
    """(code, name) of those for whom this person may write an incident, by name.

    Themselves; for a supervisor also those with whom they have an agreement in force today; for a manager everybody.
    """
    actor, today = actor_of(session), users.today(session)
    query = select(Staff.code, Staff.name).order_by(Staff.name, Staff.code)
    if Role.MANAGER not in actor.roles:
        led = select(Agreement.staff_id).where(
            Agreement.supervisor_id == actor.supervisor_id,
            Agreement.signed_on <= today,
            or_(Agreement.ends_on.is_(None), Agreement.ends_on >= today),
        )
        own = Staff.id == actor.staff_id
        query = query.where(or_(own, Staff.id.in_(led)) if Role.SUPERVISOR in actor.roles else own)
    return [(code, name) for code, name in session.execute(query)]
