"""What a session's form takes from the plan that it is logged from."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.models.planning import PlannedSession
from app.services.rules import moments
from app.services.supervision import plans
from app.services.supervision.agenda import Agenda
from app.services.supervision.phases import Seen

TICKED = "ticked_before"  # a draft that holds only what was ticked on the agenda


def record(plan: PlannedSession) -> str:
    """The name of the draft of a session that is logged from this plan."""
    return f"plan-{plan.id.hex}"


def values(plan: PlannedSession, zone: ZoneInfo) -> dict[str, Any]:
    """The form's fields as the plan has them; it stops so many real minutes after its start."""
    entry = plans.entry_of(plan)
    until = moments.clock_of(moments.minute(plan.date, plan.start, plan.start_fold, zone) + plan.minutes, zone.key)
    return {
        "staff": ";".join(entry.staff), "supervisor": entry.supervisor, "date": entry.date, "start": entry.start,
        "stop": dt.time(until.hour, until.minute), "start_fold": entry.start_fold, "stop_fold": until.fold,
        "format": entry.format.value, "manner": entry.manner.value,
    }  # fmt: skip


def absent(plan: PlannedSession | None, codes: Sequence[str]) -> list[str]:
    """The codes of who was expected and is not chosen."""
    return [row.staff.code for row in plan.attendance if row.staff.code not in codes] if plan and codes else []


def clients(agendas: Sequence[Agenda]) -> list[Seen]:
    """The clients of all these people, each once, in the order of the people."""
    return list({one.code: one for known in agendas for one in known.clients}.values())
