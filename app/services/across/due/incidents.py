"""What is due of incidents: the report, telling a supervisor, and closing them."""

import datetime as dt

from sqlalchemy.orm import Session

from app.services import users
from app.services.across.due.item import Item, Kind, Weight
from app.services.documents import words
from app.services.incidents import records
from app.services.incidents.listing import IncidentRow, Step
from app.services.users import Action, allowed
from app.wording import N_, _

CLOSE_WITHIN = 30  # days; our own reminder
MOST = 25  # on Home; the list of incidents has them all
WHY = {
    Step.REPORT: N_("No report is made yet"),
    Step.TELL: N_("No supervisor is told yet"),
    Step.CLOSE: N_("It is reported and told"),
}
SOURCES = {
    "child_abuse": N_("MCA 41-3-201, where you suspect abuse"),
    "adult_abuse": N_("MCA 52-3-811, where you suspect abuse"),
}


@allowed(Action.SEE_SUPERVISION)
def incidents(session: Session, today: dt.date) -> list[Item]:
    """A line for each step of each open incident in view; closing only for who may close. No client is named."""
    actor = users.actor_of(session)
    if not actor.may(Action.WRITE_INCIDENTS):
        return []
    rows = records.listed(session, only_open=True)
    today = users.today(session)
    found = [_item(row, step, today) for row in rows for step in row.steps]
    may_close = actor.may(Action.CLOSE_INCIDENTS)
    return [item for step, item in found if may_close or step is not Step.CLOSE][:MOST]


def _item(row: IncidentRow, step: Step, today: dt.date) -> tuple[Step, Item]:
    waits = dt.timedelta(days=CLOSE_WITHIN if step is Step.CLOSE else 0)
    source = _("Our reminder: the same day")
    if step is Step.REPORT:
        source = _(SOURCES[row.kind.value]) if row.kind.value in SOURCES else source
    elif step is Step.CLOSE:
        source = _("Our reminder: within {days} days").format(days=CLOSE_WITHIN)
    detail = _("{day}: {kind}").format(day=words.short_day(row.date, today), kind=row.kind.label.lower())
    return step, Item(
        Kind.INCIDENT, row.date + waits, _("Incident: {step}").format(step=step.label.lower()), detail, row.staff_name,
        _("Noticed it"), _(WHY[step]), source, _("Open"), row.id.hex,
        Weight.DAYS if step is Step.CLOSE else Weight.DANGER,
    )  # fmt: skip
